//! A page before it is HTML: everything that its template and its text show.

use serde::Serialize;
use xxhash_rust::xxh3::Xxh3;

use super::filling::Filling;
use super::views::View;
use crate::store::Place;
use crate::text::FileId;

/// A page, gathered from the archive. Whatever writes it looks at nothing else
/// of the archive, so that its [`Fingerprint`] tells whether it would come out
/// as it did before.
pub struct Prepared {
    pub(super) template: &'static str,
    pub(super) view: Box<dyn View>,
    pub(super) text: Inset,
}

/// The long text of a page, which is set into what its template makes.
#[derive(Serialize)]
pub enum Inset {
    /// It has none.
    Nothing,
    /// A text and what belongs into its holes.
    Body(Place, Filling),
    /// A file as it is, with its digest.
    File(#[serde(skip)] FileId, u64),
}

/// A digest of everything that a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of a file that is published as it is, by its digest.
    pub fn of_file(digest: u64) -> Self {
        Self(digest.into())
    }
}

impl Prepared {
    /// A page without a text.
    pub(super) fn new(template: &'static str, view: impl View + 'static) -> Self {
        Self { template, view: Box::new(view), text: Inset::Nothing }
    }

    /// Gives it a text.
    pub(super) fn with(self, text: Inset) -> Self {
        Self { text, ..self }
    }

    /// Its fingerprint, among pages made in the same `setting`: the theme, the
    /// settings and the program, as one digest.
    pub fn fingerprint(&self, setting: u64) -> Fingerprint {
        let mut hasher = Xxh3::with_seed(setting);
        hasher.update(self.template.as_bytes());
        self.view.digest(&mut hasher);
        hasher.update(&postcard::to_stdvec(&self.text).expect("memory takes everything"));
        Fingerprint(hasher.digest128())
    }
}
