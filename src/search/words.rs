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

/// Gives `take` each word of a text, as the bytes of its letters, with where they
/// stand among those of the `room`, until that is cleared.
pub fn each(text: &str, room: &mut Room, mut take: impl FnMut(usize, &[u8])) {
    let text: &str = &composed(text);
    let base = room.sort_out(text.as_bytes());
    let mut at = 0;
    while at < text.len() {
        at = room.usual(text, base, at, &mut take);
        if at < text.len() {
            at = room.unusual(text, at, &mut take);
        }
    }
}

/// Room to take texts apart in.
#[derive(Default)]
pub struct Room {
    /// Texts in lower case, as far as their letters are common ones, and words that have others.
    small: Vec<u8>,
    /// What each byte of the last text is, and as many breaks after it as are looked at together.
    kinds: Vec<u8>,
}

/// A byte of an ASCII letter or digit, or of a letter that begins with 0xC3, is 0. Any other byte of ASCII:
const BREAK: u8 = 1;
/// A byte of a character that has to be looked at more closely is one more.
#[cfg(test)]
const UNKNOWN: u8 = BREAK + 1;

/// So many bytes are looked at together.
const TOGETHER: usize = size_of::<u128>();

impl Room {
    /// Forgets all letters.
    pub fn clear(&mut self) {
        self.small.clear();
    }

    /// Letters that were taken.
    pub fn letters(&self, start: usize, length: usize) -> &[u8] {
        &self.small[start..start + length]
    }

    /// Says of each byte of a text what it is, and puts it in lower case; gives where
    /// that begins. There are no branches in this, so that many bytes are done at once.
    fn sort_out(&mut self, bytes: &[u8]) -> usize {
        let base = self.small.len();
        self.small.extend_from_slice(bytes);
        self.kinds.clear();
        self.kinds.resize(bytes.len() + TOGETHER, BREAK);
        let Some(last) = bytes.len().checked_sub(1) else { return base };
        let small_bytes = &mut self.small[base..];
        for at in [0, last] {
            let before = at.checked_sub(1).map_or(0, |before| bytes[before]);
            let after = bytes.get(at + 1).copied().unwrap_or_default();
            (self.kinds[at], small_bytes[at]) = (kind(before, bytes[at], after), small(before, bytes[at]));
        }
        let inner = 1..last.max(1);
        let around = bytes.iter().zip(&bytes[inner.clone()]).zip(&bytes[inner.end.min(2)..]);
        let out = self.kinds[inner.clone()].iter_mut().zip(&mut small_bytes[inner]);
        for ((kinds, letter), ((before, byte), after)) in out.zip(around) {
            *kinds = kind(*before, *byte, *after);
            *letter = small(*before, *byte);
        }
        base
    }

    /// Takes words of a text from `at` on until one has other letters than the common
    /// ones, or is very long. Gives where that begins, or where the text ends.
    fn usual(&self, text: &str, base: usize, mut at: usize, take: &mut impl FnMut(usize, &[u8])) -> usize {
        let (small, kinds) = (&self.small[base..], &*self.kinds);
        while at < text.len() {
            if kinds[at] == BREAK {
                at += 1;
                continue;
            }
            let end = end_of_letters(kinds, at);
            let is_end = kinds[end] == BREAK || !text[end..].chars().next().is_some_and(is_letter);
            if !is_end || end - at > LONGEST {
                return at;
            }
            match &small[at..end] {
                [] | [0xC3, _] => {}
                [one] if !one.is_ascii_digit() => {}
                word => take(base + at, word),
            }
            at = end + if kinds[end] == BREAK { 1 } else { text[end..].chars().next().map_or(0, char::len_utf8) };
        }
        text.len()
    }

