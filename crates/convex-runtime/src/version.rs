//! A loaded bundle: bytecode and source maps by path. Immutable and shared by all threads.

use crate::bundle::{self, Bundle, ModuleSource, NodePackage};
use crate::shim::Shim;
use crate::source_map::SourceMap;
use crate::trusted::Bytecode;
use crate::{BundleError, compile, errors};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

/// Compiled modules of one deployed version; none where functions are native.
#[derive(Default)]
pub struct Version {
    modules: BTreeMap<String, CompiledModule>,
    /// Without their source maps, which nobody else needs.
    node_sources: Vec<ModuleSource>,
    node_maps: BTreeMap<String, LazyMap>,
    node_packages: Vec<NodePackage>,
    /// Processor time for evaluating each module, as it was seen first.
    loads: Mutex<BTreeMap<String, Duration>>,
    shortcuts: usize,
    has_contexts: bool,
}

pub(crate) struct CompiledModule {
    pub(crate) bytecode: Bytecode,
    map: LazyMap,
}

/// A source map that is read once an error needs it.
#[derive(Default)]
struct LazyMap {
    text: Option<String>,
    decoded: OnceLock<Option<SourceMap>>,
}

impl LazyMap {
    fn new(text: Option<String>) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    fn get(&self) -> Option<&SourceMap> {
        let decode = || self.text.as_deref().and_then(SourceMap::parse);
        self.decoded.get_or_init(decode).as_ref()
    }
}

impl Version {
    /// Compiles every module once. Must run on a thread with a large stack.
    pub(crate) fn compile(mut bundle: Bundle) -> Result<Self, BundleError> {
        for module in &bundle.modules {
            check(module)?;
        }
        let mut node: Vec<ModuleSource> =
            bundle.modules.extract_if(.., |one| one.is_node()).collect();
        node.sort_by(|one, other| one.path.cmp(&other.path));
        let node_maps = node.iter_mut().map(|module| {
            let map = LazyMap::new(module.source_map.take());
            (module.path.clone(), map)
        });
        let node_maps = node_maps.collect();
        let compiled = compile::compile(&bundle)?;
        let has_contexts = bundle
            .modules
            .iter()
            .any(|module| mentions_contexts(&module.source));
        let modules = bundle.modules.into_iter().map(|module| {
            let bytecode = compiled.bytecodes.get(&module.path).cloned()?;
            let compiled = CompiledModule {
                bytecode,
                map: LazyMap::new(module.source_map),
            };
            Some((module.path, compiled))
        });
        Ok(Self {
            modules: modules.flatten().collect(),
            node_sources: node,
            node_maps,
            node_packages: bundle.node_packages,
            loads: Mutex::default(),
            shortcuts: compiled.shortcuts,
            has_contexts,
        })
    }

    pub(crate) fn module(&self, path: &str) -> Option<&CompiledModule> {
        self.modules.get(path)
    }

    /// Remembers how long a module took to load.
    pub(crate) fn took_to_load(&self, path: &str, took: Duration) {
        self.loads.lock().insert(path.to_owned(), took);
    }

    /// How long a module took to load; nothing if nobody has looked.
    pub(crate) fn load_took(&self, path: &str) -> Duration {
        self.loads.lock().get(path).copied().unwrap_or_default()
    }

    /// Paths of the modules that export functions or definitions, in order.
    pub fn entry_paths(&self) -> impl Iterator<Item = &str> {
        self.modules
            .keys()
            .map(String::as_str)
            .filter(|path| !bundle::is_chunk(path))
    }

    /// Paths of the modules marked `"use node"`, in order. They are not loaded: this runtime is not Node.js.
    pub fn node_modules(&self) -> impl Iterator<Item = &str> {
        let paths = self.node_sources.iter().map(|module| module.path.as_str());
        paths.filter(|path| !bundle::is_chunk(path))
    }

    /// The modules marked `"use node"` with the chunks that they share, for whoever has a Node.js.
    pub fn node_sources(&self) -> &[ModuleSource] {
        &self.node_sources
    }

    /// What those import from registries.
    pub fn node_packages(&self) -> &[NodePackage] {
        &self.node_packages
    }

    /// Whether the module with this path, with or without its extension, is for Node.js.
    pub fn is_node_module(&self, path: &str) -> bool {
        let path = path.strip_suffix(".js").unwrap_or(path);
        self.node_modules()
            .any(|module| module.strip_suffix(".js").unwrap_or(module) == path)
    }

    /// Bytes of bytecode, for logs.
    pub fn bytecode_len(&self) -> usize {
        self.modules
            .values()
            .map(|module| module.bytecode.len())
            .sum()
    }

    /// Whether code may ask for contexts that follow it.
    pub(crate) fn has_contexts(&self) -> bool {
        self.has_contexts
    }

    /// How many of the encoding functions of `convex/values` were found and given the native shortcut.
    /// Zero for functions built with `convex/server` means that its code has changed: calls are
    /// right, but slower than need be.
    pub fn shortcuts(&self) -> usize {
        self.shortcuts
    }

    /// A message and below it where it was thrown, in the developer's files. `stack` are the frames of an engine:
    /// `at name (module.js:line:column)`.
    pub fn traced(&self, message: String, stack: &str) -> String {
        errors::traced(message, stack, self)
    }

    /// `../convex/tasks.ts:3:7` for a position in a bundled module; `None` without a source map.
    pub(crate) fn original_position(&self, path: &str, line: u32, column: u32) -> Option<String> {
        let compiled = self.modules.get(path).map(|module| &module.map);
        let map = compiled.or_else(|| self.node_maps.get(path))?;
        let (source, line, column) = map.get()?.lookup(line, column)?;
        // Bundlers write sources relative to a folder of their own making.
        let source = source.trim_start_matches("../").trim_start_matches("./");
        Some(format!("../{source}:{line}:{column}"))
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Version")
            .field("modules", &self.modules.keys())
            .field("bytecode_len", &self.bytecode_len())
            .field("shortcuts", &self.shortcuts)
            .finish()
    }
}

fn mentions_contexts(source: &str) -> bool {
    let names = ["AsyncLocalStorage", "AsyncResource", "async_hooks"];
    names.iter().any(|name| source.contains(name))
}

fn check(module: &ModuleSource) -> Result<(), BundleError> {
    let path = &module.path;
    let well_formed = (path.ends_with(".js") || path.starts_with(bundle::DEFINITIONS))
        && !path.contains('\0')
        && !path.split('/').any(|part| matches!(part, "" | "." | ".."));
    if !well_formed || Shim::owns(path) {
        return Err(BundleError::new(
            "InvalidModulePath",
            format!("`{path}` is not a module path; paths are relative, use `/` and end in `.js`."),
        ));
    }
    Ok(())
}
