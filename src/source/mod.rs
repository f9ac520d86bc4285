//! Content exactly as written: files found, read once and taken apart.
//!
//! Takes the site's folder; gives [`Registers`], then case by case what the
//! content folder says, in which names are still names. Files are read in parallel
//! and let go: of a text its [`outline::Brief`] stays, all else waits on disk as
//! [`Texts`]. What cannot be read is reported, and the rest is read all the same.

pub mod anchor;
pub mod annotation;
pub mod body;
pub mod front_matter;
pub mod highlight;
pub mod markup;
pub mod number;
pub mod outline;
mod readers;
pub mod registers;
pub mod svg;
pub mod vocabulary;
pub mod walk;
pub mod wording;

use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Diagnostics};
use crate::store::{Place, Store};
use crate::text::{FileId, ReadError, Sources, Span, digest};
use front_matter::{CaseFields, DocumentFields, PageFields, Split};
use outline::{Brief, Outline};
use readers::Readers;
use walk::{CaseFiles, MunicipalityFiles, TextKind, Tree};

/// What files yielded, on disk until it is needed. What the archive is linked from
/// lies apart from what pages show, so that whoever links reads past nothing.
#[derive(Debug)]
pub struct Texts {
    /// Front matter and [`Outline`]s.
    pub outlines: Store,
    /// [`body::Body`]s, and what else pages show of them.
    pub bodies: Store,
    /// [`wording::Wording`]s, which are searched.
    pub wordings: Store,
}

impl Texts {
    /// Texts that are gone when they are dropped.
    ///
    /// # Errors
    /// When the system has no place for temporary files.
    pub fn temporary() -> io::Result<Self> {
        Ok(Self { outlines: Store::temporary()?, bodies: Store::temporary()?, wordings: Store::temporary()? })
    }

    /// Lets everything that was put be got.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn flush(&self) -> io::Result<()> {
        self.outlines.flush()?;
        self.wordings.flush()?;
        self.bodies.flush()
    }
}

/// The text of a file after its front matter, without the text itself.
#[derive(Clone, Debug)]
pub struct TextSource {
    /// The file.
    pub file: FileId,
    /// Its path, relative to the content folder.
    pub path: String,
    /// What is always asked of a text.
    pub brief: Brief,
    /// What it yielded.
    pub known: Known,
}

impl TextSource {
    /// Fetches what was found in the text.
    ///
    /// # Errors
    /// When `outlines`, where it was put, is damaged.
    pub fn outline(&self, outlines: &Store) -> io::Result<Outline> {
        outlines.get_value(self.known.outline)
    }
}

/// A document as written.
#[derive(Clone, Debug)]
pub struct DocumentSource {
    /// Its text.
    pub text: TextSource,
    /// Its front matter.
    pub fields: DocumentFields,
}

/// A case as written.
#[derive(Clone, Debug)]
pub struct CaseSource {
    /// Its folder, relative to the content folder.
    pub folder: String,
    /// Its summary.
    pub text: TextSource,
    /// Its front matter.
    pub fields: CaseFields,
    /// Its documents, in the order of their file names.
    pub documents: Vec<DocumentSource>,
}

/// A plain page as written.
#[derive(Clone, Debug)]
pub struct PageSource {
    /// Its text.
    pub text: TextSource,
    /// Its front matter.
    pub fields: PageFields,
}

/// A municipality's registers as written.
#[derive(Debug)]
pub struct MunicipalitySource {
    /// Its folder.
    pub folder: String,
    /// `municipality.toml`
    pub file: FileId,
    /// What that holds.
    pub fields: registers::MunicipalitySource,
    /// `bodies.toml`
    pub bodies: Vec<registers::BodySource>,
    /// `people.toml`
    pub people: Vec<registers::PersonSource>,
}

/// What the registers say, in which front matter is looked up.
#[derive(Debug)]
pub struct Registers {
    /// `topics.toml`
    pub topics: Vec<registers::TopicSource>,
    /// Municipalities in the order of their folders.
    pub municipalities: Vec<MunicipalitySource>,
}

/// What the content folder holds beside registers and cases.
#[derive(Debug)]
pub struct Rest {
    /// Plain pages.
    pub pages: Vec<PageSource>,
    /// Files that may be attachments or images, by path.
    pub others: BTreeMap<String, FileId>,
}

/// What a text file yielded when it was read, as it lies in [`Texts`].
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Known {
    /// The digest of the file.
    pub digest: u64,
    /// Its [`body::Body`].
    pub body: Place,
    /// Its [`wording::Wording`].
    pub wording: Place,
    outline: Place,
    /// Its front matter, its [`Brief`], and what was wrong with it.
    front: Place,
    /// The [`Outline::shape`] of its text.
    shape: u64,
    /// Whether nothing was wrong with it.
    is_sound: bool,
}

