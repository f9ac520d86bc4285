//! What a script adds to pages, in real browsers, from disk and from a server.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use std::fmt::Write;

use common::{Site, browser, build, files, repository};

/// An archive that does not know its address, with a table of texts that a spreadsheet
/// would take for formulas, or for what they are not.
const DANGERS: &str = "=== site.toml
title = \"Prov\"
index_limit = 10
=== content/prov/2020/vag/yttrande.md
+++
type  = \"referral_response\"
body  = \"Socialnämnden\"
date  = 2020-03-01
title = \"Yttrande om vägen\"
+++

Så här är det.

## Skäl

| Vad       | Hur                 |
|-----------|---------------------|
| =1+1      | @SUM(1)             |
| +46 8 00  | =HYPERLINK(\"x\",\"y\") |
| -5        | -1+2                |
| -1 000,50 | \\-                  |
| \\- nej    | a, \"b\"              |
";

/// The same with more documents than stand on one page.
fn dangers() -> String {
    let mut text = DANGERS.to_owned();
    for n in 1..=25 {
        let kind = if n == 25 { "referral_response" } else { "decision" };
        let year = 2010 + n % 3;
        write!(
            text,
            "=== content/prov/2020/vag/beslut-{n}.md\n+++\ntype = \"{kind}\"\nbody = \"Socialnämnden\"\ndate = {year}-02-03\ntitle = \"Beslut {n}\"\n+++\n\nJa.\n"
        )
        .unwrap();
    }
    text
}

#[test]
fn readers_are_helped() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    build(repository(), Some(&folder.join("arkiv")));
    build(&Site::over_base(&dangers()).root(), Some(&folder.join("prov")));
    let Some(said) = browser::run("reading.mjs", [folder]) else { return };
    // In two browsers: in two ways, all there is; in two windows, what is opened; without scripts.
    assert_eq!(said.out, format!("checked {} times\n", 2 * (2 * 31 + 2 * 4 + 2)), "{}", said.err);
}

/// The words of the script stand in the foot of every page, so they must be few.
#[test]
fn the_words_of_the_script_are_few() {
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("public");
    build(repository(), Some(&output));
    for (path, bytes) in files(&output).into_iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8(bytes).unwrap();
        let words =
            text.split("<p id=\"_words\"").nth(1).unwrap_or_else(|| panic!("{path}")).split("</p>").next().unwrap();
        assert!(words.len() < 700, "{} bytes in {path}", words.len());
    }
}
