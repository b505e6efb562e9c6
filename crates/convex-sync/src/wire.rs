//! Messages as text. The only module that knows how they look.
//!
//! Written for the browser's module size: one flat record for everything that arrives, strings pushed
//! together for everything that leaves. `tests/wire.rs` checks both against the official types.

use std::{borrow::Cow, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use convex_typed::ConvexError;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::{Outcome, QueryKey};

/// A database timestamp: opaque and totally ordered.
pub type Timestamp = u64;

/// The version triple that chains transitions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Version {
    /// Newest query set the results cover.
    pub query_set: u32,
    /// Newest identity the results were computed for.
    pub identity: u32,
    /// The snapshot they belong to.
    pub ts: Timestamp,
}

/// A message of the server.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerMessage {
    /// New results, all of one snapshot.
    Transition(Transition),
    /// A piece of a long transition's text.
    Chunk {
        /// The piece.
        text: String,
        /// Its place, from zero.
        part: u32,
        /// How many there are.
        total: u32,
        /// Common to all pieces.
        id: String,
    },
    /// The end of a mutation. A success carries the commit's timestamp.
    MutationResponse {
        /// The request.
        request: u32,
        /// What came of it.
        outcome: Outcome,
        /// When it was committed.
        ts: Option<Timestamp>,
    },
    /// The end of an action.
    ActionResponse {
        /// The request.
        request: u32,
        /// What came of it.
        outcome: Outcome,
    },
    /// The token is refused or has expired.
    AuthError {
        /// Why.
        message: String,
        /// The identity version before the refused one.
        base_version: u32,
        /// False if an accepted token has expired; true if a new one was refused.
        update_attempted: Option<bool>,
    },
    /// The client broke the protocol; a new connection would break it again.
    FatalError(String),
    /// A sign of life.
    Ping,
    /// A message of a later protocol.
    Unknown,
}

/// New results, all of one snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// Must equal the version before.
    pub start: Version,
    /// The version after.
    pub end: Version,
    /// What changed.
    pub changes: Vec<Change>,
}

/// The change of one query.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The query.
    pub query: u32,
    /// Its new outcome; `None` if the server has dropped it.
    pub outcome: Option<Outcome>,
    /// What the server wants to hear again when the query is added anew.
    pub journal: Option<String>,
}

impl ServerMessage {
    /// Reads a message. The error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let record: Record<'_> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        record
            .into_message()
            .ok_or_else(|| "a field is missing or malformed".to_owned())
    }
}

/// Every field of every message.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    start_version: Option<VersionRecord<'a>>,
    end_version: Option<VersionRecord<'a>>,
    modifications: Option<Vec<ChangeRecord<'a>>>,
    request_id: Option<u32>,
    success: Option<bool>,
    #[serde(borrow, default, deserialize_with = "present")]
    result: Option<&'a RawValue>,
    ts: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "present")]
    error_data: Option<&'a RawValue>,
    chunk: Option<String>,
    part_number: Option<u32>,
    total_parts: Option<u32>,
    transition_id: Option<String>,
    error: Option<String>,
    base_version: Option<u32>,
    auth_update_attempted: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VersionRecord<'a> {
    query_set: u32,
    identity: u32,
    #[serde(borrow)]
    ts: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChangeRecord<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    query_id: u32,
    #[serde(borrow, default, deserialize_with = "present")]
    value: Option<&'a RawValue>,
    error_message: Option<String>,
    #[serde(borrow, default, deserialize_with = "present")]
    error_data: Option<&'a RawValue>,
    journal: Option<String>,
}

/// Null is a value; only a missing field is none.
fn present<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

impl Record<'_> {
    fn into_message(self) -> Option<ServerMessage> {
        Some(match &*self.kind {
            "Transition" => ServerMessage::Transition(Transition {
                start: self.start_version?.read()?,
                end: self.end_version?.read()?,
                changes: self
                    .modifications?
                    .into_iter()
                    .map(ChangeRecord::read)
                    .collect::<Option<_>>()?,
            }),
            "TransitionChunk" => ServerMessage::Chunk {
                text: self.chunk?,
                part: self.part_number?,
                total: self.total_parts?,
                id: self.transition_id?,
            },
            "MutationResponse" => ServerMessage::MutationResponse {
                request: self.request_id?,
                ts: self.ts.as_deref().and_then(decode_timestamp),
                outcome: self.outcome()?,
            },
            "ActionResponse" => ServerMessage::ActionResponse {
                request: self.request_id?,
                outcome: self.outcome()?,
            },
            "AuthError" => ServerMessage::AuthError {
                message: self.error?,
                base_version: self.base_version.unwrap_or(0),
                update_attempted: self.auth_update_attempted,
            },
            "FatalError" => ServerMessage::FatalError(self.error?),
            "Ping" => ServerMessage::Ping,
            _ => ServerMessage::Unknown,
        })
    }

    fn outcome(&self) -> Option<Outcome> {
        let result = self.result?.get();
        Some(if self.success? {
            Ok(result.into())
        } else {
            let message: String = serde_json::from_str(result).ok()?;
            Err(ConvexError::from_wire(
                message,
                self.error_data.map(|data| data.get().into()),
            ))
        })
    }
}

