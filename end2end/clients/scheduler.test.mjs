// Kill -9 while scheduled functions run: mutations happen exactly once, actions at most once, cascades come to their end.
//
// CONCLAVE_CASCADE_ROWS sets how much there is to do (2,000 without it; the promise is made for 10,000),
// CONCLAVE_CRASH_SEED repeats the instants of an earlier run.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { Deployment } from "./support/deployment.mjs";
import { random, seed } from "./support/random.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

const rows = Number(process.env.CONCLAVE_CASCADE_ROWS ?? 2_000);
const kills = 4;
const batch = 200;

describe(`kill -9 while scheduled functions run (seed ${seed})`, () => {
  const next = random(seed);
  let deployment;
  let client;
  before(async () => {
    deployment = await Deployment.start();
    client = new ConvexClient(deployment.url, { logger: false, unsavedChangesWarning: false });
  });
  after(async () => {
    await client.close();
    await deployment.dispose();
  });
  const http = () => new ConvexHttpClient(deployment.url, { logger: false });
  const values = (key) => http().query(api.items.list, { key });
  const fill = async (round, count) => {
    for (let from = 0; from < count; from += 1_000)
      await http().mutation(api.cascade.fill, { round, from, count: Math.min(1_000, count - from) });
  };
  /** Kills the server after a number of steps, starts it again, and so on. */
  const disturb = async (watch, steps) => {
    const instants = Array.from({ length: kills }, () => Math.floor(next() * steps)).sort((a, b) => a - b);
    for (const instant of instants) {
      await watch.until((done) => done.length >= instant);
      await deployment.kill();
      await deployment.start();
    }
    return instants;
  };

  test(`a cascade over ${rows} rows comes to its end, no step twice`, { timeout: 180_000 }, async (t) => {
    await fill("gone", rows);
    await fill("kept", batch);
    const steps = Math.floor(rows / batch) + 1;
    const watch = new Watch(client, api.items.list, { key: "steps gone" });
    await watch.until((done) => done.length === 0);
    await http().mutation(api.cascade.remove, { round: "gone" });
    t.diagnostic(`killed after ${await disturb(watch, steps)} steps`);
    const end = new Watch(client, api.items.list, { key: "done gone" });
    await end.until((done) => done.length === 1);
    assert.deepEqual(await values("steps gone"), Array.from({ length: steps }, (_, step) => step));
    assert.deepEqual(await http().query(api.journal.ofRound, { round: "gone" }), []);
    assert.equal((await http().query(api.journal.ofRound, { round: "kept" })).length, batch);
    assert.deepEqual(await http().query(api.cascade.jobs, { name: "cascade.js:removeBatch" }), { success: steps });
    watch.unsubscribe();
    end.unsubscribe();
  });

  test("an action that was interrupted is not run again, and says so", { timeout: 180_000 }, async () => {
    const count = 60;
    const watch = new Watch(client, api.items.list, { key: "started a" });
    await watch.until((done) => done.length === 0);
    await http().mutation(api.cascade.act, { key: "a", count });
    await disturb(watch, count);
    const jobs = new Watch(client, api.cascade.jobs, { name: "cascade.js:work" });
    const { success = 0, failed = 0 } = await jobs.until(({ pending = 0, inProgress = 0 }) => pending + inProgress === 0);
    assert.equal(success + failed, count);
    const [started, ended] = [await values("started a"), await values("ended a")];
    assert.equal(new Set(started).size, started.length, "started twice");
    assert.equal(new Set(ended).size, ended.length, "ended twice");
    assert.ok(ended.length >= success);
    watch.unsubscribe();
    jobs.unsubscribe();
  });
});
