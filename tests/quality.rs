//! How well readers find what they look for, measured: questions of seven kinds over
//! three archives, what is right for each, and how much of it our search page and
//! Pagefind find among their first ten pages.
//!
//! `cargo test --test quality -- --nocapture` prints the table and every question
//! that we do not answer perfectly.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;
#[path = "../benches/corpus/mod.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use common::{browser, build, repository, shared, turn_search_on};
use corpus::Format;

/// The made-up archive.
const DOCUMENTS: usize = 400;
const SEED: u64 = 1;

/// As many questions are asked at least, and of each kind.
const LEAST: usize = 60;
const LEAST_OF_A_KIND: usize = 10;

/// So many pages count.
const FIRST: usize = 10;

/// What is looked for, and the least that we find of it: recall among the first ten
/// pages and mean reciprocal rank, a little below what was measured.
const KINDS: [(&str, &str, f64, f64); 7] = [
    ("title", "exact title", 0.99, 0.96),
    ("number", "number", 0.99, 0.99),
    ("inflected", "inflected form", 0.90, 0.97),
    ("compound", "part of a compound", 0.94, 0.97),
    ("misspelt", "misspelt word", 0.93, 0.93),
    ("phrase", "phrase", 0.87, 0.92),
    ("body", "body and topic", 0.96, 0.93),
];

struct Question {
    archive: &'static str,
    kind: &'static str,
    /// Whether it was first asked when the ranking was made.
    is_later: bool,
    text: String,
    /// The pages that a reader would want, without `.html`.
    right: Vec<String>,
}

/// The questions of an archive.
fn questions(archive: &'static str) -> Vec<Question> {
    let read = |is_later: bool| {
        let name = format!("{archive}{}.toml", if is_later { "-later" } else { "" });
        let path = repository().join("tests/quality").join(name);
        let text = if is_later && !path.exists() { String::new() } else { fs::read_to_string(path).unwrap() };
        let mut all: toml::Table = text.parse().unwrap();
        let mut found = Vec::new();
        for (kind, ..) in KINDS {
            let Some(of_kind) = all.remove(kind) else { continue };
            found.extend(of_kind.as_array().unwrap().iter().map(|question| Question {
                archive,
                kind,
                is_later,
                text: question["text"].as_str().unwrap().to_owned(),
                right: question["pages"].as_array().unwrap().iter().map(|page| page.as_str().unwrap().into()).collect(),
            }));
        }
        assert!(all.is_empty(), "{archive} has questions of kinds that nobody knows: {all:?}");
        found
    };
    [false, true].map(read).into_iter().flatten().collect()
}

/// Builds every archive that is here into a folder, and gives what is asked of them.
fn sites(folder: &Path) -> Vec<Question> {
    let made_up = folder.join("corpus");
    corpus::write(DOCUMENTS, SEED, Format::Diarium, &made_up).unwrap();
    turn_search_on(&made_up);

    let archives = [("example", Some(repository().to_owned())), ("real", shared("real")), ("generated", Some(made_up))];
    let mut asked = Vec::new();
    for (archive, root) in archives.into_iter().filter_map(|(archive, root)| Some((archive, root?))) {
        build(&root, Some(&folder.join(archive)));
        asked.extend(questions(archive));
    }
    asked
}

/// Whether a page is neither right nor wrong where a page is looked for by what it
/// says: lists, and the page of a case when a document of it is right. They repeat
/// what documents say.
fn is_beside(page: &str, question: &Question) -> bool {
    let is_list = page.contains("/organ/") || page.starts_with("amnen/") || !page.contains('/') && page != "om";
    let is_case =
        || question.right.iter().any(|right| right.strip_prefix(page).is_some_and(|rest| rest.starts_with('/')));
    !matches!(question.kind, "title" | "number")
        && !question.right.iter().any(|right| right == page)
        && (is_list || is_case())
}

/// What one engine found for one question.
struct Found {
    /// The first pages, without those that are beside the point.
    pages: Vec<String>,
    recall: f64,
    /// One divided by the place of the first right page.
    reciprocal_rank: f64,
}

fn judge(question: &Question, pages: &[&str]) -> Found {
    let pages = pages.iter().filter(|page| !is_beside(page, question)).take(FIRST).map(|page| (*page).to_owned());
    let pages: Vec<_> = pages.collect();
    let is_right = |page: &String| question.right.contains(page);
    let hits = pages.iter().filter(|page| is_right(page)).count();
    let first = pages.iter().position(is_right);
    Found {
        recall: hits as f64 / question.right.len().min(FIRST) as f64,
        reciprocal_rank: first.map_or(0.0, |place| 1.0 / (place + 1) as f64),
        pages,
    }
}

