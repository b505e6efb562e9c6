//! Function paths: every spelling a client may send, one canonical form inside.

use crate::Error;
use std::fmt;
use std::sync::Arc;

/// A function path in canonical form: module without `.js`, export always present.
///
/// Normalising before lookup and before building cache keys is what keeps clients alive that change
/// their spelling when they reconnect (`messages:list`, then `messages.js:list`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionPath {
    /// `dir/file:export`.
    text: Arc<str>,
    /// Where `dir/file` ends in `text`.
    module_len: usize,
}

impl FunctionPath {
    /// Reads any spelling: `a/b`, `a/b:c`, `a/b.js:c`, with or without a leading slash.
    pub fn parse(spelling: &str) -> Result<Self, Error> {
        let (module, export) = match spelling.rsplit_once(':') {
            Some((module, export)) => (module, export),
            None => (spelling, "default"),
        };
        let module = module.trim_start_matches('/');
        let module = module.strip_suffix(".js").unwrap_or(module);
        if module.is_empty()
            || export.is_empty()
            || !module.split('/').all(is_component)
            || !is_component(export)
        {
            return Err(Error::bad_request(
                "InvalidFunctionPath",
                format!("`{spelling}` is not a function path; write it as `folder/file:function`."),
            ));
        }
        let text = Arc::from(format!("{module}:{export}"));
        Ok(Self {
            text,
            module_len: module.len(),
        })
    }

    /// `dir/file:export`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As [`Self::as_str`], to be kept.
    pub(crate) fn shared(&self) -> Arc<str> {
        self.text.clone()
    }

    /// `dir/file`.
    pub fn module(&self) -> &str {
        &self.text[..self.module_len]
    }

    /// The export's name.
    pub fn export(&self) -> &str {
        &self.text[self.module_len + 1..]
    }

    /// The form used by the runtime and stored with jobs: `dir/file.js:export`.
    pub fn with_extension(&self) -> String {
        format!("{}.js:{}", self.module(), self.export())
    }

    /// The short form user code sees: no extension, no `:default`.
    pub fn stripped(&self) -> &str {
        if self.export() == "default" {
            self.module()
        } else {
            &self.text
        }
    }
}

/// Printable ASCII without separators: enough for every file name a bundle can contain.
fn is_component(part: &str) -> bool {
    !part.is_empty()
        && part != ".."
        && part
            .bytes()
            .all(|b| b.is_ascii_graphic() && !matches!(b, b':' | b'\\' | b'"'))
}

impl fmt::Display for FunctionPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_function_are_one_path() {
        for (spelling, canonical) in [
            ("messages:list", "messages:list"),
            ("messages.js:list", "messages:list"),
            ("messages", "messages:default"),
            ("messages.js", "messages:default"),
            ("foo/bar.js:x", "foo/bar:x"),
        ] {
            let path = FunctionPath::parse(spelling).expect("valid");
            assert_eq!(path.as_str(), canonical);
        }
        let path = FunctionPath::parse("a/b").expect("valid");
        assert_eq!(path.with_extension(), "a/b.js:default");
        assert_eq!(path.stripped(), "a/b");
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for bad in ["", ":", "a:", ":b", "a//b:c", "a b:c", "../x:y", "ä:x"] {
            assert!(FunctionPath::parse(bad).is_err(), "{bad}");
        }
    }
}
