// Text search through the official client.

import assert from "node:assert/strict";
import { before, describe } from "node:test";
import { anyApi as api } from "convex/server";
import { liveSuite } from "./support/live.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

describe("text search", () => {
  const suite = liveSuite();
  before(async () => {
    for (const [body, author] of [
      ["Green tea from Uji", "ada"],
      ["A teapot", "bob"],
      ["Coffee", "ada"],
      ["Tea, tea and more tea", "bob"],
    ])
      await suite.client.mutation(api.notes.write, { body, author });
  });
  const find = (text, author) => suite.client.query(api.notes.search, author === undefined ? { text } : { text, author });

  test("words and beginnings of words are found, the best match first", async () => {
    const found = await find("tea");
    assert.deepEqual([...found].sort(), ["A teapot", "Green tea from Uji", "Tea, tea and more tea"]);
    assert.ok(found.indexOf("Tea, tea and more tea") < found.indexOf("Green tea from Uji"));
    assert.deepEqual(await find("UJI green"), ["Green tea from Uji"]);
    assert.deepEqual(await find("tea", "ada"), ["Green tea from Uji"]);
    assert.deepEqual(await find("nothing of the kind"), []);
  });

  test("a live search follows, and finds the same after a restart", async () => {
    const watch = new Watch(suite.client, api.notes.search, { text: "samovar" });
    await watch.until((bodies) => bodies.length === 0);
    await suite.client.mutation(api.notes.write, { body: "The samovar of Tula", author: "ada" });
    await watch.until((bodies) => bodies.length === 1);
    await suite.deployment.kill();
    await suite.deployment.start();
    await suite.client.mutation(api.notes.write, { body: "Two samovars", author: "ada" });
    await watch.until((bodies) => bodies.length === 2);
    watch.unsubscribe();
  });

  test("pages of results join up", async () => {
    const bodies = [];
    let cursor = null;
    for (;;) {
      const options = { numItems: 1, cursor };
      const { page, isDone, continueCursor } = await suite.client.query(api.notes.page, { text: "tea", paginationOpts: options });
      bodies.push(...page.map(({ body }) => body));
      if (isDone) break;
      cursor = continueCursor;
    }
    assert.deepEqual(bodies, await find("tea"));
  });
});
