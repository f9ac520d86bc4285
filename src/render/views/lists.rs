//! Pages about the archive as a whole: the front page, municipalities, all
//! topics, gaps, withdrawals.

use serde::Serialize;

use super::counts::{ByYearView, documents_by_year};
use super::subject::{ListingView, listing, part_entries, scope};
use super::{Day, Meta, view};
use crate::archive::case::Entity;
use crate::archive::ids::{BodyId, CaseId, DocumentId, MunicipalityId, PartyId, TopicId};
use crate::archive::position::Status;
use crate::archive::register::Party;
use crate::fields::Vocabulary;
use crate::index::{Span, Subject};
use crate::render::patterns::{Pieces, Slot};
use crate::render::site::Site;
use crate::routes::Page;
use crate::source::vocabulary::{BodyKind, State};

view! {
    /// The view of the front page.
    pub struct FrontView {
        page: Meta,
        counts: Counts,
        by_year: ByYearView,
        municipalities: Slot,
        topics: Vec<TopicBranch>,
        years: Slot,
        newest_cases: Slot,
        newest_documents: Slot,
    }
}

#[derive(Debug, Serialize)]
struct Counts {
    cases: usize,
    documents: usize,
    positions: usize,
    bodies: usize,
}

/// A topic and its parts.
#[derive(Debug, Serialize)]
pub struct TopicBranch {
    link: Slot,
    count: usize,
    narrower: Vec<TopicBranch>,
}

/// How many of the newest cases and documents the front page shows.
const NEWEST: usize = 10;

/// Makes the view of the front page.
pub fn front(site: &Site, pieces: &mut Pieces) -> FrontView {
    let archive = site.archive;
    let all = &site.indexes.archive;
    let documents = archive.documents.iter().filter(|document| document.state != State::Missing);
    FrontView {
        page: site.meta(pieces, Page::Front, &site.config.title, Vec::new()),
        counts: Counts {
            cases: archive.cases.len(),
            documents: documents.count(),
            positions: archive.positions.len(),
            bodies: archive.bodies.len(),
        },
        by_year: documents_by_year(site, pieces),
        municipalities: site.items(pieces, archive.municipalities.ids().map(Entity::Municipality)),
        topics: roots(site, pieces),
        years: part_entries(site, pieces, &all.years(), |span| Page::Index(Subject::Archive, span)),
        newest_cases: site.case_entries(pieces, all.cases.iter().take(NEWEST).map(|(_, id)| *id)),
        newest_documents: site.document_entries(pieces, all.documents.iter().take(NEWEST).map(|(_, id)| *id)),
    }
}

fn roots(site: &Site, pieces: &mut Pieces) -> Vec<TopicBranch> {
    let roots = site.archive.topics.pairs().filter(|(_, topic)| topic.broader.is_none()).map(|(id, _)| id);
    branches(site, pieces, roots.collect())
}

