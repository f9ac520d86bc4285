//! Reads files and says where in them something stands.
//!
//! Every stage names a place by a [`Span`]: a file and a range of bytes in the
//! whole file. Texts are not kept: a build of a million documents reads each
//! one, takes what it needs and lets it go, and the few that a report quotes
//! are read again. This is the only module that reads content.

use std::fs::Metadata;
use std::hash::{Hash, Hasher};
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use hashbrown::HashTable;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// A file of this build, as an index into [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileId(u32);

impl FileId {
    /// The index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The size and time of a file: while they are the same, so most likely is the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    size: u64,
    /// When it was last changed, in nanoseconds since 1970: enough until 2262.
    changed: i64,
}

impl Stamp {
    /// The stamp of a file on disk. `None` when there is no such file.
    pub fn of(path: &Path) -> Option<Self> {
        Self::new(&std::fs::metadata(path).ok()?)
    }

    /// The stamp in a file's metadata. `None` when it is no file, or the system keeps no times.
    pub fn new(metadata: &Metadata) -> Option<Self> {
        let changed = metadata.modified().ok()?;
        let nanoseconds = |duration: std::time::Duration| i64::try_from(duration.as_nanos()).ok();
        let changed = match changed.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => nanoseconds(after)?,
            Err(error) => -nanoseconds(error.duration())?,
        };
        metadata.is_file().then_some(Self { size: metadata.len(), changed })
    }

    /// Whether the file was changed so long before `other` that a change since
    /// would have another time. File systems count in steps: some of up to two
    /// seconds, those that count finer of a few milliseconds.
    pub fn is_before(self, other: Self) -> bool {
        let step = if self.changed % 1_000_000_000 == 0 { 2_000_000_000 } else { 20_000_000 };
        self.changed + step < other.changed
    }
}

/// A range of bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte, counted from the start of the file.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// Nothing: whatever is hashed has the same hash wherever it stands.
impl Hash for Span {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Span {
    /// A span over `range` of `file`.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let narrow = |at: usize| u32::try_from(at).expect("files over 4 GiB are refused when read");
        Self { file, start: narrow(range.start), end: narrow(range.end) }
    }

    /// The bytes that it covers.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value to its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Changes the value and keeps the place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), span: self.span }
    }
}

/// Why a file gave no text.
#[derive(Debug)]
pub enum ReadError {
    /// The system could not read it.
    Io(io::Error),
    /// It is not UTF-8.
    NotUtf8 {
        /// Offset of the first byte that is not.
        offset: usize,
        /// That byte.
        byte: u8,
        /// The encoding that the file looks like, in words.
        looks_like: &'static str,
    },
}

enum Place {
    /// Below a folder, by its index: there the path is what follows in the name after so many bytes.
    Below(u32, u32),
    Disk(Box<Path>),
    Embedded(&'static str),
    /// It was there when the last build was made.
    Gone,
}

impl Place {
    fn is_on_disk(&self) -> bool {
        matches!(self, Self::Below(..) | Self::Disk(_))
    }
}

struct File {
    name: Box<str>,
    place: Place,
    /// Taken before the file is first read: what is read may be newer, never older.
    stamp: OnceLock<Option<Stamp>>,
    /// Of what was read, if it was.
    digest: OnceLock<u64>,
}

/// The files of a build: their names as messages show them, and how to read them.
#[derive(Default)]
pub struct Sources {
    files: Vec<File>,
    /// Folders that many files lie below, as they begin the paths of these.
    folders: Vec<String>,
    /// The files that the last build knew, by their names.
    known: HashTable<FileId>,
}

impl Sources {
    /// Lets the files of an earlier build keep their ids: `names` are those that they
    /// had then. Nothing is done when the files added so far were not its first.
    pub fn remember(&mut self, names: Vec<String>) {
        let own = self.files.len();
        if names.len() < own || self.files.iter().zip(&names).any(|(file, name)| *file.name != **name) {
            return;
        }
        let mut known = HashTable::with_capacity(names.len());
        for name in names.into_iter().skip(own) {
            let hash = digest(name.as_bytes());
            let id = self.push(name, Place::Gone);
            known.insert_unique(hash, id, |id| digest(self.name(*id).as_bytes()));
        }
        self.known = known;
    }

    /// Adds a file on disk, shown in messages as `name` (its path from the site's root).
    pub fn add(&mut self, name: String, path: PathBuf) -> FileId {
        let place = self.below(&name, &path).unwrap_or_else(|| Place::Disk(path.into()));
        self.push(name, place)
    }

