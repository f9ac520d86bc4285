//! Terms and words, parted into shards and written.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::Put;
use super::merge::{Compound, Merged, Word};
use super::partition::{self, Size};
use super::postings::{ListRef, encode, encode_slots};
use super::run::Entry;
use super::script;
use super::shards::{push_change, push_digit, push_entry};
use super::slots::Slots;
use super::words::{fold, order};
use crate::store::{Store, damaged};
use crate::text::digest;

/// How long a shard of terms is at most, by the bytes that its lists take before
/// they are packed; on disk it is about two thirds of that.
const LONGEST_TERMS: u64 = 96 << 10;

/// How long a shard of words is at most.
const LONGEST_WORDS: u64 = 24 << 10;

/// The shards of one kind: what tells each from the one before it, and its name.
#[derive(Debug, Default)]
pub struct Directory {
    /// The least that can be looked up in each, without the marks of its letters.
    pub firsts: Vec<String>,
    /// Their names.
    pub names: Vec<String>,
}

/// A shard that was written: its first and last key, and its name.
struct Written {
    first: String,
    last: String,
    name: String,
}

impl Directory {
    fn of(shards: Vec<Written>) -> Self {
        let mut directory = Self::default();
        let mut before: Option<String> = None;
        for Written { first, last, name } in shards {
            directory.firsts.push(before.map_or(String::new(), |before| telling(&before, &first)));
            directory.names.push(name);
            before = Some(last);
        }
        directory
    }
}

/// As much of a key, without marks, as tells it from the one before.
fn telling(before: &str, key: &str) -> String {
    let (before, key) = (fold(before), fold(key));
    let shared = before.chars().zip(key.chars()).take_while(|(a, b)| a == b).count();
    key.chars().take(shared + 1).collect()
}

/// Writes terms with their postings, which lie in `store`.
///
/// # Errors
/// When the store is damaged, and those of `put`.
pub fn terms(merged: &Merged, store: &Store, slots: Slots, put: Put) -> io::Result<Directory> {
    let shard = |range: &Range<usize>| {
        let mut text = String::new();
        let (mut first, mut last) = (String::new(), None::<String>);
        let start = merged.chunks.partition_point(|(first, _)| *first <= range.start) - 1;
        let chunks = merged.chunks[start..].iter().take_while(|(first, _)| *first < range.end);
        for (number, place) in chunks {
            let bytes = store.get(*place)?;
            let mut rest = bytes.as_slice();
            let mut at = *number;
            while !rest.is_empty() && at < range.end {
                let (entry, after) = postcard::take_from_bytes::<Entry>(rest).map_err(|_| damaged())?;
                rest = after;
                if at >= range.start {
                    push_term(&mut text, last.as_deref(), &entry, merged, slots);
                    if last.is_none() {
                        first = entry.key.to_owned();
                    }
                    last = Some(entry.key.to_owned());
                }
                at += 1;
            }
        }
        Ok(Written { first, last: last.unwrap_or_default(), name: write_shard("s/", &text, put)? })
    };
    let shards = partition::shards(&merged.sizes, LONGEST_TERMS);
    shards.par_iter().with_max_len(1).map(shard).collect::<io::Result<_>>().map(Directory::of)
}

/// A term: its postings; the words whose stem it is, unless it is the only one;
/// and the units that have it only as a part of longer words.
fn push_term(out: &mut String, before: Option<&str>, entry: &Entry, merged: &Merged, slots: Slots) {
    let postings: Vec<_> = entry.list.iter().collect();
    let mut forms = String::new();
    if entry.forms.iter().any(|(word, _)| *word != entry.key) {
        for (index, (word, _)) in entry.forms.iter().enumerate() {
            if index > 0 {
                forms.push(',');
            }
            push_change(&mut forms, entry.key, word);
        }
    }
    let whole = encode(&postings, slots.bits);
    let others = only_in_others(entry.list, compounds_of(entry.key, &merged.compounds));
    let part = if others.is_empty() { String::new() } else { encode_slots(&others, slots.bits) };
    let fields = [whole.as_str(), forms.as_str(), part.as_str()];
    let count = fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
    push_entry(out, before, entry.key, &fields[..count]);
}

/// The compounds of which a key is a part.
fn compounds_of<'c>(key: &str, compounds: &'c [Compound]) -> &'c [Compound] {
    let part = digest(key.as_bytes());
    let start = compounds.partition_point(|compound| compound.part < part);
    let count = compounds[start..].partition_point(|compound| compound.part == part);
    &compounds[start..start + count]
}

/// The units that have a term only as a part of longer words.
fn only_in_others(own: ListRef, compounds: &[Compound]) -> Vec<u32> {
    let mut slots: Vec<u32> =
        compounds.iter().flat_map(|compound| compound.list.as_ref().iter().map(|posting| posting.slot)).collect();
    if slots.is_empty() {
        return slots;
    }
    slots.sort_unstable();
    slots.dedup();
    let own: Vec<u32> = own.iter().map(|posting| posting.slot).collect();
    slots.retain(|slot| own.binary_search(slot).is_err());
    slots
}

/// Writes words with their stems.
///
/// # Errors
/// Those of `put`.
pub fn words(words: &mut [Word], put: Put) -> io::Result<Directory> {
    words.par_sort_by(|a, b| order(a.word(), b.word())); // they are nearly sorted
    let size = |word: &Word| Size { bytes: word.word().len() as u32 + 4, digest: digest(word.word().as_bytes()) };
    let sizes: Vec<_> = words.iter().map(size).collect();
    let shard = |range: &Range<usize>| {
        let (mut text, mut field) = (String::new(), String::new());
        let mut before = None;
        for word in &words[range.clone()] {
            push_word(&mut field, word);
            let fields = [field.as_str()];
            push_entry(&mut text, before, word.word(), &fields[..usize::from(!field.is_empty())]);
            before = Some(word.word());
        }
        let [first, last] = [words[range.start].word(), words[range.end - 1].word()].map(str::to_owned);
        Ok(Written { first, last, name: write_shard("w/", &text, put)? })
    };
    let shards = partition::shards(&sizes, LONGEST_WORDS);
    shards.par_iter().with_max_len(1).map(shard).collect::<io::Result<_>>().map(Directory::of)
}

/// What is said of a word: the logarithm of how many units it stands in, and how
/// its stem differs from it. Most words stand in one unit and are their own stem:
/// of them nothing is said.
fn push_word(field: &mut String, word: &Word) {
    field.clear();
    let is_changed = word.word() != word.stem();
    if is_changed || word.units > 1 {
        push_digit(field, word.units.ilog2() as usize);
    }
    if is_changed {
        push_change(field, word.word(), word.stem());
    }
}

fn write_shard(folder: &str, text: &str, put: Put) -> io::Result<String> {
    let mut literal = String::with_capacity(text.len() + 16);
    script::push_string(&mut literal, text);
    script::put(folder, &literal, put)
}
