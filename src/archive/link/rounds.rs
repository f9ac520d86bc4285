//! Referral rounds: first who was asked, then, when every answer is known, what came of it.

use super::names::Names;
use super::registers::{find_body, local};
use crate::archive::Archive;
use crate::archive::case::{AnswerState, Asked, Round};
use crate::archive::ids::{BodyId, CaseId, PositionId, ResponseId, Table};
use crate::archive::position::{Position, Response, Said};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::front_matter::ReferralSource;
use crate::source::vocabulary::{Act, Stance};

/// Enters the bodies that each case's referrals name.
pub fn ask(
    archive: &mut Archive,
    referrals: &[(CaseId, Vec<ReferralSource>)],
    names: &Names,
    diagnostics: &mut Diagnostics,
) {
    for (case, sources) in referrals {
        let names = local(names, archive.cases[*case].municipality);
        for source in sources {
            let mut asked: Vec<Asked> = Vec::new();
            for written in &source.to {
                let Some(body) = find_body(names, written, diagnostics) else { continue };
                if asked.iter().any(|asked| asked.body == body) {
                    diagnostics.push(Diagnostic::warning(
                        "asked-twice",
                        written.span,
                        format!("`{}` is asked twice", written.value),
                    ));
                } else {
                    asked.push(row(body, true));
                }
            }
            let from = source.from.as_ref().and_then(|from| find_body(names, from, diagnostics));
            let round = Round { from, sent: source.sent, deadline: source.deadline, asked };
            archive.cases[*case].rounds.push(round);
        }
    }
}

fn row(body: BodyId, was_asked: bool) -> Asked {
    Asked { body, was_asked, state: AnswerState::None, answers: Vec::new(), proposals: Vec::new() }
}

/// Enters every answer where it belongs, and says of each body what came of asking it.
pub fn answer(archive: &mut Archive) {
    let Archive { cases, responses, positions, .. } = archive;
    for (id, response) in responses.pairs() {
        enter(&mut cases[response.case].rounds, id, response);
    }
    for case in cases.ids() {
        for round in &mut cases[case].rounds {
            let deadline = round.deadline;
            for asked in &mut round.asked {
                let answers: Vec<&Response> = asked.answers.iter().map(|id| &responses[*id]).collect();
                let abstains = |response: &&Response| declines(response, positions);
                let is_late =
                    |response: &&Response| deadline.zip(response.day()).is_some_and(|(deadline, day)| day > deadline);
                asked.state = match answers.as_slice() {
                    [] => AnswerState::None,
                    answers if answers.iter().any(abstains) => AnswerState::Declined,
                    answers if answers.iter().all(is_late) => AnswerState::Late,
                    _ => AnswerState::Answered,
                };
            }
        }
    }
}

/// An answer belongs to the latest round that asked the body and was sent
/// before it. One from a body that nobody asked stands in the last round.
fn enter(rounds: &mut Vec<Round>, id: ResponseId, response: &Response) {
    if rounds.is_empty() {
        rounds.push(Round { from: None, sent: None, deadline: None, asked: Vec::new() });
    }
    let asks = |round: &Round| round.asked.iter().any(|asked| asked.body == response.body);
    let precedes = |round: &Round| round.sent.zip(response.day()).is_none_or(|(sent, day)| sent <= day);
    let index = (rounds.iter().rposition(|round| asks(round) && precedes(round)))
        .or_else(|| rounds.iter().position(asks))
        .unwrap_or(rounds.len() - 1);
    let asked = &mut rounds[index].asked;
    let place = asked.iter().position(|asked| asked.body == response.body).unwrap_or_else(|| {
        asked.push(row(response.body, false));
        asked.len() - 1
    });
    if response.is_proposed {
        asked[place].proposals.push(id);
    } else {
        asked[place].answers.push(id);
    }
}

/// Whether a body declined to answer: it abstained as a whole, and took no other stance.
fn declines(response: &Response, positions: &Table<PositionId, Position>) -> bool {
    let stances: Vec<_> = response.positions.iter().flat_map(|id| &positions[*id].stances).collect();
    let abstains = |said: &&Said<Stance>| said.value == Stance::Abstains && said.claim.is_none();
    let has_act = response.acts.iter().any(|act| act.value == Act::Abstains && act.claim.is_none());
    (has_act || stances.iter().any(abstains)) && stances.iter().all(|said| said.value == Stance::Abstains)
}
