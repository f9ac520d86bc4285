//! Marked words become positions, answers, proposals and decisions.
//!
//! Who holds a mark follows from where it stands: the innermost section with a
//! role says whose words they are, unless the mark itself does. What stands in
//! a summary is another's paraphrase: checked like any other mark, never
//! counted.

mod resolutions;
mod responses;

use std::collections::BTreeMap;

use super::names::{LocalNames, Names};
use super::registers::{find_body, local};
use crate::archive::Archive;
use crate::archive::case::{Entity, SectionActors};
use crate::archive::ids::{BodyId, CaseId, DocumentId, ResponseId};
use crate::archive::position::{Evidence, Holder, Level, Position, Resolved, Said};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::annotation::{MarkAddress, MarkValue};
use crate::source::outline::{Mark, Outline, Section};
use crate::source::vocabulary::{BodyKind, DocumentType, Role, Stance, Target};

/// Links the marks and section roles of a text.
pub fn link(archive: &mut Archive, entity: Entity, outline: &Outline, names: &Names, diagnostics: &mut Diagnostics) {
    match entity {
        Entity::Document(id) => document(archive, id, outline, names, diagnostics),
        _ => {
            let misplaced = outline.marks.iter().map(|mark| out_of_place(mark, "marks stand in documents"));
            misplaced.for_each(|misplaced| diagnostics.push(misplaced));
        }
    }
}

fn document(archive: &mut Archive, id: DocumentId, outline: &Outline, names: &Names, diagnostics: &mut Diagnostics) {
    let names = local(names, archive.municipality_of(id));
    let case = archive.documents[id].case;
    let mut linker = Linker {
        bodies: Vec::new(),
        responses: BTreeMap::new(),
        own_response: None,
        archive,
        names,
        id,
        case,
        outline,
        diagnostics,
    };
    linker.sections();
    linker.own_response();
    linker.own_dissent();
    for mark in &outline.marks {
        linker.mark(mark);
    }
    linker.join_responses();
}

struct Linker<'a> {
    archive: &'a mut Archive,
    names: &'a LocalNames,
    id: DocumentId,
    case: CaseId,
    outline: &'a Outline,
    diagnostics: &'a mut Diagnostics,
    /// The body of each section, where it names one.
    bodies: Vec<Option<BodyId>>,
    /// The responses inside this document, by their sections.
    responses: BTreeMap<usize, ResponseId>,
    /// The response that this document is.
    own_response: Option<ResponseId>,
}

