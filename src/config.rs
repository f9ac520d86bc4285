//! `site.toml`: what the archive is called, where it will stand, how it looks.

use std::path::PathBuf;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Diagnostics};
use crate::fields::{self, Fields, Vocabulary};
use crate::text::{FileId, Spanned};

/// A language that the program has words for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// Swedish.
    Swedish,
    /// English.
    English,
}

impl Vocabulary for Language {
    const NAME: &'static str = "language with a locale file";
    const UNKNOWN: &'static str = "unknown-language";
    const ALL: &'static [Self] = &[Self::Swedish, Self::English];

    fn word(self) -> &'static str {
        match self {
            Self::Swedish => "sv",
            Self::English => "en",
        }
    }
}

/// The configuration of a site, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The name of the archive.
    pub title: String,
    /// A sentence about it, for the front page.
    pub description: Option<String>,
    /// Where it will stand, ending in `/`. Only what must be absolute depends on it.
    pub base_url: Option<String>,
    /// The language of the pages.
    pub language: Language,
    /// The language of texts, titles and names, where no document says another.
    pub text_language: String,
    /// The site's own theme folder, relative to the root.
    pub theme: Option<PathBuf>,
    /// The folder of case files, relative to the root.
    pub content: PathBuf,
    /// Whether each document's annotated file is shown on a page of its own.
    pub source_pages: bool,
    /// Whether there is a page for searching.
    pub search: bool,
    /// How many entries an index shows before it is split by year, a year by month, and a month by day; a position counts as three.
    pub index_limit: usize,
    /// What the page about accessibility says.
    pub accessibility: Accessibility,
    /// Free data for themes.
    pub extra: toml::Table,
}

/// How far an archive fulfils the law on digital accessibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compliance {
    /// Wholly.
    Full,
    /// But for what is listed.
    Partial,
    /// Hardly.
    None,
}

impl Vocabulary for Compliance {
    const NAME: &'static str = "compliance status";
    const UNKNOWN: &'static str = "unknown-compliance";
    const ALL: &'static [Self] = &[Self::Full, Self::Partial, Self::None];

    fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::None => "none",
        }
    }
}

/// `[accessibility]`: what whoever publishes an archive must say of it. (Lag 2018:1937
/// om tillgänglighet till digital offentlig service, 13 §, and the directive (EU)
/// 2016/2102, article 7: the status, what falls short and why, whom to tell, and
/// where to complain.)
#[derive(Clone, Debug, Default)]
pub struct Accessibility {
    /// Who answers for the archive.
    pub publisher: Option<String>,
    /// How far it fulfils the law; nothing while that has not been judged.
    pub status: Option<Compliance>,
    /// What falls short, point by point.
    pub deficiencies: Vec<String>,
    /// How it was tested.
    pub method: Option<String>,
    /// When it was last judged.
    pub reviewed: Option<Date>,
    /// Whom to tell.
    pub email: Option<String>,
    /// The number to call.
    pub phone: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: String::new(),
            description: None,
            base_url: None,
            language: Language::Swedish,
            text_language: Language::Swedish.word().to_owned(),
            theme: None,
            content: PathBuf::from("content"),
            source_pages: false,
            search: true,
            index_limit: 90,
            accessibility: Accessibility::default(),
            extra: toml::Table::new(),
        }
    }
}

impl Config {
    /// What messages call the content folder: its path with `/` between parts.
    pub fn content_name(&self) -> String {
        self.content.to_string_lossy().replace('\\', "/")
    }

    /// The language of texts, titles and names, where it is not that of the pages.
    pub fn foreign_language(&self) -> Option<&str> {
        self.language_of(None)
    }

    /// The language of a text that may name one itself, where it is not that of the pages.
    pub fn language_of<'a>(&'a self, own: Option<&'a str>) -> Option<&'a str> {
        Some(own.unwrap_or(&self.text_language)).filter(|language| *language != self.language.word())
    }

    /// Whether a text that may name its language itself is in that of most texts, and so of the glossary.
    pub fn is_usual(&self, own: Option<&str>) -> bool {
        own.is_none_or(|language| language == self.text_language)
    }

