//! Components, each printed once for each shape of its arguments.
//!
//! Lists show a few kinds of things a great many times. What the theme's
//! component prints for one of them depends on little of it: its type, its state,
//! whether it has a date. All else are pieces of HTML, which a template can print
//! or find empty, and no more. So the component is printed once for each such
//! shape, with marks where the pieces go, and from then on the pieces are set
//! between what stands around the marks.

use std::collections::HashMap;
use std::sync::Mutex;

use serde::{Serialize, Serializer};
use tera::Value;

use super::html::marks::{GONE, PIECE_END, PIECE_START, ROOT};
use super::per_thread::PerThread;
use super::templates::Templates;
use crate::diag::{Diagnostic, Faults};

/// The place of a piece of HTML in the arguments of a component. A template sees a text, empty when the piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(Option<usize>);

impl Slot {
    /// The place of nothing.
    pub const EMPTY: Self = Self(None);
}

impl Serialize for Slot {
    /// For a template a mark; for the name of a shape only whether there is something, and which.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return self.0.serialize(serializer);
        }
        let mark = self.0.map(|index| format!("{PIECE_START}{FRAGILE}{index}{PIECE_END}")).unwrap_or_default();
        Value::safe_string(&mark).serialize(serializer)
    }
}

/// What stands in a mark before the number, so that a filter that changes letters or tags breaks the mark.
const FRAGILE: &str = "<aB>";

/// The pieces of one thing, after one another.
#[derive(Debug)]
pub struct Pieces {
    html: String,
    ends: Vec<usize>,
}

impl Default for Pieces {
    /// None yet, with room for those of most things.
    fn default() -> Self {
        Self { html: String::with_capacity(768), ends: Vec::with_capacity(8) }
    }
}

impl Pieces {
    /// Adds a piece: what `write` adds to the HTML.
    pub fn add(&mut self, write: impl FnOnce(&mut String)) -> Slot {
        let start = self.html.len();
        write(&mut self.html);
        if self.html.len() == start {
            return Slot::EMPTY;
        }
        self.ends.push(self.html.len());
        Slot(Some(self.ends.len() - 1))
    }

    fn get(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.html[start..self.ends[index]]
    }

    /// Adds a piece when there is something to write of.
    pub fn add_some<T>(&mut self, of: Option<T>, write: impl FnOnce(&mut String, T)) -> Slot {
        self.add(|out| {
            if let Some(of) = of {
                write(out, of);
            }
        })
    }
}

/// What a component prints for arguments of one shape: the HTML before each gap
/// and what goes into it, and the HTML after the last.
#[derive(Debug, PartialEq, Eq)]
struct Pattern {
    parts: Vec<(Box<str>, Gap)>,
    end: Box<str>,
}

#[derive(Debug, PartialEq, Eq)]
enum Gap {
    /// The way to the root of the site.
    Root,
    /// A piece, by its index.
    Piece(usize),
}

impl Pattern {
    /// Reads what a component printed for marks. `None` when a mark is broken.
    fn read(printed: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = printed;
        while let Some(at) = rest.find([ROOT, PIECE_START]) {
            let before = Box::from(&rest[..at]);
            if let Some(after) = rest[at..].strip_prefix(ROOT) {
                parts.push((before, Gap::Root));
                rest = after;
            } else {
                let (index, after) = rest[at + PIECE_START.len_utf8()..].split_once(PIECE_END)?;
                parts.push((before, Gap::Piece(index.strip_prefix(FRAGILE)?.parse().ok()?)));
                rest = after;
            }
        }
        // Nothing that an author wrote is in it: what was escaped was a mark.
        let is_whole = !rest.contains(PIECE_END) && !printed.contains(GONE);
        is_whole.then(|| Self { parts, end: rest.into() })
    }

    fn fill(&self, pieces: &Pieces, root: &str, out: &mut String) {
        for (before, gap) in &self.parts {
            out.push_str(before);
            out.push_str(match gap {
                Gap::Root => root,
                Gap::Piece(index) => pieces.get(*index),
            });
        }
        out.push_str(&self.end);
    }
}

