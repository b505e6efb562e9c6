//! What only a browser can tell: bytes until a page is interactive, and how long a change takes to reach
//! another browser's page, with and without the sync. `browser.mjs` drives Chromium and prints one JSON object.

use crate::error::BenchError;
use crate::peers::{Conclave, Next};
use crate::report::Table;
use crate::stats::Samples;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// Rows for the bytes of the first route and for mutation → other browser. `relaxed` does not wait for the disk.
pub(crate) async fn measure(
    table: &mut Table,
    folder: &Path,
    conclave: &Conclave,
    relaxed: &Conclave,
    next: Option<&Next>,
) -> Result<(), BenchError> {
    let url = |address: &str| format!("http://{address}");
    let server =
        |conclave: &Conclave| json!({ "url": url(&conclave.address), "cookie": conclave.cookie });
    let task = json!({
        "full": server(conclave),
        "relaxed": server(relaxed),
        "next": next.map(|next| url(&next.address)),
    });
    let result = run(folder, "browser.mjs", &task).await?;
    bytes(table, &result);
    latency(table, &result);
    Ok(())
}

/// Runs a script of the bench and reads the JSON that it prints; its progress goes where ours does.
pub(crate) async fn run(folder: &Path, script: &str, task: &Value) -> Result<Value, BenchError> {
    let output = Command::new("node")
        .arg(script)
        .arg(task.to_string())
        .current_dir(folder)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?
        .wait_with_output()
        .await?;
    if !output.status.success() {
        return Err(BenchError::answer(script, "it failed, and said above why"));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn bytes(table: &mut Table, result: &Value) {
    let sum = |side: &str, field: &str| {
        let parts = result[side]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        parts
            .iter()
            .filter_map(|part| part[field].as_f64())
            .sum::<f64>()
    };
    let kilo = |bytes: f64| format!("{:.1} kB", bytes / 1e3);
    for part in result["conclave"].as_array().into_iter().flatten() {
        let name = part["name"].as_str().unwrap_or_default();
        let (raw, brotli) = (
            part["raw"].as_f64().unwrap_or(0.0),
            part["brotli"].as_f64().unwrap_or(0.0),
        );
        table.own(
            &format!("first route: {name}"),
            format!("{} ({} raw)", kilo(brotli), kilo(raw)),
            "–",
        );
    }
    let (ours, theirs) = (sum("conclave", "brotli"), sum("next", "brotli"));
    let (peer, ratio) = if theirs > 0.0 {
        (kilo(theirs), format!("{:.2} × (bar 200 kB)", ours / theirs))
    } else {
        ("–".into(), "bar 200 kB".into())
    };
    let ours = format!("{} ({} raw)", kilo(ours), kilo(sum("conclave", "raw")));
    table.row(
        "first route: wasm and JavaScript until interactive, brotli",
        ours,
        peer,
        ratio,
    );
}

/// Each leg of a change on its way from one browser to another, with both durabilities: what the sync costs is
/// the difference.
fn latency(table: &mut Table, result: &Value) {
    let legs = [
        ("toSend", "key pressed → mutation sent", "–"),
        (
            "afterSend",
            "mutation sent → other browser's page",
            "bar p50 8 ms after the sync",
        ),
        ("toReceive", "… of that, until it has the message", "–"),
        ("toShow", "… of that, until its page shows it", "–"),
    ];
    for (field, leg, bar) in legs {
        for (run, durability) in [("full", "durable"), ("relaxed", "without the sync")] {
            table.own(
                &format!("{leg}, {durability}, p50 / p95"),
                leg_of(&result[run], field).summary(),
                bar,
            );
        }
    }
}

fn leg_of(changes: &Value, field: &str) -> Samples {
    let changes = changes.as_array().into_iter().flatten();
    durations(changes.filter_map(|change| change[field].as_f64()))
}

/// A list of milliseconds; none where there is no list.
pub(crate) fn samples(millis: &Value) -> Samples {
    durations(
        millis
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_f64),
    )
}

fn durations(millis: impl Iterator<Item = f64>) -> Samples {
    Samples::new(
        millis
            .map(|millis| Duration::from_secs_f64(millis.max(0.0) / 1e3))
            .collect(),
    )
}
