import type { Page } from "@playwright/test";
import { expect, unique } from "./fixtures.js";

/** People who make an account of their own. */

export const newAddress = (): string => `${unique("ada").replace(" ", ".")}@example.org`;
export const password = "correct horse battery staple";

/** The newest message to the address; its link is followed. */
export async function followMail(page: Page, address: string): Promise<void> {
  await page.goto("/outbox");
  const link = page.getByRole("article").filter({ hasText: address }).first().getByRole("link");
  await page.goto((await link.getAttribute("href"))!);
}

export async function signUp(page: Page, address: string): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("E-mail").fill(address);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check your mail");
  await followMail(page, address);
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What should be worked on?");
}
