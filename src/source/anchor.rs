//! Fragments: the names of places inside a page.
//!
//! A paragraph's anchor derives from its words, so that a text added above does
//! not move it. It is the first thirty bits of a digest of the words alone (case,
//! punctuation and mark-up do not count), written in six letters and digits.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::slug::slug;

const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const PARAGRAPH: &str = "p-";
const MARK: &str = "m-";

/// Gives out the anchors of one text, each once: repeated ones get a suffix.
#[derive(Default)]
pub struct Anchors {
    given: HashMap<String, usize>,
}

impl Anchors {
    /// The anchor of a heading: its words, or what else it is called.
    pub fn heading(&mut self, words: &str, otherwise: &str) -> String {
        let slug = slug(words);
        self.unique(if slug.is_empty() { otherwise.to_owned() } else { slug })
    }

    /// The anchor of a paragraph, and the number that it is written from.
    pub fn paragraph(&mut self, words: &str) -> (u32, String) {
        let number = digest(words);
        (number, self.unique(format!("{PARAGRAPH}{}", spell(number))))
    }

    /// The anchor of marked words.
    pub fn mark(&mut self, address: &str, words: &str) -> String {
        self.unique(format!("{MARK}{}", spell(digest(&format!("{address} {words}")))))
    }

    /// Keeps an anchor that an author chose. `false` when it is given already.
    pub fn reserve(&mut self, anchor: &str) -> bool {
        self.given.insert(anchor.to_owned(), 1).is_none()
    }

    fn unique(&mut self, anchor: String) -> String {
        let Some(mut count) = self.given.get(&anchor).copied() else {
            self.given.insert(anchor.clone(), 1);
            return anchor;
        };
        loop {
            count += 1;
            let suffixed = format!("{anchor}-{count}");
            // A heading may itself end in a number: `fraga-2`.
            if !self.given.contains_key(&suffixed) {
                self.given.insert(suffixed.clone(), 1);
                self.given.insert(anchor, count);
                return suffixed;
            }
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

/// Digests the words alone: in lower case, each with a space after it.
fn digest(text: &str) -> u32 {
    // No letter grows by more than half in lower case; each word has its space.
    let mut words = vec![0; text.len() * 2 + 1];
    let (mut at, mut end) = (0, 0);
    while let Some(byte) = text.as_bytes().get(at) {
        let folded = FOLDED[usize::from(*byte)];
        if folded != 0 {
            // A second space is written where the next letter will stand.
            words[end] = folded;
            end += usize::from(folded != b' ' || (end > 0 && words[end - 1] != b' '));
            at += 1;
            continue;
        }
        let letter = text[at..].chars().next().expect("a character begins here");
        at += letter.len_utf8();
        match letter {
            'à'..='ö' => end += letter.encode_utf8(&mut words[end..]).len(),
            letter if letter.is_alphanumeric() => {
                letter.to_lowercase().for_each(|lower| end += lower.encode_utf8(&mut words[end..]).len());
            }
            _ if end > 0 && words[end - 1] != b' ' => {
                words[end] = b' ';
                end += 1;
            }
            _ => {}
        }
    }
    if end > 0 && words[end - 1] != b' ' {
        words[end] = b' ';
        end += 1;
    }
    u32::try_from(xxh3_64(&words[..end]) >> 34).expect("thirty bits fit")
}

/// ASCII letters in lower case, digits, and a space for all else; nothing for the bytes of other characters.
const FOLDED: [u8; 256] = {
    let mut folded = [0; 256];
    let mut byte: u8 = 0;
    while byte.is_ascii() {
        folded[byte as usize] = if byte.is_ascii_alphanumeric() { byte.to_ascii_lowercase() } else { b' ' };
        byte += 1;
    }
    folded
};

fn spell(number: u32) -> String {
    (0..6).rev().map(|place| char::from(LETTERS[(number >> (5 * place)) as usize & 31])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_named_by_their_words_alone() {
        let mut anchors = Anchors::default();
        let (number, first) = anchors.paragraph("Nämnden avstyrker förslaget.");
        let (_, second) = anchors.paragraph("nämnden  avstyrker – förslaget");
        assert_eq!(second, format!("{first}-2"));
        assert_eq!(paragraph_number(&first), Some((number, 1)));
        assert_eq!(paragraph_number(&second), Some((number, 2)));
        for wrong in ["p-hej", "p-aaaaaa-0", "p-aaaaaa-1", "p-aaaaaa-+2", "p-aaaaaa-02"] {
            assert_eq!(paragraph_number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn letters_of_all_alphabets_are_words() {
        for (one, other) in [("ÅÄÖ é", "åäö É"), ("×Æ", "æ"), ("Ωμέγα 3", "ωμέγα–3"), ("ÞÝ", "þý"), ("ÿ÷", "Ÿ")]
        {
            assert_eq!(digest(one), digest(other), "{one} {other}");
        }
        for (one, other) in [("å", "a"), ("a b", "ab"), ("×", "x"), ("é", "e")] {
            assert_ne!(digest(one), digest(other), "{one} {other}");
        }
    }

    #[test]
    fn no_anchor_is_given_twice() {
        let mut anchors = Anchors::default();
        let given: Vec<_> = ["Fråga 2", "Fråga", "Fråga", "Fråga"].map(|words| anchors.heading(words, "x")).into();
        assert_eq!(given, ["fraga-2", "fraga", "fraga-3", "fraga-4"]);
    }
}
