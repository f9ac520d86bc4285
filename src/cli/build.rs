//! `diarium build` and `diarium check`.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;

use super::Outcome;
use super::args::{BuildArgs, CheckArgs, SiteArgs};
use crate::diag;
use crate::pipeline::{self, Options, Progress, Report, Stage};

pub fn build(args: &BuildArgs) -> io::Result<Outcome> {
    let output = args.output.clone().unwrap_or_else(|| args.check.site.root.join("public"));
    run(&args.check, Some(&output))
}

pub fn check(args: &CheckArgs) -> io::Result<Outcome> {
    run(args, None)
}

fn run(args: &CheckArgs, output: Option<&Path>) -> io::Result<Outcome> {
    let began = Instant::now();
    let options = options(&args.site, output);
    let bar = Bar::new(args.quiet);
    let report = pipeline::build(&options, &bar);
    bar.finish();
    let report = report?;
    print_diagnostics(&report)?;
    if args.timings {
        print_timings(&report)?;
    }
    let is_faulty = report.diagnostics.errors() > 0;
    if !args.quiet || is_faulty {
        let mut out: Box<dyn Write> = if is_faulty { Box::new(io::stderr()) } else { Box::new(io::stdout()) };
        writeln!(out, "{}", summary(&report, output.is_some(), began.elapsed()))?;
    }
    Ok(if is_faulty { Outcome::Faulty } else { Outcome::Fine })
}

/// What is to be built, and where.
pub fn options(args: &SiteArgs, output: Option<&Path>) -> Options {
    Options {
        root: args.root.clone(),
        output: output.map(Path::to_owned),
        base_url: args.base_url.clone(),
        as_of: args.as_of.unwrap_or_else(today),
        drafts: false,
        strict: args.strict,
    }
}

/// The day of the build, on the machine's clock: the one thing that a build
/// takes from outside its folder, and `--as-of` replaces it.
#[expect(clippy::disallowed_methods, reason = "this is where the date is passed in")]
pub fn today() -> Date {
    jiff::Zoned::now().date()
}

pub fn print_diagnostics(report: &Report) -> io::Result<()> {
    let mut err = io::stderr();
    let renderer =
        if err.is_terminal() && std::env::var_os("NO_COLOR").is_none() { diag::styled() } else { diag::plain() };
    err.write_all(diag::print(&report.diagnostics, &report.sources, &renderer).as_bytes())
}

fn print_timings(report: &Report) -> io::Result<()> {
    let mut err = io::stderr();
    for (stage, time) in &report.timings {
        writeln!(err, "{:<8} {:>9.3} s", stage.name(), time.as_secs_f64())?;
    }
    let rendered = report.rendered;
    writeln!(err, "pages: {rendered} rendered, {} kept", report.pages - rendered)?;
    if let Some(changes) = report.changes {
        writeln!(err, "files: {} written, {} unchanged, {} removed", changes.written, changes.kept, changes.removed)?;
    }
    Ok(())
}

pub fn summary(report: &Report, builds: bool, time: Duration) -> String {
    let errors = report.diagnostics.errors();
    let counts = format!(
        "{}, {}, {}, {}, {:.2} s",
        count(report.cases, "case"),
        count(report.documents, "document"),
        count(report.pages, "page"),
        count(report.diagnostics.warnings(), "warning"),
        time.as_secs_f64()
    );
    match (errors, builds) {
        (0, true) => format!("built {counts}"),
        (0, false) => format!("checked {counts}"),
        (_, true) => format!("not built: {}; {counts}", count(errors, "error")),
        (_, false) => format!("{}; {counts}", count(errors, "error")),
    }
}

pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// A progress bar on a terminal, a line for each long stage anywhere else.
struct Bar {
    bar: ProgressBar,
    prints_lines: bool,
}

impl Bar {
    fn new(quiet: bool) -> Self {
        let is_terminal = io::stderr().is_terminal();
        let bar = if is_terminal && !quiet { ProgressBar::new(0) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{msg:8} {wide_bar} {pos}/{len}").expect("the template is sound");
        bar.set_style(style);
        Self { bar, prints_lines: !is_terminal && !quiet }
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn begin(&self, stage: Stage, total: usize) {
        self.bar.set_message(stage.name());
        self.bar.set_position(0);
        self.bar.set_length(total as u64);
        if self.prints_lines && total > 0 {
            let what = if stage == Stage::Read { "document" } else { "page" };
            println!("{} {}", stage.name(), count(total, what));
        }
    }

    fn step(&self) {
        self.bar.inc(1);
    }
}
