use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use convex_host::Host;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::sync::Arc;
use std::time::Duration;

/// How long a printed link waits for its click.
const LIFETIME: Duration = Duration::from_secs(15 * 60);

/// Bytes of a ticket: when it ends (8), what makes it unique (16).
const PAYLOAD: usize = 24;

/// Makes and checks one-time sign-in links of the owner.
///
/// A ticket is signed, so any process that can read the secrets can print one. That it works once is
/// remembered in `verifications`.
pub(crate) struct OwnerLinks {
    secret: String,
    host: Arc<dyn Host>,
}

/// A ticket that was made here and has not ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub(crate) id: String,
    /// Seconds since the Unix epoch.
    pub(crate) ends_at: u64,
}

impl OwnerLinks {
    pub(crate) fn new(instance_secret: &str, host: Arc<dyn Host>) -> Self {
        Self {
            secret: instance_secret.to_owned(),
            host,
        }
    }

    /// The address to open; `origin` is where browsers reach the server.
    pub(crate) fn mint(&self, origin: &str) -> String {
        let ends_at = self.now() + LIFETIME.as_secs();
        let mut ticket = ends_at.to_be_bytes().to_vec();
        ticket.extend_from_slice(&self.host.seed()[..PAYLOAD - 8]);
        let signature = self.mac(&ticket).finalize().into_bytes();
        ticket.extend_from_slice(&signature);
        format!("{origin}/auth/owner/{}", URL_SAFE_NO_PAD.encode(ticket))
    }

    /// The ticket, if it is genuine and still good.
    pub(crate) fn check(&self, text: &str) -> Option<Ticket> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (ticket, signature) = bytes.split_at_checked(PAYLOAD)?;
        self.mac(ticket).verify_slice(signature).ok()?;
        let ends_at = u64::from_be_bytes(ticket[..8].try_into().ok()?);
        (self.now() < ends_at).then(|| Ticket {
            id: URL_SAFE_NO_PAD.encode(&ticket[8..]),
            ends_at,
        })
    }

    fn mac(&self, ticket: &[u8]) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC accepts keys of every length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).expect("any length");
        mac.update(b"owner link\0");
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
        let links = OwnerLinks::new("secret", host.clone());
        let link = links.mint("http://127.0.0.1:3000");
        assert!(link.starts_with("http://127.0.0.1:3000/auth/owner/"));
        assert_eq!(links.check(ticket_of(&link)).unwrap().ends_at, 900);
        host.advance(Duration::from_secs(900));
        assert_eq!(links.check(ticket_of(&link)), None);
    }

    #[test]
    fn a_link_of_another_instance_or_with_another_time_is_refused() {
        let host = Arc::new(SimHost::new(1, 0));
        let links = OwnerLinks::new("secret", host.clone());
        let foreign = OwnerLinks::new("other", host).mint("");
        assert_eq!(links.check(ticket_of(&foreign)), None);
        let link = links.mint("");
        let mut bytes = URL_SAFE_NO_PAD.decode(ticket_of(&link)).unwrap();
        bytes[0] = 1;
        assert_eq!(links.check(&URL_SAFE_NO_PAD.encode(bytes)), None);
        assert_eq!(links.check("garbage"), None);
        assert_eq!(links.check(""), None);
    }
}
