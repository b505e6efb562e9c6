// Stored files, from the official client's side and from the network's.

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { describe } from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
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
