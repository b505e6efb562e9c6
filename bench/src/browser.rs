//! What only a browser can tell: bytes until a page is interactive, and how long a change takes to reach
//! another browser's page. `browser.mjs` drives Chromium and prints one JSON object.

use crate::error::BenchError;
use crate::peers::{Conclave, Next};
use crate::report::Table;
use crate::stats::Samples;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use tokio::process::Command;

/// Rows for the bytes of the first route and for mutation → other browser.
pub(crate) async fn measure(
    table: &mut Table,
    folder: &Path,
    conclave: &Conclave,
    next: Option<&Next>,
) -> Result<(), BenchError> {
    let mut command = Command::new("node");
    command
        .arg("browser.mjs")
        .arg(format!("http://{}", conclave.address))
        .arg(&conclave.cookie);
    if let Some(next) = next {
        command.arg(format!("http://{}", next.address));
    }
    let output = command.current_dir(folder).output().await?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(BenchError::answer("browser.mjs", why));
    }
    let result: Value = serde_json::from_slice(&output.stdout)?;
    bytes(table, &result);
    latency(table, &result);
    Ok(())
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

fn latency(table: &mut Table, result: &Value) {
    let samples = |field: &str| {
        let values = result[field].as_array().into_iter().flatten();
        Samples::new(
            values
                .filter_map(Value::as_f64)
                .map(|ms| Duration::from_secs_f64(ms.max(0.0) / 1e3))
                .collect(),
        )
    };
    let what = "key pressed in one browser → text in another's page, durable, p50 / p95";
    table.own(
        what,
        samples("latency").summary(),
        "bar p50 8 ms after the sync",
    );
}
