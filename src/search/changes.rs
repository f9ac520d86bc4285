//! Which units an edit has changed: those whose card, slot or text is another.

use std::collections::HashSet;
use std::io;

use rayon::prelude::*;

use super::card::{Card, Cards};
use super::kept::{KeptUnit, Rest};
use super::language::Grammar;
use super::patch::{Change, Patch, Standing};
use super::script::Files;
use super::sides::Said;
use super::slots::Slots;
use super::units::{self, Part, Unit, is_short, parts};
use crate::render::site::Site;
use crate::source::wording::Wording;
use crate::store::{Place, damaged};
use crate::text::{FileId, digest};

impl Standing<'_> {
    /// The index of a site as it is now. `None` when it had better be made anew.
    ///
    /// # Errors
    /// When what stands is not what it was.
    pub fn renewed(&self, site: &Site) -> io::Result<Option<Patch>> {
        let kept = self.kept;
        let is_elsewhere = *kept.folder != *site.routes.search_file("").as_str();
        if is_elsewhere || kept.language != site.config.language {
            return Ok(None);
        }
        let units = units::all(site, self.stores.wordings)?;
        if Slots::new(units.len()) != kept.slots {
            return Ok(None);
        }
        let changes = self.changes(site, &units)?;
        let files = Files::default();
        let put = |file| files.put(file);
        let rest = Rest::of(site, &Grammar::of(kept.language), &put)?;
        self.patch(&changes, rest, files)
    }

    /// The units that are not as they were, in the order of their digests.
    fn changes(&self, site: &Site, units: &[Unit]) -> io::Result<Vec<Change>> {
        let kept = self.kept;
        let slots = kept.slots.of(units.iter().map(|unit| &unit.digest));
        let old_slots = kept.slots_of_units();
        let cards = Cards::new(site);
        let change = |(unit, slot): (&Unit, &u32)| {
            let card = cards.of(unit).to_bytes();
            let found = kept.units.binary_search_by_key(&unit.digest, |unit| unit.digest).ok();
            let old = found.map(|at| (&kept.units[at], old_slots[at]));
            if old.is_some_and(|(old, old_slot)| old.made_of == digest(&card) && old_slot == *slot) {
                return Ok(None);
            }
            let old = old.map(|(old, slot)| self.said(old, slot)).transpose()?;
            let new = Some(Said { slot: *slot, card });
            Ok(Some(Change { digest: unit.digest, file: unit.file, old, new }))
        };
        let changed = units.par_iter().zip(&slots).map(change).collect::<io::Result<Vec<_>>>()?;
        let mut changes: Vec<Change> = changed.into_iter().flatten().collect();
        let there: HashSet<u64> = units.iter().map(|unit| unit.digest).collect();
        for (unit, slot) in kept.units.iter().zip(old_slots).filter(|(unit, _)| !there.contains(&unit.digest)) {
            let old = Some(self.said(unit, slot)?);
            changes.push(Change { digest: unit.digest, file: unit.file, old, new: None });
        }
        changes.sort_unstable_by_key(|change| change.digest);
        Ok(changes)
    }

    fn said(&self, unit: &KeptUnit, slot: u32) -> io::Result<Said> {
        Ok(Said { slot, card: self.card(unit)? })
    }

    /// The index when nothing has changed but the words of some files, given where
    /// these lie now. `None` when it had better be made anew.
    ///
    /// # Errors
    /// When what stands is not what it was.
    pub fn reworded(&self, files: &[(FileId, Place)]) -> io::Result<Option<Patch>> {
        let kept = self.kept;
        let mut changes = Vec::new();
        let of_files = kept.units.iter().zip(kept.slots_of_units());
        for (unit, slot) in of_files {
            let now = files.iter().find(|(file, _)| unit.file == Some(*file));
            let Some((_, now)) = now else { continue };
            let old = self.said(unit, slot)?;
            let (mut card, _) = Card::from_bytes(&old.card).ok_or_else(damaged)?;
            let Some((before, part)) = card.text else { return Ok(None) };
            if !self.is_parted_alike(before, *now)? {
                return Ok(None);
            }
            card.text = Some((*now, part));
            let new = Some(Said { slot, card: card.to_bytes() });
            changes.push(Change { digest: unit.digest, file: unit.file, old: Some(old), new });
        }
        self.patch(&changes, kept.rest.clone(), Files::default())
    }

    /// Whether two texts have the same units.
    fn is_parted_alike(&self, before: Place, now: Place) -> io::Result<bool> {
        let answers = |place| {
            let bytes = self.stores.wordings.get(place)?;
            let wording = Wording::from_bytes(&bytes).ok_or_else(damaged)?;
            let answer = |Part { answer, .. }| answer;
            Ok::<Vec<_>, io::Error>(parts(&wording).into_iter().map(answer).collect())
        };
        Ok(is_short(before) == is_short(now) && answers(before)? == answers(now)?)
    }
}
