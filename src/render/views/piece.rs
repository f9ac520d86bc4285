//! Links and days as pieces of HTML: what nearly every page shows dozens of.

use std::fmt::Write;

use jiff::civil::Date;
use serde::Serialize;
use tera::Value;

use crate::archive::case::Entity;
use crate::archive::ids::{BodyId, TopicId};
use crate::render::html::{push_escaped, push_link, push_listed};
use crate::render::site::Site;
use crate::routes::Page;

/// A piece of HTML: a link, links with commas between, a day. Templates print it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece(String);

impl Serialize for Piece {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::safe_string(&self.0).serialize(serializer)
    }
}

impl Piece {
    /// What `write` writes.
    pub fn of(write: impl FnOnce(&mut String)) -> Self {
        Self::sized(128, write)
    }

    /// What `write` writes, which is about `length` bytes long.
    pub fn sized(length: usize, write: impl FnOnce(&mut String)) -> Self {
        let mut html = String::with_capacity(length);
        write(&mut html);
        Self(html)
    }

    /// Texts with commas between.
    pub fn listed(texts: &[String]) -> Self {
        Self::of(|out| push_listed(out, texts, |out, text| push_escaped(out, text)))
    }
}

impl Site<'_> {
    /// Links to entities as `li` elements.
    pub fn items(&self, entities: impl IntoIterator<Item = Entity>) -> Piece {
        Piece::of(|out| {
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
    pub fn time(&self, day: Option<Date>) -> Option<Piece> {
        day.map(|day| Piece::of(|out| self.push_time(out, day)))
    }

    /// A link as an element, to a place of an entity's page when a fragment names one.
    pub fn anchor_to(&self, entity: Entity, fragment: Option<&str>, words: &str) -> Piece {
        Piece::of(|out| push_link(out, self, Page::Of(entity), fragment, words))
    }

    /// Adds a link to an entity as an element, in its present name.
    pub fn push_anchor(&self, out: &mut String, entity: Entity) {
        push_link(out, self, Page::Of(entity), None, &self.name(entity));
    }

    /// A link to an entity as an element, in its present name.
    pub fn anchor(&self, entity: Entity) -> Piece {
        Piece::of(|out| self.push_anchor(out, entity))
    }

    /// Adds such links, with commas between.
    pub fn push_anchors(&self, out: &mut String, entities: impl IntoIterator<Item = Entity>) {
        push_listed(out, entities, |out, entity| self.push_anchor(out, entity));
    }

    /// Such links, with commas between.
    pub fn anchors(&self, entities: impl IntoIterator<Item = Entity>) -> Piece {
        Piece::of(|out| self.push_anchors(out, entities))
    }

    /// Adds a link to a body as an element, in the name that it had on a day.
    pub fn push_body_anchor(&self, out: &mut String, body: BodyId, day: Option<Date>) {
        push_link(out, self, Page::Of(Entity::Body(body)), None, self.archive.bodies[body].name_on(day));
    }

    /// A link to a body as an element, in the name that it had on a day.
    pub fn body_anchor(&self, body: BodyId, day: Option<Date>) -> Piece {
        Piece::of(|out| self.push_body_anchor(out, body, day))
    }

    /// A link as an element to a page that is no entity's.
    pub fn page_anchor(&self, page: Page, words: &str) -> Piece {
        Piece::of(|out| push_link(out, self, page, None, words))
    }

    /// Adds topics by name, each once.
    pub fn push_topic_anchors(&self, out: &mut String, topics: impl IntoIterator<Item = TopicId>) {
        let mut topics: Vec<_> = topics.into_iter().collect();
        topics.sort_by_key(|topic| self.order.topic(*topic));
        topics.dedup();
        self.push_anchors(out, topics.into_iter().map(Entity::Topic));
    }

    /// Topics by name, each once.
    pub fn topic_anchors(&self, topics: impl IntoIterator<Item = TopicId>) -> Piece {
        Piece::of(|out| self.push_topic_anchors(out, topics))
    }
}
