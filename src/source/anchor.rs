//! Fragments: the names of places inside a page.
//!
//! A paragraph's anchor derives from its words, so that a text added above does
//! not move it. It is the first thirty bits of a digest of the words alone (case,
//! punctuation and mark-up do not count), written in six letters and digits.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use xxhash_rust::xxh3::xxh3_64;

use crate::slug::slug;

const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const PARAGRAPH: &str = "p-";
const MARK: &str = "m-";

/// Gives out the anchors of one text, each once: repeated ones get a suffix.
#[derive(Default)]
pub struct Anchors {
    /// The digest of each, and how many there are of its name. Two names of one
    /// digest would get a suffix that they do not need.
    given: HashTable<(u64, usize)>,
    /// Room for the words that are being digested.
    words: Vec<u8>,
}

impl Anchors {
    /// The anchor of a heading: its words, or what else it is called.
    pub fn heading(&mut self, words: &str, otherwise: &str) -> String {
        let slug = slug(words);
        self.unique(if slug.is_empty() { otherwise.to_owned() } else { slug })
    }

    /// The anchor of a paragraph, given its words in any number of pieces, and the number that it is written from.
    pub fn paragraph<'t>(&mut self, words: impl IntoIterator<Item = &'t str>) -> (u32, String) {
        let number = digest(words, &mut self.words);
        (number, self.unique(spell(PARAGRAPH, number)))
    }

    /// The anchor of marked words.
    pub fn mark(&mut self, address: &str, words: &str) -> String {
        let number = digest([address, " ", words], &mut self.words);
        self.unique(spell(MARK, number))
    }

    /// Keeps an anchor that an author chose. `false` when it is given already.
    pub fn reserve(&mut self, anchor: &str) -> bool {
        self.give(anchor).is_none()
    }

    fn unique(&mut self, anchor: String) -> String {
        let Some(mut count) = self.give(&anchor) else { return anchor };
        loop {
            count += 1;
            let suffixed = format!("{anchor}-{count}");
            // A heading may itself end in a number: `fraga-2`.
            if self.give(&suffixed).is_none() {
                self.count(&anchor, count);
                return suffixed;
            }
        }
    }

    /// Gives an anchor out. When it is given already, says how many of its name there are.
    fn give(&mut self, anchor: &str) -> Option<usize> {
        let digest = xxh3_64(anchor.as_bytes());
        match self.given.entry(digest, |given| given.0 == digest, |given| given.0) {
            Entry::Occupied(given) => Some(given.get().1),
            Entry::Vacant(vacant) => {
                vacant.insert((digest, 1));
                None
            }
        }
    }

    fn count(&mut self, anchor: &str, count: usize) {
        let digest = xxh3_64(anchor.as_bytes());
        if let Some(given) = self.given.find_mut(digest, |given| given.0 == digest) {
            given.1 = count;
        }
    }
}

/// Reads a paragraph's anchor: its number, and the how-manieth of that number it is.
pub fn paragraph_number(anchor: &str) -> Option<(u32, usize)> {
    let rest = anchor.strip_prefix(PARAGRAPH)?;
    let (letters, nth) = match rest.split_once('-') {
        Some((letters, nth)) => {
            (letters, nth.parse().ok().filter(|number: &usize| *number > 1 && number.to_string() == nth)?)
        }
        None => (rest, 1),
    };
    if letters.len() != 6 {
        return None;
    }
    let number = letters.bytes().try_fold(0_u32, |number, byte| {
        let digit = LETTERS.iter().position(|letter| *letter == byte)?;
        Some(number << 5 | u32::try_from(digit).ok()?)
    });
    Some((number?, nth))
}

/// Digests the words of a text alone: in lower case, each with a space after it.
/// `words` is room for them, of any length and content.
fn digest<'t>(pieces: impl IntoIterator<Item = &'t str>, words: &mut Vec<u8>) -> u32 {
    let mut end = 0;
    let mut in_word = false;
    for piece in pieces {
        // No letter grows by more than half in lower case; each word has its space.
        let room = end + piece.len() * 2 + 1;
        if words.len() < room {
            words.resize(room, 0);
        }
        (end, in_word) = fold(piece, words, end, in_word);
    }
    if in_word {
        words[end] = b' ';
        end += 1;
    }
    u32::try_from(xxh3_64(&words[..end]) >> 34).expect("thirty bits fit")
}

