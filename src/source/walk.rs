//! Finds the files of the content folder and says what each is for.
//!
//! The list is sorted, so that nothing after it depends on the order in which a
//! file system lists names. Symbolic links are followed inside the folder and
//! refused when they lead out of it. Every file has a use or is reported.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::slug::{is_reserved, slug};
use crate::text::{FileId, Sources};

/// The archive's own register of terms, which is read with the theme's and so before all else.
pub const GLOSSARY: &str = "glossary.toml";

/// The files of one municipality's registers.
#[derive(Debug)]
pub struct MunicipalityFiles {
    /// Its folder.
    pub folder: String,
    /// `municipality.toml`
    pub municipality: FileId,
    /// `bodies.toml`
    pub bodies: Option<FileId>,
    /// `people.toml`
    pub people: Option<FileId>,
}

/// The files of one case.
#[derive(Debug)]
pub struct CaseFiles {
    /// Its folder, relative to the content folder, with `/` between parts.
    pub folder: String,
    /// `case.md`
    pub case: FileId,
    /// Its documents, each with its path.
    pub documents: Vec<(String, FileId)>,
}

/// What the content folder holds. Paths are relative to it, with `/` between parts.
#[derive(Debug, Default)]
pub struct Tree {
    /// `topics.toml`
    pub topics: Option<FileId>,
    /// Municipalities in the order of their folders.
    pub municipalities: Vec<MunicipalityFiles>,
    /// Cases in the order of their folders.
    pub cases: Vec<CaseFiles>,
    /// Plain pages, each with its path.
    pub pages: Vec<(String, FileId)>,
    /// Files that are neither text nor register: attachments and images.
    pub others: BTreeMap<String, FileId>,
}

/// How many texts there are of each kind.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    /// Cases.
    pub cases: usize,
    /// Documents.
    pub documents: usize,
    /// Plain pages.
    pub pages: usize,
}

impl Tree {
    /// Counts its texts.
    pub fn count(&self) -> Count {
        let documents = self.cases.iter().map(|case| case.documents.len()).sum();
        Count { cases: self.cases.len(), documents, pages: self.pages.len() }
    }
}

/// Lists the content folder at `root`, which messages call `name`.
///
/// # Errors
/// When the folder or something in it cannot be listed.
pub fn list(root: &Path, name: &str) -> io::Result<Vec<Found>> {
    Place { name, root, canonical: &root.canonicalize()? }.list()
}

/// Says of everything that was found what it is for.
pub fn sort(files: Files, diagnostics: &mut Diagnostics) -> Tree {
    Sorter::new(&files).sort(files, diagnostics)
}

/// The files of the content folder, by their paths from there.
pub type Files = BTreeMap<String, FileId>;

/// Something found in the folder.
pub struct Found {
    /// Its path as messages show it.
    shown: String,
    /// Its path from the content folder; `None` when it is not UTF-8.
    relative: Option<String>,
    path: PathBuf,
    is: Is,
}

enum Is {
    File,
    /// A symbolic link that leads nowhere or in a circle.
    BadLink,
    /// A symbolic link that leads out of the folder.
    LinkOut,
}

/// Makes files of what was found; what is none is reported.
pub fn add(found: Vec<Found>, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Files {
    let mut files = Vec::with_capacity(found.len());
    for found in found {
        let file = sources.add(found.shown, found.path);
        let problem = match (found.is, found.relative) {
            (Is::File, Some(path)) => {
                files.push((path, file));
                continue;
            }
            (Is::File, None) => Diagnostic::file_error(
                "no-address",
                file,
                "the name of this file or of a folder around it is not UTF-8",
            )
            .help("rename it"),
            (Is::BadLink, _) => {
                Diagnostic::file_error("bad-link", file, "this symbolic link leads nowhere or in a circle")
            }
            (Is::LinkOut, _) => {
                Diagnostic::file_error("link-out", file, "this symbolic link leads out of the content folder")
                    .help("copy what it points at into the folder")
            }
        };
        diagnostics.push(problem);
    }
    files.into_iter().collect()
}

/// The content folder.
struct Place<'a> {
    /// What messages call it.
    name: &'a str,
    root: &'a Path,
    canonical: &'a Path,
}

