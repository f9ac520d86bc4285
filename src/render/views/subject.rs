//! Pages about somebody or something: bodies, topics, people, parties; and
//! their years and months.

use jiff::civil::Date;
use serde::Serialize;

use super::case::DissentView;
use super::{Day, Link, Meta, Piece, view};
use crate::archive::case::Entity;
use crate::archive::ids::{BodyId, PartyId, PersonId, PositionId, TopicId};
use crate::archive::register::Period;
use crate::index::{Listing, Span, Subject};
use crate::render::site::Site;
use crate::routes::Page;

/// What a list holds: all of it, or, when it is long, the years that it is split into.
#[derive(Debug, Serialize)]
pub struct ListingView {
    /// The years or months that have pages of their own.
    parts: Vec<Part>,
    /// Whether the entries stand on those pages and not here.
    is_split: bool,
    /// Positions by year.
    positions: Vec<YearOf>,
    /// Cases.
    cases: Piece,
    /// Documents.
    documents: Piece,
    /// How many entries there are.
    count: usize,
}

/// A year or month of a list.
#[derive(Debug, Serialize)]
pub struct Part {
    link: Piece,
    count: usize,
}

/// The positions of one year; none when they have no date.
#[derive(Debug, Serialize)]
pub struct YearOf {
    year: Option<String>,
    entries: Piece,
}

/// How many of the newest entries stand on a page whose list is split.
const NEWEST: usize = 20;

/// A list as its own page shows it. `always_split` lists the years even of a short one.
pub fn listing(site: &Site, subject: Subject, always_split: bool) -> ListingView {
    let listing = site.indexes.of(subject);
    let is_split = listing.len() > site.config.index_limit;
    let parts = if is_split || always_split { parts(site, subject, listing.years()) } else { Vec::new() };
    entries(site, listing, parts, is_split)
}

/// What a page of a list shows: its entries, or, where they are many, the parts that they are split into.
pub fn scope(site: &Site, subject: Subject, span: Option<Span>) -> (Listing, Vec<Part>) {
    let all = site.indexes.of(subject);
    let within = span.map_or_else(|| all.clone(), |span| all.within(span));
    let spans = match span {
        _ if within.len() <= site.config.index_limit => return (within, Vec::new()),
        None => all.years(),
        Some(Span::Year(_)) => within.months(),
        Some(_) => return (within, Vec::new()),
    };
    (Listing::default(), parts(site, subject, spans))
}

fn parts(site: &Site, subject: Subject, spans: Vec<(Span, usize)>) -> Vec<Part> {
    let part =
        |(span, count)| Part { link: site.page_anchor(Page::Index(subject, span), &site.span_name(span)), count };
    spans.into_iter().map(part).collect()
}

fn entries(site: &Site, listing: &Listing, parts: Vec<Part>, is_split: bool) -> ListingView {
    let limit = if is_split { NEWEST } else { usize::MAX };
    let positions = &listing.positions[..limit.min(listing.positions.len())];
    let years = positions.chunk_by(|(one, _), (other, _)| one.map(Date::year) == other.map(Date::year));
    let year_of = |year: &[(Option<Date>, PositionId)]| YearOf {
        year: year[0].0.map(|day| day.year().to_string()),
        entries: site.position_entries(year.iter().map(|(_, id)| *id), true),
    };
    ListingView {
        parts,
        is_split,
        positions: years.map(year_of).collect(),
        cases: site.case_entries(listing.cases.iter().take(limit).map(|(_, id)| *id)),
        documents: site.document_entries(listing.documents.iter().take(limit).map(|(_, id)| *id)),
        count: listing.len(),
    }
}

view! {
    /// The view of a year or month of a list.
    pub struct IndexView {
        page: Meta,
        subject: Option<Link>,
        span: String,
        listing: ListingView,
    }
}

