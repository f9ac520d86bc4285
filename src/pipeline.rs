//! The whole build, in order.
//!
//! [`build`] names every stage once. Mistakes of the content are collected on
//! the way; only what is wrong with the environment stops it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::archive::link::{self, Moment};
use crate::archive::{Archive, case};
use crate::config::Config;
use crate::diag::{Diagnostic, Diagnostics};
use crate::index::Indexes;
use crate::publish::{Changes, Nowhere, Output, Sink, with_path};
use crate::render::entries::Entries;
use crate::render::html::Labels;
use crate::render::order::Order;
use crate::render::site::Site;
use crate::render::templates::Templates;
use crate::render::{Fault, Renderer, site_view};
use crate::routes::Routes;
use crate::source::{self, walk};
use crate::store::Store;
use crate::text::{FileId, Sources, read_bytes};
use crate::theme::{self, Theme};

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
    /// How many pages were rendered.
    pub pages: usize,
    /// What changed on disk; nothing when the content has errors.
    pub changes: Option<Changes>,
    /// How long each stage took.
    pub timings: Vec<(Stage, Duration)>,
}

/// Builds a site.
///
/// # Errors
/// When the environment is at fault: a folder that is not there, a full disk, a
/// file that changed meanwhile. Mistakes in the content are in the [`Report`].
pub fn build(options: &Options, progress: &dyn Progress) -> io::Result<Report> {
    let mut run = Run::new(options, progress);

    run.stage(Stage::Read, 0);
    let (site_file, config) = run.config()?;
    let theme = theme::load(&options.root, &config, &mut run.sources, &mut run.diagnostics)?;
    let tree = run.walk(&config)?;
    run.stage(Stage::Read, tree.cases.iter().map(|case| case.documents.len()).sum());
    let bodies = Store::temporary()?;
    let content = source::read(tree, &run.sources, &bodies, &|| progress.step(), &mut run.diagnostics)?;

    run.stage(Stage::Link, 0);
    let moment = Moment { as_of: options.as_of, drafts: options.drafts };
    let archive = link::link(content, moment, &mut run.diagnostics);

    run.stage(Stage::Plan, 0);
    let indexes = Indexes::gather(&archive);
    let taken = theme.files.keys().map(String::as_str);
    let routes = Routes::plan(&archive, &indexes, &config, &theme.locale, site_file, taken, &mut run.diagnostics);
    let order = Order::new(&archive, config.language);
    let templates = match Templates::compile(&theme, &site_view(&archive, &routes, &config)) {
        Ok(templates) => templates,
        Err(faults) => {
            faults.into_iter().for_each(|fault| run.diagnostics.push(fault));
            return Ok(run.report(&archive, 0, None));
        }
    };
    let entries = Entries::new(&archive, &templates);
    let labels = Labels::new(&theme.locale);
    let site = Site {
        archive: &archive,
        indexes: &indexes,
        routes: &routes,
        locale: &theme.locale,
        config: &config,
        order: &order,
        entries: &entries,
        labels: &labels,
        root: "",
    };

    run.stage(Stage::Render, routes.pages.len());
    let output = run.output()?;
    let sink: &dyn Sink = output.as_ref().map_or(&Nowhere, |output| output);
    let renderer = Renderer { site, templates: &templates, bodies: &bodies, sources: &run.sources };
    let faults = render(&renderer, sink, progress)?;
    files(&site, &theme, &run.sources, sink)?;
    faults.into_iter().chain(entries.faults()).for_each(|fault| run.diagnostics.push(fault));

    run.stage(Stage::Publish, 0);
    let changes = run.publish(output)?;
    Ok(run.report(&archive, routes.pages.len(), changes))
}

