//! What can be found: cases, documents, the answers inside documents, bodies,
//! topics, municipalities and plain pages, each with what its result shows.

use std::io;

use jiff::civil::Date;
use rayon::prelude::*;

use super::slots::unit_digest;
use crate::archive::Archive;
use crate::archive::case::{Document, Entity, Text};
use crate::archive::ids::{BodyId, CaseId, DocumentId, Id, MunicipalityId, ResponseId, TopicId};
use crate::archive::position::{Position, Response};
use crate::fields::Vocabulary;
use crate::render::site::Site;
use crate::routes::Page;
use crate::source::vocabulary::{DocumentType, State};
use crate::source::wording::Wording;
use crate::store::{Store, damaged};

/// A unit's text is parted where it grows longer than this many bytes: at the next heading,
const LONG: usize = 12 << 10;

/// or, when none comes, at the next paragraph after this many.
const TOO_LONG: usize = 16 << 10;

/// Something that can be found.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    /// The digest of its address, by which it gets its slot.
    pub digest: u64,
    /// What it is, or is a part of.
    pub entity: Entity,
    /// Which part of the text, where that has several.
    pub part: u32,
    /// The answer that this part is.
    pub answer: Option<ResponseId>,
}

/// A part of a text that is found by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The section of the answer that it belongs to.
    pub answer: Option<u32>,
    /// Which of the text's paragraphs.
    pub paragraphs: Vec<u32>,
}

/// Parts a text: every answer in it by itself, and whatever is long in pieces. Never none.
pub fn parts(wording: &Wording) -> Vec<Part> {
    let mut parts = vec![Part { answer: None, paragraphs: Vec::new() }];
    let mut lengths = vec![0];
    // For what is no answer, and for each answer, the part that is being filled.
    let mut open = vec![(None, 0)];
    for (at, (range, paragraph)) in wording.pieces().enumerate() {
        let place = open.iter().position(|(answer, _)| *answer == paragraph.answer).unwrap_or(open.len());
        let current = open.get(place).map(|(_, part)| *part);
        let part = current.filter(|part| !is_full(lengths[*part], paragraph.is_heading)).unwrap_or(parts.len());
        if part == parts.len() {
            parts.push(Part { answer: paragraph.answer, paragraphs: Vec::new() });
            lengths.push(0);
            match open.get_mut(place) {
                Some((_, open)) => *open = part,
                None => open.push((paragraph.answer, part)),
            }
        }
        parts[part].paragraphs.push(at as u32);
        lengths[part] += range.len();
    }
    parts
}

fn is_full(length: usize, is_heading: bool) -> bool {
    length > TOO_LONG || length > LONG && is_heading
}

/// Everything that can be found in an archive, in the order of their digests.
///
/// # Errors
/// When `wordings`, where the texts lie, is damaged.
pub fn all(site: &Site, wordings: &Store) -> io::Result<Vec<Unit>> {
    let archive = site.archive;
    let whole = |entity| unit(site, entity, 0, None);
    let mut units: Vec<Unit> = (archive.municipalities.ids().map(Entity::Municipality))
        .chain(archive.bodies.ids().map(Entity::Body))
        .chain(archive.topics.ids().map(Entity::Topic))
        .chain(archive.pages.ids().map(Entity::Page))
        .chain(archive.cases.ids().map(Entity::Case))
        .map(whole)
        .collect();
    let answers = answers(archive);
    let documents = archive
        .documents
        .as_slice()
        .par_iter()
        .enumerate()
        .map(|(index, document)| of_document(site, DocumentId::from_index(index), document, &answers, wordings));
    for found in documents.collect::<io::Result<Vec<_>>>()? {
        units.extend(found);
    }
    units.par_sort_unstable_by_key(|unit| unit.digest);
    Ok(units)
}

fn unit(site: &Site, entity: Entity, part: u32, answer: Option<ResponseId>) -> Unit {
    let address = site.routes.of(entity);
    Unit { digest: unit_digest(address.as_str(), part as usize), entity, part, answer }
}

