//! What a version's modules export.

use crate::{FunctionKind, Visibility};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Everything a deployment needs to know about its functions before it runs them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Analysis {
    /// All functions, by path.
    pub functions: Vec<AnalyzedFunction>,
    /// `schema.js`: what `export()` of its default export wrote.
    pub schema: Option<Value>,
    /// `crons.js`: what `export()` of its default export wrote.
    pub crons: Option<Value>,
    /// `auth.config.js`: its default export.
    pub auth_config: Option<Value>,
    /// `convex.config.js`: what `export()` of its default export returned.
    #[serde(default)]
    pub definition: Option<Value>,
    /// Environment variables that `auth.config.js` asked for and that are not set. If there are any, the
    /// module may have thrown, and `auth_config` is `None` then.
    #[serde(default)]
    pub auth_unset: Vec<String>,
    /// Modules marked `"use node"`, which are not loaded.
    #[serde(default)]
    pub node_modules: Vec<String>,
    /// `http.js`: the routes of its default export; `None` if there is no router.
    pub http_routes: Option<Vec<HttpRoute>>,
}

impl Analysis {
    /// Whether HTTP actions are enabled.
    pub fn has_http_router(&self) -> bool {
        self.http_routes.is_some()
    }

    /// Looks a function up by its path, canonical or stripped.
    pub fn function(&self, path: &str) -> Option<&AnalyzedFunction> {
        let (module, name) = crate::bundle::split_function_path(path);
        let canonical = format!("{module}:{name}");
        let index = self
            .functions
            .binary_search_by(|function| function.path.as_str().cmp(&canonical))
            .ok()?;
        self.functions.get(index)
    }
}

/// One exported function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnalyzedFunction {
    /// `dir/file.js:name`.
    pub path: String,
    /// What it is.
    pub kind: FunctionKind,
    /// Who may call it. HTTP actions are public.
    pub visibility: Visibility,
    /// Validator JSON of the arguments; `None` for HTTP actions.
    pub args: Option<Value>,
    /// Validator JSON of the result; `None` if the function declares none.
    pub returns: Option<Value>,
}

/// One route of the HTTP router.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpRoute {
    /// Exact path, or a prefix ending in `*`.
    pub path: String,
    /// Upper-case method.
    pub method: String,
}
