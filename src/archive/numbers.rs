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

/// Every registered number, by its canonical form.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    by_key: HashMap<Box<str>, Vec<Registered>>,
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
        self.by_key.entry(number.key).or_default().push(registered);
    }

    /// All numbers with their canonical forms, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Registered])> {
        self.by_key.iter().map(|(key, registered)| (&**key, registered.as_slice()))
    }

    /// What `number` means in a text.
    pub fn find(&self, number: &Number, reader: Reader, reach: Reach) -> Found {
        let Some(all) = self.by_key.get(&number.key) else { return Found::Nothing };
        let fits: Vec<_> = all.iter().filter(|registered| self.fits(number, registered)).collect();
        let levels: [&dyn Fn(&Registered) -> bool; 4] = [
            &|registered| Some(registered.case) == reader.case,
            &|registered| reader.body.is_some_and(|body| registered.bodies.contains(&body)),
            &|registered| Some(registered.municipality) == reader.municipality,
            &|_| reach == Reach::Archive,
        ];
        for level in levels {
            let here: Vec<_> = fits.iter().copied().filter(|registered| level(registered)).collect();
            let cases: BTreeSet<_> = here.iter().map(|registered| registered.case).collect();
            match cases.len() {
                0 => {}
                1 => return Found::One(one(number, &here)),
                _ => return Found::Several(cases.into_iter().collect()),
            }
        }
        Found::Nothing
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

/// A number in a series of documents is its document's; any other is its case's.
fn one(number: &Number, here: &[&Registered]) -> Entity {
    let is_series = number.prefix.as_deref().is_some_and(|prefix| SERIES.contains(&prefix));
    let documents: BTreeSet<_> = here.iter().filter_map(|registered| registered.document).collect();
    match documents.first() {
        Some(document) if is_series && documents.len() == 1 => Entity::Document(*document),
        _ => Entity::Case(here[0].case),
    }
}
