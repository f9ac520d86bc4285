//! Cases, their documents, and the texts of both.

use jiff::civil::Date;

use super::ids::{
    AssetId, BodyId, CaseId, DissentId, DocumentId, MunicipalityId, PageId, PartyId, PersonId, PositionId,
    ResolutionId, ResponseId, TopicId,
};
use super::position::Status;
use crate::source::front_matter::Original;
use crate::source::vocabulary::{DocumentType, Rendition, Role, State};
use crate::store::Place;
use crate::text::FileId;

/// Anything that has a page of its own and can be named in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// A municipality.
    Municipality(MunicipalityId),
    /// A body.
    Body(BodyId),
    /// A person.
    Person(PersonId),
    /// A party.
    Party(PartyId),
    /// A topic.
    Topic(TopicId),
    /// A case.
    Case(CaseId),
    /// A document.
    Document(DocumentId),
    /// A plain page.
    Page(PageId),
}

/// Where a use in a text leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// Nowhere: a number of no case here, or a mistake that was reported.
    Nowhere,
    /// To a page, and a place on it.
    To(Entity, Option<Box<str>>),
    /// To the case or document that the number in this reading belongs to.
    Number(u32, Entity),
    /// To a file.
    Asset(AssetId),
}

/// Who has to do with a section.
#[derive(Clone, Copy, Debug)]
pub struct SectionActors {
    /// The section's index.
    pub index: usize,
    /// Whose section it is.
    pub body: Option<BodyId>,
    /// Whose views it holds, when they are a presenter's.
    pub person: Option<PersonId>,
    /// To whom it makes its proposal.
    pub to: Option<BodyId>,
}

/// Where something stands and what it is called. Lists say both of many, one here
/// and one there in memory, so they lie together.
#[derive(Clone, Debug)]
pub struct Nameplate {
    /// The address, then the title.
    text: Box<str>,
    /// How much of it is the address.
    address: u32,
    has_title: bool,
}

impl Nameplate {
    /// That of something at an address without `.html`.
    pub fn new(address: &str, title: Option<&str>) -> Self {
        let text = [address, title.unwrap_or_default()].concat().into();
        let length = u32::try_from(address.len()).expect("an address is shorter than four billion bytes");
        Self { text, address: length, has_title: title.is_some() }
    }

    /// The address without `.html`.
    pub fn address(&self) -> &str {
        &self.text[..self.address as usize]
    }

    /// The title, if it has one.
    pub fn title(&self) -> Option<&str> {
        self.has_title.then(|| &self.text[self.address as usize..])
    }
}

/// What is known of a text, which itself lies on disk.
#[derive(Clone, Debug)]
pub struct Text {
    /// Its file.
    pub file: FileId,
    /// The digest of the file.
    pub digest: u64,
    /// Where its body lies.
    pub body: Place,
    /// Where its plain words lie.
    pub wording: Place,
    /// Where its uses lead, in their order.
    pub links: Box<[Link]>,
    /// Who has to do with its sections, for those where somebody has.
    pub sections: Vec<SectionActors>,
    /// Whether it holds code to be coloured.
    pub has_code: bool,
    /// Whether there is any text.
    pub has_text: bool,
}

/// A file published as it is: an attachment or an image.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its file.
    pub file: FileId,
    /// Its path, relative to the content folder.
    pub path: String,
}

/// A case: everything that belongs to one matter.
#[derive(Clone, Debug)]
pub struct Case {
    /// Whose it is.
    pub municipality: MunicipalityId,
    /// Its address, and its title (ärendemening).
    pub nameplate: Nameplate,
    /// The numbers that it goes by, as written.
    pub numbers: Box<[Box<str>]>,
    /// Its topics.
    pub topics: Vec<TopicId>,
    /// Its referral rounds, in order.
    pub rounds: Vec<Round>,
    /// Cases that belong with it, in both directions.
    pub related: Vec<CaseId>,
    /// Its documents, by date.
    pub documents: Vec<DocumentId>,
    /// When it was opened.
    pub opened: Option<Date>,
    /// When it was closed.
    pub closed: Option<Date>,
    /// What was said in it, in the order of its documents.
    pub positions: Vec<PositionId>,
    /// What was proposed and decided in it.
    pub resolutions: Vec<ResolutionId>,
    /// The dissents recorded in it.
    pub dissents: Vec<DissentId>,
    /// Where it stands.
    pub status: Status,
    /// The summary in plain words.
    pub text: Text,
    /// Free data for themes.
    pub extra: Option<Box<toml::Table>>,
}

impl Case {
    /// Its address without `.html`.
    pub fn address(&self) -> &str {
        self.nameplate.address()
    }

    /// Ärendemening.
    pub fn title(&self) -> &str {
        self.nameplate.title().unwrap_or_default()
    }

    /// The answers to its referrals and what was proposed as such, body by body.
    pub fn responses(&self) -> impl Iterator<Item = ResponseId> {
        let asked = self.rounds.iter().flat_map(|round| &round.asked);
        asked.flat_map(Asked::responses)
    }

