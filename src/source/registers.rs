//! The registers, as written: municipalities with their parties, bodies, people, topics.

use jiff::civil::Date;

use super::front_matter::{Written, date, plain};
use super::vocabulary::BodyKind;
use crate::diag::Diagnostics;
use crate::fields::{self, Fields};
use crate::text::FileId;

/// `municipality.toml`.
#[derive(Clone, Debug, Default)]
pub struct MunicipalitySource {
    /// Its name.
    pub name: Option<Written>,
    /// Other names.
    pub aliases: Vec<Written>,
    /// Its parties.
    pub parties: Vec<PartySource>,
}

/// `[[party]]`.
#[derive(Clone, Debug)]
pub struct PartySource {
    /// The letters by which documents name it.
    pub code: Option<Written>,
    /// Its name.
    pub name: Option<Written>,
}

/// `[[body]]`.
#[derive(Clone, Debug)]
pub struct BodySource {
    /// Its present (or last) name.
    pub name: Option<Written>,
    /// An address other than the one made of the name.
    pub slug: Option<Written>,
    /// What kind of body it is.
    pub kind: Option<BodyKind>,
    /// The body that it belongs to.
    pub parent: Option<Written>,
    /// Other names.
    pub aliases: Vec<Written>,
    /// The letters before its case numbers.
    pub prefixes: Vec<Written>,
    /// When it began.
    pub from: Option<Date>,
    /// The last day on which it existed.
    pub until: Option<Date>,
    /// The bodies whose work it took over.
    pub predecessors: Vec<Written>,
    /// What it was called before.
    pub former_names: Vec<FormerName>,
    /// What it does.
    pub description: Option<String>,
}

/// An earlier name of a body, with the days on which it was in force.
#[derive(Clone, Debug)]
pub struct FormerName {
    /// The name.
    pub name: Option<Written>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

/// `[[person]]`.
#[derive(Clone, Debug)]
pub struct PersonSource {
    /// Name.
    pub name: Option<Written>,
    /// An address other than the one made of the name.
    pub slug: Option<Written>,
    /// Other names.
    pub aliases: Vec<Written>,
    /// What the person has been elected to.
    pub roles: Vec<RoleSource>,
}

/// One of `roles`.
#[derive(Clone, Debug)]
pub struct RoleSource {
    /// In which body.
    pub body: Option<Written>,
    /// As what.
    pub title: Option<String>,
    /// For which party, by its code.
    pub party: Option<Written>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

/// `[[topic]]`.
#[derive(Clone, Debug)]
pub struct TopicSource {
    /// Name.
    pub name: Option<Written>,
    /// An address other than the one made of the name.
    pub slug: Option<Written>,
    /// The topic that it is part of.
    pub broader: Option<Written>,
    /// Other names.
    pub aliases: Vec<Written>,
    /// What it covers.
    pub description: Option<String>,
}

/// Reads `municipality.toml`.
pub fn municipality(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> MunicipalitySource {
    fields::parse(file, text, 0, diagnostics, |mut fields| {
        let municipality = MunicipalitySource {
            name: fields.required_text("name", "\"Askersunds kommun\""),
            aliases: fields.texts("aliases"),
            parties: fields.tables("party", |mut fields| {
                let party = PartySource {
                    code: fields.required_text("code", "\"S\""),
                    name: fields.required_text("name", "\"Socialdemokraterna\""),
                };
                fields.finish();
                party
            }),
        };
        fields.finish();
        municipality
    })
}

/// Reads `bodies.toml`.
pub fn bodies(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Vec<BodySource> {
    list(file, text, diagnostics, "body", |mut fields| {
        let has_kind = fields.has("kind");
        let body = BodySource {
            name: fields.required_text("name", "\"Socialnämnden\""),
            slug: fields.text("slug"),
            kind: fields.word("kind").map(|kind| kind.value),
            parent: fields.text("parent"),
            aliases: fields.texts("aliases"),
            prefixes: fields.texts("prefixes"),
            from: date(&mut fields, "from"),
            until: date(&mut fields, "until"),
            predecessors: fields.texts("predecessors"),
            former_names: fields.tables("former_names", |mut fields| {
                let former = FormerName {
                    name: fields.required_text("name", "\"Fritidsnämnden\""),
                    from: date(&mut fields, "from"),
                    until: date(&mut fields, "until"),
                };
                fields.finish();
                former
            }),
            description: plain(&mut fields, "description"),
        };
        if !has_kind {
            fields.missing("kind", "\"committee\"");
        }
        fields.finish();
        body
    })
}

/// Reads `people.toml`.
pub fn people(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Vec<PersonSource> {
    list(file, text, diagnostics, "person", |mut fields| {
        let person = PersonSource {
            name: fields.required_text("name", "\"Karin Wanngård\""),
            slug: fields.text("slug"),
            aliases: fields.texts("aliases"),
            roles: fields.tables("roles", |mut fields| {
                let role = RoleSource {
                    body: fields.text("body"),
                    title: plain(&mut fields, "title"),
                    party: fields.text("party"),
                    from: date(&mut fields, "from"),
                    until: date(&mut fields, "until"),
                };
                fields.finish();
                role
            }),
        };
        fields.finish();
        person
    })
}

/// Reads `topics.toml`.
pub fn topics(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Vec<TopicSource> {
    list(file, text, diagnostics, "topic", |mut fields| {
        let topic = TopicSource {
            name: fields.required_text("name", "\"Kollektivtrafik\""),
            slug: fields.text("slug"),
            broader: fields.text("broader"),
            aliases: fields.texts("aliases"),
            description: plain(&mut fields, "description"),
        };
        fields.finish();
        topic
    })
}

/// A file that holds nothing but `[[key]]` tables.
fn list<T>(
    file: FileId,
    text: &str,
    diagnostics: &mut Diagnostics,
    key: &'static str,
    read: impl FnMut(Fields) -> T,
) -> Vec<T> {
    fields::parse(file, text, 0, diagnostics, |mut fields| {
        let entries = fields.tables(key, read);
        fields.finish();
        entries
    })
}
