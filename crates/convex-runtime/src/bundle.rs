//! What the bundler hands over: ES modules by path.

use crate::BundleError;
use crate::shim::Shim;
use serde::{Deserialize, Serialize};

/// The functions of a deployment as the bundler wrote them (`bundle.json`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Entry modules and the chunks that they share.
    pub modules: Vec<ModuleSource>,
    /// What modules for Node.js import instead of bringing it along.
    #[serde(
        default,
        rename = "nodePackages",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub node_packages: Vec<NodePackage>,
}

/// A package of a registry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NodePackage {
    /// As one imports it: `name` or `@scope/name`.
    pub name: String,
    /// Exactly this one.
    pub version: String,
}

impl From<Vec<ModuleSource>> for Bundle {
    fn from(modules: Vec<ModuleSource>) -> Self {
        Self {
            modules,
            ..Self::default()
        }
    }
}

/// One ES module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModuleSource {
    /// Path below the functions folder, with `/` and the extension: `dir/file.js`, `_deps/ab12.js`.
    pub path: String,
    /// JavaScript, format `esm`.
    pub source: String,
    /// Source map (JSON text) of `source`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_map: Option<String>,
    /// `isolate` or `node`; absent means `isolate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

impl ModuleSource {
    /// Whether the module was written for Node.js.
    pub fn is_node(&self) -> bool {
        self.environment.as_deref() == Some("node")
    }
}

impl Bundle {
    /// Reads `bundle.json`.
    ///
    /// # Errors
    /// [`BundleError`] with code `MalformedBundle` if the text is not a bundle.
    pub fn from_json(text: &str) -> Result<Self, BundleError> {
        serde_json::from_str(text).map_err(|error| {
            BundleError::new(
                "MalformedBundle",
                format!("The function bundle cannot be read ({error}); build it again from the functions folder."),
            )
        })
    }
}

/// Modules below this folder are shared chunks: they export no functions.
const CHUNKS: &str = "_deps/";

/// Modules below this folder stand for the definitions of components. The bundler imports them without an extension.
pub(crate) const DEFINITIONS: &str = "_componentDeps/";

/// Whether `path` is a shared chunk, or stands for one, rather than a module that people call.
pub(crate) fn is_chunk(path: &str) -> bool {
    path.starts_with(CHUNKS) || path.starts_with(DEFINITIONS)
}

/// The path that `specifier`, imported by `base`, means; `None` if it leaves the bundle.
///
/// The bundler resolves packages, so only relative specifiers are left, and those of the platform's own modules:
/// `convex:/path` means the module `path`, and `async_hooks` one of ours.
pub(crate) fn resolve(base: &str, specifier: &str) -> Option<String> {
    if let Some(path) = Shim::of_node(specifier) {
        return Some(path.to_owned());
    }
    if let Some(path) = specifier.strip_prefix("convex:/") {
        return Some(path.to_owned());
    }
    if !specifier.starts_with("./") && !specifier.starts_with("../") {
        return None;
    }
    let folder = base.rfind('/').map_or("", |slash| &base[..slash]);
    let mut segments: Vec<&str> = folder
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    for segment in specifier.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
}

/// Splits `dir/file.js:name`; both a missing `.js` and a missing `:default` are accepted.
pub(crate) fn split_function_path(path: &str) -> (String, String) {
    let (module, name) = path.split_once(':').unwrap_or((path, "default"));
    let module = if module.ends_with(".js") {
        module.to_owned()
    } else {
        format!("{module}.js")
    };
    (module, name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_imports_resolve_below_the_bundle_and_never_outside() {
        assert_eq!(resolve("a/b.js", "./c.js").as_deref(), Some("a/c.js"));
        assert_eq!(
            resolve("a/b.js", "../_deps/x.js").as_deref(),
            Some("_deps/x.js")
        );
        assert_eq!(
            resolve("b.js", "./_deps/x.js").as_deref(),
            Some("_deps/x.js")
        );
        assert_eq!(
            resolve("a/b.js", "convex:/_system/x.js").as_deref(),
            Some("_system/x.js")
        );
        let ours = Some("convex:async_hooks");
        assert_eq!(resolve("b.js", "node:async_hooks").as_deref(), ours);
        assert_eq!(resolve("b.js", "node:fs"), None);
        assert_eq!(resolve("b.js", "../x.js"), None);
        assert_eq!(resolve("b.js", "convex/server"), None);
    }

    #[test]
    fn function_paths_may_drop_the_extension_and_the_default_export() {
        let canonical = ("dir/file.js".to_owned(), "name".to_owned());
        assert_eq!(split_function_path("dir/file.js:name"), canonical);
        assert_eq!(split_function_path("dir/file:name"), canonical);
        assert_eq!(
            split_function_path("foo"),
            ("foo.js".to_owned(), "default".to_owned())
        );
    }

    #[test]
    fn text_that_is_not_a_bundle_is_refused_with_a_code() {
        let error = Bundle::from_json("{}").expect_err("no modules");
        assert_eq!(error.code, "MalformedBundle");
    }
}