/// Renders every page to the sink. Gives back what is wrong with the templates.
fn render(renderer: &Renderer, sink: &dyn Sink, progress: &dyn Progress) -> io::Result<Vec<Diagnostic>> {
    let faults = Mutex::new(Vec::new());
    let routes = renderer.site.routes;
    routes.pages.par_iter().try_for_each(|page| {
        progress.step();
        match renderer.render(&renderer.prepare(*page)) {
            Ok(rendered) => sink.put(&routes.path(*page), &rendered.html),
            Err(Fault::Environment(error)) => Err(error),
            Err(Fault::Template(diagnostic)) => {
                let mut faults = faults.lock().expect("no thread fails while it holds the lock");
                // A template's mistake shows on every page that it makes.
                if !faults.contains(&*diagnostic) {
                    faults.push(*diagnostic);
                }
                Ok(())
            }
        }
    })?;
    Ok(faults.into_inner().expect("no thread failed while it held the lock"))
}

/// Publishes what is not rendered: attachments, images, the theme's own files.
fn files(site: &Site, theme: &Theme, sources: &Sources, sink: &dyn Sink) -> io::Result<()> {
    for (path, id) in &site.routes.assets {
        let asset: &case::Asset = &site.archive.assets[*id];
        let file = sources.path(asset.file).expect("attachments lie on disk");
        sink.put(path, &read_bytes(file).map_err(|error| with_path(error, file))?)?;
    }
    let has_code = site.config.source_pages || site.archive.texts().any(|text| text.has_code);
    for (name, bytes) in &theme.files {
        if name == CODE_STYLESHEET && !has_code {
            continue;
        }
        sink.put(&site.routes.theme_file(name), bytes)?;
    }
    Ok(())
}

/// The stylesheet that colours code: published where there is something to colour.
const CODE_STYLESHEET: &str = "code.css";

/// A build under way: what it has found, and when each stage began.
struct Run<'a> {
    options: &'a Options,
    progress: &'a dyn Progress,
    sources: Sources,
    diagnostics: Diagnostics,
    timings: Vec<(Stage, Duration)>,
    current: Option<(Stage, Instant)>,
}

impl<'a> Run<'a> {
    fn new(options: &'a Options, progress: &'a dyn Progress) -> Self {
        Self {
            options,
            progress,
            sources: Sources::default(),
            diagnostics: Diagnostics::default(),
            timings: Vec::new(),
            current: None,
        }
    }

    fn stage(&mut self, stage: Stage, total: usize) {
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
    fn config(&mut self) -> io::Result<(FileId, Config)> {
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

    fn walk(&mut self, config: &Config) -> io::Result<walk::Tree> {
        let folder = self.options.root.join(&config.content);
        if !folder.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no folder {}", folder.display())));
        }
        let name = config.content.to_string_lossy().replace('\\', "/");
        self.check_output(&folder)?;
        walk::walk(&folder, &name, &mut self.sources, &mut self.diagnostics)
    }

    /// The output must not lie in the content, nor hold it.
    fn check_output(&self, content: &Path) -> io::Result<()> {
        let Some(output) = &self.options.output else { return Ok(()) };
        let (output, content) = (std::path::absolute(output)?, std::path::absolute(content)?);
        if output.starts_with(&content) || content.starts_with(&output) {
            let message =
                format!("the output folder {} and the content folder must lie beside each other", output.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Ok(())
    }

    /// Opens the output, unless the content has errors: it is then rendered to
    /// nowhere, to find the mistakes of templates in the same run.
    fn output(&mut self) -> io::Result<Option<Output>> {
        if self.options.strict {
            self.diagnostics.deny_warnings();
        }
        let wanted = self.options.output.as_ref().filter(|_| self.diagnostics.errors() == 0);
        wanted.map(|path| Output::open(path)).transpose()
    }

    fn publish(&mut self, output: Option<Output>) -> io::Result<Option<Changes>> {
        match output {
            Some(output) if self.diagnostics.errors() == 0 => output.finish().map(Some),
            Some(output) => output.abandon().map(|()| None),
            None => Ok(None),
        }
    }

    fn report(mut self, archive: &Archive, pages: usize, changes: Option<Changes>) -> Report {
        self.end_stage();
        if self.options.strict {
            self.diagnostics.deny_warnings();
        }
        self.diagnostics.sort();
        Report {
            diagnostics: self.diagnostics,
            sources: self.sources,
            cases: archive.cases.len(),
            documents: archive.documents.len(),
            pages,
            changes,
            timings: self.timings,
        }
    }
}