/// Of some questions: how many they are, and the means of recall and reciprocal rank, ours and Pagefind's.
fn means(judged: &[(Question, [Found; 2])], is_meant: impl Fn(&Question) -> bool) -> (usize, [[f64; 2]; 2]) {
    let found: Vec<_> = judged.iter().filter(|(question, _)| is_meant(question)).map(|(_, found)| found).collect();
    let of_engine = |engine: usize| {
        let mean =
            |of: fn(&Found) -> f64| found.iter().map(|found| of(&found[engine])).sum::<f64>() / found.len() as f64;
        [mean(|found| found.recall), mean(|found| found.reciprocal_rank)]
    };
    (found.len(), [of_engine(0), of_engine(1)])
}

fn row(label: &str, (count, [ours, theirs]): (usize, [[f64; 2]; 2])) -> String {
    let [a, b, c, d] = [ours[0], ours[1], theirs[0], theirs[1]];
    format!("| {label} | {count} | {a:.3} | {b:.3} | {c:.3} | {d:.3} |\n")
}

fn table(judged: &[(Question, [Found; 2])]) -> String {
    let mut out = String::from(
        "| looked for by | questions | recall@10 | MRR | recall@10, Pagefind | MRR, Pagefind |\n|---|---|---|---|---|---|\n",
    );
    for (kind, label, ..) in KINDS {
        out += &row(label, means(judged, |question| question.kind == kind));
    }
    out += &row("**all**", means(judged, |_| true));
    out + &row("of these, asked after most of the ranking was made", means(judged, |question| question.is_later))
}

/// Every question that we do not answer perfectly, with what we miss and what we show first.
fn misses(judged: &[(Question, [Found; 2])]) -> String {
    let mut out = String::new();
    for (question, [ours, _]) in judged {
        let Question { archive, kind, text, right, .. } = question;
        let Found { pages, recall, reciprocal_rank } = ours;
        if *recall == 1.0 && *reciprocal_rank == 1.0 {
            continue;
        }
        let place = pages
            .iter()
            .position(|page| right.contains(page))
            .map_or("nowhere".to_owned(), |at| format!("at {}", at + 1));
        writeln!(out, "{archive}, {kind}: {text}\n  recall {recall:.2}, the first {place}").unwrap();
        for page in right.iter().filter(|page| !pages.contains(page)) {
            writeln!(out, "  missed  {page}").unwrap();
        }
        for page in pages.iter().take_while(|page| !right.contains(page)).take(3) {
            writeln!(out, "  before  {page}").unwrap();
        }
    }
    out
}

#[test]
fn readers_find_what_is_right() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    let asked = sites(folder);
    for Question { archive, text, right, .. } in &asked {
        for page in right {
            assert!(
                folder.join(archive).join(format!("{page}.html")).is_file(),
                "{archive}, {text}: there is no {page}"
            );
        }
    }
    let of_kind = |kind: &str| asked.iter().filter(|question| question.kind == kind).count();
    assert!(asked.len() >= LEAST && KINDS.iter().all(|(kind, ..)| of_kind(kind) >= LEAST_OF_A_KIND), "{}", asked.len());

    let lines: String = asked.iter().map(|Question { archive, text, .. }| format!("{archive}\t{text}\n")).collect();
    fs::write(folder.join("questions"), lines).unwrap();
    let Some(said) = browser::run("quality.mjs", [folder]) else { return };
    assert!(said.succeeded, "{}", said.err);
    let mut answers = BTreeMap::new();
    for line in said.out.lines() {
        let fields: Vec<_> = line.split('\t').collect();
        answers.insert((fields[0], fields[1], fields[2]), fields[3..].to_vec());
    }
    let judge = |question: Question| {
        let of = |engine| judge(&question, &answers[&(engine, question.archive, question.text.as_str())]);
        let found = [of("ours"), of("pagefind")];
        (question, found)
    };
    let judged: Vec<_> = asked.into_iter().map(judge).collect();
    println!("{}\n{}", misses(&judged), table(&judged));
    for (kind, label, recall, rank) in KINDS {
        let (_, [ours, _]) = means(&judged, |question| question.kind == kind);
        assert!(ours[0] >= recall && ours[1] >= rank, "{label}: {ours:?}, and not {:?}", [recall, rank]);
    }
}
