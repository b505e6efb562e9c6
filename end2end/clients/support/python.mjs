// The official Python client in an environment of its own beside what Cargo builds.

import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { target } from "./deployment.mjs";

const version = "0.8.1";
const environment = path.join(target, `clients/python-convex-${version}`);
const run = promisify(execFile);

/** The interpreter of the environment, which is made unless an earlier run completed it. */
export async function prepare() {
  const python = path.join(environment, "bin/python");
  const complete = path.join(environment, "complete");
  const exists = await fs.access(complete).then(() => true, () => false);
  if (!exists) {
    await run("python3", ["-c", "import ensurepip, venv"]).catch(() => {
      throw new Error("python3 with venv is missing: install it (Debian: apt-get install python3 python3-venv)");
    });
    await run("python3", ["-m", "venv", "--clear", environment]);
    await run(python, ["-m", "pip", "install", "--quiet", `convex==${version}`]);
    await fs.writeFile(complete, "");
  }
  return python;
}
