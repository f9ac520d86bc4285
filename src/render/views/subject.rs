//! Pages about somebody or something: bodies, topics, people, parties; and
//! their years and months.

use jiff::civil::Date;
use serde::Serialize;

use super::counts::{ByHolderView, ByYearView, positions_by_year, stances_by_holder};
use super::{Day, Link, Meta, view};
use crate::archive::case::{Dissent, Entity};
use crate::archive::ids::{BodyId, MunicipalityId, PartyId, PersonId, PositionId, TopicId};
use crate::archive::register::{NamePeriod, Office, Period};
use crate::index::{Listing, Span, Subject};
use crate::render::html::{push_address, push_number};
use crate::render::patterns::{Pieces, Slot};
use crate::render::site::Site;
use crate::routes::Page;

/// What a list holds: all of it, or, when it is long, the years that it is split into.
#[derive(Debug, Serialize)]
pub struct ListingView {
    /// The years, months or days that have pages of their own.
    parts: Slot,
    /// Which of them these are: `years`, `months` or `days`.
    parts_are: &'static str,
    /// Whether the entries stand on those pages and not here.
    is_split: bool,
    /// Where all of a list that is split can be searched and narrowed down.
    search: Slot,
    /// Positions by year.
    positions: Vec<YearOf>,
    /// Cases.
    cases: Slot,
    /// Documents.
    documents: Slot,
    /// How many entries there are, in words.
    count: Slot,
}

/// A year or month of a list, as an entry.
#[derive(Serialize)]
struct PartEntry {
    link: Slot,
    count: Slot,
}

/// The positions of one year; none when they have no date.
#[derive(Debug, Serialize)]
pub struct YearOf {
    year: Slot,
    entries: Slot,
}

/// How many of the newest entries stand on a page whose list is split.
const NEWEST: usize = 10;

/// A list as its own page shows it. `always_split` lists the years even of a short one.
pub fn listing(site: &Site, pieces: &mut Pieces, subject: Subject, always_split: bool) -> ListingView {
    let listing = site.indexes.of(subject);
    let is_split = listing.weight() > site.config.index_limit;
    let spans = if is_split || always_split { listing.years() } else { Vec::new() };
    let parts = part_entries(site, pieces, &spans, |span| Page::Index(subject, span));
    let search = if is_split { search(site, pieces, subject, None) } else { Slot::Empty };
    ListingView { search, ..entries(site, pieces, listing, parts, is_split) }
}

/// The address at which all that belongs to a body, a topic or a municipality, or a year of it, is searched.
/// Nothing where that cannot be.
fn search(site: &Site, pieces: &mut Pieces, subject: Subject, year: Option<i16>) -> Slot {
    let archive = site.archive;
    let municipality = |id: MunicipalityId| &archive.municipalities[id].slug;
    let question = match subject {
        Subject::Body(id) => {
            format!("b={}%2F{}", municipality(archive.bodies[id].municipality), archive.bodies[id].slug)
        }
        Subject::Topic(id) => format!("t={}", archive.topics[id].slug),
        Subject::Municipality(id) => format!("m={}", municipality(id)),
        _ => return Slot::Empty,
    };
    let year = year.map(|year| format!("&d={year}")).unwrap_or_default();
    let fragment = site.config.search.then(|| format!("{question}{year}"));
    pieces.add_some(fragment, |out, fragment| push_address(out, site, Page::Search, Some(&fragment)))
}

/// What a page of a list shows: its entries, or, where they are many, the parts that they are split into.
pub fn scope(site: &Site, pieces: &mut Pieces, subject: Subject, span: Option<Span>) -> (Listing, Slot) {
    let all = site.indexes.of(subject);
    let within = span.map_or_else(|| all.clone(), |span| all.within(span));
    let spans = match span {
        _ if within.weight() <= site.config.index_limit => return (within, Slot::Empty),
        None => all.years(),
        Some(span) => within.parts_of(span),
    };
    if spans.is_empty() {
        return (within, Slot::Empty);
    }
    (Listing::default(), part_entries(site, pieces, &spans, |span| Page::Index(subject, span)))
}

