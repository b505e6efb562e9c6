// A CLI of an older version, installed as its lock file says beside what Cargo builds.

import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { root, target } from "./deployment.mjs";

const source = path.join(root, "end2end/clients/older");
const installed = path.join(target, "clients/older");

/** Its program, which is fetched unless an earlier run did. */
export async function olderCli() {
  const lock = await fs.readFile(path.join(source, "package-lock.json"), "utf8");
  const complete = path.join(installed, "complete");
  const has = await fs.readFile(complete, "utf8").catch(() => null);
  if (has !== lock) {
    await fs.rm(installed, { recursive: true, force: true });
    await fs.cp(source, installed, { recursive: true });
    await fs.copyFile(path.join(root, ".npmrc"), path.join(installed, ".npmrc"));
    await promisify(execFile)("npm", ["ci", "--no-audit", "--no-fund"], { cwd: installed });
    await fs.writeFile(complete, lock);
  }
  return path.join(installed, "node_modules/convex/bin/main.js");
}
