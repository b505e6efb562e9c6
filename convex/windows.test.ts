import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { createWorld } from "./test.setup";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

// A thread is read in windows: its end, what is before or behind a position, and what is around a message.

/** A chat with messages "word 1" to "word n", and how to read it. */
async function createLongChat(length: number) {
  const world = createWorld();
  const { ada, deployment } = world;
  const chatId = await ada.mutation(api.chats.createChat, { title: "Long" });
  const userId = await ada.mutation(api.auth.upsertUser, {});
  const { threadId } = (await ada.query(api.chats.view, { chatId }))!;
  const fill = async (threadId: Id<"threads">, from: number, to: number) =>
    await deployment.run(async (ctx) => {
      for (let position = from; position <= to; position++) {
        const message = { role: "USER" as const, content: `word ${position}`, createdAt: position };
        await ctx.db.insert("messages", { ...message, threadId, userId, position });
      }
    });
  await fill(threadId, 1, length);
  const idAt = async (position: number) => {
    const { messages } = await ada.query(api.messages.earlier, { threadId, before: position + 1 });
    return messages.at(-1)!._id;
  };
  return { ...world, chatId, threadId, fill, idAt };
}

/** The first and the last position, and how many there are. */
const extent = (messages: { position: number }[]) => [messages[0]?.position, messages.at(-1)?.position, messages.length];

describe("a window", () => {
  test("around a message has as much before it as behind it", async () => {
    const { ada, threadId, idAt } = await createLongChat(300);
    const around = async (position: number) =>
      (await ada.query(api.messages.around, { threadId, messageId: await idAt(position) }))!;
    const middle = await around(150);
    expect([extent(middle.messages), middle.hasEarlier, middle.hasLater]).toEqual([[100, 199, 100], true, true]);
    const first = await around(1);
    expect([extent(first.messages), first.hasEarlier, first.hasLater]).toEqual([[1, 50, 50], false, true]);
    const last = await around(300);
    expect([extent(last.messages), last.hasEarlier, last.hasLater]).toEqual([[250, 300, 51], true, false]);
  });

  test("around a message that the thread does not hold is none", async () => {
    const { ada, bob, threadId, idAt } = await createLongChat(3);
    const other = await ada.mutation(api.chats.createChat, { title: "Other" });
    const foreign = await ada.mutation(api.messages.addMessage, { chatId: other, role: "USER", content: "x" });
    expect(await ada.query(api.messages.around, { threadId, messageId: foreign })).toBeNull();
    expect(await ada.query(api.messages.around, { threadId, messageId: "x" })).toBeNull();
    expect(await bob.query(api.messages.around, { threadId, messageId: await idAt(1) })).toBeNull();
  });

  test("around a message of another version is found with that version", async () => {
    const { ada, bob, chatId, threadId, deployment, fill, idAt } = await createLongChat(3);
    const versionWith = async (messageId: string, threadId: Id<"threads">, who = ada) =>
      await who.query(api.messages.versionWith, { threadId, messageId });
    const [shared, own] = [await idAt(2), await idAt(3)];
    const variant = await deployment.run(async (ctx) => {
      const { _id, _creationTime, ...fields } = (await ctx.db.get("threads", threadId))!;
      const fork = { parentThreadId: threadId, forkPosition: 2, variantOf: threadId };
      return await ctx.db.insert("threads", { ...fields, ...fork });
    });
    await fill(variant, 3, 3);
    await ada.mutation(api.chats.selectThread, { chatId, threadId: variant });
    const [shown, first] = [variant, threadId];
    expect(await versionWith(own, shown)).toBe(first);
    expect(await versionWith(own, first)).toBe(first);
    expect(await versionWith(shared, shown)).toBe(shown);
    const other = await ada.mutation(api.chats.createChat, { title: "Other" });
    const elsewhere = await ada.mutation(api.messages.addMessage, { chatId: other, role: "USER", content: "x" });
    expect(await versionWith(elsewhere, shown)).toBeNull();
    expect(await versionWith("x", shown)).toBeNull();
    expect(await versionWith(own, shown, bob)).toBeNull();
  });

  test("behind a position goes on to the end, across the fork of a branch", async () => {
    const { ada, chatId, fill } = await createLongChat(150);
    const branchId = await ada.mutation(api.chats.createChat, { title: "Branch", parentChatId: chatId });
    const { threadId } = (await ada.query(api.chats.view, { chatId: branchId }))!;
    await fill(threadId, 151, 160);
    const later = await ada.query(api.messages.later, { threadId, behind: 100 });
    expect([extent(later.messages), later.hasLater]).toEqual([[101, 160, 60], false]);
    const first = await ada.query(api.messages.later, { threadId, behind: 0 });
    expect([extent(first.messages), first.hasLater]).toEqual([[1, 100, 100], true]);
  });

  test("between two positions closes a gap", async () => {
    const { ada, threadId } = await createLongChat(50);
    const gap = await ada.query(api.messages.earlier, { threadId, before: 31, behind: 19 });
    expect([extent(gap.messages), gap.hasEarlier]).toEqual([[20, 30, 11], false]);
  });
});

