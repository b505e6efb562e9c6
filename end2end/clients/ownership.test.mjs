// Every address of the product for the owner of what it shows, for somebody else and for nobody. The addresses
// are read from the source that routes them, so that a new one is tried without anybody adding it here.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { Browser } from "./support/browser.mjs";
import { Deployment } from "./support/deployment.mjs";
import { authForms, forms, pagePatterns } from "./support/routes.mjs";
import { test } from "./support/test.mjs";
import { unzip } from "./support/zip.mjs";

/** A page without what differs from one request to the next. */
const settled = (html, ids) =>
  ids.reduce((text, id) => text.replaceAll(id, "ID"), html).replaceAll(/(nonce|crossorigin)="[^"]*"/g, "").replaceAll(/\b1[0-9]{12}(\.[0-9]+)?\b/g, "TIME");

/** Fields of forms that name nothing of anybody's; every other one is planted. */
const plain = new Set(
  "announcements at before branch category characters code component content density enter from_page indexing job known language memories model models name notifications now open pinned presence prompt provider pull_requests repo rules status tag text theme title wiki".split(" "),
);

/** Pages for whoever knows their address. */
const open = ["shared/:token"];

/** Pages for the local owner alone. */
const operated = ["_deployment", "_deployment/:part"];

/** The token of a link that never was. */
const never = "0".repeat(40);

