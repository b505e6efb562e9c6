//! Random lives of a client against a model of the server.
//!
//! The model does what the protocol allows and no more: messages are delayed but keep their order,
//! connections break and lose what is under way, several changes are answered by one transition,
//! snapshots lag behind, a commit may show before or after its response. At every step the page must not
//! flicker; after healing it must show what a fresh client shows, and each mutation must have been applied
//! once.
#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use convex_sync::{
    Client, Effect, Instant, LocalStore, Outcome, QueryKey, RequestId, wire::encode_timestamp,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const KEYS: usize = 3;

#[derive(Debug, Clone)]
enum Op {
    Subscribe(usize),
    Unsubscribe(usize),
    Mutate {
        key: usize,
        optimistic: bool,
    },
    Fail {
        key: usize,
    },
    Act,
    /// The server takes the next message that is under way to it.
    ServerReads,
    /// The server sends the oldest response that it has not sent.
    ServerResponds,
    /// The server computes results as of some commits ago, and sends what is new, maybe in pieces.
    ServerTransitions {
        lag: u64,
        chunks: usize,
    },
    /// The client takes the next message that is under way to it.
    ClientReads,
    /// Someone else writes.
    Foreign {
        key: usize,
    },
    /// The connection breaks; everything under way is lost.
    Drop,
    /// The server breaks, and has forgotten its connections when it is back.
    Restart,
    /// Time passes.
    Wait(u64),
}

fn arb_op() -> impl Strategy<Value = Op> {
    let key = 0..KEYS;
    prop_oneof![
        4 => key.clone().prop_map(Op::Subscribe),
        2 => key.clone().prop_map(Op::Unsubscribe),
        5 => (key.clone(), any::<bool>()).prop_map(|(key, optimistic)| Op::Mutate { key, optimistic }),
        1 => key.clone().prop_map(|key| Op::Fail { key }),
        1 => Just(Op::Act),
        10 => Just(Op::ServerReads),
        6 => Just(Op::ServerResponds),
        6 => (0u64..3, 1usize..4).prop_map(|(lag, chunks)| Op::ServerTransitions { lag, chunks }),
        12 => Just(Op::ClientReads),
        2 => key.prop_map(|key| Op::Foreign { key }),
        1 => Just(Op::Drop),
        1 => Just(Op::Restart),
        3 => (0u64..30_000).prop_map(Op::Wait),
    ]
}

/// Everything the server keeps on disk.
#[derive(Default)]
struct Database {
    ts: u64,
    /// Who wrote where when.
    commits: Vec<(u64, usize, String)>,
    done: BTreeMap<(String, RequestId), u64>,
    acted: BTreeMap<RequestId, u32>,
}

impl Database {
    fn commit(&mut self, key: usize, token: String) -> u64 {
        self.ts += 1;
        self.commits.push((self.ts, key, token));
        self.ts
    }

    fn result(&self, key: usize, at: u64) -> String {
        let tokens: Vec<&String> = self
            .commits
            .iter()
            .filter(|(ts, k, _)| *ts <= at && *k == key)
            .map(|(_, _, token)| token)
            .collect();
        serde_json::to_string(&tokens).unwrap()
    }
}

/// One connection, as the server sees it.
#[derive(Default)]
struct Connection {
    session: String,
    queries: BTreeMap<u32, (usize, Option<String>)>,
    query_set: u32,
    floor: u64,
    version: (u32, u64),
    responses: VecDeque<(Value, u64)>,
    to_server: VecDeque<String>,
    to_client: VecDeque<String>,
}

struct World {
    client: Client,
    database: Database,
    connection: Option<Connection>,
    opening: bool,
    now: Instant,
    subscribed: BTreeMap<usize, usize>,
    next_token: u32,
    /// Mutations by request: key, token, whether it is visible at once, whether it fails.
    mutations: BTreeMap<RequestId, (usize, String, bool, bool)>,
    actions: BTreeSet<RequestId>,
    settled: BTreeMap<RequestId, Outcome>,
    /// What each subscribed query shows, according to the client's notices.
    noticed: BTreeMap<usize, Option<Outcome>>,
}

fn key(index: usize) -> QueryKey {
    QueryKey::from_canonical("m:q", &format!("{{\"k\":{index}}}"))
}

