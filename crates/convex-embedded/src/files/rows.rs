//! The documents about files: the public one, and the one that knows the name of the bytes.

use super::Stored;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use convex_store::{
    Document, KeyInterval, Namespace, Order, RangeExpression, RangeOperator, StoreError,
    SystemTable, Transaction,
};
use convex_values::{DocumentId, FieldPath, Object, Value};
use std::sync::Arc;

/// What `db.system` shows of files.
pub(crate) const STORAGE_TABLE: &str = "_storage";
/// Which bytes belong to which document of it. Nobody sees it.
pub(super) const FILES_TABLE: &str = "_files";

/// A stored file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct File {
    /// The document in `_storage`.
    pub(crate) id: DocumentId,
    /// Names the bytes, and is part of the file's address.
    pub(crate) name: String,
    /// Base64.
    pub(crate) sha256: String,
    pub(crate) size: u64,
    pub(crate) content_type: Option<String>,
    /// The document in `_files`.
    link: DocumentId,
}

pub(crate) fn system_tables() -> [SystemTable; 2] {
    let index =
        |name: &'static str, field: &'static str| (name.to_owned(), vec![FieldPath::system(field)]);
    [
        SystemTable {
            namespace: Namespace::ROOT,
            name: STORAGE_TABLE.to_owned(),
            indexes: Vec::new(),
        },
        SystemTable {
            namespace: Namespace::ROOT,
            name: FILES_TABLE.to_owned(),
            indexes: vec![index("by_name", "name"), index("by_storage", "storageId")],
        },
    ]
}

/// Writes the documents of a new file.
pub(crate) fn insert(
    tx: &mut Transaction,
    stored: &Stored,
    content_type: Option<&str>,
) -> Result<DocumentId, StoreError> {
    let id = tx.insert_system(STORAGE_TABLE, shown(stored, content_type))?;
    insert_link(tx, stored, id)?;
    Ok(id)
}

/// Writes the documents of a file that an export has, with its id and its time of creation.
pub(crate) fn restore(
    tx: &mut Transaction,
    id: DocumentId,
    creation_time: f64,
    stored: &Stored,
    content_type: Option<&str>,
) -> Result<(), StoreError> {
    tx.restore_system(id, creation_time, shown(stored, content_type))?;
    insert_link(tx, stored, id)
}

fn insert_link(tx: &mut Transaction, stored: &Stored, id: DocumentId) -> Result<(), StoreError> {
    let inserted = tx.within(Namespace::ROOT, |tx| {
        tx.insert_system(FILES_TABLE, link(stored, id))
    });
    inserted.map(drop)
}

/// What functions see of a file.
fn shown(stored: &Stored, content_type: Option<&str>) -> Object {
    let text = |text: &str| Value::String(text.to_owned());
    Object::from([
        ("sha256".to_owned(), text(&STANDARD.encode(stored.sha256))),
        ("size".to_owned(), Value::Float64(stored.size as f64)),
        (
            "contentType".to_owned(),
            content_type.map_or(Value::Null, text),
        ),
    ])
}

fn link(stored: &Stored, id: DocumentId) -> Object {
    Object::from([
        ("name".to_owned(), Value::String(stored.name.clone())),
        ("storageId".to_owned(), Value::String(id.to_text())),
    ])
}

/// Deletes the documents of a file; its bytes go after the commit.
pub(crate) fn remove(tx: &mut Transaction, file: &File) -> Result<(), StoreError> {
    tx.delete_system(file.id)?;
    tx.within(Namespace::ROOT, |tx| tx.delete_system(file.link))
        .map(drop)
}

/// Keeps bytes that are no file of the application: only the platform's own documents name the link that this
/// returns. Deleting it removes the bytes.
pub(crate) fn keep(tx: &mut Transaction, stored: &Stored) -> Result<DocumentId, StoreError> {
    let name = Value::String(stored.name.clone());
    tx.insert_system(FILES_TABLE, Object::from([("name".to_owned(), name)]))
}

/// The file of a document in `_storage`.
pub(crate) fn find(tx: &mut Transaction, id: DocumentId) -> Result<Option<File>, StoreError> {
    match find_link(tx, "by_storage", "storageId", &id.to_text())? {
        Some(link) => read(tx, link),
        None => Ok(None),
    }
}

/// The file with these bytes, if it is one of the component's that the transaction is in.
pub(crate) fn find_by_name(tx: &mut Transaction, name: &str) -> Result<Option<File>, StoreError> {
    match find_link(tx, "by_name", "name", name)? {
        Some(link) => read(tx, link),
        None => Ok(None),
    }
}

/// The file with these bytes, whosever it is.
pub(crate) fn find_anywhere(tx: &mut Transaction, name: &str) -> Result<Option<File>, StoreError> {
    let Some(link) = find_link(tx, "by_name", "name", name)? else {
        return Ok(None);
    };
    let namespace = tx.namespace_of(link.file.table).unwrap_or_default();
    tx.within(namespace, |tx| read(tx, link))
}

/// Which bytes belong to which file.
struct Link {
    id: DocumentId,
    name: String,
    file: DocumentId,
}

fn find_link(
    tx: &mut Transaction,
    index: &str,
    field: &'static str,
    value: &str,
) -> Result<Option<Link>, StoreError> {
    let link = tx.within(Namespace::ROOT, |tx| find_row(tx, index, field, value))?;
    Ok(link.and_then(|link| {
        let text = |field: &str| link.value().field(field).and_then(Value::as_str);
        Some(Link {
            id: link.id(),
            name: text("name")?.to_owned(),
            file: text("storageId")?.parse().ok()?,
        })
    }))
}

fn find_row(
    tx: &mut Transaction,
    index: &str,
    field: &'static str,
    value: &str,
) -> Result<Option<Arc<Document>>, StoreError> {
    let index = tx.system_index(&format!("{FILES_TABLE}.{index}"))?;
    let interval = index.interval(&[RangeExpression {
        operator: RangeOperator::Eq,
        field: FieldPath::system(field),
        value: Some(Value::String(value.to_owned())),
    }])?;
    let found = tx.scan(&index, interval, Order::Ascending).next(tx)?;
    Ok(found.map(|(_, link)| link))
}

fn read(tx: &mut Transaction, link: Link) -> Result<Option<File>, StoreError> {
    let Some(document) = tx.get_system(link.file)? else {
        return Ok(None);
    };
    let field = |name: &str| document.value().field(name);
    let text = |name: &str| field(name).and_then(Value::as_str).map(str::to_owned);
    Ok(Some(File {
        id: link.file,
        name: link.name,
        sha256: text("sha256").unwrap_or_default(),
        size: field("size").and_then(Value::as_f64).unwrap_or_default() as u64,
        content_type: text("contentType"),
        link: link.id,
    }))
}

/// The names of all bytes that documents refer to.
pub(crate) fn names(tx: &mut Transaction) -> Result<Vec<String>, StoreError> {
    let Some(index) = tx.system_table_index(FILES_TABLE)? else {
        return Ok(Vec::new());
    };
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    let mut names = Vec::new();
    while let Some((_, link)) = scan.next(tx)? {
        names.extend(name(link.value()));
    }
    Ok(names)
}

/// The name in a document of `_files`.
pub(super) fn name(link: &Value) -> Option<String> {
    Some(link.field("name")?.as_str()?.to_owned())
}
