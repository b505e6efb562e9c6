import type { Locator, Page } from "@playwright/test";
import { expect, test, unique } from "../support/chats.js";

// What a person says: the beginning of it in the list, and all of it on demand.

const long = (end: string) => `${"A question with many details. ".repeat(60)}\n\n${end}`;

/** Fits on a wide screen, but not on a narrow one. */
const middling = "Fits where there is room for it. ".repeat(9);

const heightOf = async (part: Locator) => (await part.boundingBox())!.height;

const textOf = (message: Locator) => message.locator(".folded");

test("of a long message the list shows the beginning, and all of it by pointer and by key (A7.4)", async ({ desk, owner }) => {
  const end = unique("The end");
  const chatId = await owner.createChat(unique("Long"), long(end), "Yes", "Short\nin two lines", "Yes", middling);
  const { chat, page } = desk;
  await chat.open(chatId);
  const [message, short, other] = [chat.messages.nth(0), chat.messages.nth(2), chat.messages.nth(4)];
  const [more, less] = [message.getByText("Show all"), message.getByText("Show less")];
  await message.scrollIntoViewIfNeeded();
  expect(await heightOf(textOf(message))).toBeLessThanOrEqual(128);
  await more.click();
  await expect(message.getByText(end)).toBeInViewport();
  await expect(more).toBeHidden();
  expect(await heightOf(textOf(message))).toBeGreaterThan(256);
  await less.click();
  await expect(more).toBeVisible();
  expect(await heightOf(textOf(message))).toBeLessThanOrEqual(128);
  await message.locator("summary").press("Enter");
  await expect(less).toBeVisible();
  await page.keyboard.press("Space");
  await expect(more).toBeVisible();
  await expect(short.getByText("Show all")).toHaveCount(0);
  await expect(other.getByText("Show all")).toBeVisible({ visible: desk.isNarrow });
  expect(await heightOf(textOf(other))).toBeLessThanOrEqual(128);
});

test("an address leads to all of a long message (A7.4)", async ({ desk, owner }) => {
  const end = unique("The end");
  const chatId = await owner.createChat(unique("Led"), "First", "Yes", long(end), "Yes");
  await desk.chat.open(chatId);
  const id = (await desk.chat.messages.nth(2).getAttribute("id"))!;
  await desk.open(`/chats/${chatId}?at=${id.replace("message-", "")}#${id}`);
  await expect.poll(() => heightOf(textOf(desk.chat.messages.nth(2)))).toBeGreaterThan(256);
  await expect(desk.chat.messages.nth(2)).toBeInViewport();
});

/** What stands directly below the head of the page, and where. */
const lineAtTop = (page: Page) =>
  page.evaluate(() => {
    const { left, width } = document.querySelector(".thread")!.getBoundingClientRect();
    const [x, y] = [left + width / 2, document.querySelector(".page-head")!.getBoundingClientRect().bottom + 12];
    const line = document.elementFromPoint(x, y)?.closest<HTMLElement>(".asked");
    return line ? { words: line.dataset.words, x, y } : null;
  });

test("what was asked stays at the top while the answers scroll, and leads back (A7.3)", async ({ desk, owner }) => {
  const answer = Array.from({ length: 40 }, (_, index) => `Paragraph ${index + 1}.`).join("\n\n");
  const chatId = await owner.createChat(unique("Asked"), "First\nquestion", answer, "Second question", answer);
  const { chat, page } = desk;
  await chat.open(chatId);
  const middleOf = (nth: number) => chat.messages.nth(nth).getByText("Paragraph 20.");
  const center = (part: Locator) => part.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const words = async () => (await lineAtTop(page))?.words;
  await center(middleOf(3));
  await expect.poll(words).toBe("Second question");
  await center(middleOf(1));
  await expect.poll(words).toBe("First question");
  await expect(chat.messages.nth(0)).not.toBeInViewport();
  const { x, y } = (await lineAtTop(page))!;
  await page.mouse.click(x, y);
  await expect(chat.messages.nth(0)).toBeInViewport({ ratio: 1 });
  await expect.poll(words).toBeUndefined();
});
