//! The shape of each stance, and of what is no stance.
//!
//! The style sheet draws the same shapes beside words, where it clips borders:
//! for tables that have hundreds of them, that is smaller.

use super::draw;
use crate::fields::Vocabulary;
use crate::source::vocabulary::Stance;

/// What stands for one thing that somebody said, or did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A stance.
    Of(Stance),
    /// There is an answer, and it says neither for nor against.
    Unsaid,
    /// There is no answer.
    Silent,
}

impl Shape {
    /// The name of its class, and of its word in the locale.
    pub fn class(self) -> &'static str {
        match self {
            Self::Of(stance) => stance.word(),
            Self::Unsaid => "unsaid",
            Self::Silent => "silent",
        }
    }

    /// The path of its word in the locale.
    pub fn word(self) -> String {
        match self {
            Self::Of(stance) => format!("stance.{}", stance.word()),
            Self::Unsaid => "stance.none".to_owned(),
            Self::Silent => "round.state.none".to_owned(),
        }
    }

    /// Its outline in a square of twelve pixels around where the pen is. Where two parts lie over each other is nothing.
    fn outline(self) -> &'static str {
        match self {
            Self::Of(Stance::Supports) => "m0-5.5 6 11h-12z",
            Self::Of(Stance::Partly) => "m0-5.5 6 11h-12zm.5 3.5 3.3 6.2h-3.3z",
            Self::Of(Stance::NoObjection) => "m0-5.5 6 11h-12zm0 3.5 3.2 6h-6.4z",
            Self::Of(Stance::Opposes) => "m-6-5.5h12l-6 11z",
            Self::Of(Stance::NoPosition) => {
                "m-5.5 0a5.5 5.5 0 1 1 11 0 5.5 5.5 0 1 1-11 0zm1.8 0a3.7 3.7 0 1 0 7.4 0 3.7 3.7 0 1 0-7.4 0z"
            }
            Self::Of(Stance::Abstains) => "m-6-1.3h12v2.6h-12z",
            Self::Of(Stance::Noted) => "m-3.2 0a3.2 3.2 0 1 1 6.4 0 3.2 3.2 0 1 1-6.4 0z",
            Self::Of(Stance::Unclear) => "m0-6 6 6-6 6-6-6zm0 2.8 3.2 3.2-3.2 3.2-3.2-3.2z",
            Self::Unsaid => "m-4.5-4.5h9v9h-9zm1.5 1.5v6h6v-6z",
            Self::Silent => "m-4.5-3.6.9-.9 3.6 3.6 3.6-3.6.9.9-3.6 3.6 3.6 3.6-.9.9-3.6-3.6-3.6 3.6-.9-.9 3.6-3.6z",
        }
    }

    /// Draws it around each of some places, in pixels across and down; what is only proposed is hollow.
    pub(super) fn draw_at(self, out: &mut String, places: &[(usize, usize)], is_proposed: bool) {
        let proposed = if is_proposed { " proposed" } else { "" };
        let (class, outline) = (self.class(), self.outline());
        draw!(out, "<path class=\"{class}{proposed}\" d=\"");
        places.iter().for_each(|(x, y)| draw!(out, "M{x} {y}{outline}"));
        out.push_str("\"/>");
    }

    /// Adds it as a picture of its own, beside its word: for the eye alone.
    pub fn push(self, out: &mut String) {
        let (class, outline) = (self.class(), self.outline());
        draw!(
            out,
            "<svg class=\"shape {class}\" viewBox=\"-7 -7 14 14\" aria-hidden=\"true\"><path d=\"{outline}\"/></svg>"
        );
    }
}

/// Adds a square that is as large as `count` among counts of which `most` is the highest: for the eye alone.
pub fn push_square(out: &mut String, shape: Shape, count: usize, most: usize) {
    let side = 4 + (144 * count / most.max(1)).isqrt();
    let class = shape.class();
    draw!(
        out,
        "<svg class=\"square {class}\" width=\"{side}\" height=\"{side}\" aria-hidden=\"true\"><rect width=\"100%\" height=\"100%\"/></svg>"
    );
}
