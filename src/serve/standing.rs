//! What stands now: between the thread that builds and the one that answers.
//!
//! A build renders beside the site that stands, which is answered from all the
//! while. Only while files are put in place, a few milliseconds after an edit,
//! does an answer wait: `publish` renames them one by one, and a page is to be
//! of the same build as the number in its reload script. An answer holds the
//! lock until it has opened its file; what is renamed over it then does not
//! change what it reads. So each answer is of one build. A page and its
//! stylesheet are two answers, and when they fall on both sides of a build the
//! page is told at once that it is old.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard, watch};

use crate::pipeline::{Progress, Stage};

/// What stands, and whose turn it is.
pub struct Standing {
    folder: PathBuf,
    shown: RwLock<Shown>,
    newest: watch::Sender<u64>,
}

/// What a browser is to see.
#[derive(Debug, Default)]
pub struct Shown {
    /// Counts what has been shown. A page that was loaded under another number is old.
    pub generation: u64,
    /// What is shown in place of every page, because the site could not be built.
    pub fault: Option<String>,
    /// The path of the site's `base_url`, such as `arkiv/`, under which the page
    /// for unknown addresses looks for its stylesheet.
    pub base: String,
}

impl Standing {
    /// Nothing stands yet; what will is to be put into `folder`.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), shown: RwLock::default(), newest: watch::Sender::new(0) }
    }

    /// The folder of the site.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is to be seen now. It stays so while this is held.
    pub async fn shown(&self) -> RwLockReadGuard<'_, Shown> {
        self.shown.read().await
    }

    /// A name for a generation that no other run of the program has given one.
    pub fn token(generation: u64) -> String {
        format!("{}-{generation}", std::process::id())
    }

    /// Waits until something else than `token` is shown. Whether that was so in time.
    pub async fn is_newer_than(&self, token: &str, wait: Duration) -> bool {
        let mut newest = self.newest.subscribe();
        let newer = newest.wait_for(|generation| Self::token(*generation) != token);
        tokio::time::timeout(wait, newer).await.is_ok()
    }
}

/// Closes what stands to readers from the moment at which files are put in place.
pub struct Gate<'a> {
    standing: &'a Standing,
    closed: Mutex<Option<RwLockWriteGuard<'a, Shown>>>,
}

impl<'a> Gate<'a> {
    /// An open gate.
    pub fn new(standing: &'a Standing) -> Self {
        Self { standing, closed: Mutex::default() }
    }

    /// Whether files have begun to be put in place.
    pub fn is_closed(&self) -> bool {
        self.closed.lock().expect("no thread fails while it holds the lock").is_some()
    }

    /// Says what is shown from now on, and opens the gate. Pages that show
    /// something else are told, when there is anything new.
    pub fn show(self, fault: Option<String>, base: String, has_new_files: bool) {
        let closed = self.closed.into_inner().expect("no thread failed while it held the lock");
        let mut shown = closed.unwrap_or_else(|| self.standing.shown.blocking_write());
        let is_first = shown.generation == 0;
        if is_first || has_new_files || shown.fault != fault {
            shown.generation += 1;
        }
        shown.fault = fault;
        shown.base = base;
        self.standing.newest.send_replace(shown.generation);
    }
}

impl Progress for Gate<'_> {
    fn begin(&self, stage: Stage, _: usize) {
        if stage == Stage::Publish {
            let mut closed = self.closed.lock().expect("no thread fails while it holds the lock");
            closed.get_or_insert_with(|| self.standing.shown.blocking_write());
        }
    }

    fn step(&self) {}
}
