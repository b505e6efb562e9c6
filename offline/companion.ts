import { inBackground } from "./background";
import { count, el } from "./dom";
import { announce, listen } from "./news";
import * as outbox from "./outbox";
import { Panel } from "./panel";
import { sendAll, takeAlong } from "./server";
import { keepShown } from "./shown";
import * as store from "./store";

/**
 * Goes along with a live page: keeps what is read for when there is no network, takes what is written while there
 * is none, and sends it once there is. A note says what waits.
 */

/** What is shown must have stood still for so long before it is kept. */
const RESTS_MS = 500;

/** The first and the longest wait before sending is tried again. */
const [WAIT_MS, WAIT_MAX_MS] = [1_000, 30_000];

/** Forms that can wait until there is a server. */
const FORMS: Record<string, "start" | "send"> = { "/do/start_chat": "start", "/do/send_to_chat": "send" };

export function accompany(whose: string): void {
  // Without one, pages need the server as ever.
  navigator.serviceWorker.register("/service-worker.js").catch(() => undefined);
  inBackground(keepUp(whose));
  follow(whose);
  addEventListener("submit", (event) => takeForm(event, whose), { capture: true });
  addEventListener("online", () => inBackground(keepUp(whose)));
  followSession(whose);
  showNote(whose);
}

/** On the document's root while nobody is signed in; the page says so. */
const SIGNED_OUT = "data-signed-out";

/** While nobody is signed in, chats do not lie here and what waits does so for its writer. */
function followSession(whose: string): void {
  const root = document.documentElement;
  const changed = async (): Promise<void> => {
    if (!root.hasAttribute(SIGNED_OUT)) return await keepUp(whose);
    await store.setAside();
    announce();
  };
  new MutationObserver(() => inBackground(changed())).observe(root, { attributeFilter: [SIGNED_OUT] });
}

let retries = 0;
let retrying: ReturnType<typeof setTimeout> | undefined;

/** Sends what waits, then takes along what there is. */
async function keepUp(whose: string): Promise<void> {
  clearTimeout(retrying);
  // What waits here may be this person's, who has signed in again.
  const isKnown = (await store.person()) === whose;
  if (!isKnown) await bringAlong(whose);
  const sent = await sendAll(whose);
  if (sent === "done") retries = 0;
  else retrying = setTimeout(() => inBackground(keepUp(whose)), Math.min(WAIT_MS * 2 ** retries++, WAIT_MAX_MS));
  if (isKnown && sent !== "later") await bringAlong(whose);
}

async function bringAlong(whose: string): Promise<void> {
  const id = shownChat();
  try {
    await takeAlong(id);
    if (id !== undefined) await store.noteOpened(whose, id);
  } catch {
    // Without a server there is nothing new to keep.
  }
}

/** The chat that the page shows. */
const shownChat = (): string | undefined => /^\/chats\/([^/]+)$/.exec(location.pathname)?.[1];

/** Keeps what a chat shows whenever it has changed. A page that is open asks for nothing. */
function follow(whose: string): void {
  let resting: ReturnType<typeof setTimeout> | undefined;
  const keepIt = async (id: string): Promise<void> => {
    await store.noteOpened(whose, id);
    await keepShown(whose, id);
  };
  const changed = (): void => {
    clearTimeout(resting);
    const id = shownChat();
    if (id !== undefined) resting = setTimeout(() => inBackground(keepIt(id)), RESTS_MS);
  };
  const page = document.querySelector(".page") ?? document.body;
  new MutationObserver(changed).observe(page, { childList: true, subtree: true, attributeFilter: ["aria-busy"] });
}

/** Whether the page is without its server, as far as it knows. */
const isAway = (): boolean => !navigator.onLine || document.querySelector(".connection:not([hidden])") !== null;

