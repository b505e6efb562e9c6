import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { snippetOf } from "./lib/everything";
import { createTask, createWorld, type Person } from "./test.setup";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const find = async (person: Person, text: string) => {
  const hits = await person.query(api.search.everything, { text });
  return hits.map(({ kind, title, snippet }) => [kind, title, snippet]);
};

async function createThings(person: Person) {
  const taskId = await createTask(person, "Brew tea");
  await person.mutation(api.todos.create, { taskId, content: "Buy tea leaves" });
  const chatId = await person.mutation(api.chats.createChat, { title: "Tea ceremonies" });
  await person.mutation(api.messages.addMessage, { chatId, role: "USER", content: "Which tea is green?" });
  await person.mutation(api.memories.create, { content: "Drinks tea.", category: "GENERAL" });
  return { taskId, chatId };
}

describe("a search over everything", () => {
  test("finds a few of each kind that are the caller's, and where they stand", async () => {
    const { ada, bob } = createWorld();
    const { taskId, chatId } = await createThings(ada);
    expect(await find(ada, "tea")).toEqual([
      ["task", "Brew tea", null],
      ["chat", "Tea ceremonies", null],
      ["todo", "Brew tea", "Buy tea leaves"],
      ["memory", "", "Drinks tea."],
      ["message", "Tea ceremonies", "Which tea is green?"],
    ]);
    const hits = await ada.query(api.search.everything, { text: "tea" });
    const places = hits.map(({ kind, place }) => [kind, place?.documentId, place?.position]);
    expect(places).toContainEqual(["todo", taskId, null]);
    expect(places).toContainEqual(["message", chatId, 1]);
    expect([await find(bob, "tea"), await find(ada, " ")]).toEqual([[], []]);
  });

  test("leaves out what is in the trash, with all that stands in it", async () => {
    const { ada } = createWorld();
    const { taskId, chatId } = await createThings(ada);
    await ada.mutation(api.tasks.archive, { taskId });
    await ada.mutation(api.chats.deleteChat, { chatId });
    const kinds = (await find(ada, "tea")).map(([kind]) => kind);
    expect(kinds).not.toContain("chat");
    expect(kinds).not.toContain("message");
  });

  test("no kind hides another one", async () => {
    const { ada } = createWorld();
    for (let index = 0; index < 20; index++) await createTask(ada, `Tea ${index}`);
    await createThings(ada);
    const kinds = (await find(ada, "tea")).map(([kind]) => kind);
    expect(kinds.filter((kind) => kind === "task")).toHaveLength(8);
    expect(kinds).toContain("message");
  });

  test("leads to the version that is shown, or where that does not hold the message, to one that does", async () => {
    const { ada } = createWorld();
    const chatId = await ada.mutation(api.chats.createChat, { title: "Versions" });
    const add = (role: "USER" | "ASSISTANT", content: string) =>
      ada.mutation(api.messages.addMessage, { chatId, role, content });
    await add("USER", "first");
    await add("ASSISTANT", "second");
    const { threadId, messages } = (await ada.query(api.chats.view, { chatId }))!;
    await ada.mutation(api.streaming.edit, { messageId: messages[0]!._id, content: "instead" });
    const shown = (await ada.query(api.chats.view, { chatId }))!.threadId;
    await ada.mutation(api.messages.addMessage, { chatId, role: "USER", content: "third" });
    const versionOf = async (text: string) =>
      (await ada.query(api.search.everything, { text })).find(({ kind }) => kind === "message")!.place!.threadId;
    expect(await versionOf("second")).toBe(threadId);
    expect(await versionOf("third")).toBe(shown);
    await ada.mutation(api.chats.selectThread, { chatId, threadId });
    expect(await versionOf("second")).toBe(threadId);
    expect(await versionOf("instead")).toBe(shown);
  });

  test("finds a message in the branch that still shows it", async () => {
    const { ada } = createWorld();
    const { chatId } = await createThings(ada);
    const branchId = await ada.mutation(api.chats.createChat, { title: "Branch", parentChatId: chatId });
    await ada.mutation(api.chats.deleteChat, { chatId });
    const hits = await ada.query(api.search.everything, { text: "green" });
    expect(hits).toMatchObject([{ kind: "message", title: "Branch", place: { documentId: branchId, position: 1 } }]);
  });
});

test("a search in a thread reaches each of its messages, those of its ancestors included (D-C7)", async () => {
  const { ada, deployment } = createWorld();
  const chatId = await ada.mutation(api.chats.createChat, { title: "Long" });
  const threadOf = async (chatId: Id<"chats">) => (await ada.query(api.chats.view, { chatId }))!.threadId;
  const userId = await ada.mutation(api.auth.upsertUser, {});
  const fill = async (threadId: Id<"threads">, from: number, to: number) =>
    await deployment.run(async (ctx) => {
      for (let position = from; position <= to; position++) {
        const message = { role: "USER" as const, content: `tide w${position}x`, createdAt: position };
        await ctx.db.insert("messages", { ...message, threadId, userId, position });
      }
    });
  await fill(await threadOf(chatId), 1, 1_000);
  const branchId = await ada.mutation(api.chats.createChat, { title: "Branch", parentChatId: chatId });
  const threadId = await threadOf(branchId);
  await fill(threadId, 1_001, 2_000);
  for (const position of [1, 999, 1_000, 1_001, 2_000]) {
    const [first] = await ada.query(api.messages.search, { threadId, text: `w${position}x` });
    expect(first!.position).toBe(position);
  }
});

describe("a snippet", () => {
  const long = `${"before ".repeat(50)}needle${" after".repeat(50)}`;

  test("has what was found in the middle of what is around it", () => {
    const snippet = snippetOf(long, "needle");
    expect(snippet).toMatch(/^….*needle.*…$/);
    expect(snippet.length).toBeLessThan(165);
  });

  test("is the whole of a short text, on one line", () => {
    expect(snippetOf("a\n  needle", "needle")).toBe("a needle");
  });

  test("begins with the text where only another form of a word is in it", () => {
    expect(snippetOf(long, "nothing")).toMatch(/^before/);
    expect(snippetOf(long, "nothing needle")).toContain("needle");
  });

  test("holds no half of a character", () => {
    for (let shift = 0; shift < 4; shift++) {
      const snippet = snippetOf(`${"x".repeat(shift)}${"🦀".repeat(200)} needle ${"🦀".repeat(200)}`, "needle");
      expect(() => encodeURIComponent(snippet)).not.toThrow();
    }
  });
});
