import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import { createWorld, expectFailure } from "./test.setup";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Ada's chat of two messages, and what a link shows to somebody who has not signed in. */
async function createChat() {
  const { ada, nobody, deployment } = createWorld();
  const chatId = await ada.mutation(api.chats.createChat, { title: "On tea" });
  const add = (role: "USER" | "ASSISTANT" | "SYSTEM", content: string) =>
    ada.mutation(api.messages.addMessage, { chatId, role, content });
  await add("USER", "q1");
  await add("ASSISTANT", "a1");
  const open = (token: string, before?: number) => nobody.query(api.shares.view, { token, before });
  const read = async (token: string) => {
    const shared = await open(token);
    return shared && shared.messages.map(({ content }) => content).join(" ");
  };
  const create = async () => (await ada.mutation(api.shares.create, { chatId })).token;
  const current = async () => (await ada.query(api.shares.current, { chatId }))!.link;
  return { ada, deployment, chatId, add, open, read, create, current };
}

describe("a link shows", () => {
  test("the messages of its chat, and nothing else of the owner", async () => {
    const { ada, add, open, create } = await createChat();
    await ada.mutation(api.userSettings.update, { rules: "planted" });
    await add("SYSTEM", "planted");
    const shared = (await open(await create()))!;
    expect(shared).toMatchObject({ title: "On tea", hasEarlier: false });
    expect(shared.messages).toEqual([
      { position: 1, role: "USER", content: "q1", createdAt: expect.any(Number), model: null, files: [] },
      { position: 2, role: "ASSISTANT", content: "a1", createdAt: expect.any(Number), model: null, files: [] },
    ]);
    expect(JSON.stringify(shared)).not.toMatch(/planted|ada|Id"/);
  });

  test("what there was when it was made, until its owner lets it show more", async () => {
    const { ada, chatId, add, read, create, current } = await createChat();
    const token = await create();
    expect(await current()).toMatchObject({ isBehind: false });
    await add("USER", "q2");
    expect([await read(token), (await current())!.isBehind]).toEqual(["q1 a1", true]);
    await ada.mutation(api.shares.renew, { chatId });
    expect([await read(token), (await current())!.isBehind]).toEqual(["q1 a1 q2", false]);
  });

  test("nothing later to whoever asks for an odd position", async () => {
    const { add, open, create } = await createChat();
    const token = await create();
    await add("USER", "planted");
    for (const before of [NaN, Infinity, -Infinity, 1e300, -1, 0.5]) {
      expect(JSON.stringify(await open(token, before)), `${before}`).not.toContain("planted");
    }
  });

  test("the version that was shown, also when another one is shown now", async () => {
    const { ada, chatId, read, create, current } = await createChat();
    const token = await create();
    const { messages } = (await ada.query(api.chats.view, { chatId }))!;
    await ada.mutation(api.streaming.edit, { messageId: messages[0]!._id, content: "q1b" });
    expect([await read(token), (await current())!.isBehind]).toEqual(["q1 a1", true]);
  });

  test("no message that was deleted", async () => {
    const { ada, chatId, read, create } = await createChat();
    const token = await create();
    const { messages } = (await ada.query(api.chats.view, { chatId }))!;
    await ada.mutation(api.messages.remove, { messageId: messages[1]!._id });
    expect(await read(token)).toBe("q1");
  });

  test("the end of a long chat, then what is before it", async () => {
    const { add, open, create } = await createChat();
    for (let index = 3; index <= 103; index++) await add("USER", `m${index}`);
    const token = await create();
    const end = (await open(token))!;
    expect([end.messages.length, end.messages[0]!.position, end.hasEarlier]).toEqual([100, 4, true]);
    const begin = (await open(token, 4))!;
    expect(begin.messages.map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(begin.hasEarlier).toBe(false);
  });
});

describe("a link shows nothing, like one that never was,", () => {
  test("once it is revoked, or another one was made", async () => {
    const { ada, chatId, read, create, current } = await createChat();
    const first = await create();
    const second = await create();
    expect([await read(first), await read(second), await read("x")]).toEqual([null, "q1 a1", null]);
    await ada.mutation(api.shares.revoke, { chatId });
    expect([await read(second), await current()]).toEqual([null, null]);
    await expectFailure(ada.mutation(api.shares.renew, { chatId }), "NOT_FOUND");
  });

  test("while its chat is in the trash, and once that is gone", async () => {
    const { ada, deployment, chatId, read, create } = await createChat();
    const token = await create();
    await ada.mutation(api.chats.deleteChat, { chatId });
    expect(await read(token)).toBeNull();
    await ada.mutation(api.chats.restoreChat, { chatId });
    expect(await read(token)).toBe("q1 a1");
    await ada.mutation(api.chats.removeChat, { chatId });
    expect(await read(token)).toBeNull();
    await deployment.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await deployment.run((ctx) => ctx.db.query("shares").take(1))).toEqual([]);
  });

  test("while its owner is going", async () => {
    const { deployment, read, create } = await createChat();
    const token = await create();
    await deployment.run(async (ctx) => {
      const owner = (await ctx.db.query("users").first())!;
      await ctx.db.patch("users", owner._id, { deletionScheduledAt: Date.now() });
    });
    expect(await read(token)).toBeNull();
  });
});

test("a link's secret is nowhere in the deployment", async () => {
  const { deployment, create } = await createChat();
  const token = await create();
  expect(token).toMatch(/^[0-9a-f]{40}$/);
  const rows = await deployment.run((ctx) => ctx.db.query("shares").take(9));
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(token);
});
