//! Clients that do what none should: what they take stays bounded, they learn why they are let go, and others do
//! not notice them.

use crate::disk::Disk;
use crate::functions::Functions;
use crate::host::Machine;
use crate::link::{self, Wire};
use crate::random::Random;
use axum::extract::ws::Message;
use convex_embedded::session::{MAX_PENDING_MUTATIONS, MAX_QUERIES};
use convex_embedded::{Bundle, Caller, Deployment, DeploymentOptions, InstanceSecret};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

/// Commits while somebody misbehaves.
const COMMITS: u64 = 100;

/// For as many queries as one client may have.
const LONG: Duration = Duration::from_secs(20);

async fn deployment() -> Deployment {
    let machine = Machine::new(Random::new(1));
    machine.begin_life();
    let secret = InstanceSecret::from_bytes([7; 32]);
    let persistence = Disk::default().persistence();
    let mut options = DeploymentOptions::new(persistence, Bundle::default(), secret);
    options.native = Some(Arc::new(Functions));
    options.host = Arc::new(machine);
    Deployment::open(options).await.expect("opens")
}

fn connect(deployment: &Deployment) -> Wire {
    let (link, wire) = link::pair();
    let deployment = deployment.clone();
    tokio::spawn(async move { deployment.serve_sync(link, false).await });
    send(
        &wire,
        json!({"type": "Connect", "sessionId": "s", "connectionCount": 0, "lastCloseReason": null}),
    );
    wire
}

fn send(wire: &Wire, message: Json) {
    let text = message.to_string();
    wire.to_server
        .unbounded_send(Message::Text(text.into()))
        .expect("open");
}

fn subscribe(wire: &Wire, count: usize) {
    let add = |id| json!({"type": "Add", "queryId": id, "udfPath": "sim:list", "args": [{"key": 0, "asker": id}]});
    let changes: Vec<Json> = (0..count).map(add).collect();
    send(
        wire,
        json!({"type": "ModifyQuerySet", "baseVersion": 0, "newVersion": 1, "modifications": changes}),
    );
}

async fn append(deployment: &Deployment, value: u64) {
    let args = json!({"key": 0, "value": value});
    let caller = Arc::new(Caller::anonymous());
    let appended = deployment.mutation("sim:append", args, &caller).await;
    appended.expect("runs").0.value.expect("appends");
    // Everyone who can is told.
    tokio::time::sleep(Duration::from_millis(50)).await;
}

/// What lies ready to be read, and comes as it is read.
async fn read(wire: &mut Wire) -> Vec<Message> {
    let mut messages = Vec::new();
    loop {
        match wire.from_server.try_recv() {
            Ok(message) => messages.push(message),
            Err(error) if error.is_closed() => return messages,
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
                let Ok(message) = wire.from_server.try_recv() else {
                    return messages;
                };
                messages.push(message);
            }
        }
    }
}

fn transitions(messages: &[Message]) -> Vec<Json> {
    let text = |message: &Message| message.to_text().ok().map(str::to_owned);
    let json = messages.iter().filter_map(text);
    json.filter_map(|text| serde_json::from_str(&text).ok())
        .filter(|message: &Json| message["type"] == "Transition")
        .collect()
}

fn newest(transitions: &[Json]) -> usize {
    let last = transitions.last().expect("a transition");
    let value = &last["modifications"][0]["value"];
    value.as_array().expect("a list").len()
}

#[tokio::test(start_paused = true)]
async fn for_a_client_that_never_reads_a_few_states_wait_and_others_see_each() {
    let deployment = deployment().await;
    let (mut deaf, mut other) = (connect(&deployment), connect(&deployment));
    subscribe(&deaf, 1);
    subscribe(&other, 1);
    tokio::time::sleep(Duration::from_millis(50)).await;
    read(&mut other).await;
    for value in 1..=COMMITS {
        append(&deployment, value).await;
        let seen = transitions(&read(&mut other).await);
        assert_eq!((seen.len(), newest(&seen)), (1, value as usize));
    }
    let late = transitions(&read(&mut deaf).await);
    assert!(late.len() <= 8, "{} states waited", late.len());
    assert_eq!(
        newest(&late),
        COMMITS as usize,
        "it begins to read, and is up to date"
    );
}

#[tokio::test(start_paused = true)]
async fn a_client_that_floods_is_let_go_with_a_reason_and_others_go_on() {
    let deployment = deployment().await;
    let (mut flood, mut other) = (connect(&deployment), connect(&deployment));
    subscribe(&other, 1);
    for request in 0..MAX_PENDING_MUTATIONS + 10 {
        send(
            &flood,
            json!({"type": "Mutation", "requestId": request, "udfPath": "sim:stuck", "args": [{}]}),
        );
    }
    for value in 1..=COMMITS {
        append(&deployment, value).await;
    }
    let seen = transitions(&read(&mut other).await);
    assert_eq!(newest(&seen), COMMITS as usize);
    let last = read(&mut flood).await.pop();
    let Some(Message::Close(Some(frame))) = last else {
        panic!("not let go: {last:?}");
    };
    assert_eq!(
        (frame.code, frame.reason.as_str()),
        (1013, "TooManyConcurrentRequests")
    );
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_subscriptions_of_one_client_come_as_one_view_and_others_go_on() {
    let deployment = deployment().await;
    let (mut greedy, mut other) = (connect(&deployment), connect(&deployment));
    subscribe(&greedy, MAX_QUERIES);
    subscribe(&other, 1);
    tokio::time::sleep(LONG).await;
    read(&mut greedy).await;
    read(&mut other).await;
    for value in 1..=3 {
        append(&deployment, value).await;
        let seen = transitions(&read(&mut other).await);
        assert_eq!(newest(&seen), value as usize);
    }
    tokio::time::sleep(LONG).await;
    let views = transitions(&read(&mut greedy).await);
    let last = views.last().expect("a view");
    let changes = last["modifications"].as_array().expect("a list");
    assert_eq!((changes.len(), newest(&views)), (MAX_QUERIES, 3));
    subscribe_one_more(&greedy);
    let messages = read(&mut greedy).await;
    let refused = messages.iter().filter_map(|message| message.to_text().ok());
    assert!(
        refused
            .into_iter()
            .any(|text| text.contains("at most 10000 queries"))
    );
}

fn subscribe_one_more(wire: &Wire) {
    let add =
        json!({"type": "Add", "queryId": MAX_QUERIES, "udfPath": "sim:list", "args": [{"key": 0}]});
    send(
        wire,
        json!({"type": "ModifyQuerySet", "baseVersion": 1, "newVersion": 2, "modifications": [add]}),
    );
}
