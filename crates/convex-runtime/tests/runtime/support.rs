//! Fixtures: bundles from source text, a host that records, short ways to call.

use convex_host::{Host, SystemHost};
use convex_runtime::{
    ActionHost, Bundle, Env, FunctionKind, Invocation, ModuleSource, NestedCalls, Outcome, Runtime,
    RuntimeOptions, SyscallError, TransactionHost, Version,
};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Modules by path, plus the miniature of `convex/server` as a shared chunk.
pub(crate) fn bundle(modules: &[(&str, &str)]) -> Bundle {
    let shared = ("_deps/convex.js", include_str!("convex.js"));
    let modules = modules
        .iter()
        .chain([&shared])
        .map(|(path, source)| ModuleSource {
            path: (*path).to_owned(),
            source: (*source).to_owned(),
            source_map: None,
            environment: None,
        });
    Bundle::from(modules.collect::<Vec<_>>())
}

/// A runtime with one version loaded.
pub(crate) struct Fixture {
    pub(crate) runtime: Runtime,
    pub(crate) version: Arc<Version>,
    pub(crate) env: Env,
}

pub(crate) async fn load(modules: &[(&str, &str)]) -> Fixture {
    load_with(RuntimeOptions::default(), modules).await
}

pub(crate) async fn load_with(options: RuntimeOptions, modules: &[(&str, &str)]) -> Fixture {
    load_on(Arc::new(SystemHost::new()), options, modules).await
}

pub(crate) async fn load_on(
    host: Arc<dyn Host>,
    options: RuntimeOptions,
    modules: &[(&str, &str)],
) -> Fixture {
    let runtime = Runtime::new(options, host).expect("threads");
    let version = runtime
        .load(bundle(modules))
        .await
        .expect("a bundle that compiles");
    Fixture {
        runtime,
        version,
        env: Arc::default(),
    }
}

/// One module `f.js` whose functions are defined by `body`.
pub(crate) async fn functions(body: &str) -> Fixture {
    let source = with_imports(body);
    load(&[("f.js", &source)]).await
}

pub(crate) fn with_imports(body: &str) -> String {
    format!(
        "import {{ query, mutation, internalMutation, action, httpAction, ConvexError }} from \"./_deps/convex.js\";\n{body}"
    )
}

pub(crate) fn invocation(function: &str, kind: FunctionKind, args: &Value) -> Invocation {
    Invocation {
        function: function.to_owned(),
        kind,
        args_json: json!([args]).to_string(),
        seed: [7; 32],
        now_millis: 1_700_000_000_123.0,
        env: Arc::default(),
        request_id: "request-1".into(),
    }
}

impl Fixture {
    pub(crate) fn with_env(mut self, pairs: &[(&str, &str)]) -> Self {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.env = Arc::new(pairs.collect::<BTreeMap<_, _>>());
        self
    }

    pub(crate) fn invocation(
        &self,
        function: &str,
        kind: FunctionKind,
        args: &Value,
    ) -> Invocation {
        Invocation {
            env: Arc::clone(&self.env),
            ..invocation(function, kind, args)
        }
    }

    pub(crate) async fn query(&self, function: &str, args: Value) -> Outcome {
        let invocation = self.invocation(function, FunctionKind::Query, &args);
        self.transaction(invocation, Recorder::default()).await.0
    }

    pub(crate) async fn mutation(&self, function: &str, args: Value) -> Outcome {
        let invocation = self.invocation(function, FunctionKind::Mutation, &args);
        self.transaction(invocation, Recorder::default()).await.0
    }

    /// Runs over `host` and returns the calls it saw.
    pub(crate) async fn transaction(
        &self,
        invocation: Invocation,
        host: Recorder,
    ) -> (Outcome, Vec<String>) {
        let calls = Arc::clone(&host.calls);
        let (outcome, _) = self
            .runtime
            .run_transaction(&self.version, invocation, Box::new(host))
            .await;
        let calls = calls.lock().expect("no panic").clone();
        (outcome, calls)
    }

    pub(crate) async fn action(&self, function: &str, args: Value) -> Outcome {
        self.action_on(function, args, Arc::new(Echo)).await
    }

    pub(crate) async fn action_on(
        &self,
        function: &str,
        args: Value,
        host: Arc<dyn ActionHost>,
    ) -> Outcome {
        let invocation = self.invocation(function, FunctionKind::Action, &args);
        self.runtime
            .run_action(&self.version, invocation, host, 0)
            .await
    }
}

/// The value of a successful outcome.
pub(crate) fn value(outcome: &Outcome) -> Value {
    match &outcome.result {
        Ok(text) => serde_json::from_str(text).expect("JSON"),
        Err(error) => panic!("{error} {:?}", error.kind),
    }
}

/// The message of a failed outcome, without frames.
pub(crate) fn failure(outcome: &Outcome) -> &str {
    let error = outcome.result.as_ref().expect_err("a failure");
    error.message.split("\n    at ").next().unwrap_or_default()
}

/// Answers every syscall with its own arguments, `fail` with an error, `run` with a nested call.
#[derive(Default)]
pub(crate) struct Recorder {
    pub(crate) calls: Arc<Mutex<Vec<String>>>,
}

impl Recorder {
    fn record(&self, op: &str, args: &str) {
        self.calls
            .lock()
            .expect("no panic")
            .push(format!("{op} {args}"));
    }
}

impl TransactionHost for Recorder {
    fn syscall(&mut self, op: &str, args: &str) -> Result<String, SyscallError> {
        self.record(op, args);
        if op == "unknown" {
            return Err(SyscallError::unknown_operation(op));
        }
        Ok(args.to_owned())
    }

    fn async_syscall(
        &mut self,
        op: &str,
        args: &str,
        nested: &dyn NestedCalls,
    ) -> Result<String, SyscallError> {
        self.record(op, args);
        match op {
            "fail" => Err(SyscallError::new("it failed")),
            "failWithData" => Err(SyscallError {
                message: "refused".into(),
                data: Some(json!({"code": 7})),
            }),
            "run" => {
                let args: Value = serde_json::from_str(args).expect("JSON");
                let name = args["name"].as_str().expect("a name");
                let kind = if args["kind"] == "query" {
                    FunctionKind::Query
                } else {
                    FunctionKind::Mutation
                };
                let outcome = nested.run(None, invocation(name, kind, &args["args"]), self);
                outcome.result.map_err(SyscallError::from)
            }
            _ => Ok(args.to_owned()),
        }
    }
}

/// Answers every syscall of an action with its own arguments.
pub(crate) struct Echo;

impl ActionHost for Echo {
    fn async_syscall(
        &self,
        op: &str,
        args: &str,
    ) -> BoxFuture<'static, Result<String, SyscallError>> {
        let answer = match op {
            "fail" => Err(SyscallError::new("it failed")),
            _ => Ok(args.to_owned()),
        };
        Box::pin(async move { answer })
    }
}

/// The value of an expression, evaluated in an async query.
pub(crate) async fn eval(expression: &str) -> Value {
    let fixture = functions(&format!(
        "export const go = query(async () => ({expression}));"
    ))
    .await;
    value(&fixture.query("f:go", json!({})).await)
}
