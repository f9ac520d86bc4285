//! The entries of lists, each made once.
//!
//! A document stands in the lists of its year, its body, its authors and its
//! municipality. Its entry is the same in all of them but for the way to the
//! root of the site, so the theme's component makes it once, with a mark where
//! that way goes, and every list that shows it puts its own there.

use std::sync::{Mutex, OnceLock};

use serde::Serialize;

use super::html::marks::ROOT;
use super::per_thread::PerThread;
use super::site::Site;
use super::templates::Templates;
use crate::archive::Archive;
use crate::archive::ids::{CaseId, DocumentId, Id};
use crate::diag::{Diagnostic, Faults};

/// The entries made so far.
pub struct Entries<'a> {
    templates: &'a Templates,
    documents: Vec<OnceLock<Box<str>>>,
    cases: Vec<OnceLock<Box<str>>>,
    /// For each thread the entries of the case that it is at, without the case's name:
    /// they stand on the page of each of its documents, and those are rendered together.
    siblings: PerThread<Mutex<Option<Siblings>>>,
    faults: Faults,
}

struct Siblings {
    case: CaseId,
    entries: Vec<(DocumentId, Box<str>)>,
}

/// What the component of a document's entry is given.
#[derive(Serialize)]
struct DocumentEntry<'a, T> {
    one: &'a T,
    with_case: bool,
}

#[derive(Serialize)]
struct CaseEntry<'a, T> {
    one: &'a T,
}

impl<'a> Entries<'a> {
    /// Room for the entries of an archive.
    pub fn new(archive: &Archive, templates: &'a Templates) -> Self {
        Self {
            templates,
            documents: archive.documents.iter().map(|_| OnceLock::new()).collect(),
            cases: archive.cases.iter().map(|_| OnceLock::new()).collect(),
            siblings: PerThread::new(Mutex::default),
            faults: Faults::default(),
        }
    }

    /// What is wrong with the components that make entries.
    pub fn faults(&self) -> Vec<Diagnostic> {
        self.faults.all()
    }

    fn make(&self, component: &str, arguments: &impl Serialize) -> Box<str> {
        match self.templates.component(component, arguments, ROOT) {
            Ok(html) => html.into(),
            Err(fault) => {
                self.faults.add(*fault);
                Box::default()
            }
        }
    }
}

impl Site<'_> {
    /// Documents as entries of a list.
    pub fn document_entries(&self, documents: impl Iterator<Item = DocumentId>) -> String {
        let entry =
            |id: DocumentId| self.entries.documents[id.index()].get_or_init(|| self.document_entry(id, true)).as_ref();
        join(documents.map(entry), self.root)
    }

    /// Cases as entries of a list.
    pub fn case_entries(&self, cases: impl Iterator<Item = CaseId>) -> String {
        let make = |id| self.entries.make("case_entry", &CaseEntry { one: &self.seen_from(ROOT).case_card(id) });
        let entry = |id: CaseId| self.entries.cases[id.index()].get_or_init(|| make(id)).as_ref();
        join(cases.map(entry), self.root)
    }

    /// A case's documents as entries of a list, but for `without`.
    pub fn sibling_entries(&self, case: CaseId, without: Option<DocumentId>) -> String {
        let mut slot = self.entries.siblings.own().lock().expect("no thread fails while it holds the lock");
        if slot.as_ref().is_none_or(|siblings| siblings.case != case) {
            let documents = self.archive.cases[case].documents.iter();
            let entries = documents.map(|id| (*id, self.document_entry(*id, false))).collect();
            *slot = Some(Siblings { case, entries });
        }
        let entries = slot.iter().flat_map(|siblings| &siblings.entries);
        join(entries.filter(|(id, _)| Some(*id) != without).map(|(_, html)| html.as_ref()), self.root)
    }

    fn document_entry(&self, id: DocumentId, with_case: bool) -> Box<str> {
        let one = &self.seen_from(ROOT).document_card(id);
        self.entries.make("document_entry", &DocumentEntry { one, with_case })
    }
}

/// Entries after one another, with `root` where its mark stands.
fn join<'e>(entries: impl Iterator<Item = &'e str>, root: &str) -> String {
    let mut list = String::new();
    for entry in entries {
        for (index, part) in entry.split(ROOT).enumerate() {
            if index > 0 {
                list.push_str(root);
            }
            list.push_str(part);
        }
        list.push('\n');
    }
    list
}
