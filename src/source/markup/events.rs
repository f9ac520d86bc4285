//! Questions about runs of events.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, TagEnd};

/// What the Markdown parser found, each with its place in the text.
pub(super) type Events<'t> = [(Event<'t>, Range<usize>)];

pub(super) fn depth(level: HeadingLevel) -> u8 {
    level as u8
}

pub(super) fn is_container(tag: &TagEnd) -> bool {
    matches!(tag, TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition | TagEnd::Table)
}

/// How many events there are up to and with the first that ends.
pub(super) fn length_until(events: &Events, ends: impl Fn(&Event) -> bool) -> usize {
    events.iter().position(|(event, _)| ends(event)).map_or(events.len(), |at| at + 1)
}

/// Text as it reads, in pieces, with a space for each line break.
pub(super) fn words<'e>(events: &'e Events) -> impl Iterator<Item = &'e str> {
    events.iter().filter_map(|(event, _)| match event {
        Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => Some(text.as_ref()),
        Event::SoftBreak | Event::HardBreak => Some(" "),
        _ => None,
    })
}

/// Text as it reads.
pub(super) fn plain_words(events: &Events) -> String {
    let words: String = words(events).collect();
    words.trim().to_owned()
}

/// Text as it stands, line breaks and all.
pub(super) fn raw_words(events: &Events) -> String {
    events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Text(text) | Event::Html(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect()
}
