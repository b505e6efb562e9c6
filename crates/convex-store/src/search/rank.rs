//! Finding and ordering the documents that match.

use std::{collections::HashMap, sync::Arc};

use convex_values::InternalId;

use super::{SearchTree, terms::terms};

/// Terms of a query beyond these are ignored.
const MAX_QUERY_TERMS: usize = 16;
/// Terms that a prefix stands for; those that come first count.
const MAX_EXPANSIONS: usize = 16;
/// A term that the prefix only stands for counts this much of one that was asked for.
const PREFIX_WEIGHT: f64 = 0.5;
/// How soon more occurrences stop counting, and how much the length of a document counts (BM25).
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// A filter field, by its position in the definition, with the value it must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) field: u8,
    pub(crate) value: Arc<[u8]>,
}

/// What is looked for: documents with at least one of the terms and all of the filters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Query {
    /// Whole terms, each once.
    pub(crate) terms: Vec<String>,
    /// The last term again: it also stands for all terms that begin like it.
    pub(crate) prefix: Option<String>,
    pub(crate) filters: Vec<Filter>,
}

/// A document that matches, and how well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Hit {
    pub(crate) id: InternalId,
    pub(crate) score: f64,
}

impl Query {
    pub(crate) fn new(text: &str, filters: Vec<Filter>) -> Self {
        let asked: Vec<String> = terms(text).take(MAX_QUERY_TERMS).collect();
        let prefix = asked.last().cloned();
        let mut terms: Vec<String> = Vec::with_capacity(asked.len());
        for term in asked {
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        Self {
            terms,
            prefix,
            filters,
        }
    }

    /// All documents that match, in no order.
    pub(crate) fn hits(&self, tree: &SearchTree) -> Vec<Hit> {
        let mut scores = HashMap::new();
        for (term, weight) in self.weighted(tree) {
            let scorer = Scorer::new(tree, &term, weight);
            self.each_match(tree, &term, |id, count| {
                *scores.entry(id).or_insert(0.0) += scorer.score(tree, id, count);
            });
        }
        let hit = |(id, score)| Hit { id, score };
        scores.into_iter().map(hit).collect()
    }

    /// The terms of the index that count, with how much they do.
    fn weighted(&self, tree: &SearchTree) -> Vec<(Arc<str>, f64)> {
        let mut weighted: Vec<(Arc<str>, f64)> = self
            .terms
            .iter()
            .map(|term| (Arc::from(term.as_str()), 1.0))
            .collect();
        if let Some(prefix) = &self.prefix {
            let others = tree
                .starting_with(prefix)
                .filter(|term| self.terms.iter().all(|asked| **asked != ***term));
            weighted.extend(
                others
                    .take(MAX_EXPANSIONS)
                    .map(|term| (term.clone(), PREFIX_WEIGHT)),
            );
        }
        weighted
    }

    /// Every document that has the term and passes the filters. Goes along the shorter list.
    fn each_match(
        &self,
        tree: &SearchTree,
        term: &Arc<str>,
        mut found: impl FnMut(InternalId, u32),
    ) {
        let narrowest = self
            .filters
            .iter()
            .min_by_key(|filter| tree.having(filter.field, &filter.value));
        let passes = |id| {
            let mut filters = self.filters.iter();
            filters.all(|filter| tree.has(filter.field, &filter.value, id))
        };
        match narrowest {
            Some(narrowest)
                if tree.having(narrowest.field, &narrowest.value) < tree.frequency(term) =>
            {
                for id in tree.filtered(narrowest.field, &narrowest.value) {
                    if let Some(count) = tree.count(term, id).filter(|_| passes(id)) {
                        found(id, count);
                    }
                }
            }
            _ => {
                for (id, count) in tree.postings(term).filter(|(id, _)| passes(*id)) {
                    found(id, count);
                }
            }
        }
    }
}

/// BM25 of one term.
struct Scorer {
    /// How much the term tells, because it is rare.
    rarity: f64,
    average_length: f64,
}

impl Scorer {
    fn new(tree: &SearchTree, term: &str, weight: f64) -> Self {
        let (all, having) = (tree.documents() as f64, f64::from(tree.frequency(term)));
        Self {
            rarity: weight * (1.0 + (all - having + 0.5) / (having + 0.5)).ln(),
            average_length: tree.average_length(),
        }
    }

    fn score(&self, tree: &SearchTree, id: InternalId, count: u32) -> f64 {
        let count = f64::from(count);
        let length = f64::from(tree.length(id)) / self.average_length;
        self.rarity * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length))
    }
}
