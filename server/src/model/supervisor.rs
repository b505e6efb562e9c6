//! Runs the program while it is needed: starts it when somebody asks, again when it has died, and ends it when
//! nobody has asked for a while.

use super::nearby;
use super::worker::{Launch, Worker};
use convex_host::Host;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// How long what happens may take.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    /// Unused for so long, the program is ended: it holds the memory of a browser tab or two.
    pub(super) idle: Duration,
    /// From the second failure in a row on, the next start waits so long, doubled with every further one.
    pub(super) backoff: Duration,
    pub(super) backoff_max: Duration,
    /// A program that has lived so long is healthy, whatever ended it.
    pub(super) healthy: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(600),
            backoff: Duration::from_secs(1),
            backoff_max: Duration::from_secs(60),
            healthy: Duration::from_secs(60),
        }
    }
}

/// A handle to the task that owns the program. The program ends with the last handle.
#[derive(Clone)]
pub(super) struct Supervisor {
    orders: mpsc::Sender<oneshot::Sender<Answer>>,
}

type Answer = Result<Lease, Refusal>;

/// The program, which is not ended as long as this is held.
pub(super) struct Lease {
    pub(super) origin: String,
    _using: Using,
}

/// Why there is no program.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refusal {
    /// A clause.
    pub(super) reason: String,
    pub(super) retry_after: Duration,
}

/// Counts itself as long as it lives.
struct Using(Arc<watch::Sender<usize>>);

impl Using {
    fn new(users: &Arc<watch::Sender<usize>>) -> Self {
        users.send_modify(|count| *count += 1);
        Self(users.clone())
    }
}

impl Drop for Using {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl Supervisor {
    /// Starts nothing yet.
    pub(super) fn new(launch: Launch, patience: Patience, host: Arc<dyn Host>) -> Self {
        let (orders, received) = mpsc::channel(16);
        let attendant = Attendant {
            launch,
            patience,
            host,
            http: nearby(),
            orders: received,
            users: Arc::new(watch::Sender::new(0)),
            failures: Failures::default(),
        };
        tokio::spawn(attendant.run());
        Self { orders }
    }

    /// The program, started if it does not run.
    pub(super) async fn lease(&self) -> Answer {
        let (answer, answered) = oneshot::channel();
        let gone = |_| Refusal {
            reason: "the server is about to end".to_owned(),
            retry_after: Duration::from_secs(1),
        };
        // The task lives as long as there is a handle.
        let _ = self.orders.send(answer).await;
        answered.await.map_err(gone)?
    }
}

/// In a row.
#[derive(Default)]
struct Failures {
    count: u32,
    reason: String,
    /// On the host's monotonic clock.
    not_before: Duration,
}

struct Attendant {
    launch: Launch,
    patience: Patience,
    host: Arc<dyn Host>,
    http: reqwest::Client,
    orders: mpsc::Receiver<oneshot::Sender<Answer>>,
    users: Arc<watch::Sender<usize>>,
    failures: Failures,
}

impl Attendant {
    async fn run(mut self) {
        while let Some(answer) = self.orders.recv().await {
            match self.start().await {
                Ok(worker) => {
                    self.grant(answer, &worker);
                    self.attend(worker).await;
                }
                Err(refusal) => {
                    // Whoever asked may have gone away.
                    let _ = answer.send(Err(refusal));
                }
            }
        }
    }

    async fn start(&mut self) -> Result<Worker, Refusal> {
        let wait = self
            .failures
            .not_before
            .saturating_sub(self.host.monotonic());
        if wait.is_zero() {
            match Worker::start(&self.launch, &self.http).await {
                Ok(worker) => return Ok(worker),
                Err(reason) => self.failed(reason),
            }
        }
        Err(Refusal {
            reason: self.failures.reason.clone(),
            retry_after: self
                .failures
                .not_before
                .saturating_sub(self.host.monotonic()),
        })
    }

    /// Until the program has ended, one way or the other.
    async fn attend(&mut self, mut worker: Worker) {
        let started = self.host.monotonic();
        loop {
            let users = self.users.clone();
            tokio::select! {
                order = self.orders.recv() => match order {
                    Some(answer) => self.grant(answer, &worker),
                    None => return,
                },
                reason = worker.ended() => {
                    if self.host.monotonic().saturating_sub(started) >= self.patience.healthy {
                        self.failures = Failures::default();
                    }
                    return self.failed(reason);
                }
                () = unused(&users, self.patience.idle) => {
                    self.failures = Failures::default();
                    return worker.stop().await;
                }
            }
        }
    }

    fn grant(&self, answer: oneshot::Sender<Answer>, worker: &Worker) {
        let _ = answer.send(Ok(Lease {
            origin: worker.origin().to_owned(),
            _using: Using::new(&self.users),
        }));
    }

    /// Remembers a failure, and when to try again: the first time at once.
    fn failed(&mut self, reason: String) {
        let Patience {
            backoff,
            backoff_max,
            ..
        } = self.patience;
        let delay = match self.failures.count {
            0 => Duration::ZERO,
            count => backoff
                .saturating_mul(1 << (count - 1).min(16))
                .min(backoff_max),
        };
        tracing::warn!("the local model does not run: {reason}; the next message starts it again");
        self.failures = Failures {
            count: self.failures.count.saturating_add(1),
            reason,
            not_before: self.host.monotonic() + delay,
        };
    }
}

/// Returns once nobody has used the program for a while.
async fn unused(users: &watch::Sender<usize>, idle: Duration) {
    // The sender is borrowed, so it cannot go away meanwhile.
    let _ = users.subscribe().wait_for(|count| *count == 0).await;
    tokio::time::sleep(idle).await;
}
