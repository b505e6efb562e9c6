//! One query, many sockets: every socket must see the last of a series of writes.

use crate::error::BenchError;
use crate::peers::Conclave;
use crate::report::Table;
use crate::stats::Samples;
use convex_host::{Host, SystemHost};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Barrier;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

const WRITES_PER_SECOND: u64 = 50;
const PATIENCE: Duration = Duration::from_secs(15);

/// Writes to one task's title while `sockets` clients watch it.
pub(crate) async fn measure(
    table: &mut Table,
    conclave: &Conclave,
    sockets: usize,
    seconds: u64,
) -> Result<(), BenchError> {
    let host = Arc::new(SystemHost::new());
    let task = conclave
        .call("mutation", "tasks:create", json!({ "title": "fan-out" }))
        .await?;
    let writes = WRITES_PER_SECOND * seconds;
    let ready = Arc::new(Barrier::new(sockets + 1));
    let mut watchers = Vec::with_capacity(sockets);
    for _ in 0..sockets {
        let token = conclave.token().await?;
        let url = format!("ws://{}/api/1.48.0/sync", conclave.address);
        let watcher = Watcher {
            host: Arc::clone(&host),
            url,
            token,
            task: task.clone(),
            last: writes,
        };
        watchers.push(tokio::spawn(watcher.run(Arc::clone(&ready))));
    }
    // A watcher that fails before its first result never arrives; without a limit this would wait for ever.
    tokio::time::timeout(4 * PATIENCE, ready.wait())
        .await
        .map_err(|_| BenchError::answer("fan-out", "not every socket got its first result"))?;

    let mut tick = tokio::time::interval(Duration::from_millis(1000 / WRITES_PER_SECOND));
    for write in 1..=writes {
        tick.tick().await;
        let title = format!("{write} {}", host.monotonic().as_nanos());
        conclave
            .call(
                "mutation",
                "tasks:update",
                json!({ "taskId": task, "title": title }),
            )
            .await?;
    }

    let mut missed = 0;
    let mut latencies = Vec::new();
    for watcher in watchers {
        match watcher
            .await
            .map_err(|error| BenchError::answer("fan-out", error.to_string()))?
        {
            Ok(seen) => latencies.extend(seen),
            Err(_) => missed += 1,
        }
    }
    let samples = Samples::new(latencies);
    let what = format!("{sockets} sockets on one query, {WRITES_PER_SECOND} writes/s, p50 / p95");
    table.own(
        &what,
        format!("{}, {missed} missed the last", samples.summary()),
        "bar p95 50 ms, 0 missed",
    );
    Ok(())
}

struct Watcher {
    host: Arc<SystemHost>,
    url: String,
    token: String,
    task: Value,
    last: u64,
}

impl Watcher {
    /// Subscribes, waits for the others, and returns the delay of every change until the last one.
    async fn run(self, ready: Arc<Barrier>) -> Result<Vec<Duration>, BenchError> {
        let (mut socket, _) = connect_async(&self.url).await?;
        let add = json!({ "type": "Add", "queryId": 0, "udfPath": "tasks:get", "args": [{ "taskId": self.task }] });
        let hello = [
            json!({ "type": "Connect", "sessionId": self.session(), "connectionCount": 0,
                    "lastCloseReason": "InitialConnect", "clientTs": 0 }),
            json!({ "type": "Authenticate", "baseVersion": 0, "tokenType": "User", "value": self.token }),
            json!({ "type": "ModifyQuerySet", "baseVersion": 0, "newVersion": 1, "modifications": [add] }),
        ];
        for message in hello {
            socket.send(Message::text(message.to_string())).await?;
        }
        let mut seen = Vec::new();
        let mut ready = Some(ready);
        loop {
            let message = tokio::time::timeout(PATIENCE, socket.next()).await;
            let Ok(Some(message)) = message else {
                return Err(BenchError::answer(
                    "socket",
                    "the last write did not arrive",
                ));
            };
            let Message::Text(text) = message? else {
                continue;
            };
            let Some(title) = title_of(&text) else {
                continue;
            };
            if let Some(ready) = ready.take() {
                ready.wait().await;
                continue;
            }
            let (write, sent) = title.split_once(' ').unwrap_or_default();
            let sent = Duration::from_nanos(sent.parse().unwrap_or_default());
            seen.push(self.host.monotonic().saturating_sub(sent));
            if write.parse() == Ok(self.last) {
                return Ok(seen);
            }
        }
    }

    /// A random version-4 UUID.
    fn session(&self) -> String {
        let mut bytes = [0; 16];
        self.host.fill_random(&mut bytes);
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!(
            "{}-{}-{}-{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..]
        )
    }
}

/// The task's title in a transition, if it carries one.
fn title_of(text: &str) -> Option<String> {
    let message: Value = serde_json::from_str(text).ok()?;
    let update = message["modifications"]
        .as_array()?
        .iter()
        .find(|change| change["type"] == "QueryUpdated")?;
    Some(update["value"]["title"].as_str()?.to_owned())
}
