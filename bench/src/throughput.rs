//! Queries and mutations of the embedded deployment over HTTP, 16 connections.

use crate::error::BenchError;
use crate::http::load;
use crate::peers::Conclave;
use crate::report::Table;
use serde_json::json;
use std::sync::Arc;

const CONNECTIONS: usize = 16;

/// One row each for a repeated query, distinct queries, and durable mutations.
pub(crate) async fn measure(
    table: &mut Table,
    conclave: &Conclave,
    seconds: u64,
) -> Result<(), BenchError> {
    let page = json!({ "paginationOpts": { "numItems": 50, "cursor": null } });
    let query = vec![conclave.call_bytes("query", "tasks:list", &page).await?];
    let cached = load(&conclave.address, Arc::new(query), CONNECTIONS, seconds).await?;
    let what = "query tasks:list, 50 documents, same arguments";
    table.own(
        what,
        format!("{:.0}/s, {}", cached.per_second, cached.total.summary()),
        "shared result",
    );

    let mut reads = Vec::new();
    for n in 0..2000 {
        // A search text that never repeats makes a result that nothing can share.
        reads.push(
            conclave
                .call_bytes(
                    "query",
                    "tasks:search",
                    &json!({ "text": format!("part {n}") }),
                )
                .await?,
        );
    }
    let distinct = load(
        &conclave.address,
        Arc::new(reads),
        CONNECTIONS,
        seconds.min(5),
    )
    .await?;
    let what = "query tasks:search over 50 documents, 2,000 arguments in turn";
    table.own(
        what,
        format!("{:.0}/s, {}", distinct.per_second, distinct.total.summary()),
        "–",
    );

    // Each connection renames a task of its own: nothing to conflict about.
    let mut renames = Vec::new();
    let mut creations = Vec::new();
    for n in 0..CONNECTIONS {
        let task = conclave
            .call("mutation", "tasks:create", json!({ "title": "renamed" }))
            .await?;
        for round in 0..2 {
            let args = json!({ "taskId": task, "title": format!("Renamed {round}") });
            renames.push((n + round * CONNECTIONS, args));
        }
        let content = json!({ "content": format!("Written by connection {n}") });
        creations.push(
            conclave
                .call_bytes("mutation", "todos:create", &content)
                .await?,
        );
    }
    // Connection `n` sends requests `n`, `n + CONNECTIONS`, … in turn.
    renames.sort_by_key(|(turn, _)| *turn);
    let mut writes = Vec::new();
    for (_, args) in &renames {
        writes.push(
            conclave
                .call_bytes("mutation", "tasks:update", args)
                .await?,
        );
    }
    for (what, writes) in [
        ("mutation tasks:update, durable, a document each", writes),
        (
            "mutation todos:create, durable, all at one list's end",
            creations,
        ),
    ] {
        let durable = load(
            &conclave.address,
            Arc::new(writes),
            CONNECTIONS,
            seconds.min(5),
        )
        .await?;
        table.own(
            what,
            format!("{:.0}/s, {}", durable.per_second, durable.total.summary()),
            "group commit",
        );
    }
    Ok(())
}
