//! A client: the project's own, with a network between it and the deployment that loses, delays and cuts.
//!
//! A connection keeps its order, as TCP does; what it loses is its end. What a client sent before a cut may arrive
//! long after, behind what it repeats on the next connection: so requests are lost, delayed, doubled and reordered.

use crate::link::Wire;
use crate::oracle::Oracle;
use crate::random::Random;
use axum::extract::ws::Message;
use convex_embedded::wire::decode_ts;
use convex_sync::{Client as Sync, Effect, Instant, Outcome, QueryKey, RequestId};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, VecDeque};

/// What a mutation was to do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Append { key: u64, value: u64 },
    Transfer { from: u64, to: u64 },
    Fail { key: u64, value: u64 },
    Later { key: u64, value: u64, delay: u64 },
}

/// What became of one.
pub(crate) type Ended = (Operation, Outcome);

struct Connection {
    wire: Wire,
    sent: VecDeque<(u64, Message)>,
    received: VecDeque<(u64, Message)>,
    queries: BTreeMap<u64, (String, Json)>,
    values: BTreeMap<u64, Json>,
}

pub(crate) struct Client {
    sync: Sync,
    random: Random,
    connection: Option<Connection>,
    /// When a connection that is being opened will be open, or refused.
    opening: Option<u64>,
    /// What was sent over connections that are gone, and arrives all the same.
    strays: Vec<(Wire, VecDeque<(u64, Message)>)>,
    pub(crate) subscribed: Vec<(QueryKey, &'static str, Json)>,
    pub(crate) pending: BTreeMap<RequestId, Operation>,
    /// Number of the newest state that it is known to have shown.
    floor: usize,
    reads_nothing_until: u64,
}

impl Client {
    pub(crate) fn new(number: u64, random: &Random) -> Self {
        let session = format!("00000000-0000-4000-8000-{number:012}");
        let mut sync = Sync::new(session, random.below(u64::MAX));
        sync.start(Instant(0));
        Self {
            sync,
            random: random.clone(),
            connection: None,
            opening: None,
            strays: Vec::new(),
            subscribed: Vec::new(),
            pending: BTreeMap::new(),
            floor: 0,
            reads_nothing_until: 0,
        }
    }

    pub(crate) fn subscribe(&mut self, path: &'static str, args: Json) {
        let key = QueryKey::untyped(path, &args.to_string()).expect("a key");
        self.sync.subscribe(&key);
        self.subscribed.push((key, path, args));
    }

    pub(crate) fn unsubscribe(&mut self, number: u64) {
        if !self.subscribed.is_empty() {
            let at = number as usize % self.subscribed.len();
            let (key, ..) = self.subscribed.swap_remove(at);
            self.sync.unsubscribe(&key);
        }
    }

    pub(crate) fn mutate(&mut self, operation: Operation) {
        let (path, args) = match operation {
            Operation::Append { key, value } => ("sim:append", json!({"key": key, "value": value})),
            Operation::Transfer { from, to } => ("sim:transfer", json!({"from": from, "to": to})),
            Operation::Fail { key, value } => ("sim:fail", json!({"key": key, "value": value})),
            Operation::Later { key, value, delay } => (
                "sim:later",
                json!({"key": key, "value": value, "delay": delay}),
            ),
        };
        let id = self.sync.mutate(path, &args.to_string());
        self.pending.insert(id, operation);
    }

    pub(crate) fn read_nothing(&mut self, until: u64) {
        self.reads_nothing_until = until;
    }

    /// The connection is cut. With `strays`, what was sent arrives all the same, later.
    pub(crate) fn cut(&mut self, now: u64, strays: bool) {
        self.opening = None;
        if self.hang_up(strays) || self.sync.connection_state().is_connected() {
            self.sync.on_close(1006, "", Instant(now));
        } else {
            self.sync.on_close(1006, "refused", Instant(now));
        }
    }

    fn hang_up(&mut self, strays: bool) -> bool {
        let Some(connection) = self.connection.take() else {
            return false;
        };
        if strays {
            let delay = self.random.below(3_000);
            let late = |(at, message): (u64, Message)| (at + delay, message);
            let sent = connection.sent.into_iter().map(late).collect();
            self.strays.push((connection.wire, sent));
        }
        true
    }

