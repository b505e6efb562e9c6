import type { Locator } from "@playwright/test";
import { expect, gate, test, unique, type Desk } from "../support/chats.js";

// Where one reads in a chat: reading goes on there, and what is pressed stays there.

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `Message ${index + 1}.`);

const message = (desk: Desk, number: number) => desk.chat.messages.filter({ hasText: `Message ${number}.` });

const topOf = async (part: Locator) => Math.round((await part.boundingBox())!.y);

/** Scrolls a message to where reading begins: again once what has come into sight is measured, which moves it. */
async function readAt(desk: Desk, number: number): Promise<void> {
  const scroll = async () => {
    await message(desk, number).evaluate((element) => element.scrollIntoView());
    return topOf(message(desk, number));
  };
  await expect.poll(scroll).toBeGreaterThan(60);
}

/** The message stands where reading begins: below the head. */
async function readsAt(desk: Desk, number: number): Promise<void> {
  await expect(message(desk, number)).toBeInViewport();
  await expect.poll(() => topOf(message(desk, number))).toBeLessThan(120);
  await expect.poll(() => topOf(message(desk, number))).toBeGreaterThan(20);
}

test("reading goes on where it rested, here and on another device, until the end is reached (D-C4, D-C8)", async ({ desk, otherDesk, owner }) => {
  const chatId = await owner.createLongChat(unique("Rest"), numbered(60));
  await desk.chat.open(chatId);
  await expect(desk.chat.last).toBeInViewport();
  await readAt(desk, 20);
  await expect.poll(async () => Math.floor((await owner.placeIn(chatId)) ?? 0)).toBe(20);
  await desk.page.reload();
  await desk.isReady();
  await readsAt(desk, 20);
  await otherDesk.chat.open(chatId);
  await readsAt(otherDesk, 20);
  await expect(otherDesk.chat.jump).toBeVisible();
  await otherDesk.chat.jump.click();
  await expect(otherDesk.chat.last).toBeInViewport();
  await expect.poll(() => owner.placeIn(chatId)).toBeNull();
  await desk.chat.open(chatId);
  await expect(desk.chat.last).toBeInViewport();
  await expect(desk.chat.jump).toBeHidden();
});

test("whoever leaves a chat at once comes back to where they were, also by going back @wide", async ({ desk, owner }) => {
  const chatId = await owner.createLongChat(unique("Leave"), numbered(60));
  await desk.chat.open(chatId);
  await expect(desk.chat.last).toBeInViewport();
  await readAt(desk, 30);
  await desk.page.getByRole("link", { name: "Todos", exact: true }).first().click();
  await expect(desk.page).toHaveURL("/todos");
  await expect.poll(async () => Math.floor((await owner.placeIn(chatId)) ?? 0)).toBe(30);
  await desk.page.goBack();
  await expect(desk.chat.composer).toBeVisible();
  await readsAt(desk, 30);
});

test("a place far from the end opens with what stands around it, and an address leads elsewhere (D-C5, D-C2)", async ({ desk, owner }) => {
  const chatId = await owner.createLongChat(unique("Far"), numbered(260));
  await owner.rest(chatId, 80, 260);
  await desk.chat.open(chatId);
  await readsAt(desk, 80);
  await expect(message(desk, 260)).toHaveCount(0);
  await expect(desk.page.getByRole("button", { name: "Show later messages" })).toBeVisible();
  const id = (await message(desk, 70).getAttribute("id"))!;
  await desk.page.keyboard.press("End");
  await expect(desk.chat.last).toContainText("Message 260.");
  await expect(desk.chat.last).toBeInViewport();
  await expect.poll(() => owner.placeIn(chatId)).toBeNull();
  await owner.rest(chatId, 80, 260);
  await desk.open(`/chats/${chatId}?at=${id.replace("message-", "")}#${id}`);
  await expect(message(desk, 70)).toBeFocused();
  await expect(message(desk, 70)).toBeInViewport();
});

