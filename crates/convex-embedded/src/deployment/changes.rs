//! Other functions, or other environment variables, for a deployment that goes on.

use super::{Deployment, Shared};
use crate::Error;
use crate::auth::AuthConfig;
use crate::crons;
use crate::environment::{self, SealedVariables, VariableChanges, Variables};
use crate::functions::{Deployed, Engine, storage_error};
use convex_runtime::{Analysis, Bundle, BundleError, Env, Runtime, Version};
use convex_store::{Store, Transaction};
use convex_values::schema::SchemaDefinition;
use serde_json::Value as Json;
use std::sync::Arc;

impl Deployment {
    /// Puts another version of the functions in force. Subscriptions go on with it.
    ///
    /// # Errors
    /// As [`Self::open`]; the version before stays in force then.
    pub async fn reload(&self, bundle: Bundle) -> Result<(), Error> {
        let _turn = self.shared.changing.lock().await;
        let engine = &self.shared.engine;
        let env = engine.deployed().env.clone();
        let (version, analysis) = load(&engine.runtime, bundle, &env).await?;
        let deployed = self.shared.next(version, env, &analysis)?;
        let auth = auth_config(&analysis)?;
        apply_schema(&engine.store, &analysis).await?;
        self.shared.put_in_force(deployed, auth).await
    }

    /// The environment variables that are kept with the data.
    ///
    /// # Errors
    /// If the data cannot be read.
    pub fn variables(&self) -> Result<Variables, Error> {
        self.shared.engine.variables()
    }

    /// Changes environment variables. Every call from now on sees them, and subscriptions are evaluated anew.
    ///
    /// # Errors
    /// If a name or a value is not allowed, or the functions cannot be loaded with the variables. Nothing
    /// has changed then.
    pub async fn update_variables(&self, changes: &VariableChanges) -> Result<(), Error> {
        self.shared.update_variables(changes).await
    }

    /// Changes the variables that the deployment was opened with: what the program around it provides, such as the
    /// address of another program. They are not kept, administrators do not see them, and stored ones win over
    /// them. Calls and subscriptions are as with [`Self::update_variables`].
    ///
    /// # Errors
    /// If a name or a value is not allowed, or the functions cannot be loaded with the variables. Nothing
    /// has changed then.
    pub async fn provide(&self, changes: &VariableChanges) -> Result<(), Error> {
        self.shared.provide(changes).await
    }
}

impl Shared {
    /// See [`Deployment::update_variables`].
    pub(crate) async fn update_variables(&self, changes: &VariableChanges) -> Result<(), Error> {
        let _turn = self.changing.lock().await;
        let engine = &self.engine;
        let stored = environment::changed(engine.variables()?, changes)?;
        let env = over(&self.provided.read(), stored);
        let (deployed, auth) = self.with_environment(env).await?;
        let write = |tx: &mut Transaction| engine.sealed_variables.write(tx, changes);
        engine.write(write).await?;
        self.put_in_force(deployed, auth).await
    }

    async fn provide(&self, changes: &VariableChanges) -> Result<(), Error> {
        let _turn = self.changing.lock().await;
        let before = self.provided.read().clone();
        let provided = environment::changed(before.clone(), changes)?;
        if provided == before {
            return Ok(());
        }
        let env = over(&provided, self.engine.variables()?);
        let (deployed, auth) = self.with_environment(env).await?;
        *self.provided.write() = provided;
        self.put_in_force(deployed, auth).await
    }

    /// The functions in force as they are with other variables.
    async fn with_environment(&self, env: Env) -> Result<(Deployed, AuthConfig), Error> {
        let engine = &self.engine;
        let version = engine.deployed().version.clone();
        let analysis = engine.runtime.analyze(&version, env.clone()).await;
        let analysis = analysis.map_err(|error| bundle_error(&error))?;
        let deployed = self.next(version, env, &analysis)?;
        let auth = auth_config(&analysis)?;
        Ok((deployed, auth))
    }

    fn next(
        &self,
        version: Arc<Version>,
        env: Env,
        analysis: &Analysis,
    ) -> Result<Deployed, Error> {
        let number = self.engine.deployed().number + 1;
        Deployed::new(version, number, env, analysis)
    }

    async fn put_in_force(&self, deployed: Deployed, auth: AuthConfig) -> Result<(), Error> {
        let number = deployed.number;
        let engine = &self.engine;
        engine.deploy(deployed);
        self.verifier.reconfigure(auth);
        engine.cache.clear();
        engine.jobs_changed.notify_one();
        crons::synchronise(engine).await?;
        self.deployments.send_replace(number);
        Ok(())
    }
}

impl Engine {
    /// The environment variables that are kept with the data.
    pub(crate) fn variables(&self) -> Result<Variables, Error> {
        stored(&self.store, &self.sealed_variables)
    }
}

/// What functions see: the stored variables, and below them those that are provided.
pub(super) fn stored_over(
    provided: &Variables,
    store: &Store,
    sealed: &SealedVariables,
) -> Result<Env, Error> {
    Ok(over(provided, stored(store, sealed)?))
}

fn stored(store: &Store, sealed: &SealedVariables) -> Result<Variables, Error> {
    let read = sealed.read(&mut store.begin());
    read.map_err(|error| storage_error(&error))
}

fn over(provided: &Variables, stored: Variables) -> Env {
    let mut variables = provided.clone();
    variables.extend(stored);
    Env::new(variables)
}

pub(super) async fn load(
    runtime: &Runtime,
    bundle: Bundle,
    env: &Env,
) -> Result<(Arc<Version>, Analysis), Error> {
    let version = runtime
        .load(bundle)
        .await
        .map_err(|error| bundle_error(&error))?;
    let analysis = runtime
        .analyze(&version, env.clone())
        .await
        .map_err(|error| bundle_error(&error))?;
    for module in &analysis.node_modules {
        tracing::warn!(
            "`{module}` is marked \"use node\", which this deployment cannot run; calls of its functions fail"
        );
    }
    Ok((version, analysis))
}

fn bundle_error(error: &BundleError) -> Error {
    Error::bad_request(error.code, error.message.clone())
}

pub(super) fn auth_config(analysis: &Analysis) -> Result<AuthConfig, Error> {
    AuthConfig::evaluated(analysis.auth_config.as_ref(), &analysis.auth_unset)
}

pub(super) async fn apply_schema(store: &Store, analysis: &Analysis) -> Result<(), Error> {
    let schema = match &analysis.schema {
        None | Some(Json::Null) => return Ok(()),
        Some(Json::String(text)) => SchemaDefinition::from_json_str(text),
        Some(json) => SchemaDefinition::from_json(json.clone()),
    };
    let schema = schema.map_err(|error| {
        Error::bad_request(
            "InvalidSchema",
            format!("The schema cannot be used: {error}"),
        )
    })?;
    store
        .apply_schema(&schema)
        .await
        .map(drop)
        .map_err(|error| storage_error(&error))
}
