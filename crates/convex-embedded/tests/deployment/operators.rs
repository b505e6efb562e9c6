//! What operators see and change: users whose token says that they may look into the deployment.

use crate::support::{Server, Socket, bundle, operator_token, options, token};
use convex_embedded::auth::Operators;
use convex_host::{Host, SystemHost};
use convex_store::MemoryPersistence;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// Whose word counts, or another one's.
async fn start(issuer: &str) -> Server {
    let persistence = Box::new(MemoryPersistence::new());
    let mut options = options(persistence, Arc::new(SystemHost::new()), bundle());
    options.operators = Some(Operators {
        issuer: issuer.to_owned(),
        claim: "operator".to_owned(),
    });
    Server::serve(options).await
}

async fn server() -> Server {
    start("https://id.example.com").await
}

async fn ask(server: &Server, kind: &str, name: &str, args: Json, token: &str) -> Json {
    let body = json!({"path": name, "args": args, "format": "convex_encoded_json"});
    let authorization = format!("Bearer {token}");
    let path = format!("/api/{kind}");
    server.post(&path, Some(&authorization), &body).await.1
}

/// A query's value, for an operator.
async fn seen(server: &Server, name: &str, args: Json) -> Json {
    let path = format!("_system/operator:{name}");
    let mut answer = ask(server, "query", &path, args, &operator_token("ada", true)).await;
    assert_eq!(answer["status"], "success", "{name}: {answer}");
    answer["value"].take()
}

