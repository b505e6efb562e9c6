import { showChat } from "./chat";
import { el } from "./dom";
import { showList } from "./list";
import { listenHere } from "./news";
import { announcer, body, head, SAYS, status } from "./parts";
import { isThere, sendAll } from "./server";
import * as store from "./store";

/**
 * The page that stands in for all others while there is no network: the chats that lie on this device, to read, to
 * search and to go on with. Once the server answers, what was written is sent and the page makes way for the live one.
 */

/** The first and the longest wait before the server is looked for again. */
const [WAIT_MS, WAIT_MAX_MS] = [1_000, 8_000];

export async function showPage(main: HTMLElement): Promise<void> {
  takeUpChoices();
  main.replaceChildren(announcer());
  const [person, chat] = [await store.person(), wantedChat()];
  if (person === null) showNothing(main);
  else await (chat === null ? showList(main, person) : showChat(main, person, chat));
  document.documentElement.setAttribute("data-hydrated", "");
  await awaitServer(main, person);
  // Nobody is torn away from what they are writing, and what they write is sent.
  while (isWriting(main)) {
    await offerWay(main);
    await rest(WAIT_MAX_MS);
    await awaitServer(main, person);
  }
  await makeWay();
}

/** The chat that the address asks for: `/chats/<id>`, or one that is still to be sent. */
const wantedChat = (): string | null =>
  /^\/chats\/([^/]+)$/.exec(location.pathname)?.[1] ?? new URLSearchParams(location.search).get("chat");

/** The document was kept for everybody: theme and density are this browser's. */
function takeUpChoices(): void {
  const kept = new Map(document.cookie.split("; ").map((pair) => pair.split("=") as [string, string]));
  const choices: Record<string, string[]> = { theme: ["light", "dark"], density: ["compact"] };
  for (const [name, values] of Object.entries(choices)) {
    const value = kept.get(name) ?? "";
    if (values.includes(value)) document.documentElement.setAttribute(`data-${name}`, value);
  }
}

function showNothing(main: HTMLElement): void {
  const text =
    "Nothing is kept on this device for whoever is signed in. Open Conclave once while there is a connection.";
  main.append(head("No connection"), body(status("No connection."), el("p", {}, text)));
}

/** Waits until the server answers and everything is sent that can be. */
async function awaitServer(main: HTMLElement, person: string | null): Promise<void> {
  const isSent = async () => person === null || (await sendAll(person)) !== "later";
  for (let wait = WAIT_MS; !(await isThere()) || !(await isSent()); wait *= 2) {
    if (person !== null) tell(main, SAYS);
    await rest(Math.min(wait, WAIT_MAX_MS));
  }
}

/** Waits so long, or until something happens here: there seems to be a network, or something was written. */
function rest(millis: number): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer);
      removeEventListener("online", go);
      removeEventListener("change", go);
      unlisten();
      resolve();
    };
    const timer = setTimeout(go, millis);
    addEventListener("online", go);
    // Also when a box was emptied and left.
    addEventListener("change", go);
    const unlisten = listenHere(go);
  });
}

const isWriting = (main: HTMLElement): boolean =>
  [...main.querySelectorAll("textarea")].some(({ value }) => value.trim() !== "");

/** Leaves it to whoever is writing when to go to the live page; what is written is kept either way. */
async function offerWay(main: HTMLElement): Promise<void> {
  const link = el("a", { class: "button primary", href: await liveAddress() }, "Open the live page");
  tell(main, "Connected again.", link);
}

/** Says where things stand, once. */
function tell(main: HTMLElement, text: string, ...more: Node[]): void {
  const [line, said] = [main.querySelector(".offline-status"), main.querySelector(".offline-status span")];
  if (said?.textContent !== text) line?.replaceChildren(el("span", {}, text), ...more);
}

/** Gives the place to the live page. */
async function makeWay(): Promise<void> {
  const live = await liveAddress();
  if (live === location.href) location.reload();
  else location.replace(live);
}

async function liveAddress(): Promise<string> {
  const chat = wantedChat();
  const settled = chat === null ? undefined : await store.settled(chat);
  const path = location.pathname === "/offline" ? "/chats" : location.href;
  return new URL(settled === undefined ? path : `/chats/${settled.chatId}`, location.href).href;
}
