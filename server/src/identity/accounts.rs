use super::limits::Limits;
use super::providers::Providers;
use super::records::{NewPerson, Records, SealedKey, Unavailable, Verification};
use super::refused::Refused;
use super::sessions::{Client, Session};
use super::tickets::{Purpose, Ticket, Tickets};
use crate::provider_keys::{self, KeyChecks, ModelProvider};
use convex_host::Host;
use identity::password::Hasher;
use identity::{Cipher, ISSUER, Mailer, Person, digest, hex, random_token};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

pub(super) const HOUR: Duration = Duration::from_secs(60 * 60);
pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What keys of model providers are sealed for.
const PROVIDER_KEY: &str = "provider-key";

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SignUp {
    /// Everybody who reaches the server.
    Open,
    /// Whoever got a link that `conclave invite` has printed.
    Invite,
    /// Nobody.
    Closed,
}

/// What people do with their accounts, and what that takes.
pub(crate) struct Accounts {
    pub(crate) records: Arc<dyn Records>,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) cipher: Cipher,
    pub(crate) providers: Providers,
    /// Where browsers reach the server.
    pub(crate) origin: String,
    pub(crate) sign_up: SignUp,
    pub(crate) key_checks: KeyChecks,
    pub(crate) hasher: Hasher,
    /// How often what may be tried.
    pub(crate) limits: Limits,
    /// Sends mails, or keeps them where none can be sent.
    pub(crate) mailer: Mailer,
    pub(crate) tickets: Tickets,
}

/// Whom the owner's link signs in: issuer and subject, which nobody else has.
fn owner_id() -> String {
    format!("{ISSUER}|owner")
}

/// Whether this is the person whose instance it is.
pub(crate) fn is_owner(person: &Person) -> bool {
    person.external_id == owner_id()
}

impl Accounts {
    /// Whether somebody who brings this invitation, or none, may make an account.
    pub(crate) fn may_sign_up(&self, invitation: Option<&str>) -> bool {
        match self.sign_up {
            SignUp::Open => true,
            SignUp::Invite => self.invitation(invitation).is_some(),
            SignUp::Closed => false,
        }
    }

    /// A genuine invitation; whether it was used shows when it is.
    pub(super) fn invitation(&self, text: Option<&str>) -> Option<Ticket> {
        self.tickets.check(Purpose::Invite, text?)
    }

    /// Begins the grace period after which everything of the person goes, and signs out everywhere. Whoever
    /// has no password writes the word `DELETE`.
    pub(crate) async fn delete(
        &self,
        session: &Session,
        proof: &str,
        client: &Client,
    ) -> Result<(), Refused> {
        let person = &session.person;
        let has_password = self.check_current(person, proof, client).await?;
        if !has_password && proof != "DELETE" {
            return Err(Refused::Input("Write the word DELETE to confirm."));
        }
        self.records.request_deletion(&person.user_id).await?;
        Ok(self.records.end_sessions(&person.user_id, None).await?)
    }

    /// Keeps a key of a model provider, encrypted, once the provider has accepted it.
    pub(crate) async fn put_provider_key(
        &self,
        session: &Session,
        provider: &str,
        key: &str,
        client: &Client,
    ) -> Result<(), Refused> {
        let provider = ModelProvider::parse(provider)
            .ok_or(Refused::Input("Choose one of the providers in the list."))?;
        self.limits.admit_form(client.address)?;
        let key = key.trim();
        self.key_checks.check(provider, key).await?;
        let sealed = SealedKey {
            user_id: session.person.user_id.clone(),
            provider: provider.name(),
            ciphertext: self.cipher.seal(PROVIDER_KEY, key),
            hint: provider_keys::hint(key),
            status: "valid",
            validated_at: self.host.unix_millis(),
        };
        Ok(self.records.put_provider_key(sealed).await?)
    }

    /// Signs the owner in with a link: the value of the browser's cookie.
    pub(crate) async fn redeem(&self, ticket: &str, client: &Client) -> Result<String, Refused> {
        let found = self.tickets.check(Purpose::Owner, ticket);
        self.use_up(Purpose::Owner, &found.ok_or(Refused::Link)?)
            .await?;
        let owner = NewPerson {
            external_id: owner_id(),
            name: "Owner".to_owned(),
            email: "owner@conclave.localhost".to_owned(),
        };
        let person = self.records.owner(owner).await?;
        Ok(self.begin(&person, client).await?)
    }

    /// Remembers that a ticket was used; refused if it was before.
    pub(super) async fn use_up(&self, purpose: Purpose, ticket: &Ticket) -> Result<(), Refused> {
        let used = Verification {
            identifier: format!("{}-link:{}", purpose.name(), ticket.id),
            value: String::new(),
            // The table forgets the link when it would have ended anyway.
            expires_at: Duration::from_secs(ticket.ends_at).as_secs_f64() * 1000.0,
        };
        let is_first = self.records.issue(used).await?;
        is_first.then_some(()).ok_or(Refused::Link)
    }

    /// Whether anybody can sign in without the owner's link.
    pub(crate) async fn exist(&self) -> Result<bool, Unavailable> {
        self.records.has_accounts().await
    }

    /// Chosen once per person, and never told from anything else.
    pub(super) fn new_external_id(&self) -> String {
        format!("{ISSUER}|{}", hex(&self.host.seed()[..16]))
    }

    pub(super) async fn issue_for(
        &self,
        person: &Person,
        purpose: &str,
        lifetime: Duration,
    ) -> Result<String, Unavailable> {
        self.issue_text(purpose, person.user_id.clone(), lifetime)
            .await
    }

    pub(super) async fn issue(
        &self,
        purpose: &str,
        about: &impl Serialize,
        lifetime: Duration,
    ) -> Result<String, Unavailable> {
        let value = serde_json::to_string(about).unwrap_or_default();
        self.issue_text(purpose, value, lifetime).await
    }

    /// A token that is good once for a purpose.
    async fn issue_text(
        &self,
        purpose: &str,
        value: String,
        lifetime: Duration,
    ) -> Result<String, Unavailable> {
        let token = random_token(self.host.as_ref());
        let verification = Verification {
            identifier: identifier(purpose, &token),
            value,
            expires_at: self.host.unix_millis() + lifetime.as_secs_f64() * 1000.0,
        };
        self.records.issue(verification).await?;
        Ok(token)
    }

    pub(super) async fn consume<T: for<'a> Deserialize<'a>>(
        &self,
        purpose: &str,
        token: &str,
    ) -> Result<Option<T>, Unavailable> {
        let value = self.records.consume(&identifier(purpose, token)).await?;
        Ok(value.and_then(|value| serde_json::from_str(&value).ok()))
    }
}

pub(super) fn identifier(purpose: &str, token: &str) -> String {
    format!("{purpose}:{}", digest(token))
}
