//! The case page: where it stands, what happened, who was asked and what they said.

use std::collections::BTreeSet;

use serde::Serialize;

use super::cite::{self, CitationView};
use super::resolutions::StatusView;
use super::round::RoundView;
use super::timeline::{TimelineView, timeline};
use super::{Meta, view};
use crate::archive::case::Entity;
use crate::archive::ids::{CaseId, DocumentId, PositionId};
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
        timeline: TimelineView,
        rounds: Vec<RoundView>,
        motions: Vec<MotionView>,
        proposals: Slot,
        decisions: Slot,
        positions: Slot,
        dissents: Slot,
        related: Slot,
        referred_from: Slot,
        cite: CitationView,
        extra: Option<Box<toml::Table>>,
    }
}

/// A document with claims.
#[derive(Debug, Serialize)]
pub struct MotionView {
    link: Slot,
    claims: Vec<Slot>,
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
        related: site.items(pieces, case.related.iter().copied().map(Entity::Case)),
        referred_from: site.referring(
            pieces,
            Entity::Case(id),
            &|text| matches!(text, Entity::Document(other) if archive.documents[other].case == id),
        ),
        cite: cite::case(site, pieces, id),
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
    let case = &archive.cases[case];
    let in_rounds: BTreeSet<_> = case.responses().flat_map(|id| &archive.responses[id].positions).collect();
    case.positions.iter().copied().filter(|id| !in_rounds.contains(&id)).collect()
}

impl Site<'_> {
    /// What refers to an entity, but for what `is_own` says is its own.
    pub fn referring(&self, pieces: &mut Pieces, entity: Entity, is_own: &dyn Fn(Entity) -> bool) -> Slot {
        self.items(pieces, self.archive.referring_to(entity).filter(|text| !is_own(*text)))
    }
}
