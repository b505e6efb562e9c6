// Kill -9 during a burst of mutations: every acknowledged one is there exactly once afterwards.
//
// CONCLAVE_CRASH_ROUNDS sets the number of rounds (3 without it; the promise is made for 200 with 50 clients),
// CONCLAVE_CRASH_CLIENTS that of clients (20 without it),
// CONCLAVE_CRASH_SEED repeats the instants of an earlier run.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { Deployment } from "./support/deployment.mjs";
import { liveClient } from "./support/live.mjs";
import { random, seed } from "./support/random.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

const rounds = Number(process.env.CONCLAVE_CRASH_ROUNDS ?? 3);
const clientCount = Number(process.env.CONCLAVE_CRASH_CLIENTS ?? 20);
const perClient = 25;
const total = clientCount * perClient;

describe(`kill -9 during ${total} mutations of ${clientCount} clients (seed ${seed})`, () => {
  const next = random(seed);
  let deployment;
  let page;
  let clients;
  before(async () => {
    deployment = await Deployment.start();
    page = liveClient(deployment.url);
    clients = Array.from({ length: clientCount }, () => liveClient(deployment.url));
  });
  after(async () => {
    await Promise.all([page, ...clients].map((client) => client.close()));
    await deployment.dispose();
  });

  for (let number = 0; number < rounds; number++) {
    test(`round ${number + 1} of ${rounds}`, { timeout: 180_000 }, async (t) => {
      const round = `${number}`;
      const watch = new Watch(page, api.journal.count, { round });
      await watch.until((count) => count === 0);
      await Promise.all(clients.map((client) => client.query(api.journal.count, { round })));

      const killAfter = Math.floor(next() * total);
      const acknowledged = [];
      let acknowledgedBeforeDeath = null;
      let revival = null;
      const die = async () => {
        const dead = deployment.kill();
        acknowledgedBeforeDeath = [...acknowledged];
        await dead;
        await deployment.start();
      };
      const burst = clients.flatMap((client, who) =>
        Array.from({ length: perClient }, async (_, seq) => {
          await client.mutation(api.journal.append, { round, client: who, seq });
          acknowledged.push(`${who}/${seq}`);
          if (acknowledged.length > killAfter) revival ??= die();
        }),
      );
      await Promise.all(burst);
      await revival;
      t.diagnostic(`killed after ${acknowledgedBeforeDeath.length} acknowledgements`);

      const found = await new ConvexHttpClient(deployment.url, { logger: false }).query(api.journal.ofRound, { round });
      const doubled = found.filter((entry, position) => found.indexOf(entry) !== position);
      assert.deepEqual(doubled, [], "done twice");
      const present = new Set(found);
      assert.deepEqual(acknowledgedBeforeDeath.filter((entry) => !present.has(entry)), [], "acknowledged, then lost");
      assert.deepEqual(acknowledged.filter((entry) => !present.has(entry)), [], "acknowledged after the restart, but absent");
      assert.equal(found.length, total);
      assert.equal(await watch.until((count) => count === total), total);
      watch.unsubscribe();
    });
  }
});
