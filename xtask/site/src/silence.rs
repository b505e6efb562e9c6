//! Cuts out what a panic would say, and what values would look like to a developer.
//!
//! A released module has no hook that shows panics: nobody hears what one says before the program stops.
//! Still the code that puts such messages together, and the texts themselves, would be loaded by every
//! browser. So the standard library's functions that end in a panic become a bare trap, and what is prepared
//! for them is forgotten. `Debug` writes nothing: every error type brings it along, whether used or not. This
//! has to come before splitting, which leaves behind whatever nothing refers to.
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

/// How the names of functions end that write a value for developers.
const DEBUG: &str = " as core::fmt::Debug>::fmt";

/// The module with silent panics.
pub(crate) fn silence(module: &[u8]) -> Result<Vec<u8>> {
    let code = Code::read(module)?;
    let silent = code.silent()?;
    let mut patched = module.to_vec();
    for (body, last_words) in &silent.bodies {
        replace(&mut patched[body.clone()], last_words);
    }
    let forgotten = |entry: &RelocationEntry| {
        let at = code.start + entry.offset as usize;
        silent.covers(at)
    };
    rewrite(&patched, code.section, forgotten)
}

/// A program without variables that traps.
const TRAP: &[u8] = &[0x00, 0x00];

/// A program without variables that returns 0, which is what `Ok(())` is.
const FINE: &[u8] = &[0x00, 0x41, 0x00, 0x0f];

/// Replaces a function's body without changing its length. It has to be longer than the program.
fn replace(body: &mut [u8], program: &[u8]) {
    const NOP: u8 = 0x01;
    const END: u8 = 0x0b;
    body.fill(NOP);
    body[..program.len()].copy_from_slice(program);
    if let Some(last) = body.last_mut() {
        *last = END;
    }
}

/// What is to be made silent, as ranges of the file, in order.
struct Silent {
    /// With the programs that take their place.
    bodies: Vec<(Range<usize>, &'static [u8])>,
    /// Constants that only a panic gets to see.
    constants: Vec<Range<usize>>,
}

impl Silent {
    fn covers(&self, at: usize) -> bool {
        let next = self.bodies.partition_point(|(body, _)| body.end <= at);
        let in_body = self.bodies.get(next);
        let next = self.constants.partition_point(|range| range.end <= at);
        let in_constant = self.constants.get(next);
        in_body.is_some_and(|(body, _)| body.contains(&at))
            || in_constant.is_some_and(|range| range.contains(&at))
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

    /// What takes the place of a function, if it is not needed.
    fn instead_of(&self, function: u32) -> Option<&'static [u8]> {
        let name = self
            .names
            .get(&function)
            .filter(|_| function >= self.imported)?;
        let name = format!("{:#}", rustc_demangle::demangle(name));
        if name.ends_with(DEBUG) {
            Some(FINE)
        } else {
            let is_loud = LOUD.iter().any(|beginning| name.starts_with(beginning));
            is_loud.then_some(TRAP)
        }
    }

