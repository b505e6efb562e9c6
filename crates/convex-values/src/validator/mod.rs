//! Validators of arguments, results and documents.
//!
//! Parsing their JSON form is in `json`, matching in `check`, builder syntax in `render`. A validator
//! knows no tables; it asks a [`TableNames`].

mod check;
mod json;
mod render;

use std::{borrow::Cow, collections::BTreeMap};

pub use check::{MismatchKind, ValidatorMismatch};

use crate::{FieldPath, TableNumber, Value, names};

/// The tables of the namespace that a value lives in.
pub trait TableNames {
    /// The name of the table with this number, `None` if there is no such table.
    fn table_name(&self, number: TableNumber) -> Option<Cow<'_, str>>;
}

/// A namespace without tables: no id matches.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTables;

impl TableNames for NoTables {
    fn table_name(&self, _: TableNumber) -> Option<Cow<'_, str>> {
        None
    }
}

/// What a value must look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Validator {
    /// `v.any()`.
    Any,
    /// `v.null()`.
    Null,
    /// `v.boolean()`.
    Boolean,
    /// `v.number()`: float64 only.
    Number,
    /// `v.int64()`.
    Int64,
    /// `v.string()`.
    String,
    /// `v.bytes()`.
    Bytes,
    /// `v.commitTs()`: stored and read as int64.
    CommitTs,
    /// `v.id(table)`.
    Id(String),
    /// `v.literal(value)`.
    Literal(Value),
    /// `v.array(element)`.
    Array(Box<Validator>),
    /// `v.record(keys, values)`.
    Record {
        /// String-like: string, id, or a union of these.
        keys: Box<Validator>,
        /// What every value must look like.
        values: Box<Validator>,
    },
    /// `v.object(fields)`.
    Object(ObjectValidator),
    /// `v.union(…members)`.
    Union(Vec<Validator>),
}

/// The fields of `v.object`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectValidator {
    /// By name.
    pub fields: BTreeMap<String, FieldValidator>,
}

/// One field of `v.object`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldValidator {
    /// What a present value must look like.
    pub validator: Validator,
    /// Whether the field may be missing.
    pub optional: bool,
}

impl Validator {
    /// Whether values of this type may have something at the path.
    pub fn may_contain(&self, path: &FieldPath) -> bool {
        let segments: Vec<&str> = path.segments().collect();
        self.may_contain_segments(&segments)
    }

    fn may_contain_segments(&self, path: &[&str]) -> bool {
        let Some((first, rest)) = path.split_first() else {
            return true;
        };
        match self {
            Self::Any => true,
            Self::Object(object) => match object.fields.get(*first) {
                Some(field) => field.validator.may_contain_segments(rest),
                None => false,
            },
            Self::Record { values, .. } => values.may_contain_segments(rest),
            Self::Union(members) => members
                .iter()
                .any(|member| member.may_contain_segments(path)),
            _ => false,
        }
    }

    /// Whether documents can be of this type: object, union of objects, or any.
    pub fn is_document_type(&self) -> bool {
        match self {
            Self::Any | Self::Object(_) => true,
            Self::Union(members) => members
                .iter()
                .all(|member| matches!(member, Self::Object(_))),
            _ => false,
        }
    }

    /// The object validators a document type consists of; none for `v.any()`.
    pub(crate) fn document_objects(&self) -> impl Iterator<Item = &ObjectValidator> {
        let members = match self {
            Self::Union(members) => members.as_slice(),
            other => std::slice::from_ref(other),
        };
        members.iter().filter_map(|member| match member {
            Self::Object(object) => Some(object),
            _ => None,
        })
    }
}

impl ObjectValidator {
    /// The declared fields that a document's own system fields do not already cover.
    pub(crate) fn user_fields(&self) -> impl Iterator<Item = (&String, &FieldValidator)> {
        self.fields
            .iter()
            .filter(|(name, _)| !names::is_system_field(name))
    }
}