async fn change(server: &Server, name: &str, args: Json) -> Json {
    let path = format!("_system/operator:{name}");
    ask(
        server,
        "mutation",
        &path,
        args,
        &operator_token("ada", true),
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_token_that_says_so_lets_somebody_look_and_nobody_sees_secrets() {
    let server = server().await;
    let id = server.mutation("put", json!({"key": 1})).await;
    let queries = [
        "health",
        "figures",
        "functions",
        "components",
        "log",
        "tables",
        "jobs",
        "crons",
        "files",
    ];
    for name in queries {
        let path = format!("_system/operator:{name}");
        for token in [token("ada", 60), operator_token("ada", false)] {
            let answer = ask(&server, "query", &path, json!({}), &token).await;
            assert_eq!(answer["status"], "error", "{name}");
        }
        seen(&server, name, json!({})).await;
    }
    for name in ["replaceDocument", "deleteDocument", "cancelJob"] {
        let path = format!("_system/operator:{name}");
        let args = json!({"id": id, "text": "{}"});
        let answer = ask(&server, "mutation", &path, args, &token("ada", 60)).await;
        assert_eq!(answer["status"], "error", "{name}");
    }
    assert_eq!(server.query("get", json!({"id": id})).await["key"], 1);
    for name in ["cli/queryEnvironmentVariables", "cli/tableData"] {
        let path = format!("_system/{name}");
        let args = json!({"table": "_environment_variables", "paginationOpts": {"cursor": null, "numItems": 1}});
        let answer = ask(&server, "query", &path, args, &operator_token("ada", true)).await;
        assert_eq!(answer["status"], "error", "{name}");
    }
    let platform = json!({"table": "_environment_variables"});
    let documents = "_system/operator:documents";
    let answer = ask(
        &server,
        "query",
        documents,
        platform,
        &operator_token("ada", true),
    )
    .await;
    assert_eq!(answer["status"], "error");
    // Functions see nothing of it, so a result is shared with whoever the same user is elsewhere.
    let who = |token| ask(&server, "query", "functions:whoami", json!({}), token);
    let (plain, operator) = (token("ada", 60), operator_token("ada", true));
    assert_eq!(who(&plain).await["value"], who(&operator).await["value"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_claim_of_another_issuer_counts_for_nothing() {
    let server = start("https://elsewhere.example.com").await;
    let health = "_system/operator:health";
    let answer = ask(
        &server,
        "query",
        health,
        json!({}),
        &operator_token("ada", true),
    )
    .await;
    assert_eq!(answer["status"], "error");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_functions_did_is_told_with_the_next_run_though_nothing_was_written() {
    let server = server().await;
    let mut socket = server.socket().await;
    socket.authenticate(&operator_token("ada", true)).await;
    let queries = ["log", "figures", "health"].into_iter().enumerate();
    let add = queries.map(|(id, name)| {
        json!({"type": "Add", "queryId": id, "udfPath": format!("_system/operator:{name}"), "args": [{}]})
    });
    let add: Vec<Json> = add.collect();
    socket
        .send(json!({"type": "ModifyQuerySet", "baseVersion": 0, "newVersion": 1, "modifications": add}))
        .await;
    let mut shown = vec![Json::Null; 3];
    follow(&mut socket, &mut shown, |shown| {
        shown.iter().all(|value| !value.is_null())
    })
    .await;
    assert_eq!(shown[0], json!([]));
    // Arguments that do not fit are a failure of the function, too.
    server.answer("query", "get", json!({"id": 5})).await;
    follow(&mut socket, &mut shown, |shown| {
        shown[0][0]["name"] == "functions:get" && shown[1][0]["failures"] == 1
    })
    .await;
    server.answer("query", "fail", json!({})).await;
    follow(&mut socket, &mut shown, |shown| {
        shown[0][0]["name"] == "functions:fail"
            && shown[1][0]["failures"] == 1
            && shown[2]["failures"] == 2
    })
    .await;
    let error = shown[0][0]["error"].as_str().expect("a text");
    assert!(error.contains("boom"), "{error}");
    // Runs that come while nobody is told are told of all the same.
    for _ in 0..5 {
        server.mutation("put", json!({"key": 1})).await;
    }
    follow(&mut socket, &mut shown, |shown| shown[1][0]["runs"] == 5).await;
    assert_eq!(shown[0][0]["lines"], json!(["[LOG] 'put' 1"]));
    let failures = json!({"failures": true, "name": "fail"});
    assert_eq!(
        seen(&server, "log", failures)
            .await
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

/// Applies transitions until they have come to this.
async fn follow(socket: &mut Socket, shown: &mut [Json], done: impl Fn(&[Json]) -> bool) {
    while !done(shown) {
        for change in socket.transition().await {
            let query = change["queryId"].as_u64().expect("an id") as usize;
            shown[query] = change["value"].clone();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_come_page_by_page_as_text_and_under_a_condition() {
    let server = server().await;
    server.mutation("fill", json!({"count": 30})).await;
    let first = seen(
        &server,
        "documents",
        json!({"table": "items", "order": "asc"}),
    )
    .await;
    assert_eq!(first["page"].as_array().map(Vec::len), Some(25));
    let args = json!({"table": "items", "order": "asc", "cursor": first["next"]});
    let second = seen(&server, "documents", args).await;
    assert_eq!(
        (second["page"].as_array().map(Vec::len), &second["next"]),
        (Some(5), &Json::Null)
    );
    let args = json!({"table": "items", "conditions": [
        {"field": "key", "op": "gte", "value": "20"},
        {"field": "key", "op": "lt", "value": "22"},
    ]});
    let found = seen(&server, "documents", args).await;
    let text = found["page"][0]["text"].as_str().expect("a text");
    assert_eq!(found["page"].as_array().map(Vec::len), Some(2), "{found}");
    assert!(text.starts_with("{\n  \"key\": 21"), "{text}");
    // Whoever asks is told what is wrong with that.
    let path = "_system/operator:documents";
    let like = json!({"field": "key", "op": "like", "value": "2"});
    for args in [
        json!({"table": "items", "conditions": [like]}),
        json!({"table": "nowhere"}),
        json!({"table": "items", "cursor": "nowhere"}),
    ] {
        let answer = ask(&server, "query", path, args, &operator_token("ada", true)).await;
        let sentence = &answer["errorData"]["message"];
        assert!(
            sentence.as_str().is_some_and(|it| it.ends_with('.')),
            "{answer}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_changed_as_its_schema_allows_and_only_from_what_was_shown() {
    let server = server().await;
    let id = server.mutation("put", json!({"key": 1})).await;
    let shown = seen(&server, "documents", json!({"table": "items"})).await;
    let before = shown["page"][0]["text"].clone();
    let replace = |text: &str, before: &Json| {
        let args = json!({"id": id, "text": text, "before": before});
        change(&server, "replaceDocument", args)
    };
    for (text, code) in [
        ("{\"key\": \"text\"}", "NOT_ALLOWED"),
        ("[1]", "NOT_A_DOCUMENT"),
        ("{", "NOT_A_DOCUMENT"),
    ] {
        let answer = replace(text, &before).await;
        assert_eq!(answer["errorData"]["code"], code, "{answer}");
    }
    // A form sends lines that end otherwise, and fields of the deployment's own change nothing.
    let typed = Json::from(before.as_str().expect("a text").replace('\n', "\r\n"));
    let answer = replace("{\"key\": 5, \"_creationTime\": 0}", &typed).await;
    assert_eq!(answer["status"], "success", "{answer}");
    let document = server.query("get", json!({"id": id})).await;
    assert_eq!((&document["key"], document.get("note")), (&json!(5), None));
    assert_ne!(document["_creationTime"], 0);
    assert_eq!(
        replace("{\"key\": 6}", &before).await["errorData"]["code"],
        "CHANGED"
    );
    assert_eq!(
        change(&server, "deleteDocument", json!({"id": id})).await["status"],
        "success"
    );
    assert_eq!(server.query("get", json!({"id": id})).await, Json::Null);
    let again = change(&server, "deleteDocument", json!({"id": id})).await;
    assert_eq!(again["errorData"]["code"], "NOT_FOUND");
    let log = seen(&server, "log", json!({"name": "_system/operator"})).await;
    assert_eq!(log[0]["name"], "_system/operator:deleteDocument");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_function_is_cancelled_once() {
    let server = server().await;
    let in_an_hour = SystemHost::new().unix_millis() / 1e3 + 3_600.0;
    let job = json!({ "ts": in_an_hour });
    let id = server.mutation("schedule", job).await;
    let args = json!({"state": "pending"});
    assert_eq!(seen(&server, "jobs", args.clone()).await[0]["id"], id);
    assert_eq!(seen(&server, "health", json!({})).await["pending"], 1);
    let cancel = || change(&server, "cancelJob", json!({"id": id}));
    assert_eq!(cancel().await["status"], "success");
    assert_eq!(seen(&server, "jobs", args).await, json!([]));
    assert_eq!(
        seen(&server, "jobs", json!({"state": null})).await[0]["state"],
        "canceled"
    );
    assert_eq!(cancel().await["errorData"]["code"], "ENDED");
}
