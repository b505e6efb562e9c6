//! Through another provider and back.

use super::accounts::Accounts;
use super::records::{Connected, ConnectedProfile, Connection, SealedGrant, Unavailable};
use super::refused::Refused;
use super::sessions::{Client, Session};
use super::tickets::Purpose;
use identity::digest;
use identity::oauth::{FLOW_LIFETIME, Flow, Grant, OauthError, Profile};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What the flow's cookie is sealed for.
const FLOW: &str = "flow";
const ACCESS_TOKEN: &str = "access-token";
const REFRESH_TOKEN: &str = "refresh-token";
const ID_TOKEN: &str = "id-token";

/// Access tokens that end so soon are renewed.
const RENEW_BEFORE: Duration = Duration::from_secs(30 * 60);

/// Of Convex functions, in UTF-16 code units.
const NAME_MAX: usize = 200;

/// A browser that is sent to a provider.
pub(crate) struct Departure {
    pub(crate) url: String,
    /// For a cookie, which binds the way back to this browser. Sealed.
    pub(crate) cookie: String,
}

/// A browser that comes back.
#[derive(Default)]
pub(crate) struct Arrival {
    pub(crate) code: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) cookie: Option<String>,
    pub(crate) invitation: Option<String>,
}

/// Where it ends.
pub(crate) enum Landed {
    /// Signed in: the value of the browser's cookie.
    SignedIn {
        secret: String,
        next: Option<String>,
    },
    /// Another way to sign in for whoever is signed in.
    Linked { next: Option<String> },
}

#[derive(Serialize, Deserialize)]
struct Carried {
    provider: String,
    flow: Flow,
    next: Option<String>,
    /// The person to whom the account is to belong, too.
    link_to: Option<String>,
    /// Milliseconds since the Unix epoch.
    ends_at: f64,
}

impl Accounts {
    /// Sends a browser to a provider; nowhere if there is no such provider.
    pub(crate) async fn depart(
        &self,
        provider: &str,
        next: Option<String>,
        session: Option<&Session>,
    ) -> Result<Option<Departure>, Refused> {
        let Some(found) = self.providers.find(provider) else {
            return Ok(None);
        };
        let (url, flow) = found.start(&self.callback(provider), &self.host).await?;
        let carried = Carried {
            provider: provider.to_owned(),
            flow,
            next,
            link_to: session.map(|session| session.person.user_id.clone()),
            ends_at: self.host.unix_millis() + FLOW_LIFETIME.as_secs_f64() * 1000.0,
        };
        let carried = serde_json::to_string(&carried).unwrap_or_default();
        let cookie = self.cipher.seal(FLOW, &carried);
        Ok(Some(Departure { url, cookie }))
    }

    /// Takes a browser back.
    pub(crate) async fn arrive(
        &self,
        provider: &str,
        arrival: Arrival,
        session: Option<&Session>,
        client: &Client,
    ) -> Result<Landed, Refused> {
        let found = self.providers.find(provider).ok_or(Refused::FlowLost)?;
        let carried = self.carried(provider, &arrival).ok_or(Refused::FlowLost)?;
        if carried.link_to.as_deref() != session.map(|session| &*session.person.user_id) {
            // Somebody signed in or out meanwhile: neither of the two has asked for what would happen.
            return Err(Refused::FlowLost);
        }
        if arrival
            .issuer
            .is_some_and(|issuer| !found.is_issuer(&issuer))
        {
            return Err(Refused::FlowLost);
        }
        let code = arrival.code.ok_or(Refused::FlowLost)?;
        let (profile, grant) = found
            .finish(&code, &carried.flow, &self.callback(provider))
            .await?;
        let connection = self.connection(provider, profile, &grant, carried.link_to);
        let next = carried.next;
        let invitation = arrival.invitation.as_deref();
        match self.connect(connection, invitation).await? {
            Connected::Taken => Err(Refused::AccountTaken),
            Connected::AddressTaken => Err(Refused::AddressTaken),
            Connected::Closed => Err(Refused::SignUpClosed),
            Connected::Linked => Ok(Landed::Linked { next }),
            Connected::Known { .. } if session.is_some() => Ok(Landed::Linked { next }),
            Connected::Known { person } | Connected::Created { person } => {
                let secret = self.begin(&person, client).await?;
                Ok(Landed::SignedIn { secret, next })
            }
        }
    }

