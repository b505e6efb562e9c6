//! The inverted index of one search index at one timestamp.

use std::{ops::Bound, sync::Arc};

use convex_values::InternalId;
use imbl::OrdMap;

use super::terms::Entry;

/// Names are shared by everything that has them, so that a posting costs no allocation of its own.
type Term = Arc<str>;
type FilterValue = Arc<[u8]>;

const FIRST: InternalId = InternalId([0; 16]);
const LAST: InternalId = InternalId([0xFF; 16]);

/// Immutable once published; cloning shares everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct SearchTree {
    /// How often a term occurs in a document.
    postings: OrdMap<(Term, InternalId), u32>,
    /// In how many documents a term occurs.
    terms: OrdMap<Term, u32>,
    /// Documents by the position of a filter field and its value.
    filtered: OrdMap<(u8, FilterValue, InternalId), ()>,
    /// How many documents have this value.
    values: OrdMap<(u8, FilterValue), u32>,
    /// Terms of each document.
    lengths: OrdMap<InternalId, u32>,
    total_length: u64,
}

impl SearchTree {
    /// Replaces what is held of a document.
    pub(crate) fn change(&mut self, id: InternalId, old: Option<&Entry>, new: Option<&Entry>) {
        if old == new {
            return;
        }
        if let Some(old) = old {
            self.remove(id, old);
        }
        if let Some(new) = new {
            self.insert(id, new);
        }
    }

    fn insert(&mut self, id: InternalId, entry: &Entry) {
        for (term, count) in &entry.counts {
            let term = raise(&mut self.terms, term.as_str());
            self.postings.insert((term, id), *count);
        }
        for (field, value) in (0..).zip(&entry.filters) {
            let shared = self
                .values
                .get_key_value(&(field, value.clone()))
                .map_or_else(|| value.clone(), |((_, shared), _)| shared.clone());
            *self.values.entry((field, shared.clone())).or_default() += 1;
            self.filtered.insert((field, shared, id), ());
        }
        self.lengths.insert(id, entry.length);
        self.total_length += u64::from(entry.length);
    }

    fn remove(&mut self, id: InternalId, entry: &Entry) {
        for term in entry.counts.keys() {
            let term: Term = term.as_str().into();
            self.postings.remove(&(term.clone(), id));
            lower(&mut self.terms, &term);
        }
        for (field, value) in (0..).zip(&entry.filters) {
            self.filtered.remove(&(field, value.clone(), id));
            lower(&mut self.values, &(field, value.clone()));
        }
        self.lengths.remove(&id);
        self.total_length -= u64::from(entry.length);
    }

    /// How many documents have a text.
    pub(super) fn documents(&self) -> usize {
        self.lengths.len()
    }

    /// Terms of the average document.
    pub(super) fn average_length(&self) -> f64 {
        self.total_length as f64 / self.documents().max(1) as f64
    }

    /// Terms of this document.
    pub(super) fn length(&self, id: InternalId) -> u32 {
        self.lengths.get(&id).copied().unwrap_or_default()
    }

    /// In how many documents the term occurs.
    pub(super) fn frequency(&self, term: &str) -> u32 {
        self.terms.get(term).copied().unwrap_or_default()
    }

    /// How often the term occurs in this document.
    pub(super) fn count(&self, term: &Term, id: InternalId) -> Option<u32> {
        self.postings.get(&(term.clone(), id)).copied()
    }

    /// The documents in which the term occurs, with how often it does.
    pub(super) fn postings(&self, term: &Term) -> impl Iterator<Item = (InternalId, u32)> {
        self.postings
            .range((term.clone(), FIRST)..=(term.clone(), LAST))
            .map(|((_, id), count)| (*id, *count))
    }

    /// The terms that begin like this, in their order.
    pub(super) fn starting_with(&self, prefix: &str) -> impl Iterator<Item = &Term> {
        self.terms
            .range::<_, str>((Bound::Included(prefix), Bound::Unbounded))
            .map(|(term, _)| term)
            .take_while(move |term| term.starts_with(prefix))
    }

    /// How many documents have this value in the filter field.
    pub(super) fn having(&self, field: u8, value: &FilterValue) -> u32 {
        let count = self.values.get(&(field, value.clone()));
        count.copied().unwrap_or_default()
    }

    /// Whether this document has the value in the filter field.
    pub(super) fn has(&self, field: u8, value: &FilterValue, id: InternalId) -> bool {
        self.filtered.contains_key(&(field, value.clone(), id))
    }

    /// The documents that have the value in the filter field.
    pub(super) fn filtered(
        &self,
        field: u8,
        value: &FilterValue,
    ) -> impl Iterator<Item = InternalId> {
        self.filtered
            .range((field, value.clone(), FIRST)..=(field, value.clone(), LAST))
            .map(|((_, _, id), ())| *id)
    }
}

/// One more document has the term. Gives the copy of it that is shared.
fn raise(terms: &mut OrdMap<Term, u32>, term: &str) -> Term {
    let shared = terms
        .get_key_value(term)
        .map_or_else(|| Term::from(term), |(shared, _)| shared.clone());
    *terms.entry(shared.clone()).or_default() += 1;
    shared
}

/// One document fewer has it.
fn lower<K: Ord + Clone>(counts: &mut OrdMap<K, u32>, key: &K) {
    match counts.get_mut(key) {
        Some(count) if *count > 1 => *count -= 1,
        _ => drop(counts.remove(key)),
    }
}
