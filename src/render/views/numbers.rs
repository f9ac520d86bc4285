//! The numbers that cases and documents go by: all of them, or, when they are many,
//! by year and in parts of a year.

use serde::Serialize;

use super::subject::push_part;
use super::{Meta, view};
use crate::archive::case::Entity;
use crate::index::numbers::{NumberEntry as Number, NumberSpan};
use crate::render::html::push_escaped;
use crate::render::patterns::{Pieces, Slot};
use crate::render::site::Site;
use crate::routes::Page;

view! {
    /// The view of a list of numbers.
    pub struct NumbersView {
        page: Meta,
        /// The pages that it is split into.
        parts: Slot,
        numbers: Slot,
        /// Whether the archive has several municipalities, so that each row says which.
        has_municipalities: bool,
    }
}

#[derive(Serialize)]
struct NumberEntry {
    number: Slot,
    case: Slot,
    document: Slot,
    /// Nothing where the archive has but one.
    municipality: Slot,
}

/// Makes the view of a part of the numbers, or of all.
pub fn numbers(site: &Site, pieces: &mut Pieces, span: Option<NumberSpan>) -> NumbersView {
    let numbers = &site.indexes.numbers;
    let limit = site.config.index_limit;
    let parts: Vec<_> = match span {
        Some(span) if span.block.is_none() => numbers.blocks(span, limit).collect(),
        None if numbers.all().len() > limit => numbers.years().collect(),
        _ => Vec::new(),
    };
    let shown = span.map_or(numbers.all(), |span| numbers.of(span, limit));
    NumbersView {
        page: meta(site, pieces, span),
        numbers: pieces.add(|out| {
            if parts.is_empty() {
                shown.iter().for_each(|number| push_number_entry(site, out, number));
            }
        }),
        parts: pieces.add(|out| {
            for part in parts {
                push_part(site, out, Page::NumbersOf(part), &name(site, part), numbers.of(part, limit).len());
            }
        }),
        has_municipalities: has_municipalities(site),
    }
}

fn meta(site: &Site, pieces: &mut Pieces, span: Option<NumberSpan>) -> Meta {
    let title = site.locale.word("nav.numbers");
    let Some(span) = span else { return site.meta(pieces, Page::Numbers, title, Vec::new()) };
    let mut above = vec![site.page_anchor(pieces, Page::Numbers, title)];
    let year = NumberSpan { block: None, ..span };
    if span.block.is_some() {
        above.push(site.page_anchor(pieces, Page::NumbersOf(year), &name(site, year)));
    }
    let title = format!("{title} {}", name(site, span));
    site.meta(pieces, Page::NumbersOf(span), &title, above)
}

/// What a part is called: its year, or its first and its last number.
fn name(site: &Site, span: NumberSpan) -> String {
    match (span.block, site.indexes.numbers.of(span, site.config.index_limit)) {
        (Some(_), [only]) => only.written.to_string(),
        (Some(_), [first, .., last]) => format!("{} – {}", first.written, last.written),
        _ => site.span_name(span.span()),
    }
}

/// Whether a row says of which municipality it is.
fn has_municipalities(site: &Site) -> bool {
    site.archive.municipalities.len() > 1
}

fn push_number_entry(site: &Site, out: &mut String, number: &Number) {
    let municipality = site.archive.cases[number.case].municipality;
    site.push_line(out, "number_entry", |pieces| NumberEntry {
        number: pieces.text(&number.written),
        case: site.anchor(pieces, Entity::Case(number.case)),
        document: site.anchors(pieces, number.document.map(Entity::Document)),
        municipality: pieces.add(|out| {
            if has_municipalities(site) {
                push_escaped(out, &site.archive.municipalities[municipality].name);
            }
        }),
    });
}
