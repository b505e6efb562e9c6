// `conclave backup` of a server that is used meanwhile, and of one that is stopped; `conclave restore`.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { describe } from "node:test";
import { promisify } from "node:util";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { Deployment, binary, scratch } from "./support/deployment.mjs";
import { liveSuite } from "./support/live.mjs";
import { test } from "./support/test.mjs";

const run = promisify(execFile);
const conclave = async (...args) => (await run(binary, args)).stdout.trim();

describe("backups", () => {
  const suite = liveSuite();

  test("a backup holds one instant of a server that goes on, and opens as a server of its own", async () => {
    const folder = await scratch("backup");
    const file = path.join(folder, "backup.zip");
    const { data } = suite.deployment.options;
    const write = (name) => conclave("env", "set", name, "kept", "--data", data);
    await write("BEFORE");
    let isDone = false;
    const writing = (async () => {
      for (let number = 0; !isDone; number++) await write(`MEANWHILE_${number % 10}`);
    })();
    await conclave("backup", "--data", data, "--to", file);
    isDone = true;
    await writing;
    await write("AFTER");
    assert.equal((await fs.stat(file)).mode & 0o077, 0);
    await assert.rejects(fs.stat(path.join(data, "copy")));
    await assert.rejects(conclave("backup", "--data", data, "--to", file), /FileError|cannot create/);

    const restored = path.join(folder, "restored");
    await conclave("restore", "--from", file, "--data", restored);
    await assert.rejects(conclave("restore", "--from", file, "--data", restored), /there is data/);
    const names = (await conclave("env", "list", "--data", restored)).split("\n");
    assert.ok(names.includes("BEFORE=kept"), names);
    assert.ok(!names.includes("AFTER=kept"), names);
    const other = await Deployment.start({ ...suite.deployment.options, data: restored });
    const client = new ConvexHttpClient(other.url);
    assert.equal(await client.query(api.values.variable, { name: "BEFORE" }), "kept");
    await other.stop();
    const again = path.join(folder, "again.zip");
    await conclave("backup", "--data", restored, "--to", again);
    assert.ok((await fs.stat(again)).size > 0);
    await fs.rm(folder, { recursive: true });
  });

  test("an export goes into another server as it would into any deployment", async () => {
    const folder = await scratch("export");
    const file = path.join(folder, "snapshot.zip");
    const { data } = suite.deployment.options;
    await suite.client.mutation(api.items.put, { key: "exported", value: { kept: true } });
    await conclave("export", "--data", data, "--to", file, "--include-file-storage");
    const other = await Deployment.start({ ...suite.deployment.options, data: path.join(folder, "other") });
    assert.match(await conclave("import", "--data", other.options.data, "--from", file), /documents were imported/);
    const client = new ConvexHttpClient(other.url);
    const list = () => client.query(api.items.list, { key: "exported" });
    assert.deepEqual(await list(), [{ kept: true }]);
    await assert.rejects(conclave("import", "--data", other.options.data, "--from", file), /has documents already/);
    await conclave("import", "--data", other.options.data, "--from", file, "--mode", "replace-all");
    assert.deepEqual(await list(), [{ kept: true }]);
    await other.stop();
    await assert.rejects(conclave("export", "--data", other.options.data, "--to", `${file}.2`), /did not answer/);
    await fs.rm(folder, { recursive: true });
  });
});
