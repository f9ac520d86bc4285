//! Links and days as pieces of HTML: what nearly every page shows dozens of.

use jiff::civil::Date;
use serde::Serialize;
use tera::Value;

use crate::archive::case::Entity;
use crate::archive::ids::{BodyId, TopicId};
use crate::render::html::{push_escaped, push_link};
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

impl Site<'_> {
    /// A day as a `time` element.
    pub fn time(&self, day: Option<Date>) -> Option<Piece> {
        let day = day?;
        let mut html = format!("<time datetime=\"{day}\">");
        push_escaped(&mut html, &self.locale.day(day));
        html.push_str("</time>");
        Some(Piece(html))
    }

    /// A link as an element, to a place of an entity's page when a fragment names one.
    pub fn anchor_to(&self, entity: Entity, fragment: Option<&str>, words: &str) -> Piece {
        let mut html = String::with_capacity(128);
        push_link(&mut html, self, Page::Of(entity), fragment, words);
        Piece(html)
    }

    /// A link to an entity as an element, in its present name.
    pub fn anchor(&self, entity: Entity) -> Piece {
        self.anchor_to(entity, None, &self.name(entity))
    }

    /// Such links, with commas between.
    pub fn anchors(&self, entities: impl IntoIterator<Item = Entity>) -> Piece {
        let mut html = String::new();
        for entity in entities {
            if !html.is_empty() {
                html.push_str(", ");
            }
            push_link(&mut html, self, Page::Of(entity), None, &self.name(entity));
        }
        Piece(html)
    }

    /// A link to a body as an element, in the name that it had on a day.
    pub fn body_anchor(&self, body: BodyId, day: Option<Date>) -> Piece {
        self.anchor_to(Entity::Body(body), None, self.archive.bodies[body].name_on(day))
    }

    /// A link as an element to a page that is no entity's.
    pub fn page_anchor(&self, page: Page, words: &str) -> Piece {
        let mut html = String::new();
        push_link(&mut html, self, page, None, words);
        Piece(html)
    }

    /// Topics by name, each once.
    pub fn topic_anchors(&self, topics: impl IntoIterator<Item = TopicId>) -> Piece {
        let mut topics: Vec<_> = topics.into_iter().collect();
        topics.sort_by_key(|topic| self.order.topic(*topic));
        topics.dedup();
        self.anchors(topics.into_iter().map(Entity::Topic))
    }
}