describe("ownership", () => {
  let product;
  let owner;
  let other;
  let things;
  /** Things of the owner that there are no more. */
  let gone;
  const nobody = () => new Browser(product);
  const client = async (browser) => new ConvexHttpClient(product.url, { logger: false, auth: await browser.token() });

  before(async () => {
    product = await Deployment.start({ serve: true });
    owner = new Browser(product);
    other = new Browser(product);
    await owner.signUp("Olga");
    await other.signUp("Otto");
    const mine = await client(owner);
    gone = await plant(mine);
    await mine.mutation(api.tasks.remove, { taskId: gone.task });
    await mine.mutation(api.todos.remove, { todoId: gone.todo });
    await mine.mutation(api.memories.remove, { memoryId: gone.memory });
    await mine.mutation(api.chats.removeChat, { chatId: gone.chat });
    const planted = await plant(mine);
    const text = { threadId: planted.thread, name: "planted-name", contentType: "text/plain", size: 12, text: "planted-file" };
    const [session] = await mine.query(api.sessions.mine, {});
    const [account] = await mine.query(api.accounts.mine, {});
    things = {
      ...planted,
      session: session.sessionId,
      account: account.accountId,
      person: (await mine.query(api.auth.currentUser, {}))._id,
      opened: JSON.stringify([planted.chat]),
      item: JSON.stringify({ clientId: "x", kind: "send", content: "x", chatId: planted.chat, threadId: planted.thread, messageId: "", model: "" }),
      file: await mine.mutation(api.attachments.create, text),
    };
  });
  after(() => product.dispose());

  /** One of everything that a form or a page can name. */
  async function plant(mine) {
    const chat = await mine.mutation(api.chats.createChat, { title: "planted-chat" });
    const { threadId: thread } = await mine.query(api.chats.view, { chatId: chat });
    return {
      task: await mine.mutation(api.tasks.create, { title: "planted-task" }),
      todo: await mine.mutation(api.todos.create, { content: "planted-todo" }),
      memory: await mine.mutation(api.memories.create, { content: "planted-memory", category: "GENERAL" }),
      chat,
      // For operators a chat is a document like any other.
      document: chat,
      thread,
      message: await mine.mutation(api.messages.addMessage, { chatId: chat, role: "USER", content: "planted-message" }),
      waiting: await mine.mutation(api.queuedActions.add, { threadId: thread, kind: "message", content: "planted-waiting" }),
    };
  }

  /** Everything of the owner, without what reading it changes. */
  async function everything() {
    const files = unzip(Buffer.from(await (await owner.get("/auth/export")).arrayBuffer()));
    return JSON.stringify(files).replaceAll(/\\"lastSeenAt\\":[0-9.]+/g, "");
  }

  async function visit(browser, address, ids) {
    const response = await browser.get(address);
    return { status: response.status, location: Browser.target(response) && settled(Browser.target(response), ids), body: settled(await response.text(), ids) };
  }

  test("a page shows the owner's to the owner; to others it is one that does not exist", async () => {
    for (const pattern of (await pagePatterns()).filter((pattern) => ![...open, ...operated].includes(pattern))) {
      const kind = pattern.split("/")[0].replace(/s$/, "");
      const id = things[kind];
      const isOfOne = pattern.includes(":");
      assert.ok(!isOfOne || id !== undefined, `plant a ${kind} for ${pattern}`);
      const address = (value) => `/${pattern.replace(/:\w+/, value)}`;
      assert.equal((await owner.get(address(id))).status, 200, pattern);
      const [foreign, missing] = [await visit(other, address(id), [id]), await visit(other, address("none"), ["none"])];
      assert.ok(!foreign.body.includes("planted"), pattern);
      if (isOfOne) assert.deepEqual([foreign.status, foreign.location], [404, null], pattern);
      if (isOfOne) assert.deepEqual([missing.status, missing.location], [404, null], pattern);
      const { status, location, body } = await visit(nobody(), address(id), [id]);
      assert.equal(status, 303, pattern);
      assert.match(location, /^\/sign-in/, pattern);
      assert.equal(body, "", pattern);
    }
  });

  test("what the deployment does is shown to the local owner only, and to others it is a page that does not exist", async () => {
    const [, link] = /Sign in once with:\s+(\S+)/.exec(product.output);
    const local = new Browser(product);
    await local.get(link);
    const forwarded = { "X-Forwarded-For": "127.0.0.1" };
    const ask = async (token, kind = "query", name = "health", args = {}) => {
      const body = JSON.stringify({ path: `_system/operator:${name}`, args, format: "json" });
      const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
      return (await fetch(`${product.url}/api/${kind}`, { method: "POST", headers, body })).json();
    };
    for (const part of ["", "/log", "/data?table=users", "/schedules", "/files"]) {
      const address = `/_deployment${part}`;
      const response = await local.get(address);
      const body = await response.text();
      assert.equal(response.status, 200, address);
      assert.equal(body.includes("olga@"), part.startsWith("/data"), address);
      assert.doesNotMatch(body, /conclave\|[0-9a-f]{8}/, "the admin key");
      const missing = await visit(owner, "/nowhere", []);
      for (const browser of [owner, other]) {
        const { status, body } = await visit(browser, address, []);
        assert.deepEqual([status, body.includes("olga@")], [404, false], address);
        assert.equal(status, missing.status);
      }
      assert.match((await visit(nobody(), address, [])).location, /^\/sign-in/);
      assert.equal((await local.get(address, forwarded)).status, 404, address);
    }
    assert.equal((await local.get("/_deployment/nowhere")).status, 404);
    assert.equal((await ask(await local.token())).status, "success");
    for (const token of [await owner.token(), await other.token(), null]) {
      for (const asked of [
        ["query", "health"],
        ["query", "log", { failures: false, name: "" }],
        ["query", "documents", { table: "users" }],
        ["mutation", "replaceDocument", { id: things.todo, before: "{}", text: "{}" }],
        ["mutation", "deleteDocument", { id: things.todo }],
      ]) {
        const answer = await ask(token, ...asked);
        assert.equal(answer.status, "error", asked[1]);
        assert.match(answer.errorMessage, /Could not find public function/, asked[1]);
      }
    }
    assert.match(await everything(), /planted-todo/);
    const { token } = await (await local.post("/auth/token", {}, forwarded)).json();
    assert.equal((await ask(token)).status, "error");
  });

  test("a link shows a chat's title and text to everybody alike, and once it is revoked what one shows that never was", async () => {
    const mine = await client(owner);
    const { token } = await mine.mutation(api.shares.create, { chatId: things.chat });
    const address = `/shared/${token}`;
    const response = await nobody().get(address);
    const body = await response.text();
    assert.equal(response.status, 200);
    assert.match(body, /planted-chat/);
    assert.match(body, /planted-message/);
    assert.doesNotMatch(body, /planted-(?!chat|message)|Olga|olga@/);
    for (const [kind, id] of Object.entries(things)) assert.ok(!body.includes(id), kind);
    assert.equal(response.headers.get("x-robots-tag"), "noindex, nofollow");
    assert.equal(response.headers.get("referrer-policy"), "no-referrer");
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.deepEqual(response.headers.getSetCookie(), []);
    const seen = await visit(nobody(), address, [token]);
    for (const browser of [owner, other]) assert.deepEqual(await visit(browser, address, [token]), seen);

    await mine.mutation(api.shares.revoke, { chatId: things.chat });
    for (const browser of [owner, other, nobody()]) {
      const gone = await visit(browser, address, [token]);
      assert.equal(gone.status, 404);
      assert.deepEqual(gone, await visit(browser, `/shared/${never}`, [never]));
    }
    assert.ok(!product.output.includes(token));
  });

  test("a form acts on nothing of somebody else's, and answers as if it did not exist", async () => {
    const untouched = await everything();
    assert.match(untouched, /planted-task.*planted-todo|planted-todo.*planted-task/s);
    for (const [name, fields] of await forms()) {
      const filled = (ids) => Object.fromEntries(fields.map((field) => [field, ids[field] ?? "x"]));
      for (const field of fields) assert.ok(plain.has(field) || field in things, `plant a ${field} for ${name}`);
      const send = async (browser, ids) => {
        const response = await browser.post(`/do/${name}`, filled(ids));
        const body = await response.text();
        assert.ok(!body.includes("planted"), name);
        const said = settled(JSON.stringify([Browser.target(response), browser.refusal]), Object.values(ids));
        browser.cookies.delete([...browser.cookies.keys()].find((cookie) => cookie.startsWith("conclave_refusal")));
        return [response.status, said];
      };
      const answer = await send(other, things);
      const ids = fields.filter((field) => field in things);
      if (ids.length > 0 && ids.every((field) => field in gone)) assert.deepEqual(answer, await send(other, gone), name);
      await send(nobody(), things);
    }
    assert.equal(await everything(), untouched);
  });

  test("a file's bytes are its owner's", async () => {
    const address = `/files/${things.file}`;
    const response = await owner.get(address);
    assert.equal(await response.text(), "planted-file");
    assert.equal(response.headers.get("cache-control"), "private, no-store");
    assert.match(response.headers.get("content-security-policy"), /sandbox/);
    const ids = [things.file, "none"];
    const foreign = await visit(other, address, ids);
    assert.equal(foreign.status, 404);
    assert.deepEqual(foreign, await visit(other, "/files/none", ids));
    assert.deepEqual(await visit(nobody(), address, ids), await visit(nobody(), "/files/none", ids));
    assert.equal((await nobody().get(address)).status, 303);
    const files = unzip(Buffer.from(await (await owner.get("/auth/export")).arrayBuffer()));
    assert.equal(files[`files/${things.file}`], "planted-file");
    assert.equal(JSON.parse(files["sessions.json"]).length, 1);
    assert.equal(JSON.parse(files["accounts.json"]).length, 1);
  });

  test("no form below /auth reaches another person's account", async () => {
    const untouched = await everything();
    const user = (await (await client(owner)).query(api.auth.currentUser, {}))._id;
    const fields = { userId: user, sessionId: things.session, current: "x", password: "DELETE", token: "x", provider: "openai", key: "x" };
    const names = (await authForms()).filter((name) => name !== "sign-out");
    for (const browser of [nobody(), other]) {
      for (const name of [...names, "sign-out"]) {
        const response = await browser.post(`/auth/${name}`, fields);
        assert.ok(response.status === 303 || response.status === 503, `${name}: ${response.status}`);
      }
      assert.equal(await browser.token(), null);
      assert.equal(await everything(), untouched);
    }
  });
});
