//! The whole build, in order.
//!
//! [`build`] names every stage once. Mistakes of the content are collected on
//! the way; only what is wrong with the environment stops it.

mod delivery;
mod edits;
mod run;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;

use crate::archive::Archive;
use crate::archive::link::{Linking, Moment};
use crate::config::Config;
use crate::diag::Diagnostics;
use crate::glossary::Glossary;
use crate::index::Indexes;
use crate::publish::{Changes, Output};
use crate::record::{Record, Summary};
use crate::render::entries::Siblings;
use crate::render::html::Labels;
use crate::render::order::Order;
use crate::render::patterns::Patterns;
use crate::render::site::Site;
use crate::render::templates::Templates;
use crate::render::{Renderer, site_view};
use crate::routes::Routes;
use crate::routes::address::Viewpoint;
use crate::source::{self, walk};
use crate::store;
use crate::text::{FileId, Sources};
use crate::theme::{self, Theme};
use delivery::Delivery;
use run::{Made, Run};

/// What is to be built, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder that holds `site.toml`.
    pub root: PathBuf,
    /// Where the site goes; nowhere for a check.
    pub output: Option<PathBuf>,
    /// An address in place of the one in `site.toml`.
    pub base_url: Option<String>,
    /// The day for which it is built.
    pub as_of: Date,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Whether warnings are errors.
    pub strict: bool,
}

/// A stage of the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Files are found and read.
    Read,
    /// Names become ids.
    Link,
    /// Lists are gathered, addresses planned, templates compiled.
    Plan,
    /// Pages are made and staged.
    Render,
    /// The site is put in place.
    Publish,
}

impl Stage {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Link => "link",
            Self::Plan => "plan",
            Self::Render => "render",
            Self::Publish => "publish",
        }
    }
}

/// Is told how far a build has come.
pub trait Progress: Sync {
    /// A stage begins that has `total` steps; none when it has no countable ones.
    fn begin(&self, stage: Stage, total: usize);
    /// A step is done.
    fn step(&self);
}

/// What came of a build.
pub struct Report {
    /// Every mistake found.
    pub diagnostics: Diagnostics,
    /// The files, to quote from.
    pub sources: Sources,
    /// How many cases there are.
    pub cases: usize,
    /// How many documents.
    pub documents: usize,
    /// How many pages the site has.
    pub pages: usize,
    /// How many of them were rendered; the others stood as they should.
    pub rendered: usize,
    /// What changed on disk; nothing when the content has errors.
    pub changes: Option<Changes>,
    /// How long each stage took.
    pub timings: Vec<(Stage, Duration)>,
}

impl Report {
    /// What the next build says when nothing has changed until then.
    fn summary(&self, setting: u64, files: usize) -> Summary {
        Summary {
            setting,
            cases: self.cases,
            documents: self.documents,
            pages: self.pages,
            files,
            diagnostics: self.diagnostics.clone(),
        }
    }
}

/// Builds a site.
///
/// # Errors
/// When the environment is at fault: a folder that is not there, a full disk, a
/// file that changed meanwhile. Mistakes in the content are in the [`Report`].
pub fn build(options: &Options, progress: &dyn Progress) -> io::Result<Report> {
    match attempt(options, progress, Record::open) {
        Err(error) if store::is_damage(&error) => attempt(options, progress, Record::begin),
        done => done,
    }
}

fn attempt(
    options: &Options,
    progress: &dyn Progress,
    open_record: impl FnOnce(&Path) -> io::Result<Record> + Send,
) -> io::Result<Report> {
    let mut run = Run::new(options, progress);

    run.stage(Stage::Read, 0);
    let (site_file, config) = run.config()?;
    let output = run.output(&config)?;
    let folder = output.as_ref().map(Output::record);
    let (record, found) = rayon::join(|| folder.map_or_else(Record::none, open_record), || run.list(&config));
    let (mut record, found) = (record?, found?);
    run.sources.remember(record.take_names());
    let theme = theme::load(&options.root, &config, &mut run.sources, &mut run.diagnostics)?;
    let files = walk::add(found, &mut run.sources, &mut run.diagnostics);
    let glossary = run.glossary(&theme, &files);
    if let Some(output) = &output
        && let Some(edited) = edits::find(&run, &record, output, &theme, &glossary, &config)?
    {
        return run.end_edits(edited, output, record);
    }
    let tree = walk::sort(files, &mut run.diagnostics);
    let count = tree.count();
    run.stage(Stage::Read, count.documents);
    record.expect(run.sources.len(), 0);
    let registers = source::registers(&tree, &run.sources, &mut run.diagnostics);
    let moment = Moment { as_of: options.as_of, drafts: options.drafts };
    let mut linking = Linking::begin(registers, count, moment, &mut run.diagnostics);
    let step = || progress.step();
    let mut place = |cases, found: &mut _| linking.place(cases, found);
    let rest = source::read(tree, &run.sources, &record.texts, &record, &step, &mut place, &mut run.diagnostics)?;

    run.stage(Stage::Link, 0);
    let archive = linking.end(rest, &record.texts.outlines, &mut run.diagnostics)?;

    let words = (&theme, &glossary);
    let made = make(&mut run, &archive, &config, words, site_file, &record, output.as_ref())?;

    archive.let_go(); // what is left to do needs room for the record
    run.stage(Stage::Publish, 0);
    run.end(made, output, record)
}

/// Plans the pages of an archive and makes those that do not stand as they should.
fn make(
    run: &mut Run,
    archive: &Archive,
    config: &Config,
    (theme, glossary): (&Theme, &Glossary),
    site_file: FileId,
    record: &Record,
    output: Option<&Output>,
) -> io::Result<Made> {
    run.stage(Stage::Plan, 0);
    let (indexes, order) = rayon::join(|| Indexes::gather(archive), || Order::new(archive, config.language));
    let taken = theme.files.keys().map(String::as_str);
    let routes = Routes::plan(archive, &indexes, config, &theme.locale, site_file, taken, &mut run.diagnostics);
    let templates = match Templates::compile(theme, glossary, &site_view(archive, &routes, config)) {
        Ok(templates) => templates,
        Err(faults) => {
            faults.into_iter().for_each(|fault| run.diagnostics.push(fault));
            return Ok(Made::of(archive, &routes, 0));
        }
    };
    let patterns = Patterns::new(&templates);
    let labels = Labels::new(&theme.locale);
    let site = Site {
        archive,
        indexes: &indexes,
        routes: &routes,
        locale: &theme.locale,
        glossary,
        config,
        order: &order,
        patterns: &patterns,
        siblings: &Siblings::default(),
        labels: &labels,
        from: &Viewpoint::default(),
    };

    run.stage(Stage::Render, routes.pages.len());
    let is_sound = !run.has_errors();
    let renderer = Renderer { site, templates: &templates, bodies: &record.texts.bodies, sources: &run.sources };
    let delivery = Delivery::new(record, output.filter(|_| is_sound), run.progress);
    delivery.expect(routes.pages.len() + routes.assets.len() + theme.files.len());
    delivery.pages(&renderer, templates.digest())?;
    delivery.files(&site, theme, &run.sources)?;
    delivery.search(&site)?;
    delivery.faults().into_iter().chain(patterns.faults()).for_each(|fault| run.diagnostics.push(fault));
    Ok(Made::of(archive, &routes, delivery.rendered()))
}
