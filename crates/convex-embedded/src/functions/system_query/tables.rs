//! What there is in tables.

use crate::functions::NoNestedCalls;
use crate::syscalls::FunctionHost;
use convex_host::Host;
use convex_runtime::TransactionHost as _;
use convex_store::Transaction;
use convex_values::Value;
use serde_json::{Value as Json, json};

/// The application's tables, all on one page.
pub(super) fn names(tx: &mut Transaction) -> Json {
    let page: Vec<Json> = tx
        .table_names(false)
        .into_iter()
        .map(|name| json!({ "name": name }))
        .collect();
    json!({ "page": page, "isDone": true, "continueCursor": "" })
}

/// A page of documents in the order of their creation, as `paginate` gives it.
pub(super) fn page(host: &mut FunctionHost, args: &Value) -> Result<Json, String> {
    let text = |field: &str| args.field(field).and_then(Value::as_str);
    let options = args
        .field("paginationOpts")
        .map_or(Json::Null, Value::to_json);
    let query = json!({
        "source": {
            "type": "FullTableScan",
            "tableName": text("table").unwrap_or_default(),
            "order": text("order").unwrap_or("asc"),
        },
        "operators": [],
    });
    let call =
        json!({ "query": query, "cursor": options["cursor"], "pageSize": options["numItems"] });
    query_page(host, &call)
}

/// What `paginate` answers.
pub(super) fn query_page(host: &mut FunctionHost, call: &Json) -> Result<Json, String> {
    let answer = host.async_syscall("1.0/queryPage", &call.to_string(), &NoNestedCalls);
    let answer = answer.map_err(|error| error.message)?;
    serde_json::from_str(&answer).map_err(|error| error.to_string())
}

/// Another number with every call. The result is kept until a commit touches the table, so it changes with
/// every write and not otherwise.
pub(super) fn version(host: &dyn Host) -> f64 {
    let mut random = [0; 4];
    host.fill_random(&mut random);
    f64::from(u32::from_le_bytes(random))
}
