//! Function handles: what a generated unit struct implements so that hooks can call it by type.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{PaginationOptions, PaginationResult};

/// Everything that travels as an argument or a result. Implemented for every fitting type.
pub trait Wire: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static> Wire for T {}

/// A public Convex function with its types.
pub trait Function: 'static {
    /// `module/path:export`, without `.js`.
    const PATH: &'static str;

    /// The argument object. Serialises with fields in alphabetical order, so that equal arguments
    /// are equal text; functions without arguments use [`NoArgs`].
    type Args: Wire;

    /// The result.
    type Returns: Wire;
}

/// A function that reads, and can be subscribed to.
pub trait Query: Function {}

/// A function that writes in one transaction.
pub trait Mutation: Function {}

/// A function with side effects outside the database.
pub trait Action: Function {}

/// A query whose arguments carry `paginationOpts` and whose result is one page.
pub trait PaginatedQuery: Query<Returns = PaginationResult<Self::Item>> {
    /// One row of a page.
    type Item: Wire;

    /// The arguments' `paginationOpts`.
    fn options(args: &Self::Args) -> &PaginationOptions;

    /// The same arguments with other `paginationOpts`.
    fn with_options(args: &Self::Args, options: PaginationOptions) -> Self::Args;
}

/// The arguments of a function without any: `{}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoArgs {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_arguments_are_an_empty_object() {
        assert_eq!(serde_json::to_string(&NoArgs {}).unwrap(), "{}");
        assert_eq!(serde_json::from_str::<NoArgs>("{}").unwrap(), NoArgs {});
    }
}
