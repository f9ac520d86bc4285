//! The index for search: files that a page loads from a disk or a host, a few for
//! each question, and finds with them what a text, a title or a number says.
//!
//! Takes the planned site and the plain words of its texts; gives scripts by their
//! paths. ARCHITECTURE.md describes them. Every file is named by what it holds, but
//! for one, `start.js`, which names the others.
//!
//! 1. [`units`]: what can be found, each with a number that nothing else moves
//!    ([`slots`]), and its [`card`]: all that is said of it beside its text.
//! 2. [`gather`]: which terms each unit has, in parallel; on the way the unit's text
//!    and its row are made ([`rows`]), and all words become known ([`table`],
//!    [`vocabulary`]).
//! 3. [`compounds`]: which terms are parts of others.
//! 4. [`invert`]: which units each term has.
//! 5. [`shards`]: terms and words, written. Where shards begin, [`partition`] says;
//!    [`directory`] says which of them holds what.
//!
//! After an edit, [`patch`] makes of the index that stands ([`kept`]) the one that
//! would be made anew. It takes the units that are not as they were ([`changes`]),
//! gathers what they said and what they say ([`sides`]), and amends the entries
//! ([`amend`]) of those shards that hold any of it ([`shelf`]).

pub mod amend;
pub mod bits;
pub mod card;
pub mod changes;
pub mod compounds;
pub mod directory;
pub mod entries;
pub mod gather;
pub mod groups;
pub mod invert;
pub mod kept;
pub mod language;
pub mod partition;
pub mod patch;
pub mod postings;
pub mod rows;
pub mod script;
pub mod shards;
pub mod shelf;
pub mod sides;
pub mod slots;
pub mod start;
pub mod table;
pub mod units;
pub mod vocabulary;
pub mod words;

use std::io;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::per_thread::PerThread;
use crate::render::site::Site;
use crate::store::Store;
use crate::text::{FileId, digest};
use card::Cards;
use compounds::Parts;
use gather::Gatherer;
use invert::{Log, deal};
use kept::{Kept, KeptUnit, Named, Rest};
use language::Grammar;
use script::Put;
use slots::Slots;
use start::Start;
use units::Unit;
use vocabulary::Vocabulary;

/// Where texts and cards lie.
#[derive(Clone, Copy)]
pub struct Stores<'a> {
    /// The words of texts.
    pub wordings: &'a Store,
    /// Cards, each with its row after it.
    pub cards: &'a Store,
}

/// Writes the index of a site.
///
/// # Errors
/// When a store is damaged, the system has no place for temporary files, and those of `put`.
pub fn write(site: &Site, stores: Stores, put: Put) -> io::Result<Kept> {
    let language = site.config.language;
    let grammar = Grammar::of(language);
    let units = units::all(site, stores.wordings)?;
    let slots = Slots::new(units.len());
    let numbered: Vec<(u32, Unit)> = slots.of(units.iter().map(|unit| &unit.digest)).into_iter().zip(units).collect();

    let (logs, pairs) = (Store::temporary()?, Store::temporary()?);
    let gathering = Gathering { cards: Cards::new(site), grammar: &grammar, slots, stores, logs: &logs, put };
    let Gathered { vocabularies, logs: gathered, blocks, units } = gathering.all(&numbered)?;
    let terms = vocabulary::merge(vocabularies);
    let of_terms = || {
        let parts = Parts::of_all(&terms.keys, &grammar);
        let buckets = invert::buckets(&parts.with_pairs(&terms.pairs));
        let buckets = deal(&gathered, &logs, buckets, &terms.ranks, &parts, &pairs)?;
        shards::terms(&terms, &buckets, slots, put)
    };
    let (terms, words) = rayon::join(of_terms, || shards::words(&terms, put));
    let (terms, words) = (terms?, words?);
    let rest = Rest::of(site, &grammar, put)?;
    let start = Start { slots, units: units.len(), blocks: &blocks, terms: &terms, words: &words, rest: &rest };
    let names = start.write(put)?;
    let folder = site.routes.search_file("").as_str().to_owned();
    Ok(Kept { folder, language, slots, units, terms, words, blocks, names, rest })
}

