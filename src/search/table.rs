//! Words by their digests, in one row of memory.
//!
//! A text has some hundreds of different words, an archive hundreds of thousands,
//! so nearly every word that is met lies far away in memory, and waiting for it is
//! what gathering takes most of its time for. A table of a library waits twice, once
//! for what tells it where to look, and all the words of a text cannot be fetched
//! at once. With hashbrown looking up the words of a text took twice as long.

use std::hint::black_box;

/// A word as it is written, in lower case. Words, and terms, are told apart by their
/// digests alone: of a million, two have the same once in forty million archives.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word {
    /// Of its letters.
    pub digest: u64,
    /// Its letters, as a number among texts.
    pub text: u32,
    /// Its stem, as a number among terms.
    pub term: u32,
    /// The last unit that it was seen in.
    pub last: u32,
    /// How many units it stands in. Where there are none, there is no word.
    pub units: u32,
}

/// Words by their digests.
#[derive(Debug, Default)]
pub struct Table {
    /// As many as a power of two. A word is at the place that its digest says, or after
    /// it, where other words are in between.
    places: Vec<Word>,
    count: usize,
}

/// How many places a table has at first.
const FEW: usize = 1 << 10;

impl Table {
    fn place(&self, digest: u64) -> usize {
        digest as usize & self.places.len().wrapping_sub(1)
    }

    /// Fetches what it has under some digests: what is far away in memory is then
    /// waited for once and not for each.
    pub fn fetch(&self, digests: impl Iterator<Item = u64>) {
        let look = |digest| self.places.get(self.place(digest)).map_or(0, |word| word.digest);
        black_box(digests.fold(0, |all, digest| all ^ look(digest)));
    }

    /// The word that has a digest.
    pub fn find(&mut self, digest: u64) -> Option<&mut Word> {
        let mut at = self.place(digest);
        loop {
            let word = self.places.get(at)?;
            if word.units == 0 {
                return None;
            }
            if word.digest == digest {
                return Some(&mut self.places[at]);
            }
            at = (at + 1) & (self.places.len() - 1);
        }
    }

    /// Adds a word that is not there yet and stands in a unit at least.
    pub fn add(&mut self, word: Word) {
        self.count += 1;
        if 4 * self.count > 3 * self.places.len() {
            let more = (2 * self.places.len()).max(FEW);
            let old = std::mem::replace(&mut self.places, vec![Word::default(); more]);
            old.into_iter().filter(|word| word.units > 0).for_each(|word| self.put(word));
        }
        self.put(word);
    }

    fn put(&mut self, word: Word) {
        let mut at = self.place(word.digest);
        while self.places[at].units > 0 {
            at = (at + 1) & (self.places.len() - 1);
        }
        self.places[at] = word;
    }

    /// How many words there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// All words, those of like digests near one another.
    pub fn all(&self) -> impl Iterator<Item = &Word> {
        self.places.iter().filter(|word| word.units > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_when_others_want_its_place() {
        let mut table = Table::default();
        assert!(table.find(0).is_none());
        let digest = |number: u64| (number % 3000) | (number << 40);
        for number in 0..5000 {
            table.add(Word { digest: digest(number), text: number as u32, units: 1, ..Word::default() });
        }
        table.fetch((0..5000).map(digest));
        assert!((0..5000).all(|number| table.find(digest(number)).is_some_and(|word| word.text == number as u32)));
        assert!((5000..9000).all(|number| table.find(digest(number)).is_none()));
        assert_eq!((table.count(), table.all().count()), (5000, 5000));
    }
}
