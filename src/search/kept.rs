//! What is remembered of an index, so that after an edit only those of its files
//! are made that change.

use serde::{Deserialize, Serialize};

use super::shelf::{Shard, TERMS, WORDS};
use super::slots::Slots;
use super::{rows, script};
use crate::config::Language;
use crate::store::Place;
use crate::text::FileId;

/// An index that stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// Its folder, from the root of the site, with a slash at the end.
    pub folder: String,
    /// The language of its words.
    pub language: Language,
    /// How its units are numbered.
    pub slots: Slots,
    /// Its units, in the order of their digests.
    pub units: Vec<KeptUnit>,
    /// Its shards of terms.
    pub terms: Vec<Shard>,
    /// Its shards of words.
    pub words: Vec<Shard>,
    /// Its blocks of rows.
    pub blocks: Vec<Named>,
    /// Its files of names, by their paths.
    pub names: Vec<String>,
    /// What `start.js` holds beside the names of files.
    pub rest: Rest,
}

/// The name that a block of rows was written under, with its place among the blocks.
pub type Named = (usize, String);

/// What `start.js` holds of the site itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// Fields of an expression.
    pub fields: String,
    /// The name of the file of what results are narrowed down by.
    pub filters: String,
}

/// A unit of an index.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct KeptUnit {
    /// Of its address, by which it has its slot.
    pub digest: u64,
    /// Whose text it is, or is a part of.
    pub file: Option<FileId>,
    /// Its card, and after it its row.
    pub card: Place,
    /// The digest of the card alone.
    pub made_of: u64,
}

impl Kept {
    /// The slots of its units.
    pub fn slots_of_units(&self) -> Vec<u32> {
        self.slots.of(self.units.iter().map(|unit| &unit.digest))
    }

    /// The paths of all its files but texts and `start.js`.
    pub fn files(&self) -> impl Iterator<Item = String> {
        let shards = [(TERMS, &self.terms), (WORDS, &self.words)];
        let shards = shards.into_iter().flat_map(|(kind, shards)| shards.iter().map(move |shard| kind.path(shard)));
        let blocks = self.blocks.iter().map(|(_, name)| rows::path_of_block(name));
        shards.chain(blocks).chain(self.names.iter().cloned()).chain([script::path("", &self.rest.filters)])
    }
}
