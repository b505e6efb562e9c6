// Servers that others reach: on an address of this machine, under a public name, through a proxy.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import { after, before, describe } from "node:test";
import { promisify } from "node:util";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { Browser } from "./support/browser.mjs";
import { binary, Deployment, refusal, scratch } from "./support/deployment.mjs";
import { liveClient } from "./support/live.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

const firstPage = { paginationOpts: { numItems: 50, cursor: null } };
const { target } = Browser;

/** An address of this machine that others reach; a machine without a network has none but its own. */
const outside =
  Object.values(os.networkInterfaces())
    .flat()
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";

/** What `conclave` prints, of which links matter. */
async function print(command, product) {
  const { stdout } = await promisify(execFile)(binary, [command, "--data", product.options.data]);
  return new URL(stdout.trim());
}

/** What stands in front of a server until the test ends. */
async function startProxy(t, server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}` };
}

/** Hands requests on with some headers of its own; `Host` is the server's, unless it says another. */
const fronting = (product, headers) =>
  http.createServer((request, response) => {
    const { method, url, headers: sent } = request;
    const host = `127.0.0.1:${product.port}`;
    const options = { host: "127.0.0.1", port: product.port, path: url, method, headers: { ...sent, host, ...headers } };
    const forwarded = http.request(options, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });

/** Says nothing of its own, but speaks an older HTTP than any browser. */
const older = (product) =>
  net.createServer((socket) => {
    socket.once("data", (head) => {
      const [, path] = /^GET (\S+) /.exec(head.toString());
      const upstream = net.connect(product.port, "127.0.0.1");
      upstream.write(`GET ${path} HTTP/1.0\r\nHost: 127.0.0.1:${product.port}\r\n\r\n`);
      upstream.pipe(socket);
    });
  });

for (const more of [[], ["--origin", "https://conclave.example"]]) {
  test(`without accounts a server does not open to other machines ${more}`, async () => {
    const data = await scratch("data");
    const addr = more.length === 0 ? "0.0.0.0:0" : "127.0.0.1:0";
    const { code, said } = await refusal({ serve: true, data, addr, more });
    await fs.rm(data, { recursive: true });
    assert.equal(code, 4, said);
    assert.match(said, /RemoteAddress/);
  });
}

describe("a server on an address that others reach", () => {
  let product;
  let credentials;
  let server;
  before(async () => {
    product = await Deployment.start({ serve: true });
    credentials = await new Browser(product).signUp("Ada");
    await product.stop();
    product.options.host = "0.0.0.0";
    await product.start();
    server = { url: `http://${outside}:${product.port}` };
  });
  after(() => product.dispose());

  test("prints no owner's link, and one that is printed elsewhere opens nothing", async () => {
    assert.ok(!product.output.slice(product.output.lastIndexOf("is ready")).includes("/auth/owner/"));
    for (const place of [server, product]) {
      const browser = new Browser(place);
      const { pathname } = await print("owner-link", product);
      assert.equal(target(await browser.get(pathname)), "/sign-in");
      assert.equal(browser.refusal.code, "OWNER_ELSEWHERE");
      assert.equal((await browser.get("/outbox")).status, 404);
      assert.ok(!(await (await browser.get("/sign-in")).text()).includes("owner-link"));
    }
  });

  test("signs in whoever has an account, and shows pages and live data there", async () => {
    const browser = new Browser(server);
    assert.equal(target(await browser.get("/tasks")), "/sign-in?next=%2Ftasks");
    const signedIn = await browser.signIn(credentials, { next: "/tasks" });
    assert.equal(target(signedIn), "/tasks");
    // Without TLS nothing may be bound to it.
    const [cookie] = signedIn.headers.getSetCookie();
    assert.match(cookie, new RegExp(`^conclave_session_${product.port}=`));
    assert.doesNotMatch(cookie, /Secure/);
    assert.equal(signedIn.headers.get("strict-transport-security"), null);
    for (const page of ["/", "/tasks", "/todos", "/memories", "/account", "/settings"]) {
      assert.equal((await browser.get(page)).status, 200, page);
    }
    const client = liveClient(server.url);
    await new Promise((resolve) => client.setAuth(() => browser.token(), resolve));
    const watch = new Watch(client, api.tasks.list, firstPage);
    await watch.until(({ page }) => page.length === 0);
    await browser.post("/do/create_task", { prompt: "From outside" });
    await watch.until(({ page }) => page.some(({ title }) => title === "From outside"));
    await client.close();
  });

  test("shows a shared chat to whoever has its link, at once and live, and nothing else", async () => {
    const browser = new Browser(server);
    await browser.signIn(credentials);
    const mine = new ConvexHttpClient(server.url, { logger: false, auth: await browser.token() });
    const chatId = await mine.mutation(api.chats.createChat, { title: "Seen from outside" });
    const add = (content) => mine.mutation(api.messages.addMessage, { chatId, role: "USER", content });
    await add("One");
    const { token } = await mine.mutation(api.shares.create, { chatId });
    const stranger = new Browser(server);
    const page = await stranger.get(`/shared/${token}`);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Seen from outside/);
    assert.equal(target(await stranger.get(`/chats/${chatId}`)), `/sign-in?next=${encodeURIComponent(`/chats/${chatId}`)}`);
    const client = liveClient(server.url);
    const watch = new Watch(client, api.shares.view, { token });
    await watch.until(({ messages }) => messages.length === 1);
    await add("Two");
    await mine.mutation(api.shares.renew, { chatId });
    await watch.until(({ messages }) => messages.length === 2);
    await mine.mutation(api.shares.revoke, { chatId });
    await watch.until((shown) => shown === null);
    await client.close();
  });

  test("lets nobody make an account who is not invited", async () => {
    const stranger = new Browser(server);
    const fields = { name: "Bob", email: "bob@example.org", password: "Bob has a long password" };
    assert.equal(target(await stranger.post("/auth/sign-up", fields)), "/sign-up");
    assert.equal(stranger.refusal.code, "SIGN_UP_CLOSED");
    const { pathname } = await print("invite", product);
    assert.equal(target(await stranger.get(pathname)), "/sign-up");
    assert.equal(target(await stranger.post("/auth/sign-up", fields)), "/sign-up?sent=1");
  });

  test("limits the active tasks of a person, unless its operator says otherwise", async () => {
    const browser = new Browser(server);
    await browser.signIn(credentials);
    const client = new ConvexHttpClient(server.url, { logger: false, auth: await browser.token() });
    const create = () => client.mutation(api.tasks.create, { title: "One more" });
    const { page } = await client.query(api.tasks.list, firstPage);
    for (let count = page.length; count < 5; count++) await create();
    await assert.rejects(create(), ({ data }) => data.code === "LIMIT_REACHED");
    const set = (...args) => promisify(execFile)(binary, ["env", ...args, "--data", product.options.data]);
    await set("set", "CONCLAVE_ACTIVE_TASKS_MAX", "6");
    await create();
    await assert.rejects(create(), ({ data }) => data.code === "LIMIT_REACHED");
    await set("remove", "CONCLAVE_ACTIVE_TASKS_MAX");
  });

  test("under a public name binds its cookie to it, over TLS only", async (t) => {
    await product.stop();
    await product.start({ more: ["--origin", "https://conclave.example", "--trust-proxy", "127.0.0.1"] });
    const forwarded = { host: "conclave.example", origin: "https://conclave.example", "x-forwarded-for": "203.0.113.9" };
    const proxy = await startProxy(t, fronting(product, forwarded));
    const browser = new Browser(proxy);
    const signedIn = await browser.signIn(credentials);
    assert.equal(target(signedIn), "/");
    const [cookie] = signedIn.headers.getSetCookie();
    assert.match(cookie, /^__Host-conclave_session=.*; HttpOnly; SameSite=Lax; Secure$/);
    const page = await browser.get("/account");
    assert.equal(page.status, 200);
    assert.equal(page.headers.get("strict-transport-security"), "max-age=31536000");
    assert.match(await page.text(), /203\.0\.113\.9/);
    const evil = await startProxy(t, fronting(product, { ...forwarded, host: "evil.example" }));
    assert.equal((await new Browser(evil).get("/sign-in")).status, 421);
    await product.stop();
    await product.start();
  });
});

describe("a proxy in front of a server that is for its own machine", () => {
  let product;
  before(async () => (product = await Deployment.start({ serve: true })));
  after(() => product.dispose());

  const kinds = {
    "that names whom it speaks for": (product) => fronting(product, { "X-Forwarded-For": "203.0.113.9" }),
    "that names itself": (product) => fronting(product, { Via: "1.1 proxy" }),
    "that speaks HTTP/1.0": older,
  };
  for (const [kind, make] of Object.entries(kinds)) {
    test(`${kind} reaches neither the outbox nor the owner's link`, async (t) => {
      const proxy = await startProxy(t, make(product));
      const { pathname } = await print("owner-link", product);
      const far = new Browser(proxy);
      assert.equal((await far.get("/sign-in")).status, 200);
      assert.equal((await far.get("/outbox")).status, 404);
      assert.equal(target(await far.get(pathname)), "/sign-in");
      assert.equal(far.refusal.code, "OWNER_ELSEWHERE");
      const near = new Browser(product);
      assert.equal((await near.get("/outbox")).status, 200);
      assert.equal(target(await near.get(pathname)), "/");
    });
  }
});
