import type { Locator } from "@playwright/test";
import { expect, type Desk } from "../support/fixtures.js";

export class ChatPage {
  constructor(private readonly desk: Desk) {}

  open = (chatId: string) => this.desk.open(`/chats/${chatId}`);

  get heading() {
    return this.desk.page.getByRole("heading", { level: 1 });
  }

  get composer() {
    return this.desk.page.locator(".composer").getByRole("textbox", { name: "Message", exact: true });
  }

  get send() {
    return this.desk.page.getByRole("button", { name: "Send", exact: true });
  }

  get stop() {
    return this.desk.page.getByRole("button", { name: "Stop", exact: true });
  }

  get jump() {
    return this.desk.page.getByRole("button", { name: /^Latest/ });
  }

  get messages() {
    return this.desk.page.getByRole("region", { name: "Conversation" }).getByRole("article");
  }

  /** What the messages say, in order. */
  get texts() {
    return this.messages.locator(".prose");
  }

  get last() {
    return this.messages.last();
  }

  /** The messages that wait, in order. */
  get waiting() {
    return this.desk.page.getByRole("region", { name: "Waiting to be sent" }).getByRole("listitem");
  }

  /** What was refused. */
  get unsent() {
    return this.desk.page.getByRole("region", { name: "Not sent" }).getByRole("listitem");
  }

  /** The field of the search in the chat. */
  get searchField() {
    return this.desk.page.getByRole("searchbox", { name: "Search in this chat" });
  }

  /** "3 of 17", once one has been led to a match. */
  get place() {
    return this.desk.page.locator(".find-count");
  }

  /** The message that a search or an address has led to. */
  get found() {
    return this.messages.and(this.desk.page.locator("[aria-current]"));
  }

  get line() {
    return this.desk.page.getByText("New since you were here");
  }

  /** What the tree of versions and branches consists of, in order. */
  get branches() {
    return this.desk.page.locator(".tree-item");
  }

  openTree = (chatId: string) => this.desk.open(`/chats/${chatId}?view=tree`);

  async openSearch(): Promise<void> {
    await this.desk.page.getByRole("link", { name: "Search in this chat" }).click();
    await expect(this.searchField).toBeVisible();
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.desk.submit(() => this.send.click());
  }

  /** Presses a button below a message. */
  async choose(message: Locator, action: string): Promise<void> {
    await this.desk.submit(() => message.getByRole("button", { name: action, exact: true }).click());
  }

  /** Waits until nothing is on its way. Without script the page is asked again. */
  async isIdle(): Promise<void> {
    await expect(async () => {
      if (!this.desk.isScripted) await this.desk.page.reload();
      await expect(this.messages.and(this.desk.page.locator("[aria-busy]"))).toHaveCount(0, { timeout: 500 });
      await expect(this.messages.first()).toBeVisible();
    }).toPass();
  }
}
