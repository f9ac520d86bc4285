//! The index after an edit, made of the one that stands.
//!
//! What units said is taken out of the shards and what they say is put in; shards,
//! blocks of rows and texts of which nothing changes are not looked at. The result
//! is what would be made anew, byte for byte. Where that would be no more work,
//! nothing is made and the index must be made anew.
//!
//! One thing reaches beyond the units themselves: a new word may be a part of
//! compounds that stand elsewhere, and of one that is gone nothing is a part any
//! more. Units with such compounds count as changed, too.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io;

use rayon::prelude::*;

use super::card::Card;
use super::compounds::{Stems, is_word, may_concern};
use super::kept::{Kept, KeptUnit, Named, Rest};
use super::language::Grammar;
use super::postings::decode;
use super::rows::{self, Written};
use super::script::{File, Files, Put};
use super::shelf::{Read, Shelf, TERMS, WORDS};
use super::sides::{Said, Side, turns};
use super::slots::Slots;
use super::start::Start;
use super::{Stores, amend, store_card};
use crate::store::damaged;
use crate::text::FileId;

/// A unit that has changed.
#[derive(Clone, Debug)]
pub struct Change {
    /// Of its address.
    pub digest: u64,
    /// The file of its text.
    pub file: Option<FileId>,
    /// What it said; nothing when it is new.
    pub old: Option<Said>,
    /// What it says; nothing when it is gone.
    pub new: Option<Said>,
}

/// What makes the new index of the one that stands.
#[derive(Debug)]
pub struct Patch {
    /// Its new files. Some may be there already.
    pub files: Vec<File>,
    /// The paths of files that are no more in it.
    pub gone: BTreeSet<String>,
    /// What is to be remembered of it.
    pub kept: Kept,
}

/// Of an archive of so many units one may have changed for a patch to be less work than an index made anew.
const ONE_OF: usize = 40;

/// So many units may have changed in a small archive.
const ALWAYS: usize = 200;

/// Whether an index had better be made anew when so many of its units have changed.
pub fn are_too_many(changed: usize, units: usize) -> bool {
    changed > ALWAYS.max(units / ONE_OF)
}

/// An index that stands, and where what it was made of lies.
pub struct Standing<'a> {
    /// What is remembered of it.
    pub kept: &'a Kept,
    /// The words of its texts, and its cards.
    pub stores: Stores<'a>,
    /// Reads its files.
    pub read: Read<'a>,
}

