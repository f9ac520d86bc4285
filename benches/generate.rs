//! Writes a made-up archive: `cargo run --release --example corpus -- --docs 10000 --out DIR`.

mod corpus;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use corpus::Format;

/// Writes a made-up archive, the same for the same numbers.
#[derive(Parser)]
struct Args {
    /// How many documents
    #[arg(long)]
    docs: usize,
    /// Whose files: diarium, zola or hugo
    #[arg(long, default_value = "diarium", value_parser = format)]
    format: Format,
    /// Another number gives another archive
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder to write into; it must not exist
    #[arg(long)]
    out: PathBuf,
}

fn format(name: &str) -> Result<Format, String> {
    let known = Format::ALL.into_iter().find(|format| format.name() == name);
    known.ok_or_else(|| "the formats are diarium, zola and hugo".to_owned())
}

fn main() -> ExitCode {
    let args = Args::parse();
    if args.docs == 0 || args.out.exists() {
        eprintln!("error: there must be documents, and {} must not exist", args.out.display());
        return ExitCode::from(2);
    }
    match corpus::write(args.docs, args.seed, args.format, &args.out) {
        Ok(summary) => {
            println!("{} documents, {} cases, {} bytes", summary.documents, summary.cases, summary.bytes);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
