//! Upload tokens: good for an hour, for whoever has one. They say whose file it will be.

use crate::Error;
use crate::auth::InstanceSecret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use convex_host::Host;
use convex_store::Namespace;
use hmac::{Hmac, Mac};
use sha2::Sha256;

const VALID_SECS: u64 = 3600;
const BODY: usize = 16;
const TAG: usize = 16;

/// Mints and checks upload tokens.
#[derive(Debug, Clone)]
pub(crate) struct UploadTokens {
    secret: InstanceSecret,
}

impl UploadTokens {
    pub(crate) fn new(secret: &InstanceSecret) -> Self {
        Self {
            secret: secret.clone(),
        }
    }

    pub(crate) fn mint(&self, namespace: Namespace, host: &dyn Host) -> String {
        let mut body = [0; BODY];
        let expires = host.unix_nanos() / 1_000_000_000 + VALID_SECS;
        body[..8].copy_from_slice(&expires.to_be_bytes());
        body[8..12].copy_from_slice(&namespace.0.to_be_bytes());
        host.fill_random(&mut body[12..]);
        let tag = self.mac(&body).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([&body[..], &tag[..TAG]].concat())
    }

    /// Whose files the token adds to.
    pub(crate) fn check(&self, token: &str, host: &dyn Host) -> Result<Namespace, Error> {
        let invalid = || {
            Error::unauthenticated(
                "StorageTokenInvalid",
                "The upload token is not one of this deployment; get a new upload URL.",
            )
        };
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| invalid())?;
        let (body, tag) = bytes.split_at_checked(BODY).ok_or_else(invalid)?;
        if tag.len() != TAG {
            return Err(invalid());
        }
        let mac = self.mac(body);
        mac.verify_truncated_left(tag).map_err(|_| invalid())?;
        let expires = body
            .first_chunk()
            .map_or(0, |secs| u64::from_be_bytes(*secs));
        if host.unix_nanos() / 1_000_000_000 >= expires {
            return Err(Error::unauthenticated(
                "StorageTokenExpired",
                "The upload token has expired; get a new upload URL.",
            ));
        }
        let namespace = body[8..].first_chunk();
        Ok(namespace.map_or(Namespace::ROOT, |number| {
            Namespace(u32::from_be_bytes(*number))
        }))
    }

    fn mac(&self, body: &[u8]) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC accepts keys of every length")]
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.secret.to_hex().as_bytes()).expect("any length");
        mac.update(b"storage upload\0");
        mac.update(body);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;
    use std::time::Duration;

    #[test]
    fn a_token_is_good_for_an_hour_and_only_here() {
        let host = SimHost::new(1, 1_800_000_000_000_000_000);
        let tokens = |byte| UploadTokens::new(&InstanceSecret::from_bytes([byte; 32]));
        let (ours, other) = (tokens(1), tokens(2));
        let token = ours.mint(Namespace(7), &host);
        let code = |tokens: &UploadTokens, token: &str| {
            tokens.check(token, &host).map_err(|error| error.code)
        };
        assert_eq!(code(&ours, &token), Ok(Namespace(7)));
        assert_eq!(code(&other, &token), Err("StorageTokenInvalid".into()));
        for bad in ["", "AAAA", &token[1..], &format!("B{}", &token[1..])] {
            assert_eq!(code(&ours, bad), Err("StorageTokenInvalid".into()), "{bad}");
        }
        host.advance(Duration::from_secs(VALID_SECS));
        assert_eq!(code(&ours, &token), Err("StorageTokenExpired".into()));
    }
}
