import { count, el, icon, time } from "./dom";
import { announce, listen } from "./news";
import * as outbox from "./outbox";
import { Panel } from "./panel";
import { search, type Hit } from "./search";
import { isThere, sendAll } from "./server";
import * as store from "./store";
import { thread } from "./thread";
import { composer } from "./writing";

/**
 * The page that stands in for all others while there is no network: the chats that lie on this device, to read, to
 * search and to go on with. Once the server answers, what was written is sent and the page makes way for the live one.
 */

/** The first and the longest wait before the server is looked for again. */
const [WAIT_MS, WAIT_MAX_MS] = [1_000, 8_000];

const SAYS = "No connection. You see what this device keeps; what you write is sent once the connection is back.";

export async function showPage(main: HTMLElement): Promise<void> {
  takeUpChoices();
  main.replaceChildren(el("p", { class: "visually-hidden", "aria-live": "polite", id: "announcer" }));
  const person = await store.person();
  if (person === null) showNothing(main);
  else await (address().chat === null ? showList(main, person) : showThread(main, person));
  document.documentElement.setAttribute("data-hydrated", "");
  void awaitServer(main);
}

/** What the address asks for: `/chats/<id>`, or a chat that is still to be sent. */
function address(): { chat: string | null } {
  const id = /^\/chats\/([^/]+)$/.exec(location.pathname)?.[1];
  return { chat: id ?? new URLSearchParams(location.search).get("chat") };
}

/** The document was kept for everybody: theme and density are this browser's. */
function takeUpChoices(): void {
  const choices = Object.fromEntries(document.cookie.split("; ").map((pair) => pair.split("=")));
  for (const name of ["theme", "density"]) {
    const isUsual = ["system", "comfortable", undefined].includes(choices[name]);
    document.documentElement.toggleAttribute(`data-${name}`, !isUsual);
    if (!isUsual) document.documentElement.setAttribute(`data-${name}`, choices[name]!);
  }
}

function head(title: string, ...before: Node[]): HTMLElement {
  document.title = `${title} · Conclave`;
  return el("header", { class: "page-head" }, ...before, el("h1", { tabindex: "-1" }, title));
}

const status = (text: string): HTMLElement =>
  el("p", { class: "offline-status", role: "status" }, icon("s-initializing", "glyph is-initializing"), el("span", {}, text));

function showNothing(main: HTMLElement): void {
  const text = "Nothing is kept on this device for whoever is signed in. Open Conclave once while there is a connection.";
  main.append(head("No connection"), el("div", { class: "page-body" }, status("No connection."), el("p", {}, text)));
}

async function showList(main: HTMLElement, person: string): Promise<void> {
  const field = el("input", { type: "search", class: "field", "aria-label": "Search this device", placeholder: "Search this device", input: () => void fill() });
  const found = el("div", { role: "region", "aria-label": "Chats on this device" });
  const panel = new Panel();
  const start = composer({
    placeholder: "Ask something, once the connection is back",
    send: "Start chat",
    draft: "new-chat",
    onSend: async (content) => await keep(person, { kind: "start", content }),
  });
  const fill = async (): Promise<void> => {
    const [chats, items] = [await store.chats(), await store.outbox()];
    panel.show(items, chats);
    const text = field.value.trim();
    if (text !== "") found.replaceChildren(hits(search(chats, text), text));
    else found.replaceChildren(list(chats, items));
  };
  main.append(
    head("Chats on this device"),
    el("div", { class: "page-body" }, status(SAYS), panel.element, start, el("div", { class: "toolbar" }, el("div", { class: "search", role: "search" }, icon("i-search"), field)), found),
  );
  await fill();
  listen(() => void fill());
}

function list(chats: store.Chat[], items: store.Item[]): HTMLElement {
  const begun = items.filter(({ kind }) => kind === "start");
  if (chats.length + begun.length === 0) return el("p", { class: "empty" }, "No chats are kept on this device yet.");
  const waiting = begun.map((item) => row(`/offline?chat=${item.clientId}`, item.content, el("span", { class: "meta" }, "Waiting to be sent")));
  const kept = chats.map(({ id, title, updatedAt }) => row(`/chats/${id}`, title, el("span", { class: "meta" }, time(updatedAt))));
  return el("ul", { role: "list", "aria-label": "Chats" }, ...waiting, ...kept);
}

