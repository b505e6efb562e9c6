//! The JSON form of schemas.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    IndexDefinition, SchemaDefinition, SearchIndexDefinition, TableDefinition,
    VectorIndexDefinition,
};
use crate::{FieldPath, ValueError, validator::Validator};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SchemaJson {
    tables: Vec<TableJson>,
    schema_validation: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TableJson {
    table_name: String,
    #[serde(default)]
    indexes: Vec<IndexJson>,
    #[serde(default)]
    staged_db_indexes: Vec<IndexJson>,
    #[serde(default)]
    search_indexes: Vec<SearchIndexJson>,
    #[serde(default)]
    staged_search_indexes: Vec<SearchIndexJson>,
    #[serde(default)]
    vector_indexes: Vec<VectorIndexJson>,
    #[serde(default)]
    staged_vector_indexes: Vec<VectorIndexJson>,
    document_type: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct IndexJson {
    index_descriptor: String,
    fields: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SearchIndexJson {
    index_descriptor: String,
    search_field: String,
    #[serde(default)]
    filter_fields: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VectorIndexJson {
    index_descriptor: String,
    vector_field: String,
    dimensions: f64,
    #[serde(default)]
    filter_fields: Vec<String>,
}

impl SchemaDefinition {
    /// Reads the text that a schema object exports, and checks its structure.
    pub fn from_json_str(text: &str) -> Result<Self, ValueError> {
        Self::from_parsed(serde_json::from_str(text))
    }

    /// Reads the JSON tree that a schema object exports, and checks its structure.
    pub fn from_json(json: serde_json::Value) -> Result<Self, ValueError> {
        Self::from_parsed(serde_json::from_value(json))
    }

    fn from_parsed(parsed: Result<SchemaJson, serde_json::Error>) -> Result<Self, ValueError> {
        let json = parsed.map_err(|error| {
            ValueError::new(
                "InvalidSchema",
                format!("The schema is not in the form that defineSchema() exports: {error}."),
            )
        })?;
        let mut tables = BTreeMap::new();
        for table in json.tables {
            let table = TableDefinition::from_parts(table)?;
            if let Some(twice) = tables.insert(table.name.clone(), table) {
                return Err(ValueError::new(
                    "DuplicateTable",
                    format!("The schema declares table {:?} twice.", twice.name),
                ));
            }
        }
        let schema = Self {
            tables,
            validation: json.schema_validation.unwrap_or(true),
        };
        schema.check_structure()?;
        Ok(schema)
    }
}

impl TableDefinition {
    fn from_parts(json: TableJson) -> Result<Self, ValueError> {
        let document_type = json
            .document_type
            .map_or(Ok(Validator::Any), Validator::from_json);
        let context = |error: ValueError| {
            ValueError::new(
                error.code(),
                format!("In table {:?}: {}", json.table_name, error.message()),
            )
        };
        Ok(Self {
            document_type: document_type.map_err(context)?,
            indexes: staged(json.indexes, json.staged_db_indexes, IndexJson::parse)
                .map_err(context)?,
            search_indexes: staged(
                json.search_indexes,
                json.staged_search_indexes,
                SearchIndexJson::parse,
            )
            .map_err(context)?,
            vector_indexes: staged(
                json.vector_indexes,
                json.staged_vector_indexes,
                VectorIndexJson::parse,
            )
            .map_err(context)?,
            name: json.table_name,
        })
    }
}

/// Joins the enabled and the staged indexes of one kind.
fn staged<J, D>(
    enabled: Vec<J>,
    staged: Vec<J>,
    parse: impl Fn(J, bool) -> Result<D, ValueError>,
) -> Result<Vec<D>, ValueError> {
    let enabled = enabled.into_iter().map(|json| (json, false));
    let staged = staged.into_iter().map(|json| (json, true));
    enabled
        .chain(staged)
        .map(|(json, is_staged)| parse(json, is_staged))
        .collect()
}

impl IndexJson {
    fn parse(self, staged: bool) -> Result<IndexDefinition, ValueError> {
        Ok(IndexDefinition {
            name: self.index_descriptor,
            fields: paths(self.fields)?,
            staged,
        })
    }
}

impl SearchIndexJson {
    fn parse(self, staged: bool) -> Result<SearchIndexDefinition, ValueError> {
        Ok(SearchIndexDefinition {
            name: self.index_descriptor,
            search_field: self.search_field.parse()?,
            filter_fields: paths(self.filter_fields)?,
            staged,
        })
    }
}

impl VectorIndexJson {
    fn parse(self, staged: bool) -> Result<VectorIndexDefinition, ValueError> {
        if self.dimensions.trunc() != self.dimensions || !(2.0..=4096.0).contains(&self.dimensions)
        {
            return Err(ValueError::new(
                "InvalidVectorDimensions",
                format!(
                    "Vector index {:?} has {} dimensions, but it must be a whole number between 2 and 4096.",
                    self.index_descriptor, self.dimensions
                ),
            ));
        }
        Ok(VectorIndexDefinition {
            name: self.index_descriptor,
            vector_field: self.vector_field.parse()?,
            dimensions: self.dimensions as u32,
            filter_fields: paths(self.filter_fields)?,
            staged,
        })
    }
}

fn paths(texts: Vec<String>) -> Result<Vec<FieldPath>, ValueError> {
    texts.iter().map(|text| text.parse()).collect()
}
