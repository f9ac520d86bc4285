//! What is proposed to a body, and what a body decided.

use super::{Linker, motion_of, out_of_place};
use crate::archive::position::{Resolution, Resolved};
use crate::source::outline::Mark;
use crate::source::vocabulary::{DocumentType, Role};

impl Linker<'_> {
    /// An act or outcome outside a response: something proposed or decided.
    pub(super) fn resolution(&mut self, mark: &Mark, value: Resolved) {
        let document = &self.archive.documents[self.id];
        let mut around = self.outline.around(mark.section);
        let section = around.find_map(|at| match self.outline.sections[at].attributes.role.as_ref()?.value {
            role @ (Role::Proposal | Role::Decision) => Some((at, role)),
            _ => None,
        });
        let decides = matches!(document.kind, DocumentType::Decision | DocumentType::MinutesExtract);
        let is_decided = match section {
            Some((_, role)) => role == Role::Decision,
            // Addressed to another body, it may as well propose: the section has to say.
            None if decides && document.to.is_none() => true,
            None => {
                self.diagnostics.push(out_of_place(
                    mark,
                    "acts and outcomes stand in a section with the role .proposal or .decision",
                ));
                return;
            }
        };
        let attributes = section.map(|(at, _)| &self.outline.sections[at].attributes);
        let of_section = section.and_then(|(at, _)| self.bodies[at]).or(document.body);
        let to = attributes
            .and_then(|attributes| attributes.to.as_ref())
            .and_then(|to| self.names.bodies.find(&to.value))
            .or(document.to);
        let decided = attributes.and_then(|attributes| attributes.decided.as_ref()).map(|date| date.value);
        let date = if is_decided { decided.or(document.meeting).or(document.date) } else { decided.or(document.day()) };
        let claim = mark.address.claim.as_ref().map(|claim| claim.value);
        let (proposer, decider) = if is_decided { (None, of_section) } else { (of_section, to) };
        let evidence = self.evidence(mark);
        let case = self.case;
        let motion = motion_of(self.archive, self.id);
        // One proposal stated in two places is one proposal; a decision is made on its day.
        let same = |other: &Resolution| {
            (other.is_decided, other.proposer, other.decider) == (is_decided, proposer, decider)
                && (other.value, other.motion, other.claim) == (value, motion, claim)
                && (!is_decided || other.date == date)
        };
        let of_case = self.archive.cases[case].resolutions.iter().copied();
        match of_case.into_iter().find(|id| same(&self.archive.resolutions[*id])) {
            Some(id) => {
                let known = &mut self.archive.resolutions[id];
                known.evidence.push(evidence);
                known.date = [known.date, date].into_iter().flatten().min();
            }
            None => {
                let evidence = vec![evidence];
                let resolution =
                    Resolution { case, is_decided, proposer, decider, value, motion, claim, date, evidence };
                let id = self.archive.resolutions.push(resolution);
                self.archive.cases[case].resolutions.push(id);
            }
        }
    }
}
