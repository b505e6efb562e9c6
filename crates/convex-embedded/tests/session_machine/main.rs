//! The session machine against a model of a client and of a database, under random interleavings.

mod model;
mod world;

use convex_embedded::session::{
    Completion, Effect, Frame, MAX_HELD_BYTES, MAX_QUERIES, MAX_UNSENT_BYTES, Now, Session,
};
use convex_embedded::{Caller, FunctionResult};
use model::caller;
use proptest::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use world::World;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_version_chain_never_breaks_and_every_result_belongs_to_its_snapshot(
        ops in proptest::collection::vec((0u8..13, any::<usize>()), 0..150)
    ) {
        let mut world = World::new();
        world.drain();
        for (op, choice) in ops {
            world.step(op, choice % 1000);
        }
        world.settle();
        let World { client, server, .. } = &world;
        prop_assert!(client.mutations.is_empty() && client.actions.is_empty(), "every request is answered");
        prop_assert!(client.unconfirmed.is_empty(), "a transition follows every response");
        prop_assert_eq!(client.version.query_set, client.query_set);
        prop_assert_eq!(client.version.identity, client.authenticates);
        let newest = server.changes.iter().filter(|(path, _)| client.queries.values().any(|query| query.0 == **path && query.2.is_none()));
        for (path, _) in newest {
            prop_assert_eq!(server.changed(*path, client.version.ts), server.changed(*path, server.latest), "the newest state arrives");
        }
        client.check_results(server);
    }
}

fn open() -> Session {
    Session::new(Now::default(), false)
}

fn sent(session: &mut Session) -> Vec<String> {
    let mut texts = Vec::new();
    while let Some(effect) = session.poll() {
        match effect {
            Effect::Send { text, .. } => texts.push(text),
            Effect::Close { code, reason } => texts.push(format!("close {code:?} {reason}")),
            _ => {}
        }
    }
    texts
}