impl Standing<'_> {
    /// The card of a unit of this index, with its row.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn card(&self, unit: &KeptUnit) -> io::Result<Vec<u8>> {
        self.stores.cards.get(unit.card)
    }

    /// Makes the index after changes, given what `start.js` says of the site then, and
    /// the files that `rest` names. `None` when it had better be made anew.
    ///
    /// # Errors
    /// When what stands is not what it was.
    pub fn patch(&self, changes: &[Change], rest: Rest, files: Files) -> io::Result<Option<Patch>> {
        let kept = self.kept;
        let count = kept.units.len() + changes.iter().filter(|change| change.old.is_none()).count()
            - changes.iter().filter(|change| change.new.is_none()).count();
        let is_empty = kept.terms.is_empty() || kept.words.is_empty() || count == 0;
        if is_empty || Slots::new(count) != kept.slots || are_too_many(changes.len(), kept.units.len()) {
            return Ok(None);
        }
        let grammar = Grammar::of(kept.language);
        let (old, new) = self.sides(changes, &grammar)?;
        let Some((terms, words)) = self.amended(changes, &old, &new, &grammar)? else { return Ok(None) };

        let put = |file| files.put(file);
        let (terms, words) = (terms.close(&put)?, words.close(&put)?);
        let stored = self.store(changes, &new.written)?;
        let units = self.units(changes, &stored);
        let blocks = self.blocks(changes, &units, &stored, &put)?;
        new.written.into_iter().filter_map(|one| one.text).try_for_each(put)?;
        let slots = kept.slots;
        let start = Start { slots, units: units.len(), blocks: &blocks, terms: &terms, words: &words, rest: &rest };
        let names = start.write(&put)?;
        let (folder, language) = (kept.folder.clone(), kept.language);
        let new = Kept { folder, language, slots, units, terms, words, blocks, names, rest };
        let files = files.into_all();
        let texts = old.written.into_iter().filter_map(|one| one.text);
        let mut gone: BTreeSet<String> = texts.map(|text| text.path).chain(kept.files()).collect();
        let stays: BTreeSet<String> = new.files().chain(files.iter().map(|file| file.path.clone())).collect();
        gone.retain(|path| !stays.contains(path));
        Ok(Some(Patch { files, gone, kept: new }))
    }

    /// The shelves of terms and words, amended by what units said and say. `None` when too many others are touched.
    fn amended(
        &self,
        changes: &[Change],
        old: &Side,
        new: &Side,
        grammar: &Grammar,
    ) -> io::Result<Option<(Shelf<'_>, Shelf<'_>)>> {
        let kept = self.kept;
        let mut terms = Shelf::new(TERMS, &kept.terms, self.read);
        let mut words = Shelf::new(WORDS, &kept.words, self.read);
        let compounds = Compounds::find(old, new, &mut terms, &words, grammar)?;
        let Some(touched) = self.touched(changes, &compounds, &mut terms)? else { return Ok(None) };
        let touched = touched.iter().map(|(digest, said)| (*digest, said));
        let touched = Side::gather(touched, self.stores.wordings, grammar)?;
        let mut before = old.pairs(|key| compounds.before(key));
        before.extend(touched.pairs(|key| compounds.before(key)));
        let mut after = new.pairs(|key| compounds.after(key));
        after.extend(touched.pairs(|key| compounds.after(key)));
        let forms = amend::words(old, new, &mut words)?;
        amend::terms(turns(&before, &after), &forms, kept.slots.bits, &mut terms)?;
        Ok(Some((terms, words)))
    }

    /// What the changed units said, and what they say.
    fn sides(&self, changes: &[Change], grammar: &Grammar) -> io::Result<(Side, Side)> {
        let gather = |said: fn(&Change) -> Option<&Said>| {
            let units = changes.iter().filter_map(|change| Some((change.digest, said(change)?)));
            Side::gather(units, self.stores.wordings, grammar)
        };
        let (old, new) = rayon::join(|| gather(|change| change.old.as_ref()), || gather(|change| change.new.as_ref()));
        Ok((old?, new?))
    }

    /// The units that have not changed but in what their compounds are made of. `None` when they are too many.
    fn touched(
        &self,
        changes: &[Change],
        compounds: &Compounds,
        terms: &mut Shelf,
    ) -> io::Result<Option<Vec<(u64, Said)>>> {
        let kept = self.kept;
        let mut slots = BTreeSet::new();
        for key in &compounds.concerned {
            let entry = terms.get(key)?.ok_or_else(damaged)?;
            let postings = decode(entry.field(0), kept.slots.bits).ok_or_else(damaged)?;
            slots.extend(postings.into_iter().map(|posting| posting.slot));
        }
        for said in changes.iter().filter_map(|change| change.old.as_ref()) {
            slots.remove(&said.slot);
        }
        if are_too_many(slots.len(), kept.units.len()) {
            return Ok(None);
        }
        let slots_of_units = kept.slots_of_units();
        let touched = slots.into_iter().map(|slot| {
            let at = slots_of_units.binary_search(&slot).map_err(|_| damaged())?;
            let unit = &kept.units[at];
            Ok((unit.digest, Said { slot, card: self.card(unit)? }))
        });
        touched.collect::<io::Result<_>>().map(Some)
    }

    /// All units as they are after changes, given the new ones with their rows.
    fn units(&self, changes: &[Change], new: &[(KeptUnit, String)]) -> Vec<KeptUnit> {
        let changed: HashSet<u64> = changes.iter().map(|change| change.digest).collect();
        let stay = self.kept.units.iter().filter(|unit| !changed.contains(&unit.digest));
        let mut units: Vec<KeptUnit> = stay.chain(new.iter().map(|(unit, _)| unit)).copied().collect();
        units.sort_unstable_by_key(|unit| unit.digest);
        units
    }

    /// Writes the blocks of rows in which a unit has changed, and gives all blocks.
    fn blocks(
        &self,
        changes: &[Change],
        units: &[KeptUnit],
        new: &[(KeptUnit, String)],
        put: Put,
    ) -> io::Result<Vec<Named>> {
        let kept = self.kept;
        let changed = changes.iter().flat_map(|change| [&change.old, &change.new]).flatten();
        let changed: BTreeSet<usize> = changed.map(|said| kept.slots.block(said.slot)).collect();
        let new: HashMap<u64, &str> = new.iter().map(|(unit, row)| (unit.digest, row.as_str())).collect();
        let slots = kept.slots.of(units.iter().map(|unit| &unit.digest));
        let mut blocks: BTreeMap<usize, String> =
            kept.blocks.iter().filter(|(block, _)| !changed.contains(block)).cloned().collect();
        for block in changed {
            let start = slots.partition_point(|slot| kept.slots.block(*slot) < block);
            let end = slots.partition_point(|slot| kept.slots.block(*slot) <= block);
            let row = |unit: &KeptUnit| match new.get(&unit.digest) {
                Some(row) => Ok((*row).to_owned()),
                None => Ok(Card::from_bytes(&self.card(unit)?).ok_or_else(damaged)?.1.to_owned()),
            };
            let rows: Vec<String> = units[start..end].iter().map(row).collect::<io::Result<_>>()?;
            if !rows.is_empty() {
                let rows = slots[start..end].iter().copied().zip(rows.iter().map(String::as_str));
                blocks.insert(block, rows::put_block(rows, put)?);
            }
        }
        Ok(blocks.into_iter().collect())
    }

    /// Remembers what changed units say now, with the rows that were made of it.
    fn store(&self, changes: &[Change], written: &[Written]) -> io::Result<Vec<(KeptUnit, String)>> {
        let said = changes.iter().filter_map(|change| Some((change, change.new.as_ref()?)));
        let store = |((change, said), written): ((&Change, &Said), &Written)| {
            let unit = store_card(change.digest, change.file, &said.card, &written.row, self.stores.cards)?;
            Ok((unit, written.row.clone()))
        };
        said.zip(written).map(store).collect()
    }
}

