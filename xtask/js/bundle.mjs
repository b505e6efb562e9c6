// Bundles a folder of Convex functions the way the official CLI does before it pushes them.
//
//   node bundle.mjs --functions DIR --out FILE [--resolve-dir DIR]...
//
// DIR is a functions folder, or a project that has one. FILE receives
// {"modules":[{"path","source","sourceMap"?,"environment"}]}, ready to be evaluated module by module.
// This file needs nothing beside it but esbuild, which it looks for (like the `convex` package) in the
// ancestors of DIR first and in the --resolve-dir folders after that. It knows no deployment.

import { realpathSync } from "node:fs";
import fs from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const moduleExtensions = [".js", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".jsx"];
const isolateOnly = ["http", "crons"];

/** An expected failure: its text is the whole message, no stack. */
class BundleError extends Error {}

const exists = (file) =>
  fs.stat(file).then(
    () => true,
    () => false,
  );

async function* filesIn(dir, depth = 0) {
  const children = await fs.readdir(dir, { withFileTypes: true });
  children.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const child of children) {
    const file = path.join(dir, child.name);
    if (child.isDirectory()) {
      // A folder with a definition of its own is a component, not part of this app.
      if (child.name === "node_modules" || (await exists(path.join(file, "convex.config.ts")))) continue;
      yield* filesIn(file, depth + 1);
    } else if (child.isFile()) {
      yield file;
    }
  }
}

/** The rules of the official CLI by which a file is no entry point, as a reason; null for an entry. */
function reasonToSkip(relative) {
  const base = path.posix.basename(relative);
  if (!moduleExtensions.some((extension) => relative.endsWith(extension))) return "not a module";
  if (relative.startsWith("_generated/")) return "generated";
  if (base.startsWith(".") || base.startsWith("#")) return "hidden";
  if (base === "schema.ts" || base === "schema.js") return "bundled apart";
  if (base.split(".").length > 2) return "more than one dot";
  if (relative.includes(" ")) return "space in its path";
  return null;
}

