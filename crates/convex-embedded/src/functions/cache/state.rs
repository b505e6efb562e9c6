//! What the cache holds, and what a commit does to it.

use crate::outcome::QueryOutcome;
use convex_store::{CommitRecord, SubscriptionIndex, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
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
    /// The first commit that touched it. From then on nobody watches it, and it waits to be removed.
    pub(super) until: Option<Timestamp>,
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

/// What may be held before it is asked again who watches it. Asking looks at everything, so it must not come with
/// every result where most of them are watched.
struct Room {
    entries: usize,
    bytes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            entries: MAX_ENTRIES,
            bytes: MAX_BYTES,
        }
    }
}

#[derive(Default)]
pub(super) struct State {
    pub(super) processed: Timestamp,
    pub(super) entries: BTreeMap<u64, Entry>,
    pub(super) keys: HashMap<Key, u64>,
    pub(super) readers: SubscriptionIndex<u64>,
    /// Entries that a commit has touched, to be removed.
    overtaken: VecDeque<u64>,
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
    room: Room,
}

impl State {
    /// Nothing yet, up to this commit.
    pub(super) fn at(processed: Timestamp) -> Self {
        Self {
            processed,
            ..Self::default()
        }
    }

    /// Entries that the commit touches are not valid from it on, and who watches them is told. Removing them takes
    /// longer, and can wait: [`Self::sweep`].
    pub(super) fn invalidate(&mut self, record: &CommitRecord) {
        for id in self.readers.matches(record) {
            let Some(entry) = self.entries.get_mut(&id) else {
                continue;
            };
            if entry.until.is_some() {
                continue;
            }
            entry.until = Some(record.ts());
            for waker in std::mem::take(&mut entry.watchers).values() {
                waker.notify_one();
            }
            self.overtaken.push_back(id);
        }
    }

    /// Removes some of the entries that commits have touched. Says whether there are more.
    pub(super) fn sweep(&mut self, most: usize) -> bool {
        for _ in 0..most {
            let Some(id) = self.overtaken.pop_front() else {
                return false;
            };
            self.retire(id);
        }
        !self.overtaken.is_empty()
    }

    /// Removes an entry; those who ask for a snapshot before it was touched can still have it.
    fn retire(&mut self, id: u64) {
        let Some(entry) = self.remove(id) else { return };
        let Some(until) = entry.until.filter(|_| entry.expires.is_none()) else {
            return;
        };
        for key in entry.keys {
            let past = Past {
                outcome: entry.outcome.clone(),
                from: entry.from,
                until,
                bytes: entry.bytes,
            };
            self.remember(key, past);
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
    pub(super) fn remove(&mut self, id: u64) -> Option<Entry> {
        self.readers.remove(id);
        self.about_runs.remove(&id);
        let entry = self.entries.remove(&id)?;
        self.bytes -= entry.bytes;
        for key in &entry.keys {
            if self.keys.get(key) == Some(&id) {
                self.keys.remove(key);
            }
        }
        for waker in entry.watchers.values() {
            waker.notify_one();
        }
        Some(entry)
    }

    pub(super) fn drop_if_unwatched(&mut self, id: u64) {
        if self
            .entries
            .get(&id)
            .is_some_and(|entry| entry.watchers.is_empty())
        {
            self.retire(id);
        }
    }

    pub(super) fn clear(&mut self) {
        self.past.clear();
        self.past_bytes = 0;
        self.overtaken.clear();
        let ids: Vec<u64> = self.entries.keys().copied().collect();
        for id in ids {
            self.remove(id);
        }
    }

    /// Drops what was not used for longest among what nobody watches.
    pub(super) fn make_room(&mut self) {
        if self.entries.len() <= self.room.entries && self.bytes <= self.room.bytes {
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
        self.room = Room {
            entries: MAX_ENTRIES.max(self.entries.len() + MAX_ENTRIES / 4),
            bytes: MAX_BYTES.max(self.bytes + MAX_BYTES / 4),
        };
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
