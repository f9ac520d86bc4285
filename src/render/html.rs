//! HTML that is written here and not by a template: links, and what is escaped.
//!
//! Everything that comes from an author goes through [`push_escaped`].

use std::borrow::Cow;
use std::fmt::Write;
use std::io;

use memchr::memchr;

use super::site::Site;
use crate::archive::case::Entity;
use crate::archive::ids::AssetId;
use crate::locale::Locale;
use crate::routes::Page;
use crate::source::body::Label;

/// Characters that stand for something in what a template prints. Unicode has set
/// them aside for uses inside a program; in a text that a template is given,
/// another takes their place. Pieces are set in when the marks have been read, and
/// need no such care.
pub mod marks {
    /// What stands for a mark in a text that a template is given.
    pub const GONE: &str = "\u{FFFD}";
    /// The way to the root, in what several pages show.
    pub const ROOT: char = '\u{FDD0}';
    /// A piece of HTML, by its number, which stands between these two.
    pub const PIECE_START: char = '\u{FDD1}';
    /// See there.
    pub const PIECE_END: char = '\u{FDD2}';
    /// All of them.
    pub(super) const ALL: [char; 3] = [ROOT, PIECE_START, PIECE_END];
    /// The byte that each begins with.
    pub(super) const FIRST_BYTE: u8 = 0xEF;
}

/// Adds text, escaped for elements and for attributes in double quotes.
pub fn push_escaped(out: &mut String, text: &str) {
    pulldown_cmark_escape::escape_html(out, text).expect("a string takes everything");
}

/// Escapes what templates print.
///
/// # Errors
/// Those of `out`.
pub fn write_escaped(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    tera::escape_html(&without_marks(text), out)
}

fn without_marks(text: &str) -> Cow<'_, str> {
    if memchr(marks::FIRST_BYTE, text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(marks::ALL, marks::GONE))
}

/// Adds what `push` adds for each item, with commas between.
pub fn push_listed<T>(out: &mut String, items: impl IntoIterator<Item = T>, push: impl Fn(&mut String, T)) {
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        push(out, item);
    }
}

/// Adds a number.
pub fn push_number(out: &mut String, number: impl std::fmt::Display) {
    write!(out, "{number}").expect("a string takes everything");
}

/// Escapes text that a template is given as HTML.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    push_escaped(&mut escaped, &without_marks(text));
    escaped
}

/// Adds the address of a page, from the one that the site is seen from.
pub fn push_address(out: &mut String, site: &Site, page: Page, fragment: Option<&str>) {
    let start = out.len();
    site.routes.write(page, out);
    site.from.shorten(out, start);
    if let Some(fragment) = fragment {
        out.push('#');
        push_escaped(out, fragment);
    }
}

/// Adds the address of an attached file, from the page that the site is seen from.
pub fn push_asset_address(out: &mut String, site: &Site, asset: AssetId) {
    let start = out.len();
    out.push_str(&site.routes.asset_link(asset));
    site.from.shorten(out, start);
}

/// Adds a link to a page, from the one that the site is seen from.
pub fn push_link(out: &mut String, site: &Site, page: Page, fragment: Option<&str>, words: &str) {
    out.push_str("<a href=\"");
    push_address(out, site, page, fragment);
    if let Some(language) = language_of(site, page) {
        out.push_str("\" lang=\"");
        push_escaped(out, language);
    }
    out.push_str("\">");
    push_escaped(out, words);
    out.push_str("</a>");
}

/// The language of the name of what a page is about, where it is not that of the pages.
fn language_of<'a>(site: &Site<'a>, page: Page) -> Option<&'a str> {
    let Page::Of(entity) = page else { return None };
    match entity {
        // Most documents say none, and that is seen without reading all of one.
        Entity::Document(id) if site.archive.documents[id].has_language => {
            site.config.language_of(site.archive.documents[id].language.as_deref())
        }
        Entity::Page(id) => site.config.language_of(site.archive.pages[id].language.as_deref()),
        _ => site.config.foreign_language(),
    }
}

/// The words of the locale that stand in every text, escaped once.
#[derive(Debug)]
pub struct Labels([String; 3]);

impl Labels {
    /// Those of a locale.
    pub fn new(locale: &Locale) -> Self {
        let words = ["text.section_link", "text.table", "text.back_to_text"];
        Self(words.map(|word| escape(locale.word(word))))
    }

    /// The word for a label.
    pub fn of(&self, label: Label) -> &str {
        &self.0[label as usize]
    }
}
