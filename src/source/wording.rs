//! A text as plain words, paragraph by paragraph, for whoever searches it.
//!
//! It depends on the file alone, as [`super::body::Body`] does, and is made beside
//! it: nothing that the archive adds to a text is in it, and no mark-up.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::store::{read_with_text, write_with_text};

/// A paragraph, heading, item of a list or row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph<'w> {
    /// Where it ends in the text; it begins where the one before it ends.
    pub end: u32,
    /// The innermost section around it that is somebody's answer, by its index in the outline.
    pub answer: Option<u32>,
    /// Whether it is a heading.
    pub is_heading: bool,
    /// The fragment by which it is linked to; empty when it has none of its own.
    #[serde(borrow)]
    pub anchor: Cow<'w, str>,
}

/// The words of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording<'w> {
    /// All paragraphs after one another.
    pub text: Cow<'w, str>,
    /// Where each ends.
    pub paragraphs: Vec<Paragraph<'w>>,
    /// Where marked words stand in the text, in order.
    pub marked: Vec<Range<u32>>,
}

impl<'w> Wording<'w> {
    /// Appends the wording to bytes, for a [`crate::store::Store`].
    pub fn write(&self, bytes: &mut Vec<u8>) {
        write_with_text(&(&self.paragraphs, &self.marked), &self.text, bytes);
    }

    /// The wording that [`Self::write`] gave. `None` when it gave none such.
    pub fn from_bytes(bytes: &'w [u8]) -> Option<Self> {
        let ((paragraphs, marked), text) = read_with_text(bytes)?;
        Some(Self { text: text.into(), paragraphs, marked })
    }

    /// The paragraphs with where each stands in the text.
    pub fn pieces(&self) -> impl Iterator<Item = (Range<usize>, &Paragraph<'w>)> {
        let starts = [0].into_iter().chain(self.paragraphs.iter().map(|paragraph| paragraph.end as usize));
        starts.zip(&self.paragraphs).map(|(start, paragraph)| (start..paragraph.end as usize, paragraph))
    }
}
