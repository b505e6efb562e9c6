use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use convex_host::Host;
use std::sync::Arc;

/// Of AES-GCM.
const NONCE_LENGTH: usize = 12;

/// First part of everything sealed, so that another scheme can follow.
const VERSION: &str = "v1.";

/// Encrypts what is kept for others: tokens of providers, keys of models.
///
/// AES-256-GCM with a random nonce: `v1.` and the base64url of nonce, ciphertext and tag. The purpose is
/// authenticated, so what was sealed for one column does not open in another.
#[derive(Clone)]
pub struct Cipher {
    key: Aes256Gcm,
    host: Arc<dyn Host>,
}

impl Cipher {
    /// With a key of 32 bytes.
    pub fn new(key: &[u8; 32], host: Arc<dyn Host>) -> Self {
        Self {
            key: Aes256Gcm::new(key.into()),
            host,
        }
    }

    /// Encrypts a text for a purpose.
    pub fn seal(&self, purpose: &str, text: &str) -> String {
        let mut nonce = [0; NONCE_LENGTH];
        self.host.fill_random(&mut nonce);
        let payload = Payload {
            msg: text.as_bytes(),
            aad: purpose.as_bytes(),
        };
        #[expect(
            clippy::expect_used,
            reason = "AES-GCM fails beyond 64 GiB only; a default would be stored in its place"
        )]
        let sealed = self
            .key
            .encrypt(&nonce.into(), payload)
            .expect("shorter than 64 GiB");
        let mut bytes = nonce.to_vec();
        bytes.extend_from_slice(&sealed);
        format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The text, if it was sealed with this key for this purpose.
    pub fn open(&self, purpose: &str, sealed: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed.strip_prefix(VERSION)?).ok()?;
        let (nonce, msg) = bytes.split_first_chunk::<NONCE_LENGTH>()?;
        let aad = purpose.as_bytes();
        let text = self.key.decrypt(nonce.into(), Payload { msg, aad }).ok()?;
        String::from_utf8(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    fn cipher(key: u8) -> Cipher {
        Cipher::new(&[key; 32], Arc::new(SimHost::new(1, 0)))
    }

    #[test]
    fn what_was_sealed_opens_with_its_key_and_purpose_only() {
        let sealed = cipher(1).seal("token", "gho_secret");
        assert_eq!(cipher(1).open("token", &sealed).unwrap(), "gho_secret");
        assert_eq!(cipher(2).open("token", &sealed), None);
        assert_eq!(cipher(1).open("key", &sealed), None);
        assert!(!sealed.contains("gho"));
    }

    #[test]
    fn equal_texts_look_different_and_changed_ones_do_not_open() {
        let cipher = cipher(1);
        let sealed = cipher.seal("token", "x");
        assert_ne!(sealed, cipher.seal("token", "x"));
        let last = if sealed.ends_with('A') { 'B' } else { 'A' };
        let changed = format!("{}{last}", &sealed[..sealed.len() - 1]);
        for text in [&changed, "", "v1.", "v1.AAAA", "v2.AAAA", "gho_secret"] {
            assert_eq!(cipher.open("token", text), None, "{text}");
        }
    }
}
