//! What a build remembers changes its time and nothing else: after any edit the
//! site is, byte for byte, what a build from nothing gives.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use common::{build, build_with, files, messages, options, repository};
use diarium::pipeline::Report;
use jiff::civil::date;
use tempfile::TempDir;

/// A copy of the example archive, with a theme of its own, whose files are old
/// enough to be trusted by their times.
struct Archive {
    dir: TempDir,
    /// How many files have been written: each gets a time of its own.
    clock: u64,
}

impl Archive {
    fn new() -> Self {
        Self::with(true)
    }

    /// Without pages that show annotated files, an edited word changes one page and the index for search.
    fn with(source_pages: bool) -> Self {
        let mut archive = Self { dir: tempfile::tempdir().unwrap(), clock: 0 };
        for (path, bytes) in files(&repository().join("content")) {
            archive.write(&format!("content/{path}"), &bytes);
        }
        let settings = fs::read_to_string(repository().join("site.toml")).unwrap();
        assert!(settings.contains("source_pages = true"));
        let settings = settings.replace("source_pages = true", &format!("source_pages = {source_pages}"));
        archive.write("site.toml", format!("theme = \"tema\"\nindex_limit = 30\n{settings}").as_bytes());
        archive.write("tema/static/egen.css", b"p { margin: 0 }");
        archive
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("arkiv")
    }

    fn output(&self) -> PathBuf {
        self.dir.path().join("public")
    }

    fn record(&self) -> PathBuf {
        self.dir.path().join(".public.diarium")
    }

    fn write(&mut self, path: &str, bytes: &[u8]) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        self.clock += 1;
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000 + self.clock);
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    fn edit(&mut self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not say {from}");
        self.write(path, text.replacen(from, to, 1).as_bytes());
    }

    fn build(&self) -> Report {
        build(&self.root(), Some(&self.output()))
    }

    /// The site as a build from nothing gives it, and what that says.
    fn anew(&self, as_of: jiff::civil::Date) -> (BTreeMap<String, Vec<u8>>, String) {
        let dir = tempfile::tempdir().unwrap();
        let output = dir.path().join("public");
        let mut options = options(&self.root(), Some(&output));
        options.as_of = as_of;
        let report = build_with(&options).unwrap();
        let site = if output.exists() { files(&output) } else { BTreeMap::new() };
        (site, messages(&report))
    }
}

fn differing(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|(path, _)| path.clone()).collect()
}

/// All but the files of the index for search.
fn without_index(paths: &[String]) -> Vec<String> {
    paths.iter().filter(|path| !path.starts_with("sok/")).cloned().collect()
}

const STATEMENT: &str = "content/stockholm/2017/kommunalt-atervandringsbidrag/utlatande.md";

/// Edits, and checks that what was rendered is what differs.
fn rendered_after(archive: Archive, edit: impl FnOnce(&mut Archive)) -> Vec<String> {
    let mut archive = archive;
    assert_eq!(messages(&archive.build()), "");
    let before = files(&archive.output());
    edit(&mut archive);
    let report = archive.build();
    assert_eq!(messages(&report), "");
    let after = files(&archive.output());
    let changed = differing(&before, &after);
    let changes = report.changes.unwrap();
    let pages = without_index(&changed);
    assert_eq!((report.rendered, changes.written), (pages.len(), changed.len()), "{changed:?}");
    let anew = archive.anew(common::TODAY).0;
    let wrong = differing(&after, &anew);
    assert!(wrong.is_empty() && after.len() == anew.len(), "differ: {wrong:?}");
    pages
}

#[test]
fn an_unchanged_archive_renders_nothing_and_says_the_same() {
    let mut archive = Archive::new();
    archive.edit(STATEMENT, "+++\n\n", "+++\n\n<b>Se</b> [[Okänd person]] ");
    let first = archive.build();
    assert!(messages(&first).contains("raw-html"), "{}", messages(&first));
    archive.edit(STATEMENT, " [[Okänd person]] ", " ");
    let first = archive.build();
    assert!(messages(&first).contains("warning[raw-html]"), "{}", messages(&first));
    let again = archive.build();
    assert_eq!(messages(&again), messages(&first));
    assert_eq!((again.rendered, again.pages, again.documents), (0, first.pages, first.documents));
    assert_eq!(again.changes.unwrap().written, 0);
    assert!(again.timings.iter().all(|(stage, _)| stage.name() == "read"), "nothing was linked or planned");
}

