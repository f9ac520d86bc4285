//! The case page: where it stands, its timeline, the referral round as a table.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::{Day, Link, Meta, Piece, ResolutionView, StatusView, view};
use crate::archive::case::{AnswerState, Asked, Dissent, Entity, Round};
use crate::archive::ids::{CaseId, DocumentId, PositionId, ResponseId};
use crate::archive::position::Response;
use crate::fields::Vocabulary;
use crate::render::entries::DocumentCard;
use crate::render::html::{push_number, push_path};
use crate::render::patterns::{Pieces, Slot};
use crate::render::site::Site;
use crate::routes::Page;

view! {
    /// The view of a case.
    pub struct CaseView {
        page: Meta,
        municipality: Piece,
        numbers: Piece,
        topics: Piece,
        status: StatusView,
        timeline: Piece,
        rounds: Vec<RoundView>,
        motions: Vec<MotionView>,
        proposals: Vec<ResolutionView>,
        decisions: Vec<ResolutionView>,
        positions: Piece,
        dissents: Vec<DissentView>,
        documents: Piece,
        related: Piece,
        referred_from: Piece,
        extra: Option<Box<toml::Table>>,
    }
}

/// A document with claims.
#[derive(Debug, Serialize)]
pub struct MotionView {
    link: Piece,
    claims: Box<[String]>,
}

/// Something that happened: an entry of the timeline.
#[derive(Serialize)]
struct EventEntry {
    date: Slot,
    /// `document`, `sent`, `deadline` or `answer`.
    kind: &'static str,
    document: Option<DocumentCard>,
    /// Who asked or answered.
    body: Slot,
    /// Where the answer stands.
    path: Slot,
    /// How many were asked.
    number: Slot,
}

/// A referral round.
#[derive(Debug, Serialize)]
pub struct RoundView {
    from: Option<Link>,
    sent: Option<Day>,
    deadline: Option<Day>,
    asked: Piece,
    asked_count: usize,
    answered_count: usize,
    declined_count: usize,
}

/// A body's rows of a round's table.
#[derive(Serialize)]
struct AskedEntry {
    body: Slot,
    was_asked: bool,
    /// When it was asked.
    sent: Slot,
    /// `answered`, `late`, `declined` or `none`.
    state: &'static str,
    answers: Vec<ResponseEntry>,
    proposals: Vec<ResponseEntry>,
}

/// An answer, or what is proposed as one.
#[derive(Serialize)]
struct ResponseEntry {
    path: Slot,
    decided: Slot,
    report: Slot,
    report_by: Slot,
    acts: Slot,
    stances: Slot,
    grounds: Slot,
}

/// A recorded dissent.
#[derive(Debug, Serialize)]
pub struct DissentView {
    /// `reservation` or `separate_statement`.
    pub kind: &'static str,
    /// Who is behind it.
    pub by: Piece,
    /// Where it stands.
    pub source: Piece,
}

/// The word for what came of asking a body.
pub fn state_word(state: AnswerState) -> &'static str {
    match state {
        AnswerState::Answered => "answered",
        AnswerState::Late => "late",
        AnswerState::Declined => "declined",
        AnswerState::None => "none",
    }
}

/// Makes the view of a case.
pub fn view(site: &Site, id: CaseId) -> CaseView {
    let archive = site.archive;
    let case = &archive.cases[id];
    let mut resolutions = case.resolutions.clone();
    resolutions.sort_by_key(|id| (archive.resolutions[*id].date, *id));
    let resolutions = resolutions.iter().map(|id| site.resolution(&archive.resolutions[*id]));
    let (decisions, proposals) = resolutions.partition(|resolution| resolution.is_decided);
    let mut page = site.meta(Page::Of(Entity::Case(id)), case.title.clone(), site.above_case(id));
    page.has_code = case.text.has_code;
    CaseView {
        municipality: site.anchor(Entity::Municipality(case.municipality)),
        numbers: Piece::listed(&case.numbers),
        topics: site.topic_anchors(case.topics.iter().copied()),
        status: site.status(&case.status),
        timeline: timeline(site, id),
        rounds: case.rounds.iter().map(|round| site.round(round)).collect(),
        motions: motions(site, &case.documents),
        proposals,
        decisions,
        positions: site.position_entries(other_positions(site, id).into_iter(), false),
        dissents: case.dissents.iter().map(|id| site.dissent(&archive.dissents[*id])).collect(),
        documents: site.sibling_entries(id, None),
        related: site.items(case.related.iter().copied().map(Entity::Case)),
        referred_from: site.referring(
            Entity::Case(id),
            &|text| matches!(text, Entity::Document(other) if archive.documents[other].case == id),
        ),
        extra: case.extra.clone(),
        page,
    }
}

fn motions(site: &Site, documents: &[DocumentId]) -> Vec<MotionView> {
    let claims = |id: DocumentId| &site.archive.documents[id].claims;
    let view = |id| MotionView { link: site.anchor(Entity::Document(id)), claims: claims(id).clone() };
    documents.iter().copied().filter(|id| !claims(*id).is_empty()).map(view).collect()
}

/// Positions that are part of no answer to a referral.
fn other_positions(site: &Site, case: CaseId) -> Vec<PositionId> {
    let archive = site.archive;
    let rounds = archive.cases[case].rounds.iter().flat_map(|round| &round.asked);
    let responses = rounds.flat_map(|asked| asked.answers.iter().chain(&asked.proposals));
    let in_rounds: BTreeSet<_> = responses.flat_map(|id| &archive.responses[*id].positions).collect();
    archive.cases[case].positions.iter().copied().filter(|id| !in_rounds.contains(&id)).collect()
}

