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
use oauth2::basic::BasicErrorResponse;
use oauth2::{
    PkceCodeChallenge, PkceCodeVerifier, RequestTokenError, StandardTokenResponse, TokenResponse,
};
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

/// What the token endpoint says about a code or a refresh token that is not, or no longer, good. GitHub has
/// words of its own, and says them with 200.
const NOT_GOOD: [&str; 3] = [
    "invalid_grant",
    "bad_refresh_token",
    "bad_verification_code",
];

/// Only that answer is a refusal: after anything else, such as an outage or a wrong client secret, the same
/// code or token may still be good.
fn token_failure<E>(error: RequestTokenError<E, BasicErrorResponse>) -> OauthError
where
    E: std::error::Error + 'static,
{
    let said = match &error {
        RequestTokenError::ServerResponse(answer) => Some(answer.error().as_ref().to_owned()),
        RequestTokenError::Parse(_, body) => error_of(body),
        RequestTokenError::Request(_) | RequestTokenError::Other(_) => None,
    };
    match said.filter(|said| NOT_GOOD.contains(&said.as_str())) {
        Some(said) => OauthError::Refused(said),
        None => OauthError::Unavailable(error.to_string()),
    }
}

/// The error that an answer names which is none of OAuth's own.
fn error_of(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        error: String,
    }
    serde_json::from_slice(body)
        .ok()
        .map(|named: Named| named.error)
}

fn unavailable(error: impl std::fmt::Display) -> OauthError {
    OauthError::Unavailable(error.to_string())
}

fn refused(error: impl std::fmt::Display) -> OauthError {
    OauthError::Refused(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    /// What a provider whose every answer is this one makes of a refresh token.
    async fn refreshed(status: &str, body: &str) -> OauthError {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        let provider = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 8_192];
            let _ = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let text = |text: &str| text.to_owned();
        let http = http_client().unwrap();
        let github = GitHub::new(text("id"), text("secret"), &address, &address, http);
        let error = github.refresh("token").await.unwrap_err();
        provider.join().unwrap();
        error
    }

    #[tokio::test]
    async fn only_a_token_that_is_not_good_is_refused() {
        for (status, body) in [
            ("400 Bad Request", r#"{"error":"invalid_grant"}"#),
            ("200 OK", r#"{"error":"bad_refresh_token"}"#),
        ] {
            let error = refreshed(status, body).await;
            assert!(matches!(error, OauthError::Refused(_)), "{body}: {error}");
        }
        for (status, body) in [
            ("500 Internal Server Error", ""),
            ("502 Bad Gateway", "<html>"),
            ("429 Too Many Requests", r#"{"error":"slow_down"}"#),
            ("401 Unauthorized", r#"{"error":"invalid_client"}"#),
            ("200 OK", "{}"),
        ] {
            let error = refreshed(status, body).await;
            assert!(
                matches!(error, OauthError::Unavailable(_)),
                "{body}: {error}"
            );
        }
    }

    #[tokio::test]
    async fn a_provider_that_cannot_be_reached_has_refused_nothing() {
        // Nothing listens on the discard port.
        let nowhere = "http://127.0.0.1:9";
        let text = |text: &str| text.to_owned();
        let http = http_client().unwrap();
        let github = GitHub::new(text("id"), text("secret"), nowhere, nowhere, http);
        let error = github.refresh("token").await.unwrap_err();
        assert!(matches!(error, OauthError::Unavailable(_)), "{error}");
    }
}
