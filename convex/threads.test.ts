import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FunctionArgs } from "convex/server";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { createTask, createWorld, expectFailure, firstPage, type Person } from "./test.setup";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A task's thread, with some messages in it. */
async function createThread(person: Person, messages = 0) {
  const taskId = await createTask(person);
  for (let index = 1; index <= messages; index++) {
    await person.mutation(api.messages.append, { taskId, role: "USER", content: `${index}` });
  }
  const { threadId } = (await person.query(api.tasks.get, { taskId }))!;
  return { taskId, threadId };
}

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

describe("typing", () => {
  test("shows, and vanishes by itself after the last key", async () => {
    const { ada, deployment } = createWorld();
    const { threadId } = await createThread(ada);
    const marks = async () => (await ada.query(api.typing.list, { threadId })).length;
    await ada.mutation(api.typing.start, { threadId });
    expect(await marks()).toBe(1);
    later(6_000);
    await ada.mutation(api.typing.start, { threadId });
    expect(await marks()).toBe(1);
    const [row] = await ada.query(api.typing.list, { threadId });
    expect(row!.expiresAt).toBe(Date.now() + 8_000);
    await deployment.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await marks()).toBe(0);
  });

  test("writes nothing again while the mark is fresh, and goes with the message", async () => {
    const { ada } = createWorld();
    const { threadId } = await createThread(ada);
    await ada.mutation(api.typing.start, { threadId });
    const before = await ada.query(api.typing.list, { threadId });
    later(1_000);
    await ada.mutation(api.typing.start, { threadId });
    expect(await ada.query(api.typing.list, { threadId })).toEqual(before);
    await ada.mutation(api.typing.stop, { threadId });
    expect(await ada.query(api.typing.list, { threadId })).toEqual([]);
  });

  test("of an advisor stands beside that of the person", async () => {
    const { ada, deployment } = createWorld();
    const { threadId } = await createThread(ada);
    const advisorId = await ada.mutation(api.advisors.createAdvisor, {
      firstName: "Ines",
      lastName: "",
      persona: { summary: "", traits: [] },
      roleDefinition: { title: "", instructions: "" },
      tags: [],
    });
    const answering = (isAnswering: boolean) =>
      deployment.mutation(internal.typing.setAdvisor, { threadId, advisorId, isAnswering });
    await ada.mutation(api.typing.start, { threadId });
    await answering(true);
    expect(await ada.query(api.typing.list, { threadId })).toHaveLength(2);
    await answering(false);
    expect(await ada.query(api.typing.list, { threadId })).toHaveLength(1);
  });

  test("is swept where its job was lost, and is not shown by who hides", async () => {
    const { ada, deployment } = createWorld();
    const { threadId } = await createThread(ada);
    await ada.mutation(api.typing.start, { threadId });
    vi.clearAllTimers();
    later(8_000);
    await deployment.mutation(internal.typing.sweep, {});
    expect(await ada.query(api.typing.list, { threadId })).toEqual([]);
    await ada.mutation(api.userSettings.update, { sharesPresence: false });
    await ada.mutation(api.typing.start, { threadId });
    expect(await ada.query(api.typing.list, { threadId })).toEqual([]);
  });
});

