//! Pages as HTML: from a planned page to its bytes.
//!
//! Takes the archive and its routes; gives one page's bytes at a time, so that
//! pages are rendered in parallel and none is kept. A page is first prepared, as
//! a value that holds everything it shows, and then rendered from that alone: its
//! template is printed once for all pages of its shape, and what it shows is set
//! into that. Its text comes from the store of bodies, and what the archive knows
//! is filled into it on the way.

pub mod ahead;
pub mod entries;
pub mod filling;
pub mod html;
pub mod order;
pub mod patterns;
pub mod pictures;
pub mod prepared;
pub mod site;
pub mod templates;
pub mod terms;
pub mod views;

use std::collections::BTreeSet;
use std::io;
use std::ops::Range;

use serde::Serialize;

use crate::archive::Archive;
use crate::archive::case::{Entity, Page as PlainPage};
use crate::archive::ids::PageId;
use crate::config::Config;
use crate::diag::{Diagnostic, Diagnostics};
use crate::fields::Vocabulary;
use crate::index::Subject;
use crate::routes::address::{OutPath, Viewpoint};
use crate::routes::{Page, Routes};
use crate::source::body::Body;
use crate::source::{front_matter, highlight};
use crate::store::Store;
use crate::text::{FileId, Sources, digest};
use filling::Filling;
use patterns::{Pieces, Slot};
use prepared::{Inset, Prepared};
use site::Site;
use templates::Templates;
use views::{View, case, document, lists, numbers, site_pages, subject};

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
    /// Where it will stand; empty when that is not known.
    base_url: String,
    /// The language of texts, titles and names; empty where it is that of the pages.
    text_language: String,
    language: &'static str,
    pages: Vec<NavLink>,
    nav: Nav,
    extra: toml::Table,
}

#[derive(Debug, Serialize)]
struct NavLink {
    path: String,
    text: String,
    /// That of the text; empty where it is that of the pages.
    language: String,
}

#[derive(Debug, Serialize)]
struct Nav {
    front: String,
    /// None where nothing can be searched.
    search: Option<String>,
    topics: String,
    numbers: String,
    gaps: String,
    withdrawn: String,
    glossary: String,
    accessibility: String,
}

impl SiteView {
    /// The address of the page of all terms.
    fn glossary_path(&self) -> &str {
        &self.nav.glossary
    }

    /// The addresses of the pages that every page's head names.
    fn named(&self) -> BTreeSet<String> {
        let Nav { front, search, topics, numbers, gaps, withdrawn, glossary, accessibility } = &self.nav;
        let pages = self.pages.iter().map(|link| &link.path);
        [front, topics, numbers, gaps, withdrawn, glossary, accessibility]
            .into_iter()
            .chain(search)
            .chain(pages)
            .cloned()
            .collect()
    }
}

