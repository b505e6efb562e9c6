//! Queries that the official CLI asks the deployment itself, as administrator.

use super::cache::Question;
use super::engine::storage_error;
use super::query::{Answer, Executed};
use super::{CallArgs, Engine};
use crate::auth::Caller;
use crate::environment::Variables;
use crate::outcome::{FunctionResult, QueryOutcome};
use crate::{Error, FunctionPath};
use convex_store::Timestamp;
use convex_values::Value;
use serde_json::json;
use std::sync::Arc;
use tokio::sync::Notify;

#[derive(Debug, Clone, Copy)]
pub(super) enum SystemQuery {
    /// All environment variables, by name.
    Variables,
    /// One of them, or null.
    Variable,
}

impl SystemQuery {
    pub(super) fn named(path: &str, caller: &Caller) -> Option<Self> {
        if !caller.is_admin() || !path.starts_with("_system/") {
            return None;
        }
        match FunctionPath::parse(path).ok()?.stripped() {
            "_system/cli/queryEnvironmentVariables" => Some(Self::Variables),
            "_system/cli/queryEnvironmentVariables:get" => Some(Self::Variable),
            _ => None,
        }
    }

    fn run(self, args: &CallArgs, variables: &Variables) -> String {
        let variable = |(name, value): (&String, &String)| json!({ "name": name, "value": value });
        let result = match self {
            Self::Variables => variables.iter().map(variable).collect(),
            Self::Variable => {
                let name = args.value().field("name").and_then(Value::as_str);
                let found = variables.get_key_value(name.unwrap_or_default());
                found.map_or(serde_json::Value::Null, variable)
            }
        };
        result.to_string()
    }
}

impl Engine {
    pub(super) async fn system_query(
        self: &Arc<Self>,
        query: SystemQuery,
        args: CallArgs,
        caller: &Caller,
        ts: Timestamp,
        waker: Option<&Arc<Notify>>,
    ) -> Result<Answer, Error> {
        let question = Arc::new(Question {
            version: self.deployed().number,
            path: Arc::from(format!("_system {query:?}")),
            args: args.text().clone(),
            journal: None,
        });
        let run = || async {
            let mut tx = self
                .store
                .begin_at(ts)
                .map_err(|error| storage_error(&error))?;
            let variables = self.sealed_variables.read(&mut tx);
            let variables = variables.map_err(|error| storage_error(&error))?;
            let value = query.run(&args, &variables);
            let result = FunctionResult {
                value: Ok(Arc::from(value)),
                log_lines: Arc::from([]),
            };
            Ok(Executed {
                outcome: Arc::new(QueryOutcome {
                    result,
                    journal: None,
                }),
                reads: tx.read_set(),
                identity_observed: false,
                time_observed: false,
            })
        };
        let cache = self.cache.clone();
        cache
            .get(question, caller.cache_key(), ts, waker, run)
            .await
    }
}
