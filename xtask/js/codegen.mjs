// Writes `crates/convex-api/src` from the validators of `convex/`.
//
//   node xtask/js/codegen.mjs [--check]
//
// `--check` writes nothing and fails when a file is out of date. Needs `rustfmt` on the path.

import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { runMain } from "./bundle.mjs";
import { TypeScope, UnsupportedValidator, pascalCase, singular, snakeCase, structure } from "./rust-types.mjs";
import { functionSpec } from "./spec.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const header = "//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.\n//!";
const traits = { query: "Query", mutation: "Mutation", action: "Action" };

const shapeName = (exportName) => pascalCase(exportName.replace(/Document$/, ""));

/** Finds the name under which `convex/lib/shapes.ts` exports a validator. */
function sharedNames(shapes) {
  const names = new Map(shapes.map(({ name, validator }) => [structure(validator), shapeName(name)]));
  return (validator) => names.get(structure(validator)) ?? null;
}

/** Tables that every deployment has and whose ids functions take. */
const systemTables = ["_storage"];

/** Ids and the shapes with a name: what all modules share. */
function writeModel(spec) {
  const shared = sharedNames(spec.shapes);
  const scope = new TypeScope(shared);
  for (const { name, validator } of spec.shapes) {
    scope.typeOf(validator, shapeName(name), true);
  }
  const names = [...spec.tables.map(({ name }) => name), ...systemTables];
  const tables = names.map((name) => {
    const type = pascalCase(name);
    return `/// The table \`${name}\`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ${type};

impl convex_typed::TableName for ${type} { const NAME: &'static str = "${name}"; }
`;
  });
  const ids = names.map(
    (name) =>
      `/// The id of a document of the table \`${name}\`.
pub type ${pascalCase(singular(name))}Id = Id<tables::${pascalCase(name)}>;`,
  );
  return `${header}
//! The tables with their ids, and the shapes that several functions share.

#![allow(missing_docs, reason = "the fields are described in convex/lib/shapes.ts")]

${imports(scope, { typed: ["Id"], isModel: true })}

/// One type for each table, to tell ids apart.
pub mod tables { ${tables.join("\n")} }

${ids.join("\n")}

${scope.items.join("\n\n")}
`;
}

/** The names of `convex-typed` that some Rust may use, as one `use`. */
function typedImports(text, names) {
  const code = text.replace(/^\/\/\/.*$/gm, "");
  const used = (all) => all.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  const json = used(["Json", "Misfit", "Misfits", "Object", "write_text"]);
  const nested = json.length === 0 ? [] : [`json::{${json.join(", ")}}`];
  const all = [...used([...names, "Wire", "read_variant"]), ...nested];
  return all.length === 0 ? "" : `use convex_typed::{${all.join(", ")}};`;
}

function imports(scope, { typed, isModel = false }) {
  const text = scope.items.join("\n");
  const lines = [];
  const std = [];
  if (scope.usesBTreeMap) std.push("collections::BTreeMap");
  if (text.includes("fmt::Display")) std.push("fmt", "str::FromStr");
  if (std.length > 0) lines.push(`use std::{${std.join(", ")}};\n`);
  lines.push(typedImports(isModel ? `Id ${text}` : text, typed));
  const own = isModel ? ["UnknownVariant"] : [...scope.imports].sort();
  const clash = own.find((name) => scope.declared.has(name));
  if (clash !== undefined) throw new UnsupportedValidator(`${clash}: also a shared type`);
  const used = own.filter((name) => scope.imports.has(name));
  if (used.length > 0) lines.push(`use crate::{${used.join(", ")}};`);
  return lines.join("\n");
}

const isPage = (validator) =>
  validator?.type === "object" &&
  ["page", "isDone", "continueCursor"].every((field) => field in validator.value);

/** Takes over `PaginationOptions` from `convex-typed` instead of declaring the same struct again. */
function withPagination(shared, scopeOf) {
  return (validator) => {
    const isOptions = validator.type === "object" && "numItems" in validator.value && "cursor" in validator.value;
    if (isOptions) {
      scopeOf().usesPaginationOptions = true;
      return "PaginationOptions";
    }
    return shared(validator);
  };
}

/** The handle of one function with its argument and result types. */
function writeFunction(scope, { name, kind, args, returns }) {
  const exportName = name.slice(name.indexOf(":") + 1);
  const handle = pascalCase(exportName);
  const fields = args?.type === "object" ? Object.keys(args.value) : null;
  const isPaginated = kind === "query" && fields?.includes("paginationOpts") && isPage(returns);
  const firstItem = scope.items.length;

  let argsType = "NoArgs";
  if (fields === null) argsType = "convex_typed::Any";
  else if (fields.length > 0) argsType = scope.typeOf(args, `${handle}Args`, true);

  let returnsType = "convex_typed::Any";
  if (isPaginated) {
    const item = scope.typeOf(returns.value.page.fieldType.value, `${handle}Item`);
    returnsType = `PaginationResult<${item}>`;
    scope.items.push(paginatedImpl(handle, argsType, item, fields.length > 1));
  } else if (returns !== null) {
    returnsType = scope.typeOf(returns, `${handle}Returns`);
  }
  scope.items.splice(firstItem, 0, `/// \`${name}\`, a ${kind}.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ${handle};

impl Function for ${handle} {
const PATH: &'static str = "${name.replace(/:default$/, "")}";
type Args = ${argsType};
type Returns = ${returnsType};
}

impl ${traits[kind]} for ${handle} {}
`);
}

