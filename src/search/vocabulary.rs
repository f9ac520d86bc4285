//! All words of the archive and all terms that can be looked up, in order.
//!
//! Each thread gathers a [`Vocabulary`] of its own and numbers words as they come,
//! so that none waits for another. Which thread met what differs from build to
//! build; [`merge`] puts an end to that.

use std::cmp::Reverse;
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
    terms_by_digest: TermsByDigest,
    /// How often each term was met as a key that is no word's; zeros may be left out.
    met: Vec<u32>,
    words: Table,
    /// The letters of words.
    texts: Texts,
}

/// The numbers of terms, with the digests of their keys.
type TermsByDigest = HashTable<(u64, u32)>;

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

    /// Takes what it knows by digests.
    fn take_known(&mut self) -> (TermsByDigest, Table) {
        (std::mem::take(&mut self.terms_by_digest), std::mem::take(&mut self.words))
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
    // What the one that knows most has keeps its numbers, the others add to it.
    let mut order: Vec<usize> = (0..vocabularies.len()).collect();
    order.sort_by_key(|at| Reverse(vocabularies[*at].words.count()));
    let (terms, words) = order.iter().map(|at| vocabularies[*at].take_known()).unzip();
    let ordered: Vec<&Vocabulary> = order.iter().map(|at| &vocabularies[*at]).collect();
    let ((keys, numbers), words) = rayon::join(|| merged_terms(&ordered, terms), || merged_words(&ordered, words));
    let (texts, words) = searched(&ordered, &words, &numbers);

    let (by_rank, by_place) = rayon::join(|| in_order(&keys), || in_order(&texts));
    let mut rank_of = vec![0; keys.len()];
    by_rank.iter().enumerate().for_each(|(rank, number)| rank_of[*number as usize] = rank as u32);
    let form = |text: &u32| {
        let Form { term, units } = words[*text as usize];
        Form { term: rank_of[term as usize], units }
    };
    let forms: Vec<Form> = by_place.par_iter().map(form).collect();

    let mut pairs = vec![0; keys.len()];
    forms.iter().for_each(|form| pairs[form.term as usize] += form.units);
    let mut ranks = vec![Vec::new(); vocabularies.len()];
    for (at, numbers) in order.iter().zip(&numbers) {
        ranks[*at] = numbers.par_iter().map(|number| rank_of[*number as usize]).collect();
        ranks[*at].iter().zip(&vocabularies[*at].met).for_each(|(rank, met)| pairs[*rank as usize] += met);
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

/// The terms of all vocabularies, and for each vocabulary its own as numbers among them.
fn merged_terms<'v>(vocabularies: &[&'v Vocabulary], known: Vec<TermsByDigest>) -> (Vec<&'v str>, Vec<Vec<u32>>) {
    let mut merged = TermsByDigest::default();
    let mut keys: Vec<&str> = Vec::new();
    let mut numbers: Vec<Vec<u32>> = Vec::with_capacity(vocabularies.len());
    for (vocabulary, known) in vocabularies.iter().zip(known) {
        if merged.is_empty() {
            merged = known;
            keys.extend(vocabulary.terms.iter());
            numbers.push((0..keys.len() as u32).collect());
            continue;
        }
        let number = |key: &'v str| {
            let digest = digest(key.as_bytes());
            let found = merged.entry(digest, |(known, _)| *known == digest, |(digest, _)| *digest);
            let (_, number) = *found.or_insert_with(|| (digest, keys.len() as u32)).get();
            if number as usize == keys.len() {
                keys.push(key);
            }
            number
        };
        numbers.push(vocabulary.terms.iter().map(number).collect());
    }
    (keys, numbers)
}

/// The words of all vocabularies at the places of their letters, those of one vocabulary after those of another. A word
/// that several have is where the first of them has it, with the units of all; where the others have it there is none.
fn merged_words(vocabularies: &[&Vocabulary], known: Vec<Table>) -> Vec<Word> {
    let mut merged = Table::default();
    let mut before = 0;
    for (vocabulary, known) in vocabularies.iter().zip(known) {
        if before == 0 {
            merged = known;
        } else {
            for word in known.all() {
                match merged.find(word.digest) {
                    Some(known) => known.units += word.units,
                    None => merged.add(Word { text: before + word.text, ..*word }),
                }
            }
        }
        before += vocabulary.texts.count() as u32;
    }
    let mut by_text = vec![Word::default(); before as usize];
    merged.all().for_each(|word| by_text[word.text as usize] = *word);
    by_text
}

/// The letters of the words that are searched for, and what is known of them, with the numbers of their stems among all
/// terms. For each vocabulary, `numbers` has those.
fn searched<'v>(vocabularies: &[&'v Vocabulary], words: &[Word], numbers: &[Vec<u32>]) -> (Vec<&'v str>, Vec<Form>) {
    let texts = vocabularies.iter().zip(numbers).flat_map(|(own, numbers)| own.texts.iter().zip(iter::repeat(numbers)));
    let searched = texts.zip(words).filter(|(_, word)| word.units > 0 && word.term != SILENT);
    searched
        .map(|((text, numbers), word)| (text, Form { term: numbers[word.term as usize], units: word.units }))
        .unzip()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(words: &[(&str, &str)], keys: &[&str]) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for (unit, (word, stem)) in (1..).zip(words) {
            let digest = digest(word.as_bytes());
            if vocabulary.meet(digest, unit).is_none() {
                let term = if stem.is_empty() { SILENT } else { vocabulary.term(stem) };
                vocabulary.add_word(digest, word, term, unit);
            }
        }
        keys.iter().for_each(|key| {
            vocabulary.key(key);
        });
        vocabulary
    }

    #[test]
    fn what_threads_have_met_becomes_one() {
        let threads = [
            vocabulary(&[], &[]),
            vocabulary(&[("och", ""), ("hus", "hus")], &[":k/case"]),
            vocabulary(&[("och", ""), ("husen", "hus"), ("bro", "bro"), ("husen", "hus")], &[":k/case", "#1"]),
            vocabulary(&[], &["#2"]),
        ];
        let own: Vec<Vec<String>> = threads.iter().map(|own| own.terms.iter().map(str::to_owned).collect()).collect();
        let Sorted { keys, pairs, ranks, words, forms } = merge(threads.into());
        let terms: Vec<_> = keys.iter().zip(pairs).collect();
        assert_eq!(terms, [("#1", 1), ("#2", 1), (":k/case", 2), ("bro", 1), ("hus", 3)]);
        let known: Vec<_> =
            words.iter().zip(forms).map(|(word, form)| (word, keys.get(form.term), form.units)).collect();
        assert_eq!(known, [("bro", "bro", 1), ("hus", "hus", 1), ("husen", "hus", 2)]);
        for (own, ranks) in own.iter().zip(ranks) {
            assert_eq!(*own, ranks.iter().map(|rank| keys.get(*rank)).collect::<Vec<_>>());
        }
        assert_eq!(merge(Vec::new()).keys.count(), 0);
    }
}
