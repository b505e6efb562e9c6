//! Rules for the names of fields, tables and indexes.

use crate::ValueError;

/// Longest field name, in bytes.
pub const MAX_FIELD_NAME: usize = 1024;
/// Longest identifier, in characters.
pub const MAX_IDENTIFIER: usize = 64;

/// Index names that exist on every table.
const BUILT_IN_INDEXES: [&str; 2] = ["by_id", "by_creation_time"];

/// Checks a key of any object: printable ASCII, not starting with `$`; the empty name is allowed.
pub fn check_field_name(name: &str) -> Result<(), ValueError> {
    if name.len() > MAX_FIELD_NAME {
        return Err(bad_field(format!(
            "Field name is too long ({} > maximum length {MAX_FIELD_NAME}).",
            name.len()
        )));
    }
    if name.starts_with('$') {
        return Err(bad_field(format!(
            "Field name {name:?} starts with '$', which is reserved."
        )));
    }
    if name.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Ok(());
    }
    Err(bad_field(format!(
        "Field name {name:?} has an invalid character: only printable ASCII characters are allowed."
    )))
}

/// Checks a top-level key of a document: as [`check_field_name`], and `_` is reserved for system fields.
pub fn check_document_field_name(name: &str) -> Result<(), ValueError> {
    if name.starts_with('_') && !is_system_field(name) {
        return Err(bad_field(format!(
            "Field name {name:?} starts with '_', which is reserved for system fields of documents."
        )));
    }
    check_field_name(name)
}

/// Whether the platform owns this top-level field of a document.
pub fn is_system_field(name: &str) -> bool {
    matches!(name, "_id" | "_creationTime")
}

/// Checks a name in code or in a definition: a letter or underscore, then letters, digits, underscores;
/// at most 64 characters, and not underscores alone.
pub fn check_identifier(name: &str) -> Result<(), ValueError> {
    let problem = if name.is_empty() {
        "must not be empty"
    } else if name.len() > MAX_IDENTIFIER {
        "must be at most 64 characters long"
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        "must start with a letter or an underscore"
    } else if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        "must consist of letters, digits and underscores"
    } else if name.bytes().all(|b| b == b'_') {
        "must not consist of underscores alone"
    } else {
        return Ok(());
    };
    Err(ValueError::new(
        "InvalidIdentifier",
        format!("Invalid name {name:?}: it {problem}."),
    ))
}

/// Checks the name of a user table.
pub fn check_table_name(name: &str) -> Result<(), ValueError> {
    check_identifier(name).map_err(|error| {
        ValueError::new(
            "InvalidTableName",
            format!("Invalid table name. {}", error.message()),
        )
    })?;
    if is_system_table(name) {
        return Err(ValueError::new(
            "InvalidTableName",
            format!(
                "Invalid table name {name:?}: names that start with an underscore are reserved for system tables."
            ),
        ));
    }
    Ok(())
}

/// Whether the platform owns this table.
pub fn is_system_table(name: &str) -> bool {
    name.starts_with('_')
}

/// Checks the name of a user index.
pub fn check_index_name(name: &str) -> Result<(), ValueError> {
    check_identifier(name).map_err(|error| {
        ValueError::new(
            "InvalidIndexName",
            format!("Invalid index name. {}", error.message()),
        )
    })?;
    if name.starts_with('_') || BUILT_IN_INDEXES.contains(&name) {
        return Err(ValueError::new(
            "ReservedIndexName",
            format!(
                "Index name {name:?} is reserved: choose a name other than by_id and by_creation_time, not starting with an underscore."
            ),
        ));
    }
    Ok(())
}

fn bad_field(message: String) -> ValueError {
    ValueError::new("InvalidFieldName", message)
}
