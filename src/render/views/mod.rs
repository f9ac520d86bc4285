//! What templates see.
//!
//! A view is made for one page and serialised once. Its types are separate from
//! the model's, so that a field can be renamed there without changing a theme
//! here. Links and days are made as HTML, once ([`Piece`]); a path that a template
//! is to use in its own way is written from the root of the site, and the template
//! puts `root` before it, which leads there from its page.

pub mod case;
pub mod document;
pub mod lists;
mod piece;
pub mod subject;

use std::borrow::Cow;

use jiff::civil::Date;
pub use piece::Piece;
use serde::Serialize;
use tera::Context;
use xxhash_rust::xxh3::Xxh3;

use super::site::Site;
use crate::archive::case::{Document, Entity};
use crate::archive::ids::{BodyId, CaseId, DocumentId, PositionId};
use crate::archive::position::{Evidence, Holder, Level, Position, Resolution, Resolved, Said, Status};
use crate::fields::Vocabulary;
use crate::routes::Page;

/// What a template is given.
pub trait View {
    /// What every page has.
    fn page(&self) -> &Meta;
    /// The view as a template's variables.
    fn variables(&self) -> Context;
    /// Adds everything that the view shows to a digest.
    fn digest(&self, hasher: &mut Xxh3);
}

/// Declares views: structs whose fields are the variables of one template.
macro_rules! view {
    ($(#[$of_view:meta])* pub struct $name:ident { $($(#[$of_field:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$of_view])*
        #[derive(Debug, serde::Serialize)]
        pub struct $name { $($(#[$of_field])* $field: $kind,)* }

        impl $crate::render::views::View for $name {
            fn page(&self) -> &$crate::render::views::Meta {
                &self.page
            }

            fn variables(&self) -> tera::Context {
                let mut variables = tera::Context::new();
                $(variables.insert(stringify!($field), &self.$field);)*
                variables
            }

            fn digest(&self, hasher: &mut xxhash_rust::xxh3::Xxh3) {
                hasher.update(&postcard::to_stdvec(self).expect("a view can be written down"));
            }
        }
    };
}

pub(crate) use view;

/// What every page has.
#[derive(Debug, Serialize)]
pub struct Meta {
    /// What leads from the page to the root of the site.
    pub root: String,
    /// Where the page stands.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The pages above it.
    pub above: Vec<Piece>,
    /// Whether search engines are asked to leave it alone.
    pub noindex: bool,
    /// Whether it shows coloured code.
    pub has_code: bool,
}

/// A link to a page of the site.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Where it leads.
    pub path: String,
    /// Its words.
    pub text: String,
}

/// A day.
#[derive(Clone, Debug, Serialize)]
pub struct Day {
    /// 2018-04-25
    pub iso: String,
    /// 25 april 2018
    pub text: String,
}

/// A document in a list.
#[derive(Debug, Serialize)]
pub struct DocumentCard {
    /// Its page.
    pub link: Piece,
    /// Its type.
    pub kind: &'static str,
    /// Its state.
    pub state: &'static str,
    /// Its date.
    pub date: Option<Piece>,
    /// Who issued it.
    pub body: Option<Piece>,
    /// Who wrote it.
    pub authors: Piece,
    /// Its case.
    pub case: Piece,
}

/// A case in a list.
#[derive(Debug, Serialize)]
pub struct CaseCard {
    /// Its page.
    pub link: Piece,
    /// Its numbers.
    pub numbers: Vec<String>,
    /// Whose it is.
    pub municipality: String,
    /// Its year.
    pub year: Option<i16>,
    /// Where it stands.
    pub status: StatusView,
}

/// Where a case stands.
#[derive(Debug, Serialize)]
pub struct StatusView {
    /// `registered`, `referred`, `answered`, `proposed`, `pending`, `partly` or `decided`.
    pub kind: &'static str,
    /// What was proposed or decided.
    pub resolutions: Vec<ResolutionView>,
    /// How many bodies were asked.
    pub asked: usize,
    /// How many of them answered.
    pub answered: usize,
    /// The answer to a question.
    pub answer: Option<DocumentCard>,
}

/// Marked words and what they say.
#[derive(Clone, Debug, Serialize)]
pub struct SaidView {
    /// The value.
    pub value: &'static str,
    /// About which claim; none for the whole.
    pub claim: Option<u8>,
    /// The words.
    pub words: String,
    /// Where they stand.
    pub path: String,
}

/// A position in a table.
#[derive(Clone, Debug, Serialize)]
pub struct PositionView {
    /// Whose it is.
    pub holder: Piece,
    /// The board for which it is proposed.
    pub for_body: Option<Link>,
    /// `decision`, `own` or `proposal`.
    pub level: &'static str,
    /// `motion` or `proposal`.
    pub target: &'static str,
    /// For or against.
    pub stances: Vec<SaidView>,
    /// Why.
    pub grounds: Vec<SaidView>,
    /// When.
    pub date: Option<Piece>,
    /// The case.
    pub case: Piece,
    /// The case's topics.
    pub topics: Piece,
}

/// Something proposed or decided.
#[derive(Clone, Debug, Serialize)]
pub struct ResolutionView {
    /// Whether it is decided.
    pub is_decided: bool,
    /// Who proposed it.
    pub proposer: Option<Link>,
    /// Who decides.
    pub decider: Option<Link>,
    /// `outcome` or `act`.
    pub kind: &'static str,
    /// What.
    pub value: &'static str,
    /// About which claim.
    pub claim: Option<u8>,
    /// The claim's words.
    pub claim_text: Option<String>,
    /// When.
    pub date: Option<Piece>,
    /// The words, each once, with their place.
    pub evidence: Vec<Link>,
}

/// The word for a level.
pub fn level_word(level: Level) -> &'static str {
    match level {
        Level::Decision => "decision",
        Level::Own => "own",
        Level::Proposal => "proposal",
    }
}

impl<'a> Site<'a> {
    /// What every page has.
    pub fn meta(&self, page: Page, title: String, above: Vec<Piece>) -> Meta {
        let path = self.routes.path(page);
        Meta { root: path.to_root(), path: path.as_str().to_owned(), title, above, noindex: false, has_code: false }
    }

    /// A day as the site's language writes it.
    pub fn day(&self, day: Option<Date>) -> Option<Day> {
        day.map(|day| Day { iso: day.to_string(), text: self.locale.day(day) })
    }

    /// A link to an entity, in its present name.
    pub fn link(&self, entity: Entity) -> Link {
        Link { path: self.routes.of(entity).as_str().to_owned(), text: self.name(entity).into_owned() }
    }

    /// A link to a body in the name that it had on a day.
    pub fn body_link(&self, body: BodyId, day: Option<Date>) -> Link {
        let text = self.archive.bodies[body].name_on(day).to_owned();
        Link { path: self.routes.of(Entity::Body(body)).as_str().to_owned(), text }
    }

    /// A link to a page that is no entity's.
    pub fn page_link(&self, page: Page, text: &str) -> Link {
        Link { path: self.routes.path(page).as_str().to_owned(), text: text.to_owned() }
    }

    /// What an entity is called.
    pub fn name(&self, entity: Entity) -> Cow<'a, str> {
        let archive = self.archive;
        Cow::Borrowed(match entity {
            Entity::Municipality(id) => &archive.municipalities[id].name,
            Entity::Body(id) => &archive.bodies[id].name,
            Entity::Person(id) => &archive.people[id].name,
            Entity::Party(id) => &archive.parties[id].name,
            Entity::Topic(id) => &archive.topics[id].name,
            Entity::Case(id) => &archive.cases[id].title,
            Entity::Document(id) => return self.title(&archive.documents[id]),
            Entity::Page(id) => &archive.pages[id].title,
        })
    }

    /// A document's title, or what can be said in its place.
    pub fn title(&self, document: &'a Document) -> Cow<'a, str> {
        let kind = || self.locale.word(&format!("type.{}", document.kind.word()));
        let body = || document.body.map(|body| self.archive.bodies[body].name_on(document.day()));
        match (&document.title, body()) {
            (Some(title), _) => Cow::Borrowed(title),
            (None, Some(body)) => Cow::Owned(format!("{} – {body}", kind())),
            (None, None) => Cow::Borrowed(kind()),
        }
    }

    /// A document in a list.
    pub fn document_card(&self, id: DocumentId) -> DocumentCard {
        let document = &self.archive.documents[id];
        DocumentCard {
            link: self.anchor(Entity::Document(id)),
            kind: document.kind.word(),
            state: document.state.word(),
            date: self.time(document.day()),
            body: document.body.map(|body| self.body_anchor(body, document.day())),
            authors: self.anchors(document.authors.iter().copied().map(Entity::Person)),
            case: self.anchor(Entity::Case(document.case)),
        }
    }

    /// A case in a list.
    pub fn case_card(&self, id: CaseId) -> CaseCard {
        let case = &self.archive.cases[id];
        CaseCard {
            link: self.anchor(Entity::Case(id)),
            numbers: case.numbers.clone(),
            municipality: self.archive.municipalities[case.municipality].name.clone(),
            year: self.archive.first_day(id).map(Date::year),
            status: self.status(&case.status),
        }
    }

    /// Where a case stands.
    pub fn status(&self, status: &Status) -> StatusView {
        let mut view = StatusView { kind: "registered", resolutions: Vec::new(), asked: 0, answered: 0, answer: None };
        let (kind, resolutions) = match status {
            Status::Registered => ("registered", &[][..]),
            Status::Referred(asked, answered) => {
                (view.asked, view.answered) = (*asked, *answered);
                ("referred", &[][..])
            }
            Status::Answered(answer) => {
                view.answer = Some(self.document_card(*answer));
                ("answered", &[][..])
            }
            Status::Proposed(ids) => ("proposed", ids.as_slice()),
            Status::Pending(ids) => ("pending", ids.as_slice()),
            Status::Partly(ids) => ("partly", ids.as_slice()),
            Status::Decided(ids) => ("decided", ids.as_slice()),
        };
        view.kind = kind;
        view.resolutions = resolutions.iter().map(|id| self.resolution(&self.archive.resolutions[*id])).collect();
        view
    }

    fn evidence_path(&self, evidence: &Evidence) -> String {
        format!("{}#{}", self.routes.of(Entity::Document(evidence.document)).as_str(), evidence.anchor)
    }

    /// Marked words and what they say.
    pub fn said<V: Vocabulary>(&self, said: &Said<V>) -> SaidView {
        SaidView {
            value: said.value.word(),
            claim: said.claim,
            words: said.evidence.words.clone(),
            path: self.evidence_path(&said.evidence),
        }
    }

    /// A holder, by the name on a day.
    pub fn holder(&self, holder: Holder, day: Option<Date>) -> Piece {
        match holder {
            Holder::Body(id) => self.body_anchor(id, day),
            Holder::Person(id) => self.anchor(Entity::Person(id)),
            Holder::Party(id) => self.anchor(Entity::Party(id)),
        }
    }

    /// A position in a table.
    pub fn position(&self, id: PositionId) -> PositionView {
        let position: &Position = &self.archive.positions[id];
        let case = &self.archive.cases[position.case];
        let document = &self.archive.documents[position.document];
        PositionView {
            holder: self.holder(position.holder, position.date),
            for_body: position.for_body.map(|body| self.body_link(body, position.date)),
            level: level_word(position.level),
            target: position.target.word(),
            stances: position.stances.iter().map(|said| self.said(said)).collect(),
            grounds: position.grounds.iter().map(|said| self.said(said)).collect(),
            date: self.time(position.date),
            case: self.anchor(Entity::Case(position.case)),
            topics: self.topic_anchors(case.topics.iter().chain(&document.topics).copied()),
        }
    }

    /// Something proposed or decided.
    pub fn resolution(&self, resolution: &Resolution) -> ResolutionView {
        let (kind, value) = match resolution.value {
            Resolved::Outcome(outcome) => ("outcome", outcome.word()),
            Resolved::Act(act) => ("act", act.word()),
        };
        let claims = resolution.motion.map(|motion| &self.archive.documents[motion].claims);
        let claim_text = resolution.claim.and_then(|claim| claims?.get(usize::from(claim) - 1).cloned());
        ResolutionView {
            is_decided: resolution.is_decided,
            proposer: resolution.proposer.map(|body| self.body_link(body, resolution.date)),
            decider: resolution.decider.map(|body| self.body_link(body, resolution.date)),
            kind,
            value,
            claim: resolution.claim,
            claim_text,
            date: self.time(resolution.date),
            evidence: self.quotes(&resolution.evidence),
        }
    }

    /// Words with their places; the same words in a second place are not quoted twice.
    fn quotes(&self, evidence: &[Evidence]) -> Vec<Link> {
        let mut quotes: Vec<Link> = Vec::new();
        for one in evidence {
            if quotes.iter().all(|quote| quote.text != one.words) {
                quotes.push(Link { path: self.evidence_path(one), text: one.words.clone() });
            }
        }
        quotes
    }

    /// The pages above a case: its municipality.
    pub fn above_case(&self, case: CaseId) -> Vec<Piece> {
        vec![self.anchor(Entity::Municipality(self.archive.cases[case].municipality))]
    }
}
