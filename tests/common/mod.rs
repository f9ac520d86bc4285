//! Small sites for tests: files written as one text, built in a folder of their own.

#![allow(dead_code, reason = "each test file uses its part")]

pub mod browser;
pub mod extremes;
pub mod html;
pub mod server;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use diarium::diag;
use diarium::pipeline::{self, Options, Progress, Report, Stage};
use jiff::civil::{Date, date};
use tempfile::TempDir;

/// The day for which tests build.
pub const TODAY: Date = date(2026, 1, 1);

struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage, _: usize) {}
    fn step(&self) {}
}

/// Lets a made-up archive, which the generator writes without one, have an index for search.
pub fn turn_search_on(root: &Path) {
    let settings = root.join("site.toml");
    let text = fs::read_to_string(&settings).unwrap();
    assert!(text.contains("search    = false"), "{text}");
    fs::write(&settings, text.replace("search    = false", "search    = true")).unwrap();
}

/// A site in a temporary folder.
pub struct Site {
    dir: TempDir,
}

/// A file of a test: `=== path`, `=== path (latin1)`, `=== path (huge)`, `=== path -> target` or `=== path (deleted)`.
#[derive(Clone, Debug)]
pub enum Entry {
    Text(String),
    Latin1(String),
    Link(String),
    Deleted,
    /// Larger than any text can be.
    Huge,
}

/// Reads `=== path` blocks; what stands before the first is a comment.
pub fn entries(text: &str) -> BTreeMap<String, Entry> {
    let mut entries = BTreeMap::new();
    for block in format!("\n{text}").split("\n=== ").skip(1) {
        let (head, body) = block.split_once('\n').unwrap_or((block, ""));
        let body = if body.is_empty() || body.ends_with('\n') { body.to_owned() } else { format!("{body}\n") };
        let (path, entry) = if let Some((path, target)) = head.split_once(" -> ") {
            (path, Entry::Link(target.to_owned()))
        } else if let Some(path) = head.strip_suffix(" (latin1)") {
            (path, Entry::Latin1(body))
        } else if let Some(path) = head.strip_suffix(" (huge)") {
            (path, Entry::Huge)
        } else if let Some(path) = head.strip_suffix(" (deleted)") {
            (path, Entry::Deleted)
        } else {
            (head, Entry::Text(body))
        };
        entries.insert(path.to_owned(), entry);
    }
    entries
}

impl Site {
    /// Writes files. Later ones replace earlier ones of the same path.
    pub fn new(files: &BTreeMap<String, Entry>) -> Self {
        let site = Self { dir: tempfile::tempdir().unwrap() };
        for (path, entry) in files {
            site.write(path, entry);
        }
        site
    }

    /// The site that every test begins with, and over it some files of its own.
    pub fn over_base(text: &str) -> Self {
        let mut files = entries(include_str!("../suite/base.txt"));
        files.extend(entries(text));
        files.retain(|path, _| !path.starts_with("expect"));
        Self::new(&files)
    }

    pub fn write(&self, path: &str, entry: &Entry) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match entry {
            Entry::Text(text) => fs::write(path, text).unwrap(),
            Entry::Latin1(text) => fs::write(path, text.chars().map(|c| c as u8).collect::<Vec<_>>()).unwrap(),
            Entry::Link(target) => std::os::unix::fs::symlink(target, path).unwrap(),
            Entry::Huge => fs::File::create(path).unwrap().set_len(u64::from(u32::MAX) + 1).unwrap(),
            Entry::Deleted => drop(fs::remove_file(path)),
        }
    }

    pub fn root(&self) -> PathBuf {
        self.dir.path().join("site")
    }

    pub fn output(&self) -> PathBuf {
        self.dir.path().join("public")
    }

    pub fn build(&self) -> Report {
        build(&self.root(), Some(&self.output()))
    }

    /// Builds, and says every mistake as the terminal shows it.
    pub fn messages(&self) -> String {
        messages(&self.build())
    }

    /// A page of the site, which must have been built.
    pub fn page(&self, path: &str) -> String {
        let path = self.output().join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

pub fn options(root: &Path, output: Option<&Path>) -> Options {
    Options {
        root: root.to_owned(),
        output: output.map(Path::to_owned),
        base_url: None,
        as_of: TODAY,
        drafts: false,
        strict: false,
    }
}

pub fn build(root: &Path, output: Option<&Path>) -> Report {
    pipeline::build(&options(root, output), &Silent).unwrap()
}

pub fn build_with(options: &Options) -> std::io::Result<Report> {
    pipeline::build(options, &Silent)
}

pub fn messages(report: &Report) -> String {
    diag::print(&report.diagnostics, &report.sources, &diag::plain())
}

/// Every file below a folder, by its path with `/`, in order.
pub fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    files
}

/// Says something past the test runner, which keeps what passing tests print to itself.
pub fn tell(what: &str) {
    use std::io::Write;
    let mut past_the_runner = std::io::stderr();
    writeln!(past_the_runner, "{what}").unwrap();
}

/// Says that a test is skipped.
pub fn skipped(why: &str) {
    tell(&format!("skipped: {why}"));
}

/// The folder of this repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder beside the repository that not every machine has. Says so when it is not there.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = repository().join("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    skipped(&format!("there is no ../shared/{name}"));
    None
}
