//! The one owner of writes.
//!
//! A task with a thread of its own that takes all waiting transactions at a time, checks what each has read against the commits
//! since it began, persists those that pass as one group, publishes the new state together with the
//! commit records, and only then acknowledges. So nobody can see a commit that a crash would take back,
//! and no acknowledged commit is invisible to a transaction that begins afterwards.

use std::sync::Arc;

use convex_host::Host;
use convex_values::schema::SchemaDefinition;
use parking_lot::RwLock;
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    Timestamp,
    catalog::{Catalog, IndexId},
    commit_record::CommitRecord,
    error::{CommitError, StoreError},
    history::History,
    persistence::{Erasure, Persistence},
    schema::{self, SchemaChange, SystemTable},
    stage::Stage,
    transaction::Finished,
};

/// The largest number of transactions in one group: bounds how long the first of them waits.
const GROUP_MAX: usize = 512;
/// Superseded versions are pruned after this many new ones: fewer than one pruning looks at, so that it
/// keeps up however many documents a commit writes.
const PRUNE_EVERY: usize = 4_096;
/// Superseded versions stay in the file for this long.
const PRUNE_AFTER_NANOS: u64 = 3_600 * 1_000_000_000;

/// An acknowledged commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Its timestamp; for a transaction without effect, the one at which it holds.
    pub ts: Timestamp,
}

pub(crate) type Reply<T, E> = oneshot::Sender<Result<T, E>>;

/// What the committer is asked to do.
pub(crate) enum Request {
    Commit(Box<Finished>, Reply<Committed, CommitError>),
    ApplySchema(Box<SchemaDefinition>, Reply<SchemaChange, StoreError>),
    Deploy(
        Box<SchemaDefinition>,
        Box<Finished>,
        Reply<SchemaChange, CommitError>,
    ),
    DefineSystemTables(Vec<SystemTable>, Reply<SchemaChange, StoreError>),
    Erase(Erasure, Reply<(), StoreError>),
    Shutdown(oneshot::Sender<()>),
}

pub(crate) struct Committer {
    pub(crate) host: Arc<dyn Host>,
    pub(crate) persistence: Box<dyn Persistence>,
    pub(crate) history: Arc<RwLock<History>>,
    pub(crate) latest: watch::Sender<Timestamp>,
    pub(crate) next_sequence: u64,
    /// Why nothing can be written any more.
    pub(crate) read_only: Option<String>,
    pub(crate) versions_since_prune: usize,
}