    /// Reads the text of `site.toml`. What is wrong is reported, and left at its default.
    pub fn parse(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Self {
        fields::parse(file, text, 0, diagnostics, Self::read)
    }

    fn read(mut fields: Fields) -> Self {
        let default = Self::default();
        let language = language(&mut fields).unwrap_or(default.language);
        let text_language = fields.language_tag("text_language").map(|tag| tag.value);
        let config = Self {
            title: fields.required_text("title", "\"Beslutsarkivet\"").map(|title| title.value).unwrap_or_default(),
            description: fields.text("description").map(|text| text.value),
            base_url: base_url(&mut fields),
            language,
            text_language: text_language.unwrap_or_else(|| language.word().to_owned()),
            theme: folder(&mut fields, "theme"),
            content: folder(&mut fields, "content").unwrap_or(default.content),
            source_pages: fields.flag("source_pages").unwrap_or(default.source_pages),
            search: fields.flag("search").unwrap_or(default.search),
            index_limit: fields.count("index_limit").unwrap_or(default.index_limit),
            accessibility: fields.tables("accessibility", accessibility).pop().unwrap_or_default(),
            extra: fields.extra().map(|table| *table).unwrap_or_default(),
        };
        fields.finish();
        config
    }
}

fn base_url(fields: &mut Fields) -> Option<String> {
    let written = fields.text("base_url")?;
    match check_base_url(&written.value) {
        Ok(url) => Some(url),
        Err(problem) => {
            fields.diagnostics().push(bad_value("base_url", &written, problem));
            None
        }
    }
}

/// Completes a base address: http or https, with a host, ending in `/`.
///
/// # Errors
/// What is wrong with it, in words.
pub fn check_base_url(url: &str) -> Result<String, &'static str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.ok_or("it must begin with https:// or http://")?.split('/').next().unwrap_or_default();
    if host.is_empty() || url.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'<>?#\\".contains(c)) {
        return Err("it must be an address such as https://arkiv.example/ without a query");
    }
    Ok(format!("{}/", url.trim_end_matches('/')))
}

/// Takes the first of `languages`. The list is the format's; a build writes one language.
fn language(fields: &mut Fields) -> Option<Language> {
    let written = fields.texts("languages");
    let mut known = Vec::new();
    for word in &written {
        match Language::parse(&word.value) {
            Some(language) => known.push(language),
            None => fields.diagnostics().push(Language::unknown(&word.value, word.span)),
        }
    }
    if let [_, second, ..] = written.as_slice() {
        let message = format!("the pages are written in one language, `{}`", written[0].value);
        let diagnostic = Diagnostic::warning("one-language", second.span, message).label("not built");
        fields
            .diagnostics()
            .push(diagnostic.help("name one language; build a second time with another site.toml for the other"));
    }
    known.first().copied()
}

fn accessibility(mut fields: Fields) -> Accessibility {
    let mut text = |key| fields.text(key).map(|text| text.value);
    let [publisher, method, phone] = ["publisher", "method", "phone"].map(&mut text);
    let accessibility = Accessibility {
        publisher,
        method,
        phone,
        status: fields.word("status").map(|status| status.value),
        deficiencies: fields.texts("deficiencies").into_iter().map(|text| text.value).collect(),
        reviewed: fields.date("reviewed").map(|date| date.value),
        email: email(&mut fields),
    };
    fields.finish();
    accessibility
}

/// An address that can be written into a link: what could lead elsewhere is refused.
fn email(fields: &mut Fields) -> Option<String> {
    let written = fields.text("email")?;
    let (name, host) = written.value.split_once('@').unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    if !name.is_empty() && host.contains('.') && name.chars().all(is_plain) && host.chars().all(is_plain) {
        return Some(written.value);
    }
    fields.diagnostics().push(bad_value("email", &written, "it must be an address such as arkiv@kommun.example"));
    None
}

fn folder(fields: &mut Fields, key: &'static str) -> Option<PathBuf> {
    let written = fields.text(key)?;
    let path = PathBuf::from(&written.value);
    if path.components().all(|part| matches!(part, std::path::Component::Normal(_))) {
        return Some(path);
    }
    fields.diagnostics().push(bad_value(key, &written, "it must be a folder inside the site's own"));
    None
}

fn bad_value(key: &str, written: &Spanned<String>, problem: &str) -> Diagnostic {
    Diagnostic::error("bad-value", written.span, format!("`{key}` cannot be `{}`: {problem}", written.value))
}