impl Known {
    /// Whether the archive is linked from two versions of a file in the same way:
    /// they differ in nothing but words of the text.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        let is_sound = self.is_sound && other.is_sound;
        is_sound && self.shape == other.shape && self.front.digest() == other.front.digest()
    }

    /// How many bytes of the texts are its.
    pub fn length(&self) -> u64 {
        self.body.length() + self.wording.length() + self.outline.length() + self.front.length()
    }
}

/// Remembers what files yielded.
pub trait Memory: Sync {
    /// What a file yielded that has not changed since, to judge by its stamp in `sources`.
    fn unchanged(&self, file: FileId, sources: &Sources) -> Option<Known>;
    /// What a file yielded when its digest was the same.
    fn same(&self, file: FileId, digest: u64) -> Option<Known>;
    /// Remembers what a file yielded.
    fn keep(&self, file: FileId, known: Known);
}

/// How many cases are read while those before them are taken.
const IN_TURN: usize = 512;

/// How many cases a thread takes at once: few enough that none is left with many at the end.
const AT_ONCE: usize = 4;

/// Reads the registers of `tree`.
pub fn registers(tree: &Tree, sources: &Sources, diagnostics: &mut Diagnostics) -> Registers {
    let topics = register(tree.topics, sources, diagnostics, registers::topics);
    let municipality = |files| municipality(files, sources, diagnostics);
    Registers { topics, municipalities: tree.municipalities.iter().map(municipality).collect() }
}

/// Reads every other file of `tree` that `memory` does not know, and puts what each text yields into `texts`.
/// `progress` is told of each document read; `take` is given the cases, in the order of
/// their folders, some at a time and while the next are read.
///
/// # Errors
/// When `texts` take no more.
pub fn read(
    tree: Tree,
    sources: &Sources,
    texts: &Texts,
    memory: &dyn Memory,
    progress: &(dyn Fn() + Sync),
    take: &mut (dyn FnMut(Vec<CaseSource>, &mut Diagnostics) + Send),
    diagnostics: &mut Diagnostics,
) -> io::Result<Rest> {
    check_images(&tree.others, sources, diagnostics);
    let reader = Reader { sources, texts, memory, progress, readers: Readers::default() };
    let mut left = tree.cases.into_iter();
    let mut read = || {
        let next: Vec<_> = left.by_ref().take(IN_TURN).collect();
        let cases = next.into_par_iter().with_max_len(AT_ONCE).map(|files| reader.case(files));
        reader.readers.work(|| cases.collect::<Vec<_>>())
    };
    let mut next = read();
    while !next.is_empty() {
        let cases = gather(next, diagnostics)?;
        ((), next) = rayon::join(|| take(cases, diagnostics), &mut read);
    }
    let pages: Vec<_> = tree.pages.into_par_iter().map(|(path, file)| reader.page(path, file)).collect();
    texts.flush()?;
    Ok(Rest { pages: gather(pages, diagnostics)?, others: tree.others })
}

/// Refuses SVG files that are more than images.
fn check_images(others: &BTreeMap<String, FileId>, sources: &Sources, diagnostics: &mut Diagnostics) {
    for (_, file) in others.iter().filter(|(path, _)| path.to_lowercase().ends_with(".svg")) {
        let found = match sources.read_bytes(*file) {
            Ok(bytes) => svg::active_part(&bytes),
            Err(error) => Some(format!("what cannot be read ({error})")),
        };
        if let Some(part) = found {
            diagnostics.push(
                Diagnostic::file_error("active-file", *file, format!("this image holds {part}"))
                    .help("a browser that opens it might run or load something; save it as a plain SVG, or as PNG"),
            );
        }
    }
}

/// What one thread read, and what it found wrong.
type Read<T> = io::Result<(Option<T>, Diagnostics)>;

fn gather<T>(read: Vec<Read<T>>, diagnostics: &mut Diagnostics) -> io::Result<Vec<T>> {
    let mut values = Vec::with_capacity(read.len());
    for one in read {
        let (value, found) = one?;
        diagnostics.append(found);
        values.extend(value);
    }
    Ok(values)
}

fn municipality(files: &MunicipalityFiles, sources: &Sources, diagnostics: &mut Diagnostics) -> MunicipalitySource {
    MunicipalitySource {
        fields: register(Some(files.municipality), sources, diagnostics, registers::municipality),
        bodies: register(files.bodies, sources, diagnostics, registers::bodies),
        people: register(files.people, sources, diagnostics, registers::people),
        folder: files.folder.clone(),
        file: files.municipality,
    }
}

fn register<T: Default>(
    file: Option<FileId>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
    parse: impl FnOnce(FileId, &str, &mut Diagnostics) -> T,
) -> T {
    let Some(file) = file else { return T::default() };
    match read_text(file, sources, diagnostics) {
        Some(text) => parse(file, &text, diagnostics),
        None => T::default(),
    }
}

