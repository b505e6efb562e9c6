import type { Desk } from "../support/fixtures.js";

export class HomePage {
  constructor(private readonly desk: Desk) {}

  open = () => this.desk.open("/");

  get prompt() {
    return this.desk.page.getByRole("textbox", { name: "What should be worked on?" });
  }

  get repository() {
    return this.desk.page.getByRole("textbox", { name: "Repository" });
  }

  get branch() {
    return this.desk.page.getByRole("textbox", { name: "Branch" });
  }

  get start() {
    return this.desk.page.getByRole("button", { name: "Start task" });
  }

  get recent() {
    return this.desk.page.getByRole("region", { name: "Recent work" });
  }
}
