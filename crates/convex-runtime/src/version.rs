//! A loaded bundle: bytecode and source maps by path. Immutable and shared by all threads.

use crate::bundle::{self, Bundle, ModuleSource};
use crate::shim::Shim;
use crate::source_map::SourceMap;
use crate::trusted::Bytecode;
use crate::{BundleError, compile};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

/// Compiled modules of one deployed version; none where functions are native.
#[derive(Default)]
pub struct Version {
    modules: BTreeMap<String, CompiledModule>,
    node_sources: Vec<ModuleSource>,
    shortcuts: usize,
}

pub(crate) struct CompiledModule {
    pub(crate) bytecode: Bytecode,
    source_map: Option<String>,
    decoded_map: OnceLock<Option<SourceMap>>,
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
        let compiled = compile::compile(&bundle)?;
        let modules = bundle.modules.into_iter().map(|module| {
            let bytecode = compiled.bytecodes.get(&module.path).cloned()?;
            let compiled = CompiledModule {
                bytecode,
                source_map: module.source_map,
                decoded_map: OnceLock::new(),
            };
            Some((module.path, compiled))
        });
        Ok(Self {
            modules: modules.flatten().collect(),
            node_sources: node,
            shortcuts: compiled.shortcuts,
        })
    }

    pub(crate) fn module(&self, path: &str) -> Option<&CompiledModule> {
        self.modules.get(path)
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

    /// How many of the encoding functions of `convex/values` were found and given the native shortcut.
    /// Zero for functions built with `convex/server` means that its code has changed: calls are
    /// right, but slower than need be.
    pub fn shortcuts(&self) -> usize {
        self.shortcuts
    }

    /// `../convex/tasks.ts:3:7` for a position in a bundled module; `None` without a source map.
    pub(crate) fn original_position(&self, path: &str, line: u32, column: u32) -> Option<String> {
        let module = self.modules.get(path)?;
        let map = module
            .decoded_map
            .get_or_init(|| module.source_map.as_deref().and_then(SourceMap::parse));
        let (source, line, column) = map.as_ref()?.lookup(line, column)?;
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
