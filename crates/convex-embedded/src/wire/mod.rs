//! The JSON messages of the sync socket, read tolerantly and written exactly.
//!
//! Nothing here knows what a message means; the session machine does. Values stay encoded JSON text.

mod chunk;
mod client;
mod server;

pub use chunk::{CHUNK_BYTES, transition_frames};
pub use client::{AddQuery, ClientMessage, QuerySetChange, RequestMessage, Token};
pub use server::{QueryChange, ServerMessage, StateVersion};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The wire form of a timestamp: base64 of eight little-endian bytes.
pub fn encode_ts(ts: u64) -> String {
    STANDARD.encode(ts.to_le_bytes())
}

/// Reads the wire form of a timestamp.
pub fn decode_ts(text: &str) -> Option<u64> {
    let bytes: [u8; 8] = STANDARD.decode(text).ok()?.try_into().ok()?;
    Some(u64::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_base64_of_little_endian_bytes() {
        assert_eq!(encode_ts(0), "AAAAAAAAAAA=");
        assert_eq!(decode_ts(&encode_ts(u64::MAX - 7)), Some(u64::MAX - 7));
        assert_eq!(decode_ts("AAAA"), None);
        assert_eq!(decode_ts("!"), None);
    }
}
