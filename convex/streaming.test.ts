import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { createChatWorld, gate, readAll, settled, shown, textOf } from "./generation.setup";
import { answerLengthMax } from "./lib/limits";
import { expectFailure, firstPage, type Person } from "./test.setup";

let world: Awaited<ReturnType<typeof createChatWorld>>;
beforeEach(async () => {
  world = await createChatWorld();
});
afterEach(() => world.finish());

const start = (person: Person, content = "Hello", more = {}) =>
  person.mutation(api.chats.start, { content, ...more });

const viewOf = async (person: Person, chatId: Id<"chats">) =>
  (await person.query(api.chats.view, { chatId }))!;

const contentsOf = async (person: Person, chatId: Id<"chats">) =>
  (await viewOf(person, chatId)).messages.map(({ content }) => content);

const partsOf = async (person: Person, messageId: Id<"messages">) =>
  (await person.query(api.messageParts.byMessage, { messageId, paginationOpts: firstPage() })).page;

describe("an answer", () => {
  test("streams to every reader from its cursor, and ends as exactly what was sent (A20)", async () => {
    const { ada, provider } = world;
    const half = gate();
    provider.next(async (answer: any) => {
      answer.pieceLength = 3;
      answer.text("Grüße ").text("🦀");
      await half;
      answer.text(" aus ").text("日本").finish();
    });
    const { chatId } = await start(ada);
    const { threadId, messages } = await viewOf(ada, chatId);
    const answer = messages[1]!;
    expect(answer).toMatchObject({ status: "streaming", content: "", position: 2 });
    await shown(ada, answer._id, "Grüße 🦀");
    const active = await ada.query(api.streaming.active, { threadId });
    expect(active).toMatchObject({ messageId: answer._id, state: "running" });
    const early = await readAll(ada, answer._id);
    expect(early.isDone).toBe(false);
    half.open();
    const { last } = await settled(ada, chatId);
    expect(last).toMatchObject({
      content: "Grüße 🦀 aus 日本",
      status: "complete",
      finishReason: "stop",
      promptTokens: 7,
      completionTokens: 3,
      totalTokens: 10,
      llmModel: provider.model,
    });
    expect(await ada.query(api.streaming.active, { threadId })).toBeNull();
    expect(await readAll(ada, answer._id)).toEqual({ chunks: [], isDone: true });
    expect(await partsOf(ada, answer._id)).toEqual([]);
  });

  test("is whole where the provider cuts through a character", async () => {
    const { ada, provider } = world;
    const half = gate();
    const piece = (escaped: string) => `data: {"choices":[{"delta":{"content":"${escaped}"}}]}\n\n`;
    provider.next(async (answer: any) => {
      answer.raw(piece("a\\ud83e"));
      await half;
      answer.raw(piece("\\udd80b\\ud83e")).finish();
    });
    const { chatId } = await start(ada);
    await shown(ada, (await viewOf(ada, chatId)).messages[1]!._id, "a");
    half.open();
    // The first half of a second one never gets its other half.
    expect((await settled(ada, chatId)).last.content).toBe("a🦀b");
  });

  test("with reasoning keeps it as a part, in order", async () => {
    const { ada, provider } = world;
    provider.next((answer: any) => answer.reasoning("Let me ").reasoning("think.").text("42").finish());
    const { last } = await settled(ada, (await start(ada)).chatId);
    expect(last.content).toBe("42");
    const parts = await partsOf(ada, last._id);
    expect(parts.map(({ kind, text }) => [kind, text])).toEqual([
      ["reasoning", "Let me think."],
      ["text", "42"],
    ]);
  });

  test("says how it came about (D-S12, D-M12)", async () => {
    const { ada, provider } = world;
    provider.next((answer: any) => answer.text("Yes").finish({ prompt: 20, cached: 5 }));
    const { last } = await settled(ada, (await start(ada)).chatId);
    const provenance = await ada.query(api.streaming.provenance, { messageId: last._id });
    expect(provenance).toMatchObject({
      state: "complete",
      model: provider.model,
      provider: "ollama",
      attempt: 1,
      usage: { promptTokens: 20, completionTokens: 3, cacheReadTokens: 5, cacheWriteTokens: 0 },
      cost: null,
      settings: { maxTokens: 4_000, tools: [] },
      context: { fromPosition: 1, toPosition: 1, messageCount: 1, attachments: [], memoryCount: 0 },
      error: null,
    });
    expect(provenance!.firstTokenMs).toBeLessThanOrEqual(provenance!.durationMs!);
  });
});

describe("stopping", () => {
  test("ends the provider's request also while it is silent, and keeps what had arrived (D-S10)", async () => {
    const { ada, provider } = world;
    provider.next((answer: any) => void answer.text("Once upon"));
    const { chatId } = await start(ada);
    const { threadId, messages } = await viewOf(ada, chatId);
    await shown(ada, messages[1]!._id, "Once upon");
    await ada.mutation(api.streaming.stop, { threadId });
    expect(await provider.answered[0]!.ended).toBe("aborted");
    const { last } = await settled(ada, chatId);
    expect(last).toMatchObject({
      content: "Once upon",
      status: "interrupted",
      finishReason: "stopped",
    });
  });

  test("before anything was taken up asks nobody", async () => {
    const { ada, provider } = world;
    const { chatId } = await start(ada);
    const { threadId } = await viewOf(ada, chatId);
    await ada.mutation(api.streaming.stop, { threadId });
    const { last } = await settled(ada, chatId);
    expect(last).toMatchObject({ content: "", status: "interrupted" });
    expect(provider.requests).toEqual([]);
  });
});

