//! Registers linked: parents, predecessors, offices, broader topics.

use super::names::{LocalNames, Names, Register};
use crate::archive::Archive;
use crate::archive::ids::{BodyId, Id, MunicipalityId, PartyId, PersonId, TopicId};
use crate::archive::register::{Body, Municipality, NamePeriod, Office, Party, Period, Person, Topic};
use crate::diag::{Diagnostic, Diagnostics};
use crate::slug::slug;
use crate::source::front_matter::Written;
use crate::source::registers::{BodySource, PartySource, PersonSource, TopicSource};
use crate::source::vocabulary::BodyKind;
use crate::source::{MunicipalitySource, Registers};
use crate::text::Span;

/// Links all registers into `archive` and returns their names.
pub fn link(archive: &mut Archive, registers: Registers, diagnostics: &mut Diagnostics) -> Names {
    let mut names = Names::default();
    link_topics(archive, registers.topics, &mut names, diagnostics);
    for source in registers.municipalities {
        let local = municipality(archive, source, &mut names, diagnostics);
        names.local.push(local);
    }
    names
}

/// Adds a name and reports if it already names something else.
fn claim<T: Copy + PartialEq>(
    register: &mut Register<T>,
    id: T,
    name: &Written,
    what: &str,
    diagnostics: &mut Diagnostics,
) {
    if let Some(other) = register.add(id, &name.value, Some(name.span)) {
        let mut diagnostic =
            Diagnostic::error("same-name", name.span, format!("two {what} are called `{}`", name.value))
                .label("this one")
                .help("names and aliases must tell them apart; change one");
        if let Some(span) = other.span {
            diagnostic = diagnostic.also(span, "and this one");
        }
        diagnostics.push(diagnostic);
    }
}

fn values(written: &[Written]) -> Vec<String> {
    written.iter().map(|written| written.value.clone()).collect()
}

fn slug_of(name: &str, written: Option<&Written>) -> String {
    slug(written.map_or(name, |slug| &slug.value))
}

fn link_topics(archive: &mut Archive, sources: Vec<TopicSource>, names: &mut Names, diagnostics: &mut Diagnostics) {
    let mut broader = Vec::new();
    for source in sources {
        let Some(name) = source.name else { continue };
        let id = archive.topics.push(Topic {
            declared: name.span,
            slug: slug_of(&name.value, source.slug.as_ref()),
            name: name.value.clone(),
            broader: None,
            narrower: Vec::new(),
            aliases: values(&source.aliases),
            description: source.description,
        });
        check_slug(&archive.topics[id].slug, &name, diagnostics);
        for name in std::iter::once(&name).chain(&source.aliases) {
            claim(&mut names.topics, id, name, "topics", diagnostics);
        }
        broader.extend(source.broader.map(|written| (id, written)));
    }
    for (id, written) in broader {
        match names.topics.find(&written.value) {
            Some(other) if is_narrower(archive, other, id) => {
                diagnostics.push(Diagnostic::error(
                    "circle",
                    written.span,
                    format!("`{}` would be a part of itself", archive.topics[id].name),
                ));
            }
            Some(other) => {
                archive.topics[id].broader = Some(other);
                archive.topics[other].narrower.push(id);
            }
            None => diagnostics.push(
                Diagnostic::error("unknown-topic", written.span, format!("no topic is called `{}`", written.value))
                    .did_you_mean(names.topics.nearest(&written.value))
                    .help("topics are registered in content/topics.toml"),
            ),
        }
    }
}

/// Whether `topic` is `other` or one of its parts.
fn is_narrower(archive: &Archive, topic: TopicId, other: TopicId) -> bool {
    std::iter::successors(Some(topic), |topic| archive.topics[*topic].broader).any(|topic| topic == other)
}

/// A name of which no address can be made.
fn check_slug(slug: &str, name: &Written, diagnostics: &mut Diagnostics) {
    if slug.is_empty() {
        diagnostics.push(
            Diagnostic::error("no-address", name.span, format!("no address can be made of the name `{}`", name.value))
                .help("add a line such as slug = \"socialnamnden\""),
        );
    }
}

