//! What the CLI is told of a push. It posts the first answer back as it came, so the push's id travels in it.

use super::described::{self, ROOT};
use super::pending::{Pending, SchemaStatus};
use super::schema::{built, index_diff};
use crate::auth::AuthConfig;
use crate::components::ComponentPath;
use crate::crons::Cron;
use crate::functions::{Deployed, Engine};
use convex_values::schema::SchemaDefinition;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// The answer to `start_push`.
pub(super) fn started(pending: &Pending, engine: &Engine, server_version: &str) -> Json {
    let app = &pending.app;
    let auth_config = app.root.analysis.auth_config.as_ref();
    let providers = auth_config.map_or(&Json::Null, |config| &config["providers"]);
    json!({
        "pushId": pending.id,
        // What functions see may be secret, and is compared here, not there.
        "environmentVariables": {},
        "externalDepsId": null,
        "componentDefinitionPackages": {},
        "appAuth": issuers(providers),
        "analysis": described::definitions(app, server_version),
        "app": described::mounted(app, ROOT, &ComponentPath::root()),
        "schemaChange": schema_change(pending, engine),
    })
}

/// Who may make tokens. The CLI insists on each saying for which application, also where that does not matter.
fn issuers(providers: &Json) -> Vec<Json> {
    let providers = providers.as_array().into_iter().flatten();
    let complete = providers.map(|provider| {
        let mut provider = provider.clone();
        if let Some(fields) = provider.as_object_mut() {
            fields.entry("applicationID").or_insert(Json::Null);
        }
        provider
    });
    complete.collect()
}

/// What a push changes of the schema, with the push's id: the CLI asks with it how the check goes.
pub(super) fn schema_change(pending: &Pending, engine: &Engine) -> Json {
    json!({
        "pushId": pending.id,
        "allocatedComponentIds": {},
        "schemaIds": {},
        "indexDiffs": index_diffs(pending, engine).collect::<Map<_, _>>(),
    })
}

/// What changes of the indexes, by component; the app comes first.
pub(super) fn index_diffs(
    pending: &Pending,
    engine: &Engine,
) -> impl Iterator<Item = (String, Json)> {
    let mut tx = engine.store.begin();
    let schemas = pending.schemas.iter();
    schemas.map(move |(component, namespace, schema)| {
        tx.enter(*namespace);
        let diff = index_diff(tx.schema().as_deref(), schema);
        (component.to_string(), diff)
    })
}

/// The answer to `finish_push`.
pub(super) fn finished(
    pending: &Pending,
    before: &Deployed,
    next: &Deployed,
    engine: &Engine,
) -> Json {
    let diffs = index_diffs(pending, engine).map(|(path, index_diff)| {
        let diff = component_diff(&ComponentPath::from(&*path), before, next, index_diff);
        (path, diff)
    });
    let mut diffs: Map<_, _> = diffs.collect();
    for component in before.components() {
        let path = &component.home.path;
        if next.component(path).is_none() {
            let no_index = index_diff(None, &SchemaDefinition::default());
            let diff = component_diff(path, before, next, no_index);
            diffs.insert(path.to_string(), diff);
        }
    }
    json!({
        "authDiff": { "added": [], "removed": [] },
        "definitionDiffs": {},
        "componentDiffs": diffs,
    })
}

fn component_diff(
    path: &ComponentPath,
    before: &Deployed,
    next: &Deployed,
    index_diff: Json,
) -> Json {
    let (old, new) = (modules(before, path), modules(next, path));
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| -> Vec<String> {
        one.difference(other).cloned().collect()
    };
    let kind = match (before.component(path), next.component(path)) {
        (None, _) => "create",
        (_, None) => "unmount",
        _ => "modify",
    };
    json!({
        "diffType": { "type": kind },
        "moduleDiff": { "added": only(&new, &old), "removed": only(&old, &new) },
        "udfConfigDiff": null,
        "cronDiff": cron_diff(path, before, next),
        "indexDiff": index_diff,
        "schemaDiff": null,
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

fn modules(deployed: &Deployed, path: &ComponentPath) -> BTreeSet<String> {
    let component = deployed.component(path).into_iter();
    let paths = component.flat_map(|component| component.home.version.entry_paths());
    paths.map(str::to_owned).collect()
}

fn cron_diff(path: &ComponentPath, before: &Deployed, next: &Deployed) -> Json {
    let crons = |deployed: &Deployed| -> BTreeMap<String, Cron> {
        let theirs = deployed.crons.iter();
        let theirs = theirs.filter(|cron| cron.component() == path);
        theirs
            .map(|cron| (cron.identifier().to_owned(), cron.clone()))
            .collect()
    };
    let (old, new) = (crons(before), crons(next));
    let missing_in =
        |one: &BTreeMap<String, Cron>, other: &BTreeMap<String, Cron>| -> Vec<String> {
            let names = other.keys().filter(|name| !one.contains_key(*name));
            names.cloned().collect()
        };
    let is_updated =
        |(name, cron): &(&String, &Cron)| old.get(*name).is_some_and(|old| old.differs_from(cron));
    let updated: Vec<&String> = new
        .iter()
        .filter(is_updated)
        .map(|(name, _)| name)
        .collect();
    json!({ "added": missing_in(&old, &new), "updated": updated, "deleted": missing_in(&new, &old) })
}

/// `wait_for_schema`'s answer.
pub(crate) fn schema_status(status: &SchemaStatus, change: &Json) -> Json {
    match status {
        // Indexes are built in one go when the push is finished.
        SchemaStatus::InProgress => {
            let diffs = change["indexDiffs"].as_object().into_iter().flatten();
            let components = diffs.map(|(path, diff)| {
                let status = json!({
                    "schemaValidationComplete": false,
                    "indexesComplete": 0,
                    "indexesTotal": built(diff),
                });
                (path.clone(), status)
            });
            json!({ "type": "inProgress", "components": components.collect::<Map<_, _>>() })
        }
        SchemaStatus::Complete => json!({ "type": "complete" }),
        SchemaStatus::RaceDetected => json!({ "type": "raceDetected" }),
        SchemaStatus::Failed {
            error,
            component,
            table,
        } => {
            let component = component.as_str();
            json!({ "type": "failed", "error": error, "componentPath": component, "tableName": table })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_issuer_says_for_which_application() {
        let said = issuers(&json!([{"issuer": "a"}, {"domain": "b", "applicationID": "convex"}]));
        let applications = said.iter().map(|it| &it["applicationID"]);
        assert_eq!(
            applications.collect::<Vec<_>>(),
            [&Json::Null, &json!("convex")]
        );
        assert!(issuers(&Json::Null).is_empty());
    }
}
