//! Builds the site, and again whenever something has changed, one build at a time.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::standing::{Gate, Standing};
use super::watch::Watch;
use super::{Observer, Rebuilt, Settings};
use crate::config::Config;
use crate::diag::{self, Diagnostics};
use crate::pipeline::{self, Options, Report};
use crate::text::Sources;

/// Builds what is watched into what stands.
pub struct Rebuilder {
    settings: Settings,
    watch: Watch,
    standing: Arc<Standing>,
    observer: Arc<dyn Observer>,
}

impl Rebuilder {
    /// Has built nothing yet.
    pub fn new(settings: Settings, watch: Watch, standing: Arc<Standing>, observer: Arc<dyn Observer>) -> Self {
        Self { settings, watch, standing, observer }
    }

    /// Builds until it is told to stop. Says when the first site is `ready`.
    ///
    /// # Errors
    /// When the environment is at fault in the first build: then it is most
    /// likely the call that is wrong. Later it is shown in place of the site.
    pub fn run(mut self, ready: oneshot::Sender<()>) -> io::Result<()> {
        self.first()?;
        ready.send(()).ok(); // nobody waits once the server is to stop
        let mut changed = BTreeSet::new();
        while let Some(more) = self.watch.next() {
            changed.extend(more);
            if let Err(error) = self.follow() {
                self.observer.trouble(&error.to_string());
            }
            if let Some((result, time)) = self.build() {
                self.observer.built(&Rebuilt { changed: &std::mem::take(&mut changed), result: &result, time });
            }
        }
        Ok(())
    }

    fn first(&mut self) -> io::Result<()> {
        loop {
            self.follow()?;
            match self.build() {
                Some((Ok(report), time)) => {
                    self.observer.built(&Rebuilt { changed: &BTreeSet::new(), result: &Ok(report), time });
                    return Ok(());
                }
                Some((Err(error), _)) => return Err(error),
                None if self.watch.next().is_none() => return Ok(()), // told to stop already
                None => {}
            }
        }
    }

    /// Watches what `site.toml` names. It is read here for that alone: what is
    /// wrong with it, the build says.
    fn follow(&mut self) -> io::Result<()> {
        let config = self.config();
        let folders = std::iter::once(&config.content).chain(&config.theme);
        self.watch.follow(&folders.map(PathBuf::as_path).collect::<Vec<_>>())
    }

    fn config(&self) -> Config {
        let mut sources = Sources::default();
        let file = sources.add("site.toml".to_owned(), self.settings.options.root.join("site.toml"));
        sources.read(file).map(|text| Config::parse(file, &text, &mut Diagnostics::default())).unwrap_or_default()
    }

    /// Builds, shows what came of it, and says how long that took. `None` when a
    /// fault of the environment is most likely nothing but a file that changed or
    /// went while it was read: then the next build, which is due already, says more.
    fn build(&mut self) -> Option<(io::Result<Report>, Duration)> {
        let began = Instant::now();
        let options = Options {
            output: Some(self.standing.folder().to_owned()),
            as_of: (self.settings.day)(),
            ..self.settings.options.clone()
        };
        let gate = Gate::new(&self.standing);
        let result = pipeline::build(&options, &gate);
        if result.is_err() && !gate.is_closed() && self.watch.has_more() {
            return None;
        }
        let changes = result.as_ref().ok().and_then(|report| report.changes);
        let has_new_files = changes.is_some_and(|changes| changes.written + changes.removed > 0);
        gate.show(fault(&result), base(&options, &self.config()), has_new_files);
        Some((result, began.elapsed()))
    }
}

/// What is shown in place of the site: what the terminal says.
fn fault(result: &io::Result<Report>) -> Option<String> {
    match result {
        Ok(report) if report.diagnostics.errors() == 0 => None,
        Ok(report) => Some(diag::print(&report.diagnostics, &report.sources, &diag::plain())),
        Err(error) => Some(format!("error: {error}\n")),
    }
}

/// The path of the address where the site will stand, such as `arkiv/`.
fn base(options: &Options, config: &Config) -> String {
    let url = options.base_url.as_ref().or(config.base_url.as_ref());
    url.and_then(|url| url.splitn(4, '/').nth(3)).unwrap_or_default().to_owned()
}
