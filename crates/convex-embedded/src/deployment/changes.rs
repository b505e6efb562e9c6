//! Other functions, or other environment variables, for a deployment that goes on.

use super::{Deployment, Shared};
use crate::Error;
use crate::auth::AuthConfig;
use crate::crons;
use crate::environment::{self, SealedVariables, VariableChanges, Variables};
use crate::functions::{Deployed, Engine, storage_error};
use crate::node::{self, Node};
use crate::push;
use convex_runtime::{Analysis, Bundle, BundleError, Env, Runtime, Version};
use convex_store::{Store, StoreError, Transaction};
use convex_values::schema::SchemaDefinition;
use serde_json::Value as Json;
use std::sync::Arc;

/// Functions that are to be in force, and what goes with them.
pub(crate) struct Next {
    pub(crate) deployed: Deployed,
    pub(crate) auth: AuthConfig,
    /// Without one, the schema in force stays.
    pub(crate) schema: Option<SchemaDefinition>,
}

impl Deployment {
    /// Puts another version of the program's own functions in force, also in the place of pushed ones. Subscriptions
    /// go on with it.
    ///
    /// # Errors
    /// As [`Self::open`]; the version before stays in force then.
    pub async fn reload(&self, bundle: Bundle) -> Result<(), Error> {
        let shared = &self.shared;
        let _turn = shared.changing.lock().await;
        let engine = &shared.engine;
        let env = engine.deployed().env.clone();
        let own = push::digest(&bundle);
        let (version, analysis) = load(&engine.runtime, &engine.node, bundle, &env).await?;
        let next = Next {
            deployed: shared.next(version, env, &analysis)?,
            auth: auth_config(&analysis)?,
            schema: schema_of(&analysis)?,
        };
        shared.turn_over(next, push::remove).await?;
        *shared.own_functions.write() = own;
        Ok(())
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
        let analysis = match node::analyze(&engine.runtime, &engine.node, &version, &env).await {
            Ok(analysis) => analysis,
            // They were not usable before either: that must not keep anybody from changing what makes them so.
            Err(error) if engine.deployed().is_unusable() => {
                tracing::error!(
                    "the pushed functions still cannot be loaded: {}",
                    error.message
                );
                let number = engine.deployed().number + 1;
                return Ok((
                    Deployed::unusable(version, number, env),
                    AuthConfig::default(),
                ));
            }
            Err(error) => return Err(bundle_error(&error)),
        };
        let deployed = self.next(version, env, &analysis)?;
        let auth = auth_config(&analysis)?;
        Ok((deployed, auth))
    }

    /// The version that follows the one in force.
    pub(crate) fn next(
        &self,
        version: Arc<Version>,
        env: Env,
        analysis: &Analysis,
    ) -> Result<Deployed, Error> {
        let number = self.engine.deployed().number + 1;
        Deployed::new(version, number, env, analysis)
    }

    /// Puts other functions in force, with their schema, their crons and what `write` writes: all of it or nothing.
    pub(crate) async fn turn_over(
        &self,
        next: Next,
        mut write: impl FnMut(&mut Transaction) -> Result<(), StoreError>,
    ) -> Result<(), Error> {
        let Next {
            deployed,
            auth,
            schema,
        } = next;
        let engine = &self.engine;
        let deployed = Arc::new(deployed);
        let now = engine.host.unix_millis();
        let commit = |tx: &mut Transaction| {
            crons::write(tx, &deployed, now)?;
            write(tx)
        };
        engine
            .turn_over(deployed.clone(), schema.as_ref(), commit)
            .await?;
        engine.crons_changed.notify_one();
        self.tell_all(deployed.number, auth);
        Ok(())
    }

    /// Puts functions in force that belong to the data as it is.
    async fn put_in_force(&self, deployed: Deployed, auth: AuthConfig) -> Result<(), Error> {
        let number = deployed.number;
        self.engine.deploy(deployed);
        let synchronised = crons::synchronise(&self.engine).await;
        self.tell_all(number, auth);
        synchronised
    }

    /// Has everything evaluated anew that depends on the functions.
    fn tell_all(&self, number: u64, auth: AuthConfig) {
        self.verifier.reconfigure(auth);
        self.engine.cache.clear();
        self.engine.jobs_changed.notify_one();
        self.deployments.send_replace(number);
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
    node: &Node,
    bundle: Bundle,
    env: &Env,
) -> Result<(Arc<Version>, Analysis), Error> {
    let version = runtime
        .load(bundle)
        .await
        .map_err(|error| bundle_error(&error))?;
    let analysis = node::analyze(runtime, node, &version, env)
        .await
        .map_err(|error| bundle_error(&error))?;
    for module in &analysis.node_modules {
        tracing::warn!(
            "`{module}` is marked \"use node\", but there is no Node.js here; calls of its functions fail until it is installed and the deployment restarted"
        );
    }
    Ok((version, analysis))
}

fn bundle_error(error: &BundleError) -> Error {
    Error::bad_request(error.code, error.message.clone())
}

pub(crate) fn auth_config(analysis: &Analysis) -> Result<AuthConfig, Error> {
    AuthConfig::evaluated(analysis.auth_config.as_ref(), &analysis.auth_unset)
}

pub(crate) fn schema_of(analysis: &Analysis) -> Result<Option<SchemaDefinition>, Error> {
    let schema = match &analysis.schema {
        None | Some(Json::Null) => return Ok(None),
        Some(Json::String(text)) => SchemaDefinition::from_json_str(text),
        Some(json) => SchemaDefinition::from_json(json.clone()),
    };
    let unusable = |error| {
        let sentence = format!("The schema cannot be used: {error}");
        Error::bad_request("InvalidSchema", sentence)
    };
    schema.map(Some).map_err(unusable)
}
