//! What calling a function costs beyond the function: the same one, run by a deployment and by a plain Node.js
//! server (`node.mjs`), asked the same way.

use crate::deployment::Deployment;
use crate::error::BenchError;
use crate::http::{Connection, Load, Requests, call_bytes, load};
use crate::peers::{free_address, ready, spawn_program};
use crate::report::{Table, note};
use convex_host::SystemHost;
use serde_json::json;
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

const CONNECTIONS: usize = 16;
/// Until both have compiled what they compile.
const WARM_UP_SECONDS: u64 = 2;

/// `folder` is where `node.mjs` is.
pub(crate) async fn measure(
    table: &mut Table,
    deployment: &Deployment,
    folder: &Path,
    seconds: u64,
) -> Result<(), BenchError> {
    let node = free_address().await?;
    let port = node.rsplit(':').next().unwrap_or_default();
    let script = folder.join("node.mjs");
    let arguments = [script.as_os_str(), port.as_ref()];
    let _process = spawn_program(Path::new("node"), arguments)?;
    ready(&node, "node").await?;
    note(&format!("node serves on {node}"));
    for (what, path) in [
        ("function that does nothing", "work:nothing"),
        ("function that groups 200 rows", "work:report"),
    ] {
        agree(&deployment.address, &node, path).await?;
        let ours = loads(&deployment.address, path, seconds).await?;
        let theirs = loads(&node, path, seconds).await?;
        let took = |loads: &(Load, Load)| loads.0.total.p50().as_secs_f64();
        let rate = |loads: &(Load, Load)| loads.1.per_second;
        table.row(
            &format!("{what}, beside Node.js, one call at a time, p50 / p95"),
            ours.0.total.summary(),
            theirs.0.total.summary(),
            format!("{:.1} × as long", took(&ours) / took(&theirs)),
        );
        table.row(
            &format!("… {CONNECTIONS} connections"),
            format!("{:.0}/s", rate(&ours)),
            format!("{:.0}/s", rate(&theirs)),
            format!("{:.2} × as many", rate(&ours) / rate(&theirs)),
        );
    }
    Ok(())
}

/// Both must run the same function.
async fn agree(ours: &str, theirs: &str, path: &str) -> Result<(), BenchError> {
    let mut values = Vec::new();
    for address in [ours, theirs] {
        let request = call_bytes(address, &[], "query", path, &json!({ "number": 17 }));
        let mut connection = Connection::open(address).await?;
        let answer = connection.send(&SystemHost::new(), &request).await?;
        values.push(answer.value(path)?);
    }
    if values[0] == values[1] {
        return Ok(());
    }
    let what = format!("{} here and {} in Node.js", values[0], values[1]);
    Err(BenchError::answer(path, what))
}

/// One connection, then many.
async fn loads(
    address: &str,
    path: &'static str,
    seconds: u64,
) -> Result<(Load, Load), BenchError> {
    // Arguments never repeat, so that no result is shared.
    let calls = |from: usize| {
        let address = address.to_owned();
        Arc::new(Calls {
            address,
            path,
            from,
        })
    };
    const APART: usize = 1 << 32;
    load(address, calls(0), CONNECTIONS, WARM_UP_SECONDS).await?;
    let calm = load(address, calls(APART), 1, seconds.min(5)).await?;
    let busy = load(address, calls(2 * APART), CONNECTIONS, seconds.min(5)).await?;
    Ok((calm, busy))
}

struct Calls {
    address: String,
    path: &'static str,
    from: usize,
}

impl Requests for Calls {
    fn request(&self, number: usize) -> Cow<'_, [u8]> {
        let args = json!({ "number": self.from + number });
        Cow::Owned(call_bytes(&self.address, &[], "query", self.path, &args))
    }
}
