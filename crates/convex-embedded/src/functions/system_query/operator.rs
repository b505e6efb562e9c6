//! What operators are shown of the deployment: how it does, what functions did, jobs, and crons.
//!
//! Results that say what functions did are out of date with the next run of any, whatever it read; all others
//! with a commit that touches what they read.

use super::Ran;
use crate::FunctionPath;
use crate::crons;
use crate::executions::{Filter, KINDS};
use crate::functions::engine::storage_error;
use crate::functions::{CallArgs, Deployed, Engine};
use crate::scheduler::jobs_in_state;
use crate::syscalls::{COMPONENT, FunctionHost, JOBS_TABLE};
use convex_store::{Document, KeyInterval, Order, StoreError, Transaction};
use convex_values::Value;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// Entries of the log, and jobs, that are shown.
const SHOWN_MAX: usize = 100;
/// Jobs that are counted one by one.
const COUNTED_MAX: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::functions) enum OperatorQuery {
    /// How the deployment does as a whole.
    Health,
    /// Functions that ran since the start, with what became of their runs.
    Figures,
    /// All functions there are.
    Functions,
    /// What functions did last.
    Log,
    /// The app and its components, by path.
    Components,
    /// Tables of a component with the numbers of their documents.
    Tables,
    /// Documents of a table that conditions hold for, a page at a time.
    Documents,
    /// Functions that are scheduled, or were.
    Jobs,
    /// What runs by the clock.
    Crons,
    /// Stored files, a page at a time.
    Files,
}

impl OperatorQuery {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.strip_prefix("_system/operator:")? {
            "health" => Some(Self::Health),
            "figures" => Some(Self::Figures),
            "functions" => Some(Self::Functions),
            "log" => Some(Self::Log),
            "components" => Some(Self::Components),
            "tables" => Some(Self::Tables),
            "documents" => Some(Self::Documents),
            "jobs" => Some(Self::Jobs),
            "crons" => Some(Self::Crons),
            "files" => Some(Self::Files),
            _ => None,
        }
    }

    /// Whether it says what functions did.
    pub(super) fn is_about_runs(self) -> bool {
        matches!(self, Self::Health | Self::Figures | Self::Log)
    }

    pub(super) fn run(self, host: &mut FunctionHost, args: &CallArgs) -> Ran {
        let (engine, deployed) = (host.run.engine.clone(), host.run.deployed.clone());
        let text = |field: &str| args.value().field(field).and_then(Value::as_str);
        let found = match self {
            Self::Health => health(&engine, &deployed, &mut host.tx),
            Self::Figures => Ok(engine.executions.figures()),
            Self::Functions => Ok(functions(&deployed)),
            Self::Log => Ok(log(&engine, args)),
            Self::Components => Ok(components(&deployed)),
            Self::Tables => tables(&mut host.tx),
            Self::Documents => return Ok(super::documents::page(host, args.value())),
            Self::Files => return Ok(super::documents::files(host, text("cursor"))),
            Self::Jobs => jobs(&mut host.tx, text("state")),
            Self::Crons => crons::listed(&mut host.tx),
        };
        found.map(Ok).map_err(|error| storage_error(&error))
    }
}

