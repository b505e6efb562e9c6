//! Drives a session machine over a WebSocket.
//!
//! All decisions are the machine's; this module reads frames and clocks, runs what the machine asks for and
//! hands results back. Reading and writing are separate, so that a client that sends and does not read holds
//! up nobody but itself.

mod evaluate;
mod writer;

use crate::auth::{Caller, Presence};
use crate::deployment::Shared;
use crate::functions::{
    ActionCall, CallArgs, Callee, CommitSignal, Engine, Entrance, MutationCall, RequestKey, Watch,
    request_id_of,
};
use crate::session::{Completion, Effect, Evaluated, Request, Session};
use crate::wire::{RequestMessage, Token};
use crate::{Error, FunctionResult};
use axum::extract::ws::Message;
use convex_runtime::FunctionKind;
use convex_store::Timestamp;
use futures::future::{BoxFuture, OptionFuture};
use futures::{FutureExt as _, Sink, Stream, StreamExt as _};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use writer::{Outgoing, Sent};

/// Arguments of 16 MiB, and the rest of the message.
const MAX_TEXT: usize = 20 << 20;
const TOO_LARGE: &str =
    "Received a message that is too large; function arguments may have at most 16 MiB.";
/// A socket-level ping is answered by every client without its knowing, which shows that it is there.
const PROBE_EVERY: Duration = Duration::from_secs(30);

enum Event {
    MutationDone(Completion),
    ActionDone(Completion),
    Failed(Error),
}

/// What carries the messages of a sync connection: a WebSocket, or a simulated one.
pub trait Link:
    Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Send + 'static
{
}

impl<L> Link for L where
    L: Stream<Item = Result<Message, axum::Error>>
        + Sink<Message, Error = axum::Error>
        + Send
        + 'static
{
}

type Evaluation = BoxFuture<'static, Result<(Evaluated, Vec<Watch>), Error>>;

/// One connection.
struct Driver {
    shared: Arc<Shared>,
    session: Session,
    /// Told when a watched result becomes invalid.
    waker: Arc<Notify>,
    signal: Arc<CommitSignal>,
    /// Told when the caller's session ends.
    ended: Arc<Notify>,
    presence: Option<Presence>,
    watches: Vec<Watch>,
    evaluation: OptionFuture<Evaluation>,
    verification: OptionFuture<BoxFuture<'static, Result<Caller, Error>>>,
    events: mpsc::UnboundedSender<Event>,
    outgoing: mpsc::UnboundedSender<Outgoing>,
    sent: Arc<Sent>,
}

