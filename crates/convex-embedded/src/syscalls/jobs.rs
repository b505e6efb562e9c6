//! Scheduled functions as documents: a job exists exactly if the transaction that scheduled it committed.

use super::FunctionHost;
use super::args::{invalid, parse};
use super::store_error;
use crate::functions::{Address, CallArgs, Target};
use convex_runtime::{FunctionKind, SyscallError};
use convex_store::{Document, StoreError, Transaction};
use convex_values::{DocumentId, Object, Value};
use serde::Deserialize;
use serde_json::{Value as Json, json};

/// The table behind `db.system.query("_scheduled_functions")`; its documents have the public shape.
pub(crate) const JOBS_TABLE: &str = "_scheduled_functions";
/// Names the component of a job's function where that is not the one whose job it is.
pub(crate) const COMPONENT: &str = "component";
/// Five years.
const HORIZON_MILLIS: f64 = 5.0 * 365.25 * 86_400_000.0;

#[derive(Deserialize)]
struct ScheduleArgs {
    #[serde(flatten)]
    address: Address,
    /// Seconds since the Unix epoch.
    ts: f64,
    #[serde(default)]
    args: Json,
}

#[derive(Deserialize)]
struct CancelArgs {
    id: String,
}

/// Where a job stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum JobState {
    Pending,
    InProgress,
    Success,
    Failed(String),
    Canceled,
}

impl JobState {
    pub(crate) fn of(job: &Document) -> Option<Self> {
        let state = job.value().field("state")?;
        Some(match state.field("kind")?.as_str()? {
            "pending" => Self::Pending,
            "inProgress" => Self::InProgress,
            "success" => Self::Success,
            "canceled" => Self::Canceled,
            "failed" => Self::Failed(
                state
                    .field("error")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned(),
            ),
            _ => return None,
        })
    }

    fn is_over(&self) -> bool {
        matches!(self, Self::Success | Self::Failed(_) | Self::Canceled)
    }

    fn to_value(&self) -> Value {
        let (kind, error) = match self {
            Self::Pending => ("pending", None),
            Self::InProgress => ("inProgress", None),
            Self::Success => ("success", None),
            Self::Failed(error) => ("failed", Some(error)),
            Self::Canceled => ("canceled", None),
        };
        let mut fields = Object::from([("kind".to_owned(), Value::String(kind.to_owned()))]);
        if let Some(error) = error {
            fields.insert(
                "error".to_owned(),
                Value::String(error.chars().take(8192).collect()),
            );
        }
        Value::Object(fields)
    }

    /// Where a job stands, if it is there; in whatever namespace it is.
    pub(crate) fn read(job: DocumentId, tx: &mut Transaction) -> Result<Option<Self>, StoreError> {
        let namespace = tx.namespace_of(job.table).unwrap_or_default();
        let found = tx.within(namespace, |tx| tx.get_system(job))?;
        Ok(found.as_deref().and_then(Self::of))
    }

    /// Moves the job to this state; in whatever namespace it is.
    pub(crate) fn write(
        &self,
        job: DocumentId,
        now_millis: f64,
        tx: &mut Transaction,
    ) -> Result<(), StoreError> {
        let mut patch = convex_store::Patch::from([("state".to_owned(), Some(self.to_value()))]);
        if self.is_over() {
            patch.insert("completedTime".to_owned(), Some(Value::Float64(now_millis)));
        }
        let namespace = tx.namespace_of(job.table).unwrap_or_default();
        let patched = tx.within(namespace, |tx| tx.patch_system(job, patch));
        patched.map(drop)
    }
}

impl FunctionHost {
    pub(super) fn schedule(&mut self, args: &str) -> Result<String, SyscallError> {
        self.require_mutation("1.0/schedule")?;
        let id = schedule(self, args)?;
        Ok(json!(id.to_text()).to_string())
    }

    pub(super) fn cancel_job(&mut self, args: &str) -> Result<String, SyscallError> {
        self.require_mutation("1.0/cancel_job")?;
        let args: CancelArgs = parse("1.0/cancel_job", args)?;
        let id = self.tx.normalize_id(JOBS_TABLE, &args.id);
        let id = id.ok_or_else(|| {
            SyscallError::new(format!("Invalid scheduled function ID: `{}`.", args.id))
        })?;
        let Some(job) = self.tx.get_system(id).map_err(store_error)? else {
            return Ok("null".to_owned());
        };
        // A mutation that is the job cannot take itself back; an action goes on, but what it schedules does not.
        let own = self.run.job == Some(id) && self.frame.kind == FunctionKind::Mutation;
        if JobState::of(&job).is_some_and(|state| !state.is_over()) && !own {
            JobState::Canceled
                .write(id, self.run.engine.host.unix_millis(), &mut self.tx)
                .map_err(store_error)?;
        }
        Ok("null".to_owned())
    }
}

/// Writes the job. The function must exist now; its arguments are only validated when it runs.
pub(super) fn schedule(host: &mut FunctionHost, args: &str) -> Result<DocumentId, SyscallError> {
    let args: ScheduleArgs = parse("1.0/schedule", args)?;
    let own = &host.frame.home.path;
    let target = args.address.resolve(own)?;
    check_target(host, &target)?;
    let now = host.run.engine.host.unix_millis();
    let due = args.ts * 1000.0;
    if !due.is_finite() || (due - now).abs() > HORIZON_MILLIS {
        return Err(invalid(
            "ts",
            "scheduler",
            "functions can be scheduled at most five years ahead",
        ));
    }
    let call = CallArgs::from_json(args.args).map_err(SyscallError::new)?;
    host.tx.count_scheduled(call.size()).map_err(store_error)?;
    let mut job = Object::from([
        (
            "name".to_owned(),
            Value::String(target.function.with_extension()),
        ),
        ("args".to_owned(), Value::Array(vec![call.into_value()])),
        ("scheduledTime".to_owned(), Value::Float64(due)),
        ("state".to_owned(), JobState::Pending.to_value()),
    ]);
    if target.component != *own {
        let component = Value::String(target.component.to_string());
        job.insert(COMPONENT.to_owned(), component);
    }
    if is_canceled(host)? {
        job.insert("state".to_owned(), JobState::Canceled.to_value());
        job.insert("completedTime".to_owned(), Value::Float64(now));
    }
    let id = host
        .tx
        .insert_system(JOBS_TABLE, job)
        .map_err(store_error)?;
    host.jobs.push(id);
    Ok(id)
}

/// Whether the run is a job that was canceled while it ran.
fn is_canceled(host: &mut FunctionHost) -> Result<bool, SyscallError> {
    let Some(job) = host.run.job else {
        return Ok(false);
    };
    let state = JobState::read(job, &mut host.tx).map_err(store_error)?;
    Ok(state == Some(JobState::Canceled))
}

fn check_target(host: &FunctionHost, target: &Target) -> Result<(), SyscallError> {
    let deployed = &host.run.deployed;
    let is_job = |kind| matches!(kind, FunctionKind::Mutation | FunctionKind::Action);
    let is_known = deployed
        .target(target)
        .is_ok_and(|function| is_job(function.kind));
    // A job for Node.js fails when it is due: what schedules it should work all the same.
    let needs_node = || {
        let component = deployed.component(&target.component);
        component.is_some_and(|component| component.needs_node(&target.function))
    };
    if is_known || needs_node() {
        return Ok(());
    }
    Err(SyscallError::new(format!(
        "Attempted to schedule function at nonexistent path: {}",
        target.function.stripped()
    )))
}
