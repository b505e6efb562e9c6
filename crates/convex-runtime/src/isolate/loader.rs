//! How `import` finds modules: in the version that the context runs, nowhere else.

use super::state::{Phase, State};
use crate::bundle;
use rquickjs::loader::{ImportAttributes, Loader, Resolver};
use rquickjs::module::Declared;
use rquickjs::{Ctx, Error, Module, Result, Runtime};
use std::rc::Rc;

pub(super) fn install(runtime: &Runtime, state: &Rc<State>) {
    runtime.set_loader(
        VersionModules(Rc::clone(state)),
        VersionModules(Rc::clone(state)),
    );
}

struct VersionModules(Rc<State>);

impl Resolver for VersionModules {
    fn resolve<'js>(
        &mut self,
        _: &Ctx<'js>,
        base: &str,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> Result<String> {
        if self.0.phase.get() == Phase::Transaction {
            let message = "Can't use dynamic import() in queries and mutations. Please consider using an action.";
            return Err(Error::new_resolving_message(base, name, message));
        }
        // We import entry modules ourselves, with no importing module.
        if base.is_empty() {
            return Ok(name.to_owned());
        }
        bundle::resolve(base, name).ok_or_else(|| Error::new_resolving(base, name))
    }
}

impl Loader for VersionModules {
    fn load<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> Result<Module<'js, Declared>> {
        if let Some(bytecode) = self.0.shim.named(name) {
            return bytecode.load(ctx);
        }
        let version = self.0.version.borrow();
        let module = version.as_ref().and_then(|version| version.module(name));
        let module =
            module.ok_or_else(|| Error::new_loading_message(name, "there is no such module"))?;
        module.bytecode.load(ctx)
    }
}