fn municipality(
    archive: &mut Archive,
    source: MunicipalitySource,
    names: &mut Names,
    diagnostics: &mut Diagnostics,
) -> LocalNames {
    let name = source.fields.name.as_ref().map_or(source.folder.as_str(), |name| &name.value).to_owned();
    let municipality =
        Municipality { file: source.file, slug: slug(&source.folder), name, aliases: values(&source.fields.aliases) };
    let id = archive.municipalities.push(municipality);
    names.municipalities.add(id, &source.folder, None);
    for name in source.fields.name.iter().chain(&source.fields.aliases) {
        claim(&mut names.municipalities, id, name, "municipalities", diagnostics);
    }
    let mut local = LocalNames::default();
    parties(archive, id, source.fields.parties, &mut local, diagnostics);
    bodies(archive, id, source.bodies, &mut local, diagnostics);
    people(archive, id, source.people, &mut local, diagnostics);
    local
}

fn parties(
    archive: &mut Archive,
    municipality: MunicipalityId,
    sources: Vec<PartySource>,
    local: &mut LocalNames,
    diagnostics: &mut Diagnostics,
) {
    for source in sources {
        let (Some(code), Some(name)) = (source.code, source.name) else { continue };
        let slug = slug(&code.value);
        check_slug(&slug, &code, diagnostics);
        let party = Party {
            municipality,
            declared: code.span,
            slug,
            code: code.value.clone(),
            name: name.value.clone(),
            people: Vec::new(),
        };
        let id = archive.parties.push(party);
        claim(&mut local.parties, id, &code, "parties", diagnostics);
        claim(&mut local.parties, id, &name, "parties", diagnostics);
    }
}

fn bodies(
    archive: &mut Archive,
    municipality: MunicipalityId,
    sources: Vec<BodySource>,
    local: &mut LocalNames,
    diagnostics: &mut Diagnostics,
) {
    let mut relations = Vec::new();
    for source in sources {
        let (Some(name), Some(kind)) = (source.name, source.kind) else { continue };
        let former: Vec<_> = source
            .former_names
            .into_iter()
            .filter_map(|former| Some((former.name?, former.from, former.until)))
            .collect();
        let id = archive.bodies.push(Body {
            municipality,
            declared: name.span,
            slug: slug_of(&name.value, source.slug.as_ref()),
            name: name.value.clone(),
            former_names: former_names(&former),
            kind,
            parent: None,
            children: Vec::new(),
            aliases: values(&source.aliases),
            prefixes: values(&source.prefixes),
            period: Period { from: source.from, until: source.until },
            predecessors: Vec::new(),
            successors: Vec::new(),
            description: source.description,
        });
        check_slug(&archive.bodies[id].slug, &name, diagnostics);
        for name in std::iter::once(&name).chain(&source.aliases).chain(former.iter().map(|(name, ..)| name)) {
            claim(&mut local.bodies, id, name, "bodies", diagnostics);
        }
        for prefix in &archive.bodies[id].prefixes {
            archive.numbers.add_prefix(municipality, prefix, id);
        }
        relations.push((id, source.parent, source.predecessors));
    }
    // Slugs name bodies in attributes; a name that is another body's slug comes first.
    for (id, ..) in &relations {
        local.bodies.add(*id, &archive.bodies[*id].slug, None);
    }
    for (id, parent, predecessors) in relations {
        relate(archive, id, parent, predecessors, local, diagnostics);
    }
}

/// Former names in order; where one does not say when it began, it began when the one before it ended.
fn former_names(former: &[(Written, Option<jiff::civil::Date>, Option<jiff::civil::Date>)]) -> Vec<NamePeriod> {
    let mut names: Vec<_> = former
        .iter()
        .map(|(name, from, until)| NamePeriod {
            name: name.value.clone(),
            period: Period { from: *from, until: *until },
        })
        .collect();
    names.sort_by_key(|name| (name.period.until.is_none(), name.period.until));
    names
}

