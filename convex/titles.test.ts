import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isTitle } from "../end2end/support/provider.mjs";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { shortTitle } from "./lib/text";
import { createChatWorld, eventually, gate, putKey, settled } from "./generation.setup";

let world: Awaited<ReturnType<typeof createChatWorld>>;
beforeEach(async () => {
  world = await createChatWorld();
});
afterEach(() => world.finish());

const question = "What is the capital of France, and why is it not Lyon?";

const chatOf = async (chatId: Id<"chats">) =>
  (await world.ada.query(api.chats.view, { chatId }))!.chat;

const isTitled = (chatId: Id<"chats">, title: string) =>
  eventually(async () => expect((await chatOf(chatId)).title).toBe(title));

describe("the title of a chat", () => {
  test("is the beginning of its first message, then one by a small model of the same provider", async () => {
    const { ada, provider, deployment } = world;
    await putKey(deployment, ada, "anthropic", "sk-x");
    const { chatId } = await ada.mutation(api.chats.start, { content: question, llmModel: "claude-opus-4-1-20250805" });
    expect((await chatOf(chatId)).title).toBe("What is the capital of France, and why is it not…");
    await isTitled(chatId, "A generated title");
    const { body } = provider.requests.find(isTitle)!;
    expect(body).toMatchObject({ model: "claude-3-5-haiku-20241022", max_tokens: 40 });
    expect(JSON.stringify(body.messages)).toContain(question);
  });

  test("is asked for once", async () => {
    const { ada, provider } = world;
    const { chatId } = await ada.mutation(api.chats.start, { content: question });
    await isTitled(chatId, "A generated title");
    const { threadId } = (await ada.query(api.chats.view, { chatId }))!;
    await ada.mutation(api.streaming.send, { threadId, content: "More" });
    await settled(ada, chatId);
    expect(provider.requests.filter(isTitle)).toHaveLength(1);
  });

  test("that somebody has chosen meanwhile stays", async () => {
    const { ada, provider, deployment } = world;
    const chosen = gate();
    provider.next(
      async (answer: any) => {
        await chosen;
        answer.text("Too late").finish();
      },
      { when: isTitle },
    );
    const { chatId } = await ada.mutation(api.chats.start, { content: question });
    await provider.request(isTitle);
    await ada.mutation(api.chats.updateChat, { chatId, title: "Paris" });
    chosen.open();
    await provider.requests.find(isTitle)!.ended;
    await deployment.finishInProgressScheduledFunctions();
    expect((await chatOf(chatId)).title).toBe("Paris");
  });

  test("stays as it is when none can be had", async () => {
    const { ada, provider, deployment } = world;
    provider.next((answer: any) => answer.refuse(500), { when: isTitle });
    const { chatId } = await ada.mutation(api.chats.start, { content: question });
    await provider.request(isTitle);
    await provider.requests.find(isTitle)!.ended;
    await deployment.finishInProgressScheduledFunctions();
    expect((await chatOf(chatId)).title).toBe("What is the capital of France, and why is it not…");
  });
});

test.each([
  ["A short one", "A short one"],
  ["Exactly fifty characters are short enough for this", "Exactly fifty characters are short enough for this"],
  ["Exactly fifty-one characters are cut behind the word", "Exactly fifty-one characters are cut behind the…"],
  ["The last word that is left of this one ends exactly there", "The last word that is left of this one ends…"],
  ["A word of forty-nine characters in all ends right here and goes on", "A word of forty-nine characters in all ends right…"],
  ["x".repeat(60), `${"x".repeat(49)}…`],
  [`Hi ${"語".repeat(60)}`, `Hi ${"語".repeat(46)}…`],
  ["🌼".repeat(51), `${"🌼".repeat(49)}…`],
])("a title is cut behind a word where that is possible: %s", (line, title) => {
  expect(shortTitle(line)).toBe(title);
  expect(Array.from(title).length).toBeLessThanOrEqual(50);
});