fn branches(site: &Site, pieces: &mut Pieces, mut topics: Vec<TopicId>) -> Vec<TopicBranch> {
    topics.sort_by_key(|topic| site.order.topic(*topic));
    let branch = |id: TopicId| TopicBranch {
        link: site.anchor(pieces, Entity::Topic(id)),
        count: site.indexes.of(Subject::Topic(id)).cases.len(),
        narrower: branches(site, pieces, site.archive.topics[id].narrower.clone()),
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
pub fn topics(site: &Site, pieces: &mut Pieces) -> TopicsView {
    TopicsView {
        page: site.meta(pieces, Page::Topics, site.locale.word("nav.topics"), Vec::new()),
        topics: roots(site, pieces),
    }
}

view! {
    /// The view of a municipality.
    pub struct MunicipalityView {
        page: Meta,
        aliases: Slot,
        kinds: Vec<BodiesOfKind>,
        parties: Vec<PartyLink>,
        people: Slot,
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
    link: Slot,
    positions: usize,
    until: Option<Day>,
}

#[derive(Debug, Serialize)]
struct PartyLink {
    link: Slot,
    code: Slot,
}

/// Makes the view of a municipality.
pub fn municipality(site: &Site, pieces: &mut Pieces, id: MunicipalityId) -> MunicipalityView {
    let archive = site.archive;
    let municipality = &archive.municipalities[id];
    let mut bodies: Vec<BodyId> =
        archive.bodies.pairs().filter(|(_, body)| body.municipality == id).map(|(id, _)| id).collect();
    bodies.sort_by_key(|body| site.order.body(*body));
    let mut people: Vec<_> =
        archive.people.pairs().filter(|(_, person)| person.municipality == id).map(|(id, _)| id).collect();
    people.sort_by_key(|person| site.order.person(*person));
    let parties = archive.parties.pairs().filter(|(_, party)| party.municipality == id);
    let party = |(id, party): (PartyId, &Party)| PartyLink {
        link: site.anchor(pieces, Entity::Party(id)),
        code: pieces.text(&party.code),
    };
    MunicipalityView {
        parties: parties.map(party).collect(),
        page: site.meta(pieces, Page::Of(Entity::Municipality(id)), &municipality.name, Vec::new()),
        aliases: pieces.listed(&municipality.aliases),
        kinds: BodyKind::ALL.iter().filter_map(|kind| of_kind(site, pieces, *kind, &bodies)).collect(),
        people: site.items(pieces, people.into_iter().map(Entity::Person)),
        listing: listing(site, pieces, Subject::Municipality(id), false),
    }
}

fn of_kind(site: &Site, pieces: &mut Pieces, kind: BodyKind, bodies: &[BodyId]) -> Option<BodiesOfKind> {
    let link = |id: BodyId| BodyLink {
        link: site.anchor(pieces, Entity::Body(id)),
        positions: site.indexes.of(Subject::Body(id)).positions.len(),
        until: site.day(pieces, site.archive.bodies[id].period.until),
    };
    let bodies: Vec<_> = bodies.iter().copied().filter(|id| site.archive.bodies[*id].kind == kind).map(link).collect();
    (!bodies.is_empty()).then(|| BodiesOfKind { kind: kind.word(), bodies })
}

view! {
    /// The view of what was asked for and is not here.
    pub struct GapsView {
        page: Meta,
        parts: Slot,
        missing: Slot,
        silent: Slot,
        undecided: Slot,
    }
}

/// A body that was asked and has no answer here.
#[derive(Serialize)]
struct SilentEntry {
    body: Slot,
    case: Slot,
    deadline: Option<Day>,
    /// Whether its administration's proposal is here.
    has_proposal: bool,
}

/// Makes the view of what is not here: of a year or month, or of all.
pub fn gaps(site: &Site, pieces: &mut Pieces, span: Option<Span>) -> GapsView {
    let archive = site.archive;
    let (listing, parts) = scope(site, pieces, Subject::Gaps, span);
    let cases = || listing.cases.iter().map(|(_, id)| *id);
    let is_undecided = |id: &CaseId| matches!(archive.cases[*id].status, Status::Proposed(_) | Status::Partly(_));
    GapsView {
        page: list_page(site, pieces, Page::Gaps, Subject::Gaps, span, "nav.gaps"),
        parts,
        missing: site.document_entries(pieces, listing.documents.iter().map(|(_, id)| *id)),
        silent: pieces.add(|out| cases().for_each(|id| push_silent(out, site, id))),
        undecided: site.case_entries(pieces, cases().filter(is_undecided)),
    }
}

/// Adds the bodies that were asked in a case and have no answer here, as entries of a list.
fn push_silent(out: &mut String, site: &Site, case: CaseId) {
    let rounds = &site.archive.cases[case].rounds;
    for (round, asked) in rounds.iter().flat_map(|round| round.silent().map(move |asked| (round, asked))) {
        site.push_line(out, "silent_entry", |pieces| SilentEntry {
            body: site.body_anchor(pieces, Some(asked.body), round.sent),
            case: site.anchor(pieces, Entity::Case(case)),
            deadline: site.day(pieces, round.deadline),
            has_proposal: !asked.proposals.is_empty(),
        });
    }
}

/// The page of a list that is nobody's, or of a year or month of it.
fn list_page(site: &Site, pieces: &mut Pieces, whole: Page, subject: Subject, span: Option<Span>, word: &str) -> Meta {
    let title = site.locale.word(word);
    let Some(span) = span else { return site.meta(pieces, whole, title, Vec::new()) };
    let mut above = vec![site.page_anchor(pieces, whole, title)];
    above.extend(site.spans_above(pieces, subject, span));
    site.meta(pieces, Page::Index(subject, span), &format!("{title} {}", site.span_name(span)), above)
}

view! {
    /// The view of what was withdrawn.
    pub struct WithdrawnView {
        page: Meta,
        parts: Slot,
        withdrawn: Slot,
        withheld: Slot,
    }
}

#[derive(Serialize)]
struct WithdrawnEntry {
    link: Slot,
    kind: &'static str,
    case: Slot,
    day: Option<Day>,
    reason: Slot,
}

/// Makes the view of what was withdrawn or is withheld: in a year or month, or at any time.
pub fn withdrawn(site: &Site, pieces: &mut Pieces, span: Option<Span>) -> WithdrawnView {
    let (listing, parts) = scope(site, pieces, Subject::Withdrawn, span);
    let mut entries = |state| {
        let ids = listing.documents.iter().map(|(_, id)| *id);
        let ids = ids.filter(|id| site.archive.documents[*id].state == state);
        pieces.add(|out| ids.for_each(|id| push_withdrawn(out, site, id)))
    };
    WithdrawnView {
        withdrawn: entries(State::Withdrawn),
        withheld: entries(State::Withheld),
        page: list_page(site, pieces, Page::Withdrawn, Subject::Withdrawn, span, "nav.withdrawn"),
        parts,
    }
}

fn push_withdrawn(out: &mut String, site: &Site, id: DocumentId) {
    let document = &site.archive.documents[id];
    site.push_line(out, "withdrawn_entry", |pieces| WithdrawnEntry {
        link: site.anchor(pieces, Entity::Document(id)),
        kind: document.kind.word(),
        case: site.anchor(pieces, Entity::Case(document.case)),
        day: site.day(pieces, document.withdrawn),
        reason: pieces.some_text(document.reason.as_deref()),
    });
}

view! {
    /// The view of a page that says that there is nothing at an address.
    pub struct NotFoundView {
        page: Meta,
    }
}

/// Makes that view.
pub fn not_found(site: &Site, pieces: &mut Pieces) -> NotFoundView {
    let mut page = site.meta(pieces, Page::NotFound, site.locale.word("not_found.title"), Vec::new());
    page.noindex = true;
    NotFoundView { page }
}

view! {
    /// The view of the page for searching.
    pub struct SearchView {
        page: Meta,
        /// Where the index lies, from the root of the site.
        index: Slot,
    }
}

/// Makes that view.
pub fn search(site: &Site, pieces: &mut Pieces) -> SearchView {
    let page = site.meta(pieces, Page::Search, site.locale.word("search.title"), Vec::new());
    SearchView { page, index: pieces.text(site.routes.search_file("").as_str()) }
}
