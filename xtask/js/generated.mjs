// Writes `convex/_generated` with the official CLI's own templates, without a deployment.
//
//   node xtask/js/generated.mjs [--check]
//
// The official `npx convex codegen` gives the same files but wants a deployment to talk to.

import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import esbuild from "esbuild";
import prettier from "prettier";
import { functionEntries } from "./bundle.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const templates = path.join(root, "node_modules/convex/dist/esm/cli/codegen_templates");

/** The templates without the rest of the CLI, whose own dependencies its package does not install. */
async function loadTemplates() {
  const contents = ["api", "server", "dataModel"]
    .map((name) => `export * from ${JSON.stringify(path.join(templates, `${name}.js`))};`)
    .join("\n");
  const templatesOnly = {
    name: "templates-only",
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => {
        const isTemplate = path.resolve(args.resolveDir, args.path).startsWith(templates);
        return isTemplate ? null : { path: args.path, namespace: "left-out" };
      });
      build.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({
        contents: "module.exports = {};",
      }));
    },
  };
  const bundled = await esbuild.build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    format: "esm",
    platform: "node",
    plugins: [templatesOnly],
    write: false,
    logLevel: "error",
  });
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), "templates-"));
  try {
    const file = path.join(dir, "templates.mjs");
    await fs.writeFile(file, bundled.outputFiles[0].text);
    return await import(pathToFileURL(file).href);
  } finally {
    await fs.rm(dir, { recursive: true });
  }
}

async function generate(functionsDir) {
  const { apiCodegen, serverCodegen, dynamicDataModelDTS } = await loadTemplates();
  const { modules } = await functionEntries(functionsDir);
  const api = apiCodegen(modules.map((module) => module.name).sort());
  const server = serverCodegen({ useTypeScript: false });
  const files = {
    "api.d.ts": api.DTS,
    "api.js": api.JS,
    "dataModel.d.ts": dynamicDataModelDTS(),
    "server.d.ts": server.DTS,
    "server.js": server.JS,
  };
  for (const [name, text] of Object.entries(files)) {
    const parser = name.endsWith(".ts") ? "typescript" : "babel";
    files[name] = await prettier.format(text, { parser });
  }
  return files;
}

async function main() {
  const functionsDir = path.join(root, "convex");
  const outputDir = path.join(functionsDir, "_generated");
  const isCheck = process.argv.includes("--check");
  const stale = [];
  await fs.mkdir(outputDir, { recursive: true });
  for (const [name, text] of Object.entries(await generate(functionsDir))) {
    const file = path.join(outputDir, name);
    const current = await fs.readFile(file, "utf8").catch(() => null);
    if (current === text) continue;
    stale.push(name);
    if (!isCheck) await fs.writeFile(file, text);
  }
  if (isCheck && stale.length > 0) {
    process.stderr.write(
      `convex/_generated is out of date (${stale.join(", ")}): run \`node xtask/js/generated.mjs\`\n`,
    );
    process.exitCode = 1;
  }
}

await main();
