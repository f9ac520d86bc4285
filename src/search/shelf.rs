//! The shards of one kind: how they are written, and how they are edited.
//!
//! Where shards begin follows from all entries ([`partition`]), but to edit some no
//! others need be read. The digests of first keys and the lengths of shards decide
//! as much as all entries would: within a shard every digest is greater than those
//! of the keys that it and the next one begin with, or it would have been parted
//! there. Only where such a key is gone must the shard before it be read.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::entries::{self, Entry, push_entry};
use super::partition::{self, NEVER, Size, digest_after};
use super::script::{self, Put};
use super::words::order;
use crate::store::damaged;

/// A kind of shards.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Their folder, below that of the index.
    pub folder: &'static str,
    /// How long one is at most, in bytes.
    pub longest: u64,
}

/// Terms with their postings.
pub const TERMS: Kind = Kind { folder: "s/", longest: 96 << 10 };

/// Words with their stems: while a word is being typed, one shard is all that is needed.
pub const WORDS: Kind = Kind { folder: "w/", longest: 24 << 10 };

impl Kind {
    /// Where a shard stands in the index.
    pub fn path(self, shard: &Shard) -> String {
        script::path(self.folder, &shard.name)
    }
}

/// A shard that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Its first key.
    pub first: Box<str>,
    /// Its last one.
    pub last: Box<str>,
    /// How many bytes its entries take.
    pub bytes: u64,
    /// What its file is called.
    pub name: Box<str>,
}

/// How many bytes an entry takes, whatever it shares with the one before it.
pub fn size(key: &str, tail: usize) -> u64 {
    (key.len() + tail + 2) as u64
}

/// Writes a shard of entries: keys, and what follows them.
///
/// # Errors
/// Those of `put`.
pub fn put_shard<'e>(kind: Kind, entries: impl Iterator<Item = (&'e str, &'e str)>, put: Put) -> io::Result<Shard> {
    let mut text = String::new();
    let (mut first, mut last, mut bytes) = (None, None, 0);
    for (key, tail) in entries {
        push_entry(&mut text, last, key, tail);
        first = first.or(Some(key));
        last = Some(key);
        bytes += size(key, tail.len());
    }
    let mut literal = String::with_capacity(text.len() + 2);
    script::push_string(&mut literal, &text);
    let name = script::put(kind.folder, &literal, put)?.into();
    Ok(Shard { first: first.unwrap_or_default().into(), last: last.unwrap_or_default().into(), bytes, name })
}

/// Reads a file of the index that stands, by its path below the folder of these.
pub type Read<'a> = &'a (dyn Fn(&str) -> io::Result<Vec<u8>> + Sync);

/// The shards of one kind, of which some are being edited.
pub struct Shelf<'a> {
    kind: Kind,
    shards: &'a [Shard],
    read: Read<'a>,
    open: BTreeMap<usize, Vec<Entry>>,
}

/// What a shard can be made of again.
enum Piece<'e> {
    /// A shard that was not opened.
    Closed(usize),
    /// An entry of one that was.
    Entry(&'e Entry),
}

impl<'a> Shelf<'a> {
    /// One on which nothing is open.
    pub fn new(kind: Kind, shards: &'a [Shard], read: Read<'a>) -> Self {
        Self { kind, shards, read, open: BTreeMap::new() }
    }

    fn read(&self, at: usize) -> io::Result<Vec<Entry>> {
        let shard = &self.shards[at];
        let bytes = (self.read)(&self.kind.path(shard)).map_err(|_| damaged())?;
        script::shard_text(&shard.name, &bytes).and_then(entries::read).ok_or_else(damaged)
    }

    /// All entries, as they stood.
    ///
    /// # Errors
    /// When a shard is not what it was.
    pub fn all(&self) -> io::Result<Vec<Entry>> {
        let read: Vec<_> = (0..self.shards.len()).into_par_iter().map(|at| self.read(at)).collect::<io::Result<_>>()?;
        Ok(read.into_iter().flatten().collect())
    }

    fn open(&mut self, at: usize) -> io::Result<&mut Vec<Entry>> {
        if !self.open.contains_key(&at) {
            let entries = self.read(at)?;
            self.open.insert(at, entries);
        }
        Ok(self.open.get_mut(&at).expect("it was opened"))
    }