fn push_token(store: &mut LocalStore, index: usize, token: &str) {
    let key = key(index);
    let Some(json) = store.get(&key) else { return };
    let mut tokens: Vec<String> = serde_json::from_str(json).unwrap();
    if !tokens.iter().any(|known| known == token) {
        tokens.push(token.to_owned());
    }
    store.set(key, Some(serde_json::to_string(&tokens).unwrap().into()));
}

impl World {
    fn new(seed: u64) -> Self {
        let mut client = Client::new("session".into(), seed);
        client.start(Instant(0));
        let mut world = Self {
            client,
            database: Database {
                ts: 10,
                ..Database::default()
            },
            connection: None,
            opening: false,
            now: Instant(0),
            subscribed: BTreeMap::new(),
            next_token: 0,
            mutations: BTreeMap::new(),
            actions: BTreeSet::new(),
            settled: BTreeMap::new(),
            noticed: BTreeMap::new(),
        };
        world.pump();
        world
    }

    fn token(&mut self) -> String {
        self.next_token += 1;
        format!("t{}", self.next_token)
    }

    /// Carries out the client's effects.
    fn pump(&mut self) {
        while let Some(effect) = self.client.poll() {
            match effect {
                Effect::OpenSocket => {
                    assert!(self.connection.is_none(), "one socket at a time");
                    self.opening = true;
                }
                Effect::CloseSocket => {
                    self.connection = None;
                    self.opening = false;
                }
                Effect::Send(text) => {
                    if let Some(connection) = &mut self.connection {
                        connection.to_server.push_back(text);
                    }
                }
                Effect::Changed(keys) => {
                    for index in 0..KEYS {
                        if keys.contains(&key(index)) {
                            self.noticed
                                .insert(index, self.client.result(&key(index)).cloned());
                        }
                    }
                }
                Effect::Settled(id, outcome) => {
                    assert!(self.settled.insert(id, outcome).is_none(), "settled once");
                }
                Effect::Stopped(message) => panic!("stopped: {message}"),
                Effect::FetchToken { .. } | Effect::Auth => panic!("no identity in this model"),
                Effect::Connection => {}
            }
        }
    }

    fn apply(&mut self, op: &Op) {
        match op {
            Op::Subscribe(index) => {
                *self.subscribed.entry(*index).or_default() += 1;
                self.client.subscribe(&key(*index));
                self.noticed
                    .insert(*index, self.client.result(&key(*index)).cloned());
            }
            Op::Unsubscribe(index) => {
                if let Some(count) = self.subscribed.get_mut(index) {
                    *count -= 1;
                    if *count == 0 {
                        self.subscribed.remove(index);
                        self.noticed.remove(index);
                    }
                    self.client.unsubscribe(&key(*index));
                }
            }
            Op::Mutate { key, optimistic } => self.mutate(*key, *optimistic, false),
            Op::Fail { key } => self.mutate(*key, true, true),
            Op::Act => {
                let id = self.client.act("m:act", "{}");
                self.actions.insert(id);
            }
            Op::ServerReads => self.server_reads(),
            Op::ServerResponds => self.server_responds(),
            Op::ServerTransitions { lag, chunks } => self.server_transitions(*lag, *chunks),
            Op::ClientReads => self.client_reads(),
            Op::Foreign { key } => {
                let token = self.token();
                self.database.commit(*key, token);
            }
            Op::Drop => self.drop_connection("", 1006),
            Op::Restart => {
                self.drop_connection("InternalServerError", 1011);
                self.database.ts += 5;
            }
            Op::Wait(millis) => self.wait(*millis),
        }
        self.pump();
        self.check();
    }

    fn mutate(&mut self, index: usize, optimistic: bool, fails: bool) {
        let token = self.token();
        let layer = optimistic.then(|| {
            let token = token.clone();
            Box::new(move |store: &mut LocalStore| push_token(store, index, &token))
                as convex_sync::Layer
        });
        let path = if fails { "m:fail" } else { "m:push" };
        let args = json!({"k": index, "token": token}).to_string();
        let id = self.client.mutate(path, &args);
        if let Some(layer) = layer {
            self.client.overlay(id, layer);
        }
        self.mutations.insert(id, (index, token, optimistic, fails));
    }

