//! All words of the archive and all terms that can be looked up, while they are gathered.
//!
//! Threads share it. Each remembers what it has met, so it asks here once for each
//! word. Numbers are given as words come, which differs from build to build;
//! [`Vocabulary::sorted`] puts an end to that.

use std::sync::{Mutex, MutexGuard};

use hashbrown::HashTable;
use rayon::prelude::*;

use super::words::order;
use crate::text::digest;

/// What is looked up: the stem of words, or another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermId(pub u32);

/// A word as it is written, in lower case. Words, and terms, are told apart by their digests
/// alone: of a million, two have the same once in forty million archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordId(pub u32);

/// Words and terms by their digests.
#[derive(Debug, Default)]
pub struct Vocabulary(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    terms: Vec<Box<str>>,
    terms_by_digest: HashTable<(u64, TermId)>,
    words: Vec<(Box<str>, TermId)>,
    words_by_digest: HashTable<(u64, WordId)>,
}

impl Known {
    fn term(&mut self, key: &str) -> TermId {
        let digest = digest(key.as_bytes());
        if let Some((_, id)) = self.terms_by_digest.find(digest, |(known, _)| *known == digest) {
            return *id;
        }
        let id = TermId(u32::try_from(self.terms.len()).expect("there are fewer than four billion terms"));
        self.terms.push(key.into());
        self.terms_by_digest.insert_unique(digest, (digest, id), |(digest, _)| *digest);
        id
    }
}

impl Vocabulary {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().expect("no thread fails while it holds the lock")
    }

    /// The number of a term.
    pub fn term(&self, key: &str) -> TermId {
        self.lock().term(key)
    }

    /// The numbers of a word, given its digest, and of its stem.
    pub fn word(&self, word: &str, digest: u64, stem: &str) -> (WordId, TermId) {
        let mut known = self.lock();
        if let Some((_, id)) = known.words_by_digest.find(digest, |(known, _)| *known == digest) {
            return (*id, known.words[id.0 as usize].1);
        }
        let term = known.term(stem);
        let id = WordId(u32::try_from(known.words.len()).expect("there are fewer than four billion words"));
        known.words.push((word.into(), term));
        known.words_by_digest.insert_unique(digest, (digest, id), |(digest, _)| *digest);
        (id, term)
    }

    /// Everything in order, given in how many units each word and each term stands.
    ///
    /// # Panics
    /// When a thread failed that used it.
    pub fn sorted(self, word_units: &[u32], term_units: &[u32]) -> Sorted {
        let Known { terms, words, .. } = self.0.into_inner().expect("no thread failed while it held the lock");
        let mut by_rank: Vec<u32> = (0..terms.len() as u32).collect();
        by_rank.par_sort_unstable_by(|a, b| order(&terms[*a as usize], &terms[*b as usize]));
        let mut ranks = vec![0; terms.len()];
        by_rank.iter().enumerate().for_each(|(rank, id)| ranks[*id as usize] = rank as u32);
        let units = by_rank.iter().map(|id| term_units[*id as usize]).collect();
        let mut terms: Vec<Option<Box<str>>> = terms.into_iter().map(Some).collect();
        let keys = by_rank.iter().map(|id| terms[*id as usize].take().expect("each has one rank")).collect();
        let word = |((text, term), units): ((Box<str>, TermId), &u32)| Word {
            text,
            term: ranks[term.0 as usize],
            units: *units,
        };
        let mut words: Vec<_> = words.into_iter().zip(word_units).map(word).collect();
        words.par_sort_unstable_by(|a, b| order(&a.text, &b.text));
        Sorted { keys, units, ranks, words }
    }
}

/// A word as it is written.
#[derive(Debug)]
pub struct Word {
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
    /// In how many units each term stands, by rank.
    pub units: Vec<u32>,
    /// The ranks of terms, by the numbers that they had.
    pub ranks: Vec<u32>,
    /// The words.
    pub words: Vec<Word>,
}
