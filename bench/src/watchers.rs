//! Many sockets on one query, and how long a change takes to reach each of them.

use crate::error::BenchError;
use crate::stats::Samples;
use crate::sync::{Client, PATIENCE};
use convex_host::{Host, SystemHost};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Barrier;

/// What is watched. Its result has a text that each write changes.
#[derive(Clone)]
pub(crate) struct Watched {
    pub(crate) address: String,
    pub(crate) token: Option<String>,
    pub(crate) path: &'static str,
    pub(crate) args: Value,
    /// Finds the text in a result.
    pub(crate) text: fn(&Value) -> Option<&str>,
}

/// What is written, and how fast.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) writes: u64,
    pub(crate) per_second: u64,
}

/// What the watchers saw.
pub(crate) struct Seen {
    /// From each write until each watcher had it.
    pub(crate) delays: Samples,
    /// Watchers that never saw the last write.
    pub(crate) missed: usize,
}

/// Has so many sockets watch, and writes; `write` gets the text.
pub(crate) async fn watch(
    watched: &Watched,
    sockets: usize,
    pace: Pace,
    write: impl AsyncFn(String) -> Result<(), BenchError>,
) -> Result<Seen, BenchError> {
    let host = Arc::new(SystemHost::new());
    let ready = Arc::new(Barrier::new(sockets + 1));
    let watchers: Vec<_> = (0..sockets)
        .map(|_| {
            let watcher = Watcher {
                host: Arc::clone(&host),
                watched: watched.clone(),
                last: pace.writes,
            };
            tokio::spawn(watcher.run(Arc::clone(&ready)))
        })
        .collect();
    // A watcher that fails before its first result never arrives; without a limit this would wait for ever.
    tokio::time::timeout(4 * PATIENCE, ready.wait())
        .await
        .map_err(|_| BenchError::answer(watched.path, "not every socket got its first result"))?;

    let mut tick = tokio::time::interval(Duration::from_millis(1000 / pace.per_second));
    for number in 1..=pace.writes {
        tick.tick().await;
        write(format!("{number} {}", host.monotonic().as_nanos())).await?;
    }

    let mut missed = 0;
    let mut delays = Vec::new();
    for watcher in watchers {
        match watcher
            .await
            .map_err(|error| BenchError::answer(watched.path, error.to_string()))?
        {
            Ok(seen) => delays.extend(seen),
            Err(_) => missed += 1,
        }
    }
    let delays = Samples::new(delays);
    Ok(Seen { delays, missed })
}

struct Watcher {
    host: Arc<SystemHost>,
    watched: Watched,
    last: u64,
}

impl Watcher {
    /// Subscribes, waits for the others, and returns the delay of every change until the last one.
    async fn run(self, ready: Arc<Barrier>) -> Result<Vec<Duration>, BenchError> {
        let watched = &self.watched;
        let mut client = Client::connect(&watched.address, watched.token.as_deref()).await?;
        client
            .subscribe([(watched.path, watched.args.clone())])
            .await?;
        client.count_results(1).await?;
        ready.wait().await;
        let mut seen = Vec::new();
        loop {
            let results = client.results().await?;
            let Some((write, sent)) = results.iter().find_map(|result| written(result, watched))
            else {
                continue;
            };
            seen.push(self.host.monotonic().saturating_sub(sent));
            if write == self.last {
                return Ok(seen);
            }
        }
    }
}

/// The number of a write and when it was sent.
fn written(result: &Value, watched: &Watched) -> Option<(u64, Duration)> {
    let (write, sent) = (watched.text)(result)?.split_once(' ')?;
    Some((
        write.parse().ok()?,
        Duration::from_nanos(sent.parse().ok()?),
    ))
}
