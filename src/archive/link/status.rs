//! Where each case stands, from what was proposed and decided in it.

use rayon::prelude::*;

use crate::archive::Archive;
use crate::archive::ids::{CaseId, DocumentId, ResolutionId};
use crate::archive::position::{Resolution, Resolved, Status};
use crate::source::vocabulary::{BodyKind, DocumentType, Outcome, State};

/// Settles the status of every case.
pub fn settle(archive: &mut Archive) {
    let cases: Vec<_> = archive.cases.ids().collect();
    let statuses = cases.into_par_iter().map(|case| status(archive, case, &archive.cases[case].resolutions));
    let statuses: Vec<_> = statuses.collect();
    archive.cases.iter_mut().zip(statuses).for_each(|(case, status)| case.status = status);
}

fn status(archive: &Archive, case: CaseId, resolutions: &[ResolutionId]) -> Status {
    let has_outcome = |id: &&ResolutionId| matches!(archive.resolutions[**id].value, Resolved::Outcome(_));
    let (decided, proposed): (Vec<ResolutionId>, Vec<ResolutionId>) =
        resolutions.iter().filter(has_outcome).partition(|id| archive.resolutions[**id].is_decided);
    if !decided.is_empty() {
        let latest = latest(archive, decided.clone());
        return match () {
            () if latest.iter().all(|id| is_pending(&archive.resolutions[*id])) => Status::Pending(latest),
            () if is_partial(archive, case, &decided) => Status::Partly(latest),
            () => Status::Decided(latest),
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

/// Whether claims are left over: none of the decisions is about the whole, and
/// there is a claim that none of them is about.
fn is_partial(archive: &Archive, case: CaseId, decided: &[ResolutionId]) -> bool {
    let decided = || decided.iter().map(|id| &archive.resolutions[*id]);
    let is_settled = |motion: DocumentId, claim: usize| {
        decided().any(|one| one.motion == Some(motion) && one.claim.is_none_or(|number| usize::from(number) == claim))
    };
    let motions = archive.cases[case].documents.iter().filter(|id| !archive.documents[**id].claims.is_empty());
    let mut claims = motions.flat_map(|id| (1..=archive.documents[*id].claims.len()).map(move |claim| (*id, claim)));
    claims.any(|(motion, claim)| !is_settled(motion, claim))
}
