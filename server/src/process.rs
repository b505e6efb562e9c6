//! The only module of this program that starts others.

use std::ffi::OsStr;
use std::process::Stdio;
use tokio::process::{Child, Command};

/// A program about to run; a thin layer that keeps [`Command`] inside this module.
pub(crate) struct Program {
    command: Command,
}

/// What a program without secrets of ours may know of the environment: where libraries and scratch files are.
const HARMLESS: [&str; 5] = ["PATH", "LD_LIBRARY_PATH", "TMPDIR", "LANG", "SYSTEMROOT"];

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

    /// Runs to the end, without input.
    pub(crate) async fn output(mut self) -> std::io::Result<std::process::Output> {
        self.command.stdin(Stdio::null()).output().await
    }

    /// Starts it with pipes to all three streams; it is killed when the handle is dropped. Ctrl-C in our terminal
    /// does not reach it: we may need it while we end.
    pub(crate) fn start(mut self) -> std::io::Result<Child> {
        #[cfg(unix)]
        self.command.process_group(0);
        self.command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
    }
}
