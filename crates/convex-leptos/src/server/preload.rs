//! The queries of one page: each asked once, all answers kept for the document.

use std::{
    collections::BTreeMap,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use convex_sync::{Outcome, QueryKey};
use futures::{FutureExt, channel::oneshot};

use super::{QueryBackend, Turns};
use crate::{cell::Sink, payload::Payload};

/// The queries of one page.
pub(crate) struct Preload {
    backend: Option<Arc<dyn QueryBackend>>,
    turns: Turns,
    queries: Arc<Mutex<Queries>>,
}

#[derive(Default)]
struct Queries {
    by_key: BTreeMap<QueryKey, Answer>,
    running: usize,
    /// Who waits for `running` to become zero.
    idle: Vec<oneshot::Sender<()>>,
}

enum Answer {
    Running(Vec<Arc<dyn Sink>>),
    Known(Outcome),
}

impl Preload {
    pub(super) fn new(backend: Option<Arc<dyn QueryBackend>>, turns: Turns) -> Self {
        Self {
            backend,
            turns,
            queries: Arc::default(),
        }
    }

    /// Tells the sink the answer: at once if it is known or the backend has it at hand, otherwise from
    /// a task. Without a backend there is never one.
    pub(super) fn ask(&self, key: &QueryKey, sink: Arc<dyn Sink>) {
        let Some(backend) = &self.backend else { return };
        {
            let mut queries = lock(&self.queries);
            match queries.by_key.get_mut(key) {
                Some(Answer::Running(sinks)) => return sinks.push(sink),
                Some(Answer::Known(outcome)) => {
                    let outcome = outcome.clone();
                    drop(queries);
                    return sink.outcome(&outcome);
                }
                None => {
                    queries
                        .by_key
                        .insert(key.clone(), Answer::Running(vec![sink]));
                    queries.running += 1;
                }
            }
        }
        let mut answer = Box::pin(fetch(Arc::clone(backend), key.clone()));
        let (queries, key) = (Arc::clone(&self.queries), key.clone());
        match answer.as_mut().now_or_never() {
            Some(outcome) => settle(&queries, key, outcome),
            None => {
                let turns = self.turns.clone();
                leptos::reactive::spawn(async move {
                    let outcome = answer.await;
                    let _turn = turns.take();
                    settle(&queries, key, outcome);
                });
            }
        }
    }

    /// Waits until no query is running.
    pub(super) async fn settled(&self) {
        loop {
            let receiver = {
                let mut queries = lock(&self.queries);
                if queries.running == 0 {
                    return;
                }
                let (sender, receiver) = oneshot::channel();
                queries.idle.push(sender);
                receiver
            };
            // An error means the sender is gone; look again either way.
            let _ = receiver.await;
        }
    }

    /// What the document carries.
    pub(super) fn payload(&self) -> Payload {
        let results = lock(&self.queries)
            .by_key
            .iter()
            .filter_map(|(key, answer)| match answer {
                Answer::Known(outcome) => Some((key.clone(), outcome.clone())),
                Answer::Running(_) => None,
            })
            .collect();
        let backend = self.backend.as_ref();
        Payload {
            timestamp: backend.and_then(|backend| backend.timestamp()),
            deployment_url: backend.and_then(|backend| backend.deployment_url()),
            results,
        }
    }
}

async fn fetch(backend: Arc<dyn QueryBackend>, key: QueryKey) -> Outcome {
    backend.query(key.path(), key.args()).await
}

fn settle(queries: &Mutex<Queries>, key: QueryKey, outcome: Outcome) {
    let (sinks, idle) = {
        let mut queries = lock(queries);
        let sinks = match queries.by_key.insert(key, Answer::Known(outcome.clone())) {
            Some(Answer::Running(sinks)) => sinks,
            _ => Vec::new(),
        };
        queries.running -= 1;
        let idle = if queries.running == 0 {
            mem::take(&mut queries.idle)
        } else {
            Vec::new()
        };
        (sinks, idle)
    };
    for sink in sinks {
        sink.outcome(&outcome);
    }
    for waiter in idle {
        // The response may have been dropped.
        let _ = waiter.send(());
    }
}

fn lock(queries: &Mutex<Queries>) -> MutexGuard<'_, Queries> {
    queries.lock().unwrap_or_else(PoisonError::into_inner)
}