/// Makes the view of a year or month. A long year lists its months.
pub fn index(site: &Site, subject: Subject, span: Span) -> IndexView {
    let within = site.indexes.of(subject).within(span);
    let is_long = within.len() > site.config.index_limit && matches!(span, Span::Year(_));
    let parts = if is_long { parts(site, subject, within.months()) } else { Vec::new() };
    let name = site.span_name(span);
    let entity = match subject {
        Subject::Archive | Subject::Gaps | Subject::Withdrawn => None,
        Subject::Municipality(id) => Some(Entity::Municipality(id)),
        Subject::Body(id) => Some(Entity::Body(id)),
        Subject::Topic(id) => Some(Entity::Topic(id)),
        Subject::Person(id) => Some(Entity::Person(id)),
        Subject::Party(id) => Some(Entity::Party(id)),
    };
    let link = entity.map(|entity| site.link(entity));
    let mut above: Vec<_> = entity.map(|entity| site.anchor(entity)).into_iter().collect();
    if let Span::Month(year, _) = span {
        above.push(site.page_anchor(Page::Index(subject, Span::Year(year)), &year.to_string()));
    }
    let title = link.as_ref().map_or_else(|| name.clone(), |link| format!("{} {name}", link.text));
    let mut page = site.meta(Page::Index(subject, span), title, above);
    page.noindex = matches!(subject, Subject::Person(_));
    let listing = entries(site, &within, parts, is_long);
    IndexView { page, subject: link, span: name, listing }
}

