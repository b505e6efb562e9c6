import type { Locator } from "@playwright/test";
import type { Desk } from "../support/fixtures.js";

/** Where people look after their account. */
export class AccountPage {
  constructor(private readonly desk: Desk) {}

  open = () => this.desk.open("/account");

  get name() {
    return this.desk.page.getByRole("textbox", { name: "Name", exact: true });
  }

  async rename(name: string): Promise<void> {
    await this.name.fill(name);
    const section = this.desk.page.getByRole("region", { name: "Profile" });
    await this.desk.submit(() => section.getByRole("button", { name: "Save", exact: true }).click());
  }

  get sessions() {
    return this.desk.page.getByRole("list", { name: "Sessions" }).getByRole("listitem");
  }

  /** The sessions of other browsers. */
  get otherSessions(): Locator {
    return this.sessions.filter({ hasNotText: "This browser" });
  }

  /** Ends a session; the question that is asked first is answered with yes. */
  async end(session: Locator): Promise<void> {
    await session.getByRole("button", { name: /^End:/ }).click();
    await this.desk.submit(() => session.getByRole("button", { name: "End session" }).click());
  }
}
