//! The annotation syntax inside documents: section roles at the end of headings
//! and marked words. Both are found in the raw text, so that a message can
//! underline the very word that is wrong.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::front_matter::Written;
use super::vocabulary::{Act, Ground, Outcome, Role, Stance, Target};
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::fields::Vocabulary;
use crate::text::{FileId, Span, Spanned};

/// What stands between braces at the end of a heading.
#[derive(Clone, Debug, Default, Hash, Serialize, Deserialize)]
pub struct Attributes {
    /// `.proposal`
    pub role: Option<Spanned<Role>>,
    /// `#anchor`
    pub anchor: Option<Written>,
    /// `to=`: whom a proposal is made to.
    pub to: Option<Written>,
    /// `body=`: whose section it is, when the heading does not name it.
    pub body: Option<Written>,
    /// `decided=`: the day of the body's sitting.
    pub decided: Option<Spanned<Date>>,
    /// `report=`: the date of its administration's report.
    pub report: Option<Spanned<Date>>,
    /// `report_by=`: the administration, when it is not the one whose parent the body is.
    pub report_by: Option<Written>,
    /// `party=`: the parties behind a reservation or statement.
    pub party: Vec<Written>,
    /// `by=`: the person behind it.
    pub by: Option<Written>,
}

const KEYS: [&str; 7] = ["to", "body", "decided", "report", "report_by", "party", "by"];

/// Reads the attributes of a heading, given its source and where that starts in
/// the file. `None` when it has no braces at its end.
pub fn attributes(file: FileId, source: &str, at: usize, diagnostics: &mut Diagnostics) -> Option<Attributes> {
    // A heading that is underlined may have several lines; its attributes end the last.
    let underlined = || source.trim_end().trim_end_matches(['=', '-']).trim_end();
    let text = if source.starts_with('#') { source.lines().next()? } else { underlined() };
    let open = text.rfind('{')?;
    let inner = text[open..].trim_end().strip_prefix('{')?.strip_suffix('}')?;
    let mut attributes = Attributes::default();
    for (range, token) in tokens(inner) {
        let start = at + open + 1 + range;
        let span = Span::new(file, start..start + token.len());
        attribute(&mut attributes, token, span, diagnostics);
    }
    Some(attributes)
}

fn attribute(attributes: &mut Attributes, token: &str, span: Span, diagnostics: &mut Diagnostics) {
    if let Some(word) = token.strip_prefix('.') {
        let span = Span { start: span.start + 1, ..span };
        match Role::parse(word) {
            Some(_) if attributes.role.is_some() => diagnostics.push(
                Diagnostic::error("two-roles", span, "a section has one role")
                    .help("give the other a heading of its own"),
            ),
            Some(role) => attributes.role = Some(Spanned::new(role, span)),
            None => diagnostics.push(Role::unknown(word, span)),
        }
    } else if let Some(anchor) = token.strip_prefix('#') {
        attributes.anchor = Some(Spanned::new(anchor.to_owned(), span));
    } else if let Some((key, value)) = token.split_once('=') {
        let quotes = usize::from(value.len() > 1 && value.starts_with('"') && value.ends_with('"'));
        let value_at = span.start as usize + key.len() + 1 + quotes;
        let value = &value[quotes..value.len() - quotes];
        let value = Spanned::new(value.to_owned(), Span::new(span.file, value_at..value_at + value.len()));
        keyed(attributes, key, value, span, diagnostics);
    } else {
        diagnostics.push(
            Diagnostic::error(
                "bad-attribute",
                span,
                format!("`{token}` is neither a role, an anchor nor a key with a value"),
            )
            .help("write a role as .proposal, a key as to=Kommunfullmäktige, a value of several words in quotes"),
        );
    }
}

fn keyed(attributes: &mut Attributes, key: &str, value: Written, span: Span, diagnostics: &mut Diagnostics) {
    match key {
        "to" => attributes.to = Some(value),
        "body" => attributes.body = Some(value),
        "report_by" => attributes.report_by = Some(value),
        "by" => attributes.by = Some(value),
        "party" => attributes.party = separated(&value),
        "decided" => attributes.decided = date(&value, diagnostics),
        "report" => attributes.report = date(&value, diagnostics),
        _ => diagnostics.push(
            Diagnostic::error("unknown-attribute", span, format!("a section has no attribute `{key}`"))
                .did_you_mean(nearest(key, KEYS))
                .help(format!("the attributes are {}", KEYS.join(", "))),
        ),
    }
}

/// `party=S,MP` names two.
fn separated(value: &Written) -> Vec<Written> {
    let mut at = value.span.start as usize;
    let part = |part: &str| {
        let span = Span::new(value.span.file, at..at + part.len());
        at += part.len() + 1;
        Spanned::new(part.to_owned(), span)
    };
    value.value.split(',').map(part).collect()
}

fn date(value: &Written, diagnostics: &mut Diagnostics) -> Option<Spanned<Date>> {
    match value.value.parse() {
        Ok(date) if value.value.len() == 10 => Some(Spanned::new(date, value.span)),
        _ => {
            diagnostics.push(
                Diagnostic::error("bad-date", value.span, format!("there is no date `{}`", value.value))
                    .help("write it as year, month and day: 2018-04-25"),
            );
            None
        }
    }
}

