//! Markdown, read into the parts that the archive cares about.
//!
//! [`parse`] takes a text apart once: into its [`Outline`], which the archive is
//! linked from, its [`Body`], HTML in which every use and every mark has a hole
//! with the number that the outline gave it, and its [`Wording`], the plain words.
//! No HTML of an author is let through: it becomes text.

mod events;
mod html;
mod links;
mod words;

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

use super::anchor::Anchors;
use events::{Events, depth, is_container, length_until, plain_words, raw_words, words};
use html::Writer;
use links::{Open, scheme};
use words::Words;

use super::annotation;
use super::body::Body;
use super::highlight;
use super::number;
use super::outline::{Outline, Section, Use};
use super::wording::Wording;
use crate::diag::{Diagnostic, Diagnostics};
use crate::fields::Vocabulary;
use crate::slug::slug;
use crate::text::{FileId, Span, Spanned};

/// A piece of a text, in order.
#[derive(Debug)]
enum Node<'t> {
    /// A section begins, by its index in the outline.
    SectionStart(usize),
    /// It ends.
    SectionEnd,
    /// A heading begins, with its level.
    HeadingStart(u8),
    /// It ends: its level, and the section that it opened, if it opened one.
    HeadingEnd(u8, Option<usize>),
    /// The heading that is the document's title, whole.
    Title(String),
    /// A paragraph begins, with its anchor.
    ParagraphStart(String),
    /// A list item begins, with its anchor when its text is not in paragraphs.
    ItemStart(Option<String>),
    /// Marked words begin, by their index.
    MarkStart(usize),
    /// They end.
    MarkEnd,
    /// A reference or link to something of the archive begins, by the index of its use.
    UseStart(usize),
    /// It ends.
    UseEnd,
    /// A link to elsewhere begins.
    LinkStart(CowStr<'t>),
    /// It ends.
    LinkEnd,
    /// An image, by the index of its use, with its alternative text.
    Image(usize, String),
    /// What may be a case number, by the index of its use, with the ranges of its readings.
    Number(usize, String, Vec<Range<usize>>),
    /// A block of code with the name of its language.
    Code(String, String),
    /// Raw HTML, as the text that it is.
    RawHtml(String),
    /// Anything else, all of it harmless.
    Plain(Event<'t>),
}

/// Reads the text that starts `base` bytes into `file`.
pub fn parse(
    file: FileId,
    text: &str,
    base: usize,
    diagnostics: &mut Diagnostics,
) -> (Outline, Body<'static>, Wording<'static>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_WIKILINKS;
    let parser = Parser::new_ext(text, options).into_offset_iter();
    let mut events = Vec::with_capacity(text.len() / 32);
    events.extend(TextMergeWithOffset::new(parser));
    let mut reader = Reader {
        file,
        text,
        base,
        diagnostics,
        outline: Outline::default(),
        writer: Writer::new(text.len()),
        words: Words::new(text.len()),
        anchors: Anchors::default(),
        open: Vec::new(),
        links: Vec::new(),
        containers: 0,
        notes: BTreeSet::new(),
    };
    reader.read(&events);
    let body = reader.writer.finish(&reader.outline);
    (reader.outline, body, reader.words.finish())
}

struct Reader<'t, 'd> {
    file: FileId,
    text: &'t str,
    base: usize,
    diagnostics: &'d mut Diagnostics,
    outline: Outline,
    writer: Writer,
    words: Words,
    anchors: Anchors,
    /// Sections that are open, outermost first.
    open: Vec<usize>,
    links: Vec<Open>,
    /// How many quotes, lists and the like are open: a heading inside one opens no section.
    containers: usize,
    /// The names of notes that have a text.
    notes: BTreeSet<String>,
}

impl<'t> Reader<'t, '_> {
    fn read(&mut self, events: &Events<'t>) {
        self.reserve_anchors(events);
        let defined = events.iter().filter_map(|(event, _)| match event {
            Event::Start(Tag::FootnoteDefinition(name)) => Some(name.to_string()),
            _ => None,
        });
        self.writer.defined = defined.collect();
        let mut at = 0;
        while at < events.len() {
            at += self.event(&events[at..]);
        }
        for _ in std::mem::take(&mut self.open) {
            self.node(Node::SectionEnd);
        }
    }

    /// Anchors that authors chose are theirs, whatever stands above them.
    fn reserve_anchors(&mut self, events: &Events) {
        for (event, range) in events {
            let Event::Start(Tag::Heading { id: Some(_), .. }) = event else { continue };
            let source = &self.text[range.clone()];
            let mut reported = Diagnostics::default(); // again, and for good, when the heading is read
            let attributes = annotation::attributes(self.file, source, self.base + range.start, &mut reported);
            let Some(chosen) = attributes.and_then(|attributes| attributes.anchor) else { continue };
            let problem = if slug(&chosen.value) != chosen.value {
                "write it in lower case with hyphens"
            } else if !self.anchors.reserve(&chosen.value) {
                "another heading has it"
            } else {
                continue;
            };
            let message = format!("`#{}` cannot be the anchor of this heading", chosen.value);
            self.diagnostics.push(Diagnostic::error("bad-anchor", chosen.span, message).label(problem));
        }
    }

    fn node(&mut self, node: Node<'t>) {
        self.words.node(&node, &self.outline);
        self.writer.node(node, &self.outline);
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, self.base + range.start..self.base + range.end)
    }

    /// Reads the first of `events` and says how many it took.
    fn event(&mut self, events: &Events<'t>) -> usize {
        let (event, range) = &events[0];
        self.outline.has_text = true;
        match event {
            Event::Start(Tag::Heading { level, .. }) => return self.heading(*level, events),
            Event::End(TagEnd::Heading(level)) => {
                let section = self.open.last().copied().filter(|_| self.containers == 0);
                self.node(Node::HeadingEnd(depth(*level), section));
            }
            Event::Start(Tag::Paragraph) => {
                let anchor = self.paragraph_anchor(&events[1..]);
                self.node(Node::ParagraphStart(anchor));
            }
            Event::Start(Tag::Item) => {
                self.containers += 1;
                let is_tight = !matches!(events.get(1), Some((Event::Start(Tag::Paragraph) | Event::End(_), _)));
                let anchor = is_tight.then(|| self.paragraph_anchor(&events[1..]));
                self.node(Node::ItemStart(anchor));
            }
            Event::Start(Tag::CodeBlock(kind)) => return self.code(kind, events),
            Event::Start(Tag::Image { dest_url, .. }) => return self.image(dest_url, events),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => self.link(*link_type, dest_url, events),
            Event::End(TagEnd::Link) => self.link_end(),
            Event::Start(Tag::HtmlBlock) => return self.html_block(events),
            Event::InlineHtml(html) => {
                self.raw_html(range);
                self.node(Node::RawHtml(html.to_string()));
            }
            Event::Text(text) => self.words(text, range),
            Event::Start(Tag::FootnoteDefinition(name)) if !self.notes.insert(name.to_string()) => {
                let span = self.locate(&format!("[^{name}]"), range);
                self.diagnostics.push(
                    Diagnostic::error("two-notes", span, format!("there is a note `{name}` already"))
                        .help("give one of them another name"),
                );
                return length_until(events, |event| matches!(event, Event::End(TagEnd::FootnoteDefinition)));
            }
            Event::Start(tag) => {
                self.containers += usize::from(is_container(&tag.to_end()));
                self.node(Node::Plain(event.clone()));
            }
            Event::End(tag) => {
                self.containers -= usize::from(is_container(tag));
                self.node(Node::Plain(event.clone()));
            }
            _ => self.node(Node::Plain(event.clone())),
        }
        1
    }

    /// The anchor of the paragraph whose pieces `events` begin with.
    fn paragraph_anchor(&mut self, events: &Events) -> String {
        let ends = |event: &Event| {
            matches!(
                event,
                Event::End(TagEnd::Paragraph | TagEnd::Item)
                    | Event::Start(Tag::List(_) | Tag::CodeBlock(_) | Tag::BlockQuote(_))
            )
        };
        let length = events.iter().position(|(event, _)| ends(event)).unwrap_or(events.len());
        let (number, anchor) = self.anchors.paragraph(words(&events[..length]));
        self.outline.paragraphs.push(number);
        anchor
    }

    fn heading(&mut self, level: HeadingLevel, events: &Events<'t>) -> usize {
        let length = length_until(events, |event| matches!(event, Event::End(TagEnd::Heading(_))));
        let (level, range) = (depth(level), &events[0].1);
        let words = plain_words(&events[1..length - 1]);
        let source = &self.text[range.clone()];
        let attributes =
            annotation::attributes(self.file, source, self.base + range.start, self.diagnostics).unwrap_or_default();
        if words.ends_with('}') && words.contains("{.") {
            self.diagnostics.push(
                Diagnostic::error("bad-attribute", self.span(range), "the braces of this heading are read as words")
                    .help("let them stand last on the line, with nothing after them"),
            );
        }
        if self.containers > 0 {
            if let Some(role) = &attributes.role {
                self.diagnostics.push(
                    Diagnostic::error(
                        "role-inside",
                        role.span,
                        "a heading inside a quote, list or note cannot open a section",
                    )
                    .help("move the heading out of it"),
                );
            }
            self.node(Node::HeadingStart(level));
            return 1;
        }
        if level == 1 && attributes.role.is_none() && self.outline.title.is_none() && !words.is_empty() {
            self.outline.title = Some(words.clone());
            self.node(Node::Title(words));
            return length;
        }
        self.section(level, words, attributes, range);
        if self.outline.sections.last().is_some_and(|section| section.heading.is_empty()) {
            return length;
        }
        self.node(Node::HeadingStart(level));
        1
    }

    /// Closes the sections that end here and opens one.
    fn section(&mut self, level: u8, heading: String, attributes: annotation::Attributes, range: &Range<usize>) {
        while self.open.last().is_some_and(|at| self.outline.sections[*at].level >= level) {
            self.open.pop();
            self.node(Node::SectionEnd);
        }
        let role = attributes.role.as_ref().map_or("avsnitt", |role| role.value.word()).replace('_', "-");
        let anchor = match &attributes.anchor {
            Some(chosen) => chosen.value.clone(),
            None => self.anchors.heading(&heading, &role),
        };
        let heading_end = self.text[range.clone()].trim_end().len();
        let span = self.span(&(range.start..range.start + heading_end));
        let parent = self.open.last().copied();
        self.open.push(self.outline.sections.len());
        self.outline.sections.push(Section { level, heading, anchor, attributes, span, parent });
        self.node(Node::SectionStart(self.outline.sections.len() - 1));
    }

    fn code(&mut self, kind: &CodeBlockKind, events: &Events<'t>) -> usize {
        let length = length_until(events, |event| matches!(event, Event::End(TagEnd::CodeBlock)));
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default().to_owned(),
            CodeBlockKind::Indented => String::new(),
        };
        self.outline.has_code |= !language.is_empty();
        self.node(Node::Code(language, raw_words(&events[1..length])));
        length
    }

    fn html_block(&mut self, events: &Events<'t>) -> usize {
        let length = length_until(events, |event| matches!(event, Event::End(TagEnd::HtmlBlock)));
        self.raw_html(&events[0].1);
        self.node(Node::Plain(Event::Start(Tag::Paragraph)));
        self.node(Node::RawHtml(raw_words(&events[1..length])));
        self.node(Node::Plain(Event::End(TagEnd::Paragraph)));
        length
    }

    fn raw_html(&mut self, range: &Range<usize>) {
        let written = self.text[range.clone()].trim_end();
        let span = self.span(&(range.start..range.start + written.len()));
        self.diagnostics.push(
            Diagnostic::warning("raw-html", span, "HTML in a text is shown as text")
                .help("write it in Markdown; write a lone `<` as `&lt;`"),
        );
    }

    fn image(&mut self, address: &str, events: &Events<'t>) -> usize {
        let length = length_until(events, |event| matches!(event, Event::End(TagEnd::Image)));
        let address = self.address(address, &events[0].1);
        let alternative = plain_words(&events[1..length - 1]);
        if scheme(&address.value).is_some() || address.value.starts_with("//") {
            self.diagnostics.push(
                Diagnostic::error(
                    "image-from-elsewhere",
                    address.span,
                    "an image must be a file of the content folder",
                )
                .help("put the image beside the document and write its name"),
            );
            self.node(Node::Plain(Event::Text(alternative.into())));
            return length;
        }
        self.node(Node::Image(self.outline.uses.len(), alternative));
        self.outline.uses.push(Use::Image(address));
        length
    }

    /// Running text: words, and what among them may be case numbers.
    fn words(&mut self, text: &CowStr<'t>, range: &Range<usize>) {
        self.link_in_mark(text, range);
        if !self.links.is_empty() {
            self.node(Node::Plain(Event::Text(text.clone())));
            return;
        }
        // Where escapes make the text differ from its source, the place of a number is the whole text.
        let is_verbatim = &self.text[range.clone()] == text.as_ref();
        let mut done = 0;
        for mention in number::mentions(text) {
            let Some(longest) = mention.readings.first().map(|reading| reading.range.clone()) else { continue };
            if done < longest.start {
                self.node(Node::Plain(Event::Text(text[done..longest.start].to_owned().into())));
            }
            done = longest.end;
            let place =
                if is_verbatim { range.start + longest.start..range.start + longest.end } else { range.clone() };
            self.number(&text[longest.clone()], longest.start, mention.readings, self.span(&place));
        }
        if done == 0 {
            self.node(Node::Plain(Event::Text(text.clone())));
        } else if done < text.len() {
            self.node(Node::Plain(Event::Text(text[done..].to_owned().into())));
        }
    }

    /// What may be a case number: `written`, which starts at `at` of the text that its readings count in.
    fn number(&mut self, written: &str, at: usize, readings: Vec<number::Reading>, span: Span) {
        let ranges = readings.iter().map(|reading| reading.range.start - at..reading.range.end - at).collect();
        self.node(Node::Number(self.outline.uses.len(), written.to_owned(), ranges));
        let numbers = readings.into_iter().map(|reading| reading.number).collect();
        self.outline.uses.push(Use::Number(Spanned::new(numbers, span)));
    }
}
