//! What a result shows: a row for each unit, in blocks, and its text, by itself.
//!
//! Both are written while the words of the units are gathered, because each text
//! is fetched only once.

use std::collections::HashMap;
use std::io;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Put;
use super::gather::Gatherer;
use super::invert::Log;
use super::postings::weight;
use super::script;
use super::slots::Slots;
use super::units::{Card, Part, Unit, parts};
use super::words::composed;
use crate::archive::case::Entity;
use crate::archive::ids::BodyId;
use crate::render::site::Site;
use crate::source::wording::Wording;
use crate::store::{Store, damaged};

/// Writes rows and texts.
pub struct Rows<'a> {
    site: &'a Site<'a>,
    wordings: &'a Store,
    slots: Slots,
    put: Put<'a>,
    /// What each case and document can be looked up by as a number.
    numbers: HashMap<Entity, Vec<String>>,
}

/// The name that a block of rows was written under, with its place among the blocks.
pub type Named = (usize, String);

impl<'a> Rows<'a> {
    /// Writes what belongs to `site`.
    pub fn new(site: &'a Site<'a>, wordings: &'a Store, slots: Slots, put: Put<'a>) -> Self {
        Self { site, wordings, slots, put, numbers: numbers(site) }
    }

    /// Writes the rows and texts of units that follow one another, and what they can
    /// be found by into a log, which lies in `logs`.
    ///
    /// # Errors
    /// When a text is damaged, and those of writing.
    pub fn write(
        &self,
        units: &[(u32, Unit)],
        gatherer: &mut Gatherer,
        log: &mut Log,
        logs: &Store,
    ) -> io::Result<Vec<Named>> {
        let mut names = Vec::new();
        for block in units.chunk_by(|(a, _), (b, _)| self.slots.block(*a) == self.slots.block(*b)) {
            let mut rows = String::from("[");
            for (index, (slot, unit)) in block.iter().enumerate() {
                if index > 0 {
                    rows.push(',');
                }
                self.unit(*slot, unit, gatherer, &mut rows)?;
                log.unit(*slot, logs, |take| gatherer.end_unit(take))?;
            }
            rows.push(']');
            let name = script::put("r/", &rows, self.put)?;
            names.push((self.slots.block(block[0].0), name));
        }
        Ok(names)
    }

    fn unit(&self, slot: u32, unit: &Unit, gatherer: &mut Gatherer, rows: &mut String) -> io::Result<()> {
        let card = unit.card(self.site);
        self.name(&card, gatherer);
        self.keys(unit, &card, gatherer);
        let (text, anchor) = match card.text {
            Some(text) => {
                let bytes = self.wordings.get(text.wording)?;
                let wording = Wording::from_bytes(&bytes).ok_or_else(damaged)?;
                let part = parts(&wording).into_iter().nth(unit.part as usize).ok_or_else(damaged)?;
                self.text(unit, &card, &wording, &part, gatherer)?
            }
            None => self.text(unit, &card, &Wording::default(), &Part::default(), gatherer)?,
        };
        self.row(slot, unit, &card, (&text, &anchor), rows);
        Ok(())
    }

    /// Everything that is said of a unit beside its text.
    fn name(&self, card: &Card, gatherer: &mut Gatherer) {
        let (archive, locale) = (self.site.archive, self.site.locale);
        gatherer.text(&card.title, weight::TITLE);
        let body = card.body.map(|id| archive.bodies[id].name_on(card.day));
        let municipality = card.municipality.map(|id| archive.municipalities[id].name.as_str());
        let topics = card.topics.iter().map(|id| archive.topics[*id].name.as_str());
        let kind = locale.word(&card.label);
        let names = card.case.into_iter().chain(body).chain(municipality).chain(topics).chain([kind]);
        for name in names.chain(card.names.iter().copied()) {
            gatherer.text(name, weight::NAME);
        }
    }

    /// What results are filtered and sorted by, and the numbers that lead to it.
    fn keys(&self, unit: &Unit, card: &Card, gatherer: &mut Gatherer) {
        let archive = self.site.archive;
        let mut key = |kind: char, value: &str| gatherer.key(&format!(":{kind}/{value}"));
        key('k', card.kind);
        if let Some(id) = card.municipality {
            key('m', &archive.municipalities[id].slug);
        }
        if let Some(id) = card.body {
            key('b', &self.body_key(id));
        }
        card.topics.iter().for_each(|id| key('t', &archive.topics[*id].slug));
        card.stances.iter().for_each(|word| key('s', word));
        card.grounds.iter().for_each(|word| key('g', word));
        if let Some(day) = card.day {
            key('d', &day.to_string());
        }
        if unit.part == 0 {
            self.numbers.get(&unit.entity).into_iter().flatten().for_each(|number| gatherer.key(number));
        }
    }

