//! Addresses: which pages there are, and where each stands.
//!
//! Everything is planned before anything is rendered, so that two things that
//! claim one address are found on the plan. Addresses are made of slugs, so
//! they cannot leave the output folder, and hold nothing that needs escaping
//! but the names of attached files.

pub mod address;

use std::collections::HashMap;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rayon::prelude::*;

use crate::archive::Archive;
use crate::archive::case::Entity;
use crate::archive::ids::{AssetId, DocumentId};
use crate::config::Config;
use crate::diag::{Diagnostic, Diagnostics};
use crate::index::numbers::NumberSpan;
use crate::index::{Indexes, Listing, Span, Subject};
use crate::locale::{AddressWords, Locale};
use crate::text::FileId;
use address::OutPath;

/// A page of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    /// The front page.
    Front,
    /// What a host shows for an address that is not there.
    NotFound,
    /// The page for searching.
    Search,
    /// All topics.
    Topics,
    /// All case numbers, or the years that they are split into.
    Numbers,
    /// A part of the numbers.
    NumbersOf(NumberSpan),
    /// What was asked for and is not here.
    Gaps,
    /// What was withdrawn.
    Withdrawn,
    /// Words that are explained.
    Glossary,
    /// How accessible the archive is, and whom to tell when it is not.
    Accessibility,
    /// The page of an entity.
    Of(Entity),
    /// The annotated file of a document.
    Source(DocumentId),
    /// A year or month of a list.
    Index(Subject, Span),
}

/// Characters that a link to an attached file writes in hexadecimal.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'[')
    .add(b']')
    .add(b'{')
    .add(b'}')
    .add(b':');

/// The addresses of a site.
pub struct Routes<'a> {
    archive: &'a Archive,
    words: &'a AddressWords,
    site_file: FileId,
    /// Every page, in a fixed order.
    pub pages: Vec<Page>,
    /// Every file published as it is.
    pub assets: Vec<(OutPath, AssetId)>,
}

