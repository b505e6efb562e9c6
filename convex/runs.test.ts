import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { readAll, setVariables, textOf } from "./generation.setup";
import { createWorld, expectFailure, letTimePass } from "./test.setup";

// No action runs here: each test is the one who holds the run, or is dead.

let forget: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  forget = setVariables({
    CONCLAVE_OLLAMA_URL: "http://unused.test",
    CONCLAVE_OLLAMA_MODELS: "scripted",
  });
});
afterEach(() => {
  vi.clearAllTimers();
  vi.useRealTimers();
  forget();
});

async function createRun() {
  const world = createWorld();
  const { ada, deployment } = world;
  const { chatId, runId } = await ada.mutation(api.chats.start, { content: "Hello" });
  const { threadId, messages } = (await ada.query(api.chats.view, { chatId }))!;
  const messageId = messages[1]!._id;
  const claim = () => deployment.mutation(internal.runs.claim, { runId });
  const append = (leaseId: Id<"runLeases">, first: number, ...texts: string[]) =>
    deployment.mutation(internal.streaming.appendStreamDelta, {
      leaseId,
      first,
      deltas: texts.map((text) => ({ kind: "text" as const, text })),
    });
  const finish = (leaseId: Id<"runLeases">) =>
    deployment.mutation(internal.runs.finish, { leaseId, state: "complete", finishReason: "stop" });
  const lease = () => deployment.run(async (ctx) => (await ctx.db.query("runLeases").first())!);
  const expire = async (leaseId?: Id<"runLeases">) =>
    deployment.mutation(internal.runs.expire, { leaseId: leaseId ?? (await lease())._id });
  const run = () => deployment.run((ctx) => ctx.db.get("runs", runId));
  const message = () => deployment.run((ctx) => ctx.db.get("messages", messageId));
  const jobs = (state: string) =>
    deployment.run(async (ctx) => {
      const all = await ctx.db.system.query("_scheduled_functions").take(100);
      return all.filter((job) => job.state.kind === state).map(({ name }) => name);
    });
  const ids = { chatId, runId, threadId, messageId };
  return { ...world, ...ids, claim, append, finish, lease, expire, run, message, jobs };
}

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

describe("a run", () => {
  test("is taken up by one holder, who alone writes and ends it", async () => {
    const { claim, append, finish, run, message, jobs, deployment } = await createRun();
    const [held, second] = [await claim(), await claim()];
    expect(second).toBeNull();
    const { leaseId } = held!;
    expect(await append(leaseId, 1, "Hel", "lo")).toBe("running");
    await finish(leaseId);
    expect(await run()).toMatchObject({ state: "complete", finishReason: "stop", until: 2 });
    expect(await message()).toMatchObject({ content: "Hello", status: "complete" });
    expect(await append(leaseId, 3, "!")).toBe("lost");
    expect(await message()).toMatchObject({ content: "Hello" });
    expect(await deployment.run((ctx) => ctx.db.query("runLeases").take(9))).toEqual([]);
    // Only the title is still to be done, and nobody watches any more.
    expect(await jobs("pending")).toEqual(["titles:generate"]);
  });

  test("keeps what is written twice once", async () => {
    const { ada, claim, append, messageId } = await createRun();
    const { leaseId } = (await claim())!;
    await append(leaseId, 1, "a", "b");
    await append(leaseId, 1, "a", "b");
    await append(leaseId, 2, "b", "c");
    expect(textOf((await readAll(ada, messageId)).chunks)).toBe("abc");
  });
});

