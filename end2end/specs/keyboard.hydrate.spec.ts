import type { Page } from "@playwright/test";
import { expect, test, unique } from "../support/fixtures.js";

// No mouse: each page is used by keyboard alone, and the focus is never lost.

const focusedName = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element === null || element === document.body
      ? null
      : (element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "");
  });

/** Presses Tab until the wanted element has the focus; a page's cycle is shorter than this. */
async function tabTo(page: Page, isWanted: (name: string) => boolean): Promise<void> {
  for (let press = 0; press < 60; press++) {
    await page.keyboard.press("Tab");
    const name = await focusedName(page);
    if (name !== null && isWanted(name)) return;
  }
  throw new Error("Tab never reached it");
}

test("the first Tab offers to skip to the content", async ({ desk }) => {
  await desk.tasks.open();
  await desk.page.keyboard.press("Tab");
  const skip = desk.page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await desk.page.keyboard.press("Enter");
  await expect(desk.page.locator("#main")).toBeFocused();
});

test("a task is made, talked to, renamed and deleted (A7.1, D-K6)", async ({ desk }) => {
  const [prompt, title] = [unique("By keyboard"), unique("Renamed")];
  const { page } = desk;
  await desk.home.open();
  await tabTo(page, (name) => name === "What should be worked on?");
  await page.keyboard.type(prompt);
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("second line");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/tasks\/[a-z0-9]+$/);
  await expect(desk.task.message("second line")).toBeVisible();

  await tabTo(page, (name) => name === "Message");
  await page.keyboard.type("One more thing");
  await page.keyboard.press("Enter");
  await expect(desk.task.message("One more thing")).toBeVisible();
  await expect(desk.task.composer).toBeFocused();

  await desk.task.heading.getByRole("button").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Title" })).toBeFocused();
  await page.keyboard.type(title);
  await page.keyboard.press("Enter");
  await expect(desk.task.heading).toHaveText(title);
  await expect(desk.task.heading.getByRole("button")).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.type("never saved");
  await page.keyboard.press("Escape");
  await expect(desk.task.heading).toHaveText(title);

  await tabTo(page, (name) => name === "More about this task");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Archive", exact: true })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("button", { name: "Delete", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/tasks$/);
  await expect(desk.tasks.link(title)).toHaveCount(0);
});

test("a todo is added, moved, changed and ticked", async ({ desk, owner }) => {
  const texts = [unique("one"), unique("two"), unique("three")];
  const { page } = desk;
  await desk.todos.open();
  await tabTo(page, (name) => name === "Add a todo");
  for (const text of texts) {
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
    await expect(desk.todos.tick(text)).toBeVisible();
  }
  await expect(desk.todos.field).toBeFocused();
  await expect.poll(async () => (await owner.todos()).filter(({ content }) => texts.includes(content)).length).toBe(3);

  const [one, two, three] = texts as [string, string, string];
  await expect(desk.todos.row(three)).not.toHaveAttribute("aria-busy", "true");
  await desk.todos.text(three).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await desk.todos.expectOrder([one, three, two]);
  await expect(desk.todos.text(three)).toBeFocused();
  await expect(desk.announcer).toContainText(/Moved to position \d+ of \d+/);
  await page.keyboard.press("Alt+ArrowUp");
  await desk.todos.expectOrder([three, one, two]);
  await expect(desk.todos.text(three)).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await desk.todos.expectOrder([one, three, two]);

  await desk.todos.tick(three).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await desk.todos.expectOrder([three, one, two]);
  await expect(desk.todos.tick(three)).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await desk.todos.expectOrder([one, three, two]);
  await expect(desk.todos.tick(three)).toBeFocused();
  await desk.todos.text(three).focus();
  await page.keyboard.press("Enter");
  const changed = unique("changed");
  await expect(desk.todos.list.getByRole("textbox", { name: "Text" })).toBeFocused();
  await page.keyboard.type(changed);
  await page.keyboard.press("Enter");
  await expect(desk.todos.text(changed)).toBeFocused();

  await page.keyboard.press("Shift+Tab");
  await expect(desk.todos.tick(changed)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(desk.todos.tick(changed)).toBeChecked();
  await expect(desk.todos.tick(changed)).toBeFocused();
});

test("a memory is written, changed and deleted", async ({ desk }) => {
  const [text, changed] = [unique("Remember"), unique("Changed")];
  const { page } = desk;
  await desk.memories.open();
  await tabTo(page, (name) => name === "Add a memory");
  await page.keyboard.press("Enter");
  await tabTo(page, (name) => name === "What agents should know");
  await page.keyboard.type(text);
  await tabTo(page, (name) => name === "Add memory");
  await page.keyboard.press("Enter");
  await expect(desk.memories.memory(text)).toBeVisible();

  await tabTo(page, (name) => name.startsWith(text));
  await page.keyboard.press("Enter");
  await tabTo(page, (name) => name === "What agents should know");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(changed);
  await tabTo(page, (name) => name === "Save");
  await page.keyboard.press("Enter");
  const summary = desk.memories.memory(changed).locator("summary");
  await expect(summary).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, (name) => name === "Delete");
  await page.keyboard.press("Enter");
  await expect(summary).toHaveCount(0);
  await expect.poll(() => focusedName(page)).not.toBeNull();
});