    /// The process at the other end is gone, and what was on its way to it.
    pub(crate) fn lose_server(&mut self, now: u64) {
        self.strays.clear();
        if self.connection.is_some() {
            self.cut(now, false);
        }
    }

    /// Whether it wants a connection now.
    pub(crate) fn wants_connection(&self, now: u64) -> bool {
        self.opening.is_some_and(|at| at <= now)
    }

    /// A connection, or none.
    pub(crate) fn opened(&mut self, wire: Option<Wire>, now: u64) {
        self.opening = None;
        let Some(wire) = wire else {
            return self.sync.on_close(1006, "refused", Instant(now));
        };
        self.connection = Some(Connection {
            wire,
            sent: VecDeque::new(),
            received: VecDeque::new(),
            queries: BTreeMap::new(),
            values: BTreeMap::new(),
        });
        self.sync.on_open(Instant(now), now);
    }

    /// Moves what is due to move, and takes what the client makes of it.
    pub(crate) fn run(&mut self, now: u64, oracle: &Oracle) -> Vec<Ended> {
        for (wire, sent) in &mut self.strays {
            deliver(wire, sent, now);
        }
        self.strays.retain(|(_, sent)| !sent.is_empty());
        let mut ended = self.carry_out(now, oracle);
        if let Some(connection) = &mut self.connection {
            deliver(&connection.wire, &mut connection.sent, now);
        }
        self.fetch(now);
        while let Some(message) = self.due(now) {
            self.receive(message, now, oracle);
            ended.extend(self.carry_out(now, oracle));
        }
        if self.sync.timeout().is_some_and(|at| at.0 <= now) {
            self.sync.on_timer(Instant(now));
        }
        ended.extend(self.carry_out(now, oracle));
        ended
    }

    /// Takes from the deployment what it has sent, unless the network is slow.
    fn fetch(&mut self, now: u64) {
        let Some(connection) = &mut self.connection else {
            return;
        };
        if now < self.reads_nothing_until {
            return;
        }
        let last = connection.received.back().map_or(0, |(at, _)| *at);
        let at = last.max(now + self.random.below(20));
        loop {
            match connection.wire.from_server.try_recv() {
                Ok(message) => connection.received.push_back((at, message)),
                Err(error) if error.is_closed() => {
                    connection.received.push_back((at, Message::Close(None)));
                    return;
                }
                Err(_) => return,
            }
        }
    }

    fn due(&mut self, now: u64) -> Option<Message> {
        let received = &mut self.connection.as_mut()?.received;
        let (at, _) = received.front()?;
        (*at <= now)
            .then(|| received.pop_front())?
            .map(|(_, message)| message)
    }

    fn receive(&mut self, message: Message, now: u64, oracle: &Oracle) {
        match message {
            Message::Text(text) => {
                self.observe(&text, oracle);
                self.sync.on_message(&text, Instant(now));
            }
            Message::Ping(bytes) => self.send(Message::Pong(bytes), now),
            Message::Close(frame) => {
                self.connection = None;
                let (code, reason) = match frame {
                    Some(frame) => (frame.code, frame.reason.to_string()),
                    None => (1006, String::new()),
                };
                self.sync.on_close(code, &reason, Instant(now));
            }
            other => panic!("unexpected {other:?}"),
        }
    }

    /// Everything that a connection shows must be of one timestamp: the one that it says.
    fn observe(&mut self, text: &str, oracle: &Oracle) {
        let message: Json = serde_json::from_str(text).expect("JSON");
        let Some(connection) = self
            .connection
            .as_mut()
            .filter(|_| message["type"] == "Transition")
        else {
            assert_ne!(message["type"], "FatalError", "{text}");
            return;
        };
        for change in message["modifications"].as_array().expect("a list") {
            let id = change["queryId"].as_u64().expect("an id");
            match change["type"].as_str() {
                Some("QueryUpdated") if connection.queries.contains_key(&id) => {
                    connection.values.insert(id, change["value"].clone());
                }
                Some("QueryUpdated") => {}
                Some("QueryRemoved") => drop(connection.values.remove(&id)),
                _ => panic!("a query failed: {text}"),
            }
        }
        let ts = message["endVersion"]["ts"].as_str().and_then(decode_ts);
        let views = connection.values.iter().map(|(id, value)| {
            let (path, args) = &connection.queries[id];
            (path.as_str(), args, value)
        });
        oracle.check_view(ts.expect("a timestamp"), views);
    }