    /// The shard in which a key would stand, and where in it.
    fn find(&mut self, key: &str) -> io::Result<(&mut Vec<Entry>, Result<usize, usize>)> {
        let at = self.shards.partition_point(|shard| order(&shard.first, key).is_le()).saturating_sub(1);
        let entries = self.open(at)?;
        let place = entries.binary_search_by(|entry| order(&entry.key, key));
        Ok((entries, place))
    }

    /// What stands under a key.
    ///
    /// # Errors
    /// When the shard is not what it was.
    pub fn get(&mut self, key: &str) -> io::Result<Option<&Entry>> {
        let (entries, place) = self.find(key)?;
        Ok(place.ok().map(|at| &entries[at]))
    }

    /// Puts an entry in the place of the one with its key, if there is one.
    ///
    /// # Errors
    /// When the shard is not what it was.
    pub fn set(&mut self, entry: Entry) -> io::Result<()> {
        match self.find(&entry.key)? {
            (entries, Ok(at)) => entries[at] = entry,
            (entries, Err(at)) => entries.insert(at, entry),
        }
        Ok(())
    }

    /// Takes an entry away.
    ///
    /// # Errors
    /// When the shard is not what it was.
    pub fn remove(&mut self, key: &str) -> io::Result<()> {
        if let (entries, Ok(at)) = self.find(key)? {
            entries.remove(at);
        }
        Ok(())
    }

    /// Writes the shards that have changed, and gives all of them.
    ///
    /// # Errors
    /// When a shard is not what it was, and those of `put`.
    pub fn close(mut self, put: Put) -> io::Result<Vec<Shard>> {
        while let Some(at) = self.must_be_opened() {
            self.open(at)?;
        }
        let (pieces, sizes) = self.pieces();
        let made = |range: &Range<usize>| match &pieces[range.clone()] {
            [Piece::Closed(at)] => Ok(self.shards[*at].clone()),
            pieces => self.make(pieces, put),
        };
        partition::shards(&sizes, self.kind.longest).par_iter().map(made).collect()
    }

    /// A closed shard of which it is not known whether it ends, or begins, where it did.
    fn must_be_opened(&self) -> Option<usize> {
        let mut last: Option<&str> = None;
        for (at, shard) in self.shards.iter().enumerate() {
            let entries = self.open.get(&at);
            let first = entries.map_or(Some(&*shard.first), |entries| entries.first().map(|entry| &*entry.key));
            let begins_there = first.is_some_and(|first| *first == *shard.first && digest_after(last, first) != NEVER);
            if at > 0 && !begins_there {
                let closed = [at - 1, at].into_iter().find(|at| !self.open.contains_key(at));
                if closed.is_some() {
                    return closed;
                }
            }
            let own = entries.map_or(Some(&*shard.last), |entries| entries.last().map(|entry| &*entry.key));
            last = own.or(last);
        }
        None
    }

    fn pieces(&self) -> (Vec<Piece<'_>>, Vec<Size>) {
        let (mut pieces, mut sizes) = (Vec::new(), Vec::new());
        let mut last: Option<&str> = None;
        for (at, shard) in self.shards.iter().enumerate() {
            match self.open.get(&at) {
                None => {
                    pieces.push(Piece::Closed(at));
                    sizes.push(Size { bytes: shard.bytes, digest: digest_after(last, &shard.first) });
                    last = Some(&shard.last);
                }
                Some(entries) => {
                    for entry in entries {
                        pieces.push(Piece::Entry(entry));
                        let bytes = size(&entry.key, entry.tail.len());
                        sizes.push(Size { bytes, digest: digest_after(last, &entry.key) });
                        last = Some(&entry.key);
                    }
                }
            }
        }
        (pieces, sizes)
    }

