//! Which deployment the pages use.

use crate::web::{Remote, RemoteBackend};
use convex_leptos::QueryBackend;
use std::sync::Arc;

/// In this process, or elsewhere.
pub(crate) enum Side {
    Remote(Arc<Remote>),
}

impl Side {
    /// One request's access, for the bearer of a token.
    pub(crate) async fn backend(&self, token: Option<String>) -> Arc<dyn QueryBackend> {
        match self {
            Self::Remote(remote) => Arc::new(RemoteBackend::new(remote.clone(), token)),
        }
    }

    /// Where browsers find it, if not here.
    pub(crate) fn url(&self) -> Option<&str> {
        match self {
            Self::Remote(remote) => Some(remote.url()),
        }
    }
}
