//! The words of units, gathered: each becomes a few numbers, which say what the
//! unit can be found by and what that weighs.

use super::language::Grammar;
use super::postings::{LOWEST, Levels};
use super::vocabulary::{SILENT, Vocabulary};
use super::words;
use crate::text::digest;

/// How many places there are for silent words before words are looked up.
const SILENT_PLACES: usize = 512;

/// A word of the unit that is being gathered, as often as it stands there.
#[derive(Clone, Copy)]
struct Found {
    digest: u64,
    /// Where its letters begin among those of the unit, and how many bytes they have.
    start: u32,
    length: u32,
    weight: u32,
}

/// What the terms of a unit weigh.
struct Weights {
    /// The weight of each term, which is at the place after its number; first that of words that are not searched for.
    all: Vec<u32>,
    /// The terms that weigh anything, and room for more of them.
    terms: Vec<u32>,
    count: usize,
}

impl Weights {
    fn place(term: u32) -> usize {
        const { assert!(SILENT.wrapping_add(1) == 0) };
        term.wrapping_add(1) as usize
    }

    /// Adds what a term weighs. That it is new is foreseen by no processor, so nothing branches on it.
    fn add(&mut self, term: u32, weight: u32) {
        let place = Self::place(term);
        if place >= self.all.len() {
            self.all.resize((place + 1).next_power_of_two(), 0);
        }
        if self.count == self.terms.len() {
            self.terms.resize(2 * self.count + 1, 0);
        }
        self.terms[self.count] = term;
        self.count += usize::from(self.all[place] == 0);
        self.all[place] = self.all[place].saturating_add(weight);
    }

    /// Gives all terms with their weights, and has none any more.
    fn take(&mut self) -> impl Iterator<Item = (u32, u32)> {
        let terms = &self.terms[..std::mem::take(&mut self.count)];
        terms.iter().map(|term| (*term, std::mem::take(&mut self.all[Self::place(*term)])))
    }
}

impl Default for Weights {
    fn default() -> Self {
        // What is not searched for is as if it were there already.
        Self { all: vec![1], terms: Vec::new(), count: 0 }
    }
}

/// What is no word weighs more than any, and all the same.
const KEY: u32 = 1 << 30;

/// Gathers units one after the other, for one thread.
pub struct Gatherer<'a> {
    grammar: &'a Grammar,
    vocabulary: Vocabulary,
    weights: Weights,
    /// The number of the unit that is being gathered, from 1.
    unit: u32,
    /// Its words.
    found: Vec<Found>,
    /// Digests of silent words by their lowest bits, as far as they have places of their own.
    silent: Box<[u64; SILENT_PLACES]>,
    /// How many words its text has.
    length: u32,
    room: words::Room,
}

impl<'a> Gatherer<'a> {
    /// One that has nothing.
    pub fn new(grammar: &'a Grammar) -> Self {
        let mut vocabulary = Vocabulary::default();
        let mut silent = Box::new([0; SILENT_PLACES]);
        for word in grammar.silent() {
            let digest = digest(word.as_bytes());
            vocabulary.add_word(digest, word, SILENT, 0);
            silent[digest as usize % SILENT_PLACES] = digest;
        }
        Self {
            grammar,
            vocabulary,
            weights: Weights::default(),
            unit: 1,
            found: Vec::new(),
            silent,
            length: 0,
            room: words::Room::default(),
        }
    }

    /// Adds the words of a text, each with a weight. Says how many they are.
    pub fn text(&mut self, text: &str, weight: u32) -> u32 {
        let Self { found, silent, room, .. } = self;
        let mut count = 0;
        words::each(text, room, |start, word| {
            let (digest, start, length) = (digest(word), start as u32, word.len() as u32);
            found.push(Found { digest, start, length, weight });
            // Three words of ten are silent, and none is foreseen: each is added, and these are taken back.
            found.truncate(found.len() - usize::from(silent[digest as usize % SILENT_PLACES] == digest));
            count += 1;
        });
        count
    }

    /// The same, and counts them as the unit's length.
    pub fn measured(&mut self, text: &str, weight: u32) {
        self.length += self.text(text, weight);
    }

    /// Adds something else that the unit can be looked up by.
    pub fn key(&mut self, key: &str) {
        let term = self.vocabulary.key(key);
        self.weights.add(term, KEY);
    }

    /// Looks up all words of the unit.
    fn take_words(&mut self) {
        self.vocabulary.fetch(self.found.iter().map(|found| found.digest));
        for found in &self.found {
            let stem = self.vocabulary.meet(found.digest, self.unit).unwrap_or_else(|| {
                let letters = self.room.letters(found.start as usize, found.length as usize);
                let word = std::str::from_utf8(letters).expect("letters were taken whole");
                let stem = self.vocabulary.term(&self.grammar.stem(word));
                self.vocabulary.add_word(found.digest, word, stem, self.unit);
                stem
            });
            self.weights.add(stem, found.weight);
        }
        self.found.clear();
        self.room.clear();
    }

    /// Ends a unit and gives its terms, each with a level.
    pub fn end_unit(&mut self) -> impl Iterator<Item = (u32, u8)> {
        self.take_words();
        let levels = Levels::of(std::mem::take(&mut self.length));
        self.unit += 1;
        let level = move |weight| if weight >= KEY { LOWEST } else { levels.level(weight) };
        self.weights.take().map(move |(term, weight)| (term, level(weight)))
    }

    /// Everything that was met.
    pub fn finish(self) -> Vocabulary {
        self.vocabulary
    }
}