describe("presence", () => {
  const beat = (person: Person, device: string, threadId?: Id<"threads">) =>
    person.mutation(api.presence.heartbeat, { device, threadId });

  test("changes only with what is seen; heartbeats do not touch it", async () => {
    const { ada } = createWorld();
    const { threadId } = await createThread(ada);
    await beat(ada, "phone", threadId);
    const before = await ada.query(api.presence.inThread, { threadId });
    expect(before).toMatchObject([{ device: "phone", state: "online" }]);
    later(30_000);
    await beat(ada, "phone", threadId);
    expect(await ada.query(api.presence.inThread, { threadId })).toEqual(before);
    await beat(ada, "phone");
    expect(await ada.query(api.presence.inThread, { threadId })).toEqual([]);
  });

  test("ends a minute after the last heartbeat, and is forgotten after a month", async () => {
    const { ada, deployment } = createWorld();
    const sweep = () => deployment.mutation(internal.presence.sweep, {});
    const state = async () => (await ada.query(api.presence.list, {})).map(({ state }) => state);
    await beat(ada, "phone");
    const lastSeenAt = Date.now();
    later(59_999);
    await sweep();
    expect(await state()).toEqual(["online"]);
    later(1);
    await sweep();
    expect(await ada.query(api.presence.list, {})).toMatchObject([
      { state: "offline", changedAt: lastSeenAt },
    ]);
    later(30 * 24 * 60 * 60 * 1_000);
    await sweep();
    expect(await state()).toEqual([]);
  });

  test("has room for fifty devices; one that is away gives way to another one", async () => {
    const { ada } = createWorld();
    for (let index = 0; index < 50; index++) await beat(ada, `device ${index}`);
    await expectFailure(beat(ada, "one more"), "LIMIT_REACHED");
    await ada.mutation(api.presence.leave, { device: "device 7" });
    await beat(ada, "one more");
    const devices = (await ada.query(api.presence.list, {})).map(({ device }) => device);
    expect([devices.length, devices.includes("device 7")]).toEqual([50, false]);
  });

  test("ends at once for who leaves, and never begins for who hides", async () => {
    const { ada } = createWorld();
    await beat(ada, "phone");
    await ada.mutation(api.presence.leave, { device: "phone" });
    expect(await ada.query(api.presence.list, {})).toMatchObject([{ state: "offline" }]);
    const { threadId } = await createThread(ada);
    await beat(ada, "laptop", threadId);
    await ada.mutation(api.typing.start, { threadId });
    await ada.mutation(api.userSettings.update, { sharesPresence: false });
    const seen = () =>
      Promise.all([
        ada.query(api.presence.inThread, { threadId }),
        ada.query(api.typing.list, { threadId }),
      ]);
    expect(await seen()).toEqual([[], []]);
    await beat(ada, "tablet", threadId);
    expect(await seen()).toEqual([[], []]);
  });
});

describe("drafts", () => {
  test("are one per thread and one per kind of new thing; an empty one is none", async () => {
    const { ada } = createWorld();
    const { threadId } = await createThread(ada);
    const places = [{ threadId, kind: "task" as const }, { kind: "task" as const }, { kind: "chat" as const }];
    const save = (index: number, content: string) =>
      ada.mutation(api.drafts.save, { ...places[index]!, content });
    const all = () =>
      Promise.all(places.map(async (place) => (await ada.query(api.drafts.get, place))?.content));
    for (const index of [0, 1, 2]) await save(index, `draft ${index}`);
    await save(1, "better");
    expect(await all()).toEqual(["draft 0", "better", "draft 2"]);
    await save(1, "");
    expect(await all()).toEqual(["draft 0", undefined, "draft 2"]);
    await expectFailure(save(0, "x".repeat(100_001)), "INVALID_INPUT");
  });

  test("end with the message that was written", async () => {
    const { ada } = createWorld();
    const { taskId, threadId } = await createThread(ada);
    const contentAt = async (place: FunctionArgs<typeof api.drafts.get>) =>
      (await ada.query(api.drafts.get, place))?.content;
    await ada.mutation(api.drafts.save, { threadId, kind: "task", content: "Half" });
    await ada.mutation(api.messages.append, { taskId, role: "ASSISTANT", content: "Working on it" });
    expect(await contentAt({ threadId, kind: "task" })).toBe("Half");
    await ada.mutation(api.messages.append, { taskId, role: "USER", content: "Half and half" });
    expect(await contentAt({ threadId, kind: "task" })).toBeUndefined();
    await ada.mutation(api.drafts.save, { kind: "chat", content: "Hello" });
    await ada.mutation(api.chats.start, { content: "Hello" });
    expect(await contentAt({ kind: "chat" })).toBeUndefined();
  });

  test("end as well where the last letters were not saved any more, or a change", async () => {
    const { ada } = createWorld();
    const { taskId, threadId } = await createThread(ada);
    for (const [draft, sent] of [["Half a", "Half a thought"], ["Half the cat", "Half of the cat"], ["Tee", "Tea"]]) {
      await ada.mutation(api.drafts.save, { threadId, kind: "task", content: draft! });
      await ada.mutation(api.messages.append, { taskId, role: "USER", content: sent! });
      expect(await ada.query(api.drafts.get, { threadId, kind: "task" })).toBeNull();
    }
  });

  test("go with what a page sends, however much of it they were", async () => {
    const { ada } = createWorld();
    const { threadId } = await createThread(ada);
    await ada.mutation(api.drafts.save, { threadId, kind: "task", content: "Half a thought" });
    await ada.mutation(api.streaming.send, { threadId, content: "A whole one" });
    expect(await ada.query(api.drafts.get, { threadId, kind: "task" })).toBeNull();
  });

  test("stay when what comes was written before them, on a device without a server", async () => {
    const { ada } = createWorld();
    const place = { kind: "chat" as const };
    const content = async () => (await ada.query(api.drafts.get, place))?.content;
    await ada.mutation(api.drafts.save, { ...place, content: "Second" });
    await ada.mutation(api.chats.start, { content: "First", clientId: "outbox-1" });
    expect(await content()).toBe("Second");
    await ada.mutation(api.chats.start, { content: "Second", clientId: "outbox-2" });
    expect(await content()).toBeUndefined();
  });
});

