//! What a result shows: a unit's row, and its text in a file of its own.
//!
//! Both are made while the unit's words are gathered, because each text is fetched
//! only once.

use std::io;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::card::Card;
use super::gather::Gatherer;
use super::postings::weight;
use super::script::{self, File, Put};
use super::units::{Part, parts};
use crate::source::wording::Wording;
use crate::store::{Reader, damaged};

/// What is written of a unit.
pub struct Written {
    /// The fields of its row but the first, its slot.
    pub row: String,
    /// Its text, if there is any.
    pub text: Option<File>,
}

/// Gathers what a unit can be found by, and makes what is written of it. `digest` is its own.
///
/// # Errors
/// When the words of its text are damaged.
pub fn write(digest: u64, card: &Card, wordings: &mut Reader, gatherer: &mut Gatherer) -> io::Result<Written> {
    gatherer.text(&card.title, if card.is_subject() { weight::SUBJECT } else { weight::TITLE });
    card.names().for_each(|name| {
        gatherer.text(name, weight::NAME);
    });
    card.keys.iter().for_each(|key| gatherer.key(key));
    let Some((place, part)) = card.text else { return Ok(shown(digest, card, &Wording::default(), &[], gatherer)) };
    let wording = Wording::from_bytes(wordings.get(place)?).ok_or_else(damaged)?;
    let Part { paragraphs, .. } = parts(&wording).into_iter().nth(part as usize).ok_or_else(damaged)?;
    Ok(shown(digest, card, &wording, &paragraphs, gatherer))
}

fn shown(digest: u64, card: &Card, wording: &Wording, paragraphs: &[u32], gatherer: &mut Gatherer) -> Written {
    if card.case.is_empty() && paragraphs.is_empty() {
        return Written { row: row(card, "", ""), text: None };
    }
    let mut first_anchor = "";
    let write = |data: &mut String| {
        data.push('[');
        script::push_string(data, &card.case);
        let mut wanted = paragraphs.iter().copied().peekable();
        for (at, (range, paragraph)) in wording.pieces().enumerate() {
            if wanted.next_if_eq(&(at as u32)).is_none() {
                continue;
            }
            let text = &wording.text[range.clone()];
            gatherer.measured(text, if paragraph.is_heading { weight::HEADING } else { weight::TEXT });
            let marked = wording.marked.iter().map(|marked| marked.start as usize..marked.end as usize);
            for marked in marked.filter(|marked| range.start <= marked.start && marked.end <= range.end) {
                gatherer.text(&wording.text[marked], weight::MARKED);
            }
            if first_anchor.is_empty() {
                first_anchor = &paragraph.anchor;
            }
            for literal in [&paragraph.anchor, text] {
                data.push(',');
                script::push_string(data, literal);
            }
        }
        data.push(']');
    };
    // Two units with the same words are two files: the name depends on whose they are, too.
    let seeded = |data: &[u8]| xxh3_64_with_seed(data, digest);
    let room = wording.text.len() + card.case.len() + ANCHOR * paragraphs.len();
    let (name, digest, bytes) = script::named_file((seeded, script::TEXT_NAME), room, write);
    Written { row: row(card, first_anchor, &name), text: Some(File { path: path_of_text(&name), digest, bytes }) }
}

/// About how many bytes of a text an anchor takes, with what parts it from the words.
const ANCHOR: usize = 24;

/// Where a text stands in the index.
pub fn path_of_text(name: &str) -> String {
    ["t/", &name[..2], "/", name, ".js"].concat()
}

fn row(card: &Card, first_anchor: &str, text: &str) -> String {
    let anchor = if card.anchor.is_empty() { first_anchor } else { &card.anchor };
    let anchor = if card.part() > 0 { anchor } else { "" };
    let path = [card.path.as_str(), if anchor.is_empty() { "" } else { "#" }, anchor].concat();
    let mut row = String::with_capacity(200);
    let fields = [&path, &*card.title, &card.body, &card.day, &card.kind, &card.stances, text];
    for (index, field) in fields.into_iter().enumerate() {
        if index > 0 {
            row.push(',');
        }
        script::push_string(&mut row, field);
    }
    row
}

/// The name of the text that a row names last; empty when it names none.
pub fn text_of(row: &str) -> &str {
    row.strip_suffix('"').and_then(|row| row.rsplit('"').next()).unwrap_or_default()
}

/// Where a block of rows stands in the index.
pub fn path_of_block(name: &str) -> String {
    script::path(BLOCKS, name)
}

/// The folder of blocks.
const BLOCKS: &str = "r/";

/// Writes a block of rows, given with their slots, and gives its name.
///
/// # Errors
/// Those of `put`.
pub fn put_block<'r>(rows: impl IntoIterator<Item = (u32, &'r str)>, put: Put) -> io::Result<String> {
    let mut out = String::from("[");
    for (slot, row) in rows {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&format!("[{slot},{row}]"));
    }
    out.push(']');
    script::put(BLOCKS, &out, put)
}
