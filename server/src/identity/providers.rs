use convex_host::Host;
use identity::oauth::{Flow, GitHub, Grant, OauthError, Oidc, Profile};
use std::sync::Arc;

/// The other providers at which people sign in.
#[derive(Default)]
pub(crate) struct Providers {
    pub(crate) github: Option<GitHub>,
    pub(crate) oidc: Vec<Oidc>,
}

/// One of them.
pub(super) enum Provider<'a> {
    GitHub(&'a GitHub),
    Oidc(&'a Oidc),
}

impl Providers {
    /// Issuers of OpenID Connect: id, and what the button says.
    pub(crate) fn labels(&self) -> Vec<(String, String)> {
        let settings = self.oidc.iter().map(Oidc::settings);
        settings
            .map(|settings| (settings.id.clone(), settings.label.clone()))
            .collect()
    }

    /// The ids that accounts have.
    pub(super) fn ids(&self) -> Vec<String> {
        let github = self.github.iter().map(|_| "github".to_owned());
        let oidc = self.oidc.iter();
        github
            .chain(oidc.map(|oidc| format!("oidc:{}", oidc.settings().id)))
            .collect()
    }

    /// By the id that accounts have: `github`, or `oidc:` and the id of an issuer.
    pub(super) fn find(&self, id: &str) -> Option<Provider<'_>> {
        if id == "github" {
            return self.github.as_ref().map(Provider::GitHub);
        }
        let id = id.strip_prefix("oidc:")?;
        let found = self.oidc.iter().find(|oidc| oidc.settings().id == id);
        found.map(Provider::Oidc)
    }
}

impl Provider<'_> {
    pub(super) async fn start(
        &self,
        redirect: &str,
        host: &Arc<dyn Host>,
    ) -> Result<(String, Flow), OauthError> {
        match self {
            Self::GitHub(github) => github.start(redirect, host.as_ref()),
            Self::Oidc(oidc) => oidc.start(redirect).await,
        }
    }

    pub(super) async fn finish(
        &self,
        code: &str,
        flow: &Flow,
        redirect: &str,
    ) -> Result<(Profile, Grant), OauthError> {
        match self {
            Self::GitHub(github) => github.finish(code, flow, redirect).await,
            Self::Oidc(oidc) => oidc.finish(code, flow, redirect).await,
        }
    }

    pub(super) async fn refresh(&self, refresh_token: &str) -> Result<Grant, OauthError> {
        match self {
            Self::GitHub(github) => github.refresh(refresh_token).await,
            Self::Oidc(oidc) => oidc.refresh(refresh_token).await,
        }
    }

    /// Whether an answer that names its issuer comes from this one (RFC 9207).
    pub(super) fn is_issuer(&self, issuer: &str) -> bool {
        match self {
            Self::GitHub(_) => true,
            Self::Oidc(oidc) => {
                oidc.settings().issuer.trim_end_matches('/') == issuer.trim_end_matches('/')
            }
        }
    }
}
