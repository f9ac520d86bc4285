//! What lists are made of: documents, cases, positions, as the theme's
//! components print them. Each kind has a struct that its component is given.

use std::sync::Mutex;

use jiff::civil::Date;
use serde::Serialize;

use super::ahead::AHEAD;
use super::html::{push_address, push_link, push_number};
use super::patterns::{Pieces, Slot};
use super::site::Site;
use crate::archive::case::Entity;
use crate::archive::ids::{CaseId, DocumentId, PositionId};
use crate::archive::position::{Evidence, Holder, Level, Resolved, Said, Status};
use crate::fields::Vocabulary;
use crate::per_thread::PerThread;
use crate::routes::Page;
use crate::routes::address::Viewpoint;
use crate::source::body::Heading;

/// A case with more documents than this does not list them all on the page of each.
pub const MOST_SIBLINGS: usize = 30;

/// There it lists so many before and after the page's own.
const AROUND: usize = 5;

/// For each thread the entries of the case that it is at: they stand on the page
/// of each of its documents, and those are rendered together.
pub struct Siblings(PerThread<Mutex<Option<OfCase>>>);

/// A case's documents as entries without its name, as they are seen from the pages of one folder.
struct OfCase {
    case: CaseId,
    from: Viewpoint,
    entries: Vec<(DocumentId, String)>,
}

