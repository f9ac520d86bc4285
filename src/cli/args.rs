//! The command line: one definition for parsing, help, completions and man page.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;

/// Turns annotated case files of a municipality into a public archive on the web
#[derive(Debug, Parser)]
#[command(name = "diarium", version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
#[command(
    after_help = "Example: diarium init arkiv && diarium build --root arkiv\n\nExit status: 0 fine, 1 the content has errors, 2 the call or the environment is wrong."
)]
pub struct Args {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a small, complete archive to begin with
    #[command(after_help = "Example: diarium init arkiv")]
    Init {
        /// The folder to make; it must not exist, or be empty
        dir: PathBuf,
    },
    /// Write a new case file or document where it belongs
    #[command(
        after_help = "Examples:\n  diarium new case stockholm/2026/cykelvag --title \"Cykelväg till stationen\"\n  diarium new motion stockholm/2026/cykelvag --author \"Anna Ek\"\n  diarium new response stockholm/2026/cykelvag --body Socialnämnden --date 2026-03-01"
    )]
    New(NewArgs),
    /// Build the site
    #[command(after_help = "Example: diarium build --root arkiv --output /srv/www/arkiv --strict")]
    Build(BuildArgs),
    /// Show the site on this machine alone, and show every change as it is saved
    #[command(
        after_help = "Example: diarium serve --root arkiv --drafts --open\n\nThe site is built into a temporary folder. Ctrl-C stops the server."
    )]
    Serve(ServeArgs),
    /// Find every mistake without touching the site
    #[command(after_help = "Example: diarium check --root arkiv --strict")]
    Check(CheckArgs),
    /// Print the completions for a shell
    #[command(after_help = "Example: diarium completions bash > /etc/bash_completion.d/diarium")]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the man page
    #[command(after_help = "Example: diarium man > /usr/local/share/man/man1/diarium.1")]
    Man,
}

/// What to write, and where.
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// What to write
    pub kind: NewKind,
    /// The case's folder, from the content folder: municipality/year/name
    pub case: String,
    /// The archive's folder, which holds site.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// The title
    #[arg(long)]
    pub title: Option<String>,
    /// The name of the file, without .md
    #[arg(long)]
    pub name: Option<String>,
    /// The body that issued the document
    #[arg(long)]
    pub body: Option<String>,
    /// Who wrote it; may be given several times
    #[arg(long = "author", value_name = "NAME")]
    pub authors: Vec<String>,
    /// The date of the document, as 2026-03-01
    #[arg(long, value_parser = parse_date)]
    pub date: Option<Date>,
}

/// A case, or a type of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "kebab-case")]
pub enum NewKind {
    /// A case
    Case,
    /// Motion
    Motion,
    /// Interpellation
    Interpellation,
    /// Enkel fråga
    Question,
    /// Medborgarförslag
    CitizenProposal,
    /// Skrivelse
    Communication,
    /// Remiss
    Referral,
    /// Tjänsteutlåtande
    OfficialReport,
    /// Remissvar
    Response,
    /// Utlåtande
    Statement,
    /// Svar
    Answer,
    /// Beslut
    Decision,
    /// Protokollsutdrag
    MinutesExtract,
    /// Reservation
    Reservation,
    /// Bilaga
    Attachment,
}

/// What is built: `build`, `check` and `serve` share it.
#[derive(Debug, clap::Args)]
pub struct SiteArgs {
    /// The archive's folder, which holds site.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// The address where the site will stand, in place of the one in site.toml
    #[arg(long, value_name = "URL", value_parser = crate::config::check_base_url)]
    pub base_url: Option<String>,
    /// The day for which to build: what expires by then is withdrawn [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_of: Option<Date>,
}

/// What `build` and `check` share.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// What is built
    #[command(flatten)]
    pub site: SiteArgs,
    /// Print nothing but mistakes
    #[arg(long)]
    pub quiet: bool,
    /// Print how long each stage took
    #[arg(long)]
    pub timings: bool,
}

/// What to build, and where.
#[derive(Debug, clap::Args)]
pub struct BuildArgs {
    /// What it shares with `check`
    #[command(flatten)]
    pub check: CheckArgs,
    /// Where the site goes [default: public in the archive's folder]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// What to serve, and where.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// What it shares with `build`
    #[command(flatten)]
    pub site: SiteArgs,
    /// The port, or 0 for any free one [default: 4000, or the next free one]
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
    /// Show drafts too, as pages that say that they are
    #[arg(long)]
    pub drafts: bool,
}

fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write the date as year, month and day, as in 2026-03-01".to_owned())
}
