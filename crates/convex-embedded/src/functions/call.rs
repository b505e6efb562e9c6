//! What goes into a function and what comes out: arguments, results.

use super::Function;
use convex_runtime::FunctionKind;
use convex_values::validator::TableNames;
use convex_values::{Value, decode_written};
use serde_json::Value as Json;
use std::sync::{Arc, OnceLock};

/// 16 MiB, for arguments and results.
const MAX_SIZE: usize = 16 << 20;

/// The arguments of a call: one object. Clones share it and its canonical text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CallArgs(Arc<Checked>);

#[derive(Debug, PartialEq)]
struct Checked {
    value: Value,
    size: usize,
    /// Written when it is first needed.
    text: OnceLock<Arc<str>>,
}

impl CallArgs {
    /// Accepts `[{…}]`, `{…}` and nothing.
    pub(crate) fn from_json(args: Json) -> Result<Self, String> {
        let object = match args {
            Json::Null => Json::Object(serde_json::Map::new()),
            Json::Array(mut positional) => match positional.len() {
                0 => Json::Object(serde_json::Map::new()),
                1 => positional.remove(0),
                count => {
                    return Err(format!(
                        "Functions take one object of named arguments, but {count} positional arguments were given."
                    ));
                }
            },
            object => object,
        };
        let value = Value::from_json(object)
            .map_err(|error| format!("Invalid function arguments: {error}"))?;
        if !matches!(value, Value::Object(_)) {
            return Err(format!(
                "Function arguments must be an object, but they are {}.",
                value.type_name()
            ));
        }
        let size = value.size();
        if size > MAX_SIZE {
            return Err(format!(
                "Function arguments are too large (actual: {size} bytes, limit: {MAX_SIZE} bytes)."
            ));
        }
        Ok(Self(Arc::new(Checked {
            value,
            size,
            text: OnceLock::new(),
        })))
    }

    /// Checks against the function's validator.
    pub(crate) fn check(&self, function: &Function, tables: &dyn TableNames) -> Result<(), String> {
        function
            .args
            .check(&self.0.value, tables)
            .map_err(|mismatch| format!("ArgumentValidationError: {mismatch}"))
    }

    /// The form functions are invoked with, canonical: `[{…}]` with sorted keys.
    pub(crate) fn text(&self) -> &Arc<str> {
        let write = || Arc::from(format!("[{}]", self.0.value.to_json_string()));
        self.0.text.get_or_init(write)
    }

    /// The object.
    pub(crate) fn value(&self) -> &Value {
        &self.0.value
    }

    /// As limits count it.
    pub(crate) fn size(&self) -> usize {
        self.0.size
    }

    pub(crate) fn into_value(self) -> Value {
        Arc::try_unwrap(self.0).map_or_else(|shared| shared.value.clone(), |own| own.value)
    }
}

/// Checks a result and gives it its canonical text.
pub(crate) fn check_returns(
    text: &str,
    function: &Function,
    tables: &dyn TableNames,
) -> Result<String, String> {
    let path = function.path.stripped();
    // What a mutation returns may hold the timestamp of its commit.
    let decode = match function.kind {
        FunctionKind::Mutation => decode_written,
        _ => Value::from_json_str,
    };
    let value = decode(text)
        .map_err(|error| format!("The return value of {path} is not a Convex value: {error}"))?;
    let size = value.size();
    if size > MAX_SIZE {
        return Err(format!(
            "The return value of {path} is too large (actual: {size} bytes, limit: {MAX_SIZE} bytes)."
        ));
    }
    if let Some(returns) = &function.returns {
        returns
            .check(&value, tables)
            .map_err(|mismatch| format!("ReturnsValidationError: {mismatch}"))?;
    }
    Ok(value.to_json_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn arguments_may_come_as_array_object_or_not_at_all() {
        let expected = "[{\"a\":1.0,\"b\":2.0}]";
        for args in [json!([{"b": 2, "a": 1}]), json!({"b": 2, "a": 1})] {
            assert_eq!(
                &**CallArgs::from_json(args).expect("valid").text(),
                expected
            );
        }
        for args in [json!([]), json!(null), json!([{}])] {
            assert_eq!(&**CallArgs::from_json(args).expect("valid").text(), "[{}]");
        }
        for args in [json!([1]), json!("x"), json!([{}, {}]), json!([{"$x": 1}])] {
            assert!(CallArgs::from_json(args).is_err());
        }
    }
}
