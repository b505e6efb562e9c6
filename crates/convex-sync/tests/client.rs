//! Single scenes: what the model does not play.
#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use convex_sync::{
    AuthState, Client, ConnectionPhase, Effect, Instant, LocalStore, QueryKey,
    wire::encode_timestamp,
};
use convex_typed::ErrorKind;
use serde_json::{Value, json};

fn effects(client: &mut Client) -> Vec<Effect> {
    std::iter::from_fn(|| client.poll()).collect()
}

/// The types of what was sent, and the other effects' names, in order.
fn names(client: &mut Client) -> Vec<String> {
    effects(client)
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Send(text) => Some(
                serde_json::from_str::<Value>(&text).unwrap()["type"]
                    .as_str()
                    .unwrap()
                    .to_owned(),
            ),
            Effect::Connection | Effect::Auth => None,
            other => Some(format!("{other:?}")),
        })
        .collect()
}

fn key() -> QueryKey {
    QueryKey::from_canonical("m:q", "{}")
}

fn transition(start: (u32, u32, u64), end: (u32, u32, u64), changes: Value) -> String {
    let version = |(query_set, identity, ts)| json!({"querySet": query_set, "identity": identity, "ts": encode_timestamp(ts)});
    json!({"type": "Transition", "startVersion": version(start), "endVersion": version(end), "modifications": changes})
        .to_string()
}

fn updated(value: Value) -> Value {
    json!([{"type": "QueryUpdated", "queryId": 0, "value": value, "logLines": [], "journal": "j1"}])
}

fn connected() -> Client {
    let mut client = Client::new("s".into(), 1);
    client.start(Instant(0));
    client.subscribe(&key());
    assert_eq!(names(&mut client), ["OpenSocket"]);
    client.on_open(Instant(10), 0);
    assert_eq!(names(&mut client), ["Connect", "ModifyQuerySet"]);
    client
}

/// A token that lives for an hour.
fn token(name: &str) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let payload =
        URL_SAFE_NO_PAD.encode(json!({"iat": 1_000, "exp": 4_600, "sub": name}).to_string());
    format!("h.{payload}.s")
}

#[test]
fn a_preloaded_result_shows_at_once_and_yields_to_the_live_one() {
    let mut client = Client::new("s".into(), 1);
    client.preload(key(), Ok("1".into()));
    client.subscribe(&key());
    assert_eq!(client.result(&key()), Some(&Ok("1".into())));
    client.start(Instant(0));
    client.on_open(Instant(0), 0);
    effects(&mut client);
    client.on_message(
        &transition((0, 0, 0), (1, 0, 5), updated(json!(1))),
        Instant(1),
    );
    assert!(
        names(&mut client).is_empty(),
        "an equal result changes nothing"
    );
    client.on_message(
        &transition((1, 0, 5), (1, 0, 6), updated(json!(2))),
        Instant(1),
    );
    assert_eq!(names(&mut client), [format!("Changed([{:?}])", key())]);
    client.unsubscribe(&key());
    client.subscribe(&key());
    assert_eq!(
        client.result(&key()),
        None,
        "a preloaded result is not shown a second time"
    );
}

#[test]
fn subscriptions_are_counted_and_changes_travel_together() {
    let mut client = connected();
    let other = QueryKey::from_canonical("m:other", "{}");
    client.subscribe(&key());
    client.subscribe(&other);
    client.unsubscribe(&other);
    client.unsubscribe(&key());
    assert!(
        names(&mut client).is_empty(),
        "nothing that lasts has changed"
    );
    client.subscribe(&other);
    client.unsubscribe(&key());
    let sent = effects(&mut client);
    let [Effect::Send(text)] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    let message: Value = serde_json::from_str(text).unwrap();
    assert_eq!(message["modifications"][0]["type"], "Add");
    assert_eq!(
        message["modifications"][1],
        json!({"type": "Remove", "queryId": 0})
    );
}