test("the menu of one's own is opened, walked and left", async ({ desk }) => {
  const { page } = desk;
  await desk.tasks.open();
  if (desk.isNarrow) await page.getByRole("button", { name: "Open navigation" }).press("Enter");
  const button = page.locator(".user-button");
  await button.focus();
  await page.keyboard.press("Enter");
  await tabTo(page, (name) => name === "Settings");
  await page.keyboard.press("Escape");
  await expect(page.locator("#user-menu")).toBeHidden();
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, (name) => name === "Memories");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/memories");
  await expect(page.locator("main h1")).toBeFocused();
});

test("a menu opens, is left with Escape and gives the focus back (D-K5)", async ({ desk, owner }) => {
  const text = unique("menu");
  await owner.addTodos([text]);
  await desk.todos.open();
  const button = desk.todos.row(text).getByRole("button", { name: "More about this todo" });
  await button.focus();
  await desk.page.keyboard.press("Enter");
  await expect(desk.todos.row(text).getByRole("button", { name: "Delete" })).toBeVisible();
  await desk.page.keyboard.press("Escape");
  await expect(desk.todos.row(text).getByRole("button", { name: "Delete" })).toBeHidden();
  await expect(button).toBeFocused();
});

test("a search narrows the list while one types", async ({ desk, owner }) => {
  const [wanted, other] = [unique("haystack"), unique("barn")];
  await owner.createTask(wanted);
  await owner.createTask(other);
  await desk.tasks.open();
  await tabTo(desk.page, (name) => name === "Search tasks");
  await desk.page.keyboard.type(wanted);
  await expect(desk.tasks.link(other)).toHaveCount(0);
  await expect(desk.tasks.link(wanted)).toBeVisible();
  await expect(desk.tasks.search).toBeFocused();
});

test("after a navigation reading starts at the new page's heading, which is announced (D-K6)", async ({ desk, owner }) => {
  const title = unique("Announced");
  await owner.createTask(title);
  await desk.tasks.open();
  await desk.tasks.link(title).focus();
  await desk.page.keyboard.press("Enter");
  await expect(desk.task.heading).toHaveText(title);
  await expect(desk.announcer).toContainText(title);
  await expect(desk.page.locator("main h1")).toBeFocused();
});

test("what moves or goes by its menu leaves the focus where one goes on (D-K7) @wide", async ({ desk, owner }) => {
  const { page } = desk;
  const [first, second] = [unique("First"), unique("Second")];
  await owner.createChat(first);
  await owner.createChat(second);
  await desk.chats.open();
  const more = desk.chats.row(first).getByRole("button", { name: "More about this chat" });
  await desk.chats.choose(first, "Pin");
  await expect(desk.chats.rows.first()).toContainText(first);
  await expect(more).toBeFocused();
  await desk.chats.choose(first, "Archive");
  await expect(desk.chats.link(first)).toHaveCount(0);
  await expect(desk.chats.link(second)).toBeFocused();

  // Arrows go through all of a menu, whatever its items stand in.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  for (const name of ["Pin", "Rename", "Add a tag", "Share", "Save as Markdown", "Save as JSON", "Archive", "Delete"]) {
    await expect(page.locator(":focus")).toHaveText(name);
    await page.keyboard.press("ArrowDown");
  }
  await expect(page.locator(":focus")).toHaveText("Delete");
});
