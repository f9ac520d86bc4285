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
//! 5. [`shards`]: terms and words, written; [`directory`] says which shard holds what.

pub mod bits;
pub mod compounds;
pub mod directory;
pub mod entries;
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

use std::io;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

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
use start::Start;
use units::Unit;
use vocabulary::Sorted;

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
    let Gathered { terms, units, logs: gathered, names } = gather(&numbered, slots, &grammar, &rows, &logs)?;
    let parts = Parts::of_all(&terms.keys, &grammar);
    let planned = shards::plan(&terms, &units, &parts);
    let held = held(&planned);
    let ranks: Vec<_> = held.iter().map(|held| planned[held.start].start..planned[held.end - 1].end).collect();
    let buckets = deal(&gathered, &logs, ranks, &terms.ranks, &parts, &pairs)?;
    let (terms_at, words_at) =
        rayon::join(|| shards::terms(&terms, &planned, &buckets, &held, slots, put), || shards::words(&terms, put));
    let (terms, words) = (&terms_at?, &words_at?);
    Start { site, grammar: &grammar, slots, units: numbered.len(), rows: &names, terms, words }.write(put)
}

/// What was gathered of all units.
struct Gathered {
    terms: Sorted,
    /// In how many units each term stands, by rank.
    units: Vec<u32>,
    logs: Vec<Log>,
    /// The blocks of rows.
    names: Vec<Named>,
}

/// Gathers what all units can be found by, and writes their rows and texts.
fn gather(units: &[(u32, Unit)], slots: Slots, grammar: &Grammar, rows: &Rows, logs: &Store) -> io::Result<Gathered> {
    let number = AtomicUsize::new(0);
    let gatherers = PerThread::new(|| Mutex::new((number.fetch_add(1, Ordering::Relaxed), Gatherer::new(grammar))));
    let run = |run: Range<usize>| {
        let (number, gatherer) = &mut *gatherers.own().lock().expect("no thread fails while it holds the lock");
        let mut log = Log::new(*number);
        let names = rows.write(&units[run], gatherer, &mut log, logs)?;
        log.close(logs)?;
        Ok((log, names))
    };
    let gathered = runs(units, slots).into_par_iter().with_max_len(1).map(run).collect::<io::Result<Vec<_>>>()?;
    logs.flush()?;
    let (logs, names): (Vec<_>, Vec<_>) = gathered.into_iter().unzip();
    let finish = |gatherer: Mutex<(usize, Gatherer)>| {
        gatherer.into_inner().expect("no thread failed while it held the lock").1.finish()
    };
    let (vocabularies, counts): (Vec<_>, Vec<_>) = gatherers.into_all().into_iter().map(finish).unzip();
    let terms = vocabulary::merge(vocabularies);
    let mut units = vec![0; terms.keys.len()];
    for (ranks, counts) in terms.ranks.iter().zip(counts) {
        ranks.iter().zip(counts).for_each(|(rank, count)| units[*rank as usize] += count);
    }
    Ok(Gathered { terms, units, logs, names: names.concat() })
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
