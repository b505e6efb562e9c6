import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { api, internal } from "./_generated/api";
import { createChatWorld, eventually, gate, putKey, setVariables, settled } from "./generation.setup";
import { answersWithinMs } from "./lib/limits";
import { expectFailure, type Person } from "./test.setup";

let world: Awaited<ReturnType<typeof createChatWorld>>;
beforeEach(async () => {
  world = await createChatWorld();
});
afterEach(() => world.finish());

const start = (person: Person, more = {}) =>
  person.mutation(api.chats.start, { content: "Hello", ...more });

const own = (person: Person) => person.query(api.allowances.list, {});

describe("where the operator limits answers", () => {
  let forget: () => void;
  beforeEach(() => {
    forget = setVariables({ CONCLAVE_ANSWERS_PER_HOUR: "2" });
  });
  afterEach(() => forget());

  /** The hour that is counted has passed. */
  const letTheHourPass = () =>
    world.deployment.run(async (ctx) => {
      for (const { _id, since } of await ctx.db.query("answerCounts").take(9)) {
        await ctx.db.patch("answerCounts", _id, { since: since - answersWithinMs });
      }
    });

  test("each person sees what is left and when it is whole again, before nothing is left", async () => {
    const { ada, bob } = world;
    await bob.mutation(api.auth.upsertUser, {});
    const before = Date.now();
    await settled(ada, (await start(ada)).chatId);
    const [left] = await own(ada);
    expect(left).toMatchObject({ provider: null, kind: "answers", limit: 2, remaining: 1 });
    expect(left!.resetAt).toBeGreaterThanOrEqual(before + answersWithinMs);
    expect(await own(bob)).toEqual([]);
  });

  test("no more than that begin, a refused message is not there, and others are not held up", async () => {
    const { ada, bob } = world;
    const { chatId } = await start(ada);
    const { threadId, last } = await settled(ada, chatId);
    await ada.mutation(api.streaming.retry, { messageId: last._id });
    await settled(ada, chatId);
    const again = ada.mutation(api.streaming.send, { threadId, content: "Third" });
    await expectFailure(again, "LIMIT_REACHED");
    const { messages } = (await ada.query(api.chats.view, { chatId }))!;
    expect(messages.map(({ content }) => content)).not.toContain("Third");
    expect(await own(ada)).toMatchObject([{ remaining: 0 }]);
    await settled(bob, (await start(bob)).chatId);
  });

  test("of many at once exactly as many begin as are left", async () => {
    const { ada } = world;
    const tries = await Promise.allSettled([1, 2, 3, 4, 5].map(() => start(ada)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  });

  test("after the hour all of it is there again", async () => {
    const { ada } = world;
    for (const _ of [1, 2]) await settled(ada, (await start(ada)).chatId);
    await letTheHourPass();
    await settled(ada, (await start(ada)).chatId);
    expect(await own(ada)).toMatchObject([{ remaining: 1 }]);
  });

  test("what waits in a queue waits on, and is sent when there is room again", async () => {
    const { ada, provider, deployment } = world;
    await settled(ada, (await start(ada)).chatId);
    const rest = gate();
    provider.next(async (answer: any) => {
      answer.text("Second");
      await rest;
      answer.finish();
    });
    const { chatId } = await start(ada);
    const { threadId } = (await ada.query(api.chats.view, { chatId }))!;
    await ada.mutation(api.streaming.send, { threadId, content: "Third" });
    rest.open();
    await settled(ada, chatId);
    const queue = () => ada.query(api.queuedActions.list, { threadId });
    expect(await queue()).toMatchObject([{ content: "Third" }]);
    const jobs = await deployment.run((ctx) => ctx.db.system.query("_scheduled_functions").take(99));
    const waiting = jobs.filter(({ name }) => name.includes("sendLater"));
    expect(waiting).toMatchObject([{ state: { kind: "pending" }, args: [{ threadId }] }]);
    await letTheHourPass();
    await deployment.mutation(internal.queuedActions.sendLater, { threadId });
    expect(await queue()).toEqual([]);
    await settled(ada, chatId);
  });
});

test("without a setting, or with one that is no number, there is no limit", async () => {
  const { ada } = world;
  const forget = setVariables({ CONCLAVE_ANSWERS_PER_HOUR: "many" });
  await settled(ada, (await start(ada)).chatId);
  forget();
  await settled(ada, (await start(ada)).chatId);
  expect(await own(ada)).toEqual([]);
});

describe("what a provider says of its own limits", () => {
  const model = { llmModel: "gpt-4o" };
  beforeEach(() => putKey(world.deployment, world.ada, "openai", "sk-x"));

  test("with an answer is kept where it is nearly used up", async () => {
    const { ada, provider } = world;
    const scarce = {
      "x-ratelimit-limit-requests": "60",
      "x-ratelimit-remaining-requests": "2",
      "x-ratelimit-reset-requests": "30s",
    };
    provider.next((answer: any) => {
      for (const [name, value] of Object.entries(scarce)) answer.response.setHeader(name, value);
      answer.text("Hi").finish();
    });
    await settled(ada, (await start(ada, model)).chatId);
    const openai = { id: "openai", name: "OpenAI" };
    expect(await own(ada)).toMatchObject([{ provider: openai, kind: "requests", limit: 60, remaining: 2 }]);
  });

  test("with a refusal is kept until it answers again", async () => {
    const { ada, provider } = world;
    const refuse = (answer: any) => answer.refuse(429, { message: "slow down" }, { "Retry-After": "120" });
    provider.next(refuse);
    await settled(ada, (await start(ada, model)).chatId);
    await eventually(async () =>
      expect(await own(ada)).toMatchObject([{ kind: "requests", limit: null, remaining: 0 }]),
    );
  });
});
