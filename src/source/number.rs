//! The syntax of case numbers: how they are written, not which there are.
//!
//! Takes a string that is meant as a number ([`parse`]) or running text
//! ([`mentions`]); gives [`Number`]s in which spellings of the same number are
//! equal. No one grammar covers what municipalities write, so a mention is only
//! a place worth asking about: the archive's own list decides, and what is
//! never a case number (laws, dates, telephones) is not asked about.

mod lead;
mod shape;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use lead::{Carry, Lead};
use shape::Shape;

/// A case number reduced to what identifies it: letters upper-cased, digits
/// without leading zeros, years four digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Number {
    /// The letters before it, or its kind: `KS`, `S-DP`, `MOTION`.
    pub prefix: Option<Box<str>>,
    /// Everything after the prefix, its parts joined by `/`.
    pub key: Box<str>,
}

/// A place in running text that may be a number of this archive; whether it is
/// one, only the archive's own list can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Never empty; the longest first, and the others lie within it.
    pub readings: Vec<Reading>,
}

/// One way to read a mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What a link would cover: the number with its prefix or kind word, but
    /// neither `Dnr` nor the punctuation of the sentence.
    pub range: Range<usize>,
    /// The number it would be.
    pub number: Number,
}

/// Reads a whole string as one number, as registers and `[[…]]` write it.
///
/// Whoever writes so means a number, which is why much passes here that
/// [`mentions`] leaves alone: any separators, short prefixes in small letters,
/// numbers without a year. Two parts are needed, or three digits after a prefix.
pub fn parse(text: &str) -> Option<Number> {
    let text = text.trim_matches(words::is_space);
    let (before, body) = text.split_at(next_digit(text.as_bytes(), 0)?);
    let opening = lead::opening(before)?;
    let (shape, rest) = Shape::whole(body);
    let closing = rest.trim_start_matches(words::is_space);
    let closing = if opening.parenthesis { closing.strip_prefix(')')? } else { closing };
    let whole = matches!(closing, "" | ".") && opening.admits(&shape);
    whole.then(|| Number { prefix: opening.prefix.map(Into::into), key: shape.key().into() })
}

/// Every mention in a run of text, left to right, not overlapping.
pub fn mentions(text: &str) -> Mentions<'_> {
    Mentions { text, at: 0, floor: 0, carry: None }
}

/// The iterator that [`mentions`] returns.
#[derive(Clone, Debug)]
pub struct Mentions<'t> {
    text: &'t str,
    /// Where to look next.
    at: usize,
    /// Where the last mention ended: nothing before it belongs to the next.
    floor: usize,
    /// What the last mention says of one joined to it by `och`.
    carry: Option<Carry>,
}

impl Iterator for Mentions<'_> {
    type Item = Mention;

    fn next(&mut self) -> Option<Mention> {
        loop {
            let at = next_digit(self.text.as_bytes(), self.at)?;
            let shape = Shape::scan(self.text, at);
            self.at = shape.end;
            if !shape.may_matter(self.text) {
                continue;
            }
            let lead = lead::before(&self.text[self.floor..at], self.carry);
            let readings = self.readings(at, &shape, &lead);
            if let Some(longest) = readings.first() {
                self.at = longest.range.end;
                self.floor = longest.range.end;
                self.carry = lead.vouch.carry();
                return Some(Mention { readings });
            }
        }
    }
}

impl Mentions<'_> {
    fn readings(&self, at: usize, shape: &Shape, lead: &Lead) -> Vec<Reading> {
        let vouch = &lead.vouch;
        let mut readings = Vec::new();
        // What vouches for the number vouches for digits after a space, too.
        let longer = if vouch.reaches_over_space() { shape.extended(self.text) } else { None };
        for shape in longer.iter().chain([shape]).filter(|shape| vouch.admits(shape) && self.ends(shape)) {
            let number = Number { prefix: vouch.prefix().map(Into::into), key: shape.key().into() };
            readings.push(Reading { range: self.linked(at, shape, lead), number });
        }
        if vouch.is_doubtful() && shape.stands_alone() && self.ends(shape) {
            let number = Number { prefix: None, key: shape.key().into() };
            readings.push(Reading { range: at..shape.end, number });
        }
        readings
    }

    /// The number with what stands before it. A parenthesis that opens between
    /// the two must close after them, or the link covers the number alone.
    fn linked(&self, at: usize, shape: &Shape, lead: &Lead) -> Range<usize> {
        let start = self.floor + lead.start;
        match self.text[shape.end..].starts_with(')') {
            _ if !lead.parenthesis || start == at => start..shape.end,
            true => start..shape.end + 1,
            false => at..shape.end,
        }
    }

    /// Whether the token ends where the shape does.
    fn ends(&self, shape: &Shape) -> bool {
        let mut after = self.text[shape.end..].chars();
        let (Some(last), next) = (after.next(), after.next()) else {
            return true;
        };
        match last {
            '/' => !next.is_some_and(char::is_alphanumeric),
            '.' => !next.is_some_and(|next| next.is_lowercase() || next.is_numeric()),
            '-' | ':' | '\u{2010}' | '\u{2011}' => !next.is_some_and(|next| next.is_uppercase() || next.is_numeric()),
            last => !words::holds_on(last),
        }
    }
}

/// The next digit from `from` on. Text is mostly without, and a block is
/// cleared many bytes at a time.
fn next_digit(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(block) = bytes.get(at..at + 64) {
        if block.iter().fold(false, |any, byte| any | byte.is_ascii_digit()) {
            break;
        }
        at += 64;
    }
    bytes[at..].iter().position(u8::is_ascii_digit).map(|found| at + found)
}
