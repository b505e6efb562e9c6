//! What goes into a function and what comes out: addresses, arguments, results.

use super::Function;
use crate::{FunctionPath, hex};
use convex_runtime::SyscallError;
use convex_values::Value;
use convex_values::validator::TableNames;
use serde::Deserialize;
use serde_json::Value as Json;
use std::sync::{Arc, OnceLock};

/// 16 MiB, for arguments and results.
const MAX_SIZE: usize = 16 << 20;
const HANDLE: &str = "function://";
const REFERENCE: &str = "_reference/function/";

/// How a function names another one: exactly one of the three.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Address {
    name: Option<String>,
    reference: Option<String>,
    function_handle: Option<String>,
}

impl Address {
    pub(crate) fn resolve(&self) -> Result<FunctionPath, SyscallError> {
        let unreadable = |text: &str| {
            SyscallError::new(format!(
                "`{text}` does not name a function of this deployment."
            ))
        };
        let path = match (&self.name, &self.reference, &self.function_handle) {
            (Some(name), None, None) => name.clone(),
            (None, Some(reference), None) => match reference.strip_prefix(REFERENCE) {
                Some(path) => path.to_owned(),
                None if reference.starts_with("_reference/childComponent/") => {
                    return Err(SyscallError::new(
                        "Components are not supported yet by this deployment.",
                    ));
                }
                None => return Err(unreadable(reference)),
            },
            (None, None, Some(handle)) => from_handle(handle).ok_or_else(|| unreadable(handle))?,
            _ => {
                return Err(SyscallError::new(
                    "A call must have exactly one of `name`, `reference` and `functionHandle`.",
                ));
            }
        };
        FunctionPath::parse(&path).map_err(|error| SyscallError::new(error.message))
    }

    /// The handle of a function: stable across deployments. What follows `#` is for people.
    pub(crate) fn handle(path: &FunctionPath) -> String {
        let hex = hex::encode(path.as_str().as_bytes());
        format!("{HANDLE}{hex}#{}", path.stripped())
    }
}

fn from_handle(handle: &str) -> Option<String> {
    let hex = handle.strip_prefix(HANDLE)?.split('#').next()?;
    String::from_utf8(hex::decode(hex)?).ok()
}

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
    let value = Value::from_json_str(text)
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

    #[test]
    fn a_handle_leads_back_to_its_function() {
        let path = FunctionPath::parse("dir/file:run").expect("path");
        let handle = Address {
            function_handle: Some(Address::handle(&path)),
            ..Address::default()
        };
        assert_eq!(handle.resolve().expect("resolves"), path);
        assert!(
            Address {
                function_handle: Some("function://zz".into()),
                ..Address::default()
            }
            .resolve()
            .is_err()
        );
        assert!(Address::default().resolve().is_err());
    }
}
