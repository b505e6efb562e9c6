//! The functions that a deployment begins with.
//!
//! The program's own must be usable, or it does not start. Pushed ones were usable when they were pushed, but what
//! their modules do while they are loaded may follow from variables or limits that have changed since. They must not
//! keep the deployment from starting, because then nobody could push better ones.

use super::{auth_config, load, schema_of};
use crate::Error;
use crate::auth::AuthConfig;
use crate::functions::Deployed;
use crate::node::Node;
use crate::push::Pushed;
use convex_runtime::{Bundle, Env, Runtime};
use convex_values::schema::SchemaDefinition;

/// Functions with what goes with them.
pub(super) struct Loaded {
    pub(super) deployed: Deployed,
    pub(super) auth: AuthConfig,
    /// Without one, the schema in force stays.
    pub(super) schema: Option<SchemaDefinition>,
}

impl Loaded {
    /// The program's functions.
    ///
    /// # Errors
    /// If they cannot be used.
    pub(super) async fn own(
        runtime: &Runtime,
        node: &Node,
        bundle: Bundle,
        env: &Env,
    ) -> Result<Self, Error> {
        let (version, analysis) = load(runtime, node, bundle, env).await?;
        Ok(Self {
            auth: auth_config(&analysis)?,
            schema: schema_of(&analysis)?,
            deployed: Deployed::new(version, 0, env.clone(), &analysis)?,
        })
    }

    /// Pushed functions; if they cannot be used, a deployment that says so whenever one is called, and keeps
    /// everything else as it was.
    ///
    /// # Errors
    /// Those of the engine itself.
    pub(super) async fn pushed(
        runtime: &Runtime,
        node: &Node,
        pushed: Pushed,
        env: &Env,
    ) -> Result<Self, Error> {
        let Pushed {
            bundle,
            pushed_at,
            sha256,
        } = pushed;
        let error = match Self::own(runtime, node, bundle.clone(), env).await {
            Ok(loaded) => return Ok(loaded),
            Err(error) => error,
        };
        tracing::error!(
            %pushed_at,
            sha256,
            "the functions that were pushed last cannot be loaded, so calls of them fail, and scheduled ones wait: {error}; \
             set the variables that they miss, or push them again (`npx convex deploy`) without what fails"
        );
        let version = match runtime.load(bundle).await {
            Ok(version) => version,
            Err(_) => load(runtime, node, Bundle::default(), env).await?.0,
        };
        Ok(Self {
            auth: AuthConfig::default(),
            schema: None,
            deployed: Deployed::unusable(version, 0, env.clone()),
        })
    }
}
