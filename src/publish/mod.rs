//! Puts a finished site in place.
//!
//! The promise: a build that fails, or is interrupted before everything is
//! staged, leaves the site as it was. From then on a journal says what remains
//! to be done, and the next command does it before anything else. Files that
//! have not changed are not written, and only files that diarium wrote are ever
//! removed: the record beside the output lists them.
//!
//! ```text
//! public/               the site
//! .public.diarium/      beside it
//!   lock                held by the build that is under way
//!   manifest            the files of the site, one a line
//!   record, …           what is remembered of the build, see `record`
//!   staging/            what the next site has new
//!   journal             what remains to be put in place, while that goes on
//! ```

mod commit;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use rayon::prelude::*;

use crate::routes::address::OutPath;
use crate::text::{Stamp, read_bytes};
use commit::{Plan, Run};

/// The name of what is remembered, in the folder beside the site.
pub const RECORD: &str = "record";

/// Held by the build that is under way.
const LOCK: &str = "lock";

/// An output folder with the record beside it.
pub struct Output {
    /// Held while a build goes on, so that two do not write one site.
    lock: fs::File,
    target: PathBuf,
    record: PathBuf,
    /// The files of the site that stands there, one a line.
    manifest: String,
    /// The same, once they have been asked for.
    old: OnceLock<BTreeSet<String>>,
    /// Whether there was no record yet.
    is_new: bool,
    /// Whether no site stands there yet, and no file of others.
    is_first: bool,
    /// The files of the next one, and whether each is staged.
    new: Mutex<Vec<(Box<str>, bool)>>,
}

/// What a build changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files written.
    pub written: usize,
    /// Files that were as they should be.
    pub kept: usize,
    /// Files removed.
    pub removed: usize,
}

impl Output {
    /// Opens an output folder. Completes what an interrupted build left to do.
    ///
    /// # Errors
    /// When the folder holds files and diarium did not make it, or the system does not let us.
    pub fn open(target: &Path) -> io::Result<Self> {
        let name = target
            .file_name()
            .ok_or_else(|| io::Error::other(format!("{} is no name for an output folder", target.display())))?;
        let record = target.with_file_name(format!(".{}.diarium", name.to_string_lossy()));
        let has_record = record.is_dir();
        if !has_record && is_in_use(target)? {
            return Err(of_others(target));
        }
        commit::make_folder(&record)?;
        keep_private(&record)?;
        let lock = lock(&record)?;
        commit::resume(target, &record)?;
        let manifest = commit::read_manifest(&record)?;
        if manifest.is_none() && is_in_use(target)? {
            return Err(of_others(target));
        }
        let output = Self {
            is_first: !is_in_use(target)?,
            lock,
            is_new: manifest.is_none(),
            target: target.to_owned(),
            record,
            manifest: manifest.unwrap_or_default(),
            old: OnceLock::new(),
            new: Mutex::default(),
        };
        Ok(output)
    }

    fn old(&self) -> &BTreeSet<String> {
        self.old.get_or_init(|| self.manifest.lines().map(str::to_owned).collect())
    }

    /// The folder beside the site where the record lies.
    pub fn record(&self) -> &Path {
        &self.record
    }

    /// The folder of the site.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// When the build began, by the clock of the disk.
    pub fn began(&self) -> Option<Stamp> {
        Stamp::of(&self.record.join(LOCK))
    }

    /// The size and time of a file of the site as it stands.
    pub fn stamp(&self, path: &OutPath) -> Option<Stamp> {
        Stamp::of(&self.target.join(path.as_str()))
    }

    /// How many files the site has so far.
    pub fn files(&self) -> usize {
        self.new.lock().expect("no thread failed while it wrote").len()
    }

    /// Takes a file that stands as it should.
    pub fn keep(&self, path: &str) {
        self.note(path, false);
    }

    /// Takes a file, and gives back its size and time.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&self, path: &OutPath, bytes: &[u8]) -> io::Result<Option<Stamp>> {
        let standing = self.target.join(path.as_str());
        if !self.is_first && is_same(&standing, bytes) {
            self.note(path.as_str(), false);
            return Ok(Stamp::of(&standing));
        }
        if !self.is_first && !self.old().contains(path.as_str()) && is_file_of_others(&standing) {
            let message = format!("{} is there and diarium did not make it; move it away", standing.display());
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
        self.note(path.as_str(), true);
        write(&self.staging().join(path.as_str()), bytes)
    }