    /// Makes somebody unknown a person only where that is allowed, and uses an invitation up only for that.
    async fn connect(
        &self,
        connection: Connection,
        invitation: Option<&str>,
    ) -> Result<Connected, Refused> {
        if self.may_sign_up(None) {
            return Ok(self.records.connect(connection).await?);
        }
        let known_only = Connection {
            profile: None,
            ..connection.clone()
        };
        let outcome = self.records.connect(known_only).await?;
        let is_unknown = matches!(outcome, Connected::Closed);
        match self
            .invitation(invitation)
            .filter(|_| is_unknown && self.may_sign_up(invitation))
        {
            None => Ok(outcome),
            Some(ticket) => {
                self.use_up(Purpose::Invite, &ticket).await?;
                Ok(self.records.connect(connection).await?)
            }
        }
    }

    /// Renews access tokens that end soon, so that functions find good ones.
    pub(crate) async fn renew_grants(&self) -> Result<(), Unavailable> {
        let before = self.host.unix_millis() + RENEW_BEFORE.as_secs_f64() * 1000.0;
        let providers = self.providers.ids();
        for expiring in self.records.expiring_grants(&providers, before).await? {
            let Some(provider) = self.providers.find(&expiring.provider_id) else {
                continue;
            };
            let refresh_token = self.cipher.open(REFRESH_TOKEN, &expiring.refresh_token);
            let renewed = match &refresh_token {
                Some(token) => provider.refresh(token).await,
                None => Err(OauthError::Refused(
                    "it was sealed with another key".to_owned(),
                )),
            };
            let grant = match renewed {
                // Providers that do not say otherwise go on with the one they have.
                Ok(grant) => Some(self.seal(&Grant {
                    refresh_token: grant.refresh_token.clone().or(refresh_token),
                    ..grant
                })),
                Err(OauthError::Refused(why)) => {
                    tracing::info!(why, "a provider does not renew an access token");
                    None
                }
                Err(OauthError::Unavailable(_)) => continue,
            };
            self.records.put_grant(&expiring.id, grant).await?;
        }
        Ok(())
    }

    /// The cookie's content, if the answer belongs to it.
    fn carried(&self, provider: &str, arrival: &Arrival) -> Option<Carried> {
        let cookie = self.cipher.open(FLOW, arrival.cookie.as_deref()?)?;
        let carried: Carried = serde_json::from_str(&cookie).ok()?;
        // Hashes, so that how long the comparison takes tells nothing.
        let is_ours = carried.provider == provider
            && self.host.unix_millis() < carried.ends_at
            && digest(arrival.state.as_deref()?) == digest(&carried.flow.state);
        is_ours.then_some(carried)
    }

    fn connection(
        &self,
        provider: &str,
        profile: Profile,
        grant: &Grant,
        link_to: Option<String>,
    ) -> Connection {
        Connection {
            provider_id: provider.to_owned(),
            account_id: profile.account_id,
            label: profile.label,
            grant: self.seal(grant),
            link_to,
            profile: Some(ConnectedProfile {
                external_id: self.new_external_id(),
                name: profile.name.chars().take(NAME_MAX / 2).collect(),
                email: profile.email,
                email_verified: profile.email_verified,
                image: profile.image,
            }),
        }
    }

    fn seal(&self, grant: &Grant) -> SealedGrant {
        let seal = |purpose: &str, token: &String| self.cipher.seal(purpose, token);
        let refresh_token = grant.refresh_token.as_ref();
        // Only what can be renewed is looked after.
        let lives_for = grant.lives_for.filter(|_| refresh_token.is_some());
        SealedGrant {
            access_token: seal(ACCESS_TOKEN, &grant.access_token),
            refresh_token: refresh_token.map(|token| seal(REFRESH_TOKEN, token)),
            id_token: grant.id_token.as_ref().map(|token| seal(ID_TOKEN, token)),
            access_token_expires_at: lives_for
                .map(|time| self.host.unix_millis() + time.as_secs_f64() * 1000.0),
            scope: grant.scope.clone(),
        }
    }

    fn callback(&self, provider: &str) -> String {
        let path = provider.replacen(':', "/", 1);
        format!("{}/auth/{path}/callback", self.origin)
    }
}
