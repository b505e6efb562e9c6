// Answers as models give them, against a scripted provider: stopped from elsewhere, read by several at once, cut
// off by kill -9, and asked for by somebody whose connection breaks all the time.
//
// CONCLAVE_ANSWERS, CONCLAVE_THREADS and CONCLAVE_TOKENS say how much is generated while the server is killed (20
// answers of 200 tokens on 5 threads without them; the promise is made for 200, 20 and 2,000), CONCLAVE_CUTS how
// often the connection breaks (20; 1,000), CONCLAVE_CRASH_SEED repeats the instants of an earlier run.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { setImmediate as breathe } from "node:timers/promises";
import { anyApi as api } from "convex/server";
import { gate } from "../support/provider.mjs";
import { ChatWorld, Reader } from "./support/chats.mjs";
import { Proxy } from "./support/proxy.mjs";
import { random, seed } from "./support/random.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const answers = number("CONCLAVE_ANSWERS", 20);
const threads = number("CONCLAVE_THREADS", 5);
const tokens = number("CONCLAVE_TOKENS", 200);
const cuts = number("CONCLAVE_CUTS", 20);
const kills = 2;

const isIdle = (active) => active === null;

describe("an answer", () => {
  let world;
  before(async () => (world = await ChatWorld.start()));
  after(() => world.dispose());

  const start = (client, content) => client.mutation(api.chats.start, { content });
  const viewOf = (chatId) => world.http().query(api.chats.view, { chatId });

  test("is the same for all who read it, and as it was sent", async () => {
    const { provider } = world;
    const [first, second] = [gate(), gate()];
    provider.next(async (answer) => {
      answer.pieceLength = 5;
      answer.text("Grüße 🦀");
      await first;
      answer.text(", 日本").text("!");
      await second;
      answer.text(" Ende").finish();
    });
    const [phone, laptop] = [world.device(), world.device()];
    const { chatId } = await start(phone, "Hello");
    const { messages } = await viewOf(chatId);
    const messageId = messages[1]._id;
    const early = new Reader(phone, messageId);
    await early.until((text) => text === "Grüße 🦀");
    first.open();
    const late = new Reader(laptop, messageId);
    for (const reader of [early, late]) await reader.until((text) => text === "Grüße 🦀, 日本!");
    second.open();
    for (const reader of [early, late]) await reader.until((_, isDone) => isDone);
    const chat = await viewOf(chatId);
    assert.equal(chat.messages[1].content, "Grüße 🦀, 日本! Ende");
    assert.equal(chat.messages[1].status, "complete");
    assert.ok(chat.messages[1].content.startsWith(early.text) && chat.messages[1].content.startsWith(late.text));
  });

  test("gives its chat a title", async () => {
    const phone = world.device();
    const { chatId } = await start(phone, "What is the capital of France?");
    const watch = new Watch(phone, api.chats.view, { chatId });
    const { chat } = await watch.until((view) => view?.chat.title === "A generated title");
    assert.equal(chat.hasFallbackTitle, undefined);
    watch.unsubscribe();
  });

  test("that is stopped on another device ends the provider's request", async (t) => {
    const { provider } = world;
    const [phone, laptop] = [world.device(), world.device()];
    const times = [];
    for (let round = 0; round < 5; round++) {
      provider.next((answer) => void answer.text(`Once upon ${round}`));
      const { chatId } = await start(phone, `Tell me ${round}`);
      const { threadId, messages } = await viewOf(chatId);
      const reader = new Reader(phone, messages[1]._id);
      await reader.until((text) => text === `Once upon ${round}`);
      const request = provider.answered.at(-1);
      const asked = performance.now();
      await laptop.mutation(api.streaming.stop, { threadId });
      assert.equal(await request.ended, "aborted");
      times.push(performance.now() - asked);
      await reader.until((_, isDone) => isDone);
      const [, answer] = (await viewOf(chatId)).messages;
      assert.deepEqual([answer.content, answer.status], [`Once upon ${round}`, "interrupted"]);
    }
    const [, , median] = times.sort((a, b) => a - b);
    t.diagnostic(`the request ended after ${times.map(Math.round).join(", ")} ms`);
    assert.ok(median < 500, `${median} ms`);
  });
});

