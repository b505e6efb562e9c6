//! What operators change by hand: one document, or a scheduled function. Each change is a transaction and an entry of
//! the log, as that of a function is.

use super::engine::storage_error;
use super::system_query::readable;
use super::{CallArgs, Callee, Engine, RequestKey};
use crate::auth::Caller;
use crate::components::ComponentPath;
use crate::outcome::{FunctionFailure, FunctionResult};
use crate::syscalls::{JOBS_TABLE, JobState};
use crate::{Error, FunctionPath};
use convex_runtime::FunctionKind;
use convex_store::{CommitError, Document, Namespace, StoreError, Timestamp, Transaction};
use convex_values::{DocumentId, Object, Value};
use std::sync::Arc;

#[derive(Debug, Clone, Copy)]
pub(super) enum SystemMutation {
    /// Gives a document other fields.
    Replace,
    Delete,
    /// Cancels a scheduled function.
    Cancel,
}

/// A refused change: a short code, and a sentence for whoever wanted it.
struct Refused(&'static str, String);

type Changed = Result<Result<(), Refused>, StoreError>;

impl SystemMutation {
    pub(super) fn named(callee: &Callee<'_>, caller: &Caller) -> Option<Self> {
        if !caller.is_operator() || !callee.path.starts_with("_system/") {
            return None;
        }
        let path = FunctionPath::parse(callee.path).ok()?;
        let all = [Self::Replace, Self::Delete, Self::Cancel];
        all.into_iter().find(|it| it.path() == path.as_str())
    }

    fn path(self) -> &'static str {
        match self {
            Self::Replace => "_system/operator:replaceDocument",
            Self::Delete => "_system/operator:deleteDocument",
            Self::Cancel => "_system/operator:cancelJob",
        }
    }

    fn change(self, tx: &mut Transaction, args: &Value, now: f64) -> Changed {
        let text = |field: &str| args.field(field).and_then(Value::as_str);
        let id = text("id").unwrap_or_default();
        if let Self::Cancel = self {
            return cancel(tx, id, now);
        }
        let Ok(id) = id.parse::<DocumentId>() else {
            return Ok(Err(gone()));
        };
        let document = match tx.get(id) {
            Ok(Some(document)) => document,
            Ok(None) => return Ok(Err(gone())),
            Err(error) => return refusable(Err(error)),
        };
        if text("before").is_some_and(|before| !is_alike(before, &fields_text(&document))) {
            let sentence =
                "The document has changed meanwhile. Look at it again before you change it.";
            return Ok(Err(Refused("CHANGED", sentence.to_owned())));
        }
        match self {
            Self::Delete => refusable(tx.delete(id)),
            _ => match fields(text("text").unwrap_or_default()) {
                Ok(fields) => refusable(tx.replace(id, fields)),
                Err(why) => Ok(Err(Refused("NOT_A_DOCUMENT", why))),
            },
        }
    }
}

/// A change somebody has asked for.
struct Change {
    mutation: SystemMutation,
    namespace: Namespace,
    args: CallArgs,
    /// Given, it is made at most once.
    key: Option<RequestKey>,
}

impl Engine {
    pub(super) async fn system_mutation(
        self: &Arc<Self>,
        mutation: SystemMutation,
        args: CallArgs,
        caller: &Caller,
        request_id: &str,
        key: Option<RequestKey>,
    ) -> Result<(FunctionResult, Timestamp), Error> {
        let component = args.value().field("component").and_then(Value::as_str);
        let component = ComponentPath::from(component.unwrap_or_default());
        let deployed = self.deployed();
        let home = deployed.component(&component).map(|found| &found.home);
        let Some(namespace) = home.map(|home| home.namespace) else {
            let missing = format!("There is no component '{component}'.");
            return Ok((FunctionResult::failed(missing), self.latest()));
        };
        let change = Change {
            mutation,
            namespace,
            args,
            key,
        };
        let (kind, name) = (FunctionKind::Mutation, Arc::from(mutation.path()));
        let execution = self.executions.begin(kind, name, request_id, caller);
        let mut attempt = 1;
        loop {
            if let Some((result, ts)) = self.change(&change).await? {
                self.report(&execution, &result);
                return Ok((result, ts));
            }
            tokio::time::sleep(self.backoff(attempt)).await;
            attempt += 1;
        }
    }

