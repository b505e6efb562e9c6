//! What is set through environment variables: secrets, which must not stand on a command line, and where other
//! programs are.

use crate::failure::Failure;
use crate::identity::Providers;
use crate::model::Ollama;
use crate::provider_keys::{Addresses, KeyChecks};
use convex_embedded::Variables;
use convex_host::Host;
use identity::Mailer;
use identity::oauth::{GitHub, Oidc, OidcSettings, http_client};
use std::sync::Arc;

/// `smtps://user:password@host`; without it mails stay on this machine.
const SMTP_URL: &str = "CONCLAVE_SMTP_URL";
/// The sender of mails.
const MAIL_FROM: &str = "CONCLAVE_MAIL_FROM";
/// The GitHub application; both or none.
const GITHUB_CLIENT_ID: &str = "CONCLAVE_GITHUB_CLIENT_ID";
const GITHUB_CLIENT_SECRET: &str = "CONCLAVE_GITHUB_CLIENT_SECRET";
/// Where GitHub is, for GitHub Enterprise.
const GITHUB_URL: &str = "CONCLAVE_GITHUB_URL";
const GITHUB_API_URL: &str = "CONCLAVE_GITHUB_API_URL";
/// Issuers of OpenID Connect, as a JSON list of [`OidcSettings`].
const OIDC: &str = "CONCLAVE_OIDC";
/// Where providers of models are, for gateways in front of them.
const ANTHROPIC_URL: &str = "CONCLAVE_ANTHROPIC_URL";
const OPENAI_URL: &str = "CONCLAVE_OPENAI_URL";
const OPENROUTER_URL: &str = "CONCLAVE_OPENROUTER_URL";
/// Where an Ollama is, if not where it usually is.
const OLLAMA_URL: &str = "CONCLAVE_OLLAMA_URL";
/// The admin key of a deployment elsewhere.
const ADMIN_KEY: &str = "CONCLAVE_ADMIN_KEY";

/// The variables.
pub(crate) struct Environment {
    lookup: fn(&str) -> Option<String>,
}

impl Environment {
    /// Of this process.
    pub(crate) fn of_process() -> Self {
        Self {
            lookup: |name| std::env::var(name).ok(),
        }
    }

    /// Sends mails, or keeps them.
    pub(crate) fn mailer(&self, host: Arc<dyn Host>) -> Result<Mailer, Failure> {
        match self.get(SMTP_URL) {
            None => Ok(Mailer::outbox(host)),
            Some(url) => {
                let from = self.need(MAIL_FROM, SMTP_URL)?;
                Mailer::smtp(&url, &from, host).map_err(|error| Failure::Setting(error.to_string()))
            }
        }
    }

    /// The other providers at which people sign in.
    pub(crate) fn providers(&self, host: &Arc<dyn Host>) -> Result<Providers, Failure> {
        let http = http_client().map_err(|error| Failure::Setting(error.to_string()))?;
        let github = match self.get(GITHUB_CLIENT_ID) {
            None => None,
            Some(id) => {
                let secret = self.need(GITHUB_CLIENT_SECRET, GITHUB_CLIENT_ID)?;
                let web = self.address(GITHUB_URL, "https://github.com");
                let api = self.address(GITHUB_API_URL, "https://api.github.com");
                Some(GitHub::new(id, secret, &web, &api, http.clone()))
            }
        };
        let oidc = self.issuers()?.into_iter();
        let oidc = oidc.map(|settings| Oidc::new(settings, http.clone(), host.clone()));
        Ok(Providers {
            github,
            oidc: oidc.collect(),
        })
    }

    /// Asks providers of models about keys.
    pub(crate) fn key_checks(&self) -> Result<KeyChecks, Failure> {
        let http = http_client().map_err(|error| Failure::Setting(error.to_string()))?;
        let addresses = Addresses {
            anthropic: self.address(ANTHROPIC_URL, "https://api.anthropic.com"),
            openai: self.address(OPENAI_URL, "https://api.openai.com"),
            openrouter: self.address(OPENROUTER_URL, "https://openrouter.ai"),
        };
        Ok(KeyChecks::new(addresses, http))
    }

    /// Where functions find providers of models that gateways stand in front of, in the functions' own variables.
    pub(crate) fn gateways(&self) -> Variables {
        let variables = [
            (ANTHROPIC_URL, "ANTHROPIC_BASE_URL", ""),
            (OPENAI_URL, "OPENAI_BASE_URL", ""),
            (OPENROUTER_URL, "OPENROUTER_BASE_URL", "/api"),
        ];
        let variable = |(ours, theirs, path): (&str, &str, &str)| {
            let address = self.get(ours)?;
            Some((
                theirs.to_owned(),
                format!("{}{path}", address.trim_end_matches('/')),
            ))
        };
        variables.into_iter().filter_map(variable).collect()
    }

