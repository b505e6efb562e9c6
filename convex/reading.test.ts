import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import { createWorld, expectFailure, letTimePass, type Person } from "./test.setup";

// Where somebody has come to in a chat, and where reading goes on there.

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

/** A chat of Ada's with a question and an answer, in turn. */
async function createChat(length = 5) {
  const world = createWorld();
  const { ada, deployment } = world;
  const chatId = await ada.mutation(api.chats.createChat, { title: "Read" });
  for (let index = 0; index < length; index++) {
    const role = index % 2 === 0 ? ("USER" as const) : ("ASSISTANT" as const);
    await ada.mutation(api.messages.addMessage, { chatId, role, content: `${index + 1}` });
  }
  const { threadId } = (await ada.query(api.chats.view, { chatId }))!;
  const reading = async (person: Person = ada) => await person.query(api.readPositions.ofChat, { chatId });
  const rest = async (place: number | null, position: number, person: Person = ada) =>
    await person.mutation(api.readPositions.rest, { threadId, place, position });
  const row = () => deployment.run((ctx) => ctx.db.query("readPositions").unique());
  return { ...world, chatId, threadId, reading, rest, row };
}

test("reading goes on where it rested last, and has come as far as it ever did", async () => {
  const { ada, bob, threadId, reading, rest } = await createChat();
  expect(await reading()).toEqual({ threadId, position: 0, place: null });
  await rest(2.5, 4);
  expect(await reading()).toEqual({ threadId, position: 4, place: 2.5 });
  await rest(1.25, 2);
  expect(await reading()).toEqual({ threadId, position: 4, place: 1.25 });
  await ada.mutation(api.readPositions.mark, { threadId, position: 5 });
  expect(await reading(), "what is read elsewhere moves nobody").toEqual({ threadId, position: 5, place: 1.25 });
  await rest(null, 5);
  expect(await reading()).toEqual({ threadId, position: 5, place: null });
  expect(await reading(bob)).toBeNull();
  expect(await ada.query(api.readPositions.ofChat, { chatId: "x" })).toBeNull();
});

test("a place lies within its thread, and is no finer than a hundredth of a message", async () => {
  const { threadId, reading, rest } = await createChat();
  await rest(3.14159, 99);
  expect(await reading()).toEqual({ threadId, position: 5, place: 3.14 });
  await rest(99, 1);
  expect(await reading()).toMatchObject({ place: 5.99 });
  await rest(0, 1);
  expect(await reading()).toMatchObject({ place: null });
  for (const none of [NaN, Infinity]) {
    await expectFailure(rest(none, 1), "INVALID_INPUT");
    await expectFailure(rest(1, none), "INVALID_INPUT");
  }
});

test("what changes nothing writes nothing", async () => {
  const { rest, row } = await createChat();
  await rest(null, 0);
  expect(await row()).toBeNull();
  await rest(2, 3);
  const written = await row();
  letTimePass();
  await rest(2, 3);
  await rest(2.001, 1);
  expect(await row()).toEqual(written);
});

test("each version of a chat is read by itself", async () => {
  const { ada, chatId, threadId, reading, rest } = await createChat();
  await rest(2, 3);
  const { messages } = (await ada.query(api.chats.view, { chatId }))!;
  await ada.mutation(api.streaming.edit, { messageId: messages[2]!._id, content: "Otherwise" });
  const version = (await reading())!;
  expect(version).toMatchObject({ position: 0, place: null });
  expect(version.threadId).not.toBe(threadId);
  await ada.mutation(api.chats.selectThread, { chatId, threadId });
  expect(await reading()).toEqual({ threadId, position: 3, place: 2 });
});

test("whoever sends has read what is above, and sees the end", async () => {
  const { ada, threadId, reading, rest } = await createChat();
  await rest(1, 2);
  await ada.mutation(api.streaming.send, { threadId, content: "6" });
  expect(await reading()).toEqual({ threadId, position: 6, place: null });
});
