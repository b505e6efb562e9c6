//! What the CLI is told of a push. It posts the first answer back as it came, so the push's id travels in it.

use super::pending::{Pending, SchemaStatus};
use super::schema::{built, index_diff};
use crate::auth::AuthConfig;
use crate::functions::{Deployed, Engine};
use convex_runtime::{Analysis, AnalyzedFunction, FunctionKind, Visibility};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

/// The app itself, as opposed to its components.
const ROOT: &str = "";

/// The answer to `start_push`.
pub(super) fn started(pending: &Pending, engine: &Engine, server_version: &str) -> Json {
    let analysis = &pending.analysis;
    let providers = analysis
        .auth_config
        .as_ref()
        .map(|config| &config["providers"]);
    json!({
        "pushId": pending.id,
        // What functions see may be secret, and is compared here, not there.
        "environmentVariables": {},
        "externalDepsId": null,
        "componentDefinitionPackages": {},
        "appAuth": providers.filter(|list| list.is_array()).unwrap_or(&json!([])),
        "analysis": { ROOT: {
            "definition": {
                "path": ROOT,
                "definitionType": { "type": "app" },
                "childComponents": [],
                "httpMounts": {},
                "exports": { "type": "branch", "branch": [] },
            },
            "schema": parsed(analysis.schema.as_ref()),
            "functions": functions(analysis),
            "udfConfig": { "serverVersion": server_version },
        }},
        "app": {
            "definitionPath": ROOT,
            "componentPath": ROOT,
            "args": {},
            "childComponents": {},
            "httpRoutes": { "httpModuleRoutes": analysis.http_routes, "mounts": [] },
            "exports": {},
        },
        "schemaChange": schema_change(pending, engine),
    })
}

/// What a push changes of the schema, with the push's id: the CLI asks with it how the check goes.
pub(super) fn schema_change(pending: &Pending, engine: &Engine) -> Json {
    let before = engine.store.begin().schema();
    json!({
        "pushId": pending.id,
        "allocatedComponentIds": {},
        "schemaIds": {},
        "indexDiffs": { ROOT: index_diff(before.as_deref(), &pending.schema) },
    })
}

/// The answer to `finish_push`.
pub(super) fn finished(
    pending: &Pending,
    before: &Deployed,
    next: &Deployed,
    engine: &Engine,
) -> Json {
    let schema = engine.store.begin().schema();
    let (old, new) = (modules(before), modules(next));
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| -> Vec<String> {
        one.difference(other).cloned().collect()
    };
    json!({
        "authDiff": { "added": [], "removed": [] },
        "definitionDiffs": {},
        "componentDiffs": { ROOT: {
            "diffType": { "type": "modify" },
            "moduleDiff": { "added": only(&new, &old), "removed": only(&old, &new) },
            "udfConfigDiff": null,
            "cronDiff": cron_diff(before, next),
            "indexDiff": index_diff(schema.as_deref(), &pending.schema),
            "schemaDiff": null,
        }},
    })
}

/// Adds which issuers are trusted from now on, and which no more.
pub(super) fn with_issuers(mut answer: Json, before: &AuthConfig, next: &AuthConfig) -> Json {
    let issuers = |config: &AuthConfig| -> BTreeSet<String> {
        config
            .providers
            .iter()
            .map(|it| it.issuer.clone())
            .collect()
    };
    let (before, next) = (issuers(before), issuers(next));
    answer["authDiff"] = json!({
        "added": next.difference(&before).collect::<Vec<_>>(),
        "removed": before.difference(&next).collect::<Vec<_>>(),
    });
    answer
}

fn modules(deployed: &Deployed) -> BTreeSet<String> {
    deployed.version.entry_paths().map(str::to_owned).collect()
}

fn cron_diff(before: &Deployed, next: &Deployed) -> Json {
    let find = |deployed: &Deployed, name: &str| {
        deployed
            .crons
            .iter()
            .find(|cron| cron.identifier() == name)
            .cloned()
    };
    let missing_in = |one: &Deployed, other: &Deployed| -> Vec<String> {
        let names = other.crons.iter().map(|cron| cron.identifier().to_owned());
        names.filter(|name| find(one, name).is_none()).collect()
    };
    let is_updated = |cron: &&crate::crons::Cron| {
        find(before, cron.identifier()).is_some_and(|old| old.differs_from(cron))
    };
    let updated: Vec<&str> = next
        .crons
        .iter()
        .filter(is_updated)
        .map(|cron| cron.identifier())
        .collect();
    json!({ "added": missing_in(before, next), "updated": updated, "deleted": missing_in(next, before) })
}

/// `wait_for_schema`'s answer.
pub(crate) fn schema_status(status: &SchemaStatus, change: &Json) -> Json {
    match status {
        // Indexes are built in one go when the push is finished.
        SchemaStatus::InProgress => json!({ "type": "inProgress", "components": { ROOT: {
            "schemaValidationComplete": false,
            "indexesComplete": 0,
            "indexesTotal": built(&change["indexDiffs"][ROOT]),
        }}}),
        SchemaStatus::Complete => json!({ "type": "complete" }),
        SchemaStatus::RaceDetected => json!({ "type": "raceDetected" }),
        SchemaStatus::Failed { error, table } => {
            json!({ "type": "failed", "error": error, "componentPath": ROOT, "tableName": table })
        }
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
