//! A referral round: who was asked and what they said, as a strip of stances and as a table.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::overview::Overview;
use super::{Day, Link};
use crate::archive::case::{AnswerState, Asked, Entity, Round};
use crate::archive::ids::ResponseId;
use crate::archive::position::Response;
use crate::render::html::{push_address, push_escaped, push_number};
use crate::render::patterns::{Pieces, Slot};
use crate::render::pictures::{Cell, Shape};
use crate::render::site::Site;
use crate::routes::Page;
use crate::source::vocabulary::Stance;

/// A referral round.
#[derive(Debug, Serialize)]
pub struct RoundView {
    from: Option<Link>,
    sent: Option<Day>,
    deadline: Option<Day>,
    /// The stances of all as a picture; nothing for less than three.
    picture: Slot,
    /// What its shapes stand for and how many there are of each, as items of a list.
    legend: Slot,
    /// Who was asked and what they said, in their own words.
    asked: Slot,
    /// The same at a glance, where that would be too much.
    overview: Option<Overview>,
    asked_count: Slot,
    answered_count: Slot,
    late_count: Slot,
    declined_count: Slot,
    /// How many were asked and have no answer here.
    silent_count: Slot,
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
    address: Slot,
    decided: Slot,
    report: Slot,
    report_by: Slot,
    acts: Slot,
    stances: Slot,
    grounds: Slot,
}

/// Of less there is no picture: a table of two rows is seen at a glance.
const SEVERAL: usize = 3;

/// The word for what came of asking a body.
pub fn state_word(state: AnswerState) -> &'static str {
    match state {
        AnswerState::Answered => "answered",
        AnswerState::Late => "late",
        AnswerState::Declined => "declined",
        AnswerState::None => "none",
    }
}

impl Site<'_> {
    /// Makes the view of a round.
    pub fn round(&self, pieces: &mut Pieces, round: &Round) -> RoundView {
        let asked = || round.asked.iter().filter(|asked| asked.was_asked);
        let some = |count: usize| (count > 0).then_some(count);
        let [late, declined, silent] = [AnswerState::Late, AnswerState::Declined, AnswerState::None]
            .map(|state| some(asked().filter(|asked| asked.state == state).count()));
        let (picture, legend) = self.strip(pieces, round);
        let overview = self.overview(pieces, round);
        let quoted = || round.asked.iter().filter(|_| overview.is_none());
        RoundView {
            from: round.from.map(|body| self.body_link(pieces, body, round.sent)),
            sent: self.day(pieces, round.sent),
            deadline: self.day(pieces, round.deadline),
            picture,
            legend,
            asked: pieces.add(|out| quoted().for_each(|asked| self.push_asked(out, asked, round.sent))),
            asked_count: pieces.add_some(some(asked().count()), push_number),
            answered_count: pieces.number(asked().filter(|asked| asked.state.is_answered()).count()),
            late_count: pieces.add_some(late, push_number),
            declined_count: pieces.add_some(declined, push_number),
            silent_count: pieces.add_some(silent, push_number),
            overview,
        }
    }

    /// The picture of a round, and what its shapes stand for.
    fn strip(&self, pieces: &mut Pieces, round: &Round) -> (Slot, Slot) {
        if round.asked.len() < SEVERAL {
            return (Slot::Empty, Slot::Empty);
        }
        let cells: Vec<_> = round.asked.iter().map(|asked| self.cell(asked)).collect();
        let mut counts: BTreeMap<(bool, Shape), usize> = BTreeMap::new();
        for cell in &cells {
            cell.shapes.iter().for_each(|shape| *counts.entry((cell.is_proposed, *shape)).or_default() += 1);
        }
        let word = |(is_proposed, shape): (bool, Shape)| {
            let word = self.locale.word(&shape.word());
            if is_proposed { self.locale.word("picture.proposed").replace("{word}", word) } else { word.to_owned() }
        };
        let told: Vec<_> = counts.iter().map(|(key, count)| format!("{} {count}", word(*key))).collect();
        let says = self.locale.word("picture.round").replace("{what}", &told.join(", "));
        let picture = pieces.add(|out| Cell::draw(out, &cells, &says));
        let legend = pieces.add(|out| {
            for (key @ (is_proposed, shape), count) in &counts {
                out.push_str(if *is_proposed { "<li class=\"proposed\">" } else { "<li>" });
                shape.push(out);
                push_escaped(out, &word(*key));
                out.push_str(" <b>");
                push_number(out, count);
                out.push_str("</b></li>");
            }
        });
        (picture, legend)
    }

    /// What a body said, or what is proposed that it says.
    fn cell(&self, asked: &Asked) -> Cell {
        let is_proposed = asked.answers.is_empty() && !asked.proposals.is_empty();
        let responses = if is_proposed { &asked.proposals } else { &asked.answers };
        let positions = responses.iter().flat_map(|id| &self.archive.responses[*id].positions);
        let stances = positions.flat_map(|id| &self.archive.positions[*id].stances);
        let mut shapes = Vec::new();
        for said in stances {
            let shape = Shape::Of(said.value);
            if !shapes.contains(&shape) {
                shapes.push(shape);
            }
        }
        if shapes.is_empty() {
            shapes.push(match (asked.state, is_proposed) {
                (AnswerState::Declined, _) => Shape::Of(Stance::Abstains),
                (AnswerState::None, false) => Shape::Silent,
                _ => Shape::Unsaid,
            });
        }
        Cell { shapes, is_proposed }
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
            address: self.response_address(pieces, response),
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

    /// Where a response stands.
    pub fn response_address(&self, pieces: &mut Pieces, response: &Response) -> Slot {
        let page = Page::Of(Entity::Document(response.document));
        pieces.add(|out| push_address(out, self, page, response.anchor.as_deref()))
    }
}
