//! Pages about the archive as a whole: the front page, municipalities, all
//! topics, numbers, gaps, withdrawals.

use serde::Serialize;

use super::subject::{ListingView, Part, listing, scope};
use super::{Day, Meta, Piece, view};
use crate::archive::case::{Entity, Round};
use crate::archive::ids::{BodyId, CaseId, DocumentId, MunicipalityId, TopicId};
use crate::archive::position::Status;
use crate::fields::Vocabulary;
use crate::index::{NumberEntry, Span, Subject};
use crate::render::site::Site;
use crate::routes::Page;
use crate::source::vocabulary::{BodyKind, State};

view! {
    /// The view of the front page.
    pub struct FrontView {
        page: Meta,
        counts: Counts,
        municipalities: Vec<Piece>,
        topics: Vec<TopicBranch>,
        years: Vec<YearCount>,
        newest_cases: Piece,
        newest_documents: Piece,
    }
}

#[derive(Debug, Serialize)]
struct Counts {
    cases: usize,
    documents: usize,
    positions: usize,
    bodies: usize,
}

#[derive(Debug, Serialize)]
struct YearCount {
    link: Piece,
    count: usize,
}

/// A topic and its parts.
#[derive(Debug, Serialize)]
pub struct TopicBranch {
    link: Piece,
    count: usize,
    narrower: Vec<TopicBranch>,
}

/// How many of the newest cases and documents the front page shows.
const NEWEST: usize = 10;

/// Makes the view of the front page.
pub fn front(site: &Site) -> FrontView {
    let archive = site.archive;
    let all = &site.indexes.archive;
    let years = all.years().into_iter();
    let documents = archive.documents.iter().filter(|document| document.state != State::Missing);
    FrontView {
        page: site.meta(Page::Front, site.config.title.clone(), Vec::new()),
        counts: Counts {
            cases: archive.cases.len(),
            documents: documents.count(),
            positions: archive.positions.len(),
            bodies: archive.bodies.len(),
        },
        municipalities: archive.municipalities.ids().map(|id| site.anchor(Entity::Municipality(id))).collect(),
        topics: roots(site),
        years: years
            .map(|(span, count)| YearCount {
                link: site.page_anchor(Page::Index(Subject::Archive, span), &site.span_name(span)),
                count,
            })
            .collect(),
        newest_cases: site.case_entries(all.cases.iter().take(NEWEST).map(|(_, id)| *id)),
        newest_documents: site.document_entries(all.documents.iter().take(NEWEST).map(|(_, id)| *id)),
    }
}

fn roots(site: &Site) -> Vec<TopicBranch> {
    let roots = site.archive.topics.pairs().filter(|(_, topic)| topic.broader.is_none()).map(|(id, _)| id);
    branches(site, roots.collect())
}

fn branches(site: &Site, mut topics: Vec<TopicId>) -> Vec<TopicBranch> {
    topics.sort_by_key(|topic| site.order.topic(*topic));
    let branch = |id: TopicId| TopicBranch {
        link: site.anchor(Entity::Topic(id)),
        count: site.indexes.of(Subject::Topic(id)).cases.len(),
        narrower: branches(site, site.archive.topics[id].narrower.clone()),
    };
    topics.into_iter().map(branch).collect()
}

view! {
    /// The view of all topics.
    pub struct TopicsView {
        page: Meta,
        topics: Vec<TopicBranch>,
    }
}

/// Makes the view of all topics.
pub fn topics(site: &Site) -> TopicsView {
    TopicsView {
        page: site.meta(Page::Topics, site.locale.word("nav.topics").to_owned(), Vec::new()),
        topics: roots(site),
    }
}

view! {
    /// The view of a municipality.
    pub struct MunicipalityView {
        page: Meta,
        aliases: Vec<String>,
        kinds: Vec<BodiesOfKind>,
        parties: Vec<PartyLink>,
        people: Vec<Piece>,
        listing: ListingView,
    }
}

#[derive(Debug, Serialize)]
struct BodiesOfKind {
    kind: &'static str,
    bodies: Vec<BodyLink>,
}

#[derive(Debug, Serialize)]
struct BodyLink {
    link: Piece,
    positions: usize,
    until: Option<Day>,
}

#[derive(Debug, Serialize)]
struct PartyLink {
    link: Piece,
    code: String,
}

