//! A model of a database and of a client that checks every message.

use convex_embedded::auth::UserIdentity;
use convex_embedded::session::{Evaluated, Plan, Request};
use convex_embedded::wire::{StateVersion, decode_ts};
use convex_embedded::{Caller, FunctionResult, QueryOutcome};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

pub(crate) const PATHS: u32 = 3;

/// What a query returns: when its path last changed, and who asked.
pub(crate) fn value(path: u32, changed: u64, who: u32) -> String {
    format!("\"p{path}@{changed} for {who}\"")
}

pub(crate) fn caller(number: u32) -> Caller {
    let attributes = json!({"issuer": "i", "subject": number.to_string()});
    let identity = UserIdentity::from_attributes(attributes.as_object().cloned().expect("object"))
        .expect("identity");
    Caller::user(identity, None, None)
}

pub(crate) fn who(caller: &Caller) -> u32 {
    caller.identity().map_or(0, |identity| {
        identity.token_identifier()[2..].parse().expect("a number")
    })
}

/// A database of `PATHS` cells, and everything it was asked to do.
#[derive(Default)]
pub(crate) struct Server {
    /// For every path the timestamps of its changes.
    pub(crate) changes: BTreeMap<u32, Vec<u64>>,
    pub(crate) latest: u64,
    pub(crate) authenticated: u32,
    pub(crate) verifying: bool,
    pub(crate) mutating: Option<Request>,
    /// Committed, but the session does not know yet.
    pub(crate) committed: Option<(u32, u64)>,
    pub(crate) acting: VecDeque<Request>,
    pub(crate) evaluating: Option<(Plan, u64)>,
    pub(crate) unsent: usize,
}

impl Server {
    pub(crate) fn changed(&self, path: u32, ts: u64) -> u64 {
        self.changes
            .get(&path)
            .and_then(|all| all.iter().copied().filter(|at| *at <= ts).max())
            .unwrap_or(0)
    }

    pub(crate) fn commit(&mut self, path: u32) -> u64 {
        self.latest += 10;
        self.changes.entry(path).or_default().push(self.latest);
        self.latest
    }

    pub(crate) fn evaluate(&self, plan: &Plan, ts: u64) -> Evaluated {
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
pub(crate) struct Client {
    pub(crate) query_set: u32,
    pub(crate) authenticates: u32,
    pub(crate) next_query: u32,
    pub(crate) next_request: u32,
    /// Path and the query set versions of addition and removal.
    pub(crate) queries: BTreeMap<u32, (u32, u32, Option<u32>)>,
    pub(crate) results: BTreeMap<u32, String>,
    pub(crate) version: StateVersion,
    pub(crate) mutations: VecDeque<u32>,
    pub(crate) actions: Vec<u32>,
    /// Timestamps of responses that no transition has confirmed yet.
    pub(crate) unconfirmed: Vec<u64>,
}

impl Client {
    pub(crate) fn receive(&mut self, text: &str, server: &Server) {
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

    pub(crate) fn transition(&mut self, message: &Json, server: &Server) {
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
    pub(crate) fn check_results(&self, server: &Server) {
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

    pub(crate) fn add(&mut self, path: u32) -> String {
        let (base, id) = (self.query_set, self.next_query);
        self.query_set += 1;
        self.next_query += 1;
        self.queries.insert(id, (path, self.query_set, None));
        json!({"type": "ModifyQuerySet", "baseVersion": base, "newVersion": base + 1, "modifications": [
            {"type": "Add", "queryId": id, "udfPath": format!("p{path}"), "args": [{}]}]})
        .to_string()
    }

    pub(crate) fn remove(&mut self, nth: usize) -> Option<String> {
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

    pub(crate) fn request(&mut self, kind: &str) -> String {
        let id = self.next_request;
        self.next_request += 1;
        if kind == "Mutation" {
            self.mutations.push_back(id);
        } else {
            self.actions.push(id);
        }
        json!({"type": kind, "requestId": id, "udfPath": "f", "args": [{}]}).to_string()
    }

    pub(crate) fn authenticate(&mut self) -> String {
        self.authenticates += 1;
        json!({"type": "Authenticate", "baseVersion": self.authenticates - 1, "tokenType": "User", "value": "t"}).to_string()
    }
}

pub(crate) fn version(json: &Json) -> StateVersion {
    let number = |name: &str| json[name].as_u64().expect("number") as u32;
    StateVersion {
        query_set: number("querySet"),
        identity: number("identity"),
        ts: decode_ts(json["ts"].as_str().expect("ts")).expect("ts"),
    }
}
