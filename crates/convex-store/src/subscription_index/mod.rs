//! From a commit to those who depend on what it changed.

mod interval_tree;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
};

use interval_tree::IntervalTree;

use crate::{catalog::IndexId, commit_record::CommitRecord, key::KeyBytes, read_set::ReadSet};

/// The read sets of many subscriptions, arranged so that those which a written key touches are found
/// without looking at the others: points by hash, intervals in a tree per index. The cost of a commit
/// is in the keys it wrote and the subscriptions it hits, not in the subscriptions there are.
#[derive(Debug)]
pub struct SubscriptionIndex<Id> {
    read_sets: HashMap<Id, ReadSet>,
    indexes: HashMap<IndexId, Readers<Id>>,
}

/// Who reads what of one index.
#[derive(Debug)]
struct Readers<Id> {
    points: HashMap<KeyBytes, BTreeSet<Id>>,
    ranges: IntervalTree<Id>,
}

impl<Id: Copy + Ord + Hash> SubscriptionIndex<Id> {
    /// Without subscriptions.
    pub fn new() -> Self {
        Self {
            read_sets: HashMap::new(),
            indexes: HashMap::new(),
        }
    }

    /// Adds a subscription, or gives it another read set.
    pub fn insert(&mut self, read_set: ReadSet, id: Id) {
        self.remove(id);
        for (index, reads) in read_set.indexes() {
            let readers = self.indexes.entry(index).or_insert_with(Readers::new);
            for point in &reads.points {
                readers.points.entry(point.clone()).or_default().insert(id);
            }
            for range in &reads.ranges {
                readers.ranges.insert(range, id);
            }
        }
        self.read_sets.insert(id, read_set);
    }

    /// Removes a subscription; returns whether it was there.
    pub fn remove(&mut self, id: Id) -> bool {
        let Some(read_set) = self.read_sets.remove(&id) else {
            return false;
        };
        for (index, reads) in read_set.indexes() {
            let Some(readers) = self.indexes.get_mut(&index) else {
                continue;
            };
            for point in &reads.points {
                readers.remove_point(point, id);
            }
            for range in &reads.ranges {
                readers.ranges.remove(range, id);
            }
            if readers.points.is_empty() && readers.ranges.is_empty() {
                self.indexes.remove(&index);
            }
        }
        true
    }

    /// The subscriptions whose read set the commit overlaps, ascending.
    pub fn matches(&self, record: &CommitRecord) -> Vec<Id> {
        let mut found = BTreeSet::new();
        if record.schema_changed() {
            found.extend(self.read_sets.keys().copied());
            return found.into_iter().collect();
        }
        for (index, changes) in record.entries() {
            let Some(readers) = self.indexes.get(&index) else {
                continue;
            };
            for change in changes {
                found.extend(readers.points.get(&change.key).into_iter().flatten());
                readers
                    .ranges
                    .containing(&change.key, &mut |ids| found.extend(ids));
            }
        }
        found.into_iter().collect()
    }

    /// The read set of a subscription.
    pub fn get(&self, id: Id) -> Option<&ReadSet> {
        self.read_sets.get(&id)
    }

    /// How many subscriptions there are.
    pub fn len(&self) -> usize {
        self.read_sets.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.read_sets.is_empty()
    }
}

impl<Id: Copy + Ord + Hash> Default for SubscriptionIndex<Id> {
    fn default() -> Self {
        Self::new()
    }
}

impl<Id: Copy + Ord> Readers<Id> {
    fn new() -> Self {
        Self {
            points: HashMap::new(),
            ranges: IntervalTree::new(),
        }
    }

    fn remove_point(&mut self, point: &KeyBytes, id: Id) {
        if let Some(ids) = self.points.get_mut(point) {
            ids.remove(&id);
            if ids.is_empty() {
                self.points.remove(point);
            }
        }
    }
}
