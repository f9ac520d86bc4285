//! The example archive and the real one in real browsers, from disk and from a server.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use common::{browser, extremes, repository, shared};

/// Kinds of pages that the example archive has. New ones are found without being named
/// here; these show that none gets lost.
const KINDS: &str = "404 amnen archive-year body body-year case-answered case-decided case-pending case-proposed \
    case-referred document-missing document-published document-published-with-contents document-withdrawn \
    document-withheld front luckor municipality nummer om party person search source tillbakadraget topic";

#[test]
fn the_harness_sees_every_kind_of_fault() {
    let Some(said) = browser::run("harness.test.mjs", [""; 0]) else { return };
    assert!(said.succeeded, "{}{}", said.out, said.err);
}

#[test]
fn pages_open_without_fault() {
    let dir = tempfile::tempdir().unwrap();
    browser::add_site(dir.path(), "example", repository());
    if let Some(real) = shared("real") {
        browser::add_site(dir.path(), "real", &real);
    }
    let Some(kinds) = browser::look(dir.path()) else { return };
    let lost: Vec<_> = KINDS.split_whitespace().filter(|kind| !kinds.iter().any(|found| found == kind)).collect();
    assert!(lost.is_empty(), "there is no page of {lost:?} among {kinds:?}");
}

#[test]
#[ignore = "takes pictures for people to look at; tests/screenshots runs it"]
fn screenshots() {
    let dir = tempfile::tempdir().unwrap();
    extremes::write(&dir.path().join(".arkiv"));
    browser::add_site(dir.path(), "extremes", &dir.path().join(".arkiv"));
    browser::add_site(dir.path(), "example", repository());
    let Some(said) = browser::run("screenshots.mjs", [dir.path(), &repository().join("target/screenshots")]) else {
        return;
    };
    print!("{}", said.out);
    assert!(said.succeeded, "{}", said.err);
}
