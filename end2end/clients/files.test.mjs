// Stored files, from the official client's side and from the network's.

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { after, before, describe } from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { Browser } from "./support/browser.mjs";
import { Deployment } from "./support/deployment.mjs";
import { liveSuite } from "./support/live.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

describe("stored files", () => {
  const suite = liveSuite();

  const upload = async (content, type) => {
    const url = await suite.client.mutation(api.files.uploadUrl, {});
    assert.ok(url.startsWith(`${suite.deployment.url}/api/storage/upload?token=`), url);
    const answer = await fetch(url, { method: "POST", headers: { "Content-Type": type }, body: content });
    assert.equal(answer.status, 200);
    return (await answer.json()).storageId;
  };
  const onDisk = () => fs.readdir(path.join(suite.deployment.options.data, "files"));

  test("an upload appears in a live list, is served, and outlasts kill -9", async () => {
    const content = Buffer.alloc(300_000, "0123456789");
    const watch = new Watch(suite.client, api.files.list, {});
    await watch.until((files) => files.length === 0);
    const storageId = await upload(content, "image/png");
    await suite.client.mutation(api.files.save, { name: "picture", storageId });
    const [{ url, metadata }] = await watch.until((files) => files.length === 1);
    assert.equal(metadata.size, content.length);
    assert.equal(metadata.contentType, "image/png");
    const whole = await fetch(url);
    assert.equal(whole.headers.get("Content-Type"), "image/png");
    assert.ok(content.equals(Buffer.from(await whole.arrayBuffer())));
    const part = await fetch(url, { headers: { Range: "bytes=299995-" } });
    assert.equal(part.status, 206);
    assert.equal(await part.text(), "56789");
    await suite.deployment.kill();
    await fs.writeFile(path.join(suite.deployment.options.data, "files", "left-by-a-crash"), "half");
    await suite.deployment.start();
    assert.ok(content.equals(Buffer.from(await (await fetch(url)).arrayBuffer())));
    assert.equal((await onDisk()).length, 1, "what no document names is removed");
    await suite.client.mutation(api.files.remove, { storageId });
    await watch.until((files) => files.length === 1 && files[0].url === null);
    assert.equal((await fetch(url)).status, 404);
    watch.unsubscribe();
  });

  test("an action stores and reads a blob", async () => {
    const { text, type, missing: url } = await suite.client.action(api.files.write, { text: "straße" });
    assert.deepEqual([text, type], ["straße", "text/plain"]);
    assert.equal(await (await fetch(url)).text(), "straße");
  });

  test("an upload that breaks off leaves nothing", async () => {
    const url = await suite.client.mutation(api.files.uploadUrl, {});
    const before = (await onDisk()).length;
    const abort = new AbortController();
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(100_000));
        abort.abort();
      },
    });
    await assert.rejects(fetch(url, { method: "POST", body, duplex: "half", signal: abort.signal }));
    while ((await onDisk()).length > before) await new Promise((resolve) => setImmediate(resolve));
    const http = new ConvexHttpClient(suite.deployment.url, { logger: false });
    assert.ok((await http.query(api.files.list, {})).every(({ name }) => name === "picture"));
  });
});

describe("the files of somebody's messages", () => {
  const content = Buffer.alloc(200_000, "0123456789");
  const bytes = content.toString();
  let product;
  let ada;
  let client;
  before(async () => {
    product = await Deployment.start({ serve: true });
    ada = new Browser(product);
    await ada.signUp("Ada");
    client = new ConvexHttpClient(product.url, { logger: false, auth: await ada.token() });
  });
  after(() => product?.dispose());

  const attach = async (name) => {
    const url = await client.mutation(api.attachments.generateUploadUrl, {});
    const headers = { "Content-Type": "text/plain" };
    const { storageId } = await (await fetch(url, { method: "POST", headers, body: content })).json();
    const file = { name, contentType: "text/plain", size: content.length, storageId };
    return await client.mutation(api.attachments.create, file);
  };
  const paste = (text) => {
    const file = { name: "pasted.txt", contentType: "text/plain", size: Buffer.byteLength(text), text };
    return client.mutation(api.attachments.create, file);
  };

  test("are served as a whole or in parts, under their names, and described to those who ask no more", async () => {
    const path = `/files/${await attach("Über Tee.txt")}`;
    const whole = await ada.get(path);
    assert.equal(whole.status, 200);
    assert.equal(whole.headers.get("accept-ranges"), "bytes");
    assert.equal(whole.headers.get("content-length"), String(content.length));
    assert.equal(whole.headers.get("content-disposition"), "inline; filename*=UTF-8''%C3%9Cber%20Tee.txt");
    assert.equal(whole.headers.get("cache-control"), "private, no-store");
    assert.equal(await whole.text(), bytes);
    const part = await ada.get(path, { Range: "bytes=199995-" });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get("content-range"), "bytes 199995-199999/200000");
    assert.equal(await part.text(), "56789");
    const same = await ada.get(path, { Range: "bytes=0-3", "If-Range": whole.headers.get("etag") });
    assert.equal(await same.text(), "0123");
    const other = await ada.get(path, { Range: "bytes=0-3", "If-Range": '"another"' });
    assert.deepEqual([other.status, await other.text()], [200, bytes]);
    const beyond = await ada.get(path, { Range: "bytes=200000-" });
    assert.deepEqual([beyond.status, beyond.headers.get("content-range")], [416, "bytes */200000"]);
    const head = await ada.request(path, { method: "HEAD" });
    assert.deepEqual([head.status, head.headers.get("content-length")], [200, String(content.length)]);
    assert.equal(await head.text(), "");
  });

  test("come as a whole where they are texts that were pasted", async () => {
    const path = `/files/${await paste("straße")}`;
    const part = await ada.get(path, { Range: "bytes=1-" });
    assert.deepEqual([part.status, part.headers.get("content-length"), await part.text()], [200, "7", "straße"]);
    const head = await ada.request(path, { method: "HEAD" });
    assert.deepEqual([head.headers.get("content-length"), await head.text()], ["7", ""]);
  });

  test("are nobody else's, whatever part is asked for", async () => {
    const path = `/files/${await attach("mine.txt")}`;
    const bob = new Browser(product);
    await bob.signUp("Bob");
    assert.equal((await bob.get(path, { Range: "bytes=0-3" })).status, 404);
    assert.equal((await bob.request(path, { method: "HEAD" })).status, 404);
    assert.equal((await new Browser(product).get(path, { Range: "bytes=0-3" })).status, 303);
  });
});
