import { describe, expect, test } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { createWorld, firstPage, upload, type Person } from "./test.setup";

type Format = "markdown" | "json";

/** The whole file with the texts of its files, as the server puts it together, and in how many pieces it came. */
async function fileOf(person: Person, chatId: string, format: Format, textOf = async (_: string) => "") {
  let text = "";
  let pieces = 0;
  for (let cursor: string | undefined; ; ) {
    const piece = (await person.query(api.exports.chat, { chatId, format, cursor }))!;
    for (const part of piece.parts) {
      text += part.text + (part.fileId === null ? "" : JSON.stringify(await textOf(part.fileId)));
    }
    pieces += 1;
    if (piece.next === null) return { text, pieces };
    cursor = piece.next;
  }
}

type File = { chats: any[]; messages: any[] };

const jsonOf = async (person: Person, chatId: string, textOf?: (id: string) => Promise<string>) =>
  JSON.parse((await fileOf(person, chatId, "json", textOf)).text) as File;

async function createChat(contents: string[]) {
  const { ada, bob, deployment } = createWorld();
  const chatId = await ada.mutation(api.chats.createChat, { title: "On tea" });
  for (const [index, content] of contents.entries()) {
    const role = index % 2 === 0 ? ("USER" as const) : ("ASSISTANT" as const);
    await ada.mutation(api.messages.addMessage, { chatId, role, content, llmModel: "tiny" });
  }
  return { ada, bob, deployment, chatId };
}

/** What is taken of a file: its rows have more fields than a call knows. */
function asImported({ chats, messages }: File) {
  const rows = messages.map(({ run, promptTokens, completionTokens, parts, ...message }) => ({
    ...message,
    parts: parts?.map(({ kind, text }: any) => ({ kind, text })),
  }));
  return { chats, messages: rows };
}

async function importFile(person: Person, file: File) {
  const { chats, messages } = asImported(file);
  const ofChats = await person.mutation(api.importData.importChats, { chats });
  return [ofChats, await person.mutation(api.importData.importMessages, { messages })];
}

/** The same with ids in the order in which they come, and without what is of this deployment. */
function comparable(file: File) {
  const names = new Map<string, string>();
  const named = (id: string | undefined | null) => {
    if (id === undefined || id === null) return id;
    if (!names.has(id)) names.set(id, `id ${names.size}`);
    return names.get(id);
  };
  const messages = file.messages.map(({ run, ...message }) => ({
    ...message,
    id: named(message.id),
    chatId: named(message.chatId),
    versionId: named(message.versionId),
    parentId: named(message.parentId),
  }));
  const chats = file.chats.map((chat) => ({ ...chat, id: named(chat.id), shownVersionId: named(chat.shownVersionId) }));
  return { chats, messages };
}