    fn drop_connection(&mut self, reason: &str, code: u16) {
        if self.connection.take().is_some() || std::mem::take(&mut self.opening) {
            self.client.on_close(code, reason, self.now);
        }
    }

    fn wait(&mut self, millis: u64) {
        self.now = Instant(self.now.0 + millis);
        if self.opening {
            self.opening = false;
            self.connection = Some(Connection::default());
            self.client.on_open(self.now, 0);
        }
        if self.client.timeout().is_some_and(|at| at <= self.now) {
            self.client.on_timer(self.now);
        }
    }

    fn client_reads(&mut self) {
        let Some(text) = self
            .connection
            .as_mut()
            .and_then(|connection| connection.to_client.pop_front())
        else {
            return;
        };
        self.client.on_message(&text, self.now);
        assert!(self.connection.is_some());
    }

    fn server_reads(&mut self) {
        let Some(connection) = &mut self.connection else {
            return;
        };
        let Some(text) = connection.to_server.pop_front() else {
            return;
        };
        let message: Value = serde_json::from_str(&text).unwrap();
        let number = |name: &str| message[name].as_u64().unwrap() as u32;
        match message["type"].as_str().unwrap() {
            "Connect" => {
                connection.session = message["sessionId"].as_str().unwrap().to_owned();
                if let Some(observed) = message["maxObservedTimestamp"].as_str() {
                    let observed =
                        (0..=self.database.ts).find(|ts| encode_timestamp(*ts) == observed);
                    connection.floor = observed.expect("nobody has seen the future");
                }
            }
            "ModifyQuerySet" => {
                assert_eq!(number("baseVersion"), connection.query_set);
                connection.query_set = number("newVersion");
                for change in message["modifications"].as_array().unwrap() {
                    let id = change["queryId"].as_u64().unwrap() as u32;
                    if change["type"] == "Add" {
                        assert_eq!(change["udfPath"], "m:q");
                        let index = change["args"][0]["k"].as_u64().unwrap() as usize;
                        assert!(
                            connection.queries.insert(id, (index, None)).is_none(),
                            "added once"
                        );
                    } else {
                        assert!(connection.queries.remove(&id).is_some(), "removed once");
                    }
                }
            }
            "Mutation" => {
                let id = number("requestId");
                let args = &message["args"][0];
                let response = if message["udfPath"] == "m:fail" {
                    let failed = json!({"type": "MutationResponse", "requestId": id, "success": false,
                        "result": "boom", "logLines": []});
                    (failed, 0)
                } else {
                    let request = (connection.session.clone(), id);
                    let ts = match self.database.done.get(&request) {
                        Some(ts) => *ts,
                        None => {
                            let index = args["k"].as_u64().unwrap() as usize;
                            let ts = self
                                .database
                                .commit(index, args["token"].as_str().unwrap().to_owned());
                            self.database.done.insert(request, ts);
                            ts
                        }
                    };
                    let done = json!({"type": "MutationResponse", "requestId": id, "success": true, "result": ts,
                        "ts": encode_timestamp(ts), "logLines": []});
                    (done, ts)
                };
                connection.responses.push_back(response);
            }
            "Action" => {
                let id = number("requestId");
                *self.database.acted.entry(id).or_default() += 1;
                let done = json!({"type": "ActionResponse", "requestId": id, "success": true, "result": 1, "logLines": []});
                connection.responses.push_back((done, 0));
            }
            other => panic!("{other}"),
        }
    }

    fn server_responds(&mut self) {
        let Some(connection) = &mut self.connection else {
            return;
        };
        if let Some((response, _)) = connection.responses.pop_front() {
            connection.to_client.push_back(response.to_string());
        }
    }

