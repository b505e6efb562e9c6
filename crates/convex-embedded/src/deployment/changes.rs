//! Other functions, or other environment variables, for a deployment that goes on.

use super::loaded::Loader;
use super::{Deployment, Shared};
use crate::Error;
use crate::auth::AuthConfig;
use crate::components::{self, App, AppSource, Namespaces, digest};
use crate::crons;
use crate::environment::{self, SealedVariables, VariableChanges, Variables};
use crate::functions::{Deployed, Engine, component_tables, storage_error};
use crate::push;
use convex_runtime::{Analysis, Bundle, BundleError, Env};
use convex_store::{Schemas, Store, StoreError, Transaction};
use convex_values::schema::SchemaDefinition;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Functions that are to be in force, and what goes with them.
pub(crate) struct Next {
    pub(crate) deployed: Deployed,
    pub(crate) auth: AuthConfig,
    /// Where there is none, the schema in force stays.
    pub(crate) schemas: Schemas,
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
        let before = shared.engine.deployed();
        let (env, number) = (before.env.clone(), before.number + 1);
        let own = digest(&bundle);
        let source = AppSource::from(bundle);
        let next = shared.loader().load(source, env, number).await?;
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
        let next = self.with_environment(env).await?;
        let write = |tx: &mut Transaction| engine.sealed_variables.write(tx, changes);
        engine.write(write).await?;
        self.put_in_force(next).await
    }

    async fn provide(&self, changes: &VariableChanges) -> Result<(), Error> {
        let _turn = self.changing.lock().await;
        let before = self.provided.read().clone();
        let provided = environment::changed(before.clone(), changes)?;
        if provided == before {
            return Ok(());
        }
        let env = over(&provided, self.engine.variables()?);
        let next = self.with_environment(env).await?;
        *self.provided.write() = provided;
        self.put_in_force(next).await
    }

    /// The functions in force as they are with other variables. Those that could not be loaded are tried again.
    async fn with_environment(&self, env: Env) -> Result<Next, Error> {
        let engine = &self.engine;
        let before = engine.deployed();
        if let Some(source) = before.not_loaded() {
            return self.loader().again(source.clone(), env, &before).await;
        }
        let app = before.app.with_env(&engine.runtime, &engine.node, &env);
        let app = app.await.map_err(|error| bundle_error(&error))?;
        let auth = auth_config(&app.root.analysis)?;
        Ok(Next {
            deployed: self.next(Arc::new(app), env)?,
            auth,
            schemas: Schemas::new(),
        })
    }

    /// The version that follows the one in force.
    pub(crate) fn next(&self, app: Arc<App>, env: Env) -> Result<Deployed, Error> {
        let number = self.engine.deployed().number + 1;
        self.loader().mount(app, env, number)
    }

    fn loader(&self) -> Loader<'_> {
        let engine = &self.engine;
        Loader {
            runtime: &engine.runtime,
            node: &engine.node,
            store: &engine.store,
        }
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
            schemas,
        } = next;
        let engine = &self.engine;
        let deployed = Arc::new(deployed);
        let now = engine.host.unix_millis();
        define_tables(&engine.store, &deployed).await?;
        let commit = |tx: &mut Transaction| {
            mount(tx, &deployed)?;
            crons::write(tx, &deployed, now)?;
            write(tx)
        };
        engine.turn_over(deployed.clone(), &schemas, commit).await?;
        engine.crons_changed.notify_one();
        self.tell_all(deployed.number, auth);
        Ok(())
    }

    /// Puts functions in force that belong to the data as it is.
    async fn put_in_force(&self, next: Next) -> Result<(), Error> {
        if self.engine.deployed().is_unusable() {
            // Nothing of what could not be loaded has been mounted since the start.
            return self.turn_over(next, |_| Ok(())).await;
        }
        let Next { deployed, auth, .. } = next;
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
        self.engine.deployments.send_replace(number);
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

/// Creates the platform's tables that components lack, those that are not mounted now included. Without the commit that
/// mounts new ones, nobody ever looks.
pub(super) async fn define_tables(store: &Store, deployed: &Deployed) -> Result<(), Error> {
    let known = Namespaces::read(store).map_err(|error| storage_error(&error))?;
    let mounted = deployed.components().skip(1);
    let mounted = mounted.map(|component| component.home.namespace);
    let namespaces: BTreeSet<_> = known.of_components().chain(mounted).collect();
    let tables = namespaces.into_iter().flat_map(component_tables);
    let defined = store.define_system_tables(tables.collect()).await;
    defined.map(drop).map_err(|error| storage_error(&error))
}

/// Has the data remember which components there are.
pub(super) fn mount(tx: &mut Transaction, deployed: &Deployed) -> Result<(), StoreError> {
    components::write(tx, deployed.components().map(|component| &component.home))
}

pub(super) fn bundle_error(error: &BundleError) -> Error {
    Error::bad_request(error.code, error.message.clone())
}

pub(crate) fn auth_config(analysis: &Analysis) -> Result<AuthConfig, Error> {
    AuthConfig::evaluated(analysis.auth_config.as_ref(), &analysis.auth_unset)
}

/// The schemas of the app and of its components, of which those that declare none have an empty one.
pub(crate) fn schemas_of(deployed: &Deployed) -> Result<Schemas, Error> {
    let mut schemas = Schemas::new();
    for component in deployed.components() {
        let schema = schema_of(&component.part.analysis)?;
        let is_root = component.home.path.is_root();
        if let Some(schema) = schema.or_else(|| (!is_root).then(SchemaDefinition::default)) {
            schemas.insert(component.home.namespace, schema);
        }
    }
    Ok(schemas)
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
