//! Pages as HTML: from a planned page to its bytes.
//!
//! Takes the archive and its routes; gives one page's bytes at a time, so that
//! pages are rendered in parallel and none is kept. A page is first prepared, as
//! a value that holds everything it shows, and then rendered from that alone. Its
//! text comes from the store of bodies, what the archive knows is filled into it,
//! and it is set into what the template made.

pub mod entries;
pub mod filling;
pub mod html;
pub mod order;
pub mod patterns;
mod per_thread;
pub mod prepared;
pub mod site;
pub mod templates;
pub mod views;

use std::collections::BTreeSet;
use std::io;
use std::ops::Range;

use memchr::memmem;
use serde::{Serialize, Serializer};
use tera::Value;

use crate::archive::Archive;
use crate::archive::case::{Entity, Page as PlainPage, Text};
use crate::archive::ids::PageId;
use crate::config::Config;
use crate::diag::{Diagnostic, Diagnostics};
use crate::fields::Vocabulary;
use crate::index::Subject;
use crate::routes::{Page, Routes};
use crate::source::body::Body;
use crate::source::{front_matter, highlight};
use crate::store::Store;
use crate::text::{FileId, Sources, digest};
use filling::Filling;
use html::marks::TEXT;
use prepared::{Inset, Prepared};
use site::Site;
use templates::Templates;
use views::{Piece, case, document, lists, subject};

/// Why a page was not rendered.
#[derive(Debug)]
pub enum Fault {
    /// A template is faulty.
    Template(Box<Diagnostic>),
    /// A file cannot be read, or has changed since the build began.
    Environment(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Environment(error)
    }
}

/// What templates see of the site on every page.
#[derive(Debug, Serialize)]
pub struct SiteView {
    title: String,
    description: Option<String>,
    language: &'static str,
    pages: Vec<views::Link>,
    nav: Nav,
    extra: toml::Table,
}

#[derive(Debug, Serialize)]
struct Nav {
    front: String,
    topics: String,
    numbers: String,
    gaps: String,
    withdrawn: String,
}

impl SiteView {
    /// The addresses of the pages that every page's head names.
    fn named(&self) -> BTreeSet<String> {
        let Nav { front, topics, numbers, gaps, withdrawn } = &self.nav;
        let pages = self.pages.iter().map(|link| &link.path);
        [front, topics, numbers, gaps, withdrawn].into_iter().chain(pages).cloned().collect()
    }
}

/// Makes what templates see of the site.
pub fn site_view(archive: &Archive, routes: &Routes, config: &Config) -> SiteView {
    let path = |page| routes.path(page).as_str().to_owned();
    let link = |(id, page): (PageId, &PlainPage)| views::Link {
        path: path(Page::Of(Entity::Page(id))),
        text: page.title.clone(),
    };
    SiteView {
        title: config.title.clone(),
        description: config.description.clone(),
        language: config.language.word(),
        pages: archive.pages.pairs().map(link).collect(),
        nav: Nav {
            front: path(Page::Front),
            topics: path(Page::Topics),
            numbers: path(Page::Numbers),
            gaps: path(Page::Gaps),
            withdrawn: path(Page::Withdrawn),
        },
        extra: config.extra.clone(),
    }
}

/// Renders pages of one site.
pub struct Renderer<'a> {
    /// The site.
    pub site: Site<'a>,
    /// Its templates.
    pub templates: &'a Templates,
    /// Its texts, as HTML with holes.
    pub bodies: &'a Store,
    /// Its files.
    pub sources: &'a Sources,
}

/// A page as HTML.
pub struct Rendered {
    /// The page.
    pub html: Vec<u8>,
    /// Where its text lies in it, when it shows it once.
    pub text: Option<Range<usize>>,
}

/// A text as its template sees it.
#[derive(Default, Serialize)]
struct TextView {
    /// Where the text goes; empty when there is none.
    #[serde(serialize_with = "as_it_is")]
    body: &'static str,
    /// How many headings it has.
    headings: usize,
    /// Its headings as entries of a contents list.
    contents: Piece,
}

