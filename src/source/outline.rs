//! What the archive is linked from: the sections of a text, its marked words and
//! everything that it points at. Its length does not follow the text's, but what
//! is annotated in it.

use std::hash::Hash;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::annotation::{Attributes, MarkAddress};
use super::number::Number;
use crate::text::{Span, Spanned};

/// A part of a text from one heading to the next of its level or higher.
#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
pub struct Section {
    /// 1 to 6.
    pub level: u8,
    /// The words of the heading; empty for a heading that only opens a section.
    pub heading: String,
    /// The fragment by which it is linked to.
    pub anchor: String,
    /// Its role and what belongs to that.
    pub attributes: Attributes,
    /// The heading.
    pub span: Span,
    /// The section around it, as an index.
    pub parent: Option<usize>,
}

/// Marked words: evidence for what the mark says.
#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// What it says.
    pub address: MarkAddress,
    /// The words, without mark-up.
    pub words: String,
    /// The fragment by which they are linked to.
    pub anchor: String,
    /// The whole mark.
    pub span: Span,
    /// The innermost section around it, as an index.
    pub section: Option<usize>,
}

/// Something in a text that points elsewhere. A text's uses are numbered in
/// the order of the text, and the holes of its body count them alike.
#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
pub enum Use {
    /// `[[name]]`
    Reference(Spanned<String>),
    /// A link to a neighbouring file.
    Link(Spanned<String>),
    /// An image.
    Image(Spanned<String>),
    /// What may be a case number, in its possible readings, the longest first.
    Number(Spanned<Vec<Number>>),
}

/// What the archive is linked from.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Outline {
    /// The words of the first level-1 heading.
    pub title: Option<String>,
    /// Sections in order.
    pub sections: Vec<Section>,
    /// Marks in order.
    pub marks: Vec<Mark>,
    /// Uses in order.
    pub uses: Vec<Use>,
    /// The anchors of paragraphs, as the numbers that they are written from.
    pub paragraphs: Vec<u32>,
    /// Whether it holds a code block that names its language.
    pub has_code: bool,
    /// Whether there is any text at all.
    pub has_text: bool,
}

/// What is asked of every text, so that few need their whole outline.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Brief {
    /// The words of the first level-1 heading.
    pub title: Option<String>,
    /// Whether it holds a code block that names its language.
    pub has_code: bool,
    /// Whether there is any text at all.
    pub has_text: bool,
    /// The images in it, as written.
    pub images: Vec<Spanned<String>>,
}

impl Brief {
    /// The brief of an outline.
    pub fn of(outline: &Outline) -> Self {
        let images = outline.uses.iter().filter_map(|used| match used {
            Use::Image(written) => Some(written.clone()),
            _ => None,
        });
        let Outline { title, has_code, has_text, .. } = outline;
        Self { title: title.clone(), has_code: *has_code, has_text: *has_text, images: images.collect() }
    }
}

impl Outline {
    /// A digest of everything that the archive is linked from, whatever its place:
    /// the same for a text of which only other words have changed. Paragraphs are
    /// not in it, because their anchors are made of all words.
    pub fn shape(&self) -> u64 {
        let Self { title, sections, marks, uses, paragraphs: _, has_code, has_text } = self;
        let mut hasher = Xxh3::new();
        (title, sections, marks, uses, has_code, has_text).hash(&mut hasher);
        hasher.digest()
    }

    /// The indexes of a section and of those around it, from the inside out.
    pub fn around(&self, section: Option<usize>) -> impl Iterator<Item = usize> {
        std::iter::successors(section, |at| self.sections[*at].parent)
    }

    /// A section and those around it, from the inside out.
    pub fn enclosing(&self, section: Option<usize>) -> impl Iterator<Item = &Section> {
        self.around(section).map(|at| &self.sections[at])
    }

    /// Whether the page of this text has an element of this name.
    pub fn has_anchor(&self, anchor: &str) -> bool {
        self.sections.iter().any(|section| section.anchor == anchor)
            || self.marks.iter().any(|mark| mark.anchor == anchor)
            || super::anchor::paragraph_number(anchor)
                .is_some_and(|(number, nth)| self.paragraphs.iter().filter(|other| **other == number).count() >= nth)
    }
}
