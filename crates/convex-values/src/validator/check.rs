//! Matching values against validators.
//!
//! Matching answers yes or no and allocates nothing. Only when the answer is no, a second walk finds
//! the place and the words.

use std::fmt;

use super::{ObjectValidator, TableNames, Validator, render::abbreviated};
use crate::{DocumentId, Object, Value, names};

/// A value that does not match a validator, with everything its message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatorMismatch {
    kind: MismatchKind,
    path: String,
    subject: String,
    validator: String,
}

/// In what way a value fails to match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MismatchKind {
    /// A required field is not there.
    MissingField(String),
    /// A field that is not declared is there.
    ExtraField(String),
    /// An id of another table.
    WrongTable {
        /// The id.
        id: String,
        /// The table it belongs to.
        found: String,
    },
    /// Anything else.
    NoMatch,
}

impl ValidatorMismatch {
    /// In what way it fails.
    pub fn kind(&self) -> &MismatchKind {
        &self.kind
    }

    /// Where: `.a.b[0]`, empty for the value as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl std::error::Error for ValidatorMismatch {}

impl fmt::Display for ValidatorMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            path,
            subject,
            validator,
        } = self;
        let label = match kind {
            MismatchKind::MissingField(name) => {
                write!(
                    f,
                    "Object is missing the required field `{name}`. Consider wrapping the field validator in `v.optional(...)` if this is expected."
                )?;
                "Object"
            }
            MismatchKind::ExtraField(name) => {
                write!(
                    f,
                    "Object contains extra field `{name}` that is not in the validator."
                )?;
                "Object"
            }
            MismatchKind::WrongTable { id, found } => {
                write!(
                    f,
                    "Found ID \"{id}\" from table `{found}`, which does not match the table name in validator `{validator}`."
                )?;
                "Value"
            }
            MismatchKind::NoMatch => {
                f.write_str("Value does not match validator.")?;
                "Value"
            }
        };
        if !path.is_empty() {
            write!(f, "\nPath: {path}")?;
        }
        write!(f, "\n{label}: {subject}\nValidator: {validator}")
    }
}

/// Whether an object is a stored document, whose system fields the platform answers for.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Document,
    Value,
}

impl Validator {
    /// Checks a value.
    pub fn check(&self, value: &Value, tables: &dyn TableNames) -> Result<(), ValidatorMismatch> {
        if self.matches(value, tables) {
            return Ok(());
        }
        Err(explain(
            self,
            value,
            tables,
            Level::Value,
            &mut String::new(),
        ))
    }

    /// Checks a stored document: its `_id` and `_creationTime`, declared or not, are left alone.
    pub fn check_document(
        &self,
        document: &Object,
        tables: &dyn TableNames,
    ) -> Result<(), ValidatorMismatch> {
        let matches = |object: &ObjectValidator| object.matches(document, tables, Level::Document);
        if matches!(self, Self::Any) || self.document_objects().any(matches) {
            return Ok(());
        }
        let value = Value::Object(document.clone());
        Err(explain(
            self,
            &value,
            tables,
            Level::Document,
            &mut String::new(),
        ))
    }

    /// Whether a value matches.
    pub fn matches(&self, value: &Value, tables: &dyn TableNames) -> bool {
        match (self, value) {
            (Self::Any, _)
            | (Self::Null, Value::Null)
            | (Self::Boolean, Value::Boolean(_))
            | (Self::Number, Value::Float64(_))
            | (Self::Int64 | Self::CommitTs, Value::Int64(_) | Value::CommitTs)
            | (Self::String, Value::String(_))
            | (Self::Bytes, Value::Bytes(_)) => true,
            (Self::Id(table), Value::String(text)) => id_matches(table, text, tables),
            (Self::Literal(literal), value) => literal == value,
            (Self::Array(element), Value::Array(elements)) => {
                elements.iter().all(|value| element.matches(value, tables))
            }
            (Self::Record { keys, values }, Value::Object(fields)) => {
                fields.iter().all(|(key, value)| {
                    key_matches(keys, key, tables) && values.matches(value, tables)
                })
            }
            (Self::Object(object), Value::Object(fields)) => {
                object.matches(fields, tables, Level::Value)
            }
            (Self::Union(members), value) => {
                members.iter().any(|member| member.matches(value, tables))
            }
            _ => false,
        }
    }
}

impl ObjectValidator {
    /// Whether the fields of an object match.
    fn matches(&self, fields: &Object, tables: &dyn TableNames, level: Level) -> bool {
        let skip = |name: &str| level == Level::Document && names::is_system_field(name);
        let mut present = 0;
        for (name, field) in self.fields.iter().filter(|(name, _)| !skip(name)) {
            match fields.get(name) {
                Some(value) if field.validator.matches(value, tables) => present += 1,
                None if field.optional => {}
                _ => return false,
            }
        }
        let skipped = if level == Level::Document {
            fields.keys().filter(|name| skip(name)).count()
        } else {
            0
        };
        // Every declared field that is present was counted, so any surplus is undeclared.
        present + skipped == fields.len()
    }
}

