//! Queries that are run once, from their source: `npx convex run --inline-query`.

use super::query::failed;
use super::registry::Component;
use super::{CallArgs, Deployed, Engine};
use crate::auth::Caller;
use crate::components::{App, ComponentPath, Instance};
use crate::outcome::FunctionResult;
use crate::{Error, FunctionPath};
use convex_runtime::{Bundle, FunctionKind, ModuleSource};
use std::sync::Arc;

/// What such a source imports; see the file.
const WRAPPERS: &str = include_str!("wrappers.js");
const WRAPPERS_PATH: &str = "_system/repl/wrappers.js";
const NO_QUERY: &str =
    "The module's default export must be a query, made by `query` or `internalQuery`.";

impl Engine {
    /// Runs the query that is the default export of a module, in a component. What is wrong with the module is the
    /// run's failure.
    pub(crate) async fn adhoc_query(
        self: &Arc<Self>,
        module: ModuleSource,
        component: &ComponentPath,
        args: Result<CallArgs, String>,
        caller: Arc<Caller>,
    ) -> Result<FunctionResult, Error> {
        let path = FunctionPath::parse(&module.path)?;
        let deployed = self.deployed();
        let prepared = async {
            let module = self.adhoc_module(&deployed, module, component).await?;
            let function = module.function(&path).cloned();
            let function = function.filter(|function| function.kind == FunctionKind::Query);
            let function = function.ok_or(NO_QUERY)?;
            Ok::<_, String>((function, args?))
        };
        let outcome = match prepared.await {
            Ok((function, args)) => {
                let ts = self.latest();
                let executed =
                    self.execute_query(deployed.clone(), function, args, None, caller, ts);
                executed.await?.outcome
            }
            Err(message) => failed(message),
        };
        Ok(outcome.result.clone())
    }

    /// The module as a version of its own, which runs in the place of the component's functions.
    async fn adhoc_module(
        &self,
        deployed: &Deployed,
        module: ModuleSource,
        component: &ComponentPath,
    ) -> Result<Component, String> {
        let wrappers = ModuleSource {
            path: WRAPPERS_PATH.to_owned(),
            source: WRAPPERS.to_owned(),
            source_map: None,
            environment: None,
        };
        let home = deployed.component(component).map(|found| &found.home);
        let home = home.ok_or_else(|| format!("There is no component '{component}'."))?;
        let modules = vec![wrappers, module];
        let version = self.runtime.load(Bundle::from(modules)).await;
        let version = version.map_err(|error| error.message)?;
        let analysis = self.runtime.analyze(&version, home.env.clone()).await;
        let analysis = analysis.map_err(|error| error.message)?;
        let home = Instance {
            path: home.path.clone(),
            namespace: home.namespace,
            version: version.clone(),
            env: home.env.clone(),
        };
        let part = App::simple(version, analysis).root;
        Component::new(Arc::new(home), part).map_err(|error| error.message)
    }
}
