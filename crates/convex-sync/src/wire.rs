//! Messages as text. The only module that knows how they look.
//!
//! Written for the browser's module size: fields by name for everything that arrives, strings pushed
//! together for everything that leaves. `tests/wire.rs` checks both against the official types.

use base64::{Engine, engine::general_purpose::STANDARD};
use convex_typed::{
    ConvexError,
    json::{Fields, Json, Misfit, Misfits, Object, write_array, write_text},
};

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
    pub fn parse(text: &str) -> Result<Self, Misfit> {
        let mut misfits = Misfits::default();
        let message = message_of(Json::new(text)?, &mut misfits);
        misfits.check(message)
    }
}

fn message_of(json: Json<'_>, misfits: &mut Misfits) -> ServerMessage {
    let fields = misfits.fields(json);
    match &*fields.required::<String>("type", misfits) {
        "Transition" => ServerMessage::Transition(Transition {
            start: version(&fields, "startVersion", misfits),
            end: version(&fields, "endVersion", misfits),
            changes: changes(&fields, misfits),
        }),
        "TransitionChunk" => ServerMessage::Chunk {
            text: fields.required("chunk", misfits),
            part: fields.required("partNumber", misfits),
            total: fields.required("totalParts", misfits),
            id: fields.required("transitionId", misfits),
        },
        "MutationResponse" => ServerMessage::MutationResponse {
            request: fields.required("requestId", misfits),
            ts: fields
                .optional::<String>("ts", misfits)
                .and_then(|text| decode_timestamp(&text)),
            outcome: outcome(&fields, misfits),
        },
        "ActionResponse" => ServerMessage::ActionResponse {
            request: fields.required("requestId", misfits),
            outcome: outcome(&fields, misfits),
        },
        "AuthError" => ServerMessage::AuthError {
            message: fields.required("error", misfits),
            base_version: fields.optional("baseVersion", misfits).unwrap_or(0),
            update_attempted: fields.optional("authUpdateAttempted", misfits),
        },
        "FatalError" => ServerMessage::FatalError(fields.required("error", misfits)),
        "Ping" => ServerMessage::Ping,
        _ => ServerMessage::Unknown,
    }
}

fn version(fields: &Fields<'_>, name: &'static str, misfits: &mut Misfits) -> Version {
    let json = value(fields, name, misfits);
    let fields = misfits.fields(json);
    let ts = decode_timestamp(&fields.required::<String>("ts", misfits));
    Version {
        query_set: fields.required("querySet", misfits),
        identity: fields.required("identity", misfits),
        ts: misfits.or_blank(ts.ok_or_else(|| Misfit::new("a timestamp is expected"))),
    }
}

fn changes(fields: &Fields<'_>, misfits: &mut Misfits) -> Vec<Change> {
    let changes = value(fields, "modifications", misfits).items();
    let changes = misfits.or_blank(changes).into_iter();
    changes.map(|json| change(json, misfits)).collect()
}

fn change(json: Json<'_>, misfits: &mut Misfits) -> Change {
    let fields = misfits.fields(json);
    Change {
        query: fields.required("queryId", misfits),
        outcome: match &*fields.required::<String>("type", misfits) {
            "QueryUpdated" => Some(Ok(value(&fields, "value", misfits).text().into())),
            "QueryFailed" => Some(Err(failure(&fields, "errorMessage", misfits))),
            "QueryRemoved" => None,
            _ => {
                misfits.note(Misfit::new("this kind of change is not known"));
                None
            }
        },
        journal: fields.optional("journal", misfits),
    }
}

/// What a call came to.
fn outcome(fields: &Fields<'_>, misfits: &mut Misfits) -> Outcome {
    if fields.required("success", misfits) {
        Ok(value(fields, "result", misfits).text().into())
    } else {
        Err(failure(fields, "result", misfits))
    }
}

fn failure(fields: &Fields<'_>, message: &'static str, misfits: &mut Misfits) -> ConvexError {
    // Null is data; only a missing field is none.
    let data = fields.get("errorData").map(|data| data.text().into());
    ConvexError::from_wire(fields.required::<String>(message, misfits), data)
}

/// A value that has to be there; null is one.
fn value<'a>(fields: &Fields<'a>, name: &'static str, misfits: &mut Misfits) -> Json<'a> {
    let value = fields.get(name);
    misfits.or_blank(value.ok_or_else(|| Misfit::new("a field is missing").within(name)))
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
    message("Connect", |out| {
        write_text(session, out.field("sessionId"));
        out.required("connectionCount", &connection_count);
        write_text(last_close_reason, out.field("lastCloseReason"));
        if let Some(ts) = max_observed {
            write_text(&encode_timestamp(ts), out.field("maxObservedTimestamp"));
        }
        out.field("clientTs").push_str(&client_ts.to_string());
    })
}

/// `token` is a user's JWT; `None` goes on anonymously.
pub(crate) fn authenticate(base_version: u32, token: Option<&str>) -> String {
    message("Authenticate", |out| {
        out.required("baseVersion", &base_version);
        write_text(
            if token.is_some() { "User" } else { "None" },
            out.field("tokenType"),
        );
        if let Some(token) = token {
            write_text(token, out.field("value"));
        }
    })
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
    let add = change.add.iter().map(|add| {
        message("Add", |out| {
            out.required("queryId", &add.id);
            write_call(add.key.path(), add.key.args(), out);
            match add.journal {
                Some(Some(journal)) => write_text(journal, out.field("journal")),
                Some(None) => out.field("journal").push_str("null"),
                None => {}
            }
        })
    });
    let remove =
        (change.remove.iter()).map(|id| message("Remove", |out| out.required("queryId", id)));
    message("ModifyQuerySet", |out| {
        out.required("baseVersion", &base_version);
        out.required("newVersion", &(base_version + 1));
        write_array(
            add.chain(remove),
            out.field("modifications"),
            |item, out| {
                out.push_str(&item);
            },
        );
    })
}

/// A call. `kind` is `Mutation` or `Action`.
pub(crate) fn request(kind: &str, id: u32, path: &str, args: &str) -> String {
    message(kind, |out| {
        out.required("requestId", &id);
        write_call(path, args, out);
    })
}

/// A function with its arguments, which are an array of one object.
fn write_call(path: &str, args: &str, out: &mut Object<'_>) {
    write_text(path, out.field("udfPath"));
    write_array([args], out.field("args"), |args, out| out.push_str(args));
}

/// An object of this type.
fn message(kind: &str, write: impl FnOnce(&mut Object<'_>)) -> String {
    let mut text = String::new();
    let mut out = Object::new(&mut text);
    write_text(kind, out.field("type"));
    write(&mut out);
    out.end();
    text
}
