//! What the last build leaves for the next: so that a file that has not changed
//! is not read again, and a page that would not change is not made again.
//!
//! The stages know nothing of this. Reading asks a [`Memory`] what a file
//! yielded before; the pipeline asks whether a page stands with the same
//! [`Fingerprint`]. Without a record both are told no, and the result is the
//! same. A record that another version of the program wrote, or that is damaged,
//! counts as none.
//!
//! ```text
//! .public.diarium/
//!   record      this module's: files with size, time and digest, pages with fingerprints
//!   outlines.0  what files yielded that the archive is linked from
//!   bodies.0    what pages show of texts
//!   wordings.0  the plain words of texts, which are searched
//!   cards.0     what is found by search, beside texts
//! ```

mod saved;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use hashbrown::HashTable;
use rayon::prelude::*;

use crate::publish::RECORD;
use crate::render::prepared::Fingerprint;
use crate::search::kept::Kept;
use crate::source::{Known, Memory, Texts};
use crate::store::Store;
use crate::text::{FileId, Sources, Stamp, digest};
use saved::{File, Saved};
pub use saved::{Page, Shown, Summary};

/// What is remembered, and what the build that is under way will leave.
pub struct Record {
    old: Saved,
    /// The pages of the old record by their paths.
    pages: OnceLock<HashTable<usize>>,
    /// Which of the two sets of texts is in use.
    texts_number: u8,
    /// Where what files yielded lies.
    pub texts: Texts,
    /// Where lies what the index for search says of units beside their texts.
    pub cards: Store,
    /// The index that the build under way makes.
    new_index: Mutex<Option<Kept>>,
    /// What files yielded, and where in the texts, by their ids.
    files: Mutex<Vec<Option<Known>>>,
    new_pages: Mutex<Vec<Page>>,
}

