//! Function handles: what a generated unit struct implements so that hooks can call it by type.

use crate::{
    PaginationOptions, PaginationResult, Wire,
    json::{Json, Misfits, Object},
};

/// A public Convex function with its types.
pub trait Function: 'static {
    /// `module/path:export`, without `.js`.
    const PATH: &'static str;

    /// The argument object; functions without arguments use [`NoArgs`].
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NoArgs {}

impl Wire for NoArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        misfits.fields(json);
        Self {}
    }

    fn write(&self, out: &mut String) {
        Object::new(out).end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{from_json, to_json};

    #[test]
    fn no_arguments_are_an_empty_object() {
        assert_eq!(to_json(&NoArgs {}), "{}");
        assert_eq!(from_json::<NoArgs>("{}"), Ok(NoArgs {}));
    }
}
