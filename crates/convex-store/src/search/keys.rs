//! What a search depends on and what a commit touches, as keys of one pseudo-index per search index.
//!
//! A document is under one key for every term it has, and once more for every term with the value of every
//! filter field. A search reads the keys of its terms, with the value of its first filter if it has one; of the
//! last term, which is a prefix, an interval. So a commit disturbs exactly the searches that it could concern, up
//! to further filters.

use std::{collections::BTreeSet, sync::Arc};

use super::{rank::Query, terms::Entry};
use crate::{
    IndexId,
    key::{KeyBytes, KeyInterval},
    read_set::ReadRecorder,
};

/// Begins the keys that do not look at filters; those of a filter field begin with its position and one.
const UNFILTERED: u8 = 0;
/// Ends a term: no letter and no digit.
const END: u8 = 0;

fn head(filter: Option<(u8, &Arc<[u8]>)>) -> Vec<u8> {
    match filter {
        None => vec![UNFILTERED],
        Some((field, value)) => [&[field + 1][..], value].concat(),
    }
}

fn key(head: &[u8], term: &str) -> KeyBytes {
    KeyBytes::from([head, term.as_bytes(), &[END]].concat())
}

/// The keys that a document is under before or after a change.
pub(crate) fn changed_keys(old: Option<&Entry>, new: Option<&Entry>) -> BTreeSet<KeyBytes> {
    let mut keys = BTreeSet::new();
    for entry in [old, new].into_iter().flatten() {
        let filters = (0..).zip(&entry.filters).map(Some);
        for head in std::iter::once(None).chain(filters).map(head) {
            keys.extend(entry.counts.keys().map(|term| key(&head, term)));
        }
    }
    keys
}

/// Records what the answer to `query` depends on.
pub(crate) fn record_reads(index: IndexId, query: &Query, reads: &mut ReadRecorder) {
    let filter = query.filters.first();
    let head = head(filter.map(|filter| (filter.field, &filter.value)));
    for term in &query.terms {
        reads.point(index, key(&head, term));
    }
    if let Some(prefix) = &query.prefix {
        let start = [head.as_slice(), prefix.as_bytes()].concat();
        reads.start_walk(index, KeyInterval::prefix(start));
    }
}
