//! What the rows of a table look like, in JSON Schema (draft 7), from the schema in force.

use crate::functions::Engine;
use convex_store::Transaction;
use convex_values::validator::Validator;
use convex_values::{JsonFormat, Value};
use serde_json::{Map, Value as Json, json};

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// By table; with `deltas`, of rows that say when and where they were written.
pub(crate) fn json_schemas(engine: &Engine, deltas: bool, format: JsonFormat) -> Json {
    let mut tx = engine.store.begin();
    let tables = tx.table_names(false);
    let one = |name: String| {
        let schema = table_schema(&document_type(&tx, &name), deltas, format);
        (name, schema)
    };
    Json::Object(tables.into_iter().map(one).collect())
}

/// By table, the names of all columns that the schema knows.
pub(crate) fn column_names(engine: &Engine) -> Vec<(String, Vec<String>)> {
    let mut tx = engine.store.begin();
    let tables = tx.table_names(false);
    let one = |name: String| {
        let schema = table_schema(&document_type(&tx, &name), false, JsonFormat::Clean);
        let objects = schema["anyOf"].as_array().cloned();
        let objects = objects.unwrap_or_else(|| vec![schema]);
        let names = objects.iter().filter_map(|it| it["properties"].as_object());
        let mut names: Vec<String> = names.flat_map(Map::keys).cloned().collect();
        names.sort_unstable();
        names.dedup();
        (name, names)
    };
    tables.into_iter().map(one).collect()
}

fn document_type(tx: &Transaction, table: &str) -> Validator {
    let schema = tx.schema();
    let table = schema.as_ref().and_then(|schema| schema.tables.get(table));
    table.map_or(Validator::Any, |table| table.document_type.clone())
}

fn table_schema(document_type: &Validator, deltas: bool, format: JsonFormat) -> Json {
    let mut schema = match document_type {
        Validator::Union(members) => {
            let members = members
                .iter()
                .map(|it| with_system_fields(it, deltas, format));
            json!({ "anyOf": members.collect::<Vec<_>>() })
        }
        other => with_system_fields(other, deltas, format),
    };
    schema["$schema"] = Json::from(DRAFT);
    schema
}

fn with_system_fields(object: &Validator, deltas: bool, format: JsonFormat) -> Json {
    let mut schema = match object {
        Validator::Object(_) => of(object, format),
        _ => {
            json!({ "type": "object", "properties": {}, "required": [], "additionalProperties": true })
        }
    };
    let mut fields = vec![
        ("_id", json!({ "type": "string" })),
        ("_creationTime", json!({ "type": "number" })),
    ];
    if deltas {
        fields.extend([
            ("_component", json!({ "type": "string" })),
            ("_table", json!({ "type": "string" })),
            ("_ts", json!({ "type": "integer" })),
            ("_deleted", json!({ "type": "boolean" })),
        ]);
        // A deletion has nothing but its id.
        schema["required"] = json!([]);
    }
    for (name, field) in fields {
        schema["properties"][name] = field;
        let is_always_there = !deltas || !matches!(name, "_creationTime" | "_deleted");
        if let Some(required) = schema["required"]
            .as_array_mut()
            .filter(|_| is_always_there)
        {
            required.push(Json::from(name));
        }
    }
    schema
}

/// What values of this type look like in this form of JSON.
fn of(validator: &Validator, format: JsonFormat) -> Json {
    let special = |name: &str| {
        let key = format!("${name}");
        json!({ "type": "object", "properties": { key.as_str(): { "type": "string" } }, "required": [key], "additionalProperties": false })
    };
    let is_clean = format == JsonFormat::Clean;
    match validator {
        Validator::Any => json!({}),
        Validator::Null => json!({ "type": "null" }),
        Validator::Boolean => json!({ "type": "boolean" }),
        Validator::Number => {
            json!({ "anyOf": [{ "type": "number" }, if is_clean { json!({ "enum": ["NaN", "Infinity", "-Infinity"] }) } else { special("float") }] })
        }
        Validator::Int64 | Validator::CommitTs if is_clean => json!({ "type": "string" }),
        Validator::Int64 | Validator::CommitTs if format == JsonFormat::Export => {
            json!({ "type": "integer" })
        }
        Validator::Int64 | Validator::CommitTs => special("integer"),
        Validator::Bytes if !is_clean => special("bytes"),
        Validator::String | Validator::Id(_) | Validator::Bytes => json!({ "type": "string" }),
        Validator::Literal(value) => literal(value, format),
        Validator::Array(element) => json!({ "type": "array", "items": of(element, format) }),
        Validator::Record { values, .. } => {
            json!({ "type": "object", "additionalProperties": of(values, format) })
        }
        Validator::Union(members) => {
            let members: Vec<Json> = members.iter().map(|member| of(member, format)).collect();
            json!({ "anyOf": members })
        }
        Validator::Object(object) => {
            let fields = object.fields.iter();
            let properties: Map<String, Json> = fields
                .clone()
                .map(|(name, field)| (name.clone(), of(&field.validator, format)))
                .collect();
            let required: Vec<&String> = fields
                .filter(|(_, field)| !field.optional)
                .map(|(name, _)| name)
                .collect();
            json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
        }
    }
}

fn literal(value: &Value, format: JsonFormat) -> Json {
    json!({ "const": value.to_json_as(format) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn validator(json: Json) -> Validator {
        Validator::from_json(json).expect("a validator")
    }

    #[test]
    fn a_document_type_becomes_properties_with_those_of_the_system() {
        let fields = json!({
            "name": {"fieldType": {"type": "string"}, "optional": false},
            "count": {"fieldType": {"type": "bigint"}, "optional": true},
        });
        let document = validator(json!({"type": "object", "value": fields}));
        let schema = table_schema(&document, false, JsonFormat::Clean);
        assert_eq!(schema["required"], json!(["name", "_id", "_creationTime"]));
        assert_eq!(schema["properties"]["count"], json!({"type": "string"}));
        assert_eq!(schema["$schema"], DRAFT);
        let deltas = table_schema(&document, true, JsonFormat::Export);
        assert_eq!(
            deltas["required"],
            json!(["_id", "_component", "_table", "_ts"])
        );
        assert_eq!(deltas["properties"]["_deleted"], json!({"type": "boolean"}));
        assert_eq!(deltas["properties"]["count"], json!({"type": "integer"}));
    }

    #[test]
    fn a_union_has_every_member_and_a_table_without_a_type_says_nothing() {
        let object = |name: &str| json!({"type": "object", "value": {name: {"fieldType": {"type": "null"}, "optional": false}}});
        let union = validator(json!({"type": "union", "value": [object("a"), object("b")]}));
        let schema = table_schema(&union, false, JsonFormat::Clean);
        assert_eq!(schema["anyOf"].as_array().map(Vec::len), Some(2));
        let any = table_schema(&Validator::Any, false, JsonFormat::Clean);
        assert_eq!(any["additionalProperties"], true);
    }
}