impl VersionRecord<'_> {
    fn read(self) -> Option<Version> {
        Some(Version {
            query_set: self.query_set,
            identity: self.identity,
            ts: decode_timestamp(&self.ts)?,
        })
    }
}

impl ChangeRecord<'_> {
    fn read(self) -> Option<Change> {
        let outcome = match &*self.kind {
            "QueryUpdated" => Some(Ok(Arc::from(self.value?.get()))),
            "QueryFailed" => Some(Err(ConvexError::from_wire(
                self.error_message?,
                self.error_data.map(|data| data.get().into()),
            ))),
            "QueryRemoved" => None,
            _ => return None,
        };
        Some(Change {
            query: self.query_id,
            outcome,
            journal: self.journal,
        })
    }
}

/// Base64 of eight little-endian bytes.
pub fn encode_timestamp(ts: Timestamp) -> String {
    STANDARD.encode(ts.to_le_bytes())
}

fn decode_timestamp(text: &str) -> Option<Timestamp> {
    let bytes = STANDARD.decode(text).ok()?;
    Some(Timestamp::from_le_bytes(bytes.try_into().ok()?))
}

/// The first message of a connection.
pub(crate) fn connect(
    session: &str,
    connection_count: u32,
    last_close_reason: &str,
    max_observed: Option<Timestamp>,
    client_ts: u64,
) -> String {
    let mut out = Message::new("Connect");
    out.string("sessionId", session);
    out.raw("connectionCount", &connection_count.to_string());
    out.string("lastCloseReason", last_close_reason);
    if let Some(ts) = max_observed {
        out.string("maxObservedTimestamp", &encode_timestamp(ts));
    }
    out.raw("clientTs", &client_ts.to_string());
    out.finish()
}

/// `token` is a user's JWT; `None` goes on anonymously.
pub(crate) fn authenticate(base_version: u32, token: Option<&str>) -> String {
    let mut out = Message::new("Authenticate");
    out.raw("baseVersion", &base_version.to_string());
    match token {
        Some(token) => {
            out.string("tokenType", "User");
            out.string("value", token);
        }
        None => out.string("tokenType", "None"),
    }
    out.finish()
}

/// A change of the query set.
pub(crate) struct QuerySetChange<'a> {
    pub(crate) add: Vec<Add<'a>>,
    pub(crate) remove: &'a [u32],
}

/// A query to be added. The journal is sent only when the query is added again.
pub(crate) struct Add<'a> {
    pub(crate) id: u32,
    pub(crate) key: &'a QueryKey,
    pub(crate) journal: Option<Option<&'a str>>,
}

pub(crate) fn modify_query_set(base_version: u32, change: &QuerySetChange<'_>) -> String {
    let mut list = String::from("[");
    for add in &change.add {
        let mut item = Message::new("Add");
        item.raw("queryId", &add.id.to_string());
        item.string("udfPath", add.key.path());
        item.raw("args", &format!("[{}]", add.key.args()));
        match add.journal {
            Some(Some(journal)) => item.string("journal", journal),
            Some(None) => item.raw("journal", "null"),
            None => {}
        }
        push_item(&mut list, &item.finish());
    }
    for id in change.remove {
        let mut item = Message::new("Remove");
        item.raw("queryId", &id.to_string());
        push_item(&mut list, &item.finish());
    }
    list.push(']');
    let mut out = Message::new("ModifyQuerySet");
    out.raw("baseVersion", &base_version.to_string());
    out.raw("newVersion", &(base_version + 1).to_string());
    out.raw("modifications", &list);
    out.finish()
}

/// A call. `kind` is `Mutation` or `Action`.
pub(crate) fn request(kind: &str, id: u32, path: &str, args: &str) -> String {
    let mut out = Message::new(kind);
    out.raw("requestId", &id.to_string());
    out.string("udfPath", path);
    out.raw("args", &format!("[{args}]"));
    out.finish()
}

fn push_item(list: &mut String, item: &str) {
    if list.len() > 1 {
        list.push(',');
    }
    list.push_str(item);
}

/// An object under construction.
struct Message(String);

impl Message {
    fn new(kind: &str) -> Self {
        let mut message = Self(String::from("{"));
        message.string("type", kind);
        message
    }

    fn raw(&mut self, name: &str, json: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(name);
        self.0.push_str("\":");
        self.0.push_str(json);
    }

    fn string(&mut self, name: &str, value: &str) {
        // Writing a string to memory cannot fail.
        let json = serde_json::to_string(value).unwrap_or_default();
        self.raw(name, &json);
    }

    fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}
