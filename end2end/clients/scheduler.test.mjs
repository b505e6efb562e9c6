// Kill -9 while scheduled functions run: mutations happen exactly once, actions at most once, cascades come to their end.
//
// CONCLAVE_CASCADE_ROWS sets how much there is to do (2,000 without it; the promise is made for 10,000),
// CONCLAVE_CRASH_SEED repeats the instants of an earlier run.

import assert from "node:assert/strict";
import { describe } from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { liveSuite } from "./support/live.mjs";
import { random, seed } from "./support/random.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

const rows = Number(process.env.CONCLAVE_CASCADE_ROWS ?? 2_000);
const kills = 4;
const batch = 200;

describe(`kill -9 while scheduled functions run (seed ${seed})`, () => {
  const next = random(seed);
  const suite = liveSuite();
  const http = () => new ConvexHttpClient(suite.deployment.url, { logger: false });
  const values = (key) => http().query(api.items.list, { key });
  const fill = async (round, count) => {
    for (let from = 0; from < count; from += 1_000)
      await http().mutation(api.cascade.fill, { round, from, count: Math.min(1_000, count - from) });
  };
  /** Kills the server when some of the steps have been reached, starts it again, and so on. */
  const disturb = async (reached, steps) => {
    const instants = Array.from({ length: kills }, () => Math.floor(next() * steps)).sort((a, b) => a - b);
    for (const instant of instants) {
      await reached(instant);
      await suite.deployment.kill();
      await suite.deployment.start();
    }
    return instants;
  };

  test(`a cascade over ${rows} rows comes to its end, no step twice`, { timeout: 180_000 }, async (t) => {
    await fill("gone", rows);
    await fill("kept", batch);
    const steps = Math.floor(rows / batch) + 1;
    const watch = new Watch(suite.client, api.items.list, { key: "steps gone" });
    await watch.until((done) => done.length === 0);
    await http().mutation(api.cascade.remove, { round: "gone" });
    const reached = async (instant) => await watch.until((done) => done.length >= instant);
    t.diagnostic(`killed after ${await disturb(reached, steps)} steps`);
    const end = new Watch(suite.client, api.items.list, { key: "done gone" });
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
    const jobs = new Watch(suite.client, api.cascade.jobs, { name: "cascade.js:work" });
    await http().mutation(api.cascade.act, { key: "a", count });
    // Not what the actions write: those that are killed before they write anything are not run again.
    const begun = ({ inProgress = 0, success = 0, failed = 0 }) => inProgress + success + failed;
    await disturb(async (instant) => await jobs.until((counts) => begun(counts) >= instant), count);
    const { success = 0 } = await jobs.until(({ success = 0, failed = 0 }) => success + failed === count);
    const [started, ended] = [await values("started a"), await values("ended a")];
    assert.equal(new Set(started).size, started.length, "started twice");
    assert.equal(new Set(ended).size, ended.length, "ended twice");
    assert.ok(ended.length >= success);
    jobs.unsubscribe();
  });
});