/// How many patterns a thread keeps: far more than archives have shapes.
const MOST: usize = 10_000;

/// The shapes that a thread has met, and their patterns.
#[derive(Default)]
struct Known {
    patterns: HashMap<Vec<u8>, Pattern>,
    /// Room for the name of the shape that is looked for.
    shape: Vec<u8>,
}

/// The patterns of a theme's components.
pub struct Patterns<'a> {
    templates: &'a Templates,
    known: PerThread<Mutex<Known>>,
    faults: Faults,
}

impl<'a> Patterns<'a> {
    /// Those of a theme, none of them known yet.
    pub fn new(templates: &'a Templates) -> Self {
        Self { templates, known: PerThread::new(Mutex::default), faults: Faults::default() }
    }

    /// What is wrong with the components.
    pub fn faults(&self) -> Vec<Diagnostic> {
        self.faults.all()
    }

    /// Adds to `out` what `component` prints for `arguments`, which have slots
    /// where `pieces` go. `root` is the way to the root of the site.
    pub fn print(
        &self,
        component: &'static str,
        arguments: &impl Serialize,
        pieces: &Pieces,
        root: &str,
        out: &mut String,
    ) {
        let mut known = self.known.own().lock().expect("no thread fails while it holds the lock");
        let Known { patterns, shape } = &mut *known;
        shape.clear();
        *shape = postcard::to_extend(&(component, arguments), std::mem::take(shape)).expect("memory takes everything");
        if !patterns.contains_key(shape) {
            if patterns.len() == MOST {
                patterns.clear();
            }
            patterns.insert(shape.clone(), self.pattern(component, arguments));
        }
        patterns[shape].fill(pieces, root, out);
    }

    fn pattern(&self, component: &str, arguments: &impl Serialize) -> Pattern {
        let printed = self.templates.component(component, arguments, &ROOT.to_string()).unwrap_or_else(|fault| {
            self.faults.add(*fault);
            String::new()
        });
        Pattern::read(&printed).unwrap_or_else(|| {
            self.faults.add(self.templates.cuts_pieces(component));
            Pattern { parts: Vec::new(), end: Box::default() }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_filled_again_and_again() {
        let pattern = Pattern::read(
            "<a href=\"\u{FDD0}x\">\u{FDD2}<aB>0\u{FDD3}, \u{FDD2}<aB>1\u{FDD3}\u{FDD2}<aB>0\u{FDD3}</a>",
        )
        .unwrap();
        for (first, second) in [("ett", "två"), ("", "\u{FDD0}")] {
            let pieces =
                Pieces { html: format!("{first}{second}"), ends: vec![first.len(), first.len() + second.len()] };
            let mut out = String::from("– ");
            pattern.fill(&pieces, "../", &mut out);
            assert_eq!(out, format!("– <a href=\"../x\">{first}, {second}{first}</a>"));
        }
    }

    #[test]
    fn pieces_are_kept_apart() {
        let mut pieces = Pieces::default();
        let slots = ["ett", "", "två"].map(|piece| pieces.add(|out| out.push_str(piece)));
        assert_eq!(slots, [Slot(Some(0)), Slot(None), Slot(Some(1))]);
        assert_eq!([pieces.get(0), pieces.get(1)], ["ett", "två"]);
    }

    #[test]
    fn broken_marks_are_seen() {
        for broken in [
            "\u{FDD2}<aB>0",
            "<aB>0\u{FDD3}",
            "\u{FDD2}<aB>x\u{FDD3}",
            "\u{FDD2}<AB>0\u{FDD3}",
            "\u{FDD2}0\u{FDD3}",
            "\u{FFFD}&lt;aB&gt;0\u{FFFD}",
        ] {
            assert_eq!(Pattern::read(broken), None, "{broken}");
        }
    }
}
