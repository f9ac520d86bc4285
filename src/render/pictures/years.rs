//! How many of each kind in each year, as rows of bars.

use std::collections::BTreeMap;

use super::{Across, Shape, close, draw, open, push_words};

/// The height of the words above a row, of its bars, and of the years below all, in pixels.
const WORDS: usize = 20;
const BARS: usize = 28;
const BELOW: usize = 20;

/// Kinds of something with their number in each year.
#[derive(Clone, Debug, Default)]
pub struct Years<K> {
    counts: BTreeMap<K, BTreeMap<i16, usize>>,
}

impl<K: Ord + Copy> Years<K> {
    /// Counts each thing by kind and year.
    pub fn count(all: impl IntoIterator<Item = (K, i16)>) -> Self {
        let mut counts: BTreeMap<K, BTreeMap<i16, usize>> = BTreeMap::new();
        for (kind, year) in all {
            *counts.entry(kind).or_default().entry(year).or_default() += 1;
        }
        Self { counts }
    }

    /// The kinds that there are, in their order.
    pub fn kinds(&self) -> impl Iterator<Item = K> {
        self.counts.keys().copied()
    }

    /// The first and the last year. `None` when there is nothing.
    pub fn span(&self) -> Option<(i16, i16)> {
        let years = || self.counts.values().flat_map(BTreeMap::keys).copied();
        Some((years().min()?, years().max()?))
    }

    /// The years in which there is something, newest first.
    pub fn years(&self) -> Vec<i16> {
        let mut years: Vec<_> = self.counts.values().flat_map(BTreeMap::keys).copied().collect();
        years.sort_unstable_by_key(|year| std::cmp::Reverse(*year));
        years.dedup();
        years
    }

    /// How many of a kind there are in a year.
    pub fn of(&self, kind: K, year: i16) -> usize {
        self.counts.get(&kind).and_then(|years| years.get(&year)).copied().unwrap_or(0)
    }

    /// Draws a row of bars for each kind, the years across. `words` tells of a kind
    /// and of how many of it there are, `shape` has its shape if it has one, `most`
    /// says how many the highest bar stands for. Draws nothing of less than two years.
    pub fn draw(
        &self,
        out: &mut String,
        says: &str,
        most: impl Fn(usize) -> String,
        words: impl Fn(K, usize) -> String,
        shape: impl Fn(K) -> Option<Shape>,
    ) {
        let Some((first, last)) = self.span().filter(|(first, last)| first < last) else { return };
        let highest = self.counts.values().flat_map(BTreeMap::values).copied().max().unwrap_or(1);
        let columns = i64::from(last - first) + 1;
        let height = self.counts.len() * (WORDS + BARS) + BELOW;
        open(out, "years", height, says);
        for ((kind, years), row) in self.counts.iter().zip(0..) {
            let top = row * (WORDS + BARS);
            let shape = shape(*kind);
            if let Some(shape) = shape {
                shape.draw_at(out, &[(8, top + 11)], false);
            }
            let x = if shape.is_some() { "20" } else { "0" };
            draw!(out, "<text x=\"{x}\" y=\"{}\">", top + 15);
            super::push_escaped(out, &words(*kind, years.values().sum()));
            out.push_str("</text>");
            if row == 0 {
                push_words(out, Across(Across::WIDTH), 15, "end", &most(highest));
            }
            let floor = top + WORDS + BARS;
            draw!(out, "<line x1=\"0\" y1=\"{floor}\" x2=\"100%\" y2=\"{floor}\"/>");
            let class = shape.map_or("", Shape::class);
            for (year, count) in years {
                let column = i64::from(year - first);
                let [x, end] = [column, column + 1].map(|column| Across::between(0, Across::WIDTH, column, columns));
                let width = Across((end.0 - x.0) * 4 / 5);
                let height = (count * (BARS - 4)).div_ceil(highest).max(2);
                draw!(
                    out,
                    "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"{height}\"/>",
                    floor - height
                );
            }
        }
        let below = height - 5;
        push_words(out, Across(0), below, "start", &first.to_string());
        push_words(out, Across(Across::WIDTH), below, "end", &last.to_string());
        close(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_in_their_years_and_are_as_high_as_they_are_many() {
        let years = Years::count([('a', 2001), ('a', 2001), ('b', 2004)]);
        assert_eq!((years.span(), years.years()), (Some((2001, 2004)), vec![2004, 2001]));
        assert_eq!([years.of('a', 2001), years.of('a', 2004), years.of('c', 2001)], [2, 0, 0]);
        let mut out = String::new();
        years.draw(&mut out, "", |most| format!("max {most}"), |kind, all| format!("{kind} {all}"), |_| None);
        assert!(out.contains(">a 2</text>") && out.contains(">max 2</text>"), "{out}");
        assert!(out.contains("x=\"0%\" y=\"24\" width=\"20%\" height=\"24\""), "{out}");
        assert!(out.contains("x=\"75%\" y=\"84\" width=\"20%\" height=\"12\""), "{out}");
    }

    #[test]
    fn one_year_needs_no_picture() {
        let mut out = String::new();
        Years::count([((), 2001)]).draw(&mut out, "", |_| String::new(), |(), _| String::new(), |()| None);
        assert_eq!(out, "");
    }
}
