//! Finds the files of the content folder and says what each is for.
//!
//! The list is sorted, so that nothing after it depends on the order in which a
//! file system lists names. Symbolic links are followed inside the folder and
//! refused when they lead out of it. Every file has a use or is reported.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::slug::{is_reserved, slug};
use crate::text::{FileId, Sources};

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

/// Lists the content folder at `root`, which messages call `name`.
///
/// # Errors
/// When the folder or something in it cannot be listed.
pub fn walk(root: &Path, name: &str, sources: &mut Sources, diagnostics: &mut Diagnostics) -> io::Result<Tree> {
    let files = list(root, name, sources, diagnostics)?;
    Ok(Sorter::new(&files).sort(files, diagnostics))
}

fn list(
    root: &Path,
    name: &str,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> io::Result<BTreeMap<String, FileId>> {
    let canonical = root.canonicalize()?;
    let mut files = BTreeMap::new();
    let mut entries = WalkDir::new(root).min_depth(1).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.loop_ancestor().is_some() || is_dangling(&error) => {
                let path = error.path().unwrap_or(root);
                let file = sources.add(shown(name, root, path), path.to_owned());
                diagnostics.push(Diagnostic::file_error(
                    "bad-link",
                    file,
                    "this symbolic link leads nowhere or in a circle",
                ));
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        // Dot files are other programs' (`.git`, `.DS_Store`) and never content.
        if entry.file_name().to_string_lossy().starts_with('.') {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            continue;
        }
        if entry.path_is_symlink() && !entry.path().canonicalize()?.starts_with(&canonical) {
            let file = sources.add(shown(name, root, entry.path()), entry.path().to_owned());
            diagnostics.push(
                Diagnostic::file_error("link-out", file, "this symbolic link leads out of the content folder")
                    .help("copy what it points at into the folder"),
            );
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            continue;
        }
        if entry.file_type().is_file() {
            let file = sources.add(shown(name, root, entry.path()), entry.path().to_owned());
            match relative(root, entry.path()) {
                Some(path) => drop(files.insert(path, file)),
                None => diagnostics.push(
                    Diagnostic::file_error(
                        "no-address",
                        file,
                        "the name of this file or of a folder around it is not UTF-8",
                    )
                    .help("rename it"),
                ),
            }
        }
    }
    Ok(files)
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
    fn new(files: &BTreeMap<String, FileId>) -> Self {
        let mut tree = Tree { topics: files.get("topics.toml").copied(), ..Tree::default() };
        let mut registers: BTreeSet<FileId> = tree.topics.into_iter().collect();
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

    fn sort(mut self, files: BTreeMap<String, FileId>, diagnostics: &mut Diagnostics) -> Tree {
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
    path.starts_with("pages/")
}

fn stray_register(path: &str, file: FileId) -> Diagnostic {
    let name = path.rsplit('/').next().unwrap_or_default();
    let near =
        nearest(name, ["topics.toml", "municipality.toml", "bodies.toml", "people.toml"]).filter(|near| *near != name);
    Diagnostic::file_error("unknown-register", file, "no register of this name belongs here").did_you_mean(near).help(
        "topics.toml lies in the content folder; municipality.toml, bodies.toml and people.toml in a municipality's",
    )
}

/// Every part of a path becomes a part of an address.
fn bad_address(path: &str, file: FileId) -> Option<Diagnostic> {
    let bad = path.split('/').find(|part| !part.is_empty() && (slug(part).is_empty() || is_reserved(&slug(part))))?;
    let message = format!("no address can be made of the name `{bad}`");
    let help = if slug(bad).is_empty() {
        "give it a name with letters a to z or digits"
    } else {
        "Windows keeps this name for a device, so that the archive could not be unpacked there; give it another"
    };
    Some(Diagnostic::file_error("no-address", file, message).help(help))
}
