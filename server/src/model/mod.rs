//! Models on this machine, for those who have set no key: a small one that comes along, and those of an Ollama.
//!
//! Functions learn of them through variables that the deployment is provided with as long as the models can be
//! used. The small one is a program of its own, started when somebody first asks it something; its address
//! belongs to this server, so it stays the same whatever happens to the program.

mod files;
mod gateway;
mod ollama;
mod supervisor;
#[cfg(test)]
mod tests;
mod worker;

pub(crate) use files::Files;
pub(crate) use ollama::Ollama;

use crate::failure::Failure;
use convex_embedded::{Deployment, VariableChanges};
use convex_host::Host;
use identity::hex;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use supervisor::{Patience, Supervisor};
use worker::Launch;

/// What runs in the interpreter of the model's files.
const SCRIPT: &str = include_str!("../../model/serve.py");

/// As functions name the model, and as people see it.
const NAME: &str = "SmolLM2-135M-Instruct";

/// Tokens of prompt and answer together.
const CONTEXT: u32 = 4096;

/// Tokens of an answer whose request names no bound.
const ANSWER: u32 = 300;

/// Address space of the program: twice what it reserves with a full context, of which it uses 260 MB.
const MEMORY: u64 = 3 << 29;

/// How often it is looked whether models have come or gone.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// What functions see.
const LOCAL_URL: &str = "CONCLAVE_LOCAL_URL";
const LOCAL_KEY: &str = "CONCLAVE_LOCAL_KEY";
const LOCAL_MODEL: &str = "CONCLAVE_LOCAL_MODEL";
const OLLAMA_URL: &str = "CONCLAVE_OLLAMA_URL";
const OLLAMA_MODELS: &str = "CONCLAVE_OLLAMA_MODELS";

/// Asks programs beside this one: a proxy for the rest of the world does not know them.
fn nearby() -> reqwest::Client {
    let client = reqwest::Client::builder().no_proxy().build();
    client.unwrap_or_default()
}

/// The models, and how they reach functions.
pub(crate) struct LocalModels {
    files: Option<Files>,
    ollama: Option<Ollama>,
    host: Arc<dyn Host>,
    endpoint: Option<Endpoint>,
}

/// Where the small model answers.
struct Endpoint {
    url: String,
    key: String,
}

impl LocalModels {
    pub(crate) fn new(files: Option<Files>, ollama: Option<Ollama>, host: Arc<dyn Host>) -> Self {
        Self {
            files,
            ollama,
            host,
            endpoint: None,
        }
    }

    /// What functions see from the first instant on: answers go on as soon as a deployment is open.
    pub(crate) async fn found(&mut self) -> impl Iterator<Item = (String, String)> {
        let variables = self.variables().await.into_iter();
        variables.filter_map(|(name, value)| Some((name, value?)))
    }

    /// Tells the deployment what there is whenever it changes.
    pub(crate) fn keep_offering(mut self, deployment: Deployment) {
        let go_on = async move {
            loop {
                tokio::time::sleep(LOOK_EVERY).await;
                self.look(&deployment).await;
            }
        };
        tokio::spawn(go_on);
    }

    async fn look(&mut self, deployment: &Deployment) {
        let variables = self.variables().await;
        if let Err(error) = deployment.provide(&variables).await {
            tracing::warn!(%error, "functions do not learn of the local models");
        }
    }

    /// What functions are to see.
    async fn variables(&mut self) -> VariableChanges {
        let models = match &mut self.ollama {
            Some(ollama) => ollama.models().await,
            None => Vec::new(),
        };
        let ollama = self.ollama.as_ref().filter(|_| !models.is_empty());
        let mut variables = VariableChanges::from([
            (OLLAMA_URL.to_owned(), ollama.map(Ollama::url)),
            (OLLAMA_MODELS.to_owned(), ollama.map(|_| models.join(","))),
        ]);
        let endpoint = self.endpoint().await;
        let of = |value: fn(&Endpoint) -> String| endpoint.map(value);
        variables.extend([
            (LOCAL_URL.to_owned(), of(|endpoint| endpoint.url.clone())),
            (LOCAL_KEY.to_owned(), of(|endpoint| endpoint.key.clone())),
            (LOCAL_MODEL.to_owned(), of(|_| NAME.to_owned())),
        ]);
        variables
    }

    /// The endpoint, as long as the files are there. Nothing runs behind it until it is used.
    async fn endpoint(&mut self) -> Option<&Endpoint> {
        let interpreter = self.files.as_ref()?.interpreter()?;
        if self.endpoint.is_none() {
            match Endpoint::open(interpreter, &self.host).await {
                Ok(endpoint) => self.endpoint = Some(endpoint),
                Err(error) => tracing::warn!(%error, "the local model has no address"),
            }
        }
        self.endpoint.as_ref()
    }
}

impl Endpoint {
    async fn open(interpreter: PathBuf, host: &Arc<dyn Host>) -> Result<Self, Failure> {
        let key = hex(&host.seed());
        let launch = Launch {
            program: interpreter,
            // Isolated: neither the environment nor the current folder adds modules.
            arguments: ["-I", "-c", SCRIPT].map(str::to_owned).into(),
            settings: json!({
                "name": NAME,
                "key": key,
                "context": CONTEXT,
                "tokens": ANSWER,
                "memory": MEMORY,
            }),
        };
        let supervisor = Supervisor::new(launch, Patience::default(), host.clone());
        let addr = gateway::serve(supervisor, &key).await?;
        Ok(Self {
            url: format!("http://{addr}/v1"),
            key,
        })
    }
}
