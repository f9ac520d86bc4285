//! Who and what documents speak of: municipalities, bodies, people, parties, topics.

use jiff::civil::Date;

use super::ids::{BodyId, MunicipalityId, PartyId, PersonId, TopicId};
use crate::source::vocabulary::BodyKind;
use crate::text::{FileId, Span};

/// A municipality.
#[derive(Clone, Debug)]
pub struct Municipality {
    /// Its `municipality.toml`.
    pub file: FileId,
    /// Its address part.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
}

/// Days, both included; an open end is unknown or not yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

impl Period {
    /// Whether a day lies in it.
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// A name that a body had.
#[derive(Clone, Debug)]
pub struct NamePeriod {
    /// The name.
    pub name: String,
    /// When it was in force.
    pub period: Period,
}

/// A body: a council, board, committee, administration, company.
#[derive(Clone, Debug)]
pub struct Body {
    /// Whose it is.
    pub municipality: MunicipalityId,
    /// Where it is registered; for one that no register lists, where it was first named.
    pub declared: Span,
    /// Its address part.
    pub slug: String,
    /// Its present (or last) name.
    pub name: String,
    /// Earlier names.
    pub former_names: Vec<NamePeriod>,
    /// What kind of body it is.
    pub kind: BodyKind,
    /// The body that it belongs to.
    pub parent: Option<BodyId>,
    /// The bodies that belong to it: administrations, divisions, preparatory bodies.
    pub children: Vec<BodyId>,
    /// Other names.
    pub aliases: Vec<String>,
    /// The letters before its case numbers.
    pub prefixes: Vec<String>,
    /// When it existed.
    pub period: Period,
    /// Whose work it took over.
    pub predecessors: Vec<BodyId>,
    /// Who took over its work.
    pub successors: Vec<BodyId>,
    /// What it does.
    pub description: Option<String>,
}

impl Body {
    /// What it was called on a day; its present name when the day is not known.
    pub fn name_on(&self, day: Option<Date>) -> &str {
        let then = |day| self.former_names.iter().find(|former| former.period.contains(day));
        day.and_then(then).map_or(&self.name, |former| &former.name)
    }
}

/// What a person was elected to.
#[derive(Clone, Debug)]
pub struct Office {
    /// In which body.
    pub body: Option<BodyId>,
    /// As what.
    pub title: Option<String>,
    /// For which party.
    pub party: Option<PartyId>,
    /// When.
    pub period: Period,
}

/// An elected person.
#[derive(Clone, Debug)]
pub struct Person {
    /// In which municipality.
    pub municipality: MunicipalityId,
    /// Where it is registered; for one that no register lists, where it was first named.
    pub declared: Span,
    /// Address part.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// What they were elected to.
    pub offices: Vec<Office>,
}

impl Person {
    /// The party on a day; when the day is not known or in no period, the only party there is.
    pub fn party_on(&self, day: Option<Date>) -> Option<PartyId> {
        let on_day = |day| self.offices.iter().find(|office| office.party.is_some() && office.period.contains(day));
        if let Some(office) = day.and_then(on_day) {
            return office.party;
        }
        let mut parties = self.offices.iter().filter_map(|office| office.party);
        let first = parties.next()?;
        parties.all(|other| other == first).then_some(first)
    }
}

/// A party of one municipality.
#[derive(Clone, Debug)]
pub struct Party {
    /// In which municipality.
    pub municipality: MunicipalityId,
    /// Where it is registered; for one that no register lists, where it was first named.
    pub declared: Span,
    /// Address part.
    pub slug: String,
    /// The letters by which documents name it.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Who has been elected for it.
    pub people: Vec<PersonId>,
}

/// A topic of the archive's one vocabulary.
#[derive(Clone, Debug)]
pub struct Topic {
    /// Where it is registered; for one that no register lists, where it was first named.
    pub declared: Span,
    /// Address part.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The topic that it is part of.
    pub broader: Option<TopicId>,
    /// The topics that are part of it.
    pub narrower: Vec<TopicId>,
    /// Other names.
    pub aliases: Vec<String>,
    /// What it covers.
    pub description: Option<String>,
}
