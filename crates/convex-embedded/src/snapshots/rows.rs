//! The documents about exports and imports.

use super::import::{set_state, state_name};
use crate::files::{self, Stored};
use convex_store::{
    Document, KeyInterval, Namespace, Order, Patch, StoreError, SystemTable, Transaction,
};
use convex_values::{DocumentId, Object, Value};
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub(super) const EXPORTS: &str = "_exports";
pub(super) const IMPORTS: &str = "_imports";
/// Imports that are listed, and kept.
const IMPORTS_MAX: usize = 20;

pub(crate) fn system_tables() -> [SystemTable; 2] {
    [EXPORTS, IMPORTS].map(|name| SystemTable {
        namespace: Namespace::ROOT,
        name: name.to_owned(),
        indexes: Vec::new(),
    })
}

/// The newest export, or null.
pub(crate) fn last_export(tx: &mut Transaction) -> Result<Json, StoreError> {
    let last = newest(tx, EXPORTS)?.into_iter().next();
    Ok(last.map_or(Json::Null, |document| shown(&document)))
}

/// The newest imports.
pub(crate) fn imports(tx: &mut Transaction) -> Result<Json, StoreError> {
    let newest = newest(tx, IMPORTS)?;
    Ok(newest.iter().map(|document| shown(document)).collect())
}

/// One import, or null.
pub(crate) fn one_import(tx: &mut Transaction, id: &str) -> Result<Json, StoreError> {
    let Some(id) = tx.normalize_id(IMPORTS, id) else {
        return Ok(Json::Null);
    };
    let found = tx.get_system(id)?;
    Ok(found.map_or(Json::Null, |document| shown(&document)))
}

/// Exports and imports that a stop of the program has interrupted are failures. An import that waits to be confirmed
/// goes on waiting.
pub(crate) fn fail_interrupted(tx: &mut Transaction) -> Result<(), StoreError> {
    for export in newest(tx, EXPORTS)? {
        if text(&export, "state") == "in_progress" {
            let failed = Value::String("failed".to_owned());
            let patch = Patch::from([("state".to_owned(), Some(failed))]);
            tx.patch_system(export.id(), patch)?;
        }
    }
    for import in newest(tx, IMPORTS)? {
        if matches!(state_name(&import), "uploaded" | "in_progress") {
            drop_bytes(tx, &import)?;
            set_state(
                tx,
                import.id(),
                failed("The deployment was stopped meanwhile; import again"),
            )?;
        }
    }
    Ok(())
}

/// Without what is nobody's business.
fn shown(document: &Document) -> Json {
    let mut json = document.value().to_json();
    if let Some(fields) = json.as_object_mut() {
        fields.retain(|name, _| !matches!(name.as_str(), "file" | "link"));
    }
    json
}

/// The newest documents of a table, the last one first.
pub(super) fn newest(tx: &mut Transaction, table: &str) -> Result<Vec<Arc<Document>>, StoreError> {
    let Some(index) = tx.system_table_index(table)? else {
        return Ok(Vec::new());
    };
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Descending);
    let mut documents = Vec::new();
    while let Some((_, document)) = scan.next(tx)? {
        documents.push(document);
    }
    Ok(documents)
}

/// Writes the first document of an export or an import, and drops old ones with their bytes.
pub(super) fn begin(
    tx: &mut Transaction,
    table: &str,
    fields: Object,
) -> Result<DocumentId, StoreError> {
    for old in newest(tx, table)?.iter().skip(IMPORTS_MAX - 1) {
        drop_bytes(tx, old)?;
        tx.delete_system(old.id())?;
    }
    tx.insert_system(table, fields)
}

/// The fields that lead to stored bytes.
pub(super) fn link(tx: &mut Transaction, stored: &Stored) -> Result<Patch, StoreError> {
    let link = files::keep(tx, stored)?;
    Ok(Patch::from([
        ("file".to_owned(), Some(Value::String(stored.name.clone()))),
        ("link".to_owned(), Some(Value::String(link.to_text()))),
        ("size".to_owned(), Some(Value::Float64(stored.size as f64))),
    ]))
}

/// Removes the bytes that a document leads to; they go after the commit.
pub(super) fn drop_bytes(tx: &mut Transaction, document: &Document) -> Result<(), StoreError> {
    let Ok(link) = text(document, "link").parse::<DocumentId>() else {
        return Ok(());
    };
    if tx.get_system(link)?.is_some() {
        tx.delete_system(link)?;
    }
    let gone = ["file", "link"].map(|field| (field.to_owned(), None));
    tx.patch_system(document.id(), Patch::from(gone)).map(drop)
}

pub(super) fn text<'a>(document: &'a Document, field: &str) -> &'a str {
    let value = document.value().field(field);
    value.and_then(Value::as_str).unwrap_or_default()
}

/// A state as imports and exports have it.
pub(super) fn state(json: Json) -> Value {
    Value::from_json(json).unwrap_or(Value::Null)
}

/// The state of something that failed.
pub(super) fn failed(message: &str) -> Value {
    state(json!({ "state": "failed", "error_message": message }))
}
