// Describes the functions of a bundle: names, kinds, visibility, argument and result validators, tables,
// and the validators that modules export under a name.
//
//   node spec.mjs --functions DIR [--resolve-dir DIR]...      prints JSON
//
// It evaluates the bundle in Node.js and calls nothing but `exportArgs` and `exportReturns`.

import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundle, runMain } from "./bundle.mjs";

const kinds = { isQuery: "query", isMutation: "mutation", isAction: "action", isHttp: "httpAction" };
const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** Evaluates every isolate module in a folder of its own and hands its exports to `visit`. */
async function evaluate(modules, visit) {
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), "function-spec-"));
  try {
    await fs.writeFile(path.join(dir, "package.json"), '{"type":"module"}');
    for (const { path: name, source } of modules) {
      const file = path.join(dir, name);
      await fs.mkdir(path.dirname(file), { recursive: true });
      // The maps are not written: nothing may look for them.
      await fs.writeFile(file, source.replace(/^\/\/# sourceMappingURL=.*$/m, ""));
    }
    for (const { path: name } of modules) {
      if (name.startsWith("_deps/") || name === "auth.config.js") continue;
      visit(name.replace(/\.js$/, ""), await import(pathToFileURL(path.join(dir, name)).href));
    }
  } finally {
    await fs.rm(dir, { recursive: true });
  }
}

function describeFunction(name, exported) {
  const marker = Object.keys(kinds).find((one) => exported[one] === true);
  if (marker === undefined) return null;
  const isHttp = marker === "isHttp";
  const parse = (text) => (text === null || text === undefined ? null : JSON.parse(text));
  return {
    name,
    kind: kinds[marker],
    visibility: exported.isInternal === true ? "internal" : "public",
    args: isHttp ? null : parse(exported.exportArgs()),
    returns: isHttp ? null : parse(exported.exportReturns()),
  };
}

const isValidator = (exported) =>
  typeof exported === "object" && exported !== null && exported.isConvexValidator === true;

/** The specification of a functions folder. */
export async function functionSpec(options) {
  const { modules } = await bundle(options);
  const isolate = modules.filter((module) => module.environment === "isolate");
  const spec = { functions: [], tables: [], shapes: [] };
  await evaluate(isolate, (moduleName, exports) => {
    if (moduleName === "schema") {
      spec.tables = JSON.parse(exports.default.export()).tables.map(({ tableName, documentType }) => ({
        name: tableName,
        documentType,
      }));
      return;
    }
    for (const [name, exported] of Object.entries(exports)) {
      if (isValidator(exported)) {
        spec.shapes.push({ name, validator: exported.json });
      } else if (exported !== null && ["function", "object"].includes(typeof exported)) {
        const described = describeFunction(`${moduleName}:${name}`, exported);
        if (described !== null) spec.functions.push(described);
      }
    }
  });
  for (const list of Object.values(spec)) list.sort(byName);
  return spec;
}

async function main(argv) {
  const options = { functions: "convex", resolveDirs: [] };
  for (let index = 0; index + 1 < argv.length; index += 2) {
    if (argv[index] === "--functions") options.functions = argv[index + 1];
    if (argv[index] === "--resolve-dir") options.resolveDirs.push(argv[index + 1]);
  }
  process.stdout.write(`${JSON.stringify(await functionSpec(options), null, 2)}\n`);
}

await runMain(import.meta.url, main);
