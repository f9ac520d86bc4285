//! What was proposed and decided in a case: where it stands, its resolutions, the dissents.

use serde::Serialize;

use super::Link;
use crate::archive::case::{Dissent, Entity};
use crate::archive::ids::ResolutionId;
use crate::archive::position::{Evidence, Status};
use crate::fields::Vocabulary;
use crate::render::entries::{resolved_words, status_word};
use crate::render::patterns::{Pieces, Slot};
use crate::render::site::Site;
use crate::routes::Page;

/// Where a case stands.
#[derive(Debug, Serialize)]
pub struct StatusView {
    /// `registered`, `referred`, `answered`, `proposed`, `pending`, `partly` or `decided`.
    kind: &'static str,
    /// What was proposed or decided, as entries.
    resolutions: Slot,
    /// How many bodies were asked.
    asked: Slot,
    /// How many of them answered.
    answered: Slot,
    /// The answer to a question.
    answer: Option<AnswerView>,
}

/// The answer to a question.
#[derive(Debug, Serialize)]
struct AnswerView {
    link: Slot,
    date: Slot,
}

/// Something proposed or decided.
#[derive(Serialize)]
struct ResolutionEntry {
    is_decided: bool,
    /// Who proposed it.
    proposer: Option<Link>,
    /// Who decides.
    decider: Option<Link>,
    /// `outcome` or `act`.
    kind: &'static str,
    /// What.
    value: &'static str,
    /// About which claim.
    claim: Option<u8>,
    /// The claim's words.
    claim_text: Slot,
    /// When.
    date: Slot,
    /// The words, each once, with their place.
    evidence: Vec<Link>,
}

/// A recorded dissent.
#[derive(Serialize)]
struct DissentEntry {
    /// `reservation` or `separate_statement`.
    kind: &'static str,
    /// Who is behind it.
    by: Slot,
    /// Where it stands.
    source: Slot,
}

impl Site<'_> {
    /// Where a case stands.
    pub fn status(&self, pieces: &mut Pieces, status: &Status) -> StatusView {
        let (asked, answered) =
            if let Status::Referred(asked, answered) = status { (*asked, *answered) } else { (0, 0) };
        let answered_by = if let Status::Answered(answer) = status { Some(*answer) } else { None };
        StatusView {
            kind: status_word(status),
            resolutions: self.resolution_entries(pieces, "standing_entry", status.resolutions()),
            asked: pieces.number(asked),
            answered: pieces.number(answered),
            answer: answered_by.map(|id| AnswerView {
                link: self.anchor(pieces, Entity::Document(id)),
                date: self.time(pieces, self.archive.documents[id].day()),
            }),
        }
    }

    /// What was proposed or decided, as entries that `component` prints.
    pub fn resolution_entries(
        &self,
        pieces: &mut Pieces,
        component: &'static str,
        resolutions: &[ResolutionId],
    ) -> Slot {
        pieces.add(|out| {
            for id in resolutions {
                self.push_line(out, component, |pieces| self.resolution(pieces, *id));
            }
        })
    }

    fn resolution(&self, pieces: &mut Pieces, id: ResolutionId) -> ResolutionEntry {
        let resolution = &self.archive.resolutions[id];
        let (kind, value) = resolved_words(resolution.value);
        let claims = resolution.motion.map(|motion| &self.archive.documents[motion].claims);
        let claim_text = resolution.claim.and_then(|claim| claims?.get(usize::from(claim) - 1));
        ResolutionEntry {
            is_decided: resolution.is_decided,
            proposer: resolution.proposer.map(|body| self.body_link(pieces, body, resolution.date)),
            decider: resolution.decider.map(|body| self.body_link(pieces, body, resolution.date)),
            kind,
            value,
            claim: resolution.claim,
            claim_text: pieces.some_text(claim_text.map(String::as_str)),
            date: self.time(pieces, resolution.date),
            evidence: self.quotes(pieces, &resolution.evidence),
        }
    }

    /// Words with their places; the same words in a second place are not quoted twice.
    fn quotes(&self, pieces: &mut Pieces, evidence: &[Evidence]) -> Vec<Link> {
        let is_new =
            |(index, one): &(usize, &Evidence)| evidence[..*index].iter().all(|other| other.words != one.words);
        let quote = |(_, one): (usize, &Evidence)| {
            self.link_to(pieces, Page::Of(Entity::Document(one.document)), Some(&one.anchor), &one.words)
        };
        evidence.iter().enumerate().filter(is_new).map(quote).collect()
    }

    /// Recorded dissents as entries of a list.
    pub fn dissent_entries<'d>(&self, pieces: &mut Pieces, dissents: impl IntoIterator<Item = &'d Dissent>) -> Slot {
        pieces.add(|out| {
            for dissent in dissents {
                self.push_line(out, "dissent_entry", |pieces| self.dissent(pieces, dissent));
            }
        })
    }

    fn dissent(&self, pieces: &mut Pieces, dissent: &Dissent) -> DissentEntry {
        let document = &self.archive.documents[dissent.document];
        let parties = dissent.parties.iter().copied().map(Entity::Party);
        let people = dissent.people.iter().copied().map(Entity::Person);
        let place = Entity::Document(dissent.document);
        DissentEntry {
            kind: dissent.role.word(),
            by: self.anchors(pieces, parties.chain(people)),
            source: self.anchor_to(pieces, place, dissent.anchor.as_deref(), &self.title(document)),
        }
    }
}
