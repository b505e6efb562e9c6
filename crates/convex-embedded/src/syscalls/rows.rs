//! A query as `convex/server` writes it, opened as a walk along an index.

use super::args::invalid;
use super::expr::Expr;
use super::search::FilterJson;
use super::search::Search;
use convex_runtime::SyscallError;
use convex_store::{
    Document, IndexRef, KeyBytes, KeyInterval, Matches, Order, RangeExpression, RangeOperator,
    Scan, StoreError, Transaction,
};
use convex_values::{decode_optional, names};
use serde::Deserialize;
use serde_json::Value as Json;
use std::sync::Arc;

const MAX_OPERATORS: usize = 256;
/// System tables that `db.system` shows; the others are the platform's business.
const VISIBLE_SYSTEM_TABLES: [&str; 2] = ["_scheduled_functions", "_storage"];

/// Whether user code may read this table through `db.system`.
pub(crate) fn is_visible_system_table(name: &str) -> bool {
    VISIBLE_SYSTEM_TABLES.contains(&name)
}

#[derive(Deserialize)]
struct QueryJson {
    source: SourceJson,
    #[serde(default)]
    operators: Vec<OperatorJson>,
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum SourceJson {
    #[serde(rename_all = "camelCase")]
    FullTableScan {
        table_name: String,
        order: Option<OrderJson>,
    },
    #[serde(rename_all = "camelCase")]
    IndexRange {
        index_name: String,
        range: Vec<RangeJson>,
        order: Option<OrderJson>,
    },
    #[serde(rename_all = "camelCase")]
    Search {
        index_name: String,
        filters: Vec<FilterJson>,
    },
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum OrderJson {
    Asc,
    Desc,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RangeJson {
    r#type: OperatorName,
    field_path: String,
    value: Json,
}

#[derive(Deserialize, Clone, Copy)]
enum OperatorName {
    Eq,
    Gt,
    Gte,
    Lt,
    Lte,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum OperatorJson {
    Filter(Json),
    Limit(f64),
}

enum Operator {
    Filter(Expr),
    /// How many rows may still pass.
    Limit(usize),
}

/// Where the rows come from.
pub(crate) struct Source {
    pub(crate) walk: Walk,
    /// The rows whose keys lie in it.
    pub(crate) interval: KeyInterval,
    pub(crate) order: Order,
}

/// What gives the rows.
pub(crate) enum Walk {
    /// The table does not exist, which reads as empty.
    Nothing,
    Index(IndexRef),
    /// The best first; keys are places in that order.
    Search(Search),
}

/// A walk that has begun.
enum Steps {
    Nothing,
    Scan(Scan),
    Matches(Matches, KeyInterval),
}

/// One step along the index.
pub(crate) struct Row {
    pub(crate) key: KeyBytes,
    pub(crate) document: Arc<Document>,
    /// Whether it passed the operators.
    pub(crate) passed: bool,
}

/// A query that is being consumed.
pub(crate) struct Rows {
    steps: Steps,
    operators: Vec<Operator>,
}

/// A query that was checked, but not read from.
pub(crate) struct Prepared {
    pub(crate) source: Source,
    operators: Vec<Operator>,
}

impl Prepared {
    /// Checks names, ranges and expressions. Reads nothing.
    pub(crate) fn new(query: &Json, tx: &mut Transaction) -> Result<Self, SyscallError> {
        let query =
            QueryJson::deserialize(query).map_err(|error| invalid("query", "query", error))?;
        if query.operators.len() > MAX_OPERATORS {
            return Err(invalid(
                "query",
                "query",
                format!("a query can have at most {MAX_OPERATORS} operators"),
            ));
        }
        let operators = query
            .operators
            .into_iter()
            .map(operator)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            source: source(query.source, tx)?,
            operators,
        })
    }

    /// Starts reading.
    pub(crate) fn open(self, tx: &mut Transaction) -> Result<Rows, SyscallError> {
        let Source {
            walk,
            interval,
            order,
        } = self.source;
        let steps = match walk {
            Walk::Nothing => Steps::Nothing,
            Walk::Index(index) => Steps::Scan(tx.scan(&index, interval, order)),
            Walk::Search(search) => Steps::Matches(search.run(tx)?, interval),
        };
        Ok(Rows {
            steps,
            operators: self.operators,
        })
    }
}

fn operator(json: OperatorJson) -> Result<Operator, SyscallError> {
    match json {
        OperatorJson::Filter(expression) => Expr::parse(&expression)
            .map(Operator::Filter)
            .map_err(|error| invalid("filter", "query", error)),
        OperatorJson::Limit(limit) if limit >= 0.0 => Ok(Operator::Limit(limit as usize)),
        OperatorJson::Limit(limit) => Err(invalid(
            "limit",
            "query",
            format!("{limit} is not a number of documents"),
        )),
    }
}

fn source(json: SourceJson, tx: &mut Transaction) -> Result<Source, SyscallError> {
    match json {
        SourceJson::FullTableScan { table_name, order } => {
            names::check_identifier(&table_name)
                .map_err(|error| invalid("tableName", "query", error))?;
            let index = match names::is_system_table(&table_name) {
                true if is_visible_system_table(&table_name) => tx.system_table_index(&table_name),
                true => Ok(None),
                false => tx.table_index(&table_name),
            };
            let index = index.map_err(super::store_error)?;
            Ok(Source {
                walk: index.map_or(Walk::Nothing, Walk::Index),
                interval: KeyInterval::all(),
                order: direction(order),
            })
        }
        SourceJson::IndexRange {
            index_name,
            range,
            order,
        } => {
            let table = index_name.split('.').next().unwrap_or_default();
            let index = match names::is_system_table(table) {
                true if is_visible_system_table(table) && tx.resolve_table(table).is_none() => {
                    return Ok(Source {
                        walk: Walk::Nothing,
                        interval: KeyInterval::all(),
                        order: direction(order),
                    });
                }
                true if is_visible_system_table(table) => tx.system_index(&index_name),
                _ => tx.index(&index_name),
            };
            let index = index.map_err(super::store_error)?;
            let range = range
                .into_iter()
                .map(range_expression)
                .collect::<Result<Vec<_>, _>>()?;
            let interval = index.interval(&range).map_err(super::store_error)?;
            Ok(Source {
                walk: Walk::Index(index),
                interval,
                order: direction(order),
            })
        }
        SourceJson::Search {
            index_name,
            filters,
        } => Ok(Source {
            walk: Walk::Search(Search::new(&index_name, filters, tx)?),
            interval: KeyInterval::all(),
            order: Order::Ascending,
        }),
    }
}

fn direction(order: Option<OrderJson>) -> Order {
    match order {
        Some(OrderJson::Desc) => Order::Descending,
        Some(OrderJson::Asc) | None => Order::Ascending,
    }
}

fn range_expression(json: RangeJson) -> Result<RangeExpression, SyscallError> {
    let operator = match json.r#type {
        OperatorName::Eq => RangeOperator::Eq,
        OperatorName::Gt => RangeOperator::Gt,
        OperatorName::Gte => RangeOperator::Gte,
        OperatorName::Lt => RangeOperator::Lt,
        OperatorName::Lte => RangeOperator::Lte,
    };
    let field = json
        .field_path
        .parse()
        .map_err(|error: convex_values::ValueError| invalid("fieldPath", "query", error))?;
    let value = decode_optional(json.value).map_err(|error| invalid("value", "query", error))?;
    Ok(RangeExpression {
        operator,
        field,
        value,
    })
}

impl Steps {
    fn next(
        &mut self,
        tx: &mut Transaction,
    ) -> Result<Option<(KeyBytes, Arc<Document>)>, StoreError> {
        match self {
            Self::Nothing => Ok(None),
            Self::Scan(scan) => scan.next(tx),
            Self::Matches(matches, interval) => loop {
                match matches.next(tx)? {
                    Some((key, _)) if interval.end.is_before(&key) => return Ok(None),
                    Some((key, _)) if !interval.contains(&key) => {}
                    found => return Ok(found),
                }
            },
        }
    }
}

impl Rows {
    /// One document further, whether it passes or not; `None` at the end, or when a limit is used up.
    pub(crate) fn step(&mut self, tx: &mut Transaction) -> Result<Option<Row>, SyscallError> {
        if self
            .operators
            .iter()
            .any(|operator| matches!(operator, Operator::Limit(0)))
        {
            return Ok(None);
        }
        let next = self.steps.next(tx).map_err(super::store_error)?;
        let Some((key, document)) = next else {
            return Ok(None);
        };
        let passed = self.test(&document)?;
        Ok(Some(Row {
            key,
            document,
            passed,
        }))
    }

    /// The next document that passes.
    pub(crate) fn next(
        &mut self,
        tx: &mut Transaction,
    ) -> Result<Option<Arc<Document>>, SyscallError> {
        while let Some(row) = self.step(tx)? {
            if row.passed {
                return Ok(Some(row.document));
            }
        }
        Ok(None)
    }

    fn test(&mut self, document: &Document) -> Result<bool, SyscallError> {
        for operator in &mut self.operators {
            match operator {
                Operator::Filter(expression) => {
                    if !expression
                        .test(document.value())
                        .map_err(SyscallError::new)?
                    {
                        return Ok(false);
                    }
                }
                Operator::Limit(0) => return Ok(false),
                Operator::Limit(left) => *left -= 1,
            }
        }
        Ok(true)
    }
}
