//! What the archive says in the holes of one text, taken out of the archive.
//!
//! A page of a text is made of three values: its view, its [`Body`] and its
//! filling. Nothing else of the archive reaches it, so when none of the three
//! has changed, neither has the page.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::html::{Labels, push_address, push_asset_address, push_escaped};
use super::site::Site;
use super::terms::terms;
use crate::archive::case::{Entity, Link, SectionActors, Text};
use crate::fields::Vocabulary;
use crate::glossary::Glossary;
use crate::locale::Locale;
use crate::routes::Page;
use crate::source::body::{Body, Hole, RoleHole};
use crate::store::write_value;

/// What belongs into the holes of a text, as it is seen from its page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Filling {
    /// Whether the page shows the text's heading as its title.
    skip_title: bool,
    /// The address of the glossary; empty where the text is in a language that has none.
    glossary: Part,
    /// Addresses and names, after one another.
    words: String,
    /// Where the uses lead, in their order.
    uses: Vec<Target>,
    /// Who has to do with sections, in the order of these.
    actors: Vec<Actors>,
}

/// A part of the words of a filling.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Part {
    start: u32,
    end: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Target {
    Nowhere,
    /// A page.
    Page(Named),
    /// A case or document, by the reading of its number.
    Number(u32, Named),
    /// An image, by its address from here.
    Image(Part),
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Actors {
    section: u32,
    to: Option<Named>,
    body: Option<Named>,
    person: Option<Named>,
}

/// Something with a page: the address of that from here, and what it is called.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Named {
    address: Part,
    name: Part,
}

impl Filling {
    /// What belongs into a text on the page that the site is seen from;
    /// `skip_title` leaves out the heading that the page shows as its title.
    /// `is_explained` explains terms of the glossary.
    pub fn new(text: &Text, site: &Site, skip_title: bool, is_explained: bool) -> Self {
        let mut words = Words { site, words: String::with_capacity(1024) };
        let glossary = words.part(|site, out| {
            if is_explained {
                push_address(out, site, Page::Glossary, None);
            }
        });
        let uses = text.links.iter().map(|link| words.target(link)).collect();
        let actors = text.sections.iter().map(|actors| words.actors(actors)).collect();
        Self { skip_title, glossary, words: words.words, uses, actors }
    }

    /// The filling as bytes, for a [`crate::store::Store`].
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1024);
        write_value(self, &mut bytes);
        bytes
    }

    /// Adds the text, filled, in the words of a locale, with the terms of a glossary explained.
    pub fn fill(&self, body: &Body, labels: &Labels, locale: &Locale, glossary: &Glossary, out: &mut String) {
        let mut filler = Filler { filling: self, labels, locale, out };
        let mut terms = terms(&body.html, glossary, filler.words(self.glossary));
        let mut done = 0;
        let mut links = 0_usize;
        for (index, (at, hole)) in body.holes.iter().enumerate() {
            let at = *at as usize;
            terms.push(done..at, links > 0, filler.out);
            done = at;
            // Up to the next hole: of a link that is all its words.
            let next = body.holes.get(index + 1).map_or(body.html.len(), |(next, _)| *next as usize);
            filler.hole(hole, &body.html[at..next]);
            match hole {
                Hole::UseStart(_) => links += 1,
                Hole::UseEnd(_) => links = links.saturating_sub(1),
                _ => {}
            }
        }
        terms.push(done..body.html.len(), links > 0, filler.out);
    }
}

/// Writes down the words of a filling.
struct Words<'a> {
    site: &'a Site<'a>,
    words: String,
}

impl Words<'_> {
    fn part(&mut self, write: impl FnOnce(&Site, &mut String)) -> Part {
        let narrow = |at: usize| u32::try_from(at).expect("a text points at less than four billion bytes");
        let start = narrow(self.words.len());
        write(self.site, &mut self.words);
        Part { start, end: narrow(self.words.len()) }
    }

    fn address(&mut self, entity: Entity, fragment: Option<&str>) -> Part {
        self.part(|site, out| {
            push_address(out, site, Page::Of(entity), None);
            if let Some(fragment) = fragment {
                out.push('#');
                out.push_str(fragment);
            }
        })
    }

    fn target(&mut self, link: &Link) -> Target {
        match link {
            Link::To(entity, fragment) => Target::Page(self.named(*entity, fragment.as_deref())),
            Link::Number(reading, entity) => Target::Number(*reading, self.named(*entity, None)),
            Link::Asset(asset) => Target::Image(self.part(|site, out| {
                push_asset_address(out, site, *asset);
            })),
            Link::Nowhere => Target::Nowhere,
        }
    }

    fn actors(&mut self, actors: &SectionActors) -> Actors {
        Actors {
            section: u32::try_from(actors.index).expect("a text has fewer sections than bytes"),
            to: actors.to.map(|body| self.named(Entity::Body(body), None)),
            body: actors.body.map(|body| self.named(Entity::Body(body), None)),
            person: actors.person.map(|person| self.named(Entity::Person(person), None)),
        }
    }

    fn named(&mut self, entity: Entity, fragment: Option<&str>) -> Named {
        let address = self.address(entity, fragment);
        Named { address, name: self.part(|site, out| out.push_str(&site.name(entity))) }
    }
}

