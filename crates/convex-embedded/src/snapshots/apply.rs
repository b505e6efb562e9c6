//! Putting into tables what an import brings.

use super::import::Mode;
use super::parse::{Parsed, Row, Table};
use crate::files::{self, STORAGE_TABLE, Stored};
use convex_store::{KeyInterval, Limits, Order, StoreError, Transaction};
use convex_values::{DocumentId, Object, TableNumber, Value};
use std::collections::HashMap;

/// Why nothing was imported, in a sentence.
type Refused = String;

/// The numbers of tables: as ids of the import name them, and here.
type Numbers = HashMap<TableNumber, TableNumber>;

/// What would happen, for whoever confirms it: the text, and whether anything is deleted.
pub(super) fn describe(
    tx: &mut Transaction,
    parsed: &Parsed,
    mode: Mode,
) -> Result<(String, bool), Refused> {
    tx.set_limits(Limits::NONE);
    let mut lines = vec!["table | create | delete".to_owned()];
    let mut deletes = false;
    let mut line = |name: &str, create: usize, delete: usize| {
        deletes |= delete > 0;
        lines.push(format!("{name} | {create} | {delete}"));
    };
    for table in &parsed.tables {
        let there = tx.count(&table.name).map_err(refused)?;
        if mode == Mode::RequireEmpty && there > 0 {
            return Err(not_empty(&table.name));
        }
        line(
            &table.name,
            table.rows.len(),
            if mode.replaces() { there } else { 0 },
        );
    }
    if mode == Mode::ReplaceAll {
        for name in others(tx, parsed) {
            let there = tx.count(&name).map_err(refused)?;
            line(&name, 0, there);
        }
    }
    if let Some(files) = &parsed.files {
        let there = stored_files(tx).map_err(refused)?.len();
        line(
            STORAGE_TABLE,
            files.len(),
            if mode.replaces() { there } else { 0 },
        );
    }
    Ok((lines.join("\n"), deletes))
}

/// Writes all of it; `stored` are the bytes of the files, in their order. How many documents and files there are.
pub(super) fn write(
    tx: &mut Transaction,
    parsed: &Parsed,
    stored: &[Stored],
    mode: Mode,
) -> Result<usize, Refused> {
    tx.set_limits(Limits::NONE);
    clear(tx, parsed, mode)?;
    let numbers = numbers(tx, parsed)?;
    let mut written = 0;
    for table in &parsed.tables {
        for row in &table.rows {
            insert(tx, table, row, &numbers).map_err(|why| format!("{}: {why}", table.name))?;
            written += 1;
        }
    }
    for (row, stored) in parsed.files.iter().flatten().zip(stored) {
        insert_file(tx, row, stored, &numbers).map_err(|why| format!("{STORAGE_TABLE}: {why}"))?;
        written += 1;
    }
    Ok(written)
}

/// Deletes what the import replaces.
fn clear(tx: &mut Transaction, parsed: &Parsed, mode: Mode) -> Result<(), Refused> {
    for table in &parsed.tables {
        if mode == Mode::RequireEmpty && tx.count(&table.name).map_err(refused)? > 0 {
            return Err(not_empty(&table.name));
        }
        if mode.replaces() {
            delete_all(tx, &table.name).map_err(refused)?;
        }
    }
    if mode == Mode::ReplaceAll {
        for name in others(tx, parsed) {
            delete_all(tx, &name).map_err(refused)?;
        }
    }
    if parsed.files.is_none() || mode == Mode::Append {
        return Ok(());
    }
    let there = stored_files(tx).map_err(refused)?;
    if mode == Mode::RequireEmpty && !there.is_empty() {
        return Err(not_empty(STORAGE_TABLE));
    }
    for id in there {
        if let Some(file) = files::find(tx, id).map_err(refused)? {
            files::remove(tx, &file).map_err(refused)?;
        }
    }
    Ok(())
}

/// Tables that the import does not have.
fn others(tx: &mut Transaction, parsed: &Parsed) -> Vec<String> {
    let mut names = tx.table_names(false);
    names.retain(|name| parsed.tables.iter().all(|table| table.name != *name));
    names
}

