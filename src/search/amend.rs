//! Entries of words and terms, amended by what units said and what they say now.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::bits::Read;
use super::entries::{Entry, changed, leading_number};
use super::invert::PART;
use super::postings::{Posting, decode, decode_slots, encode, encode_slots};
use super::shards::{forms_field, word_field};
use super::shelf::Shelf;
use super::sides::{Side, Turns};
use super::words::order;
use crate::store::damaged;

/// What the index says of a word.
pub struct Word {
    /// Its stem.
    pub stem: String,
    /// In how many units it stands.
    pub units: u32,
}

/// What an entry says of a word. `None` when it is none of a word.
pub fn word(entry: &Entry) -> Option<Word> {
    if entry.tail.is_empty() {
        return Some(Word { stem: entry.key.to_string(), units: 1 });
    }
    let (units, change) = leading_number(entry.field(0))?;
    let stem = if change.is_empty() { entry.key.to_string() } else { changed(&entry.key, change)? };
    Some(Word { stem, units })
}

/// The words that became, or are no more, forms of a stem.
#[derive(Default)]
pub struct Forms<'s> {
    added: Vec<&'s str>,
    removed: Vec<&'s str>,
}

/// Sets right in how many units words stand. Gives what has changed for their stems.
///
/// # Errors
/// When a shard is not what it was.
pub fn words<'s>(old: &'s Side, new: &'s Side, words: &mut Shelf) -> io::Result<BTreeMap<&'s str, Forms<'s>>> {
    let mut turns: BTreeMap<&str, (&str, i64)> = BTreeMap::new();
    for (side, sign) in [(old, -1), (new, 1)] {
        for (word, stem, units) in side.words() {
            turns.entry(word).or_insert((stem, 0)).1 += sign * i64::from(units);
        }
    }
    let mut forms: BTreeMap<&str, Forms> = BTreeMap::new();
    for (text, (stem, turn)) in turns.into_iter().filter(|(_, (_, turn))| *turn != 0) {
        let known = words.get(text)?.map(|entry| word(entry).ok_or_else(damaged)).transpose()?;
        let before = known.map_or(0, |word| word.units);
        let after = u32::try_from(i64::from(before) + turn).map_err(|_| damaged())?;
        if after == 0 {
            words.remove(text)?;
            forms.entry(stem).or_default().removed.push(text);
            continue;
        }
        words.set(Entry::new(text, &[&word_field(text, stem, after)]))?;
        if before == 0 {
            forms.entry(stem).or_default().added.push(text);
        }
    }
    Ok(forms)
}

/// Puts into terms, and takes out of them, what has changed.
///
/// # Errors
/// When a shard is not what it was.
pub fn terms<'s>(
    mut turns: BTreeMap<&'s str, Turns>,
    forms: &BTreeMap<&'s str, Forms>,
    bits: u32,
    terms: &mut Shelf,
) -> io::Result<()> {
    let none = Forms::default();
    forms.keys().for_each(|key| {
        turns.entry(key).or_default();
    });
    for (key, turns) in turns {
        let entry = terms.get(key)?.cloned();
        match edited(key, entry.as_ref(), &turns, forms.get(key).unwrap_or(&none), bits).ok_or_else(damaged)? {
            Some(entry) => terms.set(entry)?,
            None => terms.remove(key)?,
        }
    }
    Ok(())
}

/// A term's entry after a change; nothing when no unit has it any more. `None` when it is damaged.
#[expect(clippy::option_option, reason = "damage is one thing, and a term that is gone another")]
fn edited(key: &str, entry: Option<&Entry>, turns: &Turns, forms: &Forms, bits: u32) -> Option<Option<Entry>> {
    let field = |number| entry.map_or("", |entry| entry.field(number));
    let mut whole: BTreeMap<u32, u8> = match field(0) {
        "" => BTreeMap::new(),
        text => decode(text, bits)?.into_iter().map(|posting| (posting.slot, posting.level)).collect(),
    };
    let mut part: BTreeSet<u32> = decode_slots(field(2), bits)?.into_iter().collect();
    for (slot, level) in turns {
        whole.remove(slot);
        part.remove(slot);
        match level {
            None => {}
            Some(PART) => drop(part.insert(*slot)),
            Some(level) => drop(whole.insert(*slot, *level)),
        }
    }
    if whole.is_empty() {
        return Some(None);
    }
    let mut words: Vec<String> = match (field(1), entry) {
        ("", None) => Vec::new(),
        ("", Some(_)) => is_stem(key).then(|| key.to_owned()).into_iter().collect(),
        (text, _) => text.split(',').map(|change| changed(key, change)).collect::<Option<_>>()?,
    };
    words.retain(|word| !forms.removed.contains(&word.as_str()));
    words.extend(forms.added.iter().map(|word| (*word).to_owned()));
    words.sort_unstable_by(|a, b| order(a, b));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let whole: Vec<Posting> = whole.into_iter().map(|(slot, level)| Posting { slot, level }).collect();
    let part: Vec<u32> = part.into_iter().collect();
    let fields = [&*encode(&whole, bits), &forms_field(key, &words), &encode_slots(&part, bits)];
    Some(Some(Entry::new(key, &fields)))
}

/// Whether a key is the stem of words, and no name of something.
fn is_stem(key: &str) -> bool {
    !key.starts_with([':', '#'])
}

/// In how many units a term stands by itself. `None` when its entry is damaged.
pub fn postings_count(entry: &Entry) -> Option<usize> {
    usize::try_from(Read::new(entry.field(0)).take_gamma()?).ok()
}
