//! What the build script put into the binary.

use std::collections::HashMap;

mod tables {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

    pub(super) fn site() -> &'static [(&'static str, &'static [u8])] {
        SITE
    }

    pub(super) fn functions() -> Option<&'static str> {
        FUNCTIONS
    }
}

pub(super) fn site() -> Option<HashMap<&'static str, &'static [u8]>> {
    let files = tables::site();
    (!files.is_empty()).then(|| files.iter().copied().collect())
}

pub(super) fn functions() -> Option<&'static str> {
    tables::functions()
}
