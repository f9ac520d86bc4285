//! A page before it is HTML: everything that its template and its text show.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::filling::Filling;
use super::patterns::Pieces;
use super::views::View;
use crate::routes::address::{OutPath, Viewpoint};
use crate::store::Place;
use crate::text::{FileId, digest};

/// A page, gathered from the archive. Whatever writes it looks at nothing else
/// of the archive, so that its [`Fingerprint`] tells whether it would come out
/// as it did before.
pub struct Prepared {
    pub(super) template: &'static str,
    /// Where it stands.
    pub path: OutPath,
    /// The same as a place to link from.
    pub(super) from: Viewpoint,
    pub(super) view: Box<dyn View>,
    /// What the view is as bytes.
    pub(super) shape: Vec<u8>,
    /// What goes where the view has slots.
    pub(super) pieces: Pieces,
    /// Its text.
    pub text: Inset,
}

/// The long text of a page, which is set into what its template makes.
pub enum Inset {
    /// It has none.
    Nothing,
    /// The text of a file.
    Body {
        /// The file.
        file: FileId,
        /// Where its body lies.
        body: Place,
        /// What belongs into the holes of that.
        filling: Filling,
        /// The filling as bytes.
        bytes: Vec<u8>,
    },
    /// A file as it is, with its digest.
    File(FileId, u64),
}

/// A digest of everything that a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Of everything around its text.
    around: u128,
    /// Of its text.
    text: u64,
}

impl Fingerprint {
    /// The fingerprint of a file that is published as it is, by its digest.
    pub fn of_file(digest: u64) -> Self {
        Self { around: 0, text: digest }
    }

    /// The fingerprint of the same page with another text, whose holes the same `filling` goes into.
    #[must_use]
    pub fn with_text(self, body: Place, filling: Place) -> Self {
        Self { text: text_digest(body, filling.digest()), ..self }
    }
}

/// Two texts that show the same have the same digest, wherever their bodies lie.
fn text_digest(body: Place, filling: u64) -> u64 {
    digest([body.digest(), filling].map(u64::to_le_bytes).as_flattened())
}

impl Prepared {
    /// Its fingerprint, among pages made in the same `setting`: the theme, the
    /// settings and the program, as one digest.
    pub fn fingerprint(&self, setting: u64) -> Fingerprint {
        let mut hasher = Xxh3::with_seed(setting);
        for part in [self.template, self.path.as_str(), self.from.root()] {
            hasher.update(part.as_bytes());
            hasher.update(&[0]);
        }
        hasher.update(&self.shape);
        self.pieces.digest(&mut hasher);
        let text = match &self.text {
            Inset::Nothing => 0,
            Inset::Body { body, bytes, .. } => text_digest(*body, digest(bytes)),
            Inset::File(_, digest) => *digest,
        };
        Fingerprint { around: hasher.digest128(), text }
    }
}
