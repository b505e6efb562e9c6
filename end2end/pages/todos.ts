import { expect, type Locator } from "@playwright/test";
import type { Desk } from "../support/fixtures.js";

/** A list of todos, wherever it stands. */
export class TodoList {
  /** `show` brings the list into view where a page that was loaded again hides it. */
  constructor(
    protected readonly desk: Desk,
    private readonly name: string,
    private readonly show: () => Promise<void> = async () => undefined,
  ) {}

  get list() {
    return this.desk.page.getByRole("list", { name: this.name, exact: true });
  }

  get field() {
    return this.desk.page.getByRole("textbox", { name: "Add a todo" });
  }

  get rows() {
    return this.list.getByRole("listitem");
  }

  /** The texts in order. */
  get texts() {
    return this.list.getByRole("checkbox");
  }

  tick(text: string): Locator {
    return this.list.getByRole("checkbox", { name: text, exact: true });
  }

  row(text: string): Locator {
    const tick = this.desk.page.getByRole("checkbox", { name: text, exact: true });
    return this.rows.filter({ has: tick });
  }

  /** What edits the text in place and has the focus of the row. */
  text(text: string): Locator {
    return this.row(text).getByRole("button", { name: text, exact: true });
  }

  async add(text: string): Promise<void> {
    await this.field.fill(text);
    await this.desk.submit(() => this.field.press("Enter"));
    await this.show();
    await expect(this.tick(text)).toBeVisible();
    // Until the server has given it an id it can only be looked at.
    await expect(this.row(text)).not.toHaveAttribute("aria-busy", "true");
  }

  async openMenu(text: string): Promise<Locator> {
    const row = this.row(text);
    await row.getByRole("button", { name: "More about this todo" }).click();
    return row;
  }

  async choose(text: string, item: string): Promise<void> {
    const row = await this.openMenu(text);
    await row.getByRole("button", { name: item }).click();
  }

  /** With script in place, without it in the menu. */
  async rewrite(text: string, to: string): Promise<void> {
    if (this.desk.isScripted) {
      await this.text(text).click();
      await this.list.getByRole("textbox", { name: "Text" }).fill(to);
      await this.desk.page.keyboard.press("Enter");
    } else {
      const row = await this.openMenu(text);
      await row.getByRole("textbox", { name: "Text" }).fill(to);
      await row.getByRole("button", { name: "Save" }).click();
    }
  }

  /** The given todos stand in this order; others may stand between them. */
  async expectOrder(texts: string[]): Promise<void> {
    await expect(async () => {
      const shown = await this.texts.evaluateAll((ticks) =>
        ticks.map((tick) => tick.getAttribute("aria-label") ?? ""),
      );
      expect(shown.filter((text) => texts.includes(text))).toEqual(texts);
    }).toPass({ timeout: 10_000 });
  }
}

export class TodosPage extends TodoList {
  constructor(desk: Desk) {
    super(desk, "Todos");
  }

  open = (query = "") => this.desk.open(`/todos${query}`);

  filter(name: string): Locator {
    return this.desk.page.getByRole("navigation", { name: "Filter" }).getByRole("link", { name, exact: true });
  }
}
