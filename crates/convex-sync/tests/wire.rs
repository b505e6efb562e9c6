//! Our hand-written messages against the official types.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use convex_sync::{Client, Effect, Instant, QueryKey, wire::ServerMessage as Ours};
use convex_sync_types::{ClientMessage, QuerySetModification};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What a client sends until it has nothing more to say.
fn sent(client: &mut Client) -> Vec<String> {
    let mut texts = Vec::new();
    while let Some(effect) = client.poll() {
        if let Effect::Send(text) = effect {
            texts.push(text);
        }
    }
    texts
}

fn official(text: &str) -> ClientMessage {
    let value: Value = serde_json::from_str(text).expect("valid JSON");
    ClientMessage::try_from(value).unwrap_or_else(|error| panic!("{error}: {text}"))
}

const SESSION: &str = "8e1f8d0c-6ad3-4a4d-9a7a-d54b1ee0c0a1";

#[test]
fn the_official_server_understands_a_whole_conversation() {
    let mut client = Client::new(SESSION.into(), 1);
    client.observe(7);
    let key = QueryKey::untyped("dir/tasks.js:list", r#"{"text":"a \"quoted\" é","n":1}"#).unwrap();
    client.subscribe(&key);
    client.set_auth(Instant(0));
    client.start(Instant(0));
    assert!(sent(&mut client).is_empty());
    client.on_open(Instant(1), 1_700_000_000_000);
    client.on_token(1, Ok(Some("a.b.c".into())), Instant(2));
    client.mutate("tasks:create", r#"{"title":"x"}"#);
    client.act("tasks:run", "{}");
    let texts = sent(&mut client);
    let messages: Vec<ClientMessage> = texts.iter().map(|text| official(text)).collect();
    match messages.as_slice() {
        [
            ClientMessage::Connect {
                connection_count: 0,
                max_observed_timestamp: Some(ts),
                client_ts,
                ..
            },
            ClientMessage::Authenticate {
                base_version: 0, ..
            },
            ClientMessage::ModifyQuerySet {
                base_version: 0,
                new_version: 1,
                modifications,
            },
            ClientMessage::Mutation { request_id: 0, .. },
            ClientMessage::Action { request_id: 1, .. },
        ] => {
            assert_eq!(u64::from(*ts), 7);
            assert_eq!(*client_ts, Some(1_700_000_000_000));
            let [QuerySetModification::Add(query)] = modifications.as_slice() else {
                panic!("{modifications:?}")
            };
            assert_eq!(String::from(query.udf_path.clone()), "dir/tasks:list");
        }
        other => panic!("{other:#?}"),
    }
    client.unsubscribe(&key);
    client.clear_auth(Instant(3));
    let texts = sent(&mut client);
    let messages: Vec<ClientMessage> = texts.iter().map(|text| official(text)).collect();
    assert!(
        matches!(
            messages.as_slice(),
            [
                ClientMessage::Authenticate {
                    base_version: 1,
                    ..
                },
                ClientMessage::ModifyQuerySet {
                    base_version: 1,
                    new_version: 2,
                    ..
                }
            ]
        ),
        "{messages:#?}"
    );
}

fn arb_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,4}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

type Official = convex_sync_types::ServerMessage<Value>;

fn arb_error() -> impl Strategy<Value = convex_sync_types::ErrorPayload<Value>> {
    prop_oneof![
        ".{0,8}".prop_map(convex_sync_types::ErrorPayload::Message),
        (".{0,8}", arb_json()).prop_map(|(message, data)| {
            convex_sync_types::ErrorPayload::ErrorData { message, data }
        }),
    ]
}

fn arb_result() -> impl Strategy<Value = Result<Value, convex_sync_types::ErrorPayload<Value>>> {
    prop_oneof![arb_json().prop_map(Ok), arb_error().prop_map(Err)]
}

fn ts(value: u64) -> convex_sync_types::Timestamp {
    (value >> 2).try_into().expect("within range")
}

fn arb_version() -> impl Strategy<Value = convex_sync_types::StateVersion> {
    (any::<u32>(), any::<u32>(), any::<u64>()).prop_map(|(query_set, identity, at)| {
        convex_sync_types::StateVersion {
            query_set,
            identity,
            ts: ts(at),
        }
    })
}

fn arb_change() -> impl Strategy<Value = convex_sync_types::StateModification<Value>> {
    use convex_sync_types::{LogLinesMessage, QueryId, StateModification as Change};
    prop_oneof![
        (any::<u32>(), arb_json(), prop::option::of(".{0,8}")).prop_map(|(id, value, journal)| {
            Change::QueryUpdated {
                query_id: QueryId::new(id),
                value,
                log_lines: LogLinesMessage(vec![]),
                journal,
            }
        }),
        (any::<u32>(), arb_error(), prop::option::of(".{0,8}")).prop_map(|(id, error, journal)| {
            let (error_message, error_data) = match error {
                convex_sync_types::ErrorPayload::Message(message) => (message, None),
                convex_sync_types::ErrorPayload::ErrorData { message, data } => {
                    (message, Some(data))
                }
            };
            Change::QueryFailed {
                query_id: QueryId::new(id),
                error_message,
                log_lines: LogLinesMessage(vec![]),
                journal,
                error_data,
            }
        }),
        any::<u32>().prop_map(|id| Change::QueryRemoved {
            query_id: QueryId::new(id)
        }),
    ]
}

fn arb_message() -> impl Strategy<Value = Official> {
    use convex_sync_types::LogLinesMessage;
    prop_oneof![
        (
            arb_version(),
            arb_version(),
            prop::collection::vec(arb_change(), 0..4)
        )
            .prop_map(|(start, end, changes)| {
                Official::Transition {
                    start_version: start,
                    end_version: end,
                    modifications: changes,
                    client_clock_skew: Some(-5),
                    server_ts: None,
                }
            }),
        (any::<u32>(), arb_result(), any::<u64>()).prop_map(|(request_id, result, at)| {
            Official::MutationResponse {
                request_id,
                ts: result.is_ok().then(|| ts(at)),
                result,
                log_lines: LogLinesMessage(vec!["[LOG] x".into()]),
            }
        }),
        (any::<u32>(), arb_result()).prop_map(|(request_id, result)| Official::ActionResponse {
            request_id,
            result,
            log_lines: LogLinesMessage(vec![]),
        }),
        (".{0,8}", any::<u32>(), any::<bool>()).prop_map(|(error_message, base, attempted)| {
            Official::AuthError {
                error_message,
                base_version: Some(base),
                auth_update_attempted: Some(attempted),
            }
        }),
        ".{0,8}".prop_map(|error_message| Official::FatalError { error_message }),
        (".{0,8}", any::<u32>(), any::<u32>(), ".{0,8}").prop_map(
            |(chunk, part_number, total_parts, transition_id)| {
                Official::TransitionChunk {
                    chunk,
                    part_number,
                    total_parts,
                    transition_id,
                }
            }
        ),
        Just(Official::Ping),
    ]
}

fn check_outcome(
    ours: &convex_sync::Outcome,
    theirs: &Result<Value, convex_sync_types::ErrorPayload<Value>>,
) -> Result<(), TestCaseError> {
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => {
            prop_assert_eq!(&serde_json::from_str::<Value>(ours).unwrap(), theirs)
        }
        (Err(ours), Err(convex_sync_types::ErrorPayload::Message(message))) => {
            prop_assert_eq!(ours.message(), message);
            prop_assert_eq!(ours.data_json(), None);
        }
        (Err(ours), Err(convex_sync_types::ErrorPayload::ErrorData { message, data })) => {
            prop_assert_eq!(ours.message(), message);
            prop_assert_eq!(&ours.data::<Value>().unwrap(), data);
        }
        _ => prop_assert!(false, "{:?} is not {:?}", ours, theirs),
    }
    Ok(())
}

