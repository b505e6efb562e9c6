//! Mutations that ran: kept with their results, so that a client that asks again gets the answer and not a
//! second run.

use crate::outcome::FunctionResult;
use convex_store::{
    KeyInterval, Namespace, Order, RangeExpression, RangeOperator, StoreError, SystemTable,
    Timestamp, Transaction,
};
use convex_values::{FieldPath, Object, Value};
use std::sync::Arc;

const TABLE: &str = "_mutation_requests";
const INDEX: &str = "by_request";
/// Records are kept for two weeks.
const KEEP_MILLIS: f64 = 14.0 * 86_400_000.0;
/// Documents hold at most a mebibyte; a result that does not fit is not repeated.
const MAX_RESULT: usize = 900_000;

/// What identifies a mutation of a client across connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestKey {
    pub(crate) session: Arc<str>,
    pub(crate) request: u32,
    /// Whose it is: nobody gets another's result by guessing a session.
    pub(crate) owner: Arc<str>,
}

/// The platform's tables that every component has for itself.
pub(crate) fn component_tables(namespace: Namespace) -> Vec<SystemTable> {
    let own = [crate::syscalls::JOBS_TABLE, crate::files::STORAGE_TABLE];
    let tables = system_tables().into_iter();
    let tables = tables.filter(|table| own.contains(&table.name.as_str()));
    tables
        .map(|table| SystemTable { namespace, ..table })
        .collect()
}

/// The platform's tables and their indexes.
pub(crate) fn system_tables() -> Vec<SystemTable> {
    let path = |text: &str| text.parse::<FieldPath>().ok();
    let index = |name: &str, fields: &[&str]| {
        (
            name.to_owned(),
            fields.iter().copied().filter_map(path).collect(),
        )
    };
    let mut tables = vec![
        SystemTable {
            namespace: Namespace::ROOT,
            name: TABLE.to_owned(),
            indexes: vec![index(INDEX, &["session", "request"])],
        },
        SystemTable {
            namespace: Namespace::ROOT,
            name: crate::syscalls::JOBS_TABLE.to_owned(),
            indexes: vec![
                index("by_function", &["state.kind", "name", "scheduledTime"]),
                index("by_completed", &["completedTime"]),
            ],
        },
        crate::crons::system_table(),
        crate::clock::system_table(),
        crate::components::system_table(),
        crate::environment::system_table(),
        crate::push::system_table(),
    ];
    tables.extend(crate::files::system_tables());
    tables.extend(crate::snapshots::system_tables());
    tables
}

impl RequestKey {
    /// The stored result and its commit's timestamp, if the mutation ran. Reading it makes a second run of the
    /// same request conflict.
    pub(crate) fn find(
        &self,
        tx: &mut Transaction,
    ) -> Result<Option<(FunctionResult, Timestamp)>, StoreError> {
        let index = tx.system_index(&format!("{TABLE}.{INDEX}"))?;
        let equals = |field: &'static str, value| RangeExpression {
            operator: RangeOperator::Eq,
            field: FieldPath::system(field),
            value: Some(value),
        };
        let interval = index.interval(&[
            equals("session", Value::String(self.session.to_string())),
            equals("request", Value::Float64(f64::from(self.request))),
        ])?;
        let mut scan = tx.scan(&index, interval, Order::Ascending);
        while let Some((_, record)) = scan.next(tx)? {
            let owner = record.value().field("owner").and_then(Value::as_str);
            if owner == Some(&*self.owner) {
                // The record is written by the mutation's own commit and never again.
                let ts = record.commit_ts().unwrap_or(tx.begin_ts());
                let result = stored_result(record.value()).committed_at(ts);
                return Ok(Some((result, ts)));
            }
        }
        Ok(None)
    }

    /// Stores the result in the mutation's own transaction.
    pub(crate) fn record(
        &self,
        result: &FunctionResult,
        tx: &mut Transaction,
    ) -> Result<(), StoreError> {
        let Ok(value) = &result.value else {
            return Ok(());
        };
        let lines: usize = result.log_lines.iter().map(String::len).sum();
        let mut fields = Object::from([
            (
                "session".to_owned(),
                Value::String(self.session.to_string()),
            ),
            (
                "request".to_owned(),
                Value::Float64(f64::from(self.request)),
            ),
            ("owner".to_owned(), Value::String(self.owner.to_string())),
        ]);
        if value.len() + lines <= MAX_RESULT {
            fields.insert("result".to_owned(), Value::String(value.to_string()));
            let lines = result
                .log_lines
                .iter()
                .map(|line| Value::String(line.clone()));
            fields.insert("logLines".to_owned(), Value::Array(lines.collect()));
        }
        tx.insert_system(TABLE, fields).map(drop)
    }
}

fn stored_result(record: &Value) -> FunctionResult {
    let lines = record
        .field("logLines")
        .and_then(Value::as_array)
        .unwrap_or_default();
    let log_lines = lines
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    match record.field("result").and_then(Value::as_str) {
        Some(value) => FunctionResult {
            value: Ok(Arc::from(value)),
            log_lines,
        },
        None => FunctionResult::failed(
            "The mutation ran, but its result was too large to be kept for a repeated request.",
        ),
    }
}

/// Deletes up to `limit` records that are too old; returns how many.
pub(crate) fn sweep(
    tx: &mut Transaction,
    now_millis: f64,
    limit: usize,
) -> Result<usize, StoreError> {
    let Some(index) = tx.system_table_index(TABLE)? else {
        return Ok(0);
    };
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    let mut swept = 0;
    while swept < limit {
        let Some((_, record)) = scan.next(tx)? else {
            break;
        };
        if record.creation_time() > now_millis - KEEP_MILLIS {
            break;
        }
        tx.delete_system(record.id())?;
        swept += 1;
    }
    Ok(swept)
}
