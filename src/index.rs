//! What belongs on the page of each body, topic, person and party, and in each
//! year: gathered in one go over the archive, newest first.

pub mod numbers;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::archive::Archive;
use crate::archive::case::Entity;
use crate::archive::ids::{
    BodyId, CaseId, DocumentId, Id, MunicipalityId, PartyId, PersonId, PositionId, Table, TopicId,
};
use crate::archive::position::{Holder, Status};
use crate::source::vocabulary::State;
use numbers::Numbers;

/// What a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The whole archive.
    Archive,
    /// What was asked for and is not here.
    Gaps,
    /// What was withdrawn or is withheld.
    Withdrawn,
    /// A municipality, of which only cases are listed.
    Municipality(MunicipalityId),
    /// A body.
    Body(BodyId),
    /// A topic.
    Topic(TopicId),
    /// A person.
    Person(PersonId),
    /// A party.
    Party(PartyId),
}

/// A year, a month, a day, or what has no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// Without a date.
    Undated,
    /// A year.
    Year(i16),
    /// A month.
    Month(i16, i8),
    /// A day.
    Day(i16, i8, i8),
}

impl Span {
    fn of_year(day: Option<Date>) -> Self {
        day.map_or(Self::Undated, |day| Self::Year(day.year()))
    }

    /// Whether it lies before a day; what has no date lies before all that has one.
    fn is_before(self, day: Option<Date>) -> bool {
        day.is_some_and(|day| match self {
            Self::Undated => true,
            Self::Year(year) => year < day.year(),
            Self::Month(year, month) => (year, month) < (day.year(), day.month()),
            Self::Day(year, month, of_month) => (year, month, of_month) < (day.year(), day.month(), day.day()),
        })
    }

    /// The year that it is, or lies in.
    pub fn year(self) -> Option<i16> {
        match self {
            Self::Undated => None,
            Self::Year(year) | Self::Month(year, _) | Self::Day(year, ..) => Some(year),
        }
    }

    /// The spans that this one lies in, the longest first.
    pub fn above(self) -> Vec<Self> {
        match self {
            Self::Undated | Self::Year(_) => Vec::new(),
            Self::Month(year, _) => vec![Self::Year(year)],
            Self::Day(year, month, _) => vec![Self::Year(year), Self::Month(year, month)],
        }
    }

    fn contains(self, day: Option<Date>) -> bool {
        match (self, day) {
            (Self::Undated, None) => true,
            (Self::Year(year), Some(day)) => day.year() == year,
            (Self::Month(year, month), Some(day)) => (day.year(), day.month()) == (year, month),
            (Self::Day(year, month, of_month), Some(day)) => {
                (day.year(), day.month(), day.day()) == (year, month, of_month)
            }
            _ => false,
        }
    }
}

/// Cases, documents and positions, each by date with the newest first and the undated last.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Cases, by the day on which they began ([`Archive::first_day`]).
    pub cases: Vec<(Option<Date>, CaseId)>,
    /// Documents.
    pub documents: Vec<(Option<Date>, DocumentId)>,
    /// Positions.
    pub positions: Vec<(Option<Date>, PositionId)>,
}

