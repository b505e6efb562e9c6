//! The documents about files: the public one, and the one that knows the name of the bytes.

use super::Stored;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use convex_store::{
    KeyInterval, Order, RangeExpression, RangeOperator, StoreError, SystemTable, Transaction,
};
use convex_values::{DocumentId, FieldPath, Object, Value};

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
            name: STORAGE_TABLE.to_owned(),
            indexes: Vec::new(),
        },
        SystemTable {
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
    tx.insert_system(FILES_TABLE, link(stored, id))?;
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
    tx.insert_system(FILES_TABLE, link(stored, id)).map(drop)
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
    tx.delete_system(file.link).map(drop)
}

/// Keeps bytes that are no file of the application: only the platform's own documents name the link that this
/// returns. Deleting it removes the bytes.
pub(crate) fn keep(tx: &mut Transaction, stored: &Stored) -> Result<DocumentId, StoreError> {
    let name = Value::String(stored.name.clone());
    tx.insert_system(FILES_TABLE, Object::from([("name".to_owned(), name)]))
}

/// The file of a document in `_storage`.
pub(crate) fn find(tx: &mut Transaction, id: DocumentId) -> Result<Option<File>, StoreError> {
    find_by(tx, "by_storage", "storageId", &id.to_text())
}

/// The file with these bytes.
pub(crate) fn find_by_name(tx: &mut Transaction, name: &str) -> Result<Option<File>, StoreError> {
    find_by(tx, "by_name", "name", name)
}

fn find_by(
    tx: &mut Transaction,
    index: &str,
    field: &'static str,
    value: &str,
) -> Result<Option<File>, StoreError> {
    let index = tx.system_index(&format!("{FILES_TABLE}.{index}"))?;
    let interval = index.interval(&[RangeExpression {
        operator: RangeOperator::Eq,
        field: FieldPath::system(field),
        value: Some(Value::String(value.to_owned())),
    }])?;
    let Some((_, link)) = tx.scan(&index, interval, Order::Ascending).next(tx)? else {
        return Ok(None);
    };
    let text = |field: &str| link.value().field(field).and_then(Value::as_str);
    let id = text("storageId").and_then(|text| text.parse::<DocumentId>().ok());
    let (Some(name), Some(id)) = (text("name"), id) else {
        return Ok(None);
    };
    let Some(document) = tx.get_system(id)? else {
        return Ok(None);
    };
    let field = |name: &str| document.value().field(name);
    let text = |name: &str| field(name).and_then(Value::as_str).map(str::to_owned);
    Ok(Some(File {
        id,
        name: name.to_owned(),
        sha256: text("sha256").unwrap_or_default(),
        size: field("size").and_then(Value::as_f64).unwrap_or_default() as u64,
        content_type: text("contentType"),
        link: link.id(),
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