/// What is needed to gather units.
struct Gathering<'a> {
    cards: Cards<'a>,
    grammar: &'a Grammar,
    slots: Slots,
    stores: Stores<'a>,
    logs: &'a Store,
    put: Put<'a>,
}

/// What was gathered of all units.
struct Gathered {
    /// What each thread has met.
    vocabularies: Vec<Vocabulary>,
    logs: Vec<Log>,
    blocks: Vec<Named>,
    units: Vec<KeptUnit>,
}

/// What was gathered of units that follow one another.
struct Run {
    log: Log,
    blocks: Vec<Named>,
    units: Vec<KeptUnit>,
}

impl Gathering<'_> {
    /// Gathers what all units can be found by, and writes their rows and texts.
    fn all(&self, units: &[(u32, Unit)]) -> io::Result<Gathered> {
        let number = AtomicUsize::new(0);
        let begin = || Mutex::new((number.fetch_add(1, Ordering::Relaxed), Gatherer::new(self.grammar)));
        let gatherers = PerThread::new(begin);
        let run = |run: Range<usize>| {
            let (number, gatherer) = &mut *gatherers.own().lock().expect("no thread fails while it holds the lock");
            self.run(&units[run], *number, gatherer)
        };
        let runs = runs(units, self.slots).into_par_iter().with_max_len(1).map(run).collect::<io::Result<Vec<_>>>()?;
        self.logs.flush()?;
        let finish = |gatherer: Mutex<(usize, Gatherer)>| {
            gatherer.into_inner().expect("no thread failed while it held the lock").1.finish()
        };
        let vocabularies = gatherers.into_all().into_iter().map(finish).collect();
        let mut gathered =
            Gathered { vocabularies, logs: Vec::new(), blocks: Vec::new(), units: Vec::with_capacity(units.len()) };
        for run in runs {
            gathered.logs.push(run.log);
            gathered.blocks.extend(run.blocks);
            gathered.units.extend(run.units);
        }
        Ok(gathered)
    }

    fn run(&self, units: &[(u32, Unit)], number: usize, gatherer: &mut Gatherer) -> io::Result<Run> {
        let mut run = Run { log: Log::new(number), blocks: Vec::new(), units: Vec::with_capacity(units.len()) };
        let mut wordings = self.stores.wordings.reader();
        for block in units.chunk_by(|(a, _), (b, _)| self.slots.block(*a) == self.slots.block(*b)) {
            let mut rows = Vec::with_capacity(block.len());
            for (slot, unit) in block {
                let card = self.cards.of(unit);
                let written = rows::write(unit.digest, &card, &mut wordings, gatherer)?;
                run.log.unit(*slot, gatherer.end_unit(), self.logs)?;
                run.units.push(store_card(unit.digest, unit.file, &card.to_bytes(), &written.row, self.stores.cards)?);
                rows.push((*slot, written.row));
                written.text.map_or(Ok(()), self.put)?;
            }
            let name = rows::put_block(rows.iter().map(|(slot, row)| (*slot, row.as_str())), self.put)?;
            run.blocks.push((self.slots.block(block[0].0), name));
        }
        run.log.close(self.logs)?;
        Ok(run)
    }
}

/// Remembers a unit by its digest, given its card as bytes and its row.
fn store_card(unit: u64, file: Option<FileId>, card: &[u8], row: &str, cards: &Store) -> io::Result<KeptUnit> {
    let place = cards.put(|bytes| {
        bytes.extend_from_slice(card);
        bytes.extend_from_slice(row.as_bytes());
    })?;
    Ok(KeptUnit { digest: unit, file, card: place, made_of: digest(card) })
}

/// How many runs there are for each thread: enough that none has long to wait for the last.
const RUNS: usize = 64;

/// Runs of units, several for each thread, of which none parts a block of rows.
fn runs(units: &[(u32, Unit)], slots: Slots) -> Vec<Range<usize>> {
    let wanted = units.len().div_ceil(RUNS * rayon::current_num_threads()).max(1);
    let mut runs = Vec::new();
    let mut start = 0;
    while start < units.len() {
        let mut end = (start + wanted).min(units.len());
        while end < units.len() && slots.block(units[end].0) == slots.block(units[end - 1].0) {
            end += 1;
        }
        runs.push(start..end);
        start = end;
    }
    runs
}