impl Listing {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.cases.len() + self.documents.len() + self.positions.len()
    }

    /// How much room the entries take on a page, in entries. A position quotes its words and counts as three.
    pub fn weight(&self) -> usize {
        self.len() + 2 * self.positions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries of a year or month.
    #[must_use]
    pub fn within(&self, span: Span) -> Self {
        /// Entries stand newest first, so that those of a span stand together.
        fn slice<T: Copy>(entries: &[(Option<Date>, T)], span: Span) -> Vec<(Option<Date>, T)> {
            let start = entries.partition_point(|(day, _)| span.is_before(*day));
            let length = entries[start..].partition_point(|(day, _)| span.contains(*day));
            entries[start..start + length].to_vec()
        }
        Self {
            cases: slice(&self.cases, span),
            documents: slice(&self.documents, span),
            positions: slice(&self.positions, span),
        }
    }

    /// The years that it has entries in, newest first, then the undated; each with their number.
    pub fn years(&self) -> Vec<(Span, usize)> {
        self.count(|day| Some(Span::of_year(day)))
    }

    /// What a span is split into when its list is long: the months of a year, the days of a month; each with its number.
    pub fn parts_of(&self, span: Span) -> Vec<(Span, usize)> {
        self.count(|day| {
            let day = day.filter(|_| span.contains(day))?;
            match span {
                Span::Year(year) => Some(Span::Month(year, day.month())),
                Span::Month(year, month) => Some(Span::Day(year, month, day.day())),
                Span::Undated | Span::Day(..) => None,
            }
        })
    }

    fn count(&self, span: impl Fn(Option<Date>) -> Option<Span>) -> Vec<(Span, usize)> {
        let days = (self.cases.iter().map(|(day, _)| *day))
            .chain(self.documents.iter().map(|(day, _)| *day))
            .chain(self.positions.iter().map(|(day, _)| *day));
        let mut counts = std::collections::BTreeMap::new();
        for span in days.filter_map(span) {
            *counts.entry(span).or_insert(0) += 1;
        }
        let (undated, mut dated): (Vec<_>, Vec<_>) =
            counts.into_iter().rev().partition(|(span, _)| *span == Span::Undated);
        dated.extend(undated);
        dated
    }

    /// Sorts everything and drops what was entered twice.
    fn settle(&mut self) {
        fn newest_first<T: Copy + Ord>(entries: &mut Vec<(Option<Date>, T)>) {
            entries.sort_unstable_by_key(|(day, id)| (std::cmp::Reverse(*day), *id));
            entries.dedup_by_key(|(_, id)| *id);
        }
        newest_first(&mut self.cases);
        newest_first(&mut self.documents);
        newest_first(&mut self.positions);
    }
}

/// Every list of the archive.
#[derive(Debug, Default)]
pub struct Indexes {
    /// The whole archive.
    pub archive: Listing,
    /// Numbers of cases and documents.
    pub numbers: Numbers,
    gaps: Listing,
    withdrawn: Listing,
    municipalities: Table<MunicipalityId, Listing>,
    bodies: Table<BodyId, Listing>,
    topics: Table<TopicId, Listing>,
    people: Table<PersonId, Listing>,
    parties: Table<PartyId, Listing>,
}

impl Indexes {
    /// The list of a subject.
    pub fn of(&self, subject: Subject) -> &Listing {
        match subject {
            Subject::Archive => &self.archive,
            Subject::Gaps => &self.gaps,
            Subject::Withdrawn => &self.withdrawn,
            Subject::Municipality(id) => &self.municipalities[id],
            Subject::Body(id) => &self.bodies[id],
            Subject::Topic(id) => &self.topics[id],
            Subject::Person(id) => &self.people[id],
            Subject::Party(id) => &self.parties[id],
        }
    }

    /// Gathers all lists.
    pub fn gather(archive: &Archive) -> Self {
        fn empty<I: Id>(length: usize) -> Table<I, Listing> {
            (0..length).map(|_| Listing::default()).collect()
        }
        let mut indexes = Self {
            archive: Listing::default(),
            numbers: Numbers::default(),
            gaps: Listing::default(),
            withdrawn: Listing::default(),
            municipalities: empty(archive.municipalities.len()),
            bodies: empty(archive.bodies.len()),
            topics: empty(archive.topics.len()),
            people: empty(archive.people.len()),
            parties: empty(archive.parties.len()),
        };
        let (numbers, ()) = rayon::join(|| Numbers::gather(archive), || indexes.list(archive));
        indexes.numbers = numbers;
        indexes
    }

    fn list(&mut self, archive: &Archive) {
        archive.cases.ids().for_each(|id| self.case(archive, id));
        archive.documents.ids().for_each(|id| self.document(archive, id));
        archive.positions.ids().for_each(|id| self.position(archive, id));
        self.rest(archive);
    }

    fn case(&mut self, archive: &Archive, id: CaseId) {
        let case = &archive.cases[id];
        let day = archive.first_day(id);
        self.archive.cases.push((day, id));
        self.municipalities[case.municipality].cases.push((day, id));
        if matches!(case.status, Status::Proposed(_) | Status::Partly(_))
            || case.rounds.iter().any(|round| round.silent().next().is_some())
        {
            self.gaps.cases.push((day, id));
        }
        for topic in with_broader(archive, &case.topics) {
            self.topics[topic].cases.push((day, id));
        }
        let asked = case.rounds.iter().flat_map(|round| round.asked.iter().map(|asked| asked.body).chain(round.from));
        for body in asked {
            self.bodies[body].cases.push((day, id));
        }
    }

