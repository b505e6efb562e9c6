//! `auth.config`: which issuers are trusted.

use crate::Error;
use jsonwebtoken::Algorithm;
use serde_json::Value as Json;

/// The trusted issuers, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuthConfig {
    /// First match wins.
    pub providers: Vec<Provider>,
}

/// One trusted issuer.
#[derive(Debug, Clone, PartialEq)]
pub struct Provider {
    /// With scheme, without trailing slash.
    pub issuer: String,
    /// The audience a token must name.
    pub application_id: Option<String>,
    /// Where its keys come from.
    pub kind: ProviderKind,
}

/// Where an issuer's keys come from.
#[derive(Debug, Clone, PartialEq)]
pub enum ProviderKind {
    /// Discovery below the issuer.
    Oidc,
    /// A key set at a fixed address, which may be a `data:` URL.
    CustomJwt {
        /// The address.
        jwks: String,
        /// The only algorithm accepted.
        algorithm: Algorithm,
    },
}

impl AuthConfig {
    /// Reads the evaluated default export: `{"providers":[…]}`. Incomplete providers are left out.
    pub fn from_json(config: &Json) -> Result<Self, Error> {
        Self::evaluated(Some(config), &[])
    }

    /// Reads what an evaluation came to during which the variables `unset` were missed. A provider that
    /// is incomplete is left out, because an environment that is not set up yet must not keep the
    /// functions from running; what is there but wrong is an error.
    pub(crate) fn evaluated(config: Option<&Json>, unset: &[String]) -> Result<Self, Error> {
        if !unset.is_empty() {
            tracing::warn!(
                "auth.config uses environment variables that are not set: {}; tokens of providers that need them are refused",
                unset.join(", ")
            );
        }
        let providers = match config.and_then(|config| config.get("providers")) {
            Some(Json::Array(providers)) => providers,
            Some(Json::Null) | None => return Ok(Self::default()),
            Some(_) => return Err(invalid("`providers` must be an array")),
        };
        let mut complete = Vec::new();
        for json in providers {
            match missing(json, !unset.is_empty()) {
                Some(field) => tracing::warn!(
                    "auth.config: a provider without `{field}` is left out; its tokens are refused"
                ),
                None => complete.push(provider(json)?),
            }
        }
        Ok(Self {
            providers: complete,
        })
    }

    /// The provider responsible for an issuer and its audiences.
    pub(super) fn find(&self, issuer: &str, audiences: &[&str]) -> Option<&Provider> {
        let issuer = normalised(issuer);
        self.providers.iter().find(|provider| {
            provider.issuer == issuer
                && provider
                    .application_id
                    .as_deref()
                    .is_none_or(|id| audiences.contains(&id))
        })
    }
}

/// The first thing that a provider cannot do without and that it lacks.
fn missing(json: &Json, variables_missed: bool) -> Option<&'static str> {
    let is_custom = json.get("type").and_then(Json::as_str) == Some("customJwt");
    let needed: &[&str] = match (is_custom, variables_missed) {
        (false, _) => &["domain", "applicationID"],
        (true, false) => &["issuer", "jwks"],
        // Without its id every audience would do. It may have been a variable: better no tokens at all.
        (true, true) => &["issuer", "jwks", "applicationID"],
    };
    let is_there = |name: &str| match json.get(name) {
        None | Some(Json::Null) => false,
        Some(Json::String(text)) => !text.is_empty(),
        Some(_) => true,
    };
    needed.iter().copied().find(|name| !is_there(name))
}