/// Answers that are sections of documents, with these, in order.
fn answers(archive: &Archive) -> Vec<(DocumentId, u32, ResponseId)> {
    let sections = archive
        .responses
        .pairs()
        .filter_map(|(id, response)| Some((response.document, u32::try_from(response.section?).ok()?, id)));
    let mut answers: Vec<_> = sections.collect();
    answers.sort_unstable_by_key(|(document, section, _)| (*document, *section));
    answers
}

fn of_document(
    site: &Site,
    id: DocumentId,
    document: &Document,
    answers: &[(DocumentId, u32, ResponseId)],
    wordings: &Store,
) -> io::Result<Vec<Unit>> {
    if document.state == State::Withdrawn {
        return Ok(Vec::new());
    }
    let start = answers.partition_point(|(document, ..)| *document < id);
    let own = &answers[start..answers.partition_point(|(document, ..)| *document <= id)];
    let is_short = document.text.wording.length() < LONG as u64;
    if !document.text.has_text || own.is_empty() && is_short {
        return Ok(vec![unit(site, Entity::Document(id), 0, None)]);
    }
    let bytes = wordings.get(document.text.wording)?;
    let wording = Wording::from_bytes(&bytes).ok_or_else(damaged)?;
    let part = |(at, part): (usize, Part)| {
        let answer = own.iter().find(|(_, section, _)| Some(*section) == part.answer).map(|(_, _, id)| *id);
        unit(site, Entity::Document(id), at as u32, answer)
    };
    Ok(parts(&wording).into_iter().enumerate().map(part).collect())
}

/// What a unit says beside its text.
pub struct Card<'a> {
    /// Its title.
    pub title: String,
    /// The case that it belongs to, where that has another title.
    pub case: Option<&'a str>,
    /// Whose it is.
    pub body: Option<BodyId>,
    /// Where.
    pub municipality: Option<MunicipalityId>,
    /// When.
    pub day: Option<Date>,
    /// What it is: the type of a document, or `case`, `body`, `topic`, `municipality`, `page`.
    pub kind: &'static str,
    /// The path of the word for that in the locale.
    pub label: String,
    /// What it is about.
    pub topics: Vec<TopicId>,
    /// What stands in it for or against something, and why.
    pub stances: Vec<&'static str>,
    /// See there.
    pub grounds: Vec<&'static str>,
    /// Other names by which it should be found.
    pub names: Vec<&'a str>,
    /// Its text.
    pub text: Option<&'a Text>,
}

