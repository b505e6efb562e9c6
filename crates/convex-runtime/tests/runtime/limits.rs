use crate::support::*;
use convex_runtime::{FailureKind, FunctionKind, RuntimeOptions};
use serde_json::json;
use std::time::Duration;

fn short() -> RuntimeOptions {
    RuntimeOptions {
        transaction_time: Duration::from_millis(200),
        transaction_workers: 2,
        ..RuntimeOptions::default()
    }
}

const SOURCE: &str = "
  export const spin = mutation(() => { while (true) {} });
  export const spinQuietly = mutation(() => { for (;;) { try { while (true) {} } catch {} finally {} } });
  export const spinInJob = mutation(async () => { await null; for (;;) await null; });
  export const spinInError = mutation(() => { throw { get message() { while (true) {} } }; });
  export const spinInRegExp = query(() => /^(a+)+$/.test('a'.repeat(60) + 'b'));
  export const huge = mutation(() => { const a = []; for (;;) a.push(new Array(1e6).fill(1)); });
  export const gigabyte = query(() => new Array(1e9 / 8).fill(1.5).length);
  export const buffer = query(() => new ArrayBuffer(1e9).byteLength);
  export const caught = query(() => { try { new Array(1e9 / 8).fill(1.5); } catch (error) { return error.message; } });
  export const deep = query(() => { const down = (n) => 1 + down(n + 1); return down(0); });
  export const deepCaught = query(() => { let n = 0; const down = () => { n++; down(); }; try { down(); } catch { return n > 1000; } });
  export const fine = query(() => 'fine');
";

fn kind(outcome: &convex_runtime::Outcome) -> FailureKind {
    outcome.result.as_ref().expect_err("a failure").kind
}

#[tokio::test]
async fn an_endless_loop_is_stopped_while_other_calls_go_on() {
    let source = with_imports(SOURCE);
    let fixture = load_with(short(), &[("f.js", &source)]).await;
    let spinning = fixture.mutation("f:spin", json!({}));
    let others = async {
        let mut values = Vec::new();
        for _ in 0..10 {
            values.push(value(&fixture.query("f:fine", json!({})).await));
        }
        values
    };
    let (spinning, others) = tokio::join!(spinning, others);
    assert_eq!(kind(&spinning), FailureKind::Timeout);
    assert_eq!(
        failure(&spinning),
        "Function execution timed out (maximum duration: 0.2s)"
    );
    assert_eq!(others, vec![json!("fine"); 10]);
}

#[tokio::test]
async fn no_loop_escapes_the_time_limit() {
    let source = with_imports(SOURCE);
    let fixture = load_with(short(), &[("f.js", &source)]).await;
    for function in ["f:spinQuietly", "f:spinInJob"] {
        assert_eq!(
            kind(&fixture.mutation(function, json!({})).await),
            FailureKind::Timeout,
            "{function}"
        );
    }
    assert_eq!(
        kind(&fixture.query("f:spinInRegExp", json!({})).await),
        FailureKind::Timeout
    );
    let outcome = fixture.mutation("f:spinInError", json!({})).await;
    assert!(
        failure(&outcome).contains("cannot be described"),
        "{outcome:?}"
    );
    assert_eq!(
        value(&fixture.query("f:fine", json!({})).await),
        json!("fine")
    );
}

#[tokio::test]
async fn a_gigabyte_ends_only_the_call_that_asked_for_it() {
    let source = with_imports(SOURCE);
    let options = RuntimeOptions {
        transaction_workers: 1,
        ..RuntimeOptions::default()
    };
    let fixture = load_with(options, &[("f.js", &source)]).await;
    for _ in 0..2 {
        assert_eq!(
            kind(&fixture.mutation("f:huge", json!({})).await),
            FailureKind::OutOfMemory
        );
        let outcome = fixture.query("f:gigabyte", json!({})).await;
        assert_eq!(kind(&outcome), FailureKind::OutOfMemory, "{outcome:?}");
        assert!(fixture.query("f:buffer", json!({})).await.result.is_err());
        assert_eq!(
            value(&fixture.query("f:caught", json!({})).await),
            json!("out of memory")
        );
        assert_eq!(
            value(&fixture.query("f:fine", json!({})).await),
            json!("fine")
        );
    }
}

