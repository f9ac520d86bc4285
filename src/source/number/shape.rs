//! The body of a number, from its first digit to its last part: its parts, what
//! can be told from their shape alone, and the key they make.

use super::words::{is_letter, is_space, spelled};

/// More parts than this are no case number met so far.
const MOST_PARTS: usize = 8;
/// Letters between parts, as in `2013-KS0548/003`.
const MOST_LETTERS: usize = 4;
const SOFT_HYPHEN: &[u8] = "\u{ad}".as_bytes();

/// Parts of digits, of digits with dots between (`1.5.1`) or of letters.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'t> {
    parts: [&'t str; MOST_PARTS],
    /// May exceed what `parts` holds: then the shape is none of ours.
    count: usize,
    slash_first: bool,
    colon: bool,
    /// Where it ends in the text that it was read from.
    pub end: usize,
}

impl<'t> Shape<'t> {
    /// Reads the digits at `at` and every part joined to them.
    pub fn scan(text: &'t str, at: usize) -> Self {
        let mut shape = Self { parts: [""; MOST_PARTS], count: 0, slash_first: false, colon: false, end: at };
        shape.push(text, 0, digits(&text[at..]));
        loop {
            let rest = &text[shape.end..];
            let joint = separator(rest);
            let after_letters = shape.count <= MOST_PARTS && !is_numeric(shape.last());
            let length = match digits(&rest[joint..]) {
                0 if joint > 0 => capitals(&rest[joint..]),
                0 => break,
                _ if joint == 0 && !after_letters => break,
                length => length,
            };
            if length == 0 {
                break;
            }
            shape.push(text, joint, length);
        }
        shape
    }

    /// Reads `text` from its first digit with spaces around or in place of
    /// separators and letters of either case; gives also what it leaves.
    pub fn whole(text: &'t str) -> (Self, &'t str) {
        let mut shape = Self::scan(text, 0);
        loop {
            let rest = &text[shape.end..];
            let blank = rest.len() - rest.trim_start_matches(is_space).len();
            let joint = blank + separator(&rest[blank..]);
            let next = rest[joint..].trim_start_matches(is_space);
            let gap = rest.len() - next.len();
            let length = match digits(next) {
                // Without a separator a word is no part of the number.
                0 if joint > blank => letters(next),
                length => length,
            };
            if length == 0 || shape.count > MOST_PARTS {
                return (shape, rest);
            }
            shape.push(text, gap, length);
        }
    }

    /// With the digits that follow after a space, as in `02-820 107`.
    pub fn extended(mut self, text: &'t str) -> Option<Self> {
        let rest = &text[self.end..];
        let space = rest.chars().next().filter(|&letter| is_space(letter))?.len_utf8();
        let length = digits(&rest[space..]);
        self.push(text, space, length);
        let more = separator(&text[self.end..]);
        let ends_there = digits(&text[self.end + more..]) == 0 && !self.last().contains('.');
        (length > 0 && ends_there).then_some(self)
    }

    fn push(&mut self, text: &'t str, joint: usize, length: usize) {
        let start = self.end + joint;
        let written = &text[self.end..start];
        self.colon |= written.contains(':');
        self.slash_first |= self.count == 1 && written.contains('/');
        self.end = start + length;
        if let Some(part) = self.parts.get_mut(self.count) {
            *part = &text[start..self.end];
        }
        self.count += 1;
    }

    fn parts(&self) -> &[&'t str] {
        &self.parts[..self.count.min(MOST_PARTS)]
    }

