import type { Locator } from "@playwright/test";
import type { Desk } from "../support/fixtures.js";
import { TodoList } from "./todos.js";

export class TaskPage {
  constructor(private readonly desk: Desk) {}

  open = (taskId: string) => this.desk.open(`/tasks/${taskId}`);

  get heading() {
    return this.desk.page.getByRole("heading", { level: 1 });
  }

  get composer() {
    return this.desk.page.getByRole("textbox", { name: "Message", exact: true });
  }

  get send() {
    return this.desk.page.getByRole("button", { name: "Send", exact: true });
  }

  get conversation() {
    return this.desk.page.getByRole("region", { name: "Conversation" });
  }

  get messages() {
    return this.conversation.getByRole("article");
  }

  message(text: string): Locator {
    return this.messages.filter({ hasText: text });
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.send.click();
  }

  /** What was refused. */
  get unsent(): Locator {
    return this.desk.page.getByRole("region", { name: "Not sent" }).getByRole("listitem");
  }

  async openMenu(): Promise<void> {
    await this.desk.page.getByRole("button", { name: "More about this task" }).click();
  }

  /** With script the title is edited in place, without it in the menu. */
  async rename(title: string): Promise<void> {
    const { page, isScripted } = this.desk;
    if (isScripted) {
      await this.heading.getByRole("button").click();
      await page.getByRole("textbox", { name: "Title" }).fill(title);
      await page.keyboard.press("Enter");
    } else {
      await this.openMenu();
      await page.getByRole("textbox", { name: "Title" }).fill(title);
      await page.getByRole("button", { name: "Rename", exact: true }).click();
    }
  }

  async delete(): Promise<void> {
    await this.openMenu();
    await this.desk.page.getByRole("button", { name: "Delete", exact: true }).first().click();
  }

  /** The todos; on a narrow screen the sheet is opened first. */
  async todos(): Promise<TodoList> {
    const opener = this.desk.page.getByRole("button", { name: /^Todos, / });
    const show = async () => {
      if (this.desk.isNarrow && !(await list.field.isVisible())) await opener.click();
    };
    const list = new TodoList(this.desk, "Todos of this task", show);
    await show();
    return list;
  }
}
