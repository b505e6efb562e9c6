//! What commits did, for those who keep something beside the documents of a table.

use convex_store::{CommitRecord, DocumentChange, Store};
use std::sync::Arc;

/// What commits have deleted from a table; nothing where there is no such table.
pub(crate) fn deletions<'a>(
    store: &Store,
    table: &str,
    commits: &'a [Arc<CommitRecord>],
) -> impl Iterator<Item = &'a DocumentChange> + use<'a> {
    let table = store.begin().resolve_table(table);
    commits
        .iter()
        .flat_map(|commit| commit.documents())
        .filter(move |change| Some(change.id.table) == table && change.new.is_none())
}
