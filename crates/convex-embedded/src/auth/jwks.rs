//! Key sets: fetched through a seam, kept for a while, fetched again when a key is unknown.

use super::config::{Provider, ProviderKind};
use crate::Error;
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use convex_host::Host;
use jsonwebtoken::jwk::Jwk;
use parking_lot::Mutex;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::Mutex as AsyncMutex;

/// How long keys are used before they are fetched again.
const KEEP: Duration = Duration::from_secs(3600);
/// How long while that fails.
const KEEP_UNREACHABLE: Duration = Duration::from_secs(86_400);
/// Tokens with unknown key ids, and issuers that cannot be reached, cause at most one fetch in this time.
const FETCH_AGAIN: Duration = Duration::from_secs(10);
const MAX_BYTES: usize = 1 << 20;

/// An answer to a GET.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// HTTP status.
    pub status: u16,
    /// Header value without parameters.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
}

/// Where key sets and discovery documents come from.
#[async_trait]
pub trait KeySource: Send + Sync + 'static {
    /// Fetches an `http(s)` address.
    async fn get(&self, url: &str) -> Result<Fetched, String>;
}

/// Fetches over the network.
#[derive(Debug, Clone, Default)]
pub struct HttpKeySource {
    /// Made for the first address: that takes longer than all else when a deployment opens.
    client: Arc<OnceLock<reqwest::Client>>,
}

#[async_trait]
impl KeySource for HttpKeySource {
    async fn get(&self, url: &str) -> Result<Fetched, String> {
        let request = self
            .client
            .get_or_init(reqwest::Client::default)
            .get(url)
            .timeout(Duration::from_secs(10));
        let mut response = request.send().await.map_err(|error| error.to_string())?;
        let status = response.status().as_u16();
        let header = response
            .headers()
            .get("content-type")
            .and_then(|value| value.to_str().ok());
        let content_type = header
            .and_then(|text| text.split(';').next())
            .unwrap_or("")
            .trim()
            .to_ascii_lowercase();
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| error.to_string())? {
            if body.len() + part.len() > MAX_BYTES {
                return Err("the answer is too long".to_owned());
            }
            body.extend_from_slice(&part);
        }
        Ok(Fetched {
            status,
            content_type,
            body,
        })
    }
}

/// The keys of one provider, and when they were last asked for.
#[derive(Default)]
struct KeySet {
    keys: Vec<Jwk>,
    /// When the keys were fetched.
    fetched: Option<Duration>,
    /// When fetching was last tried, and what it came to.
    tried: Option<(Duration, Result<(), Error>)>,
}

impl KeySet {
    fn find(&self, kid: Option<&str>, now: Duration, age: Duration) -> Option<Jwk> {
        self.fetched.filter(|fetched| now < *fetched + age)?;
        find(&self.keys, kid).cloned()
    }

    fn take(&mut self, fetched: Result<Vec<Jwk>, Error>, now: Duration) -> Result<(), Error> {
        let outcome = fetched.map(|keys| {
            self.keys = keys;
            self.fetched = Some(now);
        });
        self.tried = Some((now, outcome.clone()));
        outcome
    }
}

/// A provider's keys, and the turn of whoever fetches them. Known keys are found meanwhile.
#[derive(Default)]
struct Slot {
    set: Mutex<KeySet>,
    turn: AsyncMutex<()>,
}

/// Key sets by provider.
pub(super) struct KeyCache {
    source: Arc<dyn KeySource>,
    host: Arc<dyn Host>,
    slots: Mutex<HashMap<String, Arc<Slot>>>,
}

impl KeyCache {
    pub(super) fn new(source: Arc<dyn KeySource>, host: Arc<dyn Host>) -> Self {
        Self {
            source,
            host,
            slots: Mutex::default(),
        }
    }

