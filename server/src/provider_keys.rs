//! Keys of model providers: whether one is good, asked of the provider itself.

use std::time::Duration;

/// A provider that takes longer counts as out of reach.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// Characters of a key at most.
const LENGTH_MAX: usize = 500;

/// Characters of a key that its owner is shown again.
const HINT_LENGTH: usize = 4;

/// Where providers are.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    pub(crate) anthropic: String,
    pub(crate) openai: String,
    pub(crate) openrouter: String,
}

/// Whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ModelProvider {
    Anthropic,
    OpenAi,
    OpenRouter,
}

/// Why a key is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyRefusal {
    Bad,
    RateLimited,
    Unreachable,
}

/// Asks providers about keys.
pub(crate) struct KeyChecks {
    addresses: Addresses,
    http: reqwest::Client,
}

impl ModelProvider {
    /// By the name that forms and functions use.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "anthropic" => Some(Self::Anthropic),
            "openai" => Some(Self::OpenAi),
            "openrouter" => Some(Self::OpenRouter),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Anthropic => "anthropic",
            Self::OpenAi => "openai",
            Self::OpenRouter => "openrouter",
        }
    }
}

impl KeyChecks {
    pub(crate) fn new(addresses: Addresses, http: reqwest::Client) -> Self {
        Self { addresses, http }
    }

    /// Makes the cheapest call that needs the key.
    pub(crate) async fn check(&self, provider: ModelProvider, key: &str) -> Result<(), KeyRefusal> {
        if key.is_empty() || key.len() > LENGTH_MAX || !key.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(KeyRefusal::Bad);
        }
        let Addresses {
            anthropic,
            openai,
            openrouter,
        } = &self.addresses;
        let request = match provider {
            ModelProvider::Anthropic => self
                .http
                .get(format!("{anthropic}/v1/models?limit=1"))
                .header("x-api-key", key)
                .header("anthropic-version", "2023-06-01"),
            ModelProvider::OpenAi => self
                .http
                .get(format!("{openai}/v1/models"))
                .bearer_auth(key),
            ModelProvider::OpenRouter => {
                let address = format!("{openrouter}/api/v1/key");
                self.http.get(address).bearer_auth(key)
            }
        };
        let answer = request.timeout(ANSWER_WITHIN).send().await;
        match answer.map(|answer| answer.status().as_u16()) {
            Ok(200..=299) => Ok(()),
            Ok(401 | 403) => Err(KeyRefusal::Bad),
            Ok(429) => Err(KeyRefusal::RateLimited),
            Ok(status) => {
                tracing::warn!(
                    provider = provider.name(),
                    status,
                    "a provider cannot check a key"
                );
                Err(KeyRefusal::Unreachable)
            }
            Err(error) => {
                // The address is ours, and the key is no part of it.
                tracing::warn!(provider = provider.name(), %error, "a provider cannot be reached");
                Err(KeyRefusal::Unreachable)
            }
        }
    }
}

/// The end of a key, by which its owner recognises it; nothing of one so short that this would be most of it.
pub(crate) fn hint(key: &str) -> String {
    match key.len() >= 4 * HINT_LENGTH {
        true => format!("…{}", &key[key.len() - HINT_LENGTH..]),
        false => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::{HeaderMap, StatusCode, Uri};
    use tokio::net::TcpListener;

    /// A provider that knows some keys, in whichever way they are sent.
    async fn start() -> String {
        let answer = |uri: Uri, headers: HeaderMap| async move {
            let sent = headers.get("x-api-key").or(headers.get("authorization"));
            let sent = sent.map_or("", |value| value.to_str().unwrap());
            match (uri.path(), sent.trim_start_matches("Bearer ")) {
                ("/v1/models" | "/api/v1/key", "good") => StatusCode::OK,
                (_, "busy") => StatusCode::TOO_MANY_REQUESTS,
                (_, "broken") => StatusCode::BAD_GATEWAY,
                _ => StatusCode::UNAUTHORIZED,
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
        address
    }

    fn at(address: &str) -> KeyChecks {
        let address = || address.to_owned();
        let addresses = Addresses {
            anthropic: address(),
            openai: address(),
            openrouter: address(),
        };
        KeyChecks::new(addresses, reqwest::Client::new())
    }

    #[tokio::test]
    async fn a_key_is_good_if_its_provider_says_so() {
        let checks = at(&start().await);
        for name in ["anthropic", "openai", "openrouter"] {
            let provider = ModelProvider::parse(name).unwrap();
            assert_eq!(provider.name(), name);
            for (key, expected) in [
                ("good", Ok(())),
                ("unknown", Err(KeyRefusal::Bad)),
                ("", Err(KeyRefusal::Bad)),
                ("with a space", Err(KeyRefusal::Bad)),
                ("busy", Err(KeyRefusal::RateLimited)),
                ("broken", Err(KeyRefusal::Unreachable)),
            ] {
                assert_eq!(checks.check(provider, key).await, expected, "{name} {key}");
            }
        }
        assert_eq!(ModelProvider::parse("else"), None);
    }

    #[tokio::test]
    async fn a_provider_that_is_not_there_is_called_so() {
        // Nothing listens on the discard port.
        let checks = at("http://127.0.0.1:9");
        let checked = checks.check(ModelProvider::OpenAi, "good").await;
        assert_eq!(checked, Err(KeyRefusal::Unreachable));
    }

    #[test]
    fn a_hint_is_little_of_a_key() {
        assert_eq!(hint("sk-0123456789abcdef"), "…cdef");
        assert_eq!(hint("sk-0123"), "…");
    }
}
