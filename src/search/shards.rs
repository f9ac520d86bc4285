//! All terms and words of an archive, made into shards.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::entries::{push_change, push_number, push_tail};
use super::groups::{Counts, Groups};
use super::invert::Buckets;
use super::partition::{self, Size, digest_after};
use super::postings::{encode, encode_slots};
use super::script::Put;
use super::shelf::{Shard, TERMS, WORDS, put_shard, size};
use super::slots::Slots;
use super::vocabulary::{Form, Sorted, Texts};
use crate::store::{Place, Store};

/// What follows the keys of terms that follow one another.
#[derive(Default)]
struct Tails {
    text: String,
    /// Where that of each ends.
    ends: Vec<u32>,
}

impl Tails {
    fn of(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[at] as usize]
    }

    fn lengths(&self) -> impl Iterator<Item = u32> {
        [0].iter().chain(&self.ends).zip(&self.ends).map(|(start, end)| end - start)
    }
}

/// Writes terms with their postings.
///
/// # Errors
/// When the store of the buckets is damaged, the system has no place for temporary
/// files, and those of `put`.
pub fn terms(terms: &Sorted, buckets: &Buckets, slots: Slots, put: Put) -> io::Result<Vec<Shard>> {
    let forms = Forms::of_all(terms);
    // Where shards begin is known when all entries are; until then they wait on disk.
    let waiting = Store::temporary()?;
    let encode = |bucket: usize| {
        let tails = tails(bucket, buckets, terms, &forms, slots)?;
        let place = waiting.put(|bytes| bytes.extend_from_slice(tails.text.as_bytes()))?;
        Ok((place, tails.lengths().collect()))
    };
    let of_buckets = 0..buckets.ranks().len();
    let encoded: Vec<(Place, Vec<u32>)> =
        of_buckets.clone().into_par_iter().with_max_len(1).map(encode).collect::<io::Result<_>>()?;
    waiting.flush()?;
    let lengths: Vec<u32> = encoded.iter().flat_map(|(_, lengths)| lengths.iter().copied()).collect();
    let shards = partition(&terms.keys, |rank| lengths[rank] as usize, TERMS.longest);
    let write = |bucket: usize| {
        // A thread writes the shards that begin in a bucket. The last of them may go on in the next ones.
        let ranks = &buckets.ranks()[bucket];
        let begin = shards.partition_point(|shard| shard.start < ranks.start);
        let end = shards.partition_point(|shard| shard.start < ranks.end);
        let mut tails = Tails::default();
        let mut written = Vec::with_capacity(end - begin);
        let mut next = bucket;
        for shard in &shards[begin..end] {
            while ranks.start + tails.ends.len() < shard.end {
                add(&mut tails, &encoded[next], &waiting)?;
                next += 1;
            }
            let entries = shard.clone().map(|rank| (terms.keys.get(rank as u32), tails.of(rank - ranks.start)));
            written.push(put_shard(TERMS, entries, put)?);
        }
        Ok(written)
    };
    let written: Vec<_> = of_buckets.into_par_iter().with_max_len(1).map(write).collect::<io::Result<_>>()?;
    Ok(written.concat())
}

fn add(tails: &mut Tails, (place, lengths): &(Place, Vec<u32>), from: &Store) -> io::Result<()> {
    let mut end = tails.text.len() as u32;
    tails.text.push_str(&String::from_utf8(from.get(*place)?).map_err(io::Error::other)?);
    tails.ends.extend(lengths.iter().map(|length| {
        end += length;
        end
    }));
    Ok(())
}

