// A key of a provider from the form in which it is set to the answer that it pays for; and a picture on its way from
// a browser to the model.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { ConvexClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { ScriptedProvider } from "../support/provider.mjs";
import { Browser } from "./support/browser.mjs";
import { Deployment } from "./support/deployment.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

const key = "sk-planted-key-of-ada";
const llmModel = "gpt-4o";

describe("a key of a provider", () => {
  let provider;
  let product;
  let ada;
  let client;
  before(async () => {
    provider = await ScriptedProvider.start();
    product = await Deployment.start({ serve: true, env: provider.env });
    ada = new Browser(product);
    await ada.signUp("Ada");
    client = new ConvexClient(product.url, { logger: false, unsavedChangesWarning: false });
    client.setAuth(() => ada.token());
  });
  after(async () => {
    await client.close();
    await product.dispose();
    await provider.close();
  });

  /** Begins a chat, and resolves with its answer once nothing of that is missing. */
  async function answerTo(message) {
    const { chatId } = await client.mutation(api.chats.start, { llmModel, ...message });
    const watch = new Watch(client, api.chats.view, { chatId });
    const { messages } = await watch.until((view) => view !== null && view.messages[1].status !== "streaming");
    watch.unsubscribe();
    return messages[1];
  }

  /** What the key's own provider was asked last. */
  const lastAsked = () => provider.answered.at(-1);

  /** Uploads as a page does, which has the origin of the server. */
  async function upload(bytes, contentType) {
    const address = await client.mutation(api.attachments.generateUploadUrl, {});
    const headers = { "Content-Type": contentType, Origin: product.url, "Sec-Fetch-Site": "same-origin" };
    const response = await fetch(address, { method: "POST", headers, body: bytes });
    assert.equal(response.status, 200);
    return (await response.json()).storageId;
  }

  test("that is missing is said, and nobody is asked", async () => {
    const { status } = await answerTo({ content: "Hello" });
    assert.equal(status, "failed");
    assert.deepEqual(provider.answered, []);
  });

  test("that was set in the form lets its provider answer, and is shown to nobody again", async () => {
    const set = await ada.post("/auth/keys", { provider: "openai", key });
    assert.equal(Browser.target(set), "/settings?done=key", JSON.stringify(ada.refusal));
    const { content, status } = await answerTo({ content: "Hello" });
    assert.deepEqual([content, status], ["You said: Hello", "complete"]);
    assert.equal(lastAsked().headers.authorization, `Bearer ${key}`);
    assert.doesNotMatch(JSON.stringify(await client.query(api.providerKeys.list, {})), /planted/);
  });

  test("lets the model see an uploaded picture, and read an uploaded text", async () => {
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 253, 254, 255]);
    const notes = Buffer.from("# Grüße");
    const add = async (name, contentType, bytes) => {
      const file = { name, contentType, size: bytes.length, storageId: await upload(bytes, contentType) };
      return await client.mutation(api.attachments.create, file);
    };
    const attachments = [await add("dot.png", "image/png", picture), await add("notes.md", "text/markdown", notes)];
    const { status } = await answerTo({ content: "Look", attachments });
    assert.equal(status, "complete");
    const [shown, read, said] = lastAsked().body.messages.at(-1).content;
    assert.equal(shown.image_url.url, `data:image/png;base64,${picture.toString("base64")}`);
    assert.equal(read.text, '<file name="notes.md">\n# Grüße\n</file>');
    assert.equal(said.text, "Look");
    const served = await ada.get(`/files/${attachments[0]}`);
    assert.equal(served.headers.get("content-type"), "image/png");
    assert.ok(picture.equals(Buffer.from(await served.arrayBuffer())));
    const bob = new Browser(product);
    await bob.signUp("Bob");
    assert.equal((await bob.get(`/files/${attachments[0]}`)).status, 404);
  });
});
