//! The sync socket.

use crate::support::{FUNCTIONS, Server, Socket, bundle_of, token};
use convex_host::SimHost;
use convex_store::{Durability, SqlitePersistence};
use serde_json::json;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_follows_writes_and_unchanged_results_are_not_sent_again() {
    let server = Server::start().await;
    let mut socket = server.socket().await;
    socket.subscribe("count", json!({})).await;
    assert_eq!(socket.updated().await, json!(0));
    server.mutation("increment", json!({"by": 2})).await;
    assert_eq!(socket.updated().await, json!(2));
    // A write that changes nothing that is shown, then one that does: only the second arrives.
    server.mutation("increment", json!({"by": 0})).await;
    server.mutation("increment", json!({"by": 1})).await;
    assert_eq!(socket.updated().await, json!(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_comes_before_the_transition_that_shows_its_effect() {
    let server = Server::start().await;
    let mut socket = server.socket().await;
    socket.subscribe("count", json!({})).await;
    socket.updated().await;
    for round in 0..20 {
        socket
            .request("Mutation", round, "increment", json!({}))
            .await;
        let response = socket.next().await;
        assert_eq!(response["type"], "MutationResponse", "{response}");
        assert_eq!(
            (
                &response["requestId"],
                &response["success"],
                &response["result"]
            ),
            (&json!(round), &json!(true), &json!(round + 1))
        );
        assert_eq!(socket.updated().await, json!(round + 1));
        assert!(socket.version()["ts"].is_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_response_is_followed_by_a_transition_even_without_subscriptions() {
    let server = Server::start().await;
    let mut socket = Socket::open(&server, "//api/sync", "s").await;
    socket.request("Mutation", 0, "increment", json!({})).await;
    assert_eq!(socket.next().await["type"], "MutationResponse");
    assert!(socket.transition().await.is_empty());
    socket
        .request("Action", 1, "act", json!({"times": 2}))
        .await;
    let response = socket.next().await;
    assert_eq!(
        (&response["type"], &response["result"]),
        (&json!("ActionResponse"), &json!(3))
    );
    assert!(socket.transition().await.is_empty());
    socket
        .request("Mutation", 2, "incrementThenFail", json!({}))
        .await;
    let response = socket.next().await;
    assert_eq!(response["success"], false);
    let text = response["result"].as_str().expect("text");
    assert!(
        text.starts_with("[Request ID: ")
            && text.contains("] Server Error\nUncaught Error: too late"),
        "{text}"
    );
    assert!(socket.transition().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_has_seen_newer_data_than_there_is_starts_anew() {
    let server = Server::start().await;
    let mut socket = Socket::silent(&server, "/api/sync").await;
    socket
        .send(json!({"type": "Connect", "sessionId": "s", "connectionCount": 3, "lastCloseReason": null,
            "maxObservedTimestamp": "/////////38=", "clientTs": 0}))
        .await;
    socket.subscribe("count", json!({})).await;
    assert_eq!(socket.updated().await, json!(0));
    socket.request("Mutation", 0, "increment", json!({})).await;
    assert_eq!(socket.next().await["type"], "MutationResponse");
    assert_eq!(socket.updated().await, json!(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_starts_past_everything_it_may_have_shown_before() {
    let start = 1_800_000_000_000_000_000;
    let later = start + 3_600_000_000_000;
    let dir = tempfile::tempdir().expect("directory");
    for now in [start, later] {
        let path = dir.path().join("data.sqlite3");
        let data = SqlitePersistence::open(&path, Durability::Full).expect("opens");
        let server = Server::open(Box::new(data), Arc::new(SimHost::new(1, now))).await;
        assert!(server.deployment.latest_ts() >= now);
        server.deployment.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_is_answered_to_its_sender_only() {
    let server = Server::start().await;
    let increment = async |subject: &str| {
        let mut socket = server.socket().await;
        socket.authenticate(&token(subject, 60)).await;
        socket.request("Mutation", 7, "increment", json!({})).await;
        loop {
            let message = socket.next().await;
            if message["type"] == "MutationResponse" {
                return message["result"].clone();
            }
        }
    };
    assert_eq!(increment("ada").await, json!(1));
    assert_eq!(increment("ada").await, json!(1), "the same request");
    assert_eq!(increment("bob").await, json!(2), "of somebody else");
    assert_eq!(increment("bob").await, json!(2));
    assert_eq!(increment("ada").await, json!(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_of_queries_are_results() {
    let server = Server::start().await;
    let mut socket = server.socket().await;
    let failures = [
        ("fail", json!({}), "Uncaught Error: boom"),
        (
            "nowhere",
            json!({}),
            "Could not find public function for 'functions:nowhere'.",
        ),
        (
            "hidden",
            json!({}),
            "Could not find public function for 'functions:hidden'.",
        ),
        (
            "increment",
            json!({}),
            "Trying to execute functions:increment as Query, but it is defined as Mutation.",
        ),
        ("wrongResult", json!({}), "ReturnsValidationError: "),
        (
            "queryCallsMutation",
            json!({}),
            "Cannot call a Mutation function from a Query function",
        ),
        ("spin", json!({}), "timed out"),
    ];
    for (name, args, expected) in failures {
        socket.subscribe(name, args).await;
        let changes = socket.transition().await;
        assert_eq!(changes[0]["type"], "QueryFailed", "{changes:?}");
        let text = changes[0]["errorMessage"].as_str().expect("text");
        assert!(text.contains(expected), "{name}: {text}");
        assert!(changes[0].get("errorData").is_none() && changes[0]["logLines"].is_array());
    }
    socket.subscribe("fail", json!({"data": {"code": 7}})).await;
    let changes = socket.transition().await;
    assert_eq!(changes[0]["errorData"], json!({"code": 7}));
    socket.subscribe("callsHidden", json!({})).await;
    assert_eq!(socket.updated().await, json!("internal"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_change_runs_the_queries_again_and_bad_tokens_end_the_connection() {
    let server = Server::start().await;
    let mut socket = server.socket().await;
    socket.subscribe("whoami", json!({})).await;
    assert_eq!(socket.updated().await["identity"], json!(null));
    socket.authenticate(&token("ada", 60)).await;
    assert_eq!(
        socket.updated().await["identity"]["tokenIdentifier"],
        "https://id.example.com|ada"
    );
    assert_eq!(socket.version()["identity"], 1);
    let key = server.deployment.admin_key();
    socket.send(json!({"type": "Authenticate", "baseVersion": 1, "tokenType": "Admin", "value": key, "acting_as": {"issuer": "i", "subject": "s"}})).await;
    assert_eq!(socket.updated().await["identity"]["tokenIdentifier"], "i|s");
    socket.send(json!({"type": "Authenticate", "baseVersion": 2, "tokenType": "User", "value": token("ada", -60)})).await;
    let error = socket.next().await;
    assert_eq!(
        (
            &error["type"],
            &error["authUpdateAttempted"],
            &error["baseVersion"]
        ),
        (&json!("AuthError"), &json!(true), &json!(2))
    );
    assert_eq!(socket.next().await["close"], json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_of_the_functions_reaches_the_subscriptions_that_are_open() {
    let server = Server::start().await;
    let mut socket = server.socket().await;
    socket.subscribe("count", json!({})).await;
    socket.updated().await;
    let changed = format!("{FUNCTIONS}\nexport const added = query(any, () => 'new');")
        .replace("[0]?.count ?? 0)", "[0]?.count ?? -1)");
    server
        .deployment
        .reload(bundle_of(&changed))
        .await
        .expect("loads");
    assert_eq!(socket.updated().await, json!(-1));
    socket.subscribe("added", json!({})).await;
    assert_eq!(socket.updated().await, json!("new"));
    let broken = server
        .deployment
        .reload(bundle_of("throw new Error('at load');"))
        .await
        .expect_err("refused");
    assert!(broken.message.contains("at load"), "{broken}");
    server.mutation("increment", json!({})).await;
    assert_eq!(
        socket.updated().await,
        json!(1),
        "the version before stays in force"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_ends_one_connection_and_harms_no_other() {
    let server = Server::start().await;
    let mut healthy = server.socket().await;
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let nested =
        format!(r#"{{"type":"Mutation","requestId":0,"udfPath":"functions:put","args":{deep}}}"#);
    let lone =
        r#"{"type":"Mutation","requestId":0,"udfPath":"functions:put","args":[{"key":"\ud800"}]}"#
            .to_owned();
    for text in [
        "not json".to_owned(),
        r#"{"type":"Nope"}"#.to_owned(),
        nested,
        lone,
    ] {
        let mut socket = server.socket().await;
        socket.send_text(text).await;
        let error = socket.next().await;
        assert_eq!(error["type"], "FatalError", "{error}");
        assert_eq!(socket.next().await["close"], json!(null));
    }
    healthy
        .request("Mutation", 0, "put", json!({"key": "text"}))
        .await;
    let response = healthy.next().await;
    assert!(
        response["result"]
            .as_str()
            .expect("text")
            .contains("ArgumentValidationError: "),
        "{response}"
    );
    healthy.transition().await;
    healthy.subscribe("count", json!({})).await;
    assert_eq!(healthy.updated().await, json!(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_closes_the_socket_so_that_clients_come_back() {
    let server = Server::start().await;
    let mut socket = server.socket().await;
    socket.subscribe("count", json!({})).await;
    socket.updated().await;
    server.deployment.shutdown().await;
    assert_eq!(
        socket.next().await,
        json!({"close": 1012, "reason": "InternalServerError"})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_too_large_is_refused_with_a_sentence() {
    use futures::{SinkExt as _, StreamExt as _};
    use tokio_tungstenite::tungstenite::Message;
    let server = Server::start().await;
    let url = format!("ws://{}/api/sync", server.address);
    let (stream, _) = tokio_tungstenite::connect_async(url)
        .await
        .expect("connected");
    let (mut sink, mut stream) = stream.split();
    tokio::spawn(async move { sink.send(Message::text("x".repeat(21 << 20))).await });
    let Some(Ok(Message::Text(text))) = stream.next().await else {
        panic!("no answer");
    };
    assert!(
        text.contains("FatalError") && text.contains("too large"),
        "{text}"
    );
    let mut healthy = server.socket().await;
    healthy.subscribe("count", json!({})).await;
    assert_eq!(healthy.updated().await, json!(0));
}

/// Sends ten increments and reads until the counter shows what all writers together add up to.
async fn write_and_watch(server: &Server, writer: usize, total: u64) {
    let mut socket = Socket::open(server, "/api/1.48.0/sync", &format!("writer {writer}")).await;
    socket.subscribe("count", json!({})).await;
    for request in 0..10 {
        socket
            .request("Mutation", request, "increment", json!({}))
            .await;
    }
    let (mut shown, mut responses, mut confirmed) = (None, 0, 0);
    while shown != Some(total) || responses < 10 || confirmed < responses {
        let message = socket.next().await;
        match message["type"].as_str() {
            Some("MutationResponse") => {
                assert_eq!(message["success"], true, "{message}");
                let mine = message["result"].as_u64().expect("a number");
                assert!(
                    shown.is_none_or(|shown| shown < mine),
                    "an effect before its response"
                );
                responses += 1;
            }
            Some("Transition") => {
                confirmed = responses;
                for change in message["modifications"].as_array().expect("list") {
                    let count = change["value"].as_u64().expect("a number");
                    assert!(shown < Some(count), "a counter that only grows");
                    shown = Some(count);
                }
            }
            other => panic!("{other:?}: {message}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_of_one_document_all_see_all_of_it() {
    let server = Server::start().await;
    let writers = (0..8).map(|writer| write_and_watch(&server, writer, 80));
    futures::future::join_all(writers).await;
}