impl Record {
    /// Reads what the last build left in `folder`.
    ///
    /// # Errors
    /// When the system gives no place for texts.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let saved = Saved::read(&folder.join(RECORD)).filter(|saved| !saved.is_mostly_refuse());
        let opened = saved.and_then(|saved| Some((open_texts(folder, &saved)?, saved)));
        match opened {
            Some(((texts, cards), saved)) => {
                forget_texts(folder, other(saved.texts_number));
                Ok(Self::new(saved.texts_number, texts, cards, saved))
            }
            None => Self::begin(folder),
        }
    }

    /// Begins anew in `folder`, whatever is there.
    ///
    /// # Errors
    /// When the system gives no place for texts.
    pub fn begin(folder: &Path) -> io::Result<Self> {
        // The old texts stay until the new record is in place.
        let used = Saved::read(&folder.join(RECORD)).map(|saved| saved.texts_number);
        let number = used.map_or(0, other);
        let begin = |name| {
            let path = texts_path(folder, name, number);
            let file = fs::File::options().read(true).write(true).create(true).truncate(true).open(&path);
            let file = file.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
            Ok::<_, io::Error>(Store::new(file, 0))
        };
        let texts = Texts { outlines: begin(OUTLINES)?, bodies: begin(BODIES)?, wordings: begin(WORDINGS)? };
        Ok(Self::new(number, texts, begin(CARDS)?, Saved::default()))
    }

    /// A record of nothing, which nobody will read.
    ///
    /// # Errors
    /// When the system gives no place for texts.
    pub fn none() -> io::Result<Self> {
        Ok(Self::new(0, Texts::temporary()?, Store::temporary()?, Saved::default()))
    }

    fn new(texts_number: u8, texts: Texts, cards: Store, old: Saved) -> Self {
        Self {
            old,
            pages: OnceLock::new(),
            texts_number,
            texts,
            cards,
            new_index: Mutex::default(),
            files: Mutex::default(),
            new_pages: Mutex::default(),
        }
    }

    /// Makes room for what is to come, so that nothing grows by doubling.
    pub fn expect(&self, files: usize, pages: usize) {
        self.files.lock().expect("no thread fails while it holds the lock").reserve_exact(files);
        self.new_pages.lock().expect("no thread fails while it holds the lock").reserve_exact(pages);
    }

    /// Gives away the names of the files, by which they keep their ids from build to build.
    pub fn take_names(&mut self) -> Vec<String> {
        std::mem::take(&mut self.old.names)
    }

    /// What the last build said, when the `setting` was the same.
    pub fn summary(&self, setting: u64) -> Option<&Summary> {
        self.old.summary.as_ref().filter(|summary| summary.setting == setting)
    }

    /// The files of `sources` that may have changed, when all of them were there
    /// before and the `setting` is the same.
    pub fn changed(&self, setting: u64, sources: &Sources) -> Option<Vec<FileId>> {
        self.summary(setting)?;
        let changed: Vec<_> = sources.find(|file, stamp| !self.file(file).is_some_and(|old| old.is_as_it_was(stamp)));
        let is_same_set = self.old.files.iter().flatten().count() == sources.on_disk();
        (is_same_set && changed.iter().all(|file| self.file(*file).is_some())).then_some(changed)
    }

    /// Whether a file has the digest that it had in the last build. Reads it, if it was not read yet.
    pub fn is_the_same(&self, file: FileId, sources: &Sources) -> bool {
        let digest = sources.digest(file).or_else(|| sources.read_bytes(file).ok().and_then(|_| sources.digest(file)));
        digest.is_some() && digest == self.file(file).and_then(|old| old.digest)
    }

    /// Whether every file of the site in `target` is as the last build left it.
    pub fn site_stands(&self, target: &Path) -> bool {
        self.stand_in("", target)
    }

    /// Whether every file of a folder of the site is as the last build left it.
    pub fn stand_in(&self, folder: &str, target: &Path) -> bool {
        self.pages_in(folder).par_iter().all(|page| Stamp::of(&target.join(&*page.path)) == Some(page.stamp))
    }

    /// What a text file yielded in the last build.
    pub fn known(&self, file: FileId) -> Option<Known> {
        self.file(file)?.known
    }

    /// Whether nothing was said of a text file, and none points at its paragraphs.
    pub fn concerns_itself_alone(&self, file: FileId) -> bool {
        let is_cited = self.file(file).is_some_and(|file| file.is_cited);
        let summary = self.old.summary.as_ref();
        !is_cited && summary.is_some_and(|summary| !summary.diagnostics.mention(file))
    }

    /// The pages that show the text of a file.
    pub fn pages_of(&self, file: FileId) -> impl Iterator<Item = &Page> {
        self.old.pages.iter().filter(move |page| match page.shown {
            Shown::Nothing => false,
            Shown::Text { file: shown, .. } | Shown::File(shown) => shown == file,
        })
    }

    fn file(&self, file: FileId) -> Option<&File> {
        self.old.files.get(file.index())?.as_ref()
    }

    /// The digest of a file that has not changed since the last build.
    pub fn digest(&self, file: FileId, sources: &Sources) -> Option<u64> {
        self.unchanged_file(file, sources)?.digest
    }

    fn unchanged_file(&self, file: FileId, sources: &Sources) -> Option<&File> {
        // A file that is not known is not asked for its stamp before it is read.
        self.file(file).filter(|old| sources.stamp(file).is_some_and(|stamp| old.is_as_it_was(stamp)))
    }

    fn page(&self, path: &str) -> Option<&Page> {
        let pages = &self.old.pages;
        let hash = |path: &str| digest(path.as_bytes());
        let by_path = self.pages.get_or_init(|| {
            let mut by_path = HashTable::with_capacity(pages.len());
            for (index, page) in pages.iter().enumerate() {
                by_path.insert_unique(hash(&page.path), index, |index| hash(&pages[*index].path));
            }
            by_path
        });
        by_path.find(hash(path), |index| *pages[*index].path == *path).map(|index| &pages[*index])
    }

    /// The file of the site that stood at a path. Few are asked for here: whoever asks for most of them gets
    /// a table for it, in [`Self::stands`].
    pub fn stood(&self, path: &str) -> Option<&Page> {
        let found = self.old.pages.binary_search_by(|page| (*page.path).cmp(path));
        found.ok().map(|index| &self.old.pages[index])
    }

    /// Whether a page stood with a fingerprint, and is still as it was left:
    /// `stamp` is that of the file that stands now.
    pub fn stands(&self, path: &str, fingerprint: Fingerprint, stamp: impl FnOnce() -> Option<Stamp>) -> bool {
        let Some(page) = self.page(path) else { return false };
        let stands = page.fingerprint == fingerprint && stamp() == Some(page.stamp);
        if stands {
            self.new_pages.lock().expect("no thread fails while it holds the lock").push(page.clone());
        }
        stands
    }

    /// The index for search that stands.
    pub fn index(&self) -> Option<&Kept> {
        self.old.index.as_ref()
    }

    /// Remembers the index for search.
    pub fn keep_index(&self, index: Kept) {
        *self.new_index.lock().expect("no thread fails while it holds the lock") = Some(index);
    }

    /// How much of each file of texts, and of that of cards, belongs to the record.
    fn ends(&self) -> [u64; 4] {
        let Texts { outlines, bodies, wordings } = &self.texts;
        [outlines, bodies, wordings, &self.cards].map(Store::end)
    }

    /// The files of the site in a folder.
    pub fn pages_in(&self, folder: &str) -> &[Page] {
        let start = self.old.pages.partition_point(|page| *page.path < *folder);
        let length = self.old.pages[start..].partition_point(|page| page.path.starts_with(folder));
        &self.old.pages[start..start + length]
    }

    /// Remembers a page that was made.
    pub fn keep_page(&self, page: Page) {
        self.new_pages.lock().expect("no thread fails while it holds the lock").push(page);
    }

    /// What this build leaves, as parts of a file that follow one another. `began` is when it began, by the clock of
    /// the disk; `cited` are the files at whose paragraphs other texts point.
    ///
    /// # Errors
    /// When the last texts cannot be written.
    pub fn into_bytes(
        self,
        sources: &Sources,
        began: Option<Stamp>,
        cited: &BTreeSet<FileId>,
        summary: Summary,
    ) -> io::Result<Vec<Vec<u8>>> {
        self.texts.flush()?;
        self.cards.flush()?;
        let known = std::mem::take(&mut *self.files.lock().expect("no thread failed while it held the lock"));
        let file = |(file, stamp): (FileId, Option<Stamp>)| {
            let known = known.get(file.index()).copied().flatten();
            let digest =
                sources.digest(file).or_else(|| self.digest(file, sources)).or(known.map(|known| known.digest));
            let is_cited = cited.contains(&file);
            stamp.map(|stamp| File { stamp, is_settled: is_settled(stamp, began), digest, known, is_cited })
        };
        let mut pages = std::mem::take(&mut *self.new_pages.lock().expect("no thread failed while it held the lock"));
        pages.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let saved = Saved {
            names: sources.names(),
            files: sources.stamps().map(file).collect(),
            pages,
            texts_number: self.texts_number,
            ends: self.ends(),
            summary: Some(summary),
            index: self.new_index.lock().expect("no thread failed while it held the lock").take(),
        };
        Ok(saved.to_bytes())
    }

    /// What a build leaves that changed a few files and pages, as [`Self::into_bytes`]
    /// gives it; a file that was only touched yields what it did.
    ///
    /// # Errors
    /// When the last texts cannot be written.
    pub fn edited(self, edits: Edited, sources: &Sources, began: Option<Stamp>) -> io::Result<Vec<Vec<u8>>> {
        self.texts.flush()?;
        self.cards.flush()?;
        let ends = self.ends();
        let mut saved = self.old;
        for (file, known) in edits.files {
            if let (Some(old), Some(stamp)) = (&mut saved.files[file.index()], sources.stamp(file)) {
                let digest = sources.digest(file).or(old.digest);
                *old = File { stamp, is_settled: is_settled(stamp, began), digest, known: known.or(old.known), ..*old };
            }
        }
        let mut new = Vec::new();
        for page in edits.pages {
            match saved.pages.binary_search_by(|old| old.path.cmp(&page.path)) {
                Ok(at) => saved.pages[at] = page,
                Err(_) => new.push(page),
            }
        }
        saved.pages.retain(|page| !edits.gone.contains(&*page.path));
        saved.pages.extend(new);
        saved.pages.sort_by(|a, b| a.path.cmp(&b.path));
        if let Some(summary) = &mut saved.summary {
            summary.files = saved.pages.len();
        }
        saved.index = edits.index.or(saved.index);
        saved.names = sources.names();
        saved.ends = ends;
        Ok(saved.to_bytes())
    }
}

