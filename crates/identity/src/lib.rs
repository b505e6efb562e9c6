//! What proves who somebody is: passwords, one-time secrets, signed tokens, other providers, encryption at
//! rest, and the limits on guessing.
//!
//! It deliberately knows no HTTP server, no page and no table: text and instants in, answers out. Clocks and
//! entropy come from [`convex_host::Host`]. `server` depends on it; browser crates must not.

mod attempts;
mod cipher;
mod mail;
pub mod oauth;
pub mod password;
mod secret;
mod tokens;

pub use attempts::{Attempts, Rule};
pub use cipher::Cipher;
pub use mail::{Mail, MailError, Mailer, SentMail};
pub use secret::{digest, hex, random_token};
pub use tokens::{
    ISSUER, LIFETIME as TOKEN_LIFETIME, OPERATOR_CLAIM, Person, SigningKey, Tokens, TokensError,
};
