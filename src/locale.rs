//! The words that the program says on pages, in the site's language.
//!
//! A locale file is part of the theme: nested tables of texts, some with
//! `{name}` for what is filled in. A site may replace single words: what its own
//! file says is laid over the built-in one, whose keys are the only ones allowed.

use std::fmt::{Display, Write};

use jiff::civil::Date;

use crate::config::Language;
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::slug::{is_reserved, slug};
use crate::text::{FileId, Span};

/// The parts of addresses that are words.
#[derive(Clone, Debug)]
pub struct AddressWords {
    /// Bodies.
    pub bodies: String,
    /// Topics.
    pub topics: String,
    /// People.
    pub people: String,
    /// Parties.
    pub parties: String,
    /// Case numbers.
    pub numbers: String,
    /// What was asked for and is not here.
    pub gaps: String,
    /// What was withdrawn.
    pub withdrawn: String,
    /// Words that are explained.
    pub glossary: String,
    /// How accessible the archive is.
    pub accessibility: String,
    /// What has no date.
    pub undated: String,
    /// The annotated file of a document.
    pub source: String,
    /// The page for searching, and the folder of what it loads.
    pub search: String,
}

/// The words of one language.
#[derive(Clone, Debug)]
pub struct Locale {
    /// Which language.
    pub language: Language,
    /// All words, as templates see them.
    pub words: toml::Table,
    /// The words in addresses.
    pub addresses: AddressWords,
    months: Vec<String>,
    date: Pattern,
    month: Pattern,
}

impl Locale {
    /// Reads the built-in locale file.
    ///
    /// # Panics
    /// When that is faulty, which the tests would show.
    pub fn built_in(language: Language, text: &str) -> Self {
        let words: toml::Table = text.parse().expect("the built-in locale is TOML");
        Self::of(language, words)
    }

    fn of(language: Language, words: toml::Table) -> Self {
        let word =
            |path: &str| lookup(&words, path).unwrap_or_else(|| panic!("the locale has the word {path}")).to_owned();
        let address = |key: &str| word(&format!("address.{key}"));
        let addresses = AddressWords {
            bodies: address("bodies"),
            topics: address("topics"),
            people: address("people"),
            parties: address("parties"),
            numbers: address("numbers"),
            gaps: address("gaps"),
            withdrawn: address("withdrawn"),
            glossary: address("glossary"),
            accessibility: address("accessibility"),
            undated: address("undated"),
            source: address("source"),
            search: address("search"),
        };
        let months = (1..=12).map(|month| word(&format!("month.{month}"))).collect();
        let (date, month) = (Pattern::new(&word("date.day")), Pattern::new(&word("date.month")));
        Self { language, addresses, months, date, month, words }
    }

