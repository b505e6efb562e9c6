//! Runs scheduled functions when they are due.
//!
//! The app and each of its components have jobs of their own, in their namespaces. The truth is in the jobs'
//! documents; this task only looks for the next one. A mutation's job changes to
//! `success` in the mutation's own transaction, so it happens exactly once; an action's job is `inProgress`
//! before the action starts, so it happens at most once.

use crate::components::{ComponentPath, Namespaces};
use crate::functions::{CallArgs, Deployed, Engine, Target, storage_error, sweep};
use crate::syscalls::{COMPONENT, JOBS_TABLE, JobState};
use crate::tasks::Tasks;
use crate::{Error, FunctionPath};
use convex_runtime::FunctionKind;
use convex_store::{
    Document, Namespace, Order, RangeExpression, RangeOperator, StoreError, Transaction,
};
use convex_values::{DocumentId, FieldPath, Value};
use parking_lot::Mutex;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

/// Mutations that run at the same time, and actions. These have places of their own, since one may take many
/// minutes: nothing that is due in between waits for it.
const MUTATIONS: usize = 8;
const ACTIONS: usize = 48;
/// How often finished jobs and old records are swept, and the longest nap.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// Jobs and records that one transaction changes.
const SWEEP_BATCH: usize = 256;
const KEEP_MILLIS: f64 = 7.0 * 86_400_000.0;
/// After a failure of the deployment itself.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// The scheduler of one deployment.
pub(crate) struct Scheduler {
    engine: Arc<Engine>,
    stop: CancellationToken,
    tasks: Tasks,
    mutations: Arc<Semaphore>,
    actions: Arc<Semaphore>,
    running: Arc<Mutex<HashSet<DocumentId>>>,
}

/// What there is to do next.
struct Due {
    jobs: Vec<(DocumentId, OwnedSemaphorePermit)>,
    /// Until the first job that is not due yet.
    wait: Duration,
}

impl Scheduler {
    pub(crate) fn new(engine: Arc<Engine>, stop: CancellationToken, tasks: Tasks) -> Self {
        Self {
            engine,
            stop,
            tasks,
            mutations: Arc::new(Semaphore::new(MUTATIONS)),
            actions: Arc::new(Semaphore::new(ACTIONS)),
            running: Arc::default(),
        }
    }

