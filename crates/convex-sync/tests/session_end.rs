//! What a client does that is of use to somebody only, when their session ends while it goes on.
#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use convex_sync::{AuthState, Client, Effect, Instant, QueryKey, wire::encode_timestamp};
use convex_typed::ConvexError;
use serde_json::{Value, json};

fn effects(client: &mut Client) -> Vec<Effect> {
    std::iter::from_fn(|| client.poll()).collect()
}

/// The types of what was sent, and the other effects, in order.
fn names(client: &mut Client) -> Vec<String> {
    let name = |effect| match effect {
        Effect::Send(text) => {
            let message: Value = serde_json::from_str(&text).unwrap();
            Some(message["type"].as_str().unwrap().to_owned())
        }
        Effect::Connection | Effect::Auth => None,
        Effect::FetchToken { .. } => Some("FetchToken".to_owned()),
        Effect::Changed(_) => Some("Changed".to_owned()),
        Effect::Settled(_, outcome) => Some(format!("Settled {}", outcome.is_ok())),
        other => Some(format!("{other:?}")),
    };
    effects(client).into_iter().filter_map(name).collect()
}

fn key() -> QueryKey {
    QueryKey::from_canonical("m:q", "{}")
}

fn is_over(error: &ConvexError) -> bool {
    error.data_json() == Some("\"OVER\"")
}

/// A transition of query 0 on a new connection, from before anything to the first results.
fn first(identity: u32, change: Value) -> String {
    between((0, 0, 0), (1, identity, 5), change)
}

fn between(start: (u32, u32, u64), end: (u32, u32, u64), change: Value) -> String {
    let version = |(query_set, identity, ts)| json!({"querySet": query_set, "identity": identity, "ts": encode_timestamp(ts)});
    json!({"type": "Transition", "startVersion": version(start), "endVersion": version(end), "modifications": [change]})
        .to_string()
}

fn updated(value: &str) -> Value {
    json!({"type": "QueryUpdated", "queryId": 0, "value": value, "logLines": [], "journal": null})
}

fn over() -> Value {
    json!({"type": "QueryFailed", "queryId": 0, "errorMessage": "x", "errorData": "OVER", "logLines": [], "journal": null})
}

/// Answers the last request for a token. The numbers of requests are 1, 2, ….
fn give(client: &mut Client, attempt: u32, token: Option<&str>) {
    client.on_token(attempt, Ok(token.map(str::to_owned)), Instant(0));
}

/// Signed in, connected, and shows `"a"`.
fn signed_in() -> Client {
    let mut client = Client::new("s".into(), 1);
    client.require_person(is_over);
    client.subscribe(&key());
    client.set_auth(Instant(0));
    client.start(Instant(0));
    give(&mut client, 1, Some("t"));
    client.on_open(Instant(0), 0);
    client.on_message(&first(1, updated("a")), Instant(0));
    assert_eq!(client.auth_state(), AuthState::Authenticated);
    assert_eq!(shown(&client), "\"a\"");
    effects(&mut client);
    client
}

fn shown(client: &Client) -> String {
    client.result(&key()).unwrap().as_ref().unwrap().to_string()
}

fn end(client: &mut Client) {
    client.on_message(&between((1, 1, 5), (1, 1, 6), over()), Instant(0));
}

#[test]
fn what_is_shown_stays_and_nothing_is_sent_until_somebody_is_signed_in_again() {
    let mut client = signed_in();
    end(&mut client);
    assert_eq!(names(&mut client), ["CloseSocket", "FetchToken"]);
    give(&mut client, 2, None);
    client.mutate("m:write", "{}");
    client.nudge(Instant(1));
    client.on_timer(Instant(1_000_000));
    assert!(names(&mut client).is_empty());
    assert_eq!(client.auth_state(), AuthState::Unauthenticated);
    assert_eq!(shown(&client), "\"a\"");

    client.set_auth(Instant(2));
    give(&mut client, 3, Some("u"));
    assert_eq!(names(&mut client), ["FetchToken", "OpenSocket"]);
    client.on_open(Instant(3), 0);
    let sent = ["Connect", "Authenticate", "ModifyQuerySet", "Mutation"];
    assert_eq!(names(&mut client), sent);
    client.on_message(&first(1, updated("b")), Instant(3));
    assert_eq!(shown(&client), "\"b\"");
    assert_eq!(client.auth_state(), AuthState::Authenticated);
}

#[test]
fn a_mutation_that_came_too_late_is_no_failure_and_goes_again() {
    let mut client = signed_in();
    client.mutate("m:write", "{}");
    assert_eq!(names(&mut client), ["Mutation"]);
    let refused = json!({"type": "MutationResponse", "requestId": 0, "success": false, "result": "x", "errorData": "OVER", "logLines": []});
    client.on_message(&refused.to_string(), Instant(0));
    assert_eq!(names(&mut client), ["CloseSocket", "FetchToken"]);
    // Another tab has signed the same person in: nobody is asked.
    give(&mut client, 2, Some("u"));
    assert_eq!(names(&mut client), ["OpenSocket"]);
    client.on_open(Instant(0), 0);
    assert!(names(&mut client).contains(&"Mutation".to_owned()));
    let done = json!({"type": "MutationResponse", "requestId": 0, "success": true, "result": null, "ts": encode_timestamp(4), "logLines": []});
    client.on_message(&done.to_string(), Instant(0));
    client.on_message(&first(1, updated("a")), Instant(0));
    assert_eq!(names(&mut client), ["Settled true"]);
}

#[test]
fn other_failures_are_shown_as_ever() {
    let mut client = signed_in();
    let failed = json!({"type": "QueryFailed", "queryId": 0, "errorMessage": "x", "errorData": "no", "logLines": [], "journal": null});
    client.on_message(&between((1, 1, 5), (1, 1, 6), failed), Instant(0));
    assert_eq!(names(&mut client), ["Changed"]);
    assert!(client.result(&key()).unwrap().is_err());
}

#[test]
fn tokens_that_are_of_no_use_are_not_asked_for_without_end() {
    let mut client = signed_in();
    end(&mut client);
    for attempt in 2..4 {
        give(&mut client, attempt, Some("t"));
        client.on_open(Instant(0), 0);
        client.on_message(&first(1, over()), Instant(0));
    }
    effects(&mut client);
    assert_eq!(client.auth_state(), AuthState::Unauthenticated);
    assert_eq!(client.timeout(), None);
}

#[test]
fn a_page_that_opens_when_nobody_is_signed_in_says_nothing() {
    let mut client = Client::new("s".into(), 1);
    client.require_person(is_over);
    client.subscribe(&key());
    client.set_auth(Instant(0));
    client.start(Instant(0));
    give(&mut client, 1, None);
    give(&mut client, 2, None);
    let done = names(&mut client);
    assert_eq!(
        done,
        ["FetchToken", "OpenSocket", "FetchToken", "CloseSocket"]
    );
    assert_eq!(client.auth_state(), AuthState::Unauthenticated);
}
