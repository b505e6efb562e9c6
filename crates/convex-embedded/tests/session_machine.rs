//! The session machine against a model of a client and of a database, under random interleavings.

use convex_embedded::auth::UserIdentity;
use convex_embedded::session::{Completion, Effect, Evaluated, Now, Plan, Request, Session};
use convex_embedded::wire::{StateVersion, Token, decode_ts};
use convex_embedded::{Caller, FunctionResult, QueryOutcome};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

const PATHS: u32 = 3;

/// What a query returns: when its path last changed, and who asked.
fn value(path: u32, changed: u64, who: u32) -> String {
    format!("\"p{path}@{changed} for {who}\"")
}

fn caller(number: u32) -> Caller {
    let attributes = json!({"issuer": "i", "subject": number.to_string()});
    let identity = UserIdentity::from_attributes(attributes.as_object().cloned().expect("object"))
        .expect("identity");
    Caller::user(identity, None, None)
}

fn who(caller: &Caller) -> u32 {
    caller.identity().map_or(0, |identity| {
        identity.token_identifier()[2..].parse().expect("a number")
    })
}

/// A database of `PATHS` cells, and everything it was asked to do.
#[derive(Default)]
struct Server {
    /// For every path the timestamps of its changes.
    changes: BTreeMap<u32, Vec<u64>>,
    latest: u64,
    authenticated: u32,
    verifying: bool,
    mutating: Option<Request>,
    /// Committed, but the session does not know yet.
    committed: Option<(u32, u64)>,
    acting: VecDeque<Request>,
    evaluating: Option<(Plan, u64)>,
    unsent: usize,
}

impl Server {
    fn changed(&self, path: u32, ts: u64) -> u64 {
        self.changes
            .get(&path)
            .and_then(|all| all.iter().copied().filter(|at| *at <= ts).max())
            .unwrap_or(0)
    }

    fn commit(&mut self, path: u32) -> u64 {
        self.latest += 10;
        self.changes.entry(path).or_default().push(self.latest);
        self.latest
    }

    fn evaluate(&self, plan: &Plan, ts: u64) -> Evaluated {
        let results = plan.queries.iter().map(|query| {
            let path: u32 = query.spec.udf_path[1..].parse().expect("a number");
            let text = value(path, self.changed(path, ts), who(&plan.caller));
            let result = FunctionResult {
                value: Ok(Arc::from(text)),
                log_lines: Arc::from([]),
            };
            Arc::new(QueryOutcome {
                result,
                journal: None,
            })
        });
        Evaluated {
            ts,
            results: results.collect(),
        }
    }
}

/// What a client knows, and what it demands of every message.
#[derive(Default)]
struct Client {
    query_set: u32,
    authenticates: u32,
    next_query: u32,
    next_request: u32,
    /// Path and the query set versions of addition and removal.
    queries: BTreeMap<u32, (u32, u32, Option<u32>)>,
    results: BTreeMap<u32, String>,
    version: StateVersion,
    mutations: VecDeque<u32>,
    actions: Vec<u32>,
    /// Timestamps of responses that no transition has confirmed yet.
    unconfirmed: Vec<u64>,
}

impl Client {
    fn receive(&mut self, text: &str, server: &Server) {
        let message: Json = serde_json::from_str(text).expect("JSON");
        match message["type"].as_str().expect("type") {
            "Transition" => self.transition(&message, server),
            "MutationResponse" => {
                let id = message["requestId"].as_u64().expect("id") as u32;
                assert_eq!(
                    self.mutations.pop_front(),
                    Some(id),
                    "mutations are answered in their order"
                );
                if message["success"] == true {
                    let ts = decode_ts(message["ts"].as_str().expect("ts")).expect("ts");
                    assert!(
                        self.version.ts < ts,
                        "an effect was shown before its response"
                    );
                    self.unconfirmed.push(ts);
                }
            }
            "ActionResponse" => {
                let id = message["requestId"].as_u64().expect("id") as u32;
                self.actions.retain(|action| *action != id);
                self.unconfirmed.push(0);
            }
            "Ping" => {}
            other => panic!("unexpected {other}: {message}"),
        }
    }

