//! From text to terms.

use std::{collections::BTreeMap, sync::Arc};

/// Longer runs are no words; they are left out.
const MAX_TERM_BYTES: usize = 31;

/// The terms of a text in its order: maximal runs of letters and digits, in lower case.
pub(crate) fn terms(text: &str) -> impl Iterator<Item = String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|run| !run.is_empty() && run.len() <= MAX_TERM_BYTES)
        .map(str::to_lowercase)
}

/// What an index holds of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its terms, and how often each occurs.
    pub(crate) counts: BTreeMap<String, u32>,
    /// Terms altogether.
    pub(crate) length: u32,
    /// The values of the filter fields, in the order of the definition.
    pub(crate) filters: Vec<Arc<[u8]>>,
}

impl Entry {
    pub(crate) fn new(text: &str, filters: Vec<Arc<[u8]>>) -> Self {
        let mut counts = BTreeMap::new();
        let mut length = 0;
        for term in terms(text) {
            *counts.entry(term).or_default() += 1;
            length += 1;
        }
        Self {
            counts,
            length,
            filters,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_runs_of_letters_and_digits_in_lower_case() {
        let long = "x".repeat(MAX_TERM_BYTES + 1);
        let text = format!("Don't PANIC! Ärger_mit 3,14 {long} 日本");
        let expected = ["don", "t", "panic", "ärger", "mit", "3", "14", "日本"];
        assert_eq!(terms(&text).collect::<Vec<_>>(), expected);
        let entry = Entry::new("a b A", Vec::new());
        assert_eq!((entry.counts["a"], entry.length), (2, 3));
    }
}
