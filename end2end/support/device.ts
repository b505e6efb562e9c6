import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import {
  chromium,
  expect,
  type BrowserContext,
  type BrowserContextOptions,
  type LaunchOptions,
} from "@playwright/test";
import { Desk, type Place, type Problems } from "./fixtures.js";

type Options = {
  place: Place;
  problems: Problems;
  launchOptions: LaunchOptions;
  contextOptions: BrowserContextOptions;
};

/** A browser that still has what it kept when it is opened again, as those of people have. */
export class Device {
  #context: BrowserContext | null = null;

  private constructor(
    private readonly folder: string,
    private readonly options: Options,
  ) {}

  /** Makes one, where the owner has signed in. */
  static async make(options: Options): Promise<Device> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "conclave-device-"));
    const device = new Device(folder, options);
    const context = await device.start();
    await context.addCookies((await options.place.server.signIn()).cookies);
    return device;
  }

  get context(): BrowserContext {
    if (this.#context === null) throw new Error("the device is off");
    return this.#context;
  }

  async start(): Promise<BrowserContext> {
    const { place, problems, launchOptions, contextOptions } = this.options;
    const own = { ...contextOptions, serviceWorkers: "allow", baseURL: place.server.url } as const;
    this.#context = await chromium.launchPersistentContext(this.folder, { ...launchOptions, ...own });
    await problems.watch(this.#context);
    return this.#context;
  }

  async stop(): Promise<void> {
    await this.#context?.close();
    this.#context = null;
  }

  async tab(): Promise<Desk> {
    return new Desk(await this.context.newPage(), true);
  }

  /** Waits until a text would be there without a network. */
  async hasKept(desk: Desk, text: string): Promise<void> {
    await expect(async () => expect(await desk.page.evaluate(keptChats)).toContain(text)).toPass();
    await desk.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  }

  async dispose(): Promise<void> {
    await this.stop();
    await fs.rm(this.folder, { recursive: true, force: true });
  }
}

/** Runs in the page: the chats that lie on the device, as JSON. */
export function keptChats(): Promise<string> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("conclave-offline");
    // It is the product's to make: looking leaves no trace.
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onerror = () => resolve("[]");
    opening.onsuccess = () => {
      const reading = opening.result.transaction("chats").objectStore("chats").getAll();
      reading.onsuccess = () => (opening.result.close(), resolve(JSON.stringify(reading.result)));
      reading.onerror = () => reject(reading.error);
    };
  });
}
