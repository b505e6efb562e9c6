// Runs the official clients, the crash test and the bad-input probes against a built `conclave`.
//
//   node end2end/clients/run.mjs [NAME]...      NAME: the part before `.test.mjs`; all without one
//
// CONCLAVE_BIN names the program (target/debug/conclave without it); CONCLAVE_CRASH_ROUNDS the number of
// rounds of the crash test. The last line counts: `N passed, N failed`.

import fs from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const suffix = ".test.mjs";
const all = (await fs.readdir(here)).filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));
const chosen = process.argv.length > 2 ? process.argv.slice(2) : all.sort();
const unknown = chosen.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`there is no ${unknown.join(", ")}; there are ${all.join(", ")}`);
  process.exit(2);
}

const count = { passed: 0, failed: 0 };
const isLeaf = ({ details }) => details?.type !== "suite";
// One file at a time: they start servers, and some fill a processor on purpose.
const events = run({ files: chosen.map((name) => path.join(here, name + suffix)), concurrency: 1 })
  .on("test:pass", (event) => isLeaf(event) && (count.passed += 1))
  .on("test:fail", (event) => isLeaf(event) && (count.failed += 1));
for await (const text of events.compose(new spec())) process.stdout.write(text);
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed === 0 ? 0 : 1;
