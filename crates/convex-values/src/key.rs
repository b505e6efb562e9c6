//! Order-preserving key bytes: comparing encodings bytewise is comparing values.
//!
//! Every encoding delimits itself, so the keys of an index are the concatenation of its fields'
//! encodings, and the encoding of a prefix of the fields is a prefix of the key.
//!
//! The converse needs care: `"a"` is `10 61 00` and `"a\0"` is `10 61 00 FF …`, so a key may start with
//! the bytes of another value. What follows a complete value is a tag, never `FF`; therefore the keys
//! that continue a prefix are exactly those in `[prefix, prefix_end(prefix))`.

use crate::{Object, Value};

const UNDEFINED: u8 = 0x01;
const NULL: u8 = 0x03;
const INT_ZERO: u8 = 0x08;
const FLOAT: u8 = 0x0D;
const FALSE: u8 = 0x0E;
const TRUE: u8 = 0x0F;
const STRING: u8 = 0x10;
const BYTES: u8 = 0x11;
const ARRAY: u8 = 0x12;
const OBJECT: u8 = 0x15;
const END: u8 = 0x00;
/// Follows a zero byte that is content rather than the end; sorts after every tag.
const ESCAPE: u8 = 0xFF;
const SIGN_BIT: u64 = 1 << 63;

/// Appends the key bytes of a value, or of "undefined".
pub fn encode(value: Option<&Value>, key: &mut Vec<u8>) {
    match value {
        None => key.push(UNDEFINED),
        Some(value) => encode_value(value, key),
    }
}

/// The key bytes of a sequence of fields.
pub fn encode_all<'v>(values: impl IntoIterator<Item = Option<&'v Value>>) -> Vec<u8> {
    let mut key = Vec::with_capacity(64);
    for value in values {
        encode(value, &mut key);
    }
    key
}

/// Turns the encoding of some leading fields into the exclusive upper bound of the keys that start with
/// these fields. It is also the inclusive lower bound of the keys whose leading fields are greater.
pub fn prefix_end(mut prefix: Vec<u8>) -> Vec<u8> {
    prefix.push(ESCAPE);
    prefix
}

/// Behind the greatest int64, and before all floats.
const COMMIT_TS: [u8; 9] = [0x0C, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

fn encode_value(value: &Value, key: &mut Vec<u8>) {
    match value {
        Value::Null => key.push(NULL),
        Value::Int64(number) => encode_int64(*number, key),
        Value::CommitTs => key.extend_from_slice(&COMMIT_TS),
        Value::Float64(number) => encode_float64(*number, key),
        Value::Boolean(false) => key.push(FALSE),
        Value::Boolean(true) => key.push(TRUE),
        Value::String(text) => encode_terminated(STRING, text.as_bytes(), key),
        Value::Bytes(bytes) => encode_terminated(BYTES, bytes, key),
        Value::Array(elements) => {
            key.push(ARRAY);
            elements
                .iter()
                .for_each(|element| encode_value(element, key));
            key.push(END);
        }
        Value::Object(fields) => encode_object(fields, key),
    }
}

/// Big-endian in the narrowest width that fits; the tag orders signs and widths.
fn encode_int64(number: i64, key: &mut Vec<u8>) {
    let negative = number < 0;
    if number == 0 {
        key.push(INT_ZERO);
    } else if let Ok(narrow) = i8::try_from(number) {
        key.push(if negative { 0x07 } else { 0x09 });
        key.extend_from_slice(&narrow.to_be_bytes());
    } else if let Ok(narrow) = i16::try_from(number) {
        key.push(if negative { 0x06 } else { 0x0A });
        key.extend_from_slice(&narrow.to_be_bytes());
    } else if let Ok(narrow) = i32::try_from(number) {
        key.push(if negative { 0x05 } else { 0x0B });
        key.extend_from_slice(&narrow.to_be_bytes());
    } else {
        key.push(if negative { 0x04 } else { 0x0C });
        key.extend_from_slice(&number.to_be_bytes());
    }
}

fn encode_float64(number: f64, key: &mut Vec<u8>) {
    let bits = number.to_bits();
    let ordered = if bits & SIGN_BIT == 0 {
        bits ^ SIGN_BIT
    } else {
        !bits
    };
    key.push(FLOAT);
    key.extend_from_slice(&ordered.to_be_bytes());
}

fn encode_terminated(tag: u8, bytes: &[u8], key: &mut Vec<u8>) {
    key.reserve(bytes.len() + 2);
    key.push(tag);
    push_escaped(bytes, key);
    key.push(END);
}

fn push_escaped(bytes: &[u8], key: &mut Vec<u8>) {
    let mut parts = bytes.split(|&byte| byte == END);
    if let Some(first) = parts.next() {
        key.extend_from_slice(first);
    }
    for part in parts {
        key.extend_from_slice(&[END, ESCAPE]);
        key.extend_from_slice(part);
    }
}

fn encode_object(fields: &Object, key: &mut Vec<u8>) {
    key.push(OBJECT);
    for (name, value) in fields {
        push_escaped(name.as_bytes(), key);
        key.push(END);
        if name.is_empty() {
            // Tells the empty name from the end of the object.
            key.push(ESCAPE);
        }
        encode_value(value, key);
    }
    key.push(END);
}