/// Years or months and how much each has, as entries of a list. `page` says where each stands.
pub fn part_entries(site: &Site, pieces: &mut Pieces, spans: &[(Span, usize)], page: impl Fn(Span) -> Page) -> Slot {
    pieces.add(|out| {
        for (span, count) in spans {
            push_part(site, out, page(*span), &site.span_name(*span), *count);
        }
    })
}

/// Adds a part of a list as an entry: its page, and how many entries that has.
pub fn push_part(site: &Site, out: &mut String, page: Page, name: &str, count: usize) {
    site.push_line(out, "part_entry", |pieces| PartEntry {
        link: site.page_anchor(pieces, page, name),
        count: pieces.number(count),
    });
}

fn entries(site: &Site, pieces: &mut Pieces, listing: &Listing, parts: Slot, is_split: bool) -> ListingView {
    let limit = if is_split { NEWEST } else { usize::MAX };
    let positions = &listing.positions[..limit.min(listing.positions.len())];
    let years = positions.chunk_by(|(one, _), (other, _)| one.map(Date::year) == other.map(Date::year));
    let year_of = |year: &[(Option<Date>, PositionId)]| YearOf {
        year: pieces.add_some(year[0].0, |out, day| push_number(out, day.year())),
        entries: site.position_entries(pieces, year.iter().map(|(_, id)| *id), true),
    };
    ListingView {
        parts,
        parts_are: "years",
        is_split,
        search: Slot::Empty,
        positions: years.map(year_of).collect(),
        cases: site.case_entries(pieces, listing.cases.iter().take(limit).map(|(_, id)| *id)),
        documents: site.document_entries(pieces, listing.documents.iter().take(limit).map(|(_, id)| *id)),
        count: pieces.text(&site.locale.counted("count.entries", listing.len())),
    }
}

view! {
    /// The view of a year or month of a list.
    pub struct IndexView {
        page: Meta,
        subject: Option<Link>,
        span: Slot,
        listing: ListingView,
    }
}

/// Makes the view of a year or month. A long year lists its months.
pub fn index(site: &Site, pieces: &mut Pieces, subject: Subject, span: Span) -> IndexView {
    let within = site.indexes.of(subject).within(span);
    let spans = if within.weight() > site.config.index_limit { within.parts_of(span) } else { Vec::new() };
    let is_long = !spans.is_empty();
    let parts_are = if matches!(span, Span::Year(_)) { "months" } else { "days" };
    let parts = part_entries(site, pieces, &spans, |span| Page::Index(subject, span));
    let search = if is_long { search(site, pieces, subject, span.year()) } else { Slot::Empty };
    let name = site.span_name(span);
    let entity = match subject {
        Subject::Archive | Subject::Gaps | Subject::Withdrawn => None,
        Subject::Municipality(id) => Some(Entity::Municipality(id)),
        Subject::Body(id) => Some(Entity::Body(id)),
        Subject::Topic(id) => Some(Entity::Topic(id)),
        Subject::Person(id) => Some(Entity::Person(id)),
        Subject::Party(id) => Some(Entity::Party(id)),
    };
    let mut above: Vec<_> = entity.map(|entity| site.anchor(pieces, entity)).into_iter().collect();
    above.extend(site.spans_above(pieces, subject, span));
    let title = entity.map_or_else(|| name.clone(), |entity| format!("{} {name}", site.name(entity)));
    let mut page = site.meta(pieces, Page::Index(subject, span), &title, above);
    page.noindex = matches!(subject, Subject::Person(_));
    IndexView {
        page,
        subject: entity.map(|entity| site.link(pieces, entity)),
        span: pieces.text(&name),
        listing: ListingView { parts_are, search, ..entries(site, pieces, &within, parts, is_long) },
    }
}

