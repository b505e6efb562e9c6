// A developer's project, and the official CLI in it.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { promisify, stripVTControlCharacters } from "node:util";
import { binary, root, scratch } from "./deployment.mjs";

const today = path.join(root, "node_modules/convex/bin/main.js");
/** Nothing listens there: whoever asks the network for anything fails at once. */
const NOWHERE = "http://127.0.0.1:9";

export class Project {
  #running = new Set();

  constructor(folder, env, cli) {
    this.folder = folder;
    this.env = env;
    this.cli = cli;
  }

  /** A copy of the sources in a folder beside the tests, set up for a deployment and a CLI. */
  static async of(deployment, sources = "project", cli = today) {
    const folder = await scratch("project");
    const source = path.join(root, "end2end/clients", sources);
    await fs.cp(source, path.join(folder, "convex"), { recursive: true });
    await fs.writeFile(path.join(folder, "package.json"), JSON.stringify({ name: "project", private: true, type: "module", dependencies: { convex: "*" } }));
    const { stdout: key } = await promisify(execFile)(binary, ["admin-key", "--data", deployment.options.data]);
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^CONVEX_|_PROXY$/i.test(name)));
    const env = {
      ...inherited,
      CI: "1",
      CONVEX_SELF_HOSTED_URL: deployment.url,
      CONVEX_SELF_HOSTED_ADMIN_KEY: key.trim(),
      CONVEX_PROVISION_HOST: NOWHERE,
      CONVEX_VERSION_API_ORIGIN: NOWHERE,
    };
    return new Project(folder, env, cli);
  }

  /** Calls a function as `npx convex run` does, but without the seconds that starting it takes. */
  async call(path, args = {}) {
    const response = await fetch(`${this.env.CONVEX_SELF_HOSTED_URL}/api/function`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Convex ${this.env.CONVEX_SELF_HOSTED_ADMIN_KEY}` },
      body: JSON.stringify({ path, args, format: "json" }),
    });
    const answer = await response.json();
    assert.equal(answer.status, "success", `${path}: ${answer.errorMessage}`);
    return answer.value;
  }

  /** What such a call fails with. */
  async failure(path, args) {
    let value;
    try {
      value = await this.call(path, args);
    } catch (error) {
      return error.message;
    }
    assert.fail(`${path} should have failed, but gave ${JSON.stringify(value)}`);
  }

  file(name) {
    return path.join(this.folder, name);
  }

  async write(name, text) {
    await fs.writeFile(this.file(`convex/${name}`), text);
  }

  async edit(name, from, to) {
    const before = await fs.readFile(this.file(`convex/${name}`), "utf8");
    assert.ok(before.includes(from), `${name} has no ${from}`);
    await this.write(name, before.replace(from, to));
  }

  /** Runs a command to its end. */
  async attempt(...args) {
    const child = spawn("node", [this.cli, ...args], { cwd: this.folder, env: this.env, stdio: ["ignore", "pipe", "pipe"] });
    this.#running.add(child);
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"]) child[stream].setEncoding("utf8").on("data", (text) => (said[stream] += text));
    const [code] = await once(child, "close");
    this.#running.delete(child);
    return { code, stdout: stripVTControlCharacters(said.stdout).trim(), stderr: stripVTControlCharacters(said.stderr).trim() };
  }

  /** What a command that succeeds prints. */
  async run(...args) {
    const { code, stdout, stderr } = await this.attempt(...args);
    assert.equal(code, 0, `convex ${args.join(" ")} failed:\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** What a command that fails says. */
  async refused(...args) {
    const { code, stdout, stderr } = await this.attempt(...args);
    assert.notEqual(code, 0, `convex ${args.join(" ")} should have failed:\n${stdout}\n${stderr}`);
    return `${stdout}\n${stderr}`;
  }

  /** A command that goes on: `until` waits for what it says. */
  start(...args) {
    const child = spawn("node", [this.cli, ...args], { cwd: this.folder, env: this.env, stdio: ["ignore", "pipe", "pipe"] });
    this.#running.add(child);
    let said = "";
    const waiting = new Set();
    const look = () => waiting.forEach((check) => check());
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        said += stripVTControlCharacters(text);
        look();
      });
    }
    const until = (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!pattern.test(said)) return;
          waiting.delete(check);
          resolve(said);
        };
        waiting.add(check);
        child.once("close", (code) => reject(new Error(`convex ${args.join(" ")} ended (${code}) without ${pattern}:\n${said}`)));
        check();
      });
    const stop = async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await once(child, "close");
      }
      this.#running.delete(child);
    };
    return { until, stop, said: () => said };
  }

  async dispose() {
    for (const child of this.#running) child.kill("SIGKILL");
    await fs.rm(this.folder, { recursive: true, force: true });
  }
}
