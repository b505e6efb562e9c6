//! Streaming export: what connectors copy a deployment's documents with, and then follow its changes.
//!
//! A connector pages through `list_snapshot` to its end, and then asks `document_deltas` again and again, beginning at
//! the snapshot's timestamp. Changes are those that the store remembers: a connector that was away for longer, or
//! meets a deployment that was restarted, is told to begin anew, because what was deleted meanwhile cannot be known.
//! Pages of one listing are read one by one, at the snapshot for as long as the store has it and else at the latest
//! commit; the changes since the snapshot, each of them whole, put that right.
//!
//! All of it is about the app's own tables: those of components hold what their functions make of it, so a connector
//! finds none of them, as if there were no components.

mod deltas;
mod json_schema;
mod listing;
mod selection;

pub(crate) use deltas::deltas;
pub(crate) use json_schema::{column_names, json_schemas};
pub(crate) use listing::listing;
pub(crate) use selection::Selection;

use convex_store::{Document, Timestamp};
use convex_values::JsonFormat;
use selection::Chosen;
use serde_json::{Map, Value as Json};

/// Documents of one answer, and bytes of them that it begins no further one with.
const PAGE_DOCUMENTS: usize = 1_000;
const PAGE_BYTES: usize = 4 << 20;

/// What a connector gets of a document: its chosen fields, and where and when they were written.
fn row(
    table: &str,
    ts: Timestamp,
    document: &Document,
    columns: &Chosen<'_>,
    format: JsonFormat,
) -> Map<String, Json> {
    let mut row = match document.value().to_json_as(format) {
        Json::Object(fields) => fields,
        _ => Map::new(),
    };
    row.retain(|name, _| name == "_id" || columns.below(name).is_some());
    place(&mut row, table, ts);
    row
}

fn place(row: &mut Map<String, Json>, table: &str, ts: Timestamp) {
    row.insert("_component".to_owned(), Json::from(""));
    row.insert("_table".to_owned(), Json::from(table));
    row.insert("_ts".to_owned(), Json::from(ts.0));
}
