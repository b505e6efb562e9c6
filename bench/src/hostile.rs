//! Clients that do what none should, and what they cost those who do nothing of the kind: a socket that never
//! reads, one that floods, one that subscribes to as many queries as it may.

use crate::error::BenchError;
use crate::http::{Connection, load, request};
use crate::peers::Conclave;
use crate::report::Table;
use crate::stats::{Samples, millis};
use crate::sync::Client;
use convex_host::SystemHost;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Queries that one connection may be subscribed to.
const QUERIES: usize = 10_000;
/// The one session of all of them.
const SESSION: &str = "00000000-0000-4000-8000-000000000000";
/// Requests that the flooding client sends without reading an answer, over and over.
const FLOOD: usize = 2_000;

/// A page and a mutation, first alone, then beside each of them, then beside all.
pub(crate) async fn measure(
    table: &mut Table,
    conclave: &Conclave,
    seconds: u64,
) -> Result<(), BenchError> {
    let seconds = seconds.min(5);
    let alone = others(conclave, seconds).await?;
    let kinds: [(&str, &[Kind]); 4] = [
        ("never reads", &[Kind::Deaf]),
        ("floods", &[Kind::Flood]),
        ("subscribes to 10,000 queries", &[Kind::Greedy]),
        (
            "all three at once",
            &[Kind::Deaf, Kind::Flood, Kind::Greedy],
        ),
    ];
    for (name, kinds) in kinds {
        let mut villains = Vec::new();
        for kind in kinds {
            villains.push(Villain::start(*kind, conclave).await?);
        }
        let beside = others(conclave, seconds).await?;
        drop(villains);
        let ratio = beside.percentile(99).as_secs_f64() / alone.percentile(99).as_secs_f64();
        table.own(
            &format!("page /tasks beside a client that {name}, p99"),
            format!(
                "{} ms ({ratio:.1} × p99 alone)",
                millis(beside.percentile(99))
            ),
            "p99 ≤ 3 × alone",
        );
    }
    Ok(())
}

/// What a well-behaved visitor notices.
async fn others(conclave: &Conclave, seconds: u64) -> Result<Samples, BenchError> {
    let headers = [
        ("Cookie", conclave.cookie.as_str()),
        ("Accept", "text/html"),
    ];
    let page = request("GET", "/tasks", &conclave.address, &headers, "");
    let load = load(&conclave.address, Arc::new(vec![page]), 1, seconds).await?;
    Ok(load.total)
}

#[derive(Clone, Copy)]
enum Kind {
    Deaf,
    Flood,
    Greedy,
}

/// One that misbehaves for as long as it lives.
struct Villain(JoinHandle<()>);

impl Villain {
    async fn start(kind: Kind, conclave: &Conclave) -> Result<Self, BenchError> {
        let token = conclave.token().await?;
        let task = conclave
            .call("mutation", "tasks:create", json!({ "title": "watched" }))
            .await?;
        let rename = conclave
            .call_bytes(
                "mutation",
                "tasks:update",
                &json!({ "taskId": task, "title": "x".repeat(200) }),
            )
            .await?;
        let address = conclave.address.clone();
        let life = async move {
            match kind {
                Kind::Flood => loop {
                    // It is let go, and comes back.
                    drop(flood(&address, &token, &task).await);
                },
                Kind::Deaf | Kind::Greedy => {
                    let count = if matches!(kind, Kind::Deaf) {
                        1
                    } else {
                        QUERIES
                    };
                    drop(watch(&address, &token, count, &rename).await);
                }
            }
        };
        Ok(Self(tokio::spawn(life)))
    }
}

impl Drop for Villain {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends, and reads only whether it has been let go.
async fn flood(address: &str, token: &str, task: &Value) -> Result<(), BenchError> {
    let mut socket = Client::connect_as(address, Some(token), SESSION).await?;
    for number in 0..FLOOD {
        let args = json!([{ "taskId": task, "title": format!("flood {number}") }]);
        let mutation = json!({ "type": "Mutation", "requestId": number, "udfPath": "tasks:update", "args": args });
        socket.send(&mutation).await?;
    }
    socket.drain().await;
    Ok(())
}

/// Subscribes, reads nothing, and changes what it is subscribed to.
async fn watch(address: &str, token: &str, count: usize, rename: &[u8]) -> Result<(), BenchError> {
    let mut socket = Client::connect_as(address, Some(token), SESSION).await?;
    // Each a query of its own, all of which every change of a task touches.
    let query = |id| ("tasks:search", json!({ "text": format!("part {id}") }));
    socket.subscribe((0..count).map(query)).await?;
    let host = SystemHost::new();
    let mut connection = Connection::open(address).await?;
    loop {
        connection.send(&host, rename).await?;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
