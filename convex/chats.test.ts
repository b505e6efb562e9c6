import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { createWorld, expectFailure, firstPage, letTimePass, type Person } from "./test.setup";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const create = (person: Person, title = "Chat"): Promise<Id<"chats">> =>
  person.mutation(api.chats.createChat, { title });

const send = (person: Person, chatId: Id<"chats">, content: string) =>
  person.mutation(api.messages.addMessage, { chatId, role: "USER", content });

const branch = (person: Person, parentChatId: Id<"chats">, branchFromMessageId?: Id<"messages">) =>
  person.mutation(api.chats.createChat, { title: "Branch", parentChatId, branchFromMessageId });

const read = async (person: Person, chatId: Id<"chats">) => {
  const chat = await person.query(api.chats.getChatWithMessages, { chatId });
  return chat?.messages.map(({ position, content }) => `${position} ${content}`);
};

const titles = async (person: Person, isArchived?: boolean) => {
  const args = { paginationOpts: firstPage(), isArchived };
  return (await person.query(api.chats.getUserChats, args)).page.map(({ title }) => title);
};

test("an answer of which nothing had come has the time at which it was tried again", async () => {
  const { ada } = createWorld();
  // Nobody can answer, so it fails at once.
  const { chatId } = await ada.mutation(api.chats.start, { content: "Hello" });
  const timesOf = async () => {
    const { messages } = (await ada.query(api.chats.view, { chatId }))!;
    return messages.map(({ _id, createdAt }) => ({ _id, createdAt }));
  };
  const [question, failed] = await timesOf();
  letTimePass();
  await ada.mutation(api.streaming.resume, { messageId: failed!._id });
  const [asked, answer] = await timesOf();
  expect(asked).toEqual(question);
  expect(answer!._id).toBe(failed!._id);
  expect(answer!.createdAt).toBeGreaterThan(failed!.createdAt);
});

describe("chats to go on with", () => {
  test("are some pinned ones, then those that changed last, and are few", async () => {
    const { ada, bob } = createWorld();
    for (let nth = 1; nth <= 10; nth += 1) {
      const chatId = await create(ada, `chat ${nth}`);
      if (nth <= 5) await ada.mutation(api.chats.updateChat, { chatId, isPinned: true });
      if (nth === 9) await ada.mutation(api.chats.updateChat, { chatId, isArchived: true });
      letTimePass();
    }
    const recent = (await ada.query(api.chats.recent, {})).map(({ title, isPinned }) => [title, isPinned]);
    const [pinned, others] = [true, false].map((is) => recent.filter((one) => one[1] === is).map(([title]) => title));
    expect(pinned).toEqual(["chat 5", "chat 4", "chat 3", "chat 2"]);
    expect(others).toEqual(["chat 10", "chat 8"]);
    expect(await bob.query(api.chats.recent, {})).toEqual([]);
  });
});

describe("the list", () => {
  test("has pinned chats first, then those that changed last", async () => {
    const { ada } = createWorld();
    const first = await create(ada, "first");
    letTimePass();
    const second = await create(ada, "second");
    letTimePass();
    await create(ada, "third");
    letTimePass();
    await send(ada, first, "hello");
    await ada.mutation(api.chats.updateChat, { chatId: second, isPinned: true });
    expect(await titles(ada)).toEqual(["second", "first", "third"]);
  });

  test("keeps archived ones apart", async () => {
    const { ada } = createWorld();
    const chatId = await create(ada, "old");
    await create(ada, "new");
    await ada.mutation(api.chats.updateChat, { chatId, isArchived: true });
    expect([await titles(ada), await titles(ada, true)]).toEqual([["new"], ["old"]]);
  });

  test("and search leave out what is deleted, until it is restored", async () => {
    const { ada } = createWorld();
    const chatId = await create(ada, "Lost and found");
    await send(ada, chatId, "hello");
    const found = async () => (await ada.query(api.chats.search, { text: "FOUND" })).length;
    expect(await found()).toBe(1);
    await ada.mutation(api.chats.deleteChat, { chatId });
    expect([await titles(ada), await found(), await read(ada, chatId)]).toEqual([[], 0, undefined]);
    await expectFailure(send(ada, chatId, "x"), "NOT_FOUND");
    await ada.mutation(api.chats.restoreChat, { chatId });
    expect([await titles(ada), await found()]).toEqual([["Lost and found"], 1]);
    expect(await read(ada, chatId)).toEqual(["1 hello"]);
  });

  test("and search find current chats before archived ones, however many there are", async () => {
    const { ada, deployment } = createWorld();
    const chatId = await create(ada, "Apple cake");
    const fill = (count: number, isArchived: boolean) =>
      deployment.run(async (ctx) => {
        const { _id, _creationTime, ...chat } = (await ctx.db.get("chats", chatId))!;
        for (let index = 0; index < count; index++) {
          await ctx.db.insert("chats", { ...chat, title: `Pear ${index}`, isArchived, updatedAt: Date.now() + index });
        }
      });
    const found = async (text: string) => (await ada.query(api.chats.search, { text })).map(({ title }) => title);
    await fill(500, true);
    expect(await found("pple")).toEqual(["Apple cake"]);
    expect((await found("")).length).toBe(0);
    // Behind the bound words are found.
    await fill(500, false);
    expect(await found("apple")).toEqual(["Apple cake"]);
    expect((await found("pear 0"))[0]).toBe("Pear 0");
  });

  test.for(["", " \n", "x".repeat(501)])("a bad title is refused", async (title) => {
    const { ada } = createWorld();
    await expectFailure(create(ada, title), "INVALID_INPUT");
    const chatId = await create(ada, "x".repeat(500));
    await expectFailure(ada.mutation(api.chats.updateChat, { chatId, title }), "INVALID_INPUT");
  });
});

