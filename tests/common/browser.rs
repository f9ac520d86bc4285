//! Scripts of `tests/browser`, which look at pages in real browsers.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{build_with, options, repository, skipped, tell};
use diarium::pipeline::Options;

/// With this a script ends when a browser, or what drives it, is missing.
const SKIPPED: i32 = 77;

/// Where tests/run puts what it installs.
pub fn tools() -> PathBuf {
    std::env::var_os("DIARIUM_BROWSER_TOOLS").map_or_else(|| repository().join("target/browser"), PathBuf::from)
}

/// What a script printed.
pub struct Said {
    pub out: String,
    pub err: String,
    pub succeeded: bool,
}

/// Runs a script. Says so when this machine has not what it needs, and fails where it must.
pub fn run<A: AsRef<OsStr>>(script: &str, arguments: impl IntoIterator<Item = A>) -> Option<Said> {
    let script = repository().join("tests/browser").join(script);
    let ended = match Command::new("node").arg(script).args(arguments).output() {
        Err(error) if error.kind() == ErrorKind::NotFound => return missing("there is no Node"),
        ended => ended.unwrap(),
    };
    let [out, err] = [ended.stdout, ended.stderr].map(|text| String::from_utf8(text).unwrap());
    if ended.status.code() == Some(SKIPPED) {
        return missing(err.trim());
    }
    Some(Said { out, err, succeeded: ended.status.success() })
}

/// Builds an archive as one of several sites in a folder, with the address that it has
/// when the harness serves that folder.
pub fn add_site(folder: &Path, name: &str, root: &Path) {
    let output = folder.join(name);
    let base_url = Some(format!("https://arkiv.example/kommun/arkiv/{name}/"));
    let report = build_with(&Options { base_url, ..options(root, Some(&output)) }).unwrap();
    assert!(report.changes.is_some(), "{}", super::messages(&report));
}

/// Looks at the sites in a folder, says what was found on how many pages, and gives their kinds.
pub fn look(folder: &Path) -> Option<Vec<String>> {
    let said = run("look.mjs", [folder])?;
    let (kinds, counts) = said.out.split_once('\n').unwrap_or_default();
    tell(counts.trim_end());
    assert!(said.succeeded, "{}{}", said.err, said.out);
    let kinds = kinds.strip_prefix("kinds: ").unwrap();
    Some(kinds.split(' ').map(str::to_owned).collect())
}

/// Says that a test is skipped for want of something, and fails where it must not be.
pub fn missing<T>(what: &str) -> Option<T> {
    let is_required = std::env::var_os("CI").is_some() || std::env::var_os("DIARIUM_BROWSERS").is_some();
    assert!(!is_required, "{what}, and here it must be tested with");
    skipped(what);
    None
}