impl Unit {
    /// What it says beside its text.
    pub fn card<'a>(&self, site: &Site<'a>) -> Card<'a> {
        let archive = site.archive;
        let mut card = Card {
            title: site.name(self.entity).into_owned(),
            case: None,
            body: None,
            municipality: None,
            day: None,
            kind: "",
            label: String::new(),
            topics: Vec::new(),
            stances: Vec::new(),
            grounds: Vec::new(),
            names: Vec::new(),
            text: archive.text(self.entity).filter(|text| text.has_text),
        };
        match self.entity {
            Entity::Municipality(id) => {
                card.kind = "municipality";
                card.municipality = Some(id);
                card.names.extend(archive.municipalities[id].aliases.iter().map(String::as_str));
            }
            Entity::Body(id) => {
                let body = &archive.bodies[id];
                card.kind = "body";
                card.municipality = Some(body.municipality);
                card.names.extend(body.aliases.iter().map(String::as_str));
                card.names.extend(body.former_names.iter().map(|former| former.name.as_str()));
            }
            Entity::Topic(id) => {
                card.kind = "topic";
                card.names.extend(archive.topics[id].aliases.iter().map(String::as_str));
            }
            Entity::Case(id) => of_case(&mut card, archive, id),
            Entity::Document(id) => self.of_document(&mut card, site, id),
            Entity::Page(_) | Entity::Person(_) | Entity::Party(_) => card.kind = "page",
        }
        let table = if matches!(self.entity, Entity::Document(_)) { "type" } else { "search.kind" };
        card.label = format!("{table}.{}", card.kind);
        card
    }

    fn of_document<'a>(&self, card: &mut Card<'a>, site: &Site<'a>, id: DocumentId) {
        let archive = site.archive;
        let document = &archive.documents[id];
        let case = &archive.cases[document.case];
        let answer = self.answer.map(|id| &archive.responses[id]);
        card.kind = document.kind.word();
        card.municipality = Some(case.municipality);
        card.case = Some(case.title()).filter(|title| *title != card.title);
        card.body = answer.map(|answer| answer.body).or(document.body);
        card.day = answer.and_then(Response::day).or(document.day());
        if let Some(answer) = answer {
            let body = archive.bodies[answer.body].name_on(card.day);
            let words = site.locale.word("search.answer_in");
            card.title = words.replace("{body}", body).replace("{title}", &card.title);
            card.kind = DocumentType::ReferralResponse.word();
        }
        card.topics = case.topics.iter().chain(&document.topics).copied().collect();
        card.topics.sort_unstable();
        card.topics.dedup();
        let people = document.authors.iter().copied().chain(document.presented_by);
        card.names.extend(people.map(|id| archive.people[id].name.as_str()));
        if self.part > 0 && answer.is_none() {
            return; // what is said outside answers is shown with the first part
        }
        let section = answer.and_then(|answer| answer.section);
        let is_here = |position: &&Position| position.document == id && position.section == section;
        let in_case = case.positions.iter().map(|id| &archive.positions[*id]);
        for position in in_case.filter(is_here) {
            card.stances.extend(position.stances.iter().map(|said| said.value.word()));
            card.grounds.extend(position.grounds.iter().map(|said| said.value.word()));
        }
        card.stances.sort_unstable();
        card.stances.dedup();
        card.grounds.sort_unstable();
        card.grounds.dedup();
    }

    /// Where it stands, from the root of the site. `first_anchor` is that of its text.
    pub fn path(&self, site: &Site, first_anchor: &str) -> String {
        let mut path = String::new();
        site.routes.write(Page::Of(self.entity), &mut path);
        let answer = self.answer.and_then(|id| site.archive.responses[id].anchor.as_deref());
        let anchor = answer.unwrap_or(first_anchor);
        if self.part > 0 && !anchor.is_empty() {
            path.push('#');
            path.push_str(anchor);
        }
        path
    }
}

fn of_case<'a>(card: &mut Card<'a>, archive: &'a Archive, id: CaseId) {
    let case = &archive.cases[id];
    card.kind = "case";
    card.municipality = Some(case.municipality);
    let documents = case.documents.iter().filter_map(|id| archive.documents[*id].day());
    card.day = case.opened.or(documents.min());
    card.topics.clone_from(&case.topics);
    card.topics.sort_unstable();
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::source::wording::Paragraph;

    fn wording(paragraphs: &[(usize, Option<u32>, bool)]) -> Wording<'static> {
        let mut wording = Wording::default();
        for (length, answer, is_heading) in paragraphs {
            wording.text.to_mut().push_str(&"x".repeat(*length));
            let end = wording.text.len() as u32;
            wording.paragraphs.push(Paragraph {
                end,
                answer: *answer,
                is_heading: *is_heading,
                anchor: Cow::default(),
            });
        }
        wording
    }

    fn parted(paragraphs: &[(usize, Option<u32>, bool)]) -> Vec<(Option<u32>, Vec<u32>)> {
        parts(&wording(paragraphs)).into_iter().map(|part| (part.answer, part.paragraphs)).collect()
    }

    #[test]
    fn every_answer_is_a_part() {
        let text = [(9, None, true), (9, Some(2), true), (9, Some(2), false), (9, Some(3), true), (9, None, false)];
        assert_eq!(parted(&text), [(None, vec![0, 4]), (Some(2), vec![1, 2]), (Some(3), vec![3])]);
        assert_eq!(parted(&[]), [(None, vec![])]);
    }

    #[test]
    fn a_long_text_is_parted_at_its_headings() {
        let text =
            [(LONG + 1, None, false), (9, None, false), (9, None, true), (TOO_LONG, None, false), (9, None, false)];
        assert_eq!(parted(&text), [(None, vec![0, 1]), (None, vec![2, 3]), (None, vec![4])]);
    }
}
