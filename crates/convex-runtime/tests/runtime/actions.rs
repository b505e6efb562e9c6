use crate::support::*;
use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{any, get, post};
use convex_runtime::{ActionHost, FailureKind, RuntimeOptions, SyscallError};
use futures::StreamExt;
use futures::future::BoxFuture;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{Notify, mpsc};

/// Serves `router` on a port of its own; the origin.
async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    origin
}

#[tokio::test]
async fn an_action_calls_back_and_gets_its_request_id() {
    let fixture = functions("export const go = action(async (ctx, args) => [ctx.requestId, await ctx.call('1.0/actions/query', args)]);").await;
    let outcome = fixture.action("f:go", json!({"a": 1})).await;
    assert_eq!(value(&outcome), json!(["request-1", {"a": 1}]));
}

#[tokio::test]
async fn timers_fire_in_order_and_can_be_cleared() {
    let fixture = functions(
        "export const go = action(async () => {
           const seen = [];
           const cleared = setTimeout(() => seen.push('cleared'), 1);
           clearTimeout(cleared);
           await new Promise((resolve) => {
             setTimeout(() => { seen.push('late'); resolve(); }, 20);
             setTimeout((text) => seen.push(text), 1, 'early');
           });
           let ticks = 0;
           await new Promise((resolve) => { const id = setInterval(() => { if (++ticks === 3) { clearInterval(id); resolve(); } }, 1); });
           return [...seen, ticks];
         });",
    )
    .await;
    assert_eq!(
        value(&fixture.action("f:go", json!({})).await),
        json!(["early", "late", 3])
    );
}

#[tokio::test]
async fn at_most_eight_syscalls_are_in_flight() {
    #[derive(Default)]
    struct Counting {
        now: Arc<AtomicUsize>,
        most: Arc<AtomicUsize>,
    }
    impl ActionHost for Counting {
        fn async_syscall(
            &self,
            _: &str,
            _: &str,
        ) -> BoxFuture<'static, Result<String, SyscallError>> {
            let (now, most) = (self.now.clone(), self.most.clone());
            let running = now.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(running, Ordering::SeqCst);
            Box::pin(async move {
                for _ in 0..10 {
                    tokio::task::yield_now().await;
                }
                now.fetch_sub(1, Ordering::SeqCst);
                Ok("1".into())
            })
        }
    }
    let host = Arc::new(Counting::default());
    let fixture = functions("export const go = action(async (ctx) => (await Promise.all(Array.from({ length: 40 }, () => ctx.call('x')))).length);").await;
    let outcome = fixture.action_on("f:go", json!({}), host.clone()).await;
    assert_eq!(value(&outcome), json!(40));
    assert_eq!(host.most.load(Ordering::SeqCst), 8);
}

#[tokio::test]
async fn what_nobody_awaited_is_named_in_a_warning() {
    struct Never;
    impl ActionHost for Never {
        fn async_syscall(
            &self,
            _: &str,
            _: &str,
        ) -> BoxFuture<'static, Result<String, SyscallError>> {
            Box::pin(std::future::pending())
        }
    }
    let fixture = functions("export const go = action(async (ctx) => { void ctx.call('1.0/actions/mutation'); return 1; });").await;
    let outcome = fixture.action_on("f:go", json!({}), Arc::new(Never)).await;
    assert_eq!(value(&outcome), json!(1));
    assert_eq!(
        outcome.log_lines,
        ["[WARN] 1 unawaited operation(s): [1.0/actions/mutation]"]
    );
}

#[tokio::test]
async fn an_action_that_waits_for_nothing_is_an_error() {
    let fixture = functions("export const go = action(() => new Promise(() => {}));").await;
    assert_eq!(
        failure(&fixture.action("f:go", json!({})).await),
        "Returned promise will never resolve"
    );
}

