// Environment variables: `conclave env` beside a running server and without one, and the official CLI.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { describe } from "node:test";
import { promisify } from "node:util";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { binary, root } from "./support/deployment.mjs";
import { liveSuite } from "./support/live.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

const run = promisify(execFile);

describe("environment variables", () => {
  const suite = liveSuite();

  const env = async (...args) => {
    const { stdout } = await run(binary, ["env", ...args, "--data", suite.deployment.options.data]);
    return stdout.trim();
  };

  test("a variable set beside a running server reaches whoever is subscribed, and stays", async () => {
    const watch = new Watch(suite.client, api.values.variable, { name: "GREETING" });
    await watch.until((value) => value === null);
    await env("set", "GREETING", "hello = world");
    await watch.until((value) => value === "hello = world");
    assert.equal(await env("get", "GREETING"), "hello = world");
    await suite.deployment.stop();
    assert.equal(await env("list"), "GREETING=hello = world");
    await env("set", "GREETING", "changed while it was away");
    await suite.deployment.start();
    await watch.until((value) => value === "changed while it was away");
    await env("remove", "GREETING");
    await watch.until((value, position) => position > 1 && value === null);
    await assert.rejects(env("get", "GREETING"), /there is no environment variable GREETING/);
    await assert.rejects(env("set", "NOT-A-NAME", "x"), /cannot be the name/);
    watch.unsubscribe();
  });

  test("a value from standard input is seen by functions, and lies in clear nowhere", async () => {
    const { deployment } = suite;
    const secret = "planted-value-of-a-variable";
    const set = async () => {
      const setting = run(binary, ["env", "set", "SECRET", "-", "--data", deployment.options.data]);
      setting.child.stdin.end(`${secret}\n`);
      return await setting;
    };
    const inClear = async () => {
      const entries = await fs.readdir(deployment.options.data, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
      const kept = await Promise.all(files.map((file) => fs.readFile(file, "latin1")));
      return files.filter((_, position) => kept[position].includes(secret));
    };
    // Beside a running server, and without one.
    const said = [await set()];
    assert.equal(await suite.client.query(api.values.variable, { name: "SECRET" }), secret);
    assert.deepEqual(await inClear(), []);
    await deployment.stop();
    assert.deepEqual(await inClear(), []);
    await env("remove", "SECRET");
    said.push(await set());
    assert.deepEqual(await inClear(), []);
    await deployment.start();
    const http = new ConvexHttpClient(deployment.url, { logger: false });
    assert.equal(await http.query(api.values.variable, { name: "SECRET" }), secret);
    assert.equal(await env("get", "SECRET"), secret);
    for (const { stdout, stderr } of said) assert.equal(stdout + stderr, "");
    assert.ok(!deployment.output.includes(secret), "in the log");
    await env("remove", "SECRET");
  });

  test("the official CLI lists and sets them", async () => {
    const { stdout: key } = await run(binary, ["admin-key", "--data", suite.deployment.options.data]);
    const cli = async (...args) => {
      const command = [path.join(root, "node_modules/convex/bin/main.js"), "env", ...args];
      const { stdout } = await run("node", [...command, "--url", suite.deployment.url, "--admin-key", key.trim()], { cwd: root });
      return stdout.trim();
    };
    await cli("set", "FROM_CLI", "1");
    assert.match(await cli("list"), /^FROM_CLI=1$/m);
    assert.equal(await env("list"), "FROM_CLI=1");
  });
});
