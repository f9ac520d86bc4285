//! All words of the archive and all terms that can be looked up, in order.
//!
//! Each thread gathers a [`Vocabulary`] of its own and numbers words as they come,
//! so that none waits for another. Which thread met what differs from build to
//! build; [`merge`] puts an end to that.

use std::iter;

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
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// Texts in the order in which `numbers` names them.
    fn of(texts: &[&str], numbers: &[u32]) -> Self {
        let mut sorted = Self::default();
        for number in numbers {
            sorted.add(texts[*number as usize]);
        }
        sorted
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

/// What is known of a word in the index.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The rank of its stem.
    pub term: u32,
    /// In how many units it stands.
    pub units: u32,
}

/// Words and terms in the order in which they stand in the index, their letters likewise:
/// whoever goes through them all finds each beside the one before.
pub struct Sorted {
    /// The keys of terms, by rank.
    pub keys: Texts,
    /// In how many units each term stands at most, by rank.
    pub pairs: Vec<u32>,
    /// For each thread the ranks of its terms, by their numbers.
    pub ranks: Vec<Vec<u32>>,
    /// The letters of words.
    pub words: Texts,
    /// What is known of each.
    pub forms: Vec<Form>,
}

/// Makes one of the vocabularies of all threads.
pub fn merge(mut vocabularies: Vec<Vocabulary>) -> Sorted {
    let known = |vocabulary: &mut Vocabulary| Known {
        terms: std::mem::take(&mut vocabulary.terms_by_digest),
        words: std::mem::take(&mut vocabulary.words),
    };
    let known: Vec<Known> = vocabularies.iter_mut().map(known).collect();
    let Merged { keys, numbers, texts, words } = Merged::of(&vocabularies, known);

    let (by_rank, by_place) = rayon::join(|| in_order(&keys), || in_order(&texts));
    let mut rank_of = vec![0; keys.len()];
    by_rank.iter().enumerate().for_each(|(rank, number)| rank_of[*number as usize] = rank as u32);
    let form = |text: &u32| {
        let Word { term, units, .. } = words[*text as usize];
        Form { term: rank_of[term as usize], units }
    };
    let forms: Vec<Form> = by_place.par_iter().map(form).collect();

    let mut pairs = vec![0; keys.len()];
    forms.iter().for_each(|form| pairs[form.term as usize] += form.units);
    let rank = |number: &u32| rank_of[*number as usize];
    let ranks: Vec<Vec<u32>> = numbers.iter().map(|numbers| numbers.par_iter().map(rank).collect()).collect();
    for (ranks, vocabulary) in ranks.iter().zip(&vocabularies) {
        ranks.iter().zip(&vocabulary.met).for_each(|(rank, met)| pairs[*rank as usize] += met);
    }
    let (keys, words) = rayon::join(|| Texts::of(&keys, &by_rank), || Texts::of(&texts, &by_place));
    Sorted { keys, pairs, ranks, words, forms }
}

/// The numbers of texts in the order of these.
fn in_order(texts: &[&str]) -> Vec<u32> {
    let mut sorted: Vec<(u128, u32)> =
        texts.par_iter().map(|text| beginning(text)).zip(0..texts.len() as u32).collect();
    sorted.par_sort_unstable_by(|(a, text_a), (b, text_b)| {
        a.cmp(b).then_with(|| order(texts[*text_a as usize], texts[*text_b as usize]))
    });
    sorted.into_iter().map(|(_, text)| text).collect()
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
    /// The letters of words that are searched for.
    texts: Vec<&'v str>,
    /// These words.
    words: Vec<Word>,
}

impl<'v> Merged<'v> {
    fn of(vocabularies: &'v [Vocabulary], mut known: Vec<Known>) -> Self {
        // What the one that knows most has keeps its numbers, the others add to it.
        let most = (0..known.len()).max_by_key(|at| known[*at].words.count()).unwrap_or_default();
        let Known { mut terms, mut words } = std::mem::take(&mut known[most]);
        let mut keys: Vec<&str> = vocabularies[most].terms.iter().collect();
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
        let mut before = vocabularies[most].texts.count() as u32;
        for (at, (vocabulary, known)) in vocabularies.iter().zip(known).enumerate() {
            if at == most {
                numbers.push((0..vocabulary.terms.count() as u32).collect());
                continue;
            }
            let own: Vec<u32> = vocabulary.terms.iter().map(&mut number).collect();
            for word in known.words.all() {
                match words.find(word.digest) {
                    Some(known) => known.units += word.units,
                    None => words.add(Word { text: before + word.text, term: own[word.term as usize], ..*word }),
                }
            }
            before += vocabulary.texts.count() as u32;
            numbers.push(own);
        }
        // In the order in which they were met their letters lie beside one another.
        let mut by_text = vec![Word::default(); before as usize];
        words.all().filter(|word| word.term != SILENT).for_each(|word| by_text[word.text as usize] = *word);
        let others = (0..vocabularies.len()).filter(|at| *at != most);
        let texts = iter::once(most).chain(others).flat_map(|at| vocabularies[at].texts.iter());
        let (texts, words) = texts.zip(by_text).filter(|(_, word)| word.units > 0).unzip();
        Self { keys, numbers, texts, words }
    }
}
