//! The archive of extremes: it builds, its pages stay small, and they fit into windows.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use common::extremes::{self, ASKED, POSITIONS, SILENT, WORD};
use common::html::{attributes, rows, texts};
use common::{browser, build, files, messages};

/// A page without its own text is at most so large, so that it opens at once on a bad line.
const LIMIT: usize = 60_000;

/// Every page, by its path. There was not a word about the archive when it was built.
fn pages() -> &'static BTreeMap<String, String> {
    static PAGES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        extremes::write(&dir.path().join("arkiv"));
        let report = build(&dir.path().join("arkiv"), Some(&dir.path().join("public")));
        assert_eq!(messages(&report), "");
        let pages = files(&dir.path().join("public")).into_iter().filter(|(path, _)| path.ends_with(".html"));
        pages.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
    })
}

#[test]
fn forty_bodies_have_answered() {
    let page = &pages()["storkoping/2024/fyrtio-svar.html"];
    let states = attributes(page, "table.overview tr[class]", "class");
    let count = |state: &str| states.iter().filter(|class| class.split(' ').any(|word| word == state)).count();
    assert_eq!(rows(page, "table.overview").len(), ASKED);
    assert_eq!([count("late"), count("declined"), count("none")], [3, 2, SILENT], "{states:?}");
    let summary =
        "Arkivet har svar från 38 av 44. 3 svarade efter sista dagen. 2 har avstått. Från 4 finns inget svar.";
    assert!(texts(page, "section.round > p").iter().any(|text| text.ends_with(summary)));
    let of = |reply: &str| rows(page, "table.overview").into_iter().filter(|row| row[1] == reply).count();
    assert_eq!([of("Inget svar i arkivet"), of("Inget svar i arkivet Till förslaget")], [SILENT - 1, 1]);
    assert_eq!([of("Avstod från att svara 14 maj 2024"), of("Svarade efter sista dagen 11 juni 2024")], [2, 3]);
    // Of each answer what it says of each claim, and why, and every stance leads to its words.
    let answers: Vec<_> = rows(page, "table.overview").into_iter().filter(|row| !row[2].is_empty()).collect();
    assert_eq!(answers.len(), ASKED - 2 - (SILENT - 1));
    assert!(answers.iter().all(|row| row.len() == 6 && row.iter().all(|cell| !cell.is_empty())), "{answers:?}");
    let words = attributes(page, "table.overview td a[class]:not(.source)", "href");
    assert_eq!(words.len(), 3 * answers.len());
    assert!(words.iter().all(|href| href.contains("#m-")), "{words:?}");
}

#[test]
fn a_year_of_three_hundred_numbers_is_taken_apart() {
    let pages = pages();
    let parts = texts(&pages["nummer/2010.html"], "ul.parts > li");
    assert_eq!(
        parts,
        [
            "TN 2010/1 – TN 2010/90 90",
            "TN 2010/91 – TN 2010/180 90",
            "TN 2010/181 – TN 2010/270 90",
            "TN 2010/271 – TN 2010/300 30"
        ]
    );
    let numbers: Vec<_> = (1..=4).flat_map(|part| rows(&pages[&format!("nummer/2010/{part}.html")], "table")).collect();
    let expected: Vec<_> = (1..=300).map(|number| format!("TN 2010/{number}")).collect();
    assert_eq!(numbers.into_iter().map(|row| row[0].clone()).collect::<Vec<_>>(), expected);
}

#[test]
fn a_body_has_two_thousand_positions_of_thirty_years() {
    let pages = pages();
    let years = texts(&pages["storkoping/organ/tekniska-namnden.html"], "ul.parts > li > a");
    assert_eq!(years.len(), 30, "{years:?}");
    let own = pages.iter().filter(|(path, _)| path.starts_with("storkoping/organ/tekniska-namnden/"));
    // A year of which the months have pages only repeats the newest.
    let whole = own.filter(|(_, page)| texts(page, "ul.parts").is_empty());
    assert_eq!(whole.map(|(_, page)| rows(page, "table.positions").len()).sum::<usize>(), POSITIONS);
}

#[test]
fn a_document_has_two_hundred_pages() {
    let page = &pages()["storkoping/2025/oversiktsplan/plan.html"];
    let [text] = &texts(page, "div.text")[..] else { panic!("it has no text, or several") };
    assert!((480_000..560_000).contains(&text.chars().count()), "{}", text.chars().count());
    let counts = ["h2", "h3", "h4", "table"].map(|tag| texts(page, &format!("div.text {tag}")).len());
    assert_eq!(counts, [10, 50, 200, 50]);
}

#[test]
fn titles_and_words_are_long_or_hardly_there() {
    let title = |path: &str| texts(&pages()[path], "h1").remove(0);
    assert_eq!(title("storkoping/2025/langa-rubriker.html").chars().count(), 300);
    assert_eq!(title("storkoping/2025/langa-rubriker/utlatande.html").chars().count(), 300);
    assert_eq!(title("storkoping/2025/langa-ord.html"), format!("Ärende om {WORD}"));
    assert_eq!(WORD.chars().filter(|c| c.is_alphabetic()).count(), 80);
    assert_eq!(title("storkoping/2025/nummer.html"), "KS 2025/1");
}

#[test]
fn pages_are_small_beside_their_text() {
    let sizes = pages().iter().map(|(path, page)| (path.as_str(), page.len() - own_text(page)));
    let large: Vec<_> = sizes.filter(|(_, size)| *size > LIMIT).collect();
    assert!(large.is_empty(), "{large:?}");
}

/// The bytes of the texts of documents and cases in a page.
fn own_text(page: &str) -> usize {
    page.match_indices("<div class=\"text\"").map(|(start, _)| element(&page[start..])).sum()
}

/// The bytes of the element that a text begins with, a `div`, in which others may stand.
fn element(text: &str) -> usize {
    let mut depth = 0;
    for (at, _) in text.match_indices("div") {
        if text[..at].ends_with("</") {
            depth -= 1;
        } else if text[..at].ends_with('<') {
            depth += 1;
        }
        if depth == 0 {
            return at + "div>".len();
        }
    }
    panic!("it has no end");
}

#[test]
fn pages_fit_into_windows() {
    let dir = tempfile::tempdir().unwrap();
    extremes::write(&dir.path().join(".arkiv"));
    browser::add_site(dir.path(), "extremes", &dir.path().join(".arkiv"));
    let Some(kinds) = browser::look(dir.path()) else { return };
    // Lists split by month, which the other archives are too small for.
    assert!(kinds.iter().any(|kind| kind == "body-month"), "{kinds:?}");
}
