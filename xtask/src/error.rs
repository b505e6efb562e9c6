use std::io;
use std::path::{Path, PathBuf};

/// Why a task stopped, in a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A program that has to be there is not.
    #[error("{program} is missing: {remedy}")]
    Missing {
        program: &'static str,
        remedy: &'static str,
    },
    /// A program ran and failed; its output has been shown.
    #[error("{step} failed; what it printed stands above")]
    Step { step: String },
    /// A file could not be read or written.
    #[error("cannot {action} {}: {source}", path.display())]
    File {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    /// Checks failed and have said so themselves.
    #[error("some checks failed")]
    Told,
    /// A check found something.
    #[error("{0}")]
    Check(String),
}

impl Failure {
    /// Part of the command line's contract, see the crate's documentation.
    pub(crate) fn exit_status(&self) -> u8 {
        match self {
            Self::Missing { .. } => 3,
            Self::Step { .. } | Self::File { .. } | Self::Told | Self::Check(_) => 1,
        }
    }

    /// For `map_err`: what was tried on which path.
    pub(crate) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File {
            action,
            path,
            source,
        }
    }
}
