// Kill -9 while a task with 10,000 messages is being deleted: the deletion goes on after each restart, takes
// everything of the task, and nothing else.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { after, before, describe } from "node:test";
import { promisify } from "node:util";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { Deployment, binary, root } from "./support/deployment.mjs";
import { test } from "./support/test.mjs";

const issuer = "https://world.test";
const plan = { seed: 1, issuer, baseTime: 1_750_000_000_000 };
const kills = 3;

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
    const identity = { issuer, subject, tokenIdentifier: `${issuer}|${subject}` };
    client.setAdminAuth(key, ...(subject === undefined ? [] : [identity]));
    return client;
  }

  async function rowsOf(person, table) {
    const rows = [];
    for (let cursor = null, isDone = false; !isDone; ) {
      const paginationOpts = { numItems: 200, cursor };
      const result = await person.query(api.exports.page, { table, paginationOpts });
      rows.push(...result.page);
      ({ continueCursor: cursor, isDone } = result);
    }
    return rows;
  }

  /** All that people have, by the id of its row. */
  async function everything() {
    const found = new Map();
    for (const subject of ["seed-mira", "seed-jonas", "seed-amara"]) {
      const person = as(subject);
      for (const table of await person.query(api.exports.tables, {})) {
        for (const row of await rowsOf(person, table)) found.set(row._id, row);
      }
    }
    return found;
  }

  test("takes all of it and nothing else", { timeout: 300_000 }, async (t) => {
    let cursor = null;
    do {
      ({ cursor } = await as().mutation(api.seed.step, { ...plan, cursor }));
    } while (cursor !== null);

    const mira = () => as("seed-mira");
    const tasks = await rowsOf(mira(), "tasks");
    const { _id: taskId, threadId } = tasks.find(({ title }) => title === "Move the ledger to integer cents");
    const isOfTask = (row) =>
      row._id === taskId || row.taskId === taskId || row._id === threadId || row.threadId === threadId;
    const before = await everything();
    const doomed = [...before.values()].filter(isOfTask);
    assert.ok(doomed.length > 10_000, `${doomed.length} rows`);

    const messagesLeft = async () => (await rowsOf(mira(), "messages")).filter(isOfTask).length;
    await mira().mutation(api.tasks.remove, { taskId });
    let left = doomed.length;
    for (let number = 0; number < kills; number++) {
      await deployment.kill();
      await deployment.start();
      const known = left;
      do left = await messagesLeft();
      while (left > 0 && left >= known);
      t.diagnostic(`${left} messages left behind kill ${number + 1}`);
    }

    let afterwards;
    do afterwards = await everything();
    while ([...afterwards.values()].some(isOfTask));
    const expected = [...before].filter(([, row]) => !isOfTask(row));
    assert.deepEqual([...afterwards.keys()].sort(), expected.map(([id]) => id).sort());
    for (const [id, row] of expected) assert.deepEqual(afterwards.get(id), row);
  });
});
