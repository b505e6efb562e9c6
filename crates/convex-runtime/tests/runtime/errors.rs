use crate::support::*;
use convex_host::SystemHost;
use convex_runtime::{Bundle, FailureKind, FunctionKind, ModuleSource, Runtime, RuntimeOptions};
use serde_json::json;
use std::sync::Arc;

#[tokio::test]
async fn an_uncaught_error_names_itself_and_where_it_was_thrown() {
    let fixture = functions("function helper() { throw new TypeError('boom'); }\nexport const go = query(() => helper());").await;
    let outcome = fixture.query("f:go", json!({})).await;
    let error = outcome.result.expect_err("a failure");
    let lines: Vec<_> = error.message.lines().collect();
    assert_eq!(lines[0], "Uncaught TypeError: boom");
    assert!(lines[1].starts_with("    at helper (f.js:2:"), "{lines:?}");
    assert!(
        lines[2].starts_with("    at <anonymous> (f.js:3:")
            || lines[2].starts_with("    at go (f.js:3:"),
        "{lines:?}"
    );
    assert!(!error.message.contains("convex:"), "{}", error.message);
    assert_eq!(error.kind, FailureKind::User);
}

#[tokio::test]
async fn frames_are_mapped_to_the_developers_files() {
    // Line 1 of the module maps to line 10 of tasks.ts, line 2 to line 20.
    let source_map = json!({"version": 3, "sources": ["../../convex/tasks.ts"], "names": [], "mappings": "AASA;AAUA"}).to_string();
    let module = ModuleSource {
        path: "tasks.js".into(),
        source: "function fail() { throw new Error('mapped'); }\nexport const go = { isQuery: true, invokeQuery: async () => fail() };".into(),
        source_map: Some(source_map),
        environment: None,
    };
    let runtime =
        Runtime::new(RuntimeOptions::default(), Arc::new(SystemHost::new())).expect("threads");
    let version = runtime
        .load(Bundle::from(vec![module]))
        .await
        .expect("compiles");
    let invocation = invocation("tasks:go", FunctionKind::Query, &json!({}));
    let (outcome, _) = runtime
        .run_transaction(&version, invocation, Box::new(Recorder::default()))
        .await;
    let error = outcome.result.expect_err("a failure");
    assert!(
        error
            .message
            .starts_with("Uncaught Error: mapped\n    at fail (../convex/tasks.ts:10:1)\n"),
        "{}",
        error.message
    );
    assert!(
        error.message.contains("(../convex/tasks.ts:20:1)"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn a_convex_error_carries_its_data_out() {
    let fixture = functions(
        "export const object = mutation(() => { throw new ConvexError({ code: 1, text: 'é' }); });
         export const string = mutation(() => { throw new ConvexError('plain'); });
         export const rejected = mutation(() => { Promise.reject(new ConvexError([1])); });",
    )
    .await;
    let error = fixture
        .mutation("f:object", json!({}))
        .await
        .result
        .expect_err("a failure");
    assert_eq!(error.data, Some(json!({"code": 1, "text": "é"})));
    assert!(
        error
            .message
            .starts_with("Uncaught ConvexError: {\"code\":1,\"text\":\"é\"}"),
        "{}",
        error.message
    );
    let error = fixture
        .mutation("f:string", json!({}))
        .await
        .result
        .expect_err("a failure");
    assert_eq!(error.data, Some(json!("plain")));
    assert!(
        error.message.starts_with("Uncaught ConvexError: plain"),
        "{}",
        error.message
    );
    let error = fixture
        .mutation("f:rejected", json!({}))
        .await
        .result
        .expect_err("a failure");
    assert_eq!(error.data, Some(json!([1])));
}

#[tokio::test]
async fn a_convex_error_of_a_syscall_carries_its_data_in() {
    let fixture = functions(
        "export const go = mutation(async (ctx) => {
           try { await ctx.call('failWithData'); } catch (error) { return [error instanceof ConvexError, error.message, error.data]; }
         });",
    )
    .await;
    let outcome = fixture.mutation("f:go", json!({})).await;
    assert_eq!(value(&outcome), json!([true, "refused", {"code": 7}]));
}

#[tokio::test]
async fn anything_can_be_thrown() {
    let fixture = functions("const values = ['text', null, undefined, 5, { message: 'fake' }, Symbol('s')]; export const go = query((ctx, { n }) => { throw values[n]; });").await;
    let expected = [
        "Uncaught text",
        "Uncaught null",
        "Uncaught undefined",
        "Uncaught 5",
        "Uncaught Error: fake",
        "Uncaught Symbol(s)",
    ];
    for (n, expected) in expected.into_iter().enumerate() {
        let outcome = fixture.query("f:go", json!({"n": n})).await;
        assert_eq!(failure(&outcome), expected);
    }
}

#[tokio::test]
async fn a_module_that_throws_at_load_fails_the_call_with_its_own_error() {
    let fixture = load(&[("f.js", "export const go = 1; throw new Error('at load');")]).await;
    let outcome = fixture.query("f:go", json!({})).await;
    assert_eq!(failure(&outcome), "Uncaught Error: at load");
    // And again, when the thread has had time to prepare.
    assert_eq!(
        failure(&fixture.query("f:go", json!({})).await),
        "Uncaught Error: at load"
    );
}

#[tokio::test]
async fn syscalls_at_import_time_are_refused() {
    let fixture = load(&[("f.js", "Convex.syscall('1.0/queryStream', '{}');")]).await;
    let outcome = fixture.query("f:go", json!({})).await;
    assert!(
        failure(&outcome).contains("Can't use `1.0/queryStream` at import time"),
        "{outcome:?}"
    );
}
