// The official clients against the whole product, `conclave serve`: its own functions, its own tokens.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { before, describe } from "node:test";
import { promisify } from "node:util";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { ConvexError } from "convex/values";
import { root } from "./support/deployment.mjs";
import { liveSuite } from "./support/live.mjs";
import { prepare } from "./support/python.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

const firstPage = { paginationOpts: { numItems: 50, cursor: null } };
const titles = (page) => page.page.map((task) => task.title);

describe("the product", () => {
  const suite = liveSuite({ serve: true });
  let cookie;
  before(async () => {
    const link = /http:\/\/\S+\/auth\/owner\/\S+/.exec(suite.deployment.output)[0];
    const signedIn = await fetch(link, { redirect: "manual" });
    assert.equal(signedIn.status, 303);
    cookie = signedIn.headers.get("Set-Cookie").split(";")[0];
  });

  async function token() {
    const response = await fetch(`${suite.deployment.url}/auth/token`, { method: "POST", headers: { Cookie: cookie, Origin: suite.deployment.url } });
    return (await response.json()).token;
  }

  /** Resolved while the product runs; clients that ask for tokens meanwhile wait, as an application's would. */
  let running = Promise.resolve();
  const patientToken = () => token().catch(() => running.then(token));

  /** A client that has signed in, once the deployment has confirmed it. */
  async function signedIn() {
    const client = suite.open();
    const confirmed = await new Promise((resolve) => client.setAuth(patientToken, resolve));
    assert.equal(confirmed, true);
    return client;
  }

  test("who has not signed in reads and writes nothing", async () => {
    const unauthenticated = (error) => error instanceof ConvexError && error.data.code === "UNAUTHENTICATED";
    for (const client of [suite.open(), new ConvexHttpClient(suite.deployment.url, { logger: false })]) {
      await assert.rejects(client.query(api.tasks.list, firstPage), unauthenticated);
      await assert.rejects(client.mutation(api.tasks.create, { title: "no" }), unauthenticated);
    }
  });

  test("the owner's socket client creates, follows and renames a task", async () => {
    const client = await signedIn();
    const watch = new Watch(client, api.tasks.list, firstPage);
    const taskId = await client.mutation(api.tasks.create, { prompt: "Write it down" });
    await watch.until((page) => titles(page).includes("Write it down"));
    await client.mutation(api.tasks.update, { taskId, title: "Written down" });
    await watch.until((page) => titles(page).includes("Written down"));
    const task = await client.query(api.tasks.get, { taskId });
    assert.equal(task._id, taskId);
    watch.unsubscribe();
  });

  test("the owner's HTTP client sees the same", async () => {
    const client = new ConvexHttpClient(suite.deployment.url, { logger: false, auth: await token() });
    const taskId = await client.mutation(api.tasks.create, { title: "Over HTTP" });
    const todoId = await client.mutation(api.todos.create, { content: "one", taskId });
    const todos = await client.query(api.todos.list, { taskId });
    assert.deepEqual(todos.map(({ _id, content }) => [_id, content]), [[todoId, "one"]]);
    assert.ok(titles(await client.query(api.tasks.list, firstPage)).includes("Over HTTP"));
  });

  test("a forged token is refused", async () => {
    const [head, body, signature] = (await token()).split(".");
    const forged = `${head}.${body}.${signature.replace(/^.{4}/, "AAAA")}`;
    const client = new ConvexHttpClient(suite.deployment.url, { logger: false, auth: forged });
    await assert.rejects(client.query(api.tasks.list, firstPage), /"code":"[A-Z]/);
  });

  test("a signed-in subscription goes on after the product was killed", async () => {
    const client = await signedIn();
    const watch = new Watch(client, api.tasks.list, firstPage);
    await watch.until(() => true);
    running = suite.deployment.kill().then(() => suite.deployment.start());
    await running;
    await client.mutation(api.tasks.create, { title: "After the restart" });
    await watch.until((page) => titles(page).includes("After the restart"));
    watch.unsubscribe();
  });

  test("the owner's Python client creates and follows a task", { timeout: 600_000 }, async () => {
    const python = await prepare();
    const script = path.join(root, "end2end/clients/python/signed_in.py");
    await promisify(execFile)(python, [script, suite.deployment.url, await token()]);
  });
});
