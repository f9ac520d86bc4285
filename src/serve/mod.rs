//! Serves a site while it is being written: builds it, shows it on this machine
//! alone, builds again whatever changes, and has the browser show that.
//!
//! ```text
//! watch ─► rebuild ─► standing ─► answers ─► the browser
//! what     build,     what        over       client.js asks for
//! changed  publish    stands      HTTP       what is newer
//! ```
//!
//! A rebuild is [`pipeline::build`](crate::pipeline::build) into a folder of our
//! own, which is removed at the end; the user's `public` is left alone. One
//! thread watches and builds, another answers. What is said to people goes to an
//! [`Observer`]; nothing here writes to the terminal.

mod answers;
mod files;
mod html;
mod port;
mod rebuild;
mod standing;
mod watch;

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use jiff::civil::Date;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::pipeline::{Options, Report};
use rebuild::Rebuilder;
use standing::Standing;
use watch::{Message, Watch};

pub use port::DEFAULT_PORT;

/// What is to be served, and where.
pub struct Settings {
    /// What to build. Its output and its day are replaced.
    pub options: Options,
    /// Asked before every build, because a server may stand over midnight.
    pub day: Box<dyn Fn() -> Date + Send>,
    /// The port; without one, the first free one from [`DEFAULT_PORT`].
    pub port: Option<u16>,
}

/// Is told what happens. What it is told it may print.
pub trait Observer: Send + Sync {
    /// The first build is done, and the site is at this address. `taken` is the
    /// port that would have been used, had nobody else been there.
    fn serving(&self, url: &str, taken: Option<u16>);
    /// A build has ended.
    fn built(&self, build: &Rebuilt);
    /// Something is not as it should be, but the server goes on.
    fn trouble(&self, what: &str);
}

/// A build that has ended.
pub struct Rebuilt<'a> {
    /// The files that had changed, as paths from the archive's folder; none for the first build.
    pub changed: &'a BTreeSet<String>,
    /// What came of it.
    pub result: &'a io::Result<Report>,
    /// How long it took.
    pub time: Duration,
}

/// Serves until it is told to stop by a signal (Ctrl-C, or the terminal is closed).
///
/// # Errors
/// When the port is taken, or the first build meets a fault of the environment.
/// Later ones are shown in the browser and end nothing.
pub fn run(settings: Settings, observer: &Arc<dyn Observer>) -> io::Result<()> {
    let bound = port::bind(settings.port)?;
    let folder = tempfile::Builder::new().prefix("diarium-serve-").tempdir()?;
    let standing = Arc::new(Standing::new(&folder.path().canonicalize()?.join("site")));
    let watch = Watch::new(&settings.options.root);
    let stop = watch.sender();
    let rebuilder = Rebuilder::new(settings, watch, Arc::clone(&standing), Arc::clone(observer));

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        let (ready, is_ready) = oneshot::channel();
        let mut builds = tokio::task::spawn_blocking(move || rebuilder.run(ready));
        let answers = async {
            if is_ready.await.is_err() {
                return std::future::pending().await; // the first build failed, which `builds` says
            }
            observer.serving(&bound.url(), bound.taken);
            answer(bound.listener, standing).await
        };
        tokio::select! {
            ended = &mut builds => return ended?,
            failed = answers => failed?,
            stopped = stop_signal() => stopped?,
        }
        drop(stop.send(Message::Stop));
        finish(builds).await
    });
    // A build that somebody did not want to wait for ends with the program.
    runtime.shutdown_background();
    result
}

async fn answer(listener: std::net::TcpListener, standing: Arc<Standing>) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    // Answers are small and waited for: none is kept back to be sent with the next.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, answers::router(standing)).await
}

/// Waits for the build that is under way, lest it write into a folder that is
/// being removed; unless it is said a second time.
async fn finish(builds: JoinHandle<io::Result<()>>) -> io::Result<()> {
    tokio::select! {
        ended = builds => ended?,
        stopped = stop_signal() => stopped,
    }
}

#[cfg(unix)]
async fn stop_signal() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let [mut interrupt, mut terminate, mut hangup] =
        [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?, signal(SignalKind::hangup())?];
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn stop_signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
