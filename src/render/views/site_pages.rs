//! Pages about the site itself: words that are explained, and how accessible it is.

use serde::Serialize;

use super::{Day, Meta, view};
use crate::fields::Vocabulary;
use crate::glossary::Term;
use crate::render::order::collator;
use crate::render::patterns::{Pieces, Slot};
use crate::render::site::Site;
use crate::routes::Page;

view! {
    /// The view of the glossary.
    pub struct GlossaryView {
        page: Meta,
        /// Terms in alphabetical order, as entries.
        terms: Slot,
    }
}

/// A term as an entry of a list.
#[derive(Serialize)]
struct TermEntry {
    anchor: Slot,
    name: Slot,
    explanation: Slot,
}

/// Makes the view of the glossary.
pub fn glossary(site: &Site, pieces: &mut Pieces) -> GlossaryView {
    let page = site.meta(pieces, Page::Glossary, site.locale.word("nav.glossary"), Vec::new());
    let mut terms: Vec<&Term> = site.glossary.terms().iter().collect();
    let collator = collator(site.config.language);
    terms.sort_by(|one, other| collator.compare(&one.name, &other.name));
    let terms = pieces.add(|out| {
        for term in terms {
            site.push_line(out, "term_entry", |pieces| TermEntry {
                anchor: pieces.text(&term.slug),
                name: pieces.text(&term.name),
                explanation: pieces.text(&term.explanation),
            });
        }
    });
    GlossaryView { page, terms }
}

view! {
    /// The view of what is said about accessibility.
    pub struct AccessibilityView {
        page: Meta,
        /// Who answers for the archive; without a word of it, the archive's title.
        publisher: Slot,
        /// `full`, `partial`, `none`, or `unknown` while nobody has judged.
        status: &'static str,
        deficiencies: Vec<Slot>,
        method: Slot,
        reviewed: Option<Day>,
        email: Slot,
        phone: Slot,
    }
}

/// Makes the view of what is said about accessibility.
pub fn accessibility(site: &Site, pieces: &mut Pieces) -> AccessibilityView {
    let said = &site.config.accessibility;
    AccessibilityView {
        page: site.meta(pieces, Page::Accessibility, site.locale.word("nav.accessibility"), Vec::new()),
        publisher: pieces.text(said.publisher.as_deref().unwrap_or(&site.config.title)),
        status: said.status.map_or("unknown", Vocabulary::word),
        deficiencies: said.deficiencies.iter().map(|text| pieces.text(text)).collect(),
        method: pieces.some_text(said.method.as_deref()),
        reviewed: site.day(pieces, said.reviewed),
        email: pieces.some_text(said.email.as_deref()),
        phone: pieces.some_text(said.phone.as_deref()),
    }
}