    /// Works until the deployment stops.
    pub(crate) async fn run(self) {
        if let Err(error) = self.fail_interrupted().await {
            tracing::error!(%error, "interrupted jobs could not be marked as failed");
        }
        let mut next_sweep = self.engine.host.monotonic();
        while !self.stop.is_cancelled() {
            if self.engine.host.monotonic() >= next_sweep {
                next_sweep = self.engine.host.monotonic() + SWEEP_EVERY;
                if let Err(error) = self.sweep().await {
                    tracing::warn!(%error, "old records could not be swept");
                }
            }
            let wait = match self.look() {
                Ok(due) => {
                    for (job, permit) in due.jobs {
                        self.start(job, permit);
                    }
                    due.wait
                }
                Err(error) => {
                    tracing::error!(%error, "scheduled jobs could not be read");
                    RETRY_AFTER
                }
            };
            tokio::select! {
                biased;
                () = self.stop.cancelled() => {}
                () = self.engine.jobs_changed.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Actions that were running when the process ended may have had effects: they are not run again.
    async fn fail_interrupted(&self) -> Result<(), Error> {
        let now = self.engine.host.unix_millis();
        let fail = |tx: &mut Transaction| {
            let jobs = jobs_in_state(tx, "inProgress", None, SWEEP_BATCH)?;
            for job in &jobs {
                JobState::Failed("Transient error while executing action".to_owned()).write(
                    job.id(),
                    now,
                    tx,
                )?;
            }
            Ok(jobs.len())
        };
        self.in_every_component(fail).await
    }

    /// Writes in batches until there is no more to do, in one component after the other, mounted or not.
    async fn in_every_component(
        &self,
        batch: impl Fn(&mut Transaction) -> Result<usize, StoreError>,
    ) -> Result<(), Error> {
        let known = Namespaces::read(&self.engine.store).map_err(|error| storage_error(&error))?;
        let components = known.of_components();
        for namespace in std::iter::once(Namespace::ROOT).chain(components) {
            let batch = |tx: &mut Transaction| tx.within(namespace, &batch);
            while self.engine.write(batch).await? == SWEEP_BATCH {}
        }
        Ok(())
    }

    /// Looks at each function by itself: however many jobs of some wait for places, they hide no others.
    fn look(&self) -> Result<Due, StoreError> {
        let deployed = self.engine.deployed();
        if deployed.is_unusable() {
            // A job that finds no function fails for good, and these functions are only missing for now.
            return Ok(Due {
                jobs: Vec::new(),
                wait: SWEEP_EVERY,
            });
        }
        let now = self.engine.host.unix_millis();
        let mut tx = self.engine.store.begin();
        let running = self.running.lock();
        let mut jobs = Vec::new();
        let mut next = f64::INFINITY;
        for component in deployed.components() {
            tx.enter(component.home.namespace);
            let own = &component.home.path;
            let mut last_name = None;
            while let Some(first) = next_function(&mut tx, last_name)? {
                // Those under way are still pending for everyone else, so look past them.
                let places = self.places_for(&deployed, &first.target(own));
                let limit = places.available_permits() + running.len();
                let due = jobs_until(&mut tx, &first.name, now, limit)?;
                jobs.extend(due.into_iter().map(|job| (job.target(own), job)));
                next = next.min(next_after(&mut tx, &first.name, now)?);
                last_name = Some(first.name);
            }
        }
        jobs.retain(|(_, job)| !running.contains(&job.id));
        jobs.sort_by(|(_, one), (_, other)| one.at.total_cmp(&other.at));
        let with_place = |(target, job): (Option<Target>, Job)| {
            let places = self.places_for(&deployed, &target);
            let place = places.clone().try_acquire_owned();
            place.ok().map(|place| (job.id, place))
        };
        let longest = SWEEP_EVERY.as_secs_f64();
        Ok(Due {
            jobs: jobs.into_iter().filter_map(with_place).collect(),
            wait: Duration::from_secs_f64(((next - now) / 1000.0).clamp(0.001, longest)),
        })
    }

    fn places_for(&self, deployed: &Deployed, target: &Option<Target>) -> &Arc<Semaphore> {
        let function = target
            .as_ref()
            .and_then(|target| deployed.target(target).ok());
        if function.is_some_and(|function| function.kind == FunctionKind::Action) {
            &self.actions
        } else {
            &self.mutations
        }
    }

    fn start(&self, id: DocumentId, permit: OwnedSemaphorePermit) {
        self.running.lock().insert(id);
        let (engine, running, stop) =
            (self.engine.clone(), self.running.clone(), self.stop.clone());
        self.tasks.spawn(async move {
            if let Err(error) = run_job(&engine, id).await {
                tracing::error!(%error, job = %id, "a scheduled job could not be run and will be tried again");
                tokio::select! {
                    biased;
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(RETRY_AFTER) => {}
                }
            }
            running.lock().remove(&id);
            drop(permit);
            engine.jobs_changed.notify_one();
        });
    }

    async fn sweep(&self) -> Result<(), Error> {
        let now = self.engine.host.unix_millis();
        while self.engine.write(|tx| sweep(tx, now, SWEEP_BATCH)).await? == SWEEP_BATCH {}
        self.in_every_component(|tx| sweep_jobs(tx, now - KEEP_MILLIS))
            .await
    }
}

/// A job as far as it matters for when it runs.
struct Job {
    id: DocumentId,
    name: String,
    /// The component of its function, if that is not the one whose job it is.
    component: Option<ComponentPath>,
    /// When it is due.
    at: f64,
}

impl Job {
    fn of(document: &Document) -> Self {
        let field = |name| document.value().field(name);
        let name = field("name").and_then(Value::as_str).unwrap_or_default();
        let component = field(COMPONENT).and_then(Value::as_str);
        Self {
            id: document.id(),
            name: name.to_owned(),
            component: component.map(ComponentPath::from),
            at: field("scheduledTime")
                .and_then(Value::as_f64)
                .unwrap_or_default(),
        }
    }

    /// The function that it runs, as a job of this component.
    fn target(&self, own: &ComponentPath) -> Option<Target> {
        Some(Target {
            component: self.component.clone().unwrap_or_else(|| own.clone()),
            function: FunctionPath::parse(&self.name).ok()?,
            is_own: true,
        })
    }
}

/// A job of the first function after this one, in the order of names, that has a pending one.
fn next_function(tx: &mut Transaction, last: Option<String>) -> Result<Option<Job>, StoreError> {
    let last = last.map(|name| bound(RangeOperator::Gt, "name", Value::String(name)));
    let jobs = jobs_in_state(tx, "pending", last, 1)?;
    Ok(jobs.first().map(|job| Job::of(job)))
}

/// Pending jobs of the function that are due at `now`, the one that was due first coming first.
fn jobs_until(
    tx: &mut Transaction,
    name: &str,
    now: f64,
    limit: usize,
) -> Result<Vec<Job>, StoreError> {
    let due = bound(RangeOperator::Lte, "scheduledTime", Value::Float64(now));
    let jobs = jobs_in_state(tx, "pending", [is_named(name), due], limit)?;
    Ok(jobs.iter().map(|job| Job::of(job)).collect())
}

/// When the first pending job of the function is due that is not yet.
fn next_after(tx: &mut Transaction, name: &str, now: f64) -> Result<f64, StoreError> {
    let later = bound(RangeOperator::Gt, "scheduledTime", Value::Float64(now));
    let jobs = jobs_in_state(tx, "pending", [is_named(name), later], 1)?;
    Ok(jobs.first().map_or(f64::INFINITY, |job| Job::of(job).at))
}

fn is_named(name: &str) -> RangeExpression {
    bound(RangeOperator::Eq, "name", Value::String(name.to_owned()))
}

fn bound(operator: RangeOperator, field: &'static str, value: Value) -> RangeExpression {
    RangeExpression {
        operator,
        field: FieldPath::system(field),
        value: Some(value),
    }
}

/// Jobs in this state that are within the bounds, by function and then by when they are due.
pub(crate) fn jobs_in_state(
    tx: &mut Transaction,
    state: &str,
    bounds: impl IntoIterator<Item = RangeExpression>,
    limit: usize,
) -> Result<Vec<Arc<Document>>, StoreError> {
    let index = tx.system_index(&format!("{JOBS_TABLE}.by_function"))?;
    let Ok(field) = "state.kind".parse::<FieldPath>() else {
        return Ok(Vec::new());
    };
    let mut range = vec![RangeExpression {
        operator: RangeOperator::Eq,
        field,
        value: Some(Value::String(state.to_owned())),
    }];
    range.extend(bounds);
    let mut scan = tx.scan(&index, index.interval(&range)?, Order::Ascending);
    let mut jobs = Vec::new();
    while jobs.len() < limit {
        let Some((_, job)) = scan.next(tx)? else {
            break;
        };
        jobs.push(job);
    }
    Ok(jobs)
}

/// Deletes jobs that ended before `before`; returns how many.
fn sweep_jobs(tx: &mut Transaction, before: f64) -> Result<usize, StoreError> {
    let index = tx.system_index(&format!("{JOBS_TABLE}.by_completed"))?;
    let completed = |operator, value| RangeExpression {
        operator,
        field: FieldPath::system("completedTime"),
        value,
    };
    let interval = index.interval(&[
        completed(RangeOperator::Gt, None),
        completed(RangeOperator::Lt, Some(Value::Float64(before))),
    ])?;
    let mut scan = tx.scan(&index, interval, Order::Ascending);
    let mut swept = 0;
    while swept < SWEEP_BATCH {
        let Some((_, job)) = scan.next(tx)? else {
            break;
        };
        tx.delete_system(job.id())?;
        swept += 1;
    }
    Ok(swept)
}

async fn run_job(engine: &Arc<Engine>, id: DocumentId) -> Result<(), Error> {
    let mut tx = engine.store.begin();
    let deployed = engine.deployed();
    let namespace = tx.namespace_of(id.table).unwrap_or_default();
    // A component that is not mounted any more keeps its jobs until it is.
    let Some(component) = deployed.component_in(namespace) else {
        return Ok(());
    };
    tx.enter(namespace);
    let job = tx.get_system(id).map_err(|error| storage_error(&error))?;
    let Some(job) = job.filter(|job| JobState::of(job) == Some(JobState::Pending)) else {
        return Ok(());
    };
    let target = Job::of(&job).target(&component.home.path);
    let target = target.ok_or_else(|| "The job names no function.".to_owned());
    let function = match target.and_then(|target| deployed.target(&target).cloned()) {
        Ok(function) => function,
        Err(message) => {
            tracing::warn!(job = %id, "a scheduled job fails: {message}");
            return end(engine, id, &message).await;
        }
    };
    let args = job
        .value()
        .field("args")
        .map_or(serde_json::Value::Null, Value::to_json);
    let args = match CallArgs::from_json(args) {
        Ok(args) => args,
        Err(error) => return end(engine, id, &error).await,
    };
    let due = job.value().field("scheduledTime").and_then(Value::as_f64);
    engine.executions.due(due.unwrap_or_default());
    if function.kind != FunctionKind::Mutation && !begin(engine, id).await? {
        return Ok(());
    }
    match engine.run_as_system(function, args, Some(id)).await?.value {
        Ok(_) => succeed(engine, id).await,
        Err(failure) => end(engine, id, &failure.message).await,
    }
}

/// Claims an action's job; false if it was canceled meanwhile.
async fn begin(engine: &Engine, id: DocumentId) -> Result<bool, Error> {
    let claim = |tx: &mut Transaction| {
        let pending = JobState::read(id, tx)? == Some(JobState::Pending);
        if pending {
            JobState::InProgress.write(id, 0.0, tx)?;
        }
        Ok(pending)
    };
    engine.write(claim).await
}

/// For an action; a mutation's job says so already.
async fn succeed(engine: &Engine, id: DocumentId) -> Result<(), Error> {
    settle(engine, id, JobState::Success).await
}

async fn end(engine: &Engine, id: DocumentId, error: &str) -> Result<(), Error> {
    settle(engine, id, JobState::Failed(error.to_owned())).await
}

/// Writes the final state, unless the job has one (canceled, or succeeded in its own transaction).
async fn settle(engine: &Engine, id: DocumentId, state: JobState) -> Result<(), Error> {
    let now = engine.host.unix_millis();
    let write = |tx: &mut Transaction| match JobState::read(id, tx)? {
        Some(JobState::Pending | JobState::InProgress) => state.write(id, now, tx),
        _ => Ok(()),
    };
    engine.write(write).await
}