/// Serves one connection to its end.
pub(crate) async fn serve(link: impl Link, shared: Arc<Shared>, chunks: bool) {
    let (sink, stream) = link.split();
    let mut stream = std::pin::pin!(stream);
    let (events, mut inbox) = mpsc::unbounded_channel();
    let (outgoing, frames) = mpsc::unbounded_channel();
    let sent = Arc::<Sent>::default();
    let mut writer = tokio::spawn(writer::write(sink, frames, sent.clone()));
    let mut deployments = shared.engine.deployments.subscribe();
    let stop = shared.stop.clone();
    let session = Session::new(shared.now(), chunks);
    let mut driver = Driver {
        shared,
        session,
        waker: Arc::default(),
        signal: Arc::default(),
        ended: Arc::default(),
        presence: None,
        watches: Vec::new(),
        evaluation: None.into(),
        verification: None.into(),
        events,
        outgoing,
        sent: sent.clone(),
    };
    let mut probe = tokio::time::interval(PROBE_EVERY);
    probe.reset();
    // Not set anew with every frame: a deadline that moved is noticed when the old one comes.
    let timer = tokio::time::sleep(driver.until_deadline());
    tokio::pin!(timer);
    loop {
        let (waker, signal) = (driver.waker.clone(), driver.signal.clone());
        let ended = driver.ended.clone();
        let frame = tokio::select! {
            biased;
            () = stop.cancelled(), if !driver.session.is_closed() => {
                driver.session.on_shutdown();
                None
            }
            _ = &mut writer => break,
            Some(event) = inbox.recv() => { driver.on_event(event); None }
            () = sent.room() => None,
            Some(result) = &mut driver.evaluation => { driver.on_evaluation(result); None }
            Some(result) = &mut driver.verification => { driver.on_verification(result); None }
            () = waker.notified() => { driver.session.on_stale(driver.shared.now()); None }
            () = signal.abandoned.notified() => {
                driver.session.on_commit_abandoned(driver.shared.now());
                None
            }
            () = ended.notified() => { driver.session.on_session_ended(driver.shared.now()); None }
            Ok(()) = deployments.changed() => {
                driver.session.on_stale(driver.shared.now());
                None
            }
            () = &mut timer => {
                driver.session.on_timer(driver.shared.now());
                timer.set(tokio::time::sleep(driver.until_deadline()));
                None
            }
            _ = probe.tick() => { driver.send(Outgoing::Probe); None }
            frame = stream.next() => Some(frame),
        };
        // What has been begun goes before what is asked next; one frame with each of it, so that neither starves.
        let frame = match frame {
            None => match futures::poll!(stream.next()) {
                Poll::Ready(frame) => Some(frame),
                Poll::Pending => None,
            },
            frame => frame,
        };
        let goes_on = match frame {
            Some(Some(frame)) => driver.on_frame(frame),
            Some(None) => false,
            None => true,
        };
        if !goes_on {
            break;
        }
        driver.note_sent();
        driver.perform().await;
        while driver.sent.is_waited_for(driver.session.waits_for_room()) {
            driver.note_sent();
            driver.perform().await;
        }
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
    fn until_deadline(&self) -> Duration {
        let now = self.shared.now().monotonic;
        self.session.deadline().saturating_sub(now)
    }

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
        }
    }

    /// Tells the machine what has gone out since it was last told.
    fn note_sent(&mut self) {
        let now = self.shared.now();
        for (frame, bytes) in self.sent.take() {
            self.session.on_sent(now, frame, bytes);
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
        let joined = result.and_then(|caller| {
            self.presence = self.shared.sessions.join(&caller, &self.ended)?;
            Ok(caller)
        });
        self.session.on_verified(self.shared.now(), joined);
    }

    fn fail(&mut self, error: &Error) {
        tracing::warn!(%error, "a sync connection ends with an error");
        self.session.on_failure(error);
    }

    /// Does everything the machine asks for. Waits for nothing.
    async fn perform(&mut self) {
        while let Some(effect) = self.session.poll() {
            match effect {
                Effect::Send { text, frame } => self.send(Outgoing::Frame { text, frame }),
                Effect::Verify(token) => self.verify(token),
                Effect::Mutate(request) => self.start(request, FunctionKind::Mutation),
                Effect::Act(request) => self.start(request, FunctionKind::Action),
                Effect::Evaluate(plan) => {
                    let (engine, waker) = (self.shared.engine.clone(), self.waker.clone());
                    let mut evaluation = evaluate::evaluate(engine, plan, waker).boxed();
                    // Most results are there already, computed for another connection.
                    match futures::poll!(&mut evaluation) {
                        Poll::Ready(result) => self.on_evaluation(result),
                        Poll::Pending => self.evaluation = Some(evaluation).into(),
                    }
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
    fn start(&self, request: Request, kind: FunctionKind) {
        let (engine, events) = (self.shared.engine.clone(), self.events.clone());
        let signal = self.signal.clone();
        self.shared.tasks.spawn(async move {
            let request_id = request.message.request_id;
            let session = request.session_id.as_deref().unwrap_or_default();
            let shown_id = request_id_of(session, request_id);
            let (done, ended): (fn(Completion) -> Event, _) = match kind {
                FunctionKind::Mutation => (
                    Event::MutationDone,
                    mutate(&engine, request, shown_id.clone(), signal).await,
                ),
                _ => (
                    Event::ActionDone,
                    act(&engine, request, shown_id.clone()).await,
                ),
            };
            let event = match ended {
                Ok((result, ts)) => done(Completion {
                    request_id,
                    result: engine.presenter.result(&result, &shown_id),
                    ts: ts.0,
                }),
                Err(error) => Event::Failed(error),
            };
            let _ = events.send(event);
        });
    }
}

async fn mutate(
    engine: &Arc<Engine>,
    request: Request,
    request_id: String,
    signal: Arc<CommitSignal>,
) -> Result<(FunctionResult, Timestamp), Error> {
    let Request {
        session_id,
        mut message,
        caller,
    } = request;
    let args = CallArgs::from_json(message.args.take());
    let key = session_id.map(|session| RequestKey {
        session,
        request: message.request_id,
        owner: caller.owner(),
    });
    let call = MutationCall {
        callee: callee(&message),
        args,
        caller,
        key,
        request_id,
        signal: Some(signal),
    };
    engine.mutation(call).await
}

/// An action has no timestamp of its own: what it did is there at the newest.
async fn act(
    engine: &Arc<Engine>,
    request: Request,
    request_id: String,
) -> Result<(FunctionResult, Timestamp), Error> {
    let Request {
        mut message,
        caller,
        ..
    } = request;
    let args = CallArgs::from_json(message.args.take());
    let call = ActionCall {
        callee: callee(&message),
        args,
        caller,
        request_id,
    };
    let result = engine.action(call).await?;
    Ok((result, engine.latest()))
}

fn callee(message: &RequestMessage) -> Callee<'_> {
    Callee {
        path: &message.udf_path,
        component: message.component_path.as_deref(),
        entrance: Entrance::Public,
    }
}

fn is_oversize(error: &axum::Error) -> bool {
    // The library's error type is not part of the interface; its text for both limits is.
    let text = error.to_string();
    text.contains("Space limit exceeded") || text.contains("Message too long")
}