    /// The year that its folder, or one around it, is named after.
    pub fn folder_year(&self) -> Option<i16> {
        self.address().split('/').find_map(|part| part.parse().ok().filter(|year| (1000..3000).contains(year)))
    }
}

/// A document of a case. What lists say of it comes first, and stays first, so
/// that a list fetches little memory for each of its entries.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct Document {
    /// Its address, and its title if it has one.
    pub nameplate: Nameplate,
    /// Who wrote it.
    pub authors: Box<[PersonId]>,
    /// Its case.
    pub case: CaseId,
    /// Who issued it.
    pub body: Option<BodyId>,
    /// When it was dated.
    pub date: Option<Date>,
    /// When the body that it was written for met.
    pub meeting: Option<Date>,
    /// What kind of document it is.
    pub kind: DocumentType,
    /// Whether and how it is published.
    pub state: State,
    /// Whether the title is a heading of the text.
    pub title_in_text: bool,
    /// Whether search engines are asked to leave it alone.
    pub noindex: bool,
    /// Whether it says which language its text is in.
    pub has_language: bool,
    /// How its text here relates to the document.
    pub rendition: Rendition,
    /// Whom it is addressed to.
    pub to: Option<BodyId>,
    /// The paragraph of the minutes.
    pub item: Option<Box<str>>,
    /// Its own numbers, as written.
    pub numbers: Box<[Box<str>]>,
    /// Who presented the matter.
    pub presented_by: Option<PersonId>,
    /// What it answers.
    pub answers: Option<DocumentId>,
    /// What answers it.
    pub answered_by: Vec<DocumentId>,
    /// What it claims, point by point.
    pub claims: Box<[String]>,
    /// Its topics beside the case's.
    pub topics: Box<[TopicId]>,
    /// Files published with it.
    pub attachments: Vec<AssetId>,
    /// Where the original is kept.
    pub original: Option<Box<Original>>,
    /// The language of its text.
    pub language: Option<Box<str>>,
    /// Why it is withheld or withdrawn.
    pub reason: Option<Box<str>>,
    /// When it was withdrawn.
    pub withdrawn: Option<Date>,
    /// Its text; without uses when that is not published.
    pub text: Text,
    /// Free data for themes.
    pub extra: Option<Box<toml::Table>>,
}

impl Document {
    /// Its address without `.html`.
    pub fn address(&self) -> &str {
        self.nameplate.address()
    }

    /// Its title, if it has one.
    pub fn title(&self) -> Option<&str> {
        self.nameplate.title()
    }

    /// The day by which it is filed: its own, else the sitting's that it was written for.
    pub fn day(&self) -> Option<Date> {
        self.date.or(self.meeting)
    }

    /// Whether it is published with its text.
    pub fn shows_text(&self) -> bool {
        self.state == State::Published
    }
}

/// A plain page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its address without `.html`.
    pub address: String,
    /// Its title.
    pub title: String,
    /// The language of its text, when it says so.
    pub language: Option<String>,
    /// Its text.
    pub text: Text,
    /// Free data for themes.
    pub extra: Option<Box<toml::Table>>,
}

/// What came of asking a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerState {
    /// It answered in time, or no time was set.
    Answered,
    /// It answered after the last day.
    Late,
    /// It declined to.
    Declined,
    /// There is no answer in this archive.
    None,
}

impl AnswerState {
    /// Whether the body has said what it thinks, in time or late.
    pub fn is_answered(self) -> bool {
        matches!(self, Self::Answered | Self::Late)
    }
}

/// One body of a referral round.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The body.
    pub body: BodyId,
    /// Whether it was asked; bodies answer unasked, too.
    pub was_asked: bool,
    /// What came of it.
    pub state: AnswerState,
    /// Its answers.
    pub answers: Vec<ResponseId>,
    /// What its administration proposed that it answer.
    pub proposals: Vec<ResponseId>,
}

impl Asked {
    /// Its answers, and then what was proposed as such.
    pub fn responses(&self) -> impl Iterator<Item = ResponseId> {
        self.answers.iter().chain(&self.proposals).copied()
    }
}

/// A referral round: who was asked, and what came of it.
#[derive(Clone, Debug)]
pub struct Round {
    /// Who asked.
    pub from: Option<BodyId>,
    /// When.
    pub sent: Option<Date>,
    /// The last day for answers.
    pub deadline: Option<Date>,
    /// The bodies in the order in which they were asked.
    pub asked: Vec<Asked>,
}

impl Round {
    /// The bodies that were asked and have no answer in this archive.
    pub fn silent(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(|asked| asked.was_asked && asked.state == AnswerState::None)
    }
}

/// A recorded dissent: a reservation or a separate statement.
#[derive(Clone, Debug)]
pub struct Dissent {
    /// In which document.
    pub document: DocumentId,
    /// Where in it; none for a document that is one.
    pub anchor: Option<String>,
    /// [`Role::Reservation`] or [`Role::SeparateStatement`].
    pub role: Role,
    /// The parties behind it.
    pub parties: Vec<PartyId>,
    /// The people behind it.
    pub people: Vec<PersonId>,
}
