//! What is particular to a language: which words say nothing, and what is left of
//! a word without its endings.

use std::borrow::Cow;

use snowball_stemmers_rs::{Algorithm, Stemmer};

use crate::config::Language;

/// Words that stand in nearly every text and say nothing of what it is about.
const SWEDISH: &str = "alla andra att av blev bli blir både bör då de den denna deras dess dessa det detta dig din ditt \
    dock du där därför efter ej eller en endast enligt er ett flera från för genom ha hade han hans har hennes hon honom \
    hur här ingen inom inte jag ju kan kring kunde man med mellan men mer mest mig min mot mycket många ni nu när och \
    också om oss på redan samt sig sin sina sitt ska skall skulle som så sådan till under upp ut utan vad var vara varit \
    varje vem vi vid vilka vilken vilket år är åt även över";

/// The same in English.
const ENGLISH: &str = "an and are as at be been but by can could did do does for from had has have he her his how \
    if in into is it its me my no not of on or our shall she should so such than that the their them then there these \
    they this those to was we were what when which who will with would you your";

/// The rules of a language.
pub struct Grammar {
    stemmer: Stemmer,
    silent: &'static str,
    silent_count: usize,
}

impl Grammar {
    /// Those of a language.
    pub fn of(language: Language) -> Self {
        let (algorithm, silent) = match language {
            Language::Swedish => (Algorithm::Swedish, SWEDISH),
            Language::English => (Algorithm::English, ENGLISH),
        };
        Self { stemmer: Stemmer::create(algorithm), silent, silent_count: silent.split(' ').count() }
    }

    /// A word in lower case without its endings.
    pub fn stem<'w>(&self, word: &'w str) -> Cow<'w, str> {
        if word.as_bytes()[0].is_ascii_digit() { Cow::Borrowed(word) } else { self.stemmer.stem(word) }
    }

    /// How many words are not searched for.
    pub fn silent_count(&self) -> usize {
        self.silent_count
    }

    /// The words that are not searched for.
    pub fn silent(&self) -> impl Iterator<Item = &'static str> {
        self.silent.split(' ')
    }
}