/** True for a `"use node"` directive: it stands before all code, only comments and directives precede. */
export function hasUseNodeDirective(source) {
  const prologue = /^(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(["'])(?:(?!\1)[^\\\n])*\1\s*;?)*/.exec(
    source.replace(/^#![^\n]*/, ""),
  );
  const withoutComments = prologue[0].replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, "");
  return /(["'])use node\1/.test(withoutComments);
}

/** The modules of a functions folder: entries by environment, schema and auth config apart. */
export async function functionEntries(functionsDir) {
  const modules = [];
  for await (const file of filesIn(functionsDir)) {
    const relative = path.relative(functionsDir, file).split(path.sep).join("/");
    if (relative.startsWith("_deps/")) {
      throw new BundleError(`\`${relative}\` is in \`_deps\`, which is reserved: move it elsewhere`);
    }
    if (reasonToSkip(relative) !== null) continue;
    const source = await fs.readFile(file, "utf8");
    // TypeScript without import or export is a script, not a module.
    if (/\.tsx?$/.test(relative) && !/^\s{0,100}(import|export)/m.test(source)) continue;
    const environment = hasUseNodeDirective(source) ? "node" : "isolate";
    const stem = relative.replace(/\.[^/.]+$/, "");
    if (environment === "node" && isolateOnly.includes(stem)) {
      throw new BundleError(`\`${relative}\` must not have the directive "use node": remove it`);
    }
    modules.push({ file, name: relative, environment });
  }
  return {
    modules,
    schema: await firstOf(functionsDir, ["schema.ts", "schema.js"]),
    authConfig: await firstOf(functionsDir, ["auth.config.ts", "auth.config.js"]),
  };
}

async function firstOf(dir, names) {
  const found = [];
  for (const name of names) {
    if (await exists(path.join(dir, name))) found.push(path.join(dir, name));
  }
  if (found.length > 1) {
    throw new BundleError(`found both \`${names.join("` and `")}\` in ${dir}: keep one`);
  }
  return found[0] ?? null;
}

/** DIR itself, or the functions folder that the project in DIR names in `convex.json`. */
async function findFunctionsDir(given) {
  const dir = path.resolve(given);
  if (!(await exists(dir))) {
    throw new BundleError(`there is no folder ${dir}`);
  }
  const config = await fs.readFile(path.join(dir, "convex.json"), "utf8").catch(() => null);
  let named = "convex";
  if (config !== null) {
    try {
      named = JSON.parse(config).functions ?? named;
    } catch (error) {
      throw new BundleError(`${path.join(dir, "convex.json")} is not JSON: ${error.message}`);
    }
  }
  const isProject = config !== null || (await exists(path.join(dir, "package.json")));
  const inside = path.join(dir, named);
  return isProject && (await exists(inside)) ? inside : dir;
}

async function loadEsbuild(functionsDir, resolveDirs) {
  const tried = [functionsDir, ...resolveDirs, path.dirname(fileURLToPath(import.meta.url))];
  for (const dir of tried) {
    const require = createRequire(path.join(dir, "resolve.cjs"));
    for (const from of ["esbuild", "convex/package.json"]) {
      try {
        const found = require.resolve(from);
        const main = from === "esbuild" ? found : createRequire(found).resolve("esbuild");
        return (await import(pathToFileURL(main).href)).default;
      } catch {
        // Not here: look in the next place.
      }
    }
  }
  throw new BundleError(`esbuild was not found from ${tried.join(", ")}: run \`npm install\` there`);
}

/** `_generated` for folders that come without it: the same code that the official codegen writes. */
const generatedModules = {
  api: `import { anyApi, componentsGeneric } from "convex/server";
export const api = anyApi;
export const internal = anyApi;
export const components = componentsGeneric();`,
  server: `export {
  actionGeneric as action, httpActionGeneric as httpAction, internalActionGeneric as internalAction,
  internalMutationGeneric as internalMutation, internalQueryGeneric as internalQuery,
  mutationGeneric as mutation, queryGeneric as query } from "convex/server";
export const env = process.env;`,
  dataModel: "export {};",
};

const generatedPlugin = (functionsDir) => ({
  name: "generated",
  setup(build) {
    const filter = /(^|\/)_generated\/(api|server|dataModel)(\.js|\.ts)?$/;
    build.onResolve({ filter }, async (args) => {
      if (args.pluginData === "generated" || args.namespace === "generated") return null;
      const { resolveDir, kind, importer } = args;
      const options = { resolveDir, kind, importer, pluginData: "generated" };
      const found = await build.resolve(args.path, options);
      if (found.errors.length === 0) return found;
      return { path: filter.exec(args.path)[2], namespace: "generated" };
    });
    build.onLoad({ filter: /.*/, namespace: "generated" }, (args) => ({
      contents: generatedModules[args.path],
      loader: "js",
      resolveDir: functionsDir,
    }));
  },
});

/** Import "X" yields a module with this text. */
const stubPlugin = (name, filter, contents) => ({
  name,
  setup(build) {
    build.onResolve({ filter }, (args) => ({ path: args.path, namespace: name }));
    build.onLoad({ filter: /.*/, namespace: name }, () => ({ contents, loader: "js" }));
  },
});

const serverOnlyPlugin = stubPlugin("server-only", /^server-only$/, "");

const asyncHooksPlugin = stubPlugin(
  "async-hooks",
  /^(node:)?async_hooks$/,
  `export const AsyncLocalStorage = globalThis.AsyncLocalStorage;
export const AsyncResource = globalThis.AsyncResource;
export default { AsyncLocalStorage, AsyncResource };`,
);

/** A `.wasm` import is its compiled module. */
const wasmPlugin = {
  name: "wasm",
  setup(build) {
    build.onResolve({ filter: /\.wasm$/ }, (args) => {
      if (args.namespace === "wasm-stub") return { path: args.path, namespace: "wasm-binary" };
      if (args.resolveDir === "") return null;
      return { path: path.resolve(args.resolveDir, args.path), namespace: "wasm-stub" };
    });
    build.onLoad({ filter: /.*/, namespace: "wasm-stub" }, (args) => ({
      contents: `import wasm from ${JSON.stringify(args.path)};
export default new WebAssembly.Module(wasm);`,
    }));
    build.onLoad({ filter: /.*/, namespace: "wasm-binary" }, async (args) => ({
      contents: await fs.readFile(args.path),
      loader: "binary",
    }));
  },
};

async function build(context, entryPoints, environment, splitting) {
  if (entryPoints.length === 0) return [];
  const { esbuild, functionsDir, resolveDirs } = context;
  const isNode = environment === "node";
  const plugins = [serverOnlyPlugin, generatedPlugin(functionsDir), wasmPlugin];
  if (!isNode) plugins.push(asyncHooksPlugin);
  let result;
  try {
    result = await esbuild.build({
      entryPoints,
      absWorkingDir: path.dirname(functionsDir),
      bundle: true,
      platform: isNode ? "node" : "browser",
      format: "esm",
      target: "esnext",
      jsx: "automatic",
      outdir: "out",
      outbase: functionsDir,
      conditions: ["convex", "module"],
      nodePaths: resolveDirs.map((dir) => path.join(dir, "node_modules")),
      plugins,
      write: false,
      sourcemap: true,
      sourcesContent: false,
      splitting,
      chunkNames: isNode ? "_deps/node/[hash]" : "_deps/[hash]",
      treeShaking: true,
      minifySyntax: true,
      minifyIdentifiers: true,
      minifyWhitespace: false,
      keepNames: true,
      define: { "process.env.NODE_ENV": '"production"' },
      logLevel: "silent",
    });
  } catch (error) {
    throw await describeFailure(esbuild, error);
  }
  return modulesOf(result.outputFiles, path.join(path.dirname(functionsDir), "out"), environment);
}

/** Modules for Node.js, empty where they do not bundle: those around them should work all the same. */
async function buildNode(context, entryPoints, warn) {
  try {
    return await build(context, entryPoints, "node", true);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    warn(error.message);
    return entryPoints.map((file) => {
      const name = path.relative(context.functionsDir, file).split(path.sep).join("/");
      return { path: name.replace(/\.[^/.]+$/, ".js"), source: "export {};\n", environment: "node" };
    });
  }
}

async function describeFailure(esbuild, error) {
  if (!Array.isArray(error.errors)) return error;
  // What esbuild advises about imports is for people who call it themselves.
  const shown = error.errors.map((one) => (one.text.startsWith("Could not resolve") ? { ...one, notes: [] } : one));
  const lines = await esbuild.formatMessages(shown, { kind: "error", color: false });
  const needsNode = error.errors.some((one) =>
    (one.notes ?? []).some((note) => note.text.includes("bundle for node")),
  );
  const lacksPackage = error.errors.some((one) => /^Could not resolve "[^./]/.test(one.text));
  let hint = "";
  if (needsNode) {
    hint =
      '\nhint: a file without the directive "use node" uses a Node.js module; move such actions to a file that has it';
  } else if (lacksPackage) {
    hint = "\nhint: run `npm install` in the project that the functions belong to";
  }
  return new BundleError(`the functions do not bundle\n${lines.join("").trimEnd()}${hint}`);
}

function modulesOf(outputFiles, outDir, environment) {
  const texts = new Map();
  for (const file of outputFiles) {
    texts.set(path.relative(outDir, file.path).split(path.sep).join("/"), file.text);
  }
  const modules = [];
  for (const [name, source] of texts) {
    if (name.endsWith(".map")) continue;
    const sourceMap = texts.get(`${name}.map`);
    modules.push({ path: name, source, ...(sourceMap && { sourceMap }), environment });
  }
  return modules;
}

/** The bundle of a functions folder; `warn` receives sentences about what will not work. */
export async function bundle({ functions, resolveDirs = [], warn = () => {} }) {
  const functionsDir = await findFunctionsDir(functions);
  const dirs = resolveDirs.map((dir) => path.resolve(dir));
  const entries = await functionEntries(functionsDir);
  if (entries.modules.length === 0 && entries.schema === null) {
    throw new BundleError(`there are no Convex functions in ${functionsDir}`);
  }
  if (await exists(path.join(functionsDir, "convex.config.ts"))) {
    warn("`convex.config.ts` is left out: calls of `components` will fail");
  }
  const nodeEntries = entries.modules.filter((module) => module.environment === "node");
  if (nodeEntries.length > 0) {
    const names = nodeEntries.map((module) => `\`${module.name}\``).join(", ");
    warn(`${names}: marked "use node", which needs a deployment with Node.js`);
  }
  const esbuild = await loadEsbuild(functionsDir, dirs);
  const context = { esbuild, functionsDir, resolveDirs: dirs };
  const filesOf = (environment) =>
    entries.modules.filter((module) => module.environment === environment).map(({ file }) => file);
  const modules = [
    ...(await build(context, filesOf("isolate"), "isolate", true)),
    ...(await buildNode(context, filesOf("node"), warn)),
    ...(await build(context, entries.schema === null ? [] : [entries.schema], "isolate", false)),
    ...(await build(context, entries.authConfig === null ? [] : [entries.authConfig], "isolate", false)),
  ];
  modules.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { modules };
}

function parseArguments(argv) {
  const options = { functions: null, out: null, resolveDirs: [] };
  for (let index = 0; index < argv.length; index += 2) {
    const [flag, value] = [argv[index], argv[index + 1]];
    if (value === undefined) throw new BundleError(`\`${flag}\` needs a value`);
    if (flag === "--functions") options.functions = value;
    else if (flag === "--out") options.out = value;
    else if (flag === "--resolve-dir") options.resolveDirs.push(value);
    else throw new BundleError(`unknown option \`${flag}\``);
  }
  if (options.functions === null || options.out === null) {
    throw new BundleError("usage: node bundle.mjs --functions DIR --out FILE [--resolve-dir DIR]...");
  }
  return options;
}

/**
 * Runs a module's command line if it is the program: expected failures as one message, others with their
 * stack. The program's path may lead over links, a module's never does.
 */
export async function runMain(moduleUrl, main) {
  const program = process.argv[1];
  if (program === undefined || realpathSync(program) !== fileURLToPath(moduleUrl)) return;
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    const text = error instanceof BundleError ? error.message : error.stack;
    process.stderr.write(`error: ${text}\n`);
    process.exitCode = 1;
  }
}

async function main(argv) {
  const { out, ...options } = parseArguments(argv);
  const warn = (text) => process.stderr.write(`warning: ${text}\n`);
  const text = JSON.stringify(await bundle({ ...options, warn }));
  await fs.mkdir(path.dirname(path.resolve(out)), { recursive: true });
  // Readers never see half a bundle.
  const draft = `${out}.${process.pid}.tmp`;
  await fs.writeFile(draft, text);
  await fs.rename(draft, out);
}

await runMain(import.meta.url, main);
