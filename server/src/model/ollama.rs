use super::nearby;
use futures::future::join_all;
use serde::Deserialize;
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;

/// Where it listens unless it is told otherwise.
const USUAL: &str = "http://127.0.0.1:11434";

/// On this machine, so it answers at once or not at all.
const ANSWER_WITHIN: Duration = Duration::from_secs(1);

/// More than anybody chooses from; and a variable holds so many names.
const MODELS_MAX: usize = 50;

/// What a model is called that talks.
const CHATS: &str = "completion";

/// What the family of a model has in its name that only turns texts into vectors.
const EMBEDS: &str = "bert";

/// An Ollama that may run beside this server.
pub(crate) struct Ollama {
    origin: String,
    http: reqwest::Client,
    /// Whether each of its models can chat, as far as it has said.
    known: HashMap<Version, bool>,
}

/// The name of a model, and the digest of what it consists of now.
type Version = (String, String);

#[derive(Deserialize)]
struct Tags {
    models: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
    #[serde(default)]
    digest: String,
    #[serde(default)]
    details: Details,
}

#[derive(Default, Deserialize)]
struct Details {
    #[serde(default)]
    family: String,
}

/// What it says of one model; older ones do not know what that can do.
#[derive(Deserialize)]
struct Description {
    capabilities: Option<Vec<String>>,
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
            known: HashMap::new(),
        }
    }

    /// The address of its endpoint that speaks OpenAI's protocol.
    pub(super) fn url(&self) -> String {
        format!("{}/v1", self.origin)
    }

    /// The names of its models that can chat; none if it does not run. It is asked about each of them once.
    pub(super) async fn models(&mut self) -> Vec<String> {
        let tags = match self.tags().await {
            Ok(tags) => offered(tags),
            Err(error) => {
                tracing::debug!(%error, "no Ollama");
                Vec::new()
            }
        };
        let said = join_all(tags.iter().map(|tag| self.can_chat(tag))).await;
        let mut names = Vec::new();
        self.known.clear();
        for (tag, said) in tags.into_iter().zip(said) {
            let can_chat = match said {
                Ok(can_chat) => *self.known.entry(tag.version()).or_insert(can_chat),
                Err(_) => tag.seems_to_chat(),
            };
            if can_chat {
                names.push(tag.name);
            }
        }
        names
    }

    async fn tags(&self) -> reqwest::Result<Tags> {
        let request = self.http.get(format!("{}/api/tags", self.origin));
        let answer = request.timeout(ANSWER_WITHIN).send().await?;
        answer.error_for_status()?.json().await
    }

    /// Whether a model can chat, as far as the Ollama knows.
    async fn can_chat(&self, tag: &Tag) -> reqwest::Result<bool> {
        if let Some(known) = self.known.get(&tag.version()) {
            return Ok(*known);
        }
        let description = self.describe(&tag.name).await?;
        Ok(match description.capabilities {
            Some(capabilities) => capabilities.iter().any(|it| it == CHATS),
            None => tag.seems_to_chat(),
        })
    }

    async fn describe(&self, name: &str) -> reqwest::Result<Description> {
        let request = self.http.post(format!("{}/api/show", self.origin));
        let request = request.json(&json!({ "model": name }));
        let answer = request.timeout(ANSWER_WITHIN).send().await?;
        answer.error_for_status()?.json().await
    }
}

impl Tag {
    fn version(&self) -> Version {
        (self.name.clone(), self.digest.clone())
    }

    /// A guess.
    fn seems_to_chat(&self) -> bool {
        !self.details.family.contains(EMBEDS)
    }
}

/// Those with names that a list with commas can hold.
fn offered(tags: Tags) -> Vec<Tag> {
    let is_name = |Tag { name, .. }: &Tag| {
        !name.is_empty() && !name.contains([',', ' ']) && name.len() <= 100
    };
    let mut tags = tags.models;
    tags.retain(is_name);
    tags.sort_by(|a, b| a.name.cmp(&b.name));
    tags.truncate(MODELS_MAX);
    tags
}
