//! What a push brings.

use crate::Error;
use crate::components::{AppSource, ComponentSource};
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

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct AppDefinition {
    definition: Option<ModuleSource>,
    schema: Option<ModuleSource>,
    /// What versions of the CLI before 1.31.7 send instead of `changed_modules`: always all modules.
    #[serde(default)]
    functions: Vec<ModuleSource>,
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
    definition: ModuleSource,
    schema: Option<ModuleSource>,
    #[serde(default)]
    functions: Vec<ModuleSource>,
}

#[derive(Deserialize)]
struct ModuleHash {
    path: String,
}

impl StartPush {
    /// Of an app without components.
    pub(super) fn of_app(
        changed_modules: Vec<ModuleSource>,
        schema: Option<ModuleSource>,
        udf_server_version: Option<String>,
    ) -> Self {
        Self {
            admin_key: None,
            app_definition: AppDefinition {
                schema,
                changed_modules,
                udf_server_version,
                ..AppDefinition::default()
            },
            component_definitions: Vec::new(),
        }
    }

    /// The version of the library that the functions were made with.
    pub(super) fn server_version(&self) -> String {
        let version = self.app_definition.udf_server_version.clone();
        version.unwrap_or_else(|| "1.0.0".to_owned())
    }

    /// The modules. They must be all that there are: hashes of modules are never given out, so that nobody can leave out
    /// one that has not changed. On the way to a deployment on the same machine that saves nothing.
    pub(crate) fn into_source(self) -> Result<AppSource, Error> {
        let Self {
            app_definition,
            component_definitions,
            ..
        } = self;
        if let Some(ModuleHash { path }) = app_definition.unchanged_module_hashes.first() {
            return Err(refused(
                "InvalidModules",
                format!(
                    "`{path}` was left out as unchanged; send all modules (--push-all-modules)"
                ),
            ));
        }
        let mut modules = app_definition.changed_modules;
        modules.extend(app_definition.functions);
        modules.extend(app_definition.schema);
        let components = component_definitions.into_iter().map(|component| {
            let mut modules = component.functions;
            modules.extend(component.schema);
            ComponentSource {
                path: component.definition_path,
                definition: component.definition,
                modules,
            }
        });
        let source = AppSource {
            bundle: Bundle { modules },
            definition: app_definition.definition,
            components: components.collect(),
        };
        check(&source)?;
        Ok(source)
    }
}

fn check(source: &AppSource) -> Result<(), Error> {
    for ComponentSource { path, modules, .. } in &source.components {
        if let Some(module) = modules.iter().find(|module| module.is_node()) {
            return Err(refused(
                "NodeActionsNotSupported",
                format!(
                    "`{}` of the component `{path}` is marked \"use node\", which only modules of the app may be; move what needs Node.js there and remove the directive",
                    module.path
                ),
            ));
        }
    }
    let size = |module: &ModuleSource| {
        module.source.len() + module.source_map.as_ref().map_or(0, String::len)
    };
    let bytes: usize = source.modules().map(size).sum();
    let count = source.modules().count();
    if count > MODULES_MAX || bytes > BYTES_MAX {
        return Err(refused(
            "ModulesTooLarge",
            format!(
                "{count} modules of {bytes} bytes are more than the {MODULES_MAX} modules of {BYTES_MAX} bytes that a push may bring"
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
        let source = request.into_source();
        source
            .map(|source| source.modules().count())
            .map_err(|error| error.code.into_owned())
    }

    #[test]
    fn a_push_brings_all_modules_and_nothing_that_is_not_here() {
        let module =
            |environment: &str| json!({"path": "a.js", "source": "", "environment": environment});
        let schema = json!({"path": "schema.js", "source": "", "environment": "isolate"});
        let app = json!({"changedModules": [module("isolate")], "schema": schema});
        assert_eq!(code(app.clone(), json!([])), Ok(2));
        let older = json!({"functions": [module("isolate")], "schema": schema});
        assert_eq!(code(older, json!([])), Ok(2));
        assert_eq!(code(json!({"schema": null}), json!([])), Ok(0));
        let refused = |code: &str| Err(code.to_owned());
        let unchanged = json!({"unchangedModuleHashes": [{"path": "a.js", "environment": "isolate", "sha256": ""}]});
        assert_eq!(code(unchanged, json!([])), refused("InvalidModules"));
        let definition = json!({"path": "convex.config.js", "source": ""});
        let component = json!({"definitionPath": "../x", "definition": definition, "schema": schema, "functions": [module("isolate")]});
        assert_eq!(code(app.clone(), json!([component])), Ok(5));
        let component = json!({"definitionPath": "../x", "definition": definition, "functions": [module("node")]});
        assert_eq!(
            code(app, json!([component])),
            refused("NodeActionsNotSupported")
        );
        let many: Vec<_> = (0..=MODULES_MAX).map(|_| module("isolate")).collect();
        let many = json!({"changedModules": many});
        assert_eq!(code(many, json!([])), refused("ModulesTooLarge"));
    }
}
