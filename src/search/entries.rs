//! Sorted entries as the text of shards: what a key shares with the one before it is left out.

use super::bits::DIGITS;

/// Parts entries.
const NEXT_ENTRY: char = '<';

/// Parts the fields of an entry.
const NEXT_FIELD: char = ' ';

/// Adds an entry: how many characters its key shares with the key before it, the others, and its fields.
pub fn push_entry(
    out: &mut String,
    before: Option<&str>,
    key: &str,
    fields: impl IntoIterator<Item = impl AsRef<str>>,
) {
    if before.is_some() {
        out.push(NEXT_ENTRY);
    }
    let shared = shared(before.unwrap_or_default(), key);
    push_digit(out, shared.chars);
    out.push_str(&key[shared.bytes..]);
    for field in fields {
        out.push(NEXT_FIELD);
        out.push_str(field.as_ref());
    }
}

/// Adds a small number, at most 90.
pub fn push_digit(out: &mut String, number: usize) {
    out.push(char::from(DIGITS[number]));
}

/// Half of the digits: those from it on say that a number goes on.
const GOES_ON: u32 = 45;

/// Adds a number, the highest digits first. Every digit but the last has 45 added.
pub fn push_number(out: &mut String, number: u32) {
    if number >= GOES_ON {
        push_leading(out, number / GOES_ON);
    }
    push_digit(out, (number % GOES_ON) as usize);
}

fn push_leading(out: &mut String, number: u32) {
    if number >= GOES_ON {
        push_leading(out, number / GOES_ON);
    }
    push_digit(out, (GOES_ON + number % GOES_ON) as usize);
}

/// One word in terms of another: how many of its last characters to drop, and what to add.
pub fn push_change(out: &mut String, from: &str, to: &str) {
    let shared = shared(from, to);
    push_digit(out, from[shared.bytes..].chars().count());
    out.push_str(&to[shared.bytes..]);
}

struct Shared {
    chars: usize,
    bytes: usize,
}

/// How much two words have in common at their beginnings.
fn shared(a: &str, b: &str) -> Shared {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).take(DIGITS.len() - 1);
    let (chars, bytes) = same.fold((0, 0), |(chars, bytes), (letter, _)| (chars + 1, bytes + letter.len_utf8()));
    Shared { chars, bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_leave_out_what_they_share() {
        let mut out = String::new();
        push_entry(&mut out, None, "återvandra", ["x", "y"]);
        push_entry(&mut out, Some("återvandra"), "återvinning", None::<&str>);
        assert_eq!(out, "!återvandra x y<'inning");
    }

    #[test]
    fn small_numbers_are_short() {
        for (number, expected) in [(2, "$"), (44, "O"), (45, "Q!"), (2025, "QP!")] {
            let mut out = String::new();
            push_number(&mut out, number);
            assert_eq!(out, expected, "{number}");
        }
    }

    #[test]
    fn a_stem_is_its_word_with_another_end() {
        for (from, to, expected) in [("kommunens", "kommun", "%"), ("happy", "happi", "\u{23}i"), ("så", "så", "!")] {
            let mut out = String::new();
            push_change(&mut out, from, to);
            assert_eq!(out, expected);
        }
    }
}
