//! Queries that are run once, from their source: `npx convex run --inline-query`.

use super::query::failed;
use super::{CallArgs, Deployed, Engine};
use crate::auth::Caller;
use crate::outcome::FunctionResult;
use crate::{Error, FunctionPath};
use convex_runtime::{Bundle, FunctionKind, ModuleSource};
use std::sync::Arc;

/// What such a source imports; see the file.
const WRAPPERS: &str = include_str!("wrappers.js");
const WRAPPERS_PATH: &str = "_system/repl/wrappers.js";

impl Engine {
    /// Runs the query that is the default export of a module. What is wrong with the module is the run's failure.
    pub(crate) async fn adhoc_query(
        self: &Arc<Self>,
        module: ModuleSource,
        args: Result<CallArgs, String>,
        caller: Arc<Caller>,
    ) -> Result<FunctionResult, Error> {
        let path = FunctionPath::parse(&module.path)?;
        let prepared = async {
            let function = self.adhoc_function(module).await?;
            Ok::<_, String>((function, args?))
        };
        let outcome = match prepared.await {
            Ok((deployed, args)) => match deployed.function(&path).cloned() {
                Some(function) if function.kind == FunctionKind::Query => {
                    let ts = self.latest();
                    let executed = self.execute_query(deployed, function, args, None, caller, ts);
                    executed.await?.outcome
                }
                _ => failed(
                    "The module's default export must be a query, made by `query` or `internalQuery`.",
                ),
            },
            Err(message) => failed(message),
        };
        Ok(outcome.result.clone())
    }

    /// The module as a version of its own, with the variables of the one in force.
    async fn adhoc_function(&self, module: ModuleSource) -> Result<Arc<Deployed>, String> {
        let wrappers = ModuleSource {
            path: WRAPPERS_PATH.to_owned(),
            source: WRAPPERS.to_owned(),
            source_map: None,
            environment: None,
        };
        let modules = vec![wrappers, module];
        let (number, env) = {
            let deployed = self.deployed();
            (deployed.number, deployed.env.clone())
        };
        let version = self.runtime.load(Bundle { modules }).await;
        let version = version.map_err(|error| error.message)?;
        let analysis = self.runtime.analyze(&version, env.clone()).await;
        let analysis = analysis.map_err(|error| error.message)?;
        let deployed = Deployed::new(version, number, env, &analysis);
        deployed.map(Arc::new).map_err(|error| error.message)
    }
}
