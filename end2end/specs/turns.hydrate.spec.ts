import { expect, test, unique } from "../support/chats.js";

const long = (end: string) => `${"A question with many details. ".repeat(60)}\n\n${end}`;

test("a search leads into what the list leaves out of a long message (A7.4) @wide", async ({ desk, owner }) => {
  const end = unique("needle");
  const chatId = await owner.createChat(unique("Search"), long(end), "Yes", "Second", "Yes");
  await desk.open(`/chats/${chatId}?q=${end.split(" ")[0]}`);
  await expect(desk.chat.place).toHaveText("1 of 1");
  await expect(desk.chat.found.getByText(end)).toBeInViewport();
  await expect(desk.chat.found.getByText("Show less")).toBeVisible();
});

test("the line says what was asked as soon as nothing else of it is left to read (A7.3) @wide", async ({ desk, owner }) => {
  const answer = Array.from({ length: 40 }, (_, index) => `Paragraph ${index + 1}.`).join("\n\n");
  const chatId = await owner.createChat(unique("Asked"), "First question", answer, "Second question", answer);
  const { chat, page } = desk;
  await chat.open(chatId);
  await chat.messages.nth(1).getByText("Paragraph 20.").evaluate((element) => element.scrollIntoView({ block: "center" }));
  const line = page.locator(".asked[data-here]");
  await expect(line).toHaveAttribute("data-words", "First question");
  // What can be done with the second question is still to be seen.
  const bar = chat.messages.nth(2).locator(".message-bar");
  await bar.evaluate((element) => {
    const line = document.querySelector("[data-here]")!.getBoundingClientRect();
    window.scrollBy(0, element.getBoundingClientRect().top - line.bottom + 4);
  });
  await expect(line).toHaveAttribute("data-words", "Second question");
  await expect(bar).toBeInViewport();
});
