//! How to refer to a document or a case for good: in so many words, and as BibTeX.

use std::fmt::Write;

use jiff::civil::Date;
use serde::Serialize;

use crate::archive::case::{Document, Entity};
use crate::archive::ids::{BodyId, CaseId, DocumentId, PersonId};
use crate::fields::Vocabulary;
use crate::render::patterns::{Pieces, Slot};
use crate::render::site::Site;
use crate::routes::Page;

/// How to refer to something.
#[derive(Debug, Serialize)]
pub struct CitationView {
    /// In so many words, without the address.
    plain: Slot,
    /// As an entry of a BibTeX file.
    bibtex: Slot,
    /// The address, absolute where the site knows where it will stand.
    address: Slot,
}

/// What a citation says.
struct Citation<'a> {
    page: Page,
    /// Who wrote it; a body's name is one word for BibTeX, a person's has a surname.
    bodies: Vec<&'a str>,
    people: Vec<&'a str>,
    title: &'a str,
    /// What kind of thing it is, where the title does not say it, and its numbers and paragraph.
    what: String,
    /// The day that it is of, and the year; of a case no more than the year is certain.
    day: Option<Date>,
    year: Option<i16>,
    municipality: &'a str,
}

/// How to refer to a document.
pub fn document(site: &Site, pieces: &mut Pieces, id: DocumentId) -> CitationView {
    let document = &site.archive.documents[id];
    let kind = site.locale.word(&format!("type.{}", document.kind.word()));
    Citation {
        page: Page::Of(Entity::Document(id)),
        bodies: document
            .body
            .filter(|_| document.authors.is_empty())
            .map(|body| named(site, body, document))
            .into_iter()
            .collect(),
        people: document.authors.iter().map(|id| person(site, *id)).collect(),
        title: document.title().unwrap_or(kind),
        what: listed(document.title().map(|_| kind), &document.numbers, document.item.as_deref()),
        day: document.day(),
        year: document.day().map(Date::year),
        municipality: municipality(site, document.case),
    }
    .view(site, pieces)
}

/// How to refer to a case.
pub fn case(site: &Site, pieces: &mut Pieces, id: CaseId) -> CitationView {
    let case = &site.archive.cases[id];
    Citation {
        page: Page::Of(Entity::Case(id)),
        bodies: vec![municipality(site, id)],
        people: Vec::new(),
        title: case.title(),
        what: listed(Some(site.locale.word("case.kind")), &case.numbers, None),
        day: None,
        year: site.archive.first_day(id).map(Date::year),
        municipality: municipality(site, id),
    }
    .view(site, pieces)
}

fn named<'a>(site: &Site<'a>, body: BodyId, document: &Document) -> &'a str {
    site.archive.bodies[body].name_on(document.day())
}

fn person<'a>(site: &Site<'a>, id: PersonId) -> &'a str {
    &site.archive.people[id].name
}

fn municipality<'a>(site: &Site<'a>, case: CaseId) -> &'a str {
    &site.archive.municipalities[site.archive.cases[case].municipality].name
}

/// The kind, the numbers and the paragraph of the minutes, by which registrars find a decision.
fn listed(kind: Option<&str>, numbers: &[Box<str>], item: Option<&str>) -> String {
    kind.into_iter().chain(numbers.iter().map(|number| &**number)).chain(item).collect::<Vec<_>>().join(", ")
}

impl Citation<'_> {
    fn view(&self, site: &Site, pieces: &mut Pieces) -> CitationView {
        let path = site.routes.path(self.page);
        let address = format!("{}{}", site.config.base_url.as_deref().unwrap_or_default(), path.as_str());
        CitationView {
            plain: pieces.text(&self.plain(site)),
            bibtex: pieces.text(&self.bibtex(site, path.as_str(), &address)),
            address: pieces.text(&address),
        }
    }

    /// Kommunstyrelsen (2018). Utlåtande över motion. Utlåtande, 2017/000991. Stockholms stad, 25 april 2018. Exempelarkivet.
    fn plain(&self, site: &Site) -> String {
        let mut who: Vec<_> = self.people.iter().chain(&self.bodies).copied().collect();
        if who.is_empty() {
            who.push(self.municipality);
        }
        let year = self.year.map_or_else(|| site.locale.word("cite.undated").to_owned(), |year| year.to_string());
        let place = match self.day {
            Some(day) => format!("{}, {}", self.municipality, site.locale.day(day)),
            None => self.municipality.to_owned(),
        };
        let parts = [&format!("{} ({year})", who.join(", ")), self.title, &self.what, &place, &site.config.title];
        let parts = parts.map(|part| part.trim_end_matches('.'));
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(". ") + "."
    }

    fn bibtex(&self, site: &Site, path: &str, address: &str) -> String {
        let people = self.people.iter().map(|name| bibtex_text(name));
        let bodies = self.bodies.iter().map(|name| format!("{{{}}}", bibtex_text(name)));
        let authors: Vec<_> = people.chain(bodies).collect();
        let key = path.trim_end_matches(".html").replace('/', "-");
        let day = self.day.map(|day| day.to_string()).unwrap_or_default();
        let year = self.year.map(|year| year.to_string()).unwrap_or_default();
        let fields = [
            ("author", authors.join(" and ")),
            ("title", format!("{{{}}}", bibtex_text(self.title))),
            ("howpublished", bibtex_text(&self.what)),
            ("organization", bibtex_text(self.municipality)),
            ("year", year),
            ("date", day),
            ("note", bibtex_text(&site.config.title)),
            ("url", address.to_owned()),
        ];
        let mut out = format!("@misc{{{key}");
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
            write!(out, ",\n  {name} = {{{value}}}").expect("a string takes everything");
        }
        out + "\n}"
    }
}

/// A text in a field of BibTeX: what has a meaning for TeX is written out.
/// (<https://tug.ctan.org/info/bibtex/tamethebeast/ttb_en.pdf>, the ten special characters.)
fn bibtex_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '{' | '}' | '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::bibtex_text;

    #[test]
    fn nothing_in_a_title_is_a_command_of_tex() {
        assert_eq!(
            bibtex_text("Å 50 % av {\\x} ~ R&D_1 #2 $ ^"),
            "Å 50 \\% av \\{\\textbackslash{}x\\} \\textasciitilde{} R\\&D\\_1 \\#2 \\$ \\textasciicircum{}"
        );
    }
}
