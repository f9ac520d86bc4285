//! From "which terms does this unit have" to "which units have this term".
//!
//! There are hundreds of millions of such pairs in a large archive, too many to
//! sort in memory at once. While units are gathered the pairs are written down as
//! they come, in the order of the units ([`Log`]). When all terms are known, they
//! are dealt out by term into buckets that a thread can sort by itself ([`deal`]).
//!
//! To add each pair to a list of its term at once was no faster: the lists of an
//! archive's words lie far apart in memory, and nearly every pair waits for its own.

use std::io;
use std::iter::{once, repeat_n};
use std::ops::Range;

use rayon::prelude::*;

use super::compounds::Parts;
use super::groups::{Counts, Groups};
use super::postings::Posting;
use crate::store::{Place, Store};

/// How many bytes lie together on disk, at least.
const CHUNK: usize = 1 << 18;

/// Pairs of units and terms as bytes: for each unit its slot, with [`SLOT`] added, and
/// then a number for each of its terms: the term's own, and its level in the lowest bits.
#[derive(Debug, Default)]
struct Pairs {
    /// The slot of the last unit, as it is written.
    last: u32,
    bytes: Vec<u8>,
}

/// Tells slots from terms.
const SLOT: u32 = 1 << 31;

const LEVEL_BITS: u32 = 3;

impl Pairs {
    fn push(&mut self, slot: u32, term: u32, level: u8) {
        let slot = SLOT | slot;
        if self.last != slot {
            self.last = slot;
            self.bytes.extend_from_slice(&slot.to_le_bytes());
        }
        self.bytes.extend_from_slice(&(term << LEVEL_BITS | u32::from(level)).to_le_bytes());
    }

    fn put(&self, store: &Store) -> io::Result<Place> {
        store.put(|bytes| bytes.extend_from_slice(&self.bytes))
    }

    fn clear(&mut self) {
        self.last = 0;
        self.bytes.clear();
    }

    /// Gives `take` each slot, term and level of what was put.
    fn read(bytes: &[u8], mut take: impl FnMut(u32, u32, u8)) {
        let mut slot = 0;
        for bytes in bytes.as_chunks().0 {
            match u32::from_le_bytes(*bytes) {
                number if number >= SLOT => slot = number - SLOT,
                number => take(slot, number >> LEVEL_BITS, (number % (1 << LEVEL_BITS)) as u8),
            }
        }
    }
}

/// The pairs of units that follow one another, in the order of their slots.
#[derive(Debug, Default)]
pub struct Log {
    /// Whose numbers it has: that of a vocabulary among those of all threads.
    vocabulary: usize,
    chunks: Vec<Place>,
    open: Pairs,
}

impl Log {
    /// One that has nothing, for terms as the vocabulary of that number numbers them.
    pub fn new(vocabulary: usize) -> Self {
        Self { vocabulary, ..Self::default() }
    }

    /// Adds a unit, given its terms with their levels.
    ///
    /// # Errors
    /// When the store takes no more.
    pub fn unit(&mut self, slot: u32, terms: impl Iterator<Item = (u32, u8)>, store: &Store) -> io::Result<()> {
        terms.for_each(|(term, level)| self.open.push(slot, term, level));
        if self.open.bytes.len() >= CHUNK { self.close(store) } else { Ok(()) }
    }

    /// Writes what is not written yet.
    ///
    /// # Errors
    /// When the store takes no more.
    pub fn close(&mut self, store: &Store) -> io::Result<()> {
        self.chunks.push(self.open.put(store)?);
        self.open.clear();
        Ok(())
    }

    /// Gives `take` each slot, term and level.
    fn read(&self, store: &Store, mut take: impl FnMut(u32, u32, u8)) -> io::Result<()> {
        let mut chunks = store.reader();
        self.chunks.iter().try_for_each(|chunk| {
            Pairs::read(chunks.get(*chunk)?, &mut take);
            Ok(())
        })
    }
}

/// The level that stands for a part of a longer word.
pub const PART: u8 = 0;

/// Pairs dealt out by term: for each bucket the ranks that it has, and the places of its pairs, in the order of slots.
pub struct Buckets<'s> {
    store: &'s Store,
    ranks: Vec<Range<usize>>,
    places: Vec<Vec<Place>>,
}

/// How many pairs a bucket has, about, in a large archive: a few megabytes, which a thread sorts in its cache.
const MOST: u64 = 1 << 20;

/// In a small one buckets are smaller, so that there are as many for each thread and none has long to wait for the last,
const BUCKETS: u64 = 8;

/// but not smaller than this.
const LEAST: u64 = 1 << 12;

/// Which terms each bucket gets, given how many pairs each term has.
pub fn buckets(pairs: &[u64]) -> Vec<Range<usize>> {
    let all: u64 = pairs.iter().sum();
    let enough = (all / (BUCKETS * rayon::current_num_threads() as u64)).clamp(LEAST, MOST);
    let (mut ranks, mut start, mut held) = (Vec::new(), 0, 0);
    for (rank, pairs) in pairs.iter().enumerate() {
        held += pairs;
        if held >= enough {
            ranks.push(start..rank + 1);
            (start, held) = (rank + 1, 0);
        }
    }
    ranks.push(start..pairs.len());
    ranks
}