fn provider(json: &Json) -> Result<Provider, Error> {
    let text = |name: &str| json.get(name).and_then(Json::as_str);
    let application_id = text("applicationID").map(str::to_owned);
    if json.get("type").and_then(Json::as_str) == Some("customJwt") {
        let issuer =
            text("issuer").ok_or_else(|| invalid("a customJwt provider needs `issuer`"))?;
        let jwks = text("jwks").ok_or_else(|| invalid("a customJwt provider needs `jwks`"))?;
        let algorithm = match text("algorithm") {
            Some("RS256") => Algorithm::RS256,
            Some("ES256") => Algorithm::ES256,
            other => {
                return Err(invalid(&format!(
                    "algorithm {} is not supported; use RS256 or ES256",
                    other.unwrap_or("(none)")
                )));
            }
        };
        let jwks = if jwks.starts_with("data:") {
            jwks.to_owned()
        } else {
            with_scheme(jwks)?
        };
        return Ok(Provider {
            issuer: normalised(&with_scheme(issuer)?),
            application_id,
            kind: ProviderKind::CustomJwt { jwks, algorithm },
        });
    }
    let domain = text("domain")
        .ok_or_else(|| invalid("a provider needs `domain`, or `type: \"customJwt\"`"))?;
    if application_id.is_none() {
        return Err(invalid("an OIDC provider needs `applicationID`"));
    }
    Ok(Provider {
        issuer: normalised(&with_scheme(domain)?),
        application_id,
        kind: ProviderKind::Oidc,
    })
}

fn with_scheme(address: &str) -> Result<String, Error> {
    if address.starts_with('"') {
        return Err(invalid(
            "an address begins with a quotation mark; remove it from the environment variable",
        ));
    }
    match address.split_once("://") {
        Some(("http" | "https", _)) => Ok(address.to_owned()),
        Some((scheme, _)) => Err(invalid(&format!(
            "the scheme `{scheme}` is not supported; use https"
        ))),
        None => Ok(format!("https://{address}")),
    }
}

/// Issuers are compared without trailing slashes, and with `https://` where a token leaves it out.
fn normalised(issuer: &str) -> String {
    let issuer = issuer.trim_end_matches('/');
    if issuer.contains("://") {
        issuer.to_owned()
    } else {
        format!("https://{issuer}")
    }
}

fn invalid(what: &str) -> Error {
    Error::bad_request(
        "InvalidAuthConfig",
        format!("auth.config is not valid: {what}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_issuer_matches_without_scheme_and_trailing_slash() {
        let config = AuthConfig::from_json(
            &json!({"providers": [{"domain": "id.example.com/", "applicationID": "convex"}]}),
        )
        .expect("valid");
        assert!(config.find("https://id.example.com", &["convex"]).is_some());
        assert!(config.find("id.example.com/", &["x", "convex"]).is_some());
        assert!(config.find("https://id.example.com", &["x"]).is_none());
        assert!(config.find("http://id.example.com", &["convex"]).is_none());
    }

    #[test]
    fn incomplete_providers_are_left_out_and_the_others_stay() {
        let whole = json!({"domain": "id.example.com", "applicationID": "convex"});
        let open = json!({"type": "customJwt", "issuer": "https://a.example", "jwks": "data:,{}", "algorithm": "ES256"});
        let config =
            json!({"providers": [{"applicationID": "convex"}, {"domain": ""}, whole, open]});
        let unset = ["ID".to_owned()];
        let count = |unset: &[String]| {
            AuthConfig::evaluated(Some(&config), unset).map(|config| config.providers.len())
        };
        assert_eq!(count(&[]), Ok(2));
        assert_eq!(
            count(&unset),
            Ok(1),
            "a missing variable must not open a provider to every audience"
        );
        assert_eq!(
            AuthConfig::evaluated(None, &unset),
            Ok(AuthConfig::default())
        );
    }

    #[test]
    fn symmetric_algorithms_and_other_schemes_are_refused() {
        let custom = |algorithm: &str, issuer: &str| {
            AuthConfig::from_json(
                &json!({"providers": [{"type": "customJwt", "issuer": issuer, "jwks": "data:,{}", "algorithm": algorithm}]}),
            )
        };
        assert!(custom("ES256", "https://a.example").is_ok());
        assert!(custom("HS256", "https://a.example").is_err());
        assert!(custom("ES256", "ftp://a.example").is_err());
        assert!(custom("ES256", "\"https://a.example").is_err());
    }
}