fn check_version(
    ours: convex_sync::wire::Version,
    theirs: convex_sync_types::StateVersion,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(
        (ours.query_set, ours.identity, ours.ts),
        (theirs.query_set, theirs.identity, theirs.ts.into())
    );
    Ok(())
}

proptest! {
    #[test]
    fn whatever_the_official_server_writes_is_read(message in arb_message()) {
        let text = serde_json::to_string(&Value::from(message.clone())).unwrap();
        let ours = Ours::parse(&text).map_err(|misfit| TestCaseError::fail(misfit.to_string()))?;
        match (&ours, message) {
            (Ours::Transition(ours), Official::Transition { start_version, end_version, modifications, .. }) => {
                check_version(ours.start, start_version)?;
                check_version(ours.end, end_version)?;
                prop_assert_eq!(ours.changes.len(), modifications.len());
                for (ours, theirs) in ours.changes.iter().zip(modifications) {
                    use convex_sync_types::{ErrorPayload, StateModification as Change};
                    match theirs {
                        Change::QueryUpdated { query_id, value, journal, .. } => {
                            prop_assert_eq!((ours.query, &ours.journal), (query_id.get_id(), &journal));
                            check_outcome(ours.outcome.as_ref().unwrap(), &Ok(value))?;
                        }
                        Change::QueryFailed { query_id, error_message, error_data, journal, .. } => {
                            prop_assert_eq!((ours.query, &ours.journal), (query_id.get_id(), &journal));
                            let error = match error_data {
                                Some(data) => ErrorPayload::ErrorData { message: error_message, data },
                                None => ErrorPayload::Message(error_message),
                            };
                            check_outcome(ours.outcome.as_ref().unwrap(), &Err(error))?;
                        }
                        Change::QueryRemoved { query_id } => {
                            prop_assert_eq!((ours.query, &ours.outcome), (query_id.get_id(), &None));
                        }
                    }
                }
            }
            (Ours::MutationResponse { request, outcome, ts }, Official::MutationResponse { request_id, result, ts: theirs, .. }) => {
                prop_assert_eq!(*request, request_id);
                prop_assert_eq!(*ts, theirs.map(u64::from));
                check_outcome(outcome, &result)?;
            }
            (Ours::ActionResponse { request, outcome }, Official::ActionResponse { request_id, result, .. }) => {
                prop_assert_eq!(*request, request_id);
                check_outcome(outcome, &result)?;
            }
            (Ours::AuthError { message, base_version, update_attempted }, Official::AuthError { error_message, base_version: base, auth_update_attempted }) => {
                prop_assert_eq!((message, Some(*base_version), *update_attempted), (&error_message, base, auth_update_attempted));
            }
            (Ours::FatalError(message), Official::FatalError { error_message }) => prop_assert_eq!(message, &error_message),
            (Ours::Chunk { text, part, total, id }, Official::TransitionChunk { chunk, part_number, total_parts, transition_id }) => {
                prop_assert_eq!((text, *part, *total, id), (&chunk, part_number, total_parts, &transition_id));
            }
            (Ours::Ping, Official::Ping) => {}
            (ours, theirs) => prop_assert!(false, "{:?} is not {:?}", ours, theirs),
        }
    }

    #[test]
    fn garbage_is_an_error_and_never_a_panic(text in ".{0,64}") {
        let _ = Ours::parse(&text);
    }
}

#[test]
fn a_message_of_a_later_protocol_is_not_an_error() {
    assert_eq!(
        Ours::parse(r#"{"type":"Novelty","x":[1]}"#),
        Ok(Ours::Unknown)
    );
    assert_eq!(
        Ours::parse(r#"{"extra":{"deep":1},"type":"Ping"}"#),
        Ok(Ours::Ping)
    );
    assert!(Ours::parse(r#"{"type":"Transition"}"#).is_err());
}

#[test]
fn null_is_a_value_and_a_missing_field_is_not() {
    let failed = r#"{"type":"MutationResponse","requestId":1,"success":false,"result":"x","errorData":null,"logLines":[]}"#;
    let Ours::MutationResponse {
        outcome: Err(error),
        ..
    } = Ours::parse(failed).unwrap()
    else {
        panic!()
    };
    assert_eq!(error.data_json(), Some("null"));
    let done =
        r#"{"type":"ActionResponse","requestId":1,"success":true,"result":null,"logLines":[]}"#;
    let Ours::ActionResponse { outcome, .. } = Ours::parse(done).unwrap() else {
        panic!()
    };
    assert_eq!(outcome, Ok("null".into()));
}