describe("the queue", () => {
  const add = (person: Person, threadId: Id<"threads">, content: string) =>
    person.mutation(api.queuedActions.add, { threadId, kind: "message", content });
  const contents = async (person: Person, threadId: Id<"threads">) =>
    (await person.query(api.queuedActions.list, { threadId })).map(({ content }) => content);

  test("can be edited and put in another order", async () => {
    const { ada } = createWorld();
    const { threadId } = await createThread(ada);
    const [a, b, c] = [
      await add(ada, threadId, "a"),
      await add(ada, threadId, "b"),
      await add(ada, threadId, "c"),
    ];
    const move = (queuedActionId: Id<"queuedActions">, afterId: Id<"queuedActions"> | null) =>
      ada.mutation(api.queuedActions.move, { queuedActionId, afterId });
    await move(c, null);
    await move(a, b);
    await ada.mutation(api.queuedActions.update, { queuedActionId: b, content: "B" });
    expect(await contents(ada, threadId)).toEqual(["c", "B", "a"]);
    await ada.mutation(api.queuedActions.remove, { queuedActionId: b });
    await move(c, c);
    await add(ada, threadId, "d");
    expect(await contents(ada, threadId)).toEqual(["c", "a", "d"]);
  });

  test("has a bound, and no item moves behind one of another thread", async () => {
    const { ada } = createWorld();
    const [here, there] = [await createThread(ada), await createThread(ada)];
    for (let index = 0; index < 30; index++) await add(ada, here.threadId, `${index}`);
    await expectFailure(add(ada, here.threadId, "one more"), "LIMIT_REACHED");
    const other = await add(ada, there.threadId, "x");
    const [first] = await ada.query(api.queuedActions.list, { threadId: here.threadId });
    const move = { queuedActionId: first!._id, afterId: other };
    await expectFailure(ada.mutation(api.queuedActions.move, move), "NOT_FOUND");
  });

  test("hides with its thread", async () => {
    const { ada } = createWorld();
    const { taskId, threadId } = await createThread(ada);
    const queuedActionId = await add(ada, threadId, "a");
    await ada.mutation(api.tasks.trash, { taskId });
    expect(await contents(ada, threadId)).toEqual([]);
    await expectFailure(ada.mutation(api.queuedActions.remove, { queuedActionId }), "NOT_FOUND");
  });
});

