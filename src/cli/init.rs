//! `diarium init`: a small archive to begin with.

use std::io;
use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};

use super::Outcome;
use crate::publish::with_path;

static SKELETON: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/cli/skeleton");

pub fn run(dir: &Path) -> io::Result<Outcome> {
    if dir.exists() && std::fs::read_dir(dir).map_err(|error| with_path(error, dir))?.next().is_some() {
        return Err(io::Error::other(format!("{} is not empty; name a folder that does not exist yet", dir.display())));
    }
    write(&SKELETON, dir)?;
    println!("wrote an archive to begin with in {}; now try: diarium build --root {}", dir.display(), dir.display());
    Ok(Outcome::Fine)
}

#[expect(clippy::disallowed_methods, reason = "init writes the files that the user asked for")]
fn write(from: &Dir, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to).map_err(|error| with_path(error, to))?;
    for entry in from.entries() {
        let name = entry.path().file_name().expect("embedded entries have names");
        let path = to.join(name);
        match entry {
            DirEntry::Dir(dir) => write(dir, &path)?,
            DirEntry::File(file) => std::fs::write(&path, file.contents()).map_err(|error| with_path(error, &path))?,
        }
    }
    Ok(())
}
