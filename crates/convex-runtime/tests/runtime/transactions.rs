use crate::support::*;
use convex_runtime::{FailureKind, FunctionKind};
use serde_json::json;

#[tokio::test]
async fn a_query_returns_the_json_that_the_function_encoded() {
    let fixture =
        functions("export const echo = query(async (ctx, args) => ({ got: args }));").await;
    let outcome = fixture
        .query("f.js:echo", json!({"a": [1, "é", null]}))
        .await;
    assert_eq!(value(&outcome), json!({"got": {"a": [1, "é", null]}}));
    assert_eq!(
        value(&fixture.query("f:echo", json!({})).await),
        json!({"got": {}})
    );
}

#[tokio::test]
async fn an_undefined_result_is_null() {
    let fixture = functions("export const nothing = mutation(() => {});").await;
    assert_eq!(
        value(&fixture.mutation("f:nothing", json!({})).await),
        json!(null)
    );
}

#[tokio::test]
async fn syscalls_reach_the_host_in_the_order_of_issue_and_settle_in_that_order() {
    let fixture = functions(
        "export const order = mutation(async (ctx) => {
           const done = [];
           ctx.sync('first', {n: 1});
           await Promise.all(['a', 'b', 'c'].map((op) => ctx.call(op).then(() => done.push(op))));
           return done;
         });",
    )
    .await;
    let invocation = invocation("f:order", FunctionKind::Mutation, &json!({}));
    let (outcome, calls) = fixture.transaction(invocation, Recorder::default()).await;
    assert_eq!(value(&outcome), json!(["a", "b", "c"]));
    assert_eq!(calls, [r#"first {"n":1}"#, "a {}", "b {}", "c {}"]);
}

#[tokio::test]
async fn a_syscall_that_nobody_awaits_still_runs() {
    let fixture =
        functions("export const go = mutation((ctx) => { void ctx.call('late'); return 1; });")
            .await;
    let invocation = invocation("f:go", FunctionKind::Mutation, &json!({}));
    let (outcome, calls) = fixture.transaction(invocation, Recorder::default()).await;
    assert_eq!(value(&outcome), json!(1));
    assert_eq!(calls, ["late {}"]);
}

#[tokio::test]
async fn no_syscall_runs_after_the_function_has_failed() {
    let fixture = functions(
        "export const go = mutation((ctx) => { void ctx.call('late'); throw new Error('no'); });",
    )
    .await;
    let invocation = invocation("f:go", FunctionKind::Mutation, &json!({}));
    let (outcome, calls) = fixture.transaction(invocation, Recorder::default()).await;
    assert_eq!(failure(&outcome), "Uncaught Error: no");
    assert!(calls.is_empty(), "{calls:?}");
}

#[tokio::test]
async fn a_failed_syscall_can_be_caught() {
    let fixture = functions(
        "export const sync = query((ctx) => { try { ctx.sync('unknown'); } catch (error) { return error.message; } });
         export const later = query(async (ctx) => { try { await ctx.call('fail'); } catch (error) { return error.message; } });",
    )
    .await;
    assert_eq!(
        value(&fixture.query("f:sync", json!({})).await),
        json!("Unknown operation unknown")
    );
    assert_eq!(
        value(&fixture.query("f:later", json!({})).await),
        json!("it failed")
    );
}

#[tokio::test]
async fn a_promise_that_nobody_can_settle_is_an_error() {
    let fixture = functions("export const wait = query(() => new Promise(() => {}));").await;
    let outcome = fixture.query("f:wait", json!({})).await;
    assert_eq!(failure(&outcome), "Returned promise will never resolve");
}

#[tokio::test]
async fn an_unhandled_rejection_fails_the_call() {
    let fixture = functions(
        "export const lost = mutation(() => { Promise.reject(new Error('lost')); return 1; });
         export const found = mutation(async () => {
           const later = Promise.reject(new Error('found'));
           await null;
           await later.catch(() => {});
           return 1;
         });",
    )
    .await;
    assert_eq!(
        failure(&fixture.mutation("f:lost", json!({})).await),
        "Uncaught Error: lost"
    );
    assert_eq!(
        value(&fixture.mutation("f:found", json!({})).await),
        json!(1)
    );
}

#[tokio::test]
async fn a_nested_call_runs_in_a_fresh_context_on_the_same_host() {
    let fixture = functions(
        "globalThis.count = 0;
         export const inner = mutation(async (ctx, { n }) => { count += n; console.log('in', n); await ctx.call('write', { n }); return count; });
         export const outer = mutation(async (ctx) => {
           count = 100;
           console.log('before');
           const results = [];
           for (const n of [1, 2]) results.push(await ctx.call('run', { name: 'f:inner', args: { n } }));
           console.log('after');
           return [...results, count];
         });",
    )
    .await;
    let invocation = invocation("f:outer", FunctionKind::Mutation, &json!({}));
    let (outcome, calls) = fixture.transaction(invocation, Recorder::default()).await;
    assert_eq!(value(&outcome), json!([1, 2, 100]));
    assert_eq!(
        outcome.log_lines,
        [
            "[LOG] 'before'",
            "[LOG] 'in' 1",
            "[LOG] 'in' 2",
            "[LOG] 'after'"
        ]
    );
    let writes: Vec<_> = calls
        .iter()
        .filter(|call| call.starts_with("write"))
        .collect();
    assert_eq!(writes, [r#"write {"n":1}"#, r#"write {"n":2}"#]);
}

#[tokio::test]
async fn nested_calls_end_at_the_depth_limit_with_an_error_for_the_caller() {
    let fixture = functions(
        "export const down = mutation(async (ctx, { n }) => 1 + (await ctx.call('run', { name: 'f:down', args: { n: n + 1 } })));",
    )
    .await;
    let outcome = fixture.mutation("f:down", json!({"n": 0})).await;
    assert!(
        failure(&outcome).contains("Cross component call depth limit exceeded"),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_nested_error_reaches_the_caller_with_its_text_and_its_data() {
    let fixture = functions(
        "export const bad = mutation(() => { throw new ConvexError({ code: 'full' }); });
         export const outer = mutation(async (ctx) => {
           try { await ctx.call('run', { name: 'f:bad', args: {} }); } catch (error) { return [error.data, error.message]; }
         });",
    )
    .await;
    let result = value(&fixture.mutation("f:outer", json!({})).await);
    assert_eq!(result[0], json!({"code": "full"}));
    assert!(
        result[1]
            .as_str()
            .is_some_and(|text| text.starts_with("Uncaught ConvexError: {\"code\":\"full\"}")),
        "{result}"
    );
}

#[tokio::test]
async fn calls_share_no_state() {
    let fixture = functions("let calls = 0; export const count = query(() => { globalThis.leak ??= 0; return [++calls, ++leak]; });").await;
    for _ in 0..5 {
        assert_eq!(
            value(&fixture.query("f:count", json!({})).await),
            json!([1, 1])
        );
    }
}

#[tokio::test]
async fn a_missing_or_wrong_function_says_so() {
    let fixture =
        functions("export const write = mutation(() => 1); export const notAFunction = 5;").await;
    let outcome = fixture.query("f:write", json!({})).await;
    assert_eq!(
        failure(&outcome),
        "Trying to execute f:write as Query, but it is defined as Mutation."
    );
    let outcome = fixture.query("f:gone", json!({})).await;
    assert_eq!(failure(&outcome), "Could not find function for 'f:gone'.");
    let outcome = fixture.query("f:notAFunction", json!({})).await;
    assert_eq!(
        failure(&outcome),
        "Could not find function for 'f:notAFunction'."
    );
    let outcome = fixture.query("g:gone", json!({})).await;
    assert_eq!(failure(&outcome), "Could not find module 'g.js'.");
    assert_eq!(
        outcome.result.map_err(|error| error.kind),
        Err(FailureKind::User)
    );
}

#[tokio::test]
async fn modules_import_chunks_and_each_other() {
    let fixture = load(&[
        ("a/deep/x.js", "import { y } from '../y.js'; import { query } from '../../_deps/convex.js'; export const get = query(() => y());"),
        ("a/y.js", "import { z } from '../_deps/z.js'; export const y = () => z + 1;"),
        ("_deps/z.js", "export const z = 41;"),
    ])
    .await;
    assert_eq!(
        value(&fixture.query("a/deep/x:get", json!({})).await),
        json!(42)
    );
}

#[tokio::test]
async fn process_env_shows_the_environment_at_load_and_in_the_handler() {
    let fixture = functions(
        "const atLoad = process.env.NAME;
         export const env = query(() => [atLoad, process.env.NAME, process.env.MISSING === undefined, 'NAME' in process.env]);",
    )
    .await
    .with_env(&[("NAME", "value")]);
    assert_eq!(
        value(&fixture.query("f:env", json!({})).await),
        json!(["value", "value", true, true])
    );
}
