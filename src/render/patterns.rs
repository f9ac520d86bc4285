//! Templates, each printed once for each shape of what it is given.
//!
//! An archive has few kinds of pages and of entries in lists, and a great many of
//! each. What the theme's template prints for one of them depends on little of
//! it: its type, its state, whether it has a date. All else are pieces of HTML,
//! which a template can print or find empty, and no more. So the template is
//! printed once for each such shape, with marks where the pieces go, and from then
//! on the pieces are set between what stands around the marks.

use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use serde::{Serialize, Serializer};
use tera::Value;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::html::marks::{GONE, PIECE_END, PIECE_START, ROOT};
use super::html::{push_escaped, push_listed, push_number};
use super::templates::Templates;
use crate::diag::{Diagnostic, Faults};
use crate::per_thread::PerThread;

/// The place of a piece of HTML in what a template is given. The template sees a text, empty when the piece is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Slot {
    /// The place of nothing.
    #[default]
    Empty,
    /// That of the long text of a page.
    Text,
    /// That of a piece, by its index.
    Piece(u32),
}

/// What stands in a mark before the number, so that a filter that changes letters or tags breaks the mark.
const FRAGILE: &str = "<aB>";
/// How that looks after what became of the mark's beginning when it was escaped, once or twice.
const ESCAPED: [&str; 2] = ["&lt;aB&", "&amp;lt;aB&"];
/// What stands in the mark of the long text in place of a number.
const TEXT: &str = "text";

impl Serialize for Slot {
    /// For a template a mark; for the name of a shape only whether there is something, and which.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            let place = match self {
                Self::Empty => 0,
                Self::Text => 1,
                Self::Piece(index) => index + 2,
            };
            return serializer.serialize_u32(place);
        }
        let mark = match self {
            Self::Empty => String::new(),
            Self::Text => format!("{PIECE_START}{FRAGILE}{TEXT}{PIECE_END}"),
            Self::Piece(index) => format!("{PIECE_START}{FRAGILE}{index}{PIECE_END}"),
        };
        Value::safe_string(&mark).serialize(serializer)
    }
}

/// The pieces of a page or an entry, after one another.
#[derive(Debug)]
pub struct Pieces {
    html: String,
    ends: Vec<usize>,
}

impl Pieces {
    /// None yet, with room for those of most entries.
    pub fn of_entry() -> Self {
        Self { html: String::with_capacity(768), ends: Vec::with_capacity(8) }
    }

    /// None yet, with room for those of most pages.
    pub fn of_page() -> Self {
        Self { html: String::with_capacity(16 * 1024), ends: Vec::with_capacity(32) }
    }

    /// Adds a piece: what `write` adds to the HTML.
    pub fn add(&mut self, write: impl FnOnce(&mut String)) -> Slot {
        let start = self.html.len();
        write(&mut self.html);
        if self.html.len() == start {
            return Slot::Empty;
        }
        self.ends.push(self.html.len());
        Slot::Piece(u32::try_from(self.ends.len() - 1).expect("a page has fewer pieces than bytes"))
    }

    /// Adds a piece when there is something to write of.
    pub fn add_some<T>(&mut self, of: Option<T>, write: impl FnOnce(&mut String, T)) -> Slot {
        self.add(|out| {
            if let Some(of) = of {
                write(out, of);
            }
        })
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) -> Slot {
        self.add(|out| push_escaped(out, text))
    }

    /// Adds a text when there is one.
    pub fn some_text(&mut self, text: Option<&str>) -> Slot {
        self.text(text.unwrap_or_default())
    }

    /// Adds texts, with commas between.
    pub fn listed(&mut self, texts: &[impl AsRef<str>]) -> Slot {
        self.add(|out| push_listed(out, texts, |out, text| push_escaped(out, text.as_ref())))
    }

    /// Adds a number.
    pub fn number(&mut self, number: impl std::fmt::Display) -> Slot {
        self.add(|out| push_number(out, number))
    }

    /// Adds them to a digest.
    pub fn digest(&self, hasher: &mut Xxh3) {
        self.ends.iter().for_each(|end| hasher.update(&end.to_le_bytes()));
        hasher.update(self.html.as_bytes());
    }

