//! Verifying a JWT against the configured issuers.

use super::Caller;
use super::claims;
use super::config::{AuthConfig, Provider, ProviderKind};
use super::jwks::{KeyCache, KeySource};
use crate::Error;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use convex_host::Host;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use parking_lot::RwLock;
use serde_json::{Map, Value as Json};
use std::sync::Arc;

/// How far clocks may differ.
pub(super) const TOLERANCE_SECS: u64 = 5;

/// Which users may look into the deployment, as administrators do, without what is secret to them: those whose token
/// has a claim that is true, from the one issuer whose word counts. Functions do not see the claim.
#[derive(Debug, Clone)]
pub struct Operators {
    /// The claim `iss` of such tokens.
    pub issuer: String,
    /// The name of the claim that says so.
    pub claim: String,
}

impl Operators {
    /// Whether the token is of one. Takes the claim out of what is said about the user.
    fn admit(&self, claims: &mut Map<String, Json>) -> bool {
        let is_theirs = claims.get("iss").and_then(Json::as_str) == Some(&self.issuer);
        is_theirs && claims.remove(&self.claim) == Some(Json::Bool(true))
    }
}

/// Verifies tokens of users.
pub struct Verifier {
    operators: Option<Operators>,
    config: RwLock<Arc<AuthConfig>>,
    keys: KeyCache,
    host: Arc<dyn Host>,
}

impl Verifier {
    /// Trusts the issuers of `config`.
    pub fn new(config: AuthConfig, source: Arc<dyn KeySource>, host: Arc<dyn Host>) -> Self {
        Self {
            operators: None,
            config: RwLock::new(Arc::new(config)),
            keys: KeyCache::new(source, host.clone()),
            host,
        }
    }

    /// Knows operators by their tokens.
    #[must_use]
    pub fn with_operators(self, operators: Option<Operators>) -> Self {
        Self { operators, ..self }
    }

    /// The issuers that are trusted.
    pub(crate) fn config(&self) -> Arc<AuthConfig> {
        self.config.read().clone()
    }

    /// Trusts other issuers from now on.
    pub fn reconfigure(&self, config: AuthConfig) {
        *self.config.write() = Arc::new(config);
    }

    /// The user a token speaks for.
    pub async fn verify(&self, token: &str) -> Result<Caller, Error> {
        let header =
            jsonwebtoken::decode_header(token).map_err(|error| malformed(&error.to_string()))?;
        let unverified = unverified_claims(token)?;
        let issuer = unverified
            .get("iss")
            .and_then(Json::as_str)
            .ok_or_else(|| malformed("it has no `iss`"))?;
        let audiences = audiences(&unverified);
        let config = self.config.read().clone();
        let provider = config
            .find(issuer, &audiences)
            .ok_or_else(|| no_provider(issuer, &audiences))?;
        check_algorithm(provider, header.alg, &audiences)?;
        let key = self.keys.key(provider, header.kid.as_deref()).await?;
        let key = DecodingKey::from_jwk(&key).map_err(|error| invalid(&error.to_string()))?;
        let mut claims =
            jsonwebtoken::decode::<Map<String, Json>>(token, &key, &signature_only(header.alg))
                .map_err(|error| invalid(&error.to_string()))?
                .claims;
        let expires_at = self.check_times(&claims)?;
        if claims
            .get("sub")
            .and_then(Json::as_str)
            .is_none_or(str::is_empty)
        {
            return Err(invalid("it has no `sub`"));
        }
        let flatten = matches!(provider.kind, ProviderKind::CustomJwt { .. });
        let operators = self.operators.as_ref();
        let operates = operators.is_some_and(|operators| operators.admit(&mut claims));
        let user = Caller::user(
            claims::identity(&claims, flatten)?,
            Some(expires_at),
            Some(Arc::from(token)),
        );
        Ok(user.operating(operates))
    }

    /// Times are compared here, not in the library, which reads the machine's clock.
    fn check_times(&self, claims: &Map<String, Json>) -> Result<u64, Error> {
        let now = self.host.unix_nanos() / 1_000_000_000;
        let secs = |name: &str| {
            claims
                .get(name)
                .and_then(Json::as_f64)
                .map(|secs| secs as u64)
        };
        let expires_at = secs("exp").ok_or_else(|| invalid("it has no `exp`"))?;
        if now >= expires_at.saturating_add(TOLERANCE_SECS) {
            return Err(Error::unauthenticated(
                "TokenExpired",
                "The token has expired; authenticate again with a fresh one.",
            ));
        }
        for name in ["nbf", "iat"] {
            if secs(name).is_some_and(|from| from > now.saturating_add(TOLERANCE_SECS)) {
                return Err(invalid(&format!(
                    "its `{name}` lies in the future; compare the clocks of issuer and deployment"
                )));
            }
        }
        Ok(expires_at)
    }
}

/// What a token says, to find out who could have signed it.
fn unverified_claims(token: &str) -> Result<Map<String, Json>, Error> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, _] = parts[..] else {
        return Err(malformed("it does not have three parts"));
    };
    // Extensions that must be understood are not.
    if object(header)?.contains_key("crit") {
        return Err(malformed("its header has extensions"));
    }
    object(payload)
}

fn object(part: &str) -> Result<Map<String, Json>, Error> {
    let bytes = URL_SAFE_NO_PAD
        .decode(part.trim_end_matches('='))
        .map_err(|_| malformed("it is not base64"))?;
    serde_json::from_slice(&bytes).map_err(|_| malformed("it is not made of JSON objects"))
}

fn audiences(claims: &Map<String, Json>) -> Vec<&str> {
    match claims.get("aud") {
        Some(Json::String(audience)) => vec![audience],
        Some(Json::Array(audiences)) => audiences.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

fn check_algorithm(provider: &Provider, used: Algorithm, audiences: &[&str]) -> Result<(), Error> {
    match &provider.kind {
        ProviderKind::CustomJwt { algorithm, .. } if *algorithm != used => Err(invalid(&format!(
            "it is signed with {used:?}, but auth.config asks for {algorithm:?}"
        ))),
        ProviderKind::Oidc if !matches!(used, Algorithm::RS256 | Algorithm::EdDSA) => Err(invalid(
            &format!("it is signed with {used:?}; OIDC tokens must use RS256 or EdDSA"),
        )),
        ProviderKind::Oidc if audiences.len() > 1 => {
            Err(invalid("it names more than one audience"))
        }
        _ => Ok(()),
    }
}

fn signature_only(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    validation
}

fn malformed(why: &str) -> Error {
    Error::unauthenticated(
        "InvalidAuthHeader",
        format!("The token cannot be read: {why}."),
    )
}

fn invalid(why: &str) -> Error {
    Error::unauthenticated(
        "InvalidAuthHeader",
        format!("The token is not valid: {why}."),
    )
}

fn no_provider(issuer: &str, audiences: &[&str]) -> Error {
    let audiences = audiences.join(", ");
    Error::unauthenticated(
        "NoAuthProvider",
        format!(
            "No provider in auth.config matches the token (issuer `{issuer}`, audience `{audiences}`); add one and deploy."
        ),
    )
}
