//! `withSearchIndex`: what is looked for, checked and run.

use super::args::invalid;
use super::store_error;
use convex_runtime::SyscallError;
use convex_store::{Matches, SearchIndexRef, StoreError, Transaction};
use convex_values::{FieldPath, Value, decode_optional, names};
use serde::Deserialize;
use serde_json::Value as Json;

/// One expression of a search, as `convex/server` writes it.
#[derive(Deserialize)]
#[serde(tag = "type")]
pub(super) enum FilterJson {
    #[serde(rename_all = "camelCase")]
    Search { field_path: String, value: String },
    #[serde(rename_all = "camelCase")]
    Eq { field_path: String, value: Json },
}

/// A search that was checked, but not made.
pub(crate) struct Search {
    index: SearchIndexRef,
    text: String,
    filters: Vec<(FieldPath, Option<Value>)>,
}

impl Search {
    pub(super) fn new(
        index_name: &str,
        expressions: Vec<FilterJson>,
        tx: &mut Transaction,
    ) -> Result<Self, SyscallError> {
        let table = index_name.split('.').next().unwrap_or_default();
        if names::is_system_table(table) {
            return Err(store_error(StoreError::SystemTableAccess));
        }
        let index = tx.search_index(index_name).map_err(store_error)?;
        let mut text = None;
        let mut filters = Vec::new();
        for expression in expressions {
            match expression {
                FilterJson::Search { field_path, value } => {
                    check_search_field(&index, &field_path)?;
                    if text.replace(value).is_some() {
                        return Err(SyscallError::new(format!(
                            "Search query against {index_name} contains multiple search filters against \"{field_path}\". Only one is allowed."
                        )));
                    }
                }
                FilterJson::Eq { field_path, value } => {
                    let path = field_path
                        .parse()
                        .map_err(|error: convex_values::ValueError| {
                            invalid("fieldPath", "query", error)
                        })?;
                    let value =
                        decode_optional(value).map_err(|error| invalid("value", "query", error))?;
                    filters.push((path, value));
                }
            }
        }
        let text = text.ok_or_else(|| {
            SyscallError::new(format!(
                "Search query against {index_name} does not contain any search filters. You must include a search filter like `q.search(\"{}\", searchText)`.",
                index.search_field()
            ))
        })?;
        Ok(Self {
            index,
            text,
            filters,
        })
    }

    pub(super) fn run(self, tx: &mut Transaction) -> Result<Matches, SyscallError> {
        tx.search(&self.index, &self.text, &self.filters)
            .map_err(store_error)
    }
}

fn check_search_field(index: &SearchIndexRef, field: &str) -> Result<(), SyscallError> {
    if index.search_field().to_string() == field {
        return Ok(());
    }
    Err(SyscallError::new(format!(
        "Search query against {} contains a search filter against \"{field}\", which doesn't match the indexed `searchField` \"{}\".",
        index.full_name(),
        index.search_field()
    )))
}
