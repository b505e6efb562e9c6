//! An app as it was pushed, with its components.

use crate::hex;
use convex_runtime::{Bundle, ModuleSource};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Everything that was pushed. Without components it reads and writes like a bundle.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct AppSource {
    #[serde(flatten)]
    pub(crate) bundle: Bundle,
    /// `convex.config`, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) definition: Option<ModuleSource>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) components: Vec<ComponentSource>,
}

/// One kind of component.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ComponentSource {
    /// Names the definition: where its folder is, relative to the app's functions.
    pub(crate) path: String,
    pub(crate) definition: ModuleSource,
    /// Its functions and its schema.
    pub(crate) modules: Vec<ModuleSource>,
}

impl From<Bundle> for AppSource {
    fn from(bundle: Bundle) -> Self {
        Self {
            bundle,
            ..Self::default()
        }
    }
}

impl AppSource {
    /// All modules, those of components and definitions included.
    pub(crate) fn modules(&self) -> impl Iterator<Item = &ModuleSource> {
        let components = self.components.iter().flat_map(|component| {
            let definition = std::iter::once(&component.definition);
            definition.chain(&component.modules)
        });
        let own = self.bundle.modules.iter().chain(&self.definition);
        own.chain(components)
    }
}

/// Tells bundles apart: hexadecimal SHA-256.
pub(crate) fn digest(bundle: &Bundle) -> String {
    let mut hash = Sha256::new();
    for module in &bundle.modules {
        let parts = [
            Some(&module.path),
            Some(&module.source),
            module.source_map.as_ref(),
            module.environment.as_ref(),
        ];
        for part in parts.map(|part| part.map_or("", String::as_str)) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hex::encode(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_differ_wherever_a_module_does() {
        let module = |path: &str, source: &str, map: Option<&str>| ModuleSource {
            path: path.to_owned(),
            source: source.to_owned(),
            source_map: map.map(str::to_owned),
            environment: None,
        };
        let of = |modules: Vec<ModuleSource>| digest(&Bundle::from(modules));
        let all = [
            of(vec![]),
            of(vec![module("a.js", "bc", None)]),
            of(vec![module("a.jsb", "c", None)]),
            of(vec![module("a.js", "b", Some("c"))]),
            of(vec![module("a.js", "bc", None), module("", "", None)]),
        ];
        for (position, one) in all.iter().enumerate() {
            assert!(!all[..position].contains(one), "{position}");
        }
    }
}
