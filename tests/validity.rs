//! Every page, style sheet and picture of built archives before the Nu Html Checker,
//! by which HTML is what its standard says, and not only what browsers put up with.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{browser, build, extremes, files, repository, shared, tell};

/// What the checker reads. Other files it would take for HTML.
const CHECKED: [&str; 3] = [".html", ".css", ".svg"];

#[test]
fn the_example_archive_is_valid() {
    check("the example archive", repository(), |_| true);
}

#[test]
fn the_real_archive_is_valid() {
    let Some(real) = shared("real") else { return };
    check("the real archive", &real, |_| true);
}

#[test]
fn the_archive_of_extremes_is_valid() {
    let dir = tempfile::tempdir().unwrap();
    extremes::write(dir.path());
    // Two thousand of its cases are made alike, and lists of years and months stand in the others, too.
    let is_alike = |path: &str| path.contains("/arende-") || path.trim_end_matches(".html").ends_with(char::is_numeric);
    check("the archive of extremes", dir.path(), |path| !is_alike(path));
}

/// Has one machine check all files, because it takes a second to start and longer to get under way.
fn check(name: &str, root: &Path, is_wanted: impl Fn(&str) -> bool) {
    let Some(checker) = checker() else { return };
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("public");
    build(root, Some(&site));
    let is_checked = |path: &String| CHECKED.iter().any(|end| path.ends_with(end)) && is_wanted(path);
    let paths: Vec<_> = files(&site).into_keys().filter(is_checked).collect();
    let mut java = Command::new("java");
    java.arg("-jar").arg(checker).args(["--errors-only", "--also-check-css", "--also-check-svg"]);
    // It names each file that it begins with, so that none is passed over in silence.
    java.args(["--verbose", "--format", "gnu"]).args(&paths).current_dir(&site);
    let ended = match java.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => browser::missing("there is no Java"),
        ended => Some(ended.unwrap()),
    };
    let Some(ended) = ended else { return };
    let [begun, errors] = [ended.stdout, ended.stderr].map(|text| String::from_utf8(text).unwrap());
    let begun: Vec<_> = begun.lines().collect();
    let pages = begun.iter().filter(|path| path.ends_with(".html")).count();
    let (found, others) = (errors.lines().count(), begun.len() - pages);
    tell(&format!("vnu: {found} errors in {pages} pages and {others} other files of {name}"));
    assert!(errors.is_empty() && ended.status.success(), "{errors}");
    assert_eq!(begun.len(), paths.len());
    assert!(pages > 50, "{pages}");
}

/// The checker, which tests/run installs beside the browsers.
fn checker() -> Option<PathBuf> {
    let jar = browser::tools().join("node_modules/vnu-jar/build/dist/vnu.jar");
    if jar.exists() { Some(jar) } else { browser::missing("there is no HTML checker") }
}
