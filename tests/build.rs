//! Whole builds: the same bytes whatever the order, what stands in place, the example archive.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use common::html::{faults, texts};
use common::{Entry, Site, build, build_with, entries, files, messages, options, repository};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Copies the files of a site into a new folder, in an order of our choosing.
fn copy(to: &Path, files: impl Iterator<Item = (String, Vec<u8>)>) {
    for (path, bytes) in files {
        let path = to.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn example() -> BTreeMap<String, Vec<u8>> {
    let mut example: BTreeMap<_, _> = files(&repository().join("content"))
        .into_iter()
        .map(|(path, bytes)| (format!("content/{path}"), bytes))
        .collect();
    example.insert("site.toml".to_owned(), fs::read(repository().join("site.toml")).unwrap());
    example
}

#[test]
fn the_same_content_gives_the_same_bytes_in_whatever_order_it_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let example = example();
    copy(&dir.path().join("forwards"), example.clone().into_iter());
    copy(&dir.path().join("backwards"), example.into_iter().rev());
    let built = ["forwards", "backwards"].map(|name| {
        let output = dir.path().join(name).join("public");
        build(&dir.path().join(name), Some(&output));
        files(&output)
    });
    assert!(built[0].len() > 100, "{}", built[0].len());
    assert_eq!(built[0].keys().collect::<Vec<_>>(), built[1].keys().collect::<Vec<_>>());
    for (path, bytes) in &built[0] {
        assert!(bytes == &built[1][path], "{path} differs");
    }
}

#[test]
fn the_example_archive_builds_without_a_word_and_every_link_resolves() {
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("public");
    let report = build(repository(), Some(&output));
    assert_eq!(messages(&report), "");
    let files = files(&output);
    let faults = faults(&files, "/");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// It opens from a sub-folder of a host as well: links count from the page.
#[test]
fn a_base_address_changes_only_what_must_be_absolute() {
    let site = Site::over_base("");
    site.build();
    let plain = files(&site.output());
    let dir = tempfile::tempdir().unwrap();
    let mut options = options(&site.root(), Some(&dir.path().join("public")));
    options.base_url = Some("https://kommun.example/arkiv/".to_owned());
    build_with(&options).unwrap();
    let based = files(&dir.path().join("public"));
    // Pages say where they stand, for those who cite or print them.
    let without =
        |path: &String| String::from_utf8_lossy(&based[path]).replace("https://kommun.example/arkiv/", "").into_bytes();
    let changed: Vec<_> =
        plain.iter().filter(|(path, bytes)| without(path) != **bytes).map(|(path, _)| path.as_str()).collect();
    assert_eq!(changed, ["404.html"]);
    let asks = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("=\"https://kommun.example/");
    assert!(!based.values().any(|bytes| asks(bytes)), "links are relative");
    let page = String::from_utf8(based["404.html"].clone()).unwrap();
    assert!(page.contains("href=\"/arkiv/style.css\""), "{page}");
    assert!(faults(&based, "/arkiv/").is_empty());
}

#[test]
fn a_failed_build_leaves_the_site_as_it_was() {
    let site = Site::over_base("");
    assert_eq!(site.messages(), "");
    let before = files(&site.output());
    site.write("content/prov/2020/vag/svar.md", &Entry::Text("+++\ntype = \"sv\"\n+++\n".to_owned()));
    assert!(site.messages().contains("error[unknown-type]"));
    assert_eq!(files(&site.output()), before);
}

#[test]
fn a_later_build_writes_what_changed_and_removes_what_is_gone() {
    let site = Site::over_base(
        "=== content/prov/2020/vag/svar.md\n+++\ntype = \"answer\"\ndate = 2020-03-01\n+++\n\nText.\n\
         === content/prov/2020/vag/bort.md\n+++\ntype = \"decision\"\ndate = 2020-03-01\n+++\n\nText.\n",
    );
    let first = site.build().changes.unwrap();
    assert_eq!((first.kept, first.removed), (0, 0));
    let again = site.build().changes.unwrap();
    assert_eq!((again.written, again.removed, again.kept), (0, 0, first.written));
    site.write(
        "content/prov/2020/vag/svar.md",
        &Entry::Text("+++\ntype = \"answer\"\ndate = 2020-03-01\n+++\n\nAnnat.\n".to_owned()),
    );
    let pages = || files(&site.output()).into_iter().filter(|(path, _)| path.ends_with(".html")).collect::<Vec<_>>();
    let before = pages();
    assert_eq!(site.build().rendered, 1, "one sentence, one page");
    let edited = pages();
    assert_eq!(before.iter().zip(&edited).filter(|(before, after)| before != after).count(), 1);
    site.write("content/prov/2020/vag/bort.md", &Entry::Deleted);
    site.build();
    assert_eq!(pages().len(), before.len() - 1);
    assert!(!site.output().join("prov/2020/vag/bort.html").exists());
}

#[test]
fn a_folder_of_others_is_refused() {
    let site = Site::over_base("");
    copy(&site.output(), [("viktigt.txt".to_owned(), b"deras".to_vec())].into_iter());
    let error = build_with(&options(&site.root(), Some(&site.output()))).err().unwrap();
    assert!(error.to_string().contains("holds files that diarium did not make"), "{error}");
    assert_eq!(files(&site.output()).len(), 1);
}

#[test]
fn the_output_cannot_lie_in_the_content() {
    let site = Site::over_base("");
    for output in ["content", "content/public", "."] {
        let error = build_with(&options(&site.root(), Some(&site.root().join(output)))).err().unwrap();
        assert!(error.to_string().contains("must lie beside each other"), "{output}: {error}");
    }
}

#[test]
fn a_date_decides_what_has_expired() {
    let site = Site::over_base(
        "=== content/prov/2020/vag/svar.md\n+++\ntype = \"answer\"\nexpires = 2026-06-01\n+++\n\nHemlighet.\n",
    );
    site.build();
    assert!(site.page("prov/2020/vag/svar.html").contains("Hemlighet"));
    let mut later = options(&site.root(), Some(&site.output()));
    later.as_of = jiff::civil::date(2026, 6, 1);
    build_with(&later).unwrap();
    for (path, bytes) in files(&site.output()) {
        assert!(!String::from_utf8_lossy(&bytes).contains("Hemlighet"), "{path}");
    }
    let page = site.page("prov/2020/vag/svar.html");
    assert!(page.contains("Tillbakadragen") && page.contains("Togs bort 1 juni 2026."), "{page}");
}

#[test]
fn strict_makes_errors_of_warnings() {
    let site = Site::over_base(
        "=== content/prov/2020/vag/svar.md\n+++\ntype = \"answer\"\nauthors = [\"Per Al\"]\n+++\n\nText.\n",
    );
    let mut strict = options(&site.root(), Some(&site.output()));
    strict.strict = true;
    let report = build_with(&strict).unwrap();
    assert!(messages(&report).starts_with("error[unregistered-person]"));
    assert!(report.changes.is_none() && !site.output().exists());
}

/// The years of a long list get pages of their own, and a long year its months.
#[test]
fn long_lists_are_split_by_year_then_month() {
    let mut text = "=== site.toml\ntitle = \"Prov\"\nindex_limit = 3\n".to_owned();
    for (year, month) in [(2018, 1), (2019, 1), (2019, 2), (2019, 2), (2019, 3)] {
        let name = text.len();
        text += &format!(
            "=== content/prov/2020/vag/d{name}.md\n+++\ntype = \"decision\"\nbody = \"Socialnämnden\"\ndate = {year}-{month:02}-05\n+++\n\nText.\n"
        );
    }
    for n in 1..=4 {
        text += &format!(
            "=== content/prov/2020/vag/m{n}.md\n+++\ntype = \"decision\"\nstate = \"missing\"\ndate = 2019-0{n}-05\n+++\n"
        );
    }
    let site = Site::over_base(&text);
    assert_eq!(site.messages(), "");
    assert_eq!(texts(&site.page("luckor.html"), "ul.parts li"), ["2019 4"]);
    assert_eq!(texts(&site.page("luckor/2019.html"), "ul.parts li").len(), 4);
    assert_eq!(texts(&site.page("luckor/2019/02.html"), "ul.entries li").len(), 1);
    let body = site.page("prov/organ/socialnamnden.html");
    assert_eq!(texts(&body, "section.years li"), ["2019 4", "2018 2"]);
    let year = site.page("prov/organ/socialnamnden/2019.html");
    assert_eq!(texts(&year, "section.years li"), ["mars 2019 1", "februari 2019 2", "januari 2019 1"]);
    let month = site.page("prov/organ/socialnamnden/2019/02.html");
    assert_eq!(texts(&month, "ul.entries li").len(), 2);
    assert!(faults(&files(&site.output()), "/").is_empty());
}

/// The order in which threads finish is nobody's business either, mistakes included.
#[test]
fn threads_change_neither_bytes_nor_messages() {
    let faulty = "=== content/prov/2020/vag/svar.md\n+++\ntype = \"sv\"\nx = 1\n+++\n\n[[Ingen]] <b>\n";
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let dir = tempfile::tempdir().unwrap();
            build(repository(), Some(&dir.path().join("public")));
            (files(&dir.path().join("public")), Site::over_base(faulty).messages())
        })
    };
    let (one, eight) = (run(1), run(8));
    assert!(one.1.contains("error[unknown-type]") && one.1.contains("warning[raw-html]"), "{}", one.1);
    assert_eq!(one.1, eight.1);
    assert!(one.0 == eight.0);
}

