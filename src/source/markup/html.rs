//! The pieces of a text as HTML, with holes for what only the archive knows.
//!
//! Nothing that an author wrote reaches the HTML unescaped: words go through
//! [`text`] or [`attribute`], and everything else that is written here is a
//! slug, a number or a word of ours.

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use super::Node;
use super::highlight;
use crate::fields::Vocabulary;
use crate::source::body::{Body, Heading, Hole, Label, RoleHole};
use crate::source::outline::{Mark, Outline, Section};
use crate::source::vocabulary::Target;
use crate::text::Spanned;

/// HTML under way: written text, and the holes in it.
#[derive(Default)]
struct Piece {
    html: String,
    holes: Vec<(u32, Hole)>,
}

impl Piece {
    fn hole(&mut self, hole: Hole) {
        self.holes.push((offset(self.html.len()), hole));
    }

    fn append(&mut self, other: Self) {
        let shift = offset(self.html.len());
        self.html += &other.html;
        self.holes.extend(other.holes.into_iter().map(|(at, hole)| (at + shift, hole)));
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("a text is shorter than 4 GiB")
}

/// A note's name and its text.
struct Note {
    name: String,
    text: Piece,
}

/// Writes the nodes of one text as they come.
#[derive(Default)]
pub(super) struct Writer {
    out: Piece,
    /// The outer output while a note is open.
    outer: Vec<Piece>,
    /// The names of notes that have a text somewhere.
    pub(super) defined: Vec<String>,
    /// Names of notes in the order of their first references.
    referred: Vec<String>,
    notes: Vec<Note>,
    /// The anchor of the paragraph that is open.
    paragraph: Option<String>,
    /// The uses that are open, innermost last.
    uses: Vec<usize>,
    /// The alignment of the open table's columns, and where in it the writer is.
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    /// Whether each open list is numbered.
    numbered: Vec<bool>,
}

impl Writer {
    /// A writer for a text of about `length` bytes.
    pub(super) fn new(length: usize) -> Self {
        let out = Piece { html: String::with_capacity(length + length / 2), holes: Vec::with_capacity(32) };
        Self { out, ..Self::default() }
    }

    /// Ends the text: its notes, and the contents list that its outline gives.
    pub(super) fn finish(mut self, outline: &Outline) -> Body<'static> {
        self.footnotes();
        let named = outline.sections.iter().filter(|section| !section.heading.is_empty());
        let heading = |section: &Section| Heading {
            level: section.level,
            text: section.heading.clone(),
            anchor: section.anchor.clone(),
        };
        let headings = named.map(heading).collect();
        Body { html: self.out.html.into(), holes: self.out.holes, headings }
    }

    fn push(&mut self, html: &str) {
        self.out.html.push_str(html);
    }

    fn text(&mut self, words: &str) {
        escape_html_body_text(&mut self.out.html, words).expect("a string takes everything");
    }

    fn attribute(&mut self, words: &str) {
        escape_html(&mut self.out.html, words).expect("a string takes everything");
    }

    /// Writes one piece of the text, whose outline is complete up to it.
    pub(super) fn node(&mut self, node: Node, outline: &Outline) {
        match node {
            Node::SectionStart(index) => self.section(index, &outline.sections[index]),
            Node::SectionEnd => self.push("</section>\n"),
            Node::HeadingStart(level) => self.tag("<h", level.max(2), ">"),
            Node::HeadingEnd(level, section) => {
                self.heading_end(level.max(2), section.map(|index| (index, &outline.sections[index])));
            }
            Node::Title(words) => self.out.hole(Hole::Title(words)),
            Node::ParagraphStart(anchor) => {
                self.identified("<p", &anchor);
                self.paragraph = Some(anchor);
            }
            Node::ItemStart(Some(anchor)) => self.identified("<li", &anchor),
            Node::ItemStart(None) => self.push("<li>"),
            Node::MarkStart(index) => self.mark_start(&outline.marks[index]),
            Node::MarkEnd => self.push("</mark>"),
            Node::UseStart(index) => {
                self.uses.push(index);
                self.out.hole(Hole::UseStart(offset(index)));
            }
            Node::UseEnd => {
                let index = self.uses.pop().expect("a use that ends was begun");
                self.out.hole(Hole::UseEnd(offset(index)));
            }
            Node::LinkStart(address) => {
                self.push("<a href=\"");
                self.attribute(&address);
                self.push("\" rel=\"external\">");
            }
            Node::LinkEnd => self.push("</a>"),
            Node::Image(index, alternative) => self.out.hole(Hole::Image(offset(index), alternative)),
            Node::Number(index, written, readings) => {
                let readings = readings.into_iter().map(|range| (offset(range.start), offset(range.end))).collect();
                self.out.hole(Hole::Number(offset(index), written, readings));
            }
            Node::Code(language, code) => self.code(&language, &code),
            Node::RawHtml(html) => self.text(&html),
            Node::Plain(event) => self.plain(event),
        }
    }

