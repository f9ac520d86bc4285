//! Says which files have changed, when it is time to build.
//!
//! What counts is what a build reads: `site.toml`, the content folder and the
//! theme's. The folder around them is watched for their coming and going, but
//! not what else it holds (a repository, a built site). A save is seldom one
//! event: editors write a second file and rename it, and a checkout changes
//! hundreds. So after a change we wait until it has been quiet for a moment;
//! longer when changes came while the last build went on, as then more are
//! likely to come. What comes during a build waits for the next, and so the last
//! change is always built.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// What a [`Watch`] is told.
pub enum Message {
    /// Something happened to files.
    Event(notify::Result<notify::Event>),
    /// The server is to stop.
    Stop,
}

/// How long to wait after a change.
struct Pace {
    /// Until nothing has changed for so long,
    quiet: Duration,
    /// but no longer than this.
    longest: Duration,
}

/// After a change that comes by itself: somebody saved and looks at the browser.
const CALM: Pace = Pace { quiet: Duration::from_millis(25), longest: Duration::from_millis(100) };

/// After changes that came while a build went on.
const BURST: Pace = Pace { quiet: Duration::from_millis(150), longest: Duration::from_millis(500) };

/// Watches the files of one archive.
pub struct Watch {
    root: PathBuf,
    /// What is watched: the folders that a build reads, and `site.toml`.
    wanted: Vec<PathBuf>,
    /// Whether one of them has come or gone since they were last watched.
    is_stale: bool,
    watcher: Option<RecommendedWatcher>,
    sender: Sender<Message>,
    receiver: Receiver<Message>,
    changed: BTreeSet<PathBuf>,
    /// Whether the system has lost events, so that anything may have changed.
    has_lost: bool,
    is_stopped: bool,
    /// What the files were when events were last lost.
    snapshot: Option<u64>,
}

impl Watch {
    /// Watches nothing yet.
    pub fn new(root: &Path) -> Self {
        let (sender, receiver) = channel();
        Self {
            // Some systems name files by their real path, whatever they were
            // asked for. That there is no such folder, the build says better.
            root: root.canonicalize().unwrap_or_else(|_| root.to_owned()),
            wanted: Vec::new(),
            is_stale: true,
            watcher: None,
            sender,
            receiver,
            changed: BTreeSet::new(),
            has_lost: false,
            is_stopped: false,
            snapshot: None,
        }
    }

    /// Where to tell it to stop.
    pub fn sender(&self) -> Sender<Message> {
        self.sender.clone()
    }

    /// Watches `site.toml` and these folders from now on, paths from the
    /// archive's own. What changes after this is never missed.
    ///
    /// # Errors
    /// When the system does not let us: there is often a limit on how many folders can be watched.
    pub fn follow(&mut self, folders: &[&Path]) -> io::Result<()> {
        let mut wanted = vec![self.root.join("site.toml")];
        wanted.extend(folders.iter().map(|folder| self.root.join(folder)));
        if self.wanted == wanted && !self.is_stale {
            return Ok(());
        }
        self.wanted = wanted;
        self.is_stale = false;
        let sender = self.sender.clone();
        let tell = move |event| {
            // Opened files are events too, and a build opens every one.
            if is_change(&event) {
                drop(sender.send(Message::Event(event)));
            }
        };
        let mut watcher = notify::recommended_watcher(tell).map_err(io::Error::other)?;
        let watched = self.watch_all(&mut watcher);
        // The old one goes only now, so that no change falls between them.
        self.watcher = Some(watcher);
        watched
    }

    /// Watches each folder, and those around it for its coming and going.
    fn watch_all(&self, watcher: &mut RecommendedWatcher) -> io::Result<()> {
        let around: BTreeSet<&Path> = self.wanted.iter().flat_map(|path| path.ancestors().skip(1)).collect();
        let around = around.into_iter().filter(|path| path.starts_with(&self.root));
        let around = around.map(|path| (path, RecursiveMode::NonRecursive));
        let folders = self.wanted.iter().skip(1).map(|path| (path.as_path(), RecursiveMode::Recursive));
        for (path, mode) in around.chain(folders).filter(|(path, _)| path.is_dir()) {
            match watcher.watch(path, mode) {
                // It went in this moment, and the folder around it says so.
                Err(error) if matches!(error.kind, notify::ErrorKind::PathNotFound) => {}
                watched => watched.map_err(|error| {
                    io::Error::other(format!("the folder {} cannot be watched: {error}", path.display()))
                })?,
            }
        }
        Ok(())
    }

