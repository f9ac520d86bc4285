//! What is wrong with the content, where, and what to do about it.
//!
//! A diagnostic is a value: stages push them and go on, so that one run finds
//! every mistake. This module knows files and spans and nothing of the domain;
//! each stage writes its own messages.
//!
//! Messages are lower case, without a full stop, with backticks around what
//! was written. The message says what is wrong, the label what stands at the
//! place, the help what to do. The nearest known name is suggested only when
//! it is near ([`nearest`]).

mod near;
mod print;

pub use near::nearest;
pub use print::{plain, print, styled};

use std::borrow::Cow;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::text::{FileId, Sources, Span};

/// Whether the site can be built all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, but somebody should look.
    Warning,
}

/// Where a diagnostic points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Place {
    File(FileId),
    Span(Span),
}

/// One mistake or doubt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Whether the build fails.
    pub severity: Severity,
    /// The name of the kind of mistake, as the manual lists it.
    pub code: Cow<'static, str>,
    message: String,
    place: Place,
    label: String,
    related: Vec<(Span, String)>,
    help: Vec<String>,
}

impl Diagnostic {
    /// An error at a place in a file.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, Place::Span(span), message.into())
    }

    /// A warning at a place in a file.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, Place::Span(span), message.into())
    }

    /// An error about a file as a whole.
    pub fn file_error(code: &'static str, file: FileId, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, Place::File(file), message.into())
    }

    /// A warning about a file as a whole.
    pub fn file_warning(code: &'static str, file: FileId, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, Place::File(file), message.into())
    }

    fn new(severity: Severity, code: &'static str, place: Place, message: String) -> Self {
        Self {
            severity,
            code: code.into(),
            message,
            place,
            label: String::new(),
            related: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Says something beside the underlined words.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Points at a second place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push((span, text.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Asks whether `name` was meant, if there is one.
    #[must_use]
    pub fn did_you_mean(self, name: Option<&str>) -> Self {
        match name {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}

/// Mistakes that many threads meet at once, each kept once.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<Diagnostic>>);

impl Faults {
    /// Adds one, unless it is there.
    pub fn add(&self, fault: Diagnostic) {
        let mut faults = self.0.lock().expect("no thread fails while it holds the lock");
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }

    /// All of them so far.
    pub fn all(&self) -> Vec<Diagnostic> {
        self.0.lock().expect("no thread fails while it holds the lock").clone()
    }
}

/// The diagnostics of a run, in the order in which they were found.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all of another list.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Puts them in the order of the files and of the places in them, each
    /// mistake once, whatever threads found them.
    pub fn sort(&mut self, sources: &Sources) {
        let key =
            |one: &Diagnostic| (sources.name(one.file()).to_owned(), one.place, one.code.clone(), one.message.clone());
        self.0.sort_by_cached_key(key);
        self.0.dedup();
    }

    /// Makes an error of every warning, for `--strict`.
    pub fn deny_warnings(&mut self) {
        for diagnostic in &mut self.0 {
            diagnostic.severity = Severity::Error;
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Whether any of them points into a file.
    pub fn mention(&self, file: FileId) -> bool {
        let mentions = |one: &Diagnostic| one.file() == file || one.related.iter().any(|(span, _)| span.file == file);
        self.0.iter().any(mentions)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many are errors.
    pub fn errors(&self) -> usize {
        self.0.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    }

    /// How many are warnings.
    pub fn warnings(&self) -> usize {
        self.0.len() - self.errors()
    }
}

impl Diagnostic {
    pub(crate) fn file(&self) -> FileId {
        match self.place {
            Place::File(file) => file,
            Place::Span(span) => span.file,
        }
    }
}
