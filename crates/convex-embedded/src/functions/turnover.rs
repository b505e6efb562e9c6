//! Other functions in the place of those before, without a moment in between.
//!
//! Functions and what is committed with them (their schema, their crons) belong together: code that reads an index
//! must not meet data without it. So the functions of a query follow from its snapshot, and mutations wait
//! while both change.

use super::{Deployed, Engine};
use crate::Error;
use convex_store::{Schemas, StoreError, Timestamp, Transaction};
use parking_lot::RwLock;
use std::sync::Arc;
use tokio::sync::{RwLock as AsyncRwLock, RwLockWriteGuard};

/// Which functions are in force, and which were before.
pub(super) struct InForce {
    versions: RwLock<Versions>,
    /// Held alone between a commit that belongs to other functions and the moment these are in force.
    turnover: AsyncRwLock<()>,
}

struct Versions {
    now: Arc<Deployed>,
    since: Timestamp,
    before: Option<Arc<Deployed>>,
}

impl InForce {
    pub(super) fn new(deployed: Deployed) -> Self {
        let versions = Versions {
            now: Arc::new(deployed),
            since: Timestamp::default(),
            before: None,
        };
        Self {
            versions: RwLock::new(versions),
            turnover: AsyncRwLock::new(()),
        }
    }

    pub(super) fn now(&self) -> Arc<Deployed> {
        self.versions.read().now.clone()
    }

    fn put(&self, deployed: Arc<Deployed>, since: Timestamp) {
        let mut versions = self.versions.write();
        let before = std::mem::replace(&mut versions.now, deployed);
        versions.before = Some(before);
        versions.since = since;
    }
}

impl Engine {
    /// The functions that were in force at a snapshot of the recent past.
    pub(super) async fn deployed_at(&self, ts: Timestamp) -> Arc<Deployed> {
        let _settled = self.in_force.turnover.read().await;
        let versions = self.in_force.versions.read();
        match &versions.before {
            Some(before) if ts < versions.since => before.clone(),
            _ => versions.now.clone(),
        }
    }

    /// Puts other functions in force that belong to the data as it is. Runs under way finish with the old ones.
    pub(crate) fn deploy(&self, deployed: Deployed) {
        self.in_force.put(Arc::new(deployed), self.latest());
    }

    /// Nothing but the platform commits as long as this is held.
    pub(crate) async fn no_mutations(&self) -> RwLockWriteGuard<'_, ()> {
        self.gate.write().await
    }

    /// Commits what belongs to other functions, all of it or nothing, and puts them in force. Where there is no
    /// schema, the one before stays.
    pub(crate) async fn turn_over(
        &self,
        deployed: Arc<Deployed>,
        schemas: &Schemas,
        write: impl FnMut(&mut Transaction) -> Result<(), StoreError>,
    ) -> Result<(), Error> {
        let _no_mutation = self.no_mutations().await;
        let _no_query = self.in_force.turnover.write().await;
        let ((), since) = self.write_with(schemas, write).await?;
        self.in_force.put(deployed, since);
        Ok(())
    }
}
