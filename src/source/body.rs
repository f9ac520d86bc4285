//! A text as HTML with holes.
//!
//! What an author wrote is turned into HTML once, when its file is read. What
//! depends on the rest of the archive (where a reference leads, what a body is
//! called, the words of the site's language) is not known then, and is left out:
//! a [`Hole`] says what belongs there. Filling holes is all that is
//! left to do when its page is made, so no text is ever parsed twice.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::annotation::MarkValue;
use super::vocabulary::Role;
use crate::store::{read_with_text, write_with_text};

/// A text, ready but for what the archive knows.
#[derive(Debug, Default)]
pub struct Body<'b> {
    /// The HTML around the holes. Nothing in it is as an author wrote it: all is escaped.
    pub html: Cow<'b, str>,
    /// What belongs where, by offsets into `html`, in order.
    pub holes: Vec<(u32, Hole)>,
    /// Its headings, for a contents list.
    pub headings: Vec<Heading>,
}

impl<'b> Body<'b> {
    /// Appends the body to bytes, for a [`crate::store::Store`].
    pub fn write(&self, bytes: &mut Vec<u8>) {
        write_with_text(&(&self.holes, &self.headings), &self.html, bytes);
    }

    /// The body that [`Self::write`] gave. `None` when it gave none such.
    pub fn from_bytes(bytes: &'b [u8]) -> Option<Self> {
        let ((holes, headings), html) = read_with_text(bytes)?;
        Some(Self { html: html.into(), holes, headings })
    }
}

/// A line of a contents list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its words.
    pub text: String,
    /// Its fragment.
    pub anchor: String,
}

/// What the archive adds to a text. Words in it are as the author wrote them, not escaped.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Hole {
    /// A word of the locale, inside an attribute.
    Label(Label),
    /// The heading that may be the page's title.
    Title(String),
    /// What the role of a section is and who has to do with it.
    Role(Box<RoleHole>),
    /// What a mark says.
    Says {
        /// Its value.
        value: MarkValue,
        /// About which claim.
        claim: Option<u8>,
        /// Whether it is about the draft answer.
        is_about_proposal: bool,
    },
    /// A use begins, by its index: a link if it leads somewhere.
    UseStart(u32),
    /// The use of that index ends.
    UseEnd(u32),
    /// The image of a use, with its alternative text.
    Image(u32, String),
    /// What may be a case number: the index of its use, what is written, the ranges of its readings.
    Number(u32, String, Vec<(u32, u32)>),
}

/// The locale's words that stand in every text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Label {
    /// The link of a heading to itself.
    Section,
    /// A table.
    Table,
    /// The link from a note to where it is referred to.
    BackToText,
}

/// What a section says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoleHole {
    /// The section's index.
    pub section: u32,
    /// Its role.
    pub role: Role,
    /// The day of the body's sitting.
    pub decided: Option<Date>,
    /// The date of its administration's report.
    pub report: Option<Date>,
    /// The parties behind it, as written.
    pub parties: Vec<String>,
}
