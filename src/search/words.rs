//! Text as words: the one rule by which both the index and whoever asks it take
//! text apart. The theme's `search-index.js` has the same in its own language.
//!
//! A word is a run of letters and digits in lower case, composed (NFC). Soft
//! hyphens vanish. Letters beyond the basic plane part words, so that sorting
//! by bytes here and by UTF-16 there give one order. A single letter is no word.

use std::borrow::Cow;
use std::cmp::Ordering;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// Of a longer word, so many characters count.
pub const LONGEST: usize = 40;

/// Gives `take` each word of a text, as the bytes of its letters. `word` is room to work in.
pub fn each(text: &str, word: &mut Room, mut take: impl FnMut(&[u8])) {
    let text = composed(text);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        // Nearly all letters are of the first two kinds.
        while let Some(byte) = bytes.get(at) {
            if KINDS[*byte as usize] == Kind::Letter {
                at += 1;
            } else if *byte == 0xC3 && bytes.get(at + 1).is_some_and(|second| is_latin(*second)) {
                at += 2;
            } else {
                break;
            }
        }
        let ends = bytes.get(at).is_none_or(|byte| KINDS[*byte as usize] == Kind::Break)
            || !text[at..].chars().next().is_some_and(is_letter);
        if ends && at - start <= LONGEST {
            let letters = &mut word.0[..at - start];
            letters.iter_mut().zip(&bytes[start..at]).for_each(|(letter, byte)| *letter = small(*byte));
            match letters {
                [] | [0xC3, _] => {}
                [one] if !one.is_ascii_digit() => {}
                word => take(word),
            }
        } else {
            at = unusual(&text, start, word, &mut take);
        }
        at += next_length(bytes, at);
    }
}

/// Takes one word, letter by letter. Gives where it ends.
fn unusual(text: &str, start: usize, word: &mut Room, take: &mut impl FnMut(&[u8])) -> usize {
    let (mut at, mut letters, mut length) = (start, 0, 0);
    while let Some(letter) = text[at..].chars().next().filter(|letter| is_letter(*letter)) {
        at += letter.len_utf8();
        for letter in letter.to_lowercase().filter(|_| letter != SOFT_HYPHEN) {
            if letters < LONGEST {
                length += letter.encode_utf8(&mut word.0[length..]).len();
                letters += 1;
            }
        }
    }
    if letters > 1 || letters == 1 && word.0[0].is_ascii_digit() {
        take(&word.0[..length]);
    }
    at
}

/// Room for the letters of one word.
pub struct Room([u8; 4 * LONGEST]);

impl Default for Room {
    fn default() -> Self {
        Self([0; 4 * LONGEST])
    }
}

/// What a byte is, where a character begins with it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An ASCII letter or digit.
    Letter,
    /// Something else of ASCII, or punctuation that is common beyond it; or it begins no character.
    Break,
    /// It has to be looked at more closely.
    Unknown,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Unknown; 256];
    let mut byte = 0;
    while byte < 0xC2 {
        kinds[byte] = if (byte as u8).is_ascii_alphanumeric() { Kind::Letter } else { Kind::Break };
        byte += 1;
    }
    kinds
};

/// Whether 0xC3 and this byte are a letter: all are but × and ÷.
fn is_latin(second: u8) -> bool {
    second != 0x97 && second != 0xB7
}

/// A byte of ASCII, or of a letter that begins with 0xC3, in lower case.
fn small(byte: u8) -> u8 {
    let is_capital = byte.is_ascii_uppercase() || (0x80..0x9F).contains(&byte);
    byte | if is_capital { 0x20 } else { 0 }
}

const SOFT_HYPHEN: char = '\u{ad}';

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() && letter <= '\u{ffff}' || letter == SOFT_HYPHEN
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
    let bytes = text.as_bytes();
    // What is written with the common letters and signs is composed as it is.
    let is_composed = !bytes.iter().fold(false, |any, byte| any | (*byte >= 0xCC))
        || !bytes.windows(2).any(|pair| pair[0] >= 0xCC && (pair[0] != 0xE2 || pair[1] >= 0x84));
    if is_composed { Cow::Borrowed(text) } else { ComposingNormalizerBorrowed::new_nfc().normalize(text) }
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

/// How a word begins, as a number: what has the smaller one stands before the
/// other, and when both have the same, [`order`] decides.
pub fn beginning(word: &str) -> u64 {
    let mut first = [0; 8];
    let folded;
    let word = match word.bytes().take(8).all(|byte| byte.is_ascii()) {
        true => word,
        false => {
            folded = fold(word);
            &folded
        }
    };
    let length = word.len().min(8);
    first[..length].copy_from_slice(&word.as_bytes()[..length]);
    u64::from_be_bytes(first)
}

/// Whether two words are the same when the marks of their letters do not count.
pub fn are_alike(a: &str, b: &str) -> bool {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    match (a.as_bytes().get(same), b.as_bytes().get(same)) {
        (None, None) => true,
        // Nothing folds to plain letters but themselves, and marked ones.
        (Some(a), Some(b)) if a.is_ascii() && b.is_ascii() => false,
        (Some(one), None) | (None, Some(one)) if one.is_ascii() => false,
        _ => fold(a) == fold(b),
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
            ("か\u{3099}き “\u{1f71}β” \u{212b}ngström", "がき άβ ångström"),
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
        for pair in words.windows(2) {
            assert!(beginning(pair[0]) <= beginning(pair[1]), "{pair:?}");
            assert_eq!(are_alike(pair[0], pair[1]), pair == ["aska", "åska"], "{pair:?}");
        }
        assert!(are_alike("ø", "o") && are_alike("ß", "ss") && !are_alike("ße", "ss"));
    }
}
