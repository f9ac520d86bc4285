//! TOML tables, read field by field.
//!
//! Every key that a format knows is asked for by name; [`Fields::finish`] then
//! reports the keys that nobody asked for, with the nearest that is known. A
//! wrong value is reported where it stands and read as absent, so that one run
//! finds every mistake of a table. Used for `site.toml`, registers and front matter.

use jiff::civil::Date;
use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::text::{FileId, Span, Spanned};

/// A set of words that a format allows, such as the stances.
pub trait Vocabulary: Copy + 'static {
    /// What the set is called in messages, such as `stance`.
    const NAME: &'static str;
    /// The code of the diagnostic for a word that is not in it, such as `unknown-stance`.
    const UNKNOWN: &'static str;
    /// Every word, in the order of the manual.
    const ALL: &'static [Self];
    /// The word as it is written.
    fn word(self) -> &'static str;

    /// Finds a word.
    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.word() == word)
    }

    /// The error for a word that is not in the set.
    fn unknown(word: &str, span: Span) -> Diagnostic {
        let words: Vec<_> = Self::ALL.iter().map(|value| value.word()).collect();
        let near = nearest(word, words.iter().copied());
        Diagnostic::error(Self::UNKNOWN, span, format!("`{word}` is not {}", article(Self::NAME)))
            .did_you_mean(near)
            .help(format!("it can be {}", listed(&words)))
    }
}

/// Words as a list in a sentence.
fn listed(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}

/// Parses TOML that starts `base` bytes into `file`, reports what is wrong with
/// its syntax, and hands what could be read to `read`.
pub fn parse<T>(
    file: FileId,
    text: &str,
    base: usize,
    diagnostics: &mut Diagnostics,
    read: impl FnOnce(Fields) -> T,
) -> T {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        diagnostics.push(syntax_error(file, text, base, error));
    }
    let span = Span::new(file, base..base);
    read(Fields { file, base, table: table.get_ref(), span, known: Vec::new(), diagnostics })
}

/// Some syntax errors stand just after the last byte of what is wrong, or on
/// nothing at all; the underline then takes the character before.
fn syntax_error(file: FileId, text: &str, base: usize, error: &toml::de::Error) -> Diagnostic {
    let range = error.span().unwrap_or(0..0);
    let end = range.end.min(text.len());
    let start = if range.start < end { range.start } else { text.floor_char_boundary(end.saturating_sub(1)) };
    let span = Span::new(file, base + start..base + end);
    let message = error.message();
    if message.starts_with("invalid date") {
        let written = &text[start..end];
        return Diagnostic::error("bad-date", span, format!("there is no date `{written}`")).label(message.to_owned());
    }
    Diagnostic::error("bad-toml", span, format!("this is not TOML: {message}"))
        .help("texts stand in quotes, lists in square brackets, dates as 2018-04-25 without quotes")
}

/// One table, being read.
pub struct Fields<'t, 'i, 'd> {
    file: FileId,
    base: usize,
    table: &'t DeTable<'i>,
    span: Span,
    known: Vec<&'static str>,
    diagnostics: &'d mut Diagnostics,
}

