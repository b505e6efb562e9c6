//! All documents, page by page.

use super::{PAGE_BYTES, PAGE_DOCUMENTS, Selection, row};
use crate::Error;
use crate::functions::{Engine, storage_error};
use convex_store::{KeyBytes, KeyInterval, Limits, Order, Timestamp, Transaction};
use convex_values::{JsonFormat, Value, key};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// The document after which a page begins.
#[derive(Serialize, Deserialize)]
struct Cursor {
    table: u32,
    id: String,
}

/// One page of documents. Blocks.
pub(crate) fn listing(
    engine: &Engine,
    snapshot: Option<u64>,
    cursor: Option<&str>,
    selection: &Selection,
    format: JsonFormat,
) -> Result<Json, Error> {
    let cursor = cursor.map(read_cursor).transpose()?;
    let store = &engine.store;
    let snapshot = snapshot.map_or_else(|| store.latest(), Timestamp);
    if snapshot > store.latest() {
        return Err(Error::bad_request(
            "SnapshotInFuture",
            "`snapshot` is later than the latest commit; leave it out to begin.",
        ));
    }
    // An older one is not kept: see the module.
    let mut tx = store.begin_at(snapshot).unwrap_or_else(|_| store.begin());
    tx.set_limits(Limits::NONE);
    let (values, next) = page(&mut tx, cursor, selection, format)?;
    Ok(json!({
        "values": values,
        "snapshot": snapshot.0,
        "hasMore": next.is_some(),
        "cursor": next.map(|next| json!(next).to_string()),
    }))
}

fn read_cursor(text: &str) -> Result<Cursor, Error> {
    serde_json::from_str(text).map_err(|_| {
        Error::bad_request(
            "BadCursor",
            "`cursor` must be one that `list_snapshot` gave; leave it out to begin.",
        )
    })
}

fn page(
    tx: &mut Transaction,
    after: Option<Cursor>,
    selection: &Selection,
    format: JsonFormat,
) -> Result<(Vec<Json>, Option<Cursor>), Error> {
    let Some(chosen) = selection.tables() else {
        return Ok((Vec::new(), None));
    };
    let mut tables: Vec<_> = tx.table_names(false);
    let number = |tx: &mut Transaction, name: &str| tx.resolve_table(name).map_or(0, |it| it.0);
    tables.sort_by_cached_key(|name| number(tx, name));
    let (mut values, mut bytes) = (Vec::new(), 0);
    for table in tables {
        let number = number(tx, &table);
        let begin = after.as_ref().filter(|after| after.table == number);
        let is_behind = after.as_ref().is_none_or(|after| after.table <= number);
        let Some(columns) = chosen.below(&table).filter(|_| is_behind) else {
            continue;
        };
        let mut interval = KeyInterval::all();
        if let Some(Cursor { id, .. }) = begin {
            interval = interval.after(id_key(id));
        }
        let index = tx.index(&format!("{table}.by_id"));
        let index = index.map_err(|error| storage_error(&error))?;
        let mut scan = tx.scan(&index, interval, Order::Ascending);
        while let Some((_, document)) = scan.next(tx).map_err(|error| storage_error(&error))? {
            let ts = document.commit_ts().unwrap_or_default();
            bytes += document.size();
            values.push(Json::Object(row(&table, ts, &document, &columns, format)));
            if values.len() >= PAGE_DOCUMENTS || bytes >= PAGE_BYTES {
                let id = document.id().to_text();
                return Ok((values, Some(Cursor { table: number, id })));
            }
        }
    }
    Ok((values, None))
}

fn id_key(id: &str) -> KeyBytes {
    KeyBytes::from(key::encode_all([Some(&Value::String(id.to_owned()))]).as_slice())
}
