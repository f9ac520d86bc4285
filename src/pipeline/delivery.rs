//! Pages and files on their way to the site, each only when it is not there already.

use std::collections::HashSet;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::Progress;
use crate::archive::case::Asset;
use crate::diag::{Diagnostic, Faults};
use crate::publish::{Output, with_path};
use crate::record::{self, Record, Shown};
use crate::render::prepared::{Fingerprint, Inset};
use crate::render::site::Site;
use crate::render::{Fault, Renderer};
use crate::routes::Page;
use crate::routes::address::OutPath;
use crate::search::patch::{Patch, Standing};
use crate::search::script::File;
use crate::search::{self, Stores};
use crate::text::{Sources, digest, read_bytes};
use crate::theme::Theme;

/// Brings to the site what it does not have yet.
pub(super) struct Delivery<'a> {
    record: &'a Record,
    /// Where to; nowhere for a check, or when there are errors: everything is
    /// made then, to find mistakes, and nothing is kept.
    output: Option<&'a Output>,
    progress: &'a dyn Progress,
    rendered: AtomicUsize,
    faults: Faults,
}

/// The stylesheet that colours code: published where there is something to colour.
const CODE_STYLESHEET: &str = "code.css";

/// The program that searches: published where there is something to search.
const SEARCH_SCRIPTS: [&str; 3] = ["search-index.js", "search-query.js", "search.js"];

/// How many pages a thread takes at once: few enough that none is left with many
/// at the end, enough that a case's documents mostly stay together.
const AT_ONCE: usize = 64;

impl<'a> Delivery<'a> {
    pub(super) fn new(record: &'a Record, output: Option<&'a Output>, progress: &'a dyn Progress) -> Self {
        Self { record, output, progress, rendered: AtomicUsize::new(0), faults: Faults::default() }
    }

    /// Makes room for what is known of so many files of the site.
    pub(super) fn expect(&self, files: usize) {
        if let Some(output) = self.output {
            output.expect(files);
            self.record.expect(0, files);
        }
    }

    /// How many pages were rendered.
    pub(super) fn rendered(&self) -> usize {
        self.rendered.load(Ordering::Relaxed)
    }

    /// What is wrong with the templates.
    pub(super) fn faults(&self) -> Vec<Diagnostic> {
        self.faults.all()
    }

    /// Renders the pages that would come out otherwise than they stand. `setting`
    /// is the digest of what templates see beside a page.
    pub(super) fn pages(&self, renderer: &Renderer, setting: u64) -> io::Result<()> {
        renderer.site.routes.pages.par_iter().with_max_len(AT_ONCE).try_for_each(|page| {
            self.progress.step();
            self.page(renderer, *page, setting).or_else(|fault| self.bear(fault))
        })
    }

    fn page(&self, renderer: &Renderer, page: Page, setting: u64) -> Result<(), Fault> {
        let mut prepared = renderer.prepare(page);
        let path = prepared.path.clone();
        self.deliver(&path, prepared.fingerprint(setting), || {
            self.rendered.fetch_add(1, Ordering::Relaxed);
            let rendered = renderer.render(&mut prepared)?;
            let shown = self.shown(&prepared.text, rendered.text)?;
            Ok((rendered.html.into_bytes(), shown))
        })
    }

    /// What a page shows of a text, which stands at `place` when it stands there once.
    fn shown(&self, inset: &Inset, place: Option<Range<usize>>) -> io::Result<Shown> {
        let narrow = |at: usize| u32::try_from(at).map_err(io::Error::other);
        Ok(match (inset, place) {
            (Inset::Nothing, _) => Shown::Nothing,
            (Inset::Body { file, bytes, .. }, Some(place)) => Shown::Text {
                file: *file,
                at: narrow(place.start)?,
                length: narrow(place.len())?,
                filling: self.record.texts.bodies.put(|out| out.extend_from_slice(bytes))?,
            },
            (Inset::Body { file, .. } | Inset::File(file, _), _) => Shown::File(*file),
        })
    }