/// Deals the pairs of logs, which follow one another, into buckets of `ranks`.
/// `rank_of` has the ranks of terms, for each vocabulary; whoever has a term has its `parts`, too.
///
/// # Errors
/// When a store is damaged or takes no more.
pub fn deal<'s>(
    logs: &[Log],
    from: &Store,
    ranks: Vec<Range<usize>>,
    rank_of: &[Vec<u32>],
    parts: &Parts,
    to: &'s Store,
) -> io::Result<Buckets<'s>> {
    let of_bucket = |(bucket, ranks): (usize, &Range<usize>)| {
        repeat_n(u16::try_from(bucket).expect("there are fewer than sixty billion pairs"), ranks.len())
    };
    let bucket_of: Vec<u16> = ranks.iter().enumerate().flat_map(of_bucket).collect();
    let target = |rank: u32| Target { rank, bucket: bucket_of[rank as usize] };
    let of_terms: Vec<Targets> = rank_of.par_iter().map(|ranks| Targets::new(ranks, parts, target)).collect();
    let deal = |buckets: &mut Vec<Pairs>, log: &Log| {
        buckets.iter_mut().for_each(Pairs::clear);
        let of_terms = &of_terms[log.vocabulary];
        log.read(from, |slot, term, level| {
            let (Target { rank, bucket }, parts) = of_terms.of(term);
            buckets[bucket as usize].push(slot, rank, level);
            for Target { rank, bucket } in parts {
                buckets[*bucket as usize].push(slot, *rank, PART);
            }
        })?;
        buckets.iter().map(|bucket| bucket.put(to)).collect::<io::Result<Vec<_>>>()
    };
    let begin = || ranks.iter().map(|_| Pairs::default()).collect();
    let dealt = logs.par_iter().with_max_len(1).map_init(begin, deal).collect::<io::Result<Vec<_>>>()?;
    to.flush()?;
    let places = (0..ranks.len()).map(|bucket| dealt.iter().map(|places| places[bucket]).collect()).collect();
    Ok(Buckets { store: to, ranks, places })
}

/// Where the pairs of a term go.
#[derive(Clone, Copy)]
struct Target {
    rank: u32,
    bucket: u16,
}

/// Where the pairs of each term of a vocabulary go. It is asked for with every pair,
/// and most are far from one another in memory: all that is to be known of a term
/// stands in one place.
struct Targets(Groups<Target>);

impl Targets {
    fn new(ranks: &[u32], parts: &Parts, target: impl Fn(u32) -> Target) -> Self {
        let mut targets = Groups::with_capacity(ranks.len(), 2 * ranks.len());
        for rank in ranks {
            // Its own first, then those of its parts.
            targets.push(once(rank).chain(parts.of(*rank)).map(|rank| target(*rank)));
        }
        Self(targets)
    }

    /// Where the pairs of a term go, and those of its parts.
    fn of(&self, term: u32) -> (Target, &[Target]) {
        let targets = self.0.of(term as usize);
        (targets[0], &targets[1..])
    }
}

/// The pairs of one bucket, by term.
pub struct Sorted {
    first: usize,
    /// For each term slots with levels.
    pairs: Groups<u32>,
}

impl Buckets<'_> {
    /// Which terms each has.
    pub fn ranks(&self) -> &[Range<usize>] {
        &self.ranks
    }

    /// Sorts the pairs of a bucket.
    ///
    /// # Errors
    /// When the store is damaged.
    pub fn sort(&self, bucket: usize) -> io::Result<Sorted> {
        let ranks = &self.ranks[bucket];
        let chunks: Vec<Vec<u8>> =
            self.places[bucket].iter().map(|place| self.store.get(*place)).collect::<io::Result<_>>()?;
        let mut counts = Counts::new(ranks.len());
        for bytes in &chunks {
            Pairs::read(bytes, |_, rank, _| counts.add(rank as usize - ranks.start));
        }
        let mut sorted = counts.fill();
        for bytes in &chunks {
            Pairs::read(bytes, |slot, rank, level| {
                sorted.put(rank as usize - ranks.start, slot << LEVEL_BITS | u32::from(level));
            });
        }
        Ok(Sorted { first: ranks.start, pairs: sorted.finish() })
    }
}

impl Sorted {
    /// The units that have a term, with its levels, and those that have it only as
    /// a part of longer words; both in the order of slots.
    pub fn of(&self, rank: usize, whole: &mut Vec<Posting>, part: &mut Vec<u32>) {
        whole.clear();
        part.clear();
        let pairs = self.pairs.of(rank - self.first);
        // The pairs of a unit stand together.
        for unit in pairs.chunk_by(|a, b| a >> LEVEL_BITS == b >> LEVEL_BITS) {
            let slot = unit[0] >> LEVEL_BITS;
            match unit.iter().map(|pair| (pair % (1 << LEVEL_BITS)) as u8).find(|level| *level != PART) {
                Some(level) => whole.push(Posting { slot, level }),
                None => part.push(slot),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_hold_all_terms_and_are_neither_few_nor_large() {
        let threads = rayon::current_num_threads();
        for (terms, pairs) in [(0, 0), (1, 1 << 40), (100_000, 3), (100_000, 3000)] {
            let buckets = buckets(&vec![pairs; terms]);
            assert_eq!(buckets.iter().cloned().flatten().collect::<Vec<_>>(), (0..terms).collect::<Vec<_>>());
            let longest = buckets.iter().map(Range::len).max().unwrap_or_default() as u64;
            assert!(longest <= 1 || longest * pairs <= MOST + pairs, "{longest} terms of {pairs}");
            assert!(
                terms < 2 || buckets.len() >= (BUCKETS as usize * threads).min(terms * pairs as usize / LEAST as usize)
            );
        }
    }
}
