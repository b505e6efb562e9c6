//! One deployed version of the functions: what there is, and who may call it.

use crate::crons::Cron;
use crate::{Error, FunctionPath};
use convex_runtime::{Analysis, Env, FunctionKind, HttpRoute, SyscallError, Version, Visibility};
use convex_values::validator::Validator;
use serde_json::Value as Json;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// One function.
#[derive(Debug, Clone)]
pub(crate) struct Function {
    pub(crate) path: FunctionPath,
    pub(crate) kind: FunctionKind,
    pub(super) visibility: Visibility,
    pub(crate) args: Arc<Validator>,
    pub(crate) returns: Option<Arc<Validator>>,
}

/// What callers are told of functions that cannot be loaded; why, is in the log.
pub(crate) const UNUSABLE: &str = "The functions that were pushed last cannot be loaded; the deployment's log says why, and another push mends it.";

/// A loaded bundle with its functions.
pub(crate) struct Deployed {
    pub(crate) version: Arc<Version>,
    /// Counts up with every reload; part of cache keys.
    pub(crate) number: u64,
    pub(crate) env: Env,
    /// Whether there is a router for HTTP actions.
    pub(crate) has_http: bool,
    pub(super) http_routes: Vec<HttpRoute>,
    pub(crate) crons: Vec<Cron>,
    /// What the schema's module exports: JSON text.
    pub(super) schema: Option<String>,
    functions: HashMap<FunctionPath, Function>,
    /// Modules, without extension, that only Node.js could run.
    node_modules: HashSet<String>,
    /// Whether these are pushed functions that could not be loaded: none is known then, and what is stored of their
    /// crons and jobs waits for better ones.
    unusable: bool,
}

/// How a call reached the deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entrance {
    /// A client: public functions, internal ones for administrators.
    Public,
    /// The administrators' endpoint: everything.
    Admin,
}

impl Deployed {
    pub(crate) fn new(
        version: Arc<Version>,
        number: u64,
        env: Env,
        analysis: &Analysis,
    ) -> Result<Self, Error> {
        let mut functions = HashMap::new();
        for analyzed in &analysis.functions {
            let path = FunctionPath::parse(&analyzed.path)?;
            let args = validator(&analyzed.args, &path)?.unwrap_or(Validator::Any);
            let returns = validator(&analyzed.returns, &path)?.map(Arc::new);
            let function = Function {
                path: path.clone(),
                kind: analyzed.kind,
                visibility: analyzed.visibility,
                args: Arc::new(args),
                returns,
            };
            functions.insert(path, function);
        }
        Ok(Self {
            version,
            number,
            env,
            has_http: analysis.has_http_router(),
            http_routes: analysis.http_routes.clone().unwrap_or_default(),
            crons: Cron::list(analysis.crons.as_ref())?,
            schema: analysis.schema.as_ref().map(|schema| match schema {
                Json::String(text) => text.clone(),
                json => json.to_string(),
            }),
            functions,
            node_modules: analysis
                .node_modules
                .iter()
                .map(|path| path.strip_suffix(".js").unwrap_or(path).to_owned())
                .collect(),
            unusable: false,
        })
    }

    /// In the place of functions that cannot be loaded.
    pub(crate) fn unusable(version: Arc<Version>, number: u64, env: Env) -> Self {
        Self {
            version,
            number,
            env,
            has_http: false,
            http_routes: Vec::new(),
            crons: Vec::new(),
            schema: None,
            functions: HashMap::new(),
            node_modules: HashSet::new(),
            unusable: true,
        }
    }

    /// Whether the functions could not be loaded.
    pub(crate) fn is_unusable(&self) -> bool {
        self.unusable
    }

    /// Whether a function is of a module that only Node.js could run.
    pub(crate) fn needs_node(&self, path: &FunctionPath) -> bool {
        self.node_modules.contains(path.module())
    }

    /// Why a function cannot be found.
    pub(crate) fn missing(&self, path: &FunctionPath) -> String {
        let name = path.stripped();
        if self.unusable {
            format!("FunctionsNotLoaded: `{name}` cannot be called. {UNUSABLE}")
        } else if self.needs_node(path) {
            format!(
                "NodeModule: `{name}` is in a module marked \"use node\", but there is no Node.js where this deployment runs; install it and restart the deployment."
            )
        } else {
            format!("Could not find function for '{name}'.")
        }
    }

    /// All functions, by path.
    pub(super) fn functions(&self) -> impl Iterator<Item = &Function> {
        let mut functions: Vec<&Function> = self.functions.values().collect();
        functions.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        functions.into_iter()
    }

    /// Any function, for lookups that check the rest themselves.
    pub(crate) fn function(&self, path: &FunctionPath) -> Option<&Function> {
        self.functions.get(path)
    }

    /// A function another function calls.
    pub(crate) fn internal_function(
        &self,
        path: &FunctionPath,
        kind: FunctionKind,
    ) -> Result<&Function, SyscallError> {
        let function = self
            .functions
            .get(path)
            .ok_or_else(|| SyscallError::new(self.missing(path)))?;
        function.check_kind(kind).map_err(SyscallError::new)?;
        Ok(function)
    }

    /// A function a caller from outside names. Missing and internal read alike, so that internal names
    /// do not leak.
    pub(crate) fn callable(
        &self,
        path: &FunctionPath,
        sees_internal: bool,
        entrance: Entrance,
    ) -> Result<&Function, String> {
        let visible = |function: &&Function| {
            function.visibility == Visibility::Public
                || sees_internal
                || entrance == Entrance::Admin
        };
        self.functions
            .get(path)
            .filter(visible)
            .filter(|function| function.kind != FunctionKind::HttpAction)
            .ok_or_else(|| match entrance {
                Entrance::Public if !self.unusable && !self.needs_node(path) => {
                    format!("Could not find public function for '{}'.", path.stripped())
                }
                _ => self.missing(path),
            })
    }
}

impl Function {
    pub(crate) fn check_kind(&self, kind: FunctionKind) -> Result<(), String> {
        if self.kind == kind {
            return Ok(());
        }
        Err(format!(
            "Trying to execute {} as {kind}, but it is defined as {}.",
            self.path.stripped(),
            self.kind
        ))
    }
}

fn validator(json: &Option<Json>, path: &FunctionPath) -> Result<Option<Validator>, Error> {
    let Some(json) = json.as_ref().filter(|json| !json.is_null()) else {
        return Ok(None);
    };
    // Analysis may hand over what `exportArgs` wrote: JSON text of JSON.
    let json = match json {
        Json::String(text) => {
            serde_json::from_str(text).map_err(|error| bad_validator(path, &error.to_string()))?
        }
        json => json.clone(),
    };
    if json.is_null() {
        return Ok(None);
    }
    Validator::from_json(json)
        .map(Some)
        .map_err(|error| bad_validator(path, error.message()))
}

fn bad_validator(path: &FunctionPath, why: &str) -> Error {
    Error::bad_request(
        "InvalidValidator",
        format!("The validators of {path} cannot be read: {why}"),
    )
}
