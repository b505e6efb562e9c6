//! Evaluating every module once, to learn what it exports.

use crate::cancel::Cancel;
use crate::isolate::Isolate;
use crate::worker::Worker;
use crate::{
    Analysis, AnalyzedFunction, BundleError, Env, FunctionError, FunctionKind, HttpRoute, Version,
    Visibility,
};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// What `analyze.js` says about one module.
#[derive(Deserialize)]
struct Exports {
    functions: Vec<Function>,
    problems: Vec<Problem>,
    schema: Option<Value>,
    crons: Option<Value>,
    routes: Option<Vec<HttpRoute>>,
    config: Option<Value>,
    definition: Option<Value>,
}

#[derive(Deserialize)]
struct Function {
    name: String,
    kind: FunctionKind,
    visibility: Visibility,
    args: Option<Value>,
    returns: Option<Value>,
}

#[derive(Deserialize)]
struct Problem {
    name: String,
    message: String,
}

const SCHEMA: &str = "schema.js";
const CRONS: &str = "crons.js";
const HTTP: &str = "http.js";
const AUTH: &str = "auth.config.js";
const DEFINITION: &str = "convex.config.js";

pub(crate) fn analyze(
    worker: &Worker,
    version: &Arc<Version>,
    env: &Env,
) -> Result<Analysis, BundleError> {
    let mut analysis = Analysis {
        node_modules: version.node_modules().map(str::to_owned).collect(),
        ..Analysis::default()
    };
    let mut left = worker.shared.options.analysis_time;
    let paths: Vec<String> = version.entry_paths().map(str::to_owned).collect();
    for path in paths {
        // The schema must not depend on the environment.
        let env = if path == SCHEMA { &Env::default() } else { env };
        let (exports, unset) = exports(worker, version, &path, env, &mut left)?;
        if path == AUTH {
            analysis.auth_unset = unset;
            // Without the variables, how the module ends says nothing about it.
            if exports.is_err() && !analysis.auth_unset.is_empty() {
                continue;
            }
        }
        add(&mut analysis, &path, exports?)?;
    }
    analysis.functions.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(analysis)
}

/// What the module exports, and the environment variables it missed.
type Evaluated = (Result<Exports, BundleError>, Vec<String>);

fn exports(
    worker: &Worker,
    version: &Arc<Version>,
    path: &str,
    env: &Env,
    left: &mut Duration,
) -> Result<Evaluated, BundleError> {
    let threw = |error: FunctionError| {
        BundleError::new(
            "ModuleThrew",
            format!("Failed to analyze `{path}`: {}", error.message),
        )
    };
    let mut isolate: Isolate = worker.new_isolate().map_err(threw)?;
    let cancel: Arc<Cancel> = Arc::default();
    let allowance = worker.shared.options.loading_first(*left);
    let loaded = isolate.load(version, path, env, allowance, Some(cancel));
    let text = loaded.and_then(|()| isolate.inspect("analyze"));
    let unset = isolate.state.unset_env();
    let took = isolate.state.budget.computed();
    version.took_to_load(path, took);
    *left = left.saturating_sub(took);
    worker.retire(isolate);
    worker.clean();
    let exports = text.map_err(threw).and_then(|text| {
        serde_json::from_str(&text).map_err(|error| {
            BundleError::new(
                "EngineFailed",
                format!("Failed to analyze `{path}`: {error}"),
            )
        })
    });
    Ok((exports, unset))
}

fn add(analysis: &mut Analysis, path: &str, exports: Exports) -> Result<(), BundleError> {
    if let Some(Problem { name, message }) = exports.problems.first() {
        let message = format!("The validators of `{path}:{name}` cannot be exported: {message}");
        return Err(BundleError::new("InvalidFunction", message));
    }
    let invalid = |what: &str| {
        BundleError::new(
            "InvalidModule",
            format!("`{path}` must have a default export made by {what}."),
        )
    };
    match path {
        SCHEMA => analysis.schema = Some(exports.schema.ok_or_else(|| invalid("`defineSchema`"))?),
        CRONS => analysis.crons = Some(exports.crons.ok_or_else(|| invalid("`cronJobs`"))?),
        HTTP => analysis.http_routes = Some(exports.routes.ok_or_else(|| invalid("`httpRouter`"))?),
        AUTH => {
            analysis.auth_config = Some(
                exports
                    .config
                    .ok_or_else(|| invalid("hand: `{ providers: [...] }`"))?,
            )
        }
        DEFINITION => {
            let made_by = "`defineApp` or `defineComponent`";
            analysis.definition = Some(exports.definition.ok_or_else(|| invalid(made_by))?);
        }
        _ => {}
    }
    let functions = exports
        .functions
        .into_iter()
        .map(|function| AnalyzedFunction {
            path: format!("{path}:{}", function.name),
            kind: function.kind,
            visibility: function.visibility,
            args: function.args,
            returns: function.returns,
        });
    analysis.functions.extend(functions);
    Ok(())
}