    /// Lays a site's own words over these. Keys that there are not, and values
    /// that are not texts, are reported.
    #[must_use]
    pub fn overlaid(self, file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Self {
        match text.parse::<toml::Table>() {
            Ok(own) => {
                let mut words = self.words.clone();
                let mut faults = Vec::new();
                overlay(&mut words, own, &mut faults);
                for (key, near) in faults {
                    let at = text.find(&key).unwrap_or_default();
                    let span = Span::new(file, at..(at + key.len()).min(text.len()));
                    let diagnostic = Diagnostic::error("unknown-key", span, format!("the theme has no word `{key}`"));
                    diagnostics.push(diagnostic.did_you_mean(near.as_deref()));
                }
                check_addresses(&mut words, &self.words, file, text, diagnostics);
                Self::of(self.language, words)
            }
            Err(error) => {
                let span = Span::new(file, error.span().unwrap_or(0..0));
                diagnostics.push(Diagnostic::error("bad-toml", span, format!("this is not TOML: {}", error.message())));
                self
            }
        }
    }

    /// The word at a dotted path.
    ///
    /// # Panics
    /// When there is none: callers ask for words of the built-in files, which a test checks.
    pub fn word(&self, path: &str) -> &str {
        lookup(&self.words, path).unwrap_or_else(|| panic!("the locale has the word {path}"))
    }

    /// A number with its noun, whose forms stand at a dotted path.
    pub fn counted(&self, path: &str, number: usize) -> String {
        let form = if number == 1 { "one" } else { "other" };
        self.word(&format!("{path}.{form}")).replace("{n}", &number.to_string())
    }

    /// A day as the language writes it: 25 april 2018.
    pub fn day(&self, day: Date) -> String {
        self.date.fill(|name, out| match name {
            "day" => push(out, day.day()),
            "month" => out.push_str(self.month_name(day.month())),
            "year" => push(out, day.year()),
            _ => push(out, format_args!("{{{name}}}")),
        })
    }

    /// A month as the language writes it: april 2018.
    pub fn month(&self, year: i16, month: i8) -> String {
        self.month.fill(|name, out| match name {
            "month" => out.push_str(self.month_name(month)),
            "year" => push(out, year),
            _ => push(out, format_args!("{{{name}}}")),
        })
    }

    fn month_name(&self, month: i8) -> &str {
        &self.months[usize::try_from(month).expect("months are positive") - 1]
    }
}

/// A text with `{name}` where values go.
#[derive(Clone, Debug)]
struct Pattern {
    /// What stands before each name, and the name.
    parts: Vec<(String, String)>,
    end: String,
}

impl Pattern {
    fn new(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            parts.push((before.to_owned(), name.to_owned()));
            rest = after;
        }
        Self { parts, end: rest.to_owned() }
    }

    /// The text with values; `push_value` adds the one of a name.
    fn fill(&self, push_value: impl Fn(&str, &mut String)) -> String {
        let mut filled = String::with_capacity(32);
        for (before, name) in &self.parts {
            filled.push_str(before);
            push_value(name, &mut filled);
        }
        filled + &self.end
    }
}

fn push(out: &mut String, value: impl Display) {
    write!(out, "{value}").expect("a string takes everything");
}

/// Words in addresses must be addresses; others are reported and left as they were.
fn check_addresses(
    words: &mut toml::Table,
    built_in: &toml::Table,
    file: FileId,
    text: &str,
    diagnostics: &mut Diagnostics,
) {
    let Some(toml::Value::Table(addresses)) = words.get_mut("address") else { return };
    for (key, value) in addresses.iter_mut() {
        let word = value.as_str().unwrap_or_default().to_owned();
        if !word.is_empty() && slug(&word) == word && !is_reserved(&word) {
            continue;
        }
        let at = text.find(&word).unwrap_or_default();
        let span = Span::new(file, at..(at + word.len()).min(text.len()));
        let diagnostic = Diagnostic::error("bad-value", span, format!("`{word}` cannot be a part of an address"));
        diagnostics
            .push(diagnostic.help(format!("write it in lower case with hyphens, as in {key} = \"{}\"", slug(&word))));
        if let Some(own) = lookup(built_in, &format!("address.{key}")) {
            *value = toml::Value::String(own.to_owned());
        }
    }
}

fn lookup<'w>(words: &'w toml::Table, path: &str) -> Option<&'w str> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    match (words.get(first)?, rest) {
        (toml::Value::Table(inner), Some(rest)) => lookup(inner, rest),
        (toml::Value::String(word), None) => Some(word),
        _ => None,
    }
}

fn overlay(words: &mut toml::Table, own: toml::Table, faults: &mut Vec<(String, Option<String>)>) {
    for (key, value) in own {
        match (words.get_mut(&key), value) {
            (Some(toml::Value::Table(inner)), toml::Value::Table(own)) => overlay(inner, own, faults),
            (Some(known @ toml::Value::String(_)), value @ toml::Value::String(_)) => *known = value,
            _ => {
                let near =
                    nearest(&key, words.keys().map(String::as_str).filter(|known| **known != key)).map(str::to_owned);
                faults.push((key, near));
            }
        }
    }
}
