//! Cuts out what a panic would say.
//!
//! A released module has no hook that shows panics: nobody hears what one says before the program stops.
//! Still the code that puts such messages together, and the texts themselves, would be loaded by every
//! browser. So the standard library's functions that end in a panic become a bare trap, and what is prepared
//! for them is forgotten. This has to come before splitting, which leaves behind whatever nothing refers to.
//!
//! Functions keep their place and length: everything that points into the code is by offset.

use anyhow::{Context, Result};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use wasm_encoder::{Encode, RawSection};
use wasmparser::{
    CustomSectionReader, FunctionBody, KnownCustom, Name, Operator, Parser, Payload,
    RelocAddendKind, RelocationEntry, TypeRef,
};

/// Beginnings of names of the library's functions that end in a panic. All of them have the return type `!`.
const LOUD: [&str; 14] = [
    "core::panicking::",
    "core::cell::panic_already",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_index_fail",
    "core::str::slice_error_fail",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "std::alloc::rust_oom",
    "std::panicking::begin_panic",
    "std::panicking::panic_with_hook",
];

/// The module with silent panics.
pub(crate) fn silence(module: &[u8]) -> Result<Vec<u8>> {
    let code = Code::read(module)?;
    let silent = code.silent()?;
    let mut patched = module.to_vec();
    for body in &silent.bodies {
        trap(&mut patched[body.clone()]);
    }
    let forgotten = |entry: &RelocationEntry| {
        let at = code.start + entry.offset as usize;
        silent.covers(at)
    };
    rewrite(&patched, code.section, forgotten)
}

/// Replaces a function's body, without changing its length, by one that traps.
fn trap(body: &mut [u8]) {
    const NO_LOCALS: u8 = 0x00;
    const UNREACHABLE: u8 = 0x00;
    const NOP: u8 = 0x01;
    const END: u8 = 0x0b;
    body.fill(NOP);
    if let [locals, first, .., last] = body {
        (*locals, *first, *last) = (NO_LOCALS, UNREACHABLE, END);
    }
}

/// What is to be made silent, as ranges of the file.
struct Silent {
    bodies: Vec<Range<usize>>,
    /// Constants that only a panic gets to see; in order, like the bodies.
    constants: Vec<Range<usize>>,
}

impl Silent {
    fn covers(&self, at: usize) -> bool {
        [&self.bodies, &self.constants].into_iter().any(|ranges| {
            let next = ranges.partition_point(|range| range.end <= at);
            ranges.get(next).is_some_and(|range| range.contains(&at))
        })
    }
}

/// The code section with what is needed to understand it.
struct Code<'m> {
    section: u32,
    /// Where its content begins in the file; relocations count from there.
    start: usize,
    imported: u32,
    bodies: Vec<FunctionBody<'m>>,
    names: HashMap<u32, &'m str>,
}

impl<'m> Code<'m> {
    fn read(module: &'m [u8]) -> Result<Self> {
        let mut code = Self {
            section: 0,
            start: 0,
            imported: 0,
            bodies: Vec::new(),
            names: HashMap::new(),
        };
        let mut section = 0;
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload.context("not a module")?;
            match &payload {
                Payload::ImportSection(imports) => {
                    for import in imports.clone().into_imports() {
                        if matches!(import?.ty, TypeRef::Func(_)) {
                            code.imported += 1;
                        }
                    }
                }
                Payload::CodeSectionStart { range, .. } => {
                    (code.section, code.start) = (section, range.start as usize);
                }
                Payload::CodeSectionEntry(body) => code.bodies.push(body.clone()),
                Payload::CustomSection(custom) => code.read_names(custom)?,
                _ => {}
            }
            section += u32::from(payload.as_section().is_some());
        }
        Ok(code)
    }

    fn read_names(&mut self, custom: &CustomSectionReader<'m>) -> Result<()> {
        let KnownCustom::Name(names) = custom.as_known() else {
            return Ok(());
        };
        for subsection in names {
            if let Name::Function(functions) = subsection? {
                for naming in functions {
                    let naming = naming?;
                    self.names.insert(naming.index, naming.name);
                }
            }
        }
        Ok(())
    }

    fn is_loud(&self, function: u32) -> bool {
        function >= self.imported
            && self.names.get(&function).is_some_and(|name| {
                let name = format!("{:#}", rustc_demangle::demangle(name));
                LOUD.iter().any(|place| name.starts_with(place))
            })
    }

    fn silent(&self) -> Result<Silent> {
        let loud: HashSet<u32> = (self.names.keys().copied())
            .filter(|function| self.is_loud(*function))
            .collect();
        let mut constants = Vec::new();
        for body in &self.bodies {
            constants_for(&loud, body, &mut constants)?;
        }
        let mut bodies: Vec<_> = (loud.iter())
            .map(|function| self.bodies[(function - self.imported) as usize].range())
            .map(|range| range.start as usize..range.end as usize)
            .collect();
        bodies.sort_by_key(|range| range.start);
        Ok(Silent { bodies, constants })
    }
}

/// Finds the constants that are pushed for calls of some functions. They count as being for a call if
/// nothing but pushing and adding stands between: behind a call that never returns, nobody looks at the stack any more.
fn constants_for(
    functions: &HashSet<u32>,
    body: &FunctionBody<'_>,
    found: &mut Vec<Range<usize>>,
) -> Result<()> {
    let mut operators = body.get_operators_reader()?;
    let mut pushed = Vec::new();
    while !operators.eof() {
        let (operator, start) = operators.read_with_offset()?;
        match operator {
            Operator::I32Const { .. } => {
                pushed.push(start as usize..operators.original_position() as usize);
            }
            Operator::LocalGet { .. } | Operator::I32Add => {}
            Operator::Call { function_index } if functions.contains(&function_index) => {
                found.append(&mut pushed);
            }
            _ => pushed.clear(),
        }
    }
    Ok(())
}

/// The module again, without some of the relocations of its code.
fn rewrite(
    module: &[u8],
    code: u32,
    forgotten: impl Fn(&RelocationEntry) -> bool,
) -> Result<Vec<u8>> {
    let mut out = wasm_encoder::Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else {
            continue;
        };
        let mut data = &module[range.start as usize..range.end as usize];
        let rewritten;
        if let Payload::CustomSection(custom) = &payload
            && let KnownCustom::Reloc(relocations) = custom.as_known()
            && relocations.section_index() == code
        {
            let entries: Vec<_> = relocations
                .entries()
                .into_iter()
                .collect::<Result<_, _>>()?;
            let kept = entries.into_iter().filter(|entry| !forgotten(entry));
            rewritten = relocation_section(custom.name(), code, &kept.collect::<Vec<_>>());
            data = &rewritten;
        }
        out.section(&RawSection { id, data });
    }
    Ok(out.finish())
}

fn relocation_section(name: &str, section: u32, entries: &[RelocationEntry]) -> Vec<u8> {
    let mut out = Vec::new();
    name.encode(&mut out);
    section.encode(&mut out);
    (entries.len() as u32).encode(&mut out);
    for entry in entries {
        out.push(entry.ty as u8);
        entry.offset.encode(&mut out);
        entry.index.encode(&mut out);
        if entry.ty.addend_kind() != RelocAddendKind::None {
            entry.addend.encode(&mut out);
        }
    }
    out
}
