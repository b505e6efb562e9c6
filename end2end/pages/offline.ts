import type { Locator } from "@playwright/test";
import type { Desk } from "../support/fixtures.js";

/** The page that stands in for others while there is no network. */
export class OfflinePage {
  constructor(private readonly desk: Desk) {}

  open = (path = "/chats") => this.desk.open(path);

  get heading() {
    return this.desk.page.getByRole("heading", { level: 1 });
  }

  get status() {
    return this.desk.page.getByRole("status").filter({ hasText: "No connection" });
  }

  get search() {
    return this.desk.page.getByRole("searchbox", { name: "Search this device" });
  }

  get found() {
    return this.desk.page.getByRole("list", { name: "Found on this device" }).getByRole("listitem");
  }

  get chats() {
    return this.desk.page.getByRole("list", { name: "Chats" }).getByRole("listitem");
  }

  /** What is to be sent, in order. */
  get waiting(): Locator {
    return this.desk.page.getByRole("region", { name: "Waiting to be sent" }).getByRole("listitem");
  }

  get waitingTexts() {
    return this.waiting.locator(".queue-text");
  }

  async write(text: string): Promise<void> {
    const { page } = this.desk;
    await page.getByRole("textbox", { name: "Message", exact: true }).fill(text);
    await page.getByRole("textbox", { name: "Message", exact: true }).press("Enter");
  }

  /** Says a message differently. */
  async edit(message: Locator, text: string): Promise<void> {
    await message.getByRole("button", { name: "Edit" }).click();
    await message.getByRole("textbox").fill(text);
    await message.getByRole("button", { name: "Save" }).click();
  }
}
