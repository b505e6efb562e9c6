//! Pushes between their start and their end.

use crate::Error;
use crate::components::{App, AppSource, ComponentPath};
use crate::functions::Deployed;
use convex_runtime::{Env, Version};
use convex_store::{Namespace, Store, StoreError};
use convex_values::schema::SchemaDefinition;
use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Pushes that wait for their end at once; of more, those that began first are forgotten. `npx convex codegen` begins
/// one with every call and ends none.
const PENDING_MAX: usize = 4;

/// Those of one deployment.
#[derive(Default)]
pub(crate) struct Pushes(Mutex<VecDeque<Arc<Pending>>>);

/// What was evaluated at the start of a push.
pub(super) struct Pending {
    pub(super) id: String,
    pub(super) source: AppSource,
    pub(super) app: Arc<App>,
    /// The variables that it was evaluated with.
    pub(super) env: Env,
    /// Of the app and of its components, by their paths.
    pub(super) schemas: Vec<(ComponentPath, Namespace, SchemaDefinition)>,
    /// What it replaces.
    over: Arc<Version>,
    check: OnceLock<Shared<BoxFuture<'static, SchemaStatus>>>,
}

/// How far the check of stored documents is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SchemaStatus {
    /// It goes on.
    InProgress,
    /// All documents match.
    Complete,
    /// One does not; of a table, unless it is something else that failed.
    Failed {
        error: String,
        component: ComponentPath,
        table: Option<String>,
    },
    /// Another push was finished first.
    RaceDetected,
}

impl Pushes {
    pub(super) fn keep(&self, pending: Arc<Pending>) {
        let mut all = self.0.lock();
        if all.len() == PENDING_MAX {
            all.pop_front();
        }
        all.push_back(pending);
    }

    pub(super) fn get(&self, id: &str) -> Result<Arc<Pending>, Error> {
        let all = self.0.lock();
        let found = all.iter().find(|pending| pending.id == id).cloned();
        // Pushing again is what helps, and the code that makes `dev` do so.
        found.ok_or_else(|| {
            Error::bad_request(
                "RaceDetected",
                "This push is not known any more: the deployment was restarted, or other pushes have begun since; push again.",
            )
        })
    }

    pub(super) fn forget(&self, id: &str) {
        self.0.lock().retain(|pending| pending.id != id);
    }
}

impl Pending {
    pub(super) fn new(
        id: String,
        source: AppSource,
        app: Arc<App>,
        schemas: Vec<(ComponentPath, Namespace, SchemaDefinition)>,
        before: &Deployed,
    ) -> Self {
        Self {
            id,
            source,
            app,
            env: before.env.clone(),
            schemas,
            over: before.root().home.version.clone(),
            check: OnceLock::new(),
        }
    }

    /// Whether the functions that it replaces are these.
    pub(super) fn is_over(&self, deployed: &Deployed) -> bool {
        Arc::ptr_eq(&self.over, &deployed.root().home.version)
    }

    /// Waits for the check of the stored documents, which the first call begins.
    pub(super) async fn check(&self, store: &Store, timeout: Duration) -> SchemaStatus {
        let check = self.check.get_or_init(|| {
            let (store, schemas) = (store.clone(), self.schemas.clone());
            let checked = tokio::task::spawn_blocking(move || status(&store, &schemas));
            let failed = |error: tokio::task::JoinError| SchemaStatus::Failed {
                error: error.to_string(),
                component: ComponentPath::root(),
                table: None,
            };
            async move { checked.await.unwrap_or_else(failed) }
                .boxed()
                .shared()
        });
        let ended = tokio::time::timeout(timeout, check.clone()).await;
        ended.unwrap_or(SchemaStatus::InProgress)
    }
}

fn status(store: &Store, schemas: &[(ComponentPath, Namespace, SchemaDefinition)]) -> SchemaStatus {
    for (component, namespace, schema) in schemas {
        if let Err(error) = store.check_schema(*namespace, schema) {
            return SchemaStatus::Failed {
                error: error.to_string(),
                component: component.clone(),
                table: match error {
                    StoreError::SchemaMismatch { table, .. } => Some(table),
                    _ => None,
                },
            };
        }
    }
    SchemaStatus::Complete
}