fn relate(
    archive: &mut Archive,
    id: BodyId,
    parent: Option<Written>,
    predecessors: Vec<Written>,
    local: &LocalNames,
    diagnostics: &mut Diagnostics,
) {
    if let Some(parent) = parent
        && let Some(found) = find_body(local, &parent, diagnostics)
    {
        let mut above = std::iter::successors(Some(found), |body| archive.bodies[*body].parent);
        if above.any(|body| body == id) {
            let name = &archive.bodies[id].name;
            diagnostics.push(Diagnostic::error("circle", parent.span, format!("`{name}` would belong to itself")));
        } else {
            archive.bodies[id].parent = Some(found);
            archive.bodies[found].children.push(id);
        }
    }
    for predecessor in predecessors {
        if let Some(found) = find_body(local, &predecessor, diagnostics) {
            archive.bodies[id].predecessors.push(found);
            archive.bodies[found].successors.push(id);
        }
    }
}

/// Finds a body, or reports that no register knows it.
pub fn find_body(local: &LocalNames, written: &Written, diagnostics: &mut Diagnostics) -> Option<BodyId> {
    let found = local.bodies.find(&written.value);
    if found.is_none() {
        diagnostics.push(unknown_body(local, &written.value, written.span));
    }
    found
}

/// The error for a body that no register knows.
pub fn unknown_body(local: &LocalNames, name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("unknown-body", span, format!("no body is called `{name}`"))
        .did_you_mean(local.bodies.nearest(name))
        .help("bodies are registered in the municipality's bodies.toml")
}

/// Finds a party, or reports that the municipality has none of that code.
pub fn find_party(local: &LocalNames, written: &Written, diagnostics: &mut Diagnostics) -> Option<PartyId> {
    let found = local.parties.find(&written.value);
    if found.is_none() {
        diagnostics.push(
            Diagnostic::error("unknown-party", written.span, format!("no party is called `{}`", written.value))
                .did_you_mean(local.parties.nearest(&written.value))
                .help("parties are registered in the municipality's municipality.toml, as [[party]]"),
        );
    }
    found
}

fn people(
    archive: &mut Archive,
    municipality: MunicipalityId,
    sources: Vec<PersonSource>,
    local: &mut LocalNames,
    diagnostics: &mut Diagnostics,
) {
    for source in sources {
        let Some(name) = source.name else { continue };
        let id: PersonId = archive.people.next_id();
        let mut offices = Vec::new();
        for role in source.roles {
            let party = role.party.as_ref().and_then(|party| find_party(local, party, diagnostics));
            if let Some(party) = party
                && !archive.parties[party].people.contains(&id)
            {
                archive.parties[party].people.push(id);
            }
            let body = role.body.as_ref().and_then(|body| find_body(local, body, diagnostics));
            let period = Period { from: role.from, until: role.until };
            offices.push(Office { body, title: role.title, party, period });
        }
        let slug = slug_of(&name.value, source.slug.as_ref());
        check_slug(&slug, &name, diagnostics);
        archive.people.push(Person {
            municipality,
            declared: name.span,
            slug,
            name: name.value.clone(),
            aliases: values(&source.aliases),
            offices,
        });
        for name in std::iter::once(&name).chain(&source.aliases) {
            claim(&mut local.people, id, name, "people", diagnostics);
        }
    }
}

/// The administration that writes a body's reports: the one whose parent it is, if there is just one.
pub fn administration_of(archive: &Archive, body: BodyId) -> Option<BodyId> {
    let mut administrations = archive.bodies[body]
        .children
        .iter()
        .copied()
        .filter(|child| archive.bodies[*child].kind == BodyKind::Administration);
    let first = administrations.next();
    first.filter(|_| administrations.next().is_none())
}

/// The names of a municipality.
pub fn local(names: &Names, municipality: MunicipalityId) -> &LocalNames {
    &names.local[municipality.index()]
}