#[tokio::test]
async fn a_failing_action_reports_its_error() {
    let fixture = functions(
        "export const thrown = action(async () => { throw new ConvexError({ a: 1 }); });
         export const refused = action(async (ctx) => ctx.call('fail'));
         export const inTimer = action(() => new Promise(() => { setTimeout(() => { throw new Error('in timer'); }, 1); setTimeout(() => {}, 1e6); }));",
    )
    .await;
    let error = fixture
        .action("f:thrown", json!({}))
        .await
        .result
        .expect_err("a failure");
    assert_eq!(
        (error.data, error.kind),
        (Some(json!({"a": 1})), FailureKind::User)
    );
    assert_eq!(
        failure(&fixture.action("f:refused", json!({})).await),
        "Uncaught Error: it failed"
    );
    assert_eq!(
        failure(&fixture.action("f:inTimer", json!({})).await),
        "Uncaught Error: in timer"
    );
}

#[tokio::test]
async fn actions_have_the_real_clock_and_real_randomness() {
    let fixture =
        functions("export const go = action(async () => [Date.now(), Math.random()]);").await;
    let (first, second) = (
        fixture.action("f:go", json!({})).await,
        fixture.action("f:go", json!({})).await,
    );
    assert!(
        value(&first)[0]
            .as_u64()
            .is_some_and(|now| now > 1_700_000_000_123)
    );
    assert_ne!(value(&first)[1], value(&second)[1]);
}

#[tokio::test]
async fn fetch_sends_and_receives_everything() {
    let echo = any(|request: axum::extract::Request| async move {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
        let body = String::from_utf8_lossy(&body).into_owned();
        let custom = parts
            .headers
            .get("x-custom")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let content = parts
            .headers
            .get("content-type")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let head = [("x-reply", "yes"), ("content-type", "application/json")];
        (StatusCode::IM_A_TEAPOT, head, json!({"method": parts.method.as_str(), "custom": custom, "content": content, "body": body}).to_string())
    });
    let router = Router::new()
        .route("/echo", echo)
        .route(
            "/moved",
            get(|| async { (StatusCode::FOUND, [("location", "/target")]).into_response() }),
        )
        .route("/target", get(|| async { "arrived" }));
    let origin = serve(router).await;
    let fixture = functions(
        "export const go = action(async (ctx, { origin }) => {
           const echoed = await fetch(`${origin}/echo`, { method: 'post', headers: { 'X-Custom': 'é'.length + '' }, body: JSON.stringify({ a: 1 }) });
           const moved = await fetch(new URL('/moved', origin));
           const manual = await fetch(`${origin}/moved`, { redirect: 'manual' });
           const form = new FormData();
           form.append('file', new Blob(['content'], { type: 'text/plain' }), 'a.txt');
           const posted = await (await fetch(new Request(`${origin}/echo`, { method: 'POST', body: form }))).json();
           return {
             status: echoed.status, ok: echoed.ok, reply: echoed.headers.get('X-Reply'), body: await echoed.json(),
             moved: [await moved.text(), moved.redirected, moved.url.endsWith('/target')],
             manual: [manual.status, manual.headers.get('location')],
             form: [posted.content.startsWith('multipart/form-data; boundary='), posted.body.includes('filename=\"a.txt\"'), posted.body.includes('content')],
           };
         });",
    )
    .await;
    let result = value(&fixture.action("f:go", json!({"origin": origin})).await);
    assert_eq!(
        (&result["status"], &result["ok"], &result["reply"]),
        (&json!(418), &json!(false), &json!("yes"))
    );
    assert_eq!(
        result["body"],
        json!({"method": "POST", "custom": "1", "content": "text/plain;charset=UTF-8", "body": "{\"a\":1}"})
    );
    assert_eq!(result["moved"], json!(["arrived", true, true]));
    assert_eq!(result["manual"], json!([302, "/target"]));
    assert_eq!(result["form"], json!([true, true, true]));
}

#[tokio::test]
async fn a_failed_fetch_is_a_type_error() {
    let fixture = functions(
        "export const go = action(async () => {
           const names = [];
           for (const url of ['http://127.0.0.1:1/', 'file:///etc/passwd', 'nonsense']) await fetch(url).catch((error) => names.push(error.name));
           return names;
         });",
    )
    .await;
    assert_eq!(
        value(&fixture.action("f:go", json!({})).await),
        json!(["TypeError", "TypeError", "TypeError"])
    );
}

