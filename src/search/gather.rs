//! The words of units, gathered: each becomes a few numbers, which say what the
//! unit can be found by and what that weighs.

use super::language::Grammar;
use super::postings::{LOWEST, Levels};
use super::vocabulary::{SILENT, Vocabulary};
use super::words;
use crate::text::digest;

/// What a term weighs in the unit that is being gathered, and in how many units it stands.
#[derive(Clone, Copy, Default)]
struct Tally {
    weight: u32,
    units: u32,
}

/// A word of the unit that is being gathered.
struct Found {
    digest: u64,
    /// Where its letters begin among those of the unit's words, and how many bytes they have.
    start: u32,
    length: u32,
    weight: u32,
}

/// What is no word weighs more than any, and all the same.
const KEY: u32 = 1 << 30;

/// Stands for the stem of a word that is not known yet.
const UNKNOWN: u32 = SILENT - 1;

/// How many words of a unit are told apart before they are looked up.
const AT_HAND: usize = 1 << 12;

/// Gathers units one after the other, for one thread.
pub struct Gatherer<'a> {
    grammar: &'a Grammar,
    vocabulary: Vocabulary,
    tallies: Vec<Tally>,
    /// The number of the unit that is being gathered, from 1.
    unit: u32,
    /// Its terms.
    touched: Vec<u32>,
    /// Its words, nearly all of them once.
    found: Vec<Found>,
    /// Where words stand in `found`, counted from 1, by the lowest bits of their digests.
    at_hand: Box<[u16]>,
    /// The letters of its words.
    letters: Vec<u8>,
    /// Their stems.
    stems: Vec<u32>,
    /// How many words its text has.
    length: u32,
    room: words::Room,
}

impl<'a> Gatherer<'a> {
    /// One that has nothing.
    pub fn new(grammar: &'a Grammar) -> Self {
        let mut vocabulary = Vocabulary::default();
        for word in grammar.silent() {
            vocabulary.add_word(digest(word.as_bytes()), word, SILENT, 0);
        }
        Self {
            grammar,
            vocabulary,
            tallies: Vec::new(),
            unit: 1,
            touched: Vec::new(),
            found: Vec::new(),
            at_hand: vec![0; AT_HAND].into(),
            letters: Vec::new(),
            stems: Vec::new(),
            length: 0,
            room: words::Room::default(),
        }
    }

    /// Adds the words of a text, each with a weight. Says how many they are.
    pub fn text(&mut self, text: &str, weight: u32) -> u32 {
        let Self { found, at_hand, letters, room, .. } = self;
        let mut count = 0;
        words::each(text, room, |word| {
            count += 1;
            let digest = digest(word);
            let place = &mut at_hand[digest as usize % AT_HAND];
            if let Some(known) = place.checked_sub(1).map(|at| &mut found[at as usize])
                && known.digest == digest
            {
                known.weight += weight;
                return;
            }
            let (start, length) = (letters.len() as u32, word.len() as u32);
            letters.extend_from_slice(word);
            found.push(Found { digest, start, length, weight });
            *place = u16::try_from(found.len()).unwrap_or(0);
        });
        count
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

    fn touch(&mut self, term: u32, weight: u32) {
        let at = term as usize;
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
        self.stems.clear();
        let (vocabulary, unit) = (&mut self.vocabulary, self.unit);
        self.stems.extend(self.found.iter().map(|found| vocabulary.meet(found.digest, unit).unwrap_or(UNKNOWN)));
        for at in 0..self.found.len() {
            let stem = match self.stems[at] {
                SILENT => continue,
                UNKNOWN => self.new_word(at),
                stem => stem,
            };
            self.touch(stem, self.found[at].weight);
        }
        self.found.clear();
        self.letters.clear();
        self.at_hand.fill(0);
    }

    /// Makes a word of the unit known, unless the unit has it twice and it is by now. Gives its stem.
    fn new_word(&mut self, at: usize) -> u32 {
        let Found { digest, start, length, .. } = self.found[at];
        if let Some(stem) = self.vocabulary.meet(digest, self.unit) {
            return stem;
        }
        let letters = &self.letters[start as usize..(start + length) as usize];
        let word = std::str::from_utf8(letters).expect("letters were taken whole");
        let stem = self.vocabulary.term(&self.grammar.stem(word));
        self.vocabulary.add_word(digest, word, stem, self.unit);
        stem
    }

    /// Ends a unit and gives its terms, each with a level.
    pub fn end_unit(&mut self) -> impl Iterator<Item = (u32, u8)> {
        self.take_words();
        let levels = Levels::of(std::mem::take(&mut self.length));
        self.unit += 1;
        let tallies = &mut self.tallies;
        self.touched.drain(..).map(move |term| {
            let weight = std::mem::take(&mut tallies[term as usize].weight);
            (term, if weight >= KEY { LOWEST } else { levels.level(weight) })
        })
    }

    /// Everything that was met.
    pub fn finish(mut self) -> Vocabulary {
        self.vocabulary.pairs = self.tallies.iter().map(|tally| tally.units).collect();
        self.vocabulary
    }
}
