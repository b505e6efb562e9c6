import { expectAccessible } from "../support/accessibility.js";
import { expect, test, unique } from "../support/fixtures.js";

const focused = ":focus";

test("a key opens the palette, and Escape gives the focus back (D-K5, D-K2)", async ({ desk }) => {
  await desk.tasks.open();
  const { page, palette } = desk;
  const search = page.getByRole("searchbox");
  await search.focus();
  for (const keys of ["Control+K", "Meta+K"]) {
    await palette.open(keys);
    await expect(palette.field).toHaveAttribute("aria-activedescendant", "palette-list-0");
    // What lies below is inert: Tab stays inside.
    for (let press = 0; press < 3; press++) {
      await page.keyboard.press("Tab");
      await expect(page.locator("main :focus, .sidebar :focus")).toHaveCount(0);
    }
    await page.keyboard.press("Escape");
    await expect(palette.dialog).toBeHidden();
    await expect(search).toBeFocused();
  }
  await palette.open();
  await page.keyboard.press("Control+K");
  await expect(palette.dialog).toBeHidden();
  await expect(search).toBeFocused();
});

test("the first key on a page is answered, although the code for it comes with it", async ({ desk }) => {
  await desk.tasks.open();
  await desk.page.keyboard.press("?");
  await expect(desk.palette.sheet).toBeVisible();
});

test("a button in the navigation opens it, too", async ({ desk }) => {
  await desk.tasks.open();
  const { page, palette } = desk;
  if (desk.isNarrow) await page.getByRole("button", { name: "Open navigation" }).click();
  const button = page.getByRole("button", { name: "Search and commands" });
  await button.click();
  await expect(palette.field).toBeFocused();
  await page.keyboard.press("Escape");
  // On a narrow screen the navigation has closed, and the focus is on what opens it.
  const opener = desk.isNarrow ? page.getByRole("button", { name: "Open navigation" }) : button;
  await expect(opener).toBeFocused();
  await expect(palette.dialog).toBeHidden();
});

test("a task is found by letters of its title, and opened", async ({ desk, owner }) => {
  const title = unique("Lighthouse");
  const taskId = await owner.createTask(title);
  await desk.home.open();
  await desk.palette.find(title, title);
  await desk.page.keyboard.press("Enter");
  await expect(desk.page).toHaveURL(new RegExp(`/tasks/${taskId}$`));
  await expect(desk.task.heading).toHaveText(title);
  await expect(desk.palette.dialog).toBeHidden();
});

test("messages and memories are found by their words (D-K1)", async ({ desk, owner }) => {
  const word = unique("quay").replace(" ", "");
  const taskId = await owner.createTask(unique("Harbour"));
  await owner.say(taskId, `Ships wait at the ${word} until noon.`, "USER");
  await owner.remember({ content: `The ${word} is closed on Sundays.`, category: "GENERAL", taskId });
  await desk.home.open();
  await desk.palette.open();
  await desk.palette.field.fill(word);
  const { palette } = desk;
  await expect(palette.dialog.getByRole("group", { name: "Memories" })).toContainText("closed on Sundays");
  const messages = palette.dialog.getByRole("group", { name: "Messages" });
  await expect(messages.getByRole("option")).toContainText("Ships wait");
  await messages.getByRole("option").click();
  await expect(desk.page).toHaveURL(new RegExp(`/tasks/${taskId}#message-`));
  await expect(desk.task.message(word)).toBeVisible();
});

test("a message is found in the version that holds it, and that one is shown", async ({ desk, owner }) => {
  const word = unique("buoy").replace(" ", "");
  const chatId = await owner.createChat(unique("Versions"), "Ask", `The ${word} is red.`);
  await owner.sayDifferently(chatId, "Ask differently");
  await desk.home.open();
  await desk.palette.open();
  await desk.palette.field.fill(word);
  const messages = desk.palette.dialog.getByRole("group", { name: "Messages" });
  await messages.getByRole("option").click();
  await expect(desk.page).toHaveURL(new RegExp(`/chats/${chatId}\\?at=\\w+#message-`));
  await expect(desk.chat.texts).toHaveText(["Ask", `The ${word} is red.`]);
  await expect(desk.chat.messages.first()).toContainText("1 of 2");
});

