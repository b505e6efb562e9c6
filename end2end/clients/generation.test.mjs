// Answers as models give them, against a scripted provider: stopped from elsewhere, read by several at once, cut
// off by kill -9, and asked for by somebody whose connection breaks all the time.
//
// CONCLAVE_ANSWERS, CONCLAVE_THREADS and CONCLAVE_TOKENS say how much is generated while the server is killed and
// readers come and go (20 answers of 200 tokens on 5 threads without them; the promise is made for 200, 20 and
// 2,000), CONCLAVE_KILLS how often it is killed then (2), CONCLAVE_CUTS how often the connection of somebody who
// sends breaks (20; 1,000), CONCLAVE_CRASH_SEED repeats the instants of an earlier run.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { setImmediate as breathe } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { anyApi as api } from "convex/server";
import { gate, isSummary } from "../support/provider.mjs";
import { ChatWorld, Reader, Tab } from "./support/chats.mjs";
import { Proxy } from "./support/proxy.mjs";
import { random, seed } from "./support/random.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const answers = number("CONCLAVE_ANSWERS", 20);
const threads = number("CONCLAVE_THREADS", 5);
const tokens = number("CONCLAVE_TOKENS", 200);
const cuts = number("CONCLAVE_CUTS", 20);
const kills = number("CONCLAVE_KILLS", 2);

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

  test("that is stopped on another device ends the provider's request (D-S10)", async (t) => {
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
  let wire;
  before(async () => {
    world = await ChatWorld.start();
    wire = await Proxy.start(() => world.deployment.port);
  });
  after(async () => {
    wire.close();
    await world.dispose();
  });

  const perThread = answers / threads;
  const questionOf = (thread, turn) => `question ${thread}.${turn}`;
  const tokenOf = (question, index) => `${index === 0 ? "" : " "}${question.slice(9)}:${index}`;
  const wholeOf = (question) => Array.from({ length: tokens }, (_, index) => tokenOf(question, index)).join("");
  const pick = (list) => list[Math.floor(next() * list.length)];

  /** What happens while all this is generated, and behind how many tokens; a kill may cost every thread one answer. */
  function mishaps() {
    const kinds = { kill: kills, cut: Math.ceil(answers / 10), reload: Math.ceil(answers / 4), close: threads };
    const reach = (answers - kills * threads) * tokens;
    const all = Object.entries(kinds).flatMap(([kind, count]) => Array.from({ length: count }, () => kind));
    return all.map((kind) => ({ kind, at: 1 + Math.floor(next() * reach) })).sort((a, b) => a.at - b.at);
  }

  /** Has the provider say every answer token by token, once it may begin; `reached` resolves once so many have been said. */
  function generate(provider) {
    const begun = gate();
    let sent = 0;
    let awaited = { count: Infinity, reached: gate() };
    /** The longest that was said to each question. */
    const said = new Map();
    // What does not fit any more is summarised, which is an answer of its own.
    provider.next((answer) => answer.text("A summary.").finish(), { when: isSummary, always: true });
    provider.otherwise = async (answer) => {
      const question = answer.request.body.messages.at(-1).content;
      await begun;
      for (let index = 0; index < tokens && answer.isOpen; index++) {
        answer.text(tokenOf(question, index));
        sent += 1;
        if (answer.said.length > (said.get(question) ?? "").length) said.set(question, answer.said);
        if (sent >= awaited.count) awaited.reached.open();
        await breathe();
      }
      if (answer.isOpen) answer.finish();
    };
    const reached = async (count) => {
      if (sent >= count) return;
      awaited = { count, reached: gate() };
      await awaited.reached;
    };
    return { said, reached, begin: begun.open };
  }

  test("every answer is what was sent up to its end, the same for all, and none is left open (D-S8, D-A6)", { timeout: 3_600_000 }, async (t) => {
    const { said, reached, begin } = generate(world.provider);
    const client = world.device();
    const chats = await Promise.all(
      Array.from({ length: threads }, (_, thread) => client.mutation(api.chats.start, { content: questionOf(thread, 0) })),
    );
    const viewOf = ({ chatId }) => world.http().query(api.chats.view, { chatId });
    const threadIds = (await Promise.all(chats.map(viewOf))).map(({ threadId }) => threadId);
    for (let turn = 1; turn < perThread; turn++) {
      await Promise.all(threadIds.map((threadId, thread) => client.mutation(api.streaming.send, { threadId, content: questionOf(thread, turn) })));
    }
    // Two tabs on each thread whose connections break, and one that nothing happens to.
    const open = (threadId, url) => new Tab(world.device("ada", url), threadId);
    const calm = threadIds.map((threadId) => open(threadId, world.deployment.url));
    const shaken = threadIds.flatMap((threadId) => [open(threadId, wire.url), open(threadId, wire.url)]);
    const seen = [...calm, ...shaken];
    const act = {
      async kill() {
        await world.deployment.kill();
        await world.deployment.start();
      },
      cut: () => wire.cut(),
      async close() {
        const tab = pick(shaken);
        shaken.splice(shaken.indexOf(tab), 1);
        await tab.close();
      },
      async reload() {
        const tab = pick(shaken);
        await tab.close();
        const again = open(tab.threadId, wire.url);
        shaken.splice(shaken.indexOf(tab), 1, again);
        seen.push(again);
      },
    };
    begin();
    for (const { kind, at } of mishaps()) {
      await reached(at);
      await act[kind]();
      if (kind === "kill") t.diagnostic(`killed after ${at} tokens`);
    }

    let cut = 0;
    for (const [thread, threadId] of threadIds.entries()) {
      const queue = new Watch(client, api.queuedActions.list, { threadId });
      await queue.until((items) => items.length === 0);
      const active = new Watch(client, api.streaming.active, { threadId });
      await active.until(isIdle);
      for (const watch of [queue, active]) watch.unsubscribe();
      const { messages } = await viewOf(chats[thread]);
      const questions = messages.filter(({ role }) => role === "USER").map(({ content }) => content);
      assert.deepEqual(questions, Array.from({ length: perThread }, (_, turn) => questionOf(thread, turn)));
      for (const [index, { _id, role, content, status }] of messages.entries()) {
        if (role !== "ASSISTANT") continue;
        const question = messages[index - 1].content;
        if (status === "complete") assert.equal(content, wholeOf(question));
        else {
          cut += 1;
          assert.ok(status === "interrupted" && content !== "" && said.get(question).startsWith(content), `${status}: ${content}`);
        }
        for (const tab of seen) {
          const read = tab.readers.get(_id)?.text ?? "";
          assert.ok(content.startsWith(read), `a reader saw what is not in the answer: ${read}`);
        }
      }
      const shown = [calm[thread], ...shaken.filter((tab) => tab.threadId === threadId)].map((tab) => tab.thread(chats[thread].chatId));
      const texts = messages.map(({ content }) => content);
      for (const view of shown) await view.until((view) => isDeepStrictEqual(view?.messages.map(({ content }) => content), texts));
    }
    for (const tab of [...calm, ...shaken]) {
      for (const reader of tab.readers.values()) await reader.until((_, isDone) => isDone);
    }
    t.diagnostic(`${cut} of ${answers} answers were cut off, ${wire.cuts} cuts, ${seen.length} tabs`);
  });
});

