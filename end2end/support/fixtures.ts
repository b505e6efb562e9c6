import {
  test as base,
  expect,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from "@playwright/test";
import { AccountPage } from "../pages/account.js";
import { ChatPage } from "../pages/chat.js";
import { ChatsPage } from "../pages/chats.js";
import { Composer } from "../pages/composer.js";
import { DeploymentPage } from "../pages/deployment.js";
import { HomePage } from "../pages/home.js";
import { MemoriesPage } from "../pages/memories.js";
import { OfflinePage } from "../pages/offline.js";
import { Palette } from "../pages/palette.js";
import { TaskPage } from "../pages/task.js";
import { TasksPage } from "../pages/tasks.js";
import { TodosPage } from "../pages/todos.js";
import { Owner } from "./owner.js";
import { Server, type Session } from "./server.js";

export { expect };

/** A running product and what a browser needs to be its owner's. */
export type Place = { server: Server; session: Session };

/** What the browser complained about. A test that provokes complaints says which. */
export class Problems {
  readonly #found: string[] = [];
  readonly #expected: RegExp[] = [];

  /** From before its first page on: what a policy forbids is told by each document itself. */
  async watch(context: BrowserContext): Promise<void> {
    await context.exposeBinding("reportViolation", (_, violation: string) => this.#found.push(violation));
    await context.addInitScript(reportViolations);
    context.on("weberror", (error) => this.#found.push(`uncaught: ${error.error().message}`));
    context.on("console", (message) => {
      const text = message.text();
      const isProblem = message.type() === "error" || /hydrat|mismatch|panicked/i.test(text);
      if (isProblem) this.#found.push(`console.${message.type()}: ${text}`);
    });
  }

  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  has(pattern: RegExp): boolean {
    return this.#found.some((text) => pattern.test(text));
  }

  get unexpected(): string[] {
    return this.#found.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }
}

/** Runs in every document. Without script the browser's console says the same. */
function reportViolations(): void {
  const { reportViolation } = window as unknown as { reportViolation: (violation: string) => void };
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile, lineNumber, sample }) =>
    reportViolation(`forbidden by ${effectiveDirective}: ${blockedURI} ${sample} (${sourceFile}:${lineNumber})`),
  );
}

/** One browser of the owner's: its own cookies, its own connection. */
export class Desk {
  constructor(
    readonly page: Page,
    readonly isScripted: boolean,
  ) {}

  get isNarrow(): boolean {
    return (this.page.viewportSize()?.width ?? 0) < 700;
  }

  /** Opens an address and waits until the page answers to input. */
  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await this.isReady();
  }

  async isReady(): Promise<void> {
    if (this.isScripted) await expect(this.page.locator("html")).toHaveAttribute("data-hydrated", "");
  }

  /** Does what sends a form. Without script the page that answers is waited for. */
  async submit(send: () => Promise<unknown>): Promise<void> {
    if (this.isScripted) {
      await send();
    } else {
      const answered = this.page.waitForEvent("load");
      await send();
      await answered;
    }
  }

  /** Opens the menu of what is one's own. */
  async openOwnMenu(): Promise<void> {
    await this.isReady();
    if (this.isNarrow) await this.page.getByRole("button", { name: "Open navigation" }).click();
    await this.page.locator(".user-button").click();
  }

  readonly home = new HomePage(this);
  readonly tasks = new TasksPage(this);
  readonly task = new TaskPage(this);
  readonly chats = new ChatsPage(this);
  readonly chat = new ChatPage(this);
  readonly composer = new Composer(this);
  readonly todos = new TodosPage(this);
  readonly account = new AccountPage(this);
  readonly memories = new MemoriesPage(this);
  readonly offline = new OfflinePage(this);
  readonly deployment = new DeploymentPage(this);
  readonly palette = new Palette(this);

  /** What was done and can be taken back: a toast, or without script a notice on the next page. */
  get undo() {
    return this.page.getByRole("button", { name: "Undo" }).last();
  }

  /** What has just been said to the reader. */
  get toast() {
    return this.page.locator(".toast").last();
  }

  get announcer() {
    return this.page.locator("#announcer");
  }
}

type TestFixtures = {
  /** True gives the test a server of its own: nothing is in it, and it may be killed. */
  isFresh: boolean;
  place: Place;
  owner: Owner;
  problems: Problems;
  desk: Desk;
  /** A second browser of the same owner. */
  otherDesk: Desk;
  /** Opens another browser of the owner's, which is watched as all are. */
  newContext: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** The same with a page, and with script; with a session of its own if it signs in by itself. */
  newDesk: (options?: { signIn?: boolean }) => Promise<Desk>;
};

type WorkerFixtures = { shared: Place };

async function open(): Promise<Place> {
  const server = await Server.start();
  return { server, session: await server.signIn() };
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  isFresh: [false, { option: true }],

  shared: [
    async ({}, use) => {
      const place = await open();
      await use(place);
      await place.server.dispose();
    },
    { scope: "worker" },
  ],

  place: async ({ isFresh, shared }, use) => {
    if (!isFresh) return await use(shared);
    const place = await open();
    await use(place);
    await place.server.dispose();
  },

  baseURL: async ({ place }, use) => await use(place.server.url),
  storageState: async ({ place }, use) => await use(place.session),

  owner: async ({ place }, use) => await use(await Owner.of(place.server, place.session)),

  problems: [
    async ({}, use) => {
      const problems = new Problems();
      await use(problems);
      expect(problems.unexpected, "the browser complained").toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, problems }, use) => {
    await problems.watch(context);
    await use(context);
  },

  newContext: async ({ browser, problems, place }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options = {}) => {
      const own = { baseURL: place.server.url, storageState: place.session };
      const context = await browser.newContext({ ...own, ...options });
      contexts.push(context);
      await problems.watch(context);
      return context;
    });
    for (const context of contexts) await context.close();
  },

  newDesk: async ({ newContext, place }, use) => {
    await use(async ({ signIn = false } = {}) => {
      const context = await newContext(signIn ? { storageState: await place.server.signIn() } : {});
      return new Desk(await context.newPage(), true);
    });
  },

  desk: async ({ page, javaScriptEnabled }, use) => {
    await use(new Desk(page, javaScriptEnabled !== false));
  },

  otherDesk: async ({ newContext, contextOptions, viewport, javaScriptEnabled }, use) => {
    const context = await newContext({ ...contextOptions, viewport, javaScriptEnabled });
    await use(new Desk(await context.newPage(), javaScriptEnabled !== false));
  },
});

/** A text that no other test uses. */
export const unique = (text: string): string =>
  `${text} ${Math.random().toString(36).slice(2, 8)}`;
