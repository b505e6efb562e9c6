//! Searching text, over the snapshot and the transaction's own writes.

use std::{collections::VecDeque, sync::Arc};

use convex_values::{DocumentId, FieldPath, Value};

use super::{Access, Transaction, reads::check_access};
use crate::{
    catalog,
    document::Document,
    error::StoreError,
    key::KeyBytes,
    search::{
        Filter, Hit, MAX_SEARCH_FILTERS, MAX_SEARCH_RESULTS, Query, SearchIndexRef, SearchTree,
        filter_key, record_reads,
    },
};

/// The documents that match a search, the best first. The order is fixed when the search is made, over what
/// was written until then.
#[derive(Debug)]
pub struct Matches {
    rows: VecDeque<(KeyBytes, Arc<Document>)>,
    returned: usize,
}

impl Matches {
    /// The next document, with a key that orders it among the others; `None` at the end. Counts it towards
    /// the limits of `transaction`, which must be the one that searched.
    ///
    /// # Errors
    /// Beyond [`MAX_SEARCH_RESULTS`].
    pub fn next(
        &mut self,
        transaction: &mut Transaction,
    ) -> Result<Option<(KeyBytes, Arc<Document>)>, StoreError> {
        if self.returned == MAX_SEARCH_RESULTS {
            return Err(StoreError::SearchTooBroad {
                limit: MAX_SEARCH_RESULTS,
            });
        }
        let Some((key, document)) = self.rows.pop_front() else {
            return Ok(None);
        };
        self.returned += 1;
        transaction
            .usage
            .count_document(document.size(), &transaction.limits)?;
        Ok(Some((key, document)))
    }
}

impl Transaction {
    /// Finds the search index `table.name`.
    pub fn search_index(&mut self, full_name: &str) -> Result<SearchIndexRef, StoreError> {
        let (table, name) = full_name.split_once('.').unwrap_or((full_name, ""));
        check_access(table, Access::User)?;
        let namespace = self.namespace;
        if let Some(index) = self.catalog.search_index(namespace, full_name) {
            return Ok(index.clone());
        }
        let full_name = full_name.to_owned();
        match self.find_table(table) {
            Some(_) if self.catalog.has_staged_search_index(namespace, table, name) => {
                Err(StoreError::IndexStaged { name: full_name })
            }
            _ => Err(StoreError::IndexNotFound { name: full_name }),
        }
    }

    /// Searches for documents that have one of the words of `text`, the last of which may be the beginning
    /// of one, and these values in the filter fields.
    ///
    /// # Errors
    /// A filter on a field that is none of the index's, or one too many.
    pub fn search(
        &mut self,
        index: &SearchIndexRef,
        text: &str,
        filters: &[(FieldPath, Option<Value>)],
    ) -> Result<Matches, StoreError> {
        self.usage.count_query(&self.limits)?;
        let query = Query::new(text, read_filters(index, filters)?);
        record_reads(index.id, &query, &mut self.reads);
        let hits = query.hits(&self.search_tree(index));
        let mut rows = self.load(index, best(hits));
        rows.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        rows.truncate(MAX_SEARCH_RESULTS);
        Ok(Matches {
            rows: rows.into(),
            returned: 0,
        })
    }

    /// The tree with the transaction's own writes.
    fn search_tree(&self, index: &SearchIndexRef) -> SearchTree {
        let mut tree = self.snapshot.search_tree(index.id);
        let written = self.overlay.documents();
        for (id, pending) in written.filter(|(id, _)| id.table == index.table) {
            let entry = |document: &Option<Arc<Document>>| index.entry(document.as_ref()?.as_ref());
            let (old, new) = (entry(&pending.base), entry(&pending.now));
            tree.change(id.internal, old.as_ref(), new.as_ref());
        }
        tree
    }

    fn load(&self, index: &SearchIndexRef, hits: Vec<Hit>) -> Vec<(KeyBytes, Arc<Document>)> {
        let Some(table) = self.catalog.table_by_number(index.table) else {
            return Vec::new();
        };
        let by_id = table.by_id().id;
        let row = |hit: Hit| {
            let id = DocumentId {
                table: index.table,
                internal: hit.id,
            };
            let document = match self.overlay.document(id) {
                Some(pending) => pending.clone(),
                None => {
                    let entry = self.snapshot.entry(by_id, &catalog::id_key(id));
                    entry.map(|(_, document)| document.clone())
                }
            };
            document.map(|document| (position(hit, &document), document))
        };
        hits.into_iter().filter_map(row).collect()
    }
}

/// Those that may be among the results: what decides between equal scores is not known yet.
fn best(mut hits: Vec<Hit>) -> Vec<Hit> {
    if hits.len() <= MAX_SEARCH_RESULTS {
        return hits;
    }
    let (_, last, _) =
        hits.select_nth_unstable_by(MAX_SEARCH_RESULTS - 1, |a, b| b.score.total_cmp(&a.score));
    let least = last.score;
    hits.retain(|hit| hit.score >= least);
    hits
}

/// Orders by score, then by creation time, then by id, all of them descending.
fn position(hit: Hit, document: &Document) -> KeyBytes {
    // Both numbers are positive, where their bits are in their order.
    let mut key = Vec::with_capacity(32);
    key.extend((!hit.score.to_bits()).to_be_bytes());
    key.extend((!document.creation_time().to_bits()).to_be_bytes());
    key.extend(hit.id.0.map(|byte| !byte));
    KeyBytes::from(key)
}

fn read_filters(
    index: &SearchIndexRef,
    filters: &[(FieldPath, Option<Value>)],
) -> Result<Vec<Filter>, StoreError> {
    let error = |code, message| Err(StoreError::IndexRange { code, message });
    let name = index.full_name();
    if filters.len() > MAX_SEARCH_FILTERS {
        return error(
            "TooManyFiltersInSearchQuery",
            format!(
                "Search query against {name} has too many filters (max: {MAX_SEARCH_FILTERS}, given: {}).",
                filters.len()
            ),
        );
    }
    let mut read: Vec<Filter> = Vec::with_capacity(filters.len());
    for (path, value) in filters {
        let fields = &index.filter_fields;
        let Some(field) = fields.iter().position(|field| field == path) else {
            return error(
                "IncorrectFilterFieldError",
                format!(
                    "Search query against {name} contains an equality filter on \"{path}\" but that field is not indexed for filtering in `filterFields`."
                ),
            );
        };
        let field = u8::try_from(field).unwrap_or(u8::MAX);
        if read.iter().any(|other| other.field == field) {
            return error(
                "DuplicateSearchFilters",
                format!("Search query against {name} has more than one filter on \"{path}\"."),
            );
        }
        read.push(Filter {
            field,
            value: filter_key(value.as_ref()),
        });
    }
    Ok(read)
}
