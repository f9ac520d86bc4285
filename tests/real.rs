//! The real archive: four documents of Stockholm and Askersund, word for word.
//! Its facts, as they stand on the pages.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use common::html::{attributes, faults, rows, texts};
use common::{build, files, messages, shared};
use std::collections::BTreeMap;
use std::sync::OnceLock;

struct Real {
    pages: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<u8>>,
    messages: String,
    counts: (usize, usize),
}

fn real() -> Option<&'static Real> {
    static REAL: OnceLock<Option<Real>> = OnceLock::new();
    let make = || {
        let output = tempfile::tempdir().unwrap();
        let report = build(&shared("real")?, Some(&output.path().join("public")));
        let files = files(&output.path().join("public"));
        let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
        let pages = pages.map(|(path, bytes)| (path.clone(), String::from_utf8(bytes.clone()).unwrap())).collect();
        Some(Real { pages, files, messages: messages(&report), counts: (report.cases, report.documents) })
    };
    REAL.get_or_init(make).as_ref()
}

const CASE_2017: &str = "stockholm/2017/kommunalt-atervandringsbidrag.html";
const STATEMENT: &str = "stockholm/2017/kommunalt-atervandringsbidrag/utlatande.html";
const CASE_2023: &str = "stockholm/2023/samverkan-med-migrationsverket.html";

#[test]
fn it_builds_without_a_word() {
    let Some(real) = real() else { return };
    assert_eq!(real.messages, "");
    assert_eq!(real.counts, (3, 8));
}

#[test]
fn the_2017_round_has_six_rows_with_their_dates() {
    let Some(real) = real() else { return };
    let rows = rows(&real.pages[CASE_2017], "table.asked");
    let expected = [
        ("Stadsledningskontoret", "", "15 februari 2018"),
        ("Arbetsmarknadsnämnden", "Beslut 30 januari 2018", "18 januari 2018"),
        ("Socialnämnden", "Beslut 30 januari 2018", "13 december 2017"),
        ("Farsta stadsdelsnämnd", "Beslut 1 februari 2018", "27 december 2017"),
        ("Hässelby-Vällingby stadsdelsnämnd", "Beslut 19 december 2017", "6 november 2017"),
        ("Norrmalms stadsdelsnämnd", "Beslut 14 december 2017", "22 november 2017"),
    ];
    assert_eq!(rows.len(), expected.len());
    for (row, (body, decided, report)) in rows.iter().zip(expected) {
        assert_eq!(row[0], body);
        assert!(row[2].contains("Har svarat") && row[2].contains(decided), "{row:?}");
        assert!(row[2].contains(&format!("Tjänsteutlåtande {report}")), "{row:?}");
        assert_eq!(decided.is_empty(), !row[2].contains("Beslut"), "{row:?}");
    }
}

#[test]
fn a_ground_without_a_stance_is_no_stance() {
    let Some(real) = real() else { return };
    let rows = rows(&real.pages[CASE_2017], "table.asked");
    for (row, ground) in [(1, "Det som görs räcker"), (4, "Inte kommunens uppgift")] {
        assert_eq!(rows[row][4], "Framgår inte", "{:?}", rows[row]);
        assert!(rows[row][5].contains(ground), "{:?}", rows[row]);
    }
    // Nowhere does a position of theirs carry a stance against.
    for body in ["arbetsmarknadsnamnden", "hasselby-vallingby-stadsdelsnamnd"] {
        let page = &real.pages[&format!("stockholm/organ/{body}.html")];
        let held: Vec<_> =
            common::html::rows(page, "table.positions").into_iter().filter(|row| !row[1].contains("förslag")).collect();
        assert_eq!(held.len(), 1);
        assert_eq!(held[0][2], "Framgår inte", "{held:?}");
    }
}

#[test]
fn nobody_has_answered_in_2023_but_two_proposals_are_known() {
    let Some(real) = real() else { return };
    let page = &real.pages[CASE_2023];
    let rows = rows(page, "table.asked");
    assert_eq!(
        rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(),
        ["Stadsledningskontoret", "Arbetsmarknadsnämnden", "Socialnämnden"]
    );
    assert!(rows.iter().all(|row| row[2].starts_with("Inget svar i arkivet")), "{rows:?}");
    let proposed: Vec<_> =
        rows.iter().filter(|row| row[2].contains("Bara förvaltningens förslag")).map(|row| row[0].as_str()).collect();
    assert_eq!(proposed, ["Arbetsmarknadsnämnden", "Socialnämnden"]);
    assert!(rows[2][4].contains("Tar inte ställning") && rows[2][5].contains("Underlaget räcker inte"), "{rows:?}");
    assert!(!page.contains("Har svarat"));
    assert!(page.contains("Arkivet har svar från 0 av 3."));
}

