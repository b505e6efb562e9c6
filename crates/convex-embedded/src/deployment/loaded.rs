//! Loading the functions that a deployment begins with, or goes on with.
//!
//! The program's own must be usable, or it does not start. Pushed ones were usable when they were pushed, but what
//! their modules do while they are loaded may follow from variables or limits that have changed since. They must not
//! keep the deployment from starting, because then nobody could push better ones.

use super::changes::{Next, auth_config, bundle_error, schemas_of};
use crate::Error;
use crate::auth::AuthConfig;
use crate::components::{App, AppSource, Namespaces};
use crate::functions::{Deployed, storage_error};
use crate::node::Node;
use crate::push::Pushed;
use convex_runtime::{Env, Runtime};
use convex_store::{Schemas, Store};
use std::sync::Arc;

/// What functions are loaded with.
pub(super) struct Loader<'e> {
    pub(super) runtime: &'e Runtime,
    pub(super) node: &'e Node,
    pub(super) store: &'e Store,
}

impl Loader<'_> {
    /// Functions with what goes with them.
    ///
    /// # Errors
    /// If they cannot be used.
    pub(super) async fn load(
        &self,
        source: AppSource,
        env: Env,
        number: u64,
    ) -> Result<Next, Error> {
        let app = App::load(self.runtime, self.node, source, &env, None).await;
        let app = app.map_err(|error| bundle_error(&error))?;
        for module in &app.root.analysis.node_modules {
            tracing::warn!(
                "`{module}` is marked \"use node\", but there is no Node.js here, or not what it imports; calls of its functions fail until that is installed and the deployment restarted"
            );
        }
        let auth = auth_config(&app.root.analysis)?;
        let deployed = self.mount(Arc::new(app), env, number)?;
        Ok(Next {
            schemas: schemas_of(&deployed)?,
            deployed,
            auth,
        })
    }

    /// An app with its components where the data has them.
    pub(super) fn mount(&self, app: Arc<App>, env: Env, number: u64) -> Result<Deployed, Error> {
        let namespaces = Namespaces::read(self.store);
        let mut namespaces = namespaces.map_err(|error| storage_error(&error))?;
        Deployed::new(app, number, env, &mut namespaces)
    }

    /// Pushed functions; if they cannot be used, a deployment that says so whenever one is called, and keeps
    /// everything else as it was.
    ///
    /// # Errors
    /// Those of the engine itself.
    pub(super) async fn pushed(&self, pushed: Pushed, env: Env) -> Result<Next, Error> {
        let Pushed {
            source,
            pushed_at,
            sha256,
        } = pushed;
        let error = match self.load(source.clone(), env.clone(), 0).await {
            Ok(loaded) => return Ok(loaded),
            Err(error) => error,
        };
        tracing::error!(
            %pushed_at,
            sha256,
            "the functions that were pushed last cannot be loaded, so calls of them fail, and scheduled ones wait: {error}; \
             set the variables that they miss, or push them again (`npx convex deploy`) without what fails"
        );
        let nothing = App::load(self.runtime, self.node, AppSource::default(), &env, None).await;
        let nothing = nothing.map_err(|error| bundle_error(&error))?;
        not_loaded(Arc::new(nothing), source, env, 0)
    }

    /// Pushed functions that could not be loaded before, with other variables.
    ///
    /// # Errors
    /// Those of the engine itself.
    pub(super) async fn again(
        &self,
        source: AppSource,
        env: Env,
        before: &Deployed,
    ) -> Result<Next, Error> {
        let number = before.number + 1;
        match self.load(source.clone(), env.clone(), number).await {
            Ok(loaded) => Ok(loaded),
            // They were not usable before either: that must not keep anybody from changing what makes them so.
            Err(error) => {
                tracing::error!("the pushed functions still cannot be loaded: {error}");
                not_loaded(before.app.clone(), source, env, number)
            }
        }
    }
}

/// What is in force in the place of functions that cannot be loaded.
fn not_loaded(nothing: Arc<App>, source: AppSource, env: Env, number: u64) -> Result<Next, Error> {
    Ok(Next {
        deployed: Deployed::unusable(nothing, source, number, env)?,
        auth: AuthConfig::default(),
        schemas: Schemas::new(),
    })
}
