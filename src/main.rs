//! The diarium program; everything that it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    diarium::cli::main()
}
