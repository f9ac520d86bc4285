//! What templates see.
//!
//! A view is made for one page. What a template only prints is not in it, but
//! among the [`Pieces`] of the page, as HTML; the view has a [`Slot`] for each. What
//! else it has (words of the format, how many of something there are) tells of
//! which shape the page is. Its types are separate from the model's, so that a
//! field can be renamed there without changing a theme here. A path that a
//! template is to use in its own way is written from the root of the site, and the
//! template puts `root` before it, which leads there from its page.

pub mod case;
mod cite;
mod counts;
pub mod document;
mod links;
pub mod lists;
mod near;
pub mod numbers;
mod overview;
mod resolutions;
mod round;
pub mod site_pages;
pub mod subject;
mod timeline;

use std::borrow::Cow;

use jiff::civil::Date;
use serde::Serialize;
use tera::Context;

use super::html::push_address;
use super::patterns::{Pieces, Slot};
use super::site::Site;
use crate::archive::case::{Document, Entity};
use crate::archive::ids::{BodyId, CaseId};
use crate::fields::Vocabulary;
use crate::routes::Page;

/// What a template is given.
pub trait View {
    /// The view as a template's variables.
    fn variables(&self) -> Context;
    /// The view as bytes. Pages of one template whose views have the same are printed alike, but for their pieces.
    fn shape(&self) -> Vec<u8>;
}

/// Declares views: structs whose fields are the variables of one template.
macro_rules! view {
    ($(#[$of_view:meta])* pub struct $name:ident { $($(#[$of_field:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$of_view])*
        #[derive(Debug, serde::Serialize)]
        pub struct $name { $($(#[$of_field])* $field: $kind,)* }

        impl $crate::render::views::View for $name {
            fn variables(&self) -> tera::Context {
                let mut variables = tera::Context::new();
                $(variables.insert(stringify!($field), &self.$field);)*
                variables
            }

            fn shape(&self) -> Vec<u8> {
                let room = Vec::with_capacity(256); // for most views
                postcard::to_extend(self, room).expect("a view can be written down")
            }
        }
    };
}

pub(crate) use view;

/// A title of more characters than this is long.
const LONG: usize = 120;

/// What every page has.
#[derive(Debug, Serialize)]
pub struct Meta {
    /// Where the page stands.
    pub path: Slot,
    /// Its title.
    pub title: Slot,
    /// Whether that is so long that it is set like a text.
    pub has_long_title: bool,
    /// The pages above it.
    pub above: Vec<Slot>,
    /// Whether search engines are asked to leave it alone.
    pub noindex: bool,
    /// Whether it shows coloured code.
    pub has_code: bool,
}

/// A link to a page of the site.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// What leads there from the page.
    pub address: Slot,
    /// Its words.
    pub text: Slot,
}

/// A day.
#[derive(Clone, Debug, Serialize)]
pub struct Day {
    /// 2018-04-25
    pub iso: Slot,
    /// 25 april 2018
    pub text: Slot,
}

impl<'a> Site<'a> {
    /// What every page has.
    pub fn meta(&self, pieces: &mut Pieces, page: Page, title: &str, above: Vec<Slot>) -> Meta {
        let path = pieces.add(|out| self.routes.write(page, out));
        let has_long_title = title.chars().nth(LONG).is_some();
        Meta { path, title: pieces.text(title), has_long_title, above, noindex: false, has_code: false }
    }

    /// A day as the site's language writes it.
    pub fn day(&self, pieces: &mut Pieces, day: Option<Date>) -> Option<Day> {
        day.map(|day| Day { iso: pieces.number(day), text: pieces.text(&self.locale.day(day)) })
    }

    /// A link to an entity, in its present name.
    pub fn link(&self, pieces: &mut Pieces, entity: Entity) -> Link {
        self.link_to(pieces, Page::Of(entity), None, &self.name(entity))
    }

    /// A link to a body in the name that it had on a day.
    pub fn body_link(&self, pieces: &mut Pieces, body: BodyId, day: Option<Date>) -> Link {
        self.link_to(pieces, Page::Of(Entity::Body(body)), None, self.archive.bodies[body].name_on(day))
    }

    /// A link to a page, or to a place on it.
    pub fn link_to(&self, pieces: &mut Pieces, page: Page, fragment: Option<&str>, words: &str) -> Link {
        Link { address: pieces.add(|out| push_address(out, self, page, fragment)), text: pieces.text(words) }
    }

    /// What an entity is called.
    pub fn name(&self, entity: Entity) -> Cow<'a, str> {
        let archive = self.archive;
        Cow::Borrowed(match entity {
            Entity::Municipality(id) => &archive.municipalities[id].name,
            Entity::Body(id) => &archive.bodies[id].name,
            Entity::Person(id) => &archive.people[id].name,
            Entity::Party(id) => &archive.parties[id].name,
            Entity::Topic(id) => &archive.topics[id].name,
            Entity::Case(id) => archive.cases[id].title(),
            Entity::Document(id) => return self.title(&archive.documents[id]),
            Entity::Page(id) => &archive.pages[id].title,
        })
    }

    /// A document's title, or what can be said in its place.
    pub fn title(&self, document: &'a Document) -> Cow<'a, str> {
        if let Some(title) = document.title() {
            return Cow::Borrowed(title);
        }
        let kind = self.locale.word(&format!("type.{}", document.kind.word()));
        match document.body {
            Some(body) => Cow::Owned(format!("{kind} – {}", self.archive.bodies[body].name_on(document.day()))),
            None => Cow::Borrowed(kind),
        }
    }

    /// The pages above a case: its municipality.
    pub fn above_case(&self, pieces: &mut Pieces, case: CaseId) -> Vec<Slot> {
        vec![self.anchor(pieces, Entity::Municipality(self.archive.cases[case].municipality))]
    }
}
