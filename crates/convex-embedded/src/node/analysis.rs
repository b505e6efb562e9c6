//! What modules for Node.js export, beside those of the other runtime.

use super::{ANALYSIS_TIME, Node, call};
use convex_runtime::{
    Analysis, AnalyzedFunction, BundleError, Env, FunctionKind, Runtime, Version, Visibility,
};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// Modules that the deployment itself evaluates.
const OURS: [&str; 4] = ["schema.js", "crons.js", "http.js", "auth.config.js"];

#[derive(Deserialize)]
struct Module {
    path: String,
    #[serde(default)]
    functions: Vec<Exported>,
    error: Option<Thrown>,
}

#[derive(Deserialize)]
struct Thrown {
    message: String,
    stack: String,
}

#[derive(Deserialize)]
struct Exported {
    name: String,
    kind: FunctionKind,
    visibility: Visibility,
    args: Option<Json>,
    returns: Option<Json>,
}

/// What a version's modules export. Where there is no Node.js, or not what modules for it import from registries,
/// those modules stay among [`Analysis::node_modules`]; elsewhere that is empty.
///
/// # Errors
/// If a module cannot be loaded, or may not export what it does.
pub(crate) async fn analyze(
    runtime: &Runtime,
    node: &Node,
    version: &Arc<Version>,
    env: &Env,
) -> Result<Analysis, BundleError> {
    let mut analysis = runtime.analyze(version, env.clone()).await?;
    if analysis.node_modules.is_empty() || node.check().await.is_err() {
        return Ok(analysis);
    }
    let paths = std::mem::take(&mut analysis.node_modules);
    if let Some(path) = paths.iter().find(|path| OURS.contains(&path.as_str())) {
        return Err(invalid(format!(
            "`{path}` cannot be marked \"use node\": the deployment evaluates it itself"
        )));
    }
    let task = json!({ "analyze": &paths });
    let start = match node.start_message(version, env, task).await {
        Ok(start) => start,
        Err(why) => {
            tracing::warn!("{why}");
            analysis.node_modules = paths;
            return Ok(analysis);
        }
    };
    let process = node
        .start()
        .map_err(|error| invalid(format!("Node.js cannot be started: {error}")))?;
    let outcome = call::converse(process, version, start, None, ANALYSIS_TIME).await;
    let text = outcome.result.map_err(|error| invalid(error.message))?;
    let modules: Vec<Module> =
        serde_json::from_str(&text).map_err(|error| invalid(error.to_string()))?;
    for module in modules {
        add(&mut analysis, module, version)?;
    }
    analysis.functions.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(analysis)
}

fn add(analysis: &mut Analysis, module: Module, version: &Version) -> Result<(), BundleError> {
    let path = module.path;
    if let Some(Thrown { message, stack }) = module.error {
        let error = version.traced(message, &stack);
        return Err(BundleError {
            code: "ModuleThrew",
            message: format!("Failed to analyze `{path}`: {error}"),
        });
    }
    for function in module.functions {
        let Exported {
            name,
            kind,
            visibility,
            args,
            returns,
        } = function;
        if kind != FunctionKind::Action {
            return Err(invalid(format!(
                "`{path}:{name}` is a {kind}, but modules marked \"use node\" may only have actions; move it to another module"
            )));
        }
        analysis.functions.push(AnalyzedFunction {
            path: format!("{path}:{name}"),
            kind,
            visibility,
            args,
            returns,
        });
    }
    Ok(())
}

fn invalid(message: String) -> BundleError {
    BundleError {
        code: "InvalidModule",
        message,
    }
}