    /// The Ollama whose models are offered: the one that is named, or the one at the usual address if that is
    /// `looked_for`.
    pub(crate) fn ollama(&self, looked_for: bool) -> Option<Ollama> {
        match self.get(OLLAMA_URL) {
            Some(address) => Some(Ollama::at(&address)),
            None => looked_for.then(Ollama::usual),
        }
    }

    /// The key for internal functions of a deployment elsewhere.
    pub(crate) fn admin_key(&self) -> Result<String, Failure> {
        self.need(ADMIN_KEY, "--convex-url")
    }

    fn issuers(&self) -> Result<Vec<OidcSettings>, Failure> {
        let Some(text) = self.get(OIDC) else {
            return Ok(Vec::new());
        };
        let unusable = |why: &str| {
            Failure::Setting(format!(
                "{OIDC} is no list of issuers: {why}; write [{{\"id\":\"acme\",\"label\":\"Acme\",\"issuer\":\"https://id.acme.example\",\"clientId\":\"…\",\"clientSecret\":\"…\"}}]"
            ))
        };
        let issuers: Vec<OidcSettings> =
            serde_json::from_str(&text).map_err(|error| unusable(&error.to_string()))?;
        let is_id =
            |id: &str| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        match issuers.iter().find(|issuer| !is_id(&issuer.id)) {
            Some(_) => Err(unusable("an id has letters, digits and dashes")),
            None => Ok(issuers),
        }
    }

    fn address(&self, name: &str, usual: &str) -> String {
        let address = self.get(name).unwrap_or_else(|| usual.to_owned());
        address.trim_end_matches('/').to_owned()
    }

    fn get(&self, name: &str) -> Option<String> {
        (self.lookup)(name).filter(|value| !value.trim().is_empty())
    }

    fn need(&self, name: &'static str, because: &'static str) -> Result<String, Failure> {
        self.get(name).ok_or(Failure::Unset { name, because })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    fn host() -> Arc<dyn Host> {
        Arc::new(SimHost::new(1, 0))
    }

    #[test]
    fn without_settings_mails_stay_here_and_nobody_else_signs_people_in() {
        let environment = Environment { lookup: |_| None };
        assert!(environment.mailer(host()).unwrap().kept().is_some());
        let providers = environment.providers(&host()).unwrap();
        assert!(providers.github.is_none() && providers.labels().is_empty());
        assert_eq!(environment.admin_key().err().unwrap().code(), "Unset");
    }

    #[test]
    fn an_ollama_that_is_named_is_offered_and_another_one_only_if_it_is_looked_for() {
        let unnamed = Environment { lookup: |_| None };
        assert!(unnamed.ollama(true).is_some() && unnamed.ollama(false).is_none());
        let named = Environment {
            lookup: |name| (name == OLLAMA_URL).then(|| "http://gpu.example".to_owned()),
        };
        assert!(named.ollama(false).is_some());
    }

    #[test]
    fn functions_ask_the_gateways_that_keys_are_checked_at() {
        let environment = Environment {
            lookup: |name| match name {
                OPENAI_URL => Some("http://gateway.example/".to_owned()),
                OPENROUTER_URL => Some("http://router.example".to_owned()),
                _ => None,
            },
        };
        let expected = [
            ("OPENAI_BASE_URL", "http://gateway.example"),
            ("OPENROUTER_BASE_URL", "http://router.example/api"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(environment.gateways(), expected.into());
    }

    #[test]
    fn half_a_setting_and_unreadable_ones_are_refused_by_name() {
        let half = Environment {
            lookup: |name| {
                (name != MAIL_FROM && name != GITHUB_CLIENT_SECRET).then(|| "x".to_owned())
            },
        };
        let said = half.mailer(host()).err().unwrap().to_string();
        assert!(said.contains(MAIL_FROM), "{said}");
        let said = half.providers(&host()).err().unwrap().to_string();
        assert!(said.contains(GITHUB_CLIENT_SECRET), "{said}");
        let garbage = Environment {
            lookup: |name| (name == OIDC).then(|| "[{}]".to_owned()),
        };
        let said = garbage.providers(&host()).err().unwrap().to_string();
        assert!(said.contains(OIDC), "{said}");
    }

    #[test]
    fn issuers_are_offered_by_their_labels() {
        let environment = Environment {
            lookup: |name| {
                let list = r#"[{"id":"acme","label":"Acme","issuer":"https://id.acme.example","clientId":"c"}]"#;
                (name == OIDC).then(|| list.to_owned())
            },
        };
        let labels = environment.providers(&host()).unwrap().labels();
        assert_eq!(labels, [("acme".to_owned(), "Acme".to_owned())]);
    }
}