    /// Waits until something has changed and it has been quiet for a moment.
    /// Gives the files as paths from the archive's folder; `None` when the server is to stop.
    pub fn next(&mut self) -> Option<BTreeSet<String>> {
        let pace = if self.has_more() { BURST } else { CALM };
        while !self.is_due() {
            let message = self.receiver.recv().ok()?;
            self.take(message);
        }
        let latest = Instant::now() + pace.longest;
        let mut until = Instant::now() + pace.quiet;
        while !self.is_stopped {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(message) = self.receiver.recv_timeout(left) else { break };
            if self.take(message) {
                until = latest.min(Instant::now() + pace.quiet);
            }
        }
        self.has_lost = false;
        let changed = std::mem::take(&mut self.changed);
        (!self.is_stopped).then(|| changed.iter().map(|path| self.shown(path)).collect())
    }

    /// Whether something has changed that no build has been asked for yet.
    pub fn has_more(&mut self) -> bool {
        while let Ok(message) = self.receiver.try_recv() {
            self.take(message);
        }
        self.is_due()
    }

    fn is_due(&self) -> bool {
        self.is_stopped || self.has_lost || !self.changed.is_empty()
    }

    /// Takes a message. Whether it says that something has changed.
    fn take(&mut self, message: Message) -> bool {
        match message {
            Message::Stop => {
                self.is_stopped = true;
                true
            }
            Message::Event(Ok(event)) if !event.need_rescan() => {
                let counts = |path: &PathBuf| self.counts(path);
                let changed: Vec<_> = event.paths.into_iter().filter(counts).collect();
                self.is_stale |= changed.iter().any(|path| self.wanted.iter().skip(1).any(|own| own.starts_with(path)));
                let has_changed = !changed.is_empty();
                self.changed.extend(changed);
                has_changed
            }
            Message::Event(_) => self.lose(),
        }
    }

    /// Notes that events were lost. A build that reads many files can be what
    /// made the system lose them, by opening events: were it repeated for that
    /// alone, it would never end. So it is asked for only when files differ.
    fn lose(&mut self) -> bool {
        let snapshot = Some(self.take_snapshot());
        let is_same = std::mem::replace(&mut self.snapshot, snapshot) == snapshot;
        self.has_lost |= !is_same;
        self.is_stale |= !is_same;
        !is_same
    }

    /// A number that changes when a file does.
    fn take_snapshot(&self) -> u64 {
        let entries = self.wanted.iter().flat_map(|path| walkdir::WalkDir::new(path).sort_by_file_name());
        let lines = entries.filter_map(Result::ok).map(|entry| {
            let data = entry.metadata().ok();
            format!("{:?} {:?}\n", entry.path(), data.map(|data| (data.len(), data.modified().ok())))
        });
        crate::text::digest(lines.collect::<String>().as_bytes())
    }

    /// Whether a build depends on a path: it lies in a folder that is read, or
    /// is one, or lies around one. Names that begin with a dot are never read.
    fn counts(&self, path: &Path) -> bool {
        self.wanted.iter().any(|own| match path.strip_prefix(own) {
            Ok(below) => !below.iter().any(|name| name.as_encoded_bytes().starts_with(b".")),
            Err(_) => path != self.root && own.starts_with(path),
        })
    }

    fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().replace('\\', "/")
    }
}

fn is_change(event: &notify::Result<notify::Event>) -> bool {
    let is_read = |kind| matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write));
    event.as_ref().map_or(true, |event| event.need_rescan() || !is_read(event.kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Else a build that opens so many files that the system loses events would be repeated for ever.
    #[test]
    fn lost_events_ask_for_a_build_only_when_files_differ() {
        let dir = tempfile::tempdir().unwrap();
        let mut watch = Watch::new(dir.path());
        watch.follow(&[Path::new("content")]).unwrap();
        let lost = || Message::Event(Ok(notify::Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan)));
        let loses = |watch: &mut Watch| watch.take(lost());
        assert!(loses(&mut watch), "what there was before is not known");
        assert!(!loses(&mut watch), "nothing has changed since");
        std::fs::File::create(dir.path().join("site.toml")).unwrap().set_len(3).unwrap();
        assert!(loses(&mut watch));
        assert!(!loses(&mut watch));
    }
}
