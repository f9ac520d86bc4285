//! Answers to referrals, and dissents: what sections and whole documents are.

use super::Linker;
use crate::archive::case::Dissent;
use crate::archive::ids::{BodyId, PersonId, ResponseId};
use crate::archive::link::registers::{administration_of, find_body, find_party};
use crate::archive::position::{Holder, Response};
use crate::diag::Diagnostic;
use crate::source::outline::{Mark, Section};
use crate::source::vocabulary::{BodyKind, DocumentType, Role};
use crate::text::Spanned;

impl Linker<'_> {
    /// A position belongs to the response in whose section it stands, or to the
    /// document's own response, when it is the answering body's (or its administration's).
    pub(super) fn join_responses(&mut self) {
        let positions = &self.archive.positions;
        let of_case = self.archive.cases[self.case].positions.iter().copied();
        for id in of_case.filter(|id| positions[*id].document == self.id) {
            let position = &positions[id];
            let response = match position.section {
                Some(section) => self.responses.get(&section).copied(),
                None => self.own_response,
            };
            let Some(response) = response.map(|response| &mut self.archive.responses[response]) else { continue };
            let is_proposed = response.is_proposed && position.for_body == Some(response.body);
            if is_proposed || position.holder == Holder::Body(response.body) {
                response.positions.push(id);
            }
        }
    }

    pub(super) fn response(&mut self, index: usize, section: &Section, body: Option<BodyId>) {
        let attributes = &section.attributes;
        let Some(body) = body else {
            if attributes.body.is_none() {
                let near = self.names.bodies.nearest(&section.heading);
                self.diagnostics.push(
                    Diagnostic::error(
                        "response-without-body",
                        section.span,
                        "the heading of this response names no body",
                    )
                    .did_you_mean(near)
                    .help("let the heading be the body's name, or add body= with its name or slug"),
                );
            }
            return;
        };
        let named = attributes.report_by.as_ref().and_then(|written| find_body(self.names, written, self.diagnostics));
        let response = Response {
            body,
            is_proposed: false,
            report_by: named.or_else(|| administration_of(self.archive, body)),
            decided: attributes.decided.as_ref().map(|date| date.value),
            report: attributes.report.as_ref().map(|date| date.value),
            acts: Vec::new(),
            positions: Vec::new(),
            case: self.case,
            document: self.id,
            anchor: Some(section.anchor.clone()),
            section: Some(index),
        };
        let id = self.archive.responses.push(response);
        self.responses.insert(index, id);
    }

    pub(super) fn dissent(&mut self, section: &Section, role: Role) {
        let parties = section
            .attributes
            .party
            .iter()
            .filter_map(|party| find_party(self.names, party, self.diagnostics))
            .collect();
        let people = section.attributes.by.iter().filter_map(|by| self.person(by)).collect();
        let dissent = Dissent { document: self.id, anchor: Some(section.anchor.clone()), role, parties, people };
        let id = self.archive.dissents.push(dissent);
        self.archive.cases[self.case].dissents.push(id);
    }

    /// A document that is a reservation as a whole: its authors', for their parties.
    pub(super) fn own_dissent(&mut self) {
        let document = &self.archive.documents[self.id];
        if document.kind != DocumentType::Reservation {
            return;
        }
        let people = document.authors.to_vec();
        let mut parties: Vec<_> =
            people.iter().filter_map(|person| self.archive.people[*person].party_on(document.day())).collect();
        parties.dedup();
        let dissent = Dissent { document: self.id, anchor: None, role: Role::Reservation, parties, people };
        let id = self.archive.dissents.push(dissent);
        self.archive.cases[self.case].dissents.push(id);
    }

    fn person(&mut self, written: &Spanned<String>) -> Option<PersonId> {
        let found = self.names.people.find(&written.value);
        if found.is_none() {
            self.diagnostics.push(
                Diagnostic::error("unknown-person", written.span, format!("no person is called `{}`", written.value))
                    .did_you_mean(self.names.people.nearest(&written.value))
                    .help("people are registered in the municipality's people.toml"),
            );
        }
        found
    }

    /// Makes of the document itself an answer, or a proposal for one, where it is that.
    pub(super) fn own_response(&mut self) {
        let document = &self.archive.documents[self.id];
        let Some(body) = document.body else { return };
        let asked = |body| {
            self.archive.cases[self.case].rounds.iter().any(|round| round.asked.iter().any(|asked| asked.body == body))
        };
        let is_administration = self.archive.bodies[body].kind == BodyKind::Administration;
        // An administration that answers on behalf of its board only proposes; one
        // that was itself asked answers for itself.
        let proposed_for = self.proposes_for().filter(|board| asked(*board));
        let is_answer = match document.kind {
            DocumentType::ReferralResponse => true,
            DocumentType::Decision | DocumentType::MinutesExtract => asked(body),
            _ => false,
        };
        if proposed_for.is_none() && !is_answer {
            return;
        }
        let decides = !is_administration;
        let response = Response {
            body: proposed_for.unwrap_or(body),
            is_proposed: proposed_for.is_some(),
            report_by: proposed_for.map(|_| body),
            decided: document.meeting.or(document.date).filter(|_| decides),
            report: document.date.filter(|_| !decides),
            acts: Vec::new(),
            positions: Vec::new(),
            case: self.case,
            document: self.id,
            anchor: None,
            section: None,
        };
        self.own_response = Some(self.archive.responses.push(response));
    }

    /// The board to which this document's administration proposes an answer.
    pub(super) fn proposes_for(&self) -> Option<BodyId> {
        let document = &self.archive.documents[self.id];
        let body = document.body.filter(|body| self.archive.bodies[*body].kind == BodyKind::Administration)?;
        let rounds = &self.archive.cases[self.case].rounds;
        let was_asked = rounds.iter().any(|round| round.asked.iter().any(|asked| asked.body == body));
        document.to.filter(|_| document.answers.is_some() && !was_asked)
    }

    /// The response section around a mark.
    pub(super) fn response_around(&self, mark: &Mark) -> Option<(usize, ResponseId)> {
        let mut around = self.outline.around(mark.section);
        around.find_map(|at| Some((at, *self.responses.get(&at)?)))
    }
}