view! {
    /// The view of a body.
    pub struct BodyView {
        page: Meta,
        municipality: Piece,
        description: Option<String>,
        aliases: Vec<String>,
        prefixes: Vec<String>,
        period: PeriodView,
        former_names: Vec<FormerName>,
        parent: Option<Piece>,
        children: Piece,
        predecessors: Piece,
        successors: Piece,
        topics: Piece,
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
    name: String,
    period: PeriodView,
}

/// Makes the view of a body.
pub fn body(site: &Site, id: BodyId) -> BodyView {
    let body = &site.archive.bodies[id];
    let links = |bodies: &[BodyId]| site.anchors(bodies.iter().copied().map(Entity::Body));
    let mut children = body.children.clone();
    children.sort_by_key(|child| site.order.body(*child));
    let municipality = site.anchor(Entity::Municipality(body.municipality));
    let positions = &site.indexes.of(Subject::Body(id)).positions;
    let cases = positions.iter().map(|(_, id)| site.archive.positions[*id].case);
    let topics = cases.flat_map(|case| site.archive.cases[case].topics.iter().copied());
    let page = site.meta(Page::Of(Entity::Body(id)), body.name.clone(), vec![municipality.clone()]);
    BodyView {
        municipality,
        description: body.description.clone(),
        aliases: body.aliases.clone(),
        prefixes: body.prefixes.clone(),
        period: site.period(body.period),
        former_names: (body.former_names.iter())
            .map(|former| FormerName { name: former.name.clone(), period: site.period(former.period) })
            .collect(),
        parent: body.parent.map(|parent| site.anchor(Entity::Body(parent))),
        children: links(&children),
        predecessors: links(&body.predecessors),
        successors: links(&body.successors),
        topics: site.topic_anchors(topics),
        listing: listing(site, Subject::Body(id), true),
        page,
    }
}

view! {
    /// The view of a topic.
    pub struct TopicView {
        page: Meta,
        description: Option<String>,
        aliases: Vec<String>,
        broader: Option<Piece>,
        narrower: Piece,
        listing: ListingView,
    }
}

/// Makes the view of a topic.
pub fn topic(site: &Site, id: TopicId) -> TopicView {
    let topic = &site.archive.topics[id];
    let mut above = vec![site.page_anchor(Page::Topics, site.locale.word("nav.topics"))];
    let broader: Vec<_> = std::iter::successors(topic.broader, |topic| site.archive.topics[*topic].broader).collect();
    above.extend(broader.into_iter().rev().map(|topic| site.anchor(Entity::Topic(topic))));
    let page = site.meta(Page::Of(Entity::Topic(id)), topic.name.clone(), above);
    TopicView {
        description: topic.description.clone(),
        aliases: topic.aliases.clone(),
        broader: topic.broader.map(|topic| site.anchor(Entity::Topic(topic))),
        narrower: site.topic_anchors(topic.narrower.iter().copied()),
        listing: listing(site, Subject::Topic(id), false),
        page,
    }
}

view! {
    /// The view of a person.
    pub struct PersonView {
        page: Meta,
        municipality: Piece,
        aliases: Vec<String>,
        offices: Vec<OfficeView>,
        dissents: Vec<DissentView>,
        listing: ListingView,
    }
}

/// What a person was elected to.
#[derive(Debug, Serialize)]
pub struct OfficeView {
    body: Option<Piece>,
    title: Option<String>,
    party: Option<Piece>,
    period: PeriodView,
}

/// Makes the view of a person. Search engines are asked to leave it alone: a
/// list of what somebody said in office is for those who come to read the archive.
pub fn person(site: &Site, id: PersonId) -> PersonView {
    let person = &site.archive.people[id];
    let municipality = site.anchor(Entity::Municipality(person.municipality));
    let mut page = site.meta(Page::Of(Entity::Person(id)), person.name.clone(), vec![municipality.clone()]);
    page.noindex = true;
    let office = |office: &crate::archive::register::Office| OfficeView {
        body: office.body.map(|body| site.body_anchor(body, office.period.from)),
        title: office.title.clone(),
        party: office.party.map(|party| site.anchor(Entity::Party(party))),
        period: site.period(office.period),
    };
    let dissents =
        site.indexes.of(Subject::Person(id)).documents.iter().flat_map(|(_, document)| site.dissents_in(*document));
    PersonView {
        municipality,
        aliases: person.aliases.clone(),
        offices: person.offices.iter().map(office).collect(),
        dissents: dissents
            .filter(|dissent| dissent.people.contains(&id))
            .map(|dissent| site.dissent(dissent))
            .collect(),
        listing: listing(site, Subject::Person(id), false),
        page,
    }
}

view! {
    /// The view of a party.
    pub struct PartyView {
        page: Meta,
        municipality: Piece,
        code: String,
        people: Piece,
        dissents: Vec<DissentView>,
        listing: ListingView,
    }
}

/// Makes the view of a party.
pub fn party(site: &Site, id: PartyId) -> PartyView {
    let party = &site.archive.parties[id];
    let municipality = site.anchor(Entity::Municipality(party.municipality));
    let mut people: Vec<PersonId> = party.people.clone();
    people.sort_by_key(|person| site.order.person(*person));
    let dissents =
        site.indexes.of(Subject::Party(id)).documents.iter().flat_map(|(_, document)| site.dissents_in(*document));
    let page = site.meta(Page::Of(Entity::Party(id)), party.name.clone(), vec![municipality.clone()]);
    PartyView {
        municipality,
        code: party.code.clone(),
        people: site.anchors(people.into_iter().map(Entity::Person)),
        dissents: dissents
            .filter(|dissent| dissent.parties.contains(&id))
            .map(|dissent| site.dissent(dissent))
            .collect(),
        listing: listing(site, Subject::Party(id), false),
        page,
    }
}

impl Site<'_> {
    /// What a year or month is called.
    pub fn span_name(&self, span: Span) -> String {
        match span {
            Span::Undated => self.locale.word("date.undated").to_owned(),
            Span::Year(year) => year.to_string(),
            Span::Month(year, month) => self.locale.month(year, month),
        }
    }

    fn period(&self, period: Period) -> PeriodView {
        PeriodView { from: self.day(period.from), until: self.day(period.until) }
    }

    fn dissents_in(
        &self,
        document: crate::archive::ids::DocumentId,
    ) -> impl Iterator<Item = &crate::archive::case::Dissent> {
        let case = &self.archive.cases[self.archive.documents[document].case];
        case.dissents.iter().map(|id| &self.archive.dissents[*id]).filter(move |dissent| dissent.document == document)
    }
}
