//! Documents and files for operators, a page at a time, with the fields as text that people can read and change.

use super::tables;
use crate::files::{self, STORAGE_TABLE};
use crate::syscalls::FunctionHost;
use convex_values::{FieldPath, Value, names};
use serde_json::{Value as Json, json};

/// Documents of one page.
const PAGE: usize = 25;
/// A page ends after so many, however few of them a condition holds for.
const LOOKED_AT_MAX: usize = 4_096;
/// Conditions of one page at most.
const CONDITIONS_MAX: usize = 16;
/// Fields that the deployment sets.
const SET: [&str; 2] = ["_id", "_creationTime"];

/// Documents of a table that all `conditions` hold for, the newest first unless `order` is `asc`.
pub(super) fn page(host: &mut FunctionHost, args: &Value) -> Result<Json, String> {
    let text = |field: &str| args.field(field).and_then(Value::as_str);
    let table = text("table").unwrap_or_default();
    if names::is_system_table(table) {
        return Err("Tables whose names begin with an underscore belong to the deployment.".into());
    }
    if !host.tx.table_names(false).iter().any(|name| name == table) {
        return Err(format!("There is no table `{table}` any more."));
    }
    let order = text("order").unwrap_or("desc");
    let conditions = args.field("conditions").and_then(Value::as_array);
    let conditions = conditions.unwrap_or_default();
    if conditions.len() > CONDITIONS_MAX {
        return Err(format!(
            "At most {CONDITIONS_MAX} conditions count at once."
        ));
    }
    let filters = conditions.iter().map(filter).collect::<Result<_, _>>()?;
    let found = read(host, table, order, filters, text("cursor"))?;
    Ok(found.with(shown))
}

/// Stored files, the newest first.
pub(super) fn files(host: &mut FunctionHost, cursor: Option<&str>) -> Result<Json, String> {
    let found = read(host, STORAGE_TABLE, "desc", Vec::new(), cursor)?;
    let engine = host.run.engine.clone();
    Ok(found.with(|file| {
        let id = host
            .tx
            .normalize_id(STORAGE_TABLE, file["_id"].as_str().unwrap_or_default());
        let stored = id.and_then(|id| files::find(&mut host.tx, id).ok().flatten());
        json!({
            "id": file["_id"],
            "creationTime": file["_creationTime"],
            "size": file["size"],
            "contentType": file["contentType"],
            "url": stored.map(|file| engine.files.url(&file.name)),
        })
    }))
}

/// A page as `paginate` gives it.
struct Found {
    documents: Vec<Json>,
    /// Where the next page begins; null at the end.
    next: Json,
}

impl Found {
    fn with(self, show: impl FnMut(Json) -> Json) -> Json {
        let page: Vec<Json> = self.documents.into_iter().map(show).collect();
        json!({ "page": page, "next": self.next })
    }
}

fn read(
    host: &mut FunctionHost,
    table: &str,
    order: &str,
    operators: Vec<Json>,
    cursor: Option<&str>,
) -> Result<Found, String> {
    let query = json!({
        "source": { "type": "FullTableScan", "tableName": table, "order": order },
        "operators": operators,
    });
    let call = json!({
        "query": query,
        "cursor": cursor,
        "pageSize": PAGE,
        "maximumRowsRead": LOOKED_AT_MAX,
    });
    let mut answer = tables::query_page(host, &call)?;
    let next = match answer["isDone"] == true {
        true => Json::Null,
        false => answer["continueCursor"].take(),
    };
    let documents = match answer["page"].take() {
        Json::Array(documents) => documents,
        _ => Vec::new(),
    };
    Ok(Found { documents, next })
}

/// A filter. What is no JSON is text, so that nobody has to quote it.
fn filter(condition: &Value) -> Result<Json, String> {
    let text = |part: &str| condition.field(part).and_then(Value::as_str);
    let text = |part: &str| text(part).unwrap_or_default();
    let (field, op, value) = (text("field"), text("op"), text("value"));
    if !["eq", "neq", "lt", "lte", "gt", "gte"].contains(&op) {
        return Err(format!("`{op}` is no comparison; choose one of the list."));
    }
    if let Err(error) = field.parse::<FieldPath>() {
        return Err(format!("`{field}` names no field: {error}"));
    }
    let value = serde_json::from_str(value).unwrap_or_else(|_| Json::from(value));
    if let Err(error) = Value::from_json(value.clone()) {
        return Err(format!("The value for `{field}` is none: {error}"));
    }
    let operands = [json!({ "$field": field }), json!({ "$literal": value })];
    let mut compared = serde_json::Map::new();
    compared.insert(format!("${op}"), Json::from(operands.to_vec()));
    Ok(json!({ "filter": compared }))
}

fn shown(mut document: Json) -> Json {
    let [id, creation_time] = SET.map(|name| document[name].take());
    json!({ "id": id, "creationTime": creation_time, "text": readable(document) })
}

/// The fields of a document, as they are shown and edited: without those that the deployment sets.
pub(in crate::functions) fn readable(mut document: Json) -> String {
    if let Some(fields) = document.as_object_mut() {
        fields.retain(|name, _| !SET.contains(&name.as_str()));
    }
    // Writing JSON to a text does not fail.
    serde_json::to_string_pretty(&short(document)).unwrap_or_default()
}

/// Whole numbers without a fraction.
fn short(json: Json) -> Json {
    match json {
        Json::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => Json::from(float as i64),
            _ => Json::Number(number),
        },
        Json::Array(elements) => elements.into_iter().map(short).collect(),
        Json::Object(fields) => {
            let fields = fields.into_iter();
            fields.map(|(name, value)| (name, short(value))).collect()
        }
        json => json,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_json_is_compared_as_text() {
        let condition = |field: &str, op: &str, value: &str| {
            let condition = json!({ "field": field, "op": op, "value": value });
            filter(&Value::from_json(condition).unwrap())
        };
        let literal = |value: &str| {
            condition("a.b", "gte", value).unwrap()["filter"]["$gte"][1]["$literal"].clone()
        };
        assert_eq!(literal("5"), 5);
        assert_eq!(literal("\"5\""), "5");
        assert_eq!(literal("ada@example.com"), "ada@example.com");
        assert_eq!(literal("null"), Json::Null);
        for (field, op, value) in [
            ("a", "like", "x"),
            ("a..b", "eq", "x"),
            ("a", "eq", "{\"$no\": 1}"),
        ] {
            assert!(condition(field, op, value).is_err(), "{field} {op} {value}");
        }
    }
}
