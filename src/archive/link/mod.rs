//! From names to ids: builds the [`Archive`] of what was read.
//!
//! Registers first, then cases and documents, then what their texts say: the
//! order in which each can point at what came before. Everything that cannot be
//! linked is reported, and the rest is linked all the same.

mod assets;
mod cases;
mod marks;
mod names;
mod references;
mod registers;
mod rounds;
mod status;
mod texts;

use std::io;

use jiff::civil::Date;

use super::Archive;
use super::case::Entity;
use crate::diag::Diagnostics;
use crate::source::outline::{Brief, Outline};
use crate::source::{Content, TextSource};
use crate::store::Store;

/// What of the outside decides what is published.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The day for which the archive is built.
    pub as_of: Date,
    /// Whether drafts are shown.
    pub drafts: bool,
}

/// A text whose uses and marks are still names.
pub struct Unlinked {
    entity: Entity,
    text: TextSource,
    is_withheld: bool,
}

impl Unlinked {
    fn new(entity: Entity, text: TextSource) -> Self {
        Self { entity, text, is_withheld: false }
    }

    /// Forgets everything that the text says.
    fn withhold(&mut self) {
        self.text.brief = Brief::default();
        self.is_withheld = true;
    }

    fn outline(&self, store: &Store) -> io::Result<Outline> {
        if self.is_withheld { Ok(Outline::default()) } else { self.text.outline(store) }
    }
}

/// Links `content`, whose outlines lie in `store`, into an archive as it is on a given day.
///
/// # Errors
/// When `store` is damaged.
pub fn link(content: Content, store: &Store, moment: Moment, diagnostics: &mut Diagnostics) -> io::Result<Archive> {
    let mut archive = Archive::default();
    let mut content = content;
    let (topics, municipalities) = (std::mem::take(&mut content.topics), std::mem::take(&mut content.municipalities));
    let others = std::mem::take(&mut content.others);
    let mut names = registers::link(&mut archive, topics, municipalities, diagnostics);
    let placed = cases::place(&mut archive, content, &mut names, moment, diagnostics);
    references::front_matter(&mut archive, &placed, diagnostics);
    rounds::ask(&mut archive, &placed.referrals, &names, diagnostics);
    texts::link(&mut archive, &placed, store, &names, others, diagnostics)?;
    rounds::answer(&mut archive);
    status::settle(&mut archive);
    Ok(archive)
}
