//! Where texts point: references, links, images, case numbers.

use std::collections::HashMap;
use std::io;

use super::Unlinked;
use super::assets::{decode, resolve};
use super::cases::{Place, Placed};
use super::names::{Name, Names};
use crate::archive::Archive;
use crate::archive::case::{Entity, Link};
use crate::archive::ids::{CaseId, Id};
use crate::archive::numbers::{Found, Reach, Reader};
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::source::front_matter::Written;
use crate::source::number::{self, Number};
use crate::source::outline::{Outline, Use};
use crate::source::vocabulary::State;
use crate::store::Store;
use crate::text::{Span, Spanned};

/// Links what front matter points at: `answers` and `related`.
pub fn front_matter(archive: &mut Archive, placed: &Placed, diagnostics: &mut Diagnostics) {
    for (id, path, written) in &placed.answers {
        match find_place(placed, path, &written.value) {
            Some(Place::Entity(Entity::Document(answered))) if answered != *id => {
                archive.documents[*id].answers = Some(answered);
                archive.documents[answered].answered_by.push(*id);
            }
            Some(Place::Draft) => diagnostics.push(to_draft(written)),
            _ => diagnostics.push(
                broken(placed, path, written, "no document")
                    .help("`answers` names a neighbouring file; a document that is not at hand has a file with state = \"missing\""),
            ),
        }
    }
    for (case, written) in &placed.related {
        match placed.places.get(&written.value) {
            Some(Place::Entity(Entity::Case(other))) if other != case => relate(archive, *case, *other),
            _ => diagnostics.push(
                Diagnostic::error("broken-reference", written.span, format!("no case lies in `{}`", written.value))
                    .did_you_mean(nearest(
                        &written.value,
                        placed.places.keys().map(String::as_str).filter(|path| !path.ends_with(".md")),
                    ))
                    .help("`related` names the folders of other cases, from the content folder"),
            ),
        }
    }
}

fn relate(archive: &mut Archive, one: CaseId, other: CaseId) {
    for (from, to) in [(one, other), (other, one)] {
        if !archive.cases[from].related.contains(&to) {
            archive.cases[from].related.push(to);
        }
    }
}

/// A text's links, but for its images: those come one after the other, because each may be published.
pub struct Linked {
    /// Where its uses lead, in their order.
    pub links: Vec<Link>,
    /// Its images, by the index of their use.
    pub images: Vec<(usize, Written)>,
    /// What is wrong with its uses.
    pub found: Diagnostics,
}

fn find_place(placed: &Placed, from: &str, address: &str) -> Option<Place> {
    placed.places.get(&resolve(from, &decode(address))?).copied()
}

fn to_draft(written: &Written) -> Diagnostic {
    Diagnostic::warning("to-draft", written.span, format!("`{}` is a draft, so this leads nowhere yet", written.value))
        .help("publish the draft, or take the reference out")
}

/// The error for a link to a file that is not there, with the nearest that is.
fn broken(placed: &Placed, from: &str, written: &Written, what: &str) -> Diagnostic {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = placed.places.keys().filter_map(|other| other.strip_prefix(folder)?.strip_prefix('/'));
    let near = nearest(&written.value, beside.filter(|name| *name != "case.md"));
    Diagnostic::error("broken-reference", written.span, format!("{what} lies at `{}`", written.value))
        .did_you_mean(near)
}

/// Finds what texts point at. Reads the archive, changes nothing, so that texts are linked in parallel.
pub struct Linker<'a> {
    /// The archive so far: everything has its place.
    pub archive: &'a Archive,
    /// What became of the paths of the content folder.
    pub placed: &'a Placed,
    /// Where outlines lie.
    pub store: &'a Store,
    /// All names.
    pub names: &'a Names,
    /// The texts of what has one.
    pub by_entity: &'a HashMap<Entity, &'a Unlinked>,
}

