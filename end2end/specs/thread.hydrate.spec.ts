import { expectAccessible } from "../support/accessibility.js";
import { expect, test, unique } from "../support/chats.js";

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `Message ${index + 1}.`);

test("a search is opened, walked and left by keyboard alone, and says where it leads @wide", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Keys"), "one fox", "two", "three fox", "four");
  const { chat, page } = desk;
  await chat.open(chatId);
  await chat.last.focus();
  await page.keyboard.press("/");
  await expect(chat.searchField).toBeFocused();
  await page.keyboard.type("fox");
  await expect(chat.place).toHaveText("1 of 2");
  await expect(chat.found).toContainText("three fox");
  await expect(desk.announcer).toHaveText(/Match 1 of 2\. You: three fox/);
  await page.keyboard.press("Enter");
  await expect(chat.found).toContainText("one fox");
  await page.keyboard.press("Enter");
  await expect(chat.place).toHaveText("1 of 2");
  await page.keyboard.press("ArrowUp");
  await expect(chat.place).toHaveText("2 of 2");
  await page.keyboard.press("Shift+Enter");
  await expect(chat.place).toHaveText("1 of 2");
  await expect(chat.searchField).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(chat.searchField).toHaveCount(0);
  await expect(chat.messages.nth(2)).toBeFocused();
  await expect(chat.found).toHaveCount(0);
});

test("the tree is walked by arrows, Home, End and letters (D-K9) @wide", async ({ desk, owner }) => {
  const chatId = await owner.createChat("Zebra", "Ask", "Answer");
  const alpha = await owner.branch(chatId, "Alpha");
  await owner.branch(alpha, "Beta");
  await owner.branch(chatId, "Gamma");
  const { page } = desk;
  await desk.chat.openTree(alpha);
  const item = (name: string) => page.getByRole("treeitem", { name });
  await expect(item("Alpha")).toHaveAttribute("aria-current", "true");
  await expect(page.getByRole("tree").getByRole("treeitem")).toHaveCount(4);
  await item("Alpha").focus();
  for (const [key, name] of [
    ["ArrowDown", "Beta"],
    ["ArrowLeft", "Alpha"],
    ["ArrowLeft", "Alpha"],
    ["ArrowDown", "Gamma"],
    ["ArrowUp", "Alpha"],
    ["ArrowRight", "Alpha"],
    ["ArrowRight", "Beta"],
    ["Home", "Zebra"],
    ["End", "Gamma"],
    ["a", "Alpha"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(item(name), `${key} leads to ${name}`).toBeFocused();
  }
  await expect(item("Alpha")).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(desk.chat.heading).toHaveText("Zebra");
});

test("axe finds nothing with the search and the tree open", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Axe"), "Ask", "Answer");
  await owner.branch(chatId, "Branch");
  await owner.read(chatId, 1);
  for (const colorScheme of ["light", "dark"] as const) {
    await desk.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await desk.open(`/chats/${chatId}?q=answer`);
    await expect(desk.chat.found).toContainText("Answer");
    await expectAccessible(desk.page);
    await desk.chat.openTree(chatId);
    await expect(desk.page.getByRole("tree")).toBeVisible();
    await expectAccessible(desk.page);
  }
});

test("a message is deleted by keyboard, the focus goes on, and it comes back (D-K4, D-K7, D-O10) @wide", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Delete"), "One", "Two", "Three", "Four");
  const { chat, page } = desk;
  await chat.open(chatId);
  await chat.messages.nth(1).getByRole("button", { name: "Delete", exact: true }).press("Enter");
  await expect(chat.texts).toHaveText(["One", "Three", "Four"]);
  await expect(chat.messages.nth(1).getByRole("button", { name: "Copy", exact: true })).toBeFocused();
  await desk.undo.click();
  await expect(chat.texts).toHaveText(["One", "Two", "Three", "Four"]);
  await page.reload();
  await expect(chat.texts).toHaveText(["One", "Two", "Three", "Four"]);
});

test("what comes in above moves nothing, and the button stays (D-C3) @wide", async ({ desk, owner }) => {
  const chatId = await owner.createLongChat(unique("Above"), numbered(130));
  const { chat, page } = desk;
  await chat.open(chatId);
  const button = page.getByRole("button", { name: "Show earlier messages" });
  await button.scrollIntoViewIfNeeded();
  const top = async () => Math.round((await chat.messages.filter({ hasText: "Message 31." }).boundingBox())!.y);
  const before = await top();
  await button.press("Enter");
  await expect(chat.messages).toHaveCount(130);
  await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThanOrEqual(1);
});

test("messages that leave the end for newer ones stay where they are read @wide", async ({ desk, owner }) => {
  const chatId = await owner.createLongChat(unique("Leave"), numbered(100));
  await desk.chat.open(chatId);
  await expect(desk.chat.messages).toHaveCount(100);
  for (let index = 101; index <= 125; index++) await owner.add(chatId, `Message ${index}.`, "ASSISTANT");
  await expect(desk.chat.texts.last()).toHaveText("Message 125.");
  await expect(desk.chat.texts).toHaveText(numbered(125));
});

