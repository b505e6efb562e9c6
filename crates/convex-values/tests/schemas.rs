//! Schema definitions: what is read, what is refused.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

use convex_values::{FieldPath, schema::SchemaDefinition};
use serde_json::{Value as Json, json};

fn users() -> Json {
    json!({
        "tableName": "users",
        "indexes": [{"indexDescriptor": "by_s", "fields": ["s", "o.x"]}],
        "stagedDbIndexes": [{"indexDescriptor": "staged_i", "fields": ["b"]}],
        "searchIndexes": [{"indexDescriptor": "srch", "searchField": "s", "filterFields": ["b"]}],
        "stagedSearchIndexes": [],
        "vectorIndexes": [{"indexDescriptor": "vec", "vectorField": "e", "dimensions": 4, "filterFields": ["s"]}],
        "stagedVectorIndexes": [],
        "documentType": {"type": "object", "value": {
            "s": {"fieldType": {"type": "string"}, "optional": false},
            "o": {"fieldType": {"type": "object", "value": {
                "x": {"fieldType": {"type": "number"}, "optional": true}}}, "optional": false},
            "b": {"fieldType": {"type": "boolean"}, "optional": false},
            "e": {"fieldType": {"type": "array", "value": {"type": "number"}}, "optional": false},
        }},
    })
}

fn schema(table: Json) -> Result<SchemaDefinition, convex_values::ValueError> {
    SchemaDefinition::from_json(json!({"tables": [table], "schemaValidation": true}))
}

fn code(change: impl FnOnce(&mut Json)) -> &'static str {
    let mut table = users();
    change(&mut table);
    schema(table).unwrap_err().code()
}

#[test]
fn an_export_is_read_completely() {
    let text = json!({"tables": [users()], "schemaValidation": false}).to_string();
    let schema = SchemaDefinition::from_json_str(&text).unwrap();
    assert!(!schema.validation);
    let table = &schema.tables["users"];
    let path = |text: &str| text.parse::<FieldPath>().unwrap();
    assert_eq!(table.indexes[0].fields, [path("s"), path("o.x")]);
    assert!(!table.indexes[0].staged);
    assert!(table.indexes[1].staged);
    assert_eq!(table.search_indexes[0].search_field, path("s"));
    assert_eq!(table.vector_indexes[0].dimensions, 4);
}

#[test]
fn index_names_are_unique_and_not_reserved() {
    assert_eq!(
        code(|t| t["indexes"][0]["indexDescriptor"] = json!("srch")),
        "IndexNamesNotUnique"
    );
    assert_eq!(
        code(|t| t["indexes"][0]["indexDescriptor"] = json!("by_id")),
        "ReservedIndexName"
    );
    assert_eq!(
        code(|t| t["indexes"][0]["indexDescriptor"] = json!("_x")),
        "ReservedIndexName"
    );
    assert_eq!(
        code(|t| t["indexes"][0]["indexDescriptor"] = json!("a b")),
        "InvalidIndexName"
    );
}

#[test]
fn no_two_indexes_have_the_same_fields() {
    assert_eq!(
        code(|t| t["indexes"][0]["fields"] = json!(["b"])),
        "IndexNotUnique"
    );
}

#[test]
fn index_fields_are_declared_distinct_and_not_implied() {
    assert_eq!(
        code(|t| t["indexes"][0]["fields"] = json!([])),
        "EmptyIndex"
    );
    assert_eq!(
        code(|t| t["indexes"][0]["fields"] = json!(["nope"])),
        "IndexFieldNotInSchema"
    );
    assert_eq!(
        code(|t| t["indexes"][0]["fields"] = json!(["o.y"])),
        "IndexFieldNotInSchema"
    );
    assert_eq!(
        code(|t| t["indexes"][0]["fields"] = json!(["s", "s"])),
        "InvalidIndexField"
    );
    assert_eq!(
        code(|t| t["indexes"][0]["fields"] = json!(["s", "_creationTime"])),
        "InvalidIndexField"
    );
    assert_eq!(
        code(|t| t["indexes"][0]["fields"] = json!(["a..b"])),
        "InvalidFieldPath"
    );
    let many: Vec<String> = (0..16).map(|n| format!("f{n}")).collect();
    assert_eq!(
        code(|t| t["indexes"][0]["fields"] = json!(many)),
        "TooManyIndexFields"
    );
    assert_eq!(
        code(|t| t["searchIndexes"][0]["searchField"] = json!("nope")),
        "IndexFieldNotInSchema"
    );
    assert_eq!(
        code(|t| t["vectorIndexes"][0]["dimensions"] = json!(1)),
        "InvalidVectorDimensions"
    );
}

#[test]
fn tables_have_proper_names_and_types() {
    assert_eq!(
        code(|t| t["tableName"] = json!("_users")),
        "InvalidTableName"
    );
    assert_eq!(
        code(|t| t["documentType"] = json!({"type": "string"})),
        "InvalidDocumentType"
    );
    assert_eq!(
        code(|t| t["documentType"]["value"]["_mine"] =
            json!({"fieldType": {"type": "any"}, "optional": true})),
        "InvalidFieldName"
    );
    let twice = json!({"tables": [users(), users()], "schemaValidation": true});
    assert_eq!(
        SchemaDefinition::from_json(twice).unwrap_err().code(),
        "DuplicateTable"
    );
    assert_eq!(
        SchemaDefinition::from_json_str("{}").unwrap_err().code(),
        "InvalidSchema"
    );
}

#[test]
fn unions_and_any_are_document_types() {
    let mut table = users();
    let object = table["documentType"].take();
    table["documentType"] =
        json!({"type": "union", "value": [object, {"type": "object", "value": {}}]});
    assert!(schema(table.clone()).is_ok());
    table["documentType"] = json!({"type": "any"});
    assert!(schema(table).is_ok());
}

#[test]
fn too_many_indexes_are_refused() {
    let error = code(|t| {
        t["documentType"] = json!({"type": "any"});
        let indexes: Vec<Json> = (0..64)
            .map(|n| json!({"indexDescriptor": format!("i{n}"), "fields": [format!("f{n}")]}))
            .collect();
        t["indexes"] = json!(indexes);
    });
    assert_eq!(error, "TooManyIndexes");
}