impl Renderer<'_> {
    /// Gathers what a page shows.
    pub fn prepare(&self, page: Page) -> Prepared {
        let path = self.site.routes.path(page);
        let root = path.to_root();
        let site = &self.site.seen_from(&root);
        match page {
            Page::Front => Prepared::new("front.html", lists::front(site)),
            Page::NotFound => Prepared::new("404.html", lists::not_found(site)),
            Page::Topics => Prepared::new("topics.html", lists::topics(site)),
            Page::Numbers => Prepared::new("numbers.html", lists::numbers(site, None)),
            Page::NumbersOf(span) => Prepared::new("numbers.html", lists::numbers(site, Some(span))),
            Page::Gaps => Prepared::new("gaps.html", lists::gaps(site, None)),
            Page::Withdrawn => Prepared::new("withdrawn.html", lists::withdrawn(site, None)),
            Page::Index(Subject::Gaps, span) => Prepared::new("gaps.html", lists::gaps(site, Some(span))),
            Page::Index(Subject::Withdrawn, span) => {
                Prepared::new("withdrawn.html", lists::withdrawn(site, Some(span)))
            }
            Page::Index(subject, span) => Prepared::new("index.html", subject::index(site, subject, span)),
            Page::Source(id) => {
                let text = &site.archive.documents[id].text;
                let view = document::source(site, id, self.sources.name(text.file));
                Prepared::new("source.html", view).with(Inset::File(text.file, text.digest))
            }
            Page::Of(entity) => prepare_entity(site, entity),
        }
    }

    /// Writes a page.
    ///
    /// # Errors
    /// When a template is faulty, or a text or a file cannot be read.
    pub fn render(&self, page: &Prepared) -> Result<Rendered, Fault> {
        let (view, text) = self.text(&page.text)?;
        let html = self.templates.render(page.template, page.view.as_ref(), &view).map_err(Fault::Template)?;
        Ok(set(&html, text.as_bytes()))
    }

    fn text(&self, inset: &Inset) -> Result<(TextView, String), Fault> {
        match inset {
            Inset::Nothing => Ok((TextView::default(), String::new())),
            Inset::Body(_, place, filling) => {
                let bytes = self.bodies.get(*place).map_err(Fault::Environment)?;
                let body = Body::from_bytes(&bytes).expect("the store gives back what was put there");
                let text = filling.fill(&body, self.site.labels, self.site.locale);
                let contents = self.site.heading_entries(&body.headings);
                Ok((TextView { body: TEXT, headings: body.headings.len(), contents }, text))
            }
            Inset::File(file, digest) => {
                Ok((TextView { body: TEXT, ..TextView::default() }, self.file(*file, *digest)?))
            }
        }
    }

    /// A file in colour, as it was when the build began.
    fn file(&self, file: FileId, expected: u64) -> Result<String, Fault> {
        let whole = self.sources.read(file).ok().filter(|whole| digest(whole.as_bytes()) == expected);
        let split = whole.as_ref().and_then(|whole| front_matter::split(file, whole, &mut Diagnostics::default()));
        let (Some(whole), Some(split)) = (&whole, split) else {
            let message = format!("{} changed while the site was being built; build again", self.sources.name(file));
            return Err(Fault::Environment(io::Error::other(message)));
        };
        Ok(highlight::annotated(whole, split.body_at).unwrap_or_else(|| html::escape(whole)))
    }
}

fn prepare_entity(site: &Site, entity: Entity) -> Prepared {
    let archive = site.archive;
    match entity {
        Entity::Municipality(id) => Prepared::new("municipality.html", lists::municipality(site, id)),
        Entity::Body(id) => Prepared::new("body.html", subject::body(site, id)),
        Entity::Topic(id) => Prepared::new("topic.html", subject::topic(site, id)),
        Entity::Person(id) => Prepared::new("person.html", subject::person(site, id)),
        Entity::Party(id) => Prepared::new("party.html", subject::party(site, id)),
        Entity::Case(id) => {
            Prepared::new("case.html", case::view(site, id)).with(inset(site, &archive.cases[id].text, false))
        }
        Entity::Document(id) => {
            let document = &archive.documents[id];
            let text = inset(site, &document.text, document.title_in_text);
            Prepared::new("document.html", document::view(site, id)).with(text)
        }
        Entity::Page(id) => {
            Prepared::new("page.html", document::page(site, id)).with(inset(site, &archive.pages[id].text, false))
        }
    }
}

fn inset(site: &Site, text: &Text, skip_title: bool) -> Inset {
    if text.has_text { Inset::Body(text.file, text.body, Filling::new(text, site, skip_title)) } else { Inset::Nothing }
}

fn as_it_is<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    Value::safe_string(text).serialize(serializer)
}

/// Sets a text into a page, wherever the page has a place for it.
fn set(html: &[u8], text: &[u8]) -> Rendered {
    let places: Vec<_> = memmem::find_iter(html, TEXT).collect();
    let mut page = Vec::with_capacity(html.len() + places.len() * text.len());
    let mut done = 0;
    for place in &places {
        page.extend_from_slice(&html[done..*place]);
        page.extend_from_slice(text);
        done = place + TEXT.len();
    }
    page.extend_from_slice(&html[done..]);
    let text = <[usize; 1]>::try_from(places).ok().map(|[place]| place..place + text.len());
    Rendered { html: page, text }
}