/// What follows the keys of the terms of a bucket.
fn tails(bucket: usize, buckets: &Buckets, terms: &Sorted, forms: &Forms, slots: Slots) -> io::Result<Tails> {
    let postings = buckets.sort(bucket)?;
    let (mut whole, mut part, mut own) = (Vec::new(), Vec::new(), Vec::new());
    let mut tails = Tails::default();
    for rank in buckets.ranks()[bucket].clone() {
        postings.of(rank, &mut whole, &mut part);
        forms.of(rank, terms, &mut own);
        let (whole, part) = (encode(&whole, slots.bits), encode_slots(&part, slots.bits));
        push_tail(&mut tails.text, &[&whole, &forms_field(terms.keys.get(rank as u32), &own), &part]);
        tails.ends.push(u32::try_from(tails.text.len()).map_err(io::Error::other)?);
    }
    Ok(tails)
}

/// Where shards of sorted keys begin and end.
fn partition(keys: &Texts, tail: impl Fn(usize) -> usize + Sync, longest: u64) -> Vec<Range<usize>> {
    let of = |at: usize| {
        let before = at.checked_sub(1).map(|before| keys.get(before as u32));
        let key = keys.get(at as u32);
        Size { bytes: size(key, tail(at)), digest: digest_after(before, key) }
    };
    let sizes: Vec<_> = (0..keys.count()).into_par_iter().map(of).collect();
    partition::shards(&sizes, longest)
}

/// For each term the places of the words whose stem it is.
struct Forms(Groups<u32>);

impl Forms {
    fn of_all(terms: &Sorted) -> Self {
        let mut counts = Counts::new(terms.keys.count());
        terms.forms.iter().for_each(|form| counts.add(form.term as usize));
        let mut words = counts.fill();
        (0..).zip(&terms.forms).for_each(|(word, form)| words.put(form.term as usize, word));
        Self(words.finish())
    }

    /// Those of one term, in order.
    fn of<'t>(&self, rank: usize, terms: &'t Sorted, forms: &mut Vec<&'t str>) {
        forms.clear();
        forms.extend(self.0.of(rank).iter().map(|at| terms.words.get(*at)));
    }
}

/// The words whose stem a term is, in terms of itself; nothing when it is the only one.
pub fn forms_field(key: &str, forms: &[&str]) -> String {
    let mut field = String::new();
    if *forms == [key] {
        return field;
    }
    for (at, form) in forms.iter().enumerate() {
        if at > 0 {
            field.push(',');
        }
        push_change(&mut field, key, form);
    }
    field
}

/// Writes words with their stems.
///
/// # Errors
/// Those of `put`.
pub fn words(terms: &Sorted, put: Put) -> io::Result<Vec<Shard>> {
    let Sorted { keys, words, forms, .. } = terms;
    let said = |(at, forms): (usize, &[Form])| {
        let mut tails = Tails::default();
        for (word, Form { term, units }) in (AT_ONCE as u32 * at as u32..).zip(forms) {
            push_tail(&mut tails.text, &[&word_field(words.get(word), keys.get(*term), *units)]);
            tails.ends.push(u32::try_from(tails.text.len()).map_err(io::Error::other)?);
        }
        Ok(tails)
    };
    let tails = forms.par_chunks(AT_ONCE).enumerate().map(said).collect::<io::Result<Vec<_>>>()?;
    let tail = |at: usize| tails[at / AT_ONCE].of(at % AT_ONCE);
    let shards = partition(words, |at| tail(at).len(), WORDS.longest);
    let shard = |range: &Range<usize>| put_shard(WORDS, range.clone().map(|at| (words.get(at as u32), tail(at))), put);
    shards.par_iter().with_max_len(1).map(shard).collect()
}

/// How many words a thread takes at once.
const AT_ONCE: usize = 1 << 13;

/// What is said of a word: in how many units it stands, and how its stem differs
/// from it. Most words stand in one unit and are their own stem: of them nothing
/// is said.
pub fn word_field(word: &str, stem: &str, units: u32) -> String {
    let mut field = String::new();
    let is_changed = *word != *stem;
    if is_changed || units > 1 {
        push_number(&mut field, units);
    }
    if is_changed {
        push_change(&mut field, word, stem);
    }
    field
}