fn health(engine: &Engine, deployed: &Deployed, tx: &mut Transaction) -> Result<Json, StoreError> {
    let now = engine.host.unix_millis();
    let (mut tables, mut documents, mut pending, mut late) = (0, 0, 0, 0.0_f64);
    for component in deployed.components() {
        tx.enter(component.home.namespace);
        for table in tx.table_names(false) {
            tables += 1;
            documents += tx.count(&table)?;
        }
        let jobs = jobs_in_state(tx, "pending", None, COUNTED_MAX)?;
        pending += jobs.len();
        let late_by = jobs.iter().map(|job| now - number(job, "scheduledTime"));
        late = late_by.fold(late, f64::max);
    }
    let counted = engine.executions.counts().read();
    Ok(json!({
        "name": engine.name,
        "startedAt": engine.executions.started_at(),
        "loaded": !deployed.is_unusable(),
        "functions": deployed.components().map(|component| component.functions().count()).sum::<usize>(),
        "components": deployed.components().count() - 1,
        "connections": engine.deployments.receiver_count(),
        "runs": counted.iter().map(|kind| kind.succeeded + kind.failed).sum::<u64>(),
        "failures": counted.iter().map(|kind| kind.failed).sum::<u64>(),
        "hits": engine.cache.hits(),
        "kinds": KINDS.iter().zip(&counted).map(|(kind, counted)| json!({
            "kind": kind.to_string(),
            "runs": counted.succeeded + counted.failed,
            "failures": counted.failed,
        })).collect::<Vec<_>>(),
        "tables": tables,
        "documents": documents,
        "pending": pending,
        "late": late.max(0.0),
        "latest": engine.latest().0 as f64 / 1e6,
    }))
}

fn functions(deployed: &Deployed) -> Json {
    let all = deployed.components().flat_map(|component| {
        let path = component.home.path.as_str();
        let functions = component.functions();
        functions.map(move |function| {
            json!({
                "component": path,
                "name": function.path.as_str(),
                "kind": function.kind.to_string(),
                "public": function.visibility == convex_runtime::Visibility::Public,
            })
        })
    });
    all.collect()
}

fn components(deployed: &Deployed) -> Json {
    let components = deployed.components();
    components
        .map(|component| component.home.path.as_str())
        .collect()
}

fn log(engine: &Engine, args: &CallArgs) -> Json {
    let name = args.value().field("name").and_then(Value::as_str);
    let filter = Filter {
        failures: args.value().field("failures") == Some(&Value::Boolean(true)),
        name: name.filter(|name| !name.is_empty()).map(str::to_owned),
        ..Filter::default()
    };
    engine.executions.newest(&filter, SHOWN_MAX)
}

fn tables(tx: &mut Transaction) -> Result<Json, StoreError> {
    let names = tx.table_names(false).into_iter();
    names
        .map(|name| Ok(json!({ "documents": tx.count(&name)?, "name": name })))
        .collect()
}

/// In a state: by function and time. In whatever state: those that were scheduled last.
fn jobs(tx: &mut Transaction, state: Option<&str>) -> Result<Json, StoreError> {
    let jobs = match state {
        Some(state) => jobs_in_state(tx, state, None, SHOWN_MAX)?,
        None => newest_jobs(tx)?,
    };
    Ok(jobs.iter().map(|job| job_json(job)).collect())
}

fn newest_jobs(tx: &mut Transaction) -> Result<Vec<Arc<Document>>, StoreError> {
    let Some(index) = tx.system_table_index(JOBS_TABLE)? else {
        return Ok(Vec::new());
    };
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Descending);
    let mut jobs = Vec::new();
    while jobs.len() < SHOWN_MAX {
        let Some((_, job)) = scan.next(tx)? else {
            break;
        };
        jobs.push(job);
    }
    Ok(jobs)
}

fn job_json(job: &Document) -> Json {
    let field = |name: &str| job.value().field(name);
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let state = field("state");
    let args = field("args").map(Value::to_json_string);
    let name = text(field("name")).unwrap_or_default();
    let name = FunctionPath::parse(&name).map_or(name, |path| path.stripped().to_owned());
    json!({
        "id": job.id().to_text(),
        "component": text(field(COMPONENT)).unwrap_or_default(),
        "name": name,
        "args": args.unwrap_or_default(),
        "scheduledTime": number(job, "scheduledTime"),
        "completedTime": field("completedTime").and_then(Value::as_f64),
        "state": text(state.and_then(|state| state.field("kind"))),
        "error": text(state.and_then(|state| state.field("error"))),
    })
}

fn number(document: &Document, field: &str) -> f64 {
    let found = document.value().field(field).and_then(Value::as_f64);
    found.unwrap_or_default()
}
