//! Our own JavaScript: everything between the bare engine and what functions expect to find.
//!
//! `boot.js` runs in every context. The other files hold groups of web APIs and run when the first
//! global of their group is touched, so that a function pays only for what it uses.

use crate::RuntimeError;
use crate::compile::compile_builtin;
use crate::trusted::Bytecode;
use std::collections::BTreeMap;

/// Prefix of our module names; no bundle can contain it.
const SCHEME: &str = "convex:";

const SOURCES: [(&str, &str); 14] = [
    ("analyze", include_str!("js/analyze.js")),
    ("body", include_str!("js/body.js")),
    ("boot", include_str!("js/boot.js")),
    ("clone", include_str!("js/clone.js")),
    ("console", include_str!("js/console.js")),
    ("crypto", include_str!("js/crypto.js")),
    ("encoding", include_str!("js/encoding.js")),
    ("events", include_str!("js/events.js")),
    ("fetch", include_str!("js/fetch.js")),
    ("keys", include_str!("js/keys.js")),
    ("serve", include_str!("js/serve.js")),
    ("streams", include_str!("js/streams.js")),
    ("url", include_str!("js/url.js")),
    ("utc", include_str!("js/utc.js")),
];

/// Bytecode of all built-in modules, by name.
pub(crate) struct Shim(BTreeMap<&'static str, Bytecode>);

impl Shim {
    /// Compiles the built-in modules; once per runtime, a few milliseconds.
    pub(crate) fn compile() -> Result<Self, RuntimeError> {
        let mut modules = BTreeMap::new();
        for (name, source) in SOURCES {
            let bytecode = compile_builtin(&format!("{SCHEME}{name}"), source)
                .map_err(|detail| RuntimeError::Shim(format!("{name}: {detail}")))?;
            modules.insert(name, bytecode);
        }
        Ok(Self(modules))
    }

    pub(crate) fn module(&self, name: &str) -> Option<&Bytecode> {
        self.0.get(name)
    }

    /// Whether a module name is one of ours.
    pub(crate) fn owns(path: &str) -> bool {
        path.starts_with(SCHEME)
    }
}
