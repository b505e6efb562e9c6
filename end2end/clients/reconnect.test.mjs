// Clients across restarts of the deployment on the same data.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe } from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { liveSuite } from "./support/live.mjs";
import { RawSocket, timestamp, zero } from "./support/socket.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

describe("across restarts", () => {
  const suite = liveSuite();
  const now = (query, args) => new ConvexHttpClient(suite.deployment.url, { logger: false }).query(query, args);

  for (const [how, end] of [
    ["killed", () => suite.deployment.kill()],
    ["stopped", () => suite.deployment.stop()],
  ]) {
    test(`a subscription goes on after the server was ${how}`, async () => {
      const key = `restart ${how}`;
      const client = suite.open();
      const watch = new Watch(client, api.items.list, { key });
      await client.mutation(api.items.put, { key, value: "before" });
      await watch.until((items) => items.length === 1);
      await end();
      const meanwhile = client.mutation(api.items.put, { key, value: "while it was away" });
      await suite.deployment.start();
      await meanwhile;
      await new ConvexHttpClient(suite.deployment.url, { logger: false }).mutation(api.items.put, { key, value: "after" });
      assert.deepEqual(await watch.until((items) => items.length === 3), ["before", "while it was away", "after"]);
      watch.unsubscribe();
    });
  }

  test("an HTTP client goes on after the server was killed", async () => {
    const client = new ConvexHttpClient(suite.deployment.url, { logger: false });
    await client.mutation(api.items.put, { key: "over HTTP", value: 1 });
    await suite.deployment.kill();
    await assert.rejects(client.query(api.items.list, { key: "over HTTP" }));
    await suite.deployment.start();
    await client.mutation(api.items.put, { key: "over HTTP", value: 2 });
    assert.deepEqual(await client.query(api.items.list, { key: "over HTTP" }), [1, 2]);
  });

  test("a clean stop ends with code 0", async () => {
    assert.equal(await suite.deployment.stop(), 0);
    await suite.deployment.start();
  });

  test("mutations in flight when the server dies are done exactly once", async () => {
    const round = "in flight";
    const client = suite.open();
    await client.query(api.journal.count, { round });
    let answered = 0;
    let dying;
    const all = Array.from({ length: 100 }, async (_, seq) => {
      await client.mutation(api.journal.append, { round, client: 0, seq });
      answered += 1;
      if (answered === 10) dying = suite.deployment.kill().then(() => suite.deployment.start());
    });
    await Promise.all(all);
    await dying;
    const expected = Array.from({ length: 100 }, (_, seq) => `0/${seq}`);
    assert.deepEqual((await now(api.journal.ofRound, { round })).sort(), expected.sort());
  });

  test("a repeated request is answered from memory, not run again, also after a restart", async () => {
    const round = "repeated";
    const sessionId = randomUUID();
    const answers = [];
    for (let repetition = 0; repetition < 3; repetition++) {
      if (repetition === 2) {
        await suite.deployment.kill();
        await suite.deployment.start();
      }
      const socket = await RawSocket.open(suite.deployment.url);
      socket.connect({ sessionId, connectionCount: repetition });
      socket.mutation(0, "journal:append", { round, client: 1, seq: 5 });
      const { ts, result, success } = await socket.response(0);
      answers.push({ ts, result, success });
      // The acknowledgement is not the end: the effects must become visible to this connection too.
      await socket.transition(({ endVersion }) => timestamp(endVersion.ts) >= timestamp(ts));
      socket.close();
    }
    assert.deepEqual(answers[0], { ts: answers[0].ts, result: 5, success: true });
    for (const answer of answers.slice(1)) assert.deepEqual(answer, answers[0]);
    assert.deepEqual(await now(api.journal.ofRound, { round }), ["1/5"]);
  });

  test("a failed mutation is not remembered", async () => {
    const sessionId = randomUUID();
    for (let repetition = 0; repetition < 2; repetition++) {
      const socket = await RawSocket.open(suite.deployment.url);
      socket.connect({ sessionId });
      const path = repetition === 0 ? "errors:plainInMutation" : "journal:append";
      socket.mutation(3, path, repetition === 0 ? {} : { round: "after failure", client: 0, seq: 0 });
      assert.equal((await socket.response(3)).success, repetition === 1);
      socket.close();
    }
  });

  test("the same request id in another session is another request", async () => {
    const round = "two sessions";
    for (let session = 0; session < 2; session++) {
      const socket = await RawSocket.open(suite.deployment.url);
      socket.connect();
      socket.mutation(0, "journal:append", { round, client: session, seq: 0 });
      assert.equal((await socket.response(0)).success, true);
      socket.close();
    }
    assert.deepEqual(await now(api.journal.ofRound, { round }), ["0/0", "1/0"]);
  });

  test("versions begin at zero, join up, and never go back", async () => {
    const socket = await RawSocket.open(suite.deployment.url);
    socket.connect();
    socket.querySet(0, [
      { type: "Add", queryId: 0, udfPath: "journal:count", args: [{ round: "versions" }] },
      { type: "Add", queryId: 1, udfPath: "journal.js:count", args: [{ round: "versions" }] },
    ]);
    for (let seq = 0; seq < 5; seq++) {
      socket.mutation(seq, "journal:append", { round: "versions", client: 0, seq });
      const { ts } = await socket.response(seq);
      await socket.transition(({ endVersion }) => timestamp(endVersion.ts) >= timestamp(ts));
    }
    socket.querySet(1, [{ type: "Remove", queryId: 1 }]);
    await socket.transition(({ endVersion }) => endVersion.querySet === 2);
    let version = { querySet: 0, identity: 0, ts: zero };
    const seen = new Map();
    for (const { startVersion, endVersion, modifications } of socket.messages.filter(({ type }) => type === "Transition")) {
      assert.deepEqual(startVersion, version);
      assert.ok(timestamp(endVersion.ts) >= timestamp(startVersion.ts));
      for (const { queryId, value } of modifications) seen.set(queryId, value);
      version = endVersion;
    }
    assert.equal(seen.get(0), 5);
    socket.close();
  });

  test("a commit elsewhere does not disturb a query that did not read it", async () => {
    const socket = await RawSocket.open(suite.deployment.url);
    socket.connect();
    socket.querySet(0, [{ type: "Add", queryId: 0, udfPath: "items:list", args: [{ key: "quiet" }] }]);
    await socket.transition(({ modifications }) => modifications.length === 1);
    socket.mutation(0, "items:put", { key: "loud", value: 1 });
    const { ts } = await socket.response(0);
    await socket.transition(({ endVersion }) => timestamp(endVersion.ts) >= timestamp(ts));
    const updates = socket.messages.filter(({ type, modifications }) => type === "Transition" && modifications.length > 0);
    assert.equal(updates.length, 1);
    socket.close();
  });

  test("a client that observed a timestamp gets answers at or after it", async () => {
    const first = await RawSocket.open(suite.deployment.url);
    first.connect();
    first.mutation(0, "journal:append", { round: "observed", client: 0, seq: 0 });
    const { ts } = await first.response(0);
    first.close();
    await suite.deployment.kill();
    await suite.deployment.start();
    const second = await RawSocket.open(suite.deployment.url);
    second.connect({ maxObservedTimestamp: ts, connectionCount: 1 });
    second.querySet(0, [{ type: "Add", queryId: 0, udfPath: "journal:count", args: [{ round: "observed" }] }]);
    const { endVersion, modifications } = await second.transition(({ modifications: changed }) => changed.length > 0);
    assert.ok(timestamp(endVersion.ts) >= timestamp(ts));
    assert.equal(modifications[0].value, 1);
    second.close();
  });

  test("a client from the far future cannot move the clock of the others", async () => {
    const before = await RawSocket.open(suite.deployment.url);
    const future = Buffer.alloc(8);
    future.writeBigUInt64LE(2n ** 63n);
    before.connect({ maxObservedTimestamp: future.toString("base64"), connectionCount: 1 });
    before.querySet(0, [{ type: "Add", queryId: 0, udfPath: "journal:count", args: [{ round: "future" }] }]);
    const other = await RawSocket.open(suite.deployment.url);
    other.connect();
    other.mutation(0, "journal:append", { round: "future", client: 0, seq: 0 });
    const { ts } = await other.response(0);
    assert.ok(timestamp(ts) < BigInt(Date.now() + 3_600_000) * 1_000_000n);
    before.close();
    other.close();
  });
});
