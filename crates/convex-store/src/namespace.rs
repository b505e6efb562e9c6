//! Whose tables: the application and each of its components have names of their own.

use std::borrow::Cow;

use convex_values::{TableNumber, validator::TableNames};

use crate::catalog::Catalog;

/// What separates a namespace from a name where tables are stored and looked up; no name has it.
const SEPARATOR: char = '/';

/// One set of table and index names, with a schema. Numbers are the store's: a table's number, and so an id,
/// belongs to one namespace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Namespace(pub u32);

impl Namespace {
    /// The application's own.
    pub const ROOT: Self = Self(0);

    /// The name as it is stored and looked up; in the application's own namespace, the name.
    pub(crate) fn qualify(self, name: &str) -> Cow<'_, str> {
        match self {
            Self::ROOT => Cow::Borrowed(name),
            Self(number) => Cow::Owned(format!("{number}{SEPARATOR}{name}")),
        }
    }

    /// Takes apart what [`Self::qualify`] has put together.
    pub(crate) fn split(stored: &str) -> (Self, &str) {
        let parts = stored.split_once(SEPARATOR);
        let parsed = parts.and_then(|(number, name)| Some((Self(number.parse().ok()?), name)));
        parsed.unwrap_or((Self::ROOT, stored))
    }
}

/// What validators of ids in a namespace go by: see [`Catalog::name_in`].
pub(crate) struct NamesIn<'c> {
    pub(crate) catalog: &'c Catalog,
    pub(crate) namespace: Namespace,
}

impl TableNames for NamesIn<'_> {
    fn table_name(&self, number: TableNumber) -> Option<Cow<'_, str>> {
        self.catalog.name_in(self.namespace, number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_name_says_whose_it_is() {
        for (namespace, stored) in [(Namespace::ROOT, "tasks"), (Namespace(7), "7/tasks")] {
            assert_eq!(namespace.qualify("tasks"), stored);
            assert_eq!(Namespace::split(stored), (namespace, "tasks"));
        }
    }
}