/// What is kept back is in no file that is published, wherever in its file it stood.
#[test]
fn what_is_kept_back_is_nowhere() {
    for state in [
        "state = \"withheld\"\nreason = \"Skäl\"",
        "state = \"withdrawn\"",
        "expires = 2020-01-01",
        "state = \"draft\"",
    ] {
        let text = format!(
            "=== site.toml\ntitle = \"Prov\"\nsource_pages = true\n\
             === content/prov/2020/vag/bort.md\n+++\ntype = \"motion\"\n{state}\ndate = 2020-01-16\nbody = \"KF\"\n\
             claims = [\"att HEMLIG byggs\"]\nattachments = [\"HEMLIG.pdf\"]\n\n[extra]\nx = \"HEMLIG\"\n+++\n\n\
             # HEMLIG rubrik\n\n## HEMLIG avsnitt {{.decision}}\n\n[HEMLIG](outcome:approved) [HEMLIG](stance:supports)\n\n\
             ```json\nHEMLIG\n```\n\n![HEMLIG](HEMLIG.png) [[Trafik|HEMLIG]]\n\
             === content/prov/2020/vag/HEMLIG.pdf\nHEMLIG\n=== content/prov/2020/vag/HEMLIG.png\nHEMLIG\n"
        );
        let site = Site::over_base(&text);
        assert_eq!(site.messages(), "", "{state}");
        let files = files(&site.output());
        assert!(files.len() > 20);
        for (path, bytes) in files {
            assert!(!path.contains("HEMLIG") && !String::from_utf8_lossy(&bytes).contains("HEMLIG"), "{state}: {path}");
        }
    }
}

