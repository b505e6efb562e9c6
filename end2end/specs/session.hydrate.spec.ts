import type { BrowserContext, Page } from "@playwright/test";
import { expectAccessible } from "../support/accessibility.js";
import { Desk, expect, test, unique } from "../support/chats.js";
import { newAddress, password, signUp } from "../support/people.js";

// A session that ends takes its pages out of sight at once, wherever it is ended. Where nobody has signed out, the
// same person goes on where they were.

test.use({ isFresh: true });

const again = (page: Page) => page.getByRole("dialog", { name: "This session has ended" });

async function signInAgain(page: Page, address: string, secret = password): Promise<void> {
  await again(page).getByLabel("E-mail").fill(address);
  await again(page).getByLabel("Password").fill(secret);
  await again(page).getByRole("button", { name: "Sign in", exact: true }).click();
}

async function signIn(page: Page, address: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(address);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What should be worked on?");
}

/** Ends all sessions of a person but the one of this browser, which begins for it. */
async function endOthers(context: BrowserContext, address: string): Promise<void> {
  const desk = new Desk(await context.newPage(), true);
  await signIn(desk.page, address);
  await desk.account.open();
  await desk.page.getByRole("button", { name: /^End all other sessions/ }).click();
  await desk.page.getByRole("button", { name: "End them" }).click();
  await expect(desk.account.otherSessions).toHaveCount(0);
  await desk.page.close();
}

const empty = { storageState: { cookies: [], origins: [] } };

/** A chat too long for a window, of somebody who has just signed up. */
async function createLongChat(desk: Desk): Promise<string> {
  const address = newAddress();
  await signUp(desk.page, address);
  await desk.chats.open();
  await desk.composer.text.fill(Array.from({ length: 120 }, (_, line) => `line ${line}  `).join("\n"));
  await desk.page.getByRole("button", { name: "Start chat" }).click();
  await expect(desk.chat.messages).toHaveCount(2);
  await expect(desk.chat.last).not.toHaveAttribute("aria-busy");
  return address;
}

test("signing out in one tab empties the other", async ({ desk, context, owner }) => {
  const title = unique("Secret");
  await owner.createTask(title);
  await desk.tasks.open();
  await expect(desk.tasks.link(title)).toBeVisible();
  const tab = new Desk(await context.newPage(), true);
  await tab.todos.open();
  await tab.openOwnMenu();
  await tab.page.getByRole("button", { name: "Sign out" }).click();
  await expect(tab.page).toHaveURL(/\/sign-in/);
  await expect(desk.page).toHaveURL(/\/sign-in\?.*next=%2Ftasks/);
  await expect(desk.page.getByText(title)).toHaveCount(0);
});

test("ending a session from another browser takes its page out of sight", async ({ desk, newDesk, owner }) => {
  const title = unique("Elsewhere");
  await owner.createTask(title);
  const other = await newDesk({ signIn: true });
  await other.tasks.open();
  await expect(other.tasks.link(title)).toBeVisible();
  await desk.account.open();
  await desk.page.getByRole("button", { name: /^End all other sessions/ }).click();
  await desk.page.getByRole("button", { name: "End them" }).click();
  await expect(again(other.page)).toBeVisible();
  await expect(other.tasks.link(title)).toBeHidden();
  await expectAccessible(other.page);
  // It does not go away before somebody is signed in, and nothing else lies over it.
  for (const key of ["Escape", "Escape", "Control+K"]) await other.page.keyboard.press(key);
  await expect(again(other.page)).toBeVisible();
  await expect(other.page.getByRole("dialog")).toHaveCount(1);
  await again(other.page).getByRole("button", { name: "Leave this page" }).click();
  await expect(other.page).toHaveURL(/\/sign-in\?.*next=%2Ftasks/);
  await expect(desk.account.otherSessions).toHaveCount(0);
});

test("who signs in again goes on where they were, with what they were writing (D-O12)", async ({ newContext }) => {
  const desk = new Desk(await (await newContext(empty)).newPage(), true);
  const address = await createLongChat(desk);
  const { page } = desk;
  await desk.chat.composer.fill("Half a thought");
  await page.mouse.move(400, 300);
  await page.evaluate(() => window.scrollTo({ top: 400, behavior: "instant" }));
  const place = () => page.evaluate(() => Math.round(window.scrollY));
  await expect.poll(place).toBe(400);
  await page.evaluate(() => void Object.assign(window, { isSamePage: true }));
  await endOthers(await newContext(empty), address);

  await expect(again(page)).toBeVisible();
  await expect(desk.chat.messages).toHaveCount(0);
  await signInAgain(page, address, "not the password");
  await expect(again(page).getByRole("alert")).toContainText("wrong");
  await expect(again(page).getByLabel("E-mail")).toHaveValue(address);
  await expect(again(page).getByLabel("Password")).toHaveValue("");
  await signInAgain(page, address);

  await expect(again(page)).toHaveCount(0);
  await expect(desk.chat.composer).toHaveValue("Half a thought");
  await expect(desk.chat.composer).toBeFocused();
  expect(await place()).toBe(400);
  await desk.chat.composer.press("Enter");
  await expect(desk.chat.last.locator(".prose")).toHaveText("You said: Half a thought");
  expect(await page.evaluate(() => "isSamePage" in window)).toBe(true);
});

test("somebody else who signs in there gets a page of their own, and nothing of the first", async ({ newContext }) => {
  const context = await newContext(empty);
  const desk = new Desk(await context.newPage(), true);
  const other = newAddress();
  await signUp(desk.page, other);
  await context.clearCookies();
  const address = await createLongChat(desk);
  await desk.chat.composer.fill("For my eyes only");
  await endOthers(await newContext(empty), address);
  await expect(again(desk.page)).toBeVisible();
  await signInAgain(desk.page, other);
  await expect(desk.page).toHaveURL("/");
  await expect(desk.page.getByRole("heading", { level: 1 })).toHaveText("What should be worked on?");
  await desk.chats.open();
  await expect(desk.page.getByText("line 0")).toHaveCount(0);
  await expect(desk.composer.text).toHaveValue("");
});

test("signing in another way, in a tab of its own, lets the page go on (D-O12)", async ({ newContext }) => {
  const context = await newContext(empty);
  const desk = new Desk(await context.newPage(), true);
  const address = await createLongChat(desk);
  await desk.chat.composer.fill("Half a thought");
  await endOthers(await newContext(empty), address);
  const opening = context.waitForEvent("page");
  await again(desk.page).getByRole("link", { name: "Sign in another way" }).click();
  const tab = await opening;
  await signIn(tab, address);
  await tab.close();
  // What a browser says when somebody comes back to a tab.
  await desk.page.evaluate(() => void window.dispatchEvent(new Event("focus")));
  await expect(again(desk.page)).toHaveCount(0);
  await expect(desk.chat.composer).toHaveValue("Half a thought");
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a page whose session has ended leads to signing in, and from there back @wide", async ({ page, context }) => {
    await context.clearCookies();
    const address = newAddress();
    await signUp(page, address);
    await context.clearCookies();
    await page.goto("/todos?status=pending");
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await page.getByLabel("E-mail").fill(address);
    await page.getByRole("textbox", { name: "Password" }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL("/todos?status=pending");
  });
});
