//! Walks along an index, over the snapshot and the transaction's own writes.

use std::{cmp::Ordering, collections::VecDeque, sync::Arc};

use super::Transaction;
use crate::{
    catalog::IndexRef,
    document::Document,
    error::StoreError,
    key::{Cut, KeyBytes, KeyInterval},
    read_set::WalkId,
};

/// The direction of a walk. It holds for the whole key, tie-breaking fields included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// From the smallest key.
    #[default]
    Ascending,
    /// From the greatest key.
    Descending,
}

const FIRST_BATCH: usize = 4;
const LARGEST_BATCH: usize = 64;

/// A walk along an index. It belongs to the transaction that made it, but does not borrow it: between
/// two steps the transaction may read and write, and what it wrote ahead of the walk will be seen.
///
/// What the result depends on grows with every step: the interval from where the walk began to the last
/// row returned, and the whole interval once the walk has come to its end.
#[derive(Debug)]
pub struct Scan {
    index: IndexRef,
    order: Order,
    /// What has not been prefetched yet.
    ahead: KeyInterval,
    prefetched: VecDeque<(KeyBytes, Arc<Document>)>,
    /// The overlay's version when the rows were prefetched.
    overlay_version: u64,
    /// What has not been returned yet.
    remaining: KeyInterval,
    batch: usize,
    walk: Option<WalkId>,
    ended: bool,
}

impl Scan {
    pub(super) fn new(index: IndexRef, interval: KeyInterval, order: Order) -> Self {
        Self {
            index,
            order,
            ahead: interval.clone(),
            prefetched: VecDeque::new(),
            overlay_version: 0,
            remaining: interval,
            batch: FIRST_BATCH,
            walk: None,
            ended: false,
        }
    }

    /// The index that it walks along.
    pub fn index(&self) -> &IndexRef {
        &self.index
    }

    /// The direction.
    pub fn order(&self) -> Order {
        self.order
    }

    /// What has not been returned yet.
    pub fn remaining(&self) -> &KeyInterval {
        &self.remaining
    }

    /// The next entry, or `None` at the end. Counts the document towards the limits of `transaction`,
    /// which must be the one that made the scan.
    pub fn next(
        &mut self,
        transaction: &mut Transaction,
    ) -> Result<Option<(KeyBytes, Arc<Document>)>, StoreError> {
        if self.ended {
            return Ok(None);
        }
        let walk = self.start(transaction)?;
        if self.prefetched.is_empty() || self.overlay_version != transaction.overlay_version {
            self.prefetch(transaction);
        }
        match self.prefetched.pop_front() {
            Some((key, document)) => {
                self.step(walk, &key, transaction);
                if !self.index.is_system() {
                    transaction
                        .usage
                        .count_document(document.size(), &transaction.limits)?;
                }
                Ok(Some((key, document)))
            }
            None => {
                self.end(walk, transaction);
                Ok(None)
            }
        }
    }

    /// Counts the walk as one query when it takes its first step.
    fn start(&mut self, transaction: &mut Transaction) -> Result<WalkId, StoreError> {
        if let Some(walk) = self.walk {
            return Ok(walk);
        }
        if !self.index.is_system() {
            transaction.usage.count_query(&transaction.limits)?;
        }
        let KeyInterval { start, end } = self.remaining.clone();
        let consumed = match self.order {
            Order::Ascending => KeyInterval {
                end: start.clone(),
                start,
            },
            Order::Descending => KeyInterval {
                start: end.clone(),
                end,
            },
        };
        let walk = transaction.reads.start_walk(self.index.id, consumed);
        self.walk = Some(walk);
        Ok(walk)
    }

    fn step(&mut self, walk: WalkId, key: &KeyBytes, transaction: &mut Transaction) {
        match self.order {
            Order::Ascending => {
                self.remaining.start = Cut::After(key.clone());
                transaction
                    .reads
                    .walked_up_to(walk, Cut::After(key.clone()));
            }
            Order::Descending => {
                self.remaining.end = Cut::Before(key.clone());
                transaction
                    .reads
                    .walked_down_to(walk, Cut::Before(key.clone()));
            }
        }
    }

    fn end(&mut self, walk: WalkId, transaction: &mut Transaction) {
        self.ended = true;
        match self.order {
            Order::Ascending => transaction
                .reads
                .walked_up_to(walk, self.remaining.end.clone()),
            Order::Descending => transaction
                .reads
                .walked_down_to(walk, self.remaining.start.clone()),
        }
    }

    fn prefetch(&mut self, transaction: &Transaction) {
        if self.overlay_version != transaction.overlay_version {
            self.overlay_version = transaction.overlay_version;
            self.prefetched.clear();
            self.ahead = self.remaining.clone();
        }
        if self.ahead.is_empty() {
            return;
        }
        let limit = self.batch;
        self.batch = (self.batch * 4).min(LARGEST_BATCH);
        let committed = transaction
            .snapshot
            .range(self.index.id, &self.ahead)
            .into_iter()
            .flatten();
        let written = transaction.overlay.index(self.index.id);
        let written = written
            .into_iter()
            .flat_map(|tree| tree.range::<_, [u8]>(self.ahead.bounds()));
        match self.order {
            Order::Ascending => merge(
                committed,
                written,
                |a, b| a.cmp(b),
                limit,
                &mut self.prefetched,
            ),
            Order::Descending => {
                merge(
                    committed.rev(),
                    written.rev(),
                    |a, b| b.cmp(a),
                    limit,
                    &mut self.prefetched,
                );
            }
        }
        match (self.prefetched.back(), self.order) {
            (Some((key, _)), Order::Ascending) => self.ahead.start = Cut::After(key.clone()),
            (Some((key, _)), Order::Descending) => self.ahead.end = Cut::Before(key.clone()),
            (None, _) => self.ahead.start = Cut::End,
        }
    }
}

/// Merges two sequences that are sorted by `compare`; where both have a key, the written one counts.
fn merge<'a>(
    committed: impl Iterator<Item = (&'a KeyBytes, &'a Arc<Document>)>,
    written: impl Iterator<Item = (&'a KeyBytes, &'a Option<Arc<Document>>)>,
    compare: impl Fn(&KeyBytes, &KeyBytes) -> Ordering,
    limit: usize,
    rows: &mut VecDeque<(KeyBytes, Arc<Document>)>,
) {
    let mut committed = committed.peekable();
    let mut written = written.peekable();
    while rows.len() < limit {
        let next_written = match (committed.peek(), written.peek()) {
            (Some((a, _)), Some((b, _))) => compare(b, a),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (None, None) => break,
        };
        if next_written.is_ge()
            && let Some((key, document)) = committed.next()
            && next_written.is_gt()
        {
            rows.push_back((key.clone(), document.clone()));
        }
        if next_written.is_le()
            && let Some((key, Some(document))) = written.next()
        {
            rows.push_back((key.clone(), document.clone()));
        }
    }
}