/** A form that is sent while there is no server goes into the outbox instead. */
function takeForm(event: SubmitEvent, whose: string): void {
  const form = event.target as HTMLFormElement;
  const kind = FORMS[new URL(form.action).pathname];
  const fields = new FormData(form);
  const field = (name: string): string => String(fields.get(name) ?? "").trim();
  // Stopping is another button of the same form.
  const isSending = event.submitter?.hasAttribute("formaction") !== true;
  // Files wait with the page that has them.
  const isText = field("content") !== "" && form.querySelector(".file-row") === null;
  if (kind === undefined || !isOwn || !isAway() || !isSending || !isText) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  inBackground(keep(form, whose, { kind, content: field("content"), chatId: field("chat"), model: field("chosen") }));
}

/** What a form would send now, which a page may show otherwise. */
const contentOf = (form: HTMLFormElement): string => String(new FormData(form).get("content") ?? "").trim();

async function keep(form: HTMLFormElement, person: string, draft: outbox.Draft): Promise<void> {
  const threadId = (await store.chat(draft.chatId ?? ""))?.threadId ?? "";
  const item = await outbox.add(person, { ...draft, threadId });
  const area = form.querySelector("textarea");
  if (item === null) refuse(area);
  // What was typed since is another message.
  else if (area !== null && contentOf(form) === draft.content) {
    area.value = "";
    // Whoever keeps a draft learns that there is none any more.
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  announce();
  inBackground(keepUp(person));
}

/** Says below what was written that it was not taken. It is still in the box. */
function refuse(area: HTMLTextAreaElement | null): void {
  const text = "This device keeps nothing until it is known who is signed in. Send this again once there is a connection.";
  const line = el("p", { class: "refusal", role: "alert" }, text);
  area?.parentElement?.querySelector(".refusal")?.remove();
  area?.after(line);
  area?.addEventListener("input", () => line.remove(), { once: true });
}

/** Whether what lies here is the reader's, known before a form is sent: it is taken at once or not at all. */
let isOwn = false;

/** A note below the head that says what waits, and while the page is away where to go on. Nothing where nothing is. */
function showNote(whose: string): void {
  const panel = new Panel(whose, null, () => {
    announce();
    inBackground(keepUp(whose));
  });
  const shut = el("button", { type: "button", class: "button", click: () => dialog.close() }, "Close");
  const label = { "aria-label": "Waiting to be sent" };
  const actions = el("div", { class: "actions" }, shut);
  const dialog = el("dialog", { class: "outbox-dialog", ...label, close: () => leave(button) }, panel.element, actions);
  // Nothing is shown before it is known what there is.
  const hidden = true;
  const button = el("button", { type: "button", class: "button outbox-open", hidden, click: () => dialog.showModal() });
  const link = el("a", { class: "button outbox-open", href: "/offline", hidden }, "Chats on this device");
  const note = el("aside", { class: "outbox-note", "aria-label": "Outbox", hidden }, button, link);
  const said = el("p", { class: "visually-hidden", "aria-live": "polite" });
  document.body.append(note, dialog, said);
  const place = (): void => {
    link.hidden = !isOwn || !isAway();
    note.hidden = link.hidden && button.hidden;
  };
  const fill = async (): Promise<void> => {
    isOwn = (await store.person()) === whose;
    const [items, chats] = isOwn ? [await store.outbox(), await store.chats()] : [[], []];
    panel.show(items, chats);
    button.hidden = items.length === 0;
    place();
    if (dialog.open && panel.element.hidden) dialog.close();
    const text = summary(items);
    if (button.textContent === text) return;
    button.textContent = text;
    said.textContent = text;
  };
  inBackground(fill());
  listen(() => inBackground(fill()));
  for (const event of ["online", "offline"]) addEventListener(event, place);
  const connection = document.querySelector(".connection");
  if (connection !== null) new MutationObserver(place).observe(connection, { attributeFilter: ["hidden"] });
}

/** The focus goes back to what opened the dialog, or where reading begins when that has nothing to open any more. */
function leave(button: HTMLElement): void {
  if (button.hidden) document.querySelector<HTMLElement>("main [data-first-focus], main h1")?.focus();
}

function summary(items: store.Item[]): string {
  const refused = items.filter(({ refusal }) => refusal !== null).length;
  if (refused > 0) return `${count(refused, "message")} could not be sent`;
  return items.length === 0 ? "" : `${count(items.length, "message")} waiting to be sent`;
}
