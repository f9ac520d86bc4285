//! What some units say, before an edit or after it, as it stands in shards.

use std::collections::BTreeMap;
use std::io;

use super::card::Card;
use super::gather::Gatherer;
use super::invert::PART;
use super::language::Grammar;
use super::rows::{self, Written};
use super::vocabulary::Vocabulary;
use crate::store::{Store, damaged};

/// A unit as it is, or was, found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Where it stands.
    pub slot: u32,
    /// Its card as bytes.
    pub card: Vec<u8>,
}

/// What units say.
pub struct Side {
    vocabulary: Vocabulary,
    /// The slot of each unit, and its terms with their levels.
    units: Vec<(u32, Vec<(u32, u8)>)>,
    /// What is written of each.
    pub written: Vec<Written>,
}

/// Pairs of a term and a slot, and what the term weighs there; or [`PART`].
pub type Pairs<'s> = BTreeMap<(&'s str, u32), u8>;

/// What becomes of the pairs of a term: slots, and what the term weighs there; nothing where it is gone.
pub type Turns = Vec<(u32, Option<u8>)>;

impl Side {
    /// Gathers units, each with its digest.
    ///
    /// # Errors
    /// When a card or a text is damaged.
    pub fn gather<'s>(
        units: impl IntoIterator<Item = (u64, &'s Said)>,
        wordings: &Store,
        grammar: &Grammar,
    ) -> io::Result<Self> {
        let (mut gatherer, mut wordings) = (Gatherer::new(grammar), wordings.reader());
        let (mut gathered, mut written) = (Vec::new(), Vec::new());
        for (digest, Said { slot, card }) in units {
            let (card, _) = Card::from_bytes(card).ok_or_else(damaged)?;
            written.push(rows::write(digest, &card, &mut wordings, &mut gatherer)?);
            gathered.push((*slot, gatherer.end_unit().collect()));
        }
        Ok(Self { vocabulary: gatherer.finish(), units: gathered, written })
    }

    /// Which term stands in which unit, also where it is only one of the `parts` of another.
    pub fn pairs<'s>(&'s self, parts: impl Fn(&str) -> Vec<&'s str>) -> Pairs<'s> {
        let terms = &self.vocabulary.terms;
        let parts: Vec<Vec<&str>> = terms.iter().map(parts).collect();
        let mut pairs = Pairs::new();
        for (slot, own) in &self.units {
            pairs.extend(own.iter().map(|(term, level)| ((terms.get(*term), *slot), *level)));
            for part in own.iter().flat_map(|(term, _)| &parts[*term as usize]) {
                pairs.entry((part, *slot)).or_insert(PART);
            }
        }
        pairs
    }

    /// The words, each with its stem and in how many of the units it stands.
    pub fn words(&self) -> impl Iterator<Item = (&str, &str, u32)> {
        self.vocabulary.words().map(|(text, term, units)| (text, self.vocabulary.terms.get(term), units))
    }
}

/// What must be done to old pairs to make new ones of them, by terms.
pub fn turns<'s>(old: &Pairs<'s>, new: &Pairs<'s>) -> BTreeMap<&'s str, Turns> {
    let mut turns: BTreeMap<&str, Turns> = BTreeMap::new();
    for ((term, slot), _) in old.iter().filter(|(pair, _)| !new.contains_key(*pair)) {
        turns.entry(term).or_default().push((*slot, None));
    }
    for ((term, slot), level) in new.iter().filter(|(pair, level)| old.get(*pair) != Some(*level)) {
        turns.entry(term).or_default().push((*slot, Some(*level)));
    }
    turns
}
