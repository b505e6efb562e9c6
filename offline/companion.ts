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

export function accompany(): void {
  // Without one, pages need the server as ever.
  navigator.serviceWorker.register("/service-worker.js").catch(() => undefined);
  void keepUp();
  follow();
  addEventListener("submit", takeForm, { capture: true });
  addEventListener("online", () => void keepUp());
  showNote();
}

let retries = 0;
let retrying: ReturnType<typeof setTimeout> | undefined;

/** Sends what waits, then takes along what there is. */
async function keepUp(): Promise<void> {
  clearTimeout(retrying);
  if ((await sendAll()) === "later") {
    retrying = setTimeout(() => void keepUp(), Math.min(WAIT_MS * 2 ** retries++, WAIT_MAX_MS));
    return;
  }
  retries = 0;
  await bringAlong();
}

async function bringAlong(): Promise<void> {
  const id = shownChat();
  try {
    if (id !== undefined) await store.noteOpened(id);
    await takeAlong(id);
  } catch {
    // Without a server there is nothing new to keep.
  }
}

/** The chat that the page shows. */
const shownChat = (): string | undefined => /^\/chats\/([^/]+)$/.exec(location.pathname)?.[1];

/** Keeps what a chat shows whenever it has changed. A page that is open asks for nothing. */
function follow(): void {
  let resting: ReturnType<typeof setTimeout> | undefined;
  const keepIt = async (id: string): Promise<void> => {
    await store.noteOpened(id);
    await keepShown(id);
  };
  const changed = (): void => {
    clearTimeout(resting);
    const id = shownChat();
    if (id !== undefined) resting = setTimeout(() => void keepIt(id), RESTS_MS);
  };
  const page = document.querySelector(".page") ?? document.body;
  new MutationObserver(changed).observe(page, { childList: true, subtree: true, attributeFilter: ["aria-busy"] });
}

/** Whether the page is without its server, as far as it knows. */
const isAway = (): boolean => !navigator.onLine || document.querySelector(".connection:not([hidden])") !== null;

/** A form that is sent while there is no server goes into the outbox instead. */
function takeForm(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const kind = FORMS[new URL(form.action).pathname];
  const fields = new FormData(form);
  const field = (name: string): string => String(fields.get(name) ?? "").trim();
  // Stopping is another button of the same form.
  const isSending = event.submitter?.hasAttribute("formaction") !== true;
  // Files wait with the page that has them.
  const isText = field("content") !== "" && form.querySelector(".file-row") === null;
  if (kind === undefined || whose === null || !isAway() || !isSending || !isText) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  void keep(form, whose, { kind, content: field("content"), chatId: field("chat"), model: field("model") });
}

async function keep(form: HTMLFormElement, person: string, draft: outbox.Draft): Promise<void> {
  const threadId = (await store.chat(draft.chatId ?? ""))?.threadId ?? "";
  const item = await outbox.add(person, { ...draft, threadId });
  const area = form.querySelector("textarea");
  if (item !== null && area !== null) {
    area.value = "";
    // Whoever keeps a draft learns that there is none any more.
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  announce();
  void keepUp();
}

/** Whose things lie here, known before a form is sent: it is taken at once or not at all. */
let whose: string | null = null;

/** A note below the head that says what waits, and while the page is away where to go on. Nothing where nothing is. */
function showNote(): void {
  const panel = new Panel(null, () => {
    announce();
    void keepUp();
  });
  const shut = el("button", { type: "button", class: "button", click: () => dialog.close() }, "Close");
  const label = { "aria-label": "Waiting to be sent" };
  const actions = el("div", { class: "actions" }, shut);
  const dialog = el("dialog", { class: "outbox-dialog", ...label }, panel.element, actions);
  // Nothing is shown before it is known what there is.
  const hidden = true;
  const button = el("button", { type: "button", class: "button outbox-open", hidden, click: () => dialog.showModal() });
  const link = el("a", { class: "button outbox-open", href: "/offline", hidden }, "Chats on this device");
  const note = el("aside", { class: "outbox-note", "aria-label": "Outbox", hidden }, button, link);
  const said = el("p", { class: "visually-hidden", "aria-live": "polite" });
  document.body.append(note, dialog, said);
  const place = (): void => {
    link.hidden = whose === null || !isAway();
    note.hidden = link.hidden && button.hidden;
  };
  const fill = async (): Promise<void> => {
    whose = await store.person();
    const [items, chats] = [await store.outbox(), await store.chats()];
    panel.show(items, chats);
    button.hidden = items.length === 0;
    place();
    if (dialog.open && panel.element.hidden) dialog.close();
    const text = summary(items);
    if (button.textContent === text) return;
    button.textContent = text;
    said.textContent = text;
  };
  void fill();
  listen(() => void fill());
  for (const event of ["online", "offline"]) addEventListener(event, place);
  const connection = document.querySelector(".connection");
  if (connection !== null) new MutationObserver(place).observe(connection, { attributeFilter: ["hidden"] });
}

function summary(items: store.Item[]): string {
  const refused = items.filter(({ refusal }) => refusal !== null).length;
  if (refused > 0) return `${count(refused, "message")} could not be sent`;
  return items.length === 0 ? "" : `${count(items.length, "message")} waiting to be sent`;
}
