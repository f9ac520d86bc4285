//! What can be found: cases, documents, the answers inside documents, bodies,
//! topics, municipalities and plain pages.

use std::io;

use rayon::prelude::*;

use super::slots::unit_digest;
use crate::archive::Archive;
use crate::archive::case::{Document, Entity};
use crate::archive::ids::{DocumentId, Id, ResponseId};
use crate::render::site::Site;
use crate::source::vocabulary::State;
use crate::source::wording::Wording;
use crate::store::{Place, Store, damaged};
use crate::text::FileId;

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
    /// The file of its text, if it has any.
    pub file: Option<FileId>,
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

/// Whether a text is short enough to be one unit, where no part of it is an answer.
pub fn is_short(wording: Place) -> bool {
    wording.length() < LONG as u64
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
    let file = site.archive.text(entity).filter(|text| text.has_text).map(|text| text.file);
    Unit { digest: unit_digest(address.as_str(), part as usize), entity, part, answer, file }
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
    if !document.text.has_text || own.is_empty() && is_short(document.text.wording) {
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