fn id_matches(table: &str, text: &str, tables: &dyn TableNames) -> bool {
    text.parse::<DocumentId>().is_ok_and(|id| {
        tables
            .table_name(id.table)
            .is_some_and(|name| name == table)
    })
}

fn key_matches(keys: &Validator, key: &str, tables: &dyn TableNames) -> bool {
    match keys {
        Validator::String => true,
        Validator::Id(table) => id_matches(table, key, tables),
        Validator::Union(members) => members
            .iter()
            .any(|member| key_matches(member, key, tables)),
        _ => false,
    }
}

/// Finds the first place where a value that does not match goes wrong.
fn explain(
    validator: &Validator,
    value: &Value,
    tables: &dyn TableNames,
    level: Level,
    path: &mut String,
) -> ValidatorMismatch {
    match (validator, value) {
        (Validator::Union(members), _) if members.len() == 1 => {
            explain(&members[0], value, tables, level, path)
        }
        (Validator::Object(object), Value::Object(fields)) => {
            explain_object(object, fields, tables, level, path)
                .unwrap_or_else(|| mismatch(MismatchKind::NoMatch, validator, value, path))
        }
        (Validator::Array(element), Value::Array(elements)) => {
            match elements
                .iter()
                .position(|value| !element.matches(value, tables))
            {
                Some(position) => {
                    path.push_str(&format!("[{position}]"));
                    explain(element, &elements[position], tables, Level::Value, path)
                }
                None => mismatch(MismatchKind::NoMatch, validator, value, path),
            }
        }
        (Validator::Record { keys, values }, Value::Object(fields)) => {
            explain_record(validator, keys, values, value, fields, tables, path)
        }
        (Validator::Id(_), Value::String(text)) => {
            let found = text
                .parse::<DocumentId>()
                .ok()
                .and_then(|id| tables.table_name(id.table));
            let kind = match found {
                Some(found) => MismatchKind::WrongTable {
                    id: text.clone(),
                    found: found.into_owned(),
                },
                None => MismatchKind::NoMatch,
            };
            mismatch(kind, validator, value, path)
        }
        _ => mismatch(MismatchKind::NoMatch, validator, value, path),
    }
}

fn explain_object(
    object: &ObjectValidator,
    fields: &Object,
    tables: &dyn TableNames,
    level: Level,
    path: &mut String,
) -> Option<ValidatorMismatch> {
    let skip = |name: &str| level == Level::Document && names::is_system_field(name);
    let about = |kind| ValidatorMismatch {
        kind,
        path: path.clone(),
        subject: abbreviated(&Value::Object(fields.clone())),
        validator: abbreviated(object),
    };
    let missing = |name: &&String| {
        !skip(name) && !fields.contains_key(*name) && !object.fields[*name].optional
    };
    if let Some(name) = object.fields.keys().find(missing) {
        return Some(about(MismatchKind::MissingField(name.clone())));
    }
    if let Some(name) = fields
        .keys()
        .find(|name| !skip(name) && !object.fields.contains_key(*name))
    {
        return Some(about(MismatchKind::ExtraField(name.clone())));
    }
    fields
        .iter()
        .filter(|(name, _)| !skip(name))
        .find_map(|(name, value)| {
            let field = object.fields.get(name)?;
            if field.validator.matches(value, tables) {
                return None;
            }
            push_name(path, name);
            Some(explain(&field.validator, value, tables, Level::Value, path))
        })
}

fn explain_record(
    record: &Validator,
    keys: &Validator,
    values: &Validator,
    value: &Value,
    fields: &Object,
    tables: &dyn TableNames,
    path: &mut String,
) -> ValidatorMismatch {
    for (name, field) in fields {
        if !key_matches(keys, name, tables) {
            push_name(path, name);
            return explain(
                keys,
                &Value::String(name.clone()),
                tables,
                Level::Value,
                path,
            );
        }
        if !values.matches(field, tables) {
            push_name(path, name);
            return explain(values, field, tables, Level::Value, path);
        }
    }
    mismatch(MismatchKind::NoMatch, record, value, path)
}

fn push_name(path: &mut String, name: &str) {
    path.push('.');
    path.push_str(name);
}

fn mismatch(
    kind: MismatchKind,
    validator: &Validator,
    value: &Value,
    path: &str,
) -> ValidatorMismatch {
    ValidatorMismatch {
        kind,
        path: path.to_owned(),
        subject: abbreviated(value),
        validator: abbreviated(validator),
    }
}
