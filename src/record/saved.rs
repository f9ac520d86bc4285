//! The record as it lies on disk.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::diag::Diagnostics;
use crate::render::prepared::Fingerprint;
use crate::search::kept::Kept;
use crate::source::Known;
use crate::store::{Place, write_value};
use crate::text::{FileId, Stamp, digest, read_bytes};

/// Says whose file it is, and of which build of the program: a digest of its sources.
const HEAD: &str = concat!("diarium record ", env!("DIARIUM_SOURCES"), "\n");

/// Everything that is remembered.
#[derive(Debug, Default)]
pub(super) struct Saved {
    /// The names of files, by id.
    pub names: Vec<String>,
    /// The files on disk, by id.
    pub files: Vec<Option<File>>,
    /// Every file of the site, by path.
    pub pages: Vec<Page>,
    /// Which set of texts.
    pub texts_number: u8,
    /// How much of the files of outlines, bodies, wordings and cards belongs to the record.
    pub ends: [u64; 4],
    /// What was said of the build.
    pub summary: Option<Summary>,
    /// The index for search.
    pub index: Option<Kept>,
}

/// What is said of a build in which nothing changed since the last.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Summary {
    /// A digest of everything that decides what is built but the files.
    pub setting: u64,
    /// How many cases there are.
    pub cases: usize,
    /// How many documents.
    pub documents: usize,
    /// How many pages.
    pub pages: usize,
    /// How many files.
    pub files: usize,
    /// Every warning.
    pub diagnostics: Diagnostics,
}

/// A file that was read.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct File {
    pub stamp: Stamp,
    /// Whether its time is so long before the build that a later change would show in it.
    pub is_settled: bool,
    /// Its digest, where one was needed.
    pub digest: Option<u64>,
    /// What it yielded, when it is a text.
    pub known: Option<Known>,
    /// Whether another text points at one of its paragraphs.
    pub is_cited: bool,
}

impl File {
    /// Whether the file that has this stamp now is the one that was read.
    pub fn is_as_it_was(&self, stamp: Stamp) -> bool {
        self.is_settled && self.stamp == stamp
    }
}

/// A file of the site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page {
    /// Where it stands.
    pub path: Box<str>,
    /// What it was made of.
    pub fingerprint: Fingerprint,
    /// How it was left.
    pub stamp: Stamp,
    /// What it shows of a text file.
    pub shown: Shown,
}

/// What a page shows of a text file, beside what the archive is linked from.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Shown {
    /// Nothing.
    Nothing,
    /// Its text, in one piece.
    Text {
        /// The file.
        file: FileId,
        /// Where in the page the text begins.
        at: u32,
        /// How many bytes it has.
        length: u32,
        /// Where what belongs into its holes lies.
        filling: Place,
    },
    /// Something else.
    File(FileId),
}

impl Saved {
    /// Reads a record. `None` when there is none that this program wrote whole.
    pub fn read(path: &Path) -> Option<Self> {
        let bytes = read_bytes(path).ok()?;
        let (length, rest) = bytes.strip_prefix(HEAD.as_bytes())?.split_first_chunk()?;
        let (of_sources, of_site) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        let (of_sources, of_site) = rayon::join(|| read_half(of_sources), || read_half(of_site));
        let (names, files, index) = of_sources?;
        let (pages, texts_number, ends, summary) = of_site?;
        Some(Self { names, files, pages, texts_number, ends, summary, index })
    }

    /// The record, in parts that follow one another: a head and two halves, which two threads write and read.
    pub fn to_bytes(&self) -> Vec<Vec<u8>> {
        let Self { names, files, pages, texts_number, ends, summary, index } = self;
        let units = index.as_ref().map_or(0, |index| index.units.len());
        let (of_sources, of_site) = rayon::join(
            || half(&(names, files, index), names.len() * 160 + units * 40),
            || half(&(pages, texts_number, ends, summary), pages.len() * 140),
        );
        let length = (of_sources.len() as u64).to_le_bytes();
        vec![[HEAD.as_bytes(), &length].concat(), of_sources, of_site]
    }

    /// Whether more than half of the texts belong to no file any more.
    pub fn is_mostly_refuse(&self) -> bool {
        let texts = self.files.iter().flatten().filter_map(|file| file.known).map(|known| known.length());
        let fillings = self.pages.iter().map(|page| match page.shown {
            Shown::Text { filling, .. } => filling.length(),
            Shown::Nothing | Shown::File(_) => 0,
        });
        let cards = self.index.iter().flat_map(|index| &index.units).map(|unit| unit.card.length());
        let files = self.files.iter().flatten().count();
        self.ends.iter().sum::<u64>() > 2 * texts.chain(fillings).chain(cards).sum::<u64>() + ROOM
            || self.names.len() > 2 * files + NAMES
    }
}

/// How much may always be wasted.
const ROOM: u64 = 16 << 20;

/// How many names of files that are gone may always be kept.
const NAMES: usize = 1000;

/// A value as bytes, with their digest before them. `room` is for how many bytes there should be room, because
/// growing would hold them twice.
fn half(value: &impl Serialize, room: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(room);
    bytes.extend_from_slice(&[0; size_of::<u64>()]);
    write_value(value, &mut bytes);
    let (sum, value) = bytes.split_at_mut(size_of::<u64>());
    sum.copy_from_slice(&digest(value).to_le_bytes());
    bytes
}

/// The value that [`half`] wrote. `None` when it wrote none such.
fn read_half<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (sum, value) = bytes.split_first_chunk()?;
    let is_whole = digest(value) == u64::from_le_bytes(*sum);
    is_whole.then(|| postcard::from_bytes(value).ok()).flatten()
}
