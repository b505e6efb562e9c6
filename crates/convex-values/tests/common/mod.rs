//! Random values, biased towards the edges.

use convex_values::{Object, Value};
use proptest::prelude::*;

pub(crate) fn int64() -> impl Strategy<Value = i64> {
    prop_oneof![
        any::<i64>(),
        -300i64..300,
        prop::sample::select(vec![
            i64::MIN,
            i64::MIN + 1,
            i64::from(i32::MIN) - 1,
            i64::from(i32::MIN),
            i64::from(i16::MIN) - 1,
            -129,
            -128,
            127,
            128,
            32768,
            i64::from(i32::MAX) + 1,
            i64::MAX,
        ]),
    ]
}

pub(crate) fn float64() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<u64>().prop_map(f64::from_bits),
        (-100i32..100).prop_map(f64::from),
        prop::sample::select(vec![
            0.0,
            -0.0,
            f64::NAN,
            -f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MIN_POSITIVE,
            5e-324,
            f64::MAX,
            1e21,
            9_007_199_254_740_993.0,
            0.1,
            1_795_246_180_846.123_4,
        ]),
    ]
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        any::<char>(),
        prop::sample::select(vec![
            '\0', '\u{1}', '"', '\\', '\n', 'a', 'b', '\u{7f}', 'é', '\u{ffff}', '😀'
        ]),
    ];
    prop::collection::vec(character, 0..6).prop_map(String::from_iter)
}

pub(crate) fn field_name() -> impl Strategy<Value = String> {
    "[ -#%-~][ -~]{0,3}|[ab_]{0,2}"
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        int64().prop_map(Value::Int64),
        float64().prop_map(Value::Float64),
        text().prop_map(Value::String),
        prop::collection::vec(prop_oneof![any::<u8>(), Just(0), Just(255)], 0..5)
            .prop_map(Value::Bytes),
    ]
}

pub(crate) fn value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map(field_name(), inner, 0..4).prop_map(Value::Object),
        ]
    })
}

/// Two values that often share a long prefix.
pub(crate) fn near_pair() -> impl Strategy<Value = (Value, Value)> {
    (value(), value(), value(), 0..4).prop_map(|(common, a, b, shape)| match shape {
        0 => (a, b),
        1 => (
            Value::Array(vec![common.clone(), a]),
            Value::Array(vec![common, b]),
        ),
        2 => (
            Value::Array(vec![common.clone()]),
            Value::Array(vec![common, b]),
        ),
        _ => {
            let object = |value| Value::Object(Object::from([("k".to_owned(), value)]));
            (object(a), object(b))
        }
    })
}
