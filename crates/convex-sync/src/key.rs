//! What makes two subscriptions the same: the canonical path and the arguments as sorted JSON.

use std::{borrow::Cow, collections::BTreeMap, fmt, sync::Arc};

use convex_typed::{ConvexError, ErrorKind, Function};
use serde::Serialize;
use serde_json::value::RawValue;

/// A query with its arguments. Equal keys share one subscription. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QueryKey {
    path: Arc<str>,
    args: Arc<str>,
}

impl QueryKey {
    /// The key of a generated handle. Its argument type writes sorted JSON, so nothing is re-parsed.
    pub fn of<F: Function>(args: &F::Args) -> Result<Self, ConvexError> {
        Ok(Self {
            path: F::PATH.into(),
            args: args_json(args)?.into(),
        })
    }

    /// The key of a query known by text only: any spelling of the path, any order of keys.
    /// `args` is the argument object, not the one-element array of the wire.
    pub fn untyped(path: &str, args: &str) -> Result<Self, ConvexError> {
        let mut sorted = String::with_capacity(args.len());
        sort_keys(args, &mut sorted).map_err(|error| {
            ConvexError::new(
                ErrorKind::Encode,
                format!("arguments must be JSON: {error}"),
            )
        })?;
        Ok(Self {
            path: canonical_path(path).as_ref().into(),
            args: sorted.into(),
        })
    }

    /// A key from text that came from a key: canonical path, sorted arguments.
    pub fn from_canonical(path: &str, args: &str) -> Self {
        Self {
            path: path.into(),
            args: args.into(),
        }
    }

    /// The canonical path: `module/path:export`, without `.js`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The argument object as JSON text.
    pub fn args(&self) -> &Arc<str> {
        &self.args
    }
}

impl fmt::Debug for QueryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.path, self.args)
    }
}

/// Arguments as JSON text.
pub fn args_json<A: Serialize>(args: &A) -> Result<String, ConvexError> {
    serde_json::to_string(args).map_err(|error| {
        ConvexError::new(
            ErrorKind::Encode,
            format!("arguments cannot be written as JSON: {error}"),
        )
    })
}

/// Strips one `.js` from the module part and names the default export.
pub fn canonical_path(path: &str) -> Cow<'_, str> {
    match path.rsplit_once(':') {
        Some((module, export)) => match module.strip_suffix(".js") {
            Some(module) => Cow::Owned(format!("{module}:{export}")),
            None => Cow::Borrowed(path),
        },
        None => Cow::Owned(format!(
            "{}:default",
            path.strip_suffix(".js").unwrap_or(path)
        )),
    }
}

/// Copies JSON text with the keys of every object in order and without white space.
fn sort_keys(json: &str, out: &mut String) -> Result<(), serde_json::Error> {
    let json = json.trim();
    match json.as_bytes().first() {
        Some(b'{') => {
            let fields: BTreeMap<String, &RawValue> = serde_json::from_str(json)?;
            let mut separator = '{';
            for (name, value) in &fields {
                out.push(separator);
                separator = ',';
                out.push_str(&serde_json::to_string(name)?);
                out.push(':');
                sort_keys(value.get(), out)?;
            }
            out.push_str(if fields.is_empty() { "{}" } else { "}" });
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(json)?;
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                sort_keys(item.get(), out)?;
            }
            out.push(']');
        }
        _ => out.push_str(serde_json::from_str::<&RawValue>(json)?.get()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_path_is_one_path() {
        for (given, canonical) in [
            ("messages", "messages:default"),
            ("messages.js", "messages:default"),
            ("foo/bar.js:x", "foo/bar:x"),
            ("foo/bar:x", "foo/bar:x"),
        ] {
            assert_eq!(canonical_path(given), canonical);
        }
    }

    #[test]
    fn argument_order_and_white_space_do_not_make_another_key() {
        let one = QueryKey::untyped("m:f", r#"{"b": {"z":1,"a":[{"y":2,"x":"é\n"}]}, "a": {} }"#)
            .unwrap();
        let two =
            QueryKey::untyped("m.js:f", r#"{"a":{},"b":{"a":[{"x":"é\n","y":2}],"z":1}}"#).unwrap();
        assert_eq!(one, two);
        assert_eq!(
            &**one.args(),
            r#"{"a":{},"b":{"a":[{"x":"é\n","y":2}],"z":1}}"#
        );
        assert!(QueryKey::untyped("m:f", "{").is_err());
    }
}