    /// None if somebody got in the way.
    async fn change(&self, change: &Change) -> Result<Option<(FunctionResult, Timestamp)>, Error> {
        let failed = |error: StoreError| storage_error(&error);
        let mut tx = self.store.begin();
        if let Some(key) = &change.key
            && let Some(known) = key.find(&mut tx).map_err(failed)?
        {
            return Ok(Some(known));
        }
        tx.enter(change.namespace);
        let now = self.host.unix_millis();
        let changed = change.mutation.change(&mut tx, change.args.value(), now);
        if let Err(refused) = changed.map_err(failed)? {
            return Ok(Some((refused.into_result(), self.latest())));
        }
        let result = done();
        if let Some(key) = &change.key {
            tx.enter(Namespace::ROOT);
            key.record(&result, &mut tx).map_err(failed)?;
        }
        match self.store.commit(tx).await {
            Ok(committed) => Ok(Some((result, committed.ts))),
            Err(error) if error.is_retriable() => Ok(None),
            Err(CommitError::Failed(error)) => Err(failed(error)),
            Err(error) => Err(Error::internal(error.to_string())),
        }
    }
}

fn done() -> FunctionResult {
    FunctionResult {
        value: Ok(Arc::from("null")),
        log_lines: Arc::from([]),
    }
}

impl Refused {
    fn into_result(self) -> FunctionResult {
        let Self(code, sentence) = self;
        FunctionResult {
            value: Err(FunctionFailure::told(code, sentence)),
            log_lines: Arc::from([]),
        }
    }
}

fn gone() -> Refused {
    Refused(
        "NOT_FOUND",
        "There is no such document any more.".to_owned(),
    )
}

/// What the schema does not allow, or what is too large, is the operator's to mend.
fn refusable(outcome: Result<Arc<Document>, StoreError>) -> Changed {
    match outcome {
        Ok(_) => Ok(Ok(())),
        Err(error) if error.class() == convex_store::ErrorClass::BadRequest => {
            Ok(Err(Refused("NOT_ALLOWED", error.to_string())))
        }
        Err(error) => Err(error),
    }
}

fn cancel(tx: &mut Transaction, id: &str, now: f64) -> Changed {
    let Some(id) = tx.normalize_id(JOBS_TABLE, id) else {
        return Ok(Err(gone()));
    };
    match JobState::read(id, tx)? {
        Some(JobState::Pending | JobState::InProgress) => {
            JobState::Canceled.write(id, now, tx).map(Ok)
        }
        Some(_) => {
            let sentence = "The function has ended already, so there is nothing to cancel.";
            Ok(Err(Refused("ENDED", sentence.to_owned())))
        }
        None => Ok(Err(gone())),
    }
}

/// The fields that somebody has written, without those that the deployment sets.
fn fields(text: &str) -> Result<Object, String> {
    let value =
        Value::from_json_str(text).map_err(|error| format!("This is no document: {error}"))?;
    match value {
        Value::Object(mut fields) => {
            fields.retain(|name, _| !name.starts_with('_'));
            Ok(fields)
        }
        other => Err(format!(
            "A document is an object, but this is {}.",
            other.type_name()
        )),
    }
}

/// A document's fields as pages have got them.
fn fields_text(document: &Document) -> String {
    readable(serde_json::from_str(document.json()).unwrap_or_default())
}

/// A form turns line ends into others on the way.
fn is_alike(one: &str, other: &str) -> bool {
    one.lines().eq(other.lines())
}
