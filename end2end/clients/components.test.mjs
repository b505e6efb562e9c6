// Components, pushed with the official CLI: one of the project's own, and published packages, each with its main job.

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { after, before, describe } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { anyApi as api } from "convex/server";
import { ScriptedProvider, gate, lastTextOf } from "../support/provider.mjs";
import { liveSuite } from "./support/live.mjs";
import { Project } from "./support/project.mjs";
import { test as limited } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

const test = (name, body) => limited(name, { timeout: 300_000 }, body);
const QUICK = ["--typecheck", "disable"];

describe("components", () => {
  let provider;
  const options = { functionsDir: null };
  before(async () => {
    provider = await ScriptedProvider.start();
    options.variables = { MODEL_URL: provider.url };
  });
  after(() => provider.close());
  const suite = liveSuite(options);
  let project;

  before(async () => {
    project = await Project.of(suite.deployment, "components");
    await project.run("dev", "--once", ...QUICK);
  });
  after(() => project.dispose());

  const call = (name, args) => project.call(name, args);

  /** Waits until a query gives something that passes. */
  async function until(query, args, passes) {
    const watch = new Watch(suite.client, query, args);
    try {
      return await watch.until(passes);
    } finally {
      watch.unsubscribe();
    }
  }
  const ran = (name, times = 1) => until(api.runs.count, { name }, (count) => count >= times);

  test("a component of one's own has tables of its own, and takes part in its caller's transaction", async () => {
    const refused = await call("ledgers:add", { amounts: [3, -1, 5] });
    assert.equal(refused.length, 1);
    assert.match(refused[0], /a ledger takes no debts/);
    assert.deepEqual(await call("ledgers:largest"), { amount: 5, owner: "nobody" });
    const generated = await fs.readFile(project.file("convex/_generated/api.d.ts"), "utf8");
    assert.match(generated, /ledger: import\("..\/ledger\/_generated\/component.js"\).ComponentApi<"ledger">/);
  });

  test("a component sees the variables it is given, and answers below its prefix", async () => {
    await project.run("env", "set", "OWNER", "ada");
    await until(api.ledgers.largest, {}, ({ owner }) => owner === "ada");
    const answer = await fetch(`${suite.deployment.url}/http/ledger/largest`);
    assert.deepEqual(await answer.json(), { amount: 5, owner: "ada" });
  });

  test("run --component calls a function of a component", async () => {
    assert.deepEqual(JSON.parse(await project.run("run", "--component", "ledger", "book:largest")).amount, 5);
  });

  test("sharded-counter: adds from many sides at once lose nothing", async () => {
    await Promise.all(Array.from({ length: 20 }, () => call("counters:add", { by: 2 })));
    assert.equal(await call("counters:count"), 40);
    await call("counters:rebalance");
    assert.equal(await call("counters:count"), 40);
  });

  test("rate-limiter: what is too much is refused, for one and not for another", async () => {
    const send = (key) => call("limits:send", { key });
    assert.deepEqual([await send("a"), await send("a"), await send("a"), await send("b")], [true, true, false, true]);
    assert.match(await project.failure("limits:insist", { key: "a" }), /RateLimited/);
    await call("limits:reset", { key: "a" });
    assert.equal(await send("a"), true);
  });

  test("aggregate: counts, sums and ranks follow what is added and removed", async () => {
    await call("scores:add", { scores: Array.from({ length: 30 }, (_, n) => n) });
    const summary = (passes) => until(api.scores.summary, { above: 20 }, passes);
    assert.deepEqual(await summary(({ count }) => count === 30), { count: 30, sum: 435, above: 9, best: 29, rank: 20 });
    await call("scores:remove", { score: 29 });
    assert.deepEqual(await summary(({ count }) => count === 29), { count: 29, sum: 406, above: 8, best: 28, rank: 20 });
  });

  test("action-cache: an action runs once for the same arguments, until it is forgotten", async () => {
    for (const word of ["one", "one", "two"]) assert.equal(await call("caches:get", { word }), word.toUpperCase());
    const works = (word) => call("runs:count", { name: `work ${word}` });
    assert.deepEqual([await works("one"), await works("two")], [1, 1]);
    await call("caches:forget", { word: "one" });
    await call("caches:get", { word: "one" });
    assert.deepEqual([await works("one"), await works("two")], [2, 1]);
  });

  test("crons: a function runs again and again until it is told to stop", async () => {
    await call("schedules:start");
    assert.deepEqual(await call("schedules:names"), ["every second"]);
    await ran("cron", 2);
    await call("schedules:stop");
    assert.deepEqual(await call("schedules:names"), []);
  });

  test("migrations: all documents are changed in batches", async () => {
    await call("migrations:fill", { count: 35 });
    await call("migrations:run", {});
    await until(api.migrations.done, {}, (count) => count === 35);
    const { processed, state } = await until(api.migrations.status, {}, ({ isDone }) => isDone);
    assert.deepEqual([processed, state], [35, "success"]);
  });

  test("presence: who is there is seen, and who leaves, by themselves or without a sign of life", async () => {
    const ada = await call("rooms:heartbeat", { user: "ada", interval: 600_000 });
    await call("rooms:heartbeat", { user: "bob", interval: 100 });
    const list = (passes) => until(api.rooms.list, { token: ada.roomToken }, passes);
    await list((all) => all.includes("ada is here") && all.includes("bob has left"));
    await call("rooms:leave", { session: ada.sessionToken });
    await list((all) => all.includes("ada has left"));
  });

  test("workpool: work is done, and its end is told, however it was", async () => {
    await call("pools:enqueue", { numbers: [2, 4, 6] });
    for (const half of [1, 2, 3]) await ran(`half: success ${half}`);
    await ran("from the pool");
    await ran("hopeless: failed");
  });

  test("workflow: steps run one after the other and at once, and the result is kept", async () => {
    const id = await call("flows:start", { n: 10 });
    const { result } = await until(api.flows.status, { id }, ({ type }) => type === "completed");
    assert.equal(result, 30);
    assert.equal(await call("runs:count", { name: "from the workflow" }), 1);
  });

  test("persistent-text-streaming: what is streamed to one is there for all", async () => {
    const id = await call("streams:create");
    const answer = await fetch(`${suite.deployment.url}/http/write`, { method: "POST", body: JSON.stringify({ id }) });
    const text = "One sentence. And another. The end";
    assert.equal(await answer.text(), text);
    assert.deepEqual(await until(api.streams.body, { id }, ({ status }) => status === "done"), { text, status: "done" });
  });

  const asked = () => provider.requests.at(-1).body.messages.map(({ content }) => content);

  test("agent: a tool is called in the middle of an answer, and the thread keeps all of it", async () => {
    const thread = { userId: "ada", threadId: await call("agents:start", { userId: "ada" }) };
    provider.next((answer) => answer.toolCall({ id: "1", name: "add", pieces: ['{"a":2,', '"b":3}'] }).finish({ reason: "tool_calls" }));
    provider.next((answer) => answer.text(`It is ${lastTextOf(answer.request.body)}`).finish());
    assert.equal(await call("agents:ask", { ...thread, prompt: "What is 2 plus 3?" }), "It is 5");
    assert.equal(await call("runs:count", { name: "sum for ada" }), 1);
    const list = ["user: What is 2 plus 3? (success)", "assistant: It is 5 (success)"];
    await until(api.agents.list, { threadId: thread.threadId }, (said) => isDeepStrictEqual(said, list));
    await call("agents:ask", { ...thread, prompt: "And now?" });
    assert.deepEqual(asked(), ["Be short.", "What is 2 plus 3?", null, "5", "It is 5", "And now?"]);
  });

  test("agent: an answer is seen by others while it is written", async () => {
    const threadId = await call("agents:start", { userId: "ada" });
    const isSeen = gate();
    provider.next(async (answer) => {
      answer.text("Once upon ");
      await isSeen;
      answer.text("a time").finish();
    });
    const answer = call("agents:stream", { userId: "ada", threadId, prompt: "Tell me a story" });
    const streams = (streamArgs, passes) => until(api.agents.streams, { threadId, streamArgs }, passes);
    const { messages } = await streams({ kind: "list" }, ({ messages }) => messages.length === 1);
    const cursors = [{ streamId: messages[0].streamId, cursor: 0 }];
    await streams({ kind: "deltas", cursors }, ({ deltas }) => JSON.stringify(deltas).includes("upon"));
    isSeen.open();
    assert.equal(await answer, "Once upon a time");
    await until(api.agents.list, { threadId }, (said) => said.includes("assistant: Once upon a time (success)"));
  });

  test("agent: what the same person said elsewhere is found by its meaning, what others said is not", async () => {
    const say = async (name, userId, prompt) => {
      await call(name, { userId, threadId: await call("agents:start", { userId }), prompt });
    };
    await say("agents:ask", "eve", "My favourite colour is teal");
    await say("agents:ask", "eve", "Trains leave at noon");
    await say("agents:ask", "mallory", "My favourite colour is black");
    await say("agents:remember", "eve", "Which colour is my favourite?");
    assert.deepEqual(asked().slice(1), ["My favourite colour is teal", "Which colour is my favourite?"]);
  });

  test("rag: texts are found by what they are about, within a filter, and asked with", async () => {
    const add = (key, shelf, text) => call("libraries:add", { key, shelf, text });
    await add("tides", "sea", "The moon pulls the water of the oceans, which makes the tides.");
    await add("whales", "sea", "Whales breathe air and sing below the water.");
    await add("bread", "kitchen", "Bread needs flour, water, salt and time.");
    const search = (args) => call("libraries:search", args);
    assert.equal((await search({ query: "what makes the tides of the oceans" }))[0], "tides");
    assert.deepEqual(await search({ query: "the tides of the oceans", shelf: "kitchen" }), ["bread"]);
    assert.deepEqual(await search({ query: "whales", searchType: "text" }), ["whales"]);
    assert.equal((await search({ query: "whales sing", searchType: "hybrid" }))[0], "whales");
    assert.equal(await add("bread", "kitchen", "Bread needs patience."), "bread");
    provider.next((answer) => answer.text("Patience").finish());
    assert.equal(await call("libraries:answer", { prompt: "What does bread need?" }), "Patience");
    assert.match(JSON.stringify(asked()), /Bread needs patience/);
    assert.doesNotMatch(JSON.stringify(asked()), /flour/);
  });

  test("components are there after a crash, with what they were about to do", async () => {
    await call("pools:enqueue", { numbers: [100] });
    await suite.deployment.kill();
    await suite.deployment.start();
    await ran("half: success 50");
    assert.equal(await call("counters:count"), 40);
  });
});
