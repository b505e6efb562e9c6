//! What the cache holds, and what a commit does to it.

use crate::outcome::QueryOutcome;
use convex_store::{CommitRecord, SubscriptionIndex, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};

/// Bytes of results that are no longer valid, kept for those who ask for a snapshot just before.
const MAX_PAST_BYTES: usize = 16 << 20;
/// Results that nobody watches are dropped beyond these.
pub(super) const MAX_ENTRIES: usize = 10_000;
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
pub(super) type Key = (Arc<Question>, Option<Arc<str>>);

pub(super) struct Entry {
    pub(super) keys: Vec<Key>,
    pub(super) outcome: Arc<QueryOutcome>,
    pub(super) from: Timestamp,
    pub(super) expires: Option<Duration>,
    pub(super) used: Duration,
    pub(super) bytes: usize,
    /// In the order in which they came, which is the order in which they are told.
    pub(super) watchers: BTreeMap<u64, Arc<Notify>>,
}

/// A result that was valid until a commit touched it. Those who chose their snapshot before the commit can
/// still have it, which keeps a crowd from computing it one after another.
pub(super) struct Past {
    pub(super) outcome: Arc<QueryOutcome>,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) bytes: usize,
}

pub(super) struct Flight {
    pub(super) ts: Timestamp,
    /// Closed when the run is over.
    pub(super) landed: Arc<Semaphore>,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) processed: Timestamp,
    pub(super) entries: BTreeMap<u64, Entry>,
    pub(super) keys: HashMap<Key, u64>,
    pub(super) readers: SubscriptionIndex<u64>,
    pub(super) past: HashMap<Key, Past>,
    pub(super) past_bytes: usize,
    pub(super) flights: HashMap<Key, Flight>,
    /// Entries that say what functions did: out of date with the next run of any.
    pub(super) about_runs: BTreeSet<u64>,
    pub(super) follows_runs: bool,
    /// The last run that those who watch such entries were told of, as a position among executions.
    pub(super) told: f64,
    /// Whether the last run of a question looked at the identity.
    pub(super) personal: HashMap<Arc<Question>, bool>,
    pub(super) next: u64,
    pub(super) bytes: usize,
}

impl State {
    pub(super) fn invalidate(&mut self, record: &CommitRecord) {
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

    pub(super) fn past_result(&self, key: &Key, ts: Timestamp) -> Option<Arc<QueryOutcome>> {
        let past = self.past.get(key)?;
        (past.from <= ts && ts < past.until).then(|| past.outcome.clone())
    }

    pub(super) fn remember(&mut self, key: Key, past: Past) {
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
    pub(super) fn remove(&mut self, id: u64) {
        self.readers.remove(id);
        self.about_runs.remove(&id);
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

    pub(super) fn drop_if_unwatched(&mut self, id: u64) {
        if self
            .entries
            .get(&id)
            .is_some_and(|entry| entry.watchers.is_empty())
        {
            self.remove(id);
        }
    }

    pub(super) fn clear(&mut self) {
        self.past.clear();
        self.past_bytes = 0;
        let ids: Vec<u64> = self.entries.keys().copied().collect();
        for id in ids {
            self.remove(id);
        }
    }

    /// Drops what was not used for longest among what nobody watches.
    pub(super) fn make_room(&mut self) {
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

pub(super) fn size(outcome: &QueryOutcome, question: &Question) -> usize {
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
