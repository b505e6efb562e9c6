//! Which components, tables and columns a connector wants.

use crate::Error;
use serde_json::Value as Json;

const OTHER: &str = "_other";

/// A tree by component, table and column; what it does not name is as its `_other` says.
pub(crate) struct Selection(Option<Json>);

/// A part of the tree.
#[derive(Clone, Copy)]
pub(super) enum Chosen<'t> {
    All,
    Tree(&'t Json),
}

impl Selection {
    /// Everything.
    pub(crate) fn all() -> Self {
        Self(None)
    }

    /// One table.
    pub(crate) fn table(name: &str) -> Self {
        let tables = serde_json::json!({ OTHER: "excluded", name: "included" });
        Self(Some(serde_json::json!({ OTHER: "excluded", "": tables })))
    }

    /// What a request says: an object, or its JSON text.
    pub(crate) fn read(json: Json) -> Result<Self, Error> {
        let tree = match json {
            Json::String(text) => serde_json::from_str(&text).ok(),
            tree => Some(tree),
        };
        let tree = tree.filter(|tree| tree.is_object() && is_tree(tree, 3));
        tree.map(|tree| Self(Some(tree))).ok_or_else(|| {
            Error::bad_request(
                "BadSelection",
                "`selection` must be an object by component, table and column whose leaves are \"included\" or \"excluded\".",
            )
        })
    }

    /// What is wanted of the app's own tables.
    pub(super) fn tables(&self) -> Option<Chosen<'_>> {
        self.0
            .as_ref()
            .map_or(Some(Chosen::All), |tree| Chosen::Tree(tree).below(""))
    }
}

impl<'t> Chosen<'t> {
    /// What is wanted of what has this name; `None` if nothing is.
    pub(super) fn below(&self, name: &str) -> Option<Chosen<'t>> {
        let Self::Tree(tree) = self else {
            return Some(Self::All);
        };
        match tree.get(name).or_else(|| tree.get(OTHER)) {
            Some(Json::String(choice)) if choice == "included" => Some(Self::All),
            Some(tree @ Json::Object(_)) => Some(Self::Tree(tree)),
            _ => None,
        }
    }
}

fn is_tree(json: &Json, depth: usize) -> bool {
    match json {
        Json::String(choice) => matches!(choice.as_str(), "included" | "excluded"),
        Json::Object(children) => {
            depth > 0 && children.values().all(|child| is_tree(child, depth - 1))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn wants(tree: Json, table: &str, column: &str) -> bool {
        let selection = Selection::read(tree).expect("a selection");
        let table = selection.tables().and_then(|tables| tables.below(table));
        table.is_some_and(|columns| columns.below(column).is_some())
    }

    #[test]
    fn names_win_over_what_is_said_of_the_others() {
        let columns = json!({"_other": "included", "secret": "excluded"});
        let tree = json!({"_other": "excluded", "": {"_other": "excluded", "users": columns, "notes": "included"}});
        assert!(wants(tree.clone(), "users", "name"));
        assert!(!wants(tree.clone(), "users", "secret"));
        assert!(wants(tree.clone(), "notes", "secret"));
        assert!(!wants(tree, "other", "name"));
        assert!(wants(json!("{\"_other\": \"included\"}"), "users", "name"));
        assert!(!wants(json!({}), "users", "name"));
        for bad in [
            json!(1),
            json!("x"),
            json!({"": "some"}),
            json!({"": {"a": {"b": {"c": "included"}}}}),
        ] {
            assert!(Selection::read(bad).is_err());
        }
    }
}
