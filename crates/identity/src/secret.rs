use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use convex_host::Host;
use sha2::{Digest, Sha256};

/// 256 unpredictable bits as text: the value of a session's cookie, or of a link in a mail.
pub fn random_token(host: &dyn Host) -> String {
    URL_SAFE_NO_PAD.encode(host.seed())
}

/// What is kept of a random token. It has enough entropy that a plain hash cannot be searched.
pub fn digest(token: &str) -> String {
    hex(&Sha256::digest(token))
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