/// What compounds are made of, before and after.
struct Compounds<'g> {
    /// All stems: those that were there and, after them, those that are new.
    keys: Vec<Box<str>>,
    before: Stems<'g>,
    after: Stems<'g>,
    /// The stems, there before and after, that are made of other parts now.
    concerned: Vec<Box<str>>,
}

impl<'g> Compounds<'g> {
    fn find(old: &Side, new: &Side, terms: &mut Shelf, words: &Shelf, grammar: &'g Grammar) -> io::Result<Self> {
        let mut keys: Vec<Box<str>> = words
            .all()?
            .into_par_iter()
            .map(|entry| amend::word(&entry).map(|word| word.stem.into_boxed_str()).ok_or_else(damaged))
            .collect::<io::Result<_>>()?;
        keys.retain(|key| is_word(key));
        keys.par_sort_unstable();
        keys.dedup();
        let before = Stems::new(&keys, grammar);
        let (removed, added) = new_and_gone(old, new, terms)?;
        let count = keys.len();
        keys.extend(added.iter().map(|key| Box::from(*key)));
        let after = before.changed(&removed, &added, count);
        let turned: Vec<&str> = removed.iter().chain(&added).copied().collect();
        let is_concerned = |key: &str| {
            turned.iter().any(|stem| may_concern(stem, key))
                && removed.binary_search(&key).is_err()
                && before.parts(key) != after.parts(key)
        };
        let concerned = match turned.is_empty() {
            true => Vec::new(),
            false => keys[..count].par_iter().filter(|key| is_concerned(key)).cloned().collect(),
        };
        Ok(Self { before, after, keys, concerned })
    }

    fn before(&self, key: &str) -> Vec<&str> {
        self.before.parts(key).into_iter().map(|rank| &*self.keys[rank as usize]).collect()
    }

    fn after(&self, key: &str) -> Vec<&str> {
        self.after.parts(key).into_iter().map(|rank| &*self.keys[rank as usize]).collect()
    }
}

/// The stems that are gone, and those that are new; both in order.
fn new_and_gone<'s>(old: &'s Side, new: &'s Side, terms: &mut Shelf) -> io::Result<(Vec<&'s str>, Vec<&'s str>)> {
    let no_parts = |_: &str| Vec::new();
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for (key, turns) in turns(&old.pairs(no_parts), &new.pairs(no_parts)) {
        if !is_word(key) {
            continue;
        }
        let gone = turns.iter().filter(|(_, level)| level.is_none()).count();
        match terms.get(key)? {
            None => added.push(key),
            Some(_) if gone < turns.len() => {}
            Some(entry) if amend::postings_count(entry).ok_or_else(damaged)? == gone => removed.push(key),
            Some(_) => {}
        }
    }
    Ok((removed, added))
}
