//! Runs of units, merged: each term once, with all that any run has of it.
//!
//! The keys are parted into ranges, which are merged in parallel. What comes of
//! it waits on disk, in chunks, because each term is then wanted in its turn.

use std::io;

use rayon::prelude::*;

use super::compounds::{Digests, Stems};
use super::language::Grammar;
use super::partition::Size;
use super::postings::List;
use super::run::{Entry, Reader, Run};
use super::words::order;
use crate::store::{Place, Store, write_value};
use crate::text::digest;

/// A word as it is written: with its stem, and in how many units it stands.
#[derive(Debug)]
pub struct Word {
    /// The word, then its stem.
    text: Box<str>,
    length: u8,
    /// In how many units it stands.
    pub units: u32,
}

impl Word {
    fn new(word: &str, stem: &str, units: u32) -> Self {
        let length = u8::try_from(word.len()).expect("words are cut before they are so long");
        Self { text: [word, stem].concat().into(), length, units }
    }

    /// The word.
    pub fn word(&self) -> &str {
        &self.text[..self.length.into()]
    }

    /// Its stem.
    pub fn stem(&self) -> &str {
        &self.text[self.length.into()..]
    }
}

/// The units of a compound, for one of its parts.
#[derive(Debug)]
pub struct Compound {
    /// The digest of the part's key.
    pub part: u64,
    /// The digest of the compound's.
    whole: u64,
    /// The units that have the compound.
    pub list: List,
}

/// All terms in order.
#[derive(Default)]
pub struct Merged {
    /// For the partition into shards.
    pub sizes: Vec<Size>,
    /// The terms in chunks: the number of the first, and where they lie, as [`Entry`]s.
    pub chunks: Vec<(usize, Place)>,
    /// All words, in the order of their stems.
    pub words: Vec<Word>,
    /// Compounds by their parts.
    pub compounds: Vec<Compound>,
}

/// How many terms lie in a chunk.
const CHUNK: usize = 512;

/// Merges runs, of which the units of each come after those of the one before. The result lies in `to`.
///
/// # Errors
/// When a store is damaged or takes no more.
pub fn merge(runs: &[Run], store: &Store, grammar: &Grammar, keys: &Digests, to: &Store) -> io::Result<Merged> {
    let bounds = bounds(runs);
    let stems = Stems::new(keys, grammar);
    let range = |at: usize| {
        let readers = runs.iter().map(|run| run.read_from(bounds[at], store)).collect::<io::Result<Vec<_>>>()?;
        merge_range(readers, bounds.get(at + 1).copied(), &stems, to)
    };
    let ranges = (0..bounds.len()).into_par_iter().with_max_len(1).map(range);
    let mut merged = Merged::default();
    for range in ranges.collect::<io::Result<Vec<_>>>()? {
        let before = merged.sizes.len();
        merged.sizes.extend(range.sizes);
        merged.chunks.extend(range.chunks.into_iter().map(|(first, place)| (before + first, place)));
        merged.words.extend(range.words);
        merged.compounds.extend(range.compounds);
    }
    merged.compounds.par_sort_unstable_by_key(|compound| (compound.part, compound.whole));
    to.flush()?;
    Ok(merged)
}

/// Where ranges begin: a few for each thread, with about as much in each.
fn bounds(runs: &[Run]) -> Vec<&str> {
    let mut marks: Vec<&str> = runs.iter().flat_map(Run::marks).collect();
    marks.sort_unstable_by(|a, b| order(a, b));
    let step = marks.len().div_ceil(8 * rayon::current_num_threads()).max(1);
    let mut bounds: Vec<&str> = [""].into_iter().chain(marks.into_iter().step_by(step).skip(1)).collect();
    bounds.dedup();
    bounds
}

fn merge_range(mut readers: Vec<Reader>, end: Option<&str>, stems: &Stems, to: &Store) -> io::Result<Merged> {
    let is_in_range = |reader: &Reader| !reader.is_at_end() && end.is_none_or(|end| order(reader.key(), end).is_lt());
    // Readers stand by their next keys, the least last; of two with one key, the later run's first.
    let mut open: Vec<usize> = (0..readers.len()).filter(|at| is_in_range(&readers[*at])).collect();
    open.sort_unstable_by(|a, b| order(readers[*b].key(), readers[*a].key()).then(b.cmp(a)));
    let mut merged = Merged::default();
    let mut chunk = Vec::new();
    let mut list = List::default();
    while let Some(first) = open.last() {
        let key = readers[*first].key().to_owned();
        let mut forms: Vec<(String, u32)> = Vec::new();
        list.clear();
        while let Some(at) = open.pop_if(|at| readers[*at].key() == key) {
            if let Some(entry) = readers[at].entry()? {
                list.append(entry.list);
                add_forms(&mut forms, &entry);
            }
            readers[at].advance()?;
            if is_in_range(&readers[at]) {
                let key = readers[at].key();
                let place =
                    open.partition_point(|other| order(readers[*other].key(), key).then(other.cmp(&at)).is_gt());
                open.insert(place, at);
            }
        }
        merged.take(&key, &forms, &list, stems);
        let forms = forms.iter().map(|(word, units)| (word.as_str(), *units)).collect();
        write_value(&Entry { key: &key, forms, list: list.as_ref() }, &mut chunk);
        if merged.sizes.len().is_multiple_of(CHUNK) {
            merged.put_chunk(&mut chunk, to)?;
        }
    }
    merged.put_chunk(&mut chunk, to)?;
    Ok(merged)
}

fn add_forms(forms: &mut Vec<(String, u32)>, entry: &Entry) {
    for (word, units) in &entry.forms {
        match forms.binary_search_by(|(known, _)| known.as_str().cmp(word)) {
            Ok(at) => forms[at].1 += units,
            Err(at) => forms.insert(at, ((*word).to_owned(), *units)),
        }
    }
}

impl Merged {
    fn take(&mut self, key: &str, forms: &[(String, u32)], list: &List, stems: &Stems) {
        let own = digest(key.as_bytes());
        let bytes = key.len() + list.as_ref().length() + forms.iter().map(|(word, _)| word.len()).sum::<usize>() / 4;
        self.sizes.push(Size { bytes: u32::try_from(bytes).unwrap_or(u32::MAX), digest: own });
        self.words.extend(forms.iter().map(|(word, units)| Word::new(word, key, *units)));
        let compound = |part| Compound { part, whole: own, list: list.clone() };
        self.compounds.extend(stems.parts(key).into_iter().map(compound));
    }

    fn put_chunk(&mut self, chunk: &mut Vec<u8>, to: &Store) -> io::Result<()> {
        if !chunk.is_empty() {
            let first = (self.sizes.len() - 1) / CHUNK * CHUNK;
            self.chunks.push((first, to.put(|bytes| bytes.append(chunk))?));
        }
        Ok(())
    }
}
