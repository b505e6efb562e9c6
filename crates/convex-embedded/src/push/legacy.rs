//! Pushes as versions of the CLI before 1.29 make them for apps without components: the schema first, and when it is
//! checked everything else.
//!
//! The schema is kept like a push of its own, which is never finished: the modules that come later take it over.

use super::answer::index_diffs;
use super::concurrent_push;
use super::pending::{Pending, SchemaStatus};
use super::request::{StartPush, refused};
use super::schema::index_diff;
use crate::Error;
use crate::deployment::Shared;
use convex_runtime::{ModuleSource, NodePackage};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

/// The longest that the check of documents may take before the modules are refused.
const LONGEST_CHECK: Duration = Duration::from_secs(600);
const AUTH_CONFIG: &str = "auth.config.js";

/// The body of `prepare_schema`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PrepareSchema {
    pub(crate) admin_key: Option<String>,
    bundle: ModuleSource,
}

/// The body of `push_config`, as far as it matters here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PushConfig {
    pub(crate) admin_key: Option<String>,
    config: Config,
    modules: Vec<ModuleSource>,
    /// What the answer to `prepare_schema` has named; none without a schema.
    schema_id: Option<String>,
    udf_server_version: Option<String>,
    #[serde(default)]
    node_dependencies: Vec<NodePackage>,
}

/// What `convex.json` says.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    /// Issuers, from before there was `auth.config.ts`.
    #[serde(default)]
    auth_info: Vec<Json>,
}

impl Shared {
    /// Evaluates a schema, and keeps it until the modules come that belong to it. Says what indexes change.
    pub(crate) async fn prepare_schema(&self, request: PrepareSchema) -> Result<Json, Error> {
        let push = StartPush::of_app(Vec::new(), Some(request.bundle), None, Vec::new());
        let pending = Arc::new(self.evaluate_push(push).await?);
        // Of the app alone, which comes first.
        let diff = index_diffs(&pending, &self.engine).next();
        let diff = diff.map_or(Json::Null, |(_, diff)| diff);
        let answer = json!({
            "added": described(&diff["added_indexes"]),
            "dropped": described(&diff["removed_indexes"]),
            "schemaId": pending.id,
        });
        self.pushes.keep(pending);
        Ok(answer)
    }

    /// How the check of stored documents against a schema goes. Waits for its end, but not for long.
    pub(crate) async fn schema_state(&self, id: &str, timeout: Duration) -> Result<Json, Error> {
        let state = match self.wait_for_schema(id, timeout).await? {
            SchemaStatus::InProgress => json!({ "state": "pending" }),
            SchemaStatus::Complete => json!({ "state": "validated" }),
            SchemaStatus::RaceDetected => json!({ "state": "overwritten" }),
            SchemaStatus::Failed { error, table, .. } => {
                json!({ "state": "failed", "error": error, "tableName": table })
            }
        };
        let pending = self.pushes.get(id)?;
        let schema = pending.schemas.first();
        let all = schema.map_or(Json::Null, |(_, _, schema)| index_diff(None, schema));
        Ok(json!({ "indexes": described(&all["added_indexes"]), "schemaState": state }))
    }

    /// Puts modules in force, with the schema that was prepared for them.
    pub(crate) async fn push_config(&self, request: PushConfig) -> Result<(), Error> {
        let PushConfig {
            config,
            mut modules,
            schema_id,
            udf_server_version,
            node_dependencies,
            ..
        } = request;
        let has_issuers = modules.iter().any(|module| module.path == AUTH_CONFIG);
        if !has_issuers && !config.auth_info.is_empty() {
            modules.push(issuers(&config.auth_info));
        }
        let prepared = schema_id.map(|id| self.pushes.get(&id)).transpose()?;
        let schema = prepared.as_deref().and_then(schema_of);
        let push = StartPush::of_app(modules, schema, udf_server_version, node_dependencies);
        let pending = Arc::new(self.evaluate_push(push).await?);
        let id = pending.id.clone();
        self.pushes.keep(pending);
        match self.wait_for_schema(&id, LONGEST_CHECK).await? {
            SchemaStatus::Complete => {}
            SchemaStatus::RaceDetected => return Err(concurrent_push()),
            SchemaStatus::Failed { error, .. } => return Err(refused("SchemaMismatch", error)),
            SchemaStatus::InProgress => {
                let why = "The check of stored documents takes too long; push again.";
                return Err(refused("SchemaCheckTimeout", why));
            }
        }
        self.finish_push(&id, false).await?;
        if let Some(prepared) = prepared {
            self.pushes.forget(&prepared.id);
        }
        Ok(())
    }
}

/// The schema of a push that is nothing else.
fn schema_of(prepared: &Pending) -> Option<ModuleSource> {
    prepared.source.bundle.modules.first().cloned()
}

fn issuers(auth_info: &[Json]) -> ModuleSource {
    ModuleSource {
        path: AUTH_CONFIG.to_owned(),
        source: format!("export default {};", json!({ "providers": auth_info })),
        source_map: None,
        environment: None,
    }
}

/// Indexes in the words of these versions. They are built in memory with the commit, so nobody waits for one.
fn described(indexes: &Json) -> Vec<Json> {
    let indexes = indexes.as_array().into_iter().flatten();
    let described = indexes.map(|index| {
        let full_name = index["name"].as_str().unwrap_or_default();
        let (table, name) = full_name.split_once('.').unwrap_or_default();
        let mut fields = index.clone();
        let fields = match (index["type"].as_str(), fields.as_object_mut()) {
            (Some("search" | "vector"), Some(parts)) => {
                parts.retain(|part, _| !matches!(part.as_str(), "name" | "type" | "staged"));
                fields
            }
            _ => index["fields"].clone(),
        };
        json!({ "table": table, "name": name, "fields": fields, "backfill": { "state": "done" } })
    });
    described.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexes_of_each_kind_have_their_fields() {
        let indexes = json!([
            {"name": "t.by_a", "type": "database", "fields": ["a", "_creationTime"], "staged": false},
            {"name": "t.text", "type": "search", "searchField": "body", "filterFields": [], "staged": false},
        ]);
        let done = json!({"state": "done"});
        assert_eq!(
            described(&indexes),
            [
                json!({"table": "t", "name": "by_a", "fields": ["a", "_creationTime"], "backfill": done}),
                json!({"table": "t", "name": "text", "fields": {"searchField": "body", "filterFields": []}, "backfill": done}),
            ]
        );
        assert!(described(&Json::Null).is_empty());
    }

    #[test]
    fn issuers_of_a_configuration_file_become_a_module() {
        let module = issuers(&[json!({"domain": "https://a.example", "applicationID": "convex"})]);
        assert_eq!(module.path, "auth.config.js");
        assert!(module.source.contains("\"domain\":\"https://a.example\""));
    }
}
