//! What a unit says beside its text: all that it is found by and shown as.
//!
//! With the words of the text, everything that the index holds of a unit follows
//! from its card. Cards are kept from build to build: whose card is the same has not
//! changed, and what one said before can be taken out of the index again.

use std::borrow::Cow;

use jiff::civil::Date;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::units::Unit;
use super::words::composed;
use crate::archive::Archive;
use crate::archive::case::Entity;
use crate::archive::ids::{BodyId, CaseId, DocumentId, MunicipalityId, TopicId};
use crate::archive::numbers::Registered;
use crate::archive::position::{Holder, Position, Response};
use crate::fields::Vocabulary;
use crate::render::site::Site;
use crate::routes::Page;
use crate::source::vocabulary::DocumentType;
use crate::store::{Place, read_with_text, write_value};

/// What a unit says beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card<'a> {
    /// Its page, from the root of the site, without `.html`.
    pub path: String,
    /// The fragment of the answer that it is.
    #[serde(borrow)]
    pub anchor: Cow<'a, str>,
    /// Its title.
    #[serde(borrow)]
    pub title: Cow<'a, str>,
    /// The title of the case that it belongs to, where that is another.
    #[serde(borrow)]
    pub case: Cow<'a, str>,
    /// Whose it is, by the name that it had then.
    #[serde(borrow)]
    pub body: Cow<'a, str>,
    /// When, as 20180425.
    pub day: String,
    /// What it is: the type of a document, or `case`, `body`, `topic`, `municipality`, `page`.
    #[serde(borrow)]
    pub kind: Cow<'a, str>,
    /// What stands in it for or against something, with spaces between.
    pub stances: String,
    /// Other names by which it should be found.
    #[serde(borrow)]
    pub names: Vec<Cow<'a, str>>,
    /// What results are narrowed down and sorted by, and the numbers that lead to it.
    pub keys: Vec<String>,
    /// The words of its text, and which part of these it is.
    pub text: Option<(Place, u32)>,
}

impl<'a> Card<'a> {
    /// The card as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(USUAL);
        write_value(self, &mut bytes);
        bytes
    }

    /// The card that bytes begin with, and the text after it. `None` when they begin with none.
    pub fn from_bytes(bytes: &'a [u8]) -> Option<(Self, &'a str)> {
        read_with_text(bytes)
    }

    /// Everything that it is called, but its title.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&self.case, &self.body].into_iter().chain(&self.names).map(|name| &**name).filter(|name| !name.is_empty())
    }

    /// Whether its title names what its page is about: whoever asks for a body means that body's page first.
    pub fn is_subject(&self) -> bool {
        ["case", "body", "topic", "municipality"].contains(&&*self.kind)
    }

    /// Which part of a text it is.
    pub fn part(&self) -> u32 {
        self.text.map_or(0, |(_, part)| part)
    }
}

/// Few cards have more bytes.
const USUAL: usize = 400;

/// Makes cards.
pub struct Cards<'a> {
    site: &'a Site<'a>,
    /// All numbers with their canonical forms, by case.
    numbers: Vec<(&'a str, &'a Registered)>,
}

/// What a card is made of, while it is being made.
#[derive(Default)]
struct Facts<'a> {
    title: Cow<'a, str>,
    case: &'a str,
    body: Option<BodyId>,
    municipality: Option<MunicipalityId>,
    day: Option<Date>,
    kind: &'static str,
    topics: Vec<TopicId>,
    stances: Vec<&'static str>,
    grounds: Vec<&'static str>,
    names: Vec<&'a str>,
}

impl<'a> Cards<'a> {
    /// Those of a site.
    pub fn new(site: &'a Site<'a>) -> Self {
        let registered = site.archive.numbers.iter();
        let mut numbers: Vec<_> = registered.flat_map(|(key, all)| all.iter().map(move |one| (key, one))).collect();
        numbers.par_sort_unstable_by_key(|(_, one)| one.case);
        Self { site, numbers }
    }