describe("when the holder of a run dies", () => {
  test("while nothing was shown, it is tried again, three times at most", async () => {
    const { claim, expire, run, message } = await createRun();
    for (const attempt of [1, 2, 3]) {
      expect(await claim()).toMatchObject({ attempt });
      later(15_001);
      await expire();
    }
    expect(await claim()).toBeNull();
    expect(await run()).toMatchObject({ state: "interrupted", error: { code: "INTERRUPTED" } });
    expect(await message()).toMatchObject({ content: "", status: "interrupted" });
  });

  test("what had arrived is kept, and whoever comes back late changes nothing (D-S11)", async () => {
    const { claim, append, finish, expire, run, message } = await createRun();
    const { leaseId } = (await claim())!;
    await append(leaseId, 1, "Half a ");
    later(15_001);
    await expire();
    expect(await append(leaseId, 2, "sentence.")).toBe("lost");
    await finish(leaseId);
    expect(await message()).toMatchObject({
      content: "Half a ",
      status: "interrupted",
      finishReason: "interrupted",
    });
    expect(await run()).toMatchObject({ state: "interrupted", error: { code: "INTERRUPTED" } });
  });

  test("nothing happens as long as it says that it is there", async () => {
    const { claim, append, expire, run, deployment } = await createRun();
    const { leaseId } = (await claim())!;
    await append(leaseId, 1, "a");
    for (let round = 0; round < 4; round++) {
      later(10_000);
      await deployment.mutation(internal.runs.heartbeat, { leaseId });
      await expire();
      expect(await run()).toMatchObject({ state: "running" });
    }
  });

  test("a stop that it did not live to see ends the run", async () => {
    const { ada, threadId, claim, append, run, message } = await createRun();
    const { leaseId } = (await claim())!;
    await append(leaseId, 1, "a");
    later(15_001);
    await ada.mutation(api.streaming.stop, { threadId });
    expect(await run()).toMatchObject({ state: "stopped" });
    expect(await message()).toMatchObject({ content: "a", status: "interrupted" });
  });

  test("before it took the run up, another one does", async () => {
    const { expire, run, deployment } = await createRun();
    // The job was begun, and went with the server before it had done anything.
    await deployment.run(async (ctx) => {
      const lease = (await ctx.db.query("runLeases").first())!;
      await ctx.scheduler.cancel(lease.jobId!);
    });
    later(15_001);
    await expire();
    expect(await run()).toMatchObject({ state: "queued", attempt: 2 });
  });

  test("and its watchdog is lost as well, the sweep notices", async () => {
    const { claim, append, run, deployment } = await createRun();
    const { leaseId } = (await claim())!;
    await append(leaseId, 1, "a");
    vi.clearAllTimers();
    later(30_001);
    await deployment.mutation(internal.runs.sweep, {});
    await deployment.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await run()).toMatchObject({ state: "interrupted" });
  });
});

test("each lease has one watchdog, who leaves others of the same run alone", async () => {
  const { claim, lease, expire, jobs } = await createRun();
  const { _id: stale } = await lease();
  await claim();
  const current = await lease();
  const watchdogs = async () => (await jobs("pending")).filter((name) => name === "runs:expire");
  await expire(stale);
  expect(await lease()).toEqual(current);
  expect(await watchdogs()).toHaveLength(1);
  await expire();
  expect(await watchdogs()).toHaveLength(1);
});

test("a run waits as long as its job does: a busy deployment is not a dead one", async () => {
  const { expire, run } = await createRun();
  for (let round = 0; round < 3; round++) {
    later(15_001);
    await expire();
    expect(await run()).toMatchObject({ state: "queued", attempt: 1 });
  }
});

