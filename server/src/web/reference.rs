//! What one request is called, in the log and by whoever asks about it.

use axum::http::{HeaderName, HeaderValue};
use convex_host::Host;

/// Carries the name in every answer.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The name of a request: random, so that it says nothing of others.
#[derive(Clone, Debug)]
pub(super) struct Reference(String);

impl Reference {
    pub(super) fn new(host: &dyn Host) -> Self {
        let mut bytes = [0; 8];
        host.fill_random(&mut bytes);
        Self(format!("{:016x}", u64::from_be_bytes(bytes)))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn to_header(&self) -> HeaderValue {
        // Digits alone are always a value.
        HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static(""))
    }
}
