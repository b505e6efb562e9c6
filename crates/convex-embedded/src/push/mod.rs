//! Pushes: other functions, sent by a developer's tools while the deployment goes on.
//!
//! A push goes in steps, as the official CLI asks for them: `start` evaluates the modules and says what would
//! change, `wait` checks the stored documents against the new schema, `finish` puts it all in force. Until then
//! nobody sees anything of it, and what was evaluated waits in memory: a push that is never finished leaves nothing
//! behind, and one that a restart has interrupted is begun anew.
//!
//! # What a push is
//!
//! One commit: the schemas of the app and its components with their indexes, the crons, and the document that names the pushed package. Its bytes are a
//! stored file, synced before. So after any crash the functions, schema and crons in force belong together.
//!
//! # Which functions are in force
//!
//! The program brings functions of its own (none, for a deployment that only takes pushes). Pushed ones replace them,
//! also after a restart, as long as the program's are those that the push was made over; a program with other ones,
//! such as a newer release, puts its own in force and says so in the log (`package`). Whoever goes back and
//! forth thus always gets what was said last.
//!
//! # Races
//!
//! A push is evaluated with the functions and variables of its start. If other functions were put in force before it
//! is finished, it fails with `ConcurrentPush`; if variables have changed, with `RaceDetected`, after which `npx
//! convex dev` pushes again by itself.

mod answer;
mod described;
mod legacy;
mod package;
mod pending;
mod request;
mod schema;

pub(crate) use answer::schema_status;
pub(crate) use legacy::{PrepareSchema, PushConfig};
pub(crate) use package::{Pushed, in_force, remove, system_table};
pub(crate) use pending::Pushes;
pub(crate) use request::StartPush;

use crate::components::{App, AppSource, Instance};
use crate::deployment::{Next, Shared, auth_config, schemas_of};
use crate::functions::{Deployed, Engine};
use crate::{Error, ErrorClass, hex};
use convex_runtime::{BundleError, ModuleSource};
use convex_store::Namespace;
use package::Package;
use pending::{Pending, SchemaStatus};
use request::refused;
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;

impl Shared {
    /// Evaluates what is pushed, and keeps it until it is finished. Gives what the CLI wants to know of it.
    pub(crate) async fn start_push(&self, request: StartPush) -> Result<Json, Error> {
        let server_version = request.server_version();
        let pending = Arc::new(self.evaluate_push(request).await?);
        let answer = answer::started(&pending, &self.engine, &server_version);
        self.pushes.keep(pending);
        Ok(answer)
    }

    /// What the push would change of the schema.
    pub(crate) async fn push_changes(&self, request: StartPush) -> Result<Json, Error> {
        let pending = self.evaluate_push(request).await?;
        Ok(answer::schema_change(&pending, &self.engine))
    }

    async fn evaluate_push(&self, request: StartPush) -> Result<Pending, Error> {
        let before = self.engine.deployed();
        let source = request.into_source()?;
        let app = evaluate(&self.engine, source.clone(), &before).await?;
        let app = Arc::new(app);
        auth_config(&app.root.analysis)?;
        // Validators and crons that cannot be read are told now, not when the push is finished.
        let deployed = self.next(app.clone(), before.env.clone())?;
        let mut schemas = schemas_of(&deployed)?;
        let schemas = deployed.components().map(|component| {
            let Instance {
                path, namespace, ..
            } = &*component.home;
            let schema = schemas.remove(namespace).unwrap_or_default();
            (path.clone(), *namespace, schema)
        });
        let schemas = schemas.collect();
        let mut id = [0; 16];
        self.engine.host.fill_random(&mut id);
        Ok(Pending::new(
            hex::encode(&id),
            source,
            app,
            schemas,
            &before,
        ))
    }

    /// Checks the stored documents against the schema of a push, for as long as the caller waits.
    pub(crate) async fn wait_for_schema(
        &self,
        push: &str,
        timeout: Duration,
    ) -> Result<SchemaStatus, Error> {
        let pending = self.pushes.get(push)?;
        if !pending.is_over(&self.engine.deployed()) {
            return Ok(SchemaStatus::RaceDetected);
        }
        Ok(pending.check(&self.engine.store, timeout).await)
    }