impl<'a> Routes<'a> {
    /// Plans the site. `site_file` is `site.toml`, `theme_files` are the addresses that the theme takes.
    pub fn plan<'t>(
        archive: &'a Archive,
        indexes: &Indexes,
        config: &Config,
        locale: &'a Locale,
        site_file: FileId,
        theme_files: impl Iterator<Item = &'t str>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut routes = Self {
            site_file,
            archive,
            words: &locale.addresses,
            pages: pages(archive, indexes, config),
            assets: Vec::new(),
        };
        routes.assets = archive.assets.ids().map(|id| (routes.asset(id), id)).collect();
        routes.report_collisions(theme_files, diagnostics);
        routes
    }

    /// Where a page stands.
    pub fn path(&self, page: Page) -> OutPath {
        let mut path = String::with_capacity(64);
        self.write(page, &mut path);
        OutPath(path)
    }

    /// Adds where a page stands. It is made of slugs, which need no escaping anywhere.
    pub fn write(&self, page: Page, out: &mut String) {
        let mut push = |parts: &[&str]| parts.iter().for_each(|part| out.push_str(part));
        match page {
            Page::Front => push(&["index"]),
            Page::NotFound => push(&["404"]),
            Page::Search => push(&[&self.words.search]),
            Page::Topics => push(&[&self.words.topics]),
            Page::Numbers => push(&[&self.words.numbers]),
            Page::NumbersOf(numbers) => {
                push(&[&self.words.numbers, "/", &self.span(numbers.span())]);
                if let Some(block) = numbers.block {
                    push(&["/", &block.to_string()]);
                }
            }
            Page::Gaps => push(&[&self.words.gaps]),
            Page::Withdrawn => push(&[&self.words.withdrawn]),
            Page::Glossary => push(&[&self.words.glossary]),
            Page::Accessibility => push(&[&self.words.accessibility]),
            Page::Of(entity) => self.stem(entity, out),
            Page::Source(id) => push(&[self.archive.documents[id].address(), "/", &self.words.source]),
            Page::Index(Subject::Archive, span) => push(&[&self.span(span)]),
            Page::Index(Subject::Gaps, span) => push(&[&self.words.gaps, "/", &self.span(span)]),
            Page::Index(Subject::Withdrawn, span) => push(&[&self.words.withdrawn, "/", &self.span(span)]),
            Page::Index(subject, span) => {
                self.stem(entity_of(subject), out);
                out.push('/');
                out.push_str(&self.span(span));
            }
        }
        out.push_str(".html");
    }

    /// Where an entity's page stands.
    pub fn of(&self, entity: Entity) -> OutPath {
        self.path(Page::Of(entity))
    }

    fn span(&self, span: Span) -> String {
        match span {
            Span::Undated => self.words.undated.clone(),
            Span::Year(year) => year.to_string(),
            Span::Month(year, month) => format!("{year}/{month:02}"),
            Span::Day(year, month, day) => format!("{year}/{month:02}/{day:02}"),
        }
    }

    /// Adds the address of an entity without `.html`.
    fn stem(&self, entity: Entity, out: &mut String) {
        let archive = self.archive;
        let mut push = |parts: &[&str]| parts.iter().for_each(|part| out.push_str(part));
        let mut below = |municipality, folder: &str, slug: &str| {
            push(&[&archive.municipalities[municipality].slug, "/", folder, "/", slug]);
        };
        match entity {
            Entity::Municipality(id) => push(&[&archive.municipalities[id].slug]),
            Entity::Body(id) => below(archive.bodies[id].municipality, &self.words.bodies, &archive.bodies[id].slug),
            Entity::Person(id) => below(archive.people[id].municipality, &self.words.people, &archive.people[id].slug),
            Entity::Party(id) => {
                below(archive.parties[id].municipality, &self.words.parties, &archive.parties[id].slug);
            }
            Entity::Topic(id) => push(&[&self.words.topics, "/", &archive.topics[id].slug]),
            Entity::Case(id) => push(&[archive.cases[id].address()]),
            Entity::Document(id) => push(&[archive.documents[id].address()]),
            Entity::Page(id) => push(&[&archive.pages[id].address]),
        }
    }

    /// Where a file published as it is stands: the folders as slugs, the name as it is.
    pub fn asset(&self, id: AssetId) -> OutPath {
        let path = &self.archive.assets[id].path;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let parts = folder.split('/').map(crate::slug::slug).filter(|part| !part.is_empty());
        OutPath(parts.chain([name.to_owned()]).collect::<Vec<_>>().join("/"))
    }

    /// The address of a file as a link writes it, from the root of the site.
    pub fn asset_link(&self, id: AssetId) -> String {
        utf8_percent_encode(self.asset(id).as_str(), ESCAPED).to_string()
    }

    /// Where a file of the theme stands: at the root, under its own name.
    pub fn theme_file(&self, name: &str) -> OutPath {
        OutPath(name.to_owned())
    }

    /// Where a file of the index for search stands, by its path below the folder of these.
    pub fn search_file(&self, path: &str) -> OutPath {
        OutPath([&self.words.search, "/", path].concat())
    }

    /// Two things that claim one address, compared as file systems do that ignore case.
    fn report_collisions<'t>(&self, theme_files: impl Iterator<Item = &'t str>, diagnostics: &mut Diagnostics) {
        // Paths are compared as shadows of themselves; which they are is asked only of those that collide.
        let claim = |claimant| (self.claimed(claimant).as_str().to_lowercase(), claimant);
        let pages = self.pages.par_iter().map(|page| claim(Claimant::Page(*page)));
        let assets = self.assets.par_iter().map(|(_, id)| claim(Claimant::Asset(*id)));
        let claims: Vec<_> = pages.chain(assets).collect();
        let theme_files: Vec<_> = theme_files.map(str::to_lowercase).collect();
        let mut taken: HashMap<&str, Option<Claimant>> = HashMap::with_capacity(claims.len() + theme_files.len());
        taken.extend(theme_files.iter().map(|path| (path.as_str(), None)));
        for (shadow, claimant) in &claims {
            if let Some(other) = taken.insert(shadow, Some(*claimant)) {
                diagnostics.push(self.collision(&self.claimed(*claimant), *claimant, other));
            }
        }
        // A file without an ending can stand where a folder is needed.
        let in_the_way = |(shadow, claimant): &(String, Claimant)| {
            let others = folders(shadow).enumerate().filter_map(|(depth, folder)| Some((depth, *taken.get(folder)?)));
            let collision = |(depth, other)| {
                let path = self.claimed(*claimant);
                let folder = folders(path.as_str()).nth(depth).unwrap_or_default();
                self.collision(&OutPath(folder.to_owned()), *claimant, other)
            };
            others.map(collision).collect::<Vec<_>>()
        };
        let collisions: Vec<_> = claims.par_iter().flat_map_iter(in_the_way).collect();
        collisions.into_iter().for_each(|collision| diagnostics.push(collision));
    }

    /// The path that somebody claims.
    fn claimed(&self, claimant: Claimant) -> OutPath {
        match claimant {
            Claimant::Page(page) => self.path(page),
            Claimant::Asset(id) => self.asset(id),
        }
    }

    fn collision(&self, path: &OutPath, claimant: Claimant, other: Option<Claimant>) -> Diagnostic {
        let message = format!("two things claim the address `{}`", path.as_str());
        let theirs = other.map_or_else(|| "a file of the theme".to_owned(), |other| self.describe(other));
        let help =
            format!("it is claimed by {} and by {theirs}; rename one, or give one a `slug`", self.describe(claimant));
        // The one that has a place in the content is the one that can be changed;
        // where neither has, it is the theme, which site.toml names.
        let diagnostic = match self.place(claimant).or_else(|| self.place(other?)) {
            Some(Place::Span(span)) => Diagnostic::error("same-address", span, message),
            Some(Place::File(file)) => Diagnostic::file_error("same-address", file, message),
            None => Diagnostic::file_error("same-address", self.site_file, message),
        };
        diagnostic.help(help)
    }

    fn describe(&self, claimant: Claimant) -> String {
        let archive = self.archive;
        match claimant {
            Claimant::Asset(id) => format!("the file {}", archive.assets[id].path),
            Claimant::Page(Page::Of(entity)) => match entity {
                Entity::Municipality(id) => format!("the municipality {}", archive.municipalities[id].name),
                Entity::Body(id) => format!("the body {}", archive.bodies[id].name),
                Entity::Person(id) => format!("the person {}", archive.people[id].name),
                Entity::Party(id) => format!("the party {}", archive.parties[id].name),
                Entity::Topic(id) => format!("the topic {}", archive.topics[id].name),
                Entity::Case(id) => format!("the case “{}”", archive.cases[id].title()),
                Entity::Document(id) => {
                    format!("a document of the case “{}”", archive.cases[archive.documents[id].case].title())
                }
                Entity::Page(id) => format!("the page “{}”", archive.pages[id].title),
            },
            Claimant::Page(Page::Index(..) | Page::NumbersOf(_)) => "an index by year".to_owned(),
            Claimant::Page(Page::Source(_)) => "a page that shows a document's file".to_owned(),
            Claimant::Page(_) => "a page that every archive has".to_owned(),
        }
    }

    fn place(&self, claimant: Claimant) -> Option<Place> {
        let archive = self.archive;
        Some(match claimant {
            Claimant::Asset(id) => Place::File(archive.assets[id].file),
            Claimant::Page(Page::Of(entity)) => match entity {
                Entity::Municipality(id) => Place::File(archive.municipalities[id].file),
                Entity::Body(id) => Place::Span(archive.bodies[id].declared),
                Entity::Person(id) => Place::Span(archive.people[id].declared),
                Entity::Party(id) => Place::Span(archive.parties[id].declared),
                Entity::Topic(id) => Place::Span(archive.topics[id].declared),
                Entity::Case(id) => Place::File(archive.cases[id].text.file),
                Entity::Document(id) => Place::File(archive.documents[id].text.file),
                Entity::Page(id) => Place::File(archive.pages[id].text.file),
            },
            Claimant::Page(_) => return None,
        })
    }
}

