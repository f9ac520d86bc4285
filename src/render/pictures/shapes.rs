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

    /// Its outline in a square of twelve pixels around the origin. Where two parts lie over each other is nothing.
    fn outline(self) -> &'static str {
        match self {
            Self::Of(Stance::Supports) => "M0-5.5 6 5.5H-6Z",
            Self::Of(Stance::Partly) => "M0-5.5 6 5.5H-6ZM.5-2 3.8 4.2H.5Z",
            Self::Of(Stance::NoObjection) => "M0-5.5 6 5.5H-6ZM0-2 3.2 4H-3.2Z",
            Self::Of(Stance::Opposes) => "M-6-5.5H6L0 5.5Z",
            Self::Of(Stance::NoPosition) => {
                "M-5.5 0A5.5 5.5 0 1 1 5.5 0 5.5 5.5 0 1 1-5.5 0ZM-3.7 0A3.7 3.7 0 1 0 3.7 0 3.7 3.7 0 1 0-3.7 0Z"
            }
            Self::Of(Stance::Abstains) => "M-6-1.3H6V1.3H-6Z",
            Self::Of(Stance::Noted) => "M-3.2 0A3.2 3.2 0 1 1 3.2 0 3.2 3.2 0 1 1-3.2 0Z",
            Self::Of(Stance::Unclear) => "M0-6 6 0 0 6-6 0ZM0-3.2 3.2 0 0 3.2-3.2 0Z",
            Self::Unsaid => "M-4.5-4.5H4.5V4.5H-4.5ZM-3-3V3H3V-3Z",
            Self::Silent => "M-4.5-3.6-3.6-4.5 0-.9 3.6-4.5 4.5-3.6.9 0 4.5 3.6 3.6 4.5 0 .9-3.6 4.5-4.5 3.6-.9 0Z",
        }
    }

    /// Draws it around a place, in pixels; what is only proposed is hollow.
    pub(super) fn draw_at(self, out: &mut String, x: usize, y: usize, is_proposed: bool) {
        let proposed = if is_proposed { " proposed" } else { "" };
        let (class, outline) = (self.class(), self.outline());
        draw!(out, "<svg x=\"{x}\" y=\"{y}\"><path class=\"{class}{proposed}\" d=\"{outline}\"/></svg>");
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
