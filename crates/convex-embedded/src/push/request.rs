//! What a push brings.

use crate::Error;
use convex_runtime::{Bundle, ModuleSource};
use serde::Deserialize;

/// Modules of one push, and bytes of their sources and source maps.
const MODULES_MAX: usize = 4096;
const BYTES_MAX: usize = 200_000_000;

/// The body of `start_push`, as far as it matters here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StartPush {
    /// The credential of those who do not send it as a header.
    pub(crate) admin_key: Option<String>,
    app_definition: AppDefinition,
    #[serde(default)]
    component_definitions: Vec<ComponentDefinition>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AppDefinition {
    #[serde(default)]
    dependencies: Vec<String>,
    schema: Option<ModuleSource>,
    #[serde(default)]
    changed_modules: Vec<ModuleSource>,
    #[serde(default)]
    unchanged_module_hashes: Vec<ModuleHash>,
    udf_server_version: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ComponentDefinition {
    definition_path: String,
}

#[derive(Deserialize)]
struct ModuleHash {
    path: String,
}

impl StartPush {
    /// The version of the library that the functions were made with.
    pub(super) fn server_version(&self) -> String {
        let version = self.app_definition.udf_server_version.clone();
        version.unwrap_or_else(|| "1.0.0".to_owned())
    }

    /// The modules. They must be all that there are: hashes of modules are never given out, so that nobody can leave out
    /// one that has not changed. On the way to a deployment on the same machine that saves nothing.
    pub(super) fn into_bundle(self) -> Result<Bundle, Error> {
        let Self {
            app_definition,
            component_definitions,
            ..
        } = self;
        let component = component_definitions.into_iter().next();
        let component = component.map(|component| component.definition_path);
        if let Some(path) = component.or_else(|| app_definition.dependencies.into_iter().next()) {
            return Err(refused(
                "InvalidConvexConfig",
                format!(
                    "the component `{path}` cannot be used: this deployment has no components yet; leave it out of convex.config.ts"
                ),
            ));
        }
        if let Some(ModuleHash { path }) = app_definition.unchanged_module_hashes.first() {
            return Err(refused(
                "InvalidModules",
                format!(
                    "`{path}` was left out as unchanged; send all modules (--push-all-modules)"
                ),
            ));
        }
        let mut modules = app_definition.changed_modules;
        modules.extend(app_definition.schema);
        check(&modules)?;
        Ok(Bundle { modules })
    }
}

fn check(modules: &[ModuleSource]) -> Result<(), Error> {
    let size = |module: &ModuleSource| {
        module.source.len() + module.source_map.as_ref().map_or(0, String::len)
    };
    let bytes: usize = modules.iter().map(size).sum();
    if modules.len() > MODULES_MAX || bytes > BYTES_MAX {
        return Err(refused(
            "ModulesTooLarge",
            format!(
                "{} modules of {bytes} bytes are more than the {MODULES_MAX} modules of {BYTES_MAX} bytes that a push may bring",
                modules.len()
            ),
        ));
    }
    Ok(())
}

/// A push that the deployment cannot take, in the words that the CLI shows.
pub(crate) fn refused(code: &'static str, why: impl std::fmt::Display) -> Error {
    Error::bad_request(code, format!("Hit an error while pushing:\n{why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    fn code(app: Json, components: Json) -> Result<usize, String> {
        let body = json!({ "appDefinition": app, "componentDefinitions": components });
        let request: StartPush = serde_json::from_value(body).expect("a push");
        let bundle = request.into_bundle();
        bundle
            .map(|bundle| bundle.modules.len())
            .map_err(|error| error.code.into_owned())
    }

    #[test]
    fn a_push_brings_all_modules_and_nothing_that_is_not_here() {
        let module =
            |environment: &str| json!({"path": "a.js", "source": "", "environment": environment});
        let schema = json!({"path": "schema.js", "source": "", "environment": "isolate"});
        let app = json!({"changedModules": [module("isolate")], "schema": schema});
        assert_eq!(code(app.clone(), json!([])), Ok(2));
        assert_eq!(code(json!({"schema": null}), json!([])), Ok(0));
        let refused = |code: &str| Err(code.to_owned());
        let unchanged = json!({"unchangedModuleHashes": [{"path": "a.js", "environment": "isolate", "sha256": ""}]});
        assert_eq!(code(unchanged, json!([])), refused("InvalidModules"));
        let component = json!([{"definitionPath": "../node_modules/x"}]);
        assert_eq!(code(app, component), refused("InvalidConvexConfig"));
        let many: Vec<_> = (0..=MODULES_MAX).map(|_| module("isolate")).collect();
        let many = json!({"changedModules": many});
        assert_eq!(code(many, json!([])), refused("ModulesTooLarge"));
    }
}
