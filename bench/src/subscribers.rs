//! From a mutation to those who are subscribed to what it changes: one, a hundred, a thousand. One write at a time,
//! so that none waits for another.

use crate::deployment::Deployment;
use crate::error::BenchError;
use crate::report::Table;
use crate::watchers::{Pace, Watched, watch};
use serde_json::json;

const COUNTS: [usize; 3] = [1, 100, 1_000];
const WRITES_PER_SECOND: u64 = 10;

pub(crate) async fn measure(
    table: &mut Table,
    deployment: &Deployment,
    seconds: u64,
) -> Result<(), BenchError> {
    let watched = Watched {
        address: deployment.address.clone(),
        token: None,
        path: "marks:read",
        args: json!({}),
        text: |text| text.as_str(),
    };
    let pace = Pace {
        writes: WRITES_PER_SECOND * seconds,
        per_second: WRITES_PER_SECOND,
    };
    let write = async |text: String| {
        let args = json!({ "text": text });
        let written = deployment.call("mutation", "marks:write", args).await;
        written.map(drop)
    };
    for sockets in COUNTS {
        let seen = watch(&watched, sockets, pace, write).await?;
        table.own(
            &format!("mutation sent → subscriber has it, durable, {sockets} of them, p50 / p95"),
            format!("{}, {} missed the last", seen.delays.summary(), seen.missed),
            "0 missed",
        );
    }
    Ok(())
}
