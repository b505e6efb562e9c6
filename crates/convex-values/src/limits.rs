//! Sizes, nesting and the limits on them.

use crate::{Object, Value, ValueError, names};

/// Most elements an array may have.
pub const MAX_ARRAY_LENGTH: usize = 8192;
/// Most fields an object may have.
pub const MAX_OBJECT_FIELDS: usize = 1024;
/// Deepest nesting of any value.
pub const MAX_NESTING: usize = 64;
/// Deepest nesting of a stored document.
pub const MAX_DOCUMENT_NESTING: usize = 16;
/// Largest size of any value.
pub const MAX_VALUE_SIZE: usize = 32 << 20;
/// Largest size of a stored document, system fields included.
pub const MAX_DOCUMENT_SIZE: usize = 1 << 20;

/// What `_id` adds to the size of a document: the key, and a string of 32 characters.
const ID_FIELD_SIZE: usize = 3 + 1 + 2 + 32;
/// What `_creationTime` adds to the size of a document.
const CREATION_TIME_FIELD_SIZE: usize = 13 + 1 + 9;

impl Value {
    /// The size that limits and usage counters speak of.
    pub fn size(&self) -> usize {
        match self {
            Self::Null | Self::Boolean(_) => 1,
            Self::Int64(_) | Self::CommitTs | Self::Float64(_) => 9,
            Self::String(text) => 2 + text.len(),
            Self::Bytes(bytes) => 2 + bytes.len(),
            Self::Array(elements) => 2 + elements.iter().map(Self::size).sum::<usize>(),
            Self::Object(fields) => object_size(fields),
        }
    }

    /// How deep arrays and objects nest: 0 for scalars.
    pub fn depth(&self) -> usize {
        match self {
            Self::Array(elements) => 1 + elements.iter().map(Self::depth).max().unwrap_or(0),
            Self::Object(fields) => object_depth(fields),
            _ => 0,
        }
    }

    /// Checks that this value can be stored as a document; see [`check_document`].
    pub fn check_document_limits(&self) -> Result<(), ValueError> {
        match self {
            Self::Object(fields) => check_document(fields),
            other => Err(ValueError::new(
                "DocumentNotObject",
                format!(
                    "A document must be an object, but this is of type {}.",
                    other.type_name()
                ),
            )),
        }
    }

    /// Checks the limits that hold for every value (arguments, results, documents).
    pub fn check_limits(&self) -> Result<(), ValueError> {
        check_structure(self, MAX_NESTING)?;
        check_value_size(self.size())
    }
}

/// [`Value::size`] of an object.
pub fn object_size(fields: &Object) -> usize {
    2 + fields
        .iter()
        .map(|(name, value)| name.len() + 1 + value.size())
        .sum::<usize>()
}

fn object_depth(fields: &Object) -> usize {
    1 + fields.values().map(Value::depth).max().unwrap_or(0)
}

/// The size of a document: its fields, and the system fields if they are not among them yet.
pub fn document_size(fields: &Object) -> usize {
    let id = if fields.contains_key("_id") {
        0
    } else {
        ID_FIELD_SIZE
    };
    let time = if fields.contains_key("_creationTime") {
        0
    } else {
        CREATION_TIME_FIELD_SIZE
    };
    object_size(fields) + id + time
}

/// Checks that these fields can be stored as a document: nesting, lengths, size and top-level names.
pub fn check_document(fields: &Object) -> Result<(), ValueError> {
    for name in fields.keys() {
        names::check_document_field_name(name)?;
    }
    check_object_structure(fields, MAX_DOCUMENT_NESTING)?;
    let size = document_size(fields);
    if size > MAX_DOCUMENT_SIZE {
        return Err(ValueError::new(
            "ValueTooLargeError",
            format!(
                "Document is too large ({size} bytes > maximum size {MAX_DOCUMENT_SIZE} bytes). Split it into smaller documents."
            ),
        ));
    }
    Ok(())
}

pub(crate) fn check_value_size(size: usize) -> Result<(), ValueError> {
    if size > MAX_VALUE_SIZE {
        return Err(ValueError::new(
            "ValueTooLargeError",
            format!("Value is too large ({size} bytes > maximum size {MAX_VALUE_SIZE} bytes)."),
        ));
    }
    Ok(())
}

fn check_structure(value: &Value, levels: usize) -> Result<(), ValueError> {
    match value {
        Value::Array(elements) => {
            let inner = levels.checked_sub(1).ok_or_else(too_nested)?;
            check_array_length(elements.len())?;
            elements
                .iter()
                .try_for_each(|element| check_structure(element, inner))
        }
        Value::Object(fields) => check_object_structure(fields, levels),
        _ => Ok(()),
    }
}

fn check_object_structure(fields: &Object, levels: usize) -> Result<(), ValueError> {
    let inner = levels.checked_sub(1).ok_or_else(too_nested)?;
    check_field_count(fields.len())?;
    fields.iter().try_for_each(|(name, value)| {
        names::check_field_name(name)?;
        check_structure(value, inner)
    })
}

pub(crate) fn too_nested() -> ValueError {
    ValueError::new(
        "TooNestedError",
        format!(
            "Value is too nested (maximum nesting {MAX_NESTING}, in documents {MAX_DOCUMENT_NESTING})."
        ),
    )
}

pub(crate) fn check_array_length(length: usize) -> Result<(), ValueError> {
    if length > MAX_ARRAY_LENGTH {
        return Err(ValueError::new(
            "ArrayTooLongError",
            format!("Array length is too long ({length} > maximum length {MAX_ARRAY_LENGTH})"),
        ));
    }
    Ok(())
}

pub(crate) fn check_field_count(count: usize) -> Result<(), ValueError> {
    if count > MAX_OBJECT_FIELDS {
        return Err(ValueError::new(
            "TooManyFieldsError",
            format!("Object has too many fields ({count} > maximum number {MAX_OBJECT_FIELDS})"),
        ));
    }
    Ok(())
}
