//! The words of some units, gathered: which there are, and in which units each stands.
//!
//! Units come in the order of their slots, so that every list grows at its end.
//! What was gathered is a [`Run`], sorted, and waits on disk until all runs are merged.

use std::io;
use std::num::NonZeroU32;
use std::ops::Range;

use hashbrown::HashTable;

use super::language::Grammar;
use super::postings::{LOWEST, List, Posting, level};
use super::run::{Entry, Run};
use super::words;
use crate::store::Store;
use crate::text::digest;

/// A word as it is written, in lower case. Words are told apart by their digests
/// alone: of a million, two have the same once in forty million archives.
struct Word {
    digest: u64,
    /// Where it stands among the letters of all words.
    start: u32,
    /// What is left of it without endings; none for a word that is not searched for.
    stem: Option<NonZeroU32>,
    /// The last unit that it was seen in.
    last: u32,
    /// How many units it stands in.
    units: u32,
}

/// Gathers units one after the other.
pub struct Gatherer<'a> {
    grammar: &'a Grammar,
    /// The letters of all words.
    letters: Vec<u8>,
    /// Words as they were met, so that those that are met often lie together in memory.
    words: Vec<Word>,
    words_by_digest: HashTable<u32>,
    /// What is looked up: stems of words, and other keys. The first is none.
    keys: Vec<Box<str>>,
    keys_by_digest: HashTable<(u64, NonZeroU32)>,
    lists: Vec<List>,
    /// What each term weighs in the unit that is being gathered.
    weights: Vec<u32>,
    /// The number of the unit that is being gathered, from 1.
    unit: u32,
    /// The terms that it has.
    touched: Vec<NonZeroU32>,
    /// Its words, as they come.
    found: Vec<Found>,
    /// Their letters.
    found_letters: Vec<u8>,
    /// Which of the known words each is.
    ids: Vec<u32>,
    /// How many words its text has.
    length: u32,
    room: Vec<u8>,
}

/// A word of the unit that is being gathered.
struct Found {
    digest: u64,
    /// Where it ends among the letters of the unit's words.
    end: u32,
    weight: u32,
}

/// Stands for a word that is not known yet.
const UNKNOWN: u32 = u32::MAX;

impl<'a> Gatherer<'a> {
    /// One that has nothing.
    pub fn new(grammar: &'a Grammar) -> Self {
        let mut gatherer = Self {
            grammar,
            letters: Vec::new(),
            words: Vec::new(),
            words_by_digest: HashTable::new(),
            keys: vec![Box::default()],
            keys_by_digest: HashTable::new(),
            lists: vec![List::default()],
            weights: vec![0],
            unit: 1,
            touched: Vec::new(),
            found: Vec::new(),
            found_letters: Vec::new(),
            ids: Vec::new(),
            length: 0,
            room: Vec::new(),
        };
        for word in grammar.silent() {
            gatherer.add_word(word.as_bytes(), digest(word.as_bytes()), None);
        }
        gatherer
    }

    /// Adds the words of a text, each with a weight. Says how many they are.
    pub fn text(&mut self, text: &str, weight: u32) -> u32 {
        let Self { found, found_letters, room, .. } = self;
        let before = found.len();
        words::each(text, room, |word| {
            found_letters.extend_from_slice(word);
            found.push(Found { digest: digest(word), end: found_letters.len() as u32, weight });
        });
        (found.len() - before) as u32
    }

    /// The same, and counts them as the unit's length.
    pub fn measured(&mut self, text: &str, weight: u32) {
        self.length += self.text(text, weight);
    }

    /// Looks up all words of the unit. Each step is done for all of them before
    /// the next: what is far away in memory is then waited for once and not for each.
    fn take_words(&mut self) {
        let words = &self.words;
        let known =
            |word: &Found| self.words_by_digest.find(word.digest, |id| words[*id as usize].digest == word.digest);
        self.ids.clear();
        self.ids.extend(self.found.iter().map(|word| known(word).copied().unwrap_or(UNKNOWN)));
        let mut start = 0;
        for at in 0..self.found.len() {
            let Found { digest, end, .. } = self.found[at];
            if self.ids[at] == UNKNOWN {
                self.ids[at] = self.new_word(digest, start..end as usize);
            }
            start = end as usize;
        }
        for at in 0..self.ids.len() {
            let word = &mut self.words[self.ids[at] as usize];
            word.units += u32::from(word.last != self.unit);
            word.last = self.unit;
            let stem = word.stem;
            if let Some(stem) = stem {
                self.touch(stem, self.found[at].weight);
            }
        }
        self.found.clear();
        self.found_letters.clear();
    }

