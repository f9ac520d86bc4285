//! The words of units, gathered: each becomes a few numbers, which say what the
//! unit can be found by and what that weighs.

use std::ops::Range;

use hashbrown::HashTable;

use super::language::Grammar;
use super::postings::{LOWEST, level};
use super::vocabulary::{TermId, Vocabulary, WordId};
use super::words;
use crate::text::digest;

/// A word, as one thread knows it. They stand as they were met, so that those that
/// are met often lie together in memory.
struct Known {
    digest: u64,
    id: WordId,
    /// What is left of it without endings; none for a word that is not searched for.
    term: Option<TermId>,
    /// The last unit that it was seen in.
    last: u32,
    /// How many units it stands in.
    units: u32,
}

/// What a term weighs in the unit that is being gathered, and in how many units it stands.
#[derive(Clone, Copy, Default)]
struct Tally {
    weight: u32,
    units: u32,
}

/// A word of the unit that is being gathered.
struct Found {
    digest: u64,
    /// Where it ends among the letters of the unit's words.
    end: u32,
    weight: u32,
}

/// What is no word weighs more than any, and all the same.
const KEY: u32 = 1 << 30;

/// Stands for a word that is not known yet.
const UNKNOWN: u32 = u32::MAX;

/// Gathers units one after the other, for one thread.
pub struct Gatherer<'a> {
    grammar: &'a Grammar,
    vocabulary: &'a Vocabulary,
    words: Vec<Known>,
    words_by_digest: HashTable<u32>,
    tallies: Vec<Tally>,
    /// The number of the unit that is being gathered, from 1.
    unit: u32,
    /// Its terms.
    touched: Vec<TermId>,
    /// Its words, as they come.
    found: Vec<Found>,
    /// Their letters.
    letters: Vec<u8>,
    /// Which of the known words each is.
    ids: Vec<u32>,
    /// How many words its text has.
    length: u32,
    room: words::Room,
}

impl<'a> Gatherer<'a> {
    /// One that has nothing.
    pub fn new(grammar: &'a Grammar, vocabulary: &'a Vocabulary) -> Self {
        let mut gatherer = Self {
            grammar,
            vocabulary,
            words: Vec::new(),
            words_by_digest: HashTable::new(),
            tallies: Vec::new(),
            unit: 1,
            touched: Vec::new(),
            found: Vec::new(),
            letters: Vec::new(),
            ids: Vec::new(),
            length: 0,
            room: words::Room::default(),
        };
        for word in grammar.silent() {
            gatherer.know(Known { digest: digest(word.as_bytes()), id: WordId(0), term: None, last: 0, units: 0 });
        }
        gatherer
    }

    /// Adds the words of a text, each with a weight. Says how many they are.
    pub fn text(&mut self, text: &str, weight: u32) -> u32 {
        let Self { found, letters, room, .. } = self;
        let before = found.len();
        words::each(text, room, |word| {
            letters.extend_from_slice(word);
            found.push(Found { digest: digest(word), end: letters.len() as u32, weight });
        });
        (found.len() - before) as u32
    }

    /// The same, and counts them as the unit's length.
    pub fn measured(&mut self, text: &str, weight: u32) {
        self.length += self.text(text, weight);
    }

    /// Adds something else that the unit can be looked up by.
    pub fn key(&mut self, key: &str) {
        let term = self.vocabulary.term(key);
        self.touch(term, KEY);
    }

    fn touch(&mut self, term: TermId, weight: u32) {
        let at = term.0 as usize;
        if at >= self.tallies.len() {
            self.tallies.resize((at + 1).next_power_of_two(), Tally::default());
        }
        let tally = &mut self.tallies[at];
        if tally.weight == 0 {
            tally.units += 1;
            self.touched.push(term);
        }
        tally.weight = tally.weight.saturating_add(weight);
    }

    /// Looks up all words of the unit. Each step is done for all of them before
    /// the next: what is far away in memory is then waited for once and not for each.
    fn take_words(&mut self) {
        let words = &self.words;
        let known = |found: &Found| {
            let id = self.words_by_digest.find(found.digest, |id| words[*id as usize].digest == found.digest);
            id.copied().unwrap_or(UNKNOWN)
        };
        self.ids.clear();
        self.ids.extend(self.found.iter().map(known));
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
            if let Some(term) = word.term {
                self.touch(term, self.found[at].weight);
            }
        }
        self.found.clear();
        self.letters.clear();
    }

    /// Makes a word of the unit known, unless the unit has it twice and it is by now.
    fn new_word(&mut self, digest: u64, letters: Range<usize>) -> u32 {
        let words = &self.words;
        if let Some(id) = self.words_by_digest.find(digest, |id| words[*id as usize].digest == digest) {
            return *id;
        }
        let word = std::str::from_utf8(&self.letters[letters]).expect("letters were taken whole");
        let (id, term) = self.vocabulary.word(word, digest, &self.grammar.stem(word));
        self.know(Known { digest, id, term: Some(term), last: 0, units: 0 })
    }

    fn know(&mut self, word: Known) -> u32 {
        let (at, digest) = (self.words.len() as u32, word.digest);
        self.words.push(word);
        let words = &self.words;
        self.words_by_digest.insert_unique(digest, at, |at| words[*at as usize].digest);
        at
    }

    /// Ends a unit and gives `take` its terms, each with a level.
    pub fn end_unit(&mut self, mut take: impl FnMut(TermId, u8)) {
        self.take_words();
        for term in self.touched.drain(..) {
            let weight = std::mem::take(&mut self.tallies[term.0 as usize].weight);
            take(term, if weight >= KEY { LOWEST } else { level(weight, self.length) });
        }
        self.unit += 1;
        self.length = 0;
    }

    /// Adds to `words` and `terms`, by their numbers, in how many units this thread has met each.
    pub fn count(&self, words: &mut Vec<u32>, terms: &mut Vec<u32>) {
        for word in self.words.iter().filter(|word| word.term.is_some()) {
            add(words, word.id.0, word.units);
        }
        for (at, tally) in self.tallies.iter().enumerate().filter(|(_, tally)| tally.units > 0) {
            add(terms, at as u32, tally.units);
        }
    }
}

fn add(counts: &mut Vec<u32>, at: u32, units: u32) {
    let at = at as usize;
    if at >= counts.len() {
        counts.resize(at + 1, 0);
    }
    counts[at] += units;
}
