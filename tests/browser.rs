//! The example archive in a real browser, opened from disk.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use common::{build, files, repository, skipped};
use std::path::Path;
use std::process::Command;

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
fn pages_open_from_disk_without_fault() {
    let modules = repository().join("target/browser");
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    if !modules.join("node_modules/axe-core").exists() || !Path::new(&chromium).exists() {
        skipped("there is no Chromium or no driver for it; tests/run installs both");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("public");
    build(repository(), Some(&output));
    // The cases of the invented municipality show what the others do not.
    let invented = files(&output).into_keys().filter(|path| {
        let is_case = path.matches('/').count() == 2;
        path.starts_with("exempelkoping/20") && path.ends_with(".html") && (is_case || path.contains("cykelplan/t"))
    });
    let pages: Vec<String> = PAGES.iter().map(|page| (*page).to_owned()).chain(invented).collect();
    let look = repository().join("tests/browser/look.mjs");
    let looked = Command::new("node").arg(look).arg(&output).arg(&modules).args(&pages).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&looked.stdout), String::from_utf8_lossy(&looked.stderr));
    assert_eq!(out, format!("looked {} times\n", pages.len() * 2), "{err}");
}
