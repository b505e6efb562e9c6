//! Where bytes come in from outside, each place as a function of nothing but bytes: for fuzzers, and for the tests
//! that try some of the same on every run. A panic is a finding; so is memory out of proportion to the bytes.
//!
//! Not a part of the interface: nobody but `fuzz/` and the tests may depend on it.

use crate::auth::{AuthConfig, Fetched, InstanceSecret, KeySource, Verifier};
use crate::files::{FileBytes as _, MemoryFiles};
use crate::push::StartPush;
use crate::session::{Completion, Effect, Evaluated, MAX_HELD_BYTES, Now, Session};
use crate::snapshots;
use crate::syscalls::{CursorKey, Fingerprint};
use crate::{Caller, FunctionResult, QueryOutcome};
use async_trait::async_trait;
use convex_host::SimHost;
use convex_values::{DocumentId, Value};
use futures::FutureExt as _;
use serde_json::json;
use std::collections::VecDeque;
use std::io::Write as _;
use std::sync::Arc;

/// A name, and what is done with the bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 7] = [
    ("socket_messages", socket_messages),
    ("value_json", value_json),
    ("ids", ids),
    ("cursors", cursors),
    ("push_bodies", push_bodies),
    ("zip_import", zip_import),
    ("tokens", tokens),
];

/// Frames of one connection, a line each, whose requests are answered at once. What is held stays bounded, and
/// what ends the connection says why.
pub fn socket_messages(bytes: &[u8]) {
    let now = Now::default();
    let mut session = Session::new(now, true);
    let mut ts = 0;
    for line in bytes.split(|byte| *byte == b'\n') {
        let Ok(text) = std::str::from_utf8(line) else {
            session.on_bad_frame(now, "Not text.");
            continue;
        };
        session.on_text(now, text);
        let mut effects: VecDeque<Effect> = std::iter::from_fn(|| session.poll()).collect();
        while let Some(effect) = effects.pop_front() {
            ts += 1;
            answer(&mut session, effect, ts);
            effects.extend(std::iter::from_fn(|| session.poll()));
        }
        assert!(session.held_bytes() <= MAX_HELD_BYTES || session.is_closed());
    }
}

fn answer(session: &mut Session, effect: Effect, ts: u64) {
    let now = Now::default();
    let result = FunctionResult {
        value: Ok(Arc::from("null")),
        log_lines: Arc::from([]),
    };
    match effect {
        Effect::Verify(_) => session.on_verified(now, Ok(Caller::anonymous())),
        Effect::Mutate(request) => {
            let request_id = request.message.request_id;
            let done = Completion {
                request_id,
                result,
                ts,
            };
            session.on_mutation_done(now, done);
        }
        Effect::Act(request) => {
            let request_id = request.message.request_id;
            let done = Completion {
                request_id,
                result,
                ts,
            };
            session.on_action_done(now, done);
        }
        Effect::Evaluate(plan) => {
            let outcome = Arc::new(QueryOutcome {
                result,
                journal: None,
            });
            let results = vec![outcome; plan.queries.len()];
            let ts = ts.max(plan.min_ts);
            session.on_evaluated(now, Evaluated { ts, results }, false);
        }
        Effect::Send { text, frame } => session.on_sent(now, frame, text.len()),
        Effect::Close { reason, .. } => assert!(reason.len() <= 123),
    }
}

/// A value, and what is written of it: the same value again.
pub fn value_json(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(value) = Value::from_json_str(text) {
        let written = value.to_json_string();
        let again = Value::from_json_str(&written);
        assert_eq!(again.as_ref(), Ok(&value));
        assert_eq!(written, value.to_json_string());
    }
}

/// The text of an id, which is the only one that it has.
pub fn ids(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(id) = text.parse::<DocumentId>() {
        assert_eq!(id.to_text(), text);
    }
}

/// A cursor, which nobody but the deployment can make.
pub fn cursors(bytes: &[u8]) {
    let key = CursorKey::new(&InstanceSecret::from_bytes([7; 32]));
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert_eq!(key.open(text, Fingerprint::of(&["q"])), None);
    }
}

/// The body of a push. What is in its modules is for the engine to say.
pub fn push_bodies(bytes: &[u8]) {
    if let Ok(request) = serde_json::from_slice::<StartPush>(bytes) {
        drop(request.into_bundle());
    }
}

/// An export that is imported.
pub fn zip_import(bytes: &[u8]) {
    let files = MemoryFiles::default();
    let written = files.create("f").and_then(|mut draft| {
        draft.write_all(bytes)?;
        draft.finish()
    });
    if written.is_ok()
        && let Ok(reader) = files.open("f")
    {
        snapshots::read_zip(reader);
    }
}

/// A token of a user. Nobody has the issuer's key, so none is good.
pub fn tokens(bytes: &[u8]) {
    struct NoKeys;

    #[async_trait]
    impl KeySource for NoKeys {
        async fn get(&self, _: &str) -> Result<Fetched, String> {
            Err("nobody is there".to_owned())
        }
    }

    let Ok(token) = std::str::from_utf8(bytes) else {
        return;
    };
    // The public key of RFC 8037, appendix A.
    let jwks = r#"data:application/json,{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    let config = json!({"providers": [
        {"type": "customJwt", "issuer": "https://id.example.com", "applicationID": "convex", "jwks": jwks, "algorithm": "EdDSA"},
        {"domain": "https://other.example.com", "applicationID": "convex"}]});
    let host = Arc::new(SimHost::new(1, 1_800_000_000_000_000_000));
    let verifier =
        AuthConfig::from_json(&config).map(|config| Verifier::new(config, Arc::new(NoKeys), host));
    if let Ok(verifier) = verifier {
        let verified = verifier.verify(token).now_or_never();
        assert!(!matches!(verified, Some(Ok(_))), "a token without its key");
    }
}