#[test]
fn two_builds_do_not_write_one_site() {
    let site = Site::over_base("");
    site.build();
    let record = site.output().with_file_name(".public.diarium");
    let lock = fs::File::create(record.join("lock")).unwrap();
    lock.lock().unwrap();
    let error = build_with(&options(&site.root(), Some(&site.output()))).err().unwrap();
    assert!(error.to_string().contains("another build is writing this site"), "{error}");
    drop(lock);
    assert_eq!(site.messages(), "");
}

#[test]
fn a_file_of_others_is_not_overwritten() {
    let site = Site::over_base("");
    site.build();
    copy(&site.output(), [("om.html".to_owned(), b"deras".to_vec())].into_iter());
    site.write("content/pages/om.md", &Entry::Text("+++\ntitle = \"Om\"\n+++\n".to_owned()));
    let error = build_with(&options(&site.root(), Some(&site.output()))).err().unwrap();
    assert!(error.to_string().contains("om.html is there and diarium did not make it"), "{error}");
    assert_eq!(fs::read(site.output().join("om.html")).unwrap(), b"deras");
}

/// What was a file becomes a folder, and the other way round.
#[test]
fn a_file_can_become_a_folder() {
    let site = Site::over_base("=== site.toml\ntitle = \"Prov\"\ntheme = \"tema\"\n=== tema/static/sak\nx\n");
    assert_eq!(site.messages(), "");
    site.write("tema/static/sak", &Entry::Deleted);
    site.write("tema/static/sak/inne.txt", &Entry::Text("x\n".to_owned()));
    assert_eq!(site.messages(), "");
    assert!(site.output().join("sak/inne.txt").exists());
    site.write("tema/static/sak/inne.txt", &Entry::Deleted);
    fs::remove_dir(site.root().join("tema/static/sak")).unwrap();
    site.write("tema/static/sak", &Entry::Text("y\n".to_owned()));
    assert_eq!(site.messages(), "");
    assert_eq!(fs::read(site.output().join("sak")).unwrap(), b"y\n");
}

