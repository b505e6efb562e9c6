//! Values to JSON.

use std::{fmt::Write as _, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::{Object, Value, ValueError};

/// How values that JSON lacks are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JsonFormat {
    /// `{"$integer": …}`, `{"$bytes": …}`, `{"$float": …}`: what every client speaks; invertible. A
    /// float64 always shows that it is one (`5.0`): the Python client takes `5` for a mistake.
    #[default]
    Encoded,
    /// Plain JSON: int64 and bytes become strings, special floats their names; lossy.
    Clean,
    /// As encoded, but int64 is a JSON integer.
    Export,
}

impl FromStr for JsonFormat {
    type Err = ValueError;

    /// By the names of the HTTP `format` field.
    fn from_str(name: &str) -> Result<Self, ValueError> {
        match name {
            "convex_encoded_json" | "convex_json" => Ok(Self::Encoded),
            "json" | "convex_clean_json" => Ok(Self::Clean),
            "export_json" => Ok(Self::Export),
            other => Err(ValueError::new(
                "BadFormat",
                format!("Unknown format {other:?}: use \"json\" or \"convex_encoded_json\"."),
            )),
        }
    }
}

/// How [`Value::CommitTs`] is written. No string has this text in its JSON form, where quotes are escaped.
pub const COMMIT_TS_JSON: &str = r#"{"$commitTs":null}"#;

/// Integers up to this magnitude are exact as float64 and are written without a fraction.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

impl Value {
    /// The encoded JSON text, keys sorted.
    pub fn to_json_string(&self) -> String {
        self.to_json_string_as(JsonFormat::Encoded)
    }

    /// The JSON text in the given format, keys sorted.
    pub fn to_json_string_as(&self, format: JsonFormat) -> String {
        let mut out = String::with_capacity(self.size());
        self.write_json(format, &mut out);
        out
    }

    /// Appends the JSON text in the given format.
    pub fn write_json(&self, format: JsonFormat, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Boolean(true) => out.push_str("true"),
            Self::Boolean(false) => out.push_str("false"),
            Self::Int64(number) => write_int64(*number, format, out),
            Self::CommitTs => out.push_str(COMMIT_TS_JSON),
            Self::Float64(number) => write_float64(*number, format, out),
            Self::String(text) => write_json_string(text, out),
            Self::Bytes(bytes) => write_bytes(bytes, format, out),
            Self::Array(elements) => {
                out.push('[');
                for (position, element) in elements.iter().enumerate() {
                    if position > 0 {
                        out.push(',');
                    }
                    element.write_json(format, out);
                }
                out.push(']');
            }
            Self::Object(fields) => write_object_json(fields, format, out),
        }
    }

    /// The encoded JSON tree.
    pub fn to_json(&self) -> serde_json::Value {
        self.to_json_as(JsonFormat::Encoded)
    }

    /// The JSON tree in the given format.
    pub fn to_json_as(&self, format: JsonFormat) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Self::Null => Json::Null,
            Self::Boolean(value) => Json::Bool(*value),
            Self::CommitTs => serde_json::json!({ "$commitTs": null }),
            Self::Int64(number) => match format {
                JsonFormat::Encoded => special("$integer", &number.to_le_bytes()),
                JsonFormat::Clean => Json::String(number.to_string()),
                JsonFormat::Export => Json::from(*number),
            },
            Self::Float64(number) => float64_json(*number, format),
            Self::String(text) => Json::String(text.clone()),
            Self::Bytes(bytes) => match format {
                JsonFormat::Clean => Json::String(BASE64.encode(bytes)),
                JsonFormat::Encoded | JsonFormat::Export => special("$bytes", bytes),
            },
            Self::Array(elements) => Json::Array(
                elements
                    .iter()
                    .map(|element| element.to_json_as(format))
                    .collect(),
            ),
            Self::Object(fields) => Json::Object(
                fields
                    .iter()
                    .map(|(name, value)| (name.clone(), value.to_json_as(format)))
                    .collect(),
            ),
        }
    }
}

/// Appends the JSON text of an object's fields.
pub fn write_object_json(fields: &Object, format: JsonFormat, out: &mut String) {
    out.push('{');
    for (position, (name, value)) in fields.iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        write_json_string(name, out);
        out.push(':');
        value.write_json(format, out);
    }
    out.push('}');
}