/// What a build changed that changed a little.
#[derive(Default)]
pub struct Edited {
    /// The files that changed, and what they yield now; those that were only touched, with nothing.
    pub files: Vec<(FileId, Option<Known>)>,
    /// The files of the site that are new or other ones.
    pub pages: Vec<Page>,
    /// The paths of those that are no more.
    pub gone: BTreeSet<String>,
    /// The index for search, if that is another.
    pub index: Option<Kept>,
}

/// Whether a file is so much older than a build that a later change would show in its time.
fn is_settled(stamp: Stamp, began: Option<Stamp>) -> bool {
    began.is_some_and(|began| stamp.is_before(began))
}

impl Memory for Record {
    fn unchanged(&self, file: FileId, sources: &Sources) -> Option<Known> {
        let known = self.unchanged_file(file, sources)?.known?;
        self.keep(file, known);
        Some(known)
    }

    fn same(&self, file: FileId, digest: u64) -> Option<Known> {
        let known = self.file(file)?.known.filter(|known| known.digest == digest)?;
        self.keep(file, known);
        Some(known)
    }

    fn keep(&self, file: FileId, known: Known) {
        let mut files = self.files.lock().expect("no thread fails while it holds the lock");
        if files.len() <= file.index() {
            files.resize(file.index() + 1, None);
        }
        files[file.index()] = Some(known);
    }
}