test("what is new far from the end is where reading goes on @wide", async ({ desk, owner }) => {
  const chatId = await owner.createLongChat(unique("New"), numbered(260));
  await owner.read(chatId, 100);
  await desk.chat.open(chatId);
  await readsAt(desk, 101);
  const other = await owner.createLongChat(unique("Old"), numbered(120));
  await owner.read(other, 120);
  await desk.chat.open(other);
  await expect(desk.chat.last).toContainText("Message 120.");
  await expect(desk.chat.last).toBeInViewport();
});

test("whoever selects something while an answer grows is not led away from it (D-S13, D-C1) @wide", async ({ desk, owner, provider }) => {
  const more = gate();
  provider.next(async (answer: any) => {
    answer.text("A first paragraph.\n\n".repeat(12));
    await more;
    answer.text("Another paragraph.\n\n".repeat(12)).finish();
  });
  const chatId = await owner.createChat(unique("Select"));
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  await expect(desk.chat.last.getByText("A first paragraph.")).toHaveCount(12);
  const part = desk.chat.last.getByText("A first paragraph.").last();
  await part.click({ clickCount: 3 });
  const before = await topOf(part);
  more.open();
  await desk.chat.isIdle();
  await expect(desk.chat.jump).toBeVisible();
  expect(await topOf(part)).toBe(before);
  expect(await desk.page.evaluate(() => String(getSelection()))).toContain("A first paragraph.");
  await desk.chat.jump.click();
  await expect(desk.chat.jump).toBeHidden();
});

test("what opens something at the end stays under the pointer, and closing it goes back to the end @wide", async ({ desk, owner }) => {
  const chatId = await owner.createLongChat(unique("Facts"), numbered(40));
  await desk.chat.open(chatId);
  await expect(desk.chat.last).toBeInViewport();
  const button = desk.chat.last.getByRole("button", { name: "About this answer" });
  await button.hover();
  const before = await topOf(button);
  await button.click();
  await expect(desk.page.getByText("Nothing is known about how this came about.")).toBeAttached();
  await expect(desk.chat.jump).toBeVisible();
  expect(Math.abs((await topOf(button)) - before)).toBeLessThanOrEqual(1);
  await button.click();
  await expect(desk.page.getByText("Nothing is known about how this came about.")).toHaveCount(0);
  await desk.page.keyboard.press("End");
  await expect(desk.chat.jump).toBeHidden();
});

test("a step to a longer version keeps its button in place, and the focus on it (D-C3) @wide", async ({ desk, owner, provider }) => {
  const chatId = await owner.createLongChat(unique("Steps"), [...numbered(30), "Ask", "Short"]);
  provider.next((answer) => answer.text("A longer answer.\n\n".repeat(9)).finish());
  await owner.edit(chatId, "Ask", "Ask otherwise");
  await desk.chat.open(chatId);
  await desk.chat.isIdle();
  const asked = desk.chat.messages.filter({ hasText: /Ask/ });
  await desk.chat.choose(asked, "Previous version");
  await expect(desk.chat.texts.last()).toHaveText("Short");
  await expect(asked.getByRole("button", { name: "Previous version" })).toBeFocused();
  const next = asked.getByRole("button", { name: "Next version" });
  await next.hover();
  await next.focus();
  const before = await topOf(next);
  await next.press("Enter");
  await expect(desk.chat.texts.last()).toContainText("A longer answer.");
  await expect(next).toBeFocused();
  await expect.poll(async () => Math.abs((await topOf(next)) - before)).toBeLessThanOrEqual(1);
});

test("a version that is chosen in the tree opens where one writes @wide", async ({ desk, owner, provider }) => {
  const chatId = await owner.createChat(unique("Tree"), "Ask", "One");
  provider.next((answer) => answer.text("Two").finish());
  await owner.edit(chatId, "Ask", "Ask otherwise");
  await desk.chat.open(chatId);
  await desk.chat.isIdle();
  await desk.chat.openTree(chatId);
  await desk.page.getByRole("treeitem").first().focus();
  await desk.page.keyboard.press("Enter");
  await expect(desk.chat.texts).toHaveText(["Ask", "One"]);
  await expect(desk.chat.composer).toBeFocused();
});
