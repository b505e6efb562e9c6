//! Why a measurement could not be made.

/// The bench stops at the first of these: a half-measured table invites wrong conclusions.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BenchError {
    /// A program could not be started, or ended before it was ready.
    #[error("`{program}` did not start: {why}")]
    Start { program: String, why: String },
    /// A peer answered something that the bench does not understand.
    #[error("unexpected answer from {from}: {what}")]
    Answer { from: String, what: String },
    /// The connection to a peer broke.
    #[error("connection: {0}")]
    Io(#[from] std::io::Error),
    /// A WebSocket broke.
    #[error("socket: {0}")]
    Socket(Box<tokio_tungstenite::tungstenite::Error>),
    /// JSON that does not parse.
    #[error("json: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<tokio_tungstenite::tungstenite::Error> for BenchError {
    fn from(error: tokio_tungstenite::tungstenite::Error) -> Self {
        Self::Socket(Box::new(error))
    }
}

impl BenchError {
    pub(crate) fn answer(from: &str, what: impl Into<String>) -> Self {
        Self::Answer {
            from: from.into(),
            what: what.into(),
        }
    }
}
