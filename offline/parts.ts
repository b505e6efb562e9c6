import { count, el, icon } from "./dom";
import { announce } from "./news";
import * as outbox from "./outbox";
import * as store from "./store";

/** What the pages without a network have in common. */

/** Letters of a text that stands for a title. */
const TITLE_MAX = 60;

export const SAYS =
  "No connection. You see what this device keeps; what you write is sent once the connection is back.";

/** The head of a page, which names the document. */
export function head(title: string, ...before: Node[]): HTMLElement {
  document.title = `${title} · Conclave`;
  return el("header", { class: "page-head" }, ...before, el("h1", { tabindex: "-1" }, title));
}

export function status(text: string): HTMLElement {
  const glyph = icon("s-initializing", "glyph is-initializing");
  return el("p", { class: "offline-status", role: "status" }, glyph, el("span", {}, text));
}

export const body = (...children: Node[]): HTMLElement => el("div", { class: "page-body" }, ...children);

/** What a chat is called before it is there. */
export const titleOf = ({ content }: store.Item): string =>
  content.length > TITLE_MAX ? `${content.slice(0, TITLE_MAX)}…` : content;

/** Puts something into the outbox and says so; false when this is not that person's device any more. */
export async function keep(person: string, draft: outbox.Draft): Promise<boolean> {
  const item = await outbox.add(person, draft);
  announce();
  if (item === null) location.reload();
  else say(`${count((await store.outbox()).length, "message")} waiting to be sent`);
  return item !== null;
}

/** Where pages say what has happened. */
export const announcer = (): HTMLElement =>
  el("p", { class: "visually-hidden", "aria-live": "polite", id: "announcer" });

const say = (text: string): void => document.getElementById("announcer")?.replaceChildren(text);