    fn transition(&mut self, message: &Json, server: &Server) {
        assert_eq!(
            version(&message["startVersion"]),
            self.version,
            "the chain of versions breaks"
        );
        let end = version(&message["endVersion"]);
        assert!(
            end.ts >= self.version.ts
                && end.query_set >= self.version.query_set
                && end.identity >= self.version.identity
        );
        self.version = end;
        for change in message["modifications"].as_array().expect("list") {
            let id = change["queryId"].as_u64().expect("id") as u32;
            match change["type"].as_str() {
                Some("QueryUpdated") => {
                    assert!(change["logLines"].is_array() && change.get("journal").is_some());
                    let previous = self.results.insert(id, change["value"].to_string());
                    assert_ne!(
                        previous.as_deref(),
                        self.results.get(&id).map(String::as_str),
                        "an unchanged result was sent"
                    );
                }
                Some("QueryRemoved") => assert!(
                    self.results.remove(&id).is_some(),
                    "removed what was never shown"
                ),
                other => panic!("unexpected {other:?}"),
            }
        }
        self.unconfirmed.retain(|ts| *ts > end.ts);
        self.check_results(server);
    }

    /// All results describe one snapshot, under one identity.
    fn check_results(&self, server: &Server) {
        for (id, (path, added, removed)) in &self.queries {
            let asked = *added <= self.version.query_set && removed.is_none();
            if asked {
                let expected = value(
                    *path,
                    server.changed(*path, self.version.ts),
                    self.version.identity,
                );
                assert_eq!(
                    self.results.get(id),
                    Some(&expected),
                    "query {id} at {:?}",
                    self.version
                );
            }
        }
    }

    fn add(&mut self, path: u32) -> String {
        let (base, id) = (self.query_set, self.next_query);
        self.query_set += 1;
        self.next_query += 1;
        self.queries.insert(id, (path, self.query_set, None));
        json!({"type": "ModifyQuerySet", "baseVersion": base, "newVersion": base + 1, "modifications": [
            {"type": "Add", "queryId": id, "udfPath": format!("p{path}"), "args": [{}]}]})
        .to_string()
    }

    fn remove(&mut self, nth: usize) -> Option<String> {
        let live: Vec<u32> = self
            .queries
            .iter()
            .filter(|(_, query)| query.2.is_none())
            .map(|(id, _)| *id)
            .collect();
        let id = *live.get(nth % live.len().max(1))?;
        let base = self.query_set;
        self.query_set += 1;
        self.queries.get_mut(&id).expect("live").2 = Some(self.query_set);
        Some(json!({"type": "ModifyQuerySet", "baseVersion": base, "newVersion": base + 1, "modifications": [
            {"type": "Remove", "queryId": id}]}).to_string())
    }

    fn request(&mut self, kind: &str) -> String {
        let id = self.next_request;
        self.next_request += 1;
        if kind == "Mutation" {
            self.mutations.push_back(id);
        } else {
            self.actions.push(id);
        }
        json!({"type": kind, "requestId": id, "udfPath": "f", "args": [{}]}).to_string()
    }

    fn authenticate(&mut self) -> String {
        self.authenticates += 1;
        json!({"type": "Authenticate", "baseVersion": self.authenticates - 1, "tokenType": "User", "value": "t"}).to_string()
    }
}

fn version(json: &Json) -> StateVersion {
    let number = |name: &str| json[name].as_u64().expect("number") as u32;
    StateVersion {
        query_set: number("querySet"),
        identity: number("identity"),
        ts: decode_ts(json["ts"].as_str().expect("ts")).expect("ts"),
    }
}

struct World {
    session: Session,
    server: Server,
    client: Client,
    now: Now,
}

impl World {
    fn new() -> Self {
        let now = Now::default();
        let mut session = Session::new(now, false);
        session.on_text(
            now,
            r#"{"type":"Connect","sessionId":"s","connectionCount":0,"lastCloseReason":null}"#,
        );
        Self {
            session,
            server: Server {
                latest: 5,
                ..Server::default()
            },
            client: Client::default(),
            now,
        }
    }