    fn body_key(&self, id: BodyId) -> String {
        let archive = self.site.archive;
        let body = &archive.bodies[id];
        format!("{}/{}", archive.municipalities[body.municipality].slug, body.slug)
    }

    /// Writes a text, if there is any, after the title of its case. Gives its name,
    /// and the anchor of its first paragraph that has one.
    fn text(
        &self,
        unit: &Unit,
        card: &Card,
        wording: &Wording,
        part: &Part,
        gatherer: &mut Gatherer,
    ) -> io::Result<(String, String)> {
        let mut out = String::with_capacity(wording.text.len() + 64);
        let mut first_anchor = "";
        let mut wanted = part.paragraphs.iter().copied().peekable();
        out.push('[');
        script::push_string(&mut out, card.case.unwrap_or_default());
        for (at, (range, paragraph)) in wording.pieces().enumerate() {
            if wanted.next_if_eq(&(at as u32)).is_none() {
                continue;
            }
            let text = &wording.text[range.clone()];
            gatherer.measured(text, if paragraph.is_heading { weight::HEADING } else { weight::TEXT });
            let marked = wording.marked.iter().map(|marked| marked.start as usize..marked.end as usize);
            for marked in marked.filter(|marked| range.start <= marked.start && marked.end <= range.end) {
                gatherer.text(&wording.text[marked], weight::MARKED);
            }
            if first_anchor.is_empty() {
                first_anchor = &paragraph.anchor;
            }
            out.push(',');
            script::push_string(&mut out, &paragraph.anchor);
            out.push(',');
            script::push_string(&mut out, text);
        }
        out.push(']');
        if card.case.is_none() && part.paragraphs.is_empty() {
            return Ok(Default::default());
        }
        // Two units with the same words are two files: the name depends on whose they are, too.
        let digest = xxh3_64_with_seed(out.as_bytes(), unit.digest);
        let name = script::name(digest, script::TEXT_NAME);
        (self.put)(&format!("t/{}/{name}.js", &name[..2]), digest, script::file(&name, &out))?;
        Ok((name, first_anchor.to_owned()))
    }

    fn row(&self, slot: u32, unit: &Unit, card: &Card, (text, anchor): (&str, &str), rows: &mut String) {
        let archive = self.site.archive;
        let body = card.body.map_or("", |id| archive.bodies[id].name_on(card.day));
        let day = card.day.map(|day| day.strftime("%Y%m%d").to_string()).unwrap_or_default();
        rows.push_str(&format!("[{slot},"));
        let path = unit.path(self.site, anchor);
        let path = path.replace(".html", "");
        let stances = card.stances.join(" ");
        let fields = [&path, &card.title, body, &day, card.kind, &stances, text];
        for (index, field) in fields.into_iter().enumerate() {
            if index > 0 {
                rows.push(',');
            }
            script::push_string(rows, field);
        }
        rows.push(']');
    }
}

/// What cases and documents can be looked up by as numbers, however they are written.
fn numbers(site: &Site) -> HashMap<Entity, Vec<String>> {
    let mut numbers: HashMap<Entity, Vec<String>> = HashMap::new();
    for (key, registered) in site.archive.numbers.iter() {
        for one in registered {
            let of = numbers.entry(Entity::Case(one.case)).or_default();
            let prefix = one.prefix.as_deref().unwrap_or_default();
            for spelling in [key, &format!("{prefix}/{key}"), &one.written] {
                of.push(number_key(spelling));
            }
        }
    }
    numbers
}

/// A number as it is looked up: its letters and its digits without leading zeros, with `/` between.
pub fn number_key(written: &str) -> String {
    let mut runs: Vec<String> = Vec::new();
    let mut last = None;
    for letter in composed(written).to_lowercase().chars() {
        let kind = letter.is_alphanumeric().then(|| letter.is_ascii_digit());
        match runs.last_mut() {
            Some(run) if kind.is_some() && kind == last => run.push(letter),
            _ if kind.is_some() => runs.push(letter.to_string()),
            _ => {}
        }
        last = kind;
    }
    let bare = |run: &String| {
        let digits = run.trim_start_matches('0');
        if digits.is_empty() { "0".to_owned() } else { digits.to_owned() }
    };
    format!("#{}", runs.iter().map(bare).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_number_are_one_key() {
        for (written, key) in [
            ("KS 2023/1387", "#ks/2023/1387"),
            ("ks2023-001387", "#ks/2023/1387"),
            ("2017/000991", "#2017/991"),
            ("1.5.1-135-2012", "#1/5/1/135/2012"),
            ("Motion 2017:40", "#motion/2017/40"),
            ("000", "#0"),
        ] {
            assert_eq!(number_key(written), key, "{written}");
        }
    }
}
