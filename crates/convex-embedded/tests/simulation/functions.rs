//! The functions of the simulation, in Rust: lists that grow and accounts whose sum stays.

use crate::random::Random;
use convex_embedded::NativeFunctions;
use convex_runtime::{
    Analysis, AnalyzedFunction, FailureKind, FunctionError, FunctionKind, Invocation, NestedCalls,
    Outcome, SyscallError, TransactionHost, Version, Visibility,
};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

pub(crate) const ACCOUNTS: u64 = 4;
pub(crate) const BALANCE: i64 = 100;
/// Lists there are.
pub(crate) const LISTS: u64 = 3;

const QUERIES: [&str; 4] = ["list", "lengths", "balances", "total"];
const MUTATIONS: [&str; 6] = ["open", "append", "transfer", "fail", "later", "stuck"];

pub(crate) struct Functions;

impl NativeFunctions for Functions {
    fn analysis(&self) -> Analysis {
        let function = |kind| {
            move |name: &str| AnalyzedFunction {
                path: format!("sim.js:{name}"),
                kind,
                visibility: Visibility::Public,
                args: None,
                returns: None,
            }
        };
        let queries = QUERIES.into_iter().map(function(FunctionKind::Query));
        let mutations = MUTATIONS.into_iter().map(function(FunctionKind::Mutation));
        Analysis {
            functions: queries.chain(mutations).collect(),
            schema: Some(schema()),
            ..Analysis::default()
        }
    }

    fn call<'a>(
        &'a self,
        invocation: &'a Invocation,
        host: &'a mut dyn TransactionHost,
    ) -> BoxFuture<'a, Result<String, FunctionError>> {
        let seed = u64::from_le_bytes(invocation.seed[..8].try_into().expect("eight bytes"));
        let mut db = Db {
            host,
            random: Random::new(seed),
            now: invocation.now_millis,
        };
        async move {
            let args: Json = serde_json::from_str(&invocation.args_json).expect("arguments");
            let (_, name) = invocation.function.split_once(':').expect("a name");
            let result = db.run(name, &args[0]).await;
            result.map(|value| value.to_string()).map_err(failed)
        }
        .boxed()
    }
}

fn failed(error: SyscallError) -> FunctionError {
    FunctionError {
        message: error.message,
        data: None,
        kind: FailureKind::User,
    }
}

pub(crate) fn schema() -> Json {
    let table = |name: &str, field: &str| {
        json!({"tableName": name, "documentType": {"type": "any"},
            "indexes": [{"indexDescriptor": format!("by_{field}"), "fields": [field]}]})
    };
    json!({"tables": [table("lists", "key"), table("accounts", "name")], "schemaValidation": true})
}

/// One transaction.
struct Db<'a> {
    host: &'a mut dyn TransactionHost,
    random: Random,
    now: f64,
}

/// No function of the simulation calls another one.
pub(crate) struct NoNesting;

impl NestedCalls for NoNesting {
    fn run(&self, _: Option<&Arc<Version>>, _: Invocation, _: &mut dyn TransactionHost) -> Outcome {
        panic!("the functions of the simulation call no others")
    }
}

type Answer = Result<Json, SyscallError>;

impl Db<'_> {
    async fn run(&mut self, name: &str, args: &Json) -> Answer {
        match name {
            "list" => Ok(self.list(&args["key"]).await?["values"].take()),
            "lengths" => {
                let lists = self.rows("lists", "by_key", json!([])).await?;
                let length = |list: &Json| list["values"].as_array().map_or(0, Vec::len) as f64;
                Ok(lists.iter().map(length).collect())
            }
            "balances" => {
                let rows = self.rows("accounts", "by_name", json!([])).await?;
                Ok(rows.iter().map(|row| row["balance"].clone()).collect())
            }
            "total" => {
                let rows = self.rows("accounts", "by_name", json!([])).await?;
                let sum: f64 = rows.iter().filter_map(|row| row["balance"].as_f64()).sum();
                Ok(json!(sum))
            }
            "open" => self.open().await,
            "append" => self.append(args).await,
            "transfer" => self.transfer(args).await,
            "fail" => {
                self.append(args).await?;
                Err(SyscallError::new("told to fail"))
            }
            "later" => self.later(args),
            "stuck" => std::future::pending().await,
            other => Err(SyscallError::new(format!("no function {other}"))),
        }
    }

    /// Other transactions run meanwhile.
    async fn pause(&mut self) {
        if self.random.once_in(3) {
            tokio::time::sleep(Duration::from_millis(self.random.below(8))).await;
        }
    }

    fn ask(&mut self, op: &str, args: Json) -> Answer {
        let text = self.host.async_syscall(op, &args.to_string(), &NoNesting)?;
        Ok(serde_json::from_str(&text).expect("JSON"))
    }

    async fn rows(
        &mut self,
        table: &str,
        index: &str,
        range: Json,
    ) -> Result<Vec<Json>, SyscallError> {
        let source = json!({"type": "IndexRange", "indexName": format!("{table}.{index}"), "range": range, "order": "asc"});
        let query = json!({"query": {"source": source, "operators": []}});
        let stream = self.host.syscall("1.0/queryStream", &query.to_string())?;
        let stream: Json = serde_json::from_str(&stream).expect("JSON");
        let mut rows = Vec::new();
        loop {
            let next = self.ask("1.0/queryStreamNext", stream.clone())?;
            if next["done"] == true {
                return Ok(rows);
            }
            rows.push(next["value"].clone());
            self.pause().await;
        }
    }

    async fn list(&mut self, key: &Json) -> Answer {
        let range = json!([{"type": "Eq", "fieldPath": "key", "value": key}]);
        let rows = self.rows("lists", "by_key", range).await?;
        Ok(rows.into_iter().next().unwrap_or(json!({"values": []})))
    }

    async fn open(&mut self) -> Answer {
        for name in 0..ACCOUNTS {
            let value = json!({"name": name as f64, "balance": BALANCE as f64});
            self.ask("1.0/insert", json!({"table": "accounts", "value": value}))?;
        }
        Ok(Json::Null)
    }

    async fn append(&mut self, args: &Json) -> Answer {
        let mut list = self.list(&args["key"]).await?;
        let mut values = list["values"].take();
        values
            .as_array_mut()
            .expect("a list")
            .push(args["value"].clone());
        match list.get("_id") {
            Some(id) => {
                let value = json!({"values": values});
                self.ask("1.0/shallowMerge", json!({"id": id, "value": value}))?;
            }
            None => {
                let value = json!({"key": args["key"], "values": values});
                self.ask("1.0/insert", json!({"table": "lists", "value": value}))?;
            }
        }
        Ok(values)
    }

    async fn transfer(&mut self, args: &Json) -> Answer {
        for (name, sign) in [("from", -1.0), ("to", 1.0)] {
            let range = json!([{"type": "Eq", "fieldPath": "name", "value": args[name]}]);
            let rows = self.rows("accounts", "by_name", range).await?;
            let balance = rows[0]["balance"].as_f64().expect("a number") + sign;
            let value = json!({"balance": balance});
            self.ask(
                "1.0/shallowMerge",
                json!({"id": rows[0]["_id"], "value": value}),
            )?;
        }
        Ok(Json::Null)
    }

    fn later(&mut self, args: &Json) -> Answer {
        let due = self.now / 1e3 + args["delay"].as_f64().expect("a number");
        let append = json!({"key": args["key"], "value": args["value"]});
        self.ask(
            "1.0/schedule",
            json!({"name": "sim:append", "ts": due, "args": [append]}),
        )
    }
}
