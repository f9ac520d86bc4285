//! The record as it lies on disk.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::diag::Diagnostics;
use crate::render::prepared::Fingerprint;
use crate::source::Known;
use crate::text::{Stamp, digest, read_bytes};

/// Says whose file it is, and of which build of the program: a digest of its sources.
const HEAD: &str = concat!("diarium record ", env!("DIARIUM_SOURCES"), "\n");

/// Everything that is remembered.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Saved {
    /// The names of files, by id.
    pub names: Vec<String>,
    /// The files on disk, by id.
    pub files: Vec<Option<File>>,
    /// Every file of the site, by path.
    pub pages: Vec<Page>,
    /// Which file of texts.
    pub texts_number: u8,
    /// How much of it belongs to the record.
    pub texts_end: u64,
    /// What was said of the build.
    pub summary: Option<Summary>,
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
}

/// A file of the site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Page {
    pub path: String,
    pub fingerprint: Fingerprint,
    pub stamp: Stamp,
}

impl Saved {
    /// Reads a record. `None` when there is none that this program wrote whole.
    pub fn read(path: &Path) -> Option<Self> {
        let bytes = read_bytes(path).ok()?;
        let rest = bytes.strip_prefix(HEAD.as_bytes())?;
        let (sum, saved) = rest.split_at_checked(size_of::<u64>())?;
        if digest(saved).to_le_bytes() != sum {
            return None;
        }
        postcard::from_bytes(saved).ok()
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let saved = postcard::to_stdvec(self).expect("memory takes everything");
        [HEAD.as_bytes(), &digest(&saved).to_le_bytes(), &saved].concat()
    }

    /// Whether more than half of the texts belong to no file any more.
    pub fn is_mostly_refuse(&self) -> bool {
        let used = self.files.iter().flatten().filter_map(|file| file.known).map(|known| known.length()).sum::<u64>();
        self.texts_end > 2 * used + ROOM
    }
}

/// How much may always be wasted.
const ROOM: u64 = 16 << 20;
