import type { Locator } from "@playwright/test";
import type { Desk } from "../support/fixtures.js";

/** What the local owner sees of the deployment. */
export class DeploymentPage {
  constructor(private readonly desk: Desk) {}

  async open(part = ""): Promise<void> {
    await this.desk.open(`/_deployment${part}`);
  }

  async goTo(part: string): Promise<void> {
    await this.desk.page.getByRole("navigation", { name: "Deployment" }).getByRole("link", { name: part }).click();
  }

  fact(name: string): Locator {
    return this.desk.page.locator("dl > div").filter({ hasText: name }).locator("dd");
  }

  function(name: string): Locator {
    return this.desk.page.getByRole("table", { name: "Functions" }).getByRole("row").filter({ hasText: name });
  }

  line(text: string): Locator {
    return this.desk.page.getByRole("list", { name: /^Log/ }).getByRole("listitem").filter({ hasText: text });
  }

  table(name: string): Locator {
    return this.desk.page.getByRole("navigation", { name: "Tables" }).getByRole("link", { name: new RegExp(`^${name} `) });
  }

  document(text: string): Locator {
    return this.desk.page.getByRole("list", { name: "Documents" }).getByRole("listitem").filter({ hasText: text });
  }
}
