// The official Python client, unmodified, in an environment of its own under `target`.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { Deployment, root } from "./support/deployment.mjs";
import { test } from "./support/test.mjs";

const version = "0.8.1";
const environment = path.join(root, `target/clients/python-convex-${version}`);
const python = path.join(environment, "bin/python");
const run = promisify(execFile);

/** Makes the environment unless an earlier run completed it. */
async function prepare() {
  const complete = path.join(environment, "complete");
  const exists = await fs.access(complete).then(() => true, () => false);
  if (exists) return;
  await run("python3", ["-m", "venv", "--clear", environment]);
  await run(python, ["-m", "pip", "install", "--quiet", `convex==${version}`]);
  await fs.writeFile(complete, "");
}

test("the Python clients pass", { timeout: 600_000 }, async (t) => {
  await prepare();
  const deployment = await Deployment.start();
  t.after(() => deployment.dispose());
  const script = path.join(root, "end2end/clients/python/official_client.py");
  const child = spawn(python, [script, deployment.url], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  createInterface({ input: child.stdout }).on("line", async (line) => {
    if (line !== "restart") return;
    await deployment.kill();
    await deployment.start();
    child.stdin.write("\n");
  });
  const [code] = await once(child, "close");
  t.diagnostic(said.trim().split("\n").slice(-3).join(" "));
  assert.equal(code, 0, said);
});
