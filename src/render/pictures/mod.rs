//! Pictures of what the archive knows, drawn as SVG when a page is made.
//!
//! Each stands beside a table that says the same: a picture is for the eye alone.
//! Places across are written in per cent, so that a picture is as wide as its
//! page and its words stay as large as they are; nothing is drawn in a colour
//! alone, and colours come from the style sheet, by class. The content security
//! policy allows no inline styles, and none are needed.

mod shapes;
mod strip;
mod timeline;
mod years;

pub use shapes::{Shape, push_square};
pub use strip::Cell;
pub use timeline::{Event, Happening, days_between};
pub use years::Years;

use std::fmt::Display;

use super::html::push_escaped;

/// A place across a picture, in hundredths of a per cent of its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Across(i64);

impl Across {
    /// All of the width.
    const WIDTH: i64 = 10_000;

    /// `part` of `whole` of the way from `start` to `end`.
    fn between(start: i64, end: i64, part: i64, whole: i64) -> Self {
        Self(start + (end - start) * part / whole.max(1))
    }
}

impl Display for Across {
    /// `37.5%`
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}%"),
            _ if rest % 10 == 0 => write!(f, "{whole}.{}%", rest / 10),
            _ => write!(f, "{whole}.{rest:02}%"),
        }
    }
}

/// Adds text to a picture whose parts are made of numbers and words of ours.
macro_rules! draw {
    ($out:expr, $($part:tt)*) => {
        std::fmt::Write::write_fmt($out, format_args!($($part)*)).expect("a string takes everything")
    };
}

use draw;

/// Opens a picture that is as high as this, in pixels, and says what it shows in so many words.
fn open(out: &mut String, class: &str, height: usize, says: &str) {
    draw!(out, "<svg class=\"{class}\" role=\"img\" width=\"100%\" height=\"{height}\" aria-label=\"");
    push_escaped(out, says);
    out.push_str("\">");
}

/// Closes it.
fn close(out: &mut String) {
    out.push_str("</svg>\n");
}

/// Adds words at a place; `anchor` says which end of them stands there: `start`, `middle` or `end`.
fn push_words(out: &mut String, x: Across, y: usize, anchor: &str, words: &str) {
    draw!(out, "<text x=\"{x}\" y=\"{y}\"");
    if anchor != "start" {
        draw!(out, " text-anchor=\"{anchor}\"");
    }
    out.push('>');
    push_escaped(out, words);
    out.push_str("</text>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_in_per_cent() {
        let written = |hundredths| Across(hundredths).to_string();
        assert_eq!([0, 200, 3750, 3705, 10_000].map(written), ["0%", "2%", "37.5%", "37.05%", "100%"]);
        assert_eq!(Across::between(200, 9_800, 1, 2), Across(5_000));
        assert_eq!(Across::between(200, 9_800, 0, 0), Across(200));
    }
}