/// A server whose one response is fed by the test, piece by piece.
async fn fed() -> (String, mpsc::UnboundedSender<String>, Arc<Notify>) {
    let (sender, receiver) = mpsc::unbounded_channel::<String>();
    let receiver = Arc::new(tokio::sync::Mutex::new(Some(receiver)));
    let closed = Arc::new(Notify::new());
    let notify = closed.clone();
    let handler = post(move || {
        let (receiver, notify) = (receiver.clone(), notify.clone());
        async move {
            struct OnDrop(Arc<Notify>);
            impl Drop for OnDrop {
                fn drop(&mut self) {
                    self.0.notify_one();
                }
            }
            let guard = OnDrop(notify);
            let receiver = receiver.lock().await.take().expect("one request");
            let stream =
                futures::stream::unfold((receiver, guard), |(mut receiver, guard)| async move {
                    let text = receiver.recv().await?;
                    Some((Ok::<_, std::convert::Infallible>(text), (receiver, guard)))
                });
            Body::from_stream(stream.boxed())
        }
    });
    (
        serve(Router::new().route("/stream", handler)).await,
        sender,
        closed,
    )
}

#[tokio::test]
async fn a_response_is_read_as_it_arrives() {
    let (origin, sender, _) = fed().await;
    // The server sends the next piece only when the action has reported the last one: buffering would hang.
    struct Feeding(mpsc::UnboundedSender<String>);
    impl ActionHost for Feeding {
        fn async_syscall(
            &self,
            _: &str,
            args: &str,
        ) -> BoxFuture<'static, Result<String, SyscallError>> {
            let _ = self.0.send(format!("data: {args}\n\n"));
            Box::pin(async { Ok("null".into()) })
        }
    }
    let fixture = functions(
        "export const go = action(async (ctx, { origin }) => {
           const response = await fetch(`${origin}/stream`, { method: 'POST' });
           const events = [];
           await ctx.call('more', { n: 0 });
           const lines = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new TransformStream({
             transform(chunk, controller) { for (const line of chunk.split('\\n\\n')) if (line) controller.enqueue(line.slice(6)); },
           }));
           for await (const line of lines) {
             events.push(JSON.parse(line));
             if (events.length === 5) break;
             await ctx.call('more', { n: events.length });
           }
           return events;
         });",
    )
    .await;
    let outcome = fixture
        .action_on("f:go", json!({"origin": origin}), Arc::new(Feeding(sender)))
        .await;
    assert_eq!(
        value(&outcome),
        json!([{"n": 0}, {"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}])
    );
}

#[tokio::test]
async fn aborting_ends_a_fetch_and_closes_its_connection() {
    let (origin, sender, closed) = fed().await;
    sender.send("first".into()).expect("a receiver");
    let fixture = functions(
        "export const go = action(async (ctx, { origin }) => {
           const controller = new AbortController();
           const response = await fetch(`${origin}/stream`, { method: 'POST', signal: controller.signal });
           const reader = response.body.getReader();
           const first = new TextDecoder().decode((await reader.read()).value);
           const next = reader.read();
           setTimeout(() => controller.abort(), 1);
           const names = [await next.catch((error) => error.name)];
           await fetch(origin, { signal: AbortSignal.abort() }).catch((error) => names.push(error.name));
           return [first, ...names];
         });",
    )
    .await;
    let outcome = fixture.action("f:go", json!({"origin": origin})).await;
    assert_eq!(
        value(&outcome),
        json!(["first", "AbortError", "AbortError"])
    );
    closed.notified().await;
}

#[tokio::test]
async fn cancelling_a_body_closes_its_connection_although_a_read_is_under_way() {
    let (origin, sender, closed) = fed().await;
    sender.send("first".into()).expect("a receiver");
    // The action goes on until the server has seen the connection close.
    struct UntilClosed(Arc<Notify>);
    impl ActionHost for UntilClosed {
        fn async_syscall(
            &self,
            _: &str,
            _: &str,
        ) -> BoxFuture<'static, Result<String, SyscallError>> {
            let closed = self.0.clone();
            Box::pin(async move {
                closed.notified().await;
                Ok("\"closed\"".into())
            })
        }
    }
    let fixture = functions(
        "export const go = action(async (ctx, { origin }) => {
           const reader = (await fetch(`${origin}/stream`, { method: 'POST' })).body.getReader();
           await reader.read();
           const next = reader.read();
           // Once a timer has fired, the read has begun.
           await new Promise((resolve) => setTimeout(resolve, 1));
           await reader.cancel('enough');
           return [(await next).done, await ctx.call('closed')];
         });",
    )
    .await;
    let host = Arc::new(UntilClosed(closed));
    let outcome = fixture
        .action_on("f:go", json!({"origin": origin}), host)
        .await;
    assert_eq!(value(&outcome), json!([true, "closed"]));
}

