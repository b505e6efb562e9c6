//! What makes two subscriptions the same: the canonical path and the arguments as sorted JSON.

use std::{borrow::Cow, fmt, sync::Arc};

use convex_typed::{
    ConvexError, ErrorKind, Function,
    json::{Json, Misfit, Object, write_array},
    to_json,
};

/// A query with its arguments. Equal keys share one subscription. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QueryKey {
    path: Arc<str>,
    args: Arc<str>,
}

impl QueryKey {
    /// The key of a generated handle. Its argument type writes sorted JSON, so nothing is re-parsed.
    pub fn of<F: Function>(args: &F::Args) -> Self {
        Self {
            path: F::PATH.into(),
            args: to_json(args).into(),
        }
    }

    /// The key of a query known by text only: any spelling of the path, any order of keys.
    /// `args` is the argument object, not the one-element array of the wire.
    pub fn untyped(path: &str, args: &str) -> Result<Self, ConvexError> {
        let mut sorted = String::with_capacity(args.len());
        let read = Json::new(args).and_then(|json| sort_keys(json, &mut sorted));
        read.map_err(|error| {
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
fn sort_keys(json: Json<'_>, out: &mut String) -> Result<(), Misfit> {
    let mut outcome = Ok(());
    match json.text().as_bytes().first() {
        Some(b'{') => {
            let fields = json.fields()?;
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            let mut object = Object::new(out);
            for (name, value) in fields {
                sort_keys(value, object.field(name))?;
            }
            object.end();
        }
        Some(b'[') => write_array(json.items()?, out, |item, out| {
            if outcome.is_ok() {
                outcome = sort_keys(item, out);
            }
        }),
        Some(b'"') => {
            json.string()?;
            out.push_str(json.text());
        }
        _ => out.push_str(json.text()),
    }
    outcome
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