/// Makes what templates see of the site.
pub fn site_view(archive: &Archive, routes: &Routes, config: &Config) -> SiteView {
    let path = |page| routes.path(page).as_str().to_owned();
    let link = |(id, page): (PageId, &PlainPage)| NavLink {
        path: path(Page::Of(Entity::Page(id))),
        text: page.title.clone(),
        language: config.language_of(page.language.as_deref()).unwrap_or_default().to_owned(),
    };
    SiteView {
        title: config.title.clone(),
        description: config.description.clone(),
        base_url: config.base_url.clone().unwrap_or_default(),
        text_language: config.foreign_language().unwrap_or_default().to_owned(),
        language: config.language.word(),
        pages: archive.pages.pairs().map(link).collect(),
        nav: Nav {
            front: path(Page::Front),
            search: config.search.then(|| path(Page::Search)),
            topics: path(Page::Topics),
            numbers: path(Page::Numbers),
            gaps: path(Page::Gaps),
            withdrawn: path(Page::Withdrawn),
            glossary: path(Page::Glossary),
            accessibility: path(Page::Accessibility),
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
    pub html: String,
    /// Where its text lies in it, when it shows it once.
    pub text: Option<Range<usize>>,
}

/// A text as its template sees it.
#[derive(Default, Serialize)]
pub struct TextView {
    /// Where the text goes.
    body: Slot,
    /// Its headings as entries of a contents list, when they are enough for one.
    contents: Slot,
}

/// How many headings a text has at least that has a contents list.
const CONTENTS: usize = 3;

impl Renderer<'_> {
    /// Gathers what a page shows.
    pub fn prepare(&self, page: Page) -> Prepared {
        let path = self.site.routes.path(page);
        let from = self.viewpoint(page, &path);
        let site = &self.site.seen_from(&from);
        if let Page::Of(entity) = page {
            site.look_around(entity);
        }
        let mut pieces = Pieces::of_page();
        let (template, view) = self.view(site, &mut pieces, page);
        let text = self.inset(site, page);
        Prepared { template, shape: view.shape(), view, pieces, path, from, text }
    }

    /// A page as a place to link from.
    fn viewpoint(&self, page: Page, path: &OutPath) -> Viewpoint {
        match (page, &self.site.config.base_url) {
            // A host shows this page in place of any other, so its links must not be
            // relative to where it stands: they begin at the path of the base address.
            (Page::NotFound, Some(base)) => {
                Viewpoint::anywhere(format!("/{}", base.splitn(4, '/').nth(3).unwrap_or_default()))
            }
            _ => Viewpoint::at(path),
        }
    }

    fn view(&self, site: &Site, pieces: &mut Pieces, page: Page) -> (&'static str, Box<dyn View>) {
        match page {
            Page::Front => ("front.html", Box::new(lists::front(site, pieces))),
            Page::NotFound => ("404.html", Box::new(lists::not_found(site, pieces))),
            Page::Search => ("search.html", Box::new(lists::search(site, pieces))),
            Page::Topics => ("topics.html", Box::new(lists::topics(site, pieces))),
            Page::Numbers => ("numbers.html", Box::new(numbers::numbers(site, pieces, None))),
            Page::NumbersOf(span) => ("numbers.html", Box::new(numbers::numbers(site, pieces, Some(span)))),
            Page::Glossary => ("glossary.html", Box::new(site_pages::glossary(site, pieces))),
            Page::Accessibility => ("accessibility.html", Box::new(site_pages::accessibility(site, pieces))),
            Page::Gaps => ("gaps.html", Box::new(lists::gaps(site, pieces, None))),
            Page::Withdrawn => ("withdrawn.html", Box::new(lists::withdrawn(site, pieces, None))),
            Page::Index(Subject::Gaps, span) => ("gaps.html", Box::new(lists::gaps(site, pieces, Some(span)))),
            Page::Index(Subject::Withdrawn, span) => {
                ("withdrawn.html", Box::new(lists::withdrawn(site, pieces, Some(span))))
            }
            Page::Index(subject, span) => ("index.html", Box::new(subject::index(site, pieces, subject, span))),
            Page::Source(id) => {
                let file = self.sources.name(site.archive.documents[id].text.file);
                ("source.html", Box::new(document::source(site, pieces, id, file)))
            }
            Page::Of(Entity::Municipality(id)) => {
                ("municipality.html", Box::new(lists::municipality(site, pieces, id)))
            }
            Page::Of(Entity::Body(id)) => ("body.html", Box::new(subject::body(site, pieces, id))),
            Page::Of(Entity::Topic(id)) => ("topic.html", Box::new(subject::topic(site, pieces, id))),
            Page::Of(Entity::Person(id)) => ("person.html", Box::new(subject::person(site, pieces, id))),
            Page::Of(Entity::Party(id)) => ("party.html", Box::new(subject::party(site, pieces, id))),
            Page::Of(Entity::Case(id)) => ("case.html", Box::new(case::view(site, pieces, id))),
            Page::Of(Entity::Document(id)) => ("document.html", Box::new(document::view(site, pieces, id))),
            Page::Of(Entity::Page(id)) => ("page.html", Box::new(document::page(site, pieces, id))),
        }
    }

    fn inset(&self, site: &Site, page: Page) -> Inset {
        let archive = site.archive;
        let (text, skip_title, is_explained) = match page {
            Page::Source(id) => {
                let text = &archive.documents[id].text;
                return Inset::File(text.file, text.digest);
            }
            Page::Of(Entity::Case(id)) => (&archive.cases[id].text, false, true),
            Page::Of(Entity::Document(id)) => {
                let document = &archive.documents[id];
                let is_explained = !document.has_language || site.config.is_usual(document.language.as_deref());
                (&document.text, document.title_in_text, is_explained)
            }
            Page::Of(Entity::Page(id)) => {
                let page = &archive.pages[id];
                (&page.text, false, site.config.is_usual(page.language.as_deref()))
            }
            _ => return Inset::Nothing,
        };
        if text.has_text {
            let filling = Filling::new(text, site, skip_title, is_explained);
            Inset::Body { file: text.file, body: text.body, bytes: filling.to_bytes(), filling }
        } else {
            Inset::Nothing
        }
    }

    /// Writes a page. What its text says of itself goes to the page's pieces.
    ///
    /// # Errors
    /// When a template is faulty, or a text or a file cannot be read.
    pub fn render(&self, page: &mut Prepared) -> Result<Rendered, Fault> {
        match &page.text {
            Inset::Nothing => self.print(page, &TextView::default(), &|_| ()),
            Inset::Body { body, filling, .. } => {
                let bytes = self.bodies.get(*body)?;
                let body = Body::from_bytes(&bytes).expect("the store gives back what was put there");
                let site = self.site.seen_from(&page.from);
                let headings = Some(&body.headings).filter(|headings| headings.len() >= CONTENTS);
                let contents = page.pieces.add_some(headings, |out, headings| site.push_headings(out, headings));
                let text = TextView { body: Slot::Text, contents };
                self.print(page, &text, &|out| {
                    filling.fill(&body, site.labels, site.locale, site.glossary, out);
                })
            }
            Inset::File(file, digest) => {
                let file = self.file(*file, *digest)?;
                let text = TextView { body: Slot::Text, contents: Slot::Empty };
                self.print(page, &text, &|out| out.push_str(&file))
            }
        }
    }

    fn print(&self, page: &Prepared, text: &TextView, write_text: &dyn Fn(&mut String)) -> Result<Rendered, Fault> {
        let path = self.templates.path_in_head(page.path.as_str());
        let shape = postcard::to_extend(&(page.template, path, text), Vec::with_capacity(512));
        let mut shape = shape.expect("memory takes everything");
        shape.extend_from_slice(&page.shape);
        let mut places = Vec::new();
        let mut write_text = |out: &mut String| {
            let start = out.len();
            write_text(out);
            places.push(start..out.len());
        };
        let print = || self.templates.page(page.template, page.view.as_ref(), text, path);
        let html =
            self.site.patterns.page(&shape, page.template, &page.pieces, page.from.root(), &mut write_text, print);
        let html = html.map_err(Fault::Template)?;
        Ok(Rendered { html, text: <[_; 1]>::try_from(places).ok().map(|[place]| place) })
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
