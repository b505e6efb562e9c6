//! Our own JavaScript: everything between the bare engine and what functions expect to find.
//!
//! `boot.js` runs in every context. The other files hold groups of web APIs and run when the first
//! global of their group is touched, so that a function pays only for what it uses.

use crate::RuntimeError;
use crate::compile::compile_builtin;
use crate::trusted::Bytecode;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Prefix of our module names; no bundle can contain it.
const SCHEME: &str = "convex:";

const SOURCES: [(&str, &str); 29] = [
    ("analyze", include_str!("js/analyze.js")),
    ("async_hooks", include_str!("js/async_hooks.js")),
    ("body", include_str!("js/body.js")),
    ("boot", include_str!("js/boot.js")),
    ("calendar", include_str!("js/calendar.js")),
    ("clone", include_str!("js/clone.js")),
    ("console", include_str!("js/console.js")),
    ("contexts", include_str!("js/contexts.js")),
    ("crypto", include_str!("js/crypto.js")),
    ("currencies", include_str!("js/currencies.js")),
    ("dates", include_str!("js/dates.js")),
    ("decimals", include_str!("js/decimals.js")),
    ("encoding", include_str!("js/encoding.js")),
    ("events", include_str!("js/events.js")),
    ("fetch", include_str!("js/fetch.js")),
    ("intervals", include_str!("js/intervals.js")),
    ("intl", include_str!("js/intl.js")),
    ("keys", include_str!("js/keys.js")),
    ("locales", include_str!("js/locales.js")),
    ("numbers", include_str!("js/numbers.js")),
    ("phrases", include_str!("js/phrases.js")),
    ("plurals", include_str!("js/plurals.js")),
    ("serve", include_str!("js/serve.js")),
    ("streams", include_str!("js/streams.js")),
    ("units", include_str!("js/units.js")),
    ("url", include_str!("js/url.js")),
    ("utc", include_str!("js/utc.js")),
    ("words", include_str!("js/words.js")),
    ("zones", include_str!("js/zones.js")),
];

/// Bytecode of all built-in modules, by name.
pub(crate) struct Shim(BTreeMap<&'static str, Bytecode>);

impl Shim {
    /// The built-in modules, which the first runtime of a process compiles.
    pub(crate) fn shared() -> Result<Arc<Self>, RuntimeError> {
        static SHIM: OnceLock<Arc<Shim>> = OnceLock::new();
        match SHIM.get() {
            Some(shim) => Ok(Arc::clone(shim)),
            None => {
                let compiled = Arc::new(Self::compile()?);
                Ok(Arc::clone(SHIM.get_or_init(|| compiled)))
            }
        }
    }

    fn compile() -> Result<Self, RuntimeError> {
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

    /// The module that code finds under the name of one of Node.js, if the web platform's has such a one.
    pub(crate) fn of_node(specifier: &str) -> Option<&'static str> {
        matches!(specifier, "async_hooks" | "node:async_hooks").then_some("convex:async_hooks")
    }

    /// What a module of ours is called inside of the shim.
    pub(crate) fn named(&self, path: &str) -> Option<&Bytecode> {
        self.module(path.strip_prefix(SCHEME)?)
    }

    /// Whether a module name is one of ours.
    pub(crate) fn owns(path: &str) -> bool {
        path.starts_with(SCHEME)
    }
}
