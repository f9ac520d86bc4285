//! Diagnostics as text, with the offending line and its words underlined.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};

use super::{Diagnostic, Diagnostics, Place, Severity};
use crate::text::{Sources, Span};

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

/// All diagnostics as text, each followed by an empty line.
pub fn print(diagnostics: &Diagnostics, sources: &Sources, renderer: &Renderer) -> String {
    diagnostics.iter().map(|diagnostic| one(diagnostic, sources, renderer) + "\n\n").collect()
}

fn one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(clean(&diagnostic.message)).id(diagnostic.code);
    let group = match diagnostic.place {
        Place::File(file) => Group::with_title(title).element(Origin::path(clean(sources.name(file)))),
        Place::Span(span) => title.elements(snippets(diagnostic, span, sources)),
    };
    let help = diagnostic.help.iter().map(|text| Level::HELP.message(clean(text)));
    renderer.render(&[group.elements(help)])
}

/// One snippet a file: first the place of the mistake, then what it is compared with.
fn snippets<'a>(
    diagnostic: &Diagnostic,
    span: Span,
    sources: &Sources,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut files = vec![span.file];
    files.extend(diagnostic.related.iter().map(|(span, _)| span.file).filter(|file| *file != span.file));
    files.dedup();
    let places = || {
        std::iter::once((span, diagnostic.label.as_str(), AnnotationKind::Primary))
            .chain(diagnostic.related.iter().map(|(span, text)| (*span, text.as_str(), AnnotationKind::Context)))
    };
    let snippet = |file| {
        let text = sources.read_for_report(file);
        let annotations: Vec<_> = places()
            .filter(|(span, ..)| span.file == file)
            .map(|(span, label, kind)| kind.span(within(&text, span)).label(clean(label)))
            .collect();
        Snippet::source(text).path(clean(sources.name(file))).annotations(annotations)
    };
    files.into_iter().map(snippet).collect()
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
