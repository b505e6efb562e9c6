//! Drives a session machine over a WebSocket.
//!
//! All decisions are the machine's; this module reads frames and clocks, runs what the machine asks for and
//! hands results back. Reading and writing are separate, so that a client that sends and does not read holds
//! up nobody but itself.

mod evaluate;

use crate::auth::Caller;
use crate::deployment::Shared;
use crate::functions::{
    ActionCall, CommitSignal, Engine, Entrance, MutationCall, RequestKey, Watch, request_id_of,
};
use crate::session::{Completion, Effect, Evaluated, Frame, Request, Session};
use crate::wire::Token;
use crate::{Error, FunctionResult};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use convex_store::Timestamp;
use futures::future::{BoxFuture, OptionFuture};
use futures::stream::SplitSink;
use futures::{FutureExt as _, SinkExt as _, StreamExt as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};

/// Arguments of 16 MiB, and the rest of the message.
const MAX_TEXT: usize = 20 << 20;
const TOO_LARGE: &str =
    "Received a message that is too large; function arguments may have at most 16 MiB.";
/// A socket-level ping is answered by every client without its knowing, which shows that it is there.
const PROBE_EVERY: Duration = Duration::from_secs(30);
/// A frame that cannot be handed to the network in this time ends the connection.
const WRITE_TIMEOUT: Duration = Duration::from_secs(120);

enum Event {
    MutationDone(Completion),
    ActionDone(Completion),
    Failed(Error),
    Sent(Frame, usize),
}

enum Outgoing {
    Frame { text: String, frame: Frame },
    Probe,
    Close { code: Option<u16>, reason: String },
}

type Evaluation = BoxFuture<'static, Result<(Evaluated, Vec<Watch>), Error>>;

/// One connection.
struct Driver {
    shared: Arc<Shared>,
    session: Session,
    /// Told when a watched result becomes invalid.
    waker: Arc<Notify>,
    signal: Arc<CommitSignal>,
    watches: Vec<Watch>,
    evaluation: OptionFuture<Evaluation>,
    verification: OptionFuture<BoxFuture<'static, Result<Caller, Error>>>,
    events: mpsc::UnboundedSender<Event>,
    outgoing: mpsc::UnboundedSender<Outgoing>,
}

/// Serves one connection to its end.
pub(crate) async fn serve(socket: WebSocket, shared: Arc<Shared>, chunks: bool) {
    let (sink, mut stream) = socket.split();
    let (events, mut inbox) = mpsc::unbounded_channel();
    let (outgoing, frames) = mpsc::unbounded_channel();
    let mut writer = tokio::spawn(write(sink, frames, events.clone()));
    let mut deployments = shared.deployments.subscribe();
    let stop = shared.stop.clone();
    let session = Session::new(shared.now(), chunks);
    let mut driver = Driver {
        shared,
        session,
        waker: Arc::default(),
        signal: Arc::default(),
        watches: Vec::new(),
        evaluation: None.into(),
        verification: None.into(),
        events,
        outgoing,
    };
    let mut probe = tokio::time::interval(PROBE_EVERY);
    probe.reset();
    loop {
        let (waker, signal) = (driver.waker.clone(), driver.signal.clone());
        let pause = driver
            .session
            .deadline()
            .saturating_sub(driver.shared.now().monotonic);
        tokio::select! {
            frame = stream.next() => match frame {
                Some(frame) => if !driver.on_frame(frame) { break },
                None => break,
            },
            Some(event) = inbox.recv() => driver.on_event(event),
            Some(result) = &mut driver.evaluation => driver.on_evaluation(result),
            Some(result) = &mut driver.verification => driver.on_verification(result),
            () = waker.notified() => driver.session.on_stale(driver.shared.now()),
            () = signal.abandoned.notified() => driver.session.on_commit_abandoned(driver.shared.now()),
            Ok(()) = deployments.changed() => driver.session.on_stale(driver.shared.now()),
            () = tokio::time::sleep(pause) => driver.session.on_timer(driver.shared.now()),
            _ = probe.tick() => driver.send(Outgoing::Probe),
            () = stop.cancelled(), if !driver.session.is_closed() => driver.session.on_shutdown(),
            _ = &mut writer => break,
        }
        driver.perform();
        if driver.session.is_closed() {
            // What is queued, the close frame last, still goes out.
            drop(driver);
            let _ = tokio::time::timeout(Duration::from_secs(5), &mut writer).await;
            break;
        }
    }
    writer.abort();
}

impl Driver {
    fn send(&self, outgoing: Outgoing) {
        // The writer is gone only when the connection is, which the loop notices.
        let _ = self.outgoing.send(outgoing);
    }

    /// False if the connection is over.
    fn on_frame(&mut self, frame: Result<Message, axum::Error>) -> bool {
        let now = self.shared.now();
        match frame {
            Ok(Message::Text(text)) if text.len() > MAX_TEXT => {
                self.session.on_bad_frame(now, TOO_LARGE);
            }
            Ok(Message::Text(text)) => self.session.on_text(now, &text),
            Ok(Message::Binary(_)) => self.session.on_bad_frame(
                now,
                "Received a binary frame; messages are text frames of JSON.",
            ),
            Ok(Message::Ping(_) | Message::Pong(_)) => self.session.on_heard(now),
            Ok(Message::Close(_)) => return false,
            Err(error) if is_oversize(&error) => self.session.on_bad_frame(now, TOO_LARGE),
            Err(_) => return false,
        }
        true
    }

