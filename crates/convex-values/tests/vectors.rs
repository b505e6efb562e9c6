//! Known inputs and outputs of the value model.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

use convex_values::{
    DocumentId, FieldPath, InternalId, JsonFormat, Object, TableNumber, Value, decode_fields,
    decode_optional_str, decode_written, key, limits, names,
};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn key_hex(value: impl Into<Value>) -> String {
    hex(&key::encode_all([Some(&value.into())]))
}

fn decode(text: &str) -> Value {
    Value::from_json_str(text).unwrap()
}

fn code(text: &str) -> &'static str {
    Value::from_json_str(text).unwrap_err().code()
}

#[test]
fn ids_have_their_known_texts() {
    let counting = std::array::from_fn(|position| position as u8 + 1);
    let cases = [
        (1, [0; 16], "0400000000000000000000000000248"),
        (10001, [0; 16], "j5700000000000000000000000001qv0"),
        (10001, counting, "j57020g30g2gc1r81450p30d1r7h0swg"),
        (10001, [0xFF; 16], "j57fzzzzzzzzzzzzzzzzzzzzzzzzzkyr"),
        (10002, [0; 16], "j9700000000000000000000000001r3j"),
        (16384, [0; 16], "g2002000000000000000000000000001j4"),
    ];
    for (table, internal, text) in cases {
        let id = DocumentId {
            table: TableNumber(table),
            internal: InternalId(internal),
        };
        assert_eq!(id.to_string(), text);
        assert_eq!(text.parse(), Ok(id));
    }
}

#[test]
fn ids_are_decoded_strictly() {
    let id = "j57020g30g2gc1r81450p30d1r7h0swg";
    assert!(id.parse::<DocumentId>().is_ok());
    for bad in [
        "",
        "garbage",
        &id.to_uppercase(),
        &id[..31],
        &format!("{id}0"),
        &id.replace('0', "o"),
        &id.replace('1', "l"),
        "j57020g30g2gc1r81450p30d1r7h0swh",
        "j57020g30g2gc1r81450p30d1r7h0tg\u{e9}",
        &"z".repeat(37),
        &"0".repeat(31),
    ] {
        assert!(bad.parse::<DocumentId>().is_err(), "{bad}");
    }
}