view! {
    /// The view of a body.
    pub struct BodyView {
        page: Meta,
        municipality: Slot,
        description: Slot,
        aliases: Slot,
        prefixes: Slot,
        period: PeriodView,
        former_names: Vec<FormerName>,
        parent: Slot,
        children: Slot,
        predecessors: Slot,
        successors: Slot,
        topics: Slot,
        by_year: ByYearView,
        listing: ListingView,
    }
}

/// From when until when.
#[derive(Debug, Serialize)]
pub struct PeriodView {
    from: Option<Day>,
    until: Option<Day>,
}

/// An earlier name.
#[derive(Debug, Serialize)]
pub struct FormerName {
    name: Slot,
    period: PeriodView,
}

/// Makes the view of a body.
pub fn body(site: &Site, pieces: &mut Pieces, id: BodyId) -> BodyView {
    let body = &site.archive.bodies[id];
    let mut children = body.children.clone();
    children.sort_by_key(|child| site.order.body(*child));
    let municipality = site.anchor(pieces, Entity::Municipality(body.municipality));
    let positions = &site.indexes.of(Subject::Body(id)).positions;
    let cases = positions.iter().map(|(_, id)| site.archive.positions[*id].case);
    let topics = cases.flat_map(|case| site.archive.cases[case].topics.iter().copied());
    let bodies = |bodies: &[BodyId]| bodies.iter().copied().map(Entity::Body).collect::<Vec<_>>();
    let former = |former: &NamePeriod| FormerName {
        name: pieces.text(&former.name),
        period: site.period(pieces, former.period),
    };
    BodyView {
        municipality,
        former_names: body.former_names.iter().map(former).collect(),
        page: site.meta(pieces, Page::Of(Entity::Body(id)), &body.name, vec![municipality]),
        description: pieces.some_text(body.description.as_deref()),
        aliases: pieces.listed(&body.aliases),
        prefixes: pieces.listed(&body.prefixes),
        period: site.period(pieces, body.period),
        parent: site.anchors(pieces, body.parent.map(Entity::Body)),
        children: site.anchors(pieces, bodies(&children)),
        predecessors: site.anchors(pieces, bodies(&body.predecessors)),
        successors: site.anchors(pieces, bodies(&body.successors)),
        topics: site.topic_anchors(pieces, topics),
        by_year: positions_by_year(site, pieces, id),
        listing: listing(site, pieces, Subject::Body(id), true),
    }
}

view! {
    /// The view of a topic.
    pub struct TopicView {
        page: Meta,
        description: Slot,
        aliases: Slot,
        broader: Slot,
        narrower: Slot,
        by_holder: ByHolderView,
        listing: ListingView,
    }
}

/// Makes the view of a topic.
pub fn topic(site: &Site, pieces: &mut Pieces, id: TopicId) -> TopicView {
    let topic = &site.archive.topics[id];
    let mut above = vec![site.page_anchor(pieces, Page::Topics, site.locale.word("nav.topics"))];
    let broader: Vec<_> = std::iter::successors(topic.broader, |topic| site.archive.topics[*topic].broader).collect();
    above.extend(broader.into_iter().rev().map(|topic| site.anchor(pieces, Entity::Topic(topic))));
    TopicView {
        page: site.meta(pieces, Page::Of(Entity::Topic(id)), &topic.name, above),
        description: pieces.some_text(topic.description.as_deref()),
        aliases: pieces.listed(&topic.aliases),
        broader: site.anchors(pieces, topic.broader.map(Entity::Topic)),
        narrower: site.topic_anchors(pieces, topic.narrower.iter().copied()),
        by_holder: stances_by_holder(site, pieces, id),
        listing: listing(site, pieces, Subject::Topic(id), false),
    }
}

view! {
    /// The view of a person.
    pub struct PersonView {
        page: Meta,
        municipality: Slot,
        aliases: Slot,
        offices: Vec<OfficeView>,
        dissents: Slot,
        listing: ListingView,
    }
}