    /// Delivers frames at once and keeps the work for later.
    fn drain(&mut self) {
        while let Some(effect) = self.session.poll() {
            match effect {
                Effect::Send { text, transition } => {
                    self.server.unsent += usize::from(transition);
                    self.client.receive(&text, &self.server);
                }
                Effect::Verify(token) => {
                    assert!(
                        matches!(token, Token::User(_))
                            && !std::mem::replace(&mut self.server.verifying, true)
                    );
                }
                Effect::Mutate(request) => assert!(
                    self.server.mutating.replace(request).is_none(),
                    "two mutations at once"
                ),
                Effect::Act(request) => self.server.acting.push_back(request),
                Effect::Evaluate(plan) => {
                    let ts = self.server.latest;
                    assert!(
                        plan.min_ts <= ts && self.server.evaluating.replace((plan, ts)).is_none()
                    );
                }
                Effect::Close { code, reason } => panic!("closed with {code:?} {reason}"),
            }
        }
    }

    fn say(&mut self, text: &str) {
        self.session.on_text(self.now, text);
    }

    fn step(&mut self, op: u8, choice: usize) {
        let path = choice as u32 % PATHS;
        match op {
            0 => {
                let text = self.client.add(path);
                self.say(&text);
            }
            1 => {
                if let Some(text) = self.client.remove(choice) {
                    self.say(&text);
                }
            }
            2 => {
                let text = self.client.request("Mutation");
                self.say(&text);
            }
            3 => {
                let text = self.client.request("Action");
                self.say(&text);
            }
            4 => {
                let text = self.client.authenticate();
                self.say(&text);
            }
            5 => {
                self.server.commit(path);
                self.session.on_stale(self.now);
            }
            6 => self.commit_mutation(path, choice.is_multiple_of(5)),
            7 => self.deliver_mutation(),
            8 => self.finish_action(choice),
            9 => self.finish_verification(),
            10 => self.finish_evaluation(),
            11 if self.server.unsent > 0 => {
                self.server.unsent -= 1;
                self.session.on_transition_sent(self.now);
            }
            _ => {
                self.now.monotonic += Duration::from_secs(choice as u64 % 20);
                self.session.on_heard(self.now);
                self.session.on_timer(self.now);
            }
        }
        self.drain();
    }

    fn commit_mutation(&mut self, path: u32, fails: bool) {
        if self.server.committed.is_some() {
            return;
        }
        let Some(request) = &self.server.mutating else {
            return;
        };
        let id = request.message.request_id;
        if fails {
            self.server.mutating = None;
            let done = Completion {
                request_id: id,
                result: FunctionResult::failed("no"),
                ts: self.server.latest,
            };
            self.session.on_mutation_done(self.now, done);
        } else {
            let ts = self.server.commit(path);
            self.server.committed = Some((id, ts));
            self.session.on_stale(self.now);
        }
    }

    fn deliver_mutation(&mut self) {
        let Some((request_id, ts)) = self.server.committed.take() else {
            return;
        };
        self.server.mutating = None;
        let result = FunctionResult {
            value: Ok(Arc::from("null")),
            log_lines: Arc::from([]),
        };
        self.session.on_mutation_done(
            self.now,
            Completion {
                request_id,
                result,
                ts,
            },
        );
    }

    fn finish_action(&mut self, choice: usize) {
        let count = self.server.acting.len();
        let Some(request) = self.server.acting.remove(choice % count.max(1)) else {
            return;
        };
        let result = FunctionResult {
            value: Ok(Arc::from("null")),
            log_lines: Arc::from([]),
        };
        let done = Completion {
            request_id: request.message.request_id,
            result,
            ts: self.server.latest,
        };
        self.session.on_action_done(self.now, done);
    }

    fn finish_verification(&mut self) {
        if std::mem::take(&mut self.server.verifying) {
            self.server.authenticated += 1;
            self.session
                .on_verified(self.now, Ok(caller(self.server.authenticated)));
        }
    }

    fn finish_evaluation(&mut self) {
        let Some((plan, ts)) = self.server.evaluating.take() else {
            return;
        };
        let evaluated = self.server.evaluate(&plan, ts);
        self.session
            .on_evaluated(self.now, evaluated, self.server.committed.is_some());
    }

    /// Lets everything that was started come to its end.
    fn settle(&mut self) {
        for _ in 0..10_000 {
            let busy = self.server.verifying
                || self.server.mutating.is_some()
                || self.server.evaluating.is_some();
            if !busy && self.server.acting.is_empty() && self.server.unsent == 0 {
                return;
            }
            for op in [9, 6, 7, 8, 10, 11] {
                self.step(op, 1);
            }
        }
        panic!("the session never comes to rest");
    }
}

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