#[test]
fn a_sentence_renders_its_document() {
    let changed =
        rendered_after(Archive::new(), |archive| archive.edit(STATEMENT, "+++\n\n", "+++\n\nEn ny inledning.\n\n"));
    let page = "stockholm/2017/kommunalt-atervandringsbidrag/utlatande";
    assert_eq!(changed, [format!("{page}.html"), format!("{page}/kalla.html")], "the document, and its annotated file");
}

/// Nothing is linked for it: the new text is set into the page that stands.
#[test]
fn a_sentence_is_set_into_the_page_that_stands() {
    let mut archive = Archive::with(false);
    archive.build();
    for step in 0..3 {
        let before = files(&archive.output());
        archive.edit(STATEMENT, "+++\n\n", &format!("+++\n\nInledning {step}.\n\n"));
        let report = archive.build();
        assert!(is_edit(&report), "{:?}", report.timings);
        let after = files(&archive.output());
        let changed = differing(&before, &after);
        let page = "stockholm/2017/kommunalt-atervandringsbidrag/utlatande.html";
        assert_eq!(without_index(&changed), [page], "{changed:?}");
        assert!(after == archive.anew(common::TODAY).0);
    }
    archive.edit(STATEMENT, "Inledning 0.", "[Inledning 0.](stance:opposes)");
    let report = archive.build();
    assert!(!is_edit(&report), "what a mark says is the whole archive's concern");
    assert_eq!(messages(&report), archive.anew(common::TODAY).1);
}

/// Whether a build changed words and nothing else.
fn is_edit(report: &Report) -> bool {
    report.rendered > 0 && report.timings.iter().all(|(stage, _)| ["read", "publish"].contains(&stage.name()))
}

#[test]
fn a_paragraph_that_others_point_at_is_everybodys_concern() {
    let mut archive = Archive::with(false);
    archive.build();
    let page = String::from_utf8(
        files(&archive.output())["stockholm/2017/kommunalt-atervandringsbidrag/utlatande.html"].clone(),
    )
    .unwrap();
    let anchor = &page[page.find("id=\"p-").unwrap() + 4..][..8];
    let case = "content/stockholm/2017/kommunalt-atervandringsbidrag/case.md";
    let text = format!("{}\nSe [stycket](utlatande.md#{anchor}).\n", archive.read(case));
    archive.write(case, text.as_bytes());
    assert_eq!(messages(&archive.build()), "");
    let paragraph =
        page[page.find(&format!("{anchor}\">")).unwrap() + 10..].split([' ', '<']).next().unwrap().to_owned();
    archive.edit(STATEMENT, &format!("\n{paragraph}"), &format!("\nJust {paragraph}"));
    let said = messages(&archive.build());
    assert!(said.contains("broken-reference"), "{said}");
    assert_eq!(said, archive.anew(common::TODAY).1);
}

#[test]
fn a_title_renders_the_pages_that_name_it() {
    let changed =
        rendered_after(Archive::new(), |archive| archive.edit(STATEMENT, "+++\n", "+++\ntitle = \"Helt ny rubrik\"\n"));
    assert!(changed.len() > 5 && changed.len() < 60, "{changed:?}");
    assert!(changed.contains(&"stockholm/2017/kommunalt-atervandringsbidrag.html".to_owned()));
    assert!(!changed.iter().any(|path| path.starts_with("askersund/2026/")), "{changed:?}");
}

#[test]
fn a_renamed_body_renders_every_page_that_shows_it() {
    let edit = |archive: &mut Archive| {
        let path = "content/stockholm/bodies.toml";
        let renamed = "name = \"Nya nämnden\"\nslug = \"socialnamnden\"\naliases = [\"Socialnämnden\"]";
        archive.edit(path, "name = \"Socialnämnden\"", renamed);
    };
    let changed = rendered_after(Archive::new(), edit);
    assert!(changed.contains(&"stockholm/organ/socialnamnden.html".to_owned()), "{changed:?}");
    assert!(!changed.iter().any(|path| path.starts_with("exempelkoping/")), "{changed:?}");
}

