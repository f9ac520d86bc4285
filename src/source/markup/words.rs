//! Gathers the plain words of a text from its nodes, as they come.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Node;
use crate::source::outline::Outline;
use crate::source::vocabulary::Role;
use crate::source::wording::{Paragraph, Wording};

/// What stands between the cells of a row.
const BETWEEN_CELLS: &str = " · ";

/// Gathers the words of one text.
#[derive(Default)]
pub(super) struct Words {
    text: String,
    paragraphs: Vec<Paragraph<'static>>,
    marked: Vec<Range<u32>>,
    /// The sections that are open, innermost last, each with the answer that it is or lies in.
    sections: Vec<(u32, Option<u32>)>,
    /// The anchor of what is open, and whether it is a heading.
    anchor: String,
    is_heading: bool,
}

impl Words {
    /// For a text of about `length` bytes.
    pub(super) fn new(length: usize) -> Self {
        Self { text: String::with_capacity(length), paragraphs: Vec::with_capacity(length / 128), ..Self::default() }
    }

    /// Ends the text.
    pub(super) fn finish(mut self) -> Wording<'static> {
        self.end();
        Wording { text: self.text.into(), paragraphs: self.paragraphs, marked: self.marked }
    }

    /// Takes one piece of the text, whose outline is complete up to it.
    pub(super) fn node(&mut self, node: &Node, outline: &Outline) {
        match node {
            Node::SectionStart(index) => {
                self.end();
                let role = outline.sections[*index].attributes.role.as_ref();
                let is_answer = role.is_some_and(|role| role.value == Role::Response);
                let around = self.sections.last().and_then(|(_, answer)| *answer);
                self.sections.push((offset(*index), if is_answer { Some(offset(*index)) } else { around }));
            }
            Node::SectionEnd => {
                self.end();
                self.sections.pop();
            }
            Node::HeadingStart(_) => {
                let section = self.sections.last().map(|(index, _)| &outline.sections[*index as usize]);
                self.begin(section.map_or("", |section| &section.anchor));
                self.is_heading = true;
            }
            Node::Title(words) => {
                self.begin("");
                self.is_heading = true;
                self.text.push_str(words);
                self.end();
            }
            Node::ParagraphStart(anchor) => self.begin(anchor),
            Node::ItemStart(anchor) => self.begin(anchor.as_deref().unwrap_or_default()),
            Node::HeadingEnd(..) => self.end(),
            Node::MarkStart(_) => self.marked.push(self.here()..self.here()),
            Node::MarkEnd => {
                let end = self.here();
                self.marked.last_mut().expect("a mark that ends was begun").end = end;
            }
            Node::Image(_, words) | Node::Number(_, words, _) | Node::RawHtml(words) => self.text.push_str(words),
            Node::Code(_, code) => {
                self.begin("");
                self.text.push_str(code);
                self.end();
            }
            Node::Plain(event) => self.plain(event),
            Node::UseStart(_) | Node::UseEnd | Node::LinkStart(_) | Node::LinkEnd => {}
        }
    }

    fn plain(&mut self, event: &Event) {
        match event {
            Event::Text(words) | Event::Code(words) => self.text.push_str(words),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::Start(Tag::Paragraph | Tag::List(_) | Tag::TableHead | Tag::TableRow) => self.begin(""),
            Event::Start(Tag::TableCell) if !self.is_empty() => self.text.push_str(BETWEEN_CELLS),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableHead | TagEnd::TableRow) => self.end(),
            _ => {}
        }
    }

    fn here(&self) -> u32 {
        offset(self.text.len())
    }

    fn start(&self) -> u32 {
        self.paragraphs.last().map_or(0, |paragraph| paragraph.end)
    }

    fn is_empty(&self) -> bool {
        self.here() == self.start()
    }

    fn begin(&mut self, anchor: &str) {
        self.end();
        self.anchor.push_str(anchor);
    }

    /// Ends what is open, unless it has no words.
    fn end(&mut self) {
        let (anchor, is_heading) = (std::mem::take(&mut self.anchor), std::mem::take(&mut self.is_heading));
        if !self.is_empty() {
            let answer = self.sections.last().and_then(|(_, answer)| *answer);
            self.paragraphs.push(Paragraph { end: self.here(), answer, is_heading, anchor: anchor.into() });
        }
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("the walk refuses files of four billion bytes")
}
