//! Actions that wait for other actions.

use crate::support::Server;
use convex_embedded::RuntimeOptions;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn actions_that_wait_for_actions_do_not_keep_them_from_running() {
    let limits = RuntimeOptions {
        max_actions: 2,
        ..RuntimeOptions::default()
    };
    let server = Server::with_limits(limits).await;
    let calls = (0..8).map(|_| server.answer("action", "nest", json!({"depth": 3})));
    for answer in futures::future::join_all(calls).await {
        assert_eq!(answer["value"], 3, "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_that_calls_itself_without_end_fails() {
    let server = Server::start().await;
    let answer = server
        .answer("action", "nest", json!({"depth": 1000}))
        .await;
    assert_eq!(answer["status"], "error", "{answer}");
    let message = answer["errorMessage"].as_str().unwrap_or_default();
    assert!(message.contains("at most 8 deep"), "{message}");
}
