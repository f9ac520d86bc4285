//! What stands before a number and what that says of it: a prefix, a kind word,
//! `Dnr`, or a word after which no number is a case of this archive.
//!
//! Takes the text up to the digits, read backwards word by word; which shapes
//! of number its words admit is decided here, what the shapes are is `shape`'s.

use super::shape::Shape;
use super::words::{self, Gap, Tail, Word, is_space, spelled};

/// How far a motion's number may stand from the word, with its authors between.
const FAR: usize = 80;
/// Room for the word itself, in bytes.
const LONGEST_KIND: usize = 20;

/// In capitals of more letters than these may be a word of the sentence.
const SURE_LETTERS: usize = 5;

/// What stands before a number in running text.
#[derive(Clone, Debug)]
pub struct Lead {
    /// What it says of the number.
    pub vouch: Vouch,
    /// Where the number begins with its prefix or kind word.
    pub start: usize,
    /// Whether a parenthesis opens just before the digits.
    pub parenthesis: bool,
}

/// What the words before a number say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vouch {
    /// Nothing: the number must speak for itself.
    Nothing,
    /// That it belongs to another series, or is no number.
    Foreign,
    /// `Dnr` and its like: it is a case number.
    Register,
    /// Letters that belong to it.
    Prefix {
        /// As in [`super::Number`].
        prefix: String,
        /// Whether `Dnr` stands before the letters.
        registered: bool,
        /// Whether the letters may rather be a word of the sentence.
        doubtful: bool,
    },
    /// `Motion` and its like, in canonical form.
    Kind(&'static str),
    /// What the number before it says of this one too.
    Carried(Carry),
}

/// What holds for a number joined by `och` to the one that was introduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carry {
    /// `Dnr 7-742-2011 och 5-744-2011`
    Register,
    /// `Motion 2012:6 och 2012:7`
    Kind(&'static str),
}

impl Vouch {
    /// Whether a number of this shape may be a case number after these words.
    pub fn admits(&self, shape: &Shape) -> bool {
        if !shape.fits() || shape.is_common() {
            return false;
        }
        match self {
            Self::Foreign => false,
            Self::Nothing => shape.stands_alone(),
            Self::Register => shape.is_compound() || shape.is_serial(),
            Self::Prefix { prefix, registered, .. } => {
                let own_colon = !shape.has_colon() || words::may_have_colon(prefix);
                own_colon && (shape.has_year() || *registered && (shape.is_compound() || shape.is_serial()))
            }
            Self::Kind(_) | Self::Carried(Carry::Kind(_)) => shape.is_yearly(),
            Self::Carried(Carry::Register) => shape.has_year() && !shape.is_span(),
        }
    }

    /// The prefix that it gives the number.
    pub fn prefix(&self) -> Option<String> {
        match self {
            Self::Prefix { prefix, .. } => Some(prefix.clone()),
            Self::Kind(kind) | Self::Carried(Carry::Kind(kind)) => Some((*kind).to_owned()),
            _ => None,
        }
    }

    /// What it says of a number joined to this one.
    pub fn carry(&self) -> Option<Carry> {
        match self {
            Self::Register | Self::Prefix { registered: true, .. } => Some(Carry::Register),
            Self::Kind(kind) => Some(Carry::Kind(kind)),
            Self::Carried(carry) => Some(*carry),
            _ => None,
        }
    }

    /// Whether digits after a space may belong to the number.
    pub fn reaches_over_space(&self) -> bool {
        matches!(self, Self::Register | Self::Prefix { .. })
    }

    /// Whether the number may also be one without these words.
    pub fn is_doubtful(&self) -> bool {
        matches!(self, Self::Kind(_) | Self::Carried(Carry::Kind(_)) | Self::Prefix { doubtful: true, .. })
    }
}

/// Reads the words at the end of `before`, which begins where the last mention
/// ended. `carried` is what that mention says of one joined to it.
pub fn before(before: &str, carried: Option<Carry>) -> Lead {
    let mut tail = Tail::of(before);
    let mut word = tail.word();
    if word == Word::Counter {
        tail = tail.passed_over();
        word = tail.word();
    }
    let here = before.len();
    let parenthesis = tail.gap == Gap::Parenthesis;
    let (vouch, start) = match word {
        Word::Foreign if !tail.follows_register() => (Vouch::Foreign, here),
        Word::Register => (Vouch::Register, here),
        Word::Kind(kind) if tail.has_space() => (Vouch::Kind(kind), tail.rest.len()),
        Word::Joiner if tail.rest.trim_end_matches(is_joint).is_empty() => {
            (carried.map_or(Vouch::Nothing, Vouch::Carried), here)
        }
        _ if parenthesis => (distant_kind(before).map_or(Vouch::Nothing, Vouch::Kind), here),
        _ => match prefix(&tail) {
            Some(prefix) => (prefix, tail.rest.len()),
            None if tail.lets_go() => (Vouch::Nothing, here),
            None => (Vouch::Foreign, here),
        },
    };
    Lead { vouch, start, parenthesis }
}

