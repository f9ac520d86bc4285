//! Compounds, taken apart by the words that the archive itself uses.
//!
//! Swedish writes `återvandringsbidrag` in one word. Whoever looks for `bidrag`
//! means it, too. A stem is a compound when it ends with another stem and what
//! stands before that is a word as well, perhaps with a letter that joins them.
//! No list of words is needed, and names of this town's own count. The first part
//! needs no such care: a compound begins with it, and is found by that.

use hashbrown::HashTable;

use super::language::Grammar;
use crate::text::digest;

/// Letters that join the parts: `rådhus-s`, `gat-u`, `kyrk-o`, `skol-e`.
const JOINTS: [char; 5] = ['s', 'u', 'o', 'e', 'a'];

/// How often the first part of a compound is taken apart again.
const DEPTH: u32 = 2;

/// A set of digests.
#[derive(Debug, Default)]
pub struct Digests(HashTable<u64>);

impl Digests {
    /// Whether it has a digest.
    pub fn contains(&self, digest: u64) -> bool {
        self.0.find(digest, |known| *known == digest).is_some()
    }
}

impl Extend<u64> for Digests {
    fn extend<I: IntoIterator<Item = u64>>(&mut self, digests: I) {
        for digest in digests {
            self.0.entry(digest, |known| *known == digest, |known| *known).or_insert(digest);
        }
    }
}

/// The stems of an archive, to be looked up by their digests.
pub struct Stems<'a> {
    keys: &'a Digests,
    grammar: &'a Grammar,
}

impl<'a> Stems<'a> {
    /// Takes the digests of all keys of the index.
    pub fn new(keys: &'a Digests, grammar: &'a Grammar) -> Self {
        Self { keys, grammar }
    }

    fn has(&self, stem: &str) -> Option<u64> {
        Some(digest(stem.as_bytes())).filter(|digest| self.keys.contains(*digest))
    }

    /// The digests of the stems that a key ends with, as a whole or up to the end
    /// of its first part, in order and each once.
    pub fn parts(&self, key: &str) -> Vec<u64> {
        let mut found = Vec::new();
        if key.starts_with(char::is_alphabetic) {
            self.split(key, DEPTH, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Adds the parts of a word to `found`. Says whether it has any.
    fn split(&self, word: &str, depth: u32, found: &mut Vec<u64>) -> bool {
        let before = found.len();
        let length = word.chars().count();
        for (head_length, (at, _)) in word.char_indices().enumerate().skip(3) {
            if !is_long_enough(head_length, length - head_length) {
                continue;
            }
            let (head, tail) = word.split_at(at);
            let Some(tail) = self.has(tail) else { continue };
            if self.is_head(head, depth, found) {
                found.push(tail);
            }
        }
        found.len() > before
    }

    /// Whether what stands before a part is a word or is made of words. Their parts are added to `found`.
    fn is_head(&self, head: &str, depth: u32, found: &mut Vec<u64>) -> bool {
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

/// Short endings are words by chance too often.
fn is_long_enough(head: usize, tail: usize) -> bool {
    tail >= 4 || tail == 3 && head >= 5
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Language;

    fn parts(word: &str, vocabulary: &str) -> Vec<String> {
        let grammar = Grammar::of(Language::Swedish);
        let all: Vec<&str> = vocabulary.split(' ').chain([word]).collect();
        let mut keys = Digests::default();
        keys.extend(all.iter().map(|key| digest(key.as_bytes())));
        let found = Stems::new(&keys, &grammar).parts(word);
        let mut parts: Vec<_> = all.iter().filter(|key| found.contains(&digest(key.as_bytes()))).collect();
        parts.sort_unstable();
        parts.into_iter().map(|part| (*part).to_owned()).collect()
    }

    #[test]
    fn compounds_are_made_of_words_of_the_archive() {
        assert_eq!(parts("återvandringsbidrag", "bidrag återvandring"), ["bidrag"]);
        assert_eq!(parts("förskolelärar", "skol förskol lärar"), ["lärar"]);
        assert_eq!(parts("säkerhetsfråg", "säker fråg"), ["fråg"], "`säkerhet` is in its stem");
        assert_eq!(parts("återvandringsbidrag", "bidrag"), [""; 0], "nobody writes what stands before it");
        assert_eq!(parts("kommun", "mun kom"), [""; 0], "too short to be meant");
        assert_eq!(parts(":b/stad/rad", "rad stad"), [""; 0], "no word");
    }

    #[test]
    fn the_first_part_may_be_a_compound_itself() {
        assert_eq!(parts("vandringsbidragsansökan", "ansökan bidrag vandring"), ["ansökan", "bidrag"]);
    }
}
