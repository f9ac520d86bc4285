//! What was said, proposed and decided. Proposal is not decision, act is not
//! stance, stance is not ground; each has a type of its own.

use jiff::civil::Date;

use super::ids::{BodyId, CaseId, DocumentId, PartyId, PersonId, PositionId, ResolutionId};
use crate::source::vocabulary::{Act, Ground, Outcome, Stance, Target};

/// Who holds a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// A body.
    Body(BodyId),
    /// A person in office.
    Person(PersonId),
    /// A party.
    Party(PartyId),
}

/// On whose authority a position is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The body decided it.
    Decision,
    /// The holder's own words, without a decision of a board behind them.
    Own,
    /// An administration's proposal to its board.
    Proposal,
}

/// Words that were marked, and where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The words.
    pub words: String,
    /// Their document.
    pub document: DocumentId,
    /// Their anchor on its page.
    pub anchor: String,
}

/// A value that words carry, about one claim or the whole.
#[derive(Clone, Debug)]
pub struct Said<V> {
    /// What they say.
    pub value: V,
    /// Of which claim, counted from 1; none for the whole.
    pub claim: Option<u8>,
    /// The words.
    pub evidence: Evidence,
}

/// What one holder says of one target in one document or response.
#[derive(Clone, Debug)]
pub struct Position {
    /// Whose it is.
    pub holder: Holder,
    /// The board for which an administration proposes it.
    pub for_body: Option<BodyId>,
    /// On whose authority.
    pub level: Level,
    /// What it is about.
    pub target: Target,
    /// The motion, when there is one.
    pub motion: Option<DocumentId>,
    /// For or against, at most once for each claim.
    pub stances: Vec<Said<Stance>>,
    /// Why.
    pub grounds: Vec<Said<Ground>>,
    /// The case.
    pub case: CaseId,
    /// The document.
    pub document: DocumentId,
    /// The anchor of the response that holds it, or of the words themselves.
    pub anchor: String,
    /// The section of the response, as an index.
    pub section: Option<usize>,
    /// By the decision, else the sitting, else the report, else the document.
    pub date: Option<Date>,
}

/// A body's answer to a referral, or its administration's proposal for one.
#[derive(Clone, Debug)]
pub struct Response {
    /// The body that answers.
    pub body: BodyId,
    /// Whether it is only proposed.
    pub is_proposed: bool,
    /// The administration that wrote the report behind it.
    pub report_by: Option<BodyId>,
    /// When the body decided.
    pub decided: Option<Date>,
    /// When the report was dated.
    pub report: Option<Date>,
    /// What the body formally did, or is proposed to do.
    pub acts: Vec<Said<Act>>,
    /// What is said in it.
    pub positions: Vec<PositionId>,
    /// The case.
    pub case: CaseId,
    /// The document.
    pub document: DocumentId,
    /// The section's anchor, when it is a part of the document.
    pub anchor: Option<String>,
    /// The section's index.
    pub section: Option<usize>,
}

impl Response {
    /// The day of the answer: the decision's, else the report's.
    pub fn day(&self) -> Option<Date> {
        self.decided.or(self.report)
    }
}

/// What a resolution says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resolved {
    /// What comes of the matter.
    Outcome(Outcome),
    /// What the body does with it.
    Act(Act),
}

/// Something proposed to a body or decided by it, about one claim or the whole.
#[derive(Clone, Debug)]
pub struct Resolution {
    /// The case.
    pub case: CaseId,
    /// Whether it is decided, or only proposed.
    pub is_decided: bool,
    /// Who proposed it; for a decision, nobody.
    pub proposer: Option<BodyId>,
    /// Who decides.
    pub decider: Option<BodyId>,
    /// What.
    pub value: Resolved,
    /// The motion that it is about, when there is one.
    pub motion: Option<DocumentId>,
    /// About which claim of it, counted from 1; none for the whole.
    pub claim: Option<u8>,
    /// When.
    pub date: Option<Date>,
    /// Every place where it is stated, the first first.
    pub evidence: Vec<Evidence>,
}

/// Where a case stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Documents are here, and nothing of the following.
    #[default]
    Registered,
    /// Bodies have been asked: how many, and how many of them answered.
    Referred(usize, usize),
    /// A question has been answered.
    Answered(DocumentId),
    /// A decision has been proposed; no decision is in this archive.
    Proposed(Vec<ResolutionId>),
    /// The latest decision sends it back or postpones it.
    Pending(Vec<ResolutionId>),
    /// Some of its claims are decided, and others are not.
    Partly(Vec<ResolutionId>),
    /// It is decided.
    Decided(Vec<ResolutionId>),
}

impl Status {
    /// What was proposed or decided last.
    pub fn resolutions(&self) -> &[ResolutionId] {
        match self {
            Self::Registered | Self::Referred(..) | Self::Answered(_) => &[],
            Self::Proposed(ids) | Self::Pending(ids) | Self::Partly(ids) | Self::Decided(ids) => ids,
        }
    }
}
