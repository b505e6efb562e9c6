//! Queries about the deployment itself: those of the official CLI, which asks as administrator, and those of operators.
//! They are answered through the cache like any other, so that a subscription to one is told of changes.

mod documents;
mod operator;
mod spec;
mod tables;

pub(super) use documents::readable;
use operator::OperatorQuery;

use super::cache::Question;
use super::engine::storage_error;
use super::query::{Answer, Executed};
use super::{CallArgs, Callee, Deployed, Engine};
use crate::auth::Caller;
use crate::components::{ComponentPath, Instance, SITE_URL};
use crate::outcome::{FunctionFailure, FunctionResult, QueryOutcome};
use crate::snapshots;
use crate::syscalls::{Frame, FunctionHost, Run};
use crate::{Error, FunctionPath};
use convex_runtime::FunctionKind;
use convex_store::{ReadSet, Timestamp};
use convex_values::Value;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use tokio::sync::Notify;

#[derive(Debug, Clone, Copy)]
pub(super) enum SystemQuery {
    /// All environment variables, by name.
    Variables,
    /// One of them, or null.
    Variable,
    /// Names of the application's tables.
    Tables,
    /// Documents of a table, a page at a time.
    TableData,
    /// How many documents a table has.
    TableSize,
    /// Something that changes with every write to a table.
    TableVersion,
    /// The functions, with what goes in and comes out.
    Spec,
    /// Where clients reach the deployment.
    CloudUrl,
    /// The newest export.
    LastExport,
    /// The newest imports.
    Imports,
    /// One of them.
    Import,
    /// The app's components, the app itself first.
    Components,
    /// The schema as the functions export it.
    Schemas,
    /// What operators ask.
    Operator(OperatorQuery),
}

fn no_component(path: &ComponentPath) -> Error {
    Error::bad_request(
        "ComponentNotFound",
        format!("There is no component '{path}'; see which there are in convex.config.ts."),
    )
}

/// What a run came to: JSON, or why there is none.
type Ran = Result<Result<Json, String>, Error>;

impl SystemQuery {
    pub(super) fn named(callee: &Callee<'_>, caller: &Caller) -> Option<Self> {
        if !caller.is_operator() || !callee.path.starts_with("_system/") {
            return None;
        }
        let path = FunctionPath::parse(callee.path).ok()?;
        match path.stripped() {
            name if name.starts_with("_system/operator:") => {
                OperatorQuery::named(name).map(Self::Operator)
            }
            _ if !caller.is_admin() => None,
            "_system/cli/queryEnvironmentVariables" => Some(Self::Variables),
            "_system/cli/queryEnvironmentVariables:get" => Some(Self::Variable),
            "_system/cli/tables" => Some(Self::Tables),
            "_system/cli/tableData" => Some(Self::TableData),
            "_system/cli/tableSize" => Some(Self::TableSize),
            "_system/cli/queryTable" => Some(Self::TableVersion),
            "_system/cli/modules:apiSpec" => Some(Self::Spec),
            "_system/cli/convexUrl:cloudUrl" => Some(Self::CloudUrl),
            "_system/cli/exports:getLatest" => Some(Self::LastExport),
            "_system/cli/queryImport:list" => Some(Self::Imports),
            "_system/cli/queryImport" => Some(Self::Import),
            "_system/frontend/components:list" => Some(Self::Components),
            "_system/frontend/getSchemas" => Some(Self::Schemas),
            _ => None,
        }
    }

    /// Whose data it is about; some are about the deployment.
    pub(super) fn component(self, callee: &Callee<'_>, args: &CallArgs) -> ComponentPath {
        let asked = match self {
            Self::Tables | Self::TableData | Self::TableSize | Self::TableVersion | Self::Spec => {
                callee.component
            }
            Self::Operator(_) => args.value().field("component").and_then(Value::as_str),
            _ => None,
        };
        ComponentPath::from(asked.unwrap_or_default())
    }

    /// Operators read why on the page that asks.
    fn failure(self, why: String) -> FunctionFailure {
        match self {
            Self::Operator(_) => FunctionFailure::told("NOT_ANSWERED", why),
            _ => FunctionFailure::text(why),
        }
    }