    fn get(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.html[start..self.ends[index]]
    }
}

/// What shows the long text of a page.
pub type WriteText<'t> = &'t mut dyn FnMut(&mut String);

/// What a template prints for one shape: the HTML before each gap and what goes
/// into it, and the HTML after the last.
#[derive(Debug, Default, PartialEq, Eq)]
struct Pattern {
    parts: Vec<(Box<str>, Gap)>,
    end: Box<str>,
    /// How many bytes of HTML it has itself.
    length: usize,
}

#[derive(Debug, PartialEq, Eq)]
enum Gap {
    /// The way to the root of the site.
    Root,
    /// The long text.
    Text,
    /// A piece, by its index.
    Piece(usize),
}

impl Pattern {
    /// Reads what a template printed for the marks of so many pieces. `None` when a mark is broken.
    fn read(printed: &str, pieces: usize) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = printed;
        while let Some(at) = rest.find([ROOT, PIECE_START]) {
            let before = Box::from(&rest[..at]);
            if let Some(after) = rest[at..].strip_prefix(ROOT) {
                parts.push((before, Gap::Root));
                rest = after;
            } else {
                let (mark, after) = rest[at + PIECE_START.len_utf8()..].split_once(PIECE_END)?;
                parts.push((before, gap(mark, pieces)?));
                rest = after;
            }
        }
        let is_escaped = |after: &str| ESCAPED.iter().any(|mark| after.starts_with(mark));
        let is_whole = !rest.contains(PIECE_END) && !printed.split(GONE).skip(1).any(is_escaped);
        is_whole.then(|| Self { parts, end: rest.into(), length: printed.len() })
    }

    /// Adds the pattern with its gaps filled.
    fn fill(&self, pieces: &Pieces, root: &str, write_text: WriteText, out: &mut String) {
        for (before, gap) in &self.parts {
            out.push_str(before);
            match gap {
                Gap::Root => out.push_str(root),
                Gap::Text => write_text(out),
                Gap::Piece(index) => out.push_str(pieces.get(*index)),
            }
        }
        out.push_str(&self.end);
    }
}

fn gap(mark: &str, pieces: usize) -> Option<Gap> {
    let place = mark.strip_prefix(FRAGILE)?;
    if place == TEXT {
        return Some(Gap::Text);
    }
    place.parse().ok().filter(|index| *index < pieces).map(Gap::Piece)
}

/// How many bytes the long text of most pages has at most.
const USUAL_TEXT: usize = 12 * 1024;

/// How many bytes of patterns a thread keeps: far more than those of a usual archive.
const MOST: usize = 16 << 20;

/// The shapes that a thread has met, and their patterns.
#[derive(Default)]
struct Known {
    patterns: HashTable<(Box<[u8]>, Pattern)>,
    /// How many bytes they have.
    length: usize,
    /// Room for the name of the shape that is looked for.
    room: Vec<u8>,
}

impl Known {
    /// The pattern of a shape, which `make` makes when it is new.
    fn pattern<E>(&mut self, shape: &[u8], make: impl FnOnce() -> Result<Pattern, E>) -> Result<&Pattern, E> {
        if self.length > MOST {
            self.patterns.clear();
            self.length = 0;
        }
        let is_this = |(known, _): &(Box<[u8]>, _)| **known == *shape;
        match self.patterns.entry(xxh3_64(shape), is_this, |(known, _)| xxh3_64(known)) {
            Entry::Occupied(known) => Ok(&known.into_mut().1),
            Entry::Vacant(vacant) => {
                let pattern = make()?;
                self.length += shape.len() + pattern.length;
                Ok(&vacant.insert((shape.into(), pattern)).into_mut().1)
            }
        }
    }
}

/// The patterns of a theme's templates.
pub struct Patterns<'a> {
    templates: &'a Templates,
    known: PerThread<Mutex<Known>>,
    /// What is wrong with the components of entries.
    faults: Faults,
}

impl<'a> Patterns<'a> {
    /// Those of a theme, none of them known yet.
    pub fn new(templates: &'a Templates) -> Self {
        Self { templates, known: PerThread::new(Mutex::default), faults: Faults::default() }
    }

