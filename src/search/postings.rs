//! Which units a word stands in, and how much it weighs in each.

use super::bits::{Bits, Read};

/// A unit in which a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// Which unit.
    pub slot: u32,
    /// How much it weighs, from 1 to 7.
    pub level: u8,
}

/// The lowest level.
pub const LOWEST: u8 = 1;

/// The highest, which only the name of a page's subject has.
pub const HIGHEST: u8 = 7;

/// Where the levels after the lowest begin, in thousandths of what a word can weigh
/// at most. A word that stands once in a text of nearly any length has the second,
/// so that few postings need to say their level.
const STEPS: [u64; 5] = [250, 520, 650, 780, 860];

/// What a word weighs by where it stands; what it stands in more than once is added up.
pub mod weight {
    /// In the text.
    pub const TEXT: u32 = 1;
    /// In marked words, beside what it weighs in the text.
    pub const MARKED: u32 = 1;
    /// In a heading.
    pub const HEADING: u32 = 3;
    /// In the name of who or what a text belongs to: its body, topics, authors, type.
    pub const NAME: u32 = 3;
    /// In the title.
    pub const TITLE: u32 = 8;
    /// In the name of what a page is about, and not only called: a body, topic, municipality or case.
    pub const SUBJECT: u32 = 1 << 20;
}

/// How many words a unit of usual length has.
const USUAL_LENGTH: u32 = 600;

/// The levels of the words of a unit, which depend on how many words it has.
///
/// They stand for the part of BM25 (k₁ = 1.2, b = 0.4) that depends on the unit.
/// The usual length is a constant, not this archive's mean, so that no level moves
/// when another document changes; how rare a word is, which depends on all, is
/// applied when a question is answered.
pub struct Levels {
    /// The least weights of the levels after the lowest.
    least: [u64; STEPS.len()],
}

impl Levels {
    /// Those of a unit with so many words.
    pub fn of(length: u32) -> Self {
        // The share is w / (w + s), where s is 1.2 · (0.6 + 0.4 · length / usual), here in thousandths.
        let usual = u64::from(USUAL_LENGTH);
        let saturation = 12 * (6 * usual + 4 * u64::from(length)) * 10 / usual;
        Self { least: STEPS.map(|step| (step * saturation).div_ceil(1000 - step)) }
    }

    /// The level of a word, given its weight over all places.
    pub fn level(&self, weight: u32) -> u8 {
        if weight >= weight::SUBJECT {
            return HIGHEST;
        }
        let weight = 1000 * u64::from(weight);
        LOWEST + self.least.iter().map(|least| u8::from(*least <= weight)).sum::<u8>()
    }
}

/// How many bits of a distance are written as they are, where `count` of `2^bits` slots are to be told.
///
/// Slots are spread evenly, so distances are geometric, and this is the best
/// choice for them: the whole part of log₂(0.69 · slots / count).
pub fn low_bits(bits: u32, count: u32) -> u32 {
    ((177_u64 << bits) / (256 * u64::from(count))).checked_ilog2().unwrap_or(0)
}

/// Writes postings as characters: their number; the level that most of them
/// have; for each the distance from the one before, and whether it has another level.
pub fn encode(postings: &[Posting], bits: u32) -> String {
    let mut out = Bits::default();
    let common = common_level(postings);
    let count = push_count(postings.len(), &mut out);
    out.push(common.into(), 3);
    let mut distances = Distances::new(bits, count);
    for Posting { slot, level } in postings {
        distances.push(*slot, &mut out);
        match (count, *level == common) {
            (1, _) => {}
            (_, true) => out.push(0, 1),
            (_, false) => out.push(0b1000 | u64::from(*level), 4),
        }
    }
    out.finish()
}

/// Writes slots as characters, for postings that all have the same level: their
/// number, and for each the distance from the one before. Nothing when there are none.
pub fn encode_slots(slots: &[u32], bits: u32) -> String {
    let mut out = Bits::default();
    if !slots.is_empty() {
        let mut distances = Distances::new(bits, push_count(slots.len(), &mut out));
        slots.iter().for_each(|slot| distances.push(*slot, &mut out));
    }
    out.finish()
}

