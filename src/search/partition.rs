//! Where the shards of a sorted list begin.
//!
//! If shards were simply filled one after the other, a longer entry would move
//! all that follow. So a list that is too long for one shard is parted before
//! that of its entries whose digest is smallest, and each half likewise: where a
//! shard begins follows from its own entries and how much there is around them.

use std::ops::Range;

use super::words::are_alike;
use crate::text::digest;

/// An entry, or several that stay together, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// How many bytes it takes by itself.
    pub bytes: u64,
    /// The digest of its first key; [`NEVER`] when no shard may begin with it.
    pub digest: u64,
}

/// Stands for the digest of a key with which no shard begins.
pub const NEVER: u64 = u64::MAX;

/// What decides where shards begin: the digest of a key. What differs from the key
/// before it by the marks of its letters alone stays with that, because marks do
/// not count where a shard is looked for.
pub fn digest_after(before: Option<&str>, key: &str) -> u64 {
    match before {
        Some(before) if are_alike(before, key) => NEVER,
        _ => digest(key.as_bytes()).min(NEVER - 1),
    }
}

/// Parts entries into shards of at most `longest` bytes, unless no shard may begin within.
pub fn shards(entries: &[Size], longest: u64) -> Vec<Range<usize>> {
    let sums: Vec<u64> = [0]
        .into_iter()
        .chain(entries.iter().scan(0, |sum, entry| {
            *sum += entry.bytes;
            Some(*sum)
        }))
        .collect();
    let mut shards = Vec::new();
    let whole = 0..entries.len();
    let mut left = vec![whole];
    while let Some(range) = left.pop() {
        if range.is_empty() {
            continue;
        }
        if range.len() == 1 || sums[range.end] - sums[range.start] <= longest {
            shards.push(range);
            continue;
        }
        let inner = range.start + 1..range.end;
        let at = inner.min_by_key(|at| entries[*at].digest).expect("there are two entries at least");
        if entries[at].digest == NEVER {
            shards.push(range);
            continue;
        }
        left.extend([at..range.end, range.start..at]); // the first comes next
    }
    shards
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(count: u64) -> Vec<Size> {
        (0..count).map(|n| Size { bytes: 10 + n % 7, digest: digest(&n.to_le_bytes()) }).collect()
    }

    #[test]
    fn shards_hold_everything_in_order_and_are_not_too_long() {
        let entries = entries(5000);
        let shards = shards(&entries, 1000);
        let all: Vec<usize> = shards.iter().cloned().flatten().collect();
        assert_eq!(all, (0..5000).collect::<Vec<_>>());
        assert!(shards.iter().all(|shard| shard.len() <= 100));
        assert!(shards.len() < 5000 * 13 / 1000 * 3, "{}", shards.len());
    }

    #[test]
    fn a_longer_entry_moves_few_boundaries() {
        let mut entries = entries(5000);
        let before = shards(&entries, 1000);
        entries[2500].bytes += 300;
        let after = shards(&entries, 1000);
        let moved = before.iter().filter(|shard| !after.contains(shard)).count();
        assert!(moved <= 3, "{moved}");
    }

    #[test]
    fn what_is_too_long_for_a_shard_has_one_of_its_own() {
        let mut entries = entries(20);
        entries[7].bytes = 5000;
        assert!(shards(&entries, 400).contains(&(7..8)));
        assert!(shards(&[], 400).is_empty());
    }

    #[test]
    fn words_that_differ_by_marks_alone_stay_together() {
        let keys = ["ask", "aska", "åska", "åskå", "b"];
        let before = [None, Some("ask"), Some("aska"), Some("åska"), Some("åskå")];
        let sizes: Vec<_> =
            keys.iter().zip(before).map(|(key, before)| Size { bytes: 9, digest: digest_after(before, key) }).collect();
        assert_eq!(shards(&sizes, 1), [0..1, 1..4, 4..5]);
    }
}
