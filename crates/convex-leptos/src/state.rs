//! What a component can know about a query at any moment.

use convex_typed::ConvexError;

/// The state of a query as a component sees it.
#[derive(Debug, Clone, PartialEq)]
pub enum QueryState<T> {
    /// No answer has arrived yet.
    Pending,
    /// The arguments closure returned `None`: nothing is asked.
    Skipped,
    /// The newest answer, optimistic updates included.
    Ready(T),
    /// The function failed, or its result does not fit the generated type.
    Failed(ConvexError),
}

impl<T> QueryState<T> {
    /// The value, if there is one.
    pub fn ready(self) -> Option<T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// The failure, if it is one.
    pub fn error(&self) -> Option<&ConvexError> {
        match self {
            Self::Failed(error) => Some(error),
            _ => None,
        }
    }

    /// Whether the answer is still to come.
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Pending)
    }

    /// The same state with a borrowed value.
    pub fn as_ref(&self) -> QueryState<&T> {
        match self {
            Self::Pending => QueryState::Pending,
            Self::Skipped => QueryState::Skipped,
            Self::Ready(value) => QueryState::Ready(value),
            Self::Failed(error) => QueryState::Failed(error.clone()),
        }
    }

    /// The same state with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> QueryState<U> {
        match self {
            Self::Pending => QueryState::Pending,
            Self::Skipped => QueryState::Skipped,
            Self::Ready(value) => QueryState::Ready(f(value)),
            Self::Failed(error) => QueryState::Failed(error),
        }
    }
}