/// The postings that [`encode`] wrote. `None` when it wrote none such.
pub fn decode(text: &str, bits: u32) -> Option<Vec<Posting>> {
    let mut from = Read::new(text);
    let count = take_count(&mut from)?;
    let common = from.take(3)? as u8;
    let mut distances = Distances::new(bits, count);
    let posting = |_| {
        let slot = distances.take(&mut from)?;
        let is_other = count > 1 && from.take(1)? == 1;
        let level = if is_other { from.take(3)? as u8 } else { common };
        Some(Posting { slot, level })
    };
    (0..count).map(posting).collect()
}

/// The slots that [`encode_slots`] wrote. `None` when it wrote none such.
pub fn decode_slots(text: &str, bits: u32) -> Option<Vec<u32>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let mut from = Read::new(text);
    let count = take_count(&mut from)?;
    let mut distances = Distances::new(bits, count);
    (0..count).map(|_| distances.take(&mut from)).collect()
}

/// Slots that rise, each as its distance from the slot after the one before.
struct Distances {
    low: u32,
    next: u32,
}

impl Distances {
    fn new(bits: u32, count: u32) -> Self {
        Self { low: low_bits(bits, count), next: 0 }
    }

    fn push(&mut self, slot: u32, out: &mut Bits) {
        out.push_rice(u64::from(slot - self.next), self.low);
        self.next = slot + 1;
    }

    fn take(&mut self, from: &mut Read) -> Option<u32> {
        let slot = u32::try_from(u64::from(self.next) + from.take_rice(self.low)?).ok()?;
        self.next = slot.checked_add(1)?;
        Some(slot)
    }
}

fn push_count(count: usize, out: &mut Bits) -> u32 {
    let count = u32::try_from(count).expect("there are fewer than four billion units");
    out.push_gamma(count.into());
    count
}

fn take_count(from: &mut Read) -> Option<u32> {
    u32::try_from(from.take_gamma()?).ok()
}

/// The level that most postings have, the lower of two.
fn common_level(postings: &[Posting]) -> u8 {
    let mut counts = [0_u32; 8];
    postings.iter().for_each(|posting| counts[posting.level as usize] += 1);
    let most = counts.iter().max().copied().unwrap_or_default();
    counts.iter().position(|count| *count == most).unwrap_or_default() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_weigh_more_in_titles_and_less_in_long_texts() {
        let level = |weight, length| Levels::of(length).level(weight);
        let usual = level(weight::TEXT, USUAL_LENGTH);
        assert_eq!((usual, level(weight::TEXT, 300), level(weight::TEXT, 1500)), (2, 2, 2));
        assert!(level(weight::TITLE, USUAL_LENGTH) > level(weight::HEADING, USUAL_LENGTH));
        assert!(level(weight::HEADING, USUAL_LENGTH) > usual);
        assert!(level(weight::TEXT, 50 * USUAL_LENGTH) < usual);
        assert_eq!((level(1, u32::MAX / 8), level(100_000, 1), level(weight::SUBJECT, u32::MAX)), (1, 6, 7));
    }

    #[test]
    fn what_was_written_is_read() {
        for count in [1, 2, 9, 3000] {
            let postings: Vec<_> =
                (0..count).map(|n: u32| Posting { slot: 20 * n + n % 19, level: 2 + (n % 5 / 4) as u8 }).collect();
            let slots: Vec<_> = postings.iter().map(|posting| posting.slot).collect();
            assert_eq!(decode(&encode(&postings, 16), 16), Some(postings));
            assert_eq!(decode_slots(&encode_slots(&slots, 16), 16), Some(slots));
        }
        assert_eq!((decode("", 16), decode_slots("~~", 16)), (None, None));
    }

    #[test]
    fn few_among_many_slots_have_long_distances() {
        assert_eq!((low_bits(20, 1), low_bits(20, 1000), low_bits(16, 60_000)), (19, 9, 0));
    }
}
