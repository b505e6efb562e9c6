//! The `conclave` program: pages, sign-in, files and the embedded deployment under one address.
//!
//! It wires what the other crates do to the machine: command line, data directory, sockets, signals. It knows
//! neither what pages show nor how documents are stored. Nothing depends on it.
//!
//! Exit status: 0 fine, 1 anything else, 2 wrong usage, 3 something is missing, 4 the address, 5 the data,
//! 6 the functions.

mod backup;
mod bundler;
mod command;
mod data_dir;
mod deployment;
mod environment;
mod failure;
mod identity;
mod model;
mod output;
mod packages;
mod process;
mod provider_keys;
mod sealed_values;
mod site;
mod web;

use clap::Parser;
use std::io::IsTerminal;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// A page is some ten thousand small allocations that end together; the system's allocator spends a quarter of
/// the time of a render on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = command::Arguments::parse();
    let filter = EnvFilter::try_from_env("CONCLAVE_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,conclave=info,identity=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match command::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::failure(&failure);
            ExitCode::from(failure.exit_status())
        }
    }
}