/// How deep below the content folder the folders lie that are listed in parallel: the years.
const PARALLEL: usize = 2;

impl Place<'_> {
    /// Everything in the folder, in the order of the names.
    fn list(&self) -> io::Result<Vec<Found>> {
        let (mut found, folders) = self.walk(WalkDir::new(self.root).max_depth(PARALLEL))?;
        let below: Vec<_> = folders.par_iter().map(|folder| self.walk(WalkDir::new(folder))).collect();
        for listed in below {
            found.extend(listed?.0);
        }
        Ok(found)
    }

    /// What a walk finds, and the folders at which it stops.
    fn walk(&self, walk: WalkDir) -> io::Result<(Vec<Found>, Vec<PathBuf>)> {
        let (mut all, mut folders) = (Vec::new(), Vec::new());
        let mut entries = walk.min_depth(1).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.loop_ancestor().is_some() || is_dangling(&error) => {
                    all.push(self.found(error.path().unwrap_or(self.root), Is::BadLink));
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let (path, kind) = (entry.path(), entry.file_type());
            // Dot files are other programs' (`.git`, `.DS_Store`) and never content.
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            let fault = if entry.path_is_symlink() && !is_hidden { self.fault_of_link(path)? } else { None };
            if (is_hidden || fault.is_some()) && kind.is_dir() {
                entries.skip_current_dir();
            }
            match fault {
                _ if is_hidden => {}
                Some(fault) => all.push(self.found(path, fault)),
                None if kind.is_file() => all.push(self.found(path, Is::File)),
                None if kind.is_dir() && entry.depth() == PARALLEL => folders.push(entry.into_path()),
                None => {}
            }
        }
        Ok((all, folders))
    }

    /// A link may lead to another place of the folder, but not to a folder that it lies in.
    fn fault_of_link(&self, link: &Path) -> io::Result<Option<Is>> {
        let target = link.canonicalize()?;
        let around = link.parent().unwrap_or(self.root).canonicalize()?;
        Ok(match () {
            () if !target.starts_with(self.canonical) => Some(Is::LinkOut),
            () if around.starts_with(&target) => Some(Is::BadLink),
            () => None,
        })
    }

    fn found(&self, path: &Path, is: Is) -> Found {
        let relative = relative(self.root, path);
        let shown = match &relative {
            Some(relative) => format!("{}/{relative}", self.name),
            None => shown(self.name, self.root, path),
        };
        Found { shown, relative, path: path.to_owned(), is }
    }
}

fn is_dangling(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
}

fn relative(root: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<_>> = path.strip_prefix(root).ok()?.iter().map(std::ffi::OsStr::to_str).collect();
    Some(parts?.join("/"))
}

/// A path as messages show it.
fn shown(name: &str, root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).iter();
    std::iter::once(name.into()).chain(parts.map(|part| part.to_string_lossy())).collect::<Vec<_>>().join("/")
}

/// Says of each file what it is for.
struct Sorter {
    tree: Tree,
    /// The place of a case in the tree, by its folder.
    cases: BTreeMap<String, usize>,
    registers: BTreeSet<FileId>,
}

impl Sorter {
    /// Finds the folders by their main files, and the registers by their names.
    fn new(files: &Files) -> Self {
        let mut tree = Tree { topics: files.get("topics.toml").copied(), ..Tree::default() };
        let glossary = files.get(GLOSSARY).copied();
        let mut registers: BTreeSet<FileId> = tree.topics.into_iter().chain(glossary).collect();
        let mut cases = BTreeMap::new();
        for (path, file) in files {
            let Some((folder, name)) = path.rsplit_once('/') else { continue };
            if name == "municipality.toml" && !folder.contains('/') {
                let beside = |name: &str| files.get(&format!("{folder}/{name}")).copied();
                let (bodies, people) = (beside("bodies.toml"), beside("people.toml"));
                registers.extend([Some(*file), bodies, people].into_iter().flatten());
                tree.municipalities.push(MunicipalityFiles {
                    folder: folder.to_owned(),
                    municipality: *file,
                    bodies,
                    people,
                });
            } else if name == "case.md" && !is_page(path) {
                cases.insert(folder.to_owned(), tree.cases.len());
                tree.cases.push(CaseFiles { folder: folder.to_owned(), case: *file, documents: Vec::new() });
            }
        }
        Self { tree, cases, registers }
    }

