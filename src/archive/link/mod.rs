//! From names to ids: builds the [`Archive`] of what was read.
//!
//! Registers first, then cases and documents as they are read, then what their texts
//! say: the order in which each can point at what came before. Everything that cannot be
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
use crate::source::walk::Count;
use crate::source::{CaseSource, Registers, Rest, TextSource};
use crate::store::Store;
use cases::{Placed, Placer};
use names::Names;

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

/// An archive that is being linked. Cases take their places in it while others are
/// still read; what points at them is linked when all are there.
pub struct Linking {
    archive: Archive,
    names: Names,
    placed: Placed,
    moment: Moment,
}

impl Linking {
    /// Begins with the registers; there will be at most as many texts as `count` says.
    pub fn begin(registers: Registers, count: Count, moment: Moment, diagnostics: &mut Diagnostics) -> Self {
        let mut archive = Archive::default();
        let names = registers::link(&mut archive, registers, diagnostics);
        archive.cases.reserve(count.cases);
        archive.documents.reserve(count.documents);
        Self { archive, names, placed: Placed::with_room_for(count), moment }
    }

    /// Takes in cases, which come in the order of their folders.
    pub fn place(&mut self, cases: Vec<CaseSource>, diagnostics: &mut Diagnostics) {
        let mut placer = self.placer(diagnostics);
        cases.into_iter().for_each(|case| placer.case(case));
    }

    /// Takes in the rest, and links everything whose outlines lie in `store`.
    ///
    /// # Errors
    /// When `store` is damaged.
    pub fn end(mut self, rest: Rest, store: &Store, diagnostics: &mut Diagnostics) -> io::Result<Archive> {
        let mut placer = self.placer(diagnostics);
        rest.pages.into_iter().for_each(|page| placer.page(page));
        let Self { mut archive, names, placed, moment: _ } = self;
        references::front_matter(&mut archive, &placed, diagnostics);
        rounds::ask(&mut archive, &placed.referrals, &names, diagnostics);
        texts::link(&mut archive, &placed, store, &names, rest.others, diagnostics)?;
        let settle = || {
            rounds::answer(&mut archive);
            status::settle(&mut archive);
        };
        rayon::join(settle, || drop((placed, names))); // both are many small things
        Ok(archive)
    }

    fn placer<'a>(&'a mut self, diagnostics: &'a mut Diagnostics) -> Placer<'a> {
        let Self { archive, names, placed, moment } = self;
        Placer { archive, names, moment: *moment, placed, diagnostics }
    }
}
