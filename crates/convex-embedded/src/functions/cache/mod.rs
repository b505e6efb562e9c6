//! Query results, shared by everyone who asks the same, until a commit touches what they read.
//!
//! An entry is valid from the timestamp it was computed at until a commit's keys lie in its read set; that
//! commit wakes everyone who watches it. Nothing is compared by table or by document: only
//! intervals of index keys decide. At most one run per question is under way for those who can share it.

mod state;

pub(crate) use state::Question;

use super::query::Executed;
use crate::Error;
use crate::outcome::QueryOutcome;
use convex_host::Host;
use convex_store::{ReadSet, Store, Timestamp};
use parking_lot::Mutex;
use state::{Entry, Flight, Key, MAX_ENTRIES, Past, State, size};
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore, watch};

/// A result that looked at the clock serves new askers this long.
const TIMED: Duration = Duration::from_secs(17);
/// Whoever watches what functions do is told at most so often.
const TELL_EVERY: Duration = Duration::from_millis(250);
/// Entries that are removed while others wait.
const SWEPT_AT_ONCE: usize = 64;

/// See the module's documentation.
pub(crate) struct Cache {
    state: Mutex<State>,
    store: Store,
    host: Arc<dyn Host>,
    /// Positions among executions, as they come.
    runs: watch::Receiver<f64>,
    hits: AtomicU64,
}

/// Keeps a subscriber informed about one result; dropping it ends that.
pub(crate) struct Watch {
    cache: Weak<Cache>,
    entry: u64,
    watcher: u64,
}

enum Look {
    Hit(Arc<QueryOutcome>, Option<Watch>),
    Wait(Arc<Semaphore>),
    Run(Option<Key>),
}

impl Cache {
    pub(crate) fn new(store: Store, host: Arc<dyn Host>, runs: watch::Receiver<f64>) -> Self {
        let state = State::at(store.latest());
        Self {
            state: Mutex::new(state),
            store,
            host,
            runs,
            hits: AtomicU64::new(0),
        }
    }

    /// The result at `ts`: a valid one, one that is being computed, or a new run. `waker` is told when a
    /// commit invalidates it.
    pub(crate) async fn get<F: Future<Output = Result<Executed, Error>>>(
        self: &Arc<Self>,
        question: Arc<Question>,
        identity: Arc<str>,
        ts: Timestamp,
        waker: Option<&Arc<Notify>>,
        run: impl FnOnce() -> F,
    ) -> Result<(Arc<QueryOutcome>, Option<Watch>), Error> {
        let lead = loop {
            match self.look(&question, &identity, ts, waker) {
                Look::Hit(outcome, watch) => {
                    self.hits.fetch_add(1, Ordering::Relaxed);
                    return Ok((outcome, watch));
                }
                // Closing is the signal, so an error is what is waited for.
                Look::Wait(landed) => drop(landed.acquire().await),
                Look::Run(flight) => break flight,
            }
        };
        let _landing = lead.map(|key| Landing { cache: self, key });
        let executed = run().await?;
        Ok(self.keep(&question, identity, ts, executed, waker))
    }

    /// How many answers needed no run.
    pub(crate) fn hits(&self) -> u64 {
        self.hits.load(Ordering::Relaxed)
    }

    fn look(
        self: &Arc<Self>,
        question: &Arc<Question>,
        identity: &Arc<str>,
        ts: Timestamp,
        waker: Option<&Arc<Notify>>,
    ) -> Look {
        let mut state = self.state.lock();
        self.catch_up(&mut state);
        let now = self.host.monotonic();
        let shared = (question.clone(), None);
        let personal = (question.clone(), Some(identity.clone()));
        for key in [&shared, &personal] {
            let Some(id) = state.keys.get(key).copied() else {
                continue;
            };
            let Some(entry) = state.entries.get_mut(&id) else {
                continue;
            };
            if entry.from > ts || entry.expires.is_some_and(|expires| expires <= now) {
                continue;
            }
            let outcome = entry.outcome.clone();
            match entry.until {
                None => {
                    entry.used = now;
                    let watch = waker.and_then(|waker| self.watch(&mut state, id, waker));
                    return Look::Hit(outcome, watch);
                }
                Some(until) if ts < until && entry.expires.is_none() => {
                    return overtaken(outcome, waker);
                }
                Some(_) => {}
            }
        }
        if let Some(outcome) = [&shared, &personal]
            .into_iter()
            .find_map(|key| state.past_result(key, ts))
        {
            return overtaken(outcome, waker);
        }
        let is_personal = state.personal.get(question).copied().unwrap_or(true);
        let key = if is_personal { personal } else { shared };
        match state.flights.get(&key) {
            Some(flight) if flight.ts <= ts => Look::Wait(flight.landed.clone()),
            // Under way at a later snapshot than ours.
            Some(_) => Look::Run(None),
            None => {
                state.flights.insert(
                    key.clone(),
                    Flight {
                        ts,
                        landed: Arc::new(Semaphore::new(0)),
                    },
                );
                Look::Run(Some(key))
            }
        }
    }

