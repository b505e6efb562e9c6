//! Modules marked `"use node"`: their actions run in Node.js, if there is one on this machine.
//!
//! Each call has a process of its own, which ends with it: whatever the code does, it takes nothing along but itself.
//! The process speaks with the deployment over its standard input and output (`runner.cjs`): it is sent the modules,
//! the variables and what is to be called, asks for what actions may ask, and says how it ended. It has no other
//! way to the deployment, and nothing of the server's environment. Like all pushed code it was brought by whoever holds
//! the admin key; unlike the rest it reaches whatever the user of the server's process does.
//!
//! What modules import from a registry instead of bringing it along (`node.externalPackages` of `convex.json`) is
//! installed where the program around the deployment keeps it, once for each list of packages.
//!
//! Who starts the process is the program around the deployment ([`NodeLauncher`]). Without Node.js, pushes with such
//! modules are refused, and calls of functions that were there already say why they fail.

mod analysis;
mod call;

pub(crate) use analysis::analyze;

use async_trait::async_trait;
use convex_runtime::{
    ActionHost, Env, FailureKind, FunctionError, Invocation, NodePackage, Outcome, Version,
};
use serde_json::{Value as Json, json};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio::sync::{OnceCell, Semaphore};

/// What the process runs.
const RUNNER: &str = include_str!("runner.cjs");
/// The oldest version that loads modules which lie in no file.
const OLDEST: semver::Version = semver::Version::new(20, 6, 0);
/// Whole duration of an action.
const ACTION_TIME: Duration = Duration::from_secs(600);
/// Whole duration of looking at what modules export.
const ANALYSIS_TIME: Duration = Duration::from_secs(60);
/// Memory of the code of one process, in MiB.
const MEMORY: u32 = 512;
/// Processes at once, for each depth of actions that wait for others.
const PROCESSES: usize = 8;
/// How deep actions may call actions.
const DEPTH: usize = 8;

/// Starts Node.js.
#[async_trait]
pub trait NodeLauncher: Send + Sync + 'static {
    /// Starts it with these arguments and with nothing of this process's environment that is secret.
    ///
    /// # Errors
    /// `NotFound` if there is none on this machine.
    fn start(&self, arguments: &[&str]) -> io::Result<NodeProcess>;

    /// The folder whose `node_modules` has these packages; they are installed if they are not there yet.
    ///
    /// # Errors
    /// A sentence that says why they cannot be.
    async fn packages(&self, packages: &[NodePackage]) -> Result<PathBuf, String> {
        let names: Vec<_> = packages.iter().map(|one| one.name.as_str()).collect();
        Err(format!(
            "Packages cannot be installed here ({}); let the bundler include them",
            names.join(", ")
        ))
    }
}

/// A process that runs.
pub struct NodeProcess {
    /// Its standard input.
    pub input: Box<dyn AsyncWrite + Send + Unpin>,
    /// Its standard output.
    pub output: Box<dyn AsyncRead + Send + Unpin>,
    /// Ends the process when it is dropped.
    pub life: Box<dyn Send>,
}

/// Runs actions in Node.js.
pub(crate) struct Node {
    launcher: Option<Arc<dyn NodeLauncher>>,
    /// By how many actions wait: those that wait hold a place, so those they wait for have others.
    places: [Semaphore; DEPTH],
    action_time: Duration,
    /// Once it is known to be there.
    version: OnceCell<semver::Version>,
}

impl Node {
    pub(crate) fn new(launcher: Option<Arc<dyn NodeLauncher>>) -> Self {
        Self {
            launcher,
            places: std::array::from_fn(|_| Semaphore::new(PROCESSES)),
            action_time: ACTION_TIME,
            version: OnceCell::new(),
        }
    }

    /// Whether there is one that is good enough; an error is a sentence that says why not.
    pub(crate) async fn check(&self) -> Result<(), String> {
        let version = self.version.get_or_try_init(|| self.ask_version()).await?;
        if *version < OLDEST {
            return Err(format!(
                "Node.js {version} is too old for modules marked \"use node\"; install {OLDEST} or newer"
            ));
        }
        Ok(())
    }

    async fn ask_version(&self) -> Result<semver::Version, String> {
        let missing = |error: &dyn std::fmt::Display| {
            format!(
                "modules marked \"use node\" need Node.js, which cannot be started here ({error}); install it where the deployment runs and restart it"
            )
        };
        let Some(launcher) = &self.launcher else {
            return Err(missing(&"the program offers none"));
        };
        let mut process = launcher
            .start(&["--version"])
            .map_err(|error| missing(&error))?;
        let mut text = String::new();
        let read = process.output.read_to_string(&mut text).await;
        read.map_err(|error| missing(&error))?;
        let text = text.trim().trim_start_matches('v');
        semver::Version::parse(text).map_err(|error| missing(&error))
    }

    fn start(&self) -> io::Result<NodeProcess> {
        match &self.launcher {
            Some(launcher) => launcher.start(&["-e", RUNNER]),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Where these packages are, if there are any; they are installed if need be.
    ///
    /// # Errors
    /// A sentence, if that fails.
    pub(crate) async fn packages(
        &self,
        packages: &[NodePackage],
    ) -> Result<Option<PathBuf>, String> {
        match &self.launcher {
            Some(launcher) if !packages.is_empty() => launcher.packages(packages).await.map(Some),
            _ => Ok(None),
        }
    }

    /// What a process is told first: the modules, where the packages are that they import, and the task.
    ///
    /// # Errors
    /// A sentence, if a package cannot be installed.
    async fn start_message(
        &self,
        version: &Version,
        env: &Env,
        task: Json,
    ) -> Result<Json, String> {
        let packages = self.packages(version.node_packages()).await?;
        Ok(json!({
            "type": "start",
            "modules": version.node_sources(),
            "packages": packages,
            "env": &**env,
            "memory": MEMORY,
            "task": task,
        }))
    }

    /// Runs an action. `depth` counts the actions that wait for it.
    pub(crate) async fn run(
        &self,
        version: &Version,
        invocation: &Invocation,
        host: Arc<dyn ActionHost>,
        depth: usize,
    ) -> Outcome {
        let Some(places) = self.places.get(depth) else {
            return failed(format!(
                "Actions may call actions at most {} deep; call a helper function instead, or schedule the action",
                DEPTH - 1
            ));
        };
        let Ok(_place) = places.acquire().await else {
            return failed("Node.js is not started any more");
        };
        let Invocation {
            function,
            request_id,
            args_json,
            env,
            ..
        } = invocation;
        let (module, name) = function.split_once(':').unwrap_or((function, "default"));
        let task = json!({ "call": { "module": module, "name": name, "requestId": request_id, "args": args_json } });
        let start = match self.start_message(version, env, task).await {
            Ok(start) => start,
            Err(why) => return failed(why),
        };
        let process = match self.start() {
            Ok(process) => process,
            Err(error) => return failed(format!("Node.js cannot be started: {error}")),
        };
        call::converse(process, version, start, Some(host), self.action_time).await
    }
}

fn failed(message: impl Into<String>) -> Outcome {
    ended(Err(failure(message.into(), FailureKind::User)), Vec::new())
}

fn failure(message: String, kind: FailureKind) -> FunctionError {
    FunctionError {
        message,
        data: None,
        kind,
    }
}

fn ended(result: Result<String, FunctionError>, log_lines: Vec<String>) -> Outcome {
    Outcome {
        result,
        log_lines,
        observed_time: true,
    }
}
