import type { Locator } from "@playwright/test";
import type { Desk } from "../support/fixtures.js";

export class TasksPage {
  constructor(private readonly desk: Desk) {}

  open = (query = "") => this.desk.open(`/tasks${query}`);

  get search() {
    return this.desk.page.getByRole("searchbox");
  }

  link(title: string): Locator {
    return this.desk.page.getByRole("main").getByRole("link", { name: title, exact: true });
  }

  row(title: string): Locator {
    const link = this.desk.page.getByRole("link", { name: title, exact: true });
    return this.desk.page.getByRole("main").getByRole("listitem").filter({ has: link });
  }

  async openMenu(title: string): Promise<void> {
    await this.row(title).getByRole("button", { name: "More about this task" }).click();
  }

  async archive(title: string): Promise<void> {
    await this.openMenu(title);
    await this.row(title).getByRole("button", { name: "Archive", exact: true }).click();
  }

  async delete(title: string): Promise<void> {
    await this.openMenu(title);
    await this.row(title).getByRole("button", { name: "Delete", exact: true }).click();
  }
}
