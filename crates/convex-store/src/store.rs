//! The handle that everything above the store holds.

use std::sync::Arc;

use convex_host::Host;
use convex_values::schema::SchemaDefinition;
use parking_lot::RwLock;
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    Timestamp,
    commit_record::CommitRecord,
    committer::{Committed, Committer, Request},
    error::{CommitError, PersistenceError, PersistenceErrorKind, StoreError},
    history::{History, Retention},
    load,
    persistence::{Erasure, Persistence},
    schema::{self, SchemaChange, SystemTable},
    transaction::Transaction,
};

/// Commits that may wait for the committer before senders have to.
const WAITING_MAX: usize = 1_024;

/// A document store. Clones are handles to the same one; when the last is gone, the store is closed.
#[derive(Clone)]
pub struct Store {
    host: Arc<dyn Host>,
    history: Arc<RwLock<History>>,
    latest: watch::Receiver<Timestamp>,
    requests: mpsc::Sender<Request>,
}

impl Store {
    /// Loads everything that is persisted and starts the committer. Blocks while it loads.
    pub fn open(
        persistence: Box<dyn Persistence>,
        host: Arc<dyn Host>,
    ) -> Result<Self, StoreError> {
        Self::open_with(persistence, host, Retention::default())
    }

    /// As [`Self::open`], keeping another amount of the recent past.
    pub fn open_with(
        mut persistence: Box<dyn Persistence>,
        host: Arc<dyn Host>,
        retention: Retention,
    ) -> Result<Self, StoreError> {
        let loaded = load::load(&mut *persistence)?;
        let (latest_sender, latest) = watch::channel(loaded.snapshot.ts);
        let history = Arc::new(RwLock::new(History::new(
            Arc::new(loaded.snapshot),
            retention,
        )));
        let (requests, receiver) = mpsc::channel(WAITING_MAX);
        let committer = Committer {
            host: host.clone(),
            persistence,
            history: history.clone(),
            latest: latest_sender,
            next_sequence: loaded.next_sequence,
            read_only: None,
            versions_since_prune: 0,
        };
        host.spawn("store-committer", Box::pin(committer.run(receiver)))
            .map_err(|error| {
                PersistenceError::new(
                    PersistenceErrorKind::Io,
                    format!("Cannot start the committer: {error}."),
                )
            })?;
        Ok(Self {
            host,
            history,
            latest,
            requests,
        })
    }

    /// The timestamp of the latest commit.
    pub fn latest(&self) -> Timestamp {
        *self.latest.borrow()
    }

    /// Begins a transaction at the latest commit.
    pub fn begin(&self) -> Transaction {
        let snapshot = self.history.read().latest().clone();
        Transaction::new(self.host.clone(), snapshot)
    }

    /// Begins a transaction at a timestamp of the recent past. It sees the commits up to `ts`, and its own
    /// timestamp is `ts` or one before it with the same state.
    pub fn begin_at(&self, ts: Timestamp) -> Result<Transaction, StoreError> {
        let snapshot = self.history.read().at(ts)?;
        Ok(Transaction::new(self.host.clone(), snapshot))
    }

    /// Commits. When this returns, the commit is as durable as the persistence promises, and visible to
    /// every transaction that begins from now on. A transaction without writes needs no commit and gets
    /// its own timestamp back.
    pub async fn commit(&self, transaction: Transaction) -> Result<Committed, CommitError> {
        if transaction.is_read_only() {
            return Ok(Committed {
                ts: transaction.begin_ts(),
            });
        }
        self.ask(|reply| Request::Commit(Box::new(transaction.into_finished()), reply))
            .await?
    }

    /// As [`Self::commit`], for threads outside any asynchronous runtime.
    pub fn commit_blocking(&self, transaction: Transaction) -> Result<Committed, CommitError> {
        if transaction.is_read_only() {
            return Ok(Committed {
                ts: transaction.begin_ts(),
            });
        }
        let (reply, answer) = oneshot::channel();
        let request = Request::Commit(Box::new(transaction.into_finished()), reply);
        self.requests
            .blocking_send(request)
            .map_err(|_| StoreError::Closed)?;
        answer.blocking_recv().map_err(|_| StoreError::Closed)?
    }

    /// Makes a schema the active one: creates its tables, builds its indexes, drops the indexes it does
    /// not have, checks all stored documents whose type changed. Tables that it does not declare keep
    /// their data, unchecked. On an error nothing has changed. Running transactions conflict.
    pub async fn apply_schema(
        &self,
        schema: &SchemaDefinition,
    ) -> Result<SchemaChange, StoreError> {
        let schema = Box::new(schema.clone());
        self.ask(|reply| Request::ApplySchema(schema, reply))
            .await?
    }

    /// As [`Self::apply_schema`], together with a transaction: both take effect, or neither does.
    pub async fn deploy(
        &self,
        schema: &SchemaDefinition,
        transaction: Transaction,
    ) -> Result<SchemaChange, CommitError> {
        let schema = Box::new(schema.clone());
        let finished = Box::new(transaction.into_finished());
        self.ask(|reply| Request::Deploy(schema, finished, reply))
            .await?
    }

    /// Checks all stored documents whose type the schema changes, and changes nothing. Gives their number. Blocks
    /// as long as that takes, but holds up nobody: what is written meanwhile is checked when the schema is applied.
    pub fn check_schema(&self, schema: &SchemaDefinition) -> Result<usize, StoreError> {
        let snapshot = self.history.read().latest().clone();
        schema::check_documents(&snapshot, schema)
    }

    /// Creates the platform's tables and indexes as far as they are missing.
    pub async fn define_system_tables(
        &self,
        tables: Vec<SystemTable>,
    ) -> Result<SchemaChange, StoreError> {
        self.ask(|reply| Request::DefineSystemTables(tables, reply))
            .await?
    }

    /// The latest commit's timestamp as it changes. By the time a value arrives, the commits up to it
    /// are in [`Self::changes_since`] and in what [`Self::begin`] sees.
    pub fn watch(&self) -> watch::Receiver<Timestamp> {
        self.latest.clone()
    }

    /// The commits after `ts`, oldest first; `None` if some of them are no longer kept, so that whatever
    /// was derived at `ts` has to be made anew.
    pub fn changes_since(&self, ts: Timestamp) -> Option<Vec<Arc<CommitRecord>>> {
        self.history
            .read()
            .since(ts)
            .map(|records| records.cloned().collect())
    }

    /// Leaves nothing of superseded versions in what is persisted: see [`Persistence::erase`]. Commits wait until
    /// it is done.
    pub async fn erase_superseded(&self, erasure: Erasure) -> Result<(), StoreError> {
        self.ask(|reply| Request::Erase(erasure, reply)).await?
    }

    /// Refuses new commits, finishes those that wait, and closes the persistence before it returns.
    pub async fn shutdown(&self) {
        let (done, finished) = oneshot::channel();
        if self.requests.send(Request::Shutdown(done)).await.is_ok() {
            // An error means that the committer is gone already.
            let _ = finished.await;
        }
    }

    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<T>) -> Request,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.requests
            .send(request(reply))
            .await
            .map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)
    }
}
