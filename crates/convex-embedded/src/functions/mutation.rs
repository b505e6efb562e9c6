//! Mutations: one transaction, retried while others get in its way, at most once per request.

use super::engine::{failure, storage_error};
use super::system_mutation::SystemMutation;
use super::{CallArgs, Callee, Deployed, Engine, Function, RequestKey, check_returns};
use crate::Error;
use crate::auth::Caller;
use crate::files::Fresh;
use crate::outcome::{FunctionFailure, FunctionResult};
use crate::syscalls::{Frame, FunctionHost, JobState, Run, SharedHost};
use convex_runtime::FunctionKind;
use convex_store::{
    CommitError, Committed, Namespace, PersistenceErrorKind, Schemas, StoreError, Timestamp,
};
use convex_values::DocumentId;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// Runs of one mutation before it is given up; a scheduled one is not, because nobody would ask again. From
/// the last one on it runs while no other mutation does.
const ATTEMPTS: u32 = 5;
const FIRST_BACKOFF: Duration = Duration::from_millis(10);
const LONGEST_BACKOFF: Duration = Duration::from_secs(2);

/// A mutation as a transport received it.
pub(crate) struct MutationCall<'a> {
    pub(crate) callee: Callee<'a>,
    pub(crate) args: Result<CallArgs, String>,
    pub(crate) caller: Arc<Caller>,
    /// Given, the mutation runs at most once.
    pub(crate) key: Option<RequestKey>,
    pub(crate) request_id: String,
    pub(crate) signal: Option<Arc<CommitSignal>>,
}

/// Tells a connection that a mutation of its own may be becoming visible right now.
#[derive(Debug, Default)]
pub(crate) struct CommitSignal {
    committing: AtomicBool,
    /// Told when an attempt turned out not to commit.
    pub(crate) abandoned: Notify,
}

impl CommitSignal {
    pub(crate) fn is_committing(&self) -> bool {
        self.committing.load(Ordering::SeqCst)
    }

    fn set(&self, committing: bool) {
        self.committing.store(committing, Ordering::SeqCst);
    }

    /// The connection has dealt with the outcome.
    pub(crate) fn settled(&self) {
        self.set(false);
    }
}

/// A mutation whose function was found.
pub(crate) struct MutationRun {
    pub(crate) deployed: Arc<Deployed>,
    pub(crate) function: Function,
    pub(crate) args: CallArgs,
    pub(crate) caller: Arc<Caller>,
    pub(crate) key: Option<RequestKey>,
    pub(crate) request_id: String,
    pub(crate) signal: Option<Arc<CommitSignal>>,
    /// The scheduled job that it is.
    pub(crate) job: Option<DocumentId>,
}

/// How one attempt ended.
enum Attempt {
    Done(FunctionResult, Timestamp),
    Conflict(String),
}

impl Engine {
    /// Runs a mutation. The timestamp is the commit's; of a failure, the newest.
    pub(crate) async fn mutation(
        self: &Arc<Self>,
        call: MutationCall<'_>,
    ) -> Result<(FunctionResult, Timestamp), Error> {
        let MutationCall {
            callee,
            args,
            caller,
            key,
            request_id,
            signal,
        } = call;
        let system_mutation = SystemMutation::named(&callee, &caller);
        if let (Some(mutation), Ok(args)) = (system_mutation, &args) {
            let args = args.clone();
            return self
                .system_mutation(mutation, args, &caller, &request_id, key)
                .await;
        }
        let deployed = self.deployed();
        let prepared = callee.prepare(&deployed, FunctionKind::Mutation, args, &caller);
        let (function, args) = match prepared {
            Ok(prepared) => prepared,
            Err(message) => return Ok((FunctionResult::failed(message), self.latest())),
        };
        self.run_mutation(MutationRun {
            deployed,
            function,
            args,
            caller,
            key,
            request_id,
            signal,
            job: None,
        })
        .await
    }