#[test]
fn special_values_have_their_known_encodings() {
    let cases: [(Value, &str); 11] = [
        (5i64.into(), r#"{"$integer":"BQAAAAAAAAA="}"#),
        (1i64.into(), r#"{"$integer":"AQAAAAAAAAA="}"#),
        ((-5i64).into(), r#"{"$integer":"+/////////8="}"#),
        ((-0.0).into(), r#"{"$float":"AAAAAAAAAIA="}"#),
        (f64::NAN.into(), r#"{"$float":"AAAAAAAA+H8="}"#),
        (f64::INFINITY.into(), r#"{"$float":"AAAAAAAA8H8="}"#),
        (f64::NEG_INFINITY.into(), r#"{"$float":"AAAAAAAA8P8="}"#),
        (vec![0xFFu8].into(), r#"{"$bytes":"/w=="}"#),
        (5.0.into(), "5.0"),
        (1e300.into(), "1e300"),
        ("a\u{0}\"\\\n😀".into(), "\"a\\u0000\\\"\\\\\\n😀\""),
    ];
    for (value, text) in cases {
        assert_eq!(value.to_json_string(), text);
        assert_eq!(decode(text), value);
    }
}

#[test]
fn objects_are_written_with_sorted_keys() {
    assert_eq!(
        decode(r#" {"b": [1, null], "a": {"": true}} "#).to_json_string(),
        r#"{"a":{"":true},"b":[1.0,null]}"#
    );
}

#[test]
fn other_formats_write_what_they_promise() {
    let value = Value::from([
        ("b", Value::from(vec![255u8])),
        ("f", 1.0.into()),
        ("i", 5i64.into()),
        ("n", f64::NAN.into()),
        ("z", (-0.0).into()),
    ]);
    assert_eq!(
        value.to_json_string_as(JsonFormat::Clean),
        r#"{"b":"/w==","f":1,"i":"5","n":"NaN","z":-0.0}"#
    );
    assert_eq!(
        value.to_json_string_as(JsonFormat::Export),
        r#"{"b":{"$bytes":"/w=="},"f":1.0,"i":5,"n":{"$float":"AAAAAAAA+H8="},"z":-0.0}"#
    );
    assert_eq!("convex_json".parse(), Ok(JsonFormat::Encoded));
    assert_eq!("json".parse(), Ok(JsonFormat::Clean));
    assert_eq!("export_json".parse(), Ok(JsonFormat::Export));
    assert_eq!("xml".parse::<JsonFormat>().unwrap_err().code(), "BadFormat");
}

#[test]
fn every_json_number_is_a_float64() {
    for text in [
        "5",
        "5.0",
        "18446744073709551615",
        "-9223372036854775808",
        "1e2",
    ] {
        assert_eq!(decode(text).type_name(), "float64");
    }
    assert_eq!(
        decode("1795246180846.1233"),
        Value::Float64(1_795_246_180_846.123_3)
    );
}

#[test]
fn malformed_json_is_told_from_bad_values() {
    for text in [
        "",
        "{",
        "[1,]",
        "nul",
        "1 2",
        "{\"a\":1}x",
        "\"\\ud800\"",
        "\"\\udc00x\"",
        "{\"\\ud83d\":1}",
        "1e999",
    ] {
        assert_eq!(code(text), "InvalidJson", "{text}");
    }
    for text in [
        r#"{"$set":[]}"#,
        r#"{"$map":[]}"#,
        r#"{"$commitTs":null}"#,
        r#"{"$undefined":null}"#,
        r#"[{"$undefined":null}]"#,
        r#"{"$integer":"BQAAAAAAAAA=","a":1}"#,
        r#"{"$integer":"BQ=="}"#,
        r#"{"$integer":"BQAAAAAAAAA"}"#,
        r#"{"$float":"AAAAAAAA8D8="}"#,
        r#"{"$bytes":"_w=="}"#,
    ] {
        assert_eq!(code(text), "BadConvexValue", "{text}");
    }
    for text in [
        r#"{"a":1,"$b":2}"#,
        r#"{"é":1}"#,
        r#"{"a\n":1}"#,
        &format!("{{\"{}\":1}}", "a".repeat(1025)),
    ] {
        assert_eq!(code(text), "InvalidFieldName", "{text}");
    }
}

#[test]
fn nesting_is_limited_while_reading() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(decode(&nested(64)).depth(), 64);
    assert_eq!(code(&nested(65)), "TooNestedError");
    assert_eq!(code(&nested(100_000)), "TooNestedError");
    assert_eq!(code(&"{\"a\":".repeat(70)), "TooNestedError");
    assert!(Value::from_json_str(&format!("{}{{}}{}", "[".repeat(64), "]".repeat(64))).is_err());
    assert!(
        Value::from_json_str(&format!(
            "{}{{\"$integer\":\"BQAAAAAAAAA=\"}}{}",
            "[".repeat(64),
            "]".repeat(64)
        ))
        .is_ok()
    );
}

#[test]
fn lengths_are_limited_and_named() {
    let array = format!("[{}]", vec!["0"; 8193].join(","));
    let error = Value::from_json_str(&array).unwrap_err();
    assert_eq!(
        error.message(),
        "Array length is too long (8193 > maximum length 8192)"
    );
    let fields: Vec<String> = (0..1025).map(|n| format!("\"f{n}\":0")).collect();
    let error = Value::from_json_str(&format!("{{{}}}", fields.join(","))).unwrap_err();
    assert_eq!(
        error.message(),
        "Object has too many fields (1025 > maximum number 1024)"
    );
}

#[test]
fn undefined_is_read_only_where_it_has_a_meaning() {
    assert_eq!(decode_optional_str(r#"{"$undefined":null}"#), Ok(None));
    assert_eq!(decode_optional_str("null"), Ok(Some(Value::Null)));
    assert!(decode_optional_str(r#"[{"$undefined":null}]"#).is_err());
    let fields = decode_fields(r#"{"a":{"$undefined":null},"b":{"c":2}}"#).unwrap();
    assert_eq!(
        fields,
        [
            ("a".to_owned(), None),
            ("b".to_owned(), Some([("c", 2.0.into())].into()))
        ]
    );
    assert!(decode_fields(r#"{"a":{"b":{"$undefined":null}}}"#).is_err());
    assert!(decode_fields(r#"{"$undefined":null}"#).is_err());
    assert!(decode_fields("[]").is_err());
}

#[test]
fn key_bytes_are_the_known_ones() {
    assert_eq!(hex(&key::encode_all([None])), "01");
    assert_eq!(key_hex(Value::Null), "03");
    assert_eq!(key_hex(5i64), "0905");
    assert_eq!(key_hex(-5i64), "07fb");
    assert_eq!(key_hex(300i64), "0a012c");
    assert_eq!(key_hex(-300i64), "06fed4");
    assert_eq!(key_hex(0i64), "08");
    assert_eq!(key_hex(1.5), "0dbff8000000000000");
    assert_eq!(key_hex(-1.5), "0d4007ffffffffffff");
    assert_eq!(key_hex("a\0b"), "106100ff6200");
    assert_eq!(key_hex(vec![Value::Int64(1)]), "12090100");
    assert_eq!(key_hex([("a", true.into())]), "1561000f00");
    assert_eq!(key_hex([("", Value::Null)]), "1500ff0300");
}

#[test]
fn one_mixed_column_sorts_as_known() {
    let sorted: Vec<Value> = vec![
        Value::Null,
        (-1i64).into(),
        5i64.into(),
        (-0.0).into(),
        0.0.into(),
        1.0.into(),
        f64::NAN.into(),
        false.into(),
        true.into(),
        "".into(),
        "b".into(),
        vec![1u8].into(),
        vec![Value::from(1.0)].into(),
        [("x", 1.0.into())].into(),
    ];
    assert!(sorted.is_sorted_by(|a, b| a < b));
    let keys: Vec<_> = sorted
        .iter()
        .map(|value| key::encode_all([Some(value)]))
        .collect();
    assert!(keys.is_sorted_by(|a, b| a < b));
    assert!(key::encode_all([None]) < keys[0]);
}

#[test]
fn strings_sort_by_code_point() {
    // UTF-16 order would have it the other way round.
    assert!(Value::from("\u{ffff}") < Value::from("\u{1f600}"));
}

#[test]
fn sizes_are_the_known_ones() {
    let cases: [(Value, usize); 8] = [
        (Value::Null, 1),
        (true.into(), 1),
        (1.0.into(), 9),
        (5i64.into(), 9),
        ("s".into(), 3),
        (vec![0u8].into(), 3),
        (vec![Value::Int64(1)].into(), 11),
        ([("", 2.0.into()), ("b", 1.0.into())].into(), 23),
    ];
    for (value, size) in cases {
        assert_eq!(value.size(), size);
    }
    assert_eq!(limits::document_size(&Object::new()), 63);
    let stored = Value::from([
        ("_id", "x".repeat(32).as_str().into()),
        ("_creationTime", 1.0.into()),
    ]);
    assert_eq!(limits::document_size(stored.as_object().unwrap()), 63);
}

#[test]
fn documents_have_tighter_limits_than_values() {
    let nested = |levels: usize| {
        let array = (1..levels).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        Value::from([("a", array)])
    };
    assert_eq!(nested(16).check_document_limits(), Ok(()));
    assert_eq!(
        nested(17).check_document_limits().unwrap_err().code(),
        "TooNestedError"
    );
    assert_eq!(nested(17).check_limits(), Ok(()));
    let large = Value::from([("a", "x".repeat(1 << 20).as_str().into())]);
    assert_eq!(
        large.check_document_limits().unwrap_err().code(),
        "ValueTooLargeError"
    );
    assert_eq!(large.check_limits(), Ok(()));
    let code = |name: &str| {
        Value::from([(name, Value::Null)])
            .check_document_limits()
            .map_err(|error| error.code())
    };
    assert_eq!(code("_mine"), Err("InvalidFieldName"));
    assert_eq!(code("_id"), Ok(()));
    assert_eq!(
        Value::from([("a", [("_b", Value::Null)].into())]).check_document_limits(),
        Ok(())
    );
    assert_eq!(
        Value::Null.check_document_limits().unwrap_err().code(),
        "DocumentNotObject"
    );
}

#[test]
fn names_follow_the_rules() {
    for good in ["a", "_a1", "A_b", &"x".repeat(64)] {
        assert!(names::check_identifier(good).is_ok(), "{good}");
    }
    for bad in ["", "1a", "a-b", "é", "_", "___", "a.b", &"x".repeat(65)] {
        assert!(names::check_identifier(bad).is_err(), "{bad}");
    }
    assert!(names::check_table_name("users").is_ok());
    assert_eq!(
        names::check_table_name("_users").unwrap_err().code(),
        "InvalidTableName"
    );
    assert!(names::check_index_name("by_name").is_ok());
    for reserved in ["by_id", "by_creation_time", "_x"] {
        assert_eq!(
            names::check_index_name(reserved).unwrap_err().code(),
            "ReservedIndexName"
        );
    }
    assert!(names::check_field_name("").is_ok());
    assert!(names::check_field_name("a b~").is_ok());
}

#[test]
fn paths_walk_objects_only() {
    let value = decode(r#"{"a":{"b":[1],"c":null}}"#);
    let get = |path: &str| path.parse::<FieldPath>().unwrap().get(&value).cloned();
    assert_eq!(get("a.c"), Some(Value::Null));
    assert_eq!(get("a.b"), Some(vec![Value::from(1.0)].into()));
    assert_eq!(get("a.b.c"), None);
    assert_eq!(get("a.x"), None);
    assert_eq!(get("x.a"), None);
    for bad in ["", ".", "a.", ".a", "a..b", "a-b", "a.0"] {
        assert_eq!(
            bad.parse::<FieldPath>().unwrap_err().code(),
            "InvalidFieldPath"
        );
    }
    assert_eq!(
        "a.b_c._id".parse::<FieldPath>().unwrap().to_string(),
        "a.b_c._id"
    );
}

#[test]
fn values_print_as_in_source_code() {
    let value = decode(
        r#"{"a b":[1,true,null,"x\"y"],"b":{"$integer":"BQAAAAAAAAA="},"c":{"$bytes":"/w=="},"d":{}}"#,
    );
    assert_eq!(
        value.to_string(),
        r#"{"a b": [1.0, true, null, "x\"y"], b: 5n, c: b"ff", d: {}}"#
    );
}

#[test]
fn the_timestamp_of_a_commit_to_come_is_an_int64_above_all_others() {
    let text = r#"{"at":[{"$commitTs":null}]}"#;
    let mut value = decode_written(text).expect("written");
    assert_eq!(value.to_json_string(), text);
    assert_eq!(value.to_json().to_string(), text);
    assert!(value.has_commit_ts());
    let key = |value: &Value| {
        let mut key = Vec::new();
        convex_values::key::encode(Some(value), &mut key);
        key
    };
    let (most, coming, float) = (
        Value::Int64(i64::MAX),
        Value::CommitTs,
        Value::Float64(f64::NEG_INFINITY),
    );
    assert!(most < coming && coming < float);
    assert!(key(&most) < key(&coming) && key(&coming) < key(&float));
    value.set_commit_ts(5);
    assert_eq!(
        value,
        Value::from_json_str(r#"{"at":[{"$integer":"BQAAAAAAAAA="}]}"#).expect("known")
    );
}
