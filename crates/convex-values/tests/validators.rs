//! Validators: their JSON form, what they accept, what they say.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

use std::borrow::Cow;

use convex_values::{
    DocumentId, InternalId, TableNumber, Value,
    validator::{NoTables, TableNames, Validator},
};
use serde_json::json;

struct Tables;

impl TableNames for Tables {
    fn table_name(&self, number: TableNumber) -> Option<Cow<'_, str>> {
        match number.0 {
            10001 => Some("users".into()),
            10002 => Some("tasks".into()),
            _ => None,
        }
    }
}

fn id(table: u32) -> String {
    DocumentId {
        table: TableNumber(table),
        internal: InternalId([7; 16]),
    }
    .to_string()
}

fn validator(json: serde_json::Value) -> Validator {
    let validator = Validator::from_json(json.clone()).unwrap();
    assert_eq!(validator.to_json(), json);
    validator
}

fn field(json: serde_json::Value, optional: bool) -> serde_json::Value {
    json!({"fieldType": json, "optional": optional})
}

fn user() -> Validator {
    validator(json!({"type": "object", "value": {
        "name": field(json!({"type": "string"}), false),
        "age": field(json!({"type": "number"}), true),
        "tags": field(json!({"type": "array", "value": {"type": "string"}}), true),
    }}))
}

fn value(json: serde_json::Value) -> Value {
    Value::from_json(json).unwrap()
}

fn says(validator: &Validator, json: serde_json::Value) -> String {
    validator
        .check(&value(json), &Tables)
        .unwrap_err()
        .to_string()
}

#[test]
fn scalars_match_their_own_type_only() {
    let samples: [(&str, Value); 6] = [
        ("null", Value::Null),
        ("boolean", true.into()),
        ("number", 1.0.into()),
        ("bigint", 1i64.into()),
        ("string", "a".into()),
        ("bytes", vec![1u8].into()),
    ];
    for (kind, _) in &samples {
        let validator = validator(json!({"type": kind}));
        for (other, sample) in &samples {
            assert_eq!(
                validator.matches(sample, &NoTables),
                kind == other,
                "{kind} {other}"
            );
        }
    }
    assert!(
        samples
            .iter()
            .all(|(_, sample)| validator(json!({"type": "any"})).matches(sample, &NoTables))
    );
    assert!(validator(json!({"type": "commitTs"})).matches(&1i64.into(), &NoTables));
}

#[test]
fn literals_match_by_the_total_order() {
    let five = validator(json!({"type": "literal", "value": {"$integer": "BQAAAAAAAAA="}}));
    assert!(five.matches(&5i64.into(), &NoTables));
    assert!(!five.matches(&5.0.into(), &NoTables));
    assert_eq!(five.to_string(), "v.literal(5n)");
    assert!(Validator::from_json(json!({"type": "literal", "value": {}})).is_err());
}

#[test]
fn ids_match_by_table() {
    let users = validator(json!({"type": "id", "tableName": "users"}));
    assert!(users.matches(&id(10001).into(), &Tables));
    assert!(!users.matches(&id(10003).into(), &Tables));
    assert!(!users.matches(&"garbage".into(), &Tables));
    let wrong = id(10002);
    assert_eq!(
        says(&users, json!(wrong)),
        format!(
            "Found ID \"{wrong}\" from table `tasks`, which does not match the table name in validator `v.id(\"users\")`.\nValue: \"{wrong}\"\nValidator: v.id(\"users\")"
        )
    );
    assert!(says(&users, json!("garbage")).starts_with("Value does not match validator."));
}

#[test]
fn objects_name_the_missing_field() {
    assert_eq!(
        says(&user(), json!({"age": 1})),
        "Object is missing the required field `name`. Consider wrapping the field validator in `v.optional(...)` if this is expected.\n\
         Object: {age: 1.0}\n\
         Validator: v.object({age: v.optional(v.float64()), name: v.string(), tags: v.optional(v.array(v.string()))})"
    );
}

