//! Query results, shared by everyone who asks the same, until a commit touches what they read.
//!
//! An entry is valid from the timestamp it was computed at until a commit's keys lie in its read set; that
//! commit removes it and wakes everyone who watches it. Nothing is compared by table or by document: only
//! intervals of index keys decide. At most one run per question is under way for those who can share it.

use super::query::Executed;
use crate::Error;
use crate::outcome::QueryOutcome;
use convex_host::Host;
use convex_store::{CommitRecord, ReadSet, Store, SubscriptionIndex, Timestamp};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};

/// A result that looked at the clock serves new askers this long.
const TIMED: Duration = Duration::from_secs(17);
/// Bytes of results that are no longer valid, kept for those who ask for a snapshot just before.
const MAX_PAST_BYTES: usize = 16 << 20;
/// Results that nobody watches are dropped beyond these.
const MAX_ENTRIES: usize = 10_000;
const MAX_BYTES: usize = 64 << 20;

/// What is asked, but for who asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    /// Number of the deployed version.
    pub(crate) version: u64,
    pub(crate) path: Arc<str>,
    pub(crate) args: Arc<str>,
    pub(crate) journal: Option<Arc<str>>,
}

/// A question with the identity, where the run looked at it.
type Key = (Arc<Question>, Option<Arc<str>>);

struct Entry {
    keys: Vec<Key>,
    outcome: Arc<QueryOutcome>,
    from: Timestamp,
    expires: Option<Duration>,
    used: Duration,
    bytes: usize,
    watchers: HashMap<u64, Arc<Notify>>,
}

/// A result that was valid until a commit touched it. Those who chose their snapshot before the commit can
/// still have it, which keeps a crowd from computing it one after another.
struct Past {
    outcome: Arc<QueryOutcome>,
    from: Timestamp,
    until: Timestamp,
    bytes: usize,
}

struct Flight {
    ts: Timestamp,
    /// Closed when the run is over.
    landed: Arc<Semaphore>,
}

#[derive(Default)]
struct State {
    processed: Timestamp,
    entries: HashMap<u64, Entry>,
    keys: HashMap<Key, u64>,
    readers: SubscriptionIndex<u64>,
    past: HashMap<Key, Past>,
    past_bytes: usize,
    flights: HashMap<Key, Flight>,
    /// Whether the last run of a question looked at the identity.
    personal: HashMap<Arc<Question>, bool>,
    next: u64,
    bytes: usize,
}

/// See the module's documentation.
pub(crate) struct Cache {
    state: Mutex<State>,
    store: Store,
    host: Arc<dyn Host>,
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
    pub(crate) fn new(store: Store, host: Arc<dyn Host>) -> Self {
        let state = State {
            processed: store.latest(),
            ..State::default()
        };
        Self {
            state: Mutex::new(state),
            store,
            host,
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
                Look::Hit(outcome, watch) => return Ok((outcome, watch)),
                // Closing is the signal, so an error is what is waited for.
                Look::Wait(landed) => drop(landed.acquire().await),
                Look::Run(flight) => break flight,
            }
        };
        let _landing = lead.map(|key| Landing { cache: self, key });
        let executed = run().await?;
        Ok(self.keep(&question, identity, ts, executed, waker))
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
            if entry.from <= ts && entry.expires.is_none_or(|expires| now < expires) {
                entry.used = now;
                let outcome = entry.outcome.clone();
                return Look::Hit(
                    outcome,
                    waker.and_then(|waker| self.watch(&mut state, id, waker)),
                );
            }
        }
        if let Some(outcome) = [&shared, &personal]
            .into_iter()
            .find_map(|key| state.past_result(key, ts))
        {
            // Right for this snapshot, and known to be overtaken.
            if let Some(waker) = waker {
                waker.notify_one();
            }
            return Look::Hit(outcome, None);
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
        } = executed;
        let mut state = self.state.lock();
        self.catch_up(&mut state);
        let owner = identity_observed.then_some(identity);
        if state.personal.len() > MAX_ENTRIES {
            state.personal.clear();
        }
        state.personal.insert(question.clone(), identity_observed);
        if let Some(until) = self.overtaken(ts, &reads, state.processed) {
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
        state.bytes += bytes;
        let expires = time_observed.then(|| now + TIMED);
        let entry = Entry {
            keys,
            outcome: outcome.clone(),
            from: ts,
            expires,
            used: now,
            bytes,
            watchers: HashMap::new(),
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
    }

    /// Follows the commits until the store is closed.
    pub(crate) async fn follow(self: Arc<Self>) {
        let mut commits = self.store.watch();
        while commits.changed().await.is_ok() {
            commits.borrow_and_update();
            self.catch_up(&mut self.state.lock());
        }
    }

    /// Forgets everything and wakes everyone: the functions changed.
    pub(crate) fn clear(&self) {
        self.state.lock().clear();
    }
}

