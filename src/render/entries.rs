//! What lists are made of: documents, cases, positions, as the theme's
//! components print them. Each kind has a struct that its component is given.

use std::sync::Mutex;

use jiff::civil::Date;
use serde::Serialize;

use super::html::{push_escaped, push_link, push_number, push_path};
use super::patterns::{Patterns, Pieces, Slot};
use super::per_thread::PerThread;
use super::site::Site;
use super::templates::Templates;
use super::views::Piece;
use crate::archive::case::Entity;
use crate::archive::ids::{CaseId, DocumentId, PositionId};
use crate::archive::position::{Holder, Level, Resolved, Said, Status};
use crate::diag::Diagnostic;
use crate::fields::Vocabulary;
use crate::routes::Page;
use crate::source::body::Heading;

/// The theme's entries.
pub struct Entries<'a> {
    patterns: Patterns<'a>,
    /// For each thread the entries of the case that it is at: they stand on the
    /// page of each of its documents, and those are rendered together.
    siblings: PerThread<Mutex<Option<Siblings>>>,
}

/// A case's documents as entries without its name, as they are seen from pages with one way to the root.
struct Siblings {
    case: CaseId,
    root: String,
    entries: Vec<(DocumentId, String)>,
}

impl<'a> Entries<'a> {
    /// The entries that templates make.
    pub fn new(templates: &'a Templates) -> Self {
        Self { patterns: Patterns::new(templates), siblings: PerThread::new(Mutex::default) }
    }

    /// What is wrong with the components that make entries.
    pub fn faults(&self) -> Vec<Diagnostic> {
        self.patterns.faults()
    }
}

/// A document in a list.
#[derive(Serialize)]
pub struct DocumentCard {
    link: Slot,
    /// Its type.
    kind: &'static str,
    state: &'static str,
    date: Slot,
    body: Slot,
    authors: Slot,
    /// Nothing on its case's own page.
    case: Slot,
}

/// A case in a list.
#[derive(Serialize)]
struct CaseCard {
    link: Slot,
    numbers: Vec<Slot>,
    municipality: Slot,
    year: Slot,
    status: Standing,
}

/// Where a case stands, in short.
#[derive(Serialize)]
struct Standing {
    kind: &'static str,
    resolutions: Vec<Resolution>,
}

#[derive(Serialize)]
struct Resolution {
    /// `outcome` or `act`.
    kind: &'static str,
    value: &'static str,
    claim: Option<u8>,
}

/// A position in a table.
#[derive(Serialize)]
struct PositionRow {
    holder: Slot,
    /// The board for which it is proposed.
    for_body: Slot,
    level: &'static str,
    stances: Slot,
    grounds: Slot,
    date: Slot,
    /// Nothing on its case's own page, as the topics.
    case: Slot,
    topics: Slot,
}

/// Marked words and what they say.
#[derive(Serialize)]
struct SaidEntry {
    /// `stance`, `ground` or `act`.
    kind: &'static str,
    value: &'static str,
    claim: Option<u8>,
    /// `motion` or `proposal`.
    target: Option<&'static str>,
    words: Slot,
    path: Slot,
}

/// A heading in a contents list.
#[derive(Serialize)]
struct HeadingEntry {
    level: u8,
    anchor: Slot,
    text: Slot,
}

/// The argument of a component.
#[derive(Serialize)]
struct One<T> {
    one: T,
}

/// The word for a status.
pub fn status_word(status: &Status) -> &'static str {
    match status {
        Status::Registered => "registered",
        Status::Referred(..) => "referred",
        Status::Answered(_) => "answered",
        Status::Proposed(_) => "proposed",
        Status::Pending(_) => "pending",
        Status::Partly(_) => "partly",
        Status::Decided(_) => "decided",
    }
}