#[tokio::test]
async fn a_generated_key_for_aes_opens_what_it_has_sealed_also_after_export() {
    let fixture = functions(
        "export const go = action(async () => {
           const { subtle } = crypto;
           const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
           const jwk = await subtle.exportKey('jwk', key);
           const again = await subtle.importKey('jwk', jwk, 'AES-GCM', false, ['decrypt']);
           const algorithm = { name: 'AES-GCM', iv: crypto.getRandomValues(new Uint8Array(12)) };
           const sealed = await subtle.encrypt(algorithm, key, new TextEncoder().encode('secret'));
           return [jwk.alg, new TextDecoder().decode(await subtle.decrypt(algorithm, again, sealed))];
         });",
    )
    .await;
    assert_eq!(
        value(&fixture.action("f:go", json!({})).await),
        json!(["A256GCM", "secret"])
    );
}

#[tokio::test]
async fn generated_pairs_verify_what_they_have_signed_and_have_their_owners_use() {
    let fixture = functions(
        "const { subtle } = crypto;
         const pair = async (algorithm) => {
           const { privateKey, publicKey } = await subtle.generateKey(algorithm, false, ['sign', 'verify']);
           const open = await subtle.importKey('jwk', await subtle.exportKey('jwk', publicKey), algorithm, true, ['verify']);
           const data = new TextEncoder().encode('signed');
           const signature = await subtle.sign({ hash: 'SHA-256', ...algorithm }, privateKey, data);
           const isVerified = await subtle.verify({ hash: 'SHA-256', ...algorithm }, open, signature, data);
           return [isVerified, signature.byteLength, privateKey.extractable, ...privateKey.usages, ...publicKey.usages];
         };
         const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) };
         const refused = (more) => pair({ ...RSA, ...more }).catch((error) => error.name);
         export const go = action(async () => [
           await pair(RSA), await pair({ name: 'Ed25519' }), await pair({ name: 'ECDSA', namedCurve: 'P-256' }),
           await refused({ modulusLength: 1e6 }), await refused({ publicExponent: new Uint8Array([4]) }), await refused({ hash: 'MD5' }),
         ]);",
    )
    .await;
    let pair = |length| json!([true, length, false, "sign", "verify"]);
    assert_eq!(
        value(&fixture.action("f:go", json!({})).await),
        json!([
            pair(128),
            pair(64),
            pair(64),
            "NotSupportedError",
            "OperationError",
            "NotSupportedError"
        ])
    );
}

#[tokio::test]
async fn a_timeout_signal_ends_a_fetch() {
    let (origin, _sender, _) = fed().await;
    let fixture = functions(
        "export const go = action(async (ctx, { origin }) => {
           const response = fetch(`${origin}/stream`, { method: 'POST', signal: AbortSignal.timeout(20) });
           return response.then((response) => response.text()).catch((error) => error.name);
         });",
    )
    .await;
    assert_eq!(
        value(&fixture.action("f:go", json!({"origin": origin})).await),
        json!("TimeoutError")
    );
}

#[tokio::test]
async fn more_actions_than_threads_wait_their_turn() {
    let options = RuntimeOptions {
        max_actions: 2,
        ..RuntimeOptions::default()
    };
    let source = with_imports(
        "export const go = action(async (ctx, { n }) => { await new Promise((done) => setTimeout(done, 1)); return n; });",
    );
    let fixture = load_with(options, &[("f.js", &source)]).await;
    let calls = (0..6).map(|n| fixture.action("f:go", json!({"n": n})));
    let values: Vec<_> = futures::future::join_all(calls)
        .await
        .iter()
        .map(value)
        .collect();
    assert_eq!(values, (0..6).map(|n| json!(n)).collect::<Vec<_>>());
}
