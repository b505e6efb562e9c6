//! Contexts are used again after their memory was put back. No call may notice.

use crate::support::*;
use convex_runtime::{FunctionKind, RuntimeOptions};
use serde_json::{Value, json};
use std::time::Duration;

const STATE: &str = r#"
const counter = { calls: 0 };
const seen = new Map();
const weak = new WeakMap();
const pattern = /a/g;
const shared = [3, 1, 2];
let suspended = (function* () { yield 1; yield 2; })();
const buffer = new Uint8Array(200000);
console.log("loaded");
"#;

/// Each leaves as much behind as it can.
const TRACES: &[(&str, &str)] = &[
    (
        "counts",
        "() => { counter.calls += 5; seen.set('x', 1); weak.set(counter, 1); return 1; }",
    ),
    (
        "pollutes",
        "() => { Object.prototype.trace = 1; Array.prototype.map = null; String.prototype.trim = () => 'x'; return 1; }",
    ),
    (
        "deletes",
        "() => { delete globalThis.Map; delete globalThis.Convex; delete globalThis.Promise; globalThis.JSON = null; return 1; }",
    ),
    (
        "defines",
        "() => { globalThis.trace = 1; Symbol.for('trace'); Object.defineProperty(counter, 'calls', { value: 9, writable: false }); return 1; }",
    ),
    (
        "freezes",
        "() => { Object.freeze(counter); Object.freeze(shared); Object.setPrototypeOf(counter, null); return 1; }",
    ),
    (
        "sorts",
        "() => { shared.sort(); shared.length = 1; pattern.exec('aa'); suspended.next(); suspended = null; return 1; }",
    ),
    (
        "writes",
        "() => { buffer.fill(7); buffer.buffer.transfer?.(); return 1; }",
    ),
    (
        "litters",
        "() => { for (let i = 0; i < 20000; i++) { const a = { i }; a.self = a; seen.set(i, a); } return 1; }",
    ),
    (
        "hoards",
        "() => { globalThis.hoard = Array.from({ length: 200 }, (_, i) => 'x'.repeat(50000) + i); return 1; }",
    ),
    (
        "waits",
        "async () => { new Promise(() => {}).then(() => 1); globalThis.later = Promise.resolve().then(() => counter.calls++); await later; return 1; }",
    ),
    (
        "prints",
        "() => { for (let i = 0; i < 300; i++) console.log('noise', i); return 1; }",
    ),
    (
        "throws",
        "() => { counter.calls++; throw new Error('no'); }",
    ),
    (
        "rejects",
        "() => { Promise.reject(new Error('nobody listens')); return 1; }",
    ),
    (
        "recurses",
        "() => { const down = () => down() + 1; return down(); }",
    ),
    (
        "exhausts",
        "() => { const all = []; for (;;) all.push(new Array(100000).fill(1)); }",
    ),
    ("spins", "() => { counter.calls++; for (;;); }"),
    (
        "registers",
        "() => { new FinalizationRegistry(() => {}).register({}, 1); globalThis.ref = new WeakRef(counter); return 1; }",
    ),
    (
        "randomizes",
        "() => [Math.random(), crypto.randomUUID(), Date.now()].length",
    ),
];

const PROBE: &str = r#"() => {
    const first = suspended === null ? null : suspended.next().value;
    return [
        counter.calls++, Object.isFrozen(counter), Object.getPrototypeOf(counter) === Object.prototype,
        seen.size, weak.has(counter), pattern.lastIndex, shared.map((n) => n), first, buffer[0], buffer.length,
        Object.keys(globalThis).sort().join(), ({}).trace ?? null, typeof Map, typeof Promise, " a ".trim(),
        typeof globalThis.hoard, Math.random(), crypto.randomUUID(), Date.now(), JSON.stringify({ a: 1 }),
    ];
}"#;

async fn fixture() -> Fixture {
    let traces: String = TRACES
        .iter()
        .map(|(name, body)| format!("export const {name} = mutation({body});\n"))
        .collect();
    let source = with_imports(&format!(
        "{STATE}{traces}export const probe = query({PROBE});"
    ));
    // One thread, so that every call comes to the context of the one before.
    let options = RuntimeOptions {
        transaction_workers: 1,
        transaction_time: Duration::from_secs(1),
        ..RuntimeOptions::default()
    };
    load_with(options, &[("f.js", &source)]).await
}

async fn probe(fixture: &Fixture) -> (Value, Vec<String>) {
    let outcome = fixture.query("f:probe", json!({})).await;
    (value(&outcome), outcome.log_lines)
}

#[tokio::test]
async fn nothing_that_a_call_does_is_seen_by_the_next_one() {
    let fixture = fixture().await;
    let untouched = probe(&fixture).await;
    assert_eq!(untouched.1, ["[LOG] 'loaded'"]);
    for (name, _) in TRACES {
        let function = format!("f:{name}");
        // The outcome does not matter here, only what is left of it.
        fixture.mutation(&function, json!({})).await;
        assert_eq!(probe(&fixture).await, untouched, "after {name}");
        assert_eq!(probe(&fixture).await, untouched, "and after a probe");
    }
}

#[tokio::test]
async fn a_call_ends_alike_however_often_it_is_made() {
    let fixture = fixture().await;
    for (name, _) in TRACES.iter().filter(|(name, _)| *name != "spins") {
        let function = format!("f:{name}");
        let first = fixture.mutation(&function, json!({})).await;
        for _ in 0..3 {
            let again = fixture.mutation(&function, json!({})).await;
            assert_eq!(again.log_lines, first.log_lines, "{name}");
            assert_eq!(
                again.result.as_ref().map_err(|error| &error.message),
                first.result.as_ref().map_err(|error| &error.message),
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn modules_are_evaluated_once_for_any_number_of_calls_and_once_more_after_one_that_was_stopped()
 {
    const CALLS: u64 = 20;
    let fixture = fixture().await;
    for round in 1..=2 {
        for _ in 0..CALLS {
            probe(&fixture).await;
        }
        let statistics = fixture.runtime.statistics();
        assert_eq!(
            (statistics.loads, statistics.rewinds),
            (round, round * CALLS)
        );
        let stopped = fixture.mutation("f:spins", json!({})).await;
        assert!(stopped.result.is_err());
    }
}

#[tokio::test]
async fn contexts_that_call_each_other_are_put_back_one_by_one() {
    let source = with_imports(
        "let calls = 0;
         export const outer = mutation(async (ctx) => {
           const inner = await ctx.call('run', { name: 'f:inner', kind: 'query', args: {} });
           return [++calls, inner];
         });
         export const inner = query(() => ++calls);",
    );
    let fixture = load(&[("f.js", &source)]).await;
    let mut answers = Vec::new();
    for _ in 0..4 {
        let invocation = fixture.invocation("f:outer", FunctionKind::Mutation, &json!({}));
        let (outcome, _) = fixture.transaction(invocation, Recorder::default()).await;
        answers.push(value(&outcome));
    }
    assert!(
        answers.windows(2).all(|pair| pair[0] == pair[1]),
        "{answers:?}"
    );
}
