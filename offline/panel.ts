import { el, iconButton } from "./dom";
import { announce } from "./news";
import * as outbox from "./outbox";
import type { Chat, Item } from "./store";
import { editor } from "./writing";

/** What is to be sent, in order. Each of it can still be changed, moved and taken out. */

/** How long something that was taken out can be had back. */
const UNDO_STAYS_MS = 10_000;

export class Panel {
  readonly element: HTMLElement;
  readonly #list = el("ol", { role: "list" });
  readonly #undo = el("div", { class: "outbox-undo", role: "status" });
  #items: Item[] = [];
  #chats = new Map<string, string>();

  /** `here` is the chat that needs no name, because the page shows it; `changed` hears of what a person does here. */
  constructor(
    private readonly here: string | null = null,
    private readonly changed: () => void = announce,
  ) {
    const title = el("h2", {}, "Waiting to be sent");
    const label = { "aria-label": "Waiting to be sent" };
    this.element = el("section", { class: "queue outbox", hidden: true, ...label }, title, this.#list, this.#undo);
  }

  /** Shows these items. Whoever is changing one is not disturbed. */
  show(items: Item[], chats: Chat[]): void {
    this.#items = items;
    this.#chats = new Map(chats.map(({ id, title }) => [id, title]));
    this.element.hidden = items.length === 0 && this.#undo.childElementCount === 0;
    if (this.#list.querySelector("textarea") === null) this.#render();
  }

  #render(): void {
    const focused = (document.activeElement as HTMLElement | null)?.dataset["key"];
    this.#list.replaceChildren(...this.#items.map((item, index) => this.#row(item, index)));
    if (focused !== undefined) this.#list.querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
  }

  #row(item: Item, index: number): HTMLLIElement {
    const { clientId, isHandedOver, refusal } = item;
    const text = el("p", { class: "queue-text", dir: "auto" }, item.content);
    const body = el("div", { class: "outbox-body" }, text, this.#facts(item));
    const row = el("li", { class: "queue-row" }, body);
    const control = (glyph: string, label: string, isPossible: boolean, act: () => Promise<unknown>) =>
      iconButton(glyph, label, {
        "data-key": `${clientId} ${label}`,
        "aria-disabled": isPossible ? false : "true",
        click: () => void (isPossible && act().then(this.changed)),
      });
    const [before, after] = [this.#items[index - 1], this.#items[index + 1]];
    row.append(
      control("i-up", "Send earlier", outbox.mayPass(before, item), () => outbox.move(clientId, -1)),
      control("i-down", "Send later", outbox.mayPass(item, after), () => outbox.move(clientId, 1)),
      control("i-pencil", "Edit", !isHandedOver, async () => this.#edit(item, body)),
      control("i-close", "Take out", true, () => this.#takeOut(item)),
    );
    if (refusal !== null) {
      const again = { type: "button", class: "button", click: () => void outbox.retry(clientId).then(this.changed) };
      row.append(el("p", { class: "refusal", role: "alert" }, refusal.message), el("button", again, "Try again"));
    }
    return row;
  }

  #facts({ kind, chatId, before, isHandedOver }: Item): HTMLElement {
    const title = chatId === this.here ? undefined : this.#chats.get(chatId);
    const facts = [
      kind === "start" ? "New chat" : title,
      kind === "edit" ? `In place of “${before.replace(/\s+/g, " ").slice(0, 40)}”` : undefined,
      isHandedOver ? "Being sent" : undefined,
    ];
    return el("p", { class: "outbox-facts" }, facts.filter((fact) => fact !== undefined).join(" · "));
  }

  #edit({ clientId, content }: Item, body: HTMLElement): void {
    const done = (text: string | null): void => {
      box.replaceWith(body);
      if (text !== null) void outbox.reword(clientId, text).then(this.changed);
      else this.#render();
    };
    const box = editor("Message that waits", content, done);
    body.replaceWith(box);
  }

  async #takeOut({ clientId }: Item): Promise<void> {
    const before = await outbox.remove(clientId);
    const back = (): void => {
      this.#undo.replaceChildren();
      void outbox.putBack(before).then(this.changed);
    };
    const button = el("button", { type: "button", class: "button quiet", click: back }, "Undo");
    this.#undo.replaceChildren(el("p", {}, "Taken out."), button);
    button.focus();
    setTimeout(() => {
      if (!this.#undo.contains(button)) return;
      this.#undo.replaceChildren();
      this.changed();
    }, UNDO_STAYS_MS);
  }
}
