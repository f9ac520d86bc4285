//! The index for search: files that a page loads from a disk or a host, a few for
//! each question, and finds with them what a text, a title or a number says.
//!
//! Takes the planned site and the plain words of its texts; gives scripts by their
//! paths. ARCHITECTURE.md describes them. Every file is named by what it holds, but
//! for one, `start.js`, which names the others.
//!
//! 1. [`units`]: what can be found, each with a number that nothing else moves ([`slots`]).
//! 2. [`gather`]: which terms each unit has, in parallel; on the way the unit's text
//!    and its row are written ([`rows`]), and all words become known ([`vocabulary`]).
//! 3. [`compounds`]: which terms are parts of others. Now it is known how much there
//!    is of each, and where shards begin ([`partition`]).
//! 4. [`invert`]: which units each term has.
//! 5. [`write`]: shards of terms and of words.

pub mod bits;
pub mod compounds;
pub mod gather;
pub mod invert;
pub mod language;
pub mod partition;
pub mod postings;
pub mod rows;
pub mod script;
pub mod shards;
pub mod slots;
pub mod start;
pub mod units;
pub mod vocabulary;
pub mod words;
pub mod write;

use std::io;
use std::ops::Range;
use std::sync::Mutex;

use rayon::prelude::*;

use crate::per_thread::PerThread;
use crate::render::site::Site;
use crate::store::Store;
use compounds::Parts;
use gather::Gatherer;
use invert::{Log, deal};
use language::Grammar;
use rows::{Named, Rows};
use slots::Slots;
use units::Unit;
use vocabulary::{Sorted, Vocabulary};

/// Takes a file of the index: its path below the index's folder, a digest of what it holds, and its bytes.
pub type Put<'a> = &'a (dyn Fn(&str, u64, Vec<u8>) -> io::Result<()> + Sync);

/// Writes the index of a site whose texts' words lie in `wordings`.
///
/// # Errors
/// When `wordings` is damaged, the system has no place for temporary files, and those of `put`.
pub fn write(site: &Site, wordings: &Store, put: Put) -> io::Result<()> {
    let grammar = Grammar::of(site.config.language);
    let units = units::all(site, wordings)?;
    let slots = Slots::new(units.len());
    let numbered: Vec<(u32, Unit)> = slots.of(units.iter().map(|unit| &unit.digest)).into_iter().zip(units).collect();

    let (logs, pairs) = (Store::temporary()?, Store::temporary()?);
    let rows = Rows::new(site, wordings, slots, put);
    let (terms, gathered, names) = gather(&numbered, slots, &grammar, &rows, &logs)?;
    let parts = Parts::of_all(&terms.keys, &grammar);
    let shards = write::shards(&terms, &parts);
    let held = held(&shards);
    let ranks: Vec<_> = held.iter().map(|held| shards[held.start].start..shards[held.end - 1].end).collect();
    let buckets = deal(&gathered, &logs, ranks, &terms.ranks, &parts, &pairs)?;
    let (terms_at, words_at) =
        rayon::join(|| write::terms(&terms, &shards, &buckets, &held, slots, put), || write::words(&terms, put));
    start::write(site, &grammar, slots, numbered.len(), &names, &terms_at?, &words_at?, put)
}

/// Gathers what all units can be found by, and writes their rows and texts.
fn gather(
    units: &[(u32, Unit)],
    slots: Slots,
    grammar: &Grammar,
    rows: &Rows,
    logs: &Store,
) -> io::Result<(Sorted, Vec<Log>, Vec<Named>)> {
    let vocabulary = Vocabulary::default();
    let gatherers = PerThread::new(|| Mutex::new(Gatherer::new(grammar, &vocabulary)));
    let run = |run: Range<usize>| {
        let gatherer = &mut *gatherers.own().lock().expect("no thread fails while it holds the lock");
        let mut log = Log::default();
        let names = rows.write(&units[run], gatherer, &mut log, logs)?;
        log.close(logs)?;
        Ok((log, names))
    };
    let gathered = runs(units, slots).into_par_iter().with_max_len(1).map(run).collect::<io::Result<Vec<_>>>()?;
    logs.flush()?;
    let (mut of_words, mut of_terms) = (Vec::new(), Vec::new());
    for gatherer in gatherers.all() {
        gatherer.lock().expect("no thread failed while it held the lock").count(&mut of_words, &mut of_terms);
    }
    drop(gatherers);
    let (logs, names): (Vec<_>, Vec<_>) = gathered.into_iter().unzip();
    Ok((vocabulary.sorted(&of_words, &of_terms), logs, names.concat()))
}

/// Runs of units, several for each thread, of which none parts a block of rows.
fn runs(units: &[(u32, Unit)], slots: Slots) -> Vec<Range<usize>> {
    let wanted = units.len().div_ceil(8 * rayon::current_num_threads()).max(1);
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

/// How many shards a bucket of postings holds: a few megabytes, which a thread sorts in its cache.
const HELD: usize = 32;

/// Which shards each bucket holds.
fn held(shards: &[Range<usize>]) -> Vec<Range<usize>> {
    (0..shards.len()).step_by(HELD).map(|start| start..(start + HELD).min(shards.len())).collect()
}
