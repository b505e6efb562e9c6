//! The vectors of one index at one timestamp.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BTreeSet, BinaryHeap},
    sync::Arc,
};

use convex_values::InternalId;
use imbl::OrdMap;

use super::{Entry, Neighbour};

const FIRST: InternalId = InternalId([0; 16]);
const LAST: InternalId = InternalId([0xFF; 16]);
/// Sums that a product is added up in, so that the processor need not wait for one before it begins the next.
const LANES: usize = 16;

/// A value that a filter field may have.
pub(crate) struct Filter {
    /// The position of the field in the definition.
    pub(crate) field: u8,
    pub(crate) value: Arc<[u8]>,
}

/// Immutable once published; cloning shares everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct VectorTree {
    vectors: OrdMap<InternalId, Arc<[f32]>>,
    /// Documents by the position of a filter field and its value.
    filtered: OrdMap<(u8, Arc<[u8]>, InternalId), ()>,
}

impl VectorTree {
    /// Replaces what is held of a document.
    pub(crate) fn change(&mut self, id: InternalId, old: Option<&Entry>, new: Option<&Entry>) {
        if old == new {
            return;
        }
        if let Some(old) = old {
            self.vectors.remove(&id);
            for (field, value) in (0..).zip(&old.filters) {
                self.filtered.remove(&(field, value.clone(), id));
            }
        }
        if let Some(new) = new {
            self.vectors.insert(id, new.vector.clone());
            for (field, value) in (0..).zip(&new.filters) {
                self.filtered.insert((field, value.clone(), id), ());
            }
        }
    }

    /// The vectors nearest to `query`, a unit vector, among those that have one of the values: the nearest first,
    /// equals by their ids, descending. Without filters, among all.
    pub(crate) fn nearest(
        &self,
        query: &[f32],
        limit: usize,
        filters: &[Filter],
    ) -> Vec<Neighbour> {
        let mut best = Best::new(limit);
        if filters.is_empty() {
            for (id, vector) in &self.vectors {
                best.consider(*id, product(query, vector));
            }
        } else {
            for id in self.having(filters) {
                if let Some(vector) = self.vectors.get(&id) {
                    best.consider(id, product(query, vector));
                }
            }
        }
        best.into_sorted()
    }

    /// The documents that have one of the values, each once.
    fn having(&self, filters: &[Filter]) -> BTreeSet<InternalId> {
        let matching = filters.iter().flat_map(|Filter { field, value }| {
            self.filtered
                .range((*field, value.clone(), FIRST)..=(*field, value.clone(), LAST))
        });
        matching.map(|((_, _, id), ())| *id).collect()
    }
}

/// The scalar product, which is the cosine of the angle between unit vectors.
fn product(one: &[f32], other: &[f32]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let (ones, others) = (one.chunks_exact(LANES), other.chunks_exact(LANES));
    let rest = ones.remainder().iter().zip(others.remainder());
    let rest: f32 = rest.map(|(one, other)| one * other).sum();
    for (one, other) in ones.zip(others) {
        for ((sum, one), other) in sums.iter_mut().zip(one).zip(other) {
            *sum += one * other;
        }
    }
    // Rounding must not take it out of its range.
    (sums.iter().sum::<f32>() + rest).clamp(-1.0, 1.0)
}

/// The best so far, the worst of them on top.
struct Best {
    limit: usize,
    heap: BinaryHeap<Reverse<Ranked>>,
}

struct Ranked(Neighbour);

impl Best {
    fn new(limit: usize) -> Self {
        Self {
            limit,
            heap: BinaryHeap::with_capacity(limit + 1),
        }
    }

    fn consider(&mut self, id: InternalId, score: f32) {
        let is_full = self.heap.len() == self.limit;
        let worst = self.heap.peek().map(|Reverse(worst)| worst.0.score);
        if is_full && worst.is_none_or(|worst| score < worst) {
            return;
        }
        self.heap.push(Reverse(Ranked(Neighbour { id, score })));
        if self.heap.len() > self.limit {
            self.heap.pop();
        }
    }

    fn into_sorted(self) -> Vec<Neighbour> {
        let sorted = self.heap.into_sorted_vec();
        sorted
            .into_iter()
            .map(|Reverse(Ranked(neighbour))| neighbour)
            .collect()
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, other) = (&self.0, &other.0);
        let by_score = one.score.total_cmp(&other.score);
        by_score.then_with(|| one.id.cmp(&other.id))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}