#[test]
fn what_others_do_to_the_site_is_undone() {
    let archive = Archive::new();
    archive.build();
    let before = files(&archive.output());
    fs::remove_file(archive.output().join("index.html")).unwrap();
    fs::write(archive.output().join("stockholm.html"), "annat").unwrap();
    let report = archive.build();
    assert_eq!((report.rendered, report.changes.unwrap().written), (2, 2));
    assert!(files(&archive.output()) == before);
}

/// The name of a shard that an edit makes is known beforehand: from a build anew.
#[test]
fn a_file_of_others_is_not_overwritten_by_the_index() {
    let mut archive = Archive::with(false);
    archive.build();
    let before = files(&archive.output());
    archive.edit(STATEMENT, "+++\n\n", "+++\n\nEn zebra.\n\n");
    let anew = archive.anew(common::TODAY).0;
    let new = anew.keys().find(|path| path.starts_with("sok/s/") && !before.contains_key(*path)).unwrap();
    fs::write(archive.output().join(new), "deras").unwrap();
    let error = build_with(&options(&archive.root(), Some(&archive.output()))).err().unwrap().to_string();
    assert!(error.contains(new) && error.contains("diarium did not make it"), "{error}");
    fs::remove_file(archive.output().join(new)).unwrap();
    archive.build();
    assert!(files(&archive.output()) == anew);
}

/// What makes the edits: a generator of numbers that gives the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    fn pick<'t>(&mut self, from: &'t [String]) -> &'t str {
        &from[self.below(from.len())]
    }
}

/// One random edit; says what it did.
fn edit(archive: &mut Archive, dice: &mut Dice, step: usize, is_faulty: bool) -> String {
    // Mistakes are made, and mostly mended at once.
    let kind = if is_faulty && dice.below(3) > 0 { usize::MAX } else { dice.below(15) };
    let all: Vec<_> = files(&archive.root()).into_keys().collect();
    let of = |ending: &str| all.iter().filter(|path| path.ends_with(ending)).cloned().collect::<Vec<_>>();
    let documents: Vec<_> =
        of(".md").into_iter().filter(|path| !path.ends_with("/case.md") && !path.contains("/pages/")).collect();
    let path = dice.pick(&documents).to_owned();
    match kind {
        0 | 1 => {
            archive.write(&path, (archive.read(&path) + &format!("\nEtt tillägg {step}.\n")).as_bytes());
            format!("a sentence in {path}")
        }
        2 => {
            archive.edit(&path, "+++\n", &format!("+++\ntitle = \"Rubrik {step}\"\n"));
            format!("a title in {path}, maybe a second one")
        }
        3 => {
            let path = dice.pick(&of("case.md")).to_owned();
            archive.edit(&path, "title", &format!("slug = \"arende-{step}\"\ntitle"));
            format!("the address of {path}, maybe a second one")
        }
        4 => {
            let path = dice.pick(&of("bodies.toml")).to_owned();
            let text = archive.read(&path);
            let names: Vec<_> = text.match_indices("name").map(|(at, _)| at).collect();
            let at = names[dice.below(names.len())];
            let line = &text[at..at + text[at..].find('\n').unwrap()];
            archive.edit(&path, line, &line.replace(" = \"", &format!(" = \"Nya {step} ")));
            format!("{line} in {path}")
        }
        5 => {
            archive.write(&path.replace(".md", &format!("-{step}.md")), archive.read(&path).as_bytes());
            format!("a copy of {path}")
        }
        6 => {
            let moved = path.replace(".md", "-flyttad.md");
            fs::rename(archive.root().join(&path), archive.root().join(moved)).unwrap();
            format!("moved {path}")
        }
        7 => {
            fs::remove_file(archive.root().join(&path)).unwrap();
            format!("deleted {path}")
        }
        8 => {
            archive.write("tema/static/egen.css", format!("p {{ margin: {step}px }}").as_bytes());
            "a stylesheet".to_owned()
        }
        9 => {
            let text =
                format!("{{% extends \"base.html\" %}}\n{{% block main %}}<h1>Nej {step}</h1>{{% endblock main %}}\n");
            archive.write("tema/templates/404.html", text.as_bytes());
            "a template".to_owned()
        }
        10 => {
            archive.write("tema/locales/sv.toml", format!("[nav]\ntopics = \"Saker {step}\"\n").as_bytes());
            "a word".to_owned()
        }
        11 => {
            let text = archive.read("site.toml");
            let line = text.lines().find(|line| line.starts_with("index_limit")).unwrap().to_owned();
            archive.edit("site.toml", &line, &format!("index_limit = {}", 5 + dice.below(60)));
            "site.toml".to_owned()
        }
        12 => {
            let text = archive.read(&path);
            archive.write(&path, text.as_bytes());
            format!("touched {path}")
        }
        13 => damage(archive, dice),
        _ => {
            // Back to what the repository has, so that mistakes do not pile up.
            for (path, bytes) in files(&repository().join("content")) {
                let path = format!("content/{path}");
                if fs::read(archive.root().join(&path)).ok().as_ref() != Some(&bytes) {
                    archive.write(&path, &bytes);
                }
            }
            for path in all.iter().filter(|path| !repository().join(path).exists() && path.starts_with("content/")) {
                fs::remove_file(archive.root().join(path)).unwrap();
            }
            "everything back".to_owned()
        }
    }
}