describe("reading", () => {
  const mark = (person: Person, threadId: Id<"threads">, position: number) =>
    person.mutation(api.readPositions.mark, { threadId, position });
  const unread = (person: Person, threadId: Id<"threads">) =>
    person.query(api.readPositions.get, { threadId });

  test("goes forward only, not past the end, and counts what is left as a full count would", async () => {
    const { ada } = createWorld();
    const { taskId, threadId } = await createThread(ada, 5);
    expect(await unread(ada, threadId)).toEqual({ position: 0, unread: 5, isAtLeast: false });
    await mark(ada, threadId, 3);
    await mark(ada, threadId, 1);
    expect(await unread(ada, threadId)).toEqual({ position: 3, unread: 2, isAtLeast: false });
    const args = { taskId, paginationOpts: { numItems: 1, cursor: null } };
    const { page } = await ada.query(api.messages.byTask, args);
    await ada.mutation(api.messages.remove, { messageId: page[0]!._id });
    expect(await unread(ada, threadId)).toMatchObject({ unread: 1 });
    await mark(ada, threadId, 99);
    expect(await unread(ada, threadId)).toEqual({ position: 5, unread: 0, isAtLeast: false });
  });

  test("says that there are more than it counts", async () => {
    const { ada } = createWorld();
    const { threadId } = await createThread(ada, 101);
    expect(await unread(ada, threadId)).toEqual({ position: 0, unread: 100, isAtLeast: true });
    await mark(ada, threadId, 1);
    expect(await unread(ada, threadId)).toEqual({ position: 1, unread: 100, isAtLeast: false });
  });
});

describe("parts and summaries", () => {
  test("parts keep their order", async () => {
    const { ada, deployment } = createWorld();
    const { taskId } = await createThread(ada);
    const message = { taskId, role: "ASSISTANT" as const, content: "Done" };
    const messageId = await ada.mutation(api.messages.append, message);
    const append = (part: object) =>
      deployment.mutation(internal.messageParts.append, { messageId, kind: "text", ...part });
    await append({ kind: "reasoning", text: "Hm" });
    await append({ kind: "tool-call", toolCallId: "1", toolName: "list_dir", json: "{}" });
    await append({ text: "Done" });
    const args = { messageId, paginationOpts: firstPage() };
    const { page } = await ada.query(api.messageParts.byMessage, args);
    expect(page.map(({ sequence, kind }) => [sequence, kind])).toEqual([
      [1, "reasoning"],
      [2, "tool-call"],
      [3, "text"],
    ]);
    await expectFailure(append({ json: "{" }), "INVALID_INPUT");
  });

  test("the newest summary comes first, and the oldest beyond the bound goes", async () => {
    const { ada, deployment } = createWorld();
    const { threadId } = await createThread(ada);
    const add = (toPosition: number, fromPosition = 1) =>
      deployment.mutation(internal.threadSummaries.add, { threadId, text: "x", fromPosition, toPosition });
    for (let position = 1; position <= 51; position++) await add(position);
    const ends = (await ada.query(api.threadSummaries.list, { threadId })).map((row) => row.toPosition);
    expect([ends.length, ends[0], ends.at(-1)]).toEqual([50, 51, 2]);
    await expectFailure(add(1, 2), "INVALID_INPUT");
  });
});

test("a device's sync is one row (A29.5)", async () => {
  const { ada } = createWorld();
  await ada.mutation(api.syncStatus.record, { deviceId: "phone" });
  later(1_000);
  await ada.mutation(api.syncStatus.record, { deviceId: "phone" });
  const rows = await ada.query(api.syncStatus.get, {});
  expect(rows).toMatchObject([{ deviceId: "phone", lastSyncTimestamp: Date.now() }]);
});

test("a device too many takes the place of the one that synced longest ago", async () => {
  const { ada } = createWorld();
  const record = async (deviceId: string) => {
    later(1_000);
    await ada.mutation(api.syncStatus.record, { deviceId });
  };
  for (let index = 0; index < 50; index++) await record(`device ${index}`);
  await record("device 0");
  await record("one more");
  const ids = (await ada.query(api.syncStatus.get, {})).map(({ deviceId }) => deviceId);
  expect(ids).toHaveLength(50);
  expect(["device 0", "device 1", "one more"].map((id) => ids.includes(id))).toEqual([true, false, true]);
});
