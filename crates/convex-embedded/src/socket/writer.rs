//! Writing to a socket, apart from reading, and saying what has gone out.

use super::Link;
use crate::session::Frame;
use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use futures::SinkExt as _;
use futures::stream::SplitSink;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, mpsc};

/// A frame that cannot be handed to the network in this time ends the connection.
const WRITE_TIMEOUT: Duration = Duration::from_secs(120);

pub(super) enum Outgoing {
    Frame { text: String, frame: Frame },
    Probe,
    Close { code: Option<u16>, reason: String },
}

/// What has gone out, for a driver that asks when it is awake anyway: it is woken only while it waits for
/// room.
#[derive(Default)]
pub(super) struct Sent {
    frames: Mutex<Vec<(Frame, usize)>>,
    waited_for: AtomicBool,
    arrived: Notify,
}

impl Sent {
    fn add(&self, frame: Frame, bytes: usize) {
        self.frames.lock().push((frame, bytes));
        if self.waited_for.load(Ordering::SeqCst) {
            self.arrived.notify_one();
        }
    }

    /// What has gone out since the last call: the frames and their bytes.
    pub(super) fn take(&self) -> Vec<(Frame, usize)> {
        std::mem::take(&mut self.frames.lock())
    }

    /// Whether the driver waits for room, and should ask again at once because something has gone out
    /// meanwhile.
    pub(super) fn is_waited_for(&self, waits: bool) -> bool {
        self.waited_for.store(waits, Ordering::SeqCst);
        waits && !self.frames.lock().is_empty()
    }

    /// Returns when something has gone out while the driver waited for room.
    pub(super) async fn room(&self) {
        self.arrived.notified().await;
    }
}

/// Writes until the connection or its driver ends.
pub(super) async fn write(
    sink: SplitSink<impl Link, Message>,
    mut frames: mpsc::UnboundedReceiver<Outgoing>,
    sent: Arc<Sent>,
) {
    let mut sink = std::pin::pin!(sink);
    while let Some(outgoing) = frames.recv().await {
        let last = matches!(outgoing, Outgoing::Close { .. });
        let (message, frame) = match outgoing {
            Outgoing::Frame { text, frame } => {
                let bytes = text.len();
                (Message::Text(Utf8Bytes::from(text)), Some((frame, bytes)))
            }
            Outgoing::Probe => (Message::Ping(Bytes::new()), None),
            Outgoing::Close { code, reason } => {
                let frame = code.map(|code| CloseFrame {
                    code,
                    reason: Utf8Bytes::from(reason),
                });
                (Message::Close(frame), None)
            }
        };
        match tokio::time::timeout(WRITE_TIMEOUT, sink.send(message)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => return,
        }
        if let Some((frame, bytes)) = frame {
            sent.add(frame, bytes);
        }
        if last {
            return;
        }
    }
}
