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

use super::entries::{resolved_words, status_word};
use super::site::Site;
use crate::archive::case::{Document, Entity};
use crate::archive::ids::{BodyId, CaseId};
use crate::archive::position::{Evidence, Resolution, Status};
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
                let room = Vec::with_capacity(8 * 1024); // for most views
                hasher.update(&postcard::to_extend(self, room).expect("a view can be written down"));
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
    pub answer: Option<AnswerView>,
}

/// The answer to a question.
#[derive(Debug, Serialize)]
pub struct AnswerView {
    /// Its page.
    pub link: Piece,
    /// Its date.
    pub date: Option<Piece>,
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
        if let Some(title) = &document.title {
            return Cow::Borrowed(title);
        }
        let kind = self.locale.word(&format!("type.{}", document.kind.word()));
        match document.body {
            Some(body) => Cow::Owned(format!("{kind} – {}", self.archive.bodies[body].name_on(document.day()))),
            None => Cow::Borrowed(kind),
        }
    }

    /// Where a case stands.
    pub fn status(&self, status: &Status) -> StatusView {
        let (asked, answered) =
            if let Status::Referred(asked, answered) = status { (*asked, *answered) } else { (0, 0) };
        let answered_by = if let Status::Answered(answer) = status { Some(*answer) } else { None };
        let answer = |id| AnswerView {
            link: self.anchor(Entity::Document(id)),
            date: self.time(self.archive.documents[id].day()),
        };
        let resolutions = status.resolutions().iter();
        StatusView {
            kind: status_word(status),
            resolutions: resolutions.map(|id| self.resolution(&self.archive.resolutions[*id])).collect(),
            asked,
            answered,
            answer: answered_by.map(answer),
        }
    }

    fn evidence_path(&self, evidence: &Evidence) -> String {
        format!("{}#{}", self.routes.of(Entity::Document(evidence.document)).as_str(), evidence.anchor)
    }

    /// Something proposed or decided.
    pub fn resolution(&self, resolution: &Resolution) -> ResolutionView {
        let (kind, value) = resolved_words(resolution.value);
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