    /// The card of a unit.
    pub fn of(&self, unit: &Unit) -> Card<'a> {
        let (site, archive) = (self.site, self.site.archive);
        let mut facts = Facts { title: site.name(unit.entity), ..Facts::default() };
        match unit.entity {
            Entity::Municipality(id) => {
                facts.kind = "municipality";
                facts.municipality = Some(id);
                facts.names.extend(archive.municipalities[id].aliases.iter().map(String::as_str));
            }
            Entity::Body(id) => {
                let body = &archive.bodies[id];
                facts.kind = "body";
                facts.municipality = Some(body.municipality);
                facts.names.extend(body.aliases.iter().map(String::as_str));
                facts.names.extend(body.former_names.iter().map(|former| former.name.as_str()));
            }
            Entity::Topic(id) => {
                facts.kind = "topic";
                facts.names.extend(archive.topics[id].aliases.iter().map(String::as_str));
            }
            Entity::Case(id) => of_case(&mut facts, archive, id),
            Entity::Document(id) => of_document(&mut facts, site, unit, id),
            Entity::Page(_) | Entity::Person(_) | Entity::Party(_) => facts.kind = "page",
        }
        self.finish(unit, facts)
    }

    fn finish(&self, unit: &Unit, facts: Facts<'a>) -> Card<'a> {
        let (site, archive) = (self.site, self.site.archive);
        let keys = self.keys(unit, &facts);
        let Facts { title, case, body, municipality, day, kind, topics, stances, names, .. } = facts;
        let table = if matches!(unit.entity, Entity::Document(_)) { "type" } else { "search.kind" };
        let label = site.locale.word(&format!("{table}.{kind}"));
        let municipality = municipality.map(|id| archive.municipalities[id].name.as_str());
        let topics = topics.into_iter().map(|id| archive.topics[id].name.as_str());
        let names = municipality.into_iter().chain(topics).chain([label]).chain(names).map(Cow::Borrowed);
        let answer = unit.answer.and_then(|id| archive.responses[id].anchor.as_deref());
        let text = archive.text(unit.entity).filter(|text| text.has_text);
        let mut path = String::new();
        site.routes.write(Page::Of(unit.entity), &mut path);
        path.truncate(path.trim_end_matches(".html").len());
        Card {
            path,
            anchor: Cow::Borrowed(answer.unwrap_or_default()),
            title,
            case: Cow::Borrowed(case),
            body: Cow::Borrowed(body.map_or("", |id| archive.bodies[id].name_on(day))),
            day: day.map(|day| day.strftime("%Y%m%d").to_string()).unwrap_or_default(),
            kind: Cow::Borrowed(kind),
            stances: stances.join(" "),
            names: names.collect(),
            keys,
            text: text.map(|text| (text.wording, unit.part)),
        }
    }

    fn keys(&self, unit: &Unit, facts: &Facts) -> Vec<String> {
        let archive = self.site.archive;
        let mut keys = Vec::new();
        let mut key = |kind: &str, value: &str| keys.push([":", kind, "/", value].concat());
        key("k", facts.kind);
        if let Some(id) = facts.municipality {
            key("m", &archive.municipalities[id].slug);
        }
        if let Some(id) = facts.body {
            key("b", &body_value(archive, id));
        }
        facts.topics.iter().for_each(|id| key("t", &archive.topics[*id].slug));
        facts.stances.iter().for_each(|word| key("s", word));
        facts.grounds.iter().for_each(|word| key("g", word));
        if let Some(day) = facts.day {
            key("d", &day.to_string());
        }
        if let Entity::Case(id) = unit.entity {
            keys.extend(self.numbers(id));
        }
        keys.sort_unstable(); // numbers come in any order
        keys.dedup();
        keys
    }

    /// What a case can be looked up by as a number, however it is written.
    fn numbers(&self, case: CaseId) -> impl Iterator<Item = String> {
        let start = self.numbers.partition_point(|(_, one)| one.case < case);
        let own = self.numbers[start..].iter().take_while(move |(_, one)| one.case == case);
        own.flat_map(|(key, one)| {
            let prefix = one.prefix.as_deref().unwrap_or_default();
            [number_key(key), number_key(&format!("{prefix}/{key}")), number_key(&one.written)]
        })
    }
}

/// A body as results are narrowed down by it.
pub fn body_value(archive: &Archive, id: BodyId) -> String {
    let body = &archive.bodies[id];
    [&archive.municipalities[body.municipality].slug, "/", &body.slug].concat()
}

fn of_case<'a>(facts: &mut Facts<'a>, archive: &'a Archive, id: CaseId) {
    let case = &archive.cases[id];
    facts.kind = "case";
    facts.municipality = Some(case.municipality);
    let documents = case.documents.iter().filter_map(|id| archive.documents[*id].day());
    facts.day = case.opened.or(documents.min());
    facts.topics.clone_from(&case.topics);
    facts.topics.sort_unstable();
}

fn of_document<'a>(facts: &mut Facts<'a>, site: &Site<'a>, unit: &Unit, id: DocumentId) {
    let archive = site.archive;
    let document = &archive.documents[id];
    let case = &archive.cases[document.case];
    let answer = unit.answer.map(|id| &archive.responses[id]);
    facts.kind = document.kind.word();
    facts.municipality = Some(case.municipality);
    facts.case = if *case.title() == *facts.title { "" } else { case.title() };
    facts.body = answer.map(|answer| answer.body).or(document.body);
    facts.day = answer.and_then(Response::day).or(document.day());
    if let Some(answer) = answer {
        let body = archive.bodies[answer.body].name_on(facts.day);
        let words = site.locale.word("search.answer_in");
        facts.title = words.replace("{body}", body).replace("{title}", &facts.title).into();
        facts.kind = DocumentType::ReferralResponse.word();
    }
    facts.topics = case.topics.iter().chain(&document.topics).copied().collect();
    facts.topics.sort_unstable();
    facts.topics.dedup();
    let people = document.authors.iter().copied().chain(document.presented_by);
    facts.names.extend(people.map(|id| archive.people[id].name.as_str()));
    if unit.part > 0 && answer.is_none() {
        return; // what is said outside answers is shown with the first part
    }
    let section = answer.and_then(|answer| answer.section);
    // Beside a body's name stands what it says itself, not what is said by others in its document.
    let body = facts.body;
    let is_own = |position: &Position| body.is_none_or(|body| position.holder == Holder::Body(body));
    let is_here = |position: &&Position| position.document == id && position.section == section && is_own(position);
    let in_case = case.positions.iter().map(|id| &archive.positions[*id]);
    for position in in_case.filter(is_here) {
        facts.stances.extend(position.stances.iter().map(|said| said.value.word()));
        facts.grounds.extend(position.grounds.iter().map(|said| said.value.word()));
    }
    for words in [&mut facts.stances, &mut facts.grounds] {
        words.sort_unstable();
        words.dedup();
    }
}

/// A number as it is looked up: its letters and its digits without leading zeros, with `/` between.
pub fn number_key(written: &str) -> String {
    let mut key = String::from("#");
    let (mut start, mut last) = (key.len(), None);
    for letter in composed(written).to_lowercase().chars() {
        let kind = letter.is_alphanumeric().then(|| letter.is_ascii_digit());
        if kind.is_some() && kind != last && key.len() > 1 {
            key.push('/');
            start = key.len();
        }
        if kind == Some(true) && key[start..] == *"0" {
            key.truncate(start);
        }
        key.extend(kind.map(|_| letter));
        last = kind;
    }
    key
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
