// The product over a deployment elsewhere: accounts and sessions are rows there, and end there.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { after, before, describe } from "node:test";
import { promisify } from "node:util";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { Browser } from "./support/browser.mjs";
import { binary, Deployment, root } from "./support/deployment.mjs";
import { liveClient } from "./support/live.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";
import { unzip } from "./support/zip.mjs";

const firstPage = { paginationOpts: { numItems: 50, cursor: null } };

describe("a deployment elsewhere", () => {
  let elsewhere;
  let product;
  before(async () => {
    const issuer = "https://conclave.localhost";
    const functionsDir = path.join(root, "convex");
    elsewhere = await Deployment.start({ functionsDir, variables: { CONCLAVE_ISSUER: issuer } });
    const { stdout } = await promisify(execFile)(binary, ["admin-key", "--data", elsewhere.options.data]);
    const key = stdout.trim();
    const env = { CONVEX_URL: elsewhere.url, CONCLAVE_ADMIN_KEY: key };
    product = await Deployment.start({ serve: true, env });
    // Whose tokens are good is known once the product has its address.
    await elsewhere.stop();
    const CONCLAVE_JWKS = `${product.url}/.well-known/jwks.json`;
    await elsewhere.start({ variables: { CONCLAVE_ISSUER: issuer, CONCLAVE_JWKS, CONCLAVE_OIDC_ISSUERS: "none" } });
  });
  after(async () => {
    await product.dispose();
    await elsewhere.dispose();
  });

  test("people sign up and in, and see their pages", async () => {
    const ada = new Browser(product);
    const credentials = await ada.signUp("Ada");
    assert.equal((await ada.get("/tasks")).status, 200);
    assert.equal(Browser.target(await new Browser(product).signIn(credentials)), "/");
    assert.equal(Browser.target(await new Browser(product).signIn({ ...credentials, password: "wrong" })), "/sign-in");
  });

  test("a session that ends is over for its socket there, too", async () => {
    const bob = new Browser(product);
    await bob.signUp("Bob");
    const token = await bob.token();
    const client = liveClient(elsewhere.url);
    const confirmed = await new Promise((resolve) => client.setAuth(async () => token, resolve));
    assert.equal(confirmed, true);
    const watch = new Watch(client, api.tasks.list, firstPage);
    await watch.until(() => true);
    await bob.post("/auth/sign-out");
    assert.equal((await watch.failure()).data.code, "UNAUTHENTICATED");
    await client.close();
  });

  test("the bytes of a file that was uploaded there are its owner's, here", async () => {
    const [dora, emil] = [new Browser(product), new Browser(product)];
    await dora.signUp("Dora");
    await emil.signUp("Emil");
    const doras = new ConvexHttpClient(elsewhere.url, { logger: false, auth: await dora.token() });
    const bytes = Buffer.from([0, 1, 2, 253, 254, 255, ...Buffer.from("planted")]);
    const headers = { "Content-Type": "image/png" };
    const upload = await fetch(await doras.mutation(api.attachments.generateUploadUrl, {}), { method: "POST", headers, body: bytes });
    const { storageId } = await upload.json();
    const taskId = await doras.mutation(api.tasks.create, { title: "With a picture" });
    const { threadId } = await doras.query(api.tasks.get, { taskId });
    const file = { threadId, name: "picture.png", contentType: "image/png", size: bytes.length, storageId };
    const attachmentId = await doras.mutation(api.attachments.create, file);
    const [{ url }] = await doras.query(api.attachments.pending, { threadId });
    assert.equal(url, `/files/${attachmentId}`);
    const shown = await dora.get(url);
    assert.equal(shown.headers.get("content-type"), "image/png");
    assert.ok(bytes.equals(Buffer.from(await shown.arrayBuffer())));
    assert.equal((await emil.get(url)).status, 404);
    assert.equal(Browser.target(await new Browser(product).get(url)), `/sign-in?next=${encodeURIComponent(url)}`);
    const exported = await (await dora.get("/auth/export")).arrayBuffer();
    assert.match(unzip(Buffer.from(exported))[`files/${attachmentId}`], /planted/);
  });

  test("nobody without the admin key calls what keeps people", async () => {
    const cat = new Browser(product);
    await cat.signUp("Cat");
    for (const auth of [undefined, await cat.token()]) {
      const client = new ConvexHttpClient(elsewhere.url, { logger: false, auth });
      await assert.rejects(client.query(api.accounts.byEmail, { email: "cat@example.org" }));
      await assert.rejects(client.mutation(api.sessions.create, { userId: "x", tokenHash: "x", expiresAt: 1 }));
    }
  });
});