impl Default for Siblings {
    /// None yet.
    fn default() -> Self {
        Self(PerThread::new(Mutex::default))
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
    address: Slot,
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

/// Entries of a list, looking ahead at what some at a time are made of.
fn one_after_another<T: Copy>(
    pieces: &mut Pieces,
    all: impl Iterator<Item = T>,
    look: impl Fn(&[T]),
    push: impl Fn(&mut String, T),
) -> Slot {
    let all: Vec<_> = all.collect();
    pieces.add(|out| {
        for some in all.chunks(AHEAD) {
            look(some);
            some.iter().for_each(|one| push(out, *one));
        }
    })
}

impl Site<'_> {
    /// Adds what a component prints for one thing: for what `make` makes of it and of its pieces.
    pub fn push_entry<E: Serialize>(
        &self,
        out: &mut String,
        component: &'static str,
        make: impl FnOnce(&mut Pieces) -> E,
    ) {
        let mut pieces = Pieces::of_entry();
        let one = make(&mut pieces);
        self.patterns.push_entry(component, &One { one }, &pieces, self.from.root(), out);
    }

    /// The same on a line of its own.
    pub fn push_line<E: Serialize>(
        &self,
        out: &mut String,
        component: &'static str,
        make: impl FnOnce(&mut Pieces) -> E,
    ) {
        self.push_entry(out, component, make);
        out.push('\n');
    }

    /// Documents as entries of a list.
    pub fn document_entries(&self, pieces: &mut Pieces, documents: impl Iterator<Item = DocumentId>) -> Slot {
        one_after_another(
            pieces,
            documents,
            |some| self.look_at_documents(some),
            |out, id| self.push_document(out, id, true),
        )
    }

    fn push_document(&self, out: &mut String, id: DocumentId, with_case: bool) {
        self.push_line(out, "document_entry", |pieces| self.document_card(pieces, id, with_case));
    }

    /// A document in a list.
    pub fn document_card(&self, pieces: &mut Pieces, id: DocumentId, with_case: bool) -> DocumentCard {
        let document = &self.archive.documents[id];
        let case = with_case.then_some(document.case);
        DocumentCard {
            link: self.anchor(pieces, Entity::Document(id)),
            kind: document.kind.word(),
            state: document.state.word(),
            date: self.time(pieces, document.day()),
            body: self.body_anchor(pieces, document.body, document.day()),
            authors: self.anchors(pieces, document.authors.iter().copied().map(Entity::Person)),
            case: pieces.add_some(case, |out, case| self.push_anchor(out, Entity::Case(case))),
        }
    }

    /// The other documents of a document's case as entries of a list; of a great many those that stand around it.
    pub fn sibling_entries(&self, pieces: &mut Pieces, document: DocumentId) -> Slot {
        let case = self.archive.documents[document].case;
        let mut slot = self.siblings.0.own().lock().expect("no thread fails while it holds the lock");
        if slot.as_ref().is_none_or(|siblings| siblings.case != case || siblings.from != *self.from) {
            let entry = |id: &DocumentId| {
                let mut html = String::new();
                self.push_document(&mut html, *id, false);
                (*id, html)
            };
            let entries = self.archive.cases[case].documents.iter().map(entry).collect();
            *slot = Some(OfCase { case, from: self.from.clone(), entries });
        }
        let entries = slot.as_ref().map_or(&[][..], |siblings| &siblings.entries);
        let at = entries.iter().position(|(id, _)| *id == document).unwrap_or_default();
        let around = match entries.len() {
            0..=MOST_SIBLINGS => 0..entries.len(),
            length => at.saturating_sub(AROUND)..length.min(at + AROUND + 1),
        };
        let others = entries[around].iter().filter(|(id, _)| *id != document);
        pieces.add(|out| others.for_each(|(_, html)| out.push_str(html)))
    }

    /// Cases as entries of a list.
    pub fn case_entries(&self, pieces: &mut Pieces, cases: impl Iterator<Item = CaseId>) -> Slot {
        one_after_another(pieces, cases, |some| self.look_at_cases(some), |out, id| self.push_case(out, id))
    }

    fn push_case(&self, out: &mut String, id: CaseId) {
        let case = &self.archive.cases[id];
        let municipality = &self.archive.municipalities[case.municipality].name;
        self.push_line(out, "case_entry", |pieces| CaseCard {
            link: self.anchor(pieces, Entity::Case(id)),
            numbers: case.numbers.iter().map(|number| pieces.text(number)).collect(),
            municipality: pieces.text(municipality),
            year: pieces.add_some(self.archive.first_day(id), |out, day| push_number(out, day.year())),
            status: self.standing(&case.status),
        });
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
    pub fn position_entries(
        &self,
        pieces: &mut Pieces,
        positions: impl Iterator<Item = PositionId>,
        with_case: bool,
    ) -> Slot {
        one_after_another(
            pieces,
            positions,
            |some| self.look_at_positions(some),
            |out, id| self.push_position(out, id, with_case),
        )
    }

    fn push_position(&self, out: &mut String, id: PositionId, with_case: bool) {
        let position = &self.archive.positions[id];
        let case = with_case.then_some(position.case);
        let topics = case.into_iter().flat_map(|case| &self.archive.cases[case].topics);
        let own_topics = case.into_iter().flat_map(|_| &self.archive.documents[position.document].topics);
        self.push_line(out, "position_entry", |pieces| PositionRow {
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
            date: self.time(pieces, position.date),
            case: pieces.add_some(case, |out, case| self.push_anchor(out, Entity::Case(case))),
            topics: self.topic_anchors(pieces, topics.chain(own_topics).copied()),
        });
    }

    /// Adds a link to whoever holds a position, a body in the name that it had on a day.
    pub fn push_holder(&self, out: &mut String, holder: Holder, day: Option<Date>) {
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
            self.push_entry(out, "said", |pieces| SaidEntry {
                kind,
                value: said.value.word(),
                claim: said.claim,
                target,
                words: pieces.text(&said.evidence.words),
                address: self.evidence_address(pieces, &said.evidence),
            });
        }
    }

    /// Where marked words stand.
    pub fn evidence_address(&self, pieces: &mut Pieces, evidence: &Evidence) -> Slot {
        let place = Page::Of(Entity::Document(evidence.document));
        pieces.add(|out| push_address(out, self, place, Some(&evidence.anchor)))
    }

    /// Adds headings as entries of a contents list.
    pub fn push_headings(&self, out: &mut String, headings: &[Heading]) {
        for heading in headings {
            self.push_entry(out, "heading_entry", |pieces| HeadingEntry {
                level: heading.level,
                anchor: pieces.text(&heading.anchor),
                text: pieces.text(&heading.text),
            });
        }
    }
}