const row = (href: string, title: string, meta: Node): HTMLElement =>
  el("li", { class: "row" }, icon("i-chats"), el("a", { class: "row-link", href }, title), meta);

function hits(found: Hit[], text: string): HTMLElement {
  if (found.length === 0) return el("p", { class: "empty" }, `Nothing on this device matches “${text}”.`);
  const lines = found.map(({ chat, message, excerpt }) => {
    const href = `/chats/${chat.id}${message === null ? "" : `#message-${message.id}`}`;
    return el("li", { class: "hit" }, el("a", { href }, chat.title), el("p", { dir: "auto" }, excerpt));
  });
  return el("ul", { role: "list", "aria-label": "Found on this device" }, ...lines);
}

async function showThread(main: HTMLElement, person: string): Promise<void> {
  const wanted = address().chat!;
  // A chat that was begun here has another address once it is there.
  const id = (await store.settled(wanted))?.chatId ?? wanted;
  const chat = await store.chat(id);
  const begun = (await store.outbox()).find(({ clientId }) => clientId === id);
  const back = el("a", { class: "icon-button", href: "/chats", "aria-label": "Chats on this device", title: "Chats on this device" }, icon("i-back"));
  if (chat === undefined && begun === undefined) {
    const text = "This chat is not kept on this device. Those that were opened here and the latest ones are.";
    main.append(head("Not on this device", back), el("div", { class: "page-body" }, status(SAYS), el("p", {}, text)));
    return;
  }
  const panel = new Panel(id);
  const write = composer({
    placeholder: "Write a message",
    send: "Send",
    draft: id,
    onSend: async (content) => {
      const place = chat === undefined ? { follows: id } : { chatId: id, threadId: chat.threadId };
      return await keep(person, { kind: "send", content, ...place });
    },
  });
  const edit = async (message: store.Message, content: string): Promise<boolean> => {
    const about = { messageId: message.id, before: message.content, chatId: id, threadId: chat!.threadId };
    return await keep(person, { kind: "edit", content, ...about });
  };
  const column = el("div", { class: "thread-column" }, thread(chat, edit), el("div", { class: "thread-composer" }, panel.element, write));
  main.append(head(chat?.title ?? begun!.content, back), status(SAYS), el("div", { class: "chat" }, column));
  const fill = async (): Promise<void> => panel.show(await store.outbox(), await store.chats());
  await fill();
  listen(() => void fill());
  goTo(location.hash.slice(1));
}

/** Shows the message that the address names, or the end. */
function goTo(id: string): void {
  const message = id === "" ? null : document.getElementById(id);
  if (message === null) scrollTo(0, document.documentElement.scrollHeight);
  else message.scrollIntoView();
  message?.focus();
}

/** Puts something into the outbox and says so; false when this is not that person's device any more. */
async function keep(person: string, draft: outbox.Draft): Promise<boolean> {
  const item = await outbox.add(person, draft);
  announce();
  if (item === null) location.reload();
  else say(`${count((await store.outbox()).length, "message")} waiting to be sent`);
  return item !== null;
}

function say(text: string): void {
  document.getElementById("announcer")?.replaceChildren(text);
}

/** Waits until the server answers and everything is sent, then makes way for the live page. */
async function awaitServer(main: HTMLElement): Promise<void> {
  for (let wait = WAIT_MS; !(await isThere()) || (await sendAll()) === "later"; wait = Math.min(wait * 2, WAIT_MAX_MS)) {
    await new Promise<void>((go) => {
      const timer = setTimeout(go, wait);
      addEventListener("online", () => (clearTimeout(timer), go()), { once: true });
    });
  }
  const live = await liveAddress();
  const areas = [...main.querySelectorAll("textarea")];
  if (areas.every(({ value }) => value.trim() === "")) return live === location.href ? location.reload() : location.replace(live);
  // Nobody is torn away from what they are writing; it is kept either way.
  const link = el("a", { class: "button primary", href: live }, "Open the live page");
  for (const status of main.querySelectorAll(".offline-status")) status.replaceChildren(el("span", {}, "Connected again."), link);
}

async function liveAddress(): Promise<string> {
  const { chat } = address();
  const settled = chat === null ? undefined : await store.settled(chat);
  if (settled !== undefined) return `/chats/${settled.chatId}`;
  return location.pathname === "/offline" ? new URL("/chats", location.href).href : location.href;
}
