use super::{Flow, Grant, OauthError, Profile, address, refused, token_failure, unavailable};
use convex_host::Host;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, RedirectUrl, RefreshToken, Scope,
    TokenResponse, UserInfoError,
};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long what an issuer says about itself is kept.
const KEEP: Duration = Duration::from_secs(10 * 60);

/// How an issuer is set up.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OidcSettings {
    /// Part of addresses: letters, digits and dashes.
    pub id: String,
    /// What its button says.
    pub label: String,
    /// Where discovery begins.
    pub issuer: String,
    /// Of the application there.
    pub client_id: String,
    /// Absent for applications that cannot keep one.
    #[serde(default)]
    pub client_secret: Option<String>,
}

/// Signing in at an issuer of OpenID Connect.
pub struct Oidc {
    settings: OidcSettings,
    http: reqwest::Client,
    host: Arc<dyn Host>,
    known: Mutex<Option<(Duration, CoreProviderMetadata)>>,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Oidc {
    /// Asks the issuer nothing before the first person goes there.
    pub fn new(settings: OidcSettings, http: reqwest::Client, host: Arc<dyn Host>) -> Self {
        Self {
            settings,
            http,
            host,
            known: Mutex::new(None),
        }
    }

    /// How it is set up.
    pub fn settings(&self) -> &OidcSettings {
        &self.settings
    }

    /// Where to send the browser, and what to remember until it comes back to `redirect`.
    pub async fn start(&self, redirect: &str) -> Result<(String, Flow), OauthError> {
        let flow = Flow::new(self.host.as_ref());
        let client = self.client(redirect).await?;
        let (state, nonce) = (flow.state.clone(), flow.nonce.clone());
        let (url, _, _) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(flow.challenge())
            .url();
        Ok((url.to_string(), flow))
    }

    /// Who came back with a code.
    pub async fn finish(
        &self,
        code: &str,
        flow: &Flow,
        redirect: &str,
    ) -> Result<(Profile, Grant), OauthError> {
        let client = self.client(redirect).await?;
        let response = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(unavailable)?
            .set_pkce_verifier(flow.pkce_verifier())
            .request_async(&self.http)
            .await
            .map_err(token_failure)?;
        let id_token = response
            .id_token()
            .ok_or_else(|| refused("it holds no ID token"))?;
        let now = self.host.clone();
        let verifier = client.id_token_verifier().set_time_fn(move || clock(&*now));
        let claims = id_token
            .claims(&verifier, &Nonce::new(flow.nonce.clone()))
            .map_err(refused)?;
        // Issuers may keep profile and address for the second question.
        let info: Option<CoreUserInfoClaims> = match client.user_info(
            response.access_token().clone(),
            Some(claims.subject().clone()),
        ) {
            Ok(request) => {
                let answer = request.request_async(&self.http).await;
                Some(answer.map_err(info_failure)?)
            }
            Err(_) => None,
        };
        let mut known = Known::default();
        known.take(claims.email(), claims.email_verified(), claims.name());
        if let Some(info) = &info {
            known.take(info.email(), info.email_verified(), info.name());
        }
        let grant = Grant {
            id_token: Some(id_token.to_string()),
            ..Grant::of(&response)
        };
        Ok((known.profile(claims.subject().as_str()), grant))
    }

    /// Another access token.
    pub async fn refresh(&self, refresh_token: &str) -> Result<Grant, OauthError> {
        // Nobody is sent anywhere.
        let client = self.client(&self.settings.issuer).await?;
        let response = client
            .exchange_refresh_token(&RefreshToken::new(refresh_token.to_owned()))
            .map_err(unavailable)?
            .request_async(&self.http)
            .await
            .map_err(token_failure)?;
        Ok(Grant::of(&response))
    }

    async fn client(&self, redirect: &str) -> Result<Client, OauthError> {
        let metadata = self.discover().await?;
        let secret = self.settings.client_secret.clone().map(ClientSecret::new);
        let client_id = ClientId::new(self.settings.client_id.clone());
        let redirect = address(RedirectUrl::new(redirect.to_owned()))?;
        Ok(
            CoreClient::from_provider_metadata(metadata, client_id, secret)
                .set_redirect_uri(redirect),
        )
    }

    async fn discover(&self) -> Result<CoreProviderMetadata, OauthError> {
        let mut known = self.known.lock().await;
        let now = self.host.monotonic();
        if let Some((since, metadata)) = &*known
            && now < *since + KEEP
        {
            return Ok(metadata.clone());
        }
        let issuer = address(IssuerUrl::new(self.settings.issuer.clone()))?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &self.http)
            .await
            .map_err(unavailable)?;
        *known = Some((now, metadata.clone()));
        Ok(metadata)
    }
}

/// What is signed or about somebody else is refused; anything else is an outage.
fn info_failure<E: std::error::Error>(error: UserInfoError<E>) -> OauthError {
    match error {
        UserInfoError::ClaimsVerification(error) => refused(error),
        error => unavailable(error),
    }
}

/// What is gathered from the ID token, then from the second question.
#[derive(Default)]
struct Known {
    email: Option<String>,
    email_verified: bool,
    name: Option<String>,
}

type Localized<'a, T> = Option<&'a openidconnect::LocalizedClaim<T>>;

impl Known {
    fn take(
        &mut self,
        email: Option<&openidconnect::EndUserEmail>,
        email_verified: Option<bool>,
        name: Localized<'_, openidconnect::EndUserName>,
    ) {
        if let (None, Some(email)) = (&self.email, email) {
            self.email = Some(email.to_lowercase());
            // An issuer that says nothing has proven nothing.
            self.email_verified = email_verified == Some(true);
        }
        let first = |name: &openidconnect::EndUserName| name.as_str().to_owned();
        self.name = self
            .name
            .take()
            .or_else(|| name.and_then(|name| name.get(None)).map(first));
    }

    fn profile(self, subject: &str) -> Profile {
        let email = self.email.unwrap_or_default();
        let name = self.name.filter(|name| !name.trim().is_empty());
        let name = name.unwrap_or_else(|| {
            let local = email.split('@').next().unwrap_or("");
            if local.is_empty() { subject } else { local }.to_owned()
        });
        Profile {
            account_id: subject.to_owned(),
            label: if email.is_empty() { &name } else { &email }.clone(),
            name,
            email_verified: self.email_verified,
            email,
            // It may lie anywhere: neither pages nor the server fetch it.
            image: None,
        }
    }
}

fn clock(host: &dyn Host) -> chrono::DateTime<chrono::Utc> {
    let nanos = i64::try_from(host.unix_nanos()).unwrap_or(i64::MAX);
    chrono::DateTime::from_timestamp_nanos(nanos)
}