    fn make(&self, pieces: &[Piece], put: Put) -> io::Result<Shard> {
        let mut read = Vec::new();
        for piece in pieces {
            read.push(match piece {
                Piece::Closed(at) => self.read(*at)?,
                Piece::Entry(_) => Vec::new(),
            });
        }
        let entries = pieces.iter().zip(&read).flat_map(|(piece, read)| match piece {
            Piece::Closed(_) => read.iter(),
            Piece::Entry(entry) => std::slice::from_ref(*entry).iter(),
        });
        put_shard(self.kind, entries.map(|entry| (&*entry.key, entry.tail.as_str())), put)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    use super::*;
    use crate::search::script::File;

    const SMALL: Kind = Kind { folder: "x/", longest: 400 };

    /// Files by their paths.
    #[derive(Default)]
    struct Folder(Mutex<BTreeMap<String, Vec<u8>>>);

    impl Folder {
        fn put(&self, file: File) -> io::Result<()> {
            self.0.lock().unwrap().insert(file.path, file.bytes);
            Ok(())
        }

        fn read(&self, path: &str) -> io::Result<Vec<u8>> {
            Ok(self.0.lock().unwrap()[path].clone())
        }
    }

    fn anew(entries: &BTreeMap<String, String>, folder: &Folder) -> Vec<Shard> {
        let mut entries: Vec<_> = entries.iter().collect();
        entries.sort_by(|(a, _), (b, _)| order(a, b));
        let mut last = None;
        let size_of = |(key, tail): &(&String, &String)| {
            let digest = digest_after(last.as_deref(), key);
            last = Some((*key).clone());
            Size { bytes: size(key, tail.len()), digest }
        };
        let sizes: Vec<_> = entries.iter().map(size_of).collect();
        let write = |range: Range<usize>| {
            let entries = entries[range].iter().map(|(key, tail)| (key.as_str(), tail.as_str()));
            put_shard(SMALL, entries, &|file| folder.put(file)).unwrap()
        };
        partition::shards(&sizes, SMALL.longest).into_iter().map(write).collect()
    }

    /// Whatever is put in, taken away or made longer, the shards are those that would be made anew.
    #[test]
    fn edited_shards_are_those_that_would_be_made_anew() {
        let mut state = 7_u64;
        let mut dice = move |limit: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % limit
        };
        let letters = ["a", "å", "b", "o", "ö"];
        let word =
            |dice: &mut dyn FnMut(u64) -> u64| -> String { (0..=dice(5)).map(|_| letters[dice(5) as usize]).collect() };
        let folder = Folder::default();
        let read = |path: &str| folder.read(path);
        let mut entries: BTreeMap<String, String> = BTreeMap::new();
        for _ in 0..400 {
            entries.insert(word(&mut dice), format!(" {}", "x".repeat(dice(90) as usize)));
        }
        let mut shards = anew(&entries, &folder);
        let mut kept = 0;
        for round in 0..400 {
            let mut shelf = Shelf::new(SMALL, &shards, &read);
            for _ in 0..=dice(4) {
                let key = match dice(2) {
                    0 => word(&mut dice),
                    _ => entries.keys().nth(dice(entries.len() as u64) as usize).unwrap().clone(),
                };
                if dice(2) == 0 && entries.len() > 50 {
                    entries.remove(&key);
                    shelf.remove(&key).unwrap();
                    assert_eq!(shelf.get(&key).unwrap(), None);
                } else {
                    let tail = format!(" {}", "x".repeat(dice(if round % 50 == 0 { 900 } else { 90 }) as usize));
                    shelf.set(Entry { key: key.as_str().into(), tail: tail.clone() }).unwrap();
                    entries.insert(key, tail);
                }
            }
            let edited = shelf.close(&|file| folder.put(file)).unwrap();
            let expected = anew(&entries, &folder);
            assert_eq!(edited, expected, "round {round}");
            let before: BTreeSet<_> = shards.iter().map(|shard| &shard.name).collect();
            kept += edited.iter().filter(|shard| before.contains(&shard.name)).count() * 100 / edited.len();
            shards = edited;
        }
        assert!(kept / 400 > 60, "{} % of the shards stayed, on average", kept / 400);
    }

    #[test]
    fn a_shard_that_is_not_what_it_was_is_noticed() {
        let folder = Folder::default();
        let entries = (0..90).map(|n| (format!("ord{n}"), " y".to_owned())).collect();
        let shards = anew(&entries, &folder);
        folder.0.lock().unwrap().values_mut().for_each(|bytes| *bytes.last_mut().unwrap() = b'x');
        let read = |path: &str| folder.read(path);
        assert!(crate::store::is_damage(&Shelf::new(SMALL, &shards, &read).get("ord7").unwrap_err()));
    }
}
