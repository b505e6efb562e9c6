//! Pushes: other functions, sent by a developer's tools while the deployment goes on.
//!
//! A push goes in steps, as the official CLI asks for them: `start` evaluates the modules and says what would
//! change, `wait` checks the stored documents against the new schema, `finish` puts it all in force. Until then
//! nobody sees anything of it, and what was evaluated waits in memory: a push that is never finished leaves nothing
//! behind, and one that a restart has interrupted is begun anew.
//!
//! # What a push is
//!
//! One commit: the schema with its indexes, the crons, and the document that names the pushed package. Its bytes are a
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
mod package;
mod pending;
mod request;
mod schema;

pub(crate) use answer::schema_status;
pub(crate) use package::{Pushed, digest, in_force, remove, system_table};
pub(crate) use pending::Pushes;
pub(crate) use request::StartPush;

use crate::deployment::{Next, Shared, auth_config, schema_of};
use crate::functions::Deployed;
use crate::node::{self, Node};
use crate::{Error, ErrorClass, hex};
use convex_runtime::{Analysis, Bundle, BundleError, Env, Runtime, Version};
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
        let bundle = request.into_bundle()?;
        let evaluated = evaluate(
            &self.engine.runtime,
            &self.engine.node,
            bundle.clone(),
            &before.env,
        )
        .await?;
        let (version, analysis) = &evaluated;
        let schema = schema_of(analysis)?.unwrap_or_default();
        auth_config(analysis)?;
        // Validators and crons that cannot be read are told now, not when the push is finished.
        Deployed::new(version.clone(), before.number, before.env.clone(), analysis)?;
        let mut id = [0; 16];
        self.engine.host.fill_random(&mut id);
        Ok(Pending::new(
            hex::encode(&id),
            bundle,
            evaluated,
            schema,
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
        let analysis = &pending.analysis;
        let deployed = self.next(pending.version.clone(), before.env.clone(), analysis)?;
        let auth = auth_config(analysis)?;
        let answer = answer::finished(&pending, &before, &deployed, engine);
        let answer = answer::with_issuers(answer, &self.verifier.config(), &auth);
        if is_dry {
            return Ok(answer);
        }
        let package = Package::store(engine, &pending.bundle).await?;
        let next = Next {
            deployed,
            auth,
            schema: Some(pending.schema.clone()),
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
        let modules = pending.bundle.modules.len();
        tracing::info!(modules, "pushed functions are in force");
        Ok(answer)
    }
}

async fn evaluate(
    runtime: &Runtime,
    node: &Node,
    bundle: Bundle,
    env: &Env,
) -> Result<(Arc<Version>, Analysis), Error> {
    let version = runtime.load(bundle).await.map_err(not_loaded)?;
    if version.node_modules().next().is_some() {
        let problem = node.check().await;
        problem.map_err(|why| refused("NodeActionsNotSupported", why))?;
    }
    let analysis = node::analyze(runtime, node, &version, env).await;
    let analysis = analysis.map_err(not_loaded)?;
    match analysis.auth_unset.first() {
        // The CLI reads the name out of this sentence.
        Some(name) => Err(Error::bad_request(
            "AuthConfigMissingEnvironmentVariable",
            format!(
                "Environment variable {name} is used in auth config file but its value was not set."
            ),
        )),
        None => Ok((version, analysis)),
    }
}

fn not_loaded(error: BundleError) -> Error {
    match error.code {
        "EngineFailed" => Error::internal(error.message),
        "InvalidModulePath" => refused("BadConvexModuleIdentifier", error.message),
        _ => refused("InvalidModules", error.message),
    }
}

fn concurrent_push() -> Error {
    Error::bad_request(
        "ConcurrentPush",
        "Other functions were pushed at the same time; push again.",
    )
}
