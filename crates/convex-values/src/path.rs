//! Dotted paths into documents.

use std::{fmt, str::FromStr};

use crate::{Object, Value, ValueError, names};

/// A path such as `author.name`: what an index, a filter or an error message names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath {
    segments: Box<[Box<str>]>,
}

impl FieldPath {
    /// A path of one segment that the caller knows to be an identifier.
    pub fn system(name: &'static str) -> Self {
        Self {
            segments: Box::new([name.into()]),
        }
    }

    /// The names on the way, at least one.
    pub fn segments(&self) -> impl ExactSizeIterator<Item = &str> {
        self.segments.iter().map(AsRef::as_ref)
    }

    /// The value at this path. A missing segment, or anything but an object on the way, gives `None`,
    /// which is "undefined" and has its place in every index.
    pub fn get<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.get_in(value.as_object()?)
    }

    /// As [`Self::get`], from the fields of a document.
    pub fn get_in<'v>(&self, fields: &'v Object) -> Option<&'v Value> {
        let (first, rest) = self.segments.split_first()?;
        rest.iter()
            .try_fold(fields.get(first.as_ref())?, |value, name| value.field(name))
    }

    /// Whether the path is this one top-level field.
    pub fn is_field(&self, name: &str) -> bool {
        matches!(&*self.segments, [only] if only.as_ref() == name)
    }
}

impl FromStr for FieldPath {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let segments = text.split('.').map(|segment| {
            names::check_identifier(segment).map_err(|error| {
                ValueError::new(
                    "InvalidFieldPath",
                    format!("Invalid field path {text:?}. {}", error.message()),
                )
            })?;
            Ok(segment.into())
        });
        Ok(Self {
            segments: segments.collect::<Result<_, ValueError>>()?,
        })
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.segments.iter().enumerate() {
            if position > 0 {
                f.write_str(".")?;
            }
            f.write_str(segment)?;
        }
        Ok(())
    }
}