describe(`${cuts} disconnects while messages are sent (seed ${seed})`, () => {
  const senders = 4;
  let world;
  const wires = [];
  before(async () => (world = await ChatWorld.start()));
  after(async () => {
    for (const wire of wires) wire.close();
    await world.dispose();
  });

  test("none is lost, none is doubled, and their order is kept (D-O5)", { timeout: 3_600_000 }, async (t) => {
    const sent = await Promise.all(Array.from({ length: senders }, (_, index) => sendThrough(random(seed + 1 + index))));
    t.diagnostic(`${sent.reduce((sum, count) => sum + count)} messages, ${wires.reduce((sum, wire) => sum + wire.cuts, 0)} disconnects`);
  });

  /** Sends in a thread through a wire that breaks, and looks at what has come of it; answers with how many were sent. */
  async function sendThrough(next) {
    const wire = await Proxy.start(() => world.deployment.port);
    wires.push(wire);
    const client = world.device("ada", wire.url);
    const { chatId } = await world.http().mutation(api.chats.start, { content: "0" });
    const { threadId } = await world.http().query(api.chats.view, { chatId });
    let count = 0;
    while (wire.cuts < cuts / senders) {
      count += 1;
      const content = `${count}`;
      const send = () => client.mutation(api.streaming.send, { threadId, content, clientId: `outbox ${chatId} ${content}` });
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
    idle.unsubscribe();
    const said = await wholeThread(threadId);
    const questions = said.filter(({ role }) => role === "USER").map(({ content }) => content);
    assert.deepEqual(questions, Array.from({ length: count + 1 }, (_, index) => `${index}`));
    assert.ok(said.every(({ role, status }) => role === "USER" || status === "complete"));
    assert.equal(said.length, 2 * questions.length, "every message has one answer");
    return count;
  }

  async function wholeThread(threadId) {
    const said = [];
    for (let cursor = null, isDone = false; !isDone; ) {
      const args = { threadId, paginationOpts: { numItems: 200, cursor } };
      const result = await world.http().query(api.messages.list, args);
      said.push(...result.page);
      ({ continueCursor: cursor, isDone } = result);
    }
    return said.reverse();
  }

  async function emptied(client, threadId) {
    const queue = new Watch(client, api.queuedActions.list, { threadId });
    await queue.until((items) => items.length === 0);
    queue.unsubscribe();
  }
});
