//! `ctx.vectorSearch` of actions: what is looked for, checked and run.

use super::args::{invalid, parse};
use super::{Run, store_error};
use convex_runtime::SyscallError;
use convex_store::Namespace;
use convex_values::{DocumentId, FieldPath, Value, decode_optional};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// Results, unless the function says how many it wants.
const DEFAULT_LIMIT: usize = 10;
const API: &str = "vectorSearch";

#[derive(Deserialize)]
struct ArgsJson {
    query: QueryJson,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct QueryJson {
    index_name: String,
    limit: Option<Json>,
    vector: Json,
    expressions: Option<Json>,
}

/// A search that was read, but not made.
struct Query {
    index_name: String,
    limit: usize,
    vector: Vec<f64>,
    filters: Vec<(FieldPath, Option<Value>)>,
}

/// Searches the tables of a component at the latest commit, on a thread that may take its time.
pub(super) fn search(
    run: Arc<Run>,
    namespace: Namespace,
    op: &str,
    args: &str,
) -> BoxFuture<'static, Result<String, SyscallError>> {
    let query = parse::<ArgsJson>(op, args).and_then(|args| Query::read(args.query));
    async move {
        let query = query?;
        let searched = tokio::task::spawn_blocking(move || query.run(&run, namespace)).await;
        searched.map_err(|error| SyscallError::new(error.to_string()))?
    }
    .boxed()
}

impl Query {
    fn read(json: QueryJson) -> Result<Self, SyscallError> {
        let limit = match json.limit {
            None | Some(Json::Null) => DEFAULT_LIMIT,
            Some(limit) => {
                whole(&limit).ok_or_else(|| invalid("limit", API, "it must be a whole number"))?
            }
        };
        let mut filters = Vec::new();
        if let Some(expressions) = json.expressions.filter(|json| !json.is_null()) {
            read_filters(expressions, &mut filters)?;
        }
        Ok(Self {
            index_name: json.index_name,
            limit,
            vector: numbers(json.vector)?,
            filters,
        })
    }

    fn run(&self, run: &Run, namespace: Namespace) -> Result<String, SyscallError> {
        let mut tx = run.engine.store.begin();
        tx.enter(namespace);
        let index = tx.vector_index(&self.index_name).map_err(store_error)?;
        let found = tx
            .vector_search(&index, &self.vector, self.limit, &self.filters)
            .map_err(store_error)?;
        let result = found.iter().map(|neighbour| {
            let id = DocumentId {
                table: index.table(),
                internal: neighbour.id,
            };
            json!({ "_id": id.to_text(), "_score": neighbour.score })
        });
        Ok(json!({ "results": result.collect::<Vec<_>>() }).to_string())
    }
}

fn whole(limit: &Json) -> Option<usize> {
    let limit = limit.as_f64()?;
    (limit.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&limit)).then_some(limit as usize)
}

fn numbers(vector: Json) -> Result<Vec<f64>, SyscallError> {
    let problem = || invalid("vector", API, "it must be an array of numbers");
    match Value::from_json(vector) {
        Ok(Value::Array(elements)) => {
            let numbers: Option<Vec<f64>> = elements.iter().map(Value::as_f64).collect();
            numbers.ok_or_else(problem)
        }
        _ => Err(problem()),
    }
}

/// `{"$eq": [{"$field": …}, {"$literal": …}]}`, or `{"$or": […]}` of such, however deep.
fn read_filters(
    expression: Json,
    filters: &mut Vec<(FieldPath, Option<Value>)>,
) -> Result<(), SyscallError> {
    let unusable =
        || SyscallError::new("Filters should be a combination of `q.eq` and `q.or`.".to_owned());
    let Json::Object(mut expression) = expression else {
        return Err(unusable());
    };
    if let Some(Json::Array(terms)) = expression.remove("$or") {
        return terms
            .into_iter()
            .try_for_each(|term| read_filters(term, filters));
    }
    let Some(Json::Array(mut sides)) = expression.remove("$eq") else {
        return Err(unusable());
    };
    let (Some(Json::Object(mut literal)), Some(field), true) =
        (sides.pop(), sides.pop(), sides.is_empty())
    else {
        return Err(unusable());
    };
    let (Some(field), Some(literal)) = (field["$field"].as_str(), literal.remove("$literal"))
    else {
        return Err(unusable());
    };
    let field = field
        .parse()
        .map_err(|error: convex_values::ValueError| invalid("filter", API, error))?;
    let value = decode_optional(literal).map_err(|error| invalid("filter", API, error))?;
    filters.push((field, value));
    Ok(())
}
