//! Builds that need no archive: nothing has changed since the last one, or only
//! words of texts have.
//!
//! What a page shows beside its text follows from what the archive is linked
//! from. When an edited file still says all of that, the archive is the same, so
//! are all pages but those that show the file's text, and these only in it: the
//! new text is set into the page that stands.

use std::io;

use super::run::Run;
use crate::config::Config;
use crate::glossary::Glossary;
use crate::publish::Output;
use crate::record::{Edited, Page, Record, Shown};
use crate::render::filling::Filling;
use crate::render::html::Labels;
use crate::render::prepared::Fingerprint;
use crate::search::Stores;
use crate::search::patch::{Patch, Standing};
use crate::search::script::File;
use crate::source::body::Body;
use crate::source::{Known, read_one};
use crate::store;
use crate::text::{FileId, read_bytes};
use crate::theme::Theme;

/// With more edits than this the archive is linked anew.
const MANY: usize = 100;

/// A file that changed, and what it yields now; nothing when it was only touched.
type Touched = (FileId, Option<Known>);

/// Finds what has changed since the last build and stages what is to be put in its
/// place. `None` when it is more than words.
pub(super) fn find(
    run: &Run,
    record: &Record,
    output: &Output,
    theme: &Theme,
    glossary: &Glossary,
    config: &Config,
) -> io::Result<Option<Edited>> {
    let Some(changed) = record.changed(run.setting(), &run.sources) else { return Ok(None) };
    if changed.len() > MANY || !record.site_stands(output.target()) {
        return Ok(None);
    }
    let Some(files) = reworded(changed, run, record, config)? else { return Ok(None) };
    let shown = || {
        let pages = |(file, new): &Touched| new.map(|new| record.pages_of(*file).map(move |page| (page, new)));
        files.iter().filter_map(pages).flatten()
    };
    // Nothing is staged before it is certain that words are all that has changed.
    if shown().any(|(page, _)| matches!(page.shown, Shown::File(_))) {
        return Ok(None);
    }
    let mut edited = Edited::default();
    if config.search && files.iter().any(|(_, new)| new.is_some()) {
        let Some(patch) = patch(&files, record, output)? else { return Ok(None) };
        stage(patch, record, output, &mut edited)?;
    }
    let labels = Labels::new(&theme.locale);
    for (page, new) in shown() {
        let fill = |body: &Body, filling: &Filling| {
            let mut text = String::new();
            filling.fill(body, &labels, &theme.locale, glossary, &mut text);
            text
        };
        edited.pages.extend(set_anew(page, new, record, output, fill)?);
    }
    edited.files = files;
    Ok(Some(edited))
}

/// The files that changed. `None` when one says more than other words.
fn reworded(changed: Vec<FileId>, run: &Run, record: &Record, config: &Config) -> io::Result<Option<Vec<Touched>>> {
    let content = config.content_name();
    let mut files = Vec::new();
    for file in changed {
        if record.is_the_same(file, &run.sources) {
            files.push((file, None));
            continue;
        }
        let path = run.sources.name(file).strip_prefix(content.as_str()).and_then(|path| path.strip_prefix('/'));
        let (Some(path), Some(old)) = (path, record.known(file)) else { return Ok(None) };
        let Some(new) = read_one(path, file, &run.sources, &record.texts)? else { return Ok(None) };
        if !(new.says_the_same_as(&old) && record.concerns_itself_alone(file)) {
            return Ok(None);
        }
        files.push((file, Some(new)));
    }
    Ok(Some(files))
}

/// What makes the index for search that stands the one of the new words.
fn patch(files: &[Touched], record: &Record, output: &Output) -> io::Result<Option<Patch>> {
    let Some(kept) = record.index() else { return Ok(None) };
    record.texts.wordings.flush()?; // the new words are looked at
    let stores = Stores { wordings: &record.texts.wordings, cards: &record.cards };
    let read = |path: &str| read_bytes(&output.target().join(&kept.folder).join(path));
    let texts: Vec<_> = files.iter().filter_map(|(file, new)| Some((*file, (*new)?.wording))).collect();
    let patch = Standing { kept, stores, read: &read }.reworded(&texts)?;
    // What others put in the way is reported where all files are delivered.
    let is_free = |file: &File| {
        let path = [kept.folder.as_str(), &file.path].concat();
        record.stood(&path).is_some() || !output.target().join(&path).exists()
    };
    Ok(patch.filter(|patch| patch.files.iter().all(is_free)))
}

/// Stages what is new in the index.
fn stage(patch: Patch, record: &Record, output: &Output, edited: &mut Edited) -> io::Result<()> {
    let Patch { files, gone, kept } = patch;
    for File { path, digest, bytes } in files {
        let path = [kept.folder.as_str(), &path].concat();
        let fingerprint = Fingerprint::of_file(digest);
        if record.stood(&path).is_none_or(|page| page.fingerprint != fingerprint) {
            let stamp = output.put_over(&path, &bytes)?;
            edited.pages.push(Page { path: path.into(), fingerprint, stamp, shown: Shown::Nothing });
        }
    }
    edited.gone = gone.iter().map(|path| [kept.folder.as_str(), path].concat()).collect();
    edited.index = Some(kept);
    Ok(())
}

/// Stages a page with a new text, if it shows one.
fn set_anew(
    page: &Page,
    new: Known,
    record: &Record,
    output: &Output,
    fill: impl FnOnce(&Body, &Filling) -> String,
) -> io::Result<Option<Page>> {
    let Shown::Text { file, at, length, filling: place } = page.shown else { return Ok(None) };
    let (body, filling) = (record.texts.bodies.get(new.body)?, record.texts.bodies.get_value(place)?);
    let body = Body::from_bytes(&body).ok_or_else(store::damaged)?;
    let text = fill(&body, &filling);
    let standing = read_bytes(&output.target().join(&*page.path))?;
    let (start, end) = (at as usize, at as usize + length as usize);
    let bytes = [&standing[..start], text.as_bytes(), &standing[end..]].concat();
    let stamp = output.put_over(&page.path, &bytes)?;
    let length = u32::try_from(text.len()).map_err(io::Error::other)?;
    Ok(Some(Page {
        path: page.path.clone(),
        fingerprint: page.fingerprint.with_text(new.body, place),
        stamp,
        shown: Shown::Text { file, at, length, filling: place },
    }))
}