describe("somebody with twenty answers on their way", () => {
  test("is refused a further one until one has ended; others are not", async () => {
    const { ada, bob, claim, finish } = await createRun();
    const start = (person = ada) => person.mutation(api.chats.start, { content: "Hello" });
    for (let more = 1; more < 20; more++) await start();
    await expectFailure(start(), "LIMIT_REACHED");
    await start(bob);
    await finish((await claim())!.leaseId);
    await start();
  });

  test("has what waits looked at again by one job, and sent once another answer has ended", async () => {
    const { ada, threadId, claim, deployment, jobs } = await createRun();
    const send = (content: string) => ada.mutation(api.streaming.send, { threadId, content });
    await send("waits");
    const { leaseId } = (await claim())!;
    await deployment.mutation(internal.runs.finish, { leaseId, state: "failed" });
    const others = [];
    for (let other = 0; other < 20; other++) {
      others.push(await ada.mutation(api.chats.start, { content: "Hello" }));
    }
    await expectFailure(ada.mutation(api.queuedActions.sendNow, { threadId }), "LIMIT_REACHED");
    for (const content of ["waits, too", "last"]) await send(content);
    const looks = async () => (await jobs("pending")).filter((name) => name.includes("sendLater")).length;
    expect(await looks()).toBe(1);
    const look = async () => {
      later(5_000);
      await deployment.mutation(internal.queuedActions.sendLater, { threadId });
      return (await ada.query(api.queuedActions.list, { threadId })).map(({ content }) => content);
    };
    expect(await look()).toEqual(["waits", "waits, too", "last"]);
    expect(await looks()).toBe(2);
    const { threadId: busy } = (await ada.query(api.chats.view, { chatId: others[0]!.chatId }))!;
    await ada.mutation(api.streaming.stop, { threadId: busy });
    expect(await look()).toEqual(["waits, too", "last"]);
  });

  test("has what waits wait on, and sent when its turn comes", async () => {
    const { ada, threadId, claim, deployment } = await createRun();
    const send = (content: string) => ada.mutation(api.streaming.send, { threadId, content });
    const { queuedActionId } = await send("waits");
    const { leaseId } = (await claim())!;
    await deployment.mutation(internal.runs.finish, { leaseId, state: "failed" });
    const others = [];
    for (let other = 0; other < 20; other++) {
      others.push(await ada.mutation(api.chats.start, { content: "Hello" }));
    }
    const late = await send("waits, too");
    expect(late).toMatchObject({ runId: null, queuedActionId: expect.any(String) });
    const { threadId: busy } = (await ada.query(api.chats.view, { chatId: others[0]!.chatId }))!;
    await ada.mutation(api.streaming.stop, { threadId: busy });
    await send("last");
    const waiting = await ada.query(api.queuedActions.list, { threadId });
    expect(waiting.map(({ _id }) => _id)).not.toContain(queuedActionId);
    expect(waiting.map(({ content }) => content)).toEqual(["waits, too", "last"]);
  });
});

describe("deltas", () => {
  test("stay a minute behind the end of their run, then go", async () => {
    const { claim, append, finish, message, run, deployment } = await createRun();
    const { leaseId } = (await claim())!;
    for (let first = 1; first <= 401; first += 100) {
      await append(leaseId, first, ...Array.from({ length: 100 }, (_, index) => `${first + index} `));
    }
    await finish(leaseId);
    const count = () =>
      deployment.run(async (ctx) => (await ctx.db.query("streamDeltas").take(999)).length);
    const sweep = async () => {
      await deployment.mutation(internal.runs.sweep, {});
      await deployment.finishAllScheduledFunctions(vi.runAllTimers);
    };
    later(59_000);
    await sweep();
    expect(await count()).toBe(500);
    later(1_001);
    const before = await message();
    await sweep();
    expect(await count()).toBe(0);
    expect(await message()).toEqual(before);
    expect(await run()).not.toHaveProperty("sweepAt");
  });
});

test("ids of clients are forgotten after a month", async () => {
  const { ada, deployment } = createWorld();
  const once = { content: "Hello", clientId: "outbox" };
  const first = await ada.mutation(api.chats.start, once);
  letTimePass();
  await deployment.mutation(internal.runs.sweepReceipts, {});
  expect(await ada.mutation(api.chats.start, once)).toEqual(first);
  later(30 * 24 * 60 * 60 * 1_000);
  await deployment.mutation(internal.runs.sweepReceipts, {});
  expect((await ada.mutation(api.chats.start, once)).chatId).not.toBe(first.chatId);
});
