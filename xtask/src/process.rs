//! The only module of this program that starts others.

use crate::error::Failure;
use crate::ui::{Step, Ui};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread;

/// A program about to run; a thin layer that keeps [`Command`] inside this module.
pub(crate) struct Program {
    command: Command,
    shown: String,
}

/// What a program left behind.
pub(crate) struct Finished {
    pub(crate) status: ExitStatus,
    /// Standard output and error, in the order in which they arrived.
    pub(crate) output: String,
}

impl Program {
    pub(crate) fn new(name: impl AsRef<OsStr>) -> Self {
        let name = name.as_ref();
        Self {
            command: Command::new(name),
            shown: name.to_string_lossy().into_owned(),
        }
    }

    /// The Cargo that runs us.
    pub(crate) fn cargo() -> Self {
        let mut cargo = Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.shown = "cargo".to_owned();
        // What `cargo run` says about our own package must not leak into other builds' fingerprints.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                cargo.command.env_remove(name.as_ref());
            }
        }
        cargo
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn directory(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    /// Runs to the end under a step of its own; a bad status is a [`Failure`] with the output shown.
    pub(crate) fn run(self, ui: &Ui, step: impl Into<String>) -> Result<String, Failure> {
        let step = ui.step(step);
        let finished = self.watched(&step)?;
        if finished.status.success() {
            step.done("");
            Ok(finished.output)
        } else {
            let name = step.name().to_owned();
            step.failed(&finished.output);
            Err(Failure::Step { step: name })
        }
    }

    /// Runs to the end, feeding the step's status line; the caller judges the status.
    pub(crate) fn watched(mut self, step: &Step<'_>) -> Result<Finished, Failure> {
        let mut child = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| Failure::Check(format!("cannot start {}: {error}", self.shown)))?;
        let output = Mutex::new(String::new());
        thread::scope(|scope| {
            if let Some(stdout) = child.stdout.take() {
                scope.spawn(|| collect(stdout, step, &output));
            }
            if let Some(stderr) = child.stderr.take() {
                scope.spawn(|| collect(stderr, step, &output));
            }
        });
        let status = child
            .wait()
            .map_err(|error| Failure::Check(format!("lost {}: {error}", self.shown)))?;
        Ok(Finished {
            status,
            output: output.into_inner().unwrap_or_default(),
        })
    }

    /// Runs silently; `None` when it cannot be started or fails.
    pub(crate) fn quietly(mut self) -> Option<String> {
        let output = self.command.stdin(Stdio::null()).output().ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Starts it and leaves it alone: it goes on when we have ended.
    pub(crate) fn detach(mut self) -> Result<(), Failure> {
        let started = self.command.stdin(Stdio::null()).spawn();
        started
            .map(drop)
            .map_err(|error| Failure::Check(format!("cannot start {}: {error}", self.shown)))
    }

    /// Hands this process's terminal and signals over to the program.
    #[cfg(unix)]
    pub(crate) fn replace(mut self) -> Failure {
        use std::os::unix::process::CommandExt;
        let error = self.command.exec();
        Failure::Check(format!("cannot start {}: {error}", self.shown))
    }

    /// Runs in the foreground with our terminal.
    pub(crate) fn foreground(mut self) -> Result<(), Failure> {
        let status = self
            .command
            .status()
            .map_err(|error| Failure::Check(format!("cannot start {}: {error}", self.shown)))?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::Step { step: self.shown })
        }
    }

    /// Without `exec`, staying its parent is the next best thing.
    #[cfg(not(unix))]
    pub(crate) fn replace(self) -> Failure {
        let shown = self.shown.clone();
        match self.foreground() {
            Ok(()) => Failure::Check(format!("{shown} ended")),
            Err(failure) => failure,
        }
    }
}

fn collect(stream: impl Read, step: &Step<'_>, output: &Mutex<String>) {
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while reader
        .read_until(b'\n', &mut line)
        .is_ok_and(|read| read > 0)
    {
        let text = String::from_utf8_lossy(&line);
        step.status(&text);
        if let Ok(mut output) = output.lock() {
            output.push_str(&text);
        }
        line.clear();
    }
}
