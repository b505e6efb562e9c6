//! The only module of this program that starts others.

use crate::packages::Packages;
use async_trait::async_trait;
use convex_embedded::{NodeLauncher, NodePackage, NodeProcess};
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Stdio;
use tokio::process::{Child, Command};

/// A program about to run; a thin layer that keeps [`Command`] inside this module.
pub(crate) struct Program {
    command: Command,
}

/// What a program without secrets of ours may know of the environment: where libraries and scratch files are,
/// and whose certificates are good.
const HARMLESS: [&str; 8] = [
    "PATH",
    "LD_LIBRARY_PATH",
    "TMPDIR",
    "LANG",
    "SYSTEMROOT",
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];

/// What a package manager needs beside: its user's settings and cache, and the way out.
const OF_REGISTRIES: [&str; 5] = [
    "HOME",
    "USERPROFILE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
];
const SETTINGS: &str = "NPM_CONFIG_";

impl Program {
    pub(crate) fn new(name: impl AsRef<OsStr>) -> Self {
        Self {
            command: Command::new(name),
        }
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Keeps this process's environment, which holds secrets, from the program.
    pub(crate) fn without_environment(mut self) -> Self {
        self.command.env_clear();
        for name in HARMLESS {
            if let Some(value) = std::env::var_os(name) {
                self.command.env(name, value);
            }
        }
        self
    }

    /// Gives back what is needed for asking registries for packages.
    pub(crate) fn with_registries(mut self) -> Self {
        for (name, value) in std::env::vars_os() {
            let known = name.to_string_lossy().to_ascii_uppercase();
            if known.starts_with(SETTINGS) || OF_REGISTRIES.contains(&known.as_str()) {
                self.command.env(name, value);
            }
        }
        self
    }

    /// Runs to the end, without input; it is killed if nobody waits for that.
    pub(crate) async fn output(mut self) -> std::io::Result<std::process::Output> {
        let command = self.command.stdin(Stdio::null()).kill_on_drop(true);
        command.output().await
    }

    /// Starts it with pipes to all three streams; it is killed when the handle is dropped. Ctrl-C in our terminal
    /// does not reach it: we may need it while we end.
    pub(crate) fn start(mut self) -> std::io::Result<Child> {
        self.command.stderr(Stdio::piped());
        self.start_quietly()
    }

    /// As [`Self::start`], with the stream of errors as it was said.
    fn start_quietly(mut self) -> std::io::Result<Child> {
        #[cfg(unix)]
        self.command.process_group(0);
        self.command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
    }
}

/// The Node.js that is found on the PATH, for modules marked `"use node"`.
pub(crate) struct NodeOnPath {
    packages: Packages,
}

impl NodeOnPath {
    pub(crate) fn new(packages: Packages) -> Self {
        Self { packages }
    }
}

#[async_trait]
impl NodeLauncher for NodeOnPath {
    fn start(&self, arguments: &[&str]) -> std::io::Result<NodeProcess> {
        let mut program = Program::new("node").without_environment();
        for argument in arguments {
            program = program.arg(argument);
        }
        // What it complains of is for nobody: the code's own words come as log lines.
        program.command.stderr(Stdio::null());
        let mut child = program.start_quietly()?;
        let streams = child.stdin.take().zip(child.stdout.take());
        let (input, output) = streams.ok_or(std::io::ErrorKind::BrokenPipe)?;
        Ok(NodeProcess {
            input: Box::new(input),
            output: Box::new(output),
            life: Box::new(child),
        })
    }

    async fn packages(&self, packages: &[NodePackage]) -> Result<PathBuf, String> {
        self.packages.installed(packages).await
    }
}