    fn tag(&mut self, opening: &str, level: u8, closing: &str) {
        self.push(opening);
        self.out.html.push(char::from(b'0' + level));
        self.push(closing);
    }

    fn identified(&mut self, opening: &str, anchor: &str) {
        self.push(opening);
        self.push(" id=\"");
        self.attribute(anchor);
        self.push("\">");
    }

    fn section(&mut self, index: usize, section: &Section) {
        self.push("<section id=\"");
        self.attribute(&section.anchor);
        if let Some(role) = &section.attributes.role {
            self.push("\" class=\"role ");
            self.push(role.value.word());
        }
        self.push("\">\n");
        if section.heading.is_empty() {
            self.role(index, section);
        }
    }

    /// The end of a heading brings its permanent link and, where its section has a role, what that is.
    fn heading_end(&mut self, level: u8, section: Option<(usize, &Section)>) {
        if let Some((_, section)) = section {
            self.push(" <a class=\"anchor\" href=\"#");
            self.attribute(&section.anchor);
            self.push("\" aria-label=\"");
            self.out.hole(Hole::Label(Label::Section));
            self.push("\">#</a>");
        }
        self.tag("</h", level, ">\n");
        if let Some((index, section)) = section {
            self.role(index, section);
        }
    }

    fn role(&mut self, index: usize, section: &Section) {
        let attributes = &section.attributes;
        let Some(role) = &attributes.role else { return };
        self.out.hole(Hole::Role(Box::new(RoleHole {
            section: offset(index),
            role: role.value,
            decided: attributes.decided.as_ref().map(|date| date.value),
            report: attributes.report.as_ref().map(|date| date.value),
            parties: attributes.party.iter().map(|party| party.value.clone()).collect(),
        })));
    }

    /// Marked words: a quiet underline, and beside it what they say.
    fn mark_start(&mut self, mark: &Mark) {
        let (kind, word) = mark.address.value.words();
        for part in ["<mark class=\"", kind, " ", word, "\" id=\""] {
            self.push(part);
        }
        self.attribute(&mark.anchor);
        self.push("\"><span class=\"says\">");
        let is_about_proposal = mark.address.target.as_ref().map(|target| target.value) == Some(Target::Proposal);
        let claim = mark.address.claim.as_ref().map(|Spanned { value, .. }| *value);
        self.out.hole(Hole::Says { value: mark.address.value, claim, is_about_proposal });
        self.push("</span>");
    }

    fn code(&mut self, language: &str, code: &str) {
        let coloured = if language.is_empty() { None } else { highlight::code(language, code) };
        self.push("<pre tabindex=\"0\"><code>");
        match coloured {
            Some(html) => self.push(&html),
            None => self.text(code),
        }
        self.push("</code></pre>\n");
    }

