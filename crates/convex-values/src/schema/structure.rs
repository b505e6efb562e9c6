//! What a schema must satisfy whatever the data is.

use std::collections::BTreeSet;

use super::{
    IndexDefinition, MAX_FILTER_FIELDS, MAX_INDEX_FIELDS, MAX_INDEXES, MAX_TABLES,
    SchemaDefinition, TableDefinition,
};
use crate::{FieldPath, ValueError, names};

impl SchemaDefinition {
    pub(super) fn check_structure(&self) -> Result<(), ValueError> {
        if self.tables.len() > MAX_TABLES {
            return Err(ValueError::new(
                "TooManyTables",
                format!(
                    "The schema declares {} tables, but {MAX_TABLES} are allowed.",
                    self.tables.len()
                ),
            ));
        }
        self.tables
            .values()
            .try_for_each(TableDefinition::check_structure)
    }
}

impl TableDefinition {
    fn check_structure(&self) -> Result<(), ValueError> {
        names::check_table_name(&self.name)?;
        self.check_document_type()?;
        self.check_index_names()?;
        self.check_fields_differ()?;
        self.indexes
            .iter()
            .try_for_each(|index| self.check_index(index))?;
        for index in &self.search_indexes {
            self.check_filters(&index.name, &index.filter_fields)?;
            self.check_field(&index.name, &index.search_field)?;
        }
        for index in &self.vector_indexes {
            self.check_filters(&index.name, &index.filter_fields)?;
            self.check_field(&index.name, &index.vector_field)?;
        }
        Ok(())
    }

    fn check_document_type(&self) -> Result<(), ValueError> {
        if !self.document_type.is_document_type() {
            return Err(self.error(
                "InvalidDocumentType",
                format!(
                    "documents must be an object, a union of objects or v.any(), not {}",
                    self.document_type
                ),
            ));
        }
        for object in self.document_type.document_objects() {
            for (name, _) in object.user_fields() {
                names::check_document_field_name(name).map_err(|error| {
                    self.error(error.code(), error.message().trim_end_matches('.'))
                })?;
            }
        }
        Ok(())
    }

    fn index_names(&self) -> impl Iterator<Item = &str> {
        let indexes = self.indexes.iter().map(|index| &index.name);
        let search = self.search_indexes.iter().map(|index| &index.name);
        let vector = self.vector_indexes.iter().map(|index| &index.name);
        indexes.chain(search).chain(vector).map(String::as_str)
    }

    fn check_index_names(&self) -> Result<(), ValueError> {
        let mut seen = BTreeSet::new();
        for name in self.index_names() {
            names::check_index_name(name)
                .map_err(|error| self.error(error.code(), error.message().trim_end_matches('.')))?;
            if !seen.insert(name) {
                return Err(self.error(
                    "IndexNamesNotUnique",
                    format!("index name {name:?} is used twice"),
                ));
            }
        }
        if seen.len() > MAX_INDEXES {
            return Err(self.error(
                "TooManyIndexes",
                format!(
                    "it has {} indexes, but {MAX_INDEXES} are allowed",
                    seen.len()
                ),
            ));
        }
        Ok(())
    }

    fn check_fields_differ(&self) -> Result<(), ValueError> {
        for (position, index) in self.indexes.iter().enumerate() {
            let twin = self.indexes[..position]
                .iter()
                .find(|other| other.fields == index.fields);
            if let Some(twin) = twin {
                return Err(self.error(
                    "IndexNotUnique",
                    format!(
                        "indexes {:?} and {:?} have the same fields: remove one",
                        twin.name, index.name
                    ),
                ));
            }
        }
        Ok(())
    }

    fn check_index(&self, index: &IndexDefinition) -> Result<(), ValueError> {
        let IndexDefinition { name, fields, .. } = index;
        let Some(last) = fields.last() else {
            return Err(self.error("EmptyIndex", format!("index {name:?} has no fields")));
        };
        if last.is_field("_creationTime") {
            return Err(self.error(
                "InvalidIndexField",
                format!("index {name:?} names _creationTime last: leave it out, every index ends with it"),
            ));
        }
        if fields.len() > MAX_INDEX_FIELDS {
            return Err(self.error(
                "TooManyIndexFields",
                format!(
                    "index {name:?} has {} fields, but {MAX_INDEX_FIELDS} are allowed",
                    fields.len()
                ),
            ));
        }
        for (position, field) in fields.iter().enumerate() {
            if fields[..position].contains(field) {
                return Err(self.error(
                    "InvalidIndexField",
                    format!("index {name:?} names field \"{field}\" twice"),
                ));
            }
            self.check_field(name, field)?;
        }
        Ok(())
    }

    fn check_filters(&self, index: &str, fields: &[FieldPath]) -> Result<(), ValueError> {
        if fields.len() > MAX_FILTER_FIELDS {
            return Err(self.error(
                "TooManyFilterFields",
                format!(
                    "index {index:?} has {} filter fields, but {MAX_FILTER_FIELDS} are allowed",
                    fields.len()
                ),
            ));
        }
        fields
            .iter()
            .try_for_each(|field| self.check_field(index, field))
    }

    fn check_field(&self, index: &str, field: &FieldPath) -> Result<(), ValueError> {
        if field.is_field("_creationTime") || self.document_type.may_contain(field) {
            return Ok(());
        }
        Err(self.error(
            "IndexFieldNotInSchema",
            format!(
                "index {index:?} names field \"{field}\", which the document type does not have"
            ),
        ))
    }

    fn error(&self, code: &'static str, problem: impl AsRef<str>) -> ValueError {
        ValueError::new(
            code,
            format!("In table {:?}: {}.", self.name, problem.as_ref()),
        )
    }
}
