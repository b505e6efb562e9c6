import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { v } from "convex/values";
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { generate } from "./codegen.mjs";
import { pascalCase, singular, snakeCase } from "./rust-types.mjs";

/** The Rust of one function `things:act`, formatted. */
function rust({ kind = "mutation", args = {}, returns = v.null(), shapes = {} }) {
  const files = generate({
    functions: [
      { name: "things:act", kind, visibility: "public", args: v.object(args).json, returns: returns.json },
    ],
    tables: [{ name: "things", documentType: v.object({}).json }],
    shapes: Object.entries(shapes).map(([name, validator]) => ({ name, validator: validator.json })),
  });
  const format = (text) => {
    const result = spawnSync("rustfmt", ["--edition", "2024"], { input: text, encoding: "utf8" });
    expect(result.stderr).toBe("");
    return result.stdout;
  };
  return { module: format(files["things.rs"]), model: format(files["model.rs"]) };
}

/** The fields of `ActArgs`, one text per field. */
const fieldsOf = (args) => {
  const body = /pub struct ActArgs \{\n([\s\S]*?)\n\}/.exec(rust({ args }).module)[1];
  return body.split("\n").map((field) => field.replace(/,$/, "").trim());
};

/** How the fields of `ActArgs` are read, in order. */
const readingOf = (args) => {
  const body = /\n        Self \{\n([\s\S]*?)\n        \}/.exec(rust({ args }).module)[1];
  return body.split("\n").map((field) => field.trim());
};

describe("arguments", () => {
  test.for([
    [v.string(), "pub x: String"],
    [v.boolean(), "pub x: bool"],
    [v.id("things"), "pub x: ThingId"],
    [v.id("_storage"), "pub x: StorageId"],
    [v.number(), "pub x: f64"],
    [v.int64(), "pub x: i64"],
    [v.bytes(), "pub x: Vec<u8>"],
    [v.any(), "pub x: convex_typed::Any"],
    [v.null(), "pub x: ()"],
    [v.array(v.string()), "pub x: Vec<String>"],
    [v.record(v.string(), v.number()), "pub x: BTreeMap<String, f64>"],
    [v.union(v.string(), v.null()), "pub x: Option<String>"],
    [v.optional(v.string()), "pub x: Option<String>"],
    [v.optional(v.union(v.string(), v.null())), "pub x: Option<Option<String>>"],
    [v.union(v.literal("A_B"), v.literal("c")), "pub x: ActX"],
    [v.array(v.object({ y: v.string() })), "pub x: Vec<ActX>"],
  ])("%#: every validator has its Rust type", ([validator, expected]) => {
    expect(fieldsOf({ x: validator })).toEqual([expected]);
  });

  test("stand in the order of their names on the wire", () => {
    const fields = fieldsOf({ b: v.string(), _a: v.string(), aB: v.string(), type: v.string() });
    expect(fields).toEqual(["pub a: String", "pub a_b: String", "pub b: String", "pub r#type: String"]);
  });

  test("are read by their names on the wire, missing ones only where they may be", () => {
    expect(readingOf({ _a: v.string(), aB: v.optional(v.string()) })).toEqual([
      'a: fields.required("_a", misfits),',
      'a_b: fields.optional("aB", misfits),',
    ]);
  });

  test("two fields with one Rust name are refused", () => {
    expect(() => fieldsOf({ _id: v.string(), id: v.string() })).toThrow(/same name/);
  });

  test("what has no Rust type is refused by name", () => {
    expect(() => fieldsOf({ x: v.literal(5) })).toThrow(/ActX/);
  });
});

describe("shared shapes", () => {
  const status = v.union(v.literal("OPEN"), v.literal("DONE"));
  const thingDocument = v.object({ _id: v.id("things"), status });

  test("are declared once and recognised by structure", () => {
    const { module, model } = rust({
      args: { status: v.optional(v.union(v.literal("OPEN"), v.literal("DONE"))) },
      returns: v.union(v.object({ status, _id: v.id("things") }), v.null()),
      shapes: { thingStatus: status, thingDocument },
    });
    expect(model).toContain("pub struct Thing {");
    expect(model).toContain("pub enum ThingStatus {");
    expect(model).toContain('Self::Done => "DONE"');
    expect(module).toContain("use crate::{Thing, ThingStatus};");
    expect(module).toContain("type Returns = Option<Thing>;");
    expect(module).toContain("pub status: Option<ThingStatus>");
  });

  test("a paginated query knows its item", () => {
    const { module } = rust({
      kind: "query",
      args: { paginationOpts: paginationOptsValidator },
      returns: paginationResultValidator(thingDocument),
      shapes: { thingStatus: status, thingDocument },
    });
    expect(module).toContain("type Returns = PaginationResult<Thing>;");
    expect(module).toContain("impl PaginatedQuery for Act {\n    type Item = Thing;");
  });

  test("a union of objects is an enum named by its literals", () => {
    const part = v.union(
      v.object({ type: v.literal("text"), text: v.string() }),
      v.object({ type: v.literal("image"), size: v.int64() }),
    );
    const { model } = rust({ shapes: { messagePart: part } });
    expect(model).toContain("pub enum MessagePart {\n    Text(MessagePartText),");
    expect(model).toContain("return Self::Text(value);");
  });
});

test("internal functions and HTTP actions have no handle", () => {
  const files = generate({
    functions: [
      { name: "a:hidden", kind: "query", visibility: "internal", args: v.object({}).json, returns: null },
      { name: "a:http", kind: "httpAction", visibility: "public", args: null, returns: null },
    ],
    tables: [],
    shapes: [],
  });
  expect(Object.keys(files)).toEqual(["model.rs", "lib.rs"]);
});

test("names are split into words the same way everywhere", () => {
  expect([pascalCase("IN_PROGRESS"), pascalCase("llmModel"), pascalCase("task")]).toEqual([
    "InProgress",
    "LlmModel",
    "Task",
  ]);
  expect([snakeCase("repoURLPath"), snakeCase("_creationTime")]).toEqual(["repo_url_path", "creation_time"]);
  expect([singular("entities"), singular("tasks"), singular("class"), singular("status"), singular("indexes")]).toEqual(["entity", "task", "class", "status", "index"]);
});
