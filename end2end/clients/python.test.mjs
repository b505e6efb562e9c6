// The official Python clients, unmodified, against a deployment.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { binary, Deployment, root } from "./support/deployment.mjs";
import { Issuer } from "./support/issuer.mjs";
import { prepare } from "./support/python.mjs";
import { test } from "./support/test.mjs";

test("the Python clients pass", { timeout: 600_000 }, async (t) => {
  const python = await prepare();
  const issuer = await Issuer.start();
  t.after(() => issuer.close());
  const deployment = await Deployment.start(await issuer.believer());
  t.after(() => deployment.dispose());
  const { stdout: adminKey } = await promisify(execFile)(binary, ["admin-key", "--data", deployment.options.data]);
  const script = path.join(root, "end2end/clients/python/official_client.py");
  const env = { ...process.env, TOKEN: issuer.token({ exp: Math.floor(Date.now() / 1000) + 3600 }), ADMIN_KEY: adminKey.trim() };
  const child = spawn(python, [script, deployment.url], { env, stdio: ["pipe", "pipe", "pipe"] });
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
