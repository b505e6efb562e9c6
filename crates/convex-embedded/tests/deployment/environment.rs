//! Environment variables: kept with the data, seen by the next call, changed by administrators only.

use crate::support::{Server, module, options};
use convex_host::SystemHost;
use convex_store::MemoryPersistence;
use reqwest::Method;
use serde_json::{Value as Json, json};
use std::sync::Arc;

async fn update(server: &Server, changes: Json) -> (u16, Json) {
    let authorization = format!("Convex {}", server.deployment.admin_key());
    let body = json!({ "changes": changes });
    let path = "/api/update_environment_variables";
    server.post(path, Some(&authorization), &body).await
}

async fn seen(server: &Server, name: &str) -> Json {
    server.query("variable", json!({ "name": name })).await
}

async fn opened_on(data: &MemoryPersistence) -> Server {
    let host = Arc::new(SystemHost::new());
    let mut options = options(Box::new(data.clone()), host, crate::support::bundle());
    options.env = [("BELOW", "given"), ("CHANGED", "given")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    Server::serve(options).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_variable_is_seen_by_the_next_call_and_by_subscriptions_and_after_a_restart() {
    let data = MemoryPersistence::new();
    let server = opened_on(&data).await;
    let mut socket = server.socket().await;
    socket
        .subscribe("variable", json!({"name": "CHANGED"}))
        .await;
    assert_eq!(socket.updated().await, json!("given"));
    let changes = json!([{"name": "CHANGED", "value": "new"}, {"name": "OTHER", "value": "x"}]);
    assert_eq!(update(&server, changes).await.0, 200);
    assert_eq!(socket.updated().await, json!("new"));
    assert_eq!(seen(&server, "OTHER").await, json!("x"));
    assert_eq!(seen(&server, "BELOW").await, json!("given"));
    update(&server, json!([{"name": "OTHER", "value": null}])).await;
    assert_eq!(seen(&server, "OTHER").await, Json::Null);
    server.deployment.shutdown().await;
    let server = opened_on(&data).await;
    assert_eq!(seen(&server, "CHANGED").await, json!("new"));
    update(&server, json!([{"name": "CHANGED", "value": null}])).await;
    assert_eq!(seen(&server, "CHANGED").await, json!("given"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_provided_is_seen_at_once_but_neither_kept_nor_listed() {
    let data = MemoryPersistence::new();
    let server = opened_on(&data).await;
    let mut socket = server.socket().await;
    socket.subscribe("variable", json!({"name": "LATER"})).await;
    assert_eq!(socket.updated().await, Json::Null);
    let provide = |name: &str, value: Option<&str>| {
        let changes = [(name.to_owned(), value.map(str::to_owned))].into();
        let deployment = server.deployment.clone();
        async move { deployment.provide(&changes).await }
    };
    provide("LATER", Some("here")).await.expect("provided");
    assert_eq!(socket.updated().await, json!("here"));
    assert!(server.deployment.variables().expect("read").is_empty());
    update(&server, json!([{"name": "LATER", "value": "stored"}])).await;
    assert_eq!(socket.updated().await, json!("stored"));
    provide("LATER", Some("elsewhere")).await.expect("provided");
    update(&server, json!([{"name": "LATER", "value": null}])).await;
    assert_eq!(socket.updated().await, json!("elsewhere"));
    provide("LATER", None).await.expect("taken back");
    assert_eq!(socket.updated().await, Json::Null);
    let refused = provide("NOT-A-NAME", Some("x")).await;
    assert_eq!(refused.expect_err("refused").code, "EnvVarNameInvalid");
    provide("LATER", Some("again")).await.expect("provided");
    server.deployment.shutdown().await;
    let server = opened_on(&data).await;
    assert_eq!(seen(&server, "LATER").await, Json::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_list_variables_over_http_and_as_the_official_cli_does() {
    let server = Server::start().await;
    let key = server.deployment.admin_key();
    update(
        &server,
        json!([{"name": "B", "value": "2"}, {"name": "A", "value": "1"}]),
    )
    .await;
    let list = |authorization: String| {
        let path = "/api/v1/list_environment_variables";
        let request = server.request(Method::GET, path);
        request.header("authorization", authorization).send()
    };
    let answer = list(format!("Convex {key}")).await.expect("answered");
    let answer: Json = answer.json().await.expect("JSON");
    assert_eq!(
        answer,
        json!({"environmentVariables": {"A": "1", "B": "2"}})
    );
    let mut socket = server.socket().await;
    socket
        .send(json!({"type": "Authenticate", "baseVersion": 0, "tokenType": "Admin", "value": key}))
        .await;
    let add = json!({"type": "Add", "queryId": 0, "udfPath": "_system/cli/queryEnvironmentVariables:default", "args": [{}]});
    socket
        .send(json!({"type": "ModifyQuerySet", "baseVersion": 0, "newVersion": 1, "modifications": [add]}))
        .await;
    let mut shown = Vec::new();
    while shown.is_empty() {
        shown = socket.transition().await;
    }
    let expected = json!([{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]);
    assert_eq!(shown[0]["value"], expected);
    let site = json!({"path": "_system/cli/queryEnvironmentVariables:get", "args": {"name": "CONVEX_SITE_URL"}});
    let administrator = format!("Convex {key}");
    let (_, answer) = server.post("/api/query", Some(&administrator), &site).await;
    let address = answer["value"]["value"].as_str().expect("an address");
    assert!(address.ends_with("/http"), "{address}");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_bad_changes_change_nothing() {
    let server = Server::start().await;
    let body = json!({"changes": [{"name": "A", "value": "1"}]});
    let path = "/api/update_environment_variables";
    let (status, answer) = server.post(path, None, &body).await;
    assert_eq!((status, &answer["code"]), (403, &json!("AdminRequired")));
    let call = json!({"path": "_system/cli/queryEnvironmentVariables", "args": {}});
    let (_, answer) = server.post("/api/query", None, &call).await;
    assert_eq!(answer["status"], "error");
    let changes = json!([{"name": "A", "value": "1"}, {"name": "B-", "value": "1"}]);
    let (status, answer) = update(&server, changes).await;
    assert_eq!(
        (status, &answer["code"]),
        (400, &json!("EnvVarNameInvalid"))
    );
    assert_eq!(seen(&server, "A").await, Json::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_that_cannot_be_loaded_with_a_variable_keep_the_ones_before() {
    let picky = "if (process.env.MODE === 'bad') throw new Error('at load'); export const x = 1;";
    let server = Server::with_modules(vec![module("picky.js", picky.to_owned())]).await;
    let (status, answer) = update(&server, json!([{"name": "MODE", "value": "bad"}])).await;
    assert_eq!(status, 400);
    let text = answer["message"].as_str().expect("text");
    assert!(text.contains("at load"), "{text}");
    assert_eq!(seen(&server, "MODE").await, Json::Null);
    assert!(server.deployment.variables().expect("read").is_empty());
}
