//! The `Authorization` header of the HTTP API.

use super::UserIdentity;
use crate::Error;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;

/// A credential of an HTTP request, not yet verified.
#[derive(Debug, Clone, PartialEq)]
pub enum Credential {
    /// None was sent.
    None,
    /// `Bearer <jwt>`.
    User(String),
    /// `Convex <key>[:<base64 of identity attributes>]`.
    Admin {
        /// The key.
        key: String,
        /// The user to act as.
        acting_as: Option<Json>,
    },
}

impl Credential {
    /// Reads the header; without one, the `adminKey` query parameter.
    pub fn parse(header: Option<&str>, admin_key: Option<&str>) -> Result<Self, Error> {
        let Some(header) = header else {
            return Ok(admin_key.map_or(Self::None, |key| Self::Admin {
                key: key.to_owned(),
                acting_as: None,
            }));
        };
        let bad = || {
            Error::bad_request(
                "InvalidAuthHeader",
                "The Authorization header must be `Bearer <token>` or `Convex <admin key>`.",
            )
        };
        let (scheme, value) = header
            .split_once(' ')
            .filter(|_| header.len() >= 7)
            .ok_or_else(bad)?;
        let value = value.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            Ok(Self::User(value.to_owned()))
        } else if scheme.eq_ignore_ascii_case("convex") {
            admin(value)
        } else {
            Err(bad())
        }
    }
}

/// Splits off the acting identity at the first `:` behind the name.
fn admin(value: &str) -> Result<Credential, Error> {
    let search_from = value.find('|').unwrap_or(0);
    let Some(at) = value[search_from..].find(':').map(|at| at + search_from) else {
        return Ok(Credential::Admin {
            key: value.to_owned(),
            acting_as: None,
        });
    };
    let bad = || {
        Error::bad_request(
            "BadIdentityAttributes",
            "The acting identity of the Authorization header is not base64 of a JSON object.",
        )
    };
    let bytes = STANDARD.decode(&value[at + 1..]).map_err(|_| bad())?;
    let acting_as = serde_json::from_slice(&bytes).map_err(|_| bad())?;
    Ok(Credential::Admin {
        key: value[..at].to_owned(),
        acting_as: Some(acting_as),
    })
}

/// Identity attributes sent by an admin.
pub(crate) fn acting_identity(attributes: Option<Json>) -> Result<Option<UserIdentity>, Error> {
    match attributes {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Object(attributes)) => UserIdentity::from_attributes(attributes).map(Some),
        Some(_) => Err(Error::bad_request(
            "BadIdentityAttributes",
            "The acting identity must be a JSON object.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_case_insensitive_and_others_are_refused() {
        assert_eq!(
            Credential::parse(Some("bEARER x.y.z"), None).ok(),
            Some(Credential::User("x.y.z".into()))
        );
        assert!(
            matches!(Credential::parse(Some("convex prod:a|01"), None), Ok(Credential::Admin { key, acting_as: None }) if key == "prod:a|01")
        );
        let acting = format!(
            "Convex a|01:{}",
            STANDARD.encode(r#"{"subject":"s","issuer":"i"}"#)
        );
        assert!(
            matches!(Credential::parse(Some(&acting), None), Ok(Credential::Admin { key, acting_as: Some(_) }) if key == "a|01")
        );
        for bad in ["Basic abcdefg", "Bearer", "x", "Convex a|01:%%"] {
            assert!(Credential::parse(Some(bad), None).is_err(), "{bad}");
        }
        assert!(matches!(
            Credential::parse(None, Some("k")),
            Ok(Credential::Admin { .. })
        ));
    }
}
