//! Pages as HTML: from a planned page to its bytes.
//!
//! Takes the archive and its routes; gives one page's bytes at a time, so that
//! pages are rendered in parallel and none is kept. A text comes from the store
//! of bodies, and what the archive knows is filled into it.

pub mod entries;
pub mod html;
pub mod order;
pub mod site;
pub mod templates;
pub mod views;

use std::collections::BTreeSet;
use std::io;

use serde::Serialize;

use crate::archive::Archive;
use crate::archive::case::{Entity, Page as PlainPage, Text};
use crate::archive::ids::{DocumentId, PageId};
use crate::config::Config;
use crate::diag::{Diagnostic, Diagnostics};
use crate::fields::Vocabulary;
use crate::index::Subject;
use crate::routes::{Page, Routes};
use crate::source::body::Body;
use crate::source::{front_matter, highlight};
use crate::store::Store;
use crate::text::{Sources, digest};
use html::Html;
use site::Site;
use templates::Templates;
use views::{View, case, document, lists, subject};

/// Why a page was not rendered.
#[derive(Debug)]
pub enum Fault {
    /// A template is faulty.
    Template(Box<Diagnostic>),
    /// A file cannot be read, or has changed since the build began.
    Environment(io::Error),
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

impl Renderer<'_> {
    /// Renders a page.
    ///
    /// # Errors
    /// When a template is faulty, or a text or a file cannot be read.
    pub fn page(&self, page: Page) -> Result<Vec<u8>, Fault> {
        let path = self.site.routes.path(page);
        let root = path.to_root();
        let site = &self.site.seen_from(&root);
        match page {
            Page::Front => self.fill("front.html", &lists::front(site)),
            Page::NotFound => self.fill("404.html", &lists::not_found(site)),
            Page::Topics => self.fill("topics.html", &lists::topics(site)),
            Page::Numbers => self.fill("numbers.html", &lists::numbers(site, None)),
            Page::NumbersOf(span) => self.fill("numbers.html", &lists::numbers(site, Some(span))),
            Page::Gaps => self.fill("gaps.html", &lists::gaps(site, None)),
            Page::Withdrawn => self.fill("withdrawn.html", &lists::withdrawn(site, None)),
            Page::Index(Subject::Gaps, span) => self.fill("gaps.html", &lists::gaps(site, Some(span))),
            Page::Index(Subject::Withdrawn, span) => self.fill("withdrawn.html", &lists::withdrawn(site, Some(span))),
            Page::Index(subject, span) => self.fill("index.html", &subject::index(site, subject, span)),
            Page::Source(id) => self.source(site, id),
            Page::Of(entity) => self.entity(site, entity),
        }
    }

    fn entity(&self, site: &Site, entity: Entity) -> Result<Vec<u8>, Fault> {
        match entity {
            Entity::Municipality(id) => self.fill("municipality.html", &lists::municipality(site, id)),
            Entity::Body(id) => self.fill("body.html", &subject::body(site, id)),
            Entity::Topic(id) => self.fill("topic.html", &subject::topic(site, id)),
            Entity::Person(id) => self.fill("person.html", &subject::person(site, id)),
            Entity::Party(id) => self.fill("party.html", &subject::party(site, id)),
            Entity::Case(id) => {
                let summary = self.text(site, &site.archive.cases[id].text, false)?;
                self.fill("case.html", &case::view(site, id, summary))
            }
            Entity::Document(id) => {
                let document = &site.archive.documents[id];
                let text = self.text(site, &document.text, document.title_in_text)?;
                self.fill("document.html", &document::view(site, id, text))
            }
            Entity::Page(id) => {
                let text = self.text(site, &site.archive.pages[id].text, false)?;
                self.fill("page.html", &document::page(site, id, text))
            }
        }
    }

    fn fill(&self, template: &str, view: &impl View) -> Result<Vec<u8>, Fault> {
        self.templates.render(template, view).map_err(Fault::Template)
    }

    fn text(&self, site: &Site, text: &Text, skip_title: bool) -> Result<Html, Fault> {
        if !text.has_text {
            return Ok(Html::default());
        }
        let bytes = self.bodies.get(text.body).map_err(Fault::Environment)?;
        let body = Body::from_bytes(&bytes).expect("the store gives back what was put there");
        Ok(html::fill(body, text, site, skip_title))
    }

    fn source(&self, site: &Site, id: DocumentId) -> Result<Vec<u8>, Fault> {
        let text = &self.site.archive.documents[id].text;
        let whole = self.read_again(text)?;
        let split =
            front_matter::split(text.file, &whole, &mut Diagnostics::default()).ok_or_else(|| self.changed(text))?;
        let code = highlight::annotated(&whole, split.body_at).unwrap_or_else(|| html::escape(&whole));
        self.fill("source.html", &document::source(site, id, self.sources.name(text.file), code))
    }

    fn read_again(&self, text: &Text) -> Result<String, Fault> {
        let whole = self.sources.read(text.file).map_err(|_| self.changed(text))?;
        if digest(whole.as_bytes()) == text.digest { Ok(whole) } else { Err(self.changed(text)) }
    }

    fn changed(&self, text: &Text) -> Fault {
        let name = self.sources.name(text.file);
        Fault::Environment(io::Error::other(format!("{name} changed while the site was being built; build again")))
    }
}