    /// As [`Self::mutation`], once the function is found.
    pub(crate) async fn run_mutation(
        self: &Arc<Self>,
        run: MutationRun,
    ) -> Result<(FunctionResult, Timestamp), Error> {
        let mut table = String::new();
        for attempt in 1.. {
            let ended = match attempt {
                1 => {
                    let _shared = self.gate.read().await;
                    self.attempt(&run).await?
                }
                // Those who lost over one table queue up, so that they do not lose to each other again.
                2..ATTEMPTS => {
                    let _turn = self.lane(&table).lock().await;
                    let _shared = self.gate.read().await;
                    self.attempt(&run).await?
                }
                _ => {
                    let _alone = self.gate.write().await;
                    self.attempt(&run).await?
                }
            };
            match ended {
                Attempt::Done(result, ts) => return Ok((result, ts)),
                Attempt::Conflict(conflicting) => table = conflicting,
            }
            if attempt >= ATTEMPTS && run.job.is_none() {
                break;
            }
            if attempt > 1 {
                tokio::time::sleep(self.backoff(attempt - 1)).await;
            }
        }
        Ok((FunctionResult::failed(conflict_text(&table)), self.latest()))
    }

    async fn attempt(self: &Arc<Self>, run: &MutationRun) -> Result<Attempt, Error> {
        let mut tx = self.store.begin();
        if let Some(key) = &run.key
            && let Some((result, ts)) = key.find(&mut tx).map_err(|error| storage_error(&error))?
        {
            return Ok(Attempt::Done(result, ts));
        }
        tx.enter(run.function.home.namespace);
        let path = run.function.path.shared();
        let (kind, id) = (FunctionKind::Mutation, &run.request_id);
        let execution = self.executions.begin(kind, path, id, &run.caller);
        let execution = execution.within(&run.function.home.path);
        if let Err(message) = run.args.check(&run.function, &tx) {
            let result = FunctionResult::failed(message);
            self.report(&execution, &result);
            return Ok(Attempt::Done(result, tx.begin_ts()));
        }
        if let Some(job) = run.job {
            let pending = JobState::read(job, &mut tx).map_err(|error| storage_error(&error))?;
            if pending != Some(JobState::Pending) {
                return Ok(Attempt::Done(
                    FunctionResult::failed("The job was canceled."),
                    tx.begin_ts(),
                ));
            }
            JobState::InProgress
                .write(job, 0.0, &mut tx)
                .map_err(|error| storage_error(&error))?;
        }
        let shared = Arc::new(Run {
            engine: self.clone(),
            deployed: run.deployed.clone(),
            caller: run.caller.clone(),
            request_id: run.request_id.clone(),
            job: run.job,
            depth: 0,
        });
        let frame = Frame::new(&run.function, None);
        let (lent, kept) = SharedHost::lend(FunctionHost::new(tx, shared, frame));
        let invocation = self.invocation(&run.function, &run.args);
        let permit = self
            .mutations
            .acquire()
            .await
            .map_err(|_| Error::shutting_down())?;
        let (outcome, lent) = self
            .runtime
            .run_transaction(&run.function.home.version, invocation, lent)
            .await;
        // Commits wait for the disk together; only running is limited.
        drop(permit);
        drop(lent);
        let host = kept.take_back().ok_or_else(|| {
            Error::internal("The runtime kept the transaction of a finished mutation.")
        })?;
        let value = match outcome.result {
            Ok(text) => check_returns(&text, &run.function, &host.tx)
                .map(Arc::from)
                .map_err(FunctionFailure::text),
            Err(error) => Err(failure(error)?),
        };
        let lines = outcome
            .log_lines
            .into_iter()
            .chain(host.nested_lines.iter().cloned())
            .collect();
        let result = FunctionResult {
            value,
            log_lines: lines,
        };
        self.report(&execution, &result);
        self.finish(run, host, result).await
    }

    /// Commits what succeeded; a failure leaves nothing behind.
    async fn finish(
        &self,
        run: &MutationRun,
        mut host: FunctionHost,
        result: FunctionResult,
    ) -> Result<Attempt, Error> {
        if result.value.is_err() {
            return Ok(Attempt::Done(result, self.latest()));
        }
        if let Some(job) = run.job {
            JobState::Success
                .write(job, self.host.unix_millis(), &mut host.tx)
                .map_err(|error| storage_error(&error))?;
        }
        if host.tx.is_read_only() {
            let ts = host.tx.begin_ts();
            return Ok(Attempt::Done(result.committed_at(ts), ts));
        }
        if let Some(key) = &run.key {
            host.tx.enter(Namespace::ROOT);
            key.record(&result, &mut host.tx)
                .map_err(|error| storage_error(&error))?;
        }
        if let Some(signal) = &run.signal {
            signal.set(true);
        }
        let committed = self.commit(host).await;
        if let (Err(_), Some(signal)) = (&committed, &run.signal) {
            signal.set(false);
            signal.abandoned.notify_one();
        }
        match committed {
            Ok(Committed { ts }) => Ok(Attempt::Done(result.committed_at(ts), ts)),
            Err(error) if error.is_retriable() => Ok(Attempt::Conflict(conflicting_table(&error))),
            Err(error) => self.not_committed(run, error),
        }
    }

