//! A second reader of the index for search, `tests/reader/index.py`, which was written from
//! the description alone, finds it to be as described, and sees what is damaged.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;
#[path = "../benches/corpus/mod.rs"]
mod corpus;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Site, build, files, repository, shared, turn_search_on};
use corpus::Format;

/// Words that are hard to take apart, to sort or to write: foreign, marked twice, cut, split, alike, or script.
const FOREIGN: &str = "=== content/prov/2020/vag/case.md
+++
title   = \"</script><script>window.ran=1</script> \\\"citat\\\" 'x' &amp; 😀 שלום\"
numbers = [\"KS 2020/7\", \"1.5.1-135-2012\", \"Motion 2020:0040\", \"𐐔𐐇 2020/5\", \"𐐔𐐈 2020/6\"]
topics  = [\"Trafik\", \"Ångström & Æsop\"]
+++
=== content/prov/2020/vag/yttrande.md
+++
type  = \"referral_response\"
body  = \"Socialnämnden\"
date  = 2020-03-01
title = \"İstanbul Straße ΣΊΣΥΦΟΣ \u{202e}vänt\u{202c} \\\\u0041\"
+++

<script>window.ran=1</script> </script> \"citat\" 'x' \\\\u0041 😀 שלום עולם \u{2028} rad \u{2029} slut.

aska åska Aska Äska ÅSKA askan åskan askans åskans a\u{30a}ska A\u{ad}\u{30a}ska

A\u{30a}terva\u{ad}ndring E\u{301}TE\u{301} b\u{301}ad å\u{308} \u{ad}\u{ad} \u{ad}1\u{ad} 1 a å

a😀bc𐐷de «fg» עברית العربية 東京 한국어 ½ ² Ⅷ ９ x² m³ H₂O №7 ª º ﬁn ǅ

שָׁלוֹם हिन्दी ไทย ⓐⓑ

か\u{3099}き \u{1f71}βγ \u{1112}\u{1161}\u{11ab}

Σ ΟΔΟΣ İ İi I\u{307}x ẞ ÆØÅ æøå Łódź đ ð þ \u{212b}ngström \u{2126}mega

don’t o'clock snake_case a\u{200b}b a\u{200d}b\u{feff}c 2023/1387 2017:040 000 007 1.5.1-135-2012

xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxyyyyyyyyyy åååååååååååååååååååååååååååååååååååååååååååååååååå
";

/// What the reader said of a site.
struct Said {
    is_sound: bool,
    out: String,
}

fn read(site: &Path, question: &[&str]) -> Said {
    let mut reader = Command::new("python3");
    reader.env("PYTHONDONTWRITEBYTECODE", "1").arg(repository().join("tests/reader/index.py")).arg(site).args(question);
    let output = reader.output().unwrap_or_else(|error| panic!("the reader needs python3, 3.11 or newer: {error}"));
    let said = |bytes| String::from_utf8(bytes).unwrap();
    assert_eq!(said(output.stderr), "", "the reader gives out");
    Said { is_sound: output.status.success(), out: said(output.stdout) }
}

/// The reader finds no fault, and has seen something of each kind.
fn assert_sound(site: &Path) {
    let Said { is_sound, out } = read(site, &[]);
    assert!(is_sound, "{out}");
    let counts = out.trim_end().split(", ").map(|count| count.split_once(' ').unwrap());
    let (faults, seen): (Vec<_>, Vec<_>) = counts.partition(|(_, what)| *what == "faults");
    assert_eq!(faults, [("0", "faults")]);
    assert_eq!(seen.len(), 6, "{out}");
    assert!(seen.iter().all(|(count, _)| *count != "0"), "{out}");
}

/// Builds a made-up archive, large enough for several shards of each kind.
fn build_corpus(documents: usize, seed: u64, output: &Path) {
    let dir = tempfile::tempdir().unwrap();
    corpus::write(documents, seed, Format::Diarium, dir.path()).unwrap();
    turn_search_on(dir.path());
    build(dir.path(), Some(output));
    for folder in ["w", "s"] {
        assert!(fs::read_dir(output.join("sok").join(folder)).unwrap().count() > 2, "{folder} has few shards");
    }
}

#[test]
fn the_example_is_as_described() {
    let dir = tempfile::tempdir().unwrap();
    build(repository(), Some(&dir.path().join("public")));
    assert_sound(&dir.path().join("public"));
}

#[test]
fn the_real_archive_is_as_described() {
    let Some(real) = shared("real") else { return };
    let dir = tempfile::tempdir().unwrap();
    build(&real, Some(&dir.path().join("public")));
    assert_sound(&dir.path().join("public"));
}

#[test]
fn foreign_words_are_as_described() {
    for language in ["sv", "en"] {
        let site =
            Site::over_base(&format!("=== site.toml\ntitle = \"Prov\"\nlanguages = [\"{language}\"]\n{FOREIGN}"));
        site.build();
        assert_sound(&site.output());
        assert_eq!(read(&site.output(), &["find", "ÅSKANS", "عربية"]).out, "");
        assert_eq!(read(&site.output(), &["find", "ÅSKANS", "العربية"]).out, "prov/2020/vag/yttrande\n");
    }
}

#[test]
fn many_shards_are_as_described() {
    let dir = tempfile::tempdir().unwrap();
    build_corpus(60, 2, &dir.path().join("public"));
    assert_sound(&dir.path().join("public"));
}

/// Here shards begin with keys that differ from the one before in their marks alone.
#[test]
fn keys_that_fold_alike_are_found() {
    let dir = tempfile::tempdir().unwrap();
    build_corpus(200, 1, &dir.path().join("public"));
    assert_sound(&dir.path().join("public"));
}

#[test]
fn what_it_finds_has_all_words() {
    let dir = tempfile::tempdir().unwrap();
    build(repository(), Some(&dir.path().join("public")));
    let find = |question: &[&str]| read(&dir.path().join("public"), &[&["find"], question].concat()).out;
    let both = find(&["konstgräs", "och", "Ängsvallen"]);
    assert!(both.lines().count() > 1, "{both}");
    assert!(both.lines().all(|path| find(&["konstgräs"]).contains(path) && find(&["ÄNGSVALLEN"]).contains(path)));
    assert_eq!(find(&["konstgräs", "finnsintealls"]), "");
}

/// A check that cannot fail is none: every file, changed in one byte, taken away or added, is told by its name.
#[test]
fn damage_is_told() {
    let dir = tempfile::tempdir().unwrap();
    build(repository(), Some(dir.path()));
    let index = files(&dir.path().join("sok"));
    let first = |folder: &str| index.keys().find(|path| path.starts_with(folder) && path.contains('/')).unwrap();
    let filters = index.keys().find(|path| !path.contains('/') && *path != "start.js").unwrap();
    let assert_told = |path: &str, how: &str| {
        let Said { is_sound, out } = read(dir.path(), &[]);
        assert!(!is_sound && out.contains(path), "{path}, {how}: {out}");
    };
    for path in ["d/", "w/", "s/", "r/", "t/"].map(first).into_iter().chain([filters]) {
        let file = dir.path().join("sok").join(path);
        let bytes = &index[path];
        let mut changed = bytes.clone();
        changed[bytes.len() / 2] ^= 1;
        fs::write(&file, changed).unwrap();
        assert_told(path, "changed");
        fs::remove_file(&file).unwrap();
        assert_told(path, "taken away");
        fs::write(&file, bytes).unwrap();
        let other = file.with_file_name("aaaaaaaaaa.js");
        fs::write(&other, bytes).unwrap();
        assert_told("aaaaaaaaaa.js", "added");
        fs::remove_file(&other).unwrap();
    }
    assert_sound(dir.path());
}