impl<'t, 'i> Fields<'t, 'i, '_> {
    /// Where the table stands: its whole, or the start of the file for the outermost.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Where further mistakes are reported.
    pub fn diagnostics(&mut self) -> &mut Diagnostics {
        self.diagnostics
    }

    fn at(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, self.base + range.start..self.base + range.end)
    }

    fn get(&mut self, key: &'static str) -> Option<(&'t DeValue<'i>, Span)> {
        self.known.push(key);
        let value: &'t TomlSpanned<DeValue<'i>> = self.table.get(key)?;
        Some((value.get_ref(), self.at(value.span())))
    }

    fn wrong_type(&mut self, key: &str, span: Span, value: &DeValue, expected: &str) {
        let found = value.type_str();
        let diagnostic =
            Diagnostic::error("wrong-type", span, format!("`{key}` must be {expected}, not {}", type_name(found)));
        self.diagnostics.push(match (expected, found) {
            ("a date", "string") => diagnostic.help("write the date without quotes, as in 2018-04-25"),
            ("a list of texts", "string") => diagnostic.help("write it in square brackets, as in [\"…\"]"),
            _ => diagnostic,
        });
    }

    /// A text. Empty ones are refused.
    pub fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let (value, span) = self.get(key)?;
        match value {
            DeValue::String(text) => self.nonempty(key, text, span),
            other => {
                self.wrong_type(key, span, other, "a text");
                None
            }
        }
    }

    fn nonempty(&mut self, key: &str, text: &str, span: Span) -> Option<Spanned<String>> {
        if text.trim().is_empty() {
            let diagnostic = Diagnostic::error("empty-text", span, format!("`{key}` is empty"));
            self.diagnostics.push(diagnostic.help("write something, or leave the key out"));
            return None;
        }
        Some(Spanned::new(text.trim().to_owned(), span))
    }

    /// A text that must be there; its absence is reported.
    pub fn required_text(&mut self, key: &'static str, example: &str) -> Option<Spanned<String>> {
        if self.table.contains_key(key) {
            return self.text(key);
        }
        self.known.push(key);
        self.missing(key, example);
        None
    }

    /// Whether a key is written at all.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Reports that a key is missing.
    pub fn missing(&mut self, key: &str, example: &str) {
        let diagnostic = Diagnostic::error("missing-key", self.span, format!("`{key}` is missing"));
        self.diagnostics.push(diagnostic.help(format!("add a line such as {key} = {example}")));
    }

    /// A list of texts; empty when absent.
    pub fn texts(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some((value, span)) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value else {
            self.wrong_type(key, span, value, "a list of texts");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            let span = self.at(item.span());
            match item.get_ref() {
                DeValue::String(text) => texts.extend(self.nonempty(key, text, span)),
                other => self.wrong_type(key, span, other, "a list of texts"),
            }
        }
        texts
    }

    /// A date, `2018-04-25`.
    pub fn date(&mut self, key: &'static str) -> Option<Spanned<Date>> {
        let (value, span) = self.get(key)?;
        let date = value.as_datetime().and_then(|written| written.date);
        if date.is_none()
            && matches!(value, DeValue::Datetime(written) if *written == toml::value::Datetime { date: None, time: None, offset: None })
        {
            // The parser has already reported a date that does not exist.
            return None;
        }
        let narrow = |date: toml::value::Date| {
            let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
            Date::new(i16::try_from(date.year).ok()?, month, day).ok()
        };
        match date.and_then(narrow) {
            Some(date) => Some(Spanned::new(date, span)),
            None => {
                self.wrong_type(key, span, value, "a date");
                None
            }
        }
    }

    /// The tag of a language, which ends in an attribute of the page: letters, digits, hyphens.
    pub fn language_tag(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let written = self.text(key)?;
        if written.value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Some(written);
        }
        let message = format!("`{}` is not a language tag", written.value);
        let diagnostic = Diagnostic::error("bad-value", written.span, message);
        self.diagnostics.push(diagnostic.help("write it as in sv, en or fi"));
        None
    }

    /// Yes or no.
    pub fn flag(&mut self, key: &'static str) -> Option<bool> {
        match self.get(key)? {
            (DeValue::Boolean(value), _) => Some(*value),
            (other, span) => {
                self.wrong_type(key, span, other, "true or false");
                None
            }
        }
    }

    /// A whole number from 1.
    pub fn count(&mut self, key: &'static str) -> Option<usize> {
        let (value, span) = self.get(key)?;
        let number = value.as_integer().and_then(|number| number.as_str().parse().ok()).filter(|number| *number > 0);
        if number.is_none() {
            self.wrong_type(key, span, value, "a whole number from 1");
        }
        number
    }

    /// A word of a vocabulary.
    pub fn word<V: Vocabulary>(&mut self, key: &'static str) -> Option<Spanned<V>> {
        let written = self.text(key)?;
        let value = V::parse(&written.value);
        if value.is_none() {
            self.diagnostics.push(V::unknown(&written.value, written.span));
        }
        value.map(|value| Spanned::new(value, written.span))
    }

    /// A table.
    pub fn table<T>(&mut self, key: &'static str, read: impl FnOnce(Fields) -> T) -> Option<T> {
        let (value, span) = self.get(key)?;
        match value {
            DeValue::Table(table) => Some(read(self.inner(table, span))),
            other => {
                self.wrong_type(key, span, other, "a table");
                None
            }
        }
    }

    /// A table or a list of tables; empty when absent.
    pub fn tables<T>(&mut self, key: &'static str, mut read: impl FnMut(Fields) -> T) -> Vec<T> {
        match self.get(key) {
            None => Vec::new(),
            Some((DeValue::Table(table), span)) => vec![read(self.inner(table, span))],
            Some((DeValue::Array(items), _)) => {
                let mut values = Vec::new();
                for item in items.iter() {
                    let span = self.at(item.span());
                    match item.get_ref() {
                        DeValue::Table(table) => values.push(read(self.inner(table, span))),
                        other => self.wrong_type(key, span, other, "a table"),
                    }
                }
                values
            }
            Some((other, span)) => {
                self.wrong_type(key, span, other, "a table");
                Vec::new()
            }
        }
    }

    fn inner<'f>(&'f mut self, table: &'t DeTable<'i>, span: Span) -> Fields<'t, 'i, 'f> {
        Fields { file: self.file, base: self.base, table, span, known: Vec::new(), diagnostics: self.diagnostics }
    }

    /// The free data under `extra`, for themes.
    pub fn extra(&mut self) -> Option<Box<toml::Table>> {
        let (value, span) = self.get("extra")?;
        match to_toml(value) {
            toml::Value::Table(table) => Some(Box::new(table)),
            _ => {
                self.wrong_type("extra", span, value, "a table");
                None
            }
        }
    }

    /// Reports every key that was not asked for.
    pub fn finish(self) {
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if self.known.contains(&name) {
                continue;
            }
            let mut known = self.known.clone();
            known.sort_unstable();
            known.dedup();
            let near = nearest(name, known.iter().copied());
            let diagnostic =
                Diagnostic::error("unknown-key", self.at(key.span()), format!("the key `{name}` is not known here"));
            self.diagnostics
                .push(diagnostic.did_you_mean(near).help(format!("the keys known here are {}", known.join(", "))));
        }
    }
}

/// What a TOML type is called here, with its article.
fn type_name(name: &str) -> String {
    article(if name == "string" { "text" } else { name })
}

fn article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {word}")
}

fn to_toml(value: &DeValue) -> toml::Value {
    match value {
        DeValue::String(text) => toml::Value::String(text.to_string()),
        DeValue::Integer(number) => {
            let parsed = i64::from_str_radix(number.as_str(), number.radix());
            parsed.map_or_else(|_| toml::Value::String(number.as_str().to_owned()), toml::Value::Integer)
        }
        DeValue::Float(number) => {
            number.as_str().parse().map_or_else(|_| toml::Value::String(number.as_str().to_owned()), toml::Value::Float)
        }
        DeValue::Boolean(flag) => toml::Value::Boolean(*flag),
        // Templates print it; as a text it prints as it was written.
        DeValue::Datetime(date) => toml::Value::String(date.to_string()),
        DeValue::Array(items) => items.iter().map(|item| to_toml(item.get_ref())).collect::<Vec<_>>().into(),
        DeValue::Table(table) => {
            let fields = table.iter().map(|(key, value)| (key.get_ref().to_string(), to_toml(value.get_ref())));
            toml::Value::Table(fields.collect())
        }
    }
}