    /// Files a fresh result. If a commit touched it meanwhile, it is right for `ts` only, and the waker is
    /// told at once.
    fn keep(
        self: &Arc<Self>,
        question: &Arc<Question>,
        identity: Arc<str>,
        ts: Timestamp,
        executed: Executed,
        waker: Option<&Arc<Notify>>,
    ) -> (Arc<QueryOutcome>, Option<Watch>) {
        let Executed {
            outcome,
            reads,
            identity_observed,
            time_observed,
            runs_observed,
        } = executed;
        // Most commits are looked at before anybody has to wait for it.
        let known = self.store.latest().max(ts);
        let mut until = self.overtaken(ts, &reads, known);
        let mut state = self.state.lock();
        self.catch_up(&mut state);
        if until.is_none() && state.processed > known {
            until = self.overtaken(known, &reads, state.processed);
        }
        if runs_observed.is_some_and(|seen| seen < state.told) {
            if let Some(waker) = waker {
                waker.notify_one();
            }
            return (outcome, None);
        }
        let owner = identity_observed.then_some(identity);
        if state.personal.len() > MAX_ENTRIES {
            state.personal.clear();
        }
        state.personal.insert(question.clone(), identity_observed);
        if let Some(until) = until {
            if let Some(waker) = waker {
                waker.notify_one();
            }
            let bytes = size(&outcome, question);
            state.remember(
                (question.clone(), owner),
                Past {
                    outcome: outcome.clone(),
                    from: ts,
                    until,
                    bytes,
                },
            );
            return (outcome, None);
        }
        let mut keys = vec![(question.clone(), owner.clone())];
        if outcome.journal.as_deref() != question.journal.as_deref() {
            let journal = outcome.journal.as_deref().map(Arc::from);
            keys.push((
                Arc::new(Question {
                    journal,
                    ..Question::clone(question)
                }),
                owner,
            ));
        }
        let now = self.host.monotonic();
        let bytes = size(&outcome, question);
        let id = state.next;
        state.next += 1;
        for key in &keys {
            if let Some(old) = state.keys.insert(key.clone(), id) {
                state.drop_if_unwatched(old);
            }
        }
        state.readers.insert(reads, id);
        if runs_observed.is_some() {
            state.about_runs.insert(id);
            if !std::mem::replace(&mut state.follows_runs, true) {
                tokio::spawn(self.clone().follow_runs(self.runs.clone()));
            }
        }
        state.bytes += bytes;
        let expires = time_observed.then(|| now + TIMED);
        let entry = Entry {
            keys,
            outcome: outcome.clone(),
            from: ts,
            until: None,
            expires,
            used: now,
            bytes,
            watchers: BTreeMap::new(),
        };
        state.entries.insert(id, entry);
        let watch = waker.and_then(|waker| self.watch(&mut state, id, waker));
        state.make_room();
        (outcome, watch)
    }

    /// The first commit after `ts` that touches what was read.
    fn overtaken(&self, ts: Timestamp, reads: &ReadSet, processed: Timestamp) -> Option<Timestamp> {
        let Some(changes) = self.store.changes_since(ts) else {
            return Some(ts.successor());
        };
        changes
            .iter()
            .find(|record| record.ts() <= processed && reads.overlaps(record))
            .map(|record| record.ts())
    }

    fn watch(
        self: &Arc<Self>,
        state: &mut State,
        entry: u64,
        waker: &Arc<Notify>,
    ) -> Option<Watch> {
        let watcher = state.next;
        state.next += 1;
        state
            .entries
            .get_mut(&entry)?
            .watchers
            .insert(watcher, waker.clone());
        Some(Watch {
            cache: Arc::downgrade(self),
            entry,
            watcher,
        })
    }

    /// Applies the commits since the last call. Called under the lock before every look, so that a look at
    /// a timestamp always knows all commits up to it.
    fn catch_up(&self, state: &mut State) {
        let latest = self.store.latest();
        if latest <= state.processed {
            return;
        }
        match self.store.changes_since(state.processed) {
            Some(changes) => {
                for record in &changes {
                    state.invalidate(record);
                    state.processed = state.processed.max(record.ts());
                }
                state.processed = state.processed.max(latest);
            }
            None => {
                state.clear();
                state.processed = latest;
            }
        }
        state.sweep(SWEPT_AT_ONCE);
    }

    /// Follows the commits until the store is closed.
    pub(crate) async fn follow(self: Arc<Self>) {
        let mut commits = self.store.watch();
        while commits.changed().await.is_ok() {
            commits.borrow_and_update();
            self.catch_up(&mut self.state.lock());
            while self.sweep() {
                tokio::task::yield_now().await;
            }
        }
    }

    fn sweep(&self) -> bool {
        self.state.lock().sweep(SWEPT_AT_ONCE)
    }

    /// Follows what functions do for as long as somebody asks: most of the time nobody does.
    async fn follow_runs(self: Arc<Self>, mut runs: watch::Receiver<f64>) {
        while runs.changed().await.is_ok() {
            let newest = *runs.borrow_and_update();
            if !self.tell_of_run(newest) {
                return;
            }
            tokio::time::sleep(TELL_EVERY).await;
        }
    }

    /// What was said about runs is out of date. False if nothing was: then they are not followed any more.
    fn tell_of_run(&self, newest: f64) -> bool {
        let mut state = self.state.lock();
        state.told = newest;
        let entries = std::mem::take(&mut state.about_runs);
        for id in &entries {
            state.remove(*id);
        }
        state.follows_runs = !entries.is_empty();
        state.follows_runs
    }

    /// Forgets everything and wakes everyone: the functions changed.
    pub(crate) fn clear(&self) {
        self.state.lock().clear();
    }
}

/// What is right for a snapshot, and known not to be for later ones.
fn overtaken(outcome: Arc<QueryOutcome>, waker: Option<&Arc<Notify>>) -> Look {
    if let Some(waker) = waker {
        waker.notify_one();
    }
    Look::Hit(outcome, None)
}

/// Ends a flight, also when the run was cancelled.
struct Landing<'a> {
    cache: &'a Cache,
    key: Key,
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        if let Some(flight) = self.cache.state.lock().flights.remove(&self.key) {
            flight.landed.close();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let Some(cache) = self.cache.upgrade() else {
            return;
        };
        if let Some(entry) = cache.state.lock().entries.get_mut(&self.entry) {
            entry.watchers.remove(&self.watcher);
        }
    }
}
