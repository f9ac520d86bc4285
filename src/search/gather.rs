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

/// What the terms of a unit weigh: a table so small that it stays near the processor, as
/// one with a place for every term of the archive would not.
#[derive(Default)]
struct Weights {
    /// Terms with their weights, as many as a power of two. A term is at the place that its number
    /// says, or after it, where others are in between. What weighs nothing is no term.
    places: Vec<(u32, u32)>,
    /// The places that are taken, and room for more of them.
    taken: Vec<u32>,
    count: usize,
}

impl Weights {
    /// Makes room for so many terms.
    fn reserve(&mut self, terms: usize) {
        let needed = (2 * terms).next_power_of_two();
        if self.places.len() < needed {
            self.places = vec![(0, 0); needed];
            self.taken = vec![0; needed];
        }
    }

    /// Adds what a term weighs, for which there is room. That it is new is foreseen by no processor, so nothing
    /// branches on it.
    fn add(&mut self, term: u32, weight: u32) {
        let mask = self.places.len() - 1;
        let mut at = term.wrapping_mul(SPREAD) as usize >> 8 & mask;
        while self.places[at].1 > 0 && self.places[at].0 != term {
            at = (at + 1) & mask;
        }
        let (_, before) = self.places[at];
        self.taken[self.count] = at as u32;
        self.count += usize::from(before == 0);
        self.places[at] = (term, before.saturating_add(weight));
    }

    /// Gives all terms with their weights, and has none any more.
    fn take(&mut self) -> impl Iterator<Item = (u32, u32)> {
        let taken = &self.taken[..std::mem::take(&mut self.count)];
        taken.iter().map(|at| std::mem::take(&mut self.places[*at as usize]))
    }
}

/// Terms that follow one another are spread over the table by this factor (of Fibonacci hashing).
const SPREAD: u32 = 0x9E37_79B9;

/// What is no word weighs more than any, and all the same.
const KEY: u32 = 1 << 30;

/// Gathers units one after the other, for one thread.
pub struct Gatherer<'a> {
    grammar: &'a Grammar,
    vocabulary: Vocabulary,
    weights: Weights,
    /// What else the unit can be looked up by.
    keys: Vec<u32>,
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
            keys: Vec::new(),
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
        self.keys.push(self.vocabulary.key(key));
    }

    /// Looks up all words of the unit.
    fn take_words(&mut self) {
        self.weights.reserve(self.keys.len() + self.found.len());
        self.keys.drain(..).for_each(|key| self.weights.add(key, KEY));
        self.vocabulary.fetch(self.found.iter().map(|found| found.digest));
        for found in &self.found {
            let stem = self.vocabulary.meet(found.digest, self.unit).unwrap_or_else(|| {
                let letters = self.room.letters(found.start as usize, found.length as usize);
                let word = std::str::from_utf8(letters).expect("letters were taken whole");
                let stem = self.vocabulary.term(&self.grammar.stem(word));
                self.vocabulary.add_word(found.digest, word, stem, self.unit);
                stem
            });
            if stem != SILENT {
                self.weights.add(stem, found.weight);
            }
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
