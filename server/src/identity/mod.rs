//! Who is who: secrets of the instance, one-time links, sessions, and the tokens that the deployment
//! verifies.
//!
//! The server vouches for its users with short-lived ES256 tokens; the deployment knows the public key only.
//! Nothing here knows HTTP: the `web` modules turn requests into these calls.

mod owner_link;
mod secrets;
mod sessions;
mod tokens;

pub(crate) use owner_link::OwnerLinks;
pub(crate) use secrets::Secrets;
pub(crate) use sessions::{Session, Sessions};
pub(crate) use tokens::{LIFETIME as TOKEN_LIFETIME, Tokens};

/// The person a session belongs to. Accounts come later; until then there is one owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) subject: String,
    pub(crate) name: String,
    pub(crate) email: String,
}

impl Person {
    /// Who started the instance.
    pub(crate) fn owner() -> Self {
        Self {
            subject: "owner".to_owned(),
            name: "Owner".to_owned(),
            email: "owner@conclave.localhost".to_owned(),
        }
    }
}

/// Lower-case hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
