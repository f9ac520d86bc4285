//! The document page, plain pages, and the page of an annotated file.

use serde::Serialize;

use super::{Day, Link, Meta, Piece, view};
use crate::archive::case::{Document, Entity};
use crate::archive::ids::{DocumentId, PageId};
use crate::fields::Vocabulary;
use crate::render::html::{push_link, push_listed};
use crate::render::site::Site;
use crate::routes::Page;
use crate::source::vocabulary::{Rendition, State};

view! {
    /// The view of a document.
    pub struct DocumentView {
        page: Meta,
        /// The document's type.
        kind: &'static str,
        state: &'static str,
        rendition: &'static str,
        reason: Option<Box<str>>,
        withdrawn: Option<Day>,
        date: Option<Piece>,
        meeting: Option<Piece>,
        item: Option<Box<str>>,
        body: Option<Piece>,
        to: Option<Piece>,
        numbers: Piece,
        authors: Piece,
        presented_by: Option<Piece>,
        answers: Option<Piece>,
        answered_by: Piece,
        topics: Piece,
        claims: Box<[String]>,
        case: Piece,
        siblings: Piece,
        attachments: Vec<Attachment>,
        referred_from: Piece,
        original: OriginalView,
        source: Option<Link>,
        language: Option<Box<str>>,
        extra: Option<Box<toml::Table>>,
    }
}

/// A file published beside a document.
#[derive(Debug, Serialize)]
pub struct Attachment {
    link: Link,
    /// The file name's ending, in capitals.
    format: String,
}

/// Where the original is kept.
#[derive(Debug, Serialize)]
pub struct OriginalView {
    institution: String,
    address: Option<String>,
    checksum: Option<String>,
}

/// Makes the view of a document.
pub fn view(site: &Site, id: DocumentId) -> DocumentView {
    let archive = site.archive;
    let document = &archive.documents[id];
    let case = &archive.cases[document.case];
    let mut above = site.above_case(document.case);
    above.push(site.anchor(Entity::Case(document.case)));
    let mut page = site.meta(Page::Of(Entity::Document(id)), site.title(document).into_owned(), above);
    page.noindex = document.noindex || document.state != State::Published;
    page.has_code = document.text.has_code;
    let body = |body| site.body_anchor(body, document.day());
    DocumentView {
        kind: document.kind.word(),
        state: document.state.word(),
        rendition: if document.text.has_text { document.rendition } else { Rendition::Verbatim }.word(),
        reason: document.reason.clone(),
        withdrawn: site.day(document.withdrawn),
        date: site.time(document.date),
        meeting: site.time(document.meeting),
        item: document.item.clone(),
        body: document.body.map(body),
        to: document.to.map(body),
        numbers: Piece::listed(&document.numbers),
        authors: Piece::of(|out| push_authors(out, site, document)),
        presented_by: document.presented_by.map(|person| site.anchor(Entity::Person(person))),
        answers: document.answers.map(|answered| site.anchor(Entity::Document(answered))),
        answered_by: site.anchors(document.answered_by.iter().copied().map(Entity::Document)),
        topics: site.topic_anchors(case.topics.iter().chain(&document.topics).copied()),
        claims: document.claims.clone(),
        case: site.anchor(Entity::Case(document.case)),
        siblings: site.sibling_entries(document.case, Some(id)),
        attachments: attachments(site, document),
        referred_from: site.referring(Entity::Document(id), &|text| text == Entity::Document(id)),
        original: original(site, document),
        source: (site.config.source_pages && document.shows_text()).then(|| site.page_link(Page::Source(id), "")),
        language: document.language.clone(),
        extra: document.extra.clone(),
        page,
    }
}

/// Authors, each with the party that they belonged to on the day.
fn push_authors(out: &mut String, site: &Site, document: &Document) {
    push_listed(out, &document.authors, |out, author| {
        site.push_anchor(out, Entity::Person(*author));
        if let Some(party) = site.archive.people[*author].party_on(document.day()) {
            out.push_str(" (");
            push_link(out, site, Page::Of(Entity::Party(party)), None, &site.archive.parties[party].code);
            out.push(')');
        }
    });
}

fn attachments(site: &Site, document: &Document) -> Vec<Attachment> {
    let view = |id| {
        let path = &site.archive.assets[id].path;
        let name = path.rsplit('/').next().unwrap_or(path);
        let format = name.rsplit_once('.').map(|(_, ending)| ending.to_uppercase()).unwrap_or_default();
        Attachment { link: Link { path: site.routes.asset_link(id), text: name.to_owned() }, format }
    };
    document.attachments.iter().copied().map(view).collect()
}

/// Where nothing is said, the municipality keeps it.
fn original(site: &Site, document: &Document) -> OriginalView {
    let municipality = || site.archive.municipalities[site.archive.cases[document.case].municipality].name.clone();
    let written = document.original.as_deref();
    OriginalView {
        institution: written.and_then(|original| original.institution.clone()).unwrap_or_else(municipality),
        address: written.and_then(|original| Some(original.address.as_ref()?.value.clone())),
        checksum: written.and_then(|original| original.checksum.clone()),
    }
}

view! {
    /// The view of a plain page.
    pub struct PageView {
        page: Meta,
        extra: Option<Box<toml::Table>>,
    }
}

/// Makes the view of a plain page.
pub fn page(site: &Site, id: PageId) -> PageView {
    let page = &site.archive.pages[id];
    let mut meta = site.meta(Page::Of(Entity::Page(id)), page.title.clone(), Vec::new());
    meta.has_code = page.text.has_code;
    PageView { page: meta, extra: page.extra.clone() }
}

view! {
    /// The view of an annotated file.
    pub struct SourceView {
        page: Meta,
        document: Link,
        file: String,
    }
}

/// Makes the view of an annotated file.
pub fn source(site: &Site, id: DocumentId, file: &str) -> SourceView {
    let document = site.link(Entity::Document(id));
    let case = site.archive.documents[id].case;
    let above = vec![site.anchor(Entity::Case(case)), site.anchor(Entity::Document(id))];
    let title = site.locale.word("source.title").replace("{title}", &document.text);
    let mut page = site.meta(Page::Source(id), title, above);
    page.has_code = true;
    page.noindex = true;
    SourceView { page, document, file: file.to_owned() }
}
