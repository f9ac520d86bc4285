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
use crate::publish::Output;
use crate::record::{Page, Record, Shown};
use crate::render::filling::Filling;
use crate::render::html::Labels;
use crate::source::body::Body;
use crate::source::{Known, read_one};
use crate::store;
use crate::text::{FileId, read_bytes};
use crate::theme::Theme;

/// With more edits than this the archive is linked anew.
const MANY: usize = 100;

/// What has changed, when it is nothing but words.
#[derive(Default)]
pub(super) struct Edits {
    /// The files that changed, and what they yield now; those that were only touched, with nothing.
    pub files: Vec<(FileId, Option<Known>)>,
    /// The pages that show them, by their places in the record, as they shall be.
    pub pages: Vec<(usize, Page)>,
}

impl Edits {
    /// Finds what has changed since the last build and stages the pages that show
    /// it. `None` when it is more than words.
    pub fn find(
        run: &Run,
        record: &Record,
        output: &Output,
        theme: &Theme,
        config: &Config,
    ) -> io::Result<Option<Self>> {
        let content = config.content_name();
        let Some(changed) = record.changed(run.setting(), &run.sources) else { return Ok(None) };
        if changed.len() > MANY || !record.site_stands(output.target()) {
            return Ok(None);
        }
        let mut edits = Self::default();
        let mut shown = Vec::new();
        for file in changed {
            if record.is_the_same(file, &run.sources) {
                edits.files.push((file, None));
                continue;
            }
            if config.search {
                return Ok(None); // the index knows all words
            }
            let path = run.sources.name(file).strip_prefix(content.as_str()).and_then(|path| path.strip_prefix('/'));
            let (Some(path), Some(old)) = (path, record.known(file)) else { return Ok(None) };
            let Some(new) = read_one(path, file, &run.sources, &record.texts)? else { return Ok(None) };
            edits.files.push((file, Some(new)));
            if !(new.says_the_same_as(&old) && record.concerns_itself_alone(file)) {
                return Ok(None);
            }
            shown.extend(record.pages_of(file).map(|(index, page)| (index, page, new)));
        }
        // Nothing is staged before it is certain that words are all that has changed.
        if shown.iter().any(|(_, page, _)| matches!(page.shown, Shown::File(_))) {
            return Ok(None);
        }
        let labels = Labels::new(&theme.locale);
        for (index, page, new) in shown {
            let fill = |body: &Body, filling: &Filling| {
                let mut text = String::new();
                filling.fill(body, &labels, &theme.locale, &mut text);
                text
            };
            edits.pages.extend(set_anew(page, new, record, output, fill)?.map(|page| (index, page)));
        }
        Ok(Some(edits))
    }
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
