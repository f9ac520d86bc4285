//! The linked model: built once by [`link::Linking`], then only read.
//!
//! It knows who was asked, what they said and what came of it. It knows neither
//! addresses on the web nor HTML, opens no file and asks no clock. What is
//! withheld, withdrawn or a draft has lost its text here, once and for all
//! pages. Entries refer to each other by [`ids`].

pub mod case;
pub mod ids;
pub mod link;
pub mod numbers;
pub mod position;
pub mod register;

use case::{Asset, Case, Dissent, Document, Entity, Page, Text};
use ids::{
    AssetId, BodyId, CaseId, DissentId, DocumentId, MunicipalityId, PageId, PartyId, PersonId, PositionId,
    ResolutionId, ResponseId, Table, TopicId,
};
use jiff::civil::Date;
use numbers::Numbers;
use position::{Position, Resolution, Response};
use register::{Body, Municipality, Party, Person, Topic};

/// The archive.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    /// Municipalities.
    pub municipalities: Table<MunicipalityId, Municipality>,
    /// Bodies.
    pub bodies: Table<BodyId, Body>,
    /// People.
    pub people: Table<PersonId, Person>,
    /// Parties.
    pub parties: Table<PartyId, Party>,
    /// Topics.
    pub topics: Table<TopicId, Topic>,
    /// Cases in the order of their folders.
    pub cases: Table<CaseId, Case>,
    /// Documents, those of a case together.
    pub documents: Table<DocumentId, Document>,
    /// Plain pages.
    pub pages: Table<PageId, Page>,
    /// Attachments and images.
    pub assets: Table<AssetId, Asset>,
    /// Positions, those of a document together.
    pub positions: Table<PositionId, Position>,
    /// Answers to referrals and proposals for them.
    pub responses: Table<ResponseId, Response>,
    /// Proposals and decisions.
    pub resolutions: Table<ResolutionId, Resolution>,
    /// Recorded dissents.
    pub dissents: Table<DissentId, Dissent>,
    /// Case numbers.
    pub numbers: Numbers,
    /// What is referred to, each time with a text that refers to it, in order and each once.
    pub references: Vec<(Entity, Entity)>,
}

impl Archive {
    /// Drops it. Most of the time that takes goes to documents, each of which holds several small things.
    pub fn let_go(self) {
        let Self { documents, cases, positions, responses, resolutions, numbers, .. } = self;
        rayon::join(|| drop(documents), || drop((cases, positions, responses, resolutions, numbers)));
    }

    /// The municipality of a document.
    pub fn municipality_of(&self, document: DocumentId) -> MunicipalityId {
        self.cases[self.documents[document].case].municipality
    }

    /// The day on which a case began: when it was opened; else its first document's,
    /// or the first of the year that its folder is named after, if that was earlier.
    pub fn first_day(&self, case: CaseId) -> Option<Date> {
        let case = &self.cases[case];
        let folder = case.folder_year().and_then(|year| Date::new(year, 1, 1).ok());
        let document = case.documents.iter().filter_map(|id| self.documents[*id].day()).min();
        let first = match (document, folder) {
            (Some(document), Some(folder)) if folder.year() < document.year() => Some(folder),
            (document, folder) => document.or(folder),
        };
        case.opened.or(first)
    }

    /// The cases, documents and pages, with their texts.
    pub fn texts(&self) -> impl Iterator<Item = (Entity, &Text)> {
        let cases = self.cases.pairs().map(|(id, case)| (Entity::Case(id), &case.text));
        let documents = self.documents.pairs().map(|(id, document)| (Entity::Document(id), &document.text));
        let pages = self.pages.pairs().map(|(id, page)| (Entity::Page(id), &page.text));
        cases.chain(documents).chain(pages)
    }

    /// The text of a case, document or page; `None` for everything else.
    pub fn text(&self, entity: Entity) -> Option<&Text> {
        match entity {
            Entity::Case(id) => Some(&self.cases[id].text),
            Entity::Document(id) => Some(&self.documents[id].text),
            Entity::Page(id) => Some(&self.pages[id].text),
            _ => None,
        }
    }

    /// The texts that refer to `entity`.
    pub fn referring_to(&self, entity: Entity) -> impl Iterator<Item = Entity> {
        let start = self.references.partition_point(|(to, _)| *to < entity);
        self.references[start..].iter().take_while(move |(to, _)| *to == entity).map(|(_, from)| *from)
    }
}