/// What a person was elected to.
#[derive(Debug, Serialize)]
pub struct OfficeView {
    body: Slot,
    title: Slot,
    party: Slot,
    period: PeriodView,
}

/// Makes the view of a person. Search engines are asked to leave it alone: a
/// list of what somebody said in office is for those who come to read the archive.
pub fn person(site: &Site, pieces: &mut Pieces, id: PersonId) -> PersonView {
    let person = &site.archive.people[id];
    let municipality = site.anchor(pieces, Entity::Municipality(person.municipality));
    let mut page = site.meta(pieces, Page::Of(Entity::Person(id)), &person.name, vec![municipality]);
    page.noindex = true;
    let office = |office: &Office| OfficeView {
        body: site.body_anchor(pieces, office.body, office.period.from),
        title: pieces.some_text(office.title.as_deref()),
        party: site.anchors(pieces, office.party.map(Entity::Party)),
        period: site.period(pieces, office.period),
    };
    let offices = person.offices.iter().map(office).collect();
    let dissents = site.dissents_of(Subject::Person(id)).filter(|dissent| dissent.people.contains(&id));
    PersonView {
        page,
        municipality,
        aliases: pieces.listed(&person.aliases),
        offices,
        dissents: site.dissent_entries(pieces, dissents),
        listing: listing(site, pieces, Subject::Person(id), false),
    }
}

view! {
    /// The view of a party.
    pub struct PartyView {
        page: Meta,
        municipality: Slot,
        code: Slot,
        people: Slot,
        dissents: Slot,
        listing: ListingView,
    }
}

/// Makes the view of a party.
pub fn party(site: &Site, pieces: &mut Pieces, id: PartyId) -> PartyView {
    let party = &site.archive.parties[id];
    let municipality = site.anchor(pieces, Entity::Municipality(party.municipality));
    let mut people: Vec<PersonId> = party.people.clone();
    people.sort_by_key(|person| site.order.person(*person));
    let dissents = site.dissents_of(Subject::Party(id)).filter(|dissent| dissent.parties.contains(&id));
    PartyView {
        page: site.meta(pieces, Page::Of(Entity::Party(id)), &party.name, vec![municipality]),
        municipality,
        code: pieces.text(&party.code),
        people: site.anchors(pieces, people.into_iter().map(Entity::Person)),
        dissents: site.dissent_entries(pieces, dissents),
        listing: listing(site, pieces, Subject::Party(id), false),
    }
}

impl Site<'_> {
    /// What a year or month is called.
    pub fn span_name(&self, span: Span) -> String {
        match span {
            Span::Undated => self.locale.word("date.undated").to_owned(),
            Span::Year(year) => year.to_string(),
            Span::Month(year, month) => self.locale.month(year, month),
            Span::Day(year, month, day) => {
                self.locale.day(Date::new(year, month, day).expect("days of spans are those of entries"))
            }
        }
    }

    /// Links to the pages of the year and the month that a span lies in.
    pub fn spans_above(&self, pieces: &mut Pieces, subject: Subject, span: Span) -> Vec<Slot> {
        let link = |span| self.page_anchor(pieces, Page::Index(subject, span), &self.span_name(span));
        span.above().into_iter().map(link).collect()
    }

    fn period(&self, pieces: &mut Pieces, period: Period) -> PeriodView {
        PeriodView { from: self.day(pieces, period.from), until: self.day(pieces, period.until) }
    }

    /// The dissents in the documents of a list.
    fn dissents_of(&self, subject: Subject) -> impl Iterator<Item = &Dissent> {
        self.indexes.of(subject).documents.iter().flat_map(|(_, document)| {
            let case = &self.archive.cases[self.archive.documents[*document].case];
            let dissents = case.dissents.iter().map(|id| &self.archive.dissents[*id]);
            dissents.filter(move |dissent| dissent.document == *document)
        })
    }
}
