//! `diarium serve`: what it is called with, and what it says.

use std::io::{self, Write};
use std::sync::Arc;

use super::Outcome;
use super::args::ServeArgs;
use super::build::{count, options, print_diagnostics, summary, today};
use crate::pipeline::{Options, Report};
use crate::serve::{self, Observer, Rebuilt, Settings};

pub fn run(args: &ServeArgs) -> io::Result<Outcome> {
    let as_of = args.site.as_of;
    let settings = Settings {
        options: Options { drafts: args.drafts, ..options(&args.site, None) },
        day: Box::new(move || as_of.unwrap_or_else(today)),
        port: args.port,
    };
    let terminal: Arc<dyn Observer> = Arc::new(Terminal { opens: args.open });
    serve::run(settings, &terminal)?;
    Ok(Outcome::Fine)
}

/// Says on the terminal what happens. That nobody listens any more is no reason to stop.
struct Terminal {
    /// Whether to open the browser too.
    opens: bool,
}

impl Observer for Terminal {
    fn serving(&self, url: &str, taken: Option<u16>) {
        if let Some(port) = taken {
            say(&format!("port {port} is taken by another program, so another is used; --port chooses one"));
        }
        say(&format!("serving {url} until Ctrl-C"));
        if self.opens
            && let Err(error) = open::that_detached(url)
        {
            self.trouble(&format!("no browser could be opened: {error}"));
        }
    }

    fn built(&self, build: &Rebuilt) {
        match build.result {
            Ok(report) => {
                print_diagnostics(report).ok();
                say(&line(build, report));
            }
            Err(error) => {
                writeln!(io::stderr(), "error: {error}").ok();
                say(&format!("{}not built", what(build)));
            }
        }
    }

    fn trouble(&self, what: &str) {
        writeln!(io::stderr(), "warning: {what}").ok();
    }
}

fn say(line: &str) {
    writeln!(io::stdout(), "{line}").ok();
}

/// What came of a build, in a line: of the first all counts, of others what changed.
fn line(build: &Rebuilt, report: &Report) -> String {
    let time = build.time.as_secs_f64();
    match report.changes {
        _ if build.changed.is_empty() => summary(report, true, build.time),
        None => format!("{}not built: {}, {time:.2} s", what(build), count(report.diagnostics.errors(), "error")),
        Some(changes) if changes.written + changes.removed == 0 => format!("{}nothing new, {time:.2} s", what(build)),
        Some(changes) => {
            let removed = if changes.removed > 0 { format!(", {} removed", changes.removed) } else { String::new() };
            format!("{}{} written{removed}, {time:.2} s", what(build), count(changes.written, "file"))
        }
    }
}

/// The files that had changed: the first by name.
fn what(build: &Rebuilt) -> String {
    let mut names = build.changed.iter();
    match (names.next(), names.len()) {
        (None, _) => String::new(),
        (Some(first), 0) => format!("{first}: "),
        (Some(first), more) => format!("{first} and {more} more: "),
    }
}