    fn document(&mut self, archive: &Archive, id: DocumentId) {
        let document = &archive.documents[id];
        let entry = (document.day(), id);
        self.archive.documents.push(entry);
        match document.state {
            State::Missing => self.gaps.documents.push(entry),
            State::Withheld | State::Withdrawn => self.withdrawn.documents.push(entry),
            State::Published | State::Draft => {}
        }
        for body in document.body.iter().chain(&document.to) {
            self.bodies[*body].documents.push(entry);
        }
        for topic in with_broader(archive, archive.cases[document.case].topics.iter().chain(&document.topics)) {
            self.topics[topic].documents.push(entry);
        }
        for person in document.authors.iter().chain(&document.presented_by) {
            self.people[*person].documents.push(entry);
            if let Some(party) = archive.people[*person].party_on(document.day()) {
                self.parties[party].documents.push(entry);
            }
        }
    }

    fn position(&mut self, archive: &Archive, id: PositionId) {
        let position = &archive.positions[id];
        let entry = (position.date, id);
        match position.holder {
            Holder::Body(body) => self.bodies[body].positions.push(entry),
            Holder::Person(person) => {
                self.people[person].positions.push(entry);
                if let Some(party) = archive.people[person].party_on(position.date) {
                    self.parties[party].positions.push(entry);
                }
            }
            Holder::Party(party) => self.parties[party].positions.push(entry),
        }
        if let Some(body) = position.for_body {
            self.bodies[body].positions.push(entry);
        }
        let topics = archive.cases[position.case].topics.iter().chain(&archive.documents[position.document].topics);
        for topic in with_broader(archive, topics) {
            self.topics[topic].positions.push(entry);
        }
    }

    /// Answers inside other bodies' documents, dissents, and references.
    fn rest(&mut self, archive: &Archive) {
        for response in archive.responses.iter() {
            let entry = (archive.documents[response.document].day(), response.document);
            self.bodies[response.body].documents.push(entry);
        }
        for dissent in archive.dissents.iter() {
            let entry = (archive.documents[dissent.document].day(), dissent.document);
            dissent.parties.iter().for_each(|party| self.parties[*party].documents.push(entry));
            dissent.people.iter().for_each(|person| self.people[*person].documents.push(entry));
        }
        for (entity, text) in &archive.references {
            self.referred(archive, *entity, *text);
        }
        let listings = (self.bodies.iter_mut())
            .chain(self.topics.iter_mut())
            .chain(self.people.iter_mut())
            .chain(self.parties.iter_mut())
            .chain(self.municipalities.iter_mut())
            .chain([&mut self.archive, &mut self.gaps, &mut self.withdrawn]);
        listings.collect::<Vec<_>>().into_par_iter().for_each(Listing::settle);
    }

    fn referred(&mut self, archive: &Archive, entity: Entity, text: Entity) {
        let subject = match entity {
            Entity::Body(id) => Subject::Body(id),
            Entity::Person(id) => Subject::Person(id),
            Entity::Party(id) => Subject::Party(id),
            Entity::Topic(id) => Subject::Topic(id),
            _ => return,
        };
        match text {
            Entity::Document(id) => self.of_mut(subject).documents.push((archive.documents[id].day(), id)),
            Entity::Case(id) => self.of_mut(subject).cases.push((archive.first_day(id), id)),
            _ => {}
        }
    }

    fn of_mut(&mut self, subject: Subject) -> &mut Listing {
        match subject {
            Subject::Archive => &mut self.archive,
            Subject::Gaps => &mut self.gaps,
            Subject::Withdrawn => &mut self.withdrawn,
            Subject::Municipality(id) => &mut self.municipalities[id],
            Subject::Body(id) => &mut self.bodies[id],
            Subject::Topic(id) => &mut self.topics[id],
            Subject::Person(id) => &mut self.people[id],
            Subject::Party(id) => &mut self.parties[id],
        }
    }
}

/// Topics and everything that they are part of: what is about a part is about the whole.
fn with_broader<'a>(
    archive: &'a Archive,
    topics: impl IntoIterator<Item = &'a TopicId>,
) -> impl Iterator<Item = TopicId> {
    let upwards = |topic: &TopicId| std::iter::successors(Some(*topic), |topic| archive.topics[*topic].broader);
    topics.into_iter().flat_map(upwards)
}