    /// Commits what a host did, with the bytes of its files, and tells the scheduler of its jobs.
    pub(super) async fn commit(&self, host: FunctionHost) -> Result<Committed, CommitError> {
        let committed = self.store.commit(host.tx).await;
        let is_undone = |error: &CommitError| error.is_retriable() || is_full(error);
        // Where nobody knows whether it committed, the next start finds out.
        if !committed.as_ref().is_err_and(is_undone) {
            host.fresh_files.into_iter().for_each(Fresh::keep);
        }
        if committed.is_ok() && !host.jobs.is_empty() {
            self.jobs_changed.notify_one();
        }
        committed
    }

    /// A full disk is told to the caller: nothing was written. Otherwise the outcome may be unknown, so
    /// the request stays unanswered, and a client that repeats it finds out. A job has no caller who could try it
    /// again, so the scheduler does.
    fn not_committed(&self, run: &MutationRun, error: CommitError) -> Result<Attempt, Error> {
        match error {
            error if is_full(&error) && run.job.is_none() => Ok(Attempt::Done(
                FunctionResult::failed(format!("{}: {error}", error.code())),
                self.latest(),
            )),
            CommitError::Failed(error) => Err(storage_error(&error)),
            error => Err(Error::internal(error.to_string())),
        }
    }

    /// Doubling, with jitter of half.
    pub(super) fn backoff(&self, attempt: u32) -> Duration {
        let mut random = [0];
        self.host.fill_random(&mut random);
        let longest = FIRST_BACKOFF
            .saturating_mul(1 << (attempt - 1).min(16))
            .min(LONGEST_BACKOFF);
        longest.mul_f64(0.5 + f64::from(random[0]) / 512.0)
    }

    /// Runs `write` in a transaction of its own until it commits.
    pub(crate) async fn write<T>(
        &self,
        write: impl FnMut(&mut convex_store::Transaction) -> Result<T, StoreError>,
    ) -> Result<T, Error> {
        let (value, _) = self.write_with(&Schemas::new(), write).await?;
        Ok(value)
    }

    /// As [`Self::write`]; the schemas, if there are any, take effect with the commit, whose timestamp this gives.
    pub(crate) async fn write_with<T>(
        &self,
        schemas: &Schemas,
        mut write: impl FnMut(&mut convex_store::Transaction) -> Result<T, StoreError>,
    ) -> Result<(T, Timestamp), Error> {
        let mut attempt = 1;
        loop {
            let mut tx = self.store.begin();
            let value = write(&mut tx).map_err(|error| storage_error(&error))?;
            let committed = match schemas.is_empty() {
                false => self.store.deploy(schemas, tx).await.map(|change| change.ts),
                true => self.store.commit(tx).await.map(|committed| committed.ts),
            };
            match committed {
                Ok(ts) => return Ok((value, ts)),
                Err(error) if error.is_retriable() => {
                    tokio::time::sleep(self.backoff(attempt)).await
                }
                Err(CommitError::Failed(error)) => return Err(storage_error(&error)),
                Err(error) => return Err(Error::internal(error.to_string())),
            }
            attempt += 1;
        }
    }
}

/// Whether nothing was written because there was no space.
fn is_full(error: &CommitError) -> bool {
    matches!(
        error,
        CommitError::Failed(StoreError::Persistence(error))
            if error.kind() == PersistenceErrorKind::DiskFull
    )
}

fn conflicting_table(error: &CommitError) -> String {
    match error {
        CommitError::Conflict { table } => table.clone(),
        _ => "(unknown)".to_owned(),
    }
}

fn conflict_text(table: &str) -> String {
    format!(
        "Documents read from or written to the \"{table}\" table changed while this mutation was being run and on every \
         subsequent retry. See https://docs.convex.dev/error#1"
    )
}
