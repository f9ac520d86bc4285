//! Text as words: the one rule by which both the index and whoever asks it take
//! text apart. The theme's `search-index.js` has the same in its own language.
//!
//! A word is a run of letters and digits in lower case, composed (NFC). Soft
//! hyphens vanish. Letters beyond the basic plane part words, so that sorting
//! by bytes here and by UTF-16 there give one order. A single letter is no word.

use std::borrow::Cow;
use std::cmp::Ordering;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use memchr::memchr2;

/// Of a longer word, so many characters count.
pub const LONGEST: usize = 40;

/// Gives `take` each word of a text, as the bytes of its letters. `word` is room to work in.
pub fn each(text: &str, word: &mut Room, mut take: impl FnMut(&[u8])) {
    let text = composed(text);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (mut letters, mut length) = (0, 0);
        // Nearly all letters are of the first two kinds, and few bytes are looked at twice.
        while let Some(byte) = bytes.get(at) {
            let small = SMALL[*byte as usize];
            if small != 0 {
                at += 1;
                if letters < LONGEST {
                    word.0[length] = small;
                    (letters, length) = (letters + 1, length + 1);
                }
            } else if let (0xC3, Some(second)) = (*byte, bytes.get(at + 1))
                && *second != TIMES
                && *second != DIVIDED
            {
                at += 2;
                if letters < LONGEST {
                    word.0[length] = 0xC3;
                    word.0[length + 1] = if *second < 0x9F { second | 0x20 } else { *second };
                    (letters, length) = (letters + 1, length + 2);
                }
            } else if *byte >= 0xC2
                && let Some(letter) = other_letter(&text[at..])
            {
                at += letter.len_utf8();
                for letter in letter.to_lowercase().filter(|_| letter != SOFT_HYPHEN) {
                    if letters < LONGEST {
                        length += letter.encode_utf8(&mut word.0[length..]).len();
                        letters += 1;
                    }
                }
            } else {
                break;
            }
        }
        if letters > 1 || letters == 1 && word.0[0].is_ascii_digit() {
            take(&word.0[..length]);
        }
        at += next_length(bytes, at);
    }
}

/// Room for the letters of one word.
pub struct Room([u8; 4 * LONGEST]);

impl Default for Room {
    fn default() -> Self {
        Self([0; 4 * LONGEST])
    }
}

/// ASCII letters and digits in lower case; nothing for all other bytes.
const SMALL: [u8; 256] = {
    let mut small = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            small[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    small
};

/// The second bytes of × and ÷, which stand among the letters of Latin 1.
const TIMES: u8 = 0x97;
const DIVIDED: u8 = 0xB7;

const SOFT_HYPHEN: char = '\u{ad}';

/// The letter or digit that a text begins with, when that is no common one.
fn other_letter(text: &str) -> Option<char> {
    let letter = text.chars().next()?;
    (letter.is_alphanumeric() && letter <= '\u{ffff}' || letter == SOFT_HYPHEN).then_some(letter)
}

/// How many bytes the character at a place has; none at the end.
fn next_length(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        None => 0,
        Some(0..=0xBF) => 1,
        Some(0xC0..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..) => 4,
    }
}

/// A text in which letters and their marks are one character each.
pub fn composed(text: &str) -> Cow<'_, str> {
    // Combining marks of the Latin script begin with these bytes, and nothing else of it does.
    if memchr2(0xCC, 0xCD, text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// A word without the marks of its letters: `återvändande` becomes `atervandande`.
/// By this words are sorted and, where the word itself is not found, looked up.
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    if let Some(folded) = fold_latin(word) {
        return Cow::Owned(folded);
    }
    let mut folded = String::with_capacity(word.len());
    for letter in DecomposingNormalizerBorrowed::new_nfd().normalize_iter(word.chars()) {
        match letter {
            '\u{300}'..='\u{36f}' => {}
            'æ' => folded.push_str("ae"),
            'ø' => folded.push('o'),
            'ß' => folded.push_str("ss"),
            _ => folded.push(letter),
        }
    }
    Cow::Owned(folded)
}

/// What the small letters U+00DF to U+00FF become; a space stands for one that stays.
const LATIN: [&str; 33] = [
    "ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", " ", "n", "o", "o", "o",
    "o", "o", " ", "o", "u", "u", "u", "u", "y", " ", "y",
];

/// The same for words of the common letters alone.
fn fold_latin(word: &str) -> Option<String> {
    let mut folded = String::with_capacity(word.len());
    for letter in word.chars() {
        match letter {
            '\0'..='\x7f' => folded.push(letter),
            'ß'..='ÿ' => match LATIN[letter as usize - 'ß' as usize] {
                " " => folded.push(letter),
                bare => folded.push_str(bare),
            },
            _ => return None,
        }
    }
    Some(folded)
}

/// How words and everything else that is looked up stand in the index.
pub fn order(a: &str, b: &str) -> Ordering {
    // What is the same, and plain letters, need no folding; that decides nearly always.
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    match (a.as_bytes().get(same), b.as_bytes().get(same)) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(first), Some(second)) if first.is_ascii() && second.is_ascii() => first.cmp(second),
        _ => fold(a).cmp(&fold(b)).then_with(|| a.cmp(b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        each(text, &mut Room::default(), |word| found.push(String::from_utf8(word.to_vec()).unwrap()));
        found
    }

    #[test]
    fn text_falls_into_words() {
        for (text, expected) in [
            ("Återvandringsbidrag, 2018!", "återvandringsbidrag 2018"),
            ("KS 2023/1387, p. 4 a", "ks 2023 1387 4"),
            ("e-förslag i Hässelby-Vällingby", "förslag hässelby vällingby"),
            ("A\u{30a}terva\u{ad}ndring ÉTÉ", "återvandring été"),
            ("a😀bc𐐷de «fg» עברית", "bc de fg עברית"),
            ("", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_word_ends_somewhere() {
        assert_eq!(words(&"x".repeat(100)), ["x".repeat(LONGEST)]);
    }

    #[test]
    fn common_letters_fold_as_all_do() {
        for letter in 'ß'..='ÿ' {
            let word = format!("a{letter}b");
            let slowly = fold(&format!("{word}ā")).trim_end_matches('a').to_owned();
            assert_eq!(fold(&word), slowly, "{word}");
        }
    }

    #[test]
    fn words_sort_without_their_marks() {
        let mut words = ["ö", "ask", "åska", "aska", "orm", "äta", "b"];
        words.sort_by(|a, b| order(a, b));
        assert_eq!(words, ["ask", "aska", "åska", "äta", "b", "ö", "orm"]);
    }
}
