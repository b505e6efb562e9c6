//! Mutations: all or nothing, once per request, retried in conflict.

use crate::support::{Server, Socket};
use convex_host::SystemHost;
use convex_store::MemoryPersistence;
use serde_json::{Value as Json, json};
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn conflicting_mutations_all_succeed_and_none_is_lost() {
    let server = Server::start().await;
    let calls = (0..24).map(|_| server.mutation("increment", json!({})));
    let mut results: Vec<u64> = futures::future::join_all(calls)
        .await
        .iter()
        .filter_map(|value| value.as_f64())
        .map(|value| value as u64)
        .collect();
    results.sort_unstable();
    assert_eq!(
        results,
        (1..=24).collect::<Vec<_>>(),
        "each saw the one before it"
    );
    assert_eq!(server.query("count", json!({})).await, json!(24));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_gets_the_first_answer_and_runs_nothing() {
    let data = MemoryPersistence::new();
    let open = || Server::open(Box::new(data.clone()), Arc::new(SystemHost::new()));
    let mut server = open().await;
    let mut first = Json::Null;
    for connection in 0..4 {
        if connection == 2 {
            server.deployment.shutdown().await;
            server = open().await;
        }
        let mut socket = Socket::open(&server, "/api/1.48.0/sync", "the session").await;
        socket
            .request("Mutation", 7, "put", json!({"key": 1}))
            .await;
        let response = socket.next().await;
        assert_eq!(
            (&response["success"], &response["logLines"]),
            (&json!(true), &json!(["[LOG] 'put' 1"])),
            "connection {connection}"
        );
        if connection == 0 {
            first = response["ts"].clone();
            server.mutation("increment", json!({})).await;
        }
        assert_eq!(response["ts"], first, "connection {connection}");
        assert!(socket.transition().await.is_empty());
    }
    assert_eq!(
        server.query("range", json!({"from": 0, "to": 9})).await["keys"],
        json!([1])
    );
    let mut other = Socket::open(&server, "/api/1.48.0/sync", "another session").await;
    other.request("Mutation", 7, "put", json!({"key": 2})).await;
    other.next().await;
    assert_eq!(
        server.query("range", json!({"from": 0, "to": 9})).await["keys"],
        json!([1, 2])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_repeated_while_it_runs_is_done_once() {
    let server = Server::start().await;
    let mut sockets = Vec::new();
    for _ in 0..4 {
        let mut socket = Socket::open(&server, "/api/1.48.0/sync", "the session").await;
        socket.request("Mutation", 0, "increment", json!({})).await;
        sockets.push(socket);
    }
    for mut socket in sockets {
        assert_eq!(socket.next().await["result"], json!(1));
    }
    assert_eq!(server.query("count", json!({})).await, json!(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_request_is_not_remembered() {
    let server = Server::start().await;
    for _ in 0..2 {
        let mut socket = Socket::open(&server, "/api/1.48.0/sync", "the session").await;
        socket.request("Mutation", 0, "putWrong", json!({})).await;
        let response = socket.next().await;
        assert_eq!(
            (&response["success"], &response["ts"]),
            (&json!(false), &json!(null))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_mutation_leaves_nothing_and_a_caught_failure_of_a_child_only_undoes_the_child() {
    let server = Server::start().await;
    let answer = server
        .answer("mutation", "incrementThenFail", json!({}))
        .await;
    assert_eq!(answer["status"], "error");
    assert_eq!(server.query("count", json!({})).await, json!(0));
    let message = server.mutation("catches", json!({})).await;
    assert!(
        message.as_str().expect("text").contains("too late"),
        "{message}"
    );
    assert_eq!(server.query("count", json!({})).await, json!(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn mutations_of_one_connection_run_in_the_order_they_were_sent() {
    let server = Server::start().await;
    let mut socket = server.socket().await;
    for request in 0..50 {
        socket
            .request("Mutation", request, "increment", json!({}))
            .await;
    }
    let mut expected = 0;
    while expected < 50 {
        let message = socket.next().await;
        if message["type"] == "MutationResponse" {
            assert_eq!(
                (&message["requestId"], &message["result"]),
                (&json!(expected), &json!(expected + 1))
            );
            expected += 1;
        }
    }
}
