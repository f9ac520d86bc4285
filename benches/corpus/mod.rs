//! A made-up archive of any size, the same for the same seed, in the formats of
//! diarium, Zola and Hugo.
//!
//! A case is a motion, a referral, three to eight answers, a statement and a
//! decision, with marks, references and case numbers in the text; around the
//! cases stand registers of bodies, people and topics. Lengths vary as those of
//! real documents do, around 6 KB. Cases are made one by one from their numbers:
//! a million documents need no more memory than a thousand.

#![allow(dead_code, reason = "each program uses its part")]
#![allow(clippy::disallowed_methods, reason = "a corpus is written to be read again")]

mod archive;
mod case;
mod format;
mod random;
mod text;
mod words;

use std::io;
use std::path::Path;

use rayon::prelude::*;

pub use archive::Archive;
pub use format::Format;

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How many documents.
    pub documents: usize,
    /// How many cases they belong to.
    pub cases: usize,
    /// How many bytes the documents have, front matter and all.
    pub bytes: u64,
}

/// Writes an archive of so many documents into the folder `root`, which holds
/// `content` afterwards and, for diarium, `site.toml`.
///
/// # Errors
/// When a file cannot be written.
///
/// # Panics
/// When there are no documents, or more than there are names of people for.
pub fn write(documents: usize, seed: u64, format: Format, root: &Path) -> io::Result<Summary> {
    assert!(documents > 0, "an archive has documents");
    let archive = Archive::new(documents, seed);
    format::write_frame(&archive, format, root)?;
    let bytes = (0..archive.cases).into_par_iter().map(|index| {
        let case = case::make(&archive, index);
        format::write_case(&archive, &case, format, root)
    });
    let bytes = bytes.try_reduce(|| 0, |one, other| Ok(one + other))?;
    Ok(Summary { documents, cases: archive.cases, bytes })
}