/// Every position of the archive stands once on the page of whoever holds it.
#[test]
fn there_are_eleven_positions_and_none_supports_a_motion() {
    let Some(real) = real() else { return };
    let front = &real.pages["index.html"];
    assert!(front.contains("11 ställningstaganden"), "{:?}", texts(front, ".counts"));
    let mut supports = Vec::new();
    for (path, page) in real.pages.iter().filter(|(path, _)| path.contains("/organ/") || path.contains("/personer/")) {
        let is_year = path.rsplit('/').next().unwrap().starts_with(|c: char| c.is_ascii_digit());
        let rows = rows(page, "table.positions").into_iter().filter(|_| !is_year);
        supports.extend(rows.filter(|row| row[2].starts_with("För ")).map(|row| (row[1].clone(), row[2].clone())));
    }
    assert_eq!(supports.len(), 2, "{supports:?}");
    assert!(supports.iter().all(|(_, stance)| stance.contains("gäller förslaget till beslut")), "{supports:?}");
    assert!(supports.iter().any(|(holder, _)| holder.starts_with("Borgarrådsberedningen")));
    // The paraphrases under "Beredning" are shown as such and are nobody's position.
    let summary = texts(&real.pages[STATEMENT], "section.summary > p.says-role");
    assert!(summary[0].starts_with("Sammanfattning – återger med andra ord"), "{summary:?}");
    for page in
        real.pages.iter().filter(|(path, _)| *path != STATEMENT && !path.ends_with("/kalla.html")).map(|(_, page)| page)
    {
        assert!(!page.contains("avstyrker därmed förslaget"));
    }
}

#[test]
fn nothing_is_decided() {
    let Some(real) = real() else { return };
    for (path, page) in &real.pages {
        assert!(!page.contains("<span class=\"status decided\">"), "{path}");
        assert!(texts(page, "table.resolutions.decided").is_empty(), "{path}");
    }
    let proposals = rows(&real.pages[CASE_2017], "table.resolutions.proposed");
    assert_eq!(proposals.len(), 1, "one proposal stated in two places is one proposal: {proposals:?}");
    assert!(
        proposals[0][1].starts_with("Besvarad") && proposals[0][2] == "Kommunstyrelsen till Kommunfullmäktige",
        "{proposals:?}"
    );
}

#[test]
fn four_documents_are_known_and_not_here() {
    let Some(real) = real() else { return };
    let missing = texts(&real.pages["luckor.html"], "section:has(#_missing) li.state-missing");
    assert_eq!(missing.len(), 4, "{missing:?}");
}

#[test]
fn two_bodies_are_called_socialforvaltningen() {
    let Some(real) = real() else { return };
    let [stockholm, askersund] =
        ["stockholm", "askersund"].map(|place| &real.pages[&format!("{place}/organ/socialforvaltningen.html")]);
    for (page, municipality) in [(stockholm, "Stockholms stad"), (askersund, "Askersunds kommun")] {
        assert_eq!(texts(page, "h1"), ["Socialförvaltningen"]);
        assert_eq!(texts(page, "nav.above a"), [municipality]);
    }
    assert!(stockholm.contains("tjansteutlatande-socialforvaltningen.html") && !askersund.contains("tjansteutlatande"));
    assert!(askersund.contains("interpellation-om-atervandring/svar.html"));
}

#[test]
fn numbers_are_linked_and_what_is_none_of_ours_is_not() {
    let Some(real) = real() else { return };
    let links: Vec<_> = real.pages.values().flat_map(|page| texts(page, ".text a")).collect();
    assert!(links.iter().any(|link| link == "Motion (2017:40)"), "{links:?}");
    assert!(links.iter().any(|link| link == "KS 2023/1387"), "{links:?}");
    for foreign in ["2023:151", "2018-2019", "2025:14", "2025:56", "2026-02-12", "2024-02-02"] {
        assert!(!links.iter().any(|link| link.contains(foreign)), "{foreign}: {links:?}");
    }
    assert!(real.pages.values().any(|page| page.contains("dir. 2023:151")));
}

#[test]
fn every_document_says_where_its_original_is() {
    let Some(real) = real() else { return };
    let documents = real.pages.iter().filter(|(_, page)| page.contains("<body class=\"document"));
    let mut count = 0;
    for (path, page) in documents {
        let original = texts(page, "section:has(#_original) p").join(" ");
        assert!(original.contains("Originalet finns hos"), "{path}: {original}");
        // Of what is not here, there is no copy either.
        assert_eq!(
            page.contains("<article class=\"document state-missing\">"),
            !original.contains("Det här är en kopia."),
            "{path}: {original}"
        );
        count += 1;
    }
    assert_eq!(count, 8);
}

#[test]
fn a_response_has_an_address_and_paragraphs_have_theirs() {
    let Some(real) = real() else { return };
    let page = &real.pages[STATEMENT];
    for anchor in ["socialnamnden", "hasselby-vallingby-stadsdelsnamnd", "mina-synpunkter"] {
        assert_eq!(attributes(page, &format!("section#{anchor}"), "id"), [anchor]);
    }
    let paragraphs = attributes(page, ".text p[id]", "id");
    assert!(paragraphs.len() > 40 && paragraphs.iter().all(|id| id.starts_with("p-")), "{paragraphs:?}");
}

#[test]
fn every_link_resolves_and_nothing_is_asked_from_outside() {
    let Some(real) = real() else { return };
    let faults = faults(&real.files, "/");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
