import { el, iconButton } from "./dom";
import { mark } from "./editing";
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
  /** Says why something is refused, once: the rows are made anew whenever anything changes. */
  readonly #said = el("p", { class: "visually-hidden", role: "alert" });
  /** Which control has the focus once the rows are there. */
  #wanted: string | undefined;
  #items: Item[] = [];
  #chats = new Map<string, string>();

  /**
   * Of what `whose` page shows. `here` is the chat that needs no name, because the page shows it; `changed` hears of
   * what a person does here.
   */
  constructor(
    private readonly whose: string,
    private readonly here: string | null = null,
    private readonly changed: () => void = announce,
  ) {
    const title = el("h2", {}, "Waiting to be sent");
    const label = { "aria-label": "Waiting to be sent" };
    const parts = [title, this.#list, this.#undo, this.#said];
    this.element = el("section", { class: "queue outbox", hidden: true, ...label }, ...parts);
  }

  /** Shows these items. Whoever is changing one is not disturbed. */
  show(items: Item[], chats: Chat[]): void {
    this.#items = items;
    this.#chats = new Map(chats.map(({ id, title }) => [id, title]));
    const isChanging = this.#list.querySelector("textarea") !== null;
    this.element.hidden = items.length === 0 && this.#undo.childElementCount === 0 && !isChanging;
    const said = items.map(({ refusal }) => refusal?.message ?? "").join(" ").trim();
    if (this.#said.textContent !== said) this.#said.textContent = said;
    if (!isChanging) this.#render();
  }

  #render(): void {
    const focused = this.#wanted ?? (document.activeElement as HTMLElement | null)?.dataset["key"];
    this.#wanted = undefined;
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
      const click = () => void outbox.retry(clientId).then(this.changed);
      const again = { type: "button", class: "button", "data-key": `${clientId} again`, click };
      row.append(el("p", { class: "refusal" }, refusal.message), el("button", again, "Try again"));
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

  /** Lets somebody change what an item says. It is not sent meanwhile. */
  #edit(item: Item, body: HTMLElement): void {
    const { clientId, content } = item;
    // It is being changed already.
    if (!body.isConnected) return;
    const end = mark(clientId);
    const done = async (text: string | null): Promise<void> => {
      if (text !== null && !(await outbox.reword(clientId, text))) box.replaceWith(this.#tooLate(item, text, body));
      else this.#leave(item, box, body);
      end();
      this.changed();
    };
    const box = editor("Message that waits", content, (text) => void done(text));
    body.replaceWith(box);
  }

  /** It was sent before the mark was seen, or taken out elsewhere: the new words can still be said. */
  #tooLate(item: Item, text: string, body: HTMLElement): HTMLElement {
    const why = "What it said before has been sent or taken out. Save these words as a message of their own.";
    const done = async (text: string | null): Promise<void> => {
      if (text !== null && (await outbox.addBehind(this.whose, item, text)) === null) return;
      this.#leave(item, box, body);
      this.changed();
    };
    const note = el("p", { class: "refusal", role: "alert" }, why);
    const box = el("div", { class: "outbox-body" }, note, editor("Message", text, (text) => void done(text), ""));
    return box;
  }

  /** Ends changing an item: its row is there again, and the focus where it was. */
  #leave({ clientId }: Item, box: HTMLElement, body: HTMLElement): void {
    box.replaceWith(body);
    this.#wanted = `${clientId} Edit`;
    this.#list.querySelector<HTMLElement>(`[data-key="${this.#wanted}"]`)?.focus();
  }

  async #takeOut({ clientId }: Item): Promise<void> {
    const before = await outbox.remove(clientId);
    const back = (): void => {
      this.#undo.replaceChildren();
      this.#wanted = `${clientId} Take out`;
      void outbox.putBack(this.whose, before).then(this.changed);
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
