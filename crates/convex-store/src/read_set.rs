//! What a transaction has read, as keys and intervals per index.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use crate::{
    catalog::IndexId,
    commit_record::CommitRecord,
    key::{Cut, KeyBytes, KeyInterval},
};

/// Everything a result depends on. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadSet {
    indexes: Arc<[(IndexId, IndexReads)]>,
}

/// What was read of one index: sorted points, none of which lies in one of the sorted, disjoint ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct IndexReads {
    pub(crate) points: Box<[KeyBytes]>,
    pub(crate) ranges: Box<[KeyInterval]>,
}

impl IndexReads {
    fn contains(&self, key: &[u8]) -> bool {
        // The first range that ends after the key is the only one that can hold it.
        let candidate = self
            .ranges
            .partition_point(|range| range.end.is_before(key));
        self.ranges
            .get(candidate)
            .is_some_and(|range| range.contains(key))
            || self
                .points
                .binary_search_by(|point| (**point).cmp(key))
                .is_ok()
    }
}

impl ReadSet {
    /// Whether the commit changed anything of what was read.
    pub fn overlaps(&self, record: &CommitRecord) -> bool {
        record.schema_changed() || self.first_overlap(record).is_some()
    }

    /// The first index where the commit changed something of what was read.
    pub(crate) fn first_overlap(&self, record: &CommitRecord) -> Option<IndexId> {
        record.entries().find_map(|(index, changes)| {
            let reads = self.index(index)?;
            changes
                .iter()
                .any(|change| reads.contains(&change.key))
                .then_some(index)
        })
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.indexes.is_empty()
    }

    /// Everything that either of the two depends on.
    pub fn union(&self, other: &Self) -> Self {
        let mut recorder = ReadRecorder::default();
        for (index, reads) in self.indexes().chain(other.indexes()) {
            for point in &reads.points {
                recorder.point(index, point.clone());
            }
            for range in &reads.ranges {
                recorder.start_walk(index, range.clone());
            }
        }
        recorder.to_read_set()
    }

    pub(crate) fn indexes(&self) -> impl Iterator<Item = (IndexId, &IndexReads)> {
        self.indexes.iter().map(|(index, reads)| (*index, reads))
    }

    fn index(&self, index: IndexId) -> Option<&IndexReads> {
        let found = self
            .indexes
            .binary_search_by_key(&index, |(id, _)| *id)
            .ok()?;
        Some(&self.indexes[found].1)
    }
}

/// Collects reads while a transaction runs. Adding is cheap; order and merging come at the end.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReadRecorder {
    points: HashSet<(IndexId, KeyBytes)>,
    walks: Vec<(IndexId, KeyInterval)>,
}

/// A walk along an index that may still go on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WalkId(usize);

impl ReadRecorder {
    pub(crate) fn point(&mut self, index: IndexId, key: KeyBytes) {
        self.points.insert((index, key));
    }

    pub(crate) fn start_walk(&mut self, index: IndexId, consumed: KeyInterval) -> WalkId {
        self.walks.push((index, consumed));
        WalkId(self.walks.len() - 1)
    }

    pub(crate) fn walked_up_to(&mut self, walk: WalkId, end: Cut) {
        self.walks[walk.0].1.end = end;
    }

    pub(crate) fn walked_down_to(&mut self, walk: WalkId, start: Cut) {
        self.walks[walk.0].1.start = start;
    }

    pub(crate) fn to_read_set(&self) -> ReadSet {
        let mut indexes: BTreeMap<IndexId, (Vec<KeyBytes>, Vec<KeyInterval>)> = BTreeMap::new();
        for (index, key) in &self.points {
            indexes.entry(*index).or_default().0.push(key.clone());
        }
        for (index, range) in &self.walks {
            if !range.is_empty() {
                indexes.entry(*index).or_default().1.push(range.clone());
            }
        }
        let normalized = indexes
            .into_iter()
            .map(|(index, (points, ranges))| (index, normalize(points, ranges)));
        ReadSet {
            indexes: normalized.collect(),
        }
    }
}

fn normalize(points: Vec<KeyBytes>, ranges: Vec<KeyInterval>) -> IndexReads {
    let mut reads = IndexReads {
        points: Box::default(),
        ranges: merge(ranges),
    };
    let mut points: Vec<_> = points
        .into_iter()
        .filter(|point| !reads.contains(point))
        .collect();
    points.sort_unstable();
    reads.points = points.into();
    reads
}

/// Sorts, and joins what overlaps or touches.
fn merge(mut ranges: Vec<KeyInterval>) -> Box<[KeyInterval]> {
    ranges.sort_unstable();
    let mut merged: Vec<KeyInterval> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => {
                if range.end > last.end {
                    last.end = range.end;
                }
            }
            _ => merged.push(range),
        }
    }
    merged.into()
}