/// Something that happened.
enum Event<'a> {
    Document(DocumentId),
    Sent(&'a Round),
    Deadline,
    Answer(&'a Response),
}

fn timeline(site: &Site, id: CaseId) -> Piece {
    let archive = site.archive;
    let case = &archive.cases[id];
    let documents = case.documents.iter().map(|id| (archive.documents[*id].day(), Event::Document(*id)));
    let mut events: Vec<_> = documents.collect();
    for round in &case.rounds {
        events.extend(round.sent.map(|day| (Some(day), Event::Sent(round))));
        events.extend(round.deadline.map(|day| (Some(day), Event::Deadline)));
        let answers = round.asked.iter().flat_map(|asked| &asked.answers).map(|id| &archive.responses[*id]);
        let parts = answers.filter(|response| response.section.is_some() && response.day().is_some());
        events.extend(parts.map(|response| (response.day(), Event::Answer(response))));
    }
    events.sort_by_key(|(day, _)| (day.is_none(), *day));
    Piece::of(|out| events.into_iter().for_each(|(day, event)| site.push_event(out, day, &event)))
}

impl Site<'_> {
    fn push_event(&self, out: &mut String, day: Option<Date>, event: &Event) {
        let pieces = &mut Pieces::default();
        let date = self.day_slot(pieces, day);
        let (body, path, number) = (Slot::EMPTY, Slot::EMPTY, Slot::EMPTY);
        let entry = EventEntry { date, kind: "deadline", document: None, body, path, number };
        let entry = match event {
            Event::Document(id) => {
                EventEntry { kind: "document", document: Some(self.document_card(pieces, *id, false)), ..entry }
            }
            Event::Sent(round) => EventEntry {
                kind: "sent",
                body: pieces.add_some(round.from, |out, body| self.push_body_anchor(out, body, round.sent)),
                number: pieces.add(|out| push_number(out, round.asked.iter().filter(|asked| asked.was_asked).count())),
                ..entry
            },
            Event::Deadline => entry,
            Event::Answer(response) => EventEntry {
                kind: "answer",
                body: pieces.add(|out| self.push_body_anchor(out, response.body, response.day())),
                path: self.response_path(pieces, response),
                ..entry
            },
        };
        self.push_entry(out, "event_entry", entry, pieces);
    }

    fn response_path(&self, pieces: &mut Pieces, response: &Response) -> Slot {
        let page = Page::Of(Entity::Document(response.document));
        pieces.add(|out| push_path(out, self, page, response.anchor.as_deref()))
    }

    fn round(&self, round: &Round) -> RoundView {
        let asked = || round.asked.iter().filter(|asked| asked.was_asked);
        RoundView {
            from: round.from.map(|body| self.body_link(body, round.sent)),
            sent: self.day(round.sent),
            deadline: self.day(round.deadline),
            asked: Piece::of(|out| round.asked.iter().for_each(|asked| self.push_asked(out, asked, round.sent))),
            asked_count: asked().count(),
            answered_count: asked().filter(|asked| asked.state.is_answered()).count(),
            declined_count: asked().filter(|asked| asked.state == AnswerState::Declined).count(),
        }
    }

    fn push_asked(&self, out: &mut String, asked: &Asked, sent: Option<Date>) {
        let pieces = &mut Pieces::default();
        let entry = AskedEntry {
            body: pieces.add(|out| self.push_body_anchor(out, asked.body, sent)),
            was_asked: asked.was_asked,
            sent: self.day_slot(pieces, sent),
            state: state_word(asked.state),
            answers: asked.answers.iter().map(|id| self.response(pieces, *id)).collect(),
            proposals: asked.proposals.iter().map(|id| self.response(pieces, *id)).collect(),
        };
        self.push_entry(out, "asked_entry", entry, pieces);
    }

    fn response(&self, pieces: &mut Pieces, id: ResponseId) -> ResponseEntry {
        let response = &self.archive.responses[id];
        let positions = || response.positions.iter().map(|id| &self.archive.positions[*id]);
        ResponseEntry {
            path: self.response_path(pieces, response),
            decided: self.day_slot(pieces, response.decided),
            report: self.day_slot(pieces, response.report),
            report_by: pieces
                .add_some(response.report_by, |out, body| self.push_body_anchor(out, body, response.report)),
            acts: pieces.add(|out| self.push_said(out, "act", &response.acts, None)),
            stances: pieces.add(|out| {
                self.push_said(out, "stance", positions().flat_map(|position| &position.stances), None);
            }),
            grounds: pieces.add(|out| {
                self.push_said(out, "ground", positions().flat_map(|position| &position.grounds), None);
            }),
        }
    }

    /// A recorded dissent.
    pub fn dissent(&self, dissent: &Dissent) -> DissentView {
        let document = &self.archive.documents[dissent.document];
        let parties = dissent.parties.iter().copied().map(Entity::Party);
        let people = dissent.people.iter().copied().map(Entity::Person);
        let place = Entity::Document(dissent.document);
        DissentView {
            kind: dissent.role.word(),
            by: self.anchors(parties.chain(people)),
            source: self.anchor_to(place, dissent.anchor.as_deref(), &self.title(document)),
        }
    }

    /// What refers to an entity, but for what `is_own` says is its own.
    pub fn referring(&self, entity: Entity, is_own: &dyn Fn(Entity) -> bool) -> Piece {
        self.items(self.archive.referring_to(entity).filter(|text| !is_own(*text)))
    }
}
