//! The front matter of cases, documents and pages, as written: names are still
//! names, and nothing is looked up. The keys are those of the manual's "format" page.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::number::{self, Number};
use super::vocabulary::{DocumentType, Rendition, State};
use crate::diag::{Diagnostic, Diagnostics};
use crate::fields::{self, Fields};
use crate::text::{FileId, Span, Spanned};

/// A name or text as written, and where.
pub type Written = Spanned<String>;

const FENCE: &str = "+++";

/// A file in its two parts.
pub struct Split<'t> {
    /// The TOML between the fences.
    pub front: &'t str,
    /// Where it starts in the file.
    pub front_at: usize,
    /// The text after the second fence.
    pub body: &'t str,
    /// Where that starts.
    pub body_at: usize,
}

/// Divides a file at its fences. Reports and returns `None` when there are none.
pub fn split<'t>(file: FileId, text: &'t str, diagnostics: &mut Diagnostics) -> Option<Split<'t>> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut lines = text[start..].split_inclusive('\n').scan(start, |at, line| {
        let here = *at;
        *at += line.len();
        Some((here, line))
    });
    match lines.next() {
        Some((_, line)) if line.trim_end() == FENCE => {}
        _ => {
            let first = text[start..].lines().next().unwrap_or_default();
            let span = Span::new(file, start..start + first.len());
            diagnostics.push(
                Diagnostic::error("no-front-matter", span, "the file does not begin with front matter")
                    .label("expected a line `+++` here")
                    .help("begin with a line `+++`, then the keys, then another line `+++`, then the text"),
            );
            return None;
        }
    }
    let front_at = start + text[start..].find('\n').map_or(text.len() - start, |at| at + 1);
    let Some((fence_at, fence)) = lines.find(|(_, line)| line.trim_end() == FENCE) else {
        let span = Span::new(file, start..start + FENCE.len());
        diagnostics.push(
            Diagnostic::error("no-front-matter", span, "the front matter has no end")
                .label("opened here")
                .help("close it with a line `+++`"),
        );
        return None;
    };
    let body_at = fence_at + fence.len();
    Some(Split { front: &text[front_at..fence_at], front_at, body: &text[body_at..], body_at })
}

/// One referral round of a case, as written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReferralSource {
    /// Where the table stands.
    pub span: Span,
    /// Who asked.
    pub from: Option<Written>,
    /// When.
    pub sent: Option<Date>,
    /// The last day for answers.
    pub deadline: Option<Date>,
    /// Who was asked.
    pub to: Vec<Written>,
}

/// A number under which a case or document is registered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberSource {
    /// As written.
    pub written: Box<str>,
    /// As it is read.
    pub number: Number,
}

/// The front matter of a `case.md`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseFields {
    /// Ärendemening.
    pub title: Option<Written>,
    /// An address other than the folder's name.
    pub slug: Option<Written>,
    /// Every number that the case goes by.
    pub numbers: Vec<NumberSource>,
    /// Topics.
    pub topics: Vec<Written>,
    /// Referral rounds, in order.
    pub referrals: Vec<ReferralSource>,
    /// Cases that belong with it, by path.
    pub related: Vec<Written>,
    /// When it was opened.
    pub opened: Option<Date>,
    /// When it was closed.
    pub closed: Option<Date>,
    /// Free data for themes.
    #[serde(with = "as_toml")]
    pub extra: Option<Box<toml::Table>>,
}

/// Reads the front matter of a case.
pub fn case(file: FileId, split: &Split, diagnostics: &mut Diagnostics) -> CaseFields {
    fields::parse(file, split.front, split.front_at, diagnostics, |mut fields| {
        let case = CaseFields {
            title: fields.required_text("title", "\"Utbyggnad av cykelvägar\""),
            slug: fields.text("slug"),
            numbers: numbers(&mut fields),
            topics: fields.texts("topics"),
            referrals: fields.tables("referral", referral),
            related: fields.texts("related"),
            opened: date(&mut fields, "opened"),
            closed: date(&mut fields, "closed"),
            extra: fields.extra(),
        };
        fields.finish();
        case
    })
}

fn referral(mut fields: Fields) -> ReferralSource {
    let referral = ReferralSource {
        span: fields.span(),
        from: fields.text("from"),
        sent: date(&mut fields, "sent"),
        deadline: date(&mut fields, "deadline"),
        to: fields.texts("to"),
    };
    if referral.to.is_empty() {
        fields.missing("to", "[\"Socialnämnden\"]");
    }
    fields.finish();
    referral
}

/// Where the original of a document is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Original {
    /// Who keeps it.
    pub institution: Option<String>,
    /// Where it can be seen.
    pub address: Option<Written>,
    /// The checksum of the file that this text was taken from.
    pub checksum: Option<String>,
}

