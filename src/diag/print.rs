//! Diagnostics as text, with the offending line and its words underlined.

use std::collections::BTreeMap;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};

use super::{Diagnostic, Diagnostics, Place, Severity};
use crate::text::{FileId, Sources, Span};

/// Columns to which a quoted line is cut around the underlined words: case
/// texts hold a whole paragraph on a line.
const WIDTH: usize = 110;

/// A printer without colours, for files and pipes.
pub fn plain() -> Renderer {
    Renderer::plain().term_width(WIDTH).decor_style(DecorStyle::Ascii)
}

/// A printer with colours, for terminals.
pub fn styled() -> Renderer {
    Renderer::styled().term_width(WIDTH).decor_style(DecorStyle::Ascii)
}

/// How many of one kind are shown for one file; of the rest, the number.
const SHOWN: usize = 50;

/// All diagnostics as text, each followed by an empty line. They must be sorted:
/// a file is then read once, however much is wrong with it.
pub fn print(diagnostics: &Diagnostics, sources: &Sources, renderer: &Renderer) -> String {
    let mut printer = Printer { sources, renderer, texts: BTreeMap::new() };
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out = String::new();
    let mut current = None;
    for diagnostic in diagnostics.iter() {
        if current != Some(diagnostic.file()) {
            out += &rest(&std::mem::take(&mut seen), current, sources);
            printer.texts.clear();
            current = Some(diagnostic.file());
        }
        let count = seen.entry(&*diagnostic.code).or_default();
        *count += 1;
        if *count <= SHOWN {
            out += &printer.one(diagnostic);
            out += "\n\n";
        }
    }
    out + &rest(&seen, current, sources)
}

/// What was not shown of a file.
fn rest(seen: &BTreeMap<&str, usize>, file: Option<FileId>, sources: &Sources) -> String {
    let Some(file) = file else { return String::new() };
    let more = seen.iter().filter(|(_, count)| **count > SHOWN);
    more.map(|(code, count)| format!("{}: {} more of [{code}]\n\n", clean(sources.name(file)), count - SHOWN)).collect()
}

struct Printer<'a> {
    sources: &'a Sources,
    renderer: &'a Renderer,
    /// The texts that the diagnostics of one file quote.
    texts: BTreeMap<FileId, String>,
}

impl Printer<'_> {
    fn one(&mut self, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(clean(&diagnostic.message)).id(&*diagnostic.code);
        let group = match diagnostic.place {
            Place::File(file) => Group::with_title(title).element(Origin::path(clean(self.sources.name(file)))),
            Place::Span(span) => title.elements(self.snippets(diagnostic, span)),
        };
        let help = diagnostic.help.iter().map(|text| Level::HELP.message(clean(text)));
        self.renderer.render(&[group.elements(help)])
    }

    /// One snippet a file: first the place of the mistake, then what it is compared with.
    fn snippets(&mut self, diagnostic: &Diagnostic, span: Span) -> Vec<Snippet<'static, Annotation<'static>>> {
        let mut files = vec![span.file];
        files.extend(diagnostic.related.iter().map(|(span, _)| span.file).filter(|file| *file != span.file));
        files.dedup();
        files.into_iter().map(|file| self.snippet(diagnostic, span, file)).collect()
    }

    /// The lines of one file that are quoted, and no others: the renderer reads all that it is given.
    fn snippet(&mut self, diagnostic: &Diagnostic, span: Span, file: FileId) -> Snippet<'static, Annotation<'static>> {
        let text = self.texts.entry(file).or_insert_with(|| self.sources.read_for_report(file));
        let main = (span, diagnostic.label.as_str(), AnnotationKind::Primary);
        let related = diagnostic.related.iter().map(|(span, text)| (*span, text.as_str(), AnnotationKind::Context));
        let here = std::iter::once(main).chain(related).filter(|(span, ..)| span.file == file);
        let places: Vec<_> = here.map(|(span, label, kind)| (within(text, span), label, kind)).collect();
        let first = places.iter().map(|(range, ..)| range.start).min().unwrap_or_default();
        let last = places.iter().map(|(range, ..)| range.end).max().unwrap_or_default();
        let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
        let end = text[last..].find('\n').map_or(text.len(), |at| last + at + 1);
        let line = text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1;
        let annotations = places
            .into_iter()
            .map(|(range, label, kind)| kind.span(range.start - start..range.end - start).label(clean(label)));
        let annotations: Vec<_> = annotations.collect();
        Snippet::source(text[start..end].to_owned())
            .line_start(line)
            .path(clean(self.sources.name(file)))
            .annotations(annotations)
    }
}

/// A span made fit for underlining: on character boundaries, inside the text
/// (it may have changed since it was read), not reaching past its first line.
fn within(text: &str, span: Span) -> std::ops::Range<usize> {
    let start = text.floor_char_boundary(span.start as usize);
    let end = text.ceil_char_boundary(span.end as usize).max(start);
    let line_end = text[start..end].find(['\n', '\r']).map_or(end, |at| start + at);
    start..line_end
}

/// What was written by others must not move the cursor or hide in the terminal.
fn clean(text: &str) -> String {
    normalize_untrusted_str(text)
}
