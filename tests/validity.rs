//! Every page, style sheet and picture of built archives before the Nu Html Checker,
//! by which HTML is what its standard says, and not only what browsers put up with.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests fail by panicking, and read and write files")]

mod common;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{browser, build, files, repository, shared};

/// What the checker reads. Other files it would take for HTML.
const CHECKED: [&str; 3] = [".html", ".css", ".svg"];

#[test]
fn the_example_archive_is_valid() {
    check("the example archive", repository());
}

#[test]
fn the_real_archive_is_valid() {
    let Some(real) = shared("real") else { return };
    check("the real archive", &real);
}

/// Has one machine check all files, because it takes a second to start and longer to get under way.
fn check(name: &str, root: &Path) {
    let Some(checker) = checker() else { return };
    let dir = tempfile::tempdir().unwrap();
    build(root, Some(dir.path()));
    let paths: Vec<_> =
        files(dir.path()).into_keys().filter(|path| CHECKED.iter().any(|end| path.ends_with(end))).collect();
    let mut java = Command::new("java");
    java.arg("-jar").arg(checker).args(["--errors-only", "--also-check-css", "--also-check-svg"]);
    // It names each file that it begins with, so that none is passed over in silence.
    java.args(["--verbose", "--format", "gnu"]).args(&paths).current_dir(dir.path());
    let ended = match java.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => browser::missing("there is no Java"),
        ended => Some(ended.unwrap()),
    };
    let Some(ended) = ended else { return };
    let [begun, errors] = [ended.stdout, ended.stderr].map(|text| String::from_utf8(text).unwrap());
    let begun: Vec<_> = begun.lines().collect();
    let pages = begun.iter().filter(|path| path.ends_with(".html")).count();
    println!("{name}: {} errors in {pages} pages and {} other files", errors.lines().count(), begun.len() - pages);
    assert!(errors.is_empty() && ended.status.success(), "{errors}");
    assert_eq!(begun.len(), paths.len());
    assert!(pages > 50, "{pages}");
}

/// The checker, which tests/run installs beside the browsers.
fn checker() -> Option<PathBuf> {
    let jar = browser::tools().join("node_modules/vnu-jar/build/dist/vnu.jar");
    if jar.exists() { Some(jar) } else { browser::missing("there is no HTML checker") }
}
