// Environment variables: `conclave env` beside a running server and without one, and the official CLI.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { after, before, describe } from "node:test";
import { promisify } from "node:util";
import { ConvexClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { Deployment, binary, root } from "./support/deployment.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

const run = promisify(execFile);

describe("environment variables", () => {
  let deployment;
  let client;
  before(async () => {
    deployment = await Deployment.start();
    client = new ConvexClient(deployment.url, { logger: false, unsavedChangesWarning: false });
  });
  after(async () => {
    await client.close();
    await deployment.dispose();
  });

  const env = async (...args) => {
    const { stdout } = await run(binary, ["env", ...args, "--data", deployment.options.data]);
    return stdout.trim();
  };

  test("a variable set beside a running server reaches whoever is subscribed, and stays", async () => {
    const watch = new Watch(client, api.values.variable, { name: "GREETING" });
    await watch.until((value) => value === null);
    await env("set", "GREETING", "hello = world");
    await watch.until((value) => value === "hello = world");
    assert.equal(await env("get", "GREETING"), "hello = world");
    await deployment.stop();
    assert.equal(await env("list"), "GREETING=hello = world");
    await env("set", "GREETING", "changed while it was away");
    await deployment.start();
    await watch.until((value) => value === "changed while it was away");
    await env("remove", "GREETING");
    await watch.until((value, position) => position > 1 && value === null);
    await assert.rejects(env("get", "GREETING"), /there is no environment variable GREETING/);
    await assert.rejects(env("set", "NOT-A-NAME", "x"), /cannot be the name/);
    watch.unsubscribe();
  });

  test("the official CLI lists and sets them", async () => {
    const { stdout: key } = await run(binary, ["admin-key", "--data", deployment.options.data]);
    const cli = async (...args) => {
      const command = [path.join(root, "node_modules/convex/bin/main.js"), "env", ...args];
      const { stdout } = await run("node", [...command, "--url", deployment.url, "--admin-key", key.trim()], { cwd: root });
      return stdout.trim();
    };
    await cli("set", "FROM_CLI", "1");
    assert.match(await cli("list"), /^FROM_CLI=1$/m);
    assert.equal(await env("list"), "FROM_CLI=1");
  });
});