    /// Takes one word of a text, letter by letter. Gives where it ends.
    fn unusual(&mut self, text: &str, start: usize, take: &mut impl FnMut(usize, &[u8])) -> usize {
        let (mut at, mut letters, first) = (start, 0, self.small.len());
        while let Some(letter) = text[at..].chars().next().filter(|letter| is_letter(*letter)) {
            at += letter.len_utf8();
            for letter in letter.to_lowercase().filter(|_| letter != SOFT_HYPHEN) {
                if letters < LONGEST {
                    self.small.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                    letters += 1;
                }
            }
        }
        let word = &self.small[first..];
        if letters > 1 || letters == 1 && word[0].is_ascii_digit() {
            take(first, word);
        }
        at
    }
}

/// Where the letters that follow one another end.
fn end_of_letters(kinds: &[u8], start: usize) -> usize {
    let mut at = start;
    loop {
        let together = kinds[at..at + TOGETHER].try_into().map_or(u128::MAX, u128::from_le_bytes);
        if together != 0 {
            return at + together.trailing_zeros() as usize / 8;
        }
        at += TOGETHER;
    }
}

/// What a byte is, given those before and after it.
fn kind(before: u8, byte: u8, after: u8) -> u8 {
    let is_common = ((byte | 0x20).wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'0') < 10);
    let is_first = (byte == 0xC3) & (after != TIMES) & (after != DIVIDED);
    let is_second = (before == 0xC3) & (byte != TIMES) & (byte != DIVIDED);
    let is_letter = is_common | is_first | is_second;
    if is_letter { 0 } else { BREAK + (byte >> 7) }
}

/// The second bytes of × and ÷.
const TIMES: u8 = 0x97;
const DIVIDED: u8 = 0xB7;

/// A byte in lower case, given the one before it.
fn small(before: u8, byte: u8) -> u8 {
    let is_latin = (before == 0xC3) & (byte.wrapping_sub(0x80) < 0x1F) & (byte != TIMES);
    byte | u8::from((byte.wrapping_sub(b'A') < 26) | is_latin) << 5
}

const SOFT_HYPHEN: char = '\u{ad}';

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() && letter <= '\u{ffff}' || letter == SOFT_HYPHEN
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

/// The same as [`fold`] for words of the common letters alone.
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
pub fn beginning(word: &str) -> u128 {
    let head = &word.as_bytes()[..word.len().min(BEGINNING)];
    if head.is_ascii() {
        return number_of(head);
    }
    let folded = fold(word);
    number_of(&folded.as_bytes()[..folded.len().min(BEGINNING)])
}

/// How many bytes a beginning has.
const BEGINNING: usize = size_of::<u128>();

fn number_of(bytes: &[u8]) -> u128 {
    let mut first = [0; BEGINNING];
    first[..bytes.len()].copy_from_slice(bytes);
    u128::from_be_bytes(first)
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
        each(text, &mut Room::default(), |_, word| found.push(String::from_utf8(word.to_vec()).unwrap()));
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
    fn each_byte_of_a_common_letter_is_known_for_one() {
        let text: String = ('\0'..='ÿ').flat_map(|letter| [letter, ' ']).collect();
        let mut room = Room::default();
        room.sort_out(text.as_bytes());
        for (at, letter) in text.char_indices() {
            let expected = match letter {
                'À'..='ÿ' if letter.is_alphabetic() => 0,
                '\u{80}'.. => UNKNOWN,
                _ if letter.is_alphanumeric() => 0,
                _ => BREAK,
            };
            let end = at + letter.len_utf8();
            assert!(room.kinds[at..end].iter().all(|kind| *kind == expected), "{letter:?}");
            if expected == 0 {
                assert_eq!(&room.small[at..end], letter.to_lowercase().to_string().as_bytes(), "{letter:?}");
            }
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
        for word in ["återvändande", "ånålystbanaåäö", "abcdefghijklmnoß", "жåa", "æøðßþ", "ā"] {
            let folded = fold(word);
            assert_eq!(beginning(word), number_of(&folded.as_bytes()[..folded.len().min(BEGINNING)]), "{word}");
        }
        assert!(are_alike("ø", "o") && are_alike("ß", "ss") && !are_alike("ße", "ss"));
    }
}
