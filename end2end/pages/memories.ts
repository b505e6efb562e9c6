import type { Locator } from "@playwright/test";
import type { Desk } from "../support/fixtures.js";

/** What agents remember. */
export class MemoriesPage {
  constructor(private readonly desk: Desk) {}

  open = (query = "") => this.desk.open(`/memories${query}`);

  get list() {
    return this.desk.page.getByRole("list", { name: "Memories" });
  }

  memory(text: string): Locator {
    return this.list.getByRole("listitem").filter({ hasText: text });
  }

  async add(content: string, category: string, repository = ""): Promise<void> {
    const { page } = this.desk;
    await page.getByText("Add a memory").click();
    const form = page.locator(".memory-add form");
    await form.getByRole("textbox", { name: "What agents should know" }).fill(content);
    await form.getByRole("combobox", { name: "Category" }).selectOption(category);
    await form.getByRole("textbox", { name: /^Repository/ }).fill(repository);
    await this.desk.submit(() => form.getByRole("button", { name: "Add memory" }).click());
  }

  /** Opens the form that changes a memory. */
  async edit(text: string): Promise<Locator> {
    const memory = this.memory(text);
    await memory.locator("summary").click();
    return memory;
  }

  async rewrite(text: string, to: string): Promise<void> {
    const memory = await this.edit(text);
    await memory.getByRole("textbox", { name: "What agents should know" }).fill(to);
    await this.desk.submit(() => memory.getByRole("button", { name: "Save" }).click());
  }

  async delete(text: string): Promise<void> {
    const memory = await this.edit(text);
    await this.desk.submit(() => memory.getByRole("button", { name: "Delete" }).click());
  }

  /** Shows one kind; with script choosing is enough. */
  async filter(list: "Category" | "Scope", choice: string): Promise<void> {
    await this.desk.page.getByRole("search").getByRole("combobox", { name: list }).selectOption(choice);
    if (!this.desk.isScripted) {
      await this.desk.submit(() => this.desk.page.getByRole("button", { name: "Show", exact: true }).click());
    }
  }
}