/// Appends a JSON string literal.
pub fn write_json_string(text: &str, out: &mut String) {
    out.reserve(text.len() + 2);
    out.push('"');
    let mut rest = text;
    // The bytes that need an escape are ASCII, so every cut is at a character boundary.
    while let Some(position) = rest
        .bytes()
        .position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\')
    {
        let (clean, tail) = rest.split_at(position);
        out.push_str(clean);
        let (escaped, tail) = tail.split_at(1);
        write_escape(escaped, out);
        rest = tail;
    }
    out.push_str(rest);
    out.push('"');
}

fn write_escape(character: &str, out: &mut String) {
    match character {
        "\"" => out.push_str("\\\""),
        "\\" => out.push_str("\\\\"),
        "\n" => out.push_str("\\n"),
        "\r" => out.push_str("\\r"),
        "\t" => out.push_str("\\t"),
        other => {
            for byte in other.bytes() {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{byte:04x}");
            }
        }
    }
}

fn write_int64(number: i64, format: JsonFormat, out: &mut String) {
    match format {
        JsonFormat::Encoded => write_special("$integer", &number.to_le_bytes(), out),
        JsonFormat::Clean => {
            let _ = write!(out, "\"{number}\"");
        }
        JsonFormat::Export => {
            let _ = write!(out, "{number}");
        }
    }
}

fn write_float64(number: f64, format: JsonFormat, out: &mut String) {
    if needs_special(number, format) {
        match format {
            JsonFormat::Clean => write_json_string(special_name(number), out),
            JsonFormat::Encoded | JsonFormat::Export => {
                write_special("$float", &number.to_le_bytes(), out);
            }
        }
    } else if prints_as_integer(number, format) {
        let _ = write!(out, "{}", number as i64);
    } else {
        // The shortest text that reads back as the same number, with an exponent where that is shorter.
        let _ = write!(out, "{number:?}");
    }
}

fn write_bytes(bytes: &[u8], format: JsonFormat, out: &mut String) {
    match format {
        JsonFormat::Encoded | JsonFormat::Export => write_special("$bytes", bytes, out),
        JsonFormat::Clean => {
            out.push('"');
            BASE64.encode_string(bytes, out);
            out.push('"');
        }
    }
}

fn write_special(key: &str, bytes: &[u8], out: &mut String) {
    out.push_str("{\"");
    out.push_str(key);
    out.push_str("\":\"");
    BASE64.encode_string(bytes, out);
    out.push_str("\"}");
}

fn special(key: &str, bytes: &[u8]) -> serde_json::Value {
    let fields = [(
        key.to_owned(),
        serde_json::Value::String(BASE64.encode(bytes)),
    )];
    serde_json::Value::Object(fields.into_iter().collect())
}

fn float64_json(number: f64, format: JsonFormat) -> serde_json::Value {
    if needs_special(number, format) {
        match format {
            JsonFormat::Clean => serde_json::Value::from(special_name(number)),
            JsonFormat::Encoded | JsonFormat::Export => special("$float", &number.to_le_bytes()),
        }
    } else if prints_as_integer(number, format) {
        serde_json::Value::from(number as i64)
    } else {
        serde_json::Value::from(number)
    }
}

fn needs_special(number: f64, format: JsonFormat) -> bool {
    !number.is_finite() || (format == JsonFormat::Encoded && is_negative_zero(number))
}

fn prints_as_integer(number: f64, format: JsonFormat) -> bool {
    format == JsonFormat::Clean
        && number.trunc() == number
        && number.abs() <= MAX_SAFE_INTEGER
        && !is_negative_zero(number)
}

pub(crate) fn is_negative_zero(number: f64) -> bool {
    number == 0.0 && number.is_sign_negative()
}

fn special_name(number: f64) -> &'static str {
    if number.is_nan() {
        "NaN"
    } else if number > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

/// The encoded form.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::CommitTs => serializer.collect_map([("$commitTs", ())]),
            Self::Int64(number) => serialize_special("$integer", &number.to_le_bytes(), serializer),
            Self::Float64(number) if needs_special(*number, JsonFormat::Encoded) => {
                serialize_special("$float", &number.to_le_bytes(), serializer)
            }
            Self::Float64(number) => serializer.serialize_f64(*number),
            Self::String(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => serialize_special("$bytes", bytes, serializer),
            Self::Array(elements) => serializer.collect_seq(elements),
            Self::Object(fields) => serializer.collect_map(fields),
        }
    }
}

fn serialize_special<S: Serializer>(
    key: &str,
    bytes: &[u8],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, &BASE64.encode(bytes))?;
    map.end()
}
