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
