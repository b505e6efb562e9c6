//! How a caller from outside names a function.

use super::{CallArgs, Deployed, Entrance, Function};
use crate::FunctionPath;
use crate::auth::Caller;
use crate::components::ComponentPath;
use convex_runtime::FunctionKind;

/// The function that a transport was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Callee<'a> {
    pub(crate) path: &'a str,
    /// Absent or empty for the app itself.
    pub(crate) component: Option<&'a str>,
    pub(crate) entrance: Entrance,
}

impl<'a> Callee<'a> {
    /// A function of the app, as clients name it.
    pub(crate) fn public(path: &'a str) -> Self {
        Self {
            path,
            component: None,
            entrance: Entrance::Public,
        }
    }

    /// The function, if there is one of this kind that the caller may call, with its arguments; or the text
    /// of the failure.
    pub(super) fn prepare(
        &self,
        deployed: &Deployed,
        kind: FunctionKind,
        args: Result<CallArgs, String>,
        caller: &Caller,
    ) -> Result<(Function, CallArgs), String> {
        let function = self.find(deployed, caller)?;
        function.check_kind(kind)?;
        Ok((function.clone(), args?))
    }

    fn find<'d>(&self, deployed: &'d Deployed, caller: &Caller) -> Result<&'d Function, String> {
        let path = FunctionPath::parse(self.path).map_err(|error| error.message)?;
        let component = ComponentPath::from(self.component.unwrap_or_default());
        let sees_internal = caller.sees_internal();
        // Only administrators look into components.
        let component = match component.is_root() || sees_internal {
            true => deployed.component(&component),
            false => None,
        };
        match component {
            Some(component) => component.callable(&path, sees_internal, self.entrance),
            None if deployed.is_unusable() => Err(deployed.root().missing(&path)),
            None => Err(format!(
                "Could not find public function for '{}'.",
                path.stripped()
            )),
        }
    }
}
