//! A large referral round at a glance: a row for each answer, a column for each claim.
//! The words that carry a stance are a step away, in the answer itself.

use std::collections::BTreeSet;

use serde::Serialize;

use super::round::state_word;
use crate::archive::case::{Asked, Round};
use crate::archive::ids::ResponseId;
use crate::archive::position::{Position, Response};
use crate::fields::Vocabulary;
use crate::render::html::push_escaped;
use crate::render::patterns::{Pieces, Slot};
use crate::render::site::Site;

/// With more bodies than this, what all of them said in their own words is no longer seen at a glance.
const MOST: usize = 20;

/// A round as a table without quotations.
#[derive(Debug, Serialize)]
pub struct Overview {
    /// What the columns of stances are about: a claim, or the whole.
    claims: Vec<Option<u8>>,
    /// The rows.
    rows: Slot,
}

/// An answer, what is proposed as one, or that there is none.
#[derive(Serialize)]
struct OverviewEntry {
    body: Slot,
    /// Whether the row before is another body's.
    is_first: bool,
    was_asked: bool,
    /// `answered`, `late`, `declined` or `none`.
    state: &'static str,
    is_proposed: bool,
    date: Slot,
    address: Slot,
    report_by: Slot,
    /// What it says of each claim.
    stances: Vec<Said>,
    /// Why, in words with dots between.
    grounds: Slot,
}

/// What an answer says of a claim.
#[derive(Serialize)]
struct Said {
    claim: Option<u8>,
    stances: Slot,
}

/// A stance, as a link to the words that carry it.
#[derive(Serialize)]
struct StanceEntry {
    value: &'static str,
    address: Slot,
}

impl Site<'_> {
    /// Makes the view of a round with many bodies; nothing for others.
    pub fn overview(&self, pieces: &mut Pieces, round: &Round) -> Option<Overview> {
        if round.asked.len() <= MOST {
            return None;
        }
        let responses = round.asked.iter().flat_map(Asked::responses);
        let stances = responses.flat_map(|id| self.positions(id)).flat_map(|position| &position.stances);
        let claims: Vec<_> = stances.map(|said| said.claim).collect::<BTreeSet<_>>().into_iter().collect();
        let rows = pieces.add(|out| round.asked.iter().for_each(|asked| self.push_rows(out, round, asked, &claims)));
        Some(Overview { claims, rows })
    }

    fn positions(&self, id: ResponseId) -> impl Iterator<Item = &Position> {
        self.archive.responses[id].positions.iter().map(|id| &self.archive.positions[*id])
    }

    fn push_rows(&self, out: &mut String, round: &Round, asked: &Asked, claims: &[Option<u8>]) {
        let responses: Vec<_> = asked.responses().map(Some).collect();
        let rows = if responses.is_empty() { &[None][..] } else { &responses };
        for (index, id) in rows.iter().enumerate() {
            let response = id.map(|id| &self.archive.responses[id]);
            self.push_entry(out, "overview_entry", |pieces| OverviewEntry {
                body: self.body_anchor(pieces, Some(asked.body), round.sent),
                is_first: index == 0,
                was_asked: asked.was_asked,
                state: state_word(asked.state),
                is_proposed: response.is_some_and(|response| response.is_proposed),
                date: pieces.add_some(response.and_then(Response::day), |out, day| {
                    push_escaped(out, &self.locale.day(day));
                }),
                address: response.map_or(Slot::Empty, |response| self.response_address(pieces, response)),
                report_by: response
                    .map_or(Slot::Empty, |response| self.body_anchor(pieces, response.report_by, response.report)),
                stances: claims.iter().map(|claim| self.said(pieces, *id, *claim)).collect(),
                grounds: pieces.add_some(*id, |out, id| self.push_grounds(out, id)),
            });
        }
    }

    fn said(&self, pieces: &mut Pieces, id: Option<ResponseId>, claim: Option<u8>) -> Said {
        let stances = pieces.add(|out| {
            let positions = id.into_iter().flat_map(|id| self.positions(id));
            let stances = positions.flat_map(|position| &position.stances);
            for said in stances.filter(|said| said.claim == claim) {
                self.push_entry(out, "stance_entry", |pieces| StanceEntry {
                    value: said.value.word(),
                    address: self.evidence_address(pieces, &said.evidence),
                });
            }
        });
        Said { claim, stances }
    }

    /// Adds the grounds of an answer, each once.
    fn push_grounds(&self, out: &mut String, id: ResponseId) {
        let grounds = self.positions(id).flat_map(|position| &position.grounds);
        let words: BTreeSet<_> = grounds.map(|said| said.value.word()).collect();
        for (index, word) in words.into_iter().enumerate() {
            out.push_str(if index > 0 { " · " } else { "" });
            self.push_word(out, &format!("ground.{word}"));
        }
    }
}
