//! Signing in at another provider: GitHub, or any issuer of OpenID Connect.
//!
//! Always the authorization code flow with PKCE (S256) and a state; issuers of OpenID Connect get a nonce,
//! too. What is needed when the person comes back travels in a [`Flow`], which the caller binds to the
//! browser.

mod github;
mod oidc;

pub use github::GitHub;
pub use oidc::{Oidc, OidcSettings};

use crate::random_token;
use convex_host::Host;
use oauth2::{PkceCodeChallenge, PkceCodeVerifier, StandardTokenResponse, TokenResponse};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long somebody may take at the other provider.
pub const FLOW_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// One way through another provider and back. Secret: it is what makes the code worth something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Compared with what comes back.
    pub state: String,
    verifier: String,
    nonce: String,
}

/// Somebody as another provider knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Unique there, and never given to somebody else.
    pub account_id: String,
    /// What people recognise the account by.
    pub label: String,
    /// As others see it.
    pub name: String,
    /// Empty if the provider does not say.
    pub email: String,
    /// Whether the provider has proven the address.
    pub email_verified: bool,
    /// A picture, as a `data:` address.
    pub image: Option<String>,
}

/// What a provider gives for acting on somebody's behalf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    /// For its API.
    pub access_token: String,
    /// For the next access token, where access tokens end.
    pub refresh_token: Option<String>,
    /// Who it says it is for; issuers of OpenID Connect only.
    pub id_token: Option<String>,
    /// How long the access token is good, if it ends.
    pub lives_for: Option<Duration>,
    /// What it is good for.
    pub scope: Option<String>,
}

/// Why nobody could be signed in.
#[derive(Debug, thiserror::Error)]
pub enum OauthError {
    /// The settings of the provider are no addresses, or it cannot be reached.
    #[error("the provider cannot be used: {0}")]
    Unavailable(String),
    /// The provider does not honour the code, or what it says is not what it should be.
    #[error("the provider's answer is refused: {0}")]
    Refused(String),
}

impl Flow {
    fn new(host: &dyn Host) -> Self {
        Self {
            state: random_token(host),
            verifier: random_token(host),
            nonce: random_token(host),
        }
    }

    fn challenge(&self) -> PkceCodeChallenge {
        PkceCodeChallenge::from_code_verifier_sha256(&self.pkce_verifier())
    }

    fn pkce_verifier(&self) -> PkceCodeVerifier {
        PkceCodeVerifier::new(self.verifier.clone())
    }
}

impl Grant {
    fn of<E, K>(response: &StandardTokenResponse<E, K>) -> Self
    where
        E: oauth2::ExtraTokenFields,
        K: oauth2::TokenType,
    {
        let scopes = response.scopes().map(|scopes| {
            let scopes: Vec<_> = scopes.iter().map(|scope| scope.as_str()).collect();
            scopes.join(" ")
        });
        Self {
            access_token: response.access_token().secret().clone(),
            refresh_token: response.refresh_token().map(|token| token.secret().clone()),
            id_token: None,
            lives_for: response.expires_in(),
            scope: scopes,
        }
    }
}

/// For talking to providers: follows no redirect, because an answer must not make the server ask elsewhere.
pub fn http_client() -> Result<reqwest::Client, OauthError> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(15))
        .user_agent("conclave")
        .build()
        .map_err(|error| OauthError::Unavailable(error.to_string()))
}

fn address<T>(result: Result<T, url::ParseError>) -> Result<T, OauthError> {
    result.map_err(|error| OauthError::Unavailable(error.to_string()))
}

fn refused(error: impl std::fmt::Display) -> OauthError {
    OauthError::Refused(error.to_string())
}