    fn server_transitions(&mut self, lag: u64, chunks: usize) {
        let Some(connection) = &mut self.connection else {
            return;
        };
        let oldest = connection.version.1.max(connection.floor);
        let at = self.database.ts.saturating_sub(lag).max(oldest);
        let mut changes = Vec::new();
        for (id, (index, last)) in &mut connection.queries {
            let result = self.database.result(*index, at);
            if last.as_ref() != Some(&result) {
                changes.push(
                    json!({"type": "QueryUpdated", "queryId": id, "logLines": [], "journal": null,
                    "value": serde_json::from_str::<Value>(&result).unwrap()}),
                );
                *last = Some(result);
            }
        }
        let version = |(query_set, ts): (u32, u64)| json!({"querySet": query_set, "identity": 0, "ts": encode_timestamp(ts)});
        let start = connection.version;
        connection.version = (connection.query_set, at);
        let text = json!({"type": "Transition", "startVersion": version(start), "endVersion": version(connection.version),
            "modifications": changes})
        .to_string();
        if chunks == 1 {
            connection.to_client.push_back(text);
            return;
        }
        let size = text.len().div_ceil(chunks);
        let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
        for (part, piece) in pieces.iter().enumerate() {
            let chunk = std::str::from_utf8(piece).unwrap();
            let message = json!({"type": "TransitionChunk", "chunk": chunk, "partNumber": part,
                "totalParts": pieces.len(), "transitionId": format!("{at}")});
            connection.to_client.push_back(message.to_string());
        }
    }

    fn tokens(&self, index: usize) -> Option<Vec<String>> {
        let json = self.client.result(&key(index))?.as_ref().unwrap();
        Some(serde_json::from_str(json).unwrap())
    }

    /// What must hold at every moment.
    fn check(&self) {
        for index in self.subscribed.keys() {
            // Whoever listens to notices knows the truth.
            assert_eq!(
                self.noticed.get(index).cloned().flatten().as_ref(),
                self.client.result(&key(*index))
            );
            let Some(tokens) = self.tokens(*index) else {
                continue;
            };
            let distinct: BTreeSet<&String> = tokens.iter().collect();
            assert_eq!(distinct.len(), tokens.len(), "nothing shows twice");
            for (id, (at, token, optimistic, fails)) in &self.mutations {
                if at != index {
                    continue;
                }
                let visible = tokens.contains(token);
                match (self.settled.get(id), fails) {
                    (None, _) if *optimistic => assert!(visible, "{token} flickers before its end"),
                    (Some(Ok(_)), _) => assert!(visible, "{token} has vanished after its success"),
                    (Some(Err(_)), true) => assert!(!visible, "{token} stays after its failure"),
                    _ => {}
                }
            }
        }
    }

    /// Lets everything come to rest.
    fn heal(&mut self) {
        for _ in 0..200 {
            self.apply(&Op::Wait(16_000));
            for op in [Op::ServerReads, Op::ServerResponds] {
                for _ in 0..60 {
                    self.apply(&op);
                }
            }
            self.apply(&Op::ServerTransitions { lag: 0, chunks: 1 });
            for _ in 0..200 {
                self.apply(&Op::ClientReads);
            }
            let quiet = self.client.connection_state();
            let done = quiet.is_connected() && !quiet.has_inflight_requests();
            if done
                && self
                    .subscribed
                    .keys()
                    .all(|index| self.tokens(*index).is_some())
            {
                return;
            }
        }
        panic!("never came to rest: {:?}", self.client.connection_state());
    }

    fn check_healed(&self) {
        let now = self.database.ts;
        for index in self.subscribed.keys() {
            let fresh: Outcome = Ok(Arc::from(self.database.result(*index, now)));
            assert_eq!(
                self.client.result(&key(*index)),
                Some(&fresh),
                "as a fresh client would show it"
            );
        }
        for (id, (_, token, _, fails)) in &self.mutations {
            let outcome = self.settled.get(id).expect("every mutation ends");
            assert_eq!(outcome.is_err(), *fails);
            let times = self
                .database
                .commits
                .iter()
                .filter(|(_, _, committed)| committed == token)
                .count();
            assert_eq!(times, usize::from(!fails), "applied once");
        }
        for id in &self.actions {
            assert!(self.settled.contains_key(id), "every action ends");
            assert!(
                self.database.acted.get(id).copied().unwrap_or(0) <= 1,
                "no action runs twice"
            );
        }
        assert_eq!(self.client.connection_state().retries, 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_life_heals_without_flicker_loss_or_doubling(seed: u64, ops in prop::collection::vec(arb_op(), 0..150)) {
        let mut world = World::new(seed);
        for op in &ops {
            world.apply(op);
        }
        world.heal();
        world.check_healed();
    }
}
