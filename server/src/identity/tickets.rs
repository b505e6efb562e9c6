use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use convex_host::Host;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::sync::Arc;
use std::time::Duration;

/// Bytes of a ticket: when it ends (8), what makes it unique (16).
const PAYLOAD: usize = 24;

/// What a link is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Signing the owner in.
    Owner,
    /// Making an account where strangers cannot.
    Invite,
}

impl Purpose {
    /// The last part of its address but one, and of its name in `verifications`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Invite => "invite",
        }
    }

    /// How long a printed link waits for its click.
    fn lifetime(self) -> Duration {
        match self {
            Self::Owner => Duration::from_secs(15 * 60),
            Self::Invite => Duration::from_secs(7 * 24 * 60 * 60),
        }
    }
}

/// Makes and checks links that work once.
///
/// A ticket is signed, so any process that can read the secrets can print one. That it works once is
/// remembered in `verifications`.
pub(crate) struct Tickets {
    secret: String,
    host: Arc<dyn Host>,
}

/// A ticket that was made here and has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ticket {
    pub(crate) id: String,
    /// Seconds since the Unix epoch.
    pub(crate) ends_at: u64,
}

impl Tickets {
    pub(crate) fn new(instance_secret: &str, host: Arc<dyn Host>) -> Self {
        Self {
            secret: instance_secret.to_owned(),
            host,
        }
    }

    /// The address to open; `origin` is where browsers reach the server.
    pub(crate) fn mint(&self, purpose: Purpose, origin: &str) -> String {
        let ends_at = self.now() + purpose.lifetime().as_secs();
        let mut ticket = ends_at.to_be_bytes().to_vec();
        ticket.extend_from_slice(&self.host.seed()[..PAYLOAD - 8]);
        let signature = self.mac(purpose, &ticket).finalize().into_bytes();
        ticket.extend_from_slice(&signature);
        let ticket = URL_SAFE_NO_PAD.encode(ticket);
        format!("{origin}/auth/{}/{ticket}", purpose.name())
    }

    /// The ticket, if it is genuine and still good.
    pub(crate) fn check(&self, purpose: Purpose, text: &str) -> Option<Ticket> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (ticket, signature) = bytes.split_at_checked(PAYLOAD)?;
        self.mac(purpose, ticket).verify_slice(signature).ok()?;
        let ends_at = u64::from_be_bytes(ticket[..8].try_into().ok()?);
        (self.now() < ends_at).then(|| Ticket {
            id: URL_SAFE_NO_PAD.encode(&ticket[8..]),
            ends_at,
        })
    }

    fn mac(&self, purpose: Purpose, ticket: &[u8]) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC accepts keys of every length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).expect("any length");
        mac.update(purpose.name().as_bytes());
        mac.update(b" link\0");
        mac.update(ticket);
        mac
    }

    fn now(&self) -> u64 {
        Duration::from_nanos(self.host.unix_nanos()).as_secs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    fn ticket_of(link: &str) -> &str {
        link.rsplit('/').next().unwrap()
    }

    #[test]
    fn a_link_is_good_until_it_ends() {
        let host = Arc::new(SimHost::new(1, 0));
        let links = Tickets::new("secret", host.clone());
        let link = links.mint(Purpose::Owner, "http://127.0.0.1:3000");
        assert!(link.starts_with("http://127.0.0.1:3000/auth/owner/"));
        assert_eq!(
            links
                .check(Purpose::Owner, ticket_of(&link))
                .unwrap()
                .ends_at,
            900
        );
        host.advance(Duration::from_secs(900));
        assert_eq!(links.check(Purpose::Owner, ticket_of(&link)), None);
    }

    #[test]
    fn a_link_of_another_instance_or_with_another_time_is_refused() {
        let host = Arc::new(SimHost::new(1, 0));
        let links = Tickets::new("secret", host.clone());
        let foreign = Tickets::new("other", host).mint(Purpose::Owner, "");
        assert_eq!(links.check(Purpose::Owner, ticket_of(&foreign)), None);
        let link = links.mint(Purpose::Owner, "");
        let mut bytes = URL_SAFE_NO_PAD.decode(ticket_of(&link)).unwrap();
        bytes[0] = 1;
        assert_eq!(
            links.check(Purpose::Owner, &URL_SAFE_NO_PAD.encode(bytes)),
            None
        );
        let invite = links.mint(Purpose::Invite, "");
        assert_eq!(links.check(Purpose::Owner, ticket_of(&invite)), None);
        assert!(links.check(Purpose::Invite, ticket_of(&invite)).is_some());
        assert_eq!(links.check(Purpose::Owner, "garbage"), None);
        assert_eq!(links.check(Purpose::Owner, ""), None);
    }
}