    /// What is wrong with the components of entries.
    pub fn faults(&self) -> Vec<Diagnostic> {
        self.faults.all()
    }

    /// A page of a shape: what `print` gives for it, with `pieces` and the text
    /// that `write_text` writes in its gaps. `root` is the way to the root of the site.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn page(
        &self,
        shape: &[u8],
        template: &'static str,
        pieces: &Pieces,
        root: &str,
        write_text: WriteText,
        print: impl FnOnce() -> Result<String, Box<Diagnostic>>,
    ) -> Result<String, Box<Diagnostic>> {
        let mut known = self.own();
        let pattern = known.pattern(shape, || self.pattern(template, pieces, &print()?))?;
        let mut out = String::with_capacity(pattern.length + pieces.html.len() + USUAL_TEXT);
        pattern.fill(pieces, root, write_text, &mut out);
        Ok(out)
    }

    /// Adds to `out` what `component` prints for `arguments`, which have slots
    /// where `pieces` go. `root` is the way to the root of the site.
    pub fn push_entry(
        &self,
        component: &'static str,
        arguments: &impl Serialize,
        pieces: &Pieces,
        root: &str,
        out: &mut String,
    ) {
        let make = || {
            let printed = self.templates.component(component, arguments, &ROOT.to_string());
            let pattern = printed.and_then(|printed| self.pattern(component, pieces, &printed));
            Ok::<_, Infallible>(pattern.unwrap_or_else(|fault| {
                self.faults.add(*fault);
                Pattern::default()
            }))
        };
        let mut known = self.own();
        let mut shape = std::mem::take(&mut known.room);
        shape.clear();
        shape = postcard::to_extend(&(component, arguments), shape).expect("memory takes everything");
        let Ok(pattern) = known.pattern(&shape, make);
        pattern.fill(pieces, root, &mut |_| (), out);
        known.room = shape;
    }

    fn own(&self) -> MutexGuard<'_, Known> {
        self.known.own().lock().expect("no thread fails while it holds the lock")
    }

    /// Reads what a template or component printed for marks.
    fn pattern(&self, name: &str, pieces: &Pieces, printed: &str) -> Result<Pattern, Box<Diagnostic>> {
        let pattern = Pattern::read(printed, pieces.ends.len());
        pattern.ok_or_else(|| Box::new(self.templates.cuts_pieces(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_filled_again_and_again() {
        let pattern = Pattern::read(
            "<a href=\"\u{FDD0}x\">\u{FDD1}<aB>0\u{FDD2}, \u{FDD1}<aB>1\u{FDD2}\u{FDD1}<aB>0\u{FDD2}</a>",
            2,
        )
        .unwrap();
        for (first, second) in [("ett", "två"), ("", "\u{FDD0}")] {
            let pieces =
                Pieces { html: format!("{first}{second}"), ends: vec![first.len(), first.len() + second.len()] };
            let mut out = String::from("– ");
            pattern.fill(&pieces, "../", &mut |_| (), &mut out);
            assert_eq!(out, format!("– <a href=\"../x\">{first}, {second}{first}</a>"));
        }
    }

    #[test]
    fn pieces_are_kept_apart() {
        let mut pieces = Pieces::of_entry();
        let slots = ["ett", "", "två"].map(|piece| pieces.add(|out| out.push_str(piece)));
        assert_eq!(slots, [Slot::Piece(0), Slot::Empty, Slot::Piece(1)]);
        assert_eq!([pieces.get(0), pieces.get(1)], ["ett", "två"]);
    }

    #[test]
    fn broken_marks_are_seen() {
        for broken in [
            "\u{FDD1}<aB>0",
            "<aB>0\u{FDD2}",
            "\u{FDD1}<aB>x\u{FDD2}",
            "\u{FDD1}<AB>0\u{FDD2}",
            "\u{FDD1}0\u{FDD2}",
            "\u{FDD1}<aB>1\u{FDD2}",
            "\u{FFFD}&lt;aB&gt;0\u{FFFD}",
            "\u{FFFD}&amp;lt;aB&amp;gt;0\u{FFFD}",
        ] {
            assert_eq!(Pattern::read(broken, 1), None, "{broken}");
        }
    }
}