fn delete_all(tx: &mut Transaction, name: &str) -> Result<(), StoreError> {
    let Some(index) = tx.table_index(name)? else {
        return Ok(());
    };
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    while let Some((_, document)) = scan.next(tx)? {
        tx.delete(document.id())?;
    }
    Ok(())
}

fn stored_files(tx: &mut Transaction) -> Result<Vec<DocumentId>, StoreError> {
    let Some(index) = tx.system_table_index(STORAGE_TABLE)? else {
        return Ok(Vec::new());
    };
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    let mut ids = Vec::new();
    while let Some((_, document)) = scan.next(tx)? {
        ids.push(document.id());
    }
    Ok(ids)
}

/// Creates tables that are missing, with the numbers they had where these are free.
fn numbers(tx: &mut Transaction, parsed: &Parsed) -> Result<Numbers, Refused> {
    let mut numbers = Numbers::new();
    let first = |rows: &[Row]| rows.iter().find_map(|row| row.id).map(|id| id.table);
    for table in &parsed.tables {
        let wanted = first(&table.rows);
        let here = tx.ensure_table(&table.name, wanted).map_err(refused)?;
        if let Some(wanted) = wanted {
            numbers.insert(wanted, here);
        }
    }
    let files = parsed.files.as_deref().and_then(first);
    if let (Some(wanted), Some(here)) = (files, tx.resolve_table(STORAGE_TABLE)) {
        numbers.insert(wanted, here);
    }
    Ok(numbers)
}

fn insert(
    tx: &mut Transaction,
    table: &Table,
    row: &Row,
    numbers: &Numbers,
) -> Result<(), Refused> {
    let fields = renumbered_fields(&row.fields, numbers);
    let Some(id) = row.id else {
        let id = tx.insert(&table.name, fields.clone()).map_err(refused)?;
        // With a time of its own, it is written once more under the same id.
        let Some(created) = row.created else {
            return Ok(());
        };
        tx.delete(id).map_err(refused)?;
        return tx.restore(id, created, fields).map_err(refused);
    };
    let id = renumbered(id, numbers).ok_or_else(|| format!("`{id}` is an id of another table"))?;
    match row.created {
        Some(created) => tx.restore(id, created, fields).map_err(refused),
        None => Err(format!("`{id}` has no `_creationTime`")),
    }
}

fn insert_file(
    tx: &mut Transaction,
    row: &Row,
    stored: &Stored,
    numbers: &Numbers,
) -> Result<(), Refused> {
    let content_type = row.fields.get("contentType").and_then(Value::as_str);
    match (row.id.and_then(|id| renumbered(id, numbers)), row.created) {
        (Some(id), Some(created)) => {
            files::restore(tx, id, created, stored, content_type).map_err(refused)
        }
        _ => Err("a file has no `_id` or no `_creationTime`".to_owned()),
    }
}

fn renumbered(id: DocumentId, numbers: &Numbers) -> Option<DocumentId> {
    let table = *numbers.get(&id.table)?;
    Some(DocumentId { table, ..id })
}

fn renumbered_fields(fields: &Object, numbers: &Numbers) -> Object {
    let is_same = numbers.iter().all(|(there, here)| there == here);
    if is_same {
        return fields.clone();
    }
    let field = |(name, value): (&String, &Value)| (name.clone(), renumbered_value(value, numbers));
    fields.iter().map(field).collect()
}

fn renumbered_value(value: &Value, numbers: &Numbers) -> Value {
    match value {
        Value::String(text) => {
            let id = text.parse().ok().and_then(|id| renumbered(id, numbers));
            id.map_or_else(|| value.clone(), |id| Value::String(id.to_text()))
        }
        Value::Array(elements) => Value::Array(
            elements
                .iter()
                .map(|element| renumbered_value(element, numbers))
                .collect(),
        ),
        Value::Object(fields) => Value::Object(renumbered_fields(fields, numbers)),
        value => value.clone(),
    }
}

fn not_empty(table: &str) -> Refused {
    format!(
        "Table \"{table}\" has documents already; add to them with --append, or replace them with --replace"
    )
}

fn refused(error: StoreError) -> Refused {
    error.to_string()
}
