//! The benchmark: starts the built product and its Next.js peer on loopback, measures both in one
//! run, prints one table.
//!
//! It knows the product only from outside: the `conclave` binary's contract, HTTP and WebSocket. Nothing
//! depends on it; `cargo xtask bench` builds what it needs and calls it.

mod browser;
mod error;
mod fanout;
mod hostile;
mod http;
mod peers;
mod report;
mod sign_in;
mod stats;
mod thread;
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
    /// The folder with the scripts that drive a browser; left out, nothing is measured in one
    #[arg(long)]
    browser: Option<PathBuf>,
    /// Seconds per load test
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Sockets of the fan-out test
    #[arg(long, default_value_t = 1000)]
    sockets: usize,
    /// What to measure; everything without it
    #[arg(long, value_enum)]
    only: Vec<Part>,
}

/// A part of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Requests per second and the first byte of pages
    Pages,
    /// Bytes and latency in browsers
    Browser,
    /// A thread of thousands of messages in browsers
    Thread,
    /// Queries and mutations over HTTP
    Throughput,
    /// One query on many sockets
    Fanout,
    /// What clients that misbehave cost others
    Hostile,
    /// A crowd at the door, and what its answers' times tell
    SignIn,
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
    let measures = |part| options.only.is_empty() || options.only.contains(&part);
    let conclave = peers::Conclave::start(&options.conclave, "full").await?;
    conclave.seed_tasks(50).await?;
    let next = match &options.next {
        Some(folder) => Some(peers::Next::start(folder, &conclave).await?),
        None => None,
    };

    let mut table = report::Table::default();
    if measures(Part::Pages) {
        http::measure_pages(&mut table, &conclave, next.as_ref(), options.seconds).await?;
    }
    if let Some(folder) = options.browser.as_ref().filter(|_| measures(Part::Browser)) {
        let relaxed = peers::Conclave::start(&options.conclave, "normal").await?;
        browser::measure(&mut table, folder, &conclave, &relaxed, next.as_ref()).await?;
    }
    if let Some(folder) = options.browser.as_ref().filter(|_| measures(Part::Thread)) {
        thread::measure(&mut table, folder, &conclave, options.next.as_deref()).await?;
    }
    if measures(Part::Throughput) {
        throughput::measure(&mut table, &conclave, options.seconds).await?;
    }
    if measures(Part::Fanout) {
        fanout::measure(&mut table, &conclave, options.sockets, options.seconds).await?;
    }
    if measures(Part::Hostile) {
        hostile::measure(&mut table, &conclave, options.seconds).await?;
    }
    if measures(Part::SignIn) {
        sign_in::measure(&mut table, &conclave).await?;
    }
    table.print();
    Ok(())
}
