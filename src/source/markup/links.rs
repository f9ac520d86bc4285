//! Links of all kinds: references, marks, neighbouring files, elsewhere.

use std::ops::Range;

use memchr::memchr;
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::events::{Events, length_until, plain_words};
use super::{Node, Reader};
use crate::diag::{Diagnostic, nearest};
use crate::source::annotation::{self, SCHEMES};
use crate::source::outline::{Mark, Use};
use crate::text::{Span, Spanned};

/// The kind of link that is open.
pub(super) enum Open {
    Mark,
    Use,
    Elsewhere,
    /// One that was reported and is written as its words alone.
    Nothing,
}

impl<'t> Reader<'t, '_> {
    pub(super) fn link(&mut self, kind: LinkType, address: &CowStr<'t>, events: &Events<'t>) {
        let range = &events[0].1;
        let open = match kind {
            _ if !self.links.is_empty() => Open::Nothing, // an address inside a link's words is words
            LinkType::WikiLink { .. } => self.reference(address, range),
            LinkType::Email => self.elsewhere(format!("mailto:{address}").into()),
            _ if annotation::is_mark(address) => self.mark(address, events),
            _ => self.ordinary(address, range),
        };
        self.links.push(open);
    }

    pub(super) fn link_end(&mut self) {
        match self.links.pop() {
            Some(Open::Mark) => self.node(Node::MarkEnd),
            Some(Open::Use) => self.node(Node::UseEnd),
            Some(Open::Elsewhere) => self.node(Node::LinkEnd),
            Some(Open::Nothing) | None => {}
        }
    }

    fn elsewhere(&mut self, address: CowStr<'t>) -> Open {
        self.node(Node::LinkStart(address));
        Open::Elsewhere
    }

    fn use_start(&mut self, used: Use) -> Open {
        self.node(Node::UseStart(self.outline.uses.len()));
        self.outline.uses.push(used);
        Open::Use
    }

    /// `[[name]]` or `[[name|words]]`; in a table the bar is written `\|`.
    fn reference(&mut self, name: &str, range: &Range<usize>) -> Open {
        let name = name.trim_end_matches('\\').trim();
        let span = self.locate(name, range);
        self.use_start(Use::Reference(Spanned::new(name.to_owned(), span)))
    }

    fn mark(&mut self, address: &str, events: &Events<'t>) -> Open {
        let length = length_until(events, |event| matches!(event, Event::End(TagEnd::Link)));
        let words = plain_words(&events[1..length - 1]);
        let written = self.address(address, &events[0].1);
        if events[1..length].iter().any(|(event, _)| matches!(event, Event::Start(Tag::Link { .. }))) {
            self.diagnostics.push(not_a_mark(written.span));
            return Open::Nothing;
        }
        let span = self.span(&events[0].1);
        if words.trim().is_empty() {
            self.diagnostics.push(
                Diagnostic::error("empty-mark", span, "a mark has no words")
                    .help("put the words that say it between the brackets"),
            );
            return Open::Nothing;
        }
        let Some(address) = annotation::mark(&written, self.diagnostics) else { return Open::Nothing };
        let anchor = self.anchors.mark(&written.value, &words);
        self.outline.marks.push(Mark { address, words, anchor, span, section: self.open.last().copied() });
        self.node(Node::MarkStart(self.outline.marks.len() - 1));
        Open::Mark
    }

    fn ordinary(&mut self, address: &CowStr<'t>, range: &Range<usize>) -> Open {
        let written = self.address(address, range);
        match scheme(address) {
            None => self.use_start(Use::Link(written)),
            Some("http" | "https" | "mailto" | "tel") if !address.contains(char::is_control) => {
                self.elsewhere(address.clone())
            }
            Some(scheme) => {
                let marks = SCHEMES.iter().map(|scheme| scheme.trim_end_matches(':'));
                self.diagnostics.push(
                    Diagnostic::error("bad-scheme", written.span, format!("a link cannot begin with `{scheme}:`"))
                        .did_you_mean(nearest(scheme, marks))
                        .help("links may be http, https, mailto, tel or the name of a neighbouring file; marks are stance, ground, act and outcome"),
                );
                Open::Nothing
            }
        }
    }

    /// Where `[words](address)` writes its address.
    pub(super) fn address(&self, address: &str, range: &Range<usize>) -> Spanned<String> {
        let span = match self.text[range.clone()].rfind("](") {
            Some(at) => self.locate(address, &(range.start + at..range.end)),
            None => self.span(range),
        };
        Spanned::new(address.to_owned(), span)
    }

    /// The place of `written` within `range`, or the whole of it where escapes hide it.
    pub(super) fn locate(&self, written: &str, range: &Range<usize>) -> Span {
        match self.text[range.clone()].find(written) {
            Some(at) if !written.is_empty() => self.span(&(range.start + at..range.start + at + written.len())),
            _ => self.span(range),
        }
    }

    /// Markdown ends a link where another begins inside it, so such a mark is
    /// seen as text that still shows its address.
    pub(super) fn link_in_mark(&mut self, text: &str, range: &Range<usize>) {
        if memchr(b']', text.as_bytes()).is_none() {
            return; // as nearly always
        }
        for needle in SCHEMES.map(|scheme| format!("]({scheme}")) {
            if !text.contains(&needle) {
                continue;
            }
            let source = &self.text[range.clone()];
            let at = source.find(&needle).map_or(0, |at| at + 2);
            let end = source[at..].find(')').map_or(source.len(), |end| at + end);
            let span = self.span(&(range.start + at..range.start + end));
            self.diagnostics.push(not_a_mark(span));
        }
    }
}

fn not_a_mark(span: Span) -> Diagnostic {
    Diagnostic::error("link-in-mark", span, "a mark cannot hold another link")
        .label("this mark is not read as one")
        .help("mark the words before the link or after it")
}

/// The scheme of an address, if it has one.
pub(super) fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = !scheme.contains(['/', '?', '#']);
    is_scheme.then_some(scheme)
}
