//! Inserting, patching, replacing and deleting documents.

use super::FunctionHost;
use super::args::{document_id, invalid, parse};
use super::store_error;
use convex_runtime::SyscallError;
use convex_values::{DocumentId, Object, Value, decode_fields, decode_written};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use std::borrow::Cow;

#[derive(Deserialize)]
struct InsertArgs<'a> {
    #[serde(borrow)]
    table: Cow<'a, str>,
    #[serde(borrow)]
    value: &'a RawValue,
}

#[derive(Deserialize)]
struct UpdateArgs<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    value: &'a RawValue,
    #[serde(default, borrow)]
    table: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct RemoveArgs<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(default, borrow)]
    table: Option<Cow<'a, str>>,
}

impl FunctionHost {
    pub(super) fn insert(&mut self, args: &str) -> Result<String, SyscallError> {
        self.require_mutation("1.0/insert")?;
        let args: InsertArgs<'_> = parse("1.0/insert", args)?;
        let fields = object(args.value, "db.insert")?;
        let id = self.tx.insert(&args.table, fields).map_err(store_error)?;
        Ok(json!({ "_id": id.to_text() }).to_string())
    }

    pub(super) fn shallow_merge(&mut self, args: &str) -> Result<String, SyscallError> {
        self.require_mutation("1.0/shallowMerge")?;
        let args: UpdateArgs<'_> = parse("1.0/shallowMerge", args)?;
        let id = self.target(&args.id, args.table.as_deref(), "db.patch")?;
        let fields =
            decode_fields(args.value.get()).map_err(|error| invalid("value", "db.patch", error))?;
        let document = self
            .tx
            .patch(id, fields.into_iter().collect())
            .map_err(store_error)?;
        Ok(document.json().to_string())
    }

    pub(super) fn replace(&mut self, args: &str) -> Result<String, SyscallError> {
        self.require_mutation("1.0/replace")?;
        let args: UpdateArgs<'_> = parse("1.0/replace", args)?;
        let id = self.target(&args.id, args.table.as_deref(), "db.replace")?;
        let fields = object(args.value, "db.replace")?;
        let document = self.tx.replace(id, fields).map_err(store_error)?;
        Ok(document.json().to_string())
    }

    pub(super) fn remove(&mut self, args: &str) -> Result<String, SyscallError> {
        self.require_mutation("1.0/remove")?;
        let args: RemoveArgs<'_> = parse("1.0/remove", args)?;
        let id = self.target(&args.id, args.table.as_deref(), "db.delete")?;
        let document = self.tx.delete(id).map_err(store_error)?;
        Ok(document.json().to_string())
    }

    fn target(
        &mut self,
        id: &str,
        table: Option<&str>,
        api: &str,
    ) -> Result<DocumentId, SyscallError> {
        let id = document_id(id, api)?;
        self.check_table(table, id, api)?;
        Ok(id)
    }
}

fn object(value: &RawValue, api: &str) -> Result<Object, SyscallError> {
    match decode_written(value.get()) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(other) => Err(invalid(
            "value",
            api,
            format!("value must be an Object, but it is {}", other.type_name()),
        )),
        Err(error) => Err(invalid("value", api, error)),
    }
}
