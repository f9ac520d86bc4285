//! The one file of the index whose name does not change: it names all others.

use std::io;

use super::card::body_value;
use super::directory::{self, Directory};
use super::kept::{Named, Rest};
use super::language::Grammar;
use super::script::{self, File, Put, push_string, push_strings, push_table};
use super::shelf::Shard;
use super::slots::Slots;
use crate::render::site::Site;
use crate::text::digest;

/// Which description of the index this is, so that a page never reads another.
const FORMAT: u32 = 2;

/// The file's name.
const NAME: &str = "start";

/// What the file tells.
pub struct Start<'a> {
    /// How units are numbered.
    pub slots: Slots,
    /// How many units there are.
    pub units: usize,
    /// The blocks of rows.
    pub blocks: &'a [Named],
    /// The shards of terms.
    pub terms: &'a [Shard],
    /// The shards of words.
    pub words: &'a [Shard],
    /// What it tells of the site itself.
    pub rest: &'a Rest,
}

impl Start<'_> {
    /// Writes the file, and the files of names that it names. Gives the paths of these.
    ///
    /// # Errors
    /// Those of `put`.
    pub fn write(&self, put: Put) -> io::Result<Vec<String>> {
        let Self { slots, units, blocks, terms, words, rest } = self;
        let blocks = directory::write_blocks(blocks, put)?;
        let terms = Directory::of(terms).write(put)?;
        let words = Directory::of(words).write(put)?;

        let mut out = format!("{{format:{FORMAT},units:{units},bits:{},block:{},", slots.bits, slots.block_bits);
        out.push_str("rows:");
        push_string(&mut out, &blocks.concat());
        for (kind, directory) in [(",terms:", &terms), (",words:", &words)] {
            out.push_str(kind);
            out.push_str(&directory.to_data());
        }
        out.push_str(",filters:");
        push_string(&mut out, &rest.filters);
        out.push(',');
        out.push_str(&rest.fields);
        out.push('}');
        put(File { path: script::path("", NAME), digest: digest(out.as_bytes()), bytes: script::file(NAME, &out) })?;
        let names = blocks.iter().map(String::as_str).chain(terms.names()).chain(words.names());
        Ok(names.filter(|name| *name != directory::NONE).map(|name| script::path(directory::FOLDER, name)).collect())
    }
}

impl Rest {
    /// What the file tells of a site. Writes the names of what results can be narrowed down by.
    ///
    /// # Errors
    /// Those of `put`.
    pub fn of(site: &Site, grammar: &Grammar, put: Put) -> io::Result<Self> {
        let mut fields = String::from("places:");
        let places = site.archive.municipalities.iter().map(|one| (one.slug.clone(), one.name.clone().into()));
        push_table(&mut fields, &places.collect());
        fields.push_str(",silent:");
        push_string(&mut fields, &grammar.silent().collect::<Vec<_>>().join(" "));
        fields.push_str(",says:");
        push_table(&mut fields, &says(site));
        Ok(Self { fields, filters: script::put("", &filters(site), put)? })
    }
}

/// The words that the page needs, in its language.
fn says(site: &Site) -> toml::Table {
    let words = ["search", "type", "stance", "ground", "date", "month"];
    words.into_iter().filter_map(|key| Some((key.to_owned(), site.locale.words.get(key)?.clone()))).collect()
}

/// What results can be filtered by, in alphabetical order: keys and names.
fn filters(site: &Site) -> String {
    let archive = site.archive;
    let mut bodies: Vec<_> = archive.bodies.ids().collect();
    bodies.sort_by_key(|id| site.order.body(*id));
    let mut topics: Vec<_> = archive.topics.ids().collect();
    topics.sort_by_key(|id| site.order.topic(*id));
    let municipality_of = |id| &archive.municipalities[archive.bodies[id].municipality];
    let bodies = bodies.into_iter().map(|id| {
        let body = &archive.bodies[id];
        let name = match archive.municipalities.len() {
            1 => body.name.clone(),
            _ => format!("{}, {}", body.name, municipality_of(id).name),
        };
        (body_value(archive, id), name)
    });
    let topics = topics.into_iter().map(|id| (archive.topics[id].slug.clone(), archive.topics[id].name.clone()));
    let municipalities = archive.municipalities.iter().map(|one| (one.slug.clone(), one.name.clone()));
    let mut out = String::from("{");
    for (key, pairs) in [("m", municipalities.collect::<Vec<_>>()), ("b", bodies.collect()), ("t", topics.collect())] {
        out.push_str(key);
        out.push(':');
        push_strings(&mut out, pairs.iter().flat_map(|(key, name)| [key.as_str(), name.as_str()]));
        out.push(',');
    }
    out.push('}');
    out
}