    /// Makes a word of the unit known, unless the unit has it twice and it is by now.
    fn new_word(&mut self, digest: u64, letters: Range<usize>) -> u32 {
        let words = &self.words;
        if let Some(id) = self.words_by_digest.find(digest, |id| words[*id as usize].digest == digest) {
            return *id;
        }
        let letters = self.found_letters[letters].to_vec();
        let stem = self.grammar.stem(std::str::from_utf8(&letters).expect("letters were taken whole")).into_owned();
        let stem = self.term(&stem);
        self.add_word(&letters, digest, Some(stem))
    }

    /// Adds something else that the unit can be looked up by.
    pub fn key(&mut self, key: &str) {
        let term = self.term(key);
        self.touch(term, KEY);
    }

    fn touch(&mut self, term: NonZeroU32, weight: u32) {
        let of = &mut self.weights[term.get() as usize];
        if *of == 0 {
            self.touched.push(term);
        }
        *of = weight.saturating_add(*of);
    }

    fn add_word(&mut self, text: &[u8], digest: u64, stem: Option<NonZeroU32>) -> u32 {
        let start = u32::try_from(self.letters.len()).expect("a run has fewer than four billion letters");
        let id = u32::try_from(self.words.len()).expect("a run has fewer than four billion words");
        self.letters.extend_from_slice(text);
        self.words.push(Word { digest, start, stem, last: 0, units: 0 });
        let words = &self.words;
        self.words_by_digest.insert_unique(digest, id, |id| words[*id as usize].digest);
        id
    }

    fn term(&mut self, key: &str) -> NonZeroU32 {
        let digest = digest(key.as_bytes());
        if let Some((_, term)) = self.keys_by_digest.find(digest, |(known, _)| *known == digest) {
            return *term;
        }
        let term = u32::try_from(self.keys.len()).ok().and_then(NonZeroU32::new);
        let term = term.expect("a run has fewer than four billion terms, and the first is not 0");
        self.keys.push(key.into());
        self.lists.push(List::default());
        self.weights.push(0);
        self.keys_by_digest.insert_unique(digest, (digest, term), |(digest, _)| *digest);
        term
    }

    /// Ends a unit, whose slot is `slot`.
    pub fn end_unit(&mut self, slot: u32) {
        self.take_words();
        for term in self.touched.drain(..) {
            let term = term.get() as usize;
            let weight = std::mem::take(&mut self.weights[term]);
            let level = if weight >= KEY { LOWEST } else { level(weight, self.length) };
            self.lists[term].push(Posting { slot, level });
        }
        self.unit += 1;
        self.length = 0;
    }

    /// The digests of everything that can be looked up.
    pub fn digests(&self) -> Vec<u64> {
        self.keys_by_digest.iter().map(|(digest, _)| *digest).collect()
    }

    /// Sorts what was gathered and puts it into a store.
    ///
    /// # Errors
    /// When that takes no more.
    pub fn finish(self, store: &Store) -> io::Result<Run> {
        let mut order: Vec<usize> = (1..self.keys.len()).collect();
        order.sort_unstable_by(|a, b| words::order(&self.keys[*a], &self.keys[*b]));
        let mut rank = vec![0; self.keys.len()];
        order.iter().enumerate().for_each(|(at, term)| rank[*term] = at);
        let ends = self.words.iter().skip(1).map(|word| word.start).chain([self.letters.len() as u32]);
        let form = |(word, end): (&Word, u32)| {
            let text = std::str::from_utf8(&self.letters[word.start as usize..end as usize]);
            Some((rank[word.stem?.get() as usize], text.expect("letters were taken whole"), word.units))
        };
        let mut forms: Vec<_> = self.words.iter().zip(ends).filter_map(form).collect();
        forms.sort_unstable();
        let mut forms = forms.as_slice();
        let entries = order.iter().enumerate().map(|(at, term)| {
            let (own, others) = forms.split_at(forms.iter().take_while(|(rank, ..)| *rank == at).count());
            forms = others;
            let own = own.iter().map(|(_, word, units)| (*word, *units)).collect();
            Entry { key: &self.keys[*term], forms: own, list: self.lists[*term].as_ref() }
        });
        Run::write(entries, store)
    }
}

/// What is no word weighs more than any, and all the same.
const KEY: u32 = 1 << 30;
