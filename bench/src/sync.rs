//! A client of the sync socket that does as little as a measurement needs.

use crate::error::BenchError;
use convex_host::{Host, SystemHost};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How long anything may take that is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// A connection; dropped, it is cut.
pub(crate) struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    /// Connects as a session of its own, with a token as the user that it names.
    pub(crate) async fn connect(address: &str, token: Option<&str>) -> Result<Self, BenchError> {
        Self::connect_as(address, token, &session(&SystemHost::new())).await
    }

    /// As [`Self::connect`], as a session that there may have been before: what it asked for is not done again.
    pub(crate) async fn connect_as(
        address: &str,
        token: Option<&str>,
        session: &str,
    ) -> Result<Self, BenchError> {
        let (socket, _) = connect_async(format!("ws://{address}/api/1.48.0/sync")).await?;
        let mut client = Self(socket);
        let connect = json!({ "type": "Connect", "sessionId": session, "connectionCount": 0,
                              "lastCloseReason": "InitialConnect", "clientTs": 0 });
        client.send(&connect).await?;
        if let Some(token) = token {
            let authenticate = json!({ "type": "Authenticate", "baseVersion": 0, "tokenType": "User", "value": token });
            client.send(&authenticate).await?;
        }
        Ok(client)
    }

    pub(crate) async fn send(&mut self, message: &Value) -> Result<(), BenchError> {
        self.0.send(Message::text(message.to_string())).await?;
        Ok(())
    }

    /// Adds these queries, path and arguments, as numbers 0, 1, …; only once.
    pub(crate) async fn subscribe(
        &mut self,
        queries: impl IntoIterator<Item = (&str, Value)>,
    ) -> Result<(), BenchError> {
        let add = |(id, (path, args)): (usize, (&str, Value))| json!({ "type": "Add", "queryId": id, "udfPath": path, "args": [args] });
        let changes: Vec<Value> = queries.into_iter().enumerate().map(add).collect();
        self.send(&json!({ "type": "ModifyQuerySet", "baseVersion": 0, "newVersion": 1, "modifications": changes }))
            .await
    }

    /// The results in the next message that has any.
    pub(crate) async fn results(&mut self) -> Result<Vec<Value>, BenchError> {
        loop {
            let text = self.text().await?;
            let mut message: Value = serde_json::from_str(&text)?;
            let Some(changes) = message["modifications"].as_array_mut() else {
                continue;
            };
            if let Some(failed) = changes
                .iter()
                .find(|change| change["type"] == "QueryFailed")
            {
                return Err(BenchError::answer("socket", failed.to_string()));
            }
            let updated = changes
                .iter_mut()
                .filter(|change| change["type"] == "QueryUpdated");
            let values: Vec<Value> = updated.map(|change| change["value"].take()).collect();
            if !values.is_empty() {
                return Ok(values);
            }
        }
    }

    /// Waits until as many results have come.
    pub(crate) async fn count_results(&mut self, mut expected: usize) -> Result<(), BenchError> {
        while expected > 0 {
            expected = expected.saturating_sub(self.results().await?.len());
        }
        Ok(())
    }

    /// Reads what comes until the connection ends.
    pub(crate) async fn drain(&mut self) {
        while self.0.next().await.is_some_and(|message| message.is_ok()) {}
    }

    async fn text(&mut self) -> Result<String, BenchError> {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.0.next()).await;
            let Ok(Some(message)) = message else {
                return Err(BenchError::answer(
                    "socket",
                    "what was waited for did not arrive",
                ));
            };
            if let Message::Text(text) = message? {
                return Ok(text.as_str().to_owned());
            }
        }
    }
}

/// A random version-4 UUID.
fn session(host: &dyn Host) -> String {
    let mut bytes = [0; 16];
    host.fill_random(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}
