//! Reading documents, one at a time and as streams.

use super::FunctionHost;
use super::args::{document_id, invalid, parse};
use super::rows::{Prepared, is_visible_system_table};
use super::store_error;
use convex_runtime::SyscallError;
use convex_values::names;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::borrow::Cow;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GetArgs<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(default)]
    is_system: bool,
    #[serde(default, borrow)]
    table: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct QueryArgs {
    query: Json,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StreamArgs {
    query_id: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NormalizeArgs<'a> {
    #[serde(borrow)]
    table: Cow<'a, str>,
    #[serde(borrow)]
    id_string: Cow<'a, str>,
}

#[derive(Deserialize)]
struct CountArgs<'a> {
    #[serde(borrow)]
    table: Cow<'a, str>,
}

impl FunctionHost {
    pub(super) fn get(&mut self, args: &str) -> Result<String, SyscallError> {
        let args: GetArgs<'_> = parse("1.0/get", args)?;
        let id = document_id(&args.id, "db.get")?;
        self.check_table(args.table.as_deref(), id, "db.get")?;
        let hidden = self
            .tx
            .table_name(id.table)
            .is_some_and(|name| names::is_system_table(name) && !is_visible_system_table(name));
        let found = match args.is_system {
            true if hidden => Ok(None),
            true => self.tx.get_system(id),
            false => self.tx.get(id),
        };
        Ok(found
            .map_err(store_error)?
            .map_or_else(|| "null".to_owned(), |document| document.json().to_string()))
    }

    /// With an explicit table, an id of another one is an error.
    pub(super) fn check_table(
        &mut self,
        table: Option<&str>,
        id: convex_values::DocumentId,
        api: &str,
    ) -> Result<(), SyscallError> {
        let Some(expected) = table else { return Ok(()) };
        match self.tx.table_name(id.table) {
            Some(found) if found != expected => Err(invalid(
                "id",
                api,
                format!("expected to be an Id<\"{expected}\">, got Id<\"{found}\"> instead."),
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn query_stream(&mut self, args: &str) -> Result<String, SyscallError> {
        let args: QueryArgs = parse("1.0/queryStream", args)?;
        let rows = Prepared::new(&args.query, &mut self.tx)?.open(&mut self.tx)?;
        let id = self.frame.next_stream;
        self.frame.next_stream += 1;
        self.frame.streams.insert(id, rows);
        Ok(json!({ "queryId": id }).to_string())
    }

    pub(super) fn query_stream_next(&mut self, args: &str) -> Result<String, SyscallError> {
        let args: StreamArgs = parse("1.0/queryStreamNext", args)?;
        let rows = self
            .frame
            .streams
            .get_mut(&args.query_id)
            .ok_or_else(|| SyscallError::new("The query was already consumed to its end."))?;
        let document = rows.next(&mut self.tx)?;
        if document.is_none() {
            self.frame.streams.remove(&args.query_id);
        }
        Ok(match document {
            Some(document) => format!(r#"{{"value":{},"done":false}}"#, document.json()),
            None => r#"{"value":null,"done":true}"#.to_owned(),
        })
    }

    pub(super) fn query_cleanup(&mut self, args: &str) -> Result<String, SyscallError> {
        let args: StreamArgs = parse("1.0/queryCleanup", args)?;
        Ok(self
            .frame
            .streams
            .remove(&args.query_id)
            .is_some()
            .to_string())
    }

    pub(super) fn normalize_id(&mut self, args: &str) -> Result<String, SyscallError> {
        let args: NormalizeArgs<'_> = parse("1.0/db/normalizeId", args)?;
        let id = self.tx.normalize_id(&args.table, &args.id_string);
        Ok(json!({ "id": id.map(|id| id.to_text()) }).to_string())
    }

    pub(super) fn count(&mut self, args: &str) -> Result<String, SyscallError> {
        let args: CountArgs<'_> = parse("1.0/count", args)?;
        self.tx
            .count(&args.table)
            .map(|count| count.to_string())
            .map_err(store_error)
    }

    /// The snapshot's timestamp as an encoded int64. A result that knows it must expire.
    pub(super) fn snapshot_ts(&mut self) -> String {
        self.observed.time = true;
        let ts = i64::try_from(self.tx.begin_ts().0).unwrap_or(i64::MAX);
        convex_values::Value::Int64(ts).to_json_string()
    }
}
