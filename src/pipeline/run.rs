//! A build under way: what every stage needs, and how it begins and ends.

use std::collections::BTreeSet;
use std::io;
use std::time::{Duration, Instant};

use super::{Options, Progress, Report, Stage};
use crate::archive::Archive;
use crate::archive::case::Link;
use crate::config::Config;
use crate::diag::Diagnostics;
use crate::glossary::Glossary;
use crate::publish::{Changes, Output};
use crate::record::{Edited, Record, Shown};
use crate::routes::Routes;
use crate::source::{self, anchor, walk};
use crate::text::{FileId, Sources, digest};
use crate::theme::Theme;

/// A build under way: what it has found, and when each stage began.
pub(super) struct Run<'a> {
    options: &'a Options,
    pub(super) progress: &'a dyn Progress,
    /// Its files.
    pub(super) sources: Sources,
    /// Every mistake found so far.
    pub(super) diagnostics: Diagnostics,
    timings: Vec<(Stage, Duration)>,
    current: Option<(Stage, Instant)>,
}

impl<'a> Run<'a> {
    pub(super) fn new(options: &'a Options, progress: &'a dyn Progress) -> Self {
        Self {
            options,
            progress,
            sources: Sources::default(),
            diagnostics: Diagnostics::default(),
            timings: Vec::new(),
            current: None,
        }
    }

    pub(super) fn stage(&mut self, stage: Stage, total: usize) {
        if self.current.is_none_or(|(current, _)| current != stage) {
            self.end_stage();
            self.current = Some((stage, Instant::now()));
        }
        self.progress.begin(stage, total);
    }

    fn end_stage(&mut self) {
        self.timings.extend(self.current.take().map(|(stage, began)| (stage, began.elapsed())));
    }

    /// Reads `site.toml`.
    pub(super) fn config(&mut self) -> io::Result<(FileId, Config)> {
        let path = self.options.root.join("site.toml");
        if !path.is_file() {
            let message = format!(
                "there is no site.toml in {}; name the archive's folder with --root, or make one with `diarium init`",
                self.options.root.display()
            );
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
        let file = self.sources.add("site.toml".to_owned(), path);
        let text = source::read_text(file, &self.sources, &mut self.diagnostics);
        let mut config = text.map(|text| Config::parse(file, &text, &mut self.diagnostics)).unwrap_or_default();
        if let Some(base_url) = &self.options.base_url {
            config.base_url = Some(base_url.clone());
        }
        Ok((file, config))
    }

    /// Opens the output. It must not lie in the content, nor hold it.
    pub(super) fn output(&self, config: &Config) -> io::Result<Option<Output>> {
        let Some(target) = &self.options.output else { return Ok(None) };
        let content = std::path::absolute(self.options.root.join(&config.content))?;
        let target = std::path::absolute(target)?;
        if target.starts_with(&content) || content.starts_with(&target) {
            let message =
                format!("the output folder {} and the content folder must lie beside each other", target.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Output::open(&target).map(Some)
    }

    /// Reads the terms: the theme's, and over them the archive's own.
    pub(super) fn glossary(&mut self, theme: &Theme, files: &walk::Files) -> Glossary {
        let (file, text) = &theme.glossary;
        let own = files.get(walk::GLOSSARY).copied();
        let own = own.and_then(|own| Some((own, source::read_text(own, &self.sources, &mut self.diagnostics)?)));
        let own = own.as_ref().map(|(file, text)| (*file, text.as_str()));
        Glossary::read((*file, text), own, &mut self.diagnostics)
    }

    /// Lists the content folder.
    pub(super) fn list(&self, config: &Config) -> io::Result<Vec<walk::Found>> {
        let folder = self.options.root.join(&config.content);
        if !folder.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no folder {}", folder.display())));
        }
        walk::list(&folder, &config.content_name())
    }

    /// Ends a build in which nothing changed but words.
    pub(super) fn end_edits(mut self, edited: Edited, output: &Output, record: Record) -> io::Result<Report> {
        let summary = record.summary(self.setting()).cloned().expect("edits are found by the record's summary");
        let rendered = edited.pages.iter().filter(|page| !matches!(page.shown, Shown::Nothing)).count();
        let changes = if edited.files.is_empty() {
            Changes { kept: summary.files, ..Changes::default() }
        } else {
            self.stage(Stage::Publish, 0); // whoever reads the site meanwhile waits for this word
            let gone = edited.gone.clone();
            let memory = record.edited(edited, &self.sources, output.began())?;
            output.finish_edits(&gone, memory)?
        };
        self.end_stage();
        Ok(Report {
            diagnostics: summary.diagnostics,
            sources: self.sources,
            cases: summary.cases,
            documents: summary.documents,
            pages: summary.pages,
            rendered,
            changes: Some(changes),
            timings: self.timings,
        })
    }

    /// A digest of everything that decides what is built but files.
    pub(super) fn setting(&self) -> u64 {
        let Options { root: _, output: _, base_url, as_of, drafts, strict } = self.options;
        digest(format!("{base_url:?} {as_of} {drafts} {strict}").as_bytes())
    }

    pub(super) fn has_errors(&mut self) -> bool {
        if self.options.strict {
            self.diagnostics.deny_warnings();
        }
        self.diagnostics.errors() > 0
    }

    /// Puts the site in place, unless there are errors.
    pub(super) fn end(mut self, made: Made, output: Option<Output>, record: Record) -> io::Result<Report> {
        let has_errors = self.has_errors();
        self.diagnostics.sort(&self.sources);
        let Made { cases, documents, pages, rendered, cited } = made;
        let mut report = Report {
            diagnostics: std::mem::take(&mut self.diagnostics),
            sources: Sources::default(),
            cases,
            documents,
            pages,
            rendered,
            changes: None,
            timings: Vec::new(),
        };
        report.changes = match output {
            Some(output) if !has_errors => {
                let summary = report.summary(self.setting(), output.files());
                let began = output.began();
                Some(output.finish(|| record.into_bytes(&self.sources, began, &cited, summary))?)
            }
            Some(output) => output.abandon().map(|()| None)?,
            None => None,
        };
        self.end_stage();
        report.sources = self.sources;
        report.timings = self.timings;
        Ok(report)
    }
}

/// What is known of a site once its pages are made.
pub(super) struct Made {
    cases: usize,
    documents: usize,
    pages: usize,
    rendered: usize,
    /// The files at whose paragraphs texts point.
    cited: BTreeSet<FileId>,
}

impl Made {
    pub(super) fn of(archive: &Archive, routes: &Routes, rendered: usize) -> Self {
        Self {
            cases: archive.cases.len(),
            documents: archive.documents.len(),
            pages: routes.pages.len(),
            rendered,
            cited: cited(archive),
        }
    }
}

/// The files at whose paragraphs texts point.
fn cited(archive: &Archive) -> BTreeSet<FileId> {
    let links = archive.texts().flat_map(|(_, text)| &text.links);
    let paragraphs = links.filter_map(|link| match link {
        Link::To(entity, Some(fragment)) if anchor::paragraph_number(fragment).is_some() => Some(*entity),
        _ => None,
    });
    paragraphs.filter_map(|entity| archive.text(entity)).map(|text| text.file).collect()
}
