//! The case page: where it stands, its timeline, the referral round as a table.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::{Day, DocumentCard, Link, Meta, Piece, PositionView, ResolutionView, SaidView, StatusView, view};
use crate::archive::case::{AnswerState, Asked, Dissent, Entity, Round};
use crate::archive::ids::{CaseId, DocumentId, PositionId, ResponseId};
use crate::archive::position::Response;
use crate::fields::Vocabulary;
use crate::render::site::Site;
use crate::routes::Page;

view! {
    /// The view of a case.
    pub struct CaseView {
        page: Meta,
        municipality: Piece,
        numbers: Vec<String>,
        topics: Piece,
        status: StatusView,
        timeline: Vec<Event>,
        rounds: Vec<RoundView>,
        motions: Vec<MotionView>,
        proposals: Vec<ResolutionView>,
        decisions: Vec<ResolutionView>,
        positions: Vec<PositionView>,
        dissents: Vec<DissentView>,
        documents: String,
        related: Vec<Piece>,
        referred_from: Vec<Piece>,
        extra: Option<Box<toml::Table>>,
    }
}

/// A document with claims.
#[derive(Debug, Serialize)]
pub struct MotionView {
    link: Piece,
    claims: Vec<String>,
}

/// Something that happened.
#[derive(Debug, Serialize)]
pub struct Event {
    date: Option<Piece>,
    /// `document`, `sent`, `deadline` or `answer`.
    kind: &'static str,
    document: Option<DocumentCard>,
    body: Option<Piece>,
    path: Option<String>,
    number: usize,
    #[serde(skip)]
    day: Option<Date>,
}

/// A referral round.
#[derive(Debug, Serialize)]
pub struct RoundView {
    from: Option<Link>,
    sent: Option<Day>,
    deadline: Option<Day>,
    asked: Vec<AskedView>,
    asked_count: usize,
    answered_count: usize,
    declined_count: usize,
}

/// A row of a round's table.
#[derive(Debug, Serialize)]
pub struct AskedView {
    body: Piece,
    was_asked: bool,
    /// `answered`, `late`, `declined` or `none`.
    state: &'static str,
    answers: Vec<ResponseView>,
    proposals: Vec<ResponseView>,
}

/// An answer, or what is proposed as one.
#[derive(Debug, Serialize)]
pub struct ResponseView {
    link: Link,
    decided: Option<Day>,
    report: Option<Day>,
    report_by: Option<Piece>,
    acts: Vec<SaidView>,
    stances: Vec<SaidView>,
    grounds: Vec<SaidView>,
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
        numbers: case.numbers.clone(),
        topics: site.topic_anchors(case.topics.iter().copied()),
        status: site.status(&case.status),
        timeline: timeline(site, id),
        rounds: case.rounds.iter().map(|round| site.round(round)).collect(),
        motions: motions(site, &case.documents),
        proposals,
        decisions,
        positions: other_positions(site, id).into_iter().map(|id| site.position(id)).collect(),
        dissents: case.dissents.iter().map(|id| site.dissent(&archive.dissents[*id])).collect(),
        documents: site.sibling_entries(id, None),
        related: case.related.iter().map(|other| site.anchor(Entity::Case(*other))).collect(),
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

fn timeline(site: &Site, id: CaseId) -> Vec<Event> {
    let archive = site.archive;
    let case = &archive.cases[id];
    let mut events = Vec::new();
    let event =
        |kind, day| Event { date: site.time(day), kind, document: None, body: None, path: None, number: 0, day };
    for document in &case.documents {
        let day = archive.documents[*document].day();
        events.push(Event { document: Some(site.document_card(*document)), ..event("document", day) });
    }
    for round in &case.rounds {
        let number = round.asked.iter().filter(|asked| asked.was_asked).count();
        let from = round.from.map(|body| site.body_anchor(body, round.sent));
        events.extend(round.sent.map(|day| Event { number, body: from, ..event("sent", Some(day)) }));
        events.extend(round.deadline.map(|day| event("deadline", Some(day))));
        for response in round.asked.iter().flat_map(|asked| &asked.answers) {
            let response = &archive.responses[*response];
            if response.section.is_some() && response.day().is_some() {
                let path = Some(site.response_path(response));
                let body = Some(site.body_anchor(response.body, response.day()));
                events.push(Event { body, path, ..event("answer", response.day()) });
            }
        }
    }
    events.sort_by_key(|event| (event.day.is_none(), event.day));
    events
}

impl Site<'_> {
    fn response_path(&self, response: &Response) -> String {
        let path = self.routes.of(Entity::Document(response.document));
        let anchor = response.anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
        format!("{}{anchor}", path.as_str())
    }

    fn round(&self, round: &Round) -> RoundView {
        let asked = || round.asked.iter().filter(|asked| asked.was_asked);
        RoundView {
            from: round.from.map(|body| self.body_link(body, round.sent)),
            sent: self.day(round.sent),
            deadline: self.day(round.deadline),
            asked: round.asked.iter().map(|asked| self.asked(asked, round.sent)).collect(),
            asked_count: asked().count(),
            answered_count: asked().filter(|asked| asked.state.is_answered()).count(),
            declined_count: asked().filter(|asked| asked.state == AnswerState::Declined).count(),
        }
    }

    fn asked(&self, asked: &Asked, sent: Option<Date>) -> AskedView {
        let views = |ids: &[ResponseId]| ids.iter().map(|id| self.response(*id)).collect();
        AskedView {
            body: self.body_anchor(asked.body, sent),
            was_asked: asked.was_asked,
            state: state_word(asked.state),
            answers: views(&asked.answers),
            proposals: views(&asked.proposals),
        }
    }

    fn response(&self, id: ResponseId) -> ResponseView {
        let response = &self.archive.responses[id];
        let positions = || response.positions.iter().map(|id| &self.archive.positions[*id]);
        ResponseView {
            link: Link {
                path: self.response_path(response),
                text: self.title(&self.archive.documents[response.document]).into_owned(),
            },
            decided: self.day(response.decided),
            report: self.day(response.report),
            report_by: response.report_by.map(|body| self.body_anchor(body, response.report)),
            acts: response.acts.iter().map(|said| self.said(said)).collect(),
            stances: positions().flat_map(|position| &position.stances).map(|said| self.said(said)).collect(),
            grounds: positions().flat_map(|position| &position.grounds).map(|said| self.said(said)).collect(),
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
    pub fn referring(&self, entity: Entity, is_own: &dyn Fn(Entity) -> bool) -> Vec<Piece> {
        self.archive.referring_to(entity).iter().filter(|text| !is_own(**text)).map(|text| self.anchor(*text)).collect()
    }
}
