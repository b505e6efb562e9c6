// The official Rust client, unmodified, against `conclave deployment`. Its tests also run without the program,
// in the Rust suite; here they are told which program to start.

import { execFile } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { binary, root } from "./support/deployment.mjs";
import { test } from "./support/test.mjs";

// What a surrounding Cargo says about its own package would make this one build everything anew.
const foreign = /^CARGO_(PKG|MANIFEST)_/;
const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));

test("the Rust client passes", { timeout: 1_800_000 }, async () => {
  // The packages that the Rust suite names, so that nothing is built twice.
  const args = ["test", "--workspace", "--exclude", "frontend", "--test", "official_rust_client"];
  const env = { ...inherited, CONCLAVE_PROGRAM: path.resolve(root, binary) };
  try {
    await promisify(execFile)(process.env.CARGO ?? "cargo", args, { cwd: root, env, maxBuffer: 64 << 20 });
  } catch (error) {
    throw new Error(`${error.message}\n${error.stdout ?? ""}`);
  }
});
