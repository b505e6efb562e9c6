// Kill -9 while a task with 10,000 messages is being deleted: the deletion goes on after each restart, takes
// everything of the task, and nothing else.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { after, before, describe } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { Deployment, binary, root } from "./support/deployment.mjs";
import { test } from "./support/test.mjs";

const issuer = "https://world.test";
const plan = { seed: 1, issuer, baseTime: 1_750_000_000_000 };
const kills = 2;
const identityOf = (subject) => ({ issuer, subject, tokenIdentifier: `${issuer}|${subject}` });

describe("kill -9 during the deletion of a task with 10,000 messages", () => {
  let deployment;
  let key;
  before(async () => {
    deployment = await Deployment.start({ functionsDir: path.join(root, "convex") });
    const { stdout } = await promisify(execFile)(binary, ["admin-key", "--data", deployment.options.data]);
    key = stdout.trim();
  });
  after(() => deployment.dispose());

  /** The deployment as one of the world's people sees it, or without a name as whoever runs it. */
  function as(subject) {
    const client = new ConvexHttpClient(deployment.url, { logger: false });
    client.setAdminAuth(key, subject === undefined ? undefined : identityOf(subject));
    return client;
  }

  /** Page after page of what somebody has in a table. */
  async function* pagesOf(person, table) {
    for (let cursor = null, isDone = false; !isDone; ) {
      const result = await person.query(api.exports.page, { table, paginationOpts: { numItems: 200, cursor } });
      yield result;
      ({ continueCursor: cursor, isDone } = result);
    }
  }

  /** All that people have, by the id of its row. */
  async function everything() {
    const found = new Map();
    for (const subject of ["seed-mira", "seed-jonas", "seed-amara"]) {
      const person = as(subject);
      for (const table of await person.query(api.exports.tables, {})) {
        for await (const { page } of pagesOf(person, table)) {
          for (const row of page) found.set(row._id, row);
        }
      }
    }
    return found;
  }

  test("takes all of it and nothing else", { timeout: 600_000 }, async (t) => {
    let cursor = null;
    do {
      ({ cursor } = await as().mutation(api.seed.step, { ...plan, cursor }));
    } while (cursor !== null);

    const before = await everything();
    const task = [...before.values()].find(({ title }) => title === "Move the ledger to integer cents");
    const { _id: taskId, threadId } = task;
    const isOfTask = (row) =>
      row._id === taskId || row.taskId === taskId || row._id === threadId || row.threadId === threadId;
    const doomed = [...before.values()].filter(isOfTask);
    assert.ok(doomed.length > 10_000, `${doomed.length} rows`);

    // Most of the messages were written last: behind this cursor there is nothing else.
    let cursorOfMost = null;
    for await (const { page, continueCursor } of pagesOf(as("seed-mira"), "messages")) {
      if (!page.every(isOfTask)) cursorOfMost = continueCursor;
    }
    /** Waits until the first of these messages that is left is one behind a position; answers with its own. */
    const deletedUpTo = async (position) => {
      for (;;) {
        const args = { table: "messages", paginationOpts: { numItems: 1, cursor: cursorOfMost } };
        const [first] = (await as("seed-mira").query(api.exports.page, args)).page;
        const reached = first?.position ?? Infinity;
        if (reached > position || reached === Infinity) return reached;
        // Looking all the time would be in the way of what is looked at.
        await delay(50);
      }
    };

    await as("seed-mira").mutation(api.tasks.remove, { taskId });
    let reached = await deletedUpTo(0);
    for (let number = 1; number <= kills; number++) {
      reached = await deletedUpTo(reached);
      t.diagnostic(`kill ${number} when the first message left was the ${reached}th`);
      await deployment.kill();
      await deployment.start();
    }
    await deletedUpTo(Infinity);

    let afterwards;
    do afterwards = await everything();
    while ([...afterwards.values()].some(isOfTask));
    const expected = [...before].filter(([, row]) => !isOfTask(row));
    assert.deepEqual([...afterwards.keys()].sort(), expected.map(([id]) => id).sort());
    for (const [id, row] of expected) assert.deepEqual(afterwards.get(id), row);
  });
});