const paginatedImpl = (handle, argsType, item, hasOthers) => `impl PaginatedQuery for ${handle} {
type Item = ${item};

fn options(args: &${argsType}) -> &PaginationOptions { &args.pagination_opts }

fn with_options(${hasOthers ? "" : "_"}args: &${argsType}, options: PaginationOptions) -> ${argsType} {
${argsType} { pagination_opts: options, ${hasOthers ? "..args.clone()" : ""} }
}
}
`;

function writeModule(moduleName, functions, shapes) {
  const shared = withPagination(sharedNames(shapes), () => scope);
  const scope = new TypeScope(shared);
  for (const one of functions) writeFunction(scope, one);
  scope.imports.delete("PaginationOptions");
  const typed = ["Action", "Function", "Mutation", "NoArgs", "PaginatedQuery", "PaginationOptions", "PaginationResult", "Query"];
  return `${header}
//! Functions of \`convex/${moduleName}.ts\`.

#![allow(missing_docs, reason = "the arguments are described in convex/${moduleName}.ts")]

${imports(scope, { typed })}

${scope.items.join("\n\n")}
`;
}

const libraryDocs = `//! Types and handles of our Convex functions, one module for each file of \`convex/\`.
//!
//! The crate is generated and holds no code of its own: it knows the shapes, not how a call is made. The
//! app, the server and tests depend on it; it depends on \`convex-typed\`.
`;

const unknownVariant = `/// A text that is none of an enum's variants: the deployment is newer than this code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownVariant { type_name: &'static str, text: String }

impl UnknownVariant {
fn new(type_name: &'static str, text: &str) -> Self { Self { type_name, text: text.to_owned() } }
}

impl fmt::Display for UnknownVariant {
fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
write!(f, "unknown {} \`{}\`; reload to get the current version", self.type_name, self.text)
}
}

impl std::error::Error for UnknownVariant {}
`;

/** File name → Rust source, not yet formatted. */
export function generate(spec) {
  const publicOnes = spec.functions.filter(
    ({ visibility, kind }) => visibility === "public" && kind in traits,
  );
  const modules = new Map();
  for (const one of publicOnes) {
    const moduleName = one.name.slice(0, one.name.indexOf(":"));
    modules.set(moduleName, [...(modules.get(moduleName) ?? []), one]);
  }
  const files = { "model.rs": writeModel(spec) };
  const declarations = [];
  for (const [moduleName, functions] of modules) {
    const rustModule = snakeCase(moduleName);
    declarations.push(`pub mod ${rustModule};`);
    files[`${rustModule}.rs`] = writeModule(moduleName, functions, spec.shapes);
  }
  files["lib.rs"] = `${header}
${libraryDocs}
use std::fmt;

mod model;
${declarations.join("\n")}

pub use convex_typed::{NoArgs, PaginationOptions, PaginationResult};
pub use model::*;

${unknownVariant}`;
  return files;
}

function format(source, name) {
  const result = spawnSync("rustfmt", ["--edition", "2024"], { input: source, encoding: "utf8" });
  if (result.status !== 0) {
    throw new Error(`rustfmt failed on ${name}: ${result.error?.message ?? result.stderr}\n${source}`);
  }
  return result.stdout;
}

async function main(argv) {
  const isCheck = argv.includes("--check");
  const outputDir = path.join(root, "crates/convex-api/src");
  const spec = await functionSpec({ functions: path.join(root, "convex"), resolveDirs: [root] });
  const files = generate(spec);
  const stale = [];
  for (const name of Object.keys(files)) {
    const text = format(files[name], name);
    const file = path.join(outputDir, name);
    if ((await fs.readFile(file, "utf8").catch(() => null)) === text) continue;
    stale.push(name);
    if (!isCheck) await fs.writeFile(file, text);
  }
  for (const name of await fs.readdir(outputDir)) {
    if (name in files) continue;
    stale.push(name);
    if (!isCheck) await fs.rm(path.join(outputDir, name));
  }
  if (isCheck && stale.length > 0) {
    process.stderr.write(
      `error: crates/convex-api is out of date (${stale.join(", ")}): run \`cargo xtask codegen\`\n`,
    );
    process.exitCode = 1;
  }
}

await runMain(import.meta.url, main);
