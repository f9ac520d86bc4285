//! From staging to the site, along a journal.
//!
//! Every step may have been done already when the journal is read, by the
//! command that was interrupted: doing it again changes nothing.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::{RECORD, with_path, write, write_parts};
use crate::text::read_bytes;

pub(super) const STAGING: &str = "staging";
const MANIFEST: &str = "manifest";
const NEXT_MANIFEST: &str = "manifest.next";
const JOURNAL: &str = "journal";
const NEXT_MEMORY: &str = "record.next";

/// The first line of a manifest: says whose it is.
const HEAD: &str = "diarium 1";

/// What is to be done to put a site in place.
pub(super) struct Plan<'a> {
    /// The files of the site in their order, unless they are the same as before.
    pub names: Option<&'a [&'a str]>,
    /// Those of them that are staged.
    pub staged: &'a [&'a str],
    /// Files of the old site that are in it no more.
    pub removed: &'a [&'a str],
    /// Whether no site stands there yet, so that staging is the whole of it.
    pub is_first: bool,
}

/// Whether a journal is followed by the build that wrote it, or by a later command.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    /// By the build that wrote it: nothing has been done yet.
    First,
    /// By a later command: any step may have been done.
    Resumed,
}

/// Writes down what is to be done. From the moment at which the journal has its
/// name, the new site stands in all but place. Both files are on disk by then,
/// whatever becomes of the power.
pub(super) fn write_plan(
    record: &Path,
    plan: &Plan,
    memory: impl FnOnce() -> io::Result<Vec<Vec<u8>>> + Send,
) -> io::Result<()> {
    let draft = record.join("journal.draft");
    let write_memory = || write_parts(&record.join(NEXT_MEMORY), &memory()?);
    let (remembered, written) = rayon::join(write_memory, || {
        write_manifest(record, plan)?;
        write_durably(&draft, &journal(plan))
    });
    remembered.and(written)?;
    rename(&draft, &record.join(JOURNAL))
}

fn write_manifest(record: &Path, plan: &Plan) -> io::Result<()> {
    let Some(names) = plan.names else {
        // What a build wrote that was interrupted before its journal is not ours.
        return remove_file(&record.join(NEXT_MANIFEST));
    };
    let mut manifest = format!("{HEAD}\n");
    names.iter().for_each(|name| push_line(&mut manifest, "", name));
    write_durably(&record.join(NEXT_MANIFEST), &manifest)
}

fn journal(plan: &Plan) -> String {
    let mut journal = String::new();
    if plan.is_first {
        push_line(&mut journal, "first", "");
    }
    // Removals come first: what was a file may be a folder of the new site.
    plan.removed.iter().for_each(|path| push_line(&mut journal, "remove ", path));
    plan.staged.iter().for_each(|path| push_line(&mut journal, "put ", path));
    push_line(&mut journal, "end", "");
    journal
}

fn push_line(out: &mut String, word: &str, path: &str) {
    out.push_str(word);
    out.push_str(path);
    out.push('\n');
}

fn write_durably(path: &Path, text: &str) -> io::Result<()> {
    write(path, text.as_bytes())?;
    fs::File::open(path).and_then(|file| file.sync_all()).map_err(|error| with_path(error, path))
}

/// Does what an interrupted build left to do; or, if it had not come so far,
/// clears what it had staged.
pub(super) fn resume(target: &Path, record: &Path) -> io::Result<()> {
    complete(target, record, Run::Resumed)
}

/// Does what a journal says, if there is one; otherwise clears what was staged.
pub(super) fn complete(target: &Path, record: &Path, run: Run) -> io::Result<()> {
    let staging = record.join(STAGING);
    let journal = match read_bytes(&record.join(JOURNAL)) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => return remove_folder(&staging),
        Err(error) => return Err(with_path(error, record)),
    };
    let damaged = || io::Error::new(ErrorKind::InvalidData, format!("{} is damaged", record.join(JOURNAL).display()));
    let steps = journal.strip_suffix("end\n").ok_or_else(damaged)?;
    for line in steps.lines() {
        match line.split_once(' ') {
            None if line == "first" => {
                if put_whole(&staging, target)? {
                    break;
                }
            }
            Some(("put", path)) => put(&staging.join(path), &target.join(path), run, journal.starts_with("first"))?,
            Some(("remove", path)) => remove(target, path)?,
            _ => return Err(damaged()),
        }
    }
    make_folder(target)?;
    let next = record.join(NEXT_MANIFEST);
    if next.exists() {
        rename(&next, &record.join(MANIFEST))?;
    }
    // Last of all: until then, what is remembered is true of a site that stands no more.
    let next = record.join(NEXT_MEMORY);
    if next.exists() {
        rename(&next, &record.join(RECORD))?;
    }
    remove_file(&record.join(JOURNAL))?;
    remove_folder(&staging)
}

/// A first site is put in place whole, by one rename, where the system can:
/// a folder that others made, such as a mounted disk, is filled file by file.
/// Says whether it is in place.
fn put_whole(staging: &Path, target: &Path) -> io::Result<bool> {
    let is_free = !target.exists() || fs::remove_dir(target).is_ok();
    if is_free && staging.exists() {
        rename(staging, target)?;
        return Ok(true);
    }
    Ok(false)
}

