//! The caller of a function, after its credential was checked.

use crate::Error;
use serde_json::{Map, Value as Json};
use std::sync::Arc;

/// A user as functions see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserIdentity {
    /// The identity object, JSON text with sorted keys. Doubles as the identity part of cache keys, so it
    /// holds nothing that is the token's and not the user's.
    json: Arc<str>,
    token_identifier: Arc<str>,
    session: Option<Arc<str>>,
}

impl UserIdentity {
    /// From identity attributes in their camelCase names. `tokenIdentifier` may be missing if issuer and
    /// subject are present.
    pub fn from_attributes(mut attributes: Map<String, Json>) -> Result<Self, Error> {
        let text = |name: &str| {
            attributes
                .get(name)
                .and_then(Json::as_str)
                .map(str::to_owned)
        };
        let session = text("sid").map(Arc::from);
        let token_identifier = match (text("tokenIdentifier"), text("issuer"), text("subject")) {
            (Some(token_identifier), _, _) => token_identifier,
            (None, Some(issuer), Some(subject)) => format!("{issuer}|{subject}"),
            _ => {
                return Err(Error::bad_request(
                    "BadIdentityAttributes",
                    "A user identity needs `tokenIdentifier`, or both `issuer` and `subject`.",
                ));
            }
        };
        attributes.insert(
            "tokenIdentifier".to_owned(),
            Json::from(token_identifier.clone()),
        );
        attributes.retain(|_, value| !value.is_null());
        attributes.sort_keys();
        Ok(Self {
            json: Arc::from(Json::Object(attributes).to_string()),
            token_identifier: Arc::from(token_identifier),
            session,
        })
    }

    /// The identity object of `ctx.auth.getUserIdentity()`, as JSON text.
    pub fn json(&self) -> &Arc<str> {
        &self.json
    }

    /// `issuer|subject`.
    pub fn token_identifier(&self) -> &str {
        &self.token_identifier
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Anonymous,
    /// A credential that could not be verified, where that is not an error by itself.
    Unknown,
    User(UserIdentity),
    Admin(Option<UserIdentity>),
    System,
}

/// The caller of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    kind: Kind,
    /// Seconds since the Unix epoch.
    expires_at: Option<u64>,
    /// The credential as it came, for `getRequestMetadata`.
    token: Option<Arc<str>>,
    /// See [`Self::is_operator`].
    operates: bool,
}

impl Caller {
    fn of(kind: Kind) -> Self {
        Self {
            kind,
            expires_at: None,
            token: None,
            operates: false,
        }
    }

    /// Nobody in particular.
    pub fn anonymous() -> Self {
        Self::of(Kind::Anonymous)
    }

    /// Somebody whose credential is invalid: asking for the identity is an error.
    pub fn unknown() -> Self {
        Self::of(Kind::Unknown)
    }

    /// A signed-in user, until `expires_at` (seconds since the Unix epoch).
    pub fn user(identity: UserIdentity, expires_at: Option<u64>, token: Option<Arc<str>>) -> Self {
        Self {
            kind: Kind::User(identity),
            expires_at,
            token,
            operates: false,
        }
    }

    /// The same user as somebody who may look into the deployment, or not.
    pub(crate) fn operating(self, operates: bool) -> Self {
        Self { operates, ..self }
    }

    /// The holder of the admin key, possibly acting as a user.
    pub fn admin(acting_as: Option<UserIdentity>) -> Self {
        Self::of(Kind::Admin(acting_as))
    }

    /// The deployment itself: scheduled jobs.
    pub fn system() -> Self {
        Self::of(Kind::System)
    }

    /// The identity user code sees.
    pub fn identity(&self) -> Option<&UserIdentity> {
        match &self.kind {
            Kind::User(identity) | Kind::Admin(Some(identity)) => Some(identity),
            _ => None,
        }
    }

    /// The answer to `getUserIdentity`: the object's JSON text, `null`, or an error.
    pub fn identity_json(&self) -> Result<Arc<str>, &'static str> {
        match (&self.kind, self.identity()) {
            (Kind::Unknown, _) => Err(
                "Could not verify the identity of this request: its token is invalid or has expired.",
            ),
            (_, Some(identity)) => Ok(identity.json.clone()),
            _ => Ok(Arc::from("null")),
        }
    }

    /// What distinguishes this caller's results from others', where the identity was read.
    pub fn cache_key(&self) -> Arc<str> {
        self.identity_json()
            .unwrap_or_else(|_| Arc::from("unknown"))
    }

    /// Whom answers to earlier requests belong to. Unlike the identity it outlives changes of the user's
    /// name or address.
    pub(crate) fn owner(&self) -> Arc<str> {
        match &self.kind {
            Kind::User(identity) => identity.token_identifier.clone(),
            Kind::Admin(None) => Arc::from("admin"),
            Kind::Admin(Some(identity)) => {
                Arc::from(format!("admin as {}", identity.token_identifier))
            }
            Kind::System => Arc::from("system"),
            Kind::Anonymous | Kind::Unknown => Arc::from(""),
        }
    }

    /// The issuer's name for the session that a user's token belongs to: its claim `sid`.
    pub fn session(&self) -> Option<&Arc<str>> {
        match &self.kind {
            Kind::User(identity) => identity.session.as_ref(),
            _ => None,
        }
    }

    /// Whether internal functions may be called.
    pub fn sees_internal(&self) -> bool {
        matches!(self.kind, Kind::Admin(_) | Kind::System)
    }

    /// What kind of caller this is, as logs say it.
    pub(crate) fn class(&self) -> &'static str {
        match self.kind {
            Kind::Anonymous | Kind::Unknown => "unknown",
            Kind::User(_) => "user",
            Kind::Admin(None) => "instance_admin",
            Kind::Admin(Some(_)) => "member_acting_user",
            Kind::System => "system",
        }
    }

    /// Whether this is the holder of the admin key.
    pub fn is_admin(&self) -> bool {
        matches!(self.kind, Kind::Admin(_))
    }

    /// Whether this is somebody who may look into the deployment and mend its documents: whoever holds the admin key,
    /// or a user of whom the token says so. See [`super::Operators`].
    pub fn is_operator(&self) -> bool {
        self.is_admin() || self.operates
    }

    /// Whether the credential has run out.
    pub fn is_expired(&self, unix_secs: u64) -> bool {
        self.expires_at
            .is_some_and(|at| unix_secs >= at.saturating_add(super::verify::TOLERANCE_SECS))
    }

    /// The credential as it came.
    pub fn token(&self) -> Option<&Arc<str>> {
        self.token.as_ref()
    }
}
