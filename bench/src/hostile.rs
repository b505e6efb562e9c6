//! Clients that do what none should, and what they cost those who do nothing of the kind: a socket that never
//! reads, one that floods, one that subscribes to as many queries as it may.

use crate::error::BenchError;
use crate::http::{Connection, load, request};
use crate::peers::Conclave;
use crate::report::Table;
use crate::stats::{Samples, millis};
use convex_host::SystemHost;
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Queries that one connection may be subscribed to.
const QUERIES: usize = 10_000;
/// Requests that the flooding client sends without reading an answer, over and over.
const FLOOD: usize = 2_000;

type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

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
        let url = format!("ws://{}/api/1.48.0/sync", conclave.address);
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
                    drop(flood(&url, &token, &task).await);
                },
                Kind::Deaf | Kind::Greedy => {
                    let count = if matches!(kind, Kind::Deaf) {
                        1
                    } else {
                        QUERIES
                    };
                    drop(watch(&url, &token, count, (&address, &rename)).await);
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

async fn open(url: &str, token: &str) -> Result<Socket, BenchError> {
    let (mut socket, _) = connect_async(url).await?;
    let hello = [
        json!({ "type": "Connect", "sessionId": "00000000-0000-4000-8000-000000000000", "connectionCount": 0,
                "lastCloseReason": "InitialConnect", "clientTs": 0 }),
        json!({ "type": "Authenticate", "baseVersion": 0, "tokenType": "User", "value": token }),
    ];
    for message in hello {
        send(&mut socket, message).await?;
    }
    Ok(socket)
}

async fn send(socket: &mut Socket, message: Value) -> Result<(), BenchError> {
    socket.send(Message::text(message.to_string())).await?;
    Ok(())
}

/// Sends, and reads only whether it has been let go.
async fn flood(url: &str, token: &str, task: &Value) -> Result<(), BenchError> {
    let mut socket = open(url, token).await?;
    for number in 0..FLOOD {
        let args = json!([{ "taskId": task, "title": format!("flood {number}") }]);
        send(
            &mut socket,
            json!({ "type": "Mutation", "requestId": number, "udfPath": "tasks:update", "args": args }),
        )
        .await?;
    }
    while socket.next().await.is_some_and(|message| message.is_ok()) {}
    Ok(())
}

/// Subscribes, reads nothing, and changes what it is subscribed to.
async fn watch(
    url: &str,
    token: &str,
    count: usize,
    (address, rename): (&str, &[u8]),
) -> Result<(), BenchError> {
    let mut socket = open(url, token).await?;
    // Each a query of its own, all of which every change of a task touches.
    let add = |id: usize| json!({ "type": "Add", "queryId": id, "udfPath": "tasks:search", "args": [{ "text": format!("part {id}") }] });
    let changes: Vec<Value> = (0..count).map(add).collect();
    send(
        &mut socket,
        json!({ "type": "ModifyQuerySet", "baseVersion": 0, "newVersion": 1, "modifications": changes }),
    )
    .await?;
    let host = SystemHost::new();
    let mut connection = Connection::open(address).await?;
    loop {
        connection.send(&host, rename).await?;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