    /// The provider's key with this id; without an id, its only key. An issuer that cannot be reached does not
    /// lock anybody out whose key was known lately.
    pub(super) async fn key(&self, provider: &Provider, kid: Option<&str>) -> Result<Jwk, Error> {
        let name = match &provider.kind {
            ProviderKind::Oidc => &provider.issuer,
            ProviderKind::CustomJwt { jwks, .. } => jwks,
        };
        let slot = self.slots.lock().entry(name.clone()).or_default().clone();
        let fresh = |now| slot.set.lock().find(kid, now, KEEP);
        if let Some(key) = fresh(self.host.monotonic()) {
            return Ok(key);
        }
        let _turn = slot.turn.lock().await;
        let now = self.host.monotonic();
        if let Some(key) = fresh(now) {
            return Ok(key);
        }
        let tried = slot.set.lock().tried.clone();
        let outcome = match tried.filter(|(at, _)| now < *at + FETCH_AGAIN) {
            Some((_, outcome)) => outcome,
            None => {
                let fetched = self.fetch(provider).await;
                let fetched = fetched.map_err(|why| unreachable_keys(&provider.issuer, &why));
                slot.set.lock().take(fetched, now)
            }
        };
        let known = slot.set.lock().find(kid, now, KEEP_UNREACHABLE);
        known.ok_or_else(|| outcome.err().unwrap_or_else(|| unknown_key(kid)))
    }

    async fn fetch(&self, provider: &Provider) -> Result<Vec<Jwk>, String> {
        let url = match &provider.kind {
            ProviderKind::CustomJwt { jwks, .. } => jwks.clone(),
            ProviderKind::Oidc => self.discover(&provider.issuer).await?,
        };
        let set = if url.starts_with("data:") {
            data_url(&url)?
        } else {
            self.get_json(&url).await?
        };
        let keys = set
            .get("keys")
            .and_then(Json::as_array)
            .ok_or("the key set has no `keys`")?;
        // Keys of kinds nobody here understands do not spoil the others.
        Ok(keys
            .iter()
            .filter_map(|key| serde_json::from_value(key.clone()).ok())
            .collect())
    }

    async fn discover(&self, issuer: &str) -> Result<String, String> {
        let document = self
            .get_json(&format!("{issuer}/.well-known/openid-configuration"))
            .await?;
        let stated = document.get("issuer").and_then(Json::as_str).unwrap_or("");
        if stated.trim_end_matches('/') != issuer {
            return Err(format!("its discovery document belongs to `{stated}`"));
        }
        let url = document
            .get("jwks_uri")
            .and_then(Json::as_str)
            .ok_or("its discovery document has no `jwks_uri`")?;
        Ok(url.to_owned())
    }

    async fn get_json(&self, url: &str) -> Result<Json, String> {
        let answer = self.source.get(url).await?;
        if answer.status != 200 {
            return Err(format!("{url} answered with status {}", answer.status));
        }
        if !matches!(
            answer.content_type.as_str(),
            "application/json" | "application/jwk-set+json"
        ) {
            return Err(format!(
                "{url} answered with content type `{}`",
                answer.content_type
            ));
        }
        serde_json::from_slice(&answer.body)
            .map_err(|error| format!("{url} did not answer with JSON: {error}"))
    }
}

fn find<'a>(keys: &'a [Jwk], kid: Option<&str>) -> Option<&'a Jwk> {
    match (kid, keys) {
        (Some(kid), keys) => keys
            .iter()
            .find(|key| key.common.key_id.as_deref() == Some(kid)),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

/// `data:[<type>][;base64],<content>`.
fn data_url(url: &str) -> Result<Json, String> {
    let (meta, content) = url
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(','))
        .ok_or("the data URL has no comma")?;
    let content = percent_encoding::percent_decode_str(content).collect::<Vec<u8>>();
    let bytes = match meta.ends_with(";base64") {
        true => STANDARD
            .decode(content)
            .map_err(|error| format!("the data URL is not base64: {error}"))?,
        false => content,
    };
    serde_json::from_slice(&bytes)
        .map_err(|error| format!("the data URL does not hold JSON: {error}"))
}

fn unknown_key(kid: Option<&str>) -> Error {
    Error::unauthenticated(
        "UnknownKey",
        format!(
            "The token is signed with key `{}`, which its issuer does not publish.",
            kid.unwrap_or("(none)")
        ),
    )
}

fn unreachable_keys(issuer: &str, why: &str) -> Error {
    Error::unauthenticated(
        "AuthProviderDiscoveryFailed",
        format!("The keys of `{issuer}` could not be read: {why}."),
    )
}
