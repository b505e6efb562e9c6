//! Results are shared until a commit touches the intervals they read. A query that returns a random number
//! shows whether it ran again.

use crate::support::{Server, token, token_issued};
use serde_json::{Value as Json, json};

async fn run(server: &Server, from: u32, to: u32) -> Json {
    server.query("range", json!({"from": from, "to": to})).await["run"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_commit_within_the_interval_read_runs_a_query_again() {
    let server = Server::start().await;
    let id = server.mutation("put", json!({"key": 5})).await;
    let (low, high) = (run(&server, 0, 10).await, run(&server, 10, 20).await);
    assert_ne!(low, high);
    assert_eq!(
        (run(&server, 0, 10).await, run(&server, 10, 20).await),
        (low.clone(), high.clone())
    );
    server.mutation("put", json!({"key": 15})).await;
    assert_eq!(
        run(&server, 0, 10).await,
        low,
        "a row outside the interval of the same table"
    );
    assert_ne!(run(&server, 10, 20).await, high);
    let high = run(&server, 10, 20).await;
    // The row leaves one interval and enters the other: both see it.
    server
        .mutation("patch", json!({"id": id, "value": {"key": 16}}))
        .await;
    assert_ne!(run(&server, 0, 10).await, low);
    assert_ne!(run(&server, 10, 20).await, high);
    let high = run(&server, 10, 20).await;
    server
        .mutation("patch", json!({"id": id, "value": {"key": 16}}))
        .await;
    assert_eq!(
        run(&server, 10, 20).await,
        high,
        "an identical version is no write"
    );
    server.mutation("remove", json!({"id": id})).await;
    assert_ne!(run(&server, 10, 20).await, high);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_document_is_a_dependency_too() {
    let server = Server::start().await;
    let id = server.mutation("put", json!({"key": 5})).await;
    assert_eq!(server.query("get", json!({"id": id})).await["key"], 5);
    server.mutation("remove", json!({"id": id})).await;
    assert_eq!(server.query("get", json!({"id": id})).await, Json::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn results_that_depend_on_the_identity_are_shared_within_it_only() {
    let server = Server::start().await;
    let ask = async |header: Option<String>, name: &str| {
        let body = json!({"path": format!("functions:{name}"), "args": {"from": 0, "to": 1}});
        let (_, mut answer) = server.post("/api/query", header.as_deref(), &body).await;
        answer["value"].take()
    };
    let bearer = |subject: &str| Some(format!("Bearer {}", token(subject, 60)));
    let (ada, bob, nobody) = (
        ask(bearer("ada"), "whoami").await,
        ask(bearer("bob"), "whoami").await,
        ask(None, "whoami").await,
    );
    assert_eq!(
        (
            &ada["identity"]["subject"],
            &bob["identity"]["subject"],
            &nobody["identity"]
        ),
        (&json!("ada"), &json!("bob"), &json!(null))
    );
    assert_ne!(ada["run"], bob["run"]);
    assert_eq!(ask(None, "whoami").await, nobody);
    let shared = ask(bearer("ada"), "range").await;
    assert_eq!(
        ask(bearer("bob"), "range").await,
        shared,
        "a query that never asks who calls is shared by all"
    );
    assert_eq!(ask(None, "range").await, shared);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_tokens_of_one_user_share_one_run() {
    let server = Server::start().await;
    let mut answers = Vec::new();
    for (age, lives) in [(300, 60), (7, 120), (0, 300)] {
        let header = format!("Bearer {}", token_issued("ada", age, lives));
        let body = json!({"path": "functions:whoami", "args": {}});
        let (status, answer) = server.post("/api/query", Some(&header), &body).await;
        assert_eq!(status, 200, "{answer}");
        answers.push(answer["value"].clone());
    }
    assert_eq!(answers[0]["identity"]["subject"], "ada");
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_subscribers_of_one_question_share_its_runs() {
    let server = Server::start().await;
    let mut sockets = Vec::new();
    for _ in 0..20 {
        let mut socket = server.socket().await;
        socket
            .subscribe("range", json!({"from": 0, "to": 10}))
            .await;
        sockets.push(socket);
    }
    let mut first = Vec::new();
    for socket in &mut sockets {
        first.push(socket.updated().await);
    }
    assert!(first.iter().all(|value| *value == first[0]), "{first:?}");
    server.mutation("put", json!({"key": 3})).await;
    let mut second = Vec::new();
    for socket in &mut sockets {
        second.push(socket.updated().await);
    }
    assert_eq!(second[0]["keys"], json!([3]));
    assert!(second.iter().all(|value| *value == second[0]), "{second:?}");
}
