//! The example archive in real browsers, from disk and from a server.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use std::ffi::OsStr;
use std::iter;

use common::{browser, build, files, repository};

/// One page of every kind, and those with the most on them.
const PAGES: [&str; 14] = [
    "index.html",
    "amnen.html",
    "nummer.html",
    "luckor.html",
    "tillbakadraget.html",
    "om.html",
    "stockholm.html",
    "stockholm/2017/kommunalt-atervandringsbidrag.html",
    "stockholm/2017/kommunalt-atervandringsbidrag/utlatande.html",
    "stockholm/2017/kommunalt-atervandringsbidrag/utlatande/kalla.html",
    "stockholm/2023/samverkan-med-migrationsverket.html",
    "stockholm/organ/socialnamnden.html",
    "stockholm/personer/asa-lindhagen.html",
    "amnen/atervandring.html",
];

#[test]
fn the_harness_sees_every_kind_of_fault() {
    let Some(said) = browser::run("harness.test.mjs", [""; 0]) else { return };
    assert!(said.succeeded, "{}{}", said.out, said.err);
}

#[test]
fn pages_open_without_fault() {
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("public");
    build(repository(), Some(&output));
    // The cases of the invented municipality show what the others do not.
    let invented = files(&output).into_keys().filter(|path| {
        let is_case = path.matches('/').count() == 2;
        path.starts_with("exempelkoping/20") && path.ends_with(".html") && (is_case || path.contains("cykelplan/t"))
    });
    let pages: Vec<String> = PAGES.iter().map(|page| (*page).to_owned()).chain(invented).collect();
    let arguments = iter::once(output.as_os_str()).chain(pages.iter().map(OsStr::new));
    let Some(said) = browser::run("look.mjs", arguments) else { return };
    // In two browsers: in a wide window from disk and from a server, and in a narrow one from disk.
    assert_eq!(said.out, format!("looked {} times\n", pages.len() * 2 * 3), "{}", said.err);
}
