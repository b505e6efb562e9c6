//! Contexts that follow asynchronous code, side by side: what Node.js does with the same code.

use crate::support::*;
use serde_json::{Value, json};

const HELPERS: &str = "import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
  const storage = new AsyncLocalStorage();
  const seen = () => storage.getStore() ?? null;
  const later = (value) => new Promise((resolve) => resolve(value));
  const chain = async (steps) => { for (let step = 0; step < steps; step += 1) await later(); };
  async function* numbers() { yield seen(); await null; yield seen(); }";

/// What an expression is in a query, and in an action with Node's names as globals.
async fn everywhere(expression: &str) -> Value {
    let fixture = functions(&format!(
        "{HELPERS}
         const body = async (ctx) => ({expression});
         export const read = query(body);
         export const act = action(body);"
    ))
    .await;
    let read = value(&fixture.query("f:read", json!({})).await);
    let acted = value(&fixture.action("f:act", json!({})).await);
    assert_eq!(read, acted);
    read
}

#[tokio::test]
async fn a_store_is_seen_by_what_runs_in_it_and_by_nothing_else() {
    let expression = "[
      seen(), storage.run('a', seen), storage.run('a', (more) => seen() + more, 'b'),
      storage.run('a', () => storage.run('b', seen) + seen()), storage.run('a', () => storage.exit(seen)),
      new AsyncLocalStorage({ defaultValue: 7 }).getStore(), seen(),
    ]";
    let expected = json!([null, "a", "ab", "ba", null, 7, null]);
    assert_eq!(everywhere(expression).await, expected);
}

#[tokio::test]
async fn each_of_many_runs_at_once_finds_its_own_store_behind_every_await() {
    for wait in [
        "await later()",
        "await null",
        "await chain(3)",
        "await later().then(() => {})",
        "await Promise.all([later(), chain(2)])",
        "await Promise.reject(new Error('x')).catch(() => {})",
        "try { await Promise.reject(new Error('x')); } catch {}",
        "await { then: (resolve) => resolve() }",
        "await (async () => { await null; return later(); })()",
        "for await (const number of numbers()) if (number !== seen()) return 'lost'",
        "await storage.run('other', async () => { await null; await chain(2); })",
        "await storage.exit(() => chain(2))",
    ] {
        let expression = format!(
            "await Promise.all([1, 2, 3].map((store) => storage.run(store, async () => {{
               const before = seen();
               {wait};
               await chain(4 - store);
               {wait};
               return [before, seen()];
             }})).concat((async () => {{ await null; {wait}; return [seen(), seen()]; }})()))"
        );
        let expected = json!([[1, 1], [2, 2], [3, 3], [null, null]]);
        assert_eq!(everywhere(&expression).await, expected, "{wait}");
    }
}

#[tokio::test]
async fn callbacks_run_where_they_were_given() {
    let expression = "await (async () => {
      const bound = storage.run('bound', () => AsyncLocalStorage.bind(seen));
      const snapshot = storage.run('snapshot', () => AsyncLocalStorage.snapshot());
      const resource = storage.run('resource', () => new AsyncResource('test'));
      const chained = storage.run('chained', () => later().then(seen).then((own) => [own, seen()]).finally(() => {}));
      const entered = (async () => { await null; storage.enterWith('entered'); await chain(3); return seen(); })();
      const all = [bound(), snapshot(seen), resource.runInAsyncScope(seen), resource.bind(seen)(), await chained, await entered];
      return [...all, seen()];
    })()";
    let expected = json!([
        "bound",
        "snapshot",
        "resource",
        "resource",
        ["chained", "chained"],
        "entered",
        null
    ]);
    assert_eq!(everywhere(expression).await, expected);
}

#[tokio::test]
async fn timers_and_operations_of_actions_go_on_in_their_context() {
    let fixture = functions(&format!(
        "{HELPERS}
         const sleep = (millis) => new Promise((resolve) => setTimeout(() => resolve(seen()), millis));
         export const go = action((ctx) => Promise.all([9, 6, 3].map((store) => storage.run(store, async () => {{
           const slept = await sleep(store);
           await ctx.call('anything');
           return [slept, seen()];
         }}))));"
    ))
    .await;
    let found = value(&fixture.action("f:go", json!({})).await);
    assert_eq!(found, json!([[9, 9], [6, 6], [3, 3]]));
}

#[tokio::test]
async fn a_call_finds_nothing_of_the_one_before_and_promises_are_what_they_were() {
    let fixture = functions(&format!(
        "{HELPERS}
         class Sub extends Promise {{}}
         export const go = query(async () => {{
           const before = seen();
           storage.enterWith('left behind');
           await later();
           const own = Object.assign(later(1), {{ then: undefined }});
           const [one, sub] = [later(), Sub.resolve(1)];
           const kinds = [one.constructor === Promise, Promise.resolve(one) === one, one instanceof Promise,
             sub.then(() => {{}}) instanceof Sub, sub instanceof Promise, Promise.name];
           return [before, seen(), ...kinds, Object.keys(later()).length, typeof own.then, await later(2)];
         }});"
    ))
    .await;
    for _ in 0..3 {
        let found = value(&fixture.query("f:go", json!({})).await);
        let expected = json!([
            null,
            "left behind",
            true,
            true,
            true,
            true,
            true,
            "Promise",
            0,
            "undefined",
            2
        ]);
        assert_eq!(found, expected);
    }
}
