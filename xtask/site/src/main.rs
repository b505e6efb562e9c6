//! Turns the front end's WebAssembly into the files a browser loads.
//!
//! Two steps that need heavy libraries live here, in a program of their own, so that `xtask` itself
//! builds in seconds: splitting and binding a module (`bind`), and compressing finished files
//! (`compress`). It knows nothing of Cargo, npm or the server; only `xtask` calls it.

mod bind;
mod compress;
mod silence;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(
    name = "xtask-site",
    about = "Splits, binds and compresses the browser's files"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Splits a module at its lazy functions and writes modules and JavaScript.
    Bind(bind::Options),
    /// Writes `.br` and `.gz` beside every file that gets smaller by it.
    Compress {
        /// The folder to walk.
        directory: PathBuf,
    },
}

#[expect(
    clippy::print_stderr,
    reason = "the only place of this program that talks to people"
)]
fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Bind(options) => bind::run(&options),
        Command::Compress { directory } => compress::run(&directory),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
