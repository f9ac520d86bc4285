//! The rules of the house that a program can check.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use common::repository;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules from the ground up: each may import only those before it.
const LAYERS: [&str; 21] = [
    "text",
    "per_thread",
    "store",
    "slug",
    "diag",
    "fields",
    "config",
    "locale",
    "glossary",
    "source",
    "theme",
    "archive",
    "index",
    "routes",
    "render",
    "search",
    "publish",
    "record",
    "pipeline",
    "serve",
    "cli",
];

/// Files that may be longer than the rest, and why.
const LONG: [(&str, &str); 0] = [];

fn sources() -> Vec<(PathBuf, String)> {
    let files = walkdir::WalkDir::new(repository().join("src")).sort_by_file_name();
    let files = files.into_iter().map(|entry| entry.unwrap().into_path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    files.map(|path| (path.clone(), fs::read_to_string(&path).unwrap())).collect()
}

fn module(path: &Path) -> String {
    let relative = path.strip_prefix(repository().join("src")).unwrap();
    let first = relative.iter().next().unwrap().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_run_one_way() {
    let layer = |module: &str| LAYERS.iter().position(|known| *known == module);
    for (path, text) in sources() {
        let module = module(&path);
        if module == "main" || module == "lib" {
            continue;
        }
        let own = layer(&module).unwrap_or_else(|| panic!("the module {module} has no place in LAYERS"));
        assert!(!text.contains("crate::{"), "{} imports a group, which this test does not read", path.display());
        for part in text.split("crate::").skip(1) {
            let imported: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let Some(imported_layer) = layer(&imported) {
                assert!(imported_layer <= own, "{} imports {imported}, which stands above it", path.display());
            }
        }
    }
}

#[test]
fn every_module_is_listed_in_the_crate() {
    let text = fs::read_to_string(repository().join("src/lib.rs")).unwrap();
    let modules: BTreeSet<_> =
        text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(modules, LAYERS.into_iter().collect());
}

#[test]
fn every_file_says_what_it_is_for_and_can_be_held_in_the_head() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{} does not open with what it is for", path.display());
        let lines = text.lines().count();
        let name = path.strip_prefix(repository()).unwrap().to_str().unwrap();
        let is_excused = LONG.iter().any(|(file, _)| *file == name);
        assert!(lines <= 450 || is_excused, "{name} has {lines} lines");
    }
}

/// Codes of diagnostics are what people search for: each has a test with its
/// complete message and an entry in the manual.
#[test]
fn every_code_is_tested_and_documented() {
    let manual = fs::read_to_string(repository().join("docs/mistakes.md")).unwrap();
    let suite =
        walkdir::WalkDir::new(repository().join("tests/suite")).into_iter().map(|entry| entry.unwrap().into_path());
    let suite: String = suite.filter(|path| path.is_file()).map(|path| fs::read_to_string(path).unwrap()).collect();
    let mut codes = BTreeSet::new();
    for (_, text) in sources() {
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(");
        for opening in
            ["::error(\"", "::warning(\"", "::file_error(\"", "::file_warning(\"", "UNKNOWN: &'static str = \""]
        {
            codes.extend(text.split(opening).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
        for line in text.split("vocabulary! {").skip(1) {
            codes.extend(line.split('"').find(|word| word.starts_with("unknown-")).map(str::to_owned));
        }
    }
    assert!(codes.len() > 50, "{codes:?}");
    let untested: Vec<_> = codes.iter().filter(|code| !suite.contains(&format!("[{code}]"))).collect();
    let undocumented: Vec<_> = codes.iter().filter(|code| !manual.contains(&format!("`{code}`"))).collect();
    assert!(untested.is_empty(), "no test shows {untested:?}");
    assert!(undocumented.is_empty(), "docs/mistakes.md lacks {undocumented:?}");
    let listed = manual.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'));
    let stale: Vec<_> = listed.filter(|code| !codes.contains(*code)).collect();
    assert!(stale.is_empty(), "docs/mistakes.md lists {stale:?}, which the program never says");
}

/// Both languages have every word.
#[test]
fn the_locales_have_the_same_keys() {
    fn keys(table: &toml::Table, path: &str, into: &mut BTreeSet<String>) {
        for (key, value) in table {
            let path = format!("{path}.{key}");
            match value {
                toml::Value::Table(inner) => keys(inner, &path, into),
                _ => drop(into.insert(path)),
            }
        }
    }
    let [swedish, english] = ["sv", "en"].map(|language| {
        let text = fs::read_to_string(repository().join(format!("themes/default/locales/{language}.toml"))).unwrap();
        let mut all = BTreeSet::new();
        keys(&text.parse().unwrap(), "", &mut all);
        all
    });
    assert_eq!(swedish, english);
}