fn is_joint(letter: char) -> bool {
    letter == ',' || is_space(letter)
}

/// Reads the last word as a prefix.
fn prefix(tail: &Tail) -> Option<Vouch> {
    if !tail.word.starts_with(char::is_uppercase) {
        return None;
    }
    let registered = tail.follows_register();
    let capitals = words::is_capital_prefix(tail.word);
    let fits = match tail.gap {
        _ if tail.stopped || tail.closed || !tail.stands_free => false,
        // `I 2017/991` begins a sentence.
        Gap::Space => registered || tail.word != "I",
        // `A4` and `E20` are no numbers.
        Gap::None => registered || tail.word.chars().nth(1).is_some(),
        Gap::Joint => capitals,
        Gap::Parenthesis => false,
    };
    let loose = registered && words::is_loose_prefix(tail.word);
    if !fits || !capitals && !loose {
        return None;
    }
    let prefix = spelled(tail.word).to_uppercase();
    let long = prefix.chars().count() > SURE_LETTERS && !prefix.contains('-');
    Some(Vouch::Prefix { doubtful: long && tail.gap == Gap::Space && !registered, prefix, registered })
}

/// `Motion av Yvonne Ruwaida (mp) (2008:25)`: the kind, if its word stands
/// before the authors. Before the parenthesis must be a name or a party, for
/// after other words it holds the number of a law.
fn distant_kind(before: &str) -> Option<&'static str> {
    let window = &before[before.floor_char_boundary(before.len().saturating_sub(FAR + LONGEST_KIND))..];
    let kind = |(at, _)| kind_before(&window[..at]).map(|kind| (at, kind));
    let (at, kind) = window.rmatch_indices(" av ").find_map(kind)?;
    let between = window[at..].strip_suffix('(')?;
    let near = between.len() <= FAR && !between.contains(" om ") && !ends_sentence(between);
    (near && ends_in_name(between)).then_some(kind)
}

fn kind_before(text: &str) -> Option<&'static str> {
    match Tail::of(text).word() {
        Word::Kind(kind) => Some(kind),
        _ => None,
    }
}

/// Whether the last word is a name, a party or `m.fl.`
fn ends_in_name(text: &str) -> bool {
    let last = text.trim_end_matches(is_space).rsplit(is_space).next().unwrap_or_default();
    let law = ["lag", "lagen", "balken", "förordningen"].iter().any(|ending| last.ends_with(ending));
    !law && (last.ends_with([')', '.']) || last.starts_with(char::is_uppercase))
}

/// A full stop ends a sentence unless it ends an initial.
fn ends_sentence(text: &str) -> bool {
    let stop = |(at, _): (usize, &str)| {
        let initial = text[..at].ends_with(char::is_uppercase);
        !initial && text[at + 1..].trim_start_matches(is_space).starts_with(char::is_uppercase)
    };
    text.contains(['!', '?', ';', '\n']) || text.match_indices('.').any(stop)
}

/// What stands before the digits of a string that is one number.
#[derive(Debug, Default)]
pub struct Opening {
    /// As in [`super::Number`].
    pub prefix: Option<String>,
    /// Whether a parenthesis is open.
    pub parenthesis: bool,
    vouches: bool,
}

impl Opening {
    /// Whether it makes a number of this shape a case number.
    pub fn admits(&self, shape: &Shape) -> bool {
        shape.fits() && (shape.is_compound() || self.vouches && shape.is_serial())
    }

    fn read(&mut self, tail: &Tail) -> Option<()> {
        let capitals = words::is_capital_prefix(tail.word);
        let prefix = match tail.word() {
            Word::Counter => return Some(()),
            Word::Register => {
                self.vouches = true;
                return Some(());
            }
            Word::Kind(kind) => kind.to_owned(),
            Word::Foreign | Word::Other if capitals || words::is_loose_prefix(tail.word) => {
                self.vouches |= capitals;
                spelled(tail.word).to_uppercase()
            }
            _ => return None,
        };
        self.prefix.replace(prefix).is_none().then_some(())
    }
}

/// Reads all of `text`, which ends where the digits begin.
pub fn opening(text: &str) -> Option<Opening> {
    let mut opening = Opening::default();
    let mut rest = text;
    while !rest.trim_matches(is_space).is_empty() {
        let tail = Tail::of(rest);
        let opens = tail.gap == Gap::Parenthesis;
        if !tail.stands_free || tail.closed || opens && opening.parenthesis {
            return None;
        }
        opening.parenthesis |= opens;
        if !(opens && tail.word.is_empty() && tail.rest.is_empty()) {
            opening.read(&tail)?;
        }
        rest = tail.rest;
    }
    Some(opening)
}