    /// Takes a new version of a file of the site that stands, and gives back its size and time.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_over(&self, path: &str, bytes: &[u8]) -> io::Result<Stamp> {
        self.note(path, true);
        let stamp = write(&self.staging().join(path), bytes)?;
        stamp.ok_or_else(|| io::Error::other("the file system keeps no times"))
    }

    fn note(&self, path: &str, is_staged: bool) {
        self.new.lock().expect("no thread failed while it wrote").push((path.into(), is_staged));
    }

    fn staging(&self) -> PathBuf {
        self.record.join(commit::STAGING)
    }

    /// Puts the site in place, and with it what is remembered of the build, which
    /// `memory` makes meanwhile.
    ///
    /// # Errors
    /// Those of `memory`, and when the system does not let us; the next command then goes on from there.
    pub fn finish(self, memory: impl FnOnce() -> io::Result<Vec<Vec<u8>>> + Send) -> io::Result<Changes> {
        let mut new = std::mem::take(&mut *self.new.lock().expect("no thread failed while it wrote"));
        new.par_sort_unstable();
        let names: Vec<&str> = new.iter().map(|(path, _)| &**path).collect();
        let is_gone = |path: &&str| names.binary_search(path).is_err();
        let removed: Vec<_> = self.old().iter().map(String::as_str).filter(is_gone).collect();
        let staged: Vec<_> = new.iter().filter(|(_, staged)| *staged).map(|(path, _)| &**path).collect();
        let changes = Changes { written: staged.len(), kept: new.len() - staged.len(), removed: removed.len() };
        let plan = Plan { names: Some(&names), staged: &staged, removed: &removed, is_first: self.is_first };
        commit::write_plan(&self.record, &plan, memory)?;
        commit::complete(&self.target, &self.record, Run::First)?;
        Ok(changes)
    }

    /// Puts what was staged in place and removes the files that are `gone`; all others stay.
    ///
    /// # Errors
    /// When the system does not let us; the next command then goes on from there.
    pub fn finish_edits(&self, gone: &BTreeSet<String>, memory: Vec<Vec<u8>>) -> io::Result<Changes> {
        let new = self.new.lock().expect("no thread failed while it wrote");
        let staged: Vec<_> = new.iter().map(|(path, _)| &**path).collect();
        let removed: Vec<_> = gone.iter().map(String::as_str).collect();
        let standing: Vec<_> = self.manifest.lines().collect();
        let is_added = |path: &&str| standing.binary_search(path).is_err();
        let added: Vec<_> = staged.iter().copied().filter(is_added).collect();
        let mut names: Vec<_> = standing.iter().copied().filter(|path| !gone.contains(*path)).collect();
        let changes = Changes {
            written: staged.len(),
            kept: names.len() + added.len() - staged.len(),
            removed: standing.len() - names.len(),
        };
        let are_the_same = added.is_empty() && changes.removed == 0;
        names.extend(added);
        names.par_sort_unstable();
        let names = Some(names.as_slice()).filter(|_| !are_the_same);
        let plan = Plan { names, staged: &staged, removed: &removed, is_first: false };
        commit::write_plan(&self.record, &plan, || Ok(memory))?;
        commit::complete(&self.target, &self.record, Run::First)?;
        Ok(changes)
    }

    /// Makes room for so many more files.
    pub fn expect(&self, files: usize) {
        self.new.lock().expect("no thread failed while it wrote").reserve_exact(files);
    }

    /// Forgets what was staged, and leaves no record where none was.
    ///
    /// # Errors
    /// When the system does not let us.
    pub fn abandon(self) -> io::Result<()> {
        if self.is_new {
            drop(self.lock); // some systems remove no file that is open
            return commit::remove_folder(&self.record);
        }
        commit::remove_folder(&self.staging())
    }
}

fn of_others(target: &Path) -> io::Error {
    let name = target.display();
    io::Error::other(format!(
        "{name} holds files that diarium did not make; empty it, or name another folder with --output"
    ))
}

/// What is remembered holds texts that are not published, and may lie on a web server's disk.
#[cfg(unix)]
fn keep_private(record: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(record, fs::Permissions::from_mode(0o700)).map_err(|error| with_path(error, record))
}

/// Elsewhere a folder is as private as the one around it.
#[cfg(not(unix))]
fn keep_private(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Waits for nobody: a second build into the same folder is refused.
fn lock(record: &Path) -> io::Result<fs::File> {
    let path = record.join(LOCK);
    let mut file = fs::File::create(&path).map_err(|error| with_path(error, &path))?;
    match file.try_lock() {
        // What is written gives the file its time.
        Ok(()) => {
            file.write_all(b"held while a build goes on\n").map(|()| file).map_err(|error| with_path(error, &path))
        }
        Err(fs::TryLockError::WouldBlock) => Err(io::Error::new(
            io::ErrorKind::WouldBlock,
            "another build is writing this site; wait until it has finished",
        )),
        Err(fs::TryLockError::Error(error)) => Err(with_path(error, &path)),
    }
}

fn is_in_use(target: &Path) -> io::Result<bool> {
    match fs::read_dir(target) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(with_path(error, target)),
    }
}

fn is_same(path: &Path, bytes: &[u8]) -> bool {
    let has_length = fs::metadata(path).is_ok_and(|metadata| metadata.len() == bytes.len() as u64);
    has_length && read_bytes(path).is_ok_and(|old| old == bytes)
}

fn is_file_of_others(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| !found.is_dir())
}

/// Writes a file, and the folders around it when they turn out to be missing.
#[expect(clippy::disallowed_methods, reason = "files of the site are written here")]
fn write(path: &Path, bytes: &[u8]) -> io::Result<Option<Stamp>> {
    let created = fs::File::create(path).or_else(|error| match (error.kind(), path.parent()) {
        (io::ErrorKind::NotFound, Some(folder)) => fs::create_dir_all(folder).and_then(|()| fs::File::create(path)),
        _ => Err(error),
    });
    let written = created.and_then(|mut file| {
        file.write_all(bytes)?;
        Ok(Stamp::new(&file.metadata()?))
    });
    written.map_err(|error| with_path(error, path))
}

/// Writes a file of parts that follow one another: what is remembered of a large site need not be held twice to be one.
fn write_parts(path: &Path, parts: &[Vec<u8>]) -> io::Result<()> {
    let created = fs::File::create(path);
    let written = created.and_then(|mut file| parts.iter().try_for_each(|part| file.write_all(part)));
    written.map_err(|error| with_path(error, path))
}

/// An error of the system that says which file it is about.
#[expect(clippy::needless_pass_by_value, reason = "it takes the place of the error that it is made of")]
pub fn with_path(error: io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
