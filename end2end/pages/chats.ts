import type { Locator } from "@playwright/test";
import type { Desk } from "../support/fixtures.js";

export class ChatsPage {
  constructor(private readonly desk: Desk) {}

  open = (query = "") => this.desk.open(`/chats${query}`);

  get prompt() {
    return this.desk.page.getByRole("textbox", { name: "Message", exact: true });
  }

  get start() {
    return this.desk.page.getByRole("button", { name: "Start chat" });
  }

  get search() {
    return this.desk.page.getByRole("searchbox");
  }

  get rows() {
    return this.desk.page.getByRole("list", { name: "Chats" }).getByRole("listitem");
  }

  link(title: string): Locator {
    return this.desk.page.getByRole("main").getByRole("link", { name: title, exact: true });
  }

  row(title: string): Locator {
    return this.rows.filter({ hasText: title });
  }

  /** Begins a chat with this message. */
  async ask(text: string): Promise<void> {
    await this.prompt.fill(text);
    await this.start.click();
    await this.desk.page.waitForURL(/\/chats\/\w+/);
    await this.desk.isReady();
  }

  async choose(title: string, action: string): Promise<void> {
    await this.row(title).getByRole("button", { name: "More about this chat" }).click();
    await this.row(title).getByRole("button", { name: action, exact: true }).click();
  }
}