/// The front matter of a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DocumentFields {
    /// What kind of document it is.
    pub kind: Option<DocumentType>,
    /// Its title, when that is not its first level-1 heading.
    pub title: Option<Written>,
    /// An address other than the file's name.
    pub slug: Option<Written>,
    /// When it was dated.
    pub date: Option<Spanned<Date>>,
    /// When the body that it was written for met.
    pub meeting: Option<Spanned<Date>>,
    /// The paragraph of the minutes, `§ 14`.
    pub item: Option<String>,
    /// Who issued it.
    pub body: Option<Written>,
    /// Whom it is addressed to.
    pub to: Option<Written>,
    /// Its own numbers.
    pub numbers: Vec<NumberSource>,
    /// Who wrote it: council members, for a motion.
    pub authors: Vec<Written>,
    /// Who presented the matter.
    pub presented_by: Option<Written>,
    /// The neighbouring document that it answers.
    pub answers: Option<Written>,
    /// What is claimed, point by point.
    pub claims: Vec<Written>,
    /// Topics beside the case's.
    pub topics: Vec<Written>,
    /// Files published with it.
    pub attachments: Vec<Written>,
    /// Where the original is kept.
    pub original: Option<Box<Original>>,
    /// The language of its text, when that is not the site's.
    pub language: Option<String>,
    /// Whether and how it is published.
    pub state: Spanned<State>,
    /// Why it is withheld or withdrawn.
    pub reason: Option<String>,
    /// When it was withdrawn.
    pub withdrawn: Option<Date>,
    /// The first day on which it is no longer published.
    pub expires: Option<Date>,
    /// Whether search engines are asked to leave it alone.
    pub noindex: bool,
    /// How its text here relates to the document.
    pub rendition: Rendition,
    /// Free data for themes.
    #[serde(with = "as_toml")]
    pub extra: Option<Box<toml::Table>>,
}

/// Reads the front matter of a document.
pub fn document(file: FileId, split: &Split, diagnostics: &mut Diagnostics) -> DocumentFields {
    fields::parse(file, split.front, split.front_at, diagnostics, |mut fields| {
        let whole = Span::new(file, split.front_at..split.front_at);
        let kind = fields.word::<DocumentType>("type").map(|kind| kind.value);
        let document = DocumentFields {
            kind,
            title: fields.text("title"),
            slug: fields.text("slug"),
            date: fields.date("date"),
            meeting: fields.date("meeting"),
            item: plain(&mut fields, "item"),
            body: fields.text("body"),
            to: fields.text("to"),
            numbers: numbers(&mut fields),
            authors: fields.texts("authors"),
            presented_by: fields.text("presented_by"),
            answers: fields.text("answers"),
            claims: fields.texts("claims"),
            topics: fields.texts("topics"),
            attachments: fields.texts("attachments"),
            original: fields.table("original", original).map(Box::new),
            language: fields.language_tag("language").map(|tag| tag.value),
            state: fields.word("state").unwrap_or(Spanned::new(State::Published, whole)),
            reason: plain(&mut fields, "reason"),
            withdrawn: date(&mut fields, "withdrawn"),
            expires: date(&mut fields, "expires"),
            noindex: fields.flag("noindex").unwrap_or_default(),
            rendition: fields.word("rendition").map_or(Rendition::Verbatim, |word| word.value),
            extra: fields.extra(),
        };
        if kind.is_none() && !fields.has("type") {
            fields.missing("type", "\"motion\"");
        }
        fields.finish();
        document
    })
}

fn original(mut fields: Fields) -> Original {
    let original = Original {
        institution: plain(&mut fields, "institution"),
        address: web_address(&mut fields, "address"),
        checksum: plain(&mut fields, "checksum"),
    };
    fields.finish();
    original
}

/// An address that a page links to as it is.
fn web_address(fields: &mut Fields, key: &'static str) -> Option<Written> {
    let written = fields.text(key)?;
    let is_web = written.value.starts_with("https://") || written.value.starts_with("http://");
    if is_web && !written.value.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return Some(written);
    }
    let message = format!("`{key}` must be an address on the web");
    fields.diagnostics().push(
        Diagnostic::error("bad-scheme", written.span, message)
            .help("write it in full, beginning with https:// or http://"),
    );
    None
}

fn numbers(fields: &mut Fields) -> Vec<NumberSource> {
    let mut numbers = Vec::new();
    for Spanned { value: written, span } in fields.texts("numbers") {
        match number::parse(&written) {
            Some(number) => numbers.push(NumberSource { written: written.into(), number }),
            None => fields.diagnostics().push(
                Diagnostic::error("bad-number", span, format!("`{written}` cannot be read as a case number"))
                    .help("write it as on the document, as in \"KS 2023/1387\" or \"Motion 2017:40\""),
            ),
        }
    }
    numbers
}

/// The front matter of a plain page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PageFields {
    /// The title.
    pub title: Option<Written>,
    /// The language of its text, when that is not the archive's.
    pub language: Option<String>,
    /// Free data for themes.
    #[serde(with = "as_toml")]
    pub extra: Option<Box<toml::Table>>,
}

/// Reads the front matter of a plain page.
pub fn page(file: FileId, split: &Split, diagnostics: &mut Diagnostics) -> PageFields {
    fields::parse(file, split.front, split.front_at, diagnostics, |mut fields| {
        let page = PageFields {
            title: fields.required_text("title", "\"Om arkivet\""),
            language: fields.language_tag("language").map(|tag| tag.value),
            extra: fields.extra(),
        };
        fields.finish();
        page
    })
}

pub(super) fn date(fields: &mut Fields, key: &'static str) -> Option<Date> {
    fields.date(key).map(|date| date.value)
}

pub(super) fn plain(fields: &mut Fields, key: &'static str) -> Option<String> {
    fields.text(key).map(|text| text.value)
}

/// Free data, kept as the TOML that it is: its shape is known only when it is read.
mod as_toml {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(extra: &Option<Box<toml::Table>>, serializer: S) -> Result<S::Ok, S::Error> {
        extra.as_ref().map(ToString::to_string).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Box<toml::Table>>, D::Error> {
        let text: Option<String> = Option::deserialize(deserializer)?;
        text.map(|text| text.parse().map(Box::new).map_err(serde::de::Error::custom)).transpose()
    }
}