impl State {
    fn invalidate(&mut self, record: &CommitRecord) {
        for id in self.readers.matches(record) {
            if let Some(entry) = self
                .entries
                .get(&id)
                .filter(|entry| entry.expires.is_none())
            {
                let past = Past {
                    outcome: entry.outcome.clone(),
                    from: entry.from,
                    until: record.ts(),
                    bytes: entry.bytes,
                };
                for key in entry.keys.clone() {
                    self.remember(
                        key,
                        Past {
                            outcome: past.outcome.clone(),
                            ..past
                        },
                    );
                }
            }
            self.remove(id);
        }
    }

    fn past_result(&self, key: &Key, ts: Timestamp) -> Option<Arc<QueryOutcome>> {
        let past = self.past.get(key)?;
        (past.from <= ts && ts < past.until).then(|| past.outcome.clone())
    }

    fn remember(&mut self, key: Key, past: Past) {
        if self.past_bytes + past.bytes > MAX_PAST_BYTES {
            self.past.clear();
            self.past_bytes = 0;
        }
        self.past_bytes += past.bytes;
        if let Some(old) = self.past.insert(key, past) {
            self.past_bytes -= old.bytes;
        }
    }

    /// Removes an entry and wakes its watchers.
    fn remove(&mut self, id: u64) {
        self.readers.remove(id);
        let Some(entry) = self.entries.remove(&id) else {
            return;
        };
        self.bytes -= entry.bytes;
        for key in &entry.keys {
            if self.keys.get(key) == Some(&id) {
                self.keys.remove(key);
            }
        }
        for waker in entry.watchers.values() {
            waker.notify_one();
        }
    }

    fn drop_if_unwatched(&mut self, id: u64) {
        if self
            .entries
            .get(&id)
            .is_some_and(|entry| entry.watchers.is_empty())
        {
            self.remove(id);
        }
    }

    fn clear(&mut self) {
        self.past.clear();
        self.past_bytes = 0;
        let ids: Vec<u64> = self.entries.keys().copied().collect();
        for id in ids {
            self.remove(id);
        }
    }

    /// Drops what was not used for longest among what nobody watches.
    fn make_room(&mut self) {
        if self.entries.len() <= MAX_ENTRIES && self.bytes <= MAX_BYTES {
            return;
        }
        let unwatched = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.watchers.is_empty());
        let mut by_age: Vec<(Duration, u64)> =
            unwatched.map(|(id, entry)| (entry.used, *id)).collect();
        by_age.sort_unstable();
        for (_, id) in by_age {
            if self.entries.len() <= MAX_ENTRIES / 4 * 3 && self.bytes <= MAX_BYTES / 4 * 3 {
                break;
            }
            self.remove(id);
        }
    }
}

fn size(outcome: &QueryOutcome, question: &Question) -> usize {
    let result = match &outcome.result.value {
        Ok(value) => value.len(),
        Err(failure) => failure.message.len(),
    };
    result
        + question.args.len()
        + outcome
            .result
            .log_lines
            .iter()
            .map(String::len)
            .sum::<usize>()
        + 512
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
