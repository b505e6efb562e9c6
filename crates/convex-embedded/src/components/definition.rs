//! What `convex.config` says: which components are used, under which names, with which variables.

use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The definition of the app or of a component, as far as it matters here.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Definition {
    /// What a component is called unless the one that uses it says otherwise.
    pub(crate) name: Option<String>,
    pub(crate) child_components: Vec<Child>,
    /// Prefixes of addresses that components answer, with references to them.
    pub(crate) http_mounts: BTreeMap<String, String>,
    /// What the addresses of the app's own HTTP actions begin with.
    pub(crate) http_prefix: Option<String>,
    env_vars: Option<Vec<(String, Declared)>>,
}

/// A component that is used.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Child {
    pub(crate) name: String,
    /// Names its definition.
    pub(crate) path: String,
    #[serde(default)]
    pub(crate) env: Option<Vec<(String, Binding)>>,
}

/// Where the value of a component's variable comes from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(crate) enum Binding {
    Value {
        value: String,
    },
    /// A variable of the one that uses it.
    EnvVar {
        name: String,
    },
}

/// A variable that is declared.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Declared {
    #[serde(default)]
    optional: bool,
}

const CHILD: &str = "_reference/childComponent/";

impl Definition {
    pub(crate) fn from_json(json: &Json) -> Result<Self, serde_json::Error> {
        Self::deserialize(json)
    }

    /// Variables that have to be set.
    pub(crate) fn required(&self) -> impl Iterator<Item = &str> {
        let declared = self.env_vars.iter().flatten();
        let required = declared.filter(|(_, declared)| !declared.optional);
        required.map(|(name, _)| name.as_str())
    }

    /// The prefix of the addresses that a component answers.
    pub(crate) fn prefix_of(&self, child: &str) -> Option<&str> {
        let mut mounts = self.http_mounts.iter();
        let is_its = |reference: &str| reference.strip_prefix(CHILD) == Some(child);
        let (prefix, _) = mounts.find(|(_, reference)| is_its(reference))?;
        Some(prefix)
    }

    /// The component that answers an address, and the prefix by which it does, which ends in a slash: the longest.
    pub(crate) fn mounted_at(&self, path: &str) -> Option<(&str, &str)> {
        let mounts = self.http_mounts.iter();
        let matching = mounts.filter(|(prefix, _)| path.starts_with(prefix.as_str()));
        let (prefix, reference) = matching.max_by_key(|(prefix, _)| prefix.len())?;
        Some((prefix, reference.strip_prefix(CHILD)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_definition_is_read_as_the_library_exports_it() {
        let json = json!({
            "definitionType": {"type": "app"},
            "childComponents": [
                {"name": "one", "path": "../one", "args": [], "env": [["A", {"type": "envVar", "name": "B"}], ["C", {"type": "value", "value": "d"}]]},
                {"name": "two", "path": "../two", "args": []},
            ],
            "httpMounts": {"/a/": "_reference/childComponent/one", "/a/b/": "_reference/childComponent/two"},
            "exports": {"type": "branch", "branch": []},
            "envVars": [["B", {"type": "value", "value": "{}"}], ["E", {"type": "value", "value": "{}", "optional": true}]],
        });
        let definition = Definition::from_json(&json).expect("a definition");
        let bindings = definition.child_components[0].env.clone();
        let expected = vec![
            (
                "A".to_owned(),
                Binding::EnvVar {
                    name: "B".to_owned(),
                },
            ),
            (
                "C".to_owned(),
                Binding::Value {
                    value: "d".to_owned(),
                },
            ),
        ];
        assert_eq!(bindings, Some(expected));
        assert_eq!(definition.required().collect::<Vec<_>>(), ["B"]);
        assert_eq!(definition.mounted_at("/a/b/c"), Some(("/a/b/", "two")));
        assert_eq!(definition.mounted_at("/a/x"), Some(("/a/", "one")));
        assert_eq!(definition.mounted_at("/b"), None);
    }
}
