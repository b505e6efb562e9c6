//! Many sockets: what one costs the server while it says nothing, and how long a thousand take to be current again
//! that were cut at once.

use crate::accounts::ACCOUNTS;
use crate::deployment::Deployment;
use crate::error::BenchError;
use crate::report::{Table, note};
use crate::stats::{Samples, millis};
use crate::sync::Client;
use convex_host::{Host, SystemHost};
use futures::future::try_join_all;
use futures::stream::{StreamExt as _, TryStreamExt as _, iter};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// Sockets that are being opened at once where it is not the rush that is measured.
const AT_ONCE: usize = 64;
/// Clients of the storm, and queries of each: about what a page has.
const CLIENTS: usize = 1_000;
const QUERIES: usize = 10;

/// So many sockets, first without a query, then all with the same.
pub(crate) async fn idle(
    table: &mut Table,
    deployment: &Deployment,
    sockets: usize,
) -> Result<(), BenchError> {
    let Some(before) = deployment.resident() else {
        note("the memory of a process is not known here");
        return Ok(());
    };
    let connect = |_| Client::connect(&deployment.address, None);
    let mut clients: Vec<Client> = iter(0..sockets)
        .map(connect)
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let connected = deployment.resident().unwrap_or(before);
    for client in &mut clients {
        client.subscribe([("marks:read", json!({}))]).await?;
        client.count_results(1).await?;
    }
    let subscribed = deployment.resident().unwrap_or(before);
    // All of them are alive: each sees what changes.
    let write = json!({ "text": "the sockets were idle" });
    deployment.call("mutation", "marks:write", write).await?;
    for client in &mut clients {
        client.count_results(1).await?;
    }
    let each = |after: u64| after.saturating_sub(before) as f64 / sockets as f64 / 1e3;
    table.own(
        &format!("{sockets} idle sockets, resident memory for each, connected / with a query"),
        format!("{:.1} / {:.1} kB", each(connected), each(subscribed)),
        "–",
    );
    Ok(())
}

/// All connections are cut at once and come back at once; then the server is killed.
pub(crate) async fn storm(
    table: &mut Table,
    deployment: &mut Deployment,
) -> Result<(), BenchError> {
    let host = Arc::new(SystemHost::new());
    drop(arrive(deployment, &host, host.monotonic()).await?);
    let cut = host.monotonic();
    let (clients, back) = arrive(deployment, &host, cut).await?;
    row(table, "connections are cut", &back);
    drop(clients);
    deployment.kill().await?;
    let killed = host.monotonic();
    deployment.start_again()?;
    deployment.listens().await?;
    let (_, back) = arrive(deployment, &host, killed).await?;
    row(table, "the server is killed and starts anew", &back);
    Ok(())
}

/// All connect at once and wait for the results of all their queries; the times count from `since`.
async fn arrive(
    deployment: &Deployment,
    host: &Arc<SystemHost>,
    since: Duration,
) -> Result<(Vec<Client>, Samples), BenchError> {
    let arrivals = (0..CLIENTS).map(|client| {
        let (host, address) = (Arc::clone(host), deployment.address.clone());
        let arrival = async move {
            let mut socket = Client::connect(&address, None).await?;
            let account = |query| (client * QUERIES + query) % ACCOUNTS;
            let query = |query| ("accounts:get", json!({ "number": account(query) }));
            socket.subscribe((0..QUERIES).map(query)).await?;
            socket.count_results(QUERIES).await?;
            Ok::<_, BenchError>((socket, host.monotonic() - since))
        };
        let arrival = tokio::spawn(arrival);
        async move {
            let joined = arrival.await;
            joined.map_err(|error| BenchError::answer("storm", error.to_string()))?
        }
    });
    let (clients, times) = try_join_all(arrivals).await?.into_iter().unzip();
    Ok((clients, Samples::new(times)))
}

fn row(table: &mut Table, what: &str, back: &Samples) {
    table.own(
        &format!(
            "{what}: {CLIENTS} come back at once, {QUERIES} queries each, until all results are there, p50 / p95"
        ),
        format!("{}, the last {} ms", back.summary(), millis(back.percentile(100))),
        "all of them",
    );
}