test("arrows go around, and letters need not stand together (D-K1)", async ({ desk }) => {
  await desk.tasks.open();
  const { page, palette } = desk;
  await palette.open();
  await page.keyboard.press("ArrowUp");
  await expect(palette.lines.last()).toHaveAttribute("aria-selected", "true");
  await expect(palette.lines.last()).toBeInViewport();
  await page.keyboard.press("ArrowDown");
  await expect(palette.lines.first()).toHaveAttribute("aria-selected", "true");
  await palette.field.fill("drk thm");
  await expect(palette.active).toHaveText("Dark theme");
  await palette.field.fill("nothing has these letters");
  await expect(palette.dialog.getByText("Nothing fits. Try fewer letters.")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(palette.dialog).toBeVisible();
});

test("actions run: a theme, the beginning of a memory, what the page itself offers (D-K1, A7.1)", async ({ desk, owner }) => {
  const { page, palette } = desk;
  await desk.tasks.open();
  await palette.find("dark theme", "Dark theme");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect.poll(async () => (await owner.settings()).theme).toBe("dark");

  await palette.find("add memory", "Add a memory");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/memories$/);
  await expect(page.locator(`.memory-add textarea${focused}`)).toBeVisible();

  const title = unique("Put away");
  await desk.open(`/tasks/${await owner.createTask(title)}`);
  await palette.find("archive", "Archive");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main").locator(".badge", { hasText: "Archived" })).toBeVisible();
});

test("single keys act where nobody types, and can be turned off (D-K2)", async ({ newDesk }) => {
  // A session of its own: what is turned off is kept in the browser.
  const desk = await newDesk();
  const { page, palette } = desk;
  await desk.open("/tasks");
  await palette.ready();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("?gc");
  await expect(page.getByRole("searchbox")).toHaveValue("?gc");
  await expect(palette.sheet).toBeHidden();
  // What was typed is searched for, which is a navigation of its own.
  await expect(page).toHaveURL(/q=/);
  await page.locator("h1").focus();
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/\/chats$/);

  await desk.open("/settings");
  const characters = page.getByRole("switch", { name: "Keys without Ctrl" });
  await characters.click();
  await expect(page.locator("html")).toHaveAttribute("data-shortcuts", "off");
  await desk.open("/tasks");
  await palette.ready();
  await page.keyboard.press("?");
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await palette.find("keyboard shortcuts", "Keyboard shortcuts");
  await page.keyboard.press("Enter");
  await expect(palette.sheet).toContainText("are turned off");
  await expect(page).toHaveURL(/\/tasks$/);
  await page.keyboard.press("Escape");
  await palette.find("turn on keys", "Turn on keys without Ctrl");
  await page.keyboard.press("Enter");
  await page.keyboard.press("?");
  await expect(palette.sheet).toContainText("Search and commands");
  await page.keyboard.press("Escape");
  await expect(palette.sheet).toBeHidden();
});

test("a key that comes before the palette has gone from the screen is none of its field (D-K2)", async ({ desk }) => {
  const { page, palette } = desk;
  await desk.open("/tasks");
  await palette.find("dark theme", "Dark theme");
  // No frame is drawn between the two.
  await palette.field.evaluate((field) => {
    for (const key of ["Enter", "?"]) {
      field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
  });
  await expect(palette.sheet).toContainText("Search and commands");
  await expect(palette.dialog).toBeHidden();
});

test("F6 goes through the parts of a page (D-K8)", async ({ desk, owner }) => {
  const { page } = desk;
  await desk.open(`/tasks/${await owner.createTask(unique("Parts"))}`);
  await desk.palette.ready();
  const parts = desk.isNarrow ? ["main", "composer"] : ["sidebar", "main", "panel", "composer"];
  const here = () =>
    page.evaluate(() => {
      const names = [".composer", ".panel", "main", ".sidebar"];
      return names.find((name) => document.activeElement?.closest(name))?.replace(".", "");
    });
  for (const part of [...parts, parts[0]]) {
    await page.keyboard.press("F6");
    expect(await here()).toBe(part);
  }
  await page.keyboard.press("Shift+F6");
  expect(await here()).toBe(parts.at(-1));
});

test("a key for something new leads to where one writes, also on the page that has it @wide", async ({ desk }) => {
  for (const [key, open] of [["c", desk.chats.open], ["n", desk.home.open]] as const) {
    await open();
    await desk.palette.ready();
    await desk.page.locator("h1").focus();
    await desk.page.keyboard.press(key);
    await expect(desk.page.locator("main .composer textarea")).toBeFocused();
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in the palette and the sheet, ${colorScheme}`, async ({ desk, owner }) => {
    const title = unique("Checked");
    await owner.createTask(title);
    await desk.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await desk.tasks.open();
    await desk.palette.open();
    await expectAccessible(desk.page);
    await desk.palette.field.fill(title);
    await expect(desk.palette.line(title)).toBeVisible();
    await expectAccessible(desk.page);
    await desk.page.keyboard.press("Escape");
    await expect(desk.palette.dialog).toBeHidden();
    await desk.page.locator("h1").focus();
    await desk.page.keyboard.press("?");
    await expect(desk.palette.sheet).toBeVisible();
    await expectAccessible(desk.page);
  });
}