/// Makes the view of a municipality.
pub fn municipality(site: &Site, id: MunicipalityId) -> MunicipalityView {
    let archive = site.archive;
    let municipality = &archive.municipalities[id];
    let mut bodies: Vec<BodyId> =
        archive.bodies.pairs().filter(|(_, body)| body.municipality == id).map(|(id, _)| id).collect();
    bodies.sort_by_key(|body| site.order.body(*body));
    let mut people: Vec<_> =
        archive.people.pairs().filter(|(_, person)| person.municipality == id).map(|(id, _)| id).collect();
    people.sort_by_key(|person| site.order.person(*person));
    let parties = archive.parties.pairs().filter(|(_, party)| party.municipality == id);
    let parties =
        parties.map(|(id, party)| PartyLink { link: site.anchor(Entity::Party(id)), code: party.code.clone() });
    let page = site.meta(Page::Of(Entity::Municipality(id)), municipality.name.clone(), Vec::new());
    MunicipalityView {
        aliases: municipality.aliases.clone(),
        kinds: BodyKind::ALL.iter().filter_map(|kind| of_kind(site, *kind, &bodies)).collect(),
        parties: parties.collect(),
        people: people.into_iter().map(|person| site.anchor(Entity::Person(person))).collect(),
        listing: listing(site, Subject::Municipality(id), false),
        page,
    }
}

fn of_kind(site: &Site, kind: BodyKind, bodies: &[BodyId]) -> Option<BodiesOfKind> {
    let link = |id: BodyId| BodyLink {
        link: site.anchor(Entity::Body(id)),
        positions: site.indexes.of(Subject::Body(id)).positions.len(),
        until: site.day(site.archive.bodies[id].period.until),
    };
    let bodies: Vec<_> = bodies.iter().copied().filter(|id| site.archive.bodies[*id].kind == kind).map(link).collect();
    (!bodies.is_empty()).then(|| BodiesOfKind { kind: kind.word(), bodies })
}

view! {
    /// The view of case numbers: all of them, or, when they are many, the years.
    pub struct NumbersView {
        page: Meta,
        years: Vec<YearCount>,
        numbers: Vec<NumberRow>,
    }
}

#[derive(Debug, Serialize)]
struct NumberRow {
    number: Piece,
    case: Piece,
    municipality: String,
    document: Option<Piece>,
}

/// Makes the view of case numbers: of a year, or of all.
pub fn numbers(site: &Site, span: Option<Span>) -> NumbersView {
    let numbers = &site.indexes.numbers;
    let is_split = numbers.len() > site.config.index_limit;
    let title = site.locale.word("nav.numbers");
    let of = |span: Span| {
        let (start, end) = (
            numbers.partition_point(|entry| place(entry) < rank(span)),
            numbers.partition_point(|entry| place(entry) <= rank(span)),
        );
        &numbers[start..end]
    };
    let (page, rows, years) = match span {
        Some(span) => {
            let above = vec![site.page_anchor(Page::Numbers, title)];
            (site.meta(Page::NumbersOf(span), format!("{title} {}", site.span_name(span)), above), of(span), Vec::new())
        }
        None if is_split => {
            let mut spans: Vec<_> =
                numbers.iter().map(|entry| entry.year.0.map_or(Span::Undated, Span::Year)).collect();
            spans.dedup();
            let year = |span| YearCount {
                link: site.page_anchor(Page::NumbersOf(span), &site.span_name(span)),
                count: of(span).len(),
            };
            (site.meta(Page::Numbers, title.to_owned(), Vec::new()), &[][..], spans.into_iter().map(year).collect())
        }
        None => (site.meta(Page::Numbers, title.to_owned(), Vec::new()), numbers.as_slice(), Vec::new()),
    };
    NumbersView { page, years, numbers: rows.iter().map(|entry| number_row(site, entry)).collect() }
}

/// Entries stand newest year first, those without a year last.
fn place(entry: &NumberEntry) -> std::cmp::Reverse<Option<i16>> {
    entry.year
}

fn rank(span: Span) -> std::cmp::Reverse<Option<i16>> {
    std::cmp::Reverse(match span {
        Span::Year(year) | Span::Month(year, _) => Some(year),
        Span::Undated => None,
    })
}

fn number_row(site: &Site, entry: &NumberEntry) -> NumberRow {
    let case = &site.archive.cases[entry.case];
    let place = entry.document.map_or(Entity::Case(entry.case), Entity::Document);
    NumberRow {
        number: site.anchor_to(place, None, &entry.written),
        case: site.anchor(Entity::Case(entry.case)),
        municipality: site.archive.municipalities[case.municipality].name.clone(),
        document: entry.document.map(|id| site.anchor(Entity::Document(id))),
    }
}

