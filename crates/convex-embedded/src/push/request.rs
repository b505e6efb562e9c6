//! What a push brings.

use crate::Error;
use crate::components::{AppSource, ComponentSource};
use convex_runtime::{Bundle, ModuleSource, NodePackage};
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
    #[serde(default)]
    node_dependencies: Vec<NodePackage>,
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
        node_dependencies: Vec<NodePackage>,
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
            node_dependencies,
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
            mut node_dependencies,
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
        node_dependencies.sort();
        node_dependencies.dedup();
        let source = AppSource {
            bundle: Bundle {
                modules,
                node_packages: node_dependencies,
            },
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
    let packages = &source.bundle.node_packages;
    if let Some(package) = packages.iter().find(|package| !is_package(package)) {
        return Err(refused(
            "InvalidNodeDependency",
            format!(
                "`{}` in version `{}` is no package that can be installed from a registry; take it out of node.externalPackages in convex.json",
                package.name, package.version
            ),
        ));
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

/// Whether it can be installed from a registry, and nothing but that: neither a folder nor an address.
fn is_package(package: &NodePackage) -> bool {
    let is_word = |word: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        !word.is_empty() && !word.starts_with('.') && word.bytes().all(is_plain)
    };
    let is_name = match package.name.strip_prefix('@') {
        Some(scoped) => scoped
            .split_once('/')
            .is_some_and(|(scope, name)| is_word(scope) && is_word(name)),
        None => is_word(&package.name),
    };
    is_name && semver::Version::parse(&package.version).is_ok()
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
    fn packages_come_from_registries_in_one_version() {
        let of = |name: &str, version: &str| {
            is_package(&NodePackage {
                name: name.to_owned(),
                version: version.to_owned(),
            })
        };
        assert!(of("left-pad", "1.3.0") && of("@aws-sdk/client-s3", "3.0.0-beta.1"));
        for (name, version) in [
            ("left-pad", "^1.3.0"),
            ("left-pad", "file:../x"),
            ("left-pad", "https://a.example/x.tgz"),
            ("../left-pad", "1.3.0"),
            ("@scope", "1.3.0"),
            ("@a/b/c", "1.3.0"),
            ("a b", "1.3.0"),
            ("", "1.3.0"),
        ] {
            assert!(!of(name, version), "{name} {version}");
        }
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
