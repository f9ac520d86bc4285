//! How many there are of what: by year as bars, and by who said it as a table
//! whose cells show their numbers.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::archive::ids::{BodyId, PositionId, TopicId};
use crate::archive::position::{Holder, Position};
use crate::fields::Vocabulary;
use crate::index::{Span, Subject};
use crate::render::html::{push_escaped, push_link, push_number};
use crate::render::patterns::{Pieces, Slot};
use crate::render::pictures::{Shape, Years, push_square};
use crate::render::site::Site;
use crate::routes::Page;
use crate::source::vocabulary::{DocumentType, State};

/// Something counted by year: a picture and the table that says the same. All are empty where it is one year.
#[derive(Debug, Serialize)]
pub struct ByYearView {
    picture: Slot,
    /// The cells of the table's head.
    heads: Slot,
    /// Its rows.
    rows: Slot,
}

/// Who said what how often, as a table.
#[derive(Debug, Serialize)]
pub struct ByHolderView {
    /// The cells of the table's head.
    heads: Slot,
    /// Its rows; nothing where too little is said to compare.
    rows: Slot,
    /// How many others said something, too.
    others: Slot,
}

/// The kinds of documents that have bars of their own; the rest are counted together.
const KINDS: usize = 6;

/// As many stand in the table of a topic; those who said most.
const HOLDERS: usize = 20;

/// What a position says: each stance once.
fn shapes(position: &Position) -> Vec<Shape> {
    let mut shapes: Vec<_> = position.stances.iter().map(|said| Shape::Of(said.value)).collect();
    shapes.sort_unstable();
    shapes.dedup();
    if shapes.is_empty() {
        shapes.push(Shape::Unsaid);
    }
    shapes
}

/// The positions that a body took itself, by stance and year.
pub fn positions_by_year(site: &Site, pieces: &mut Pieces, body: BodyId) -> ByYearView {
    let positions = site.indexes.of(Subject::Body(body)).positions.iter();
    let dated = positions.filter_map(|(day, id)| Some((day.as_ref()?.year(), &site.archive.positions[*id])));
    let own = dated.filter(|(_, position)| position.holder == Holder::Body(body));
    let years =
        Years::count(own.flat_map(|(year, position)| shapes(position).into_iter().map(move |shape| (shape, year))));
    let name = |shape: Shape| site.locale.word(&shape.word()).to_owned();
    by_year(site, pieces, &years, "picture.positions", Subject::Body(body), name, Some)
}

/// The documents of the archive, by type and year.
pub fn documents_by_year(site: &Site, pieces: &mut Pieces) -> ByYearView {
    let documents = site.archive.documents.iter().filter(|document| document.state != State::Missing);
    let dated: Vec<_> = documents.filter_map(|document| Some((document.kind, document.day()?.year()))).collect();
    let mut totals: BTreeMap<DocumentType, usize> = BTreeMap::new();
    dated.iter().for_each(|(kind, _)| *totals.entry(*kind).or_default() += 1);
    let mut common: Vec<_> = totals.into_iter().collect();
    common.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
    common.truncate(KINDS);
    let rank = |kind| common.iter().position(|(common, _)| *common == kind).unwrap_or(KINDS);
    let years = Years::count(dated.into_iter().map(|(kind, year)| (rank(kind), year)));
    let name = |rank: usize| {
        let word = common.get(rank).map(|(kind, _)| format!("type.{}", kind.word()));
        site.locale.word(word.as_deref().unwrap_or("picture.other_types")).to_owned()
    };
    by_year(site, pieces, &years, "picture.documents", Subject::Archive, name, |_| None)
}

