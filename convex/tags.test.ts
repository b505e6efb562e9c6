import { afterEach, describe, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { createWorld, expectFailure, firstPage, letTimePass, type Person } from "./test.setup";

afterEach(() => void vi.useRealTimers());

const create = (person: Person, title: string) => {
  letTimePass();
  return person.mutation(api.chats.createChat, { title });
};

const tag = (person: Person, chatId: Id<"chats">, tag: string) =>
  person.mutation(api.chats.tag, { chatId, tag });

const listed = async (person: Person, tag: string, isArchived?: boolean) => {
  const args = { tag, isArchived, paginationOpts: firstPage() };
  const { page } = await person.query(api.chats.getUserChats, args);
  return page.map(({ title }) => title).join(" ");
};

const tags = (person: Person) => person.query(api.chats.tags, {});

describe("the chats with a tag", () => {
  test("are those it was put on and not taken off again", async () => {
    const { ada, bob } = createWorld();
    const [a, b] = [await create(ada, "a"), await create(ada, "b")];
    await create(ada, "c");
    await tag(ada, a, "work");
    await tag(ada, b, "work");
    await tag(ada, b, "Later");
    expect([await listed(ada, "work"), await listed(ada, "Later")]).toEqual(["b a", "b"]);
    expect(await tags(ada)).toEqual(["Later", "work"]);
    await ada.mutation(api.chats.untag, { chatId: b, tag: "work" });
    expect([await listed(ada, "work"), await listed(ada, "Later")]).toEqual(["a", "b"]);
    expect([await listed(bob, "work"), await tags(bob)]).toEqual(["", []]);
  });

  test("stand as in the list of all: pinned first, then last changed", async () => {
    const { ada } = createWorld();
    const ids = [await create(ada, "a"), await create(ada, "b"), await create(ada, "c")];
    for (const id of ids) await tag(ada, id, "x");
    expect(await listed(ada, "x")).toBe("c b a");
    letTimePass();
    await ada.mutation(api.messages.addMessage, { chatId: ids[1]!, role: "USER", content: "m" });
    expect(await listed(ada, "x")).toBe("b c a");
    await ada.mutation(api.chats.updateChat, { chatId: ids[0]!, isPinned: true });
    expect(await listed(ada, "x")).toBe("a b c");
    await ada.mutation(api.chats.updateChat, { chatId: ids[2]!, isArchived: true });
    expect([await listed(ada, "x"), await listed(ada, "x", true)]).toEqual(["a b", "c"]);
  });

  test("are without those in the trash, which come back with their tags", async () => {
    const { ada, deployment } = createWorld();
    vi.useFakeTimers();
    const [a, b] = [await create(ada, "a"), await create(ada, "b")];
    for (const id of [a, b]) await tag(ada, id, "x");
    await tag(ada, a, "only a");
    await ada.mutation(api.chats.deleteChat, { chatId: a });
    expect([await listed(ada, "x"), await tags(ada)]).toEqual(["b", ["x"]]);
    await ada.mutation(api.chats.restoreChat, { chatId: a });
    expect([await listed(ada, "only a"), await tags(ada)]).toEqual(["a", ["only a", "x"]]);
    await ada.mutation(api.chats.removeChat, { chatId: a });
    await deployment.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await deployment.run(async (ctx) => (await ctx.db.query("chatTags").take(9)).length)).toBe(1);
  });

  test("come in pages without a gap", async () => {
    const { ada } = createWorld();
    for (const title of ["a", "b", "c"]) await tag(ada, await create(ada, title), "x");
    const first = await ada.query(api.chats.getUserChats, { tag: "x", paginationOpts: firstPage(2) });
    const paginationOpts = { numItems: 2, cursor: first.continueCursor };
    const second = await ada.query(api.chats.getUserChats, { tag: "x", paginationOpts });
    expect([...first.page, ...second.page].map(({ title }) => title)).toEqual(["c", "b", "a"]);
    expect([first.isDone, second.isDone]).toEqual([false, true]);
  });
});

describe("a tag", () => {
  test("has one spelling, on one line, and is on a chat once", async () => {
    const { ada } = createWorld();
    const [a, b] = [await create(ada, "a"), await create(ada, "b")];
    await tag(ada, a, "  To \n do ");
    await tag(ada, b, "to do");
    await tag(ada, b, "TO DO");
    expect([await tags(ada), await listed(ada, "To do")]).toEqual([["To do"], "b a"]);
  });

  test("must be short and not empty, and neither one chat nor one person has endlessly many", async () => {
    const { ada } = createWorld();
    const chatId = await create(ada, "a");
    await expectFailure(tag(ada, chatId, " "), "INVALID_INPUT");
    await expectFailure(tag(ada, chatId, "x".repeat(51)), "INVALID_INPUT");
    const chats = [0, 1, 2, 3, 4].map((row) => ({
      id: `${row}`,
      title: "more",
      timestamp: "2025-01-01T00:00:00Z",
      tags: Array.from({ length: 20 }, (_, index) => `t${20 * row + index}`),
    }));
    await ada.mutation(api.importData.importChats, { chats });
    await expectFailure(tag(ada, chatId, "another"), "LIMIT_REACHED");
    await tag(ada, chatId, "T1");
    expect(await listed(ada, "t1")).toBe("a more");
    for (let count = 21; count < 40; count++) await tag(ada, chatId, `t${count}`);
    await expectFailure(tag(ada, chatId, "t50"), "LIMIT_REACHED");
  });
});
