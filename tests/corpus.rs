//! The made-up archives that speed is measured on: the same for the same seed,
//! and without a fault.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;
#[path = "../benches/corpus/mod.rs"]
mod corpus;

use std::path::Path;

use common::{build_with, files, messages, options};
use corpus::{Format, Summary};

const DOCUMENTS: usize = 200;

fn write(seed: u64, format: Format, root: &Path) -> Summary {
    corpus::write(DOCUMENTS, seed, format, root).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        let written = [("one", 1), ("other", 1), ("different", 2)].map(|(name, seed)| {
            let root = dir.path().join(format.name()).join(name);
            write(seed, format, &root);
            files(&root)
        });
        assert!(written[0] == written[1], "{}", format.name());
        assert!(written[0] != written[2], "{}", format.name());
    }
}

/// Whoever measures compares numbers of today with those of another machine and
/// day, so the bytes may not depend on either.
#[test]
fn the_bytes_are_those_of_every_machine() {
    let dir = tempfile::tempdir().unwrap();
    let summary = write(1, Format::Diarium, dir.path());
    let all = files(dir.path());
    let bytes: Vec<u8> = all.into_iter().flat_map(|(path, bytes)| [path.into_bytes(), bytes].concat()).collect();
    assert_eq!(summary, Summary { documents: 200, cases: 25, bytes: 1_334_892 });
    assert_eq!(format!("{:016x}", xxhash_rust::xxh3::xxh3_64(&bytes)), "6af9c3870abdf833");
}

#[test]
fn it_builds_without_a_word() {
    let dir = tempfile::tempdir().unwrap();
    let summary = write(1, Format::Diarium, dir.path());
    let mut options = options(dir.path(), Some(&dir.path().join("public")));
    options.strict = true;
    let report = build_with(&options).unwrap();
    assert_eq!(messages(&report), "");
    assert_eq!((report.documents, report.cases), (summary.documents, summary.cases));
    assert!(report.changes.is_some());
}

/// What the stages work at is in it.
#[test]
fn it_holds_what_an_archive_holds() {
    let dir = tempfile::tempdir().unwrap();
    write(1, Format::Diarium, dir.path());
    let text: String = files(dir.path()).into_values().map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    for part in ["(stance:", "(ground:", "(outcome:", "{.proposal", "[[", "dnr KS 20", "[^1]", "| --- |", "[referral]"]
    {
        assert!(text.contains(part), "{part}");
    }
}
