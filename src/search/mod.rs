//! The index for search: files that a page loads from a disk or a host, a few for
//! each question, and finds with them what a text, a title or a number says.
//!
//! Takes the planned site and the plain words of its texts; gives scripts by their
//! paths. ARCHITECTURE.md describes them. Every file is named by what it holds, but
//! for one, `start.js`, which names the others.
//!
//! 1. [`units`]: what can be found, each with a number that nothing else moves ([`slots`]).
//! 2. [`gather`]: the words of the units, a run of units at a time, in parallel; on the
//!    way each unit's text and each block of rows is written.
//! 3. [`merge`]: the runs become one sorted list of terms; which of them are parts
//!    of others, [`compounds`] says.
//! 4. [`write`]: terms and words are parted into shards ([`partition`]) and written.

pub mod bits;
pub mod compounds;
pub mod gather;
pub mod language;
pub mod merge;
pub mod partition;
pub mod postings;
pub mod rows;
pub mod run;
pub mod script;
pub mod shards;
pub mod slots;
pub mod start;
pub mod units;
pub mod words;
pub mod write;

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use crate::render::site::Site;
use crate::store::Store;
use compounds::Digests;
use gather::Gatherer;
use language::Grammar;
use merge::merge;
use rows::Rows;
use slots::Slots;
use units::Unit;

/// Takes a file of the index: its path below the index's folder, a digest of what it holds, and its bytes.
pub type Put<'a> = &'a (dyn Fn(&str, u64, Vec<u8>) -> io::Result<()> + Sync);

/// How many units are gathered at once by a thread: what they need in memory is a few tens of megabytes.
const RUN: usize = 16 << 10;

/// Writes the index of a site whose texts' words lie in `wordings`.
///
/// # Errors
/// When `wordings` is damaged, the system has no place for temporary files, and those of `put`.
pub fn write(site: &Site, wordings: &Store, put: Put) -> io::Result<()> {
    let grammar = Grammar::of(site.config.language);
    let units = units::all(site, wordings)?;
    let slots = Slots::new(units.len());
    let numbered: Vec<(u32, Unit)> = slots.of(units.iter().map(|unit| &unit.digest)).into_iter().zip(units).collect();
    let store = Store::temporary()?;
    let rows = Rows::new(site, wordings, slots, put);
    let runs = runs(&numbered, slots);
    let gathered = runs.into_par_iter().with_max_len(1).map(|run| {
        let mut gatherer = Gatherer::new(&grammar);
        let names = rows.write(&numbered[run], &mut gatherer)?;
        let keys = gatherer.digests();
        Ok((gatherer.finish(&store)?, keys, names))
    });
    let (mut runs, mut names, mut keys) = (Vec::new(), Vec::new(), Digests::default());
    for (run, digests, named) in gathered.collect::<io::Result<Vec<_>>>()? {
        runs.push(run);
        keys.extend(digests);
        names.extend(named);
    }
    store.flush()?;
    let terms = Store::temporary()?;
    let mut merged = merge(&runs, &store, &grammar, &keys, &terms)?;
    let mut all_words = std::mem::take(&mut merged.words);
    let (words, terms) =
        rayon::join(|| write::words(&mut all_words, put), || write::terms(&merged, &terms, slots, put));
    start::write(site, &grammar, slots, numbered.len(), &names, &terms?, &words?, put)
}

/// Runs of units of which none parts a block of rows.
fn runs(units: &[(u32, Unit)], slots: Slots) -> Vec<Range<usize>> {
    let wanted = units.len().div_ceil(2 * rayon::current_num_threads()).clamp(256, RUN);
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
