//! The numbers that cases and documents go by, as a list: by year, and within a year
//! in the order of their parts.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use super::Span;
use crate::archive::Archive;
use crate::archive::ids::{CaseId, DocumentId};

/// A number of a case or document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumberEntry {
    /// The year in it.
    year: Reverse<Option<i16>>,
    /// Its parts, numbers by their size.
    parts: Arc<[(u64, String)]>,
    /// As written.
    pub written: Box<str>,
    /// Of which case.
    pub case: CaseId,
    /// Of which document, when it is a document's own.
    pub document: Option<DocumentId>,
}

/// A part of the list: the numbers of a year, or so many of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumberSpan {
    /// The year in them; none for those that have none.
    pub year: Option<i16>,
    /// Which part of a long year, counted from 1; none for the year as a whole.
    pub block: Option<usize>,
}

impl NumberSpan {
    /// The year that it is, or is a part of.
    pub fn span(self) -> Span {
        self.year.map_or(Span::Undated, Span::Year)
    }
}

/// All numbers, newest year first, those without a year last.
#[derive(Debug, Default)]
pub struct Numbers(Vec<NumberEntry>);

impl Numbers {
    /// All of them.
    pub fn all(&self) -> &[NumberEntry] {
        &self.0
    }

    /// The years, in their order.
    pub fn years(&self) -> impl Iterator<Item = NumberSpan> {
        let years = self.0.chunk_by(|one, other| one.year == other.year);
        years.map(|numbers| NumberSpan { year: numbers[0].year.0, block: None })
    }

    /// The parts of a year that has more than `limit` numbers, each with at most so many; of others none.
    pub fn blocks(&self, year: NumberSpan, limit: usize) -> impl Iterator<Item = NumberSpan> {
        let count = self.of_year(year).len();
        let last = if count > limit { count.div_ceil(limit) } else { 0 };
        (1..=last).map(move |block| NumberSpan { block: Some(block), ..year })
    }

    /// The numbers of a part, of which blocks have at most `limit`.
    pub fn of(&self, span: NumberSpan, limit: usize) -> &[NumberEntry] {
        let year = &self.0[self.of_year(span)];
        match span.block {
            Some(block) => year.chunks(limit).nth(block - 1).unwrap_or_default(),
            None => year,
        }
    }

    fn of_year(&self, span: NumberSpan) -> Range<usize> {
        let year = Reverse(span.year);
        self.0.partition_point(|number| number.year < year)..self.0.partition_point(|number| number.year <= year)
    }

    /// Gathers every number that a case or document goes by, once in each case; with its
    /// document where it is the number of one alone.
    pub fn gather(archive: &Archive) -> Self {
        let mut entries = Vec::new();
        let mut all: Vec<_> = archive.numbers.iter().collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        for same in all.chunk_by(|(one, _), (other, _)| one == other) {
            let key = same[0].0;
            let parts: Arc<[_]> =
                key.split('/').map(|part| (part.parse().unwrap_or(u64::MAX), part.to_owned())).collect();
            let is_year = |(number, part): &(u64, String)| part.len() == 4 && (1900..2100).contains(number);
            let year = parts.iter().find(|part| is_year(part)).and_then(|(number, _)| i16::try_from(*number).ok());
            let registered = same.iter().flat_map(|(_, registered)| *registered);
            let mut uses: Vec<_> = registered.map(|one| (one.case, &*one.written, one.document)).collect();
            uses.sort_unstable();
            uses.dedup();
            for uses in uses.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
                let (case, written, _) = uses[0];
                let mut documents = uses.iter().filter_map(|(_, _, document)| *document);
                let document = documents.next().filter(|_| documents.next().is_none());
                let (year, parts) = (Reverse(year), Arc::clone(&parts));
                entries.push(NumberEntry { year, parts, written: written.into(), case, document });
            }
        }
        entries.sort_unstable();
        Self(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::ids::Id;

    fn numbers(years: &[Option<i16>]) -> Numbers {
        let entry = |(at, year): (usize, &Option<i16>)| NumberEntry {
            year: Reverse(*year),
            parts: Arc::new([(at as u64, at.to_string())]),
            written: at.to_string().into(),
            case: CaseId::from_index(0),
            document: None,
        };
        let mut entries: Vec<_> = years.iter().enumerate().map(entry).collect();
        entries.sort_unstable();
        Numbers(entries)
    }

    #[test]
    fn a_long_year_is_taken_apart_and_loses_nothing() {
        let numbers = numbers(&[Some(2020), None, Some(2021), Some(2020), Some(2020), Some(2020), Some(2020)]);
        let years: Vec<_> = numbers.years().map(|span| span.year).collect();
        assert_eq!(years, [Some(2021), Some(2020), None]);
        let year = NumberSpan { year: Some(2020), block: None };
        let written = |span| numbers.of(span, 2).iter().map(|number| &*number.written).collect::<Vec<_>>();
        let blocks: Vec<_> = numbers.blocks(year, 2).map(written).collect();
        assert_eq!(blocks, [&["0", "3"][..], &["4", "5"], &["6"]]);
        assert_eq!(written(year), ["0", "3", "4", "5", "6"]);
        assert_eq!(numbers.blocks(year, 5).count(), 0);
        assert_eq!(numbers.of(NumberSpan { year: None, block: None }, 2).len(), 1);
        assert_eq!(numbers.of(NumberSpan { year: Some(1999), block: None }, 2).len(), 0);
    }
}
