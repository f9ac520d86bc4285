//! Where each case stands, from what was proposed and decided in it.

use crate::archive::Archive;
use crate::archive::ids::{CaseId, DocumentId, ResolutionId};
use crate::archive::position::{Resolution, Resolved, Status};
use crate::source::vocabulary::{BodyKind, DocumentType, Outcome, State};

/// Settles the status of every case.
pub fn settle(archive: &mut Archive) {
    for case in archive.cases.ids() {
        archive.cases[case].status = status(archive, case, &archive.cases[case].resolutions);
    }
}

fn status(archive: &Archive, case: CaseId, resolutions: &[ResolutionId]) -> Status {
    let has_outcome = |id: &&ResolutionId| matches!(archive.resolutions[**id].value, Resolved::Outcome(_));
    let (decided, proposed): (Vec<ResolutionId>, Vec<ResolutionId>) =
        resolutions.iter().filter(has_outcome).partition(|id| archive.resolutions[**id].is_decided);
    if !decided.is_empty() {
        let latest = latest(archive, decided);
        return if latest.iter().all(|id| is_pending(&archive.resolutions[*id])) {
            Status::Pending(latest)
        } else {
            Status::Decided(latest)
        };
    }
    if !proposed.is_empty() {
        return Status::Proposed(latest(archive, proposed));
    }
    let documents = &archive.cases[case].documents;
    let answer = |id: &&DocumentId| {
        let document = &archive.documents[**id];
        document.kind == DocumentType::Answer && document.state != State::Missing
    };
    if let Some(answer) = documents.iter().rev().find(answer) {
        return Status::Answered(*answer);
    }
    let rows = || archive.cases[case].rounds.iter().flat_map(|round| &round.asked);
    match rows().filter(|asked| asked.was_asked).count() {
        0 => Status::Registered,
        asked => Status::Referred(asked, rows().filter(|asked| asked.was_asked && asked.state.is_answered()).count()),
    }
}

fn is_pending(resolution: &Resolution) -> bool {
    matches!(resolution.value, Resolved::Outcome(Outcome::ReferredBack | Outcome::Postponed))
}

/// The resolutions of the body that has the last word, as of its latest day: the
/// council's go before a board's.
fn latest(archive: &Archive, resolutions: Vec<ResolutionId>) -> Vec<ResolutionId> {
    let rank = |id: &ResolutionId| {
        let resolution = &archive.resolutions[*id];
        let is_council = resolution.decider.is_some_and(|body| archive.bodies[body].kind == BodyKind::Council);
        (is_council, resolution.date)
    };
    let Some(last) = resolutions.iter().map(rank).max() else { return resolutions };
    let mut kept: Vec<_> = resolutions.into_iter().filter(|id| rank(id) == last).collect();
    kept.sort_by_key(|id| (archive.resolutions[*id].proposer, archive.resolutions[*id].claim, *id));
    kept
}
