use async_trait::async_trait;
use identity::Person;
use serde::{Deserialize, Serialize};

/// The tables of identity: sessions, accounts, verifications and the rows of their people. Instants are
/// milliseconds since the Unix epoch, ids those of the rows.
///
/// It keeps and finds; it never sees a password or a token in clear.
#[async_trait]
pub(crate) trait Records: Send + Sync + 'static {
    /// The session of a hash.
    async fn session(&self, token_hash: &str) -> Result<Option<SessionRecord>, Unavailable>;
    /// Makes a session; answers with its id.
    async fn create_session(&self, session: NewSession) -> Result<String, Unavailable>;
    /// The session is in use.
    async fn touch_session(&self, session_id: &str, origin: Origin) -> Result<(), Unavailable>;
    /// Ends a session, and closes its sockets.
    async fn end_session(&self, session_id: &str) -> Result<(), Unavailable>;
    /// Ends all sessions of a person but one, and closes their sockets.
    async fn end_sessions(&self, user_id: &str, except: Option<&str>) -> Result<(), Unavailable>;

    /// Whether anybody can sign in without the owner's link.
    async fn has_accounts(&self) -> Result<bool, Unavailable>;
    /// The person whose instance this is.
    async fn owner(&self, owner: NewPerson) -> Result<Person, Unavailable>;
    /// The person with a password for an address, and its hash.
    async fn password_account(&self, email: &str) -> Result<Option<PasswordAccount>, Unavailable>;
    /// The hash of a person's password, if there is one.
    async fn password_of(&self, user_id: &str) -> Result<Option<String>, Unavailable>;
    /// Makes a person with a password; nobody if the address is taken.
    async fn sign_up(
        &self,
        person: NewPerson,
        password_hash: String,
    ) -> Result<Option<Person>, Unavailable>;
    /// Keeps another hash of the password that a person has.
    async fn set_password(&self, user_id: &str, password_hash: String) -> Result<(), Unavailable>;
    /// Gives a person another password, makes links for choosing one useless and ends all sessions but one;
    /// false, and nothing of it, where the person's address is not proven or opens somebody else's account.
    async fn change_password(
        &self,
        user_id: &str,
        password_hash: String,
        except: &str,
    ) -> Result<bool, Unavailable>;
    /// The person whom a link for choosing a password names.
    async fn person_of_reset(&self, identifier: &str) -> Result<Option<Person>, Unavailable>;
    /// Uses a link up and does the same with all sessions; false if it is not good.
    async fn reset_password(
        &self,
        identifier: &str,
        password_hash: String,
    ) -> Result<bool, Unavailable>;
    /// A person's address is proven.
    async fn confirm_email(&self, user_id: &str, email: &str) -> Result<(), Unavailable>;
    /// Somebody comes back from another provider.
    async fn connect(&self, connection: Connection) -> Result<Connected, Unavailable>;
    /// Accounts of some providers whose access tokens end before an instant.
    async fn expiring_grants(
        &self,
        providers: &[String],
        before: f64,
    ) -> Result<Vec<ExpiringGrant>, Unavailable>;
    /// Keeps renewed tokens, or forgets those that cannot be renewed.
    async fn put_grant(&self, id: &str, grant: Option<SealedGrant>) -> Result<(), Unavailable>;
    /// Keeps a key of a model provider.
    async fn put_provider_key(&self, key: SealedKey) -> Result<(), Unavailable>;
    /// The person asks for their deletion; the grace period begins.
    async fn request_deletion(&self, user_id: &str) -> Result<(), Unavailable>;

    /// Makes an identifier good once; false if it was made before.
    async fn issue(&self, verification: Verification) -> Result<bool, Unavailable>;
    /// Uses an identifier up: what it was about, if it was good.
    async fn consume(&self, identifier: &str) -> Result<Option<String>, Unavailable>;
}

/// The deployment did not do what it was asked; its log says why.
#[derive(Debug, thiserror::Error)]
#[error("the deployment could not answer: {0}")]
pub(crate) struct Unavailable(pub(crate) String);

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionRecord {
    pub(crate) session_id: String,
    pub(crate) last_seen_at: f64,
    /// By disuse or for good, whichever comes first.
    pub(crate) ends_at: f64,
    pub(crate) person: Person,
}

/// Where a request comes from, as its person sees it in the list of sessions.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Origin {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ip_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user_agent: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewSession {
    pub(crate) user_id: String,
    pub(crate) token_hash: String,
    pub(crate) expires_at: f64,
    #[serde(flatten)]
    pub(crate) origin: Origin,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewPerson {
    pub(crate) external_id: String,
    pub(crate) name: String,
    pub(crate) email: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasswordAccount {
    pub(crate) person: Person,
    pub(crate) password_hash: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verification {
    pub(crate) identifier: String,
    pub(crate) value: String,
    pub(crate) expires_at: f64,
}

/// What a provider gave, encrypted.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SealedGrant {
    pub(crate) access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) access_token_expires_at: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scope: Option<String>,
}

/// A key of a model provider, encrypted.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SealedKey {
    pub(crate) user_id: String,
    pub(crate) provider: &'static str,
    pub(crate) ciphertext: String,
    /// Its end, by which its owner recognises it.
    pub(crate) hint: String,
    pub(crate) status: &'static str,
    pub(crate) validated_at: f64,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Connection {
    pub(crate) provider_id: String,
    pub(crate) account_id: String,
    pub(crate) label: String,
    #[serde(flatten)]
    pub(crate) grant: SealedGrant,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) link_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) profile: Option<ConnectedProfile>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectedProfile {
    pub(crate) external_id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) email_verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Connected {
    Known {
        person: Person,
    },
    Created {
        person: Person,
    },
    Linked,
    /// It signs somebody else in.
    Taken,
    /// Somebody with this proven address signs in otherwise.
    AddressTaken,
    /// Strangers cannot sign up.
    Closed,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExpiringGrant {
    pub(crate) id: String,
    pub(crate) provider_id: String,
    /// Encrypted.
    pub(crate) refresh_token: String,
}