view! {
    /// The view of what was asked for and is not here.
    pub struct GapsView {
        page: Meta,
        parts: Vec<Part>,
        missing: Piece,
        silent: Vec<Silent>,
        undecided: Piece,
    }
}

/// A body that was asked and has no answer here.
#[derive(Debug, Serialize)]
struct Silent {
    body: Piece,
    case: Piece,
    deadline: Option<Day>,
    /// Whether its administration's proposal is here.
    has_proposal: bool,
}

/// Makes the view of what is not here: of a year or month, or of all.
pub fn gaps(site: &Site, span: Option<Span>) -> GapsView {
    let archive = site.archive;
    let (listing, parts) = scope(site, Subject::Gaps, span);
    let cases = || listing.cases.iter().map(|(_, id)| *id);
    let silent = |id| archive.cases[id].rounds.iter().flat_map(move |round| silent_in(site, id, round));
    let is_undecided = |id: &CaseId| matches!(archive.cases[*id].status, Status::Proposed(_) | Status::Partly(_));
    let page = list_page(site, Page::Gaps, Subject::Gaps, span, "nav.gaps");
    GapsView {
        parts,
        missing: site.document_entries(listing.documents.iter().map(|(_, id)| *id)),
        silent: cases().flat_map(silent).collect(),
        undecided: site.case_entries(cases().filter(is_undecided)),
        page,
    }
}

fn silent_in<'s>(site: &'s Site, case: CaseId, round: &'s Round) -> impl Iterator<Item = Silent> + 's {
    round.silent().map(move |asked| Silent {
        body: site.body_anchor(asked.body, round.sent),
        case: site.anchor(Entity::Case(case)),
        deadline: site.day(round.deadline),
        has_proposal: !asked.proposals.is_empty(),
    })
}

/// The page of a list that is nobody's, or of a year or month of it.
fn list_page(site: &Site, whole: Page, subject: Subject, span: Option<Span>, word: &str) -> Meta {
    let title = site.locale.word(word);
    let Some(span) = span else { return site.meta(whole, title.to_owned(), Vec::new()) };
    let mut above = vec![site.page_anchor(whole, title)];
    if let Span::Month(year, _) = span {
        above.push(site.page_anchor(Page::Index(subject, Span::Year(year)), &year.to_string()));
    }
    site.meta(Page::Index(subject, span), format!("{title} {}", site.span_name(span)), above)
}

view! {
    /// The view of what was withdrawn.
    pub struct WithdrawnView {
        page: Meta,
        parts: Vec<Part>,
        withdrawn: Vec<WithdrawnRow>,
        withheld: Vec<WithdrawnRow>,
    }
}

#[derive(Debug, Serialize)]
struct WithdrawnRow {
    link: Piece,
    kind: &'static str,
    case: Piece,
    day: Option<Day>,
    reason: Option<Box<str>>,
}

/// Makes the view of what was withdrawn or is withheld: in a year or month, or at any time.
pub fn withdrawn(site: &Site, span: Option<Span>) -> WithdrawnView {
    let (listing, parts) = scope(site, Subject::Withdrawn, span);
    let row = |id: DocumentId| {
        let document = &site.archive.documents[id];
        WithdrawnRow {
            link: site.anchor(Entity::Document(id)),
            kind: document.kind.word(),
            case: site.anchor(Entity::Case(document.case)),
            day: site.day(document.withdrawn),
            reason: document.reason.clone(),
        }
    };
    let rows = |state| {
        let ids = listing.documents.iter().map(|(_, id)| *id);
        ids.filter(|id| site.archive.documents[*id].state == state).map(row).collect()
    };
    WithdrawnView {
        page: list_page(site, Page::Withdrawn, Subject::Withdrawn, span, "nav.withdrawn"),
        parts,
        withdrawn: rows(State::Withdrawn),
        withheld: rows(State::Withheld),
    }
}

view! {
    /// The view of a page that says that there is nothing at an address.
    pub struct NotFoundView {
        page: Meta,
    }
}

/// Makes that view. A host shows it in place of any page, so its links must not
/// be relative to where it stands: with a base address they begin at its path.
pub fn not_found(site: &Site) -> NotFoundView {
    let mut page = site.meta(Page::NotFound, site.locale.word("not_found.title").to_owned(), Vec::new());
    page.noindex = true;
    if let Some(base) = &site.config.base_url {
        let path = base.splitn(4, '/').nth(3).unwrap_or_default();
        page.root = format!("/{path}");
    }
    NotFoundView { page }
}