describe("a search in a thread", () => {
  test("finds every message with all of the words, the latest first, and where it stands", async () => {
    const { ada, bob, threadId } = await createLongChat(120);
    const find = async (text: string) => {
      const { hits, isCut } = await ada.query(api.search.inThread, { threadId, text });
      return [hits.map(({ position }) => position), isCut];
    };
    expect(await find("word 11")).toEqual([[119, 118, 117, 116, 115, 114, 113, 112, 111, 110, 11], false]);
    expect(await find("77 WORD")).toEqual([[77], false]);
    for (const nothing of ["", " ", "…", "absent", "word absent"]) expect(await find(nothing)).toEqual([[], false]);
    const foreign = await bob.query(api.search.inThread, { threadId, text: "word" });
    expect(foreign).toEqual({ text: "word", hits: [], isCut: false });
  });

  test("says when there may be more than it has found", async () => {
    const { ada, threadId } = await createLongChat(210);
    const { hits, isCut } = await ada.query(api.search.inThread, { threadId, text: "word" });
    expect([hits.length, isCut]).toEqual([200, true]);
  });
});

test("a chat is unread once a complete answer has come since it was read, and until it is read again", async () => {
  const { ada, bob, chatId, threadId, deployment } = await createLongChat(2);
  const unread = async () => await ada.query(api.readPositions.unreadChats, {});
  const add = (role: "USER" | "ASSISTANT") => ada.mutation(api.messages.addMessage, { chatId, role, content: "x" });
  vi.setSystemTime(Date.now() + 1_000);
  await add("ASSISTANT");
  expect(await unread(), "never read").toEqual([]);
  await ada.mutation(api.readPositions.mark, { threadId, position: 3 });
  expect(await unread()).toEqual([]);
  vi.setSystemTime(Date.now() + 1_000);
  await add("USER");
  expect(await unread(), "one's own").toEqual([]);
  await add("ASSISTANT");
  expect(await unread()).toEqual([chatId]);
  expect(await bob.query(api.readPositions.unreadChats, {})).toEqual([]);
  vi.setSystemTime(Date.now() + 1_000);
  await ada.mutation(api.readPositions.mark, { threadId, position: 5 });
  expect(await unread()).toEqual([]);
  const messageId = await add("ASSISTANT");
  const end = (status: "streaming" | "complete") =>
    deployment.run((ctx) => ctx.db.patch("messages", messageId, { status }));
  await end("streaming");
  vi.setSystemTime(Date.now() + 1_000);
  await ada.mutation(api.readPositions.mark, { threadId, position: 5 });
  expect(await unread(), "on its way").toEqual([]);
  await end("complete");
  expect(await unread(), "complete, and nothing else has changed").toEqual([chatId]);
});

test("of chats with very long answers fewer are looked through, so that all that is read fits into one query", async () => {
  const { ada, deployment } = createWorld();
  for (let count = 0; count < 6; count++) {
    const chatId = await ada.mutation(api.chats.createChat, { title: "Long" });
    const add = () => ada.mutation(api.messages.addMessage, { chatId, role: "ASSISTANT", content: "x" });
    await add();
    const { threadId } = (await ada.query(api.chats.view, { chatId }))!;
    await ada.mutation(api.readPositions.mark, { threadId, position: 1 });
    const messageId = await add();
    await deployment.run((ctx) => ctx.db.patch("messages", messageId, { content: "x".repeat(300_000) }));
  }
  expect(await ada.query(api.readPositions.unreadChats, {})).toHaveLength(4);
});