test("what was seen on one device is not new on another (D-C4, D-O11) @wide", async ({ desk, otherDesk, owner }) => {
  const title = unique("Seen");
  const chatId = await owner.createChat(title, "Ask", "One");
  await desk.chat.open(chatId);
  await expect.poll(() => owner.readUpTo(chatId)).toBe(2);
  await desk.open("/todos");
  await owner.add(chatId, "Two", "ASSISTANT");
  await otherDesk.chats.open();
  await expect(otherDesk.chats.row(title).getByRole("img", { name: "New messages" })).toBeVisible();
  await otherDesk.chat.open(chatId);
  await expect(otherDesk.chat.line).toBeVisible();
  await expect.poll(() => owner.readUpTo(chatId)).toBe(3);
  await desk.chats.open();
  await expect(desk.chats.row(title)).toBeVisible();
  await expect(desk.chats.row(title).getByRole("img", { name: "New messages" })).toHaveCount(0);
  await desk.chat.open(chatId);
  await expect(desk.chat.last).toContainText("Two");
  await expect(desk.chat.line).toHaveCount(0);
});

test("reading from a message near the end goes on with what comes, however much that is @wide", async ({ desk, owner }) => {
  const chatId = await owner.createLongChat(unique("Tail"), numbered(60));
  await desk.chat.open(chatId);
  const id = (await desk.chat.messages.nth(39).getAttribute("id"))!.replace("message-", "");
  await desk.open(`/chats/${chatId}?at=${id}`);
  await expect(desk.chat.texts.last()).toHaveText("Message 60.");
  for (let index = 61; index <= 95; index++) await owner.add(chatId, `Message ${index}.`, "ASSISTANT");
  await expect(desk.chat.texts.last()).toHaveText("Message 95.");
  await expect(desk.chat.texts).toHaveText(numbered(95));
});

test("a link to a message leads to it wherever it is, and back to the end (D-C5, D-M10, D-C2, A7.5)", async ({ desk, owner, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const chatId = await owner.createLongChat(unique("Link"), numbered(130));
  const { chat, page } = desk;
  await chat.open(chatId);
  await page.getByRole("button", { name: "Show earlier messages" }).press("Enter");
  const target = chat.messages.filter({ hasText: "Message 5." });
  await chat.choose(target, "Copy a link to this message");
  await expect(desk.announcer).toHaveText(/Link copied/);
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await chat.choose(target, "Copy");
  await expect(desk.announcer).toHaveText(/Message copied/);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("Message 5.");
  await desk.open("/todos");
  await desk.open(link);
  await expect(target).toBeFocused();
  await expect(target).toBeInViewport();
  await expect(chat.jump).toBeVisible();
  await chat.jump.click();
  await expect(chat.texts.last()).toHaveText("Message 130.");
  await expect(chat.last).toBeInViewport();
  await expect(chat.jump).toBeHidden();
});

test("long code unfolds, long lines wrap, and a table is copied as Markdown and as CSV (D-M2, D-M6) @wide", async ({ desk, owner, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const code = `\`\`\`\n${"x".repeat(400)}\n${"line\n".repeat(40)}\`\`\`\n`;
  const chatId = await owner.createChat(unique("Blocks"), "Show", `${code}\n| A | B |\n|---|---|\n| 1 | 2, 3 |\n`);
  const { chat, page } = desk;
  await chat.open(chatId);
  const pre = chat.last.locator("pre");
  const box = async () => (await pre.boundingBox())!.height;
  const folded = await box();
  await chat.choose(chat.last, "All 41 lines");
  await expect(chat.last.getByRole("button", { name: "All 41 lines" })).toHaveAttribute("aria-expanded", "true");
  expect(await box()).toBeGreaterThan(folded);
  const isWide = () => pre.evaluate((element) => element.scrollWidth > element.clientWidth);
  expect(await isWide()).toBe(true);
  await chat.choose(chat.last, "Wrap");
  expect(await isWide()).toBe(false);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await chat.choose(chat.last, "Copy as Markdown");
  await expect.poll(copied).toBe("| A | B |\n| --- | --- |\n| 1 | 2, 3 |\n");
  await chat.choose(chat.last, "Copy as CSV");
  await expect.poll(copied).toBe('A,B\r\n1,"2, 3"\r\n');
});

test("nothing of the past is announced: not on opening, not for another version, not for earlier messages (D-S1, D-S4) @wide", async ({ desk, owner, provider }) => {
  const chatId = await owner.createLongChat(unique("Quiet"), numbered(104));
  provider.next((answer) => answer.text("Otherwise.").finish());
  const { chat, page } = desk;
  await chat.open(chatId);
  await chat.choose(chat.last, "Try again");
  await expect(chat.last).toContainText("2 of 2");
  await chat.isIdle();
  await page.reload();
  await desk.isReady();
  await expect(page.getByRole("log")).toHaveCount(0);
  await chat.choose(chat.last, "Previous version");
  await expect(chat.last).toContainText("Message 104.");
  await page.getByRole("button", { name: "Show earlier messages" }).press("Enter");
  await expect(chat.messages).toHaveCount(104);
  await expect(desk.announcer).toHaveText("");
  await expect(page.getByRole("region", { name: "Conversation" }).locator("[aria-live]")).toHaveCount(0);
});

test("a message that has the focus takes letters alone, none that is pressed with another key (D-K4) @wide", async ({
  desk,
  owner,
}) => {
  const chatId = await owner.createChat(unique("Letters"), "one", "two");
  const { chat, page } = desk;
  await chat.open(chatId);
  await chat.last.focus();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(chat.last).toBeFocused();
  await page.keyboard.press("k");
  await expect(chat.messages.first()).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(chat.messages.first()).toBeFocused();
  await page.keyboard.press("j");
  await expect(chat.last).toBeFocused();
});
