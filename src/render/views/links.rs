//! Links and days as pieces of HTML: what nearly every page shows dozens of.

use std::fmt::Write;

use jiff::civil::Date;

use crate::archive::case::Entity;
use crate::archive::ids::{BodyId, TopicId};
use crate::render::html::{push_escaped, push_link, push_listed};
use crate::render::patterns::{Pieces, Slot};
use crate::render::site::Site;
use crate::routes::Page;

impl Site<'_> {
    /// Adds a word of the locale.
    pub fn push_word(&self, out: &mut String, path: &str) {
        push_escaped(out, self.locale.word(path));
    }

    /// Links to entities as `li` elements.
    pub fn items(&self, pieces: &mut Pieces, entities: impl IntoIterator<Item = Entity>) -> Slot {
        pieces.add(|out| {
            for entity in entities {
                out.push_str("<li>");
                self.push_anchor(out, entity);
                out.push_str("</li>");
            }
        })
    }

    /// Adds a day as a `time` element.
    pub fn push_time(&self, out: &mut String, day: Date) {
        write!(out, "<time datetime=\"{day}\">").expect("a string takes everything");
        push_escaped(out, &self.locale.day(day));
        out.push_str("</time>");
    }

    /// A day as a `time` element.
    pub fn time(&self, pieces: &mut Pieces, day: Option<Date>) -> Slot {
        pieces.add_some(day, |out, day| self.push_time(out, day))
    }

    /// A link as an element, to a place of an entity's page when a fragment names one.
    pub fn anchor_to(&self, pieces: &mut Pieces, entity: Entity, fragment: Option<&str>, words: &str) -> Slot {
        pieces.add(|out| push_link(out, self, Page::Of(entity), fragment, words))
    }

    /// Adds a link to an entity as an element, in its present name.
    pub fn push_anchor(&self, out: &mut String, entity: Entity) {
        push_link(out, self, Page::Of(entity), None, &self.name(entity));
    }

    /// A link to an entity as an element, in its present name.
    pub fn anchor(&self, pieces: &mut Pieces, entity: Entity) -> Slot {
        pieces.add(|out| self.push_anchor(out, entity))
    }

    /// Such links, with commas between.
    pub fn anchors(&self, pieces: &mut Pieces, entities: impl IntoIterator<Item = Entity>) -> Slot {
        pieces.add(|out| push_listed(out, entities, |out, entity| self.push_anchor(out, entity)))
    }

    /// Adds a link to a body as an element, in the name that it had on a day.
    pub fn push_body_anchor(&self, out: &mut String, body: BodyId, day: Option<Date>) {
        push_link(out, self, Page::Of(Entity::Body(body)), None, self.archive.bodies[body].name_on(day));
    }

    /// A link to a body as an element, in the name that it had on a day.
    pub fn body_anchor(&self, pieces: &mut Pieces, body: Option<BodyId>, day: Option<Date>) -> Slot {
        pieces.add_some(body, |out, body| self.push_body_anchor(out, body, day))
    }

    /// A link as an element to a page that is no entity's.
    pub fn page_anchor(&self, pieces: &mut Pieces, page: Page, words: &str) -> Slot {
        pieces.add(|out| push_link(out, self, page, None, words))
    }

    /// Links to topics by name, each once, with commas between.
    pub fn topic_anchors(&self, pieces: &mut Pieces, topics: impl IntoIterator<Item = TopicId>) -> Slot {
        let mut topics: Vec<_> = topics.into_iter().collect();
        topics.sort_by_key(|topic| self.order.topic(*topic));
        topics.dedup();
        self.anchors(pieces, topics.into_iter().map(Entity::Topic))
    }
}
