import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test } from "vitest";
import * as outbox from "./outbox";
import * as store from "./store";

const person = "ada";
const kept = (id: string): store.Chat => ({
  ...{ id, title: id, updatedAt: 1, threadId: `thread of ${id}`, hasEarlier: false, stamp: "1", messages: [] },
});

beforeEach(async () => {
  await store.wipe();
  await store.adopt(person, { unchanged: [], chats: [kept("a"), kept("b")] }, await store.epoch());
});

const add = async (draft: outbox.Draft) => (await outbox.add(person, draft))!;
const send = (content: string, chatId = "a") => add({ kind: "send", content, chatId, threadId: `thread of ${chatId}` });
const contents = async () => (await store.outbox()).map(({ content }) => content);

describe("what waits", () => {
  test("is in the order in which it was written, also by many tabs at once", async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `${index}`);
    await Promise.all(texts.map((text) => send(text)));
    expect(await contents()).toEqual(texts);
  });

  test("can be changed, moved and taken out", async () => {
    const [one, two, three] = [await send("1"), await send("2"), await send("3")];
    await outbox.move(three.clientId, -1);
    await outbox.move(one.clientId, -1);
    await outbox.reword(one.clientId, "1!");
    await outbox.remove(two.clientId);
    expect(await contents()).toEqual(["1!", "3"]);
  });

  test("comes back to its place when that was a mistake, or behind what stands there by now", async () => {
    const [, two] = [await send("1"), await send("2"), await send("3")];
    await outbox.putBack(person, await outbox.remove(two.clientId));
    expect(await contents()).toEqual(["1", "2", "3"]);
    const last = (await store.outbox())[2]!;
    const before = await outbox.remove(last.clientId);
    await send("4");
    await outbox.putBack(person, before);
    expect(await contents()).toEqual(["1", "2", "4", "3"]);
  });

  test("waits while it is changed, with the rest of its chat", async () => {
    const [first, , other] = [await send("1"), await send("2"), await send("3", "b")];
    const changed = new Set([first.clientId]);
    expect(await outbox.take(person, changed)).toMatchObject({ clientId: other.clientId });
    await outbox.settle(other.clientId, "b", "thread of b");
    expect(await outbox.take(person, changed)).toBeNull();
    expect(await outbox.take(person)).toMatchObject({ clientId: first.clientId });
  });

  test("does not change any more once it may have been done, but can be given up", async () => {
    const { clientId } = await send("1");
    await send("2");
    expect(await outbox.take(person)).toMatchObject({ clientId, isHandedOver: true });
    const changes = [outbox.reword(clientId, "x"), outbox.move(clientId, 1), outbox.retry(clientId)];
    expect(await Promise.all(changes)).toEqual([false, false, false]);
    expect(await contents()).toEqual(["1", "2"]);
    // Its answer got lost: it is handed over again, as the same.
    expect(await outbox.take(person)).toMatchObject({ clientId });
    await outbox.remove(clientId);
    expect(await contents()).toEqual(["2"]);
  });

  test("behind a refusal waits in the same chat, and not in others", async () => {
    const first = await send("1");
    await send("2");
    const other = await send("3", "b");
    await outbox.take(person);
    await outbox.refuse(first.clientId, { code: "LIMIT_REACHED", message: "Later." });
    expect(await outbox.take(person)).toMatchObject({ clientId: other.clientId });
    await outbox.settle(other.clientId, "b", "thread of b");
    expect(await outbox.take(person)).toBeNull();
    await outbox.retry(first.clientId);
    expect(await outbox.take(person)).toMatchObject({ clientId: first.clientId });
  });
});

describe("what follows", () => {
  test("a chat that is still to be begun goes there, and never before it", async () => {
    const start = await add({ kind: "start", content: "1" });
    const next = await add({ kind: "send", content: "2", follows: start.clientId });
    await outbox.move(next.clientId, -1);
    expect(await contents()).toEqual(["1", "2"]);
    await outbox.settle(start.clientId, "c", "thread of c");
    expect(await store.outbox()).toMatchObject([{ content: "2", chatId: "c", threadId: "thread of c", follows: null }]);
    expect(await store.settled(start.clientId)).toMatchObject({ chatId: "c" });
  });

  test("a beginning that is taken out begins the chat", async () => {
    const start = await add({ kind: "start", content: "1" });
    const two = await add({ kind: "send", content: "2", follows: start.clientId });
    await add({ kind: "send", content: "3", follows: start.clientId });
    await outbox.remove(start.clientId);
    expect(await store.outbox()).toMatchObject([
      { content: "2", kind: "start", follows: null },
      { content: "3", kind: "send", follows: two.clientId },
    ]);
  });

  test("a beginning that comes back follows nothing that was sent meanwhile, and takes nothing along that was", async () => {
    const start = await add({ kind: "start", content: "1" });
    const [two, three] = [await add({ kind: "send", content: "2", follows: start.clientId }), await send("3", "b")];
    const four = await add({ kind: "send", content: "4", follows: start.clientId });
    const before = await outbox.remove(start.clientId);
    await outbox.reword(four.clientId, "4!");
    await outbox.putBack(person, before);
    const follows = async () => (await store.outbox()).map(({ content, follows }) => [content, follows]);
    expect(await follows()).toEqual([["1", null], ["2", start.clientId], ["3", null], ["4!", start.clientId]]);
    await outbox.remove(start.clientId);
    expect(await outbox.take(person)).toMatchObject({ clientId: two.clientId, kind: "start" });
    await outbox.settle(two.clientId, "c", "thread of c");
    await outbox.putBack(person, before);
    expect(await store.outbox()).toMatchObject([
      { content: "1", kind: "start" },
      { clientId: three.clientId },
      { content: "4!", chatId: "c", follows: null },
    ]);
  });

  test("words that came too late are a message of their own where the others went", async () => {
    const start = await add({ kind: "start", content: "1" });
    expect(await outbox.take(person)).toMatchObject({ clientId: start.clientId });
    expect(await outbox.addBehind(person, start, "On its way")).toMatchObject({ kind: "send", follows: start.clientId });
    await outbox.settle(start.clientId, "c", "");
    expect(await outbox.addBehind(person, start, "Sent")).toMatchObject({ kind: "send", chatId: "c", follows: null });
    const other = await add({ kind: "start", content: "2" });
    await outbox.remove(other.clientId);
    expect(await outbox.addBehind(person, other, "Nowhere")).toMatchObject({ kind: "start", chatId: "" });
  });

  test("other words for a message is said in that version", async () => {
    await send("before");
    const edit = await add({ kind: "edit", content: "other", chatId: "a", threadId: "thread of a", messageId: "m" });
    await send("after");
    await send("elsewhere", "b");
    expect((await store.outbox()).map(({ follows }) => follows)).toEqual([null, null, edit.clientId, null]);
    await outbox.settle(edit.clientId, "a", "version");
    const places = (await store.outbox()).map(({ threadId }) => threadId);
    expect(places).toEqual(["thread of a", "version", "thread of b"]);
  });
});