    fn sort(mut self, files: Files, diagnostics: &mut Diagnostics) -> Tree {
        for (path, file) in files {
            let problem = match path.rsplit_once('.').map(|(_, extension)| extension) {
                Some("md") => self.text(path, file),
                Some("toml") if !self.registers.contains(&file) => Some(stray_register(&path, file)),
                Some("toml") => bad_address(path.rsplit_once('/').map_or("", |(folder, _)| folder), file),
                _ => {
                    self.tree.others.insert(path, file);
                    None
                }
            };
            problem.into_iter().for_each(|problem| diagnostics.push(problem));
        }
        self.tree
    }

    fn text(&mut self, path: String, file: FileId) -> Option<Diagnostic> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if let Some(problem) = bad_address(path.strip_suffix(".md").unwrap_or(&path), file) {
            return Some(problem);
        }
        if is_page(&path) {
            self.tree.pages.push((path, file));
        } else if path.ends_with("/case.md") {
            return self.stray_case(folder, file);
        } else {
            let mut around =
                std::iter::successors(Some(folder), |folder| folder.rsplit_once('/').map(|(outer, _)| outer));
            let Some(case) = around.find_map(|folder| self.cases.get(folder)) else {
                let stray = Diagnostic::file_error("no-case", file, "this document belongs to no case");
                return Some(stray.help("put a case.md in its folder, or move a plain page to the folder pages"));
            };
            self.tree.cases[*case].documents.push((path, file));
        }
        None
    }

    fn stray_case(&self, folder: &str, file: FileId) -> Option<Diagnostic> {
        let top = folder.split('/').next().unwrap_or_default();
        let is_placed = top != folder && self.tree.municipalities.iter().any(|known| known.folder == top);
        (!is_placed).then(|| {
            Diagnostic::file_error("no-municipality", file, "this case lies in no municipality's folder")
                .help("a case lies in a folder of its own below one that holds a municipality.toml")
        })
    }
}

fn is_page(path: &str) -> bool {
    kind(path) == TextKind::Page
}

/// What a text file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// A plain page.
    Page,
    /// A `case.md`.
    Case,
    /// A document of a case.
    Document,
}

/// What a text file is, by its path from the content folder.
pub fn kind(path: &str) -> TextKind {
    match path {
        _ if path.starts_with("pages/") => TextKind::Page,
        _ if path.ends_with("/case.md") => TextKind::Case,
        _ => TextKind::Document,
    }
}

fn stray_register(path: &str, file: FileId) -> Diagnostic {
    let name = path.rsplit('/').next().unwrap_or_default();
    let near = nearest(name, ["topics.toml", GLOSSARY, "municipality.toml", "bodies.toml", "people.toml"])
        .filter(|near| *near != name);
    Diagnostic::file_error("unknown-register", file, "no register of this name belongs here").did_you_mean(near).help(
        "topics.toml and glossary.toml lie in the content folder; municipality.toml, bodies.toml and people.toml in a municipality's",
    )
}

/// Every part of a path becomes a part of an address.
fn bad_address(path: &str, file: FileId) -> Option<Diagnostic> {
    let cannot = |slug: &str| slug.is_empty() || is_reserved(slug);
    let bad = path.split('/').find(|part| !part.is_empty() && cannot(&slug(part)))?;
    let message = format!("no address can be made of the name `{bad}`");
    let help = if slug(bad).is_empty() {
        "give it a name with letters a to z or digits"
    } else {
        "Windows keeps this name for a device, so that the archive could not be unpacked there; give it another"
    };
    Some(Diagnostic::file_error("no-address", file, message).help(help))
}