    /// A template's mistake shows on every page that it makes, and is reported once.
    fn bear(&self, fault: Fault) -> io::Result<()> {
        match fault {
            Fault::Environment(error) => Err(error),
            Fault::Template(diagnostic) => {
                self.faults.add(*diagnostic);
                Ok(())
            }
        }
    }

    /// Publishes what is not rendered: attachments, images, the theme's own files.
    pub(super) fn files(&self, site: &Site, theme: &Theme, sources: &Sources) -> io::Result<()> {
        site.routes.assets.par_iter().try_for_each(|(path, id)| {
            let asset: &Asset = &site.archive.assets[*id];
            let name = || Path::new(sources.name(asset.file));
            let read = || sources.read_bytes(asset.file).map_err(|error| with_path(error, name()));
            let known = self.record.digest(asset.file, sources);
            let bytes = if known.is_some() { None } else { Some(read()?) };
            let digest = known.unwrap_or_else(|| digest(bytes.as_deref().unwrap_or_default()));
            self.deliver(path, Fingerprint::of_file(digest), || {
                Ok::<_, io::Error>((bytes.map_or_else(read, Ok)?, Shown::Nothing))
            })
        })?;
        let has_code = site.config.source_pages || site.archive.texts().any(|(_, text)| text.has_code);
        let is_wanted = |name: &str| match name {
            CODE_STYLESHEET => has_code,
            _ if SEARCH_SCRIPTS.contains(&name) => site.config.search,
            _ => true,
        };
        let wanted = theme.files.iter().filter(|(name, _)| is_wanted(name));
        wanted.into_iter().try_for_each(|(name, bytes)| {
            self.deliver(&site.routes.theme_file(name), Fingerprint::of_file(digest(bytes)), || {
                Ok::<_, io::Error>((bytes.clone(), Shown::Nothing))
            })
        })
    }

    /// Publishes the index for search: what has changed of it, or all.
    pub(super) fn search(&self, site: &Site) -> io::Result<()> {
        let Some(output) = self.output.filter(|_| site.config.search) else { return Ok(()) };
        let stores = Stores { wordings: &self.record.texts.wordings, cards: &self.record.cards };
        let put = |file: File| {
            let path = site.routes.search_file(&file.path);
            self.deliver(&path, Fingerprint::of_file(file.digest), || Ok::<_, io::Error>((file.bytes, Shown::Nothing)))
        };
        let Some(Patch { files, gone, kept }) = self.patch(site, stores, output)? else {
            self.record.keep_index(search::write(site, stores, &put)?);
            return Ok(());
        };
        let is_new: HashSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let stays = |page: &&record::Page| {
            let path = &page.path[kept.folder.len()..];
            !is_new.contains(path) && !gone.contains(path)
        };
        for page in self.record.pages_in(&kept.folder).iter().filter(stays) {
            output.keep(&page.path);
            self.record.keep_page(page.clone());
        }
        files.into_iter().try_for_each(put)?;
        self.record.keep_index(kept);
        Ok(())
    }

    /// What makes the index that stands that of the site, if there is one.
    fn patch(&self, site: &Site, stores: Stores, output: &Output) -> io::Result<Option<Patch>> {
        let Some(kept) = self.record.index().filter(|kept| self.record.stand_in(&kept.folder, output.target())) else {
            return Ok(None);
        };
        let read = |path: &str| read_bytes(&output.target().join(&kept.folder).join(path));
        Standing { kept, stores, read: &read }.renewed(site)
    }

    /// Makes a file unless it stands as it should.
    fn deliver<E: From<io::Error>>(
        &self,
        path: &OutPath,
        fingerprint: Fingerprint,
        make: impl FnOnce() -> Result<(Vec<u8>, Shown), E>,
    ) -> Result<(), E> {
        let Some(output) = self.output else { return make().map(drop) };
        if self.record.stands(path.as_str(), fingerprint, || output.stamp(path)) {
            output.keep(path.as_str());
            return Ok(());
        }
        let (bytes, shown) = make()?;
        if let Some(stamp) = output.put(path, &bytes)? {
            self.record.keep_page(record::Page { path: path.as_str().into(), fingerprint, stamp, shown });
        }
        Ok(())
    }
}
