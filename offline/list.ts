import { el, icon, time } from "./dom";
import { listen } from "./news";
import { Panel } from "./panel";
import { body, head, keep, SAYS, status, titleOf } from "./parts";
import { search, type Hit } from "./search";
import * as store from "./store";
import { composer } from "./writing";

/** The chats that lie on this device, to search, and a box for a new one. */

export async function showList(main: HTMLElement, person: string): Promise<void> {
  const panel = new Panel(person);
  const start = composer({
    placeholder: "Ask something, once the connection is back",
    send: "Start chat",
    whose: person,
    draft: "new-chat",
    onSend: async (content) => await keep(person, { kind: "start", content }),
  });
  const label = "Search this device";
  const attributes = { type: "search", class: "field", "aria-label": label, placeholder: label };
  const field = el("input", { ...attributes, input: () => void fill() });
  const searching = el("div", { class: "search", role: "search" }, icon("i-search"), field);
  const found = el("div", { role: "region", "aria-label": "Chats on this device" });
  const fill = async (): Promise<void> => {
    const [chats, items] = [await store.chats(), await store.outbox()];
    panel.show(items, chats);
    const text = field.value.trim();
    found.replaceChildren(text === "" ? list(chats, items) : hits(search(chats, text), text));
  };
  const toolbar = el("div", { class: "toolbar" }, searching);
  main.append(head("Chats on this device"), body(status(SAYS), panel.element, start, toolbar, found));
  await fill();
  listen(() => void fill());
}

function list(chats: store.Chat[], items: store.Item[]): HTMLElement {
  const begun = items.filter(({ kind }) => kind === "start");
  if (chats.length + begun.length === 0) {
    return el("p", { class: "empty" }, "No chats are kept on this device yet. Those that you open are.");
  }
  const waiting = begun.map((item) => row(`/offline?chat=${item.clientId}`, titleOf(item), "Waiting to be sent"));
  const kept = chats.map(({ id, title, updatedAt }) => row(`/chats/${id}`, title, time(updatedAt)));
  return el("ul", { role: "list", "aria-label": "Chats" }, ...waiting, ...kept);
}

function row(href: string, title: string, fact: Node | string): HTMLElement {
  const link = el("a", { class: "row-link", href }, title);
  return el("li", { class: "row" }, icon("i-chats"), link, el("span", { class: "meta" }, fact));
}

function hits(found: Hit[], text: string): HTMLElement {
  if (found.length === 0) return el("p", { class: "empty" }, `Nothing on this device matches “${text}”.`);
  const lines = found.map(({ chat, message, excerpt }) => {
    const href = `/chats/${chat.id}${message === null ? "" : `#message-${message.id}`}`;
    return el("li", { class: "hit" }, el("a", { href }, chat.title), el("p", { dir: "auto" }, excerpt));
  });
  return el("ul", { role: "list", "aria-label": "Found on this device" }, ...lines);
}
