use super::accounts::Accounts;
use super::records::{NewSession, Origin, SessionRecord, Unavailable};
use identity::{Person, digest, random_token};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// How long a browser stays signed in at most, however much it is used.
pub(crate) const LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How exactly it is known when a session was last used. Writing it down runs the session's queries again.
const SEEN_WITHIN_MS: f64 = 10.0 * 60.0 * 1000.0;

/// Characters of a browser's description of itself that are kept.
const USER_AGENT_MAX: usize = 300;

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// Stable while the session lives; not its secret.
    pub(crate) id: String,
    pub(crate) person: Person,
}

/// Where a request comes from.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) address: IpAddr,
    pub(crate) user_agent: Option<String>,
    /// The cookie of a browser that has signed in with a password before. Sealed.
    pub(crate) device: Option<String>,
}

impl Client {
    fn origin(&self) -> Origin {
        let user_agent = self.user_agent.as_deref();
        Origin {
            ip_address: Some(self.address.to_canonical().to_string()),
            user_agent: user_agent.map(|text| text.chars().take(USER_AGENT_MAX).collect()),
        }
    }
}

impl Accounts {
    /// The session of a cookie's value.
    pub(crate) async fn session(
        &self,
        secret: &str,
        client: &Client,
    ) -> Result<Option<Session>, Unavailable> {
        let record = self.records.session(&digest(secret)).await?;
        let now = self.host.unix_millis();
        let Some(record) = record.filter(|record| now < record.ends_at) else {
            return Ok(None);
        };
        if record.last_seen_at + SEEN_WITHIN_MS <= now {
            self.touch(&record, client);
        }
        Ok(Some(Session {
            id: record.session_id,
            person: record.person,
        }))
    }

    /// Signs a browser in: the value of its cookie, never one that the browser had before.
    pub(super) async fn begin(
        &self,
        person: &Person,
        client: &Client,
    ) -> Result<String, Unavailable> {
        let secret = random_token(self.host.as_ref());
        let lifetime = LIFETIME.as_secs_f64() * 1000.0;
        self.records
            .create_session(NewSession {
                user_id: person.user_id.clone(),
                token_hash: digest(&secret),
                expires_at: self.host.unix_millis() + lifetime,
                origin: client.origin(),
            })
            .await?;
        Ok(secret)
    }

    /// Signs a browser out.
    pub(crate) async fn end(&self, session: &Session) -> Result<(), Unavailable> {
        self.records.end_session(&session.id).await
    }

    /// Behind the request's back: nobody waits for it.
    fn touch(&self, record: &SessionRecord, client: &Client) {
        let records = Arc::clone(&self.records);
        let (session_id, origin) = (record.session_id.clone(), client.origin());
        tokio::spawn(async move {
            if let Err(error) = records.touch_session(&session_id, origin).await {
                tracing::warn!(%error, "cannot note that a session is in use");
            }
        });
    }
}