/// Splits at spaces outside quotes; each token with its offset.
fn tokens(inner: &str) -> Vec<(usize, &str)> {
    let mut tokens = Vec::new();
    let (mut start, mut quoted) = (None, false);
    for (at, letter) in inner.char_indices() {
        match (letter, start) {
            ('"', _) => {
                quoted = !quoted;
                start = start.or(Some(at));
            }
            (letter, Some(from)) if letter.is_whitespace() && !quoted => {
                tokens.push((from, &inner[from..at]));
                start = None;
            }
            (letter, None) if !letter.is_whitespace() => start = Some(at),
            _ => {}
        }
    }
    tokens.extend(start.map(|from| (from, &inner[from..])));
    tokens
}

/// What a mark says of its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MarkValue {
    /// `stance:`
    Stance(Stance),
    /// `ground:`
    Ground(Ground),
    /// `act:`
    Act(Act),
    /// `outcome:`
    Outcome(Outcome),
}

impl MarkValue {
    /// Its kind and its word: the keys by which the locale names it, and the classes of its element.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Stance(stance) => ("stance", stance.word()),
            Self::Ground(ground) => ("ground", ground.word()),
            Self::Act(act) => ("act", act.word()),
            Self::Outcome(outcome) => ("outcome", outcome.word()),
        }
    }
}

/// The schemes of marked words.
pub const SCHEMES: [&str; 4] = ["stance:", "ground:", "act:", "outcome:"];

/// The address of a mark, read.
#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
pub struct MarkAddress {
    /// What it says.
    pub value: MarkValue,
    /// Which of the motion's claims it is about; none means the whole.
    pub claim: Option<Spanned<u8>>,
    /// What it is aimed at, when that is said.
    pub target: Option<Spanned<Target>>,
    /// Who holds it, when a text speaks for several.
    pub body: Option<Written>,
}

/// Whether a link's address is that of a mark.
pub fn is_mark(address: &str) -> bool {
    SCHEMES.iter().any(|scheme| address.starts_with(scheme))
}

/// Reads the address of a mark, `stance:opposes?claim=1&body=slug`. `None` when
/// its value is not one of the vocabulary's, which is reported.
pub fn mark(address: &Written, diagnostics: &mut Diagnostics) -> Option<MarkAddress> {
    let text = address.value.as_str();
    let part = |part: &str, at: usize| {
        let start = address.span.start as usize + at;
        Spanned::new(part.to_owned(), Span::new(address.span.file, start..start + part.len()))
    };
    let (head, query) = text.split_once('?').map_or((text, None), |(head, query)| (head, Some(query)));
    let (scheme, word) = head.split_once(':')?;
    let word = part(word, scheme.len() + 1);
    let value = match scheme {
        "stance" => vocabulary(&word, MarkValue::Stance, diagnostics),
        "ground" => vocabulary(&word, MarkValue::Ground, diagnostics),
        "act" => vocabulary(&word, MarkValue::Act, diagnostics),
        _ => vocabulary(&word, MarkValue::Outcome, diagnostics),
    };
    let mut mark = MarkAddress { value: value?, claim: None, target: None, body: None };
    let mut at = head.len() + 1;
    for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (key, written) = (part(key, at), part(value, at + key.len() + 1));
        at += pair.len() + 1;
        parameter(&mut mark, &key, written, diagnostics);
    }
    if let (MarkValue::Act(_) | MarkValue::Outcome(_), Some(target)) = (mark.value, &mark.target) {
        diagnostics.push(
            Diagnostic::error("unknown-attribute", target.span, "acts and outcomes have no parameter `target`")
                .help("only a stance or a ground is aimed at something"),
        );
    }
    Some(mark)
}

fn vocabulary<V: Vocabulary>(
    word: &Written,
    wrap: fn(V) -> MarkValue,
    diagnostics: &mut Diagnostics,
) -> Option<MarkValue> {
    let value = V::parse(&word.value);
    if value.is_none() {
        diagnostics.push(V::unknown(&word.value, word.span));
    }
    value.map(wrap)
}

fn parameter(mark: &mut MarkAddress, key: &Written, written: Written, diagnostics: &mut Diagnostics) {
    match key.value.as_str() {
        "claim" if mark.claim.is_some() => diagnostics.push(
            Diagnostic::error("bad-claim", written.span, "a mark is about one claim")
                .help("mark the words of each claim by themselves, or leave the claim out for the whole"),
        ),
        "claim" => match written.value.parse() {
            Ok(number) if number > 0 => mark.claim = Some(Spanned::new(number, written.span)),
            _ => diagnostics.push(
                Diagnostic::error(
                    "bad-claim",
                    written.span,
                    format!("`{}` is not the number of a claim", written.value),
                )
                .help("claims are numbered from 1 in the order in which the motion lists them"),
            ),
        },
        "target" => match Target::parse(&written.value) {
            Some(target) => mark.target = Some(Spanned::new(target, written.span)),
            None => diagnostics.push(Target::unknown(&written.value, written.span)),
        },
        "body" => mark.body = Some(written),
        _ => diagnostics.push(
            Diagnostic::error("unknown-attribute", key.span, format!("a mark has no parameter `{}`", key.value))
                .did_you_mean(nearest(&key.value, ["claim", "target", "body"]))
                .help("the parameters are claim, target and body"),
        ),
    }
}
