//! Over functions that a bundler made from the real `convex/server`. `CONVEX_BUNDLE` names one, else
//! it is the one that the workspace's build leaves behind; without either there is nothing to test.

use crate::support::*;
use convex_host::SystemHost;
use convex_runtime::{
    Bundle, FunctionKind, NestedCalls, Runtime, RuntimeOptions, SyscallError, TransactionHost,
};
use serde_json::json;
use std::sync::Arc;

fn built() -> Option<Bundle> {
    let default = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../target/functions/bundle.json"
    );
    let path = std::env::var("CONVEX_BUNDLE").unwrap_or_else(|_| default.to_owned());
    let text = std::fs::read_to_string(path).ok()?;
    Some(Bundle::from_json(&text).expect("a bundle"))
}

#[tokio::test]
async fn functions_over_the_real_library_are_analysed_and_found_plain() {
    let Some(bundle) = built() else { return };
    let runtime =
        Runtime::new(RuntimeOptions::default(), Arc::new(SystemHost::new())).expect("threads");
    let version = runtime.load(bundle).await.expect("compiles");
    // More if the schema is bundled apart, with a copy of its own.
    assert!(version.shortcuts() >= 2, "{version:?}");
    let env = Arc::new(
        [
            ("CONCLAVE_ISSUER", "https://issuer"),
            ("CONCLAVE_JWKS", "data:,"),
        ]
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .into(),
    );
    let analysis = runtime.analyze(&version, env).await.expect("evaluates");
    assert!(!analysis.functions.is_empty());
    assert!(
        analysis
            .functions
            .iter()
            .all(|function| function.args.is_some() || function.kind == FunctionKind::HttpAction)
    );
    let schema = analysis.schema.expect("a schema");
    assert!(
        schema["tables"]
            .as_array()
            .is_some_and(|tables| !tables.is_empty())
    );
}

/// Answers reads with nothing, and says that nobody is signed in.
struct Empty;

impl TransactionHost for Empty {
    fn syscall(&mut self, op: &str, _: &str) -> Result<String, SyscallError> {
        match op {
            "1.0/queryStream" => Ok(r#"{"queryId":0}"#.into()),
            "1.0/queryCleanup" => Ok("true".into()),
            "1.0/db/normalizeId" => Ok(r#"{"id":null}"#.into()),
            _ => Err(SyscallError::unknown_operation(op)),
        }
    }

    fn async_syscall(
        &mut self,
        op: &str,
        _: &str,
        _: &dyn NestedCalls,
    ) -> Result<String, SyscallError> {
        match op {
            "1.0/get" | "1.0/getUserIdentity" => Ok("null".into()),
            "1.0/queryStreamNext" => Ok(r#"{"value":null,"done":true}"#.into()),
            "1.0/queryPage" => Ok(r#"{"page":[],"isDone":true,"continueCursor":""}"#.into()),
            _ => Err(SyscallError::unknown_async_operation(op)),
        }
    }
}

#[tokio::test]
async fn every_query_over_the_real_library_answers_or_fails_in_its_own_words() {
    let Some(bundle) = built() else { return };
    let runtime =
        Runtime::new(RuntimeOptions::default(), Arc::new(SystemHost::new())).expect("threads");
    let version = runtime.load(bundle).await.expect("compiles");
    let analysis = runtime
        .analyze(&version, Arc::default())
        .await
        .expect("evaluates");
    for function in analysis
        .functions
        .iter()
        .filter(|function| function.kind == FunctionKind::Query)
    {
        let invocation = invocation(&function.path, function.kind, &json!({}));
        let (outcome, _) = runtime
            .run_transaction(&version, invocation, Box::new(Empty))
            .await;
        if let Err(error) = &outcome.result {
            assert!(
                error.message.starts_with("Uncaught "),
                "{}: {error}",
                function.path
            );
            assert!(
                !error.message.contains("is not defined"),
                "{}: {error}",
                function.path
            );
        }
    }
}