#[test]
fn objects_name_the_extra_field() {
    assert!(
        says(&user(), json!({"name": "a", "more": 1}))
            .starts_with("Object contains extra field `more` that is not in the validator.\nObject: {more: 1.0, name: \"a\"}")
    );
}

#[test]
fn a_mismatch_deep_inside_carries_its_path() {
    assert_eq!(
        says(&user(), json!({"name": "a", "tags": ["x", 2]})),
        "Value does not match validator.\nPath: .tags[1]\nValue: 2.0\nValidator: v.string()"
    );
}

#[test]
fn a_union_of_one_reports_as_its_member() {
    let one = validator(json!({"type": "union", "value": [user().to_json()]}));
    assert!(says(&one, json!({})).starts_with("Object is missing the required field `name`"));
    let two = validator(json!({"type": "union", "value": [{"type": "null"}, {"type": "string"}]}));
    assert_eq!(
        says(&two, json!(1)),
        "Value does not match validator.\nValue: 1.0\nValidator: v.union(v.null(), v.string())"
    );
    assert!(!validator(json!({"type": "union", "value": []})).matches(&Value::Null, &NoTables));
}

#[test]
fn records_check_keys_and_values() {
    let record = validator(
        json!({"type": "record", "keys": {"type": "id", "tableName": "users"},
        "values": field(json!({"type": "number"}), false)}),
    );
    assert!(record.matches(&value(json!({id(10001): 1})), &Tables));
    assert!(says(&record, json!({id(10002): 1})).starts_with("Found ID"));
    assert!(
        says(&record, json!({id(10001): "x"}))
            .contains(&format!("\nPath: .{}\nValue: \"x\"", id(10001)))
    );
    assert!(
        Validator::from_json(
            json!({"type": "record", "keys": {"type": "literal", "value": "a"},
        "values": field(json!({"type": "number"}), false)})
        )
        .is_err()
    );
}

#[test]
fn a_document_answers_only_for_its_own_fields() {
    let document = value(json!({"_id": id(10001), "_creationTime": 1.5, "name": "a"}));
    let document = document.as_object().unwrap();
    assert_eq!(user().check_document(document, &Tables), Ok(()));
    assert!(!user().matches(&Value::Object(document.clone()), &Tables));
    let declared = validator(json!({"type": "object", "value": {
        "_id": field(json!({"type": "id", "tableName": "users"}), false),
        "_creationTime": field(json!({"type": "number"}), false),
        "name": field(json!({"type": "string"}), false),
    }}));
    let bare = value(json!({"name": "a"}));
    assert_eq!(
        declared.check_document(bare.as_object().unwrap(), &Tables),
        Ok(())
    );
    let nested = value(json!({"name": {"_id": 1}}));
    let error = user()
        .check_document(nested.as_object().unwrap(), &Tables)
        .unwrap_err();
    assert_eq!(error.path(), ".name");
}

#[test]
fn args_must_be_an_object_or_any() {
    assert_eq!(
        Validator::from_args_json(r#"{"type":"any"}"#),
        Ok(Validator::Any)
    );
    assert!(Validator::from_args_json(r#"{"type":"object","value":{}}"#).is_ok());
    assert!(Validator::from_args_json(r#"{"type":"string"}"#).is_err());
    assert_eq!(Validator::from_returns_json("null"), Ok(None));
    assert_eq!(
        Validator::from_returns_json(r#"{"type":"null"}"#),
        Ok(Some(Validator::Null))
    );
    for bad in [
        "",
        "{}",
        "[]",
        r#"{"type":"set"}"#,
        r#"{"type":"object","value":{"a-b":{"fieldType":{"type":"any"},"optional":false}}}"#,
    ] {
        assert!(Validator::from_returns_json(bad).is_err(), "{bad}");
    }
}

#[test]
fn long_values_are_cut_in_messages() {
    let message = says(&Validator::Null, json!("é".repeat(1 << 20)));
    assert!(message.len() < 10_000);
}
