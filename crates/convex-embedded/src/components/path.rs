//! Where a component is mounted.

use std::fmt;
use std::sync::Arc;

/// Names of components from the app's down, `workflow/workpool`; empty for the app itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ComponentPath(Arc<str>);

impl ComponentPath {
    /// The app's.
    pub(crate) fn root() -> Self {
        Self::default()
    }

    /// The component that this one uses by that name.
    pub(crate) fn child(&self, name: &str) -> Self {
        match self.is_root() {
            true => Self(Arc::from(name)),
            false => Self(Arc::from(format!("{self}/{name}"))),
        }
    }

    pub(crate) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ComponentPath {
    fn from(text: &str) -> Self {
        Self(Arc::from(text))
    }
}

impl fmt::Display for ComponentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
