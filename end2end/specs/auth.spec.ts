import type { Page } from "@playwright/test";
import { expect, test, unique, type Desk } from "../support/fixtures.js";
import { followMail, newAddress, password, signUp } from "../support/people.js";

// The pages for people who are not signed in. They have no script of their own, so both runs see the same.

test.use({ storageState: { cookies: [], origins: [] } });

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

async function signOut(desk: Desk): Promise<void> {
  await desk.openOwnMenu();
  await desk.page.getByRole("button", { name: "Sign out" }).click();
  await expect(heading(desk.page)).toHaveText("Sign in");
}

test("who wants to see a page signs in and is led there", async ({ desk }) => {
  const address = newAddress();
  await signUp(desk.page, address);
  await signOut(desk);
  await desk.page.goto("/todos?status=pending");
  await expect(heading(desk.page)).toHaveText("Sign in");
  await desk.page.getByLabel("E-mail").fill(address);
  await desk.page.getByRole("textbox", { name: "Password" }).fill(password);
  await desk.page.getByRole("button", { name: "Sign in" }).click();
  await expect(desk.page).toHaveURL("/todos?status=pending");
});

test("a wrong password is refused like an unknown address, and the address stays", async ({ desk }) => {
  const address = newAddress();
  await signUp(desk.page, address);
  await signOut(desk);
  const said: string[] = [];
  for (const [email, secret] of [[address, "not the password"], [newAddress(), password]] as const) {
    await desk.page.goto("/sign-in");
    await desk.page.getByLabel("E-mail").fill(email);
    await desk.page.getByRole("textbox", { name: "Password" }).fill(secret);
    await desk.page.getByRole("button", { name: "Sign in" }).click();
    await expect(desk.page.getByRole("alert")).not.toBeEmpty();
    said.push((await desk.page.getByRole("alert").textContent())!);
    await expect(desk.page.getByLabel("E-mail")).toHaveValue(email);
    await expect(desk.page.getByRole("textbox", { name: "Password" })).toHaveValue("");
  }
  expect(said[0]).toBe(said[1]);
  await desk.page.reload();
  await expect(desk.page.getByRole("alert")).toHaveCount(0);
});

test("a common password is refused, and what was typed stays", async ({ desk }) => {
  const address = newAddress();
  await desk.page.goto("/sign-up");
  await desk.page.getByLabel("Name").fill("Ada");
  await desk.page.getByLabel("E-mail").fill(address);
  await desk.page.getByRole("textbox", { name: "Password" }).fill("password123");
  await desk.page.getByRole("button", { name: "Create account" }).click();
  await expect(desk.page.getByRole("alert")).toContainText(/password/i);
  await expect(desk.page.getByLabel("Name")).toHaveValue("Ada");
  await expect(desk.page.getByLabel("E-mail")).toHaveValue(address);
});

test("a forgotten password is replaced through a link that works once", async ({ desk }) => {
  const address = newAddress();
  await signUp(desk.page, address);
  await signOut(desk);
  await desk.page.getByRole("link", { name: "Forgot your password?" }).click();
  await desk.page.getByLabel("E-mail").fill(address);
  await desk.page.getByRole("button", { name: "Send the link" }).click();
  await expect(heading(desk.page)).toHaveText("Check your mail");
  await followMail(desk.page, address);
  const link = desk.page.url();
  const reset = async () => {
    await desk.page.getByLabel("New password").fill("another long passphrase");
    await desk.page.getByRole("button", { name: "Set password" }).click();
  };
  await reset();
  await expect(desk.page.getByRole("status")).toContainText("Password changed");
  await desk.page.goto(link);
  await reset();
  await expect(desk.page.getByRole("alert")).not.toBeEmpty();
});

test("an account that is to be deleted can be kept by signing in again @wide", async ({ desk }) => {
  const address = newAddress();
  await signUp(desk.page, address);
  await desk.open("/account");
  const section = desk.page.getByRole("region", { name: "Delete account" });
  await section.getByText("Delete my account …").click();
  await section.getByRole("textbox").fill(password);
  await section.getByRole("button", { name: "Delete my account", exact: true }).click();
  await expect(desk.page.getByRole("status")).toContainText("will be deleted");
  await desk.page.getByLabel("E-mail").fill(address);
  await desk.page.getByRole("textbox", { name: "Password" }).fill(password);
  await desk.page.getByRole("button", { name: "Sign in" }).click();
  await desk.open("/account");
  const keep = desk.page.getByRole("button", { name: /keep/i });
  await desk.submit(() => keep.click());
  await expect(keep).toHaveCount(0);
});

test("nothing on these pages needs a script", async ({ desk }) => {
  for (const path of ["/sign-in", "/sign-up", "/forgot", "/reset?token=x", "/verify?token=x"]) {
    await desk.open(path);
    expect(await desk.page.locator("script[src], link[rel=modulepreload]").count()).toBe(0);
  }
});

test("what one person was writing is not shown to the next @wide", async ({ desk }) => {
  test.skip(!desk.isScripted, "drafts need script");
  await signUp(desk.page, newAddress());
  await desk.isReady();
  await desk.home.prompt.fill("For my eyes only");
  await signOut(desk);
  await signUp(desk.page, newAddress());
  await desk.isReady();
  await expect(desk.home.prompt).toHaveValue("");
});
