use crate::support::*;
use convex_runtime::{FunctionKind, Invocation, Outcome};
use serde_json::{Value, json};

const DRAW: &str = "export const draw = query(() => [
    Math.random(), Math.random(), crypto.randomUUID(), Array.from(crypto.getRandomValues(new Uint32Array(3))),
  ]);";

async fn run(fixture: &Fixture, invocation: Invocation) -> Outcome {
    fixture.transaction(invocation, Recorder::default()).await.0
}

#[tokio::test]
async fn equal_seeds_draw_equal_numbers_and_other_seeds_others() {
    let fixture = functions(DRAW).await;
    let invocation = invocation("f:draw", FunctionKind::Query, &json!({}));
    let first = value(&run(&fixture, invocation.clone()).await);
    assert_eq!(first, value(&run(&fixture, invocation.clone()).await));
    assert_ne!(first[0], first[1]);
    let other = Invocation {
        seed: [8; 32],
        ..invocation
    };
    assert_ne!(first, value(&run(&fixture, other).await));
}

#[tokio::test]
async fn time_stands_still_in_transactions_and_looking_at_it_is_noted() {
    let fixture = functions(
        "export const now = mutation(async (ctx) => {
           const first = Date.now();
           for (let n = 0; n < 1e5; n++);
           await ctx.call('anything');
           return [first, Date.now(), new Date().getTime(), Date(), performance.now(), new Date(5).getTime(), new Date() instanceof Date];
         });
         export const blind = query(() => new Date(2020, 0, 1).toISOString());",
    )
    .await;
    let outcome = fixture.mutation("f:now", json!({})).await;
    let now = 1_700_000_000_123u64;
    let text = "Tue Nov 14 2023 22:13:20 GMT+0000 (Coordinated Universal Time)";
    let result = value(&outcome);
    assert_eq!(result[0], json!(now));
    assert_eq!(result[1], json!(now));
    assert_eq!(result[2], json!(now));
    assert!(
        result[3]
            .as_str()
            .is_some_and(|date| text.starts_with(date.trim_end())
                || date.starts_with("Tue Nov 14 2023 22:13:20 GMT+0000")),
        "{result}"
    );
    assert_eq!(result[4], json!(0));
    assert_eq!(result[5], json!(5));
    assert_eq!(result[6], json!(true));
    assert!(outcome.observed_time);
    let outcome = fixture.query("f:blind", json!({})).await;
    assert_eq!(value(&outcome), json!("2020-01-01T00:00:00.000Z"));
    assert!(!outcome.observed_time);
}

#[tokio::test]
async fn clock_and_randomness_are_constants_while_modules_load() {
    let fixture = functions("const drawn = [Math.random(), Date.now(), crypto.randomUUID()]; export const get = query(() => drawn);").await;
    let mut results: Vec<Value> = Vec::new();
    for seed in 0..4 {
        let invocation = Invocation {
            seed: [seed; 32],
            now_millis: f64::from(seed),
            ..invocation("f:get", FunctionKind::Query, &json!({}))
        };
        results.push(value(&run(&fixture, invocation).await));
    }
    results.dedup();
    assert_eq!(results.len(), 1, "{results:?}");
}

#[tokio::test]
async fn a_nested_call_draws_from_its_callers_stream_and_shares_its_clock() {
    let fixture = functions(
        "export const inner = query(() => [Math.random(), Date.now()]);
         export const outer = mutation(async (ctx) => [
           await ctx.call('run', { kind: 'query', name: 'f:inner', args: {} }),
           await ctx.call('run', { kind: 'query', name: 'f:inner', args: {} }),
         ]);",
    )
    .await;
    let invocation = Invocation {
        now_millis: 77.0,
        ..invocation("f:outer", FunctionKind::Mutation, &json!({}))
    };
    let outcome = run(&fixture, invocation.clone()).await;
    let result = value(&outcome);
    assert_ne!(result[0][0], result[1][0]);
    assert_eq!((&result[0][1], &result[1][1]), (&json!(77), &json!(77)));
    assert!(outcome.observed_time);
    assert_eq!(result, value(&run(&fixture, invocation).await));
}