impl Committer {
    /// Serves requests until shut down or until nobody can send any.
    pub(crate) async fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        let mut group = Vec::new();
        while let Some(first) = requests.recv().await {
            let mut next = Some(first);
            while let Some(request) = next.take() {
                match request {
                    Request::Commit(finished, reply) => {
                        group.push((finished, reply));
                        if group.len() < GROUP_MAX {
                            next = requests.try_recv().ok();
                        }
                    }
                    other => {
                        self.commit_group(&mut group);
                        if let Some(done) = self.serve(other) {
                            requests.close();
                            drop(self);
                            // Nobody waits for it any more if this fails.
                            let _ = done.send(());
                            return;
                        }
                    }
                }
            }
            self.commit_group(&mut group);
            self.prune_now_and_then();
        }
    }

    /// Serves anything but a commit; gives the sender to confirm to if it was a shutdown.
    fn serve(&mut self, request: Request) -> Option<oneshot::Sender<()>> {
        // A reply fails only when nobody waits for it any more, which is fine everywhere here.
        match request {
            Request::Commit(..) => {}
            Request::ApplySchema(definition, reply) => {
                let _ = reply
                    .send(self.change_schema(|stage, ts| schema::apply(stage, *definition, ts)));
            }
            Request::Deploy(definition, finished, reply) => {
                let _ = reply.send(self.deploy(*definition, &finished));
            }
            Request::DefineSystemTables(tables, reply) => {
                let _ =
                    reply.send(self.change_schema(|stage, ts| {
                        schema::define_system_tables(stage, &tables, ts)
                    }));
            }
            Request::Erase(erasure, reply) => {
                let erased = self.check_writable();
                let erase = |()| self.persistence.erase(erasure).map_err(StoreError::from);
                let _ = reply.send(erased.and_then(erase));
            }
            Request::Shutdown(done) => return Some(done),
        }
        None
    }

    fn commit_group(&mut self, group: &mut Vec<(Box<Finished>, Reply<Committed, CommitError>)>) {
        if group.is_empty() {
            return;
        }
        let mut stage = self.stage();
        let mut outcomes = Vec::with_capacity(group.len());
        for (finished, reply) in group.drain(..) {
            let staged = self
                .validate(&finished, &stage)
                .map(|()| stage.add(&finished.overlay, self.now()));
            outcomes.push((staged, reply));
        }
        let written = self.write(stage);
        // Conflicts are answered last too: run anew before the group is visible, a transaction would only
        // conflict again.
        for (staged, reply) in outcomes {
            let outcome = staged.and_then(|ts| {
                written.clone().map_err(CommitError::Failed)?;
                Ok(Committed { ts })
            });
            // An error means that nobody waits for the outcome any more.
            let _ = reply.send(outcome);
        }
    }

    fn stage(&self) -> Stage {
        let latest = self.history.read().latest().clone();
        Stage::new((*latest).clone(), self.next_sequence)
    }

    fn now(&self) -> Timestamp {
        Timestamp(self.host.unix_nanos())
    }

    /// Checks that everything the transaction read is still as it was.
    fn validate(&self, finished: &Finished, stage: &Stage) -> Result<(), CommitError> {
        self.check_writable()?;
        if finished.epoch != stage.snapshot.catalog.epoch {
            return Err(CommitError::Conflict {
                table: "_schema".to_owned(),
            });
        }
        let conflict = |record: &Arc<CommitRecord>| finished.reads.first_overlap(record);
        let published = {
            let history = self.history.read();
            let mut since = history.since(finished.begin).ok_or(CommitError::TooOld)?;
            since.find_map(conflict)
        };
        match published.or_else(|| stage.records.iter().find_map(conflict)) {
            Some(index) => Err(CommitError::Conflict {
                table: table_of(index, &stage.snapshot.catalog),
            }),
            None => Ok(()),
        }
    }

    fn check_writable(&self) -> Result<(), StoreError> {
        match &self.read_only {
            Some(cause) => Err(StoreError::ReadOnly {
                cause: cause.clone(),
            }),
            None => Ok(()),
        }
    }

    /// Persists and publishes. After an error the state is as it was before; if the outcome is unknown,
    /// nothing more is written, because what is in the file may be more than what is published.
    fn write(&mut self, stage: Stage) -> Result<(), StoreError> {
        if stage.batches.is_empty() {
            return Ok(());
        }
        if let Err(error) = self.persistence.append(&stage.batches) {
            tracing::error!(code = error.code(), %error, commits = stage.batches.len(), "commits failed");
            if !error.nothing_was_written() {
                self.read_only = Some(error.to_string());
            }
            return Err(error.into());
        }
        self.versions_since_prune += stage
            .batches
            .iter()
            .map(|batch| batch.documents.len())
            .sum::<usize>();
        self.next_sequence = stage.next_sequence;
        let ts = stage.snapshot.ts;
        let outdated = self
            .history
            .write()
            .publish(stage.records, Arc::new(stage.snapshot));
        drop(outdated);
        self.latest.send_replace(ts);
        Ok(())
    }

    fn change_schema(
        &mut self,
        change: impl FnOnce(&mut Stage, Timestamp) -> Result<SchemaChange, StoreError>,
    ) -> Result<SchemaChange, StoreError> {
        self.check_writable()?;
        let mut stage = self.stage();
        let ts = self.now().max(stage.snapshot.ts.successor());
        let change = change(&mut stage, ts)?;
        self.write(stage)?;
        Ok(change)
    }

    /// A transaction and a schema in one group: both are persisted, or neither is.
    fn deploy(
        &mut self,
        definition: SchemaDefinition,
        finished: &Finished,
    ) -> Result<SchemaChange, CommitError> {
        let mut stage = self.stage();
        self.validate(finished, &stage)?;
        let now = self.now();
        stage.add(&finished.overlay, now);
        let ts = now.max(stage.snapshot.ts.successor());
        let change = schema::apply(&mut stage, definition, ts)?;
        self.write(stage)?;
        Ok(change)
    }

    fn prune_now_and_then(&mut self) {
        if self.versions_since_prune < PRUNE_EVERY || self.read_only.is_some() {
            return;
        }
        self.versions_since_prune -= PRUNE_EVERY;
        let before = Timestamp(self.now().0.saturating_sub(PRUNE_AFTER_NANOS));
        if let Err(error) = self.persistence.prune(before) {
            tracing::warn!(code = error.code(), %error, "superseded versions were not pruned");
        }
    }
}

fn table_of(index: IndexId, catalog: &Catalog) -> String {
    catalog
        .table_of_index(index)
        .unwrap_or("_tables")
        .to_owned()
}
