//! The case page: where it stands, its timeline, the referral round as a table.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::resolutions::StatusView;
use super::{Day, Link, Meta, view};
use crate::archive::case::{AnswerState, Asked, Entity, Round};
use crate::archive::ids::{CaseId, DocumentId, PositionId, ResponseId};
use crate::archive::position::Response;
use crate::render::entries::DocumentCard;
use crate::render::html::{push_number, push_path};
use crate::render::patterns::{Pieces, Slot};
use crate::render::site::Site;
use crate::routes::Page;

view! {
    /// The view of a case.
    pub struct CaseView {
        page: Meta,
        municipality: Slot,
        numbers: Slot,
        topics: Slot,
        status: StatusView,
        timeline: Slot,
        rounds: Vec<RoundView>,
        motions: Vec<MotionView>,
        proposals: Slot,
        decisions: Slot,
        positions: Slot,
        dissents: Slot,
        documents: Slot,
        related: Slot,
        referred_from: Slot,
        extra: Option<Box<toml::Table>>,
    }
}

/// A document with claims.
#[derive(Debug, Serialize)]
pub struct MotionView {
    link: Slot,
    claims: Vec<Slot>,
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
    asked: Slot,
    asked_count: Slot,
    answered_count: Slot,
    declined_count: Slot,
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
pub fn view(site: &Site, pieces: &mut Pieces, id: CaseId) -> CaseView {
    let archive = site.archive;
    let case = &archive.cases[id];
    let mut resolutions = case.resolutions.clone();
    resolutions.sort_by_key(|id| (archive.resolutions[*id].date, *id));
    let (decisions, proposals): (Vec<_>, Vec<_>) =
        resolutions.into_iter().partition(|id| archive.resolutions[*id].is_decided);
    let above = site.above_case(pieces, id);
    let mut page = site.meta(pieces, Page::Of(Entity::Case(id)), case.title(), above);
    page.has_code = case.text.has_code;
    CaseView {
        municipality: site.anchor(pieces, Entity::Municipality(case.municipality)),
        numbers: pieces.listed(&case.numbers),
        topics: site.topic_anchors(pieces, case.topics.iter().copied()),
        status: site.status(pieces, &case.status),
        timeline: timeline(site, pieces, id),
        rounds: case.rounds.iter().map(|round| site.round(pieces, round)).collect(),
        motions: motions(site, pieces, &case.documents),
        proposals: site.resolution_entries(pieces, "resolution_entry", &proposals),
        decisions: site.resolution_entries(pieces, "resolution_entry", &decisions),
        positions: site.position_entries(pieces, other_positions(site, id).into_iter(), false),
        dissents: site.dissent_entries(pieces, case.dissents.iter().map(|id| &archive.dissents[*id])),
        documents: site.sibling_entries(pieces, id, None),
        related: site.items(pieces, case.related.iter().copied().map(Entity::Case)),
        referred_from: site.referring(
            pieces,
            Entity::Case(id),
            &|text| matches!(text, Entity::Document(other) if archive.documents[other].case == id),
        ),
        extra: case.extra.clone(),
        page,
    }
}

fn motions(site: &Site, pieces: &mut Pieces, documents: &[DocumentId]) -> Vec<MotionView> {
    let claims = |id: DocumentId| &site.archive.documents[id].claims;
    let view = |id| MotionView {
        link: site.anchor(pieces, Entity::Document(id)),
        claims: claims(id).iter().map(|claim| pieces.text(claim)).collect(),
    };
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

fn timeline(site: &Site, pieces: &mut Pieces, id: CaseId) -> Slot {
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
    pieces.add(|out| {
        for (day, event) in &events {
            site.push_entry(out, "event_entry", |pieces| site.event(pieces, *day, event));
        }
    })
}

impl Site<'_> {
    fn event(&self, pieces: &mut Pieces, day: Option<Date>, event: &Event) -> EventEntry {
        let date = self.time(pieces, day);
        let nothing = Slot::Empty;
        let entry =
            EventEntry { date, kind: "deadline", document: None, body: nothing, path: nothing, number: nothing };
        match event {
            Event::Document(id) => {
                EventEntry { kind: "document", document: Some(self.document_card(pieces, *id, false)), ..entry }
            }
            Event::Sent(round) => EventEntry {
                kind: "sent",
                body: self.body_anchor(pieces, round.from, round.sent),
                number: pieces.number(round.asked.iter().filter(|asked| asked.was_asked).count()),
                ..entry
            },
            Event::Deadline => entry,
            Event::Answer(response) => EventEntry {
                kind: "answer",
                body: self.body_anchor(pieces, Some(response.body), response.day()),
                path: self.response_path(pieces, response),
                ..entry
            },
        }
    }

    fn response_path(&self, pieces: &mut Pieces, response: &Response) -> Slot {
        let page = Page::Of(Entity::Document(response.document));
        pieces.add(|out| push_path(out, self, page, response.anchor.as_deref()))
    }

    fn round(&self, pieces: &mut Pieces, round: &Round) -> RoundView {
        let asked = || round.asked.iter().filter(|asked| asked.was_asked);
        let some = |count: usize| (count > 0).then_some(count);
        RoundView {
            from: round.from.map(|body| self.body_link(pieces, body, round.sent)),
            sent: self.day(pieces, round.sent),
            deadline: self.day(pieces, round.deadline),
            asked: pieces.add(|out| round.asked.iter().for_each(|asked| self.push_asked(out, asked, round.sent))),
            asked_count: pieces.add_some(some(asked().count()), push_number),
            answered_count: pieces.number(asked().filter(|asked| asked.state.is_answered()).count()),
            declined_count: pieces
                .add_some(some(asked().filter(|asked| asked.state == AnswerState::Declined).count()), push_number),
        }
    }

    fn push_asked(&self, out: &mut String, asked: &Asked, sent: Option<Date>) {
        self.push_entry(out, "asked_entry", |pieces| AskedEntry {
            body: self.body_anchor(pieces, Some(asked.body), sent),
            was_asked: asked.was_asked,
            sent: self.time(pieces, sent),
            state: state_word(asked.state),
            answers: asked.answers.iter().map(|id| self.response(pieces, *id)).collect(),
            proposals: asked.proposals.iter().map(|id| self.response(pieces, *id)).collect(),
        });
    }

    fn response(&self, pieces: &mut Pieces, id: ResponseId) -> ResponseEntry {
        let response = &self.archive.responses[id];
        let positions = || response.positions.iter().map(|id| &self.archive.positions[*id]);
        ResponseEntry {
            path: self.response_path(pieces, response),
            decided: self.time(pieces, response.decided),
            report: self.time(pieces, response.report),
            report_by: self.body_anchor(pieces, response.report_by, response.report),
            acts: pieces.add(|out| self.push_said(out, "act", &response.acts, None)),
            stances: pieces.add(|out| {
                self.push_said(out, "stance", positions().flat_map(|position| &position.stances), None);
            }),
            grounds: pieces.add(|out| {
                self.push_said(out, "ground", positions().flat_map(|position| &position.grounds), None);
            }),
        }
    }

    /// What refers to an entity, but for what `is_own` says is its own.
    pub fn referring(&self, pieces: &mut Pieces, entity: Entity, is_own: &dyn Fn(Entity) -> bool) -> Slot {
        self.items(pieces, self.archive.referring_to(entity).filter(|text| !is_own(*text)))
    }
}
