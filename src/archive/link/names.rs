//! Finds things by their names, whatever the case of the letters.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::archive::case::Entity;
use crate::archive::ids::{BodyId, MunicipalityId, PartyId, PersonId, TopicId};
use crate::diag::nearest;
use crate::text::Span;

/// A name as it is compared: lower case, single spaces.
pub fn shadow(name: &str) -> String {
    let mut shadow = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !shadow.is_empty() {
            shadow.push(' ');
        }
        shadow.push_str(&word.to_lowercase());
    }
    shadow
}

/// A name that is looked for, perhaps in several registers.
pub struct Name<'n> {
    written: &'n str,
    shadow: OnceCell<String>,
}

impl<'n> Name<'n> {
    /// A name as it is written.
    pub fn new(written: &'n str) -> Self {
        Self { written, shadow: OnceCell::new() }
    }
}

/// A name that is registered.
#[derive(Clone, Debug)]
pub struct Named<T> {
    /// What it names.
    pub id: T,
    /// As written.
    pub written: String,
    /// Where.
    pub span: Option<Span>,
}

/// The names of one kind of thing.
#[derive(Clone, Debug)]
pub struct Register<T> {
    names: HashMap<String, Named<T>>,
    /// The names as they are written in the register, where they mostly are written so elsewhere.
    written: HashMap<String, T>,
}

impl<T> Default for Register<T> {
    fn default() -> Self {
        Self { names: HashMap::new(), written: HashMap::new() }
    }
}

impl<T: Copy + PartialEq> Register<T> {
    /// Adds a name. If it already names something else, gives that back and changes nothing.
    pub fn add(&mut self, id: T, written: &str, span: Option<Span>) -> Option<Named<T>> {
        use std::collections::hash_map::Entry;
        match self.names.entry(shadow(written)) {
            Entry::Vacant(vacant) => {
                self.written.insert(written.to_owned(), id);
                vacant.insert(Named { id, written: written.to_owned(), span });
                None
            }
            Entry::Occupied(known) if known.get().id == id => None,
            Entry::Occupied(known) => Some(known.get().clone()),
        }
    }

    /// What a name means.
    pub fn find(&self, name: &str) -> Option<T> {
        self.find_name(&Name::new(name))
    }

    /// What a name means.
    pub fn find_name(&self, name: &Name) -> Option<T> {
        let by_shadow = || self.names.get(name.shadow.get_or_init(|| shadow(name.written)));
        self.written.get(name.written).copied().or_else(|| by_shadow().map(|named| named.id))
    }

    /// Every name as written, in any order.
    pub fn written(&self) -> impl Iterator<Item = &str> {
        self.names.values().map(|named| named.written.as_str())
    }

    /// The registered name nearest to `name`.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.written())
    }
}

/// The names of one municipality.
#[derive(Clone, Debug, Default)]
pub struct LocalNames {
    /// Bodies by name, alias, former name and slug.
    pub bodies: Register<BodyId>,
    /// People by name and alias.
    pub people: Register<PersonId>,
    /// Parties by code and name.
    pub parties: Register<PartyId>,
}

/// All names of the archive.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Of each municipality, by its index.
    pub local: Vec<LocalNames>,
    /// Topics, by name and alias.
    pub topics: Register<TopicId>,
    /// Municipalities, by name, alias and folder.
    pub municipalities: Register<MunicipalityId>,
}

impl Names {
    /// Everything of one municipality that a name could mean.
    pub fn entities(&self, municipality: usize, name: &Name) -> Vec<Entity> {
        let local = &self.local[municipality];
        let found = [
            local.bodies.find_name(name).map(Entity::Body),
            local.people.find_name(name).map(Entity::Person),
            local.parties.find_name(name).map(Entity::Party),
        ];
        found.into_iter().flatten().collect()
    }
}