test("the trash holds what was deleted, the last first, and nobody else's", async () => {
  const { ada, bob } = createWorld();
  const trash = async (person: Person) => {
    const { page } = await person.query(api.chats.trash, { paginationOpts: firstPage() });
    return page.map(({ title }) => title);
  };
  const [first, second] = [await create(ada, "first"), await create(ada, "second")];
  await create(ada, "kept");
  for (const chatId of [second, first]) {
    letTimePass();
    await ada.mutation(api.chats.deleteChat, { chatId });
  }
  expect([await trash(ada), await trash(bob)]).toEqual([["first", "second"], []]);
  await ada.mutation(api.chats.restoreChat, { chatId: first });
  expect(await trash(ada)).toEqual(["second"]);
});

describe("a branch", () => {
  async function createTrunk(person: Person) {
    const chatId = await create(person);
    const ids: Id<"messages">[] = [];
    for (const text of ["a", "b", "c"]) ids.push(await send(person, chatId, text));
    return { chatId, ids: ids as [Id<"messages">, Id<"messages">, Id<"messages">] };
  }

  test("begins with the messages up to its fork and goes on by itself (A29.4)", async () => {
    const { ada } = createWorld();
    const { chatId, ids } = await createTrunk(ada);
    const branchId = await branch(ada, chatId, ids[1]);
    await send(ada, branchId, "x");
    await send(ada, chatId, "d");
    expect(await read(ada, branchId)).toEqual(["1 a", "2 b", "3 x"]);
    expect(await read(ada, chatId)).toEqual(["1 a", "2 b", "3 c", "4 d"]);
  });

  test("without a message begins with everything", async () => {
    const { ada } = createWorld();
    const { chatId } = await createTrunk(ada);
    const branchId = await branch(ada, chatId);
    await send(ada, chatId, "d");
    expect(await read(ada, branchId)).toEqual(["1 a", "2 b", "3 c"]);
  });

  test.for(["deleteChat", "removeChat"] as const)(
    "keeps what it begins with, files and all, and no more of it, after %s of the other one",
    async (removal) => {
      const { ada, bob, deployment } = createWorld();
      const { chatId, ids } = await createTrunk(ada);
      const [, shared, behind] = ids;
      const { chat } = (await ada.query(api.chats.getChatWithMessages, { chatId }))!;
      const file = { threadId: chat.threadId, name: "a.txt", contentType: "text/plain", size: 1, text: "x" };
      const attachmentId = await ada.mutation(api.attachments.create, file);
      await ada.mutation(api.messages.updateMessage, { messageId: shared, attachments: [attachmentId] });
      await deployment.mutation(internal.messageParts.append, { messageId: shared, kind: "text" });
      // The branch in the middle goes, too: what is left is a branch of it.
      const middle = await branch(ada, chatId, shared);
      const own = await send(ada, middle, "x");
      const branchId = await branch(ada, middle, own);
      for (const gone of [middle, chatId]) await ada.mutation(api.chats[removal], { chatId: gone });
      await deployment.finishAllScheduledFunctions(vi.runAllTimers);

      expect(await read(ada, branchId)).toEqual(["1 a", "2 b", "3 x"]);
      const files = (person: Person, messageId = shared) =>
        person.query(api.attachments.byMessage, { messageId });
      const parts = async (messageId: Id<"messages">) =>
        (await ada.query(api.messageParts.byMessage, { messageId, paginationOpts: firstPage() })).page;
      expect([(await files(ada)).length, (await parts(shared)).length]).toEqual([1, 1]);
      await ada.mutation(api.attachments.describe, { attachmentId, altText: "A letter" });
      await ada.mutation(api.messages.update, { messageId: shared, content: "B" });
      expect(await read(ada, branchId)).toEqual(["1 a", "2 B", "3 x"]);
      const edit = { messageId: behind, content: "C" };
      await expectFailure(ada.mutation(api.messages.update, edit), "NOT_FOUND");
      expect(await files(bob)).toEqual([]);

      await ada.mutation(api.chats.deleteChat, { chatId: branchId });
      expect([await files(ada), await parts(shared)]).toEqual([[], []]);
    },
  );

  test("can branch again, from its own messages and from those it shares (A29.4)", async () => {
    const { ada } = createWorld();
    const { chatId, ids } = await createTrunk(ada);
    const first = await branch(ada, chatId, ids[1]);
    const own = await send(ada, first, "x");
    const deep = await branch(ada, first, own);
    const shared = await branch(ada, first, ids[0]);
    await send(ada, deep, "y");
    await send(ada, shared, "z");
    expect(await read(ada, deep)).toEqual(["1 a", "2 b", "3 x", "4 y"]);
    expect(await read(ada, shared)).toEqual(["1 a", "2 z"]);
    const children = await ada.query(api.chats.branches, { chatId: first });
    expect(children.map(({ _id }) => _id).sort()).toEqual([deep, shared].sort());
  });

  test("cannot leave from a message that is not in the chat", async () => {
    const { ada } = createWorld();
    const { chatId, ids } = await createTrunk(ada);
    const branchId = await branch(ada, chatId, ids[0]);
    const other = await createTrunk(ada);
    await expectFailure(branch(ada, branchId, ids[2]), "NOT_FOUND");
    await expectFailure(branch(ada, chatId, other.ids[0]), "NOT_FOUND");
    await expectFailure(
      ada.mutation(api.chats.createChat, { title: "x", branchFromMessageId: ids[0] }),
      "INVALID_INPUT",
    );
  });

  test("is paged over its forks without gaps", async () => {
    const { ada } = createWorld();
    const { chatId, ids } = await createTrunk(ada);
    const branchId = await branch(ada, chatId, ids[1]);
    for (const text of ["x", "y", "z"]) await send(ada, branchId, text);
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let isDone = false; !isDone; ) {
      const paginationOpts = { numItems: 2, cursor };
      const result: any = await ada.query(api.messages.byChat, { chatId: branchId, paginationOpts });
      seen.push(...result.page.map(({ content }: { content: string }) => content));
      ({ continueCursor: cursor, isDone } = result);
    }
    expect(seen).toEqual(["z", "y", "x", "b", "a"]);
  });

  test("is read backwards over its fork, from any position", async () => {
    const { ada } = createWorld();
    const chatId = await create(ada);
    const ids = [await send(ada, chatId, "a"), await send(ada, chatId, "b")];
    await send(ada, chatId, "c");
    const branchId = await branch(ada, chatId, ids[1]);
    await send(ada, branchId, "d");
    const { threadId } = (await ada.query(api.chats.view, { chatId: branchId }))!;
    const earlier = async (before: number) => {
      const { messages } = await ada.query(api.messages.earlier, { threadId, before });
      return messages.map(({ content }) => content);
    };
    expect(await earlier(4)).toEqual(["a", "b", "d"]);
    expect(await earlier(3)).toEqual(["a", "b"]);
    expect(await earlier(2)).toEqual(["a"]);
    expect(await earlier(1)).toEqual([]);
  });

  test("keeps what it began with when its parent is removed, and takes it along when it goes", async () => {
    const { ada, deployment } = createWorld();
    const settle = () => deployment.finishAllScheduledFunctions(vi.runAllTimers);
    const rows = () =>
      deployment.run(async (ctx) => ({
        threads: (await ctx.db.query("threads").take(9)).length,
        messages: (await ctx.db.query("messages").take(9)).map(({ content }) => content),
      }));
    const { chatId, ids } = await createTrunk(ada);
    const [first, second] = [await branch(ada, chatId, ids[0]), await branch(ada, chatId, ids[1])];
    await ada.mutation(api.chats.removeChat, { chatId });
    await settle();
    expect(await rows()).toEqual({ threads: 3, messages: ["a", "b"] });
    expect([await read(ada, first), await read(ada, second)]).toEqual([["1 a"], ["1 a", "2 b"]]);
    const { chat } = (await ada.query(api.chats.getChatWithMessages, { chatId: first }))!;
    expect(chat.parentChatId).toBeUndefined();

    await ada.mutation(api.chats.removeChat, { chatId: second });
    await settle();
    expect(await rows()).toEqual({ threads: 2, messages: ["a"] });
    await ada.mutation(api.chats.removeChat, { chatId: first });
    await settle();
    expect(await rows()).toEqual({ threads: 0, messages: [] });
  });
});

