//! `/http/…`: requests to the functions' own router.

use crate::support::{Server, module, token};
use reqwest::Method;
use serde_json::{Value as Json, json};

/// Written by hand in the shape of `convex/server`'s router.
const ROUTER: &str = r#"
const call = async (op, args) => JSON.parse(await Convex.asyncSyscall(op, JSON.stringify(args)));
const action = (handler) => ({ isHttp: true, invokeHttpAction: handler });
const put = action(async (request) => {
  const { key } = await request.json();
  const id = await call("1.0/actions/mutation", { name: "functions:put", args: { key } });
  return Response.json({ id, url: request.url }, { status: 201, headers: { "x-kind": "item" } });
});
const whoami = action(async () => Response.json(await call("1.0/getUserIdentity", {})));
const fails = action(async () => {
  const error = new Error("boom");
  error.data = JSON.stringify({ why: "x" });
  error.ConvexErrorSymbol = Symbol.for("ConvexError");
  error[error.ConvexErrorSymbol] = true;
  throw error;
});
const breaks = action(async () => new Response(new ReadableStream({
  start(controller) { controller.enqueue(new Uint8Array([1])); },
  async pull(controller) { controller.error(new Error("midway")); },
})));
const preflight = action(async (request) => new Response(null, { status: 204, headers: { "access-control-allow-origin": "https://own.example" } }));
const size = action(async (request) => new Response(String((await request.arrayBuffer()).byteLength)));
const routes = { "POST /put": put, "GET /whoami": whoami, "GET /fails": fails, "GET /breaks": breaks, "OPTIONS /put": preflight, "POST /size": size };
export default {
  isRouter: true,
  getRoutes: () => [],
  lookup: (path, method) => { const found = routes[`${method === "HEAD" ? "GET" : method} ${path}`]; return found ? [found, method, path] : null; },
};
"#;

async fn server() -> Server {
    Server::with_modules(vec![module("http.js", ROUTER.to_owned())]).await
}

async fn get(server: &Server, path: &str, authorization: Option<&str>) -> (u16, String) {
    let mut request = server.request(Method::GET, path);
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    let answer = request.send().await.expect("answered");
    (
        answer.status().as_u16(),
        answer.text().await.expect("a body"),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_runs_its_action_and_gets_the_action_s_response() {
    let server = server().await;
    let request = server.request(Method::POST, "/http/put?a=1");
    let answer = request
        .body(json!({"key": 4}).to_string())
        .send()
        .await
        .expect("answered");
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.headers()["x-kind"], "item");
    assert_eq!(answer.headers()["content-type"], "application/json");
    let body: Json = answer.json().await.expect("JSON");
    assert_eq!(body["url"], server.url("/put?a=1"), "a site of its own");
    let stored = server.query("get", json!({"id": body["id"]})).await;
    assert_eq!(stored["key"], 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_routed_and_what_has_no_router_are_two_kinds_of_404() {
    let routed = get(&server().await, "/http/nowhere", None).await;
    assert_eq!(routed, (404, "No matching routes found".to_owned()));
    let without = get(&Server::start().await, "/http/put", None).await;
    let text = "This Convex deployment does not have HTTP actions enabled.";
    assert_eq!(without, (404, text.to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_is_a_500_with_code_trace_and_data_and_one_midway_breaks_the_response() {
    let server = server().await;
    let (status, body) = get(&server, "/http/fails", None).await;
    let body: Json = serde_json::from_str(&body).expect("JSON");
    assert_eq!(status, 500);
    let code = body["code"].as_str().expect("text");
    assert!(code.starts_with("[Request ID: "), "{code}");
    assert!(
        code.ends_with("] Server Error: Uncaught Error: boom"),
        "{code}"
    );
    assert_eq!(body["data"], json!({"why": "x"}));
    // Breaking off may take the head along.
    let answer = server.request(Method::GET, "/http/breaks").send().await;
    let whole = match answer {
        Ok(answer) => answer.bytes().await.is_ok(),
        Err(_) => false,
    };
    assert!(!whole, "half a body is not a body");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authorization_header_decides_who_the_action_runs_as() {
    let server = server().await;
    assert_eq!(get(&server, "/http/whoami", None).await.1, "null");
    let bearer = format!("Bearer {}", token("u1", 60));
    let (_, identity) = get(&server, "/http/whoami", Some(&bearer)).await;
    assert!(identity.contains(r#""subject":"u1""#), "{identity}");
    // A scheme of the action's own is no error before the action asks for the identity.
    for value in ["Basic dTpw", "Bearer nonsense"] {
        let (status, body) = get(&server, "/http/whoami", Some(value)).await;
        assert_eq!(status, 500);
        assert!(body.contains("Could not verify the identity"), "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn actions_answer_preflights_themselves_and_bodies_end_at_20_mib() {
    let server = server().await;
    let preflight = server
        .request(Method::OPTIONS, "/http/put")
        .header("origin", "https://other.example")
        .header("access-control-request-method", "POST");
    let answer = preflight.send().await.expect("answered");
    assert_eq!(answer.status(), 204);
    let allowed = &answer.headers()["access-control-allow-origin"];
    assert_eq!(allowed, "https://own.example");
    let size = |bytes: usize| {
        let request = server.request(Method::POST, "/http/size");
        request.body(vec![0_u8; bytes]).send()
    };
    let whole = size(20 << 20).await.expect("answered");
    assert_eq!(whole.text().await.expect("a body"), "20971520");
    let more = size((20 << 20) + 1).await.expect("answered");
    assert_eq!(more.status(), 400);
}
