// One chat as a file that a browser downloads.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { Browser } from "./support/browser.mjs";
import { Deployment } from "./support/deployment.mjs";
import { test } from "./support/test.mjs";

const count = 350;
const batch = 50;

describe("a chat as a file", () => {
  let product;
  let ada;
  let chatId;
  before(async () => {
    product = await Deployment.start({ serve: true });
    ada = new Browser(product);
    await ada.signUp("Ada");
    const client = new ConvexHttpClient(product.url, { logger: false, auth: await ada.token() });
    const timestamp = "2026-01-31T12:00:00Z";
    await client.mutation(api.importData.importChats, { chats: [{ id: "c", title: "Über Tee", timestamp }] });
    const messages = Array.from({ length: count }, (_, index) => ({
      id: `m${index + 1}`,
      chatId: "c",
      content: `message ${index + 1}.`,
      role: index % 2 === 0 ? "user" : "assistant",
      timestamp,
      position: index + 1,
    }));
    for (let from = 0; from < count; from += batch) {
      await client.mutation(api.importData.importMessages, { messages: messages.slice(from, from + batch) });
    }
    const { page } = await client.query(api.chats.getUserChats, { paginationOpts: { numItems: 1, cursor: null } });
    chatId = page[0]._id;
  });
  after(() => product?.dispose());

  const pathOf = (format) => `/chats/${chatId}/export?format=${format}`;
  const all = Array.from({ length: count }, (_, index) => `message ${index + 1}.`);

  test("has all its messages in order, as Markdown and as JSON, and its title for a name", async () => {
    const markdown = await ada.get(pathOf("markdown"));
    assert.equal(markdown.headers.get("content-type"), "text/markdown; charset=utf-8");
    assert.equal(
      markdown.headers.get("content-disposition"),
      "attachment; filename=\"chat.md\"; filename*=UTF-8''%C3%9Cber%20Tee.md",
    );
    const text = await markdown.text();
    assert.ok(text.startsWith("# Über Tee\n\n## You, 2026-01-31T12:00:00.000Z\n\nmessage 1.\n"), text.slice(0, 100));
    assert.deepEqual(text.match(/message \d+\./g), all);
    const { chats, messages } = await (await ada.get(pathOf("json"))).json();
    assert.equal(chats[0].title, "Über Tee");
    assert.deepEqual(messages.map(({ content }) => content), all);
  });

  test("is its owner's only", async () => {
    const bob = new Browser(product);
    await bob.signUp("Bob");
    assert.equal((await bob.get(pathOf("json"))).status, 404);
    assert.equal((await ada.get("/chats/x/export")).status, 404);
    const path = pathOf("json");
    assert.equal(Browser.target(await new Browser(product).get(path)), `/sign-in?next=${encodeURIComponent(path)}`);
  });
});
