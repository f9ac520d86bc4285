//! The one file of the index whose name does not change: it names all others.

use std::io;

use super::Put;
use super::directory::{self, Directory};
use super::language::Grammar;
use super::rows::Named;
use super::script::{self, push_string, push_strings, push_table};
use super::slots::Slots;
use crate::render::site::Site;
use crate::text::digest;

/// Which description of the index this is, so that a page never reads another.
const FORMAT: u32 = 2;

/// The file's name.
pub const NAME: &str = "start";

/// What the file tells.
pub struct Start<'a> {
    /// The site.
    pub site: &'a Site<'a>,
    /// Its language.
    pub grammar: &'a Grammar,
    /// How units are numbered.
    pub slots: Slots,
    /// How many units there are.
    pub units: usize,
    /// The blocks of rows.
    pub rows: &'a [Named],
    /// The shards of terms.
    pub terms: &'a Directory,
    /// The shards of words.
    pub words: &'a Directory,
}

impl Start<'_> {
    /// Writes the file, files of names, and the names of what results can be filtered by.
    ///
    /// # Errors
    /// Those of `put`.
    pub fn write(&self, put: Put) -> io::Result<()> {
        let Self { site, grammar, slots, units, rows, terms, words } = self;
        let filters = filters(site);
        let filters_name = script::put("", &filters, put)?;

        let mut out = format!("{{format:{FORMAT},units:{units},bits:{},block:{},", slots.bits, slots.block_bits);
        out.push_str("rows:");
        push_string(&mut out, &directory::write_blocks(rows, put)?);
        out.push_str(",terms:");
        out.push_str(&terms.write(put)?.to_data());
        out.push_str(",words:");
        out.push_str(&words.write(put)?.to_data());
        out.push_str(",filters:");
        push_string(&mut out, &filters_name);
        out.push_str(",places:");
        let places = site.archive.municipalities.iter().map(|one| (one.slug.clone(), one.name.clone().into()));
        push_table(&mut out, &places.collect());
        out.push_str(",silent:");
        push_string(&mut out, &grammar.silent().collect::<Vec<_>>().join(" "));
        out.push_str(",says:");
        push_table(&mut out, &says(site));
        out.push('}');
        put(&format!("{NAME}.js"), digest(out.as_bytes()), script::file(NAME, &out))
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
        (format!("{}/{}", municipality_of(id).slug, body.slug), name)
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
