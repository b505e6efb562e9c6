//! Our messages against the official types of the protocol.

use convex_embedded::FunctionFailure;
use convex_embedded::wire::{
    ClientMessage, QueryChange, QuerySetChange, ServerMessage, StateVersion, Token,
};
use convex_sync_types as official;
use proptest::prelude::*;
use serde_json::Value as Json;
use std::sync::Arc;

type OfficialServerMessage = official::ServerMessage<convex::Value>;

fn read(message: &ServerMessage) -> OfficialServerMessage {
    let json: Json = serde_json::from_str(&message.to_text()).expect("JSON");
    OfficialServerMessage::try_from(json).expect("the official client reads it")
}

fn write(message: official::ClientMessage) -> ClientMessage {
    let json = Json::try_from(message).expect("JSON");
    ClientMessage::parse(&json.to_string()).expect("we read it")
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(".{0,20}", 0..3)
}

fn version() -> impl Strategy<Value = StateVersion> {
    (any::<u32>(), any::<u32>(), 0..i64::MAX as u64).prop_map(|(query_set, identity, ts)| {
        StateVersion {
            query_set,
            identity,
            ts,
        }
    })
}

fn same_version(ours: &StateVersion, theirs: &official::StateVersion) -> bool {
    (ours.query_set, ours.identity, ours.ts)
        == (theirs.query_set, theirs.identity, theirs.ts.into())
}

proptest! {
    #[test]
    fn transitions_are_read_by_the_official_types(
        start in version(), end in version(), id in any::<u32>(), text in ".*", lines in lines(), journal in proptest::option::of(".{0,9}"), data in any::<bool>()
    ) {
        let log_lines: Arc<[String]> = lines.clone().into();
        let value: Arc<str> = Arc::from(Json::from(text.as_str()).to_string());
        let changes = vec![
            QueryChange::Updated { query_id: id, value: value.clone(), log_lines: log_lines.clone(), journal: journal.clone() },
            QueryChange::Failed { query_id: id, message: Arc::from(text.as_str()), data: data.then_some(value), log_lines, journal: journal.clone() },
            QueryChange::Removed { query_id: id },
        ];
        let official::ServerMessage::Transition { start_version, end_version, modifications, .. } = read(&ServerMessage::Transition { start, end, changes }) else {
            return Err(TestCaseError::fail("another message"));
        };
        prop_assert!(same_version(&start, &start_version) && same_version(&end, &end_version));
        let [
            official::StateModification::QueryUpdated { query_id, value, log_lines, journal: updated_journal },
            official::StateModification::QueryFailed { error_message, error_data, .. },
            official::StateModification::QueryRemoved { .. },
        ] = modifications.as_slice() else {
            return Err(TestCaseError::fail("other modifications"));
        };
        prop_assert_eq!(query_id.get_id(), id);
        prop_assert_eq!(value, &convex::Value::String(text.clone()));
        prop_assert_eq!(&log_lines.0, &lines);
        prop_assert_eq!(updated_journal, &journal);
        prop_assert_eq!(error_message, &text);
        prop_assert_eq!(error_data.is_some(), data);
    }

    #[test]
    fn responses_are_read_by_the_official_types(id in any::<u32>(), text in ".*", ts in 0..i64::MAX as u64, lines in lines(), data in any::<bool>()) {
        let log_lines: Arc<[String]> = lines.into();
        let value: Arc<str> = Arc::from(Json::from(text.as_str()).to_string());
        let failure = FunctionFailure { message: Arc::from(text.as_str()), data: data.then(|| value.clone()) };
        for (message, succeeds) in [
            (ServerMessage::MutationResponse { request_id: id, result: Ok((value.clone(), ts)), log_lines: log_lines.clone() }, true),
            (ServerMessage::MutationResponse { request_id: id, result: Err(failure.clone()), log_lines: log_lines.clone() }, false),
        ] {
            let official::ServerMessage::MutationResponse { request_id, result, ts: read_ts, .. } = read(&message) else {
                return Err(TestCaseError::fail("another message"));
            };
            prop_assert_eq!(request_id, id);
            prop_assert_eq!(result.is_ok(), succeeds);
            prop_assert_eq!(read_ts.map(u64::from), succeeds.then_some(ts));
        }
        let message = ServerMessage::ActionResponse { request_id: id, result: Err(failure), log_lines };
        let official::ServerMessage::ActionResponse { result: Err(error), .. } = read(&message) else {
            return Err(TestCaseError::fail("another message"));
        };
        prop_assert_eq!(error.get_message(), text);
        prop_assert_eq!(matches!(error, official::ErrorPayload::ErrorData { .. }), data);
    }

    #[test]
    fn requests_of_the_official_types_are_read(id in any::<u32>(), args in "[a-z]{0,8}", component in proptest::option::of("[a-z]{0,4}")) {
        let json = serde_json::json!([{ "x": args }]);
        let raw = official::types::SerializedArgs::from_args(vec![json[0].clone()]).expect("args");
        let message = write(official::ClientMessage::Mutation {
            request_id: id,
            udf_path: "dir/file.js:run".parse().expect("path"),
            args: raw,
            component_path: component.clone(),
        });
        let ClientMessage::Mutation(request) = message else { return Err(TestCaseError::fail("another message")) };
        prop_assert_eq!((request.request_id, request.args, request.component_path), (id, json, component));
        prop_assert_eq!(request.udf_path, "dir/file.js:run");
    }

    #[test]
    fn connects_and_query_sets_of_the_official_types_are_read(base in any::<u32>(), ts in proptest::option::of(0..i64::MAX as u64), removed in any::<u32>()) {
        let connect = write(official::ClientMessage::Connect {
            session_id: official::SessionId::new(uuid::Uuid::nil()),
            connection_count: 2,
            last_close_reason: "InitialConnect".to_owned(),
            max_observed_timestamp: ts.map(|ts| official::Timestamp::try_from(ts).expect("in range")),
            client_ts: Some(0),
        });
        let read = matches!(connect, ClientMessage::Connect { max_observed_ts, connection_count: 2, .. } if max_observed_ts == ts);
        prop_assert!(read);
        let modified = write(official::ClientMessage::ModifyQuerySet {
            base_version: base,
            new_version: base.wrapping_add(1),
            modifications: vec![official::QuerySetModification::Remove { query_id: official::QueryId::new(removed) }],
        });
        prop_assert_eq!(modified, ClientMessage::ModifyQuerySet {
            base_version: base,
            new_version: base.wrapping_add(1),
            changes: vec![QuerySetChange::Remove { query_id: removed }],
        });
    }
}

