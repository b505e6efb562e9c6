//! One run of the program that serves the model.

use crate::process::Program;
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::Value as Json;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout};

/// How long loading may take: half a second, unless the machine is busy with other things, which come first.
const START_WITHIN: Duration = Duration::from_secs(300);

/// Between two questions whether it answers.
const HEALTH_EVERY: Duration = Duration::from_millis(50);

/// What to start, and how.
#[derive(Clone)]
pub(super) struct Launch {
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<String>,
    /// The first line of its input.
    pub(super) settings: Json,
}

/// A program that answers. Dropped, it is killed; and it ends by itself when this process does, however that
/// happens, because its input ends then.
pub(super) struct Worker {
    child: Child,
    _input: ChildStdin,
    origin: String,
    last_words: LastWords,
}

/// What the program has said last, for whoever asks why it ended.
#[derive(Clone, Default)]
struct LastWords(Arc<Mutex<String>>);

#[derive(Deserialize)]
struct Ready {
    address: String,
}

impl Worker {
    /// Starts the program and waits until it answers. An error is a clause that says why it does not.
    pub(super) async fn start(launch: &Launch, http: &reqwest::Client) -> Result<Self, String> {
        let start = Self::start_patiently(launch, http);
        match tokio::time::timeout(START_WITHIN, start).await {
            Ok(outcome) => outcome,
            Err(_) => Err(format!(
                "it was not ready after {} s",
                START_WITHIN.as_secs()
            )),
        }
    }

    async fn start_patiently(launch: &Launch, http: &reqwest::Client) -> Result<Self, String> {
        let mut program = Program::new(&launch.program).without_environment();
        for argument in &launch.arguments {
            program = program.arg(argument);
        }
        let shown = launch.program.display();
        let mut child = program
            .start()
            .map_err(|error| format!("{shown} cannot be started: {error}"))?;
        let (Some(mut input), Some(output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err("its streams are not there".to_owned());
        };
        let last_words = LastWords::default();
        let heard = last_words.clone();
        let listening = tokio::spawn(listen(BufReader::new(errors).lines(), heard));
        let settings = format!("{}\n", launch.settings);
        // One that has ended already says why on its other streams.
        let _ = input.write_all(settings.as_bytes()).await;
        let mut output = BufReader::new(output).lines();
        let Some(origin) = address(&mut output).await else {
            let _ = listening.await;
            return Err(last_words.after(child.wait().await));
        };
        // A program whose output nobody reads comes to a halt.
        tokio::spawn(listen(output, LastWords::default()));
        let health = format!("{origin}/health");
        while !is_success(http.get(&health).send().await) {
            if let Ok(Some(status)) = child.try_wait() {
                return Err(last_words.after(Ok(status)));
            }
            tokio::time::sleep(HEALTH_EVERY).await;
        }
        Ok(Self {
            child,
            _input: input,
            origin,
            last_words,
        })
    }

    /// Where it answers.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns when it has ended without being asked to, with a clause that says how.
    pub(super) async fn ended(&mut self) -> String {
        let status = self.child.wait().await;
        self.last_words.after(status)
    }

    /// Ends it; there is nothing that it would have to save.
    pub(super) async fn stop(mut self) {
        if let Err(error) = self.child.kill().await {
            tracing::warn!(%error, "the local model could not be stopped");
        }
    }
}

impl LastWords {
    fn after(&self, status: std::io::Result<std::process::ExitStatus>) -> String {
        let how = status.map_or_else(|error| error.to_string(), |status| status.to_string());
        match self.0.lock().as_str() {
            "" => format!("it ended ({how})"),
            words => format!("it ended ({how}): {words}"),
        }
    }
}

/// The line that says where; whatever else a library prints is passed over.
async fn address(output: &mut Lines<BufReader<ChildStdout>>) -> Option<String> {
    while let Ok(Some(line)) = output.next_line().await {
        if let Ok(Ready { address }) = serde_json::from_str(&line) {
            return Some(address);
        }
        tracing::debug!("the local model: {line}");
    }
    None
}

async fn listen<R: AsyncRead + Unpin>(mut lines: Lines<BufReader<R>>, last_words: LastWords) {
    while let Ok(Some(line)) = lines.next_line().await {
        tracing::debug!("the local model: {line}");
        if !line.trim().is_empty() {
            *last_words.0.lock() = line;
        }
    }
}

fn is_success(answer: reqwest::Result<reqwest::Response>) -> bool {
    answer.is_ok_and(|answer| answer.status().is_success())
}
