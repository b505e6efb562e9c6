//! The admin key: derived from a secret that stays in the data directory, so that a second process can print
//! it without opening the database.

use crate::{Error, ErrorClass, hex};
use convex_host::Host;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// First byte of the secret part.
const FORMAT: u8 = 1;

/// 32 random bytes that everything secret of a deployment derives from.
#[derive(Clone, PartialEq, Eq)]
pub struct InstanceSecret([u8; 32]);

impl InstanceSecret {
    /// From bytes kept elsewhere.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// From 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        hex::decode(text.trim())?.try_into().ok().map(Self)
    }

    /// 64 hexadecimal digits.
    pub fn to_hex(&self) -> String {
        hex::encode(&self.0)
    }

    /// A fresh secret.
    pub fn random(host: &dyn Host) -> Self {
        Self(host.seed())
    }
}

impl fmt::Debug for InstanceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InstanceSecret(…)")
    }
}

/// Mints and checks admin keys of one deployment.
#[derive(Debug, Clone)]
pub struct AdminKeys {
    name: String,
    secret: InstanceSecret,
}

impl AdminKeys {
    /// Keys of the deployment `name`.
    pub fn new(name: impl Into<String>, secret: InstanceSecret) -> Self {
        Self {
            name: name.into(),
            secret,
        }
    }

    /// `name|hex`; always the same for one secret.
    pub fn mint(&self) -> String {
        let mut bytes = vec![FORMAT];
        bytes.extend_from_slice(&self.mac().finalize().into_bytes());
        format!("{}|{}", self.name, hex::encode(&bytes))
    }

    /// Whether `key` was minted for this deployment. A display prefix (`prod:`, `dev:`) before the name is ignored.
    pub fn check(&self, key: &str) -> Result<(), Error> {
        let undecodable = || {
            Error::unauthenticated(
                "BadAdminKey",
                "The admin key cannot be read; print a new one and copy all of it.",
            )
        };
        let foreign = || {
            Error::new(
                ErrorClass::Forbidden,
                "BadDeployKey",
                "The admin key belongs to another deployment.",
            )
        };
        let (name, secret) = key.split_once('|').ok_or_else(undecodable)?;
        let name = name.rsplit_once(':').map_or(name, |(_, name)| name);
        let bytes = hex::decode(secret).ok_or_else(undecodable)?;
        let Some((&FORMAT, mac)) = bytes.split_first() else {
            return Err(undecodable());
        };
        if name != self.name {
            return Err(foreign());
        }
        self.mac().verify_slice(mac).map_err(|_| foreign())
    }

    fn mac(&self) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC accepts keys of every length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret.0).expect("any length");
        mac.update(b"admin key\0");
        mac.update(self.name.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    #[test]
    fn a_second_process_derives_the_same_key_from_the_kept_secret() {
        let first = InstanceSecret::random(&SimHost::new(1, 0));
        let second = InstanceSecret::from_hex(&first.to_hex()).expect("64 digits");
        let key = AdminKeys::new("local", first).mint();
        assert_eq!(AdminKeys::new("local", second.clone()).mint(), key);
        assert!(AdminKeys::new("local", second).check(&key).is_ok());
        assert!(!key.contains(':'));
    }

    #[test]
    fn keys_of_others_and_garbage_are_told_apart() {
        let keys =
            |name: &str, seed| AdminKeys::new(name, InstanceSecret::random(&SimHost::new(seed, 0)));
        let ours = keys("local", 1);
        assert!(ours.check(&format!("prod:{}", ours.mint())).is_ok());
        for foreign in [keys("other", 1).mint(), keys("local", 2).mint()] {
            assert_eq!(
                ours.check(&foreign).expect_err("foreign").code,
                "BadDeployKey"
            );
        }
        for garbage in ["", "local", "local|zz", "local|", "local|0é", "local|02aa"] {
            assert_eq!(
                ours.check(garbage).expect_err("garbage").code,
                "BadAdminKey"
            );
        }
    }
}