    /// Puts a push in force. Gives what it changes; a dry run changes nothing.
    pub(crate) async fn finish_push(&self, push: &str, is_dry: bool) -> Result<Json, Error> {
        let _turn = self.changing.try_lock().map_err(|_| concurrent_push())?;
        let pending = self.pushes.get(push)?;
        let engine = &self.engine;
        let before = engine.deployed();
        if !pending.is_over(&before) {
            return Err(concurrent_push());
        }
        if pending.env != before.env {
            return Err(Error::bad_request(
                "RaceDetected",
                "Environment variables have changed during the push; push again.",
            ));
        }
        let deployed = self.next(pending.app.clone(), before.env.clone())?;
        check_variables(&pending)?;
        let auth = auth_config(&pending.app.root.analysis)?;
        let answer = answer::finished(&pending, &before, &deployed, engine);
        let answer = answer::with_issuers(answer, &self.verifier.config(), &auth);
        if is_dry {
            return Ok(answer);
        }
        let package = Package::store(engine, &pending.source).await?;
        let mut schemas = schemas_of(&deployed)?;
        schemas.entry(Namespace::ROOT).or_default();
        let next = Next {
            deployed,
            auth,
            schemas,
        };
        let over = self.own_functions.read().clone();
        let turned = self.turn_over(next, |tx| package.write(tx, &over)).await;
        let is_refused = |error: &Error| error.class == ErrorClass::BadRequest;
        // After another error the commit may have happened all the same; if not, the next start sweeps.
        if !turned.as_ref().is_err_and(is_refused) {
            package.keep();
        }
        turned?;
        self.pushes.forget(push);
        let modules = pending.source.modules().count();
        tracing::info!(modules, "pushed functions are in force");
        Ok(answer)
    }
}

async fn evaluate(engine: &Engine, source: AppSource, before: &Deployed) -> Result<App, Error> {
    let (runtime, node) = (&engine.runtime, &engine.node);
    if source.bundle.modules.iter().any(ModuleSource::is_node) {
        let problem = node.check().await;
        problem.map_err(|why| refused("NodeActionsNotSupported", why))?;
        let installed = node.packages(&source.bundle.node_packages).await;
        installed.map_err(|why| refused("NodePackagesMissing", why))?;
    }
    let app = App::load(runtime, node, source, &before.env, Some(&before.app)).await;
    let app = app.map_err(not_loaded)?;
    match app.root.analysis.auth_unset.first() {
        // The CLI reads the name out of this sentence.
        Some(name) => Err(Error::bad_request(
            "AuthConfigMissingEnvironmentVariable",
            format!(
                "Environment variable {name} is used in auth config file but its value was not set."
            ),
        )),
        None => Ok(app),
    }
}

fn not_loaded(error: BundleError) -> Error {
    match error.code {
        "EngineFailed" => Error::internal(error.message),
        "InvalidConvexConfig" => refused("InvalidConvexConfig", error.message),
        "InvalidModulePath" => refused("BadConvexModuleIdentifier", error.message),
        _ => refused("InvalidModules", error.message),
    }
}

/// What the definition declares has to be there.
fn check_variables(pending: &Pending) -> Result<(), Error> {
    let required = pending.app.root.definition.required();
    let unset: Vec<&str> = required
        .filter(|name| !pending.env.contains_key(*name))
        .collect();
    if unset.is_empty() {
        return Ok(());
    }
    // The CLI reads the names out of this sentence.
    Err(Error::bad_request(
        "MissingEnvironmentVariables",
        format!(
            "Environment variables that convex.config.ts declares are not set: {}.",
            unset.join(", ")
        ),
    ))
}

fn concurrent_push() -> Error {
    Error::bad_request(
        "ConcurrentPush",
        "Other functions were pushed at the same time; push again.",
    )
}