/// What was proposed or decided: the kind of word and the word.
pub fn resolved_words(value: Resolved) -> (&'static str, &'static str) {
    match value {
        Resolved::Outcome(outcome) => ("outcome", outcome.word()),
        Resolved::Act(act) => ("act", act.word()),
    }
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Decision => "decision",
        Level::Own => "own",
        Level::Proposal => "proposal",
    }
}

/// How many bytes an entry has, about.
const ENTRY: usize = 512;

impl Site<'_> {
    /// Adds what a component prints for one thing.
    pub fn push_entry(&self, out: &mut String, component: &'static str, one: impl Serialize, pieces: &Pieces) {
        self.entries.patterns.print(component, &One { one }, pieces, self.root, out);
    }

    /// Documents as entries of a list.
    pub fn document_entries(&self, documents: impl Iterator<Item = DocumentId>) -> Piece {
        Piece::sized(documents.size_hint().0 * ENTRY, |out| documents.for_each(|id| self.push_document(out, id, true)))
    }

    fn push_document(&self, out: &mut String, id: DocumentId, with_case: bool) {
        let mut pieces = Pieces::default();
        let card = self.document_card(&mut pieces, id, with_case);
        self.push_entry(out, "document_entry", card, &pieces);
        out.push('\n');
    }

    /// A document in a list.
    pub fn document_card(&self, pieces: &mut Pieces, id: DocumentId, with_case: bool) -> DocumentCard {
        let document = &self.archive.documents[id];
        let case = with_case.then_some(document.case);
        DocumentCard {
            link: pieces.add(|out| self.push_anchor(out, Entity::Document(id))),
            kind: document.kind.word(),
            state: document.state.word(),
            date: self.day_slot(pieces, document.day()),
            body: pieces.add_some(document.body, |out, body| self.push_body_anchor(out, body, document.day())),
            authors: pieces.add(|out| self.push_anchors(out, document.authors.iter().copied().map(Entity::Person))),
            case: pieces.add_some(case, |out, case| self.push_anchor(out, Entity::Case(case))),
        }
    }

    /// A case's documents as entries of a list, but for `without`.
    pub fn sibling_entries(&self, case: CaseId, without: Option<DocumentId>) -> Piece {
        let mut slot = self.entries.siblings.own().lock().expect("no thread fails while it holds the lock");
        if slot.as_ref().is_none_or(|siblings| siblings.case != case || siblings.root != self.root) {
            let entry = |id: &DocumentId| {
                let mut html = String::new();
                self.push_document(&mut html, *id, false);
                (*id, html)
            };
            let entries = self.archive.cases[case].documents.iter().map(entry).collect();
            *slot = Some(Siblings { case, root: self.root.to_owned(), entries });
        }
        let entries = slot.iter().flat_map(|siblings| &siblings.entries);
        let entries = entries.filter(|(id, _)| Some(*id) != without);
        Piece::sized(8 * ENTRY, |out| entries.for_each(|(_, html)| out.push_str(html)))
    }

    /// Cases as entries of a list.
    pub fn case_entries(&self, cases: impl Iterator<Item = CaseId>) -> Piece {
        Piece::sized(cases.size_hint().0 * ENTRY, |out| cases.for_each(|id| self.push_case(out, id)))
    }

    fn push_case(&self, out: &mut String, id: CaseId) {
        let case = &self.archive.cases[id];
        let municipality = &self.archive.municipalities[case.municipality].name;
        let mut pieces = Pieces::default();
        let card = CaseCard {
            link: pieces.add(|out| self.push_anchor(out, Entity::Case(id))),
            numbers: case.numbers.iter().map(|number| pieces.add(|out| push_escaped(out, number))).collect(),
            municipality: pieces.add(|out| push_escaped(out, municipality)),
            year: pieces.add_some(self.archive.first_day(id), |out, day| push_number(out, day.year())),
            status: self.standing(&case.status),
        };
        self.push_entry(out, "case_entry", card, &pieces);
        out.push('\n');
    }

    fn standing(&self, status: &Status) -> Standing {
        let resolution = |id| {
            let resolution = &self.archive.resolutions[id];
            let (kind, value) = resolved_words(resolution.value);
            Resolution { kind, value, claim: resolution.claim }
        };
        Standing {
            kind: status_word(status),
            resolutions: status.resolutions().iter().copied().map(resolution).collect(),
        }
    }

    /// Positions as rows of a table; `with_case` tells where they were taken.
    pub fn position_entries(&self, positions: impl Iterator<Item = PositionId>, with_case: bool) -> Piece {
        Piece::sized(positions.size_hint().0 * ENTRY, |out| {
            positions.for_each(|id| self.push_position(out, id, with_case));
        })
    }

    fn push_position(&self, out: &mut String, id: PositionId, with_case: bool) {
        let position = &self.archive.positions[id];
        let case = with_case.then_some(position.case);
        let topics = case.into_iter().flat_map(|case| &self.archive.cases[case].topics);
        let own_topics = case.into_iter().flat_map(|_| &self.archive.documents[position.document].topics);
        let mut pieces = Pieces::default();
        let row = PositionRow {
            holder: pieces.add(|out| self.push_holder(out, position.holder, position.date)),
            for_body: pieces.add_some(position.for_body, |out, body| {
                let words = self
                    .locale
                    .word("position.for")
                    .replace("{body}", self.archive.bodies[body].name_on(position.date));
                push_link(out, self, Page::Of(Entity::Body(body)), None, &words);
            }),
            level: level_word(position.level),
            stances: pieces.add(|out| self.push_said(out, "stance", &position.stances, Some(position.target.word()))),
            grounds: pieces.add(|out| self.push_said(out, "ground", &position.grounds, None)),
            date: self.day_slot(&mut pieces, position.date),
            case: pieces.add_some(case, |out, case| self.push_anchor(out, Entity::Case(case))),
            topics: pieces.add(|out| self.push_topic_anchors(out, topics.chain(own_topics).copied())),
        };
        self.push_entry(out, "position_entry", row, &pieces);
        out.push('\n');
    }

    fn push_holder(&self, out: &mut String, holder: Holder, day: Option<Date>) {
        match holder {
            Holder::Body(id) => self.push_body_anchor(out, id, day),
            Holder::Person(id) => self.push_anchor(out, Entity::Person(id)),
            Holder::Party(id) => self.push_anchor(out, Entity::Party(id)),
        }
    }

    /// Adds marked words and what they say of `target`, one after the other; `kind` is the kind of their values.
    pub fn push_said<'s, V: Vocabulary + 's>(
        &self,
        out: &mut String,
        kind: &'static str,
        said: impl IntoIterator<Item = &'s Said<V>>,
        target: Option<&'static str>,
    ) {
        for said in said {
            let mut pieces = Pieces::default();
            let evidence = &said.evidence;
            let place = Page::Of(Entity::Document(evidence.document));
            let entry = SaidEntry {
                kind,
                value: said.value.word(),
                claim: said.claim,
                target,
                words: pieces.add(|out| push_escaped(out, &evidence.words)),
                path: pieces.add(|out| push_path(out, self, place, Some(&evidence.anchor))),
            };
            self.push_entry(out, "said", entry, &pieces);
        }
    }

    /// Headings as entries of a contents list.
    pub fn heading_entries(&self, headings: &[Heading]) -> Piece {
        Piece::sized(headings.len() * 96, |out| {
            for heading in headings {
                let mut pieces = Pieces::default();
                let entry = HeadingEntry {
                    level: heading.level,
                    anchor: pieces.add(|out| push_escaped(out, &heading.anchor)),
                    text: pieces.add(|out| push_escaped(out, &heading.text)),
                };
                self.push_entry(out, "heading_entry", entry, &pieces);
            }
        })
    }

    /// A day as a piece.
    pub fn day_slot(&self, pieces: &mut Pieces, day: Option<Date>) -> Slot {
        pieces.add_some(day, |out, day| self.push_time(out, day))
    }
}