impl Linker<'_> {
    fn sections(&mut self) {
        for (index, section) in self.outline.sections.iter().enumerate() {
            let body = self.section_body(section);
            self.bodies.push(body);
            let to = section.attributes.to.as_ref().and_then(|to| find_body(self.names, to, self.diagnostics));
            let is_views = section.attributes.role.as_ref().is_some_and(|role| role.value == Role::Views);
            let document = &mut self.archive.documents[self.id];
            let person = document.presented_by.filter(|_| is_views && body.is_none());
            if body.is_some() || to.is_some() || person.is_some() {
                document.text.sections.push(SectionActors { index, body, person, to });
            }
            match section.attributes.role.as_ref().map(|role| role.value) {
                Some(Role::Response) => self.response(index, section, body),
                Some(role @ (Role::Reservation | Role::SeparateStatement)) => self.dissent(section, role),
                _ => {}
            }
        }
    }

    /// The body that `body=` names, else the one that is named by the heading as a whole.
    fn section_body(&mut self, section: &Section) -> Option<BodyId> {
        match &section.attributes.body {
            Some(written) => find_body(self.names, written, self.diagnostics),
            None => self.names.bodies.find(&section.heading),
        }
    }

    fn mark(&mut self, mark: &Mark) {
        let is_role =
            |section: &Section, wanted| section.attributes.role.as_ref().is_some_and(|role| role.value == wanted);
        let is_summary = self.outline.enclosing(mark.section).any(|section| is_role(section, Role::Summary));
        match mark.address.value {
            MarkValue::Stance(stance) => {
                self.stated(mark, is_summary, |position, said| add_stance(position, said.with(stance)));
            }
            MarkValue::Ground(ground) => self.stated(mark, is_summary, |position, said| {
                position.grounds.push(said.with(ground));
                true
            }),
            MarkValue::Act(act) => self.done(mark, is_summary, Resolved::Act(act)),
            MarkValue::Outcome(outcome) => self.done(mark, is_summary, Resolved::Outcome(outcome)),
        }
    }

    /// An act or outcome: part of a response, or something proposed or decided.
    fn done(&mut self, mark: &Mark, is_summary: bool, value: Resolved) {
        if let Some(written) = &mark.address.body {
            find_body(self.names, written, self.diagnostics);
            if !is_summary {
                let diagnostic =
                    Diagnostic::error("unknown-attribute", written.span, "an act or outcome belongs to its section");
                self.diagnostics.push(diagnostic.help("take ?body= away; only a summary names whose act it retells"));
            }
        }
        let is_about_claim = mark.address.claim.is_some();
        if is_summary || (is_about_claim && self.target(mark).is_none()) {
            return;
        }
        let response = self.response_around(mark).map(|(_, id)| id).or(self.own_response);
        // What an answer only proposes (a dissenter's motion, say) is not what the body did.
        let is_proposed = response.is_some_and(|id| self.archive.responses[id].is_proposed);
        let innermost = self.outline.enclosing(mark.section).find_map(|section| {
            let role = section.attributes.role.as_ref()?.value;
            matches!(role, Role::Proposal | Role::Decision | Role::Response).then_some(role)
        });
        let response = response.filter(|_| is_proposed || innermost != Some(Role::Proposal));
        match (value, response) {
            (Resolved::Act(act), Some(response)) => {
                let said = self.said(mark, act);
                self.archive.responses[response].acts.push(said);
            }
            _ => self.resolution(mark, value),
        }
    }

    fn said<V>(&self, mark: &Mark, value: V) -> Said<V> {
        let claim = mark.address.claim.as_ref().map(|claim| claim.value);
        Said { value, claim, evidence: self.evidence(mark) }
    }

    fn evidence(&self, mark: &Mark) -> Evidence {
        Evidence { words: mark.words.clone(), document: self.id, anchor: mark.anchor.clone() }
    }

    /// A stance or ground: finds its holder and target and adds it to their position.
    fn stated(&mut self, mark: &Mark, is_summary: bool, add: impl FnOnce(&mut Position, Said<()>) -> bool) {
        let holder = self.holder(mark);
        let Some((target, motion)) = self.target(mark) else { return };
        let (Some(holder), false) = (holder, is_summary) else { return };
        let said = self.said(mark, ());
        let section = self.response_around(mark).map(|(section, _)| section);
        let same =
            |position: &Position| position.holder == holder && position.target == target && position.section == section;
        let positions = &self.archive.positions;
        let of_document =
            self.archive.cases[self.case].positions.iter().copied().filter(|id| positions[*id].document == self.id);
        let known = of_document.into_iter().find(|id| same(&positions[*id]));
        let id = match known {
            Some(id) => id,
            None => {
                let position = self.position(mark, holder, target, motion, section);
                let id = self.archive.positions.push(position);
                self.archive.cases[self.case].positions.push(id);
                id
            }
        };
        if !add(&mut self.archive.positions[id], said) {
            self.diagnostics.push(
                Diagnostic::error("two-stances", mark.span, "the same holder has another stance on this already").help(
                    "a position has at most one stance for each claim; say with ?claim= which claim each is about",
                ),
            );
        }
    }

    fn position(
        &self,
        mark: &Mark,
        holder: Holder,
        target: Target,
        motion: Option<DocumentId>,
        section: Option<usize>,
    ) -> Position {
        let document = &self.archive.documents[self.id];
        let response = section.and_then(|section| self.responses.get(&section)).map(|id| &self.archive.responses[*id]);
        let own = self.own_response.map(|id| &self.archive.responses[id]);
        let is_board = |body: BodyId| self.archive.bodies[body].kind != BodyKind::Administration;
        let speaks_for_itself = response.is_some() || own.is_some_and(|own| !own.is_proposed);
        let is_issuer = document.body.map(Holder::Body) == Some(holder);
        let for_body = self.proposes_for().filter(|_| is_issuer && !speaks_for_itself);
        let level = match (holder, response, own) {
            _ if for_body.is_some() => Level::Proposal,
            (Holder::Body(body), Some(response), _)
                if response.decided.is_some() && response.body == body && is_board(body) =>
            {
                Level::Decision
            }
            (Holder::Body(body), None, Some(own)) if own.body == body && is_board(body) => Level::Decision,
            _ => Level::Own,
        };
        let date = match response {
            Some(response) => response.day().or(document.date),
            None => document.meeting.or(document.date),
        };
        Position {
            holder,
            for_body,
            level,
            target,
            motion,
            stances: Vec::with_capacity(1), // mostly one
            grounds: Vec::with_capacity(1),
            case: self.case,
            document: self.id,
            anchor: section.map_or(&mark.anchor, |section| &self.outline.sections[section].anchor).clone(),
            section,
            date,
        }
    }

    /// Whose words these are.
    fn holder(&mut self, mark: &Mark) -> Option<Holder> {
        if let Some(written) = &mark.address.body {
            return find_body(self.names, written, self.diagnostics).map(Holder::Body);
        }
        let document = &self.archive.documents[self.id];
        let document_kind = document.kind;
        let (presenter, issuer, author) = (document.presented_by, document.body, document.authors.first().copied());
        let around: Vec<usize> = self.outline.around(mark.section).collect();
        for at in around {
            let attributes = &self.outline.sections[at].attributes;
            let Some(role) = &attributes.role else { continue };
            let by_role = match role.value {
                Role::Views => self.bodies[at].map(Holder::Body).or(presenter.map(Holder::Person)),
                Role::Reservation | Role::SeparateStatement => self.dissenter(at),
                _ => self.bodies[at].map(Holder::Body),
            };
            if by_role.is_some() {
                return by_role;
            }
            if role.value == Role::Response {
                return None; // reported with the section
            }
        }
        // A reservation is lodged with a body, which does not hold it.
        let is_reservation = document_kind == DocumentType::Reservation;
        let issuer = issuer.filter(|_| !is_reservation || author.is_none());
        let holder = issuer.map(Holder::Body).or(author.map(Holder::Person));
        if holder.is_none() {
            self.diagnostics.push(
                Diagnostic::error("nobody-holds", mark.span, "nobody holds this mark")
                    .label("whose words are these?")
                    .help("give the document a body, the section body= or the mark ?body="),
            );
        }
        holder
    }

    fn dissenter(&mut self, section: usize) -> Option<Holder> {
        let attributes = &self.outline.sections[section].attributes;
        let person = attributes.by.as_ref().and_then(|by| self.names.people.find(&by.value)).map(Holder::Person);
        let party =
            || attributes.party.iter().find_map(|party| self.names.parties.find(&party.value)).map(Holder::Party);
        person.or_else(party)
    }

    /// What a stance or ground is about, checked against the case's motion.
    fn target(&mut self, mark: &Mark) -> Option<(Target, Option<DocumentId>)> {
        let motion = motion_of(self.archive, self.id);
        let MarkAddress { claim, target, .. } = &mark.address;
        if motion.is_none() && target.is_none() {
            self.diagnostics.push(
                Diagnostic::error("no-target", mark.span, "this case has no motion that the mark could be about")
                    .help("say what it is about with ?target=proposal, or add the motion, with state = \"missing\" if it is not at hand"),
            );
            return None;
        }
        if let (Some(claim), Some(motion)) = (claim, motion) {
            let claims = self.archive.documents[motion].claims.len();
            let is_open = self.archive.documents[motion].shows_text() || claims > 0;
            if usize::from(claim.value) > claims && is_open {
                let message = match claims {
                    0 => "the motion lists no claims".to_owned(),
                    1 => "the motion has 1 claim".to_owned(),
                    _ => format!("the motion has {claims} claims"),
                };
                self.diagnostics.push(
                    Diagnostic::error("unknown-claim", claim.span, message)
                        .help("claims are listed in the motion's front matter"),
                );
                return None;
            }
        }
        Some((target.as_ref().map_or(Target::Motion, |target| target.value), motion))
    }
}

impl Said<()> {
    fn with<V>(self, value: V) -> Said<V> {
        Said { value, claim: self.claim, evidence: self.evidence }
    }
}

/// Adds a stance, unless the position has another on the same claim.
fn add_stance(position: &mut Position, said: Said<Stance>) -> bool {
    let fits = position.stances.iter().all(|other| other.claim != said.claim || other.value == said.value);
    position.stances.push(said);
    fits
}

/// The motion that a document is about: what it answers, or what that answers
/// in turn, else the first of its case.
fn motion_of(archive: &Archive, document: DocumentId) -> Option<DocumentId> {
    let is_motion = |id: &DocumentId| {
        matches!(
            archive.documents[*id].kind,
            DocumentType::Motion | DocumentType::CitizenProposal | DocumentType::Communication
        )
    };
    let mut answered = std::iter::successors(Some(document), |id| archive.documents[*id].answers).take(8);
    let case = &archive.cases[archive.documents[document].case];
    answered.find(is_motion).or_else(|| case.documents.iter().copied().find(is_motion))
}

fn out_of_place(mark: &Mark, help: &str) -> Diagnostic {
    Diagnostic::error("mark-out-of-place", mark.span, "this mark cannot stand here").help(help)
}
