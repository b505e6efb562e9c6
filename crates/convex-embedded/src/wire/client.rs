//! Client → server messages. Unknown fields are ignored, key order does not matter.

use super::decode_ts;
use serde::Deserialize;
use serde_json::Value as Json;

/// One message of a client.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientMessage {
    /// Opens the session. May be missing altogether.
    Connect {
        /// Identifies the client object; the key of mutation de-duplication together with the request id.
        session_id: String,
        /// How many sockets this client object has opened before.
        connection_count: u32,
        /// Why the previous socket went away, in the client's words.
        last_close_reason: Option<String>,
        /// Newest snapshot the client has shown.
        max_observed_ts: Option<u64>,
    },
    /// Adds and removes subscriptions.
    ModifyQuerySet {
        /// Query set version the client builds on.
        base_version: u32,
        /// Version after this message.
        new_version: u32,
        /// What changes, in order.
        changes: Vec<QuerySetChange>,
    },
    /// Runs a mutation.
    Mutation(RequestMessage),
    /// Runs an action.
    Action(RequestMessage),
    /// Changes the identity of the connection.
    Authenticate {
        /// Number of Authenticate messages sent before on this connection.
        base_version: u32,
        /// The credential.
        token: Token,
    },
    /// Telemetry; ignored.
    Event,
}

/// The body of a mutation or an action.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestMessage {
    /// Counts up within a client object, shared by mutations and actions.
    pub request_id: u32,
    /// The caller's spelling of the path.
    pub udf_path: String,
    /// Positional arguments, still encoded.
    pub args: Json,
    /// Absent or empty for the app itself.
    pub component_path: Option<String>,
}

/// One subscription.
#[derive(Debug, Clone, PartialEq)]
pub struct AddQuery {
    /// Chosen by the client.
    pub query_id: u32,
    /// The caller's spelling of the path.
    pub udf_path: String,
    /// Positional arguments, still encoded.
    pub args: Json,
    /// What the server sent with an earlier result of this query.
    pub journal: Option<String>,
    /// Absent or empty for the app itself.
    pub component_path: Option<String>,
}

/// One change of the query set.
#[derive(Debug, Clone, PartialEq)]
pub enum QuerySetChange {
    /// Subscribe.
    Add(AddQuery),
    /// Unsubscribe.
    Remove {
        /// The id given in the Add.
        query_id: u32,
    },
}

