//! All words of the archive and all terms that can be looked up, in order.
//!
//! Each thread gathers a [`Vocabulary`] of its own and numbers words as they come,
//! so that none waits for another. Which thread met what differs from build to
//! build; [`merge`] puts an end to that.

use hashbrown::HashTable;
use rayon::prelude::*;

use super::table::{Table, Word};
use super::words::{beginning, order};
use crate::text::digest;

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

    /// How many there are.
    fn len(&self) -> usize {
        self.ends.len()
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
    terms_by_digest: HashTable<(u64, u32)>,
    /// How often each term was met as a key that is no word's; zeros may be left out.
    met: Vec<u32>,
    words: Table,
    /// The letters of words.
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

    /// The number of a term that is no word's, counted as one of a unit's.
    pub fn key(&mut self, key: &str) -> u32 {
        let term = self.term(key);
        let at = term as usize;
        self.met.resize(self.met.len().max(at + 1), 0);
        self.met[at] += 1;
        term
    }

    /// Fetches words that will be met, given their digests.
    pub fn fetch(&self, digests: impl Iterator<Item = u64>) {
        self.words.fetch(digests);
    }

    /// Counts a word, given its digest, as one of a unit's. Gives its stem; nothing when it is not known.
    pub fn meet(&mut self, digest: u64, unit: u32) -> Option<u32> {
        let word = self.words.find(digest)?;
        word.units += u32::from(word.last != unit);
        word.last = unit;
        Some(word.term)
    }

    /// Adds a word that is not there yet, with its stem, which `unit` has.
    pub fn add_word(&mut self, digest: u64, text: &str, term: u32, unit: u32) {
        self.words.add(Word { digest, text: self.texts.add(text), term, last: unit, units: 1 });
    }

    /// The words that are searched for, each with the number of its stem and in how many units it stands, in any order.
    pub fn words(&self) -> impl Iterator<Item = (&str, u32, u32)> {
        let words = self.words.all().filter(|word| word.term != SILENT);
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
    /// In how many units each term stands at most, by rank.
    pub pairs: Vec<u32>,
    /// For each thread the ranks of its terms, by their numbers.
    pub ranks: Vec<Vec<u32>>,
    /// The words.
    pub words: Vec<Form<'v>>,
}

/// Makes one of the vocabularies of all threads, of which nothing but their texts is needed any more.
pub fn merge(vocabularies: &mut [Vocabulary]) -> Sorted<'_> {
    let known = |vocabulary: &mut Vocabulary| Known {
        terms: std::mem::take(&mut vocabulary.terms_by_digest),
        words: std::mem::take(&mut vocabulary.words),
    };
    let known: Vec<Known> = vocabularies.iter_mut().map(known).collect();
    let vocabularies: &[Vocabulary] = vocabularies;
    let Merged { keys, numbers, texts, words } = Merged::of(vocabularies, known);

    let mut by_rank: Vec<(u128, u32)> = keys.par_iter().map(|key| beginning(key)).zip(0..keys.len() as u32).collect();
    by_rank.par_sort_unstable_by(|(a, key_a), (b, key_b)| {
        a.cmp(b).then_with(|| order(keys[*key_a as usize], keys[*key_b as usize]))
    });
    let mut rank_of = vec![0; keys.len()];
    by_rank.iter().enumerate().for_each(|(rank, (_, number))| rank_of[*number as usize] = rank as u32);

    let form = |Word { text, term, units, .. }| {
        let text = texts[text as usize];
        (beginning(text), Form { text, term: rank_of[term as usize], units })
    };
    let mut words: Vec<(u128, Form)> = words.into_par_iter().map(form).collect();
    words.par_sort_unstable_by(|(a, form_a), (b, form_b)| a.cmp(b).then_with(|| order(form_a.text, form_b.text)));

    let mut pairs = vec![0; keys.len()];
    words.iter().for_each(|(_, form)| pairs[form.term as usize] += form.units);
    let rank = |number: &u32| rank_of[*number as usize];
    let ranks: Vec<Vec<u32>> = numbers.iter().map(|numbers| numbers.par_iter().map(rank).collect()).collect();
    for (ranks, vocabulary) in ranks.iter().zip(vocabularies) {
        ranks.iter().zip(&vocabulary.met).for_each(|(rank, met)| pairs[*rank as usize] += met);
    }
    let keys = by_rank.iter().map(|(_, number)| keys[*number as usize]).collect();
    Sorted { keys, pairs, ranks, words: words.into_iter().map(|(_, form)| form).collect() }
}

/// What a vocabulary knows by digests.
#[derive(Default)]
struct Known {
    terms: HashTable<(u64, u32)>,
    words: Table,
}

/// All vocabularies as one, in no order.
struct Merged<'v> {
    keys: Vec<&'v str>,
    /// For each vocabulary its terms as numbers among `keys`.
    numbers: Vec<Vec<u32>>,
    /// The letters of words.
    texts: Vec<&'v str>,
    /// Words that are searched for.
    words: Vec<Word>,
}

impl<'v> Merged<'v> {
    fn of(vocabularies: &'v [Vocabulary], mut known: Vec<Known>) -> Self {
        // What the one that knows most has keeps its numbers, the others add to it.
        let most = (0..known.len()).max_by_key(|at| known[*at].words.len()).unwrap_or_default();
        let Known { mut terms, mut words } = std::mem::take(&mut known[most]);
        let mut keys: Vec<&str> = vocabularies[most].terms.iter().collect();
        let mut texts: Vec<&str> = vocabularies[most].texts.iter().collect();
        let mut number = |key: &'v str| {
            let digest = digest(key.as_bytes());
            let found = terms.entry(digest, |(known, _)| *known == digest, |(digest, _)| *digest);
            let (_, number) = *found.or_insert_with(|| (digest, keys.len() as u32)).get();
            if number as usize == keys.len() {
                keys.push(key);
            }
            number
        };
        let mut numbers = Vec::with_capacity(vocabularies.len());
        for (at, (vocabulary, known)) in vocabularies.iter().zip(known).enumerate() {
            if at == most {
                numbers.push((0..vocabulary.terms.len() as u32).collect());
                continue;
            }
            let own: Vec<u32> = vocabulary.terms.iter().map(&mut number).collect();
            let before = texts.len() as u32;
            texts.extend(vocabulary.texts.iter());
            for word in known.words.all() {
                match words.find(word.digest) {
                    Some(known) => known.units += word.units,
                    None => words.add(Word { text: before + word.text, term: own[word.term as usize], ..*word }),
                }
            }
            numbers.push(own);
        }
        Self { keys, numbers, texts, words: words.all().filter(|word| word.term != SILENT).copied().collect() }
    }
}
