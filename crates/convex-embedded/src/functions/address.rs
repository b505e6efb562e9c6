//! How functions name each other: by name, by reference, by handle.

use crate::components::ComponentPath;
use crate::{FunctionPath, hex};
use convex_runtime::SyscallError;
use serde::Deserialize;

const HANDLE: &str = "function://";
const OWN: &str = "_reference/function/";
const CHILD: &str = "_reference/childComponent/";
/// Between the component and the function in a handle; neither has it.
const SEPARATOR: char = '\n';

/// How a function names another one: exactly one of the three.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Address {
    name: Option<String>,
    reference: Option<String>,
    function_handle: Option<String>,
}

/// The function that an address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) component: ComponentPath,
    pub(crate) function: FunctionPath,
    /// Whether it may be internal: so may what one names in the own component or has a handle of.
    pub(crate) is_own: bool,
}

impl Address {
    /// What the address means in a component.
    pub(crate) fn resolve(&self, from: &ComponentPath) -> Result<Target, SyscallError> {
        let unreadable = |text: &str| {
            SyscallError::new(format!(
                "`{text}` does not name a function of this deployment."
            ))
        };
        let own = |path: &str| Target::parse(from.clone(), path, true);
        match (&self.name, &self.reference, &self.function_handle) {
            (Some(name), None, None) => own(name),
            (None, Some(reference), None) => {
                if let Some(path) = reference.strip_prefix(OWN) {
                    return own(path);
                }
                let (child, path) = child(reference).ok_or_else(|| unreadable(reference))?;
                Target::parse(from.child(child), &path, false)
            }
            (None, None, Some(handle)) => from_handle(handle).ok_or_else(|| unreadable(handle)),
            _ => Err(SyscallError::new(
                "A call must have exactly one of `name`, `reference` and `functionHandle`.",
            )),
        }
    }
}

impl Target {
    fn parse(component: ComponentPath, path: &str, is_own: bool) -> Result<Self, SyscallError> {
        let function =
            FunctionPath::parse(path).map_err(|error| SyscallError::new(error.message))?;
        Ok(Self {
            component,
            function,
            is_own,
        })
    }

    /// The handle of the function: stable across deployments, the same in all components. What follows `#` is for
    /// people.
    pub(crate) fn handle(&self) -> String {
        let text = match self.component.is_root() {
            true => self.function.to_string(),
            false => format!("{}{SEPARATOR}{}", self.component, self.function),
        };
        let hex = hex::encode(text.as_bytes());
        format!("{HANDLE}{hex}#{}", self.function.stripped())
    }
}

/// The name of a component and the function in it: `lib/add` is the export `add` of the module `lib`.
fn child(reference: &str) -> Option<(&str, String)> {
    let (child, path) = reference.strip_prefix(CHILD)?.split_once('/')?;
    let path = match path.rsplit_once('/') {
        Some((module, export)) => format!("{module}:{export}"),
        None => path.to_owned(),
    };
    Some((child, path))
}

fn from_handle(handle: &str) -> Option<Target> {
    let hex = handle.strip_prefix(HANDLE)?.split('#').next()?;
    let text = String::from_utf8(hex::decode(hex)?).ok()?;
    let (component, path) = text.split_once(SEPARATOR).unwrap_or(("", &text));
    Target::parse(ComponentPath::from(component), path, true).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(component: &str, function: &str, is_own: bool) -> Target {
        Target::parse(ComponentPath::from(component), function, is_own).expect("a path")
    }

    fn by_reference(reference: &str) -> Address {
        let reference = Some(reference.to_owned());
        Address {
            reference,
            ..Address::default()
        }
    }

    #[test]
    fn a_handle_leads_back_to_its_function_from_everywhere() {
        for component in ["", "workflow/workpool"] {
            let target = target(component, "dir/file:run", true);
            let function_handle = Some(target.handle());
            let address = Address {
                function_handle,
                ..Address::default()
            };
            for from in ["", "other"] {
                let resolved = address.resolve(&ComponentPath::from(from));
                assert_eq!(resolved.expect("resolves"), target);
            }
        }
    }

    #[test]
    fn a_reference_means_the_own_component_or_one_of_its_children() {
        let from = ComponentPath::from("a");
        for (reference, expected) in [
            ("_reference/function/lib.js:go", target("a", "lib:go", true)),
            (
                "_reference/childComponent/b/lib/go",
                target("a/b", "lib:go", false),
            ),
            (
                "_reference/childComponent/b/dir/lib/go",
                target("a/b", "dir/lib:go", false),
            ),
        ] {
            let resolved = by_reference(reference).resolve(&from);
            assert_eq!(resolved.expect("resolves"), expected);
        }
    }

    #[test]
    fn what_names_no_function_is_refused() {
        let handle = Address {
            function_handle: Some("function://zz".into()),
            ..Address::default()
        };
        let refused = [
            handle,
            Address::default(),
            by_reference("_reference/childComponent/b"),
            by_reference("_reference/other/b"),
        ];
        for address in refused {
            assert!(
                address.resolve(&ComponentPath::root()).is_err(),
                "{address:?}"
            );
        }
    }
}