#[test]
fn credentials_of_the_official_types_are_read() {
    let token = |token| match write(official::ClientMessage::Authenticate {
        base_version: 4,
        token,
    }) {
        ClientMessage::Authenticate {
            base_version: 4,
            token,
        } => token,
        other => panic!("{other:?}"),
    };
    assert_eq!(token(official::AuthenticationToken::None), Token::None);
    assert_eq!(
        token(official::AuthenticationToken::User("jwt".into())),
        Token::User("jwt".into())
    );
    let admin = token(official::AuthenticationToken::Admin(
        "key".into(),
        Some(official::UserIdentityAttributes::default()),
    ));
    assert!(matches!(admin, Token::Admin { key, acting_as: Some(_) } if key == "key"));
}

#[test]
fn endings_and_pings_are_read_by_the_official_types() {
    let auth = ServerMessage::AuthError {
        error: "no".into(),
        base_version: 3,
        update_attempted: true,
    };
    assert!(matches!(
        read(&auth),
        official::ServerMessage::AuthError {
            base_version: Some(3),
            auth_update_attempted: Some(true),
            ..
        }
    ));
    assert!(matches!(
        read(&ServerMessage::FatalError { error: "no".into() }),
        official::ServerMessage::FatalError { .. }
    ));
    assert!(matches!(
        read(&ServerMessage::Ping),
        official::ServerMessage::Ping
    ));
}
