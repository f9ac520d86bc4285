//! Terms and words, parted into shards and written.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::Put;
use super::compounds::Parts;
use super::directory::Directory;
use super::entries::{push_change, push_entry, push_number};
use super::invert::Buckets;
use super::partition::{self, Size};
use super::postings::{encode, encode_slots};
use super::script;
use super::slots::Slots;
use super::vocabulary::{Form, Sorted};
use crate::text::digest;

/// How long a shard is at most, in bytes.
const LONGEST: u64 = 96 << 10;

/// How long a shard of words is at most: while a word is being typed, one of them is all that is needed.
const LONGEST_OF_WORDS: u64 = 24 << 10;

/// How many bytes eight postings take, as experience has it. Where shards begin is
/// decided before any is written, so that no posting has to wait in memory.
const BYTES_OF_POSTINGS: u64 = 13;

/// Where shards of terms begin, given in how many units each stands.
pub fn plan(terms: &Sorted, units: &[u32], parts: &Parts) -> Vec<Range<usize>> {
    let mut postings: Vec<u64> = units.iter().map(|units| u64::from(*units)).collect();
    for (rank, units) in units.iter().enumerate() {
        parts.of(rank as u32).iter().for_each(|part| postings[*part as usize] += u64::from(*units));
    }
    let size = |(postings, key): (u64, &str)| Size {
        bytes: u32::try_from(key.len() as u64 + 4 + postings * BYTES_OF_POSTINGS / 8).unwrap_or(u32::MAX),
        digest: digest(key.as_bytes()),
    };
    let sizes: Vec<_> = postings.into_iter().zip(terms.keys.iter().map(|key| &**key)).map(size).collect();
    partition::shards(&sizes, LONGEST)
}

/// Writes terms with their postings, given their shards and, for each bucket of
/// postings, which of the shards it holds.
///
/// # Errors
/// When the store of the buckets is damaged, and those of `put`.
pub fn terms(
    terms: &Sorted,
    shards: &[Range<usize>],
    buckets: &Buckets,
    held: &[Range<usize>],
    slots: Slots,
    put: Put,
) -> io::Result<Directory> {
    let forms = forms(terms);
    let bucket = |(number, held): (usize, &Range<usize>)| {
        let shards = &shards[held.clone()];
        let postings = buckets.sort(number)?;
        let (mut whole, mut part) = (Vec::new(), Vec::new());
        let mut names = Vec::with_capacity(shards.len());
        for shard in shards {
            let mut text = String::new();
            for rank in shard.clone() {
                postings.of(rank, &mut whole, &mut part);
                let packed = if part.is_empty() { String::new() } else { encode_slots(&part, slots.bits) };
                let fields = [&encode(&whole, slots.bits), &*forms[rank], &packed];
                let count = fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
                let before = (rank > shard.start).then(|| &*terms.keys[rank - 1]);
                push_entry(&mut text, before, &terms.keys[rank], &fields[..count]);
            }
            names.push(write_shard("s/", &text, put)?);
        }
        Ok(names)
    };
    let names = held.par_iter().enumerate().with_max_len(1).map(bucket).collect::<io::Result<Vec<_>>>()?;
    Ok(Directory::new(shards, |rank| &terms.keys[rank], names.concat()))
}

/// For each term the words whose stem it is, in terms of itself; nothing when it is the only one.
fn forms(terms: &Sorted) -> Vec<String> {
    let mut forms = vec![String::new(); terms.keys.len()];
    let mut counts = vec![0_u32; terms.keys.len()];
    for word in &terms.words {
        let (rank, key) = (word.term as usize, &terms.keys[word.term as usize]);
        if counts[rank] > 0 {
            forms[rank].push(',');
        }
        counts[rank] += 1;
        push_change(&mut forms[rank], key, &word.text);
    }
    let itself = {
        let mut itself = String::new();
        push_change(&mut itself, "", "");
        itself
    };
    forms.iter_mut().filter(|forms| **forms == itself).for_each(String::clear);
    forms
}

/// Writes words with their stems.
///
/// # Errors
/// Those of `put`.
pub fn words(terms: &Sorted, put: Put) -> io::Result<Directory> {
    let words = &terms.words;
    let size = |word: &Form| Size { bytes: word.text.len() as u32 + 2, digest: digest(word.text.as_bytes()) };
    let sizes: Vec<_> = words.iter().map(size).collect();
    let shards = partition::shards(&sizes, LONGEST_OF_WORDS);
    let shard = |range: &Range<usize>| {
        let (mut text, mut field) = (String::new(), String::new());
        let mut before = None;
        for word in &words[range.clone()] {
            push_word(&mut field, word, &terms.keys[word.term as usize]);
            push_entry(&mut text, before, &word.text, Some(field.as_str()).filter(|field| !field.is_empty()));
            before = Some(&*word.text);
        }
        write_shard("w/", &text, put)
    };
    let names = shards.par_iter().with_max_len(1).map(shard).collect::<io::Result<_>>()?;
    Ok(Directory::new(&shards, |at| &words[at].text, names))
}

/// What is said of a word: in how many units it stands, and how its stem differs
/// from it. Most words stand in one unit and are their own stem: of them nothing
/// is said.
fn push_word(field: &mut String, word: &Form, stem: &str) {
    field.clear();
    let is_changed = *word.text != *stem;
    if is_changed || word.units > 1 {
        push_number(field, word.units);
    }
    if is_changed {
        push_change(field, &word.text, stem);
    }
}

fn write_shard(folder: &str, text: &str, put: Put) -> io::Result<String> {
    let mut literal = String::with_capacity(text.len() + 16);
    script::push_string(&mut literal, text);
    script::put(folder, &literal, put)
}
