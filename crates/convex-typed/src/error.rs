//! The one error type that callers of functions see.

use std::{error, fmt, sync::Arc};

use crate::{Wire, from_json, json::Json};

/// Why a function call has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The function threw a `ConvexError`: expected, and its data is meant for the caller.
    Application,
    /// The function failed in any other way; the message is for developers.
    Server,
    /// The result does not fit the generated type: the code is older than the deployment.
    Decode,
    /// The arguments cannot be written as JSON.
    Encode,
    /// The call got lost with the connection; whether it ran is unknown.
    ConnectionLost,
    /// The client has stopped for good and takes no calls.
    Closed,
}

impl ErrorKind {
    /// A short stable code for tests and logs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Application => "Application",
            Self::Server => "Server",
            Self::Decode => "Decode",
            Self::Encode => "Encode",
            Self::ConnectionLost => "ConnectionLost",
            Self::Closed => "Closed",
        }
    }
}

/// A failed query, mutation or action, as its caller sees it. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConvexError {
    kind: ErrorKind,
    message: Arc<str>,
    data: Option<Arc<str>>,
}

impl ConvexError {
    /// An error without data.
    pub fn new(kind: ErrorKind, message: impl Into<Arc<str>>) -> Self {
        Self {
            kind,
            message: message.into(),
            data: None,
        }
    }

    /// What a function's failure is on the wire: a message and, for a `ConvexError`, its data as
    /// encoded JSON text.
    pub fn from_wire(message: impl Into<Arc<str>>, data: Option<Arc<str>>) -> Self {
        let kind = if data.is_some() {
            ErrorKind::Application
        } else {
            ErrorKind::Server
        };
        Self {
            kind,
            message: message.into(),
            data,
        }
    }

    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The message, for developers and logs.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The data of a `ConvexError` as encoded JSON text.
    pub fn data_json(&self) -> Option<&str> {
        self.data.as_deref()
    }

    /// The data of a `ConvexError`, if there is any and it has this type.
    pub fn data<T: Wire>(&self) -> Option<T> {
        from_json(self.data.as_deref()?).ok()
    }

    /// The text in a field of the data, if the data is an object with such a field.
    pub fn data_field(&self, name: &str) -> Option<String> {
        let data = Json::new(self.data.as_deref()?).ok()?;
        let text = data.fields().ok()?.get(name)?.string();
        text.ok().map(String::from)
    }

    /// What the deployment's log calls the request that failed, where the failure is none that a function meant to
    /// tell. Deployments put it before the message.
    pub fn request_id(&self) -> Option<&str> {
        if self.kind != ErrorKind::Server {
            return None;
        }
        let rest = self.message.strip_prefix("[Request ID: ")?;
        rest.split_once(']').map(|(id, _)| id)
    }

    /// A sentence that may be shown to a person: the data of a `ConvexError` if it is text or an
    /// object with a `message`, and a neutral sentence for everything else.
    pub fn user_message(&self) -> String {
        match self.kind {
            ErrorKind::Application => self
                .data::<String>()
                .or_else(|| self.data_field("message"))
                .unwrap_or_else(|| "That did not work. Please try again.".to_owned()),
            ErrorKind::ConnectionLost => {
                "The connection was lost before the answer came. Check whether it was done."
                    .to_owned()
            }
            ErrorKind::Closed | ErrorKind::Decode => {
                "This page is out of date. Please reload it.".to_owned()
            }
            ErrorKind::Server | ErrorKind::Encode => {
                "Something went wrong on the server, and nothing was changed. Try again.".to_owned()
            }
        }
    }
}

impl fmt::Display for ConvexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.code())?;
        f.write_str(": ")?;
        f.write_str(&self.message)
    }
}

impl error::Error for ConvexError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_makes_an_application_error_even_when_it_is_null() {
        let error = ConvexError::from_wire("no", Some("null".into()));
        assert_eq!(error.kind(), ErrorKind::Application);
        assert_eq!(error.data::<Option<String>>(), Some(None));
        assert_eq!(ConvexError::from_wire("no", None).kind(), ErrorKind::Server);
    }

    #[test]
    fn the_log_knows_what_was_not_meant_to_be_told() {
        let failed = ConvexError::from_wire("[Request ID: 00ff] Server Error\nUncaught x", None);
        assert_eq!(failed.request_id(), Some("00ff"));
        let told = ConvexError::from_wire("[Request ID: 00ff] Server Error", Some("1".into()));
        assert_eq!(told.request_id(), None);
        for message in ["", "[Request ID: 00ff", "x [Request ID: 00ff]"] {
            assert_eq!(ConvexError::from_wire(message, None).request_id(), None);
        }
    }

    #[test]
    fn only_application_data_is_shown_to_people() {
        let text = ConvexError::from_wire("[CONVEX M(x)]", Some("\"Title is too long\"".into()));
        assert_eq!(text.user_message(), "Title is too long");
        let object = ConvexError::from_wire(
            "x",
            Some(r#"{"code":"TooLong","message":"Too long"}"#.into()),
        );
        assert_eq!(object.user_message(), "Too long");
        let server = ConvexError::from_wire("Uncaught TypeError: secret", None);
        assert!(!server.user_message().contains("secret"));
    }
}