    /// The place of a file whose path ends as its name does, so that it need not be kept.
    fn below(&mut self, name: &str, path: &Path) -> Option<Place> {
        let path = path.to_str()?;
        let same = path.bytes().rev().zip(name.bytes().rev()).take_while(|(one, other)| one == other).count();
        let from = path.len() - same;
        // The end that both have begins after a `/`, or is the whole name.
        let start =
            if same == name.len() { 0 } else { path.as_bytes()[from..].iter().position(|byte| *byte == b'/')? + 1 };
        let folder = &path[..from + start];
        if self.folders.last().is_none_or(|last| last != folder) {
            self.folders.push(folder.to_owned());
        }
        let narrow = |number: usize| u32::try_from(number).ok();
        Some(Place::Below(narrow(self.folders.len() - 1)?, narrow(name.len() - same + start)?))
    }

    /// Adds a text that is part of the program, such as a template of the default theme.
    pub fn add_embedded(&mut self, name: String, text: &'static str) -> FileId {
        self.push(name, Place::Embedded(text))
    }

    fn push(&mut self, name: String, place: Place) -> FileId {
        let known = self.known.find(digest(name.as_bytes()), |id| self.name(*id) == name);
        if let Some(id) = known.copied() {
            self.files[id.index()].place = place;
            return id;
        }
        let file = File { name: name.into(), place, stamp: OnceLock::new(), digest: OnceLock::new() };
        let id = FileId(u32::try_from(self.files.len()).expect("fewer than four billion files"));
        self.files.push(file);
        id
    }

    /// The name of a file as messages show it, with `/` between folders.
    pub fn name(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].name
    }

    /// Where a file lies on disk; `None` for a text that is part of the program.
    pub fn path(&self, file: FileId) -> Option<PathBuf> {
        let File { name, place, .. } = &self.files[file.index()];
        match place {
            Place::Below(folder, start) => {
                Some(PathBuf::from(self.folders[*folder as usize].clone() + &name[*start as usize..]))
            }
            Place::Disk(path) => Some(path.to_path_buf()),
            Place::Embedded(_) | Place::Gone => None,
        }
    }

    /// The size and time of a file on disk, as they were when it was first asked for or read.
    pub fn stamp(&self, file: FileId) -> Option<Stamp> {
        *self.files[file.index()].stamp.get_or_init(|| Stamp::of(&self.path(file)?))
    }

    /// The digest of a file on disk, when it has been read.
    pub fn digest(&self, file: FileId) -> Option<u64> {
        self.files[file.index()].digest.get().copied()
    }

    /// The names of all files, by id.
    pub fn names(&self) -> Vec<String> {
        self.files.iter().map(|file| file.name.to_string()).collect()
    }

    /// All files by id, with the stamps of those on disk.
    pub fn stamps(&self) -> impl Iterator<Item = (FileId, Option<Stamp>)> {
        self.ids().map(|file| (file, self.stamp(file)))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// How many files there are on disk.
    pub fn on_disk(&self) -> usize {
        self.files.iter().filter(|file| file.place.is_on_disk()).count()
    }

    /// The files on disk of which, and of their stamps, `is_so` is true, and those that have no stamp.
    pub fn find(&self, is_so: impl Fn(FileId, Stamp) -> bool + Sync) -> Vec<FileId> {
        let wanted = |(index, file): (usize, &File)| {
            let id = FileId(u32::try_from(index).expect("fewer than four billion files"));
            let is_wanted = || self.stamp(id).is_none_or(|stamp| is_so(id, stamp));
            (file.place.is_on_disk() && is_wanted()).then_some(id)
        };
        self.files.par_iter().enumerate().filter_map(wanted).collect()
    }

    fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        let count = u32::try_from(self.files.len()).expect("fewer than four billion files");
        (0..count).map(FileId)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When the system cannot read it, or it is not UTF-8.
    pub fn read(&self, file: FileId) -> Result<String, ReadError> {
        let bytes = self.read_bytes(file).map_err(ReadError::Io)?;
        // Much faster than the standard library where å, ä and ö are frequent.
        if let Ok(text) = simdutf8::basic::from_utf8(&bytes) {
            return Ok(text.to_owned());
        }
        String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            ReadError::NotUtf8 { offset, byte: bytes[offset], looks_like: guess_encoding(bytes) }
        })
    }

    /// Reads a file for a report, with anything that is not UTF-8 made visible
    /// one character for one byte, so that offsets before it still hold.
    pub fn read_for_report(&self, file: FileId) -> String {
        let bytes = self.read_bytes(file).unwrap_or_default();
        match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let bytes = error.as_bytes();
                let rest = bytes[valid..].iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' });
                String::from_utf8_lossy(&bytes[..valid]).chars().chain(rest).collect()
            }
        }
    }

    /// Reads a file as it is.
    ///
    /// # Errors
    /// When the system cannot.
    pub fn read_bytes(&self, file: FileId) -> io::Result<Vec<u8>> {
        let known = &self.files[file.index()];
        match known.place {
            Place::Below(..) | Place::Disk(_) => {
                let path = self.path(file).unwrap_or_default();
                let (open, metadata) = open(&path)?;
                known.stamp.get_or_init(|| Stamp::new(&metadata));
                let bytes = read_open(open, &metadata)?;
                known.digest.get_or_init(|| digest(&bytes));
                Ok(bytes)
            }
            Place::Gone => Err(io::ErrorKind::NotFound.into()),
            Place::Embedded(text) => Ok(text.as_bytes().to_vec()),
        }
    }
}