/// The folders around a file, from the inside out.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| Some(path.rsplit_once('/')?.0)).skip(1)
}

#[derive(Clone, Copy)]
enum Claimant {
    Page(Page),
    Asset(AssetId),
}

enum Place {
    File(FileId),
    Span(crate::text::Span),
}

/// The entity whose list it is.
fn entity_of(subject: Subject) -> Entity {
    match subject {
        Subject::Municipality(id) => Entity::Municipality(id),
        Subject::Body(id) => Entity::Body(id),
        Subject::Topic(id) => Entity::Topic(id),
        Subject::Person(id) => Entity::Person(id),
        Subject::Party(id) => Entity::Party(id),
        Subject::Archive | Subject::Gaps | Subject::Withdrawn => unreachable!("these have addresses of their own"),
    }
}

fn pages(archive: &Archive, indexes: &Indexes, config: &Config) -> Vec<Page> {
    let mut pages = vec![Page::Front, Page::NotFound, Page::Topics, Page::Numbers, Page::Gaps, Page::Withdrawn];
    pages.extend([Page::Glossary, Page::Accessibility]);
    let entities = (archive.municipalities.ids().map(Entity::Municipality))
        .chain(archive.bodies.ids().map(Entity::Body))
        .chain(archive.topics.ids().map(Entity::Topic))
        .chain(archive.people.ids().map(Entity::Person))
        .chain(archive.parties.ids().map(Entity::Party))
        .chain(archive.pages.ids().map(Entity::Page))
        .chain(archive.cases.ids().map(Entity::Case))
        .chain(archive.documents.ids().map(Entity::Document));
    pages.extend(entities.map(Page::Of));
    if config.search {
        pages.push(Page::Search);
    }
    if config.source_pages {
        let shown = archive.documents.pairs().filter(|(_, document)| document.shows_text());
        pages.extend(shown.map(|(id, _)| Page::Source(id)));
    }
    let subjects = (archive.topics.ids().map(Subject::Topic))
        .chain(archive.people.ids().map(Subject::Person))
        .chain(archive.parties.ids().map(Subject::Party))
        .chain(archive.municipalities.ids().map(Subject::Municipality))
        .chain([Subject::Gaps, Subject::Withdrawn]);
    let split = subjects.filter(|subject| indexes.of(*subject).weight() > config.index_limit);
    let always = archive.bodies.ids().map(Subject::Body).chain([Subject::Archive]);
    for subject in always.chain(split) {
        pages.extend(split_pages(indexes, subject, config.index_limit));
    }
    let numbers = &indexes.numbers;
    if numbers.all().len() > config.index_limit {
        for year in numbers.years() {
            pages.extend(std::iter::once(year).chain(numbers.blocks(year, config.index_limit)).map(Page::NumbersOf));
        }
    }
    pages
}

/// A page for each year of a list, for each month of a long year, and for each day of a long month.
fn split_pages(indexes: &Indexes, subject: Subject, limit: usize) -> Vec<Page> {
    fn push(pages: &mut Vec<Page>, listing: &Listing, subject: Subject, span: Span, limit: usize) {
        pages.push(Page::Index(subject, span));
        let within = listing.within(span);
        if within.weight() > limit {
            within.parts_of(span).into_iter().for_each(|(part, _)| push(pages, &within, subject, part, limit));
        }
    }
    let mut pages = Vec::new();
    let listing = indexes.of(subject);
    listing.years().into_iter().for_each(|(year, _)| push(&mut pages, listing, subject, year, limit));
    pages
}
