//! A referral round as a strip: a cell for each body, in the order of the round's
//! table, with the shape of each stance that it took.

use std::collections::BTreeMap;

use super::{Shape, close, open};

/// How many cells stand beside each other: as many as find room on a phone.
const ACROSS: usize = 16;

/// The height and the width of a shape with the room around it, in pixels.
const CELL: usize = 18;

/// The room between rows.
const GAP: usize = 6;

/// What one body said: each shape once, in the order of the claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The shapes.
    pub shapes: Vec<Shape>,
    /// Whether it is only proposed that the body says so.
    pub is_proposed: bool,
}

impl Cell {
    /// Draws cells, and says what they show in so many words.
    pub fn draw(out: &mut String, cells: &[Self], says: &str) {
        let lines_of = |row: &[Self]| row.iter().map(|cell| cell.shapes.len()).max().unwrap_or(1);
        let height = cells.chunks(ACROSS).map(|row| lines_of(row) * CELL + GAP).sum();
        let mut top = 0;
        let mut places: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in cells.chunks(ACROSS) {
            for (cell, column) in row.iter().zip(0..) {
                for (shape, line) in cell.shapes.iter().zip(0..) {
                    let [x, y] = [column * CELL, top + line * CELL].map(|start| start + CELL / 2);
                    places.entry((cell.is_proposed, *shape)).or_default().push((x, y));
                }
            }
            top += lines_of(row) * CELL + GAP;
        }
        open(out, "strip", height, says);
        places.iter().for_each(|((is_proposed, shape), places)| shape.draw_at(out, places, *is_proposed));
        close(out);
    }
}