/// Reads a file on disk.
///
/// # Errors
/// When the system cannot, or the file is larger than a [`Span`] can point into.
pub fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let (open, metadata) = open(path)?;
    read_open(open, &metadata)
}

fn open(path: &Path) -> io::Result<(std::fs::File, Metadata)> {
    let file = std::fs::File::open(path)?;
    let metadata = file.metadata()?;
    Ok((file, metadata))
}

fn read_open(file: std::fs::File, metadata: &Metadata) -> io::Result<Vec<u8>> {
    let length = metadata.len();
    if u32::try_from(length).is_err() {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 4 GiB"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).map_err(io::Error::other)?);
    // One call of the system reads a file of known length; some file systems know it of none.
    file.take(if length == 0 { u64::MAX } else { length }).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A digest of a text, to tell whether it is still the one that was read before.
/// Stable between versions and machines (XXH3, 64 bits).
pub fn digest(text: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(text)
}

/// The line and the column, both counted from one, of a byte offset. Columns count characters.
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Names the encoding that Swedish text of these bytes most likely has: the one
/// in which most bytes above 127 are å, ä, ö or their capitals.
fn guess_encoding(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return "UTF-16";
    }
    let letters: [(&str, &[u8]); 3] = [
        ("Windows-1252 or ISO 8859-1", b"\xE5\xE4\xF6\xC5\xC4\xD6\xE9"),
        ("DOS code page 850", b"\x86\x84\x94\x8F\x8E\x99\x82"),
        ("Mac Roman", b"\x8C\x8A\x9A\x81\x80\x85\x8E"),
    ];
    let count = |set: &[u8]| bytes.iter().filter(|byte| set.contains(byte)).count();
    let best = letters.iter().rev().max_by_key(|(_, set)| count(set));
    match best {
        Some((name, set)) if count(set) > 0 => name,
        _ => "no text encoding that is known here; is it a text file?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_swedish_text_are_told_apart() {
        assert_eq!(guess_encoding(b"Sm\xE5 \xE4renden f\xF6r h\xF6sten"), "Windows-1252 or ISO 8859-1");
        assert_eq!(guess_encoding(b"Sm\x86 \x84renden f\x94r"), "DOS code page 850");
        assert_eq!(guess_encoding(b"Sm\x8C \x8Arenden f\x9Ar"), "Mac Roman");
        assert_eq!(guess_encoding(b"\xFF\xFEh\0e\0j\0"), "UTF-16");
    }

    #[test]
    fn paths_that_end_as_their_names_are_not_kept() {
        let mut sources = Sources::default();
        for (name, path) in [
            ("content/å/x.md", "./content/å/x.md"),
            ("content/y.md", "/srv/arkiv/y.md"),
            ("site.toml", "site.toml"),
            ("content/z.md", "z.md"),
            ("tema/å.css", "/srv/tema/ä.css"),
        ] {
            let file = sources.add(name.to_owned(), path.into());
            assert_eq!(sources.path(file).as_deref(), Some(Path::new(path)), "{name}");
        }
        assert_eq!(sources.folders, ["./", "/srv/arkiv/", ""]);
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_and_column("å\nöl", 5), (2, 2));
    }
}
