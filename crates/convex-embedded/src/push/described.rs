//! Definitions and components as the CLI is told of them, which writes types from it.

use crate::FunctionPath;
use crate::components::{App, ComponentPath, Part};
use convex_runtime::{Analysis, AnalyzedFunction, FunctionKind, Visibility};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// The path of the app's own definition.
pub(super) const ROOT: &str = "";

/// What was evaluated, by the paths of definitions.
pub(super) fn definitions(app: &App, server_version: &str) -> Json {
    let components = app.components.iter();
    let components = components.map(|(path, part)| (path.as_str(), part));
    let all = std::iter::once((ROOT, &app.root)).chain(components);
    let described =
        all.map(|(path, part)| (path.to_owned(), evaluated(path, part, server_version)));
    Json::Object(described.collect())
}

fn evaluated(path: &str, part: &Part, server_version: &str) -> Json {
    json!({
        "definition": definition(path, part),
        "schema": parsed(part.analysis.schema.as_ref()),
        "functions": functions(&part.analysis),
        "udfConfig": { "serverVersion": server_version },
    })
}

/// The definition as it was exported; that of an app without one uses nothing.
fn definition(path: &str, part: &Part) -> Json {
    let mut definition = match part.exported.is_object() {
        true => part.exported.clone(),
        false => {
            json!({ "definitionType": { "type": "app" }, "childComponents": [], "httpMounts": {} })
        }
    };
    definition["path"] = Json::from(path);
    // Nobody names what an app exports: its functions are called by their paths.
    let exports = if path == ROOT {
        Tree::default()
    } else {
        exports(&part.analysis)
    };
    definition["exports"] = exports.named();
    definition
}

/// The app, or the component that is mounted there, with those below it.
pub(super) fn mounted(app: &App, definition: &str, path: &ComponentPath) -> Json {
    let part = app.components.get(definition);
    let part = part.filter(|_| !path.is_root()).unwrap_or(&app.root);
    let children = part.definition.child_components.iter().map(|child| {
        let below = mounted(app, &child.path, &path.child(&child.name));
        (child.name.clone(), below)
    });
    let exports = if path.is_root() {
        Tree::default()
    } else {
        exports(&part.analysis)
    };
    json!({
        "definitionPath": definition,
        "componentPath": path.as_str(),
        "args": {},
        "childComponents": children.collect::<Map<_, _>>(),
        "httpRoutes": {
            "httpModuleRoutes": part.analysis.http_routes,
            "mounts": part.definition.http_mounts.keys().collect::<Vec<_>>(),
        },
        "exports": exports.resolved(path)["children"],
    })
}

/// Functions by the names that lead to them: folders, module, export.
#[derive(Default)]
struct Tree {
    functions: BTreeMap<String, String>,
    branches: BTreeMap<String, Tree>,
}

/// What those who use a component may call.
fn exports(analysis: &Analysis) -> Tree {
    let mut tree = Tree::default();
    let public = analysis.functions.iter().filter(|function| {
        function.visibility == Visibility::Public && function.kind != FunctionKind::HttpAction
    });
    for function in public {
        let Ok(path) = FunctionPath::parse(&function.path) else {
            continue;
        };
        let folders = path.module().split('/');
        let branch = folders.fold(&mut tree, |tree, name| {
            tree.branches.entry(name.to_owned()).or_default()
        });
        let export = path.export().to_owned();
        branch.functions.insert(export, path.with_extension());
    }
    tree
}

impl Tree {
    /// As a definition names them.
    fn named(&self) -> Json {
        let leaves = self.functions.iter().map(|(name, path)| {
            let leaf = format!("_reference/function/{path}");
            json!([name, { "type": "leaf", "leaf": leaf }])
        });
        let branches = self.branches.iter();
        let branches = branches.map(|(name, tree)| json!([name, tree.named()]));
        json!({ "type": "branch", "branch": leaves.chain(branches).collect::<Vec<_>>() })
    }

    /// As what they are in a component.
    fn resolved(&self, component: &ComponentPath) -> Json {
        let leaves = self.functions.iter().map(|(name, path)| {
            let path = json!({ "component": component.as_str(), "udfPath": path });
            let resource = json!({ "type": "function", "path": path });
            (
                name.clone(),
                json!({ "type": "leaf", "resource": resource }),
            )
        });
        let branches = self.branches.iter();
        let branches = branches.map(|(name, tree)| (name.clone(), tree.resolved(component)));
        json!({ "type": "branch", "children": leaves.chain(branches).collect::<Map<_, _>>() })
    }
}

/// Analysed functions by module.
fn functions(analysis: &Analysis) -> Json {
    let mut modules = Map::new();
    for function in &analysis.functions {
        let Some((module, name)) = function.path.rsplit_once(':') else {
            continue;
        };
        let empty = || json!({ "functions": [], "httpRoutes": null, "cronSpecs": null, "sourceMapped": null });
        let entry = modules.entry(module).or_insert_with(empty);
        // The CLI knows HTTP actions as routes only.
        if let (Some(list), true) = (
            entry["functions"].as_array_mut(),
            function.kind != FunctionKind::HttpAction,
        ) {
            list.push(described(function, name));
        }
    }
    Json::Object(modules)
}

fn described(function: &AnalyzedFunction, name: &str) -> Json {
    let validator = |json: &Option<Json>| {
        let json = json.as_ref().filter(|json| !json.is_null());
        json.map(|json| {
            json.as_str()
                .map_or_else(|| json.to_string(), str::to_owned)
        })
    };
    json!({
        "name": name,
        "pos": null,
        "udfType": function.kind.to_string(),
        "visibility": { "kind": match function.visibility { Visibility::Public => "public", Visibility::Internal => "internal" } },
        "args": validator(&function.args),
        "returns": validator(&function.returns),
    })
}

fn parsed(json: Option<&Json>) -> Json {
    match json {
        Some(Json::String(text)) => serde_json::from_str(text).unwrap_or_default(),
        json => json.cloned().unwrap_or_default(),
    }
}