    fn on_event(&mut self, event: Event) {
        let now = self.shared.now();
        match event {
            Event::MutationDone(done) => {
                self.signal.settled();
                self.session.on_mutation_done(now, done);
            }
            Event::ActionDone(done) => self.session.on_action_done(now, done),
            Event::Failed(error) => self.fail(&error),
            Event::Sent(frame, bytes) => self.session.on_sent(now, frame, bytes),
        }
    }

    fn on_evaluation(&mut self, result: Result<(Evaluated, Vec<Watch>), Error>) {
        self.evaluation = None.into();
        match result {
            Ok((evaluated, watches)) => {
                self.watches = watches;
                self.session.on_evaluated(
                    self.shared.now(),
                    evaluated,
                    self.signal.is_committing(),
                );
            }
            Err(error) => self.fail(&error),
        }
    }

    fn on_verification(&mut self, result: Result<Caller, Error>) {
        self.verification = None.into();
        self.session.on_verified(self.shared.now(), result);
    }

    fn fail(&mut self, error: &Error) {
        tracing::warn!(%error, "a sync connection ends with an error");
        self.session.on_failure(error);
    }

    /// Does everything the machine asks for.
    fn perform(&mut self) {
        while let Some(effect) = self.session.poll() {
            match effect {
                Effect::Send { text, frame } => self.send(Outgoing::Frame { text, frame }),
                Effect::Verify(token) => self.verify(token),
                Effect::Mutate(request) => self.mutate(request),
                Effect::Act(request) => self.act(request),
                Effect::Evaluate(plan) => {
                    let evaluation =
                        evaluate::evaluate(self.shared.engine.clone(), plan, self.waker.clone());
                    self.evaluation = Some(evaluation.boxed()).into();
                }
                Effect::Close { code, reason } => self.send(Outgoing::Close { code, reason }),
            }
        }
    }

    fn verify(&mut self, token: Token) {
        let shared = self.shared.clone();
        self.verification = Some(async move { shared.verify(token).await }.boxed()).into();
    }

    /// Runs on when the connection goes away: the client finds the outcome by asking again.
    fn mutate(&mut self, request: Request) {
        let (engine, events) = (self.shared.engine.clone(), self.events.clone());
        let signal = self.signal.clone();
        self.shared.tasks.spawn(async move {
            let Request {
                session_id,
                message,
                caller,
            } = request;
            let request_id = request_id_of(
                session_id.as_deref().unwrap_or_default(),
                message.request_id,
            );
            let owner = caller.owner();
            let call = MutationCall {
                path: &message.udf_path,
                component: message.component_path.as_deref(),
                args: message.args,
                caller,
                entrance: Entrance::Public,
                key: session_id.map(|session| RequestKey {
                    session,
                    request: message.request_id,
                    owner,
                }),
                request_id: request_id.clone(),
                signal: Some(signal),
            };
            let event = match engine.mutation(call).await {
                Ok((result, ts)) => Event::MutationDone(completion(
                    &engine,
                    message.request_id,
                    &result,
                    ts,
                    &request_id,
                )),
                Err(error) => Event::Failed(error),
            };
            let _ = events.send(event);
        });
    }

    fn act(&mut self, request: Request) {
        let (engine, events) = (self.shared.engine.clone(), self.events.clone());
        self.shared.tasks.spawn(async move {
            let Request {
                session_id,
                message,
                caller,
            } = request;
            let request_id = request_id_of(
                session_id.as_deref().unwrap_or_default(),
                message.request_id,
            );
            let call = ActionCall {
                path: &message.udf_path,
                component: message.component_path.as_deref(),
                args: message.args,
                caller,
                entrance: Entrance::Public,
                request_id: request_id.clone(),
            };
            let event = match engine.action(call).await {
                Ok(result) => Event::ActionDone(completion(
                    &engine,
                    message.request_id,
                    &result,
                    engine.latest(),
                    &request_id,
                )),
                Err(error) => Event::Failed(error),
            };
            let _ = events.send(event);
        });
    }
}

fn completion(
    engine: &Engine,
    request_id: u32,
    result: &FunctionResult,
    ts: Timestamp,
    shown_id: &str,
) -> Completion {
    Completion {
        request_id,
        result: engine.presenter.result(result, shown_id),
        ts: ts.0,
    }
}

async fn write(
    mut sink: SplitSink<WebSocket, Message>,
    mut frames: mpsc::UnboundedReceiver<Outgoing>,
    events: mpsc::UnboundedSender<Event>,
) {
    while let Some(outgoing) = frames.recv().await {
        let last = matches!(outgoing, Outgoing::Close { .. });
        let (message, sent) = match outgoing {
            Outgoing::Frame { text, frame } => {
                let sent = Event::Sent(frame, text.len());
                (Message::Text(Utf8Bytes::from(text)), Some(sent))
            }
            Outgoing::Probe => (Message::Ping(axum::body::Bytes::new()), None),
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
        if sent.is_some_and(|sent| events.send(sent).is_err()) {
            return;
        }
        if last {
            return;
        }
    }
}

fn is_oversize(error: &axum::Error) -> bool {
    // The library's error type is not part of the interface; its text for both limits is.
    let text = error.to_string();
    text.contains("Space limit exceeded") || text.contains("Message too long")
}