#[test]
fn journals_go_back_with_a_new_connection() {
    let mut client = connected();
    client.on_message(
        &transition((0, 0, 0), (1, 0, 5), updated(json!(1))),
        Instant(20),
    );
    effects(&mut client);
    client.on_close(1006, "", Instant(30));
    effects(&mut client);
    client.nudge(Instant(30));
    client.on_open(Instant(40), 0);
    let texts: Vec<Value> = effects(&mut client)
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Send(text) => Some(serde_json::from_str(&text).unwrap()),
            _ => None,
        })
        .collect();
    assert_eq!(texts[0]["connectionCount"], 1);
    assert_eq!(texts[0]["lastCloseReason"], "closed with code 1006");
    assert_eq!(texts[0]["maxObservedTimestamp"], encode_timestamp(5));
    assert_eq!(texts[1]["modifications"][0]["journal"], "j1");
    assert_eq!(
        client.result(&key()),
        Some(&Ok("1".into())),
        "the page keeps what it shows"
    );
}

#[test]
fn a_transition_that_does_not_follow_breaks_the_connection() {
    let mut client = connected();
    client.on_message(&transition((3, 0, 0), (4, 0, 5), json!([])), Instant(20));
    assert_eq!(names(&mut client), ["CloseSocket"]);
    assert_eq!(client.connection_state().phase, ConnectionPhase::Waiting);
    client.on_timer(client.timeout().unwrap());
    assert_eq!(names(&mut client), ["OpenSocket"]);
}

