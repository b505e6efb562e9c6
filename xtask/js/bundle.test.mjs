import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bundle, hasUseNodeDirective } from "./bundle.mjs";
import { functionSpec } from "./spec.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

let dir;
beforeEach(async () => {
  dir = await fs.mkdtemp(path.join(os.tmpdir(), "bundle-test-"));
});
afterEach(() => fs.rm(dir, { recursive: true }));

async function write(files) {
  for (const [name, text] of Object.entries(files)) {
    await fs.mkdir(path.dirname(path.join(dir, name)), { recursive: true });
    await fs.writeFile(path.join(dir, name), text);
  }
}

const query = (body = "async () => 1") => `import { query } from "./_generated/server";
export const get = query({ handler: ${body} });`;

const bundled = async (functions = dir) => {
  const warnings = [];
  const warn = (text) => warnings.push(text);
  const { modules } = await bundle({ functions, resolveDirs: [root], warn });
  return { modules, warnings, paths: modules.map((module) => module.path) };
};

describe("entry points", () => {
  test("are the modules that the official CLI would push", async () => {
    await write({
      "tasks.ts": query(),
      "nested/deep.ts": query().replace("./", "../"),
      "plain.js": "export const x = 1;",
      "schema.ts": `import { defineSchema } from "convex/server"; export default defineSchema({});`,
      "auth.config.ts": "export default { providers: [] };",
      "tasks.test.ts": "export const no = 1;",
      "types.d.ts": "export type No = 1;",
      "notes.md": "no",
      "script.ts": "const no = 1;",
      ".hidden.ts": "export const no = 1;",
      "#draft.ts": "export const no = 1;",
      "with space.ts": "export const no = 1;",
      "_generated/extra.ts": "export const no = 1;",
      "component/convex.config.ts": "export default {};",
      "component/inside.ts": "export const no = 1;",
    });
    const { paths } = await bundled();
    const own = paths.filter((name) => !name.startsWith("_deps/"));
    expect(own).toEqual(["auth.config.js", "nested/deep.js", "plain.js", "schema.js", "tasks.js"]);
  });

  test("share code in `_deps` and carry source maps", async () => {
    await write({ "a.ts": query(), "b.ts": query() });
    const { modules } = await bundled();
    expect(modules.some((module) => module.path.startsWith("_deps/"))).toBe(true);
    const map = JSON.parse(modules.find((module) => module.path === "a.js").sourceMap);
    expect(map.sources.some((source) => source.endsWith("/a.ts"))).toBe(true);
    expect(modules.every((module) => module.environment === "isolate")).toBe(true);
  });

  test("may come as a project whose `convex.json` names the folder", async () => {
    await write({ "convex.json": '{"functions":"backend"}', "backend/a.ts": query() });
    expect((await bundled()).paths).toContain("a.js");
  });

  test("bundle to the same bytes wherever the folder is", async () => {
    await write({ "one/convex/a.ts": query(), "two/convex/a.ts": query() });
    const [one, two] = await Promise.all(
      ["one/convex", "two/convex"].map((folder) => bundled(path.join(dir, folder))),
    );
    const sources = ({ modules }) => modules.map(({ path: name, source }) => [name, source]);
    expect(sources(one)).toEqual(sources(two));
  });
});

describe("a folder without `_generated`", () => {
  test("gets api, server and components", async () => {
    await write({
      "a.ts": `import { api, internal, components } from "./_generated/api";
import { query, internalMutation, action, httpAction } from "./_generated/server.js";
import type { Id } from "./_generated/dataModel";
export const get = query({ args: {}, handler: async () => [api, internal, components] });
export const put = internalMutation(async () => null);
export const act = action(async () => null);
export const http = httpAction(async () => new Response());`,
    });
    const { functions } = await functionSpec({ functions: dir, resolveDirs: [root] });
    expect(functions.map(({ name, kind, visibility }) => [name, kind, visibility])).toEqual([
      ["a:act", "action", "public"],
      ["a:get", "query", "public"],
      ["a:http", "httpAction", "public"],
      ["a:put", "mutation", "internal"],
    ]);
  });

  test("keeps its own `_generated` where it has one", async () => {
    await write({
      "a.ts": query(),
      "_generated/server.js": `import { queryGeneric } from "convex/server";
export const query = (options) => queryGeneric({ ...options, args: { marker: undefined } });`,
    });
    const { modules } = await bundled();
    expect(modules.map(({ source }) => source).join("")).toContain("marker");
  });
});

