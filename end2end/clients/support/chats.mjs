// A deployment with our functions and a scripted provider, and people who chat there.

import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { ScriptedProvider } from "../../support/provider.mjs";
import { binary, Deployment, root } from "./deployment.mjs";
import { Watch } from "./watch.mjs";

const issuer = "https://chats.test";
const identityOf = (name) => ({ issuer, subject: name, tokenIdentifier: `${issuer}|${name}`, name });

export class ChatWorld {
  #clients = new Set();

  static async start() {
    const world = new ChatWorld();
    world.provider = await ScriptedProvider.start();
    const functionsDir = path.join(root, "convex");
    const started = Deployment.start({ functionsDir, variables: world.provider.variables });
    // A provider that is left alone would keep the process from ending.
    world.deployment = await started.catch((error) => world.provider.close().finally(() => Promise.reject(error)));
    const { stdout } = await promisify(execFile)(binary, ["admin-key", "--data", world.deployment.options.data]);
    world.key = stdout.trim();
    return world;
  }

  /** Somebody's single calls. */
  http(name = "ada") {
    const client = new ConvexHttpClient(this.deployment.url, { logger: false });
    client.setAdminAuth(this.key, identityOf(name));
    return client;
  }

  /** One of somebody's devices, connected directly or through a wire. */
  device(name = "ada", url = this.deployment.url) {
    const client = new ConvexClient(url, { logger: false, unsavedChangesWarning: false });
    client.client.setAdminAuth(this.key, identityOf(name));
    this.#clients.add(client);
    return client;
  }

  async dispose() {
    await Promise.all([...this.#clients].map((client) => client.close()));
    await this.provider.close();
    await this.deployment.dispose();
  }
}

/** Somebody who reads an answer while it comes, as a page does: each piece once, from a cursor. */
export class Reader {
  text = "";
  #watch = null;
  #client;
  #messageId;
  #isDone = false;
  #waiters = new Set();

  constructor(client, messageId) {
    this.#client = client;
    this.#messageId = messageId;
    this.#follow(0);
  }

  #follow(after) {
    const watch = new Watch(this.#client, api.streaming.deltas, { messageId: this.#messageId, after });
    this.#watch = watch;
    void watch.until(({ chunks, isDone }) => chunks.length > 0 || isDone).then(({ chunks, last, isDone }) => {
      watch.unsubscribe();
      for (const { kind, text } of chunks) if (kind === "text") this.text += text;
      this.#isDone = isDone;
      if (!isDone) this.#follow(last);
      for (const look of [...this.#waiters]) look();
    });
  }

  /** Resolves when the predicate holds for what has been read, and whether there is more to come. */
  until(predicate) {
    return new Promise((resolve) => {
      const look = () => {
        if (!predicate(this.text, this.#isDone)) return;
        this.#waiters.delete(look);
        resolve(this.text);
      };
      this.#waiters.add(look);
      look();
    });
  }

  close() {
    this.#watch.unsubscribe();
  }
}

/** A tab on a thread, with a connection of its own: it reads every answer that is on its way while it is open. */
export class Tab {
  /** By message. */
  readers = new Map();
  #client;

  constructor(client, threadId) {
    this.#client = client;
    this.threadId = threadId;
    client.onUpdate(api.streaming.active, { threadId }, (run) => {
      if (run !== null && !this.readers.has(run.messageId)) {
        this.readers.set(run.messageId, new Reader(client, run.messageId));
      }
    });
  }

  /** The messages as this tab shows them. */
  thread(chatId) {
    return new Watch(this.#client, api.chats.view, { chatId });
  }

  async close() {
    await this.#client.close();
  }
}
