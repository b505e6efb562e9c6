use crate::support::*;
use convex_runtime::{FunctionKind, HttpPart, HttpRequest, HttpResponse, Outcome};
use serde_json::json;
use std::sync::Arc;
use tokio::sync::mpsc;

/// A router with one handler for every path but `/nowhere`.
async fn router(handler: &str) -> Fixture {
    let handler = with_imports(&format!(
        "const handler = httpAction({handler});
         export default {{ isRouter: true, getRoutes: () => [], lookup: (path, method) => path === '/nowhere' ? null : [handler, method, path] }};"
    ));
    load(&[("http.js", &handler)]).await
}

fn request(method: &str, path: &str, body: Option<&[u8]>) -> HttpRequest {
    HttpRequest {
        url: format!("https://site.example{path}?a=1"),
        method: method.to_owned(),
        path: path.to_owned(),
        headers: vec![("x-in".into(), "1".into()), ("x-in".into(), "2".into())],
        body: body.map(<[u8]>::to_vec),
    }
}

async fn answer(fixture: &Fixture, request: HttpRequest) -> (Outcome, Vec<HttpPart>) {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let invocation = fixture.invocation("http.js:default", FunctionKind::HttpAction, &json!({}));
    let outcome = fixture
        .runtime
        .run_http_action(
            &fixture.version,
            invocation,
            request,
            Arc::new(Echo),
            sender,
        )
        .await;
    let mut parts = Vec::new();
    while let Some(part) = receiver.recv().await {
        parts.push(part);
    }
    (outcome, parts)
}

fn split(parts: Vec<HttpPart>) -> (HttpResponse, Vec<Vec<u8>>) {
    let mut head = None;
    let mut body = Vec::new();
    for part in parts {
        match part {
            HttpPart::Head(found) => assert!(head.replace(found).is_none(), "one head"),
            HttpPart::Body(chunk) => body.push(chunk),
        }
    }
    (head.expect("a head"), body)
}

#[tokio::test]
async fn a_request_reaches_its_handler_whole_and_so_does_the_response() {
    let fixture = router(
        "async (_, request) => new Response(`${request.method} ${request.url} ${request.headers.get('x-in')} ${await request.text()}`,
           { status: 201, headers: [['set-cookie', 'a=1'], ['set-cookie', 'b=2']] })",
    )
    .await;
    let (outcome, parts) = answer(&fixture, request("POST", "/p", Some("ä".as_bytes()))).await;
    assert_eq!(outcome.result.as_deref(), Ok("true"));
    let (head, body) = split(parts);
    assert_eq!(head.status, 201);
    let cookies = head.headers.iter().filter(|(name, _)| name == "set-cookie");
    assert_eq!(cookies.count(), 2);
    let text = "POST https://site.example/p?a=1 1, 2 ä";
    assert_eq!(body.concat(), text.as_bytes());
}

#[tokio::test]
async fn a_stream_is_sent_piece_by_piece() {
    let fixture = router(
        "async () => new Response(new ReadableStream({
           async start(controller) {
             for (const text of ['a', 'b']) { controller.enqueue(new TextEncoder().encode(text)); await new Promise((resolve) => setTimeout(resolve, 1)); }
             controller.close();
           } }))",
    )
    .await;
    let (outcome, parts) = answer(&fixture, request("GET", "/", None)).await;
    assert!(outcome.result.is_ok(), "{outcome:?}");
    assert_eq!(split(parts).1, [b"a", b"b"]);
}

#[tokio::test]
async fn a_path_without_route_is_told_from_an_answer() {
    let fixture = router("async () => new Response(null)").await;
    let (outcome, parts) = answer(&fixture, request("GET", "/nowhere", None)).await;
    assert_eq!(outcome.result.as_deref(), Ok("false"));
    assert!(parts.is_empty());
    let (_, parts) = answer(&fixture, request("GET", "/", None)).await;
    assert_eq!(split(parts).1, Vec::<Vec<u8>>::new());
}

#[tokio::test]
async fn what_a_handler_throws_or_returns_wrongly_fails_the_call() {
    for (handler, message) in [
        (
            "async () => { throw new Error('boom'); }",
            "Uncaught Error: boom",
        ),
        ("async () => 'text'", "must return a `Response`"),
        (
            "async () => new Response(new ReadableStream({ start(controller) { controller.enqueue({}); controller.close(); } }))",
            "not bytes",
        ),
        (
            "async () => new Response(new Uint8Array(20 * 1024 * 1024 + 1))",
            "larger than the 20 MiB",
        ),
    ] {
        let fixture = router(handler).await;
        let (outcome, _) = answer(&fixture, request("GET", "/", None)).await;
        let error = outcome.result.expect_err(handler);
        assert!(error.message.contains(message), "{}", error.message);
    }
}
