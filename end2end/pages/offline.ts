import { expect, type Locator } from "@playwright/test";
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

  /** Writes a message, and waits until it is taken: before that it is a draft, and stays one on a page that is left. */
  async write(text: string): Promise<void> {
    const box = this.desk.page.getByRole("textbox", { name: "Message", exact: true });
    await box.fill(text);
    await box.press("Enter");
    await expect(box).toHaveValue("");
  }

  /** Says a message differently. */
  async edit(message: Locator, text: string): Promise<void> {
    await message.getByRole("button", { name: "Edit" }).click();
    await message.getByRole("textbox").fill(text);
    await message.getByRole("button", { name: "Save" }).click();
  }
}
