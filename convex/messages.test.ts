import { afterEach, describe, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import {
  createTask,
  createWorld,
  expectFailure,
  firstPage,
  letTimePass,
  type Person,
} from "./test.setup";

afterEach(() => void vi.useRealTimers());

const append = (person: Person, taskId: Id<"tasks">, content: string) =>
  person.mutation(api.messages.append, { taskId, role: "USER", content });

const page = async (person: Person, taskId: Id<"tasks">, numItems = 100) =>
  (await person.query(api.messages.byTask, { taskId, paginationOpts: firstPage(numItems) })).page;

describe("positions", () => {
  test("begin with one and are unique and dense under concurrent sends (A29.3)", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    await Promise.all(Array.from({ length: 30 }, (_, index) => append(ada, taskId, `${index}`)));
    const positions = (await page(ada, taskId)).map(({ position }) => position);
    expect(positions).toEqual(Array.from({ length: 30 }, (_, index) => 30 - index));
  });

  test("are not given again after a removal", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    await append(ada, taskId, "one");
    const second = await append(ada, taskId, "two");
    await ada.mutation(api.messages.remove, { messageId: second });
    await append(ada, taskId, "three");
    const rows = (await page(ada, taskId)).map(({ position, content }) => [position, content]);
    expect(rows).toEqual([[3, "three"], [1, "one"]]);
  });

  test("count in each thread alone", async () => {
    const { ada } = createWorld();
    const [first, second] = [await createTask(ada), await createTask(ada)];
    await append(ada, first, "a");
    await append(ada, second, "b");
    expect((await page(ada, second))[0]?.position).toBe(1);
  });
});

describe("reading", () => {
  test("byTask gives the newest first, page by page, without gaps", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    for (let index = 1; index <= 7; index++) await append(ada, taskId, `${index}`);
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let isDone = false; !isDone; ) {
      const result: any = await ada.query(api.messages.byTask, {
        taskId,
        paginationOpts: { numItems: 3, cursor },
      });
      seen.push(...result.page.map(({ content }: { content: string }) => content));
      ({ continueCursor: cursor, isDone } = result);
    }
    expect(seen).toEqual(["7", "6", "5", "4", "3", "2", "1"]);
  });

  test("list gives the same rows as byTask", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    await append(ada, taskId, "hello");
    const { threadId } = (await ada.query(api.tasks.get, { taskId }))!;
    const result = await ada.query(api.messages.list, { threadId, paginationOpts: firstPage() });
    expect(result.page).toEqual(await page(ada, taskId));
  });

  async function createFull({ ada, deployment }: ReturnType<typeof createWorld>, count: number, content: string) {
    const taskId = await createTask(ada);
    const { threadId, userId } = (await ada.query(api.tasks.get, { taskId }))!;
    await deployment.run(async (ctx) => {
      for (let position = 1; position <= count; position++) {
        const message = { threadId, userId, role: "USER" as const, content, position, createdAt: 0 };
        await ctx.db.insert("messages", message);
      }
    });
    return taskId;
  }

  test("a page never has more rows than our bound", async () => {
    const world = createWorld();
    const taskId = await createFull(world, 250, "x");
    expect(await page(world.ada, taskId, 10_000)).toHaveLength(200);
  });

  test("a page of long messages in any script stays far below what a function may read", async () => {
    const world = createWorld();
    await createFull(world, 20, "語".repeat(100_000));
    const lengths: number[] = [];
    const positions: number[] = [];
    let paginationOpts = firstPage() as { numItems: number; cursor: string | null };
    for (let isDone = false; !isDone; ) {
      const args = { table: "messages" as const, paginationOpts };
      const result = await world.ada.query(api.exports.page, args);
      lengths.push(JSON.stringify(result.page).length * 3);
      positions.push(...(result.page as { position: number }[]).map(({ position }) => position));
      isDone = result.isDone;
      paginationOpts = { ...paginationOpts, cursor: result.continueCursor };
    }
    expect(Math.max(...lengths)).toBeLessThan(5 * 1024 * 1024);
    expect(positions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });
});

