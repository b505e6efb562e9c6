//! Scheduled functions.

use crate::support::Server;
use convex_host::{Host as _, SimHost, SystemHost};
use convex_store::{Durability, SqlitePersistence};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

const HOUR: f64 = 3600.0;

fn now_secs() -> f64 {
    SystemHost::new().unix_millis() / 1000.0
}

fn states(jobs: &Json) -> Vec<&str> {
    jobs.as_array()
        .expect("list")
        .iter()
        .map(|job| job["state"]["kind"].as_str().expect("kind"))
        .collect()
}

/// Subscribes to the jobs and waits until all have come to their end.
async fn ended(server: &Server) -> Json {
    let mut socket = server.socket().await;
    socket.subscribe("jobs", json!({})).await;
    loop {
        let jobs = socket.updated().await;
        if states(&jobs)
            .iter()
            .all(|state| !matches!(*state, "pending" | "inProgress"))
        {
            return jobs;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mutations_and_actions_run_when_they_are_due_and_say_how_they_ended() {
    let server = Server::start().await;
    server
        .mutation("schedule", json!({"ts": now_secs(), "args": {"by": 5}}))
        .await;
    server
        .mutation(
            "schedule",
            json!({"name": "functions:act", "ts": now_secs() + 0.05, "args": {"times": 2}}),
        )
        .await;
    server
        .mutation(
            "schedule",
            json!({"name": "functions:incrementThenFail", "ts": now_secs() - 1.0}),
        )
        .await;
    let jobs = ended(&server).await;
    assert_eq!(states(&jobs), ["success", "success", "failed"]);
    assert_eq!(jobs[0]["name"], "functions.js:increment");
    assert_eq!(jobs[0]["args"], json!([{"by": 5}]));
    assert!(jobs[0]["completedTime"].is_number());
    assert!(
        jobs[2]["state"]["error"]
            .as_str()
            .expect("text")
            .contains("too late")
    );
    assert_eq!(server.query("count", json!({})).await, json!(7));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_commit_there_is_no_job_and_unknown_functions_cannot_be_scheduled() {
    let server = Server::start().await;
    server
        .answer("mutation", "scheduleThenFail", json!({"ts": 0}))
        .await;
    let unknown = server
        .answer(
            "mutation",
            "schedule",
            json!({"name": "functions:nowhere", "ts": 0}),
        )
        .await;
    assert!(
        unknown["errorMessage"]
            .as_str()
            .expect("text")
            .contains("Attempted to schedule function at nonexistent path: functions:nowhere")
    );
    assert_eq!(server.query("jobs", json!({})).await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_canceled_job_does_not_run() {
    let server = Server::start().await;
    let id = server
        .mutation("schedule", json!({"ts": now_secs() + HOUR}))
        .await;
    server.mutation("cancel", json!({"id": id})).await;
    server.mutation("cancel", json!({"id": id})).await;
    assert_eq!(states(&server.query("jobs", json!({})).await), ["canceled"]);
    let wrong = server
        .answer("mutation", "cancel", json!({"id": "nonsense"}))
        .await;
    assert!(
        wrong["errorMessage"]
            .as_str()
            .expect("text")
            .contains("Invalid scheduled function ID")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_canceled_action_schedules_is_canceled_too() {
    let server = Server::start().await;
    let job = json!({"name": "functions:cancelAndSchedule", "ts": now_secs()});
    server.mutation("schedule", job).await;
    let mut socket = server.socket().await;
    socket.subscribe("jobs", json!({})).await;
    let mut jobs = socket.updated().await;
    while states(&jobs).len() < 2 {
        jobs = socket.updated().await;
    }
    assert_eq!(states(&jobs), ["canceled", "canceled"]);
    assert!(jobs[1]["completedTime"].is_number());
    assert_eq!(server.query("count", json!({})).await, json!(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_mutation_is_not_given_up_while_others_keep_getting_in_its_way() {
    let server = Server::start().await;
    let job = json!({"name": "functions:slowIncrement", "ts": now_secs()});
    server.mutation("schedule", job).await;
    // Each of these changes the table that the job reads, without queueing up with mutations.
    let storm = json!({"ts": now_secs() + HOUR, "times": 600});
    server.answer("action", "storm", storm).await;
    let mut socket = server.socket().await;
    socket.subscribe("jobs", json!({})).await;
    loop {
        let jobs = socket.updated().await;
        match states(&jobs)[0] {
            "pending" | "inProgress" => {}
            state => return assert_eq!(state, "success", "{}", jobs[0]),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn actions_that_take_minutes_keep_no_mutation_waiting() {
    const ACTIONS: usize = 20;
    let server = Server::start().await;
    let action = json!({"name": "functions:takeMinutes", "ts": now_secs() - 1.0});
    for _ in 0..ACTIONS {
        server.mutation("schedule", action.clone()).await;
    }
    server.mutation("schedule", json!({"ts": now_secs()})).await;
    let mut socket = server.socket().await;
    socket.subscribe("jobs", json!({})).await;
    loop {
        let jobs = socket.updated().await;
        let states = states(&jobs);
        if states[ACTIONS] == "success" && states[..ACTIONS].iter().all(|s| *s == "inProgress") {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_due_actions_have_no_place_they_hide_no_mutation() {
    let server = Server::start().await;
    let actions = json!({"ts": now_secs() - 10.0, "times": 400});
    server.mutation("scheduleMinutes", actions).await;
    server.mutation("schedule", json!({"ts": now_secs()})).await;
    let mut socket = server.socket().await;
    socket.subscribe("count", json!({})).await;
    while socket.updated().await != json!(1) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_became_due_while_nobody_was_there_runs_once_after_the_restart() {
    let dir = tempfile::tempdir().expect("directory");
    let path = dir.path().join("data.sqlite3");
    let start = 1_800_000_000_000_000_000;
    let open = |host: SimHost| {
        Server::open(
            Box::new(SqlitePersistence::open(&path, Durability::Full).expect("opens")),
            Arc::new(host),
        )
    };
    let first = open(SimHost::new(1, start)).await;
    first
        .mutation("schedule", json!({"ts": start as f64 / 1e9 + HOUR}))
        .await;
    assert_eq!(states(&first.query("jobs", json!({})).await), ["pending"]);
    first.deployment.shutdown().await;
    for opening in 0..2 {
        let host = SimHost::new(2 + opening, start);
        host.advance(Duration::from_secs(7200));
        let later = open(host).await;
        assert_eq!(states(&ended(&later).await), ["success"]);
        assert_eq!(later.query("count", json!({})).await, json!(1));
        later.deployment.shutdown().await;
    }
}
