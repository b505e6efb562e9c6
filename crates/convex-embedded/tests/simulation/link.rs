//! A simulated WebSocket: the deployment holds one end, the network the other.

use axum::extract::ws::Message;
use futures::channel::mpsc;
use futures::{Sink, Stream};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Frames that lie between the deployment and a network that takes none.
const BUFFER: usize = 2;

/// The deployment's end.
pub(crate) struct Link {
    incoming: mpsc::UnboundedReceiver<Message>,
    outgoing: mpsc::Sender<Message>,
}

/// The network's end.
pub(crate) struct Wire {
    pub(crate) to_server: mpsc::UnboundedSender<Message>,
    pub(crate) from_server: mpsc::Receiver<Message>,
}

pub(crate) fn pair() -> (Link, Wire) {
    let (to_server, incoming) = mpsc::unbounded();
    let (outgoing, from_server) = mpsc::channel(BUFFER);
    let (link, wire) = (
        Link { incoming, outgoing },
        Wire {
            to_server,
            from_server,
        },
    );
    (link, wire)
}

impl Stream for Link {
    type Item = Result<Message, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.incoming)
            .poll_next(cx)
            .map(|message| message.map(Ok))
    }
}

impl Sink<Message> for Link {
    type Error = axum::Error;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        Pin::new(&mut self.outgoing)
            .poll_ready(cx)
            .map_err(axum::Error::new)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), axum::Error> {
        Pin::new(&mut self.outgoing)
            .start_send(message)
            .map_err(axum::Error::new)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        Pin::new(&mut self.outgoing)
            .poll_flush(cx)
            .map_err(axum::Error::new)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        Pin::new(&mut self.outgoing)
            .poll_close(cx)
            .map_err(axum::Error::new)
    }
}
