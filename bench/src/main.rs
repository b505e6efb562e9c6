//! The benchmark: starts the built product and its Next.js peer on loopback, measures both in one
//! run, prints one table.
//!
//! It knows the product only from outside: the `conclave` binary's contract, HTTP and WebSocket. Nothing
//! depends on it; `cargo xtask bench` builds what it needs and calls it.

mod browser;
mod error;
mod fanout;
mod http;
mod peers;
mod report;
mod sign_in;
mod stats;
mod throughput;

use clap::Parser;
use error::BenchError;
use std::path::PathBuf;
use std::process::ExitCode;

/// What to measure with, and for how long.
#[derive(Debug, Parser)]
#[command(
    name = "bench",
    about = "Measures Conclave and its peers on this machine"
)]
struct Options {
    /// The `conclave` binary, built for release
    #[arg(long)]
    conclave: PathBuf,
    /// The built Next.js peer; left out, its rows are left out too
    #[arg(long)]
    next: Option<PathBuf>,
    /// The folder with `browser.mjs`; left out, nothing is measured in a browser
    #[arg(long)]
    browser: Option<PathBuf>,
    /// Seconds per load test
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Sockets of the fan-out test
    #[arg(long, default_value_t = 1000)]
    sockets: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::note(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), BenchError> {
    let conclave = peers::Conclave::start(&options.conclave).await?;
    conclave.seed_tasks(50).await?;
    let next = match &options.next {
        Some(folder) => Some(peers::Next::start(folder, &conclave).await?),
        None => None,
    };

    let mut table = report::Table::default();
    http::measure_pages(&mut table, &conclave, next.as_ref(), options.seconds).await?;
    if let Some(folder) = &options.browser {
        browser::measure(&mut table, folder, &conclave, next.as_ref()).await?;
    }
    throughput::measure(&mut table, &conclave, options.seconds).await?;
    fanout::measure(&mut table, &conclave, options.sockets, options.seconds).await?;
    sign_in::measure(&mut table, &conclave).await?;
    table.print();
    Ok(())
}