/// Does to the record what disks and people do.
fn damage(archive: &Archive, dice: &mut Dice) -> String {
    let record = archive.record();
    let name = ["record", "outlines.0", "outlines.1", "bodies.0", "bodies.1", "wordings.0", "cards.0"][dice.below(7)];
    let Ok(mut bytes) = fs::read(record.join(name)) else { return format!("no {name}") };
    match dice.below(3) {
        0 => fs::remove_file(record.join(name)).unwrap(),
        1 => fs::write(record.join(name), &bytes[..dice.below(bytes.len())]).unwrap(),
        _ => {
            for _ in 0..20 {
                let at = dice.below(bytes.len());
                bytes[at] ^= 0x55;
            }
            fs::write(record.join(name), &bytes).unwrap();
        }
    }
    format!("damaged {name}")
}

/// After any chain of edits, mistakes among them, the site and the messages are those of a build from nothing.
#[test]
fn any_chain_of_edits_gives_what_a_build_anew_gives() {
    let mut words = 0;
    for seed in [1, 2, 3] {
        let (mut archive, mut dice) = (Archive::with(seed == 1), Dice(0x9E37_79B9 * seed));
        let mut history = vec![format!("seed {seed}")];
        let (mut sound, mut faulty, mut is_faulty) = (0, 0, false);
        for step in 0..40 {
            history.push(edit(&mut archive, &mut dice, step, is_faulty));
            let as_of = if dice.below(8) == 0 { date(2040, 1, 1) } else { common::TODAY };
            let mut options = options(&archive.root(), Some(&archive.output()));
            options.as_of = as_of;
            let stood = is_there(&archive.output());
            let report = build_with(&options).unwrap();
            words += usize::from(is_edit(&report));
            let (expected, said) = archive.anew(as_of);
            assert!(messages(&report) == said, "{history:#?}\n{}\n--- from nothing ---\n{said}", messages(&report));
            is_faulty = report.diagnostics.errors() > 0;
            if !is_faulty {
                sound += 1;
                let site = files(&archive.output());
                let wrong = differing(&site, &expected);
                assert!(wrong.is_empty() && site.len() == expected.len(), "{history:#?}\ndiffer: {wrong:?}");
            } else {
                faulty += 1;
                assert!(is_there(&archive.output()) == stood, "{history:#?}: a faulty build changed the site");
            }
        }
        assert!(sound > 15 && faulty > 0, "{sound} of the edits left the archive sound, {faulty} did not");
    }
    assert!(words > 2, "{words} of the edits changed words alone");
}

fn is_there(folder: &Path) -> Option<BTreeMap<String, Vec<u8>>> {
    folder.exists().then(|| files(folder))
}