describe("writing", () => {
  test("update changes the text and says when", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    const messageId = await append(ada, taskId, "helo");
    await ada.mutation(api.messages.update, { messageId, content: "hello" });
    const [message] = await page(ada, taskId);
    expect(message).toMatchObject({ content: "hello", editedAt: expect.any(Number) });
  });

  test("a user's message chooses the task's model, an assistant's does not", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    const send = (role: "USER" | "ASSISTANT", llmModel: string) =>
      ada.mutation(api.messages.append, { taskId, role, content: "x", llmModel });
    await send("USER", "small");
    await send("ASSISTANT", "large");
    expect((await ada.query(api.tasks.get, { taskId }))?.mainModel).toBe("small");
  });

  test("a message moves its task to the top of the list", async () => {
    const { ada } = createWorld();
    const first = await createTask(ada, "first");
    await createTask(ada, "second");
    letTimePass();
    await append(ada, first, "x");
    const { page } = await ada.query(api.tasks.list, { paginationOpts: firstPage() });
    expect(page.map(({ title }) => title)).toEqual(["first", "second"]);
  });

  test("a removed message comes back where it stood, for its owner alone", async () => {
    const { ada, bob } = createWorld();
    const chatId = await ada.mutation(api.chats.createChat, { title: "Back" });
    for (const content of ["one", "two", "three"]) {
      await ada.mutation(api.messages.addMessage, { chatId, role: "USER", content });
    }
    const contents = async () => (await ada.query(api.chats.view, { chatId }))!.messages.map(({ content }) => content);
    const messageId = (await ada.query(api.chats.view, { chatId }))!.messages[1]!._id;
    await ada.mutation(api.messages.remove, { messageId });
    expect(await contents()).toEqual(["one", "three"]);
    await expectFailure(bob.mutation(api.messages.restore, { messageId }), "NOT_FOUND");
    await ada.mutation(api.messages.restore, { messageId });
    expect(await contents()).toEqual(["one", "two", "three"]);
  });

  test("a removed message can be neither changed nor removed again", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    const messageId = await append(ada, taskId, "x");
    await ada.mutation(api.messages.remove, { messageId });
    const change = ada.mutation(api.messages.update, { messageId, content: "y" });
    await expectFailure(change, "NOT_FOUND");
    await expectFailure(ada.mutation(api.messages.remove, { messageId }), "NOT_FOUND");
  });

  test.for([
    ["empty", ""],
    ["blank", " \n\t"],
    ["too long", "x".repeat(100_001)],
  ])("%s content is refused", async ([, content]) => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    await expectFailure(append(ada, taskId, content!), "INVALID_INPUT");
    const messageId = await append(ada, taskId, "fine");
    const change = ada.mutation(api.messages.update, { messageId, content: content! });
    await expectFailure(change, "INVALID_INPUT");
  });

  test("the longest content is accepted", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    await append(ada, taskId, "x".repeat(100_000));
    expect(await page(ada, taskId)).toHaveLength(1);
  });

  test("an unknown role is refused", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    const call = ada.mutation(api.messages.append, { taskId, role: "ROBOT" as "USER", content: "x" });
    await expect(call).rejects.toThrow();
  });
});

describe("search", () => {
  const search = async (person: Person, text: string, threadId?: Id<"threads">) =>
    (await person.query(api.messages.search, { text, threadId })).map(({ content }) => content);

  test("finds words wherever the caller has written them, and nobody else's", async () => {
    const { ada, bob } = createWorld();
    const [first, second] = [await createTask(ada), await createTask(ada)];
    await append(ada, first, "The tide turns at noon");
    await append(ada, second, "Tide tables for a month");
    await append(bob, await createTask(bob), "No tide here");
    const found = await search(ada, "TIDE");
    expect(found.sort()).toEqual(["The tide turns at noon", "Tide tables for a month"]);
    const { threadId } = (await ada.query(api.tasks.get, { taskId: first }))!;
    expect(await search(ada, "tide", threadId)).toEqual(["The tide turns at noon"]);
    expect([await search(ada, "moon"), await search(ada, " ")]).toEqual([[], []]);
  });

  test("leaves out what is in the trash, with its thread or alone", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    await append(ada, taskId, "high tide");
    const messageId = await append(ada, taskId, "low tide");
    await ada.mutation(api.messages.remove, { messageId });
    expect(await search(ada, "tide")).toEqual(["high tide"]);
    await ada.mutation(api.tasks.trash, { taskId });
    expect(await search(ada, "tide")).toEqual([]);
  });

  test("finds what is visible behind any number of matches in the trash", async () => {
    const { ada, deployment } = createWorld();
    const [trashed, taskId] = [await createTask(ada), await createTask(ada)];
    const { threadId, userId } = (await ada.query(api.tasks.get, { taskId: trashed }))!;
    await deployment.run(async (ctx) => {
      for (let position = 1; position <= 60; position++) {
        const message = { threadId, userId, role: "USER" as const, content: "tide", position, createdAt: 0 };
        await ctx.db.insert("messages", message);
      }
    });
    await ada.mutation(api.tasks.trash, { taskId: trashed });
    await append(ada, taskId, "The last tide");
    expect(await search(ada, "tide")).toEqual(["The last tide"]);
  });

  test("in a branch reaches what it shares, and no further", async () => {
    const { ada } = createWorld();
    const chatId = await ada.mutation(api.chats.createChat, { title: "Trunk" });
    const say = (chatId: Id<"chats">, content: string) =>
      ada.mutation(api.messages.addMessage, { chatId, role: "USER", content });
    const branchFromMessageId = await say(chatId, "first tide");
    await say(chatId, "second tide");
    const branch = { title: "Branch", parentChatId: chatId, branchFromMessageId };
    const branchId = await ada.mutation(api.chats.createChat, branch);
    await say(branchId, "own tide");
    const { chat } = (await ada.query(api.chats.getChatWithMessages, { chatId: branchId }))!;
    expect(await search(ada, "tide", chat.threadId)).toEqual(["own tide", "first tide"]);
    await ada.mutation(api.chats.deleteChat, { chatId });
    expect((await search(ada, "tide")).sort()).toEqual(["first tide", "own tide"]);
  });
});