describe("modules for Node.js", () => {
  test("are marked and reported", async () => {
    await write({
      "a.ts": query(),
      "files.ts": `"use node";
import fs from "node:fs";
import { action } from "./_generated/server";
export const read = action(async () => fs.constants);`,
    });
    const { modules, warnings } = await bundled();
    const environments = Object.fromEntries(modules.map((one) => [one.path, one.environment]));
    expect(environments).toMatchObject({ "a.js": "isolate", "files.js": "node" });
    expect(warnings.join()).toContain("`files.ts`");
  });

  test("that do not bundle leave the others alone", async () => {
    await write({ "a.ts": query(), "b.ts": '"use node";\nexport * from "no-such-package";' });
    const { modules, warnings } = await bundled();
    expect(modules.find((module) => module.path === "b.js")).toMatchObject({ environment: "node" });
    expect(modules.some((module) => module.path === "a.js")).toBe(true);
    expect(warnings.join()).toContain("no-such-package");
  });

  test.for([
    ['"use node";', true],
    ["// comment\n'use node'\nimport x from 'x';", true],
    ['/* a */ "use strict"; "use node";', true],
    ['import x from "x";\n"use node";', false],
    ['// "use node"\nexport {};', false],
    ['export const text = "use node";', false],
  ])("the directive counts only before all code: %j", ([source, expected]) => {
    expect(hasUseNodeDirective(source)).toBe(expected);
  });

  test("are needed for Node.js imports, which the message says", async () => {
    await write({ "a.ts": `import fs from "fs";\n${query("async () => fs.constants")}` });
    await expect(bundled()).rejects.toThrow(/hint: .*"use node"/);
  });
});

describe("mistakes", () => {
  test.for([
    ["a syntax error names file and line", { "a.ts": "export const = 1;" }, /a\.ts:1:13/],
    ["a missing package is named", { "a.ts": 'export * from "no-such-package";' }, /no-such-package[^]*hint: run `npm install`/],
    ["an empty folder is refused", { "readme.md": "x" }, /no Convex functions/],
    ["`_deps` is reserved", { "_deps/a.ts": "export {};" }, /reserved/],
    ["http.ts cannot run in Node.js", { "http.ts": '"use node";\nexport {};' }, /must not have/],
    ["two auth configs are refused", { "a.ts": query(), "auth.config.ts": "", "auth.config.js": "" }, /keep one/],
  ])("%s", async ([, files, message]) => {
    await write(files);
    await expect(bundled()).rejects.toThrow(message);
  });

  test("end the program with one message and no output file", async () => {
    const out = path.join(dir, "bundle.json");
    const program = path.join(root, "xtask/js/bundle.mjs");
    const run = promisify(execFile);
    const call = run(process.execPath, [program, "--functions", path.join(dir, "none"), "--out", out]);
    await expect(call).rejects.toMatchObject({ code: 1, stderr: /^error: there is no folder [^\n]*\n$/ });
    await expect(fs.stat(out)).rejects.toThrow();
  });
});

test("our own functions bundle into a file", async () => {
  const out = path.join(dir, "out/bundle.json");
  const program = path.join(root, "xtask/js/bundle.mjs");
  const options = ["--functions", path.join(root, "convex"), "--out", out, "--resolve-dir", root];
  await promisify(execFile)(process.execPath, [program, ...options]);
  const { modules } = JSON.parse(await fs.readFile(out, "utf8"));
  expect(modules.map((module) => module.path)).toEqual(expect.arrayContaining(["schema.js", "tasks.js"]));
});