struct Filler<'a> {
    filling: &'a Filling,
    labels: &'a Labels,
    locale: &'a Locale,
    out: &'a mut String,
}

impl Filler<'_> {
    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn text(&mut self, text: &str) {
        push_escaped(self.out, text);
    }

    fn word(&mut self, path: &str) {
        push_escaped(self.out, self.locale.word(path));
    }

    /// Fills a hole; `after` is the HTML between it and the next.
    fn hole(&mut self, hole: &Hole, after: &str) {
        match hole {
            Hole::Label(label) => self.out.push_str(self.labels.of(*label)),
            Hole::Title(_) if self.filling.skip_title => {}
            Hole::Title(words) => {
                self.push("<h2>");
                self.text(words);
                self.push("</h2>\n");
            }
            Hole::Role(role) => self.role(role),
            Hole::Says { value, claim, is_about_proposal } => {
                let (kind, word) = value.words();
                self.says(kind, word, *claim, *is_about_proposal);
            }
            Hole::UseStart(index) => {
                if let Some(Target::Page(named)) = self.target(*index) {
                    self.open_titled(named, after);
                }
            }
            Hole::UseEnd(index) => {
                if let Some(Target::Page(_)) = self.target(*index) {
                    self.push("</a>");
                }
            }
            Hole::Image(index, alternative) => {
                if let Some(Target::Image(address)) = self.target(*index) {
                    self.image(self.words(address), alternative);
                }
            }
            Hole::Number(index, written, readings) => self.number(*index, written, readings),
        }
    }
}

impl<'a> Filler<'a> {
    fn target(&self, index: u32) -> Option<Target> {
        self.filling.uses.get(index as usize).copied()
    }

    /// The words of a part; none for what no filling has.
    fn words(&self, part: Part) -> &'a str {
        self.filling.words.get(part.start as usize..part.end as usize).unwrap_or_default()
    }

    fn open_link(&mut self, address: &str) {
        self.push("<a href=\"");
        self.text(address);
        self.push("\">");
    }

    /// Opens a link that says what its target is called, where its words do not.
    fn open_titled(&mut self, Named { address, name }: Named, words: &str) {
        self.push("<a href=\"");
        self.text(self.words(address));
        let before = self.out.len();
        self.push("\" title=\"");
        let title = self.out.len();
        self.text(self.words(name));
        if self.out[title..] == *words {
            self.out.truncate(before);
        }
        self.push("\">");
    }

    fn link(&mut self, address: &str, words: &str) {
        self.open_link(address);
        self.text(words);
        self.push("</a>");
    }

    fn named(&mut self, named: Option<Named>) {
        if let Some(Named { address, name }) = named {
            self.push(" · ");
            self.link(self.words(address), self.words(name));
        }
    }

    fn role(&mut self, hole: &RoleHole) {
        let actors = &self.filling.actors;
        let actors = actors.binary_search_by_key(&hole.section, |actors| actors.section).ok().map(|at| actors[at]);
        self.push("<p class=\"says-role\">");
        self.word(&format!("role.{}", hole.role.word()));
        if let Some(Named { address, name }) = actors.and_then(|actors| actors.to) {
            self.push(" · ");
            self.word("role.to");
            self.push(" ");
            self.link(self.words(address), self.words(name));
        }
        self.named(actors.and_then(|actors| actors.body));
        self.named(actors.and_then(|actors| actors.person));
        self.day("text.decided", hole.decided);
        self.day("text.report", hole.report);
        for party in &hole.parties {
            self.push(" · ");
            self.text(party);
        }
        self.push("</p>\n");
    }

    fn day(&mut self, word: &str, day: Option<Date>) {
        let Some(day) = day else { return };
        self.push(" · ");
        self.word(word);
        self.push(&format!(" <time datetime=\"{day}\">"));
        self.text(&self.locale.day(day));
        self.push("</time>");
    }

    /// What stands beside marked words.
    fn says(&mut self, kind: &str, value: &str, claim: Option<u8>, is_about_proposal: bool) {
        self.word(&format!("{kind}.{value}"));
        if let Some(claim) = claim {
            self.push(", ");
            self.text(&self.locale.word("text.claim").replace("{n}", &claim.to_string()));
        }
        if is_about_proposal {
            self.push(", ");
            self.word("target.proposal");
        }
    }

    fn image(&mut self, address: &str, alternative: &str) {
        self.push("<img src=\"");
        self.text(address);
        self.push("\" alt=\"");
        self.text(alternative);
        self.push("\" loading=\"lazy\">");
    }

    fn number(&mut self, index: u32, written: &str, readings: &[(u32, u32)]) {
        let Some(Target::Number(reading, named)) = self.target(index) else {
            self.text(written);
            return;
        };
        let (start, end) = readings[reading as usize];
        let (start, end) = (start as usize, end as usize);
        self.text(&written[..start]);
        self.open_titled(named, "");
        self.text(&written[start..end]);
        self.push("</a>");
        self.text(&written[end..]);
    }
}
