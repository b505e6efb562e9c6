//! Every task of this repository that Cargo cannot express: `cargo xtask <task>`.
//!
//! It sets up what is missing (wasm target, npm packages, generated code), builds the browser's files,
//! the functions' bundle and the server, and runs all checks. It knows how the parts are built, not
//! what they do; nothing depends on it. Heavy libraries stay out: they live in `xtask/site`.
//!
//! Exit status: 0 fine, 1 a check or a build failed, 2 wrong usage, 3 something is missing on this machine.

mod bench;
mod build;
mod cache;
mod codegen;
mod error;
mod fingerprint;
mod layout;
mod leptos;
mod model;
mod process;
mod seed;
mod serve;
mod setup;
mod test;
mod tidy;
mod ui;

use clap::{Parser, Subcommand};
use error::Failure;
use layout::Layout;
use std::process::ExitCode;
use ui::Ui;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Builds, serves and checks Conclave",
    version
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Sets up, builds and starts the server on 127.0.0.1:3000.
    Serve(serve::Options),
    /// Fetches the small model that answers on this machine without a key; `serve` does it, too.
    Model(model::Options),
    /// Fills .conclave, or another data directory, with a small world to look at.
    Seed(seed::Options),
    /// Builds the server, the browser's files and the functions' bundle.
    Build(build::Options),
    /// Sets up and runs every check; ends with one line `N passed, N failed`.
    Test(test::Options),
    /// Writes crates/convex-api and convex/_generated from the functions.
    Codegen(codegen::Options),
    /// Checks the rules that no compiler knows.
    Tidy,
    /// Measures the product, and its peer where there is one.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let ui = Ui::new();
    let outcome = Layout::find().and_then(|layout| run(&layout, &ui));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            ui.failure(&failure);
            ExitCode::from(failure.exit_status())
        }
    }
}

fn run(layout: &Layout, ui: &Ui) -> Result<(), Failure> {
    match Arguments::parse().task {
        Task::Serve(options) => serve::run(layout, ui, options),
        Task::Model(options) => model::run(ui, &options),
        Task::Seed(options) => seed::run(layout, ui, options),
        Task::Build(options) => build::run(layout, ui, &options).map(drop),
        Task::Test(options) => test::run(layout, ui, &options),
        Task::Codegen(options) => codegen::run(layout, ui, &options),
        Task::Tidy => tidy::run(layout, ui),
        Task::Bench(options) => bench::run(layout, ui, &options),
    }
}
