//! A text's holes, filled with what the archive knows.
//!
//! Everything that comes from an author goes through [`escape`] here, as it did
//! where the rest of the text was made.

use jiff::civil::Date;
use serde::Serialize;

use super::site::Site;
use crate::archive::case::{Entity, Link, Text};
use crate::archive::ids::BodyId;
use crate::fields::Vocabulary;
use crate::locale::Locale;
use crate::routes::Page;
use crate::source::body::{Body, Heading, Hole, Label, RoleHole};

/// A text as templates see it.
#[derive(Debug, Default, Serialize)]
pub struct Html {
    /// The text.
    pub body: String,
    /// Its headings, for a contents list.
    pub headings: Vec<Heading>,
    /// Whether something in it is coloured.
    pub has_code: bool,
}

/// Escapes for text and for attributes in double quotes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    push_escaped(&mut escaped, text);
    escaped
}

/// Adds escaped text.
pub fn push_escaped(out: &mut String, text: &str) {
    pulldown_cmark_escape::escape_html(out, text).expect("a string takes everything");
}

/// Adds a link to a page, from the one that the site is seen from.
pub fn push_link(out: &mut String, site: &Site, page: Page, fragment: Option<&str>, words: &str) {
    open_link(out, site, page, fragment);
    push_escaped(out, words);
    out.push_str("</a>");
}

fn open_link(out: &mut String, site: &Site, page: Page, fragment: Option<&str>) {
    out.push_str("<a href=\"");
    out.push_str(site.root);
    site.routes.write(page, out);
    if let Some(fragment) = fragment {
        out.push('#');
        push_escaped(out, fragment);
    }
    out.push_str("\">");
}

/// The words of the locale that stand in every text, escaped once.
#[derive(Debug)]
pub struct Labels([String; 4]);

impl Labels {
    /// Those of a locale.
    pub fn new(locale: &Locale) -> Self {
        let words = ["text.section_link", "text.paragraph_link", "text.table", "text.back_to_text"];
        Self(words.map(|word| escape(locale.word(word))))
    }

    fn of(&self, label: Label) -> &str {
        &self.0[label as usize]
    }
}

/// Fills a text for the page that the site is seen from; `skip_title` leaves out the
/// heading that the page shows as its title.
pub fn fill(body: Body, text: &Text, site: &Site, skip_title: bool) -> Html {
    let mut filler = Filler { site, text, skip_title, out: String::with_capacity(body.html.len() * 5 / 4) };
    let mut done = 0;
    for (at, hole) in &body.holes {
        let at = *at as usize;
        filler.out.push_str(&body.html[done..at]);
        done = at;
        filler.hole(hole);
    }
    filler.out.push_str(&body.html[done..]);
    Html { body: filler.out, headings: body.headings, has_code: body.has_code }
}

struct Filler<'a> {
    site: &'a Site<'a>,
    text: &'a Text,
    skip_title: bool,
    out: String,
}

impl<'a> Filler<'a> {
    fn push(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.out.push_str(part));
    }

    fn hole(&mut self, hole: &Hole) {
        match hole {
            Hole::Label(label) => self.out.push_str(self.site.labels.of(*label)),
            Hole::Title(_) if self.skip_title => {}
            Hole::Title(words) => {
                self.out.push_str("<h2>");
                push_escaped(&mut self.out, words);
                self.out.push_str("</h2>\n");
            }
            Hole::Role(role) => self.role(role),
            Hole::Says { value, claim, is_about_proposal } => {
                let (kind, word) = value.words();
                self.says(kind, word, *claim, *is_about_proposal);
            }
            Hole::UseStart(index) => {
                if let Some(Link::To(entity, fragment)) = self.link(*index) {
                    open_link(&mut self.out, self.site, Page::Of(*entity), fragment.as_deref());
                }
            }
            Hole::UseEnd(index) => {
                if let Some(Link::To(..)) = self.link(*index) {
                    self.out.push_str("</a>");
                }
            }
            Hole::Image(index, alternative) => self.image(*index, alternative),
            Hole::Number(index, written, readings) => self.number(*index, written, readings),
        }
    }

    fn link(&self, index: u32) -> Option<&'a Link> {
        self.text.links.get(index as usize)
    }

    fn link_to(&mut self, entity: Entity, words: &str) {
        push_link(&mut self.out, self.site, Page::Of(entity), None, words);
    }

    fn role(&mut self, hole: &RoleHole) {
        let site = self.site;
        let sections = &self.text.sections;
        let actors = sections.binary_search_by_key(&(hole.section as usize), |actors| actors.index).ok();
        let actors = actors.map(|at| &sections[at]);
        self.out.push_str("<p class=\"says-role\">");
        push_escaped(&mut self.out, site.locale.word(&format!("role.{}", hole.role.word())));
        if let Some(to) = actors.and_then(|actors| actors.to) {
            self.out.push_str(" · ");
            push_escaped(&mut self.out, site.locale.word("role.to"));
            self.out.push(' ');
            self.link_to_body(to);
        }
        if let Some(body) = actors.and_then(|actors| actors.body) {
            self.out.push_str(" · ");
            self.link_to_body(body);
        }
        if let Some(person) = actors.and_then(|actors| actors.person) {
            self.out.push_str(" · ");
            self.link_to(Entity::Person(person), &site.archive.people[person].name);
        }
        self.day("text.decided", hole.decided);
        self.day("text.report", hole.report);
        for party in &hole.parties {
            self.out.push_str(" · ");
            push_escaped(&mut self.out, party);
        }
        self.out.push_str("</p>\n");
    }

    fn link_to_body(&mut self, body: BodyId) {
        let site = self.site;
        self.link_to(Entity::Body(body), &site.archive.bodies[body].name);
    }

    fn day(&mut self, word: &str, day: Option<Date>) {
        let Some(day) = day else { return };
        let locale = self.site.locale;
        self.out.push_str(" · ");
        push_escaped(&mut self.out, locale.word(word));
        self.push(&[" <time datetime=\"", &day.to_string(), "\">"]);
        push_escaped(&mut self.out, &locale.day(day));
        self.out.push_str("</time>");
    }

    /// What stands beside marked words.
    fn says(&mut self, kind: &str, value: &str, claim: Option<u8>, is_about_proposal: bool) {
        let locale = self.site.locale;
        push_escaped(&mut self.out, locale.word(&format!("{kind}.{value}")));
        if let Some(claim) = claim {
            self.out.push_str(", ");
            push_escaped(&mut self.out, &locale.word("text.claim").replace("{n}", &claim.to_string()));
        }
        if is_about_proposal {
            self.out.push_str(", ");
            push_escaped(&mut self.out, locale.word("target.proposal"));
        }
    }

    fn image(&mut self, index: u32, alternative: &str) {
        let Some(Link::Asset(asset)) = self.link(index) else { return };
        let address = self.site.routes.asset_link(*asset);
        self.push(&["<img src=\"", self.site.root]);
        push_escaped(&mut self.out, &address);
        self.out.push_str("\" alt=\"");
        push_escaped(&mut self.out, alternative);
        self.out.push_str("\" loading=\"lazy\">");
    }

    fn number(&mut self, index: u32, written: &str, readings: &[(u32, u32)]) {
        let Some(Link::Number(reading, entity)) = self.link(index) else {
            push_escaped(&mut self.out, written);
            return;
        };
        let (entity, (start, end)) = (*entity, readings[*reading]);
        let (start, end) = (start as usize, end as usize);
        push_escaped(&mut self.out, &written[..start]);
        self.link_to(entity, &written[start..end]);
        push_escaped(&mut self.out, &written[end..]);
    }
}