    fn silent(&self) -> Result<Silent> {
        let mut loud = HashSet::new();
        let mut silent = Silent {
            bodies: Vec::new(),
            constants: Vec::new(),
        };
        for (function, body) in (self.imported..).zip(&self.bodies) {
            let Some(program) = self.instead_of(function) else {
                continue;
            };
            let range = body.range().start as usize..body.range().end as usize;
            if range.len() > program.len() {
                silent.bodies.push((range, program));
            }
            if program == TRAP {
                loud.insert(function);
            }
        }
        for body in &self.bodies {
            constants_for(&loud, body, &mut silent.constants)?;
        }
        Ok(silent)
    }
}

/// Finds the constants that are there for calls of some functions: what they say and how to write it. They
/// are what is computed and stored on a straight way to the call. Whatever has become of memory then, nobody
/// looks at it any more: the call never returns.
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
            Operator::LocalGet { .. }
            | Operator::LocalSet { .. }
            | Operator::LocalTee { .. }
            | Operator::GlobalGet { .. }
            | Operator::I64Const { .. }
            | Operator::I32Add
            | Operator::I32Sub
            | Operator::I64Or
            | Operator::I64Shl
            | Operator::I64ExtendI32U
            | Operator::I32Load { .. }
            | Operator::I64Load { .. }
            | Operator::I32Store { .. }
            | Operator::I32Store8 { .. }
            | Operator::I64Store { .. } => {}
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

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, Function, FunctionSection, Module, NameMap, NameSection, TypeSection, ValType,
    };
    use wasmparser::RelocationType;

    /// Constants and calls as the linker leaves them: five bytes each, whatever the number.
    const CONSTANT: [u8; 6] = [0x41, 0x80, 0x80, 0x80, 0x80, 0x00];
    const CALL_PANIC: [u8; 6] = [0x10, 0x80, 0x80, 0x80, 0x80, 0x00];
    const UNREACHABLE: u8 = 0x00;
    const DROP: u8 = 0x1a;
    const END: u8 = 0x0b;

    fn entry(ty: RelocationType, offset: usize) -> RelocationEntry {
        RelocationEntry {
            ty,
            offset: offset as u32,
            index: 0,
            addend: 0,
        }
    }

    /// Three functions: a panic that works with a constant; a caller of it, behind a constant that is
    /// something else's; and a `Debug`. With the places of all constants and of the call.
    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], []);
        types.ty().function([], []);
        types
            .ty()
            .function([ValType::I32, ValType::I32], [ValType::I32]);
        let mut functions = FunctionSection::new();
        for ty in 0..3 {
            functions.function(ty);
        }
        let mut code = CodeSection::new();
        let panic = [&CONSTANT[..], &[DROP, UNREACHABLE, END]].concat();
        let caller = [
            &CONSTANT[..],
            &[DROP],
            &CONSTANT,
            &CALL_PANIC,
            &[UNREACHABLE, END],
        ]
        .concat();
        let debug = [&CONSTANT[..], &[END]].concat();
        // Behind the number of functions, each has its length and the number of its variables.
        let mut at = 1;
        let mut entries = Vec::new();
        for (body, places) in [
            (&panic, vec![1]),
            (&caller, vec![1, 8, 14]),
            (&debug, vec![1]),
        ] {
            let mut function = Function::new([]);
            function.raw(body.iter().copied());
            code.function(&function);
            entries.extend(places.iter().map(|place| match place {
                14 => entry(RelocationType::FunctionIndexLeb, at + 2 + place),
                _ => entry(RelocationType::MemoryAddrSleb, at + 2 + place),
            }));
            at += 2 + body.len();
        }
        let mut names = NameMap::new();
        names.append(0, "_ZN4core9panicking9panic_fmt17h0123456789abcdefE");
        names.append(1, "caller");
        names.append(
            2,
            "_ZN38_$LT$X$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE",
        );
        let mut section = NameSection::new();
        section.functions(&names);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&functions)
            .section(&code)
            .section(&RawSection {
                id: 0,
                data: &relocation_section("reloc.CODE", 2, &entries),
            })
            .section(&section);
        module.finish()
    }

    fn relocations(module: &[u8]) -> Vec<RelocationType> {
        let mut types = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            if let Payload::CustomSection(custom) = payload.unwrap()
                && let KnownCustom::Reloc(entries) = custom.as_known()
            {
                types.extend(entries.entries().into_iter().map(|entry| entry.unwrap().ty));
            }
        }
        types
    }

    #[test]
    fn a_panic_says_nothing_and_nothing_is_kept_for_it() {
        let before = module();
        assert_eq!(relocations(&before).len(), 5);
        let after = silence(&before).unwrap();
        let code = Code::read(&after).unwrap();
        let bodies: Vec<_> = code.bodies.iter().map(FunctionBody::as_bytes).collect();
        assert!(bodies[0].starts_with(TRAP) && bodies[0].ends_with(&[0x01, END]));
        assert!(bodies[2].starts_with(FINE) && bodies[2].ends_with(&[0x01, END]));
        let lengths = |code: &Code<'_>| -> Vec<_> {
            code.bodies
                .iter()
                .map(|body| body.as_bytes().len())
                .collect()
        };
        assert_eq!(lengths(&code), lengths(&Code::read(&before).unwrap()));
        // What is left: the constant of something else, and the call.
        assert_eq!(
            relocations(&after),
            [
                RelocationType::MemoryAddrSleb,
                RelocationType::FunctionIndexLeb
            ]
        );
        wasmparser::validate(&after).unwrap();
    }
}
