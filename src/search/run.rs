//! A run: what was gathered of some units, sorted, on disk.

use std::io;

use serde::{Deserialize, Serialize};

use super::postings::ListRef;
use super::words::order;
use crate::store::{Place, Store, damaged, write_value};

/// A term of a run, in the bytes that hold it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Entry<'b> {
    /// What it is looked up by.
    pub key: &'b str,
    /// The words whose stem it is, in order, and in how many units each stands.
    #[serde(borrow)]
    pub forms: Vec<(&'b str, u32)>,
    /// The units in which it stands.
    #[serde(borrow)]
    pub list: ListRef<'b>,
}

/// How many bytes of a run are read at once.
const CHUNK: usize = 64 << 10;

/// A sorted run, in chunks.
#[derive(Debug, Default)]
pub struct Run {
    /// The first key of each chunk, and where it lies.
    chunks: Vec<(Box<str>, Place)>,
}

impl Run {
    /// Puts entries into a store, which come in order.
    ///
    /// # Errors
    /// When that takes no more.
    pub fn write<'b>(entries: impl IntoIterator<Item = Entry<'b>>, store: &Store) -> io::Result<Self> {
        let mut entries = entries.into_iter().peekable();
        let mut run = Self::default();
        while let Some(first) = entries.peek() {
            let first = first.key.into();
            let put = store.put(|bytes| {
                let start = bytes.len();
                while bytes.len() - start < CHUNK
                    && let Some(entry) = entries.next()
                {
                    write_value(&entry, bytes);
                }
            });
            run.chunks.push((first, put?));
        }
        Ok(run)
    }

    /// The first keys of its chunks: about as much lies between any two.
    pub fn marks(&self) -> impl Iterator<Item = &str> {
        self.chunks.iter().map(|(first, _)| &**first)
    }

    /// Reads it from a key on.
    ///
    /// # Errors
    /// When the store is damaged.
    pub fn read_from<'r>(&'r self, key: &str, store: &'r Store) -> io::Result<Reader<'r>> {
        let start = self.chunks.partition_point(|(first, _)| order(first, key).is_le()).saturating_sub(1);
        let mut reader = Reader { store, chunks: self.chunks[start..].iter(), bytes: Vec::new(), at: 0, next: 0 };
        reader.advance()?;
        while reader.entry()?.is_some_and(|entry| order(entry.key, key).is_lt()) {
            reader.advance()?;
        }
        Ok(reader)
    }
}

/// Reads a run, entry by entry.
pub struct Reader<'r> {
    store: &'r Store,
    chunks: std::slice::Iter<'r, (Box<str>, Place)>,
    bytes: Vec<u8>,
    /// Where the entry begins that is being looked at, and where the next.
    at: usize,
    next: usize,
}

impl Reader<'_> {
    /// The entry that is next; none at the end.
    ///
    /// # Errors
    /// When the store is damaged.
    pub fn entry(&self) -> io::Result<Option<Entry<'_>>> {
        let bytes = &self.bytes[self.at..self.next];
        if bytes.is_empty() {
            return Ok(None);
        }
        postcard::from_bytes(bytes).map(Some).map_err(|_| damaged())
    }

    /// The key of the entry that is next; nothing at the end.
    pub fn key(&self) -> &str {
        postcard::take_from_bytes(&self.bytes[self.at..self.next]).map_or("", |(key, _)| key)
    }

    /// Whether everything was read.
    pub fn is_at_end(&self) -> bool {
        self.at == self.next
    }

    /// Goes on to the next entry.
    ///
    /// # Errors
    /// When the store is damaged.
    pub fn advance(&mut self) -> io::Result<()> {
        self.at = self.next;
        if self.at == self.bytes.len() {
            let Some((_, chunk)) = self.chunks.next() else { return Ok(()) };
            self.bytes = self.store.get(*chunk)?;
            self.at = 0;
        }
        let rest = postcard::take_from_bytes::<Entry>(&self.bytes[self.at..]).map_err(|_| damaged())?.1.len();
        self.next = self.bytes.len() - rest;
        Ok(())
    }
}
