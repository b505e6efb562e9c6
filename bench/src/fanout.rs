//! One query, many sockets: every socket must see the last of a series of writes.

use crate::error::BenchError;
use crate::peers::Conclave;
use crate::report::Table;
use crate::watchers::{Pace, Watched, watch};
use serde_json::json;

const WRITES_PER_SECOND: u64 = 50;

/// Writes to one task's title while `sockets` clients watch it.
pub(crate) async fn measure(
    table: &mut Table,
    conclave: &Conclave,
    sockets: usize,
    seconds: u64,
) -> Result<(), BenchError> {
    let task = conclave
        .call("mutation", "tasks:create", json!({ "title": "fan-out" }))
        .await?;
    let watched = Watched {
        address: conclave.address.clone(),
        token: Some(conclave.token().await?),
        path: "tasks:get",
        args: json!({ "taskId": task }),
        text: |task| task["title"].as_str(),
    };
    let pace = Pace {
        writes: WRITES_PER_SECOND * seconds,
        per_second: WRITES_PER_SECOND,
    };
    let rename = async |title: String| {
        let args = json!({ "taskId": task, "title": title });
        let renamed = conclave.call("mutation", "tasks:update", args).await;
        renamed.map(drop)
    };
    let seen = watch(&watched, sockets, pace, rename).await?;
    table.own(
        &format!("{sockets} sockets on one query, {WRITES_PER_SECOND} writes/s, p50 / p95"),
        format!("{}, {} missed the last", seen.delays.summary(), seen.missed),
        "bar p95 50 ms, 0 missed",
    );
    Ok(())
}