    fn plain(&mut self, event: Event) {
        match event {
            Event::Text(words) => self.text(&words),
            Event::Code(words) => {
                self.push("<code>");
                self.text(&words);
                self.push("</code>");
            }
            Event::SoftBreak => self.push("\n"),
            Event::HardBreak => self.push("<br>\n"),
            Event::Rule => self.push("<hr>\n"),
            Event::FootnoteReference(name) => self.footnote_reference(&name),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            // Nothing that is asked for: mathematics, tasks.
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph => self.push("<p>"),
            Tag::BlockQuote(_) => self.push("<blockquote>\n"),
            Tag::List(first) => self.list(first),
            Tag::Emphasis => self.push("<em>"),
            Tag::Strong => self.push("<strong>"),
            Tag::Strikethrough => self.push("<del>"),
            Tag::FootnoteDefinition(name) => {
                self.outer.push(std::mem::take(&mut self.out));
                self.notes.push(Note { name: name.to_string(), text: Piece::default() });
            }
            Tag::Table(alignments) => self.table_start(alignments),
            Tag::TableHead => self.row("<thead><tr>", true),
            Tag::TableRow => self.row("<tr>", false),
            Tag::TableCell => self.cell_start(),
            // Taken before it comes here, or not asked for.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.paragraph_end(),
            TagEnd::BlockQuote(_) => self.push("</blockquote>\n"),
            TagEnd::List(_) => {
                let is_numbered = self.numbered.pop().unwrap_or_default();
                self.push(if is_numbered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => self.push("</li>\n"),
            TagEnd::Emphasis => self.push("</em>"),
            TagEnd::Strong => self.push("</strong>"),
            TagEnd::Strikethrough => self.push("</del>"),
            TagEnd::FootnoteDefinition => {
                let outer = self.outer.pop().expect("a note that ends was begun");
                let text = std::mem::replace(&mut self.out, outer);
                self.notes.last_mut().expect("a note that ends was begun").text = text;
            }
            TagEnd::Table => self.push("</tbody></table></div>\n"),
            TagEnd::TableHead => self.push("</tr></thead>\n<tbody>\n"),
            TagEnd::TableRow => self.push("</tr>\n"),
            TagEnd::TableCell => self.push(if self.in_head { "</th>" } else { "</td>" }),
            // The end of an image whose beginning was taken with the image inside it.
            _ => {}
        }
    }

    fn list(&mut self, first: Option<u64>) {
        self.numbered.push(first.is_some());
        match first {
            None => self.push("<ul>\n"),
            Some(1) => self.push("<ol>\n"),
            Some(first) => self.push(&format!("<ol start=\"{first}\">\n")),
        }
    }

    /// A paragraph ends with a link to itself, for those who cite it. It is no tab
    /// stop and is not read aloud: there is one for every paragraph.
    fn paragraph_end(&mut self) {
        if let Some(anchor) = self.paragraph.take() {
            self.push("<a class=\"pilcrow\" href=\"#");
            self.attribute(&anchor);
            self.push("\" tabindex=\"-1\" aria-hidden=\"true\">¶</a>");
        }
        self.push("</p>\n");
    }

    /// Tables are written here and not by the library, which aligns cells by inline styles.
    fn table_start(&mut self, alignments: Vec<Alignment>) {
        self.alignments = alignments;
        self.push("<div class=\"table\" role=\"region\" aria-label=\"");
        self.out.hole(Hole::Label(Label::Table));
        self.push("\" tabindex=\"0\"><table>\n");
    }

    fn row(&mut self, opening: &str, in_head: bool) {
        self.cell = 0;
        self.in_head = in_head;
        self.push(opening);
    }

    fn cell_start(&mut self) {
        let class = match self.alignments.get(self.cell) {
            Some(Alignment::Right) => " class=\"right\">",
            Some(Alignment::Center) => " class=\"center\">",
            _ => ">",
        };
        self.cell += 1;
        self.push(if self.in_head { "<th scope=\"col\"" } else { "<td" });
        self.push(class);
    }

    fn footnote_reference(&mut self, name: &str) {
        if !self.defined.iter().any(|defined| defined == name) {
            self.push("[^");
            self.text(name);
            self.push("]");
            return;
        }
        let known = self.referred.iter().position(|other| other == name);
        let number = known.unwrap_or(self.referred.len()) + 1;
        let id = if known.is_none() { format!(" id=\"fnref_{number}\"") } else { String::new() };
        if known.is_none() {
            self.referred.push(name.to_owned());
        }
        self.push(&format!("<sup{id}><a href=\"#fn_{number}\" class=\"footnote\">{number}</a></sup>"));
    }

    /// Notes stand after the text, in the order of their references; one that nothing refers to comes last.
    fn footnotes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        let mut notes = std::mem::take(&mut self.notes);
        let place = |note: &Note| self.referred.iter().position(|name| *name == note.name);
        notes.sort_by_key(|note| place(note).unwrap_or(usize::MAX));
        self.out.html.push_str("<ol class=\"footnotes\">\n");
        for (index, note) in notes.into_iter().enumerate() {
            let number = index + 1;
            let is_referred = self.referred.contains(&note.name);
            self.push(&format!("<li id=\"fn_{number}\">"));
            self.out.append(note.text);
            if is_referred {
                self.push(&format!("<a href=\"#fnref_{number}\" class=\"back\" aria-label=\""));
                self.out.hole(Hole::Label(Label::BackToText));
                self.push("\">↩</a>");
            }
            self.push("</li>\n");
        }
        self.push("</ol>\n");
    }
}