    fn run(self, host: &mut FunctionHost, args: &CallArgs) -> Ran {
        let (engine, deployed) = (host.run.engine.clone(), host.run.deployed.clone());
        let text = |field: &str| args.value().field(field).and_then(Value::as_str);
        Ok(Ok(match self {
            Self::Variables | Self::Variable => {
                let variables = engine.sealed_variables.read(&mut host.tx);
                let variables = variables.map_err(|error| storage_error(&error))?;
                let shown =
                    |(name, value): (&String, &String)| json!({ "name": name, "value": value });
                match self {
                    Self::Variables => variables.iter().map(shown).collect(),
                    _ => {
                        let name = text("name").unwrap_or_default();
                        // Versions of the CLI before 1.35 learn in this way where HTTP actions are.
                        let site = || match name {
                            SITE_URL => json!({ "name": name, "value": engine.origins().1 }),
                            _ => Json::Null,
                        };
                        variables.get_key_value(name).map_or_else(site, shown)
                    }
                }
            }
            Self::Tables => tables::names(&mut host.tx),
            Self::TableData => return Ok(tables::page(host, args.value())),
            Self::TableSize | Self::TableVersion => {
                let size = host.tx.count(text("tableName").unwrap_or_default());
                match (size, self) {
                    (Ok(size), Self::TableSize) => json!(size),
                    (Ok(_), _) => json!(tables::version(&*engine.host)),
                    (Err(error), _) => return Ok(Err(error.to_string())),
                }
            }
            Self::Spec => spec::of(deployed.component(&host.frame.home.path)),
            Self::CloudUrl => json!(engine.origins().0),
            Self::LastExport | Self::Imports | Self::Import => {
                let tx = &mut host.tx;
                let found = match self {
                    Self::LastExport => snapshots::last_export(tx),
                    Self::Imports => snapshots::imports(tx),
                    _ => snapshots::one_import(tx, text("importId").unwrap_or_default()),
                };
                found.map_err(|error| storage_error(&error))?
            }
            Self::Operator(query) => return query.run(host, args),
            Self::Components => components(&deployed),
            Self::Schemas => json!({ "active": deployed.schema }),
        }))
    }
}

/// Components are known by their paths.
fn components(deployed: &Deployed) -> Json {
    let described = deployed.components().map(|component| {
        let path = component.home.path.as_str();
        let name = path.rsplit('/').next();
        json!({ "id": path, "path": path, "name": name, "args": {}, "state": "active" })
    });
    described.collect()
}

impl Engine {
    pub(super) async fn system_query(
        self: &Arc<Self>,
        query: SystemQuery,
        component: ComponentPath,
        args: CallArgs,
        caller: &Arc<Caller>,
        ts: Timestamp,
        waker: Option<&Arc<Notify>>,
    ) -> Result<Answer, Error> {
        let deployed = self.deployed_at(ts).await;
        let question = Arc::new(Question {
            version: deployed.number,
            path: Arc::from(format!("_system {query:?} {component}")),
            args: args.text().clone(),
            journal: None,
        });
        let is_about_runs = match query {
            SystemQuery::Operator(query) => query.is_about_runs(),
            _ => false,
        };
        let run = || async {
            // Before it looks: what it misses then makes it out of date.
            let runs_observed = is_about_runs.then(|| *self.executions.watch().borrow());
            let mut host = match deployed.component(&component) {
                Some(component) => {
                    let home = component.home.clone();
                    self.system_host(deployed, home, caller.clone(), ts)?
                }
                None => return Err(no_component(&component)),
            };
            let value = query.run(&mut host, &args)?;
            let value = value
                .map(|json| Arc::from(json.to_string()))
                .map_err(|why| query.failure(why));
            let result = FunctionResult {
                value,
                log_lines: Arc::from([]),
            };
            Ok(Executed {
                outcome: Arc::new(QueryOutcome {
                    result,
                    journal: None,
                }),
                reads: match is_about_runs {
                    // Commits come with runs, and those are told of less often.
                    true => ReadSet::default(),
                    false => host.tx.read_set(),
                },
                identity_observed: false,
                time_observed: false,
                runs_observed,
            })
        };
        let cache = self.cache.clone();
        cache
            .get(question, caller.cache_key(), ts, waker, run)
            .await
    }

    /// A host of no function, at a snapshot.
    fn system_host(
        self: &Arc<Self>,
        deployed: Arc<Deployed>,
        home: Arc<Instance>,
        caller: Arc<Caller>,
        ts: Timestamp,
    ) -> Result<FunctionHost, Error> {
        let tx = self.store.begin_at(ts);
        let run = Run {
            engine: self.clone(),
            deployed,
            caller,
            request_id: String::new(),
            job: None,
            depth: 0,
        };
        let name = FunctionPath::parse("_system:query")?;
        let frame = Frame::of(name, home, FunctionKind::Query);
        let tx = tx.map_err(|error| storage_error(&error))?;
        Ok(FunctionHost::new(tx, Arc::new(run), frame))
    }
}
