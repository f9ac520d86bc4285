//! The document page, plain pages, and the page of an annotated file.

use serde::Serialize;

use super::cite::{self, CitationView};
use super::near::{NearView, answers_within, near};
use super::{Day, Link, Meta, view};
use crate::archive::case::{Document, Entity};
use crate::archive::ids::{DocumentId, PageId};
use crate::fields::Vocabulary;
use crate::render::entries::MOST_SIBLINGS;
use crate::render::html::{push_asset_address, push_escaped, push_link, push_listed};
use crate::render::patterns::{Pieces, Slot};
use crate::render::site::Site;
use crate::routes::Page;
use crate::source::vocabulary::{Rendition, State};

/// What more documents than this answer, they are not all named.
const MOST_ANSWERS: usize = 10;

view! {
    /// The view of a document.
    pub struct DocumentView {
        page: Meta,
        /// The document's type.
        kind: &'static str,
        state: &'static str,
        rendition: &'static str,
        reason: Slot,
        withdrawn: Option<Day>,
        date: Slot,
        meeting: Slot,
        item: Slot,
        body: Slot,
        to: Slot,
        numbers: Slot,
        authors: Slot,
        presented_by: Slot,
        answers: Slot,
        answered_by: Slot,
        topics: Slot,
        claims: Vec<Slot>,
        case: Slot,
        near: NearView,
        answers_within: Slot,
        siblings: Slot,
        /// How many others there are when not all stand in `siblings`.
        siblings_count: Slot,
        attachments: Vec<Attachment>,
        referred_from: Slot,
        original: OriginalView,
        source: Option<Link>,
        cite: CitationView,
        language: Slot,
        extra: Option<Box<toml::Table>>,
    }
}

/// A file published beside a document.
#[derive(Debug, Serialize)]
pub struct Attachment {
    link: Link,
    /// The file name's ending, in capitals.
    format: Slot,
}

/// Where the original is kept.
#[derive(Debug, Serialize)]
pub struct OriginalView {
    institution: Slot,
    address: Slot,
    checksum: Slot,
}

/// Makes the view of a document.
pub fn view(site: &Site, pieces: &mut Pieces, id: DocumentId) -> DocumentView {
    let archive = site.archive;
    let document = &archive.documents[id];
    let case = &archive.cases[document.case];
    let mut above = site.above_case(pieces, document.case);
    above.push(site.anchor(pieces, Entity::Case(document.case)));
    let mut page = site.meta(pieces, Page::Of(Entity::Document(id)), &site.title(document), above);
    page.noindex = document.noindex || document.state != State::Published;
    page.has_code = document.text.has_code;
    DocumentView {
        kind: document.kind.word(),
        state: document.state.word(),
        rendition: if document.text.has_text { document.rendition } else { Rendition::Verbatim }.word(),
        reason: pieces.some_text(document.reason.as_deref()),
        withdrawn: site.day(pieces, document.withdrawn),
        date: site.time(pieces, document.date),
        meeting: site.time(pieces, document.meeting),
        item: pieces.some_text(document.item.as_deref()),
        body: site.body_anchor(pieces, document.body, document.day()),
        to: site.body_anchor(pieces, document.to, document.day()),
        numbers: pieces.listed(&document.numbers),
        authors: pieces.add(|out| push_authors(out, site, document)),
        presented_by: site.anchors(pieces, document.presented_by.map(Entity::Person)),
        answers: site.anchors(pieces, document.answers.map(Entity::Document)),
        answered_by: answered_by(site, pieces, document),
        topics: site.topic_anchors(pieces, case.topics.iter().chain(&document.topics).copied()),
        claims: document.claims.iter().map(|claim| pieces.text(claim)).collect(),
        case: site.anchor(pieces, Entity::Case(document.case)),
        near: near(site, pieces, id),
        answers_within: answers_within(site, pieces, case, id),
        siblings: site.sibling_entries(pieces, id),
        siblings_count: pieces.add_some(
            Some(case.documents.len()).filter(|count| *count > MOST_SIBLINGS),
            |out, count| {
                push_escaped(out, &site.locale.counted("document.all_siblings", count));
            },
        ),
        cite: cite::document(site, pieces, id),
        attachments: attachments(site, pieces, document),
        referred_from: site.referring(pieces, Entity::Document(id), &|text| text == Entity::Document(id)),
        original: original(site, pieces, document),
        source: (site.config.source_pages && document.shows_text())
            .then(|| site.link_to(pieces, Page::Source(id), None, "")),
        language: pieces.some_text(site.config.language_of(document.language.as_deref())),
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

/// Links to what answers a document, or, where that is very much, to all that happened in the case.
fn answered_by(site: &Site, pieces: &mut Pieces, document: &Document) -> Slot {
    let answers = &document.answered_by;
    if answers.len() > MOST_ANSWERS {
        let words = site.locale.counted("document.all_answers", answers.len());
        return site.anchor_to(pieces, Entity::Case(document.case), Some("_timeline"), &words);
    }
    site.anchors(pieces, answers.iter().copied().map(Entity::Document))
}

fn attachments(site: &Site, pieces: &mut Pieces, document: &Document) -> Vec<Attachment> {
    let view = |id| {
        let path = &site.archive.assets[id].path;
        let name = path.rsplit('/').next().unwrap_or(path);
        let format = name.rsplit_once('.').map(|(_, ending)| ending.to_uppercase()).unwrap_or_default();
        let address = pieces.add(|out| push_asset_address(out, site, id));
        Attachment { link: Link { address, text: pieces.text(name) }, format: pieces.text(&format) }
    };
    document.attachments.iter().copied().map(view).collect()
}

/// Where nothing is said, the municipality keeps it.
fn original(site: &Site, pieces: &mut Pieces, document: &Document) -> OriginalView {
    let municipality = || &site.archive.municipalities[site.archive.cases[document.case].municipality].name;
    let written = document.original.as_deref();
    let institution = written.and_then(|original| original.institution.as_ref());
    OriginalView {
        institution: pieces.text(institution.unwrap_or_else(|| municipality())),
        address: pieces.some_text(written.and_then(|original| Some(original.address.as_ref()?.value.as_str()))),
        checksum: pieces.some_text(written.and_then(|original| original.checksum.as_deref())),
    }
}

view! {
    /// The view of a plain page.
    pub struct PageView {
        page: Meta,
        language: Slot,
        extra: Option<Box<toml::Table>>,
    }
}

/// Makes the view of a plain page.
pub fn page(site: &Site, pieces: &mut Pieces, id: PageId) -> PageView {
    let page = &site.archive.pages[id];
    let mut meta = site.meta(pieces, Page::Of(Entity::Page(id)), &page.title, Vec::new());
    meta.has_code = page.text.has_code;
    let language = pieces.some_text(site.config.language_of(page.language.as_deref()));
    PageView { page: meta, language, extra: page.extra.clone() }
}

view! {
    /// The view of an annotated file.
    pub struct SourceView {
        page: Meta,
        document: Link,
        file: Slot,
    }
}

/// Makes the view of an annotated file.
pub fn source(site: &Site, pieces: &mut Pieces, id: DocumentId, file: &str) -> SourceView {
    let case = site.archive.documents[id].case;
    let above = vec![site.anchor(pieces, Entity::Case(case)), site.anchor(pieces, Entity::Document(id))];
    let title = site.locale.word("source.title").replace("{title}", &site.name(Entity::Document(id)));
    let mut page = site.meta(pieces, Page::Source(id), &title, above);
    page.has_code = true;
    page.noindex = true;
    SourceView { page, document: site.link(pieces, Entity::Document(id)), file: pieces.text(file) }
}
