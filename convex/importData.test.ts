import { describe, expect, test } from "vitest";
import { api } from "./_generated/api";
import { createWorld, expectFailure, firstPage, type Person } from "./test.setup";

const at = (day: number) => `2025-01-0${day}T00:00:00Z`;

const chat = (id: string, more: object = {}) => ({ id, title: `Chat ${id}`, timestamp: at(1), ...more });

const message = (id: string, chatId: string, more: object = {}) => ({
  id,
  chatId,
  content: `Message ${id}`,
  role: "user" as const,
  timestamp: at(1),
  ...more,
});

const importChats = (person: Person, chats: ReturnType<typeof chat>[]) =>
  person.mutation(api.importData.importChats, { chats });

const importMessages = (person: Person, messages: ReturnType<typeof message>[]) =>
  person.mutation(api.importData.importMessages, { messages });

const chatsOf = async (person: Person) => {
  const args = { paginationOpts: firstPage() };
  return (await person.query(api.chats.getUserChats, args)).page;
};

const contents = async (person: Person, title: string) => {
  const { _id } = (await chatsOf(person)).find((chat) => chat.title === title)!;
  const chat = await person.query(api.chats.getChatWithMessages, { chatId: _id });
  return chat!.messages.map(({ content }) => content);
};

describe("an import (A29.7)", () => {
  test("keeps times, order and what was deleted", async () => {
    const { ada, deployment } = createWorld();
    await importChats(ada, [chat("a"), chat("b", { timestamp: at(2) }), chat("c", { isDeleted: true })]);
    await importMessages(ada, [
      message("2", "a", { position: 2 }),
      message("1", "a", { position: 1 }),
      message("3", "a", { position: 3, isDeleted: true }),
      message("4", "c"),
    ]);
    const chats = await chatsOf(ada);
    expect(chats.map(({ title, updatedAt }) => [title, updatedAt])).toEqual([
      ["Chat b", Date.parse(at(2))],
      ["Chat a", Date.parse(at(1))],
    ]);
    expect(await contents(ada, "Chat a")).toEqual(["Message 1", "Message 2"]);
    const stored = await deployment.run((ctx) => ctx.db.query("messages").take(9));
    expect(stored.filter(({ deletedAt }) => deletedAt !== undefined)).toHaveLength(1);
    expect(stored).toHaveLength(4);
  });

  test("keeps tags, which model answered, and instructions", async () => {
    const { ada } = createWorld();
    await importChats(ada, [chat("a", { tags: ["work", "Later"] })]);
    const messages = [
      { ...message("1", "a", { position: 1 }), role: "system" as const },
      { ...message("2", "a", { position: 2, llmModel: "m" }), role: "assistant" as const },
    ];
    await ada.mutation(api.importData.importMessages, { messages });
    const { _id: chatId, tags } = (await chatsOf(ada))[0]!;
    expect(tags).toEqual(["work", "Later"]);
    expect((await chatsOf(ada))[0]!.importedAt).toEqual(expect.any(Number));
    const stored = (await ada.query(api.chats.getChatWithMessages, { chatId }))!.messages;
    expect(stored.map(({ role, llmModel }) => [role, llmModel])).toEqual([
      ["SYSTEM", undefined],
      ["ASSISTANT", "m"],
    ]);
  });

  test("a second time changes nothing", async () => {
    const { ada, deployment } = createWorld();
    const run = async () => [
      await importChats(ada, [chat("a"), chat("b", { parentChatId: "a", branchFromMessageId: "1" })]),
      await importMessages(ada, [message("1", "a"), message("2", "b")]),
    ];
    const rows = () =>
      deployment.run(async (ctx) => [
        await ctx.db.query("chats").take(9),
        await ctx.db.query("messages").take(9),
        await ctx.db.query("imports").take(9),
      ]);
    expect(await run()).toMatchObject([{ imported: 2, known: 0 }, { imported: 2, known: 0 }]);
    const before = await rows();
    expect(await run()).toMatchObject([{ imported: 0, known: 2 }, { imported: 0, known: 2 }]);
    expect(await rows()).toEqual(before);
  });

  test("links branches whose parent and message come later", async () => {
    const { ada } = createWorld();
    await importChats(ada, [chat("b", { parentChatId: "a", branchFromMessageId: "1" })]);
    await importChats(ada, [chat("a", { parentChatId: null })]);
    await importMessages(ada, [message("1", "a")]);
    const chats = await chatsOf(ada);
    const [parent, branch] = ["Chat a", "Chat b"].map((title) => chats.find((one) => one.title === title)!);
    expect(branch!.parentChatId).toBe(parent!._id);
    const { messages } = (await ada.query(api.chats.getChatWithMessages, { chatId: parent!._id }))!;
    expect(branch!.branchFromMessageId).toBe(messages[0]!._id);
  });

  test("puts messages of other versions where these leave the one before, over several calls", async () => {
    const { ada } = createWorld();
    await importChats(ada, [chat("a", { shownVersionId: "v" })]);
    await importMessages(ada, [message("1", "a", { position: 1 }), message("2", "a", { position: 2 })]);
    await importMessages(ada, [message("3", "a", { position: 2, versionId: "v", parentId: "1" })]);
    await importMessages(ada, [message("4", "a", { position: 3, versionId: "v", parentId: "3" })]);
    expect(await contents(ada, "Chat a")).toEqual(["Message 1", "Message 3", "Message 4"]);
    const odd = await importMessages(ada, [message("5", "a", { versionId: "w", parentId: "nowhere" })]);
    expect(odd.rejected).toMatchObject([{ id: "5", reason: expect.stringContaining("nowhere") }]);
  });

  test("keeps how an answer ended; what was on its way has been cut off", async () => {
    const { ada } = createWorld();
    await importChats(ada, [chat("a")]);
    const answer = (id: string, more: object) => ({ ...message(id, "a", more), role: "assistant" as const });
    const messages = [
      answer("1", { position: 1, content: "", status: "failed", finishReason: "failed" }),
      answer("2", { position: 2, content: "", status: "streaming" }),
      answer("3", { position: 3, content: "x".repeat(200_000), status: "complete" }),
      answer("4", { position: 4, content: "", status: "complete" }),
    ];
    const { rejected } = await ada.mutation(api.importData.importMessages, { messages });
    expect(rejected.map(({ id }) => id)).toEqual(["4"]);
    const { _id: chatId } = (await chatsOf(ada))[0]!;
    const stored = (await ada.query(api.chats.getChatWithMessages, { chatId }))!.messages;
    expect(stored.map(({ status }) => status)).toEqual(["failed", "interrupted", "complete"]);
  });

  test("reports each row that it cannot take, and takes the others", async () => {
    const { ada } = createWorld();
    const chats = await importChats(ada, [
      chat("a"),
      chat("b", { title: "" }),
      chat("c", { timestamp: "soon" }),
      chat("d", { tags: ["x".repeat(51)] }),
    ]);
    expect(chats).toMatchObject({ imported: 1, rejected: [{ id: "b" }, { id: "c" }, { id: "d" }] });
    expect(await chatsOf(ada)).toHaveLength(1);
    const messages = await importMessages(ada, [message("1", "a"), message("2", "nowhere")]);
    expect(messages).toMatchObject({
      imported: 1,
      rejected: [{ id: "2", reason: "The chat nowhere has not been imported." }],
    });
  });

  test("does not see what others have imported under the same ids", async () => {
    const { ada, bob } = createWorld();
    await importChats(ada, [chat("a")]);
    expect(await importMessages(bob, [message("1", "a")])).toMatchObject({ imported: 0 });
    expect(await importChats(bob, [chat("a")])).toMatchObject({ imported: 1 });
  });

  test("takes a bounded number of rows at once", async () => {
    const { ada } = createWorld();
    const many = Array.from({ length: 101 }, (_, index) => chat(`${index}`));
    await expectFailure(importChats(ada, many), "INVALID_INPUT");
  });
});