#[tokio::test]
async fn the_environment_is_the_restricted_one() {
    let fixture = functions(
        "export const env = query(() => {
           const throws = (run) => { try { run(); return false; } catch { return true; } };
           URL = 5;
           return {
             missing: [typeof window, typeof document, typeof eval, typeof require, typeof Buffer, typeof XMLHttpRequest],
             noFunction: throws(() => new Function('return 1')) && throws(() => (() => {}).constructor('return 1')),
             noGenerator: throws(() => (function* () {}).constructor('yield 1')),
             self: self === globalThis,
             writable: URL === 5,
             keys: Object.keys(process),
           };
         });",
    )
    .await;
    let result = value(&fixture.query("f:env", json!({})).await);
    assert_eq!(result["missing"], json!(vec!["undefined"; 6]));
    for check in ["noFunction", "noGenerator", "self", "writable"] {
        assert_eq!(result[check], json!(true), "{check}");
    }
    assert_eq!(result["keys"], json!(["env"]));
}

#[tokio::test]
async fn io_is_refused_in_queries_and_mutations() {
    let fixture = functions(
        "export const timer = mutation(() => { setTimeout(() => {}, 1); return 1; });
         export const interval = query(() => { setInterval(() => {}, 1); return 1; });
         export const fetches = query(async () => { await fetch('http://127.0.0.1:1/'); });
         export const unawaited = mutation(() => { fetch('http://127.0.0.1:1/'); return 1; });
         export const imports = mutation(() => import('./_deps/convex.js'));
         export const key = query(() => crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']));",
    )
    .await;
    let text = |what: &str| {
        format!(
            "Uncaught Error: Can't use {what} in queries and mutations. Please consider using an action. "
        )
    };
    let cases = [
        ("timer", "setTimeout"),
        ("interval", "setInterval"),
        ("fetches", "fetch()"),
        ("unawaited", "fetch()"),
    ];
    for (function, what) in cases {
        let outcome = match function {
            "timer" | "unawaited" => fixture.mutation(&format!("f:{function}"), json!({})).await,
            _ => fixture.query(&format!("f:{function}"), json!({})).await,
        };
        assert!(
            failure(&outcome).starts_with(&text(what)),
            "{function}: {outcome:?}"
        );
    }
    assert!(
        failure(&fixture.mutation("f:imports", json!({})).await)
            .contains("Can't use dynamic import() in queries and mutations")
    );
    assert!(
        failure(&fixture.query("f:key", json!({})).await)
            .contains("generateKey in queries and mutations")
    );
}

/// Also run with another `TZ`: the answers are the same.
#[tokio::test]
async fn local_time_is_utc_whatever_the_process_thinks() {
    let fixture = functions(
        "export const go = query(() => {
           const date = new Date(2020, 6, 1, 12, 30);
           date.setHours(13);
           return [
             date.toISOString(), date.getHours(), date.getDay(), date.getTimezoneOffset(),
             Date.parse('2020-07-01T00:00:00'), Date.parse('2020-07-01'), new Date('2020-07-01T00:00:00+02:00').toISOString(),
             new Date('July 1, 2020').toISOString(), date.toString().slice(0, 33),
           ];
         });",
    )
    .await;
    let expected = json!([
        "2020-07-01T13:30:00.000Z",
        13,
        3,
        0,
        1_593_561_600_000u64,
        1_593_561_600_000u64,
        "2020-06-30T22:00:00.000Z",
        "2020-07-01T00:00:00.000Z",
        "Wed Jul 01 2020 13:30:00 GMT+0000"
    ]);
    assert_eq!(value(&fixture.query("f:go", json!({})).await), expected);
}