/// Adds the words of `piece` to those that end at `end`; `in_word` tells that no space follows the last one yet.
fn fold(piece: &str, words: &mut [u8], mut end: usize, mut in_word: bool) -> (usize, bool) {
    let bytes = piece.as_bytes();
    let mut at = 0;
    let mut row = 0;
    while let Some(byte) = bytes.get(at) {
        // Nothing here is decided byte by byte: å, ä and ö come too often, and too irregularly, for that.
        let folded = FOLDED[row | usize::from(*byte)];
        if folded != 0 {
            // A second space is written where the next letter will stand.
            words[end] = folded;
            let is_letter = folded != b' ';
            end += usize::from(is_letter | in_word);
            in_word = is_letter;
            row = if *byte == LATIN { AFTER_LATIN } else { 0 };
            at += 1;
            continue;
        }
        if row == AFTER_LATIN {
            // × and ÷ are no letters: the byte that they share with letters is taken back.
            at -= 1;
            end -= 1;
            in_word = end > 0 && words[end - 1] != b' ';
            row = 0;
        }
        let letter = piece[at..].chars().next().expect("a character begins here");
        at += letter.len_utf8();
        if letter.is_alphanumeric() {
            letter.to_lowercase().for_each(|lower| end += lower.encode_utf8(&mut words[end..]).len());
            in_word = true;
        } else if in_word {
            words[end] = b' ';
            end += 1;
            in_word = false;
        }
    }
    (end, in_word)
}

/// The first byte of the letters from À to ÿ.
const LATIN: u8 = 0xC3;

/// Where [`FOLDED`] goes on for the bytes after that.
const AFTER_LATIN: usize = 256;

/// ASCII letters in lower case, digits, and a space for all else; then the second
/// bytes of À to ÿ in lower case. Nothing for × and ÷, and for other characters.
const FOLDED: [u8; 512] = {
    let mut folded = [0; 512];
    let mut byte: u8 = 0;
    while byte.is_ascii() {
        folded[byte as usize] = if byte.is_ascii_alphanumeric() { byte.to_ascii_lowercase() } else { b' ' };
        byte += 1;
    }
    folded[LATIN as usize] = LATIN;
    let mut letter: u8 = 0;
    while letter < 64 {
        let is_sign = letter == b'\xD7' - 0xC0 || letter == b'\xF7' - 0xC0;
        folded[AFTER_LATIN + 0x80 + letter as usize] = if is_sign { 0 } else { 0x80 | letter | 0x20 };
        letter += 1;
    }
    // ß is lower case, and ÿ too.
    folded[AFTER_LATIN + 0x9F] = 0x9F;
    folded
};

fn spell(prefix: &str, number: u32) -> String {
    let mut anchor = String::with_capacity(prefix.len() + 6);
    anchor.push_str(prefix);
    anchor.extend((0..6).rev().map(|place| char::from(LETTERS[(number >> (5 * place)) as usize & 31])));
    anchor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_named_by_their_words_alone() {
        let mut anchors = Anchors::default();
        let (number, first) = anchors.paragraph(["Nämnden avstyrker förslaget."]);
        let (_, second) = anchors.paragraph(["nämnden  avstyr", "ker – ", "", " förslaget"]);
        assert_eq!(second, format!("{first}-2"));
        assert_eq!(paragraph_number(&first), Some((number, 1)));
        assert_eq!(paragraph_number(&second), Some((number, 2)));
        for wrong in ["p-hej", "p-aaaaaa-0", "p-aaaaaa-1", "p-aaaaaa-+2", "p-aaaaaa-02"] {
            assert_eq!(paragraph_number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn letters_of_all_alphabets_are_words() {
        let of = |words| digest([words], &mut Vec::new());
        for (one, other) in [
            ("ÅÄÖ é", "åäö É"),
            ("×Æ", "æ"),
            ("Ωμέγα 3", "ωμέγα–3"),
            ("ÞÝ", "þý"),
            ("ÿ÷", "Ÿ"),
            ("a×b", "a b"),
            ("×÷a ×", "a"),
        ] {
            assert_eq!(of(one), of(other), "{one} {other}");
        }
        for (one, other) in [("å", "a"), ("a b", "ab"), ("×", "x"), ("é", "e")] {
            assert_ne!(of(one), of(other), "{one} {other}");
        }
    }

    #[test]
    fn no_anchor_is_given_twice() {
        let mut anchors = Anchors::default();
        let given: Vec<_> = ["Fråga 2", "Fråga", "Fråga", "Fråga"].map(|words| anchors.heading(words, "x")).into();
        assert_eq!(given, ["fraga-2", "fraga", "fraga-3", "fraga-4"]);
    }
}