const OUTLINES: &str = "outlines";
const BODIES: &str = "bodies";
const WORDINGS: &str = "wordings";
const CARDS: &str = "cards";

fn texts_path(folder: &Path, name: &str, number: u8) -> PathBuf {
    folder.join(format!("{name}.{number}"))
}

/// There are two sets of texts, so that new ones can be begun while the old are needed.
fn other(number: u8) -> u8 {
    1 - number.min(1)
}

#[expect(clippy::disallowed_methods, reason = "the texts are ours alone, and no record needs these")]
fn forget_texts(folder: &Path, number: u8) {
    for name in [OUTLINES, BODIES, WORDINGS, CARDS] {
        fs::remove_file(texts_path(folder, name, number)).ok(); // there are mostly none
    }
}

fn open_texts(folder: &Path, saved: &Saved) -> Option<(Texts, Store)> {
    let open = |name, end| {
        let path = texts_path(folder, name, saved.texts_number);
        let file = fs::File::options().read(true).write(true).open(path).ok()?;
        let is_whole = file.metadata().ok()?.len() >= end;
        is_whole.then(|| Store::new(file, end))
    };
    let [outlines, bodies, wordings, cards] = saved.ends;
    let texts = Texts {
        outlines: open(OUTLINES, outlines)?,
        bodies: open(BODIES, bodies)?,
        wordings: open(WORDINGS, wordings)?,
    };
    Some((texts, open(CARDS, cards)?))
}