    fn send(&mut self, message: Message, now: u64) {
        let delay = self.random.below(20);
        if let Some(connection) = &mut self.connection {
            let last = connection.sent.back().map_or(0, |(at, _)| *at);
            connection.sent.push_back((last.max(now + delay), message));
        }
    }

    fn carry_out(&mut self, now: u64, oracle: &Oracle) -> Vec<Ended> {
        let mut ended = Vec::new();
        while let Some(effect) = self.sync.poll() {
            match effect {
                Effect::OpenSocket => self.opening = Some(now + self.random.below(30)),
                Effect::CloseSocket => {
                    self.opening = None;
                    let strays = self.random.once_in(2);
                    self.hang_up(strays);
                }
                Effect::Send(text) => {
                    self.note_queries(&text);
                    self.send(Message::Text(text.into()), now);
                }
                Effect::Settled(id, outcome) => {
                    let operation = self.pending.remove(&id).expect("settled once");
                    self.settled(operation, &outcome, oracle);
                    ended.push((operation, outcome));
                }
                Effect::Changed(_) | Effect::Connection | Effect::Auth => {}
                Effect::Stopped(why) => panic!("stopped: {why}"),
                Effect::FetchToken { .. } => panic!("nobody signs in"),
            }
        }
        ended
    }

    fn note_queries(&mut self, text: &str) {
        let message: Json = serde_json::from_str(text).expect("JSON");
        let Some(connection) = &mut self.connection else {
            return;
        };
        for change in message["modifications"].as_array().into_iter().flatten() {
            let id = change["queryId"].as_u64().expect("an id");
            if change["type"] == "Add" {
                let path = change["udfPath"].as_str().expect("a path").to_owned();
                let query = (path, change["args"][0].clone());
                connection.queries.insert(id, query);
            } else {
                // Nobody looks at it any more, so nothing has to be true of it.
                connection.queries.remove(&id);
                connection.values.remove(&id);
            }
        }
    }

    /// What is acknowledged is durable, and shown from now on.
    fn settled(&mut self, operation: Operation, outcome: &Outcome, oracle: &Oracle) {
        if let (Operation::Append { key, value }, Ok(answer)) = (operation, outcome) {
            let answer: Json = serde_json::from_str(answer).expect("JSON");
            self.floor = self.floor.max(oracle.check_answer(key, value, &answer));
        }
    }

    /// What is on its screen is of one state, never older than what was there before.
    pub(crate) fn check_screen(&mut self, oracle: &Oracle) {
        let mut answers = Vec::new();
        for (key, path, args) in &self.subscribed {
            if let Some(outcome) = self.sync.result(key) {
                let text = outcome.as_ref().expect("queries do not fail");
                answers.push((*path, args, serde_json::from_str(text).expect("JSON")));
            }
        }
        self.floor = oracle.find_view(self.floor, &answers);
    }

    /// Whether it has everything it asked for.
    pub(crate) fn is_at_rest(&self) -> bool {
        let state = self.sync.connection_state();
        let mut subscribed = self.subscribed.iter();
        state.is_connected()
            && self.pending.is_empty()
            && subscribed.all(|(key, ..)| self.sync.result(key).is_some())
    }

    /// What it shows, as JSON.
    pub(crate) fn shown(&self) -> impl Iterator<Item = (&'static str, &Json, Json)> {
        self.subscribed.iter().map(|(key, path, args)| {
            let outcome = self.sync.result(key).expect("a result");
            let text = outcome.as_ref().expect("queries do not fail");
            (*path, args, serde_json::from_str(text).expect("JSON"))
        })
    }
}

fn deliver(wire: &Wire, sent: &mut VecDeque<(u64, Message)>, now: u64) {
    while sent.front().is_some_and(|(at, _)| *at <= now) {
        if let Some((_, message)) = sent.pop_front() {
            // The other end may be gone, which the client learns by its own means.
            let _ = wire.to_server.unbounded_send(message);
        }
    }
}
