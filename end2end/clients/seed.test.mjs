// The world of `conclave seed` follows from its seed and its base time.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import { describe } from "node:test";
import { promisify } from "node:util";
import { Browser } from "./support/browser.mjs";
import { binary, Deployment, scratch } from "./support/deployment.mjs";
import { test } from "./support/test.mjs";
import { unzip } from "./support/zip.mjs";

const run = promisify(execFile);
const password = "a password for the whole world";
const baseTime = "2026-01-31T12:00:00Z";

async function seeded(...options) {
  const data = await scratch("seed");
  const { stdout } = await run(binary, ["seed", "--data", data, "--long-thread", "20", "--password", password, ...options]);
  return { data, emails: [...stdout.matchAll(/signs in as (\S+)/g)].map(([, email]) => email) };
}

/** All that the people of a world have, with ids numbered in the order in which they come up. */
async function world({ data, emails }) {
  const product = await Deployment.start({ serve: true, data });
  try {
    const exports = [];
    for (const email of emails) {
      const person = new Browser(product);
      assert.equal(Browser.target(await person.signIn({ email, password })), "/");
      const files = unzip(Buffer.from(await (await person.get("/auth/export")).arrayBuffer()));
      // Who signs in when is no part of the world, and neither are hashes of passwords.
      for (const name of ["sessions.json", "accounts.json"]) delete files[name];
      exports.push(files);
    }
    const ids = new Map();
    const number = (id) => ids.get(id) ?? ids.set(id, `id ${ids.size}`).get(id);
    return JSON.stringify(exports)
      .replaceAll(/\\"_creationTime\\":[0-9.]+/g, "")
      .replaceAll(/\b[0-9a-hjkmnp-tv-z]{31,37}\b/g, number);
  } finally {
    await product.dispose();
  }
}

describe("seed", () => {
  test("makes the same world of the same seed and base time, and another of others", { timeout: 120_000 }, async () => {
    const first = await seeded("--seed", "7", "--base-time", baseTime);
    assert.equal(first.emails.length, 3);
    const made = await world(first);
    assert.match(made, /task/);
    assert.equal(await world(await seeded("--seed", "7", "--base-time", baseTime)), made);
    assert.notEqual(await world(await seeded("--seed", "7", "--base-time", "2026-02-01T12:00:00Z")), made);
  });

  test("refuses an instant that is none", async () => {
    const data = await scratch("seed");
    await assert.rejects(run(binary, ["seed", "--data", data, "--base-time", "yesterday"]), /write 2026-01-31T12:00:00Z/);
    await fs.rm(data, { recursive: true });
  });
});