/// The files of the site, one a line, as the record lists them. `None` when there is no record of ours.
pub(super) fn read_manifest(record: &Path) -> io::Result<Option<String>> {
    match read_bytes(&record.join(MANIFEST)) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes);
            let names = text.strip_prefix(HEAD).and_then(|rest| rest.strip_prefix('\n'));
            Ok(names.map(str::to_owned))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(with_path(error, record)),
    }
}

fn put(from: &Path, to: &Path, run: Run, is_first: bool) -> io::Result<()> {
    let is_done = fs::symlink_metadata(from).is_err() && to.exists();
    if is_done && (run == Run::Resumed || is_first) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        make_folder(folder)?;
    }
    move_file(from, to)
}

/// Renames a file or, where staging and site lie on different disks, copies it.
#[expect(clippy::disallowed_methods, reason = "only what a journal of ours names is moved")]
fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            fs::copy(from, to).and_then(|_| fs::remove_file(from))
        }
        moved => moved,
    }
    .map_err(|error| with_path(error, to))
}

/// Removes a file of the site, and the folders that it leaves empty.
fn remove(target: &Path, path: &str) -> io::Result<()> {
    remove_file(&target.join(path))?;
    let mut folder = path;
    while let Some((outer, _)) = folder.rsplit_once('/') {
        if fs::remove_dir(target.join(outer)).is_err() {
            break; // it holds other files
        }
        folder = outer;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "only what a journal of ours names is moved")]
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to).map_err(|error| with_path(error, to))
}

#[expect(clippy::disallowed_methods, reason = "only what a journal of ours names is removed")]
fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(with_path(error, path)),
        _ => Ok(()),
    }
}

#[expect(clippy::disallowed_methods, reason = "folders of the site are made here")]
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path).map_err(|error| with_path(error, path))
}

/// Removes the staging folder, which nobody but diarium writes to.
#[expect(clippy::disallowed_methods, reason = "the staging folder is ours alone")]
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(with_path(error, path)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &Path) -> String {
        String::from_utf8(read_bytes(path).unwrap()).unwrap()
    }

    /// A build that was interrupted half-way through its renames is completed by the next command.
    #[test]
    fn an_interrupted_commit_is_completed() {
        let dir = tempfile::tempdir().unwrap();
        let (target, record) = (dir.path().join("public"), dir.path().join(".public.diarium"));
        for (path, content) in [("a.html", "old"), ("b.html", "old"), ("gone/c.html", "old"), ("CNAME", "theirs")] {
            write(&target.join(path), content.as_bytes()).unwrap();
        }
        for path in ["a.html", "b.html"] {
            write(&record.join(STAGING).join(path), b"new").unwrap();
        }
        let plan = Plan {
            names: Some(&["a.html", "b.html"]),
            staged: &["a.html", "b.html"],
            removed: &["gone/c.html"],
            is_first: false,
        };
        write_plan(&record, &plan, || Ok(Vec::new())).unwrap();
        rename(&record.join(STAGING).join("a.html"), &target.join("a.html")).unwrap(); // and here it stopped

        resume(&target, &record).unwrap();

        assert_eq!((text(&target.join("a.html")), text(&target.join("b.html"))), ("new".into(), "new".into()));
        assert!(!target.join("gone").exists(), "folders left empty go");
        assert_eq!(text(&target.join("CNAME")), "theirs", "files of others stay");
        assert!(!record.join(JOURNAL).exists() && !record.join(STAGING).exists());
        assert_eq!(read_manifest(&record).unwrap(), Some("a.html\nb.html\n".to_owned()));
    }

    /// A list of files that an interrupted build left is not taken for that of a later one.
    #[test]
    fn a_list_left_by_an_interrupted_build_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let (target, record) = (dir.path().join("public"), dir.path().join(".public.diarium"));
        write(&target.join("a.html"), b"old").unwrap();
        write(&record.join(MANIFEST), b"diarium 1\na.html\n").unwrap();
        write(&record.join(NEXT_MANIFEST), b"diarium 1\nb.html\n").unwrap();
        write(&record.join(STAGING).join("a.html"), b"new").unwrap();
        let plan = Plan { names: None, staged: &["a.html"], removed: &[], is_first: false };
        write_plan(&record, &plan, || Ok(Vec::new())).unwrap();
        complete(&target, &record, Run::First).unwrap();
        assert_eq!(text(&target.join("a.html")), "new");
        assert_eq!(read_manifest(&record).unwrap(), Some("a.html\n".to_owned()));
    }

    /// A build that was interrupted before its journal leaves the site as it was.
    #[test]
    fn an_interrupted_staging_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let (target, record) = (dir.path().join("public"), dir.path().join(".public.diarium"));
        write(&target.join("a.html"), b"old").unwrap();
        write(&record.join(STAGING).join("a.html"), b"new").unwrap();

        resume(&target, &record).unwrap();

        assert_eq!(text(&target.join("a.html")), "old");
        assert!(!record.join(STAGING).exists());
    }
}
