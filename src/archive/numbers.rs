//! The case numbers of the archive, and what a number in a text means.
//!
//! A number is unique only within the body that gave it, so it is looked up
//! from the inside out: in the case where it stands, among the cases of the
//! body that wrote the text, in the municipality, in the archive. What fits
//! two cases at the first level where it fits any is ambiguous: reported, and
//! never guessed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::case::Entity;
use super::ids::{BodyId, CaseId, DocumentId, MunicipalityId};
use crate::source::number::Number;

/// Series in which `2017:40` is a number of its own: the word is part of it.
const SERIES: [&str; 3] = ["MOTION", "UTLÅTANDE", "INTERPELLATION"];

/// A number that a case or document is registered under.
#[derive(Clone, Debug)]
pub struct Registered {
    /// As written.
    pub written: Box<str>,
    /// The letters before it.
    pub prefix: Option<Box<str>>,
    /// In which municipality.
    pub municipality: MunicipalityId,
    /// The bodies that it may be the number of.
    pub bodies: Vec<BodyId>,
    /// Of which case.
    pub case: CaseId,
    /// Of which document, when it is a document's own.
    pub document: Option<DocumentId>,
}

/// From where a number is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reader {
    /// The municipality of the text; none for a plain page.
    pub municipality: Option<MunicipalityId>,
    /// The body that wrote it.
    pub body: Option<BodyId>,
    /// Its case.
    pub case: Option<CaseId>,
}

/// How far out a number is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// In the reader's municipality: for numbers that nobody marked as references.
    Municipality,
    /// In the whole archive: for `[[references]]`.
    Archive,
}

/// What a number turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing of this archive.
    Nothing,
    /// A case or a document.
    One(Entity),
    /// The number of several cases.
    Several(Vec<CaseId>),
}

/// Every registered number, by municipality and canonical form: the same number
/// is given by every municipality, and hardly twice by one.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    by_municipality: BTreeMap<MunicipalityId, HashMap<Box<str>, Vec<Registered>>>,
    /// The letters that the bodies of a municipality put before their numbers.
    prefixes: BTreeMap<(MunicipalityId, Box<str>), Vec<BodyId>>,
}

impl Numbers {
    /// Says that a body puts `prefix` before its numbers.
    pub fn add_prefix(&mut self, municipality: MunicipalityId, prefix: &str, body: BodyId) {
        self.prefixes.entry((municipality, prefix.to_uppercase().into())).or_default().push(body);
    }

    /// Registers a number. `body` is the one that gave it, when its letters do not tell.
    pub fn add(
        &mut self,
        number: Number,
        written: Box<str>,
        of: (MunicipalityId, CaseId, Option<DocumentId>),
        body: Option<BodyId>,
    ) {
        let (municipality, case, document) = of;
        let by_prefix = number.prefix.as_ref().and_then(|prefix| self.prefixes.get(&(municipality, prefix.clone())));
        let bodies = by_prefix.cloned().unwrap_or_else(|| body.into_iter().collect());
        let registered = Registered { written, prefix: number.prefix, municipality, bodies, case, document };
        self.by_municipality.entry(municipality).or_default().entry(number.key).or_default().push(registered);
    }

    /// All numbers with their canonical forms, by municipality, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Registered])> {
        self.by_municipality.values().flatten().map(|(key, registered)| (&**key, registered.as_slice()))
    }

    /// What `number` means in a text.
    pub fn find(&self, number: &Number, reader: Reader, reach: Reach) -> Found {
        let near: Vec<_> = reader.municipality.into_iter().flat_map(|id| self.of(id, number)).collect();
        let in_case = |registered: &Registered| Some(registered.case) == reader.case;
        let of_body = |registered: &Registered| reader.body.is_some_and(|body| registered.bodies.contains(&body));
        let levels: [&dyn Fn(&Registered) -> bool; 3] = [&in_case, &of_body, &|_| true];
        let mut found = levels.into_iter().map(|level| meaning(number, near.iter().copied().filter(|one| level(one))));
        found.find(|found| *found != Found::Nothing).unwrap_or_else(|| match reach {
            Reach::Municipality => Found::Nothing,
            Reach::Archive => meaning(number, self.by_municipality.keys().flat_map(|id| self.of(*id, number))),
        })
    }

    /// What a number of a municipality may be.
    fn of<'a>(&'a self, municipality: MunicipalityId, number: &'a Number) -> impl Iterator<Item = &'a Registered> {
        let registered = self.by_municipality.get(&municipality).and_then(|by_key| by_key.get(&number.key));
        registered.into_iter().flatten().filter(|registered| self.fits(number, registered))
    }

    /// Letters may be left out on either side, but not contradict each other:
    /// where one side has none, the other's must be those of the body whose number it is.
    fn fits(&self, number: &Number, registered: &Registered) -> bool {
        let is_series = |prefix: &Option<Box<str>>| prefix.as_deref().is_some_and(|prefix| SERIES.contains(&prefix));
        match (&number.prefix, &registered.prefix) {
            (written, known) if is_series(written) || is_series(known) => written == known,
            (Some(written), None) => {
                let owners = self.prefixes.get(&(registered.municipality, written.clone()));
                owners.is_some_and(|owners| owners.iter().any(|owner| registered.bodies.contains(owner)))
            }
            (Some(written), Some(known)) => written == known,
            (None, _) => true,
        }
    }
}

/// What a number means that fits what is registered `here`.
fn meaning<'a>(number: &Number, here: impl Iterator<Item = &'a Registered>) -> Found {
    let here: Vec<_> = here.collect();
    let [first, others @ ..] = here.as_slice() else { return Found::Nothing };
    if others.iter().all(|other| other.case == first.case) {
        return Found::One(one(number, &here));
    }
    let cases: BTreeSet<_> = here.iter().map(|registered| registered.case).collect();
    Found::Several(cases.into_iter().collect())
}

/// A number in a series of documents is its document's; any other is its case's.
fn one(number: &Number, here: &[&Registered]) -> Entity {
    let is_series = number.prefix.as_deref().is_some_and(|prefix| SERIES.contains(&prefix));
    let mut documents = here.iter().filter_map(|registered| registered.document);
    match documents.next() {
        Some(document) if is_series && documents.all(|other| other == document) => Entity::Document(document),
        _ => Entity::Case(here[0].case),
    }
}
