//! Runs the functions of `crons` at their times.
//!
//! The app has some, and components may. Each cron is a document with its next time. A tick is claimed by moving that time on, before the
//! function runs: so a tick happens at most once, and ticks missed while nothing ran are skipped.

mod calendar;
mod schedule;

use crate::components::ComponentPath;
use crate::functions::{CallArgs, Deployed, Engine, Target};
use crate::tasks::Tasks;
use crate::{Error, FunctionPath};
use convex_runtime::FunctionKind;
use convex_store::{KeyInterval, Namespace, Order, Patch, StoreError, SystemTable, Transaction};
use convex_values::{DocumentId, Object, Value};
use parking_lot::Mutex;
use schedule::Schedule;
use serde_json::{Value as Json, json};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const TABLE: &str = "_cron_jobs";
/// The longest nap.
const LOOK_EVERY: Duration = Duration::from_secs(3600);
/// After a failure of the deployment itself.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// What a cron is: unchanged, it keeps its next time.
#[derive(Debug, Clone)]
pub(crate) struct Cron {
    /// Whose it is.
    component: ComponentPath,
    identifier: String,
    function: FunctionPath,
    args: Json,
    schedule: Schedule,
    /// All of the above, as text.
    definition: String,
}

impl Cron {
    /// Whose it is.
    pub(crate) fn component(&self) -> &ComponentPath {
        &self.component
    }

    /// Its name, unique among the crons of a component.
    pub(crate) fn identifier(&self) -> &str {
        &self.identifier
    }

    /// Whether a cron of the same name is another one.
    pub(crate) fn differs_from(&self, other: &Self) -> bool {
        self.definition != other.definition
    }

    /// Reads what `export()` of a component's `crons` wrote.
    pub(crate) fn list(
        component: &ComponentPath,
        crons: Option<&Json>,
    ) -> Result<Vec<Self>, Error> {
        let Some(Json::Object(crons)) = crons else {
            return Ok(Vec::new());
        };
        crons
            .iter()
            .map(|(identifier, json)| Self::from_json(component, identifier, json))
            .collect()
    }

    fn from_json(component: &ComponentPath, identifier: &str, json: &Json) -> Result<Self, Error> {
        let bad = |why: String| {
            Error::bad_request(
                "InvalidCron",
                format!("The cron job `{identifier}` cannot be used: {why}."),
            )
        };
        let name = json.get("name").and_then(Json::as_str).unwrap_or_default();
        Ok(Self {
            component: component.clone(),
            identifier: identifier.to_owned(),
            function: FunctionPath::parse(name)?,
            args: json.get("args").cloned().unwrap_or_default(),
            schedule: Schedule::from_json(identifier, json.get("schedule")).map_err(bad)?,
            definition: json.to_string(),
        })
    }
}

/// The table of next times.
pub(crate) fn system_table() -> SystemTable {
    SystemTable {
        namespace: Namespace::ROOT,
        name: TABLE.to_owned(),
        indexes: Vec::new(),
    }
}

/// Makes the documents those of the crons in force.
pub(crate) async fn synchronise(engine: &Engine) -> Result<(), Error> {
    let deployed = engine.deployed();
    let now = engine.host.unix_millis();
    engine.write(|tx| write(tx, &deployed, now)).await?;
    engine.crons_changed.notify_one();
    Ok(())
}

/// Makes the documents those of the crons of a version. One that stays as it was keeps its next time, and so do all
/// while nobody knows which there are.
pub(crate) fn write(tx: &mut Transaction, deployed: &Deployed, now: f64) -> Result<(), StoreError> {
    if deployed.is_unusable() {
        return Ok(());
    }
    let mut kept = HashSet::new();
    for (id, document) in documents(tx)? {
        match current(deployed, &document) {
            Some(cron) => drop(kept.insert((&cron.component, &cron.identifier))),
            None => drop(tx.delete_system(id)?),
        }
    }
    for cron in &deployed.crons {
        let Some(first) = cron.schedule.first(now) else {
            continue;
        };
        if kept.contains(&(&cron.component, &cron.identifier)) {
            continue;
        }
        let field = |name: &str, value: &str| (name.to_owned(), Value::String(value.to_owned()));
        let mut document = Object::from([
            field("identifier", &cron.identifier),
            field("definition", &cron.definition),
            ("nextTime".to_owned(), Value::Float64(first)),
        ]);
        if !cron.component.is_root() {
            document.extend([field("component", cron.component.as_str())]);
        }
        tx.insert_system(TABLE, document)?;
    }
    Ok(())
}

/// The cron jobs of one deployment.
pub(crate) struct Crons {
    engine: Arc<Engine>,
    stop: CancellationToken,
    tasks: Tasks,
    /// One run at a time of each.
    running: Arc<Mutex<HashSet<DocumentId>>>,
}

impl Crons {
    pub(crate) fn new(engine: Arc<Engine>, stop: CancellationToken, tasks: Tasks) -> Self {
        Self {
            engine,
            stop,
            tasks,
            running: Arc::default(),
        }
    }

