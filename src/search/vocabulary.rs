//! All words of the archive and all terms that can be looked up, in order.
//!
//! Each thread gathers a [`Vocabulary`] of its own and numbers words as they come,
//! so that none waits for another. Which thread met what differs from build to
//! build; [`merge`] puts an end to that.

use hashbrown::HashTable;
use rayon::prelude::*;

use super::words::order;
use crate::text::digest;

/// A word as it is written, in lower case. Words, and terms, are told apart by their
/// digests alone: of a million, two have the same once in forty million archives.
pub struct Word {
    /// Of its letters.
    pub digest: u64,
    /// Its letters; none for a word that is not searched for.
    pub text: Option<Box<str>>,
    /// Its stem, as a number among the terms.
    pub term: u32,
    /// The last unit that it was seen in.
    pub last: u32,
    /// How many units it stands in.
    pub units: u32,
}

/// The words and terms that one thread has met. They stand as they were met, so that
/// those that are met often lie together in memory.
#[derive(Default)]
pub struct Vocabulary {
    /// What is looked up: stems of words, and other keys.
    pub terms: Vec<Box<str>>,
    terms_by_digest: HashTable<(u64, u32)>,
    /// The words.
    pub words: Vec<Word>,
    words_by_digest: HashTable<u32>,
}

impl Vocabulary {
    /// The number of a term.
    pub fn term(&mut self, key: &str) -> u32 {
        let digest = digest(key.as_bytes());
        if let Some((_, term)) = self.terms_by_digest.find(digest, |(known, _)| *known == digest) {
            return *term;
        }
        let term = u32::try_from(self.terms.len()).expect("there are fewer than four billion terms");
        self.terms.push(key.into());
        self.terms_by_digest.insert_unique(digest, (digest, term), |(digest, _)| *digest);
        term
    }

    /// The number of a word, given its digest.
    pub fn word(&self, digest: u64) -> Option<u32> {
        self.words_by_digest.find(digest, |word| self.words[*word as usize].digest == digest).copied()
    }

    /// Adds a word that is not there yet, with its stem; without letters, one that is not searched for.
    pub fn add_word(&mut self, digest: u64, text: Option<&str>, term: u32) -> u32 {
        let word = u32::try_from(self.words.len()).expect("there are fewer than four billion words");
        self.words.push(Word { digest, text: text.map(Box::from), term, last: 0, units: 0 });
        let words = &self.words;
        self.words_by_digest.insert_unique(digest, word, |word| words[*word as usize].digest);
        word
    }
}

/// A word with its place in the index.
#[derive(Debug)]
pub struct Form {
    /// Its letters.
    pub text: Box<str>,
    /// The rank of its stem.
    pub term: u32,
    /// In how many units it stands.
    pub units: u32,
}

/// Words and terms in the order in which they stand in the index.
pub struct Sorted {
    /// The keys of terms, by rank.
    pub keys: Vec<Box<str>>,
    /// For each thread the ranks of its terms, by their numbers.
    pub ranks: Vec<Vec<u32>>,
    /// The words.
    pub words: Vec<Form>,
}

/// Makes one of the vocabularies of all threads.
pub fn merge(vocabularies: Vec<Vocabulary>) -> Sorted {
    let mut keys: Vec<Box<str>> = Vec::new();
    let mut by_digest: HashTable<(u64, u32)> = HashTable::new();
    let mut words: Vec<(u64, Form)> = Vec::new();
    let mut ranks = Vec::with_capacity(vocabularies.len());
    for vocabulary in vocabularies {
        let number = |key: Box<str>| {
            let digest = digest(key.as_bytes());
            let found = by_digest.entry(digest, |(known, _)| *known == digest, |(digest, _)| *digest);
            let (_, number) = *found.or_insert_with(|| (digest, keys.len() as u32)).get();
            if number as usize == keys.len() {
                keys.push(key);
            }
            number
        };
        let numbers: Vec<u32> = vocabulary.terms.into_iter().map(number).collect();
        let form = |word: Word| {
            let form = Form { text: word.text?, term: numbers[word.term as usize], units: word.units };
            Some((word.digest, form))
        };
        words.extend(vocabulary.words.into_iter().filter_map(form));
        ranks.push(numbers);
    }
    let mut by_rank: Vec<u32> = (0..keys.len() as u32).collect();
    by_rank.par_sort_unstable_by(|a, b| order(&keys[*a as usize], &keys[*b as usize]));
    let mut rank_of = vec![0; keys.len()];
    by_rank.iter().enumerate().for_each(|(rank, number)| rank_of[*number as usize] = rank as u32);
    ranks.par_iter_mut().flatten().for_each(|number| *number = rank_of[*number as usize]);
    words.par_iter_mut().for_each(|(_, word)| word.term = rank_of[word.term as usize]);
    words.par_sort_unstable_by(|(_, a), (_, b)| order(&a.text, &b.text));
    // A word that several threads met stands there once from each.
    words.dedup_by(|(next, word), (digest, kept)| {
        let is_same = next == digest;
        kept.units += if is_same { word.units } else { 0 };
        is_same
    });
    let mut keys: Vec<Option<Box<str>>> = keys.into_iter().map(Some).collect();
    let keys = by_rank.iter().map(|number| keys[*number as usize].take().expect("each has one rank")).collect();
    Sorted { keys, ranks, words: words.into_iter().map(|(_, word)| word).collect() }
}
