use super::{Flow, Grant, OauthError, Profile, address, token_failure, unavailable};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use convex_host::Host;
use oauth2::basic::BasicClient;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    RedirectUrl, RefreshToken, Scope, TokenUrl,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Signing in with GitHub, or something that speaks like it.
pub struct GitHub {
    client_id: String,
    client_secret: String,
    /// Where people go, without a slash at the end.
    web: String,
    /// Where its API is.
    api: String,
    http: reqwest::Client,
}

/// Pixels of a picture's side.
const PICTURE_SIZE: u32 = 96;
const PICTURE_BYTES_MAX: usize = 40 * 1024;
const PICTURE_TYPES: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];

type Client = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

#[derive(Deserialize)]
struct User {
    id: u64,
    login: String,
    name: Option<String>,
    avatar_url: Option<String>,
}

#[derive(Deserialize)]
struct Email {
    email: String,
    primary: bool,
    verified: bool,
}

impl GitHub {
    /// The application `client_id` at `web`, whose API is at `api`.
    pub fn new(
        client_id: String,
        client_secret: String,
        web: &str,
        api: &str,
        http: reqwest::Client,
    ) -> Self {
        Self {
            client_id,
            client_secret,
            web: web.trim_end_matches('/').to_owned(),
            api: api.trim_end_matches('/').to_owned(),
            http,
        }
    }

    /// Where to send the browser, and what to remember until it comes back to `redirect`.
    pub fn start(&self, redirect: &str, host: &dyn Host) -> Result<(String, Flow), OauthError> {
        let flow = Flow::new(host);
        let (url, _) = self
            .client(redirect)?
            .authorize_url(|| CsrfToken::new(flow.state.clone()))
            .add_scope(Scope::new("read:user".to_owned()))
            .add_scope(Scope::new("user:email".to_owned()))
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
        let response = self
            .client(redirect)?
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(flow.pkce_verifier())
            .request_async(&self.http)
            .await
            .map_err(token_failure)?;
        let grant = Grant::of(&response);
        let user: User = self.get("user", &grant.access_token).await?;
        let emails: Vec<Email> = self.get("user/emails", &grant.access_token).await?;
        let image = match &user.avatar_url {
            Some(address) => self.picture(address).await,
            None => None,
        };
        let profile = Profile {
            image,
            ..profile(user, &emails)
        };
        Ok((profile, grant))
    }

    /// Another access token.
    pub async fn refresh(&self, refresh_token: &str) -> Result<Grant, OauthError> {
        // Nobody is sent anywhere.
        let response = self
            .client(&self.web)?
            .exchange_refresh_token(&RefreshToken::new(refresh_token.to_owned()))
            .request_async(&self.http)
            .await
            .map_err(token_failure)?;
        Ok(Grant::of(&response))
    }

    fn client(&self, redirect: &str) -> Result<Client, OauthError> {
        let authorize = format!("{}/login/oauth/authorize", self.web);
        let token = format!("{}/login/oauth/access_token", self.web);
        Ok(BasicClient::new(ClientId::new(self.client_id.clone()))
            .set_client_secret(ClientSecret::new(self.client_secret.clone()))
            .set_auth_uri(address(AuthUrl::new(authorize))?)
            .set_token_uri(address(TokenUrl::new(token))?)
            .set_redirect_uri(address(RedirectUrl::new(redirect.to_owned()))?))
    }

    /// A picture as a `data:` address: pages load nothing from elsewhere. Small ones only; without it people
    /// are shown by their initials.
    async fn picture(&self, address: &str) -> Option<String> {
        let query = if address.contains('?') { '&' } else { '?' };
        let answer = self
            .http
            .get(format!("{address}{query}s={PICTURE_SIZE}"))
            .send();
        let answer = answer.await.ok()?.error_for_status().ok()?;
        let content_type = answer.headers().get("content-type")?.to_str().ok()?;
        let content_type = PICTURE_TYPES.iter().find(|known| **known == content_type)?;
        let picture = answer.bytes().await.ok()?;
        let is_small = picture.len() <= PICTURE_BYTES_MAX;
        is_small.then(|| format!("data:{content_type};base64,{}", STANDARD.encode(picture)))
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, token: &str) -> Result<T, OauthError> {
        let answer = self
            .http
            .get(format!("{}/{path}", self.api))
            .bearer_auth(token)
            .header("accept", "application/vnd.github+json")
            .send()
            .await
            .map_err(unavailable)?;
        let answer = answer.error_for_status().map_err(unavailable)?;
        answer.json().await.map_err(unavailable)
    }
}

/// Only an address that GitHub has proven counts; the account is told by its number, because names change
/// hands.
fn profile(user: User, emails: &[Email]) -> Profile {
    let proven = emails.iter().filter(|email| email.verified);
    let email = proven
        .max_by_key(|email| email.primary)
        .map(|email| email.email.to_lowercase());
    let name = user.name.filter(|name| !name.trim().is_empty());
    Profile {
        account_id: user.id.to_string(),
        label: format!("@{}", user.login),
        name: name.unwrap_or(user.login),
        email_verified: email.is_some(),
        email: email.unwrap_or_default(),
        image: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    #[test]
    fn people_are_sent_off_with_a_state_and_a_challenge_that_is_not_the_verifier() {
        let github = GitHub::new(
            "id".to_owned(),
            "secret".to_owned(),
            "https://github.test/",
            "https://api.github.test",
            reqwest::Client::new(),
        );
        let host = SimHost::new(1, 0);
        let (url, flow) = github.start("https://a.example/back", &host).unwrap();
        assert!(url.starts_with("https://github.test/login/oauth/authorize?"));
        assert!(url.contains(&format!("state={}", flow.state)));
        assert!(url.contains("code_challenge_method=S256"));
        assert!(!url.contains(&flow.verifier));
        assert!(!url.contains("secret"));
        let (_, other) = github.start("https://a.example/back", &host).unwrap();
        assert_ne!(flow.state, other.state);
    }

    #[test]
    fn only_a_proven_address_is_an_address_and_the_primary_one_first() {
        let user = || User {
            id: 7,
            login: "eve".to_owned(),
            name: None,
            avatar_url: None,
        };
        let email = |email: &str, primary, verified| Email {
            email: email.to_owned(),
            primary,
            verified,
        };
        let emails = [
            email("a@b.c", false, true),
            email("Eve@b.c", true, true),
            email("x@b.c", false, true),
        ];
        let known = profile(user(), &emails);
        assert_eq!(
            (known.email.as_str(), known.email_verified),
            ("eve@b.c", true)
        );
        assert_eq!((known.name.as_str(), known.label.as_str()), ("eve", "@eve"));
        let unproven = profile(user(), &[email("victim@b.c", true, false)]);
        assert_eq!(
            (unproven.email.as_str(), unproven.email_verified),
            ("", false)
        );
    }
}