/// A credential sent over the socket.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// Signed out.
    None,
    /// A JWT.
    User(String),
    /// An admin key, possibly acting as a user.
    Admin {
        /// The key.
        key: String,
        /// Identity attributes of the user to act as.
        acting_as: Option<Json>,
    },
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum Raw {
    #[serde(rename_all = "camelCase")]
    Connect {
        session_id: String,
        #[serde(default)]
        connection_count: u32,
        #[serde(default)]
        last_close_reason: Option<String>,
        #[serde(default)]
        max_observed_timestamp: Option<String>,
    },
    #[serde(rename_all = "camelCase")]
    ModifyQuerySet {
        base_version: u32,
        new_version: u32,
        modifications: Vec<RawChange>,
    },
    Mutation(RawRequest),
    Action(RawRequest),
    #[serde(rename_all = "camelCase")]
    Authenticate {
        base_version: u32,
        #[serde(flatten)]
        token: RawToken,
    },
    Event,
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum RawChange {
    #[serde(rename_all = "camelCase")]
    Add {
        query_id: u32,
        udf_path: String,
        #[serde(default = "no_args")]
        args: Json,
        #[serde(default)]
        journal: Option<String>,
        #[serde(default)]
        component_path: Option<String>,
    },
    #[serde(rename_all = "camelCase")]
    Remove { query_id: u32 },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawRequest {
    request_id: u32,
    udf_path: String,
    #[serde(default = "no_args")]
    args: Json,
    #[serde(default)]
    component_path: Option<String>,
}

#[derive(Deserialize)]
#[serde(tag = "tokenType")]
enum RawToken {
    None,
    User {
        value: String,
    },
    Admin {
        value: String,
        /// JavaScript says `impersonating`, Rust and Python `acting_as`.
        #[serde(default, alias = "impersonating")]
        acting_as: Option<Json>,
    },
}

fn no_args() -> Json {
    Json::Array(vec![Json::Object(serde_json::Map::new())])
}

impl ClientMessage {
    /// Reads one text frame. The error is a sentence for the developer of the client.
    pub fn parse(text: &str) -> Result<Self, String> {
        let raw: Raw = serde_json::from_str(text)
            .map_err(|error| format!("Received a message that cannot be read: {error}."))?;
        Ok(match raw {
            Raw::Connect {
                session_id,
                connection_count,
                last_close_reason,
                max_observed_timestamp,
            } => {
                let max_observed_ts = match max_observed_timestamp {
                    Some(text) => {
                        Some(decode_ts(&text).ok_or("`maxObservedTimestamp` is not a timestamp.")?)
                    }
                    None => None,
                };
                Self::Connect {
                    session_id,
                    connection_count,
                    last_close_reason,
                    max_observed_ts,
                }
            }
            Raw::ModifyQuerySet {
                base_version,
                new_version,
                modifications,
            } => Self::ModifyQuerySet {
                base_version,
                new_version,
                changes: modifications
                    .into_iter()
                    .map(QuerySetChange::from)
                    .collect(),
            },
            Raw::Mutation(request) => Self::Mutation(request.into()),
            Raw::Action(request) => Self::Action(request.into()),
            Raw::Authenticate {
                base_version,
                token,
            } => Self::Authenticate {
                base_version,
                token: token.into(),
            },
            Raw::Event => Self::Event,
        })
    }
}

impl From<RawChange> for QuerySetChange {
    fn from(raw: RawChange) -> Self {
        match raw {
            RawChange::Add {
                query_id,
                udf_path,
                args,
                journal,
                component_path,
            } => Self::Add(AddQuery {
                query_id,
                udf_path,
                args,
                journal,
                component_path,
            }),
            RawChange::Remove { query_id } => Self::Remove { query_id },
        }
    }
}

impl From<RawRequest> for RequestMessage {
    fn from(raw: RawRequest) -> Self {
        Self {
            request_id: raw.request_id,
            udf_path: raw.udf_path,
            args: raw.args,
            component_path: raw.component_path,
        }
    }
}

impl From<RawToken> for Token {
    fn from(raw: RawToken) -> Self {
        match raw {
            RawToken::None => Self::None,
            RawToken::User { value } => Self::User(value),
            RawToken::Admin { value, acting_as } => Self::Admin {
                key: value,
                acting_as,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_fields_and_any_key_order_are_accepted() {
        let text = r#"{"modifications":[{"journal":null,"args":[{}],"queryId":3,"new":1,"udfPath":"a:b","type":"Add"},
            {"queryId":1,"type":"Remove"}],"baseVersion":0,"x":[],"newVersion":1,"type":"ModifyQuerySet"}"#;
        let ClientMessage::ModifyQuerySet {
            changes,
            new_version: 1,
            ..
        } = ClientMessage::parse(text).expect("valid")
        else {
            panic!("another message");
        };
        assert_eq!(changes.len(), 2);
        assert!(
            matches!(&changes[0], QuerySetChange::Add(add) if add.query_id == 3 && add.journal.is_none())
        );
    }

    #[test]
    fn both_spellings_of_the_acting_identity_are_accepted() {
        for key in ["impersonating", "acting_as"] {
            let text = format!(
                r#"{{"type":"Authenticate","baseVersion":0,"tokenType":"Admin","value":"k","{key}":{{"subject":"s"}}}}"#
            );
            let Ok(ClientMessage::Authenticate {
                token: Token::Admin {
                    acting_as: Some(_), ..
                },
                ..
            }) = ClientMessage::parse(&text)
            else {
                panic!("{key} was not read");
            };
        }
    }

    #[test]
    fn what_is_no_message_is_refused_with_a_sentence() {
        for bad in [
            "",
            "null",
            "[]",
            "{",
            r#"{"type":"Nope"}"#,
            r#"{"type":"Connect"}"#,
            r#"{"type":"Mutation","requestId":-1,"udfPath":"a"}"#,
        ] {
            assert!(ClientMessage::parse(bad).is_err(), "{bad}");
        }
    }
}
