// People and their sessions against the whole product: what they get, and what everybody else does not.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { after, before, describe } from "node:test";
import { promisify } from "node:util";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { WebSocket } from "ws";
import { Browser } from "./support/browser.mjs";
import { binary, Deployment } from "./support/deployment.mjs";
import { forgedTokens, signingKey, withClaims } from "./support/forged.mjs";
import { RawSocket } from "./support/socket.mjs";
import { test } from "./support/test.mjs";
import { unzip } from "./support/zip.mjs";

const firstPage = { paginationOpts: { numItems: 50, cursor: null } };
const { target } = Browser;

/** What the server gets from its environment and nobody from it. */
const planted = "planted-client-secret-of-github";
const goodKey = "sk-planted-key-1234";

/** A provider of models, as far as checking keys needs it. */
async function startModels() {
  const statuses = { [goodKey]: 200, "sk-busy-key-0000000": 429, "sk-broken-key-00000": 502 };
  const server = http.createServer((request, response) => {
    response.writeHead(statuses[request.headers.authorization?.replace("Bearer ", "")] ?? 401);
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

describe("accounts", () => {
  let models;
  let product;
  before(async () => {
    models = await startModels();
    product = await Deployment.start({ serve: true, env: { CONCLAVE_OPENAI_URL: models.url, CONCLAVE_GITHUB_CLIENT_ID: "github-id", CONCLAVE_GITHUB_CLIENT_SECRET: planted } });
  });
  after(async () => {
    await product.dispose();
    models.close();
  });

  const browser = () => new Browser(product);
  const client = (auth) => new ConvexHttpClient(product.url, { logger: false, auth });
  const failure = (call) => call.then(() => null, (error) => error);

  /** A socket that follows the tasks of a token's person. */
  async function follow(token) {
    const socket = await RawSocket.open(product.url);
    socket.connect();
    socket.send({ type: "Authenticate", baseVersion: 0, tokenType: "User", value: token });
    socket.querySet(0, [{ type: "Add", queryId: 0, udfPath: "tasks:list", args: [firstPage] }]);
    return socket;
  }

  test("two people share one server, and neither sees anything of the other", async () => {
    const [ada, bob] = [browser(), browser()];
    await ada.signUp("Ada");
    await bob.signUp("Bob");
    const taskId = await client(await ada.token()).mutation(api.tasks.create, { title: "Ada's" });
    const bobs = client(await bob.token());
    assert.deepEqual((await bobs.query(api.tasks.list, firstPage)).page, []);
    assert.equal(await bobs.query(api.tasks.get, { taskId }), null);
    const [mine] = await bobs.query(api.sessions.mine, {});
    assert.equal(mine.isCurrent, true);
    assert.equal(mine.ipAddress, "127.0.0.1");
    const error = await failure(client(await ada.token()).mutation(api.sessions.end, { sessionId: mine.sessionId }));
    assert.equal(error.data.code, "NOT_FOUND");
  });

  test("accounts and sessions outlast the server's death", async () => {
    const eve = browser();
    const credentials = await eve.signUp("Eve");
    await product.kill();
    await product.start();
    assert.equal(typeof (await eve.token()), "string");
    assert.equal(target(await browser().signIn(credentials)), "/");
  });

  test("signing out ends the session for whoever holds a token of it, and for its sockets", async () => {
    const here = browser();
    const credentials = await here.signUp("Out");
    const there = browser();
    there.cookies = new Map(here.cookies);
    const token = await there.token();
    const socket = await follow(token);
    await socket.transition(({ modifications }) => modifications.some(({ type }) => type === "QueryUpdated"));
    assert.equal(target(await here.post("/auth/sign-out")), "/sign-in?done=out");
    // What the person writes elsewhere does not come here any more.
    const elsewhere = browser();
    await elsewhere.signIn(credentials);
    const elsewheres = client(await elsewhere.token());
    await elsewheres.mutation(api.tasks.create, { title: "After signing out" });
    await socket.ending();
    assert.ok(!JSON.stringify(socket.messages).includes("After signing out"));
    assert.equal(await there.token(), null);
    // The embedded deployment remembers the session's end, and the functions miss its row.
    assert.match(String(await failure(client(token).query(api.tasks.list, firstPage))), /SessionEnded|UNAUTHENTICATED/);
    assert.equal(target(await there.get("/tasks")), "/sign-in?next=%2Ftasks");
  });

  test("a session that is ended on the account page loses its socket at once", async () => {
    const [here, there] = [browser(), browser()];
    const credentials = await here.signUp("Far");
    await there.signIn(credentials);
    const followed = await client(await there.token()).query(api.sessions.mine, {});
    const socket = await follow(await there.token());
    await socket.transition(({ modifications }) => modifications.some(({ type }) => type === "QueryUpdated"));
    const heres = client(await here.token());
    const { sessionId } = followed.find(({ isCurrent }) => isCurrent);
    await heres.mutation(api.sessions.end, { sessionId });
    await heres.mutation(api.tasks.create, { title: "After the end" });
    await socket.ending();
    assert.ok(!JSON.stringify(socket.messages).includes("After the end"));
    assert.equal(target(await there.get("/tasks")), "/sign-in?next=%2Ftasks");
  });

  test("a session that somebody planted is not the one that signing in makes", async () => {
    const credentials = await browser().signUp("Fay");
    const victim = browser();
    const name = `conclave_session_${product.port}`;
    victim.cookies.set(name, "planted");
    await victim.signIn(credentials);
    assert.notEqual(victim.cookies.get(name), "planted");
    const attacker = browser();
    attacker.cookies.set(name, "planted");
    assert.equal(await attacker.token(), null);
  });

  test("a page elsewhere makes no browser act, whatever it sends", async () => {
    const gus = browser();
    const credentials = await gus.signUp("Gus");
    const evil = [{ Origin: "https://evil.example" }, { Origin: "null" }, { "Sec-Fetch-Site": "cross-site" }, { "Sec-Fetch-Site": "same-site" }];
    const bodies = [new URLSearchParams(credentials), "email=a&password=b", new FormData()];
    for (const headers of evil) {
      for (const address of ["sign-in", "sign-up", "sign-out", "token", "password", "delete", "verify", "reset", "forgot"]) {
        for (const body of bodies) {
          const sent = { ...headers, ...(typeof body === "string" ? { "Content-Type": "text/plain" } : {}) };
          const response = await gus.request(`/auth/${address}`, { method: "POST", body, headers: sent });
          assert.equal(response.status, 403, `${address} from ${JSON.stringify(headers)}`);
        }
      }
    }
    assert.equal(typeof (await gus.token()), "string");
  });

  test("signing in leads nowhere else", async () => {
    const credentials = await browser().signUp("Hal");
    for (const next of ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "javascript:alert(1)"]) {
      assert.equal(target(await browser().signIn(credentials, { next })), "/", next);
    }
    assert.equal(target(await browser().signIn(credentials, { next: "/tasks?q=1" })), "/tasks?q=1");
  });

  test("a page elsewhere opens no socket", async () => {
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1.evil.example"]) {
      const socket = new WebSocket(`${product.url.replace("http", "ws")}/api/1.48.0/sync`, { origin });
      const [error] = await once(socket, "error");
      assert.match(error.message, /403/, origin);
    }
  });

  test("what a client says about where it comes from, or under which name, changes nothing", async () => {
    const forwarded = {
      "X-Forwarded-For": "203.0.113.7",
      "X-Forwarded-Host": "evil.example",
      "X-Forwarded-Proto": "https",
      Forwarded: "for=203.0.113.7;host=evil.example",
    };
    const ida = browser();
    const email = "ida@example.org";
    await ida.post("/auth/sign-up", { name: "Ida", email, password: "Ida has a long password" }, forwarded);
    const link = await ida.mailedLink("verify");
    const html = await (await ida.get("/outbox")).text();
    assert.ok(!html.includes("evil.example"));
    assert.ok(product.output.includes(link.href), "the link is in the log, too");
    await ida.post("/auth/verify", { token: link.searchParams.get("token") }, forwarded);
    const [session] = await client(await ida.token()).query(api.sessions.mine, {});
    assert.equal(session.ipAddress, "127.0.0.1");
    assert.equal((await ida.get("/outbox", forwarded)).status, 404);
    // Guessing does not start over with another claim.
    const codes = [];
    for (let guess = 0; guess < 12; guess++) {
      const guesser = browser();
      await guesser.post("/auth/sign-in", { email, password: "wrong" }, { "X-Forwarded-For": `203.0.113.${guess}` });
      codes.push(guesser.refusal.code);
    }
    assert.equal(codes.at(-1), "TOO_MANY_ATTEMPTS");
  });

  test("forged tokens are refused, over HTTP and over the socket", async () => {
    const jim = browser();
    await jim.signUp("Jim");
    const good = await jim.token();
    assert.deepEqual((await client(good).query(api.tasks.list, firstPage)).page, []);
    const keySet = await (await jim.get("/.well-known/jwks.json")).text();
    const key = await signingKey(product.options.data);
    assert.deepEqual((await client(withClaims(good, key, {})).query(api.tasks.list, firstPage)).page, []);
    for (const [name, token] of Object.entries(forgedTokens(good, keySet, key))) {
      const error = await failure(client(token).query(api.tasks.list, firstPage));
      assert.match(String(error), /"code":"[A-Z][A-Za-z]+"|UNAUTHENTICATED/, name);
      const socket = await follow(token);
      // Who is somebody, only without a session, is refused by the functions.
      const isRefusal = ({ type, modifications = [] }) => type === "AuthError" || type === "FatalError" || modifications.some(({ type }) => type === "QueryFailed");
      await socket.receive(isRefusal);
      const updates = socket.messages.flatMap(({ modifications }) => modifications ?? []);
      assert.ok(!updates.some(({ type }) => type === "QueryUpdated"), name);
      socket.close();
    }
  });

  test("a person's export holds what is theirs and nothing that opens anything", async () => {
    const [leo, mia] = [browser(), browser()];
    await leo.signUp("Leo");
    await mia.signUp("Mia");
    const leos = client(await leo.token());
    for (let task = 0; task < 120; task++) await leos.mutation(api.tasks.create, { title: `Leo's ${task}` });
    await client(await mia.token()).mutation(api.tasks.create, { title: "Mia's" });
    const response = await leo.get("/auth/export");
    assert.equal(response.headers.get("content-type"), "application/zip");
    const files = unzip(Buffer.from(await response.arrayBuffer()));
    assert.equal(JSON.parse(files["tasks.json"]).length, 120);
    const everything = Object.values(files).join("\n");
    for (const secret of ["Mia", "$argon2id$", "tokenHash", "passwordHash", leo.cookie("conclave_session")]) {
      assert.ok(!everything.includes(secret), secret);
    }
    assert.equal(target(await browser().get("/auth/export")), "/sign-in?next=%2Faccount");
  });

  test("a key of a model provider is kept, encrypted, once the provider has accepted it", async () => {
    const ned = browser();
    await ned.signUp("Ned");
    const put = async (key) => {
      const response = await ned.post("/auth/keys", { provider: "openai", key });
      return target(response) === "/settings?done=key" ? null : ned.refusal.code;
    };
    assert.equal(await put("sk-unknown-key-0000"), "BAD_KEY");
    assert.equal(await put("sk-busy-key-0000000"), "KEY_RATE_LIMITED");
    assert.equal(await put("sk-broken-key-00000"), "PROVIDER_UNREACHABLE");
    assert.equal(await put(goodKey), null);
    const keys = await client(await ned.token()).query(api.providerKeys.list, {});
    assert.deepEqual(keys.map(({ provider, hint, status }) => [provider, hint, status]), [["openai", "…1234", "valid"]]);
  });

  test("deleting an account needs the password, signs out, and can be taken back for a while", async () => {
    const oda = browser();
    const credentials = await oda.signUp("Oda");
    assert.equal(target(await oda.post("/auth/delete", { password: "wrong" })), "/account");
    assert.equal(target(await oda.post("/auth/delete", { password: credentials.password })), "/sign-in?done=deletion");
    assert.equal(await oda.token(), null);
    await oda.signIn(credentials);
    const client_ = client(await oda.token());
    assert.equal(typeof (await client_.query(api.auth.currentUser, {})).deletionScheduledAt, "number");
    await client_.mutation(api.users.cancelDeletion, {});
    assert.equal((await client_.query(api.auth.currentUser, {})).deletionScheduledAt, undefined);
  });

  test("planted secrets show nowhere: not in the log, not in pages, not in the data", async () => {
    const kim = browser();
    const { email, password } = await kim.signUp("Kim", "planted-pa55word-of-kim");
    const token = await kim.token();
    await kim.post("/auth/keys", { provider: "openai", key: goodKey });
    const variable = "planted-value-of-a-variable";
    const setting = promisify(execFile)(binary, ["env", "set", "PLANTED", "-", "--data", product.options.data]);
    setting.child.stdin.end(variable);
    await setting;
    const secrets = [password, goodKey, kim.cookie("conclave_session"), token.split(".")[2], planted, variable];
    await kim.post("/auth/forgot", { email });
    const reset = await kim.mailedLink("reset");
    const ownSecrets = JSON.parse(await fs.readFile(path.join(product.options.data, "secrets.json"), "utf8"));
    const own = [ownSecrets.instance_secret, ownSecrets.encryption_key, ...ownSecrets.signing_keys.map(({ pem }) => pem.split("\n")[1])];
    const shown = ["/", "/tasks", "/todos", "/memories", "/account", "/settings", "/sign-in", "/nowhere"];
    const pages = await Promise.all(shown.map(async (page) => (await kim.get(page)).text()));
    pages.push(...Object.values(unzip(Buffer.from(await (await kim.get("/auth/export")).arrayBuffer()))));
    await kim.post("/auth/password", { current: password, password: "planted-second-password" });
    secrets.push("planted-second-password");
    await product.stop();
    const entries = await fs.readdir(product.options.data, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && entry.name !== "secrets.json");
    const kept = await Promise.all(files.map((file) => fs.readFile(path.join(file.parentPath, file.name), "latin1")));
    await product.start();
    for (const secret of secrets) {
      assert.ok(!product.output.includes(secret), "in the log");
      assert.ok(!pages.some((page) => page.includes(secret)), "in a page");
      assert.ok(!kept.some((content) => content.includes(secret)), "in a file");
    }
    // Without a mail server the log has the mails, and with them their tokens; nothing else has.
    const mailed = reset.searchParams.get("token");
    for (const secret of [...own, mailed]) {
      assert.ok(secret === mailed || !product.output.includes(secret), "in the log");
      assert.ok(!pages.some((page) => page.includes(secret)), "in a page");
      assert.ok(!kept.some((content) => content.includes(secret)), "in a file");
    }
  });
});
