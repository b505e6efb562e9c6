import process from "node:process";
import { setImmediate as breathe } from "node:timers/promises";
import type { WebSocketRoute } from "@playwright/test";
import { expect, gate, test, unique, type Desk } from "../support/chats.js";
import { isSummary } from "../support/provider.mjs";
import { Owner, type ChatId } from "../support/owner.js";

// Answers that are read in real pages while everything happens to them. CONCLAVE_ANSWERS, CONCLAVE_THREADS,
// CONCLAVE_TOKENS and CONCLAVE_MISHAPS make it long; CONCLAVE_SEED repeats the mishaps of an earlier run.

const number = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const answers = number("CONCLAVE_ANSWERS", 6);
const threads = number("CONCLAVE_THREADS", 2);
const tokens = number("CONCLAVE_TOKENS", 300);
const mishaps = number("CONCLAVE_MISHAPS", 6);
const seed = number("CONCLAVE_SEED", Math.floor(Math.random() * 2 ** 31));
/** Tabs that are open at once. */
const tabsMax = 4;

test.use({ isFresh: true });
if (answers > 6) test.describe.configure({ timeout: 3_600_000 });

/** Randomness that can be had again (mulberry32). */
function random(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const next = random(seed);
const pick = <Item>(items: Item[]): Item => items[Math.floor(next() * items.length)]!;

/** One token of an answer; some begin a paragraph, as models write. */
const tokenOf = (question: string, index: number) => `${index === 0 ? "" : index % 40 === 0 ? "\n\n" : " "}${question}:${index}`;
const wholeOf = (question: string) => Array.from({ length: tokens }, (_, index) => tokenOf(question, index)).join("");
const letters = (text: string) => text.replace(/\s+/g, "");

/** A tab on a chat, whose connection can be cut. */
class Tab {
  #sockets = new Set<WebSocketRoute>();

  private constructor(
    readonly desk: Desk,
    readonly chatId: ChatId,
  ) {}

  static async open(desk: Desk, chatId: ChatId): Promise<Tab> {
    const tab = new Tab(desk, chatId);
    await desk.page.routeWebSocket(/\/api\/.*sync/, (socket) => {
      socket.connectToServer();
      tab.#sockets.add(socket);
    });
    await desk.chat.open(chatId);
    return tab;
  }

  async cut(): Promise<void> {
    const sockets = [...this.#sockets];
    this.#sockets.clear();
    for (const socket of sockets) await socket.close({ code: 1011 });
  }

  /** What the page says, message by message; what is out of sight is not laid out, so it has no inner text. */
  async texts(): Promise<string[]> {
    return (await this.desk.chat.texts.allTextContents()).map(letters);
  }
}

test("every page ends with the same text, whatever happens on the way (D-S8) @wide", async ({ newDesk, owner, place, provider, problems }, info) => {
  test.slow();
  info.annotations.push({ type: "seed", description: `${seed}` });
  problems.expect(/WebSocket|ERR_|Failed to (fetch|load)|net::|50\d/);
  let sent = 0;
  let awaited = { count: Infinity, reached: gate() };
  // What does not fit any more is summarised, which is an answer of its own.
  provider.next((answer: any) => answer.text("A summary.").finish(), { when: isSummary, always: true });
  provider.otherwise = async (answer: any) => {
    const question = answer.request.body.messages.at(-1).content;
    for (let index = 0; index < tokens && answer.isOpen; index++) {
      answer.text(tokenOf(question, index));
      sent += 1;
      if (sent >= awaited.count) awaited.reached.open();
      await breathe();
    }
    if (answer.isOpen) answer.finish();
  };

  const chats: ChatId[] = [];
  for (let thread = 0; thread < threads; thread++) {
    const chatId = await owner.createChat(unique("Endurance"));
    chats.push(chatId);
    for (let turn = 0; turn < answers / threads; turn++) await owner.send(chatId, `q${thread}.${turn}`);
  }
  const open = async (chatId: ChatId) => Tab.open(await newDesk(), chatId);
  const tabs: Tab[] = [];
  for (let index = 0; index < tabsMax; index++) tabs.push(await open(chats[index % threads]!));

  const act = {
    reload: async () => {
      const { desk } = pick(tabs);
      await desk.page.reload();
    },
    close: async () => {
      const [tab] = tabs.splice(Math.floor(next() * tabs.length), 1);
      await tab!.desk.page.close();
      tabs.push(await open(pick(chats)));
    },
    cut: async () => await pick(tabs).cut(),
    kill: async () => {
      await place.server.kill();
      await place.server.start();
    },
  };
  // A kill costs every thread an answer, so there is one of them only.
  const kinds: (keyof typeof act)[] = ["kill", ...Array.from({ length: mishaps }, (_, index) => (["reload", "close", "cut"] as const)[index % 3]!)];
  const reach = (answers - threads) * tokens;
  const plan = kinds.map((kind) => ({ kind, at: 1 + Math.floor(next() * reach) })).sort((a, b) => a.at - b.at);
  for (const { kind, at } of plan) {
    if (sent < at) {
      awaited = { count: at, reached: gate() };
      await awaited.reached;
    }
    await act[kind]();
  }

  for (const chatId of chats) {
    // A long run outlives a token.
    const reader = await Owner.of(place.server, place.session);
    const settled = async () => {
      const { messages } = (await reader.chat(chatId))!;
      const isOpen = messages.some(({ status }) => status === "streaming");
      return isOpen ? 0 : messages.filter(({ role }) => role === "USER").length;
    };
    await expect.poll(settled, { timeout: 600_000 }).toBe(answers / threads);
    const { messages } = (await reader.chat(chatId))!;
    for (const [index, { role, content, status }] of messages.entries()) {
      if (role !== "ASSISTANT") continue;
      const whole = wholeOf(messages[index - 1]!.content);
      if (status === "complete") expect(content).toBe(whole);
      else expect([status, whole.startsWith(content)]).toEqual(["interrupted", true]);
    }
    const stored = messages.map(({ content }) => letters(content));
    for (const tab of tabs.filter((tab) => tab.chatId === chatId)) {
      await expect.poll(() => tab.texts(), { timeout: 60_000 }).toEqual(stored);
      await expect(tab.desk.chat.stop).toBeHidden();
    }
  }
});