describe(`kill -9 during ${answers} answers of ${tokens} tokens on ${threads} threads (seed ${seed})`, () => {
  const next = random(seed);
  let world;
  before(async () => (world = await ChatWorld.start()));
  after(() => world.dispose());

  const perThread = answers / threads;
  const questionOf = (thread, turn) => `question ${thread}.${turn}`;
  const tokenOf = (question, index) => `${index === 0 ? "" : " "}${question.slice(9)}:${index}`;
  const wholeOf = (question) => Array.from({ length: tokens }, (_, index) => tokenOf(question, index)).join("");

  test("every answer is what was sent up to its end, and none is left open", { timeout: 1_200_000 }, async (t) => {
    const { provider } = world;
    let sent = 0;
    let awaited = { count: Infinity, reached: gate() };
    provider.otherwise = async (answer) => {
      const question = answer.request.body.messages.at(-1).content;
      for (let index = 0; index < tokens && answer.isOpen; index++) {
        answer.text(tokenOf(question, index));
        sent += 1;
        if (sent >= awaited.count) awaited.reached.open();
        await breathe();
      }
      if (answer.isOpen) answer.finish();
    };
    const client = world.device();
    const chats = await Promise.all(
      Array.from({ length: threads }, (_, thread) => client.mutation(api.chats.start, { content: questionOf(thread, 0) })),
    );
    const views = await Promise.all(chats.map(({ chatId }) => world.http().query(api.chats.view, { chatId })));
    const threadIds = views.map(({ threadId }) => threadId);
    const readers = views.map(({ messages }) => new Reader(client, messages[1]._id));
    for (let turn = 1; turn < perThread; turn++) {
      await Promise.all(threadIds.map((threadId, thread) => client.mutation(api.streaming.send, { threadId, content: questionOf(thread, turn) })));
    }

    for (let kill = 0; kill < kills; kill++) {
      const reached = gate();
      awaited = { count: sent + 1 + Math.floor((next() * answers * tokens) / (kills + 2)), reached };
      await reached;
      t.diagnostic(`killed after ${sent} tokens`);
      await world.deployment.kill();
      await world.deployment.start();
    }

    for (const [thread, threadId] of threadIds.entries()) {
      const queue = new Watch(client, api.queuedActions.list, { threadId });
      await queue.until((items) => items.length === 0);
      const active = new Watch(client, api.streaming.active, { threadId });
      await active.until(isIdle);
      for (const watch of [queue, active]) watch.unsubscribe();
      const { messages } = await world.http().query(api.chats.view, { chatId: chats[thread].chatId });
      const questions = messages.filter(({ role }) => role === "USER").map(({ content }) => content);
      assert.deepEqual(questions, Array.from({ length: perThread }, (_, turn) => questionOf(thread, turn)));
      for (const [index, { role, content, status }] of messages.entries()) {
        if (role !== "ASSISTANT") continue;
        const whole = wholeOf(messages[index - 1].content);
        if (status === "complete") assert.equal(content, whole);
        else assert.ok(status === "interrupted" && content !== "" && whole.startsWith(content), `${status}: ${content}`);
      }
    }
    for (const [thread, reader] of readers.entries()) {
      await reader.until((_, isDone) => isDone);
      const { messages } = await world.http().query(api.chats.view, { chatId: chats[thread].chatId });
      assert.ok(messages[1].content.startsWith(reader.text), "a reader saw what is not in the answer");
    }
  });
});

describe(`${cuts} disconnects while messages are sent (seed ${seed})`, () => {
  const next = random(seed + 1);
  let world;
  let wire;
  before(async () => {
    world = await ChatWorld.start();
    wire = await Proxy.start(() => world.deployment.port);
  });
  after(async () => {
    wire.close();
    await world.dispose();
  });

  test("none is lost, none is doubled, and their order is kept", { timeout: 1_200_000 }, async (t) => {
    const client = world.device("ada", wire.url);
    const { chatId } = await world.http().mutation(api.chats.start, { content: "0" });
    const { threadId } = await world.http().query(api.chats.view, { chatId });
    let count = 0;
    while (wire.cuts < cuts) {
      count += 1;
      const content = `${count}`;
      const send = () => client.mutation(api.streaming.send, { threadId, content, clientId: `outbox ${count}` });
      const sending = send();
      if (next() < 0.7) await breathe();
      if (next() < 0.5) wire.cut();
      await sending;
      // An outbox that is not sure sends once more.
      if (next() < 0.2) await send();
      if (count % 20 === 0) await emptied(client, threadId);
    }
    await emptied(client, threadId);
    const idle = new Watch(client, api.streaming.active, { threadId });
    await idle.until(isIdle);
    const said = [];
    for (let cursor = null, isDone = false; !isDone; ) {
      const args = { threadId, paginationOpts: { numItems: 200, cursor } };
      const result = await world.http().query(api.messages.list, args);
      said.push(...result.page);
      ({ continueCursor: cursor, isDone } = result);
    }
    const questions = said.reverse().filter(({ role }) => role === "USER").map(({ content }) => content);
    t.diagnostic(`${count} messages, ${wire.cuts} disconnects`);
    assert.deepEqual(questions, Array.from({ length: count + 1 }, (_, index) => `${index}`));
    assert.ok(said.every(({ role, status }) => role === "USER" || status === "complete"));
    idle.unsubscribe();
  });

  async function emptied(client, threadId) {
    const queue = new Watch(client, api.queuedActions.list, { threadId });
    await queue.until((items) => items.length === 0);
    queue.unsubscribe();
  }
});