/// A text can be as hostile as it likes to the program: it is read, or refused, soon.
#[test]
fn texts_that_are_no_texts_are_survived() {
    let many = |piece: &str, times: usize| piece.repeat(times);
    let headings: String = (2..5_000).map(|n| format!("# A {n}\n\n")).collect::<String>() + "# A\n\n# A\n\n# A\n";
    for body in [
        headings,
        many("> ", 5_000),
        many("[", 20_000),
        many("](stance:", 5_000),
        many("- ", 3_000),
        many("<b>", 3_000),
        many("KS 2020/7 ", 20_000),
        many("[^a]", 10_000) + "\n\n[^a]: Not.\n",
        format!("## {}\n", many("ord ", 30_000)),
    ] {
        let site = Site::over_base("");
        let text = format!("+++\ntype = \"answer\"\n+++\n\n{body}\n");
        site.write("content/prov/2020/vag/svar.md", &Entry::Text(text));
        let messages = site.messages();
        assert!(messages.len() < 200_000, "{}", messages.len());
    }
}

#[test]
fn the_blocks_of_a_test_are_read_as_meant() {
    let read = entries("comment\n=== a.md\nx\n=== b -> ../c\n");
    assert!(matches!(&read["a.md"], Entry::Text(text) if text == "x\n"));
    assert!(matches!(&read["b"], Entry::Link(target) if target == "../c"));
}

/// Templates are printed once for each shape, so what one does to a piece would be done to a mark.
#[test]
fn a_template_that_changes_a_piece_is_reported_with_its_place() {
    let site = Site::over_base("=== site.toml\ntitle = \"Prov\"\ntheme = \"tema\"\n");
    let page = "{% extends \"base.html\" %}{% block main %}{{ text.body | upper }}{% endblock main %}\n";
    site.write("tema/templates/document.html", &Entry::Text(page.to_owned()));
    let said = site.messages();
    assert_eq!(said.matches("error[bad-template]").count(), 1, "{said}");
    assert!(said.contains("the template `document.html` changes a piece of HTML"), "{said}");
    assert!(said.contains("tema/templates/document.html"), "{said}");
    let components = fs::read_to_string(repository().join("themes/default/templates/components.html")).unwrap();
    for filter in ["upper", "truncate(length=5)", "escape_html"] {
        let changed = components.replacen("{{ one.link }}", &format!("{{{{ one.link | {filter} }}}}"), 1);
        assert_ne!(changed, components);
        let site = Site::over_base("=== site.toml\ntitle = \"Prov\"\ntheme = \"tema\"\n");
        site.write("tema/templates/components.html", &Entry::Text(changed));
        let said = site.messages();
        assert!(said.contains("error[bad-template]: the component `document_entry` changes a piece of HTML"), "{said}");
        assert!(said.contains("tema/templates/components.html:"), "{said}");
    }
}
