//! How long a deployment with much data takes from being started until it answers. It keeps its documents in
//! memory, so all of them are read first.

use crate::deployment::Deployment;
use crate::error::BenchError;
use crate::report::{Table, note};
use convex_host::{Host, SystemHost};
use serde_json::json;

/// How many documents one call makes.
const BATCH: usize = 4_000;
/// What a document and its fields come to, as limits count it.
const DOCUMENT: usize = 1_000;

/// With so many megabytes of documents of a kilobyte.
pub(crate) async fn measure(
    table: &mut Table,
    mut deployment: Deployment,
    megabytes: usize,
) -> Result<(), BenchError> {
    let host = SystemHost::new();
    let documents = (megabytes * 1_000_000 / DOCUMENT).max(BATCH);
    for from in (0..documents).step_by(BATCH) {
        let args = json!({ "from": from, "count": BATCH });
        deployment.call("mutation", "notes:fill", args).await?;
    }
    let size = deployment.size_on_disk()? as f64 / 1e6;
    note(&format!(
        "there are {documents} documents, {size:.0} MB on the disk, after {:.0} s",
        host.monotonic().as_secs_f64()
    ));
    deployment.kill().await?;
    let start = host.monotonic();
    deployment.start_again()?;
    deployment.listens().await?;
    let args = json!({ "number": documents - 1 });
    let note = deployment.call("query", "notes:get", args).await?;
    let took = host.monotonic() - start;
    if !note.is_string() {
        return Err(BenchError::answer("notes:get", "a document is gone"));
    }
    let resident = deployment
        .resident()
        .map(|bytes| format!(", {:.0} MB resident", bytes as f64 / 1e6));
    table.own(
        &format!(
            "cold start to the first query after kill -9, {megabytes} MB of documents of 1 kB"
        ),
        format!(
            "{:.2} s{}",
            took.as_secs_f64(),
            resident.unwrap_or_default()
        ),
        "–",
    );
    Ok(())
}
