//! Pagination cursors: opaque to clients, bound to one query.
//!
//! A cursor holds index key bytes, which may contain fields that a function chose not to return, so it is
//! encrypted. The scheme is deterministic on purpose: the same page must give the same result text, or no two
//! subscribers would share it. It is the synthetic-IV construction over HMAC-SHA256: the tag authenticates the
//! plaintext and seeds the key stream.

use crate::auth::InstanceSecret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use convex_store::KeyBytes;
use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256};

const TAG: usize = 16;

/// What a cursor points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Position {
    /// Just after the row with this key, in the direction of the query.
    After(KeyBytes),
    /// After all rows.
    End,
}

/// Which query a cursor belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint([u8; TAG]);

impl Fingerprint {
    /// Of everything that determines the rows and their order.
    pub(crate) fn of(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let mut bytes = [0; TAG];
        bytes.copy_from_slice(&hash.finalize()[..TAG]);
        Self(bytes)
    }
}

/// Seals and opens cursors.
#[derive(Debug, Clone)]
pub(crate) struct CursorKey {
    tag: [u8; 32],
    stream: [u8; 32],
}

impl CursorKey {
    pub(crate) fn new(secret: &InstanceSecret) -> Self {
        let derive = |label: &[u8]| {
            let mut hash = Sha256::new();
            hash.update(label);
            hash.update(secret.to_hex());
            hash.finalize().into()
        };
        Self {
            tag: derive(b"cursor tag\0"),
            stream: derive(b"cursor stream\0"),
        }
    }

    pub(crate) fn seal(&self, position: &Position, query: Fingerprint) -> String {
        let mut body = match position {
            Position::After(key) => [&[1], &**key].concat(),
            Position::End => vec![0],
        };
        let tag = self.tag(&body, query);
        self.crypt(&mut body, tag);
        URL_SAFE_NO_PAD.encode([&tag, body.as_slice()].concat())
    }

    /// `None` if the cursor is damaged, or belongs to another query.
    pub(crate) fn open(&self, text: &str, query: Fingerprint) -> Option<Position> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (tag, body) = bytes.split_at_checked(TAG)?;
        let tag: [u8; TAG] = tag.try_into().ok()?;
        let mut body = body.to_vec();
        self.crypt(&mut body, tag);
        self.mac(&body, query).verify_truncated_left(&tag).ok()?;
        match body.split_first()? {
            (0, []) => Some(Position::End),
            (1, key) => Some(Position::After(KeyBytes::from(key))),
            _ => None,
        }
    }

    fn tag(&self, body: &[u8], query: Fingerprint) -> [u8; TAG] {
        let mut tag = [0; TAG];
        tag.copy_from_slice(&self.mac(body, query).finalize().into_bytes()[..TAG]);
        tag
    }

    fn mac(&self, body: &[u8], query: Fingerprint) -> Hmac<Sha256> {
        let mut mac = hmac(&self.tag);
        mac.update(&query.0);
        mac.update(body);
        mac
    }

    fn crypt(&self, body: &mut [u8], tag: [u8; TAG]) {
        for (block, bytes) in body.chunks_mut(32).enumerate() {
            let mut mac = hmac(&self.stream);
            mac.update(&tag);
            mac.update(&(block as u64).to_le_bytes());
            for (byte, key) in bytes.iter_mut().zip(mac.finalize().into_bytes()) {
                *byte ^= key;
            }
        }
    }
}

fn hmac(key: &[u8; 32]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC accepts keys of every length")]
    Hmac::new_from_slice(key).expect("any length")
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_opens_only_unchanged_and_only_for_its_query(key in proptest::collection::vec(any::<u8>(), 0..100), flip in any::<usize>()) {
            let cursors = CursorKey::new(&InstanceSecret::random(&SimHost::new(1, 0)));
            let (query, other) = (Fingerprint::of(&["a", "b"]), Fingerprint::of(&["ab", ""]));
            let position = Position::After(KeyBytes::from(key));
            let text = cursors.seal(&position, query);
            prop_assert_eq!(cursors.open(&text, query), Some(position));
            prop_assert_eq!(cursors.open(&text, other), None);
            let mut bytes = URL_SAFE_NO_PAD.decode(&text).expect("base64");
            let at = flip % bytes.len();
            bytes[at] ^= 1;
            prop_assert_eq!(cursors.open(&URL_SAFE_NO_PAD.encode(bytes), query), None);
        }
    }
}
