//! After an edit, only those files of the index for search are made that change, and
//! the index is what a build from nothing gives.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;
#[path = "../benches/corpus/mod.rs"]
mod corpus;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use common::{build, files, messages, turn_search_on};
use corpus::Format;
use diarium::search::entries::{self, Entry};
use diarium::search::script::shard_text;
use diarium::slug::slug;
use tempfile::TempDir;

/// A made-up archive that is built again and again.
struct Archive {
    dir: TempDir,
}

/// The files of a site.
type Files = BTreeMap<String, Vec<u8>>;

impl Archive {
    /// One with so many documents, which is large enough for some dozens of shards.
    fn new(documents: usize) -> Self {
        let archive = Self { dir: tempfile::tempdir().unwrap() };
        corpus::write(documents, 5, Format::Diarium, &archive.root()).unwrap();
        turn_search_on(&archive.root());
        archive
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("arkiv")
    }

    fn output(&self) -> PathBuf {
        self.dir.path().join("public")
    }

    /// Builds, and checks that the site is what a build from nothing gives. Says whether nothing was linked for it.
    fn build(&self) -> (Files, bool) {
        let report = build(&self.root(), Some(&self.output()));
        let is_short = report.timings.iter().all(|(stage, _)| ["read", "publish"].contains(&stage.name()));
        assert_eq!(report.diagnostics.errors(), 0, "{}", messages(&report));
        let site = files(&self.output());
        let anew = tempfile::tempdir().unwrap();
        build(&self.root(), Some(&anew.path().join("public")));
        let expected = files(&anew.path().join("public"));
        let paths: BTreeSet<_> = site.keys().chain(expected.keys()).collect();
        let wrong: Vec<_> = paths.into_iter().filter(|path| site.get(*path) != expected.get(*path)).collect();
        assert!(wrong.is_empty(), "differ: {wrong:?}");
        (site, is_short)
    }

    /// A document of the archive, the same each time.
    fn document(&self, number: usize) -> PathBuf {
        let all = files(&self.root().join("content")).into_keys();
        let documents = all.filter(|path| path.ends_with(".md") && path.matches('/').count() == 3);
        let documents: Vec<_> = documents.filter(|path| !path.ends_with("case.md")).collect();
        self.root().join("content").join(&documents[number % documents.len()])
    }

    fn edit(&self, number: usize, edit: impl FnOnce(String) -> String) {
        let path = self.document(number);
        fs::write(&path, edit(fs::read_to_string(&path).unwrap())).unwrap();
    }
}

/// The entries of the shards in a folder of the index that are not in the other site.
fn new_entries(folder: &str, site: &Files, other: &Files) -> BTreeMap<Box<str>, String> {
    let new = site.iter().filter(|(path, _)| path.starts_with(folder) && !other.contains_key(*path));
    let read = |(path, bytes): (&String, &Vec<u8>)| {
        let name = path.strip_prefix(folder).unwrap().strip_suffix(".js").unwrap();
        entries::read(shard_text(name, bytes).unwrap()).unwrap()
    };
    new.flat_map(read).map(|Entry { key, tail }| (key, tail)).collect()
}

fn count(folder: &str, site: &Files) -> usize {
    site.keys().filter(|path| path.starts_with(folder)).count()
}

/// How many shards of a kind an edit left, and how many it made.
fn left_and_made(folder: &str, before: &Files, after: &Files) -> (usize, usize) {
    let left = after.keys().filter(|path| path.starts_with(folder) && before.contains_key(*path)).count();
    (left, count(folder, after) - left)
}

#[test]
fn a_sentence_makes_the_shards_that_hold_its_words() {
    let archive = Archive::new(300);
    let (before, _) = archive.build();
    assert!(count("sok/s/", &before) > 4 && count("sok/w/", &before) > 8);
    archive.edit(40, |text| text + "\nEn alldeles särskild kvarterslekplats, skriven med Xylofon.\n");
    let (after, is_short) = archive.build();
    assert!(is_short, "the index was not made anew for it, because nothing of the archive was at hand");
    for folder in ["sok/s/", "sok/w/"] {
        let (left, made) = left_and_made(folder, &before, &after);
        assert!(made <= 5 && left > made, "{folder}: {made} made, {left} left");
        // Of what stands in new shards and not as before, there is nothing but what the sentence says.
        let (new, old) = (new_entries(folder, &after, &before), new_entries(folder, &before, &after));
        let changed: Vec<_> =
            new.iter().filter(|(key, tail)| old.get(*key) != Some(tail)).map(|(key, _)| key).collect();
        assert!(!changed.is_empty());
        let said = ["alldel", "särskild", "kvarterslekplat", "skriv", "xylofon", "lekplat", "plat"];
        let is_said = |key: &str| said.iter().any(|stem| key.starts_with(stem));
        assert!(changed.iter().all(|key| is_said(key)), "{folder}: {changed:?}");
    }
    let (left, made) = left_and_made("sok/r/", &before, &after);
    assert_eq!((made, left), (1, count("sok/r/", &before) - 1), "one block of rows");
    let (left, made) = left_and_made("sok/t/", &before, &after);
    assert_eq!((made, left), (1, count("sok/t/", &before) - 1), "one text");
}

/// Each of these reaches into the index in another way.
#[test]
fn any_edit_gives_the_index_that_would_be_made_anew() {
    let archive = Archive::new(120);
    archive.build();
    // What others are compounds of becomes a word, and is none again.
    archive.edit(3, |text| text + "\nEn zebra. En park.\n");
    archive.build();
    archive.edit(7, |text| text + "\nEn zebrapark och zebraparkernas staket.\n");
    archive.build();
    archive.edit(3, |text| text.replace("\nEn zebra. En park.\n", ""));
    archive.build();
    // A text becomes several units, and one again.
    let long = (0..900).map(|n| format!("\nStycke {n} om lekplatser och vägar i stadens norra delar.\n"));
    let long: String = ["\n## Bilaga\n".to_owned()].into_iter().chain(long).collect();
    archive.edit(9, |text| text + &long);
    archive.build();
    archive.edit(9, |text| text.replace("Stycke 7 ", "Stycket 7 "));
    archive.build();
    archive.edit(9, |text| text.replace(&long, "").replace("\n## Bilaga\n", ""));
    archive.build();
    // Documents come, change their names and go.
    let path = archive.document(11);
    fs::write(path.with_file_name("99.md"), fs::read(&path).unwrap()).unwrap();
    archive.build();
    archive.edit(12, |text| text.replacen("title = \"", "title = \"Ny rubrik om zebrastråk: ", 1));
    archive.build();
    fs::remove_file(path.with_file_name("99.md")).unwrap();
    archive.build();
    // A body is called something else, on every page of its own.
    let bodies: Vec<_> = files(&archive.root()).into_keys().filter(|path| path.ends_with("bodies.toml")).collect();
    let path = archive.root().join(&bodies[0]);
    let text = fs::read_to_string(&path).unwrap();
    let name = text.split('"').nth(1).unwrap();
    let (slug, old) = (slug(name), format!("name = \"{name}\""));
    let new = format!("name = \"Nya {name}\"\nslug = \"{slug}\"\naliases = [\"{name}\"]");
    fs::write(&path, text.replacen(&old, &new, 1)).unwrap();
    archive.build();
}