fn by_year<K: Ord + Copy>(
    site: &Site,
    pieces: &mut Pieces,
    years: &Years<K>,
    says: &str,
    subject: Subject,
    name: impl Fn(K) -> String,
    shape: impl Fn(K) -> Option<Shape>,
) -> ByYearView {
    let Some((first, last)) = years.span().filter(|(first, last)| first < last) else {
        return ByYearView { picture: Slot::Empty, heads: Slot::Empty, rows: Slot::Empty };
    };
    let says = site.locale.word(says).replace("{from}", &first.to_string()).replace("{to}", &last.to_string());
    let most = |count| site.locale.counted("picture.most", count);
    let words = |kind, count| format!("{} · {count}", name(kind));
    ByYearView {
        picture: pieces.add(|out| years.draw(out, &says, most, words, &shape)),
        heads: pieces.add(|out| years.kinds().for_each(|kind| push_head(out, shape(kind), &name(kind)))),
        rows: pieces.add(|out| {
            for year in years.years() {
                out.push_str("<tr><th scope=\"row\">");
                push_link(out, site, Page::Index(subject, Span::Year(year)), None, &year.to_string());
                out.push_str("</th>");
                for kind in years.kinds() {
                    out.push_str("<td>");
                    push_number(out, years.of(kind, year));
                    out.push_str("</td>");
                }
                out.push_str("</tr>\n");
            }
        }),
    }
}

fn push_head(out: &mut String, shape: Option<Shape>, name: &str) {
    out.push_str("<th scope=\"col\">");
    if let Some(shape) = shape {
        shape.push(out);
    }
    push_escaped(out, name);
    out.push_str("</th>");
}

/// Who took which stance on a topic, those who said most first.
pub fn stances_by_holder(site: &Site, pieces: &mut Pieces, topic: TopicId) -> ByHolderView {
    let positions = site.indexes.of(Subject::Topic(topic)).positions.iter();
    let counted = count_by_holder(site, positions.map(|(_, id)| *id));
    if counted.len() < 2 {
        return ByHolderView { heads: Slot::Empty, rows: Slot::Empty, others: Slot::Empty };
    }
    let mut met: Vec<Shape> = counted.iter().flat_map(|(_, counts)| counts.keys().copied()).collect();
    met.sort_unstable();
    met.dedup();
    let most = counted.iter().flat_map(|(_, counts)| counts.values()).copied().max().unwrap_or(1);
    let others = counted.len().saturating_sub(HOLDERS);
    ByHolderView {
        heads: pieces
            .add(|out| met.iter().for_each(|shape| push_head(out, Some(*shape), site.locale.word(&shape.word())))),
        rows: pieces.add(|out| {
            for (holder, counts) in counted.iter().take(HOLDERS) {
                out.push_str("<tr><th scope=\"row\">");
                site.push_holder(out, *holder, None::<Date>);
                out.push_str("</th>");
                for shape in &met {
                    push_count(out, *shape, counts.get(shape).copied().unwrap_or(0), most);
                }
                out.push_str("</tr>\n");
            }
        }),
        others: pieces.text(&if others == 0 { String::new() } else { site.locale.counted("picture.others", others) }),
    }
}

fn push_count(out: &mut String, shape: Shape, count: usize, most: usize) {
    if count == 0 {
        out.push_str("<td class=\"zero\">0</td>");
        return;
    }
    out.push_str("<td>");
    push_square(out, shape, count, most);
    push_number(out, count);
    out.push_str("</td>");
}

/// How often each holder said what, those who said most first, then as they are in the archive.
fn count_by_holder(site: &Site, positions: impl Iterator<Item = PositionId>) -> Vec<(Holder, BTreeMap<Shape, usize>)> {
    let mut counts: BTreeMap<Holder, BTreeMap<Shape, usize>> = BTreeMap::new();
    for position in positions.map(|id| &site.archive.positions[id]) {
        let counts = counts.entry(position.holder).or_default();
        shapes(position).into_iter().for_each(|shape| *counts.entry(shape).or_default() += 1);
    }
    let mut counted: Vec<_> = counts.into_iter().collect();
    counted.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.values().sum::<usize>()));
    counted
}
