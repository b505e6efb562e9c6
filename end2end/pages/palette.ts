import { expect } from "@playwright/test";
import type { Desk } from "../support/fixtures.js";

/** The palette and the sheet of shortcuts, wherever they are opened. */
export class Palette {
  constructor(private readonly desk: Desk) {}

  get dialog() {
    return this.desk.page.getByRole("dialog", { name: "Search and commands" });
  }

  get sheet() {
    return this.desk.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  }

  get field() {
    return this.dialog.getByRole("combobox");
  }

  get lines() {
    return this.dialog.getByRole("option");
  }

  /** The line that Enter chooses. */
  get active() {
    return this.dialog.getByRole("option", { selected: true });
  }

  line(name: string | RegExp) {
    return this.lines.filter({ hasText: name });
  }

  /** Waits until the page answers to shortcuts, whose code comes at the first sign of somebody. */
  async ready(): Promise<void> {
    await this.desk.page.mouse.move(1, 1);
    await this.desk.page.mouse.move(2, 2);
    await expect(this.desk.page.locator("html")).toHaveAttribute("data-keys", "");
  }

  /** Opens it by key. */
  async open(keys = "Control+K"): Promise<void> {
    await this.desk.page.keyboard.press(keys);
    await expect(this.field).toBeFocused();
  }

  /** Opens it, types, and waits until the best line is the wanted one. */
  async find(text: string, name: string): Promise<void> {
    await this.open();
    await this.field.fill(text);
    await expect(this.active).toContainText(name);
  }
}
