//! The program: arguments in, exit status out.

pub mod args;
mod build;
mod init;
mod new;
mod serve;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Args, Command};

/// What a command came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Fine,
    /// The content has errors, which have been printed.
    Faulty,
}

/// Runs the program with the arguments that it was called with.
pub fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Faulty) => ExitCode::from(1),
        // Whoever reads our output may have had enough of it.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            drop(writeln!(io::stderr(), "error: {error}"));
            ExitCode::from(2)
        }
    }
}

fn run(args: Args) -> io::Result<Outcome> {
    match args.command {
        Command::Init { dir } => init::run(&dir),
        Command::New(args) => new::run(&args),
        Command::Build(args) => build::build(&args),
        Command::Check(args) => build::check(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Args::command(), "diarium", &mut io::stdout());
            Ok(Outcome::Fine)
        }
        Command::Man => man(),
    }
}

/// One page for the program and all its commands.
fn man() -> io::Result<Outcome> {
    let mut out = Vec::new();
    let command = Args::command();
    clap_mangen::Man::new(command.clone()).render(&mut out)?;
    for sub in command.get_subcommands() {
        let name = format!("diarium-{}", sub.get_name());
        let page = clap_mangen::Man::new(sub.clone().bin_name(name.replace('-', " ")));
        writeln!(out, ".SH \"{}\"", name.to_uppercase())?;
        page.render_description_section(&mut out)?;
        page.render_synopsis_section(&mut out)?;
        page.render_options_section(&mut out)?;
        page.render_extra_section(&mut out)?;
    }
    io::stdout().write_all(&out)?;
    Ok(Outcome::Fine)
}
