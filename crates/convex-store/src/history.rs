//! The recent past: snapshots to read at, and the log of commits to check and invalidate with.

use std::{collections::VecDeque, sync::Arc};

use crate::{Timestamp, commit_record::CommitRecord, error::StoreError, snapshot::Snapshot};

/// How much of the recent past is kept in memory.
#[derive(Clone, Copy, Debug)]
pub struct Retention {
    /// Commits younger than this are kept in the log, up to `commits_max`.
    pub age: std::time::Duration,
    /// That many commits are kept however old they are.
    pub commits_min: usize,
    /// No more commits than this are kept.
    pub commits_max: usize,
    /// No more commits are kept than superseded this many bytes of documents, the last one excepted.
    pub superseded_bytes_max: usize,
    /// No more snapshots than this are kept ready; the others are made by taking commits back.
    pub snapshots_max: usize,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            age: std::time::Duration::from_secs(30),
            commits_min: 1_000,
            commits_max: 65_536,
            superseded_bytes_max: 128 << 20,
            snapshots_max: 1_000,
        }
    }
}

/// Invariants: snapshots ascend and there is at least one, none of them before `log_start`; the log holds
/// exactly the commits after `log_start`; the last snapshot is the state after the last of them.
#[derive(Debug)]
pub(crate) struct History {
    snapshots: VecDeque<Arc<Snapshot>>,
    log: VecDeque<Arc<CommitRecord>>,
    log_start: Timestamp,
    /// What the commits in the log superseded.
    superseded_bytes: usize,
    retention: Retention,
}

/// What a publication pushed out, to be dropped outside the lock.
#[derive(Debug, Default)]
pub(crate) struct Outdated {
    _snapshots: Vec<Arc<Snapshot>>,
    _log: Vec<Arc<CommitRecord>>,
}

impl History {
    pub(crate) fn new(snapshot: Arc<Snapshot>, retention: Retention) -> Self {
        Self {
            log_start: snapshot.ts,
            snapshots: VecDeque::from([snapshot]),
            log: VecDeque::new(),
            superseded_bytes: 0,
            retention,
        }
    }

    pub(crate) fn latest(&self) -> &Arc<Snapshot> {
        let last = self.snapshots.len() - 1;
        &self.snapshots[last]
    }

    /// The commits after `ts`, oldest first; `None` if some of them are no longer kept.
    pub(crate) fn since(&self, ts: Timestamp) -> Option<impl Iterator<Item = &Arc<CommitRecord>>> {
        if ts < self.log_start {
            return None;
        }
        let first = self.log.partition_point(|record| record.ts <= ts);
        Some(self.log.range(first..))
    }

    /// The state that a reader at `ts` sees.
    pub(crate) fn at(&self, ts: Timestamp) -> Result<Arc<Snapshot>, StoreError> {
        let latest = self.latest();
        if ts > latest.ts {
            return Err(StoreError::SnapshotInFuture {
                ts,
                latest: latest.ts,
            });
        }
        // The last snapshot at or before `ts` serves if no commit lies between the two.
        let following = self.snapshots.partition_point(|snapshot| snapshot.ts <= ts);
        if let Some(snapshot) = following
            .checked_sub(1)
            .map(|before| &self.snapshots[before])
            && self.no_commit_between(snapshot.ts, ts)
        {
            return Ok(snapshot.clone());
        }
        self.taken_back(&self.snapshots[following], ts)
    }

    fn no_commit_between(&self, after: Timestamp, through: Timestamp) -> bool {
        let next = self.log.partition_point(|record| record.ts <= after);
        self.log.get(next).is_none_or(|record| record.ts > through)
    }

    /// `later` without the commits after `ts`.
    fn taken_back(
        &self,
        later: &Arc<Snapshot>,
        ts: Timestamp,
    ) -> Result<Arc<Snapshot>, StoreError> {
        if ts < self.log_start {
            return Err(StoreError::SnapshotTooOld { ts });
        }
        let first = self.log.partition_point(|record| record.ts <= ts);
        let end = self.log.partition_point(|record| record.ts <= later.ts);
        let mut snapshot = Snapshot::clone(later);
        for record in self.log.range(first..end).rev() {
            if record.schema_changed() {
                return Err(StoreError::SnapshotTooOld { ts });
            }
            snapshot.undo(record);
        }
        snapshot.ts = ts;
        Ok(Arc::new(snapshot))
    }

    /// Makes commits visible, all at once, with the state after them.
    pub(crate) fn publish(
        &mut self,
        records: Vec<Arc<CommitRecord>>,
        snapshot: Arc<Snapshot>,
    ) -> Outdated {
        self.superseded_bytes += superseded_bytes(&records);
        self.log.extend(records);
        self.snapshots.push_back(snapshot);
        self.trim()
    }

    fn trim(&mut self) -> Outdated {
        let age = u64::try_from(self.retention.age.as_nanos()).unwrap_or(u64::MAX);
        let oldest = Timestamp(self.latest().ts.0.saturating_sub(age));
        let mut outdated = Outdated::default();
        while self.log_is_too_long(oldest) {
            let Some(record) = self.log.pop_front() else {
                break;
            };
            self.log_start = record.ts;
            self.superseded_bytes -= superseded_bytes([&record]);
            outdated._log.push(record);
        }
        // The latest snapshot is never before the start of the log, so one always stays.
        let kept_from = oldest.min(self.latest().ts).max(self.log_start);
        while self.snapshots.len() > self.retention.snapshots_max.max(1)
            || self.snapshots[0].ts < kept_from
        {
            outdated._snapshots.extend(self.snapshots.pop_front());
        }
        outdated
    }

    fn log_is_too_long(&self, oldest: Timestamp) -> bool {
        let Retention {
            commits_min,
            commits_max,
            superseded_bytes_max,
            ..
        } = self.retention;
        let commits = self.log.len();
        commits > commits_max
            || (commits > 1 && self.superseded_bytes > superseded_bytes_max)
            || (commits > commits_min && self.log[0].ts < oldest)
    }
}

fn superseded_bytes<'r>(records: impl IntoIterator<Item = &'r Arc<CommitRecord>>) -> usize {
    let changes = records.into_iter().flat_map(|record| record.documents());
    changes
        .filter_map(|change| change.old.as_ref())
        .map(|old| old.size())
        .sum()
}