test("a chat comes with as many of its last messages as can be read at once", async () => {
  const { ada } = createWorld();
  const long = await create(ada, "many");
  for (let index = 1; index <= 101; index++) await send(ada, long, `${index}`);
  const wide = await create(ada, "wide");
  for (let index = 1; index <= 13; index++) await send(ada, wide, `${index} ${"x".repeat(99_000)}`);
  const ends = async (chatId: Id<"chats">) => {
    const chat = (await ada.query(api.chats.getChatWithMessages, { chatId }))!;
    return [chat.messages[0]!.position, chat.messages.at(-1)!.position, chat.hasEarlier];
  };
  expect(await ends(long)).toEqual([2, 101, true]);
  expect(await ends(wide)).toEqual([3, 13, true]);
});

describe("messages", () => {
  const file = (person: Person, threadId: Id<"threads">, name: string) =>
    person.mutation(api.attachments.create, { threadId, name, contentType: "text/plain", size: 1, text: "x" });

  test("carry files, and lose those that an edit does not name (A29.3)", async () => {
    const { ada } = createWorld();
    const chatId = await create(ada);
    const { chat } = (await ada.query(api.chats.getChatWithMessages, { chatId }))!;
    const [a, b] = [await file(ada, chat.threadId, "a"), await file(ada, chat.threadId, "b")];
    const pending = () => ada.query(api.attachments.pending, { threadId: chat.threadId });
    expect(await pending()).toHaveLength(2);
    const messageId = await ada.mutation(api.messages.addMessage, {
      chatId,
      role: "USER",
      content: "look",
      attachments: [a, b],
    });
    expect(await pending()).toEqual([]);
    await ada.mutation(api.messages.updateMessage, { messageId, attachments: [b] });
    const files = await ada.query(api.attachments.byMessage, { messageId });
    expect(files.map(({ name }) => name)).toEqual(["b"]);
    expect(files[0]).not.toHaveProperty("storageId");
  });

  test("do not take a file of another thread or message", async () => {
    const { ada } = createWorld();
    const [here, there] = [await create(ada), await create(ada)];
    const { chat } = (await ada.query(api.chats.getChatWithMessages, { chatId: there }))!;
    const foreign = await file(ada, chat.threadId, "a");
    const attachSend = (chatId: Id<"chats">) =>
      ada.mutation(api.messages.addMessage, {
        chatId,
        role: "USER",
        content: "x",
        attachments: [foreign],
      });
    await expectFailure(attachSend(here), "NOT_FOUND");
    await attachSend(there);
    await expectFailure(attachSend(there), "NOT_FOUND");
  });

  test("that are deleted leave the chat; the place stays taken (A29.3)", async () => {
    const { ada } = createWorld();
    const chatId = await create(ada);
    const messageId = await send(ada, chatId, "a");
    await ada.mutation(api.messages.deleteMessage, { messageId });
    await send(ada, chatId, "b");
    expect(await read(ada, chatId)).toEqual(["2 b"]);
  });
});

test("a chat that begins with a mention is called by the name, not by its link", async () => {
  const { ada } = createWorld();
  await ada.mutation(api.auth.upsertUser, {});
  const begin = async (content: string) => {
    const { chatId } = await ada.mutation(api.chats.start, { content });
    return (await ada.query(api.chats.view, { chatId }))!.chat.title;
  };
  expect(await begin("Is [@fix\\_it \\[now\\]](/tasks/b2#todo-c3) done?")).toBe("Is @fix_it [now] done?");
  expect(await begin("[a](/b) [@c](https://d.e)")).toBe("[a](/b) [@c](https://d.e)");
});
