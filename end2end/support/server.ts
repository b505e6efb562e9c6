import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { request } from "@playwright/test";

const root = fileURLToPath(new URL("../../", import.meta.url));
const binary =
  process.env.CONCLAVE_BIN ??
  process.env.CONCLAVE_BINARY ??
  path.join(root, "target/debug/conclave");

/** What a browser keeps of having signed in. */
export type Session = Awaited<ReturnType<Awaited<ReturnType<typeof request.newContext>>["storageState"]>>;

/** The product as a child process with a data folder of its own. */
export class Server {
  #child: ChildProcess | null = null;
  #said = "";
  #port = 0;

  private constructor(private readonly data: string) {}

  static async start(): Promise<Server> {
    const data = await fs.mkdtemp(path.join(os.tmpdir(), "conclave-end2end-"));
    const server = new Server(data);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What the program wrote so far, for messages of failed tests. */
  get said(): string {
    return this.#said;
  }

  /** Starts on the same data, and after the first time on the same address. */
  async start(): Promise<void> {
    const address = `127.0.0.1:${this.#port}`;
    // Models of the machine stay out of it: not every machine has them.
    const args = ["serve", "--addr", address, "--data", this.data, "--no-local-model"];
    const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    const before = this.#said.length;
    this.#port = await new Promise<number>((resolve, reject) => {
      const listen = (text: string) => {
        this.#said += text;
        const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(this.#said.slice(before));
        if (found !== null) resolve(Number(found[1]));
      };
      child.stdout.setEncoding("utf8").on("data", listen);
      child.stderr.setEncoding("utf8").on("data", listen);
      child.once("error", reject);
      child.once("close", (code) => reject(new Error(`${binary} ended (${code}):\n${this.#said}`)));
    });
  }

  /** Opens a fresh one-time link, as the owner would. */
  async signIn(): Promise<Session> {
    const link = await this.ownerLink();
    const browser = await request.newContext({ baseURL: this.url });
    try {
      const response = await browser.get(link);
      if (!response.ok()) throw new Error(`the owner's link answered ${response.status()}`);
      return await browser.storageState();
    } finally {
      await browser.dispose();
    }
  }

  /** The path of a new one-time sign-in link. */
  async ownerLink(): Promise<string> {
    const { stdout } = await promisify(execFile)(binary, ["owner-link", "--data", this.data]);
    const found = /https?:\/\/[^/\s]+(\/\S+)/.exec(stdout);
    if (found === null) throw new Error(`no link in: ${stdout}`);
    return found[1]!;
  }

  /** Sets an environment variable that functions see, from their next call on. */
  async setVariable(name: string, value: string): Promise<void> {
    await promisify(execFile)(binary, ["env", "set", name, value, "--data", this.data]);
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async dispose(): Promise<void> {
    await this.#end("SIGTERM");
    await fs.rm(this.data, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, "close");
    child.kill(signal);
    await closed;
  }
}