/// Reads a file, reporting why if it cannot be read.
pub fn read_text(file: FileId, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<String> {
    match sources.read(file) {
        Ok(text) => Some(text),
        Err(ReadError::Io(error)) => {
            diagnostics.push(Diagnostic::file_error("unreadable", file, format!("the file cannot be read: {error}")));
            None
        }
        Err(ReadError::NotUtf8 { offset, byte, looks_like }) => {
            let span = Span::new(file, offset..offset + 1);
            diagnostics.push(
                Diagnostic::error("not-utf8", span, "the file is not UTF-8")
                    .label(format!("byte {offset} of the file is 0x{byte:02X}"))
                    .help(format!("it looks like {looks_like}; save it again as UTF-8")),
            );
            None
        }
    }
}

/// Reads one text file, which messages call `path` from the content folder.
/// `None` when it cannot be read as such.
///
/// # Errors
/// When `texts` take no more.
pub fn read_one(path: &str, file: FileId, sources: &Sources, texts: &Texts) -> io::Result<Option<Known>> {
    let reader = Reader { sources, texts, memory: &Forgetful, progress: &|| {}, readers: Readers::default() };
    let (path, found) = (path.to_owned(), &mut Diagnostics::default());
    let known = match walk::kind(&path) {
        TextKind::Page => reader.text(path, file, found, front_matter::page)?.map(|(_, text)| text.known),
        TextKind::Case => reader.text(path, file, found, front_matter::case)?.map(|(_, text)| text.known),
        TextKind::Document => reader.text(path, file, found, front_matter::document)?.map(|(_, text)| text.known),
    };
    texts.flush()?;
    Ok(known)
}

/// A memory of nothing.
struct Forgetful;

impl Memory for Forgetful {
    fn unchanged(&self, _: FileId, _: &Sources) -> Option<Known> {
        None
    }
    fn same(&self, _: FileId, _: u64) -> Option<Known> {
        None
    }
    fn keep(&self, _: FileId, _: Known) {}
}

struct Reader<'a> {
    sources: &'a Sources,
    texts: &'a Texts,
    memory: &'a dyn Memory,
    progress: &'a (dyn Fn() + Sync),
    readers: Readers,
}

impl Reader<'_> {
    fn case(&self, files: CaseFiles) -> Read<CaseSource> {
        let mut diagnostics = Diagnostics::default();
        let mut documents = Vec::with_capacity(files.documents.len());
        for (path, file) in files.documents {
            let read = self.text(path, file, &mut diagnostics, front_matter::document)?;
            documents.extend(read.map(|(fields, text)| DocumentSource { text, fields }));
            (self.progress)();
        }
        let path = format!("{}/case.md", files.folder);
        let read = self.text(path, files.case, &mut diagnostics, front_matter::case)?;
        let case = read.map(|(fields, text)| CaseSource { folder: files.folder, text, fields, documents });
        Ok((case, diagnostics))
    }

    fn page(&self, path: String, file: FileId) -> Read<PageSource> {
        let mut diagnostics = Diagnostics::default();
        let read = self.text(path, file, &mut diagnostics, front_matter::page)?;
        Ok((read.map(|(fields, text)| PageSource { text, fields }), diagnostics))
    }

    /// Reads a file of front matter and text, or remembers it.
    fn text<F: Serialize + DeserializeOwned>(
        &self,
        path: String,
        file: FileId,
        diagnostics: &mut Diagnostics,
        fields: impl FnOnce(FileId, &Split, &mut Diagnostics) -> F,
    ) -> io::Result<Option<(F, TextSource)>> {
        if let Some(known) = self.memory.unchanged(file, self.sources) {
            return self.remembered(path, file, known, diagnostics).map(Some);
        }
        let text = self.readers.read(|| read_text(file, self.sources, diagnostics));
        let Some(text) = text else { return Ok(None) };
        let digest = self.sources.digest(file).unwrap_or_else(|| digest(text.as_bytes()));
        if let Some(known) = self.memory.same(file, digest) {
            return self.remembered(path, file, known, diagnostics).map(Some);
        }
        let Some(split) = front_matter::split(file, &text, diagnostics) else { return Ok(None) };
        let mut found = Diagnostics::default();
        let fields = fields(file, &split, &mut found);
        let (outline, body, wording) = markup::parse(file, split.body, split.body_at, &mut found);
        let front = (fields, Brief::of(&outline), found);
        let known = Known {
            digest,
            body: self.texts.bodies.put(|bytes| body.write(bytes))?,
            wording: self.texts.wordings.put(|bytes| wording.write(bytes))?,
            outline: self.texts.outlines.put_value(&outline)?,
            front: self.texts.outlines.put_value(&front)?,
            shape: outline.shape(),
            is_sound: front.2.is_empty(),
        };
        self.memory.keep(file, known);
        let (fields, brief, found) = front;
        diagnostics.append(found);
        Ok(Some((fields, TextSource { file, path, brief, known })))
    }

    fn remembered<F: DeserializeOwned>(
        &self,
        path: String,
        file: FileId,
        known: Known,
        diagnostics: &mut Diagnostics,
    ) -> io::Result<(F, TextSource)> {
        let (fields, brief, found) = self.texts.outlines.get_value(known.front)?;
        diagnostics.append(found);
        Ok((fields, TextSource { file, path, brief, known }))
    }
}
