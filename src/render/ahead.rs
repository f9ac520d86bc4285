//! Looks at what is about to be shown. Of a large archive next to nothing lies in
//! the processor's caches; it waits for memory once for all that is looked at here,
//! and not for each thing while it is written down.
//!
//! Each line asks for memory of which the line before it told where it is.

use std::hint::black_box;

use super::site::Site;
use crate::archive::case::{Entity, Link, Nameplate};
use crate::archive::ids::{CaseId, DocumentId, PositionId};

/// For how many entries of a list memory is asked at once.
pub const AHEAD: usize = 16;

impl Site<'_> {
    /// Looks at what the entries of some documents are made of.
    pub fn look_at_documents(&self, documents: &[DocumentId]) {
        let archive = self.archive;
        let documents = || documents.iter().map(|id| &archive.documents[*id]);
        let people = || documents().flat_map(|document| &document.authors).map(|id| &archive.people[*id]);
        let cases = || documents().map(|document| &archive.cases[document.case]);
        look(documents().map(|document| document.address().len() + document.authors.len()));
        look(documents().map(|document| first(document.address())));
        look(cases().map(|case| case.address().len()));
        look(people().map(|person| person.name.len()));
        look(cases().map(|case| first(case.address())));
        look(people().map(|person| first(&person.name) + first(&person.slug)));
    }

    /// Looks at what the entries of some cases are made of.
    pub fn look_at_cases(&self, cases: &[CaseId]) {
        let archive = self.archive;
        let cases = || cases.iter().map(|id| &archive.cases[*id]);
        let documents = || cases().filter_map(|case| case.documents.first()).map(|id| &archive.documents[*id]);
        look(cases().map(|case| case.address().len() + case.documents.len() + case.numbers.len()));
        look(cases().map(|case| first(case.address())));
        look(documents().map(|document| usize::from(document.day().is_some())));
        look(cases().flat_map(|case| &case.numbers).map(|number| first(number)));
    }

    /// Looks at what the entries of some positions are made of.
    pub fn look_at_positions(&self, positions: &[PositionId]) {
        let archive = self.archive;
        let positions = || positions.iter().map(|id| &archive.positions[*id]);
        let cases = || positions().map(|position| &archive.cases[position.case]);
        let documents = || positions().map(|position| &archive.documents[position.document]);
        let stances = || positions().flat_map(|position| &position.stances).map(|said| &said.evidence);
        let grounds = || positions().flat_map(|position| &position.grounds).map(|said| &said.evidence);
        look(positions().map(|position| position.stances.len() + position.grounds.len()));
        look(cases().map(|case| case.address().len() + case.topics.len()));
        look(documents().map(|document| document.address().len() + document.topics.len()));
        look(stances().chain(grounds()).map(|evidence| evidence.words.len() + evidence.anchor.len()));
        look(cases().map(|case| first(case.address())));
        look(documents().map(|document| first(document.address())));
        look(stances().chain(grounds()).map(|evidence| first(&evidence.words) + first(&evidence.anchor)));
    }

    /// Looks at what the text of an entity points at, and at what points at the entity.
    pub fn look_around(&self, entity: Entity) {
        let links = self.archive.text(entity).map(|text| &*text.links).unwrap_or_default();
        let to = links.iter().filter_map(|link| match link {
            Link::To(to, _) | Link::Number(_, to) => Some(*to),
            Link::Asset(_) | Link::Nowhere => None,
        });
        let around = to.chain(self.archive.referring_to(entity));
        let nameplates: Vec<_> = around.filter_map(|one| self.nameplate(one)).collect();
        look(nameplates.iter().map(|nameplate| nameplate.address().len()));
        look(nameplates.iter().map(|nameplate| first(nameplate.address())));
    }

    fn nameplate(&self, entity: Entity) -> Option<&Nameplate> {
        match entity {
            Entity::Case(id) => Some(&self.archive.cases[id].nameplate),
            Entity::Document(id) => Some(&self.archive.documents[id].nameplate),
            _ => None,
        }
    }
}

/// Has everything computed that is to be looked at, and nothing done with it.
fn look(seen: impl Iterator<Item = usize>) {
    black_box(seen.sum::<usize>());
}

fn first(text: &str) -> usize {
    text.as_bytes().first().copied().unwrap_or_default().into()
}