#[test]
fn a_message_between_pieces_breaks_the_connection_but_a_ping_does_not() {
    let piece = json!({"type": "TransitionChunk", "chunk": "{", "partNumber": 0, "totalParts": 2, "transitionId": "x"});
    let mut client = connected();
    client.on_message(&piece.to_string(), Instant(20));
    client.on_message(r#"{"type":"Ping"}"#, Instant(20));
    assert!(names(&mut client).is_empty());
    client.on_message(&transition((0, 0, 0), (1, 0, 5), json!([])), Instant(20));
    assert_eq!(names(&mut client), ["CloseSocket"]);
}

#[test]
fn sixty_silent_seconds_end_a_connection() {
    let mut client = connected();
    client.on_message(r#"{"type":"Ping"}"#, Instant(30_000));
    assert_eq!(client.timeout(), Some(Instant(90_000)));
    client.on_timer(Instant(89_999));
    assert!(names(&mut client).is_empty());
    client.on_timer(Instant(90_000));
    assert_eq!(names(&mut client), ["CloseSocket"]);
    let wait = client.timeout().unwrap().0 - 90_000;
    assert!((50..=150).contains(&wait), "{wait}");
}

#[test]
fn delays_grow_until_a_connection_is_healthy_again() {
    let mut client = connected();
    let mut now = 10;
    let mut waits = Vec::new();
    for _ in 0..6 {
        client.on_close(1006, "", Instant(now));
        let until = client.timeout().unwrap().0;
        waits.push(until - now);
        now = until;
        client.on_timer(Instant(now));
        client.on_open(Instant(now), 0);
        effects(&mut client);
    }
    assert!((500..=1500).contains(&waits[0]), "{waits:?}");
    assert!(waits[5] >= 8_000 && waits[5] <= 24_000, "{waits:?}");
    client.on_message(
        &transition((0, 0, 0), (1, 0, 5), updated(json!(1))),
        Instant(now),
    );
    assert_eq!(client.connection_state().retries, 0);
}

#[test]
fn a_mutation_ends_with_the_results_that_contain_it() {
    let mut client = connected();
    client.on_message(
        &transition((0, 0, 0), (1, 0, 5), updated(json!(1))),
        Instant(20),
    );
    effects(&mut client);
    let layer = |store: &mut LocalStore| store.set(key(), Some("2".into()));
    let id = client.mutate("m:f", "{}");
    assert_eq!(names(&mut client), ["Mutation"]);
    client.overlay(id, Box::new(layer));
    assert_eq!(names(&mut client), [format!("Changed([{:?}])", key())]);
    assert_eq!(client.result(&key()), Some(&Ok("2".into())));
    let response = json!({"type": "MutationResponse", "requestId": id, "success": true, "result": null,
        "ts": encode_timestamp(100), "logLines": []});
    client.on_message(&response.to_string(), Instant(21));
    client.on_message(&transition((1, 0, 5), (1, 0, 99), json!([])), Instant(22));
    assert!(names(&mut client).is_empty(), "99 is before 100");
    client.on_message(
        &transition((1, 0, 99), (1, 0, 100), updated(json!(2))),
        Instant(23),
    );
    assert_eq!(
        names(&mut client),
        [format!("Settled({id}, Ok(\"null\"))")],
        "the page has shown it all along"
    );
}

#[test]
fn a_mutation_that_has_ended_changes_nothing_any_more() {
    let mut client = connected();
    client.close();
    let id = client.mutate("m:f", "{}");
    client.subscribe(&key());
    client.overlay(
        id,
        Box::new(|store: &mut LocalStore| store.set(key(), Some("2".into()))),
    );
    assert_eq!(client.result(&key()), None);
}

#[test]
fn a_failed_mutation_takes_its_layer_along() {
    let mut client = connected();
    client.on_message(
        &transition((0, 0, 0), (1, 0, 5), updated(json!(1))),
        Instant(20),
    );
    let layer = |store: &mut LocalStore| store.set(key(), Some("2".into()));
    let id = client.mutate("m:f", "{}");
    client.overlay(id, Box::new(layer));
    effects(&mut client);
    let response = json!({"type": "MutationResponse", "requestId": id, "success": false, "result": "no",
        "errorData": {"code": 1}, "logLines": []});
    client.on_message(&response.to_string(), Instant(21));
    assert_eq!(client.result(&key()), Some(&Ok("1".into())));
    let effects = effects(&mut client);
    let Some(Effect::Settled(settled, Err(error))) = effects
        .iter()
        .find(|effect| matches!(effect, Effect::Settled(..)))
    else {
        panic!("{effects:?}")
    };
    assert_eq!(
        (*settled, error.kind(), error.data_json()),
        (id, ErrorKind::Application, Some(r#"{"code":1}"#))
    );
}

#[test]
fn a_fatal_error_stops_for_good_and_fails_what_is_open() {
    let mut client = connected();
    let id = client.mutate("m:f", "{}");
    effects(&mut client);
    client.on_message(
        r#"{"type":"FatalError","error":"bad base version"}"#,
        Instant(20),
    );
    let names = names(&mut client);
    assert_eq!(names[0], "CloseSocket");
    assert!(
        names[1].starts_with(&format!("Settled({id}, Err")),
        "{names:?}"
    );
    assert_eq!(names[2], "Stopped(\"bad base version\")");
    assert_eq!(
        (client.timeout(), client.connection_state().phase),
        (None, ConnectionPhase::Closed)
    );
    client.nudge(Instant(30));
    let late = client.mutate("m:f", "{}");
    let effects = effects(&mut client);
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Settled(id, Err(error)) if *id == late && error.kind() == ErrorKind::Closed)),
        "{effects:?}"
    );
}

#[test]
fn an_action_in_flight_is_lost_with_its_connection_but_an_unsent_one_waits() {
    let mut client = connected();
    let sent = client.act("m:a", "{}");
    effects(&mut client);
    client.on_close(1006, "", Instant(20));
    let unsent = client.act("m:a", "{}");
    let effects_now = effects(&mut client);
    assert!(effects_now.iter().any(
        |effect| matches!(effect, Effect::Settled(id, Err(error)) if *id == sent && error.kind() == ErrorKind::ConnectionLost)
    ));
    client.nudge(Instant(30));
    client.on_open(Instant(30), 0);
    assert_eq!(
        names(&mut client),
        ["OpenSocket", "Connect", "ModifyQuerySet", "Action"]
    );
    assert_ne!(sent, unsent);
}

// -- identity ------------------------------------------------------------------------------------

fn fetch(force: bool, attempt: u32) -> String {
    format!("{:?}", Effect::FetchToken { force, attempt })
}

fn authenticated() -> Client {
    let mut client = Client::new("s".into(), 1);
    client.set_auth(Instant(0));
    client.start(Instant(0));
    client.subscribe(&key());
    assert_eq!(
        names(&mut client),
        [fetch(false, 1), "OpenSocket".to_owned()]
    );
    client.on_open(Instant(10), 0);
    assert_eq!(
        names(&mut client),
        ["Connect"],
        "the rest waits for the token"
    );
    client.on_token(1, Ok(Some(token("a"))), Instant(20));
    assert_eq!(names(&mut client), ["Authenticate", "ModifyQuerySet"]);
    assert_eq!(client.auth_state(), AuthState::Loading);
    client.on_message(
        &transition((0, 0, 0), (1, 1, 5), updated(json!(1))),
        Instant(30),
    );
    assert_eq!(client.auth_state(), AuthState::Authenticated);
    effects(&mut client);
    client
}

fn auth_error(base_version: u32, attempted: bool) -> String {
    json!({"type": "AuthError", "error": "no", "baseVersion": base_version, "authUpdateAttempted": attempted}).to_string()
}

#[test]
fn a_token_is_refreshed_before_it_ends_without_stopping_traffic() {
    let mut client = authenticated();
    let refresh = Instant(20 + 3_590_000);
    client.on_message(r#"{"type":"Ping"}"#, Instant(3_580_000));
    client.on_timer(refresh);
    assert_eq!(names(&mut client), [fetch(true, 2)]);
    client.mutate("m:f", "{}");
    assert_eq!(names(&mut client), ["Mutation"]);
    client.on_token(2, Ok(Some(token("b"))), refresh);
    assert_eq!(names(&mut client), ["Authenticate"]);
    assert_eq!(client.auth_state(), AuthState::Authenticated);
}

#[test]
fn a_refused_token_is_replaced_on_a_new_connection_but_not_for_ever() {
    let mut client = authenticated();
    for attempt in 2..4 {
        client.on_message(&auth_error(0, true), Instant(40));
        assert_eq!(
            names(&mut client),
            ["CloseSocket".to_owned(), fetch(true, attempt)]
        );
        assert_eq!(
            client.timeout(),
            None,
            "nothing happens before there is a token"
        );
        client.on_token(attempt, Ok(Some(token("b"))), Instant(50));
        assert_eq!(names(&mut client), ["OpenSocket"]);
        client.on_open(Instant(60), 0);
        assert_eq!(
            names(&mut client),
            ["Connect", "Authenticate", "ModifyQuerySet"]
        );
    }
    client.on_message(&auth_error(0, true), Instant(70));
    assert_eq!(names(&mut client), ["CloseSocket", "OpenSocket"]);
    assert_eq!(client.auth_state(), AuthState::Unauthenticated);
    client.on_open(Instant(80), 0);
    assert_eq!(names(&mut client), ["Connect", "ModifyQuerySet"]);
}

#[test]
fn news_about_an_older_token_are_ignored() {
    let mut client = authenticated();
    client.set_auth(Instant(40));
    assert_eq!(names(&mut client), [fetch(false, 2)]);
    client.on_token(2, Ok(Some(token("b"))), Instant(50));
    assert_eq!(names(&mut client), ["Authenticate"]);
    client.on_message(&auth_error(0, true), Instant(60));
    client.on_message(&auth_error(1, false), Instant(60));
    assert!(names(&mut client).is_empty());
}

#[test]
fn traffic_waits_while_the_user_changes() {
    let mut client = authenticated();
    client.set_auth(Instant(40));
    client.mutate("m:f", "{}");
    assert_eq!(names(&mut client), [fetch(false, 2)]);
    client.on_token(1, Ok(Some(token("late"))), Instant(50));
    assert!(
        names(&mut client).is_empty(),
        "an answer to an earlier question"
    );
    client.on_token(2, Ok(Some(token("b"))), Instant(50));
    assert_eq!(names(&mut client), ["Authenticate", "Mutation"]);
}

#[test]
fn without_a_token_the_client_asks_once_more_and_goes_on_anonymously() {
    let mut client = Client::new("s".into(), 1);
    client.set_auth(Instant(0));
    client.start(Instant(0));
    client.on_open(Instant(10), 0);
    effects(&mut client);
    client.on_token(1, Ok(None), Instant(20));
    assert_eq!(names(&mut client), [fetch(true, 2)]);
    client.on_token(2, Ok(None), Instant(30));
    assert_eq!(names(&mut client), ["ModifyQuerySet"]);
    assert_eq!(client.auth_state(), AuthState::Unauthenticated);
}

#[test]
fn an_unavailable_token_is_asked_for_again_later() {
    let mut client = Client::new("s".into(), 1);
    client.set_auth(Instant(0));
    client.start(Instant(0));
    effects(&mut client);
    client.on_close(1006, "", Instant(5));
    client.on_token(1, Err(()), Instant(10));
    assert!(names(&mut client).is_empty());
    client.on_timer(Instant(1_600));
    assert!(names(&mut client).contains(&fetch(false, 2)));
}

#[test]
fn signing_out_tells_the_connection() {
    let mut client = authenticated();
    client.clear_auth(Instant(40));
    let sent = effects(&mut client);
    assert!(
        sent.iter().any(
            |effect| matches!(effect, Effect::Send(text) if text.contains(r#""tokenType":"None""#))
        ),
        "{sent:?}"
    );
    assert_eq!(client.auth_state(), AuthState::Unauthenticated);
}
