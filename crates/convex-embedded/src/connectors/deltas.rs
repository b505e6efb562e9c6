//! What has changed, commit by commit.

use super::{PAGE_DOCUMENTS, Selection, place, row};
use crate::Error;
use crate::functions::Engine;
use convex_store::{CommitRecord, Timestamp};
use convex_values::JsonFormat;
use serde_json::{Map, Value as Json, json};

/// The changes after a timestamp, oldest first, and only whole commits of them.
pub(crate) fn deltas(
    engine: &Engine,
    cursor: u64,
    selection: &Selection,
    format: JsonFormat,
) -> Result<Json, Error> {
    let Some(commits) = engine.store.changes_since(Timestamp(cursor)) else {
        return Err(Error::bad_request(
            "DocumentDeltasCursorTooOld",
            "Changes since `cursor` are not remembered any more; begin anew with `list_snapshot`.",
        ));
    };
    let (mut values, mut end) = (Vec::new(), Timestamp(cursor));
    let mut rest = commits.iter().peekable();
    while values.len() < PAGE_DOCUMENTS
        && let Some(commit) = rest.next()
    {
        add(&mut values, engine, commit, selection, format);
        end = commit.ts();
    }
    Ok(json!({ "values": values, "cursor": end.0, "hasMore": rest.peek().is_some() }))
}

fn add(
    values: &mut Vec<Json>,
    engine: &Engine,
    commit: &CommitRecord,
    selection: &Selection,
    format: JsonFormat,
) {
    let tx = engine.store.begin();
    for change in commit.documents() {
        let number = change.id.table;
        let Some(table) = tx
            .table_name(number)
            .filter(|_| !tx.is_system_table(number))
        else {
            continue;
        };
        let tables = selection.tables();
        let Some(columns) = tables.and_then(|tables| tables.below(table)) else {
            continue;
        };
        let mut value = match &change.new {
            Some(document) => row(table, commit.ts(), document, &columns, format),
            None => {
                let id = ("_id".to_owned(), Json::from(change.id.to_text()));
                let mut gone = Map::from_iter([id]);
                place(&mut gone, table, commit.ts());
                gone
            }
        };
        value.insert("_deleted".to_owned(), Json::from(change.new.is_none()));
        values.push(Json::Object(value));
    }
}
