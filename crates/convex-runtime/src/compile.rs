//! From source to bytecode.

use crate::bundle::{self, Bundle};
use crate::shim::Shim;
use crate::trusted::Bytecode;
use crate::{BundleError, errors, shortcuts};
use rquickjs::loader::{ImportAttributes, Loader, Resolver};
use rquickjs::module::Declared;
use rquickjs::{Context, Ctx, Module, Runtime};
use std::collections::{BTreeMap, BTreeSet};

/// Bytecode by path, and how many functions got a shortcut.
pub(crate) struct Compiled {
    pub(crate) bytecodes: BTreeMap<String, Bytecode>,
    pub(crate) shortcuts: usize,
}

/// Compiles each module of `bundle` once.
pub(crate) fn compile(bundle: &Bundle) -> Result<Compiled, BundleError> {
    let paths: BTreeSet<String> = bundle
        .modules
        .iter()
        .map(|module| module.path.clone())
        .collect();
    if paths.len() != bundle.modules.len() {
        return Err(BundleError::new(
            "DuplicateModule",
            "The function bundle has two modules with the same path; build it again from the functions folder.",
        ));
    }
    let mut bytecodes = BTreeMap::new();
    let mut count = 0;
    for module in &bundle.modules {
        let injected = shortcuts::inject(&module.source);
        count += injected.shortcuts;
        let bytecode = compile_one(&paths, &module.path, &injected.source).map_err(|detail| {
            BundleError::new(
                code_of(&detail),
                format!("`{}` does not compile: {detail}", module.path),
            )
        })?;
        bytecodes.insert(module.path.clone(), bytecode);
    }
    Ok(Compiled {
        bytecodes,
        shortcuts: count,
    })
}

fn code_of(detail: &str) -> &'static str {
    if detail.contains(UNRESOLVED) {
        "UnresolvedImport"
    } else {
        "SyntaxError"
    }
}

const UNRESOLVED: &str = "is not part of the bundle";

/// A scratch context per module: compiling declares the module's imports, and a declared stand-in must
/// not be mistaken for the real module later.
fn compile_one(paths: &BTreeSet<String>, name: &str, source: &str) -> Result<Bytecode, String> {
    let engine = |error: rquickjs::Error| error.to_string();
    let runtime = Runtime::new().map_err(engine)?;
    runtime.set_max_stack_size(4 << 20);
    runtime.set_loader(Stub(paths.clone()), Stub(BTreeSet::new()));
    let context = Context::full(&runtime).map_err(engine)?;
    context.with(|ctx| {
        Bytecode::compile(&ctx, name, source).map_err(|error| errors::engine_text(&ctx, &error))
    })
}

/// Compiles one of our own modules, which import nothing.
pub(crate) fn compile_builtin(name: &str, source: &str) -> Result<Bytecode, String> {
    compile_one(&BTreeSet::new(), name, source)
}

/// Knows which modules exist, and answers every import with an empty stand-in: names are only
/// checked when modules are linked.
struct Stub(BTreeSet<String>);

impl Resolver for Stub {
    fn resolve<'js>(
        &mut self,
        _: &Ctx<'js>,
        base: &str,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> rquickjs::Result<String> {
        match bundle::resolve(base, name) {
            Some(path) if self.0.contains(&path) || Shim::owns(&path) => Ok(path),
            _ => Err(rquickjs::Error::new_resolving_message(
                base,
                name,
                format!("`{name}` {UNRESOLVED}"),
            )),
        }
    }
}

impl Loader for Stub {
    fn load<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> rquickjs::Result<Module<'js, Declared>> {
        Module::declare(ctx.clone(), name, "")
    }
}