impl Linker<'_> {
    /// Links the uses of a text.
    ///
    /// # Errors
    /// When the store is damaged.
    pub fn text(&self, text: &Unlinked, uses: &[Use]) -> io::Result<Linked> {
        let mut found = Diagnostics::default();
        let mut images = Vec::new();
        let reader = self.reader(text.entity);
        let mut links = Vec::with_capacity(uses.len());
        for used in uses {
            links.push(match used {
                Use::Reference(written) => self.reference(written, reader, &mut found),
                Use::Link(written) => self.link(&text.text.path, written, text.entity, &mut found)?,
                Use::Number(numbers) => self.number(numbers, reader, &mut found),
                Use::Image(written) => {
                    images.push((links.len(), written.clone()));
                    Link::Nowhere
                }
            });
        }
        Ok(Linked { links, images, found })
    }

    fn reader(&self, entity: Entity) -> Reader {
        match entity {
            Entity::Document(id) => {
                let document = &self.archive.documents[id];
                let municipality = Some(self.archive.cases[document.case].municipality);
                Reader { municipality, body: document.body, case: Some(document.case) }
            }
            Entity::Case(id) => {
                Reader { municipality: Some(self.archive.cases[id].municipality), body: None, case: Some(id) }
            }
            _ => Reader::default(),
        }
    }

    /// `[[name]]`: whatever in the archive goes by that name, from the inside out.
    fn reference(&self, written: &Written, reader: Reader, diagnostics: &mut Diagnostics) -> Link {
        let name = &written.value;
        let (found, cases) = self.named(name, reader);
        match (found.as_slice(), cases.as_slice()) {
            ([one], []) => return Link::To(*one, None),
            ([], []) => {}
            _ => {
                let all = found
                    .iter()
                    .map(|entity| self.describe(*entity))
                    .chain(cases.iter().map(|case| self.describe(Entity::Case(*case))));
                diagnostics.push(ambiguous(written.span, name, &all.collect::<Vec<_>>()));
                return Link::Nowhere;
            }
        }
        if let Some(Place::Draft) = self.placed.places.get(name) {
            diagnostics.push(to_draft(written));
            return Link::Nowhere;
        }
        diagnostics.push(
            Diagnostic::error("unknown-reference", written.span, format!("nothing in this archive is called `{name}`"))
                .did_you_mean(self.near(name, reader))
                .help("a reference names a body, person, party, topic or case number; take the brackets away if it is none of ours"),
        );
        Link::Nowhere
    }

    /// What a name can mean; of a case number that fits several, the cases.
    fn named(&self, name: &str, reader: Reader) -> (Vec<Entity>, Vec<CaseId>) {
        let mut found = Vec::new();
        let shadowed = &Name::new(name);
        if let Some(municipality) = reader.municipality {
            found = self.names.entities(municipality.index(), shadowed);
        }
        found.extend(self.names.topics.find_name(shadowed).map(Entity::Topic));
        found.extend(self.names.municipalities.find_name(shadowed).map(Entity::Municipality));
        if let Some(Place::Entity(entity)) = self.placed.places.get(name) {
            found.push(*entity);
        }
        let number = number::parse(name).map(|number| self.archive.numbers.find(&number, reader, Reach::Archive));
        match number {
            Some(Found::One(entity)) => found.push(entity),
            Some(Found::Several(cases)) => return (found, cases),
            Some(Found::Nothing) | None => {}
        }
        if found.is_empty() {
            let elsewhere =
                (0..self.names.local.len()).flat_map(|municipality| self.names.entities(municipality, shadowed));
            found.extend(elsewhere);
        }
        found.sort_unstable();
        found.dedup();
        (found, Vec::new())
    }

    fn near(&self, name: &str, reader: Reader) -> Option<&str> {
        let local = reader.municipality.map(|municipality| &self.names.local[municipality.index()]);
        let local = local.into_iter().flat_map(|local| local.bodies.written().chain(local.people.written()));
        let numbers =
            self.archive.numbers.iter().flat_map(|(_, registered)| registered).map(|registered| &*registered.written);
        // A number one digit off is another case, not a slip of the pen.
        let numbers = numbers.filter(|written| {
            written.chars().filter(char::is_ascii_digit).eq(name.chars().filter(char::is_ascii_digit))
        });
        nearest(name, local.chain(self.names.topics.written()).chain(numbers))
    }

    fn describe(&self, entity: Entity) -> String {
        match entity {
            Entity::Municipality(id) => format!("the municipality {}", self.archive.municipalities[id].name),
            Entity::Body(id) => {
                let body = &self.archive.bodies[id];
                format!("the body {} ({})", body.name, self.archive.municipalities[body.municipality].name)
            }
            Entity::Person(id) => {
                let person = &self.archive.people[id];
                format!("the person {} ({})", person.name, self.archive.municipalities[person.municipality].name)
            }
            Entity::Party(id) => format!("the party {}", self.archive.parties[id].name),
            Entity::Topic(id) => format!("the topic {}", self.archive.topics[id].name),
            Entity::Case(id) => format!("the case {}", self.archive.cases[id].address()),
            Entity::Document(id) => format!("the document {}", self.archive.documents[id].address()),
            Entity::Page(id) => format!("the page {}", self.archive.pages[id].address),
        }
    }

    /// `[words](file.md#place)`
    fn link(&self, from: &str, written: &Written, own: Entity, diagnostics: &mut Diagnostics) -> io::Result<Link> {
        let (path, fragment) = written
            .value
            .split_once('#')
            .map_or((written.value.as_str(), None), |(path, fragment)| (path, Some(fragment)));
        let place = if path.is_empty() { Some(Place::Entity(own)) } else { find_place(self.placed, from, path) };
        match place {
            Some(Place::Entity(entity)) => {
                // A text that is kept back has no places any more; the page that says so has the address.
                let fragment = fragment.filter(|_| !self.is_kept_back(entity));
                if let Some(fragment) = fragment {
                    let outline = self.by_entity.get(&entity).map(|text| text.outline(self.store)).transpose()?;
                    let outline = outline.unwrap_or_default();
                    if !outline.has_anchor(fragment) {
                        diagnostics.push(broken_fragment(&outline, fragment, written));
                        return Ok(Link::Nowhere);
                    }
                }
                return Ok(Link::To(entity, fragment.map(Into::into)));
            }
            Some(Place::Draft) => diagnostics.push(to_draft(written)),
            None => diagnostics.push(
                broken(self.placed, from, written, "no document")
                    .help("a link names a neighbouring file, as in [motionen](motion.md)"),
            ),
        }
        Ok(Link::Nowhere)
    }

    fn is_kept_back(&self, entity: Entity) -> bool {
        let state = |id| self.archive.documents[id].state;
        matches!(entity, Entity::Document(id) if matches!(state(id), State::Withheld | State::Withdrawn))
    }

    /// A case number in running text: linked when it is ours, left alone when it is not.
    fn number(&self, numbers: &Spanned<Vec<Number>>, reader: Reader, diagnostics: &mut Diagnostics) -> Link {
        for (reading, number) in numbers.value.iter().enumerate() {
            match self.archive.numbers.find(number, reader, Reach::Municipality) {
                Found::One(entity) => {
                    let reading = u32::try_from(reading).expect("a number has few readings");
                    return Link::Number(reading, entity);
                }
                Found::Several(cases) => {
                    let all = cases.iter().map(|case| self.describe(Entity::Case(*case))).collect::<Vec<_>>();
                    let mut warning = ambiguous(numbers.span, &written_form(number), &all);
                    warning.severity = crate::diag::Severity::Warning;
                    diagnostics.push(warning.help(
                        "it is not linked; write a reference such as [[stockholm/2017/x|KS 2017/1]] to say which",
                    ));
                    return Link::Nowhere;
                }
                Found::Nothing => {}
            }
        }
        Link::Nowhere
    }
}

fn broken_fragment(outline: &Outline, fragment: &str, written: &Written) -> Diagnostic {
    let near = nearest(fragment, outline.sections.iter().map(|section| section.anchor.as_str()));
    Diagnostic::error("broken-reference", written.span, format!("the text has no place `#{fragment}`"))
        .did_you_mean(near.map(|near| format!("#{near}")).as_deref())
        .help("places are named after headings: lower case, å and ä as a, ö as o, hyphens for spaces")
}

fn written_form(number: &Number) -> String {
    number.prefix.iter().chain([&number.key]).map(AsRef::as_ref).collect::<Vec<_>>().join(" ")
}

fn ambiguous(span: Span, name: &str, all: &[String]) -> Diagnostic {
    Diagnostic::error("ambiguous-reference", span, format!("`{name}` can mean more than one thing"))
        .help(format!("it can be {}", all.join(", or ")))
}
