// A deployment as a child process: started, killed and started again on the same data and address.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
export const functions = path.join(root, "end2end/clients/functions");
/** Where Cargo puts what it builds. */
export const target = path.resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
export const binary = process.env.CONCLAVE_BIN ?? path.join(target, "debug/conclave");

/** Folders that the tests make live under `target`, where the bundler still finds esbuild above them. */
export async function scratch(name) {
  const parent = path.join(root, "target/clients");
  await fs.mkdir(parent, { recursive: true });
  return await fs.mkdtemp(path.join(parent, `${name}-`));
}

const ready = /is ready: http/;

/** Where a server listens that is ready. */
async function portOf(data) {
  const address = await fs.readFile(path.join(data, "address"), "utf8");
  return Number(/:(\d+)\s*$/.exec(address)[1]);
}

/** How to start only a deployment, or with `serve` the whole product; its own functions come with it. */
function command({ addr, data, functionsDir, prelude, serve = false, models = ["--no-local-model"], env = {}, variables = {}, more = [] }) {
  const pairs = Object.entries(variables).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  const args = serve
    ? ["serve", "--addr", addr, "--data", data, ...models, ...more]
    : ["deployment", "--addr", addr, "--data", data, ...(functionsDir === null ? [] : ["--functions", functionsDir]), ...pairs];
  const options = { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } };
  return prelude === undefined
    ? spawn(binary, args, options)
    : spawn("bash", ["-c", `${prelude}; exec "$0" "$@"`, binary, ...args], options);
}

/** Runs the program where it is expected to refuse: resolves with its exit code and what it said. */
export async function refusal({ functionsDir = functions, addr = "127.0.0.1:0", ...options }) {
  const child = command({ addr, functionsDir, ...options });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  // One that does not refuse would run for ever.
  child.stdout.on("data", () => ready.test(said) && child.kill("SIGKILL"));
  const [code, signal] = await once(child, "close");
  assert.equal(signal, null, `it started although it should have refused:\n${said}`);
  return { code, said };
}

export class Deployment {
  #child = null;
  #output = "";
  port = 0;

  /** @param {{ data: string, host?: string, functionsDir?: string | null, prelude?: string, serve?: boolean, models?: string[], env?: Record<string, string>, variables?: Record<string, string>, more?: string[] }} options: `host` is where it listens, `functionsDir` null for a deployment without functions, `env` is the process's, `variables` are the functions'; without `models`, those of the machine stay out of it */
  constructor(options) {
    this.options = options;
  }

  static async start(options = {}) {
    const deployment = new Deployment({ ...options, data: options.data ?? (await scratch("data")) });
    await deployment.start();
    return deployment;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get output() {
    return this.#output;
  }

  async start(overrides = {}) {
    const options = { functionsDir: functions, host: "127.0.0.1", ...this.options, ...overrides };
    const child = command({ ...options, addr: `${options.host}:${this.port}` });
    this.#child = child;
    await new Promise((resolve, reject) => {
      let said = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text) => {
          said += text;
          this.#output += text;
          if (ready.test(said)) resolve();
        });
      }
      child.once("close", (code, signal) => reject(new Error(`did not start (${code ?? signal}):\n${said}`)));
      child.once("error", reject);
    });
    this.port = await portOf(options.data);
    // The product has no deployment of its own when it uses another one.
    const answer = await fetch(this.options.serve ? `${this.url}/.well-known/jwks.json` : `${this.url}/version`);
    assert.equal(answer.status, 200);
    await answer.text();
  }

  async end(signal) {
    const child = this.#child;
    if (child === null) return null;
    this.#child = null;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill(signal);
    const [code] = await once(child, "close");
    return code;
  }

  /** As a power cut would. */
  kill() {
    return this.end("SIGKILL");
  }

  /** Resolves with the exit code. */
  stop() {
    return this.end("SIGTERM");
  }

  get running() {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async dispose() {
    await this.kill();
    await fs.rm(this.options.data, { recursive: true, force: true });
  }
}
