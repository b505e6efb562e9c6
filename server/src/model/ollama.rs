use super::nearby;
use serde::Deserialize;
use std::time::Duration;

/// Where it listens unless it is told otherwise.
const USUAL: &str = "http://127.0.0.1:11434";

/// On this machine, so it answers at once or not at all.
const ANSWER_WITHIN: Duration = Duration::from_secs(1);

/// More than anybody chooses from; and a variable holds so many names.
const MODELS_MAX: usize = 50;

/// An Ollama that may run beside this server.
pub(crate) struct Ollama {
    origin: String,
    http: reqwest::Client,
}

#[derive(Deserialize)]
struct Tags {
    models: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
}

impl Ollama {
    /// At the usual address.
    pub(crate) fn usual() -> Self {
        Self::at(USUAL)
    }

    /// At an address.
    pub(crate) fn at(origin: &str) -> Self {
        Self {
            origin: origin.trim_end_matches('/').to_owned(),
            http: nearby(),
        }
    }

    /// The address of its endpoint that speaks OpenAI's protocol.
    pub(super) fn url(&self) -> String {
        format!("{}/v1", self.origin)
    }

    /// The names of its models; none if it does not run.
    pub(super) async fn models(&self) -> Vec<String> {
        let asked = self
            .http
            .get(format!("{}/api/tags", self.origin))
            .timeout(ANSWER_WITHIN)
            .send()
            .await;
        let answer = match asked.and_then(reqwest::Response::error_for_status) {
            Ok(answer) => answer.json::<Tags>().await,
            Err(error) => Err(error),
        };
        match answer {
            Ok(tags) => names(tags),
            Err(error) => {
                tracing::debug!(%error, "no Ollama");
                Vec::new()
            }
        }
    }
}

/// Names that a list with commas can hold.
fn names(tags: Tags) -> Vec<String> {
    let is_name =
        |name: &String| !name.is_empty() && !name.contains([',', ' ']) && name.len() <= 100;
    let mut names: Vec<String> = tags.models.into_iter().map(|tag| tag.name).collect();
    names.retain(is_name);
    names.sort();
    names.truncate(MODELS_MAX);
    names
}
