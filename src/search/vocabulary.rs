//! All words of the archive and all terms that can be looked up, in order.
//!
//! Each thread gathers a [`Vocabulary`] of its own and numbers words as they come,
//! so that none waits for another. Which thread met what differs from build to
//! build; [`merge`] puts an end to that.

use hashbrown::HashTable;
use rayon::prelude::*;

use super::words::{beginning, order};
use crate::text::digest;

/// A word as it is written, in lower case. Words, and terms, are told apart by their
/// digests alone: of a million, two have the same once in forty million archives.
struct Word {
    /// Of its letters.
    digest: u64,
    /// Which of the vocabulary's texts has its letters.
    text: u32,
    /// Its stem, as a number among the terms.
    term: u32,
    /// The last unit that it was seen in.
    last: u32,
    /// How many units it stands in.
    units: u32,
}

/// Texts by their numbers, one after the other.
#[derive(Debug, Default)]
pub struct Texts {
    letters: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Texts {
    /// Adds a text and gives its number.
    fn add(&mut self, text: &str) -> u32 {
        let number = u32::try_from(self.ends.len()).expect("there are fewer than four billion words");
        self.letters.push_str(text);
        self.ends.push(self.letters.len());
        number
    }

    /// The text of that number.
    pub fn get(&self, number: u32) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.letters[start..self.ends[number as usize]]
    }

    /// All of them by their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = [0].iter().chain(&self.ends);
        starts.zip(&self.ends).map(|(start, end)| &self.letters[*start..*end])
    }
}

/// The words and terms that one thread has met.
#[derive(Default)]
pub struct Vocabulary {
    /// What is looked up: stems of words, and other keys.
    pub terms: Texts,
    /// In how many units each term stands, when all are gathered; zeros may follow.
    pub pairs: Vec<u32>,
    terms_by_digest: HashTable<(u64, u32)>,
    /// The words, by their digests. All that is needed of a word when it is met lies in
    /// one place: a large archive has so many that each place is far away in memory.
    words: HashTable<Word>,
    /// Their letters.
    texts: Texts,
}

/// Stands for the stem of a word that is not searched for.
pub const SILENT: u32 = u32::MAX;

impl Vocabulary {
    /// The number of a term.
    pub fn term(&mut self, key: &str) -> u32 {
        let digest = digest(key.as_bytes());
        if let Some((_, term)) = self.terms_by_digest.find(digest, |(known, _)| *known == digest) {
            return *term;
        }
        let term = self.terms.add(key);
        self.terms_by_digest.insert_unique(digest, (digest, term), |(digest, _)| *digest);
        term
    }

    /// Counts a word, given its digest, as one of a unit's. Gives its stem; nothing when it is not known.
    pub fn meet(&mut self, digest: u64, unit: u32) -> Option<u32> {
        let word = self.words.find_mut(digest, |word| word.digest == digest)?;
        word.units += u32::from(word.last != unit);
        word.last = unit;
        Some(word.term)
    }

    /// Adds a word that is not there yet, with its stem, which `unit` has.
    pub fn add_word(&mut self, digest: u64, text: &str, term: u32, unit: u32) {
        let word = Word { digest, text: self.texts.add(text), term, last: unit, units: 1 };
        self.words.insert_unique(digest, word, |word| word.digest);
    }

    /// The words that are searched for, each with the number of its stem and in how many units it stands, in any order.
    pub fn words(&self) -> impl Iterator<Item = (&str, u32, u32)> {
        let words = self.words.iter().filter(|word| word.term != SILENT);
        words.map(|word| (self.texts.get(word.text), word.term, word.units))
    }
}

/// A word with its place in the index.
#[derive(Debug)]
pub struct Form<'v> {
    /// Its letters.
    pub text: &'v str,
    /// The rank of its stem.
    pub term: u32,
    /// In how many units it stands.
    pub units: u32,
}

/// Words and terms in the order in which they stand in the index.
pub struct Sorted<'v> {
    /// The keys of terms, by rank.
    pub keys: Vec<&'v str>,
    /// In how many units each term stands, by rank.
    pub pairs: Vec<u32>,
    /// For each thread the ranks of its terms, by their numbers.
    pub ranks: Vec<Vec<u32>>,
    /// The words.
    pub words: Vec<Form<'v>>,
}

/// Makes one of the vocabularies of all threads, of which nothing but their texts is needed any more.
pub fn merge(vocabularies: &mut [Vocabulary]) -> Sorted<'_> {
    let mut keys: Vec<&str> = Vec::new();
    let mut by_digest: HashTable<(u64, u32)> = HashTable::new();
    let mut words: Vec<Keyed> = Vec::new();
    let mut ranks = Vec::with_capacity(vocabularies.len());
    let mut counts = Vec::with_capacity(vocabularies.len());
    for Vocabulary { terms, pairs, terms_by_digest, words: own, texts } in vocabularies {
        drop(std::mem::take(terms_by_digest));
        let number = |key| {
            let digest = digest(str::as_bytes(key));
            let found = by_digest.entry(digest, |(known, _)| *known == digest, |(digest, _)| *digest);
            let (_, number) = *found.or_insert_with(|| (digest, keys.len() as u32)).get();
            if number as usize == keys.len() {
                keys.push(key);
            }
            number
        };
        let numbers: Vec<u32> = terms.iter().map(number).collect();
        let form = |Word { digest, text, term, units, .. }: Word| {
            let text = texts.get(text);
            Keyed { beginning: beginning(text), digest, form: Form { text, term: numbers[term as usize], units } }
        };
        words.extend(std::mem::take(own).into_iter().filter(|word| word.term != SILENT).map(form));
        ranks.push(numbers);
        counts.push(std::mem::take(pairs));
    }
    let mut by_rank: Vec<(u64, u32)> = keys.par_iter().map(|key| beginning(key)).zip(0..keys.len() as u32).collect();
    by_rank.par_sort_unstable_by(|(a, key_a), (b, key_b)| {
        a.cmp(b).then_with(|| order(keys[*key_a as usize], keys[*key_b as usize]))
    });
    let mut rank_of = vec![0; keys.len()];
    by_rank.iter().enumerate().for_each(|(rank, (_, number))| rank_of[*number as usize] = rank as u32);
    ranks.par_iter_mut().flatten().for_each(|number| *number = rank_of[*number as usize]);
    words.par_iter_mut().for_each(|word| word.form.term = rank_of[word.form.term as usize]);
    words.par_sort_unstable_by(|a, b| a.beginning.cmp(&b.beginning).then_with(|| order(a.form.text, b.form.text)));
    // A word that several threads met stands there once from each.
    words.dedup_by(|next, kept| {
        let is_same = next.digest == kept.digest;
        kept.form.units += if is_same { next.form.units } else { 0 };
        is_same
    });
    let keys = by_rank.iter().map(|(_, number)| keys[*number as usize]).collect();
    let mut pairs = vec![0; by_rank.len()];
    for (ranks, counts) in ranks.iter().zip(counts) {
        ranks.iter().zip(counts).for_each(|(rank, count)| pairs[*rank as usize] += count);
    }
    Sorted { keys, pairs, ranks, words: words.into_iter().map(|word| word.form).collect() }
}

/// A word while it is being sorted.
struct Keyed<'v> {
    beginning: u64,
    digest: u64,
    form: Form<'v>,
}