describe("a chat as a file", () => {
  test("is Markdown that says who has said what", async () => {
    const { ada, chatId } = await createChat(["Which tea?", "Green\n\n- tea"]);
    const { text } = await fileOf(ada, chatId, "markdown");
    expect(text.replace(/\d{4}-[\d-]+T[\d:.]+Z/g, "TIME")).toBe(
      "# On tea\n\n## You, TIME\n\nWhich tea?\n\n## Assistant (tiny), TIME\n\nGreen\n\n- tea\n",
    );
  });

  test("is JSON that somebody else can import (A29.8)", async () => {
    const { ada, bob, chatId } = await createChat(["q \"1\"", "a1"]);
    const result = await importFile(bob, await jsonOf(ada, chatId));
    expect(result).toMatchObject([{ imported: 1 }, { imported: 2 }]);
    const [message] = await bob.query(api.messages.search, { text: "q" });
    expect(message!.content).toBe("q \"1\"");
  });

  test("is whole in pieces, through forks, and without what is behind them", async () => {
    const contents = Array.from({ length: 205 }, (_, index) => `m${index + 1}.`);
    const { ada, chatId } = await createChat(contents.slice(0, 150));
    const branchId = await ada.mutation(api.chats.createChat, { title: "Branch", parentChatId: chatId });
    const add = (chatId: Id<"chats">, content: string) =>
      ada.mutation(api.messages.addMessage, { chatId, role: "USER", content });
    await add(chatId, "elsewhere");
    for (const content of contents.slice(150)) await add(branchId, content);
    for (const format of ["markdown", "json"] as const) {
      const { text, pieces } = await fileOf(ada, branchId, format);
      expect(pieces).toBe(3);
      expect(text.match(/m\d+\./g)).toEqual(contents);
      expect(text).not.toContain("elsewhere");
    }
    const file = await jsonOf(ada, branchId);
    expect(file.messages.map(({ position }: any) => position)).toEqual(contents.map((_, index) => index + 1));
  });

  test("is a file without messages as well", async () => {
    const { ada, chatId } = await createChat([]);
    expect((await fileOf(ada, chatId, "markdown")).text).toBe("# On tea\n");
    expect(await jsonOf(ada, chatId)).toMatchObject({ messages: [] });
  });

  test("holds every version as JSON, which comes back as it was", async () => {
    const { ada, bob, chatId } = await createChat(["q1", "a1", "q2", "a2"]);
    await ada.mutation(api.chats.updateChat, { chatId, isPinned: true });
    await ada.mutation(api.chats.tag, { chatId, tag: "work" });
    const [q1, , q2] = (await ada.query(api.chats.view, { chatId }))!.messages;
    // Nobody can answer, so each answer fails.
    const first = await ada.mutation(api.streaming.edit, { messageId: q1!._id, content: "q1 anew" });
    const second = await ada.mutation(api.streaming.edit, { messageId: q2!._id, content: "q2 anew" });
    await ada.mutation(api.streaming.retry, { messageId: second.messageId, threadId: second.threadId });
    await ada.mutation(api.chats.selectThread, { chatId, threadId: first.threadId });
    const file = await jsonOf(ada, chatId);
    expect(file.messages.map(({ content, status }) => (status === "failed" ? status : content))).toEqual([
      ...["q1", "a1", "q2", "a2"],
      ...["q1 anew", "failed"],
      ...["q2 anew", "failed"],
      "failed",
    ]);
    expect(file.messages.at(-1).run).toMatchObject({ state: "failed", error: { code: "NO_MODEL" } });
    await importFile(bob, file);
    const [chat] = (await bob.query(api.chats.getUserChats, { paginationOpts: firstPage() })).page;
    expect(comparable(await jsonOf(bob, chat!._id))).toEqual(comparable(file));
    const shown = async (person: Person, chatId: string) => {
      const { messages, variants } = (await person.query(api.chats.view, { chatId }))!;
      const places = variants.map(({ position, index, threadIds }) => [position, index, threadIds.length]);
      return [messages.map(({ content }) => content), places];
    };
    expect(await shown(bob, chat!._id)).toEqual(await shown(ada, chatId));
    expect(await importFile(bob, file)).toMatchObject([{ known: 1 }, { known: 9, rejected: [] }]);
  });

  test("says where there are other versions, how an answer ended, and which files there were", async () => {
    const { ada, chatId } = await createChat(["q1", "a1"]);
    const { threadId, messages } = (await ada.query(api.chats.view, { chatId }))!;
    const file = { threadId, name: "leaves.csv", contentType: "text/csv", text: "a,b", size: 3 };
    const attachment = await ada.mutation(api.attachments.create, file);
    await ada.mutation(api.streaming.send, { threadId, content: "q2", attachments: [attachment] });
    await ada.mutation(api.streaming.edit, { messageId: messages[0]!._id, content: "q1 anew" });
    await ada.mutation(api.chats.selectThread, { chatId, threadId });
    const { text } = await fileOf(ada, chatId, "markdown");
    expect(text).toContain("\n\n*Version 1 of 2. A file of this chat as JSON holds all of them.*\n\nq1\n");
    expect(text).toContain("\n\nq2\n\n- Attached: leaves.csv (text/csv, 3 B)\n");
    expect(text).toContain("*This answer failed: No model can answer yet.");
    expect(text).not.toContain("anew");
  });

  test("brings what is in its text files, those that were uploaded included, and what the others were", async () => {
    const { ada, bob, deployment, chatId } = await createChat(["q1", "a1"]);
    const { threadId } = (await ada.query(api.chats.view, { chatId }))!;
    const storageId = await deployment.run((ctx) => upload(ctx, "say \"tea\"", "text/plain"));
    const files = [
      { name: "note.txt", contentType: "text/plain", size: 9, storageId },
      { name: "list.csv", contentType: "text/csv", size: 3, text: "a,b" },
    ];
    const attachments: Id<"attachments">[] = [];
    for (const file of files) attachments.push(await ada.mutation(api.attachments.create, { threadId, ...file }));
    await ada.mutation(api.streaming.send, { threadId, content: "q2", attachments });
    const picture = { name: "leaf.png", contentType: "image/png", size: 12, threadId, altText: "A leaf" };
    await deployment.run(async (ctx) => {
      const { userId, messageId } = (await ctx.db.get("attachments", attachments[0]!))!;
      await ctx.db.insert("attachments", { ...picture, userId, messageId, createdAt: 0 });
    });
    const textOf = (id: string) =>
      deployment.run(async (ctx) => {
        const { storageId } = (await ctx.db.get("attachments", id as Id<"attachments">))!;
        return await (await ctx.storage.get(storageId!))!.text();
      });
    await importFile(bob, await jsonOf(ada, chatId, textOf));
    const [chat] = (await bob.query(api.chats.getUserChats, { paginationOpts: firstPage() })).page;
    const { messages } = (await bob.query(api.chats.view, { chatId: chat!._id }))!;
    expect(messages[2]).toMatchObject({ content: "q2", hasFiles: true });
    const came = await bob.query(api.attachments.byMessage, { messageId: messages[2]!._id });
    expect(came.map(({ name, text, size, altText }) => [name, text, size, altText])).toEqual([
      ["note.txt", "say \"tea\"", 9, null],
      ["list.csv", "a,b", 3, null],
      ["leaf.png", null, 12, "A leaf"],
    ]);
  });

  test("is whole for a branch, also where the chat that it left is imported as well", async () => {
    const { ada, bob, chatId } = await createChat(["q1", "a1", "q2"]);
    const branchFromMessageId = (await ada.query(api.chats.view, { chatId }))!.messages[1]!._id;
    const branch = { title: "Branch", parentChatId: chatId, branchFromMessageId };
    const branchId = await ada.mutation(api.chats.createChat, branch);
    await ada.mutation(api.messages.addMessage, { chatId: branchId, role: "USER", content: "q3" });
    for (const id of [chatId, branchId]) await importFile(bob, await jsonOf(ada, id));
    const chats = (await bob.query(api.chats.getUserChats, { paginationOpts: firstPage() })).page;
    const [parent, copy] = ["On tea", "Branch"].map((title) => chats.find((chat) => chat.title === title)!);
    const view = (await bob.query(api.chats.view, { chatId: copy!._id }))!;
    expect(view.messages.map(({ content }) => content)).toEqual(["q1", "a1", "q3"]);
    expect(view.parent).toEqual({ chatId: parent!._id, title: "On tea" });
  });

  test("is nobody else's", async () => {
    const { bob, chatId } = await createChat(["q1"]);
    for (const id of [chatId, "x"]) {
      expect(await bob.query(api.exports.chat, { chatId: id, format: "json" })).toBeNull();
    }
  });
});
