//! The benchmark: starts the built product and its Next.js peer on loopback, measures both in one
//! run, prints one table.
//!
//! It knows the product only from outside: the `conclave` binary's contract, HTTP and WebSocket. Nothing
//! depends on it; `cargo xtask bench` builds what it needs and calls it.

mod accounts;
mod browser;
mod calls;
mod cold_start;
mod deployment;
mod error;
mod fanout;
mod hostile;
mod http;
mod peers;
mod reads;
mod report;
mod sign_in;
mod sockets;
mod stats;
mod subscribers;
mod sync;
mod thread;
mod throughput;
mod transfer;
mod watchers;
mod zipf;

use clap::Parser;
use deployment::Deployment;
use error::BenchError;
use report::Table;
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
    /// The functions that the bench's own deployment runs: their sources, or a folder with their bundle.json
    #[arg(long, default_value = "bench/functions")]
    functions: PathBuf,
    /// The folder of `node.mjs`
    #[arg(long, default_value = "bench")]
    scripts: PathBuf,
    /// Seconds per load test
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Sockets of the fan-out test
    #[arg(long, default_value_t = 1000)]
    sockets: usize,
    /// Seconds of each run of transfers; figures elsewhere are of 60
    #[arg(long, default_value_t = 10)]
    transfer_seconds: u64,
    /// Sockets that say nothing
    #[arg(long, default_value_t = 5_000)]
    idle_sockets: usize,
    /// Megabytes of documents that are there at the cold start; a thousand take minutes to be made
    #[arg(long, default_value_t = 250)]
    cold_megabytes: usize,
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
    /// Payments between accounts
    Transfer,
    /// Queries of one and of 50 documents
    Reads,
    /// From a mutation to those who are subscribed
    Subscribers,
    /// Memory of sockets that say nothing
    Idle,
    /// A thousand that come back at once
    Storm,
    /// A start with much data
    ColdStart,
    /// What calling a function costs
    Calls,
}

impl Part {
    /// Those that are about a deployment with the bench's own functions.
    const OF_DEPLOYMENT: [Self; 7] = [
        Self::Transfer,
        Self::Reads,
        Self::Subscribers,
        Self::Idle,
        Self::Storm,
        Self::ColdStart,
        Self::Calls,
    ];
}

#[tokio::main]
async fn main() -> ExitCode {
    #[cfg(unix)]
    allow_many_sockets();
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::note(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Thousands of sockets need as many descriptors, here and in the servers, which inherit the limit.
#[cfg(unix)]
fn allow_many_sockets() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        report::note(&format!("the limit of open files stays as it is: {error}"));
    }
}

async fn run(options: Options) -> Result<(), BenchError> {
    let mut table = report::Table::default();
    let is_of_deployment = |part: &Part| Part::OF_DEPLOYMENT.contains(part);
    if options.only.is_empty() || !options.only.iter().all(is_of_deployment) {
        measure_product(&mut table, &options).await?;
    }
    measure_deployment(&mut table, &options).await?;
    table.print();
    Ok(())
}

impl Options {
    fn measures(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}

/// What is measured at `conclave serve`, with a browser and beside Next.js.
async fn measure_product(table: &mut Table, options: &Options) -> Result<(), BenchError> {
    let conclave = peers::Conclave::start(&options.conclave, "full").await?;
    conclave.seed_tasks(50).await?;
    let next = match &options.next {
        Some(folder) => Some(peers::Next::start(folder, &conclave).await?),
        None => None,
    };

    if options.measures(Part::Pages) {
        http::measure_pages(table, &conclave, next.as_ref(), options.seconds).await?;
    }
    if let Some(folder) = options
        .browser
        .as_ref()
        .filter(|_| options.measures(Part::Browser))
    {
        let relaxed = peers::Conclave::start(&options.conclave, "normal").await?;
        browser::measure(table, folder, &conclave, &relaxed, next.as_ref()).await?;
    }
    if let Some(folder) = options
        .browser
        .as_ref()
        .filter(|_| options.measures(Part::Thread))
    {
        thread::measure(table, folder, &conclave, options.next.as_deref()).await?;
    }
    if options.measures(Part::Throughput) {
        throughput::measure(table, &conclave, options.seconds).await?;
    }
    if options.measures(Part::Fanout) {
        fanout::measure(table, &conclave, options.sockets, options.seconds).await?;
    }
    if options.measures(Part::Hostile) {
        hostile::measure(table, &conclave, options.seconds).await?;
    }
    if options.measures(Part::SignIn) {
        sign_in::measure(table, &conclave).await?;
    }
    Ok(())
}

/// What is measured at `conclave deployment` with functions that are about nothing else.
async fn measure_deployment(table: &mut Table, options: &Options) -> Result<(), BenchError> {
    let start = || Deployment::start(&options.conclave, &options.functions);
    let seconds = options.seconds;
    let with_accounts = [Part::Transfer, Part::Reads, Part::Storm];
    if with_accounts.iter().any(|part| options.measures(*part)) {
        let mut deployment = start().await?;
        accounts::open(&deployment).await?;
        if options.measures(Part::Transfer) {
            transfer::measure(table, &deployment, options.transfer_seconds).await?;
        }
        if options.measures(Part::Reads) {
            reads::measure(table, &deployment, seconds).await?;
        }
        if options.measures(Part::Storm) {
            sockets::storm(table, &mut deployment).await?;
        }
    }
    if options.measures(Part::Subscribers) {
        subscribers::measure(table, &start().await?, seconds).await?;
    }
    if options.measures(Part::Idle) {
        sockets::idle(table, &start().await?, options.idle_sockets).await?;
    }
    if options.measures(Part::ColdStart) {
        cold_start::measure(table, start().await?, options.cold_megabytes).await?;
    }
    if options.measures(Part::Calls) {
        calls::measure(table, &start().await?, &options.scripts, seconds).await?;
    }
    Ok(())
}