#[tokio::test]
async fn endless_recursion_is_a_catchable_error_and_thousands_of_frames_are_not_endless() {
    let fixture = functions(SOURCE).await;
    let outcome = fixture.query("f:deep", json!({})).await;
    assert_eq!(
        failure(&outcome),
        "Uncaught RangeError: Maximum call stack size exceeded"
    );
    assert_eq!(
        value(&fixture.query("f:deepCaught", json!({})).await),
        json!(true)
    );
}

#[tokio::test]
async fn time_in_syscalls_is_not_the_functions_time() {
    use convex_host::{Host, SimHost};
    use convex_runtime::{NestedCalls, SyscallError, TransactionHost};
    use std::sync::Arc;

    struct Slow(Arc<SimHost>);
    impl TransactionHost for Slow {
        fn syscall(&mut self, _: &str, args: &str) -> Result<String, SyscallError> {
            self.0.advance(Duration::from_secs(10));
            Ok(args.to_owned())
        }
        fn async_syscall(
            &mut self,
            op: &str,
            args: &str,
            _: &dyn NestedCalls,
        ) -> Result<String, SyscallError> {
            self.syscall(op, args)
        }
    }

    let host = Arc::new(SimHost::new(1, 0));
    let source = with_imports(
        "export const wait = query(async (ctx) => { ctx.sync('slow'); await ctx.call('slow'); for (let n = 0; n < 1e6; n++); return 1; });",
    );
    let fixture = load_on(
        host.clone(),
        RuntimeOptions::default(),
        &[("f.js", &source)],
    )
    .await;
    let invocation = invocation("f:wait", FunctionKind::Query, &json!({}));
    let (outcome, _) = fixture
        .runtime
        .run_transaction(&fixture.version, invocation, Box::new(Slow(host.clone())))
        .await;
    assert_eq!(value(&outcome), json!(1));
    assert!(host.monotonic() >= Duration::from_secs(20));
}

#[tokio::test]
async fn an_action_is_stopped_at_its_deadline_whether_it_waits_or_spins() {
    let options = RuntimeOptions {
        action_time: Duration::from_millis(200),
        ..RuntimeOptions::default()
    };
    let source = with_imports(
        "export const spin = action(() => { while (true) {} });
         export const wait = action(() => new Promise((resolve) => setTimeout(resolve, 1e6)));",
    );
    let fixture = load_with(options, &[("f.js", &source)]).await;
    for function in ["f:spin", "f:wait"] {
        let outcome = fixture.action(function, json!({})).await;
        assert_eq!(
            kind(&outcome),
            FailureKind::Timeout,
            "{function}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_frees_its_thread() {
    let options = RuntimeOptions {
        transaction_workers: 1,
        transaction_time: Duration::from_secs(3600),
        max_actions: 1,
        ..RuntimeOptions::default()
    };
    let source = with_imports(
        "export const spin = mutation(() => { while (true) {} });
         export const spinAction = action(() => { while (true) {} });
         export const fine = query(() => 'fine');
         export const fineAction = action(() => 'fine');",
    );
    let fixture = load_with(options, &[("f.js", &source)]).await;
    let spinning = Box::pin(fixture.mutation("f:spin", json!({})));
    let spinning_action = Box::pin(fixture.action("f:spinAction", json!({})));
    // Polled once, so that both are under way (or at least queued), then dropped.
    assert!(futures::poll!(spinning).is_pending());
    assert!(futures::poll!(spinning_action).is_pending());
    assert_eq!(
        value(&fixture.query("f:fine", json!({})).await),
        json!("fine")
    );
    assert_eq!(
        value(&fixture.action("f:fineAction", json!({})).await),
        json!("fine")
    );
}
