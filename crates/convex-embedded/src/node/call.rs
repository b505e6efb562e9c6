//! The conversation with one process, from the modules that it is sent to how it ended.

use super::{NodeProcess, ended, failure};
use axum::body::Bytes;
use convex_runtime::{ActionHost, FailureKind, FunctionError, Outcome, SyscallError, Version};
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, SinkExt as _, StreamExt as _};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::codec::{FramedRead, FramedWrite, LengthDelimitedCodec};

/// Of a message, both ways.
const FRAME_MAX: usize = 64 << 20;

/// What the process says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Said {
    Log {
        line: String,
    },
    Syscall {
        id: u64,
        op: String,
        args: String,
    },
    Done {
        result: String,
    },
    Failed {
        message: String,
        /// Frames in modules of the version.
        #[serde(default)]
        stack: String,
        data: Option<String>,
        kind: Option<String>,
    },
}

/// Sends what is to be done and answers until it is. When this returns, or is dropped, the process is ended.
pub(super) async fn converse(
    process: NodeProcess,
    version: &Version,
    start: Json,
    host: Option<Arc<dyn ActionHost>>,
    limit: Duration,
) -> Outcome {
    let mut lines = Vec::new();
    let conversation = talk(process, version, start, host, &mut lines);
    let result = tokio::time::timeout(limit, conversation).await;
    let result = result.unwrap_or_else(|_| {
        let seconds = limit.as_secs_f64();
        let message = format!("Action execution timed out (maximum duration: {seconds}s)");
        Err(failure(message, FailureKind::Timeout))
    });
    ended(result, lines)
}

async fn talk(
    process: NodeProcess,
    version: &Version,
    start: Json,
    host: Option<Arc<dyn ActionHost>>,
    lines: &mut Vec<String>,
) -> Result<String, FunctionError> {
    let NodeProcess {
        input,
        output,
        life: _life,
    } = process;
    let mut heard = FramedRead::new(output, codec());
    // Beside reading, because a process that waits to be read does not read.
    let (to_say, mut messages) = mpsc::unbounded_channel::<Json>();
    let saying = async move {
        let mut said = FramedWrite::new(input, codec());
        while let Some(message) = messages.recv().await {
            if said.send(Bytes::from(message.to_string())).await.is_err() {
                // It has ended, and says so on its output.
                break;
            }
        }
        std::future::pending::<()>().await;
    };
    tokio::pin!(saying);
    let say = |message| drop(to_say.send(message));
    say(start);
    let mut operations: FuturesUnordered<BoxFuture<'static, Json>> = FuturesUnordered::new();
    loop {
        let frame = tokio::select! {
            () = &mut saying => continue,
            Some(answer) = operations.next() => {
                say(answer);
                continue;
            }
            frame = heard.next() => frame,
        };
        let said = match frame {
            Some(Ok(frame)) => serde_json::from_slice(&frame).map_err(|error| error.to_string()),
            Some(Err(error)) => Err(error.to_string()),
            None => Err("it has ended".to_owned()),
        };
        let broken = |why| {
            let message = format!("The Node.js process of the action is gone: {why}");
            failure(message, FailureKind::User)
        };
        match said.map_err(broken)? {
            Said::Log { line } => {
                if let Some(host) = &host {
                    host.printed(std::slice::from_ref(&line));
                }
                lines.push(line);
            }
            Said::Syscall { id, op, args } => operations.push(operation(&host, id, &op, &args)),
            Said::Done { result } => return Ok(result),
            Said::Failed {
                message,
                stack,
                data,
                kind,
            } => {
                let kind = match kind.as_deref() {
                    Some("memory") => FailureKind::OutOfMemory,
                    _ => FailureKind::User,
                };
                let data = data.and_then(|data| serde_json::from_str(&data).ok());
                return Err(FunctionError {
                    message: version.traced(message, &stack),
                    data,
                    kind,
                });
            }
        }
    }
}

fn codec() -> LengthDelimitedCodec {
    LengthDelimitedCodec::builder()
        .max_frame_length(FRAME_MAX)
        .new_codec()
}

/// What the deployment says to an operation.
fn operation(
    host: &Option<Arc<dyn ActionHost>>,
    id: u64,
    op: &str,
    args: &str,
) -> BoxFuture<'static, Json> {
    let answer = match host {
        Some(host) => host.async_syscall(op, args),
        None => {
            let message = format!("{op} cannot be used while modules are loaded");
            std::future::ready(Err(SyscallError::new(message))).boxed()
        }
    };
    async move {
        match answer.await {
            Ok(text) => json!({ "id": id, "text": text }),
            Err(SyscallError { message, data }) => {
                json!({ "id": id, "message": message, "data": data })
            }
        }
    }
    .boxed()
}