    /// Works until the deployment stops.
    pub(crate) async fn run(self) {
        while !self.stop.is_cancelled() {
            let wait = self.look().unwrap_or_else(|error| {
                tracing::error!(%error, "cron jobs could not be read");
                RETRY_AFTER
            });
            tokio::select! {
                biased;
                () = self.stop.cancelled() => {}
                () = self.engine.crons_changed.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Starts what is due; how long until the next one is.
    fn look(&self) -> Result<Duration, StoreError> {
        let now = self.engine.host.unix_millis();
        let mut wait = LOOK_EVERY;
        let deployed = self.engine.deployed();
        for (id, document) in documents(&mut self.engine.store.begin())? {
            // What is not in force any more is about to be deleted.
            if self.running.lock().contains(&id) || current(&deployed, &document).is_none() {
                continue;
            }
            let millis = next_time(&document) - now;
            if millis <= 0.0 {
                self.start(id);
            } else {
                let until =
                    Duration::from_secs_f64(millis.min(LOOK_EVERY.as_secs_f64() * 1e3) / 1e3);
                wait = wait.min(until.max(Duration::from_millis(1)));
            }
        }
        Ok(wait)
    }

    fn start(&self, id: DocumentId) {
        self.running.lock().insert(id);
        let (engine, running, stop) =
            (self.engine.clone(), self.running.clone(), self.stop.clone());
        self.tasks.spawn(async move {
            if let Err(error) = tick(&engine, id).await {
                tracing::error!(%error, "a cron job could not be run");
                tokio::select! {
                    biased;
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(RETRY_AFTER) => {}
                }
            }
            running.lock().remove(&id);
            engine.crons_changed.notify_one();
        });
    }
}

/// Claims the tick and runs its function.
async fn tick(engine: &Arc<Engine>, id: DocumentId) -> Result<(), Error> {
    let now = engine.host.unix_millis();
    let deployed = engine.deployed();
    let claim = |tx: &mut Transaction| {
        let Some(document) = tx.get_system(id)? else {
            return Ok(None);
        };
        let document = document.value();
        let cron = current(&deployed, document);
        let previous = next_time(document);
        let Some(cron) = cron.filter(|_| previous <= now) else {
            return Ok(None);
        };
        match cron.schedule.next(previous, now) {
            Some(next) => {
                let patch = Patch::from([("nextTime".to_owned(), Some(Value::Float64(next)))]);
                tx.patch_system(id, patch)?;
            }
            None => drop(tx.delete_system(id)?),
        }
        Ok(Some(cron.clone()))
    };
    let Some(cron) = engine.write(claim).await? else {
        return Ok(());
    };
    if let Err(message) = run(engine, &cron).await? {
        tracing::warn!(cron = cron.identifier, "a cron job failed: {message}");
    }
    Ok(())
}

async fn run(engine: &Arc<Engine>, cron: &Cron) -> Result<Result<(), String>, Error> {
    let deployed = engine.deployed();
    let target = Target {
        component: cron.component.clone(),
        function: cron.function.clone(),
        is_own: true,
    };
    let function = match deployed.target(&target) {
        Ok(function) => function.clone(),
        Err(message) => return Ok(Err(message)),
    };
    let args = match CallArgs::from_json(cron.args.clone()) {
        Ok(args) => args,
        Err(message) => return Ok(Err(message)),
    };
    if !matches!(function.kind, FunctionKind::Mutation | FunctionKind::Action) {
        return Ok(Err(format!(
            "{} is a {}; a cron job runs a mutation or an action",
            cron.function, function.kind
        )));
    }
    let result = engine.run_as_system(function, args, None).await?;
    Ok(result
        .value
        .map(drop)
        .map_err(|failure| failure.message.to_string()))
}

/// The cron in force that a document is about.
fn current<'d>(deployed: &'d Deployed, document: &Value) -> Option<&'d Cron> {
    deployed.crons.iter().find(|cron| {
        text(document, "component") == cron.component.as_str()
            && text(document, "identifier") == cron.identifier
            && text(document, "definition") == cron.definition
    })
}

fn documents(tx: &mut Transaction) -> Result<Vec<(DocumentId, Value)>, StoreError> {
    let Some(index) = tx.system_table_index(TABLE)? else {
        return Ok(Vec::new());
    };
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    let mut documents = Vec::new();
    while let Some((_, document)) = scan.next(tx)? {
        documents.push((document.id(), document.value().clone()));
    }
    Ok(documents)
}

/// All of them as operators see them, those that run next first.
pub(crate) fn listed(tx: &mut Transaction) -> Result<Json, StoreError> {
    let mut crons = documents(tx)?;
    crons.sort_by(|(_, one), (_, other)| next_time(one).total_cmp(&next_time(other)));
    let shown = crons.iter().map(|(_, document)| {
        let definition = text(document, "definition");
        let definition: Json = serde_json::from_str(definition).unwrap_or_default();
        json!({
            "component": text(document, "component"),
            "identifier": text(document, "identifier"),
            "function": definition["name"],
            "schedule": schedule::in_words(&definition["schedule"]),
            "nextTime": next_time(document),
        })
    });
    Ok(shown.collect())
}

fn text<'a>(document: &'a Value, field: &str) -> &'a str {
    document
        .field(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn next_time(document: &Value) -> f64 {
    document
        .field("nextTime")
        .and_then(Value::as_f64)
        .unwrap_or_default()
}
