//! Compounds, taken apart by the words that the archive itself uses.
//!
//! Swedish writes `återvandringsbidrag` in one word. Whoever looks for `bidrag`
//! means it, too. A stem is a compound when it ends with another stem and what
//! stands before that is a word as well, perhaps with a letter that joins them.
//! After a long stem nobody asks what stands before it: few words end with one by
//! chance. No list of words is needed, and names of this town's own count. The first
//! part needs no such care: a compound begins with it, and is found by that.

use hashbrown::HashTable;
use rayon::prelude::*;

use super::groups::Groups;
use super::language::Grammar;
use super::vocabulary::Texts;
use crate::text::digest;

/// Letters that join the parts: `rådhus-s`, `gat-u`, `kyrk-o`, `skol-e`.
const JOINTS: [char; 5] = ['s', 'u', 'o', 'e', 'a'];

/// The parts of every term.
pub struct Parts(Groups<u32>);

impl Parts {
    /// Takes terms apart, given their keys in order.
    pub fn of_all(keys: &Texts, grammar: &Grammar) -> Self {
        let keys: Vec<&str> = keys.iter().collect();
        let stems = Stems::new(&keys, grammar);
        let found: Vec<Vec<u32>> = keys.par_iter().map(|key| stems.parts(key)).collect();
        let mut parts = Groups::with_capacity(found.len(), found.len());
        found.into_iter().for_each(|own| parts.push(own));
        Self(parts)
    }

    /// How many pairs of a term and a unit there are of each term with those of its compounds, given those without.
    pub fn with_pairs(&self, own: &[u32]) -> Vec<u64> {
        let mut pairs: Vec<u64> = own.iter().map(|pairs| u64::from(*pairs)).collect();
        for (rank, own) in own.iter().enumerate() {
            self.of(rank as u32).iter().for_each(|part| pairs[*part as usize] += u64::from(*own));
        }
        pairs
    }

    /// The ranks of a term's parts.
    pub fn of(&self, rank: u32) -> &[u32] {
        self.0.of(rank as usize)
    }
}

/// How often the first part of a compound is taken apart again.
const DEPTH: u32 = 2;

/// The stems of an archive, to be looked up by their digests.
pub struct Stems<'a> {
    by_digest: HashTable<(u64, u32)>,
    grammar: &'a Grammar,
}

impl<'a> Stems<'a> {
    /// Takes all keys of the index in their order; those that are no words are passed over.
    pub fn new(keys: &[impl AsRef<str>], grammar: &'a Grammar) -> Self {
        let mut by_digest = HashTable::with_capacity(keys.len());
        for (rank, key) in keys.iter().map(AsRef::as_ref).enumerate().filter(|(_, key)| is_word(key)) {
            let digest = digest(key.as_bytes());
            by_digest.insert_unique(digest, (digest, rank as u32), |(digest, _)| *digest);
        }
        Self { by_digest, grammar }
    }

    /// The same without some stems and with others, which have ranks from `next` on.
    pub fn changed(&self, removed: &[&str], added: &[&str], next: usize) -> Self {
        let mut by_digest = self.by_digest.clone();
        for key in removed {
            let digest = digest(key.as_bytes());
            if let Ok(found) = by_digest.find_entry(digest, |(known, _)| *known == digest) {
                found.remove();
            }
        }
        for (at, key) in added.iter().enumerate() {
            let digest = digest(key.as_bytes());
            by_digest.insert_unique(digest, (digest, (next + at) as u32), |(digest, _)| *digest);
        }
        Self { by_digest, grammar: self.grammar }
    }

    fn has(&self, stem: &str) -> Option<u32> {
        let digest = digest(stem.as_bytes());
        self.by_digest.find(digest, |(known, _)| *known == digest).map(|(_, rank)| *rank)
    }

    /// The ranks of the stems that a key ends with, as a whole or up to the end
    /// of its first part, in order and each once.
    pub fn parts(&self, key: &str) -> Vec<u32> {
        let mut found = Vec::new();
        if is_word(key) {
            self.split(key, DEPTH, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Adds the parts of a word to `found`. Says whether it has any.
    fn split(&self, word: &str, depth: u32, found: &mut Vec<u32>) -> bool {
        let before = found.len();
        let length = word.chars().count();
        for (head_length, (at, _)) in word.char_indices().enumerate().skip(3) {
            if !is_long_enough(head_length, length - head_length) {
                continue;
            }
            let (head, tail) = word.split_at(at);
            let Some(tail) = self.has(tail) else { continue };
            let is_long = length - head_length >= LONG;
            if self.is_head(head, depth, found) || is_long {
                found.push(tail);
            }
        }
        found.len() > before
    }

    /// Whether what stands before a part is a word or is made of words. Their parts are added to `found`.
    fn is_head(&self, head: &str, depth: u32, found: &mut Vec<u32>) -> bool {
        let joined = head.strip_suffix(JOINTS).filter(|bare| bare.chars().count() >= 3);
        let words = || [Some(head), joined].into_iter().flatten();
        if let Some(word) = words().find(|word| self.has(&self.grammar.stem(word)).is_some()) {
            if depth > 0 {
                self.split(word, depth - 1, found);
            }
            return true;
        }
        depth > 0 && words().any(|word| self.split(word, depth - 1, found))
    }
}

/// Whether it may depend on a stem which parts a key has.
pub fn may_concern(stem: &str, key: &str) -> bool {
    // A part stands in the key as it is. What the key begins with becomes a stem by
    // losing its ending, for which a few letters may stand: `dying` becomes `die`.
    let kept = stem.chars().count().saturating_sub(3).max(1);
    let beginning = stem.char_indices().nth(kept).map_or(stem, |(at, _)| &stem[..at]);
    key.starts_with(beginning) || key.contains(stem)
}

/// Whether a key is a word's.
pub fn is_word(key: &str) -> bool {
    key.starts_with(char::is_alphabetic)
}

/// Short endings are words by chance too often. The page asks the same of beginnings.
fn is_long_enough(head: usize, tail: usize) -> bool {
    tail >= 4 || tail == 3 && head >= 4
}

/// A part with so many letters is one whatever stands before it.
const LONG: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Language;

    fn parts(word: &str, vocabulary: &str) -> Vec<String> {
        let grammar = Grammar::of(Language::Swedish);
        let keys: Vec<Box<str>> = vocabulary.split(' ').chain([word]).map(Box::from).collect();
        let parts = Stems::new(&keys, &grammar).parts(word);
        parts.into_iter().map(|rank| keys[rank as usize].to_string()).collect()
    }

    #[test]
    fn compounds_are_made_of_words_of_the_archive() {
        assert_eq!(parts("återvandringsbidrag", "bidrag återvandring"), ["bidrag"]);
        assert_eq!(parts("förskolelärar", "skol förskol lärar"), ["lärar"]);
        assert_eq!(parts("säkerhetsfråg", "säker fråg"), ["fråg"], "`säkerhet` is in its stem");
        assert_eq!(parts("återvandringsbidrag", "bidrag"), ["bidrag"], "`bidrag` is long");
        assert_eq!(parts("fritidsbank", "bank"), [""; 0], "nobody writes what stands before it");
        assert_eq!(parts("skolmat", "skol mat"), ["mat"]);
        assert_eq!(parts("kommun", "mun kom"), [""; 0], "too short to be meant");
        assert_eq!(parts(":b/stad/rad", "rad stad"), [""; 0], "no word");
    }

    #[test]
    fn the_first_part_may_be_a_compound_itself() {
        assert_eq!(parts("vandringsbidragsansökan", "ansökan bidrag vandring"), ["ansökan", "bidrag"]);
    }
}