describe("going on", () => {
  test("continues a stopped answer in place, and tells the model where it was", async () => {
    const { ada, provider } = world;
    provider.next((answer: any) => void answer.text("One, two"));
    const { chatId } = await start(ada, "Count");
    const { threadId, messages } = await viewOf(ada, chatId);
    const messageId = messages[1]!._id;
    await shown(ada, messageId, "One, two");
    await ada.mutation(api.streaming.stop, { threadId });
    await settled(ada, chatId);
    const rest = gate();
    provider.next(async (answer: any) => {
      answer.text(", three");
      await rest;
      answer.text(".").finish();
    });
    const { updatedAt } = (await viewOf(ada, chatId)).chat;
    await ada.mutation(api.streaming.resume, { messageId });
    // Devices that keep the chat ask again for what has changed.
    expect((await viewOf(ada, chatId)).chat.updatedAt).toBeGreaterThan(updatedAt);
    // A reader has the text so far from the message, and only what is new from the deltas.
    await shown(ada, messageId, ", three");
    expect((await viewOf(ada, chatId)).messages[1]!.content).toBe("One, two");
    rest.open();
    const { last } = await settled(ada, chatId);
    expect(last).toMatchObject({ content: "One, two, three.", status: "complete" });
    const told = provider.answered[1]!.body.messages.slice(-3);
    expect(told).toMatchObject([
      { role: "user", content: "Count" },
      { role: "assistant", content: "One, two" },
      { role: "user" },
    ]);
  });

  test("also where its model has ended it for its length, unless it is as long as one can be", async () => {
    const { ada, provider, deployment } = world;
    provider.next((answer: any) => answer.text("One, two").finish({ reason: "length" }));
    const { chatId } = await start(ada, "Count");
    const { last } = await settled(ada, chatId);
    expect(last).toMatchObject({ content: "One, two", status: "complete", finishReason: "length" });
    const messageId = last._id;
    provider.next((answer: any) => answer.text(", three.").finish());
    await ada.mutation(api.streaming.resume, { messageId });
    const whole = (await settled(ada, chatId)).last;
    expect(whole).toMatchObject({ content: "One, two, three.", status: "complete", finishReason: "stop" });
    await expectFailure(ada.mutation(api.streaming.resume, { messageId }), "INVALID_TRANSITION");
    const full = { content: "x".repeat(answerLengthMax), finishReason: "length" };
    await deployment.run((ctx) => ctx.db.patch("messages", messageId, full));
    await expectFailure(ada.mutation(api.streaming.resume, { messageId }), "INVALID_TRANSITION");
  });

  test("numbers go on behind those of the run before, so no cursor misses anything", async () => {
    const { ada, provider } = world;
    provider.next((answer: any) => void answer.text("a"));
    const { chatId } = await start(ada);
    const { threadId, messages } = await viewOf(ada, chatId);
    const messageId = messages[1]!._id;
    await shown(ada, messageId, "a");
    const { chunks } = await readAll(ada, messageId);
    await ada.mutation(api.streaming.stop, { threadId });
    await settled(ada, chatId);
    provider.next((answer: any) => void answer.text("b"));
    await ada.mutation(api.streaming.resume, { messageId });
    await shown(ada, messageId, "b");
    const after = chunks.at(-1)!.sequence;
    const next = await ada.query(api.streaming.deltas, { messageId, after });
    expect(textOf(next.chunks)).toBe("b");
  });
});

describe("a message that is sent twice with the same id of the client", () => {
  test("is there once, and both calls answer the same", async () => {
    const { ada, bob } = world;
    const once = { clientId: "outbox-1" };
    const [first, second] = await Promise.all([start(ada, "Hi", once), start(ada, "Hi", once)]);
    expect(second).toEqual(first);
    const { threadId } = await viewOf(ada, first.chatId);
    await settled(ada, first.chatId);
    const again = { threadId, content: "More", clientId: "outbox-2" };
    const sent = await ada.mutation(api.streaming.send, again);
    expect(await ada.mutation(api.streaming.send, again)).toEqual(sent);
    await settled(ada, first.chatId);
    expect(await contentsOf(ada, first.chatId)).toEqual(["Hi", "You said: Hi", "More", "You said: More"]);
    expect((await start(bob, "Hi", once)).chatId).not.toBe(first.chatId);
  });

  test("but to different functions is another one", async () => {
    const { ada } = world;
    const once = { clientId: "outbox-1" };
    const { chatId } = await start(ada, "Hi", once);
    const { threadId } = await viewOf(ada, chatId);
    await settled(ada, chatId);
    const sent = await ada.mutation(api.streaming.send, { threadId, content: "More", ...once });
    expect(sent.messageId).not.toBeNull();
    await settled(ada, chatId);
    expect(await contentsOf(ada, chatId)).toEqual(["Hi", "You said: Hi", "More", "You said: More"]);
  });
});
