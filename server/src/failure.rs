use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Why the program cannot start or go on. Each has a stable code, a sentence that says what to do, and an
/// exit status.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(
        "{0} is in use by another program; stop that one or choose another address with --addr"
    )]
    PortInUse(SocketAddr),
    #[error("cannot listen on {addr}: {source}")]
    Listen { addr: SocketAddr, source: io::Error },
    #[error(
        "{0} can be reached from other machines, and there are no accounts yet: make one on 127.0.0.1 first, \
         let everybody make one with --sign-up open, or say --allow-remote if something in front of the server \
         decides who gets in"
    )]
    RemoteAddress(SocketAddr),
    #[error("{} is in use by another conclave; stop that one or choose another directory with --data", .0.display())]
    DataInUse(PathBuf),
    #[error("there is no data in {}; name the directory of a server with --data, or start one there first", .0.display())]
    DataMissing(PathBuf),
    #[error("{} was not written by conclave: {reason}; move it away or choose another directory with --data", path.display())]
    ForeignData { path: PathBuf, reason: String },
    #[error("cannot {action} {}: {source}", path.display())]
    File {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    /// Of the data file, with the code that the store gave it.
    #[error("{message}")]
    Data { code: &'static str, message: String },
    /// Of the deployment, with the code that it gave it.
    #[error("{message}")]
    Deployment { code: String, message: String },
    #[error("there is no environment variable {0}; `conclave env list` shows those that are set")]
    NoVariable(String),
    #[error("standard input cannot be read: {0}; give the value as text")]
    Input(io::Error),
    #[error("{0}")]
    Key(String),
    #[error("the functions cannot be used: {0}")]
    Functions(String),
    #[error(
        "node is missing: install Node 20.19 or newer, or give a folder that holds a bundle.json"
    )]
    NodeMissing,
    #[error(
        "the site's files are missing: build with `cargo xtask build`, or name their folder in CONCLAVE_SITE"
    )]
    SiteMissing,
    #[error("{0} is no address of a deployment; it starts with http:// or https://")]
    BadUrl(String),
    #[error("{name} is not set, and {because} needs it")]
    Unset {
        name: &'static str,
        because: &'static str,
    },
    /// Of an environment variable.
    #[error("{0}")]
    Setting(String),
    #[error("the server stopped: {0}")]
    Stopped(io::Error),
}

impl Failure {
    /// Short and stable; for scripts and for searching.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::PortInUse(_) => "PortInUse",
            Self::Listen { .. } => "CannotListen",
            Self::RemoteAddress(_) => "RemoteAddress",
            Self::DataInUse(_) => "DataInUse",
            Self::DataMissing(_) => "DataMissing",
            Self::ForeignData { .. } => "ForeignData",
            Self::File { .. } => "FileError",
            Self::Data { code, .. } => code,
            Self::Deployment { code, .. } => code,
            Self::NoVariable(_) => "NoVariable",
            Self::Input(_) => "BadInput",
            Self::Key(_) => "BadKey",
            Self::Functions(_) => "BadFunctions",
            Self::NodeMissing => "NodeMissing",
            Self::SiteMissing => "SiteMissing",
            Self::BadUrl(_) => "BadUrl",
            Self::Unset { .. } => "Unset",
            Self::Setting(_) => "BadSetting",
            Self::Stopped(_) => "Stopped",
        }
    }

    /// 1 anything else, 3 something is missing, 4 the address, 5 the data, 6 the functions.
    pub(crate) fn exit_status(&self) -> u8 {
        match self {
            Self::NodeMissing | Self::SiteMissing | Self::Unset { .. } => 3,
            Self::PortInUse(_) | Self::Listen { .. } | Self::RemoteAddress(_) => 4,
            Self::DataInUse(_)
            | Self::DataMissing(_)
            | Self::ForeignData { .. }
            | Self::Data { .. }
            | Self::File { .. } => 5,
            Self::Functions(_) | Self::Deployment { .. } => 6,
            Self::NoVariable(_)
            | Self::Input(_)
            | Self::Key(_)
            | Self::BadUrl(_)
            | Self::Setting(_)
            | Self::Stopped(_) => 1,
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

impl From<identity::TokensError> for Failure {
    fn from(error: identity::TokensError) -> Self {
        Self::Key(error.to_string())
    }
}

impl From<identity::password::Busy> for Failure {
    fn from(error: identity::password::Busy) -> Self {
        Self::Setting(error.to_string())
    }
}

impl From<crate::identity::Unavailable> for Failure {
    fn from(error: crate::identity::Unavailable) -> Self {
        Self::Deployment {
            code: "Unavailable".to_owned(),
            message: error.to_string(),
        }
    }
}