    fn last(&self) -> &'t str {
        self.parts().last().copied().unwrap_or_default()
    }

    /// Whether it is worth asking what stands before it. Most digits in a text
    /// are amounts, days and years.
    pub fn may_matter(&self, text: &str) -> bool {
        self.is_compound() || self.is_serial() || self.extended(text).is_some()
    }

    /// Whether it is short enough to be a number at all.
    pub fn fits(&self) -> bool {
        self.count <= MOST_PARTS
    }

    /// Whether it has more than one part.
    pub fn is_compound(&self) -> bool {
        self.count > 1
    }

    /// Whether a colon stands between two of its parts.
    pub fn has_colon(&self) -> bool {
        self.colon
    }

    /// Whether it could be a serial number on its own: three digits or more, and not a year.
    pub fn is_serial(&self) -> bool {
        self.count == 1 && width(self.parts[0]) >= 3 && year(self.parts[0]).is_none() && !self.parts[0].contains('.')
    }

    /// Whether some part is a year, or stands where two-digit years do.
    pub fn has_year(&self) -> bool {
        self.is_compound() && (self.full_year() || is_short_year(self.parts[0]) || is_short_year(self.last()))
    }

    /// A year and a serial number, as motions are numbered.
    pub fn is_yearly(&self) -> bool {
        let [first, second] = *self.parts() else {
            return false;
        };
        let numeric = is_numeric(first) && is_numeric(second);
        numeric && self.full_year() && !self.is_dotted() && !self.is_span()
    }

    /// Whether it is a number with nothing before it to say so.
    pub fn stands_alone(&self) -> bool {
        let is_date = self.is_common() || self.is_spoken_date() || self.is_span();
        if self.colon || !self.fits() || is_date || !is_numeric(self.last()) {
            return false;
        }
        match *self.parts() {
            [] | [_] => false,
            [first, second] => {
                let padded = is_padded(first) || is_padded(second);
                self.full_year() && !self.is_dotted() && (self.slash_first || padded)
            }
            // Telephone numbers begin with a zero, dates have no part that is longer than two digits.
            [first, .., last] => {
                let long = self.parts().iter().any(|part| width(part) > 2 || part.contains('.'));
                self.full_year() || is_short_year(last) && long && !first.starts_with('0')
            }
        }
    }

    /// ISO dates and the parliament's numbers (`2016/17:171`), which no word
    /// before them makes into a case number.
    pub fn is_common(&self) -> bool {
        match *self.parts() {
            [first, second, third, ..] => {
                let two_digits = width(second) == 2 && width(third) == 2;
                let date = year(first).is_some() && is_month(second) && is_day(third);
                two_digits && date || self.colon && is_next_year(first, second)
            }
            _ => false,
        }
    }

    /// `28/1-2013`; but after `Dnr` it is the first case of class 28.
    fn is_spoken_date(&self) -> bool {
        match *self.parts() {
            [day, month, last] => is_day(day) && is_month(month) && year(last).is_some(),
            _ => false,
        }
    }

    /// Years from one to another: `2018-2019`, `2016/2017`, `2016/17`.
    ///
    /// With a slash only what a school year or a term of office spans, as
    /// `2012/1999` may well be a case.
    pub fn is_span(&self) -> bool {
        let [first, second] = *self.parts() else {
            return false;
        };
        if self.colon {
            return false;
        }
        match (year(first), year(second)) {
            (Some(from), Some(to)) => !self.slash_first || (from + 1..=from + 4).contains(&to),
            _ => is_next_year(first, second),
        }
    }

    fn full_year(&self) -> bool {
        self.parts().iter().any(|part| year(part).is_some())
    }

    fn is_dotted(&self) -> bool {
        self.parts().iter().any(|part| part.contains('.'))
    }

    /// The canonical form of its parts, joined by `/`.
    pub fn key(&self) -> String {
        let short = self.short_year();
        let mut key = String::with_capacity(self.end.min(24));
        for (index, part) in self.parts().iter().enumerate() {
            if index > 0 {
                key.push('/');
            }
            if short == Some(index) {
                let century = if value(part).is_some_and(|year| year >= 50) { "19" } else { "20" };
                key.push_str(century);
                key.extend(figures(part).map(char::from));
            } else {
                push_part(&mut key, part);
            }
        }
        key
    }

    /// The part that is a year of two digits: the last, or else the first.
    fn short_year(&self) -> Option<usize> {
        let last = self.parts().len().checked_sub(1).filter(|&last| last > 0)?;
        [last, 0].into_iter().find(|&index| is_short_year(self.parts[index])).filter(|_| !self.full_year())
    }
}

fn push_part(key: &mut String, part: &str) {
    if !is_numeric(part) {
        key.push_str(&spelled(part).to_uppercase());
        return;
    }
    for (index, group) in part.split('.').enumerate() {
        if index > 0 {
            key.push('.');
        }
        let zeros = figures(group).take_while(|&digit| digit == b'0').count();
        key.extend(figures(group).skip(zeros.min(width(group) - 1)).map(char::from));
    }
}

/// How much of `text` is digits, with single dots between and soft hyphens passed over.
fn digits(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    loop {
        let rest = &bytes[at..];
        at += match rest {
            [b'0'..=b'9', ..] => 1,
            [b'.', ..] if at > 0 && digit(at + 1) => 1,
            _ if at > 0 && rest.starts_with(SOFT_HYPHEN) && digit(at + 2) => 2,
            _ => return at,
        };
    }
}

/// How much of `text` is a short word; nothing if the word is longer.
fn letters(text: &str) -> usize {
    let length = text.find(|letter| !is_letter(letter)).unwrap_or(text.len());
    if text[..length].chars().count() > MOST_LETTERS { 0 } else { length }
}

fn capitals(text: &str) -> usize {
    let length = letters(text);
    if text[..length].chars().all(char::is_uppercase) { length } else { 0 }
}

/// The length of the separator that `text` begins with. A dash is none: it stands between numbers.
fn separator(text: &str) -> usize {
    match text.chars().next() {
        Some('/' | '-' | ':') => 1,
        Some(hyphen @ ('\u{2010}' | '\u{2011}')) => hyphen.len_utf8(),
        _ => 0,
    }
}

fn figures(part: &str) -> impl Iterator<Item = u8> {
    part.bytes().filter(u8::is_ascii_digit)
}

fn width(part: &str) -> usize {
    figures(part).count()
}

fn is_numeric(part: &str) -> bool {
    part.starts_with(|letter: char| letter.is_ascii_digit())
}

/// The value of a part of at most four digits.
fn value(part: &str) -> Option<u32> {
    let short = is_numeric(part) && width(part) <= 4 && !part.contains('.');
    short.then(|| figures(part).fold(0, |value, digit| value * 10 + u32::from(digit - b'0')))
}

fn year(part: &str) -> Option<u32> {
    value(part).filter(|year| width(part) == 4 && (1900..2100).contains(year))
}

fn is_short_year(part: &str) -> bool {
    width(part) == 2 && value(part).is_some()
}

fn is_next_year(first: &str, second: &str) -> bool {
    width(second) == 2 && year(first).is_some_and(|year| value(second) == Some((year + 1) % 100))
}

fn is_month(part: &str) -> bool {
    value(part).is_some_and(|month| (1..=12).contains(&month))
}

fn is_day(part: &str) -> bool {
    value(part).is_some_and(|day| (1..=31).contains(&day))
}

fn is_padded(part: &str) -> bool {
    part.starts_with('0') && width(part) >= 5
}
