//! Sorted entries as the text of shards: what a key shares with the one before it is left out.

use super::bits::DIGITS;

/// Parts entries.
const NEXT_ENTRY: char = '<';

/// Parts the fields of an entry.
const NEXT_FIELD: char = ' ';

/// What stands under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Box<str>,
    /// Its fields, each after a space.
    pub tail: String,
}

impl Entry {
    /// An entry with these fields. Empty ones at the end are left out.
    pub fn new(key: &str, fields: &[&str]) -> Self {
        let mut tail = String::new();
        push_tail(&mut tail, fields);
        Self { key: key.into(), tail }
    }

    /// A field, counted from 0; empty when it was left out.
    pub fn field(&self, number: usize) -> &str {
        self.tail.split(NEXT_FIELD).nth(number + 1).unwrap_or_default()
    }
}

/// Adds the fields of an entry, without empty ones at the end.
pub fn push_tail(out: &mut String, fields: &[&str]) {
    let count = fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
    for field in &fields[..count] {
        out.push(NEXT_FIELD);
        out.push_str(field);
    }
}

/// Adds an entry: how many characters its key shares with the key before it, the others, and its fields.
pub fn push_entry(out: &mut String, before: Option<&str>, key: &str, tail: &str) {
    if before.is_some() {
        out.push(NEXT_ENTRY);
    }
    let shared = shared(before.unwrap_or_default(), key);
    push_digit(out, shared.chars);
    out.push_str(&key[shared.bytes..]);
    out.push_str(tail);
}

/// The entries of a shard's text. `None` when it is none.
pub fn read(text: &str) -> Option<Vec<Entry>> {
    let mut key = String::new();
    let mut entries = Vec::new();
    for entry in text.split(NEXT_ENTRY) {
        let (head, tail) = entry.split_at(entry.find(NEXT_FIELD).unwrap_or(entry.len()));
        let (shared, rest) = (digit(head)?, head.get(1..)?);
        key.truncate(key.char_indices().nth(shared).map_or(key.len(), |(at, _)| at));
        key.push_str(rest);
        entries.push(Entry { key: key.as_str().into(), tail: tail.to_owned() });
    }
    Some(entries)
}

/// What the first character of a text stands for.
fn digit(text: &str) -> Option<usize> {
    let first = text.bytes().next()?;
    DIGITS.binary_search(&first).ok()
}

/// The number that a text begins with, and what comes after it. `None` when it begins with none.
pub fn leading_number(text: &str) -> Option<(u32, &str)> {
    let mut number = 0_u32;
    for (at, _) in text.bytes().enumerate() {
        let digit = u32::try_from(digit(&text[at..])?).ok()?;
        number = number.checked_mul(GOES_ON)?.checked_add(digit % GOES_ON)?;
        if digit < GOES_ON {
            return Some((number, &text[at + 1..]));
        }
    }
    None
}

/// One word by another, as [`push_change`] tells it. `None` when it tells nothing.
pub fn changed(from: &str, change: &str) -> Option<String> {
    let end = from.char_indices().rev().take(digit(change)?).last().map_or(from.len(), |(at, _)| at);
    Some([&from[..end], change.get(1..)?].concat())
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
    let mut bytes = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    while !a.is_char_boundary(bytes) {
        bytes -= 1;
    }
    let (chars, most) = (a[..bytes].chars().count(), DIGITS.len() - 1);
    if chars <= most {
        return Shared { chars, bytes };
    }
    let bytes = a.char_indices().nth(most).map_or(bytes, |(at, _)| at);
    Shared { chars: most, bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_leave_out_what_they_share() {
        let mut out = String::new();
        push_entry(&mut out, None, "återvandra", " x y");
        push_entry(&mut out, Some("återvandra"), "återvinning", "");
        assert_eq!(out, "!återvandra x y<'inning");
        assert_eq!(read(&out), Some(vec![Entry::new("återvandra", &["x", "y", ""]), Entry::new("återvinning", &[])]));
        assert_eq!(read(&out).unwrap()[0].field(1), "y");
        assert_eq!((read(""), read("é")), (None, None));
        let (long, longer) = ("å".repeat(95), "å".repeat(99));
        let mut out = String::new();
        push_entry(&mut out, None, &long, "");
        push_entry(&mut out, Some(&long), &longer, "");
        assert_eq!(&*read(&out).unwrap()[1].key, longer);
        assert!(out.contains(&format!("<~{}", "å".repeat(9))), "{out}");
    }

    #[test]
    fn small_numbers_are_short() {
        for (number, expected) in [(2, "$"), (44, "O"), (45, "Q!"), (2025, "QP!")] {
            let mut out = String::new();
            push_number(&mut out, number);
            assert_eq!(out, expected, "{number}");
            assert_eq!(leading_number(&(out + "$x")), Some((number, "$x")));
        }
    }

    #[test]
    fn a_stem_is_its_word_with_another_end() {
        for (from, to, expected) in [("kommunens", "kommun", "%"), ("happy", "happi", "\u{23}i"), ("så", "så", "!")] {
            let mut out = String::new();
            push_change(&mut out, from, to);
            assert_eq!(out, expected);
            assert_eq!(changed(from, &out), Some(to.to_owned()));
        }
    }
}