#[test]
fn a_message_that_cannot_be_read_is_fatal() {
    for bad in [
        "",
        "{}",
        "[1",
        r#"{"type":"Unknown"}"#,
        r#"{"type":"ModifyQuerySet","baseVersion":3,"newVersion":4,"modifications":[]}"#,
    ] {
        let mut session = open();
        session.on_text(Now::default(), bad);
        let texts = sent(&mut session);
        assert!(
            texts[0].starts_with(r#"{"type":"FatalError""#),
            "{bad}: {texts:?}"
        );
        assert_eq!(texts[1], "close None ");
    }
}

#[test]
fn a_wrong_identity_version_closes_with_an_internal_error() {
    let mut session = open();
    session.on_text(
        Now::default(),
        r#"{"type":"Authenticate","baseVersion":1,"tokenType":"None"}"#,
    );
    assert_eq!(sent(&mut session), ["close Some(1011) InternalServerError"]);
}

#[test]
fn a_refused_token_is_an_auth_error_and_the_end() {
    let mut session = open();
    session.on_text(
        Now::default(),
        r#"{"type":"Authenticate","baseVersion":0,"tokenType":"User","value":"x"}"#,
    );
    session.on_text(
        Now::default(),
        r#"{"type":"Mutation","requestId":0,"udfPath":"a","args":[{}]}"#,
    );
    let error = convex_embedded::Error::unauthenticated("NoAuthProvider", "no");
    session.on_verified(Now::default(), Err(error));
    let texts = sent(&mut session);
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(
        texts[0].contains(r#""type":"AuthError""#)
            && texts[0].contains(r#""authUpdateAttempted":true"#)
    );
}

#[test]
fn an_expired_token_is_noticed_at_its_next_use() {
    let mut session = open();
    let at = |unix_secs| Now {
        monotonic: Duration::ZERO,
        unix_secs,
    };
    session.on_text(
        at(0),
        r#"{"type":"Authenticate","baseVersion":0,"tokenType":"User","value":"x"}"#,
    );
    let identity = caller(1).identity().cloned().expect("user");
    session.on_verified(at(0), Ok(Caller::user(identity, Some(100), None)));
    sent(&mut session);
    session.on_text(
        at(106),
        r#"{"type":"Action","requestId":0,"udfPath":"a","args":[{}]}"#,
    );
    let texts = sent(&mut session);
    assert!(
        texts[0].contains(r#""authUpdateAttempted":false"#),
        "{texts:?}"
    );
}

#[test]
fn the_thousand_and_first_waiting_mutation_is_too_many() {
    let mut session = open();
    for request in 0..=1001 {
        session.on_text(
            Now::default(),
            &format!(r#"{{"type":"Mutation","requestId":{request},"udfPath":"a","args":[{{}}]}}"#),
        );
    }
    assert_eq!(
        sent(&mut session),
        ["close Some(1013) TooManyConcurrentRequests"]
    );
}

#[test]
fn requests_that_wait_may_not_take_more_than_their_share_of_memory() {
    let mut session = open();
    let padding = "x".repeat(MAX_HELD_BYTES / 4);
    for request in 0..6 {
        let text = format!(
            r#"{{"type":"Mutation","requestId":{request},"udfPath":"{padding}","args":[{{}}]}}"#
        );
        session.on_text(Now::default(), &text);
    }
    assert_eq!(
        sent(&mut session),
        ["close Some(1013) TooManyConcurrentRequests"]
    );
}

#[test]
fn a_client_that_does_not_read_its_responses_is_let_go() {
    let mut session = open();
    let value: Arc<str> = Arc::from(format!("\"{}\"", "x".repeat(MAX_UNSENT_BYTES / 4)));
    let act = |session: &mut Session, request_id| {
        let text =
            format!(r#"{{"type":"Action","requestId":{request_id},"udfPath":"a","args":[{{}}]}}"#);
        session.on_text(Now::default(), &text);
        let result = FunctionResult {
            value: Ok(value.clone()),
            log_lines: Arc::from([]),
        };
        session.on_action_done(
            Now::default(),
            Completion {
                request_id,
                result,
                ts: 1,
            },
        );
        sent(session)
    };
    for request in 0..20 {
        for text in act(&mut session, request) {
            session.on_sent(Now::default(), Frame::Message, text.len());
        }
    }
    assert!(!session.is_closed(), "one that reads may have any number");
    let unread: Vec<String> = (20..24)
        .flat_map(|request| act(&mut session, request))
        .collect();
    assert_eq!(
        unread.last().map(String::as_str),
        Some("close Some(1013) ClientReadsTooSlowly")
    );
}

#[test]
fn too_many_queries_and_too_long_session_ids_are_fatal() {
    let many: Vec<String> = (0..=MAX_QUERIES)
        .map(|id| format!(r#"{{"type":"Add","queryId":{id},"udfPath":"a:b","args":[{{}}]}}"#))
        .collect();
    let many = format!(
        r#"{{"type":"ModifyQuerySet","baseVersion":0,"newVersion":1,"modifications":[{}]}}"#,
        many.join(",")
    );
    let long = format!(
        r#"{{"type":"Connect","sessionId":"{}","connectionCount":0,"lastCloseReason":null}}"#,
        "s".repeat(65)
    );
    for text in [many, long] {
        let mut session = open();
        session.on_text(Now::default(), &text);
        let texts = sent(&mut session);
        assert!(texts[0].starts_with(r#"{"type":"FatalError""#), "{texts:?}");
        assert_eq!(texts[1], "close None ");
    }
}

#[test]
fn silence_is_answered_with_ping_and_then_given_up() {
    let mut session = open();
    let at = |secs| Now {
        monotonic: Duration::from_secs(secs),
        unix_secs: 0,
    };
    assert_eq!(session.deadline(), Duration::from_secs(15));
    session.on_timer(at(15));
    assert_eq!(sent(&mut session), [r#"{"type":"Ping"}"#]);
    session.on_timer(at(120));
    assert_eq!(sent(&mut session), ["close Some(1000) ClientDisconnect"]);
}

#[test]
fn a_stop_closes_so_that_clients_come_back() {
    let mut session = open();
    session.on_shutdown();
    assert_eq!(sent(&mut session), ["close Some(1012) InternalServerError"]);
}
