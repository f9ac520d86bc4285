//! Numbers for units that an edit elsewhere does not move.
//!
//! A unit's number follows from a digest of its address. There are two to four
//! times as many numbers as units, so that few units want the same; of two that
//! do, the one with the greater digest takes the next. So a new unit moves another
//! in less than half of all cases, and an edited one never. When the archive has
//! doubled, all numbers have one bit more. More numbers would move still fewer
//! units, but each doubling makes every posting a bit longer.

use serde::{Deserialize, Serialize};

use crate::text::digest;

/// There are never fewer slots than two to this power.
const FEWEST: u32 = 10;

/// How many slots there are for each unit at least, as a power of two.
const ROOM: u32 = 1;

/// So many slots at the end are nobody's own, so that there is room for units that
/// want the last ones.
const SPARE: u64 = 64;

/// In a block of rows there are as many slots, as a power of two: 8 to 16 units.
const BLOCK: u32 = 5;

/// The numbers of a number of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slots {
    /// There are two to this power of them.
    pub bits: u32,
    /// How many of the lowest bits tell units of one block apart.
    pub block_bits: u32,
}

impl Slots {
    /// For so many units.
    pub fn new(units: usize) -> Self {
        let needed = (units.next_power_of_two().ilog2() + ROOM).max(BLOCK);
        let bits = needed.max(FEWEST);
        Self { bits, block_bits: BLOCK + bits - needed }
    }

    /// The slots for digests that stand in order.
    pub fn of<'d>(self, digests: impl IntoIterator<Item = &'d u64>) -> Vec<u32> {
        let mut next = 0;
        let slot = |digest: &u64| {
            let slot = next.max(self.wanted(*digest));
            next = slot + 1;
            slot
        };
        digests.into_iter().map(slot).collect()
    }

    /// The slot that a digest wants: the same share of the slots as it is of all digests.
    fn wanted(self, digest: u64) -> u32 {
        let own = (1_u64 << self.bits) - SPARE;
        ((u128::from(digest) * u128::from(own)) >> 64) as u32
    }

    /// The block that a unit's row stands in.
    pub fn block(self, slot: u32) -> usize {
        (slot >> self.block_bits) as usize
    }
}

/// The digest of a unit: of the address of its page, and of which part of it it is.
pub fn unit_digest(address: &str, part: usize) -> u64 {
    digest(format!("{address}#{part}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_all() {
        for (units, expected) in [(0, (10, 10)), (1, (10, 10)), (100, (10, 7)), (10_000, (15, 5)), (100_000, (18, 5))] {
            let Slots { bits, block_bits } = Slots::new(units);
            assert_eq!((bits, block_bits), expected, "{units}");
        }
    }

    #[test]
    fn a_new_unit_moves_at_most_those_that_stand_where_it_would() {
        let slots = Slots { bits: 16, block_bits: 8 };
        let digest = |slot: u64, rest: u64| (((slot << 48) / ((1 << 16) - SPARE) + 1) << 16) + rest;
        let old = [digest(5, 1), digest(5, 9), digest(6, 0), digest(100, 0)];
        assert_eq!(slots.of(&old), [5, 6, 7, 100]);
        let new = [digest(5, 1), digest(5, 9), digest(6, 0), digest(50, 3), digest(100, 0)];
        assert_eq!(slots.of(&new), [5, 6, 7, 50, 100]);
    }

    #[test]
    fn units_that_want_the_last_slots_find_room() {
        let slots = Slots { bits: 16, block_bits: 8 };
        let taken = slots.of(&[u64::MAX - 2, u64::MAX - 1, u64::MAX]);
        assert_eq!(taken, [65_471, 65_472, 65_473]);
    }
}
