import { expect, test, unique } from "../support/chats.js";

// Long threads, their search, their versions and what is new in them; with script and without.

/** Messages with a number each, and further words in some of them. */
const numbered = (count: number, words: Record<number, string> = {}) =>
  Array.from({ length: count }, (_, index) => `Message ${index + 1}. ${words[index + 1] ?? ""}`);

test("a search in a chat reaches messages far from its end, and leads there (D-C7)", async ({ desk, owner }) => {
  const chatId = await owner.createLongChat(unique("Far"), numbered(130, { 3: "A **needle**.", 20: "needle two", 129: "Needles" }));
  const { chat, page } = desk;
  await chat.open(chatId);
  await expect(page.getByText("Message 3.", { exact: false })).toHaveCount(0);
  await chat.openSearch();
  await chat.searchField.fill("needle");
  if (desk.isScripted) {
    await expect(chat.place).toHaveText("1 of 3");
    await page.keyboard.press("Enter");
    await expect(chat.place).toHaveText("2 of 3");
    await page.keyboard.press("Enter");
    await expect(chat.place).toHaveText("3 of 3");
    await expect(chat.found).toContainText("Message 3.");
  } else {
    await desk.submit(() => page.keyboard.press("Enter"));
    await expect(chat.place).toHaveText("3 matches");
    const hits = page.getByRole("list", { name: "Messages that were found" }).getByRole("link");
    await expect(hits).toHaveText([/Message 129/, /Message 20/, /Message 3/]);
    await desk.submit(() => hits.last().click());
  }
  await expect(chat.messages.filter({ hasText: "A **needle**." })).toBeInViewport();
  await expect(chat.messages.filter({ hasText: "Message 130." })).toHaveCount(0);
  await chat.searchField.fill("absent word");
  await desk.submit(() => page.keyboard.press("Enter"));
  await expect(chat.place).toHaveText("No match");
});

test("a long chat is read window by window, both ways", async ({ desk, owner }) => {
  const chatId = await owner.createLongChat(unique("Windows"), numbered(130));
  const { chat, page } = desk;
  const press = (name: string) => desk.submit(() => page.getByText(name, { exact: true }).locator("visible=true").click());
  await chat.open(chatId);
  await expect(chat.messages).toHaveCount(100);
  await press("Show earlier messages");
  await expect(chat.texts.first()).toHaveText("Message 1.");
  await expect(chat.messages).toHaveCount(desk.isScripted ? 130 : 30);
  const id = (await chat.messages.nth(9).getAttribute("id"))!.replace("message-", "");
  await desk.open(`/chats/${chatId}?at=${id}`);
  await expect(chat.texts.last()).toHaveText("Message 59.");
  await press("Show later messages");
  await expect(chat.texts.last()).toHaveText("Message 130.");
});

test("a line stands before what was not read on any device (D-C4)", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("New"), "Ask", "One");
  await desk.chat.open(chatId);
  await expect(desk.chat.line).toHaveCount(0);
  // Whoever looks on reads what comes.
  await desk.open("/todos");
  await owner.read(chatId, 2);
  await owner.add(chatId, "Two", "ASSISTANT");
  await desk.chat.open(chatId);
  await expect(desk.chat.line).toBeVisible();
  const order = (await desk.page.getByRole("region", { name: "Conversation" }).textContent())!;
  expect(order.indexOf("One")).toBeLessThan(order.indexOf("New since"));
  expect(order.indexOf("New since")).toBeLessThan(order.indexOf("Two"));
});

test("the answer to what one has said is no news, wherever one was when it came", async ({ desk, owner, provider }) => {
  const chatId = await owner.createChat(unique("Awaited"), "Ask", "One");
  await owner.read(chatId, 2);
  provider.next((answer) => answer.text("Two").finish());
  await owner.send(chatId, "Ask more");
  await desk.chat.open(chatId);
  await desk.chat.isIdle();
  await expect(desk.chat.texts.last()).toHaveText("Two");
  await desk.page.reload();
  await expect(desk.chat.texts.last()).toHaveText("Two");
  await expect(desk.chat.line).toHaveCount(0);
});

test("a link to a message of another version says so, and leads there", async ({ desk, owner, provider }) => {
  const chatId = await owner.createChat(unique("Linked"), "Ask", "One");
  await desk.chat.open(chatId);
  const id = (await desk.chat.messages.last().getAttribute("id"))!.replace("message-", "");
  provider.next((answer) => answer.text("Two").finish());
  await desk.chat.choose(desk.chat.last, "Try again");
  await expect(desk.chat.last).toContainText("2 of 2");
  await desk.chat.isIdle();
  await desk.open(`/chats/${chatId}?at=${id}`);
  await expect(desk.chat.texts).toHaveText(["Ask", "Two"]);
  await desk.submit(() => desk.page.getByRole("button", { name: "Show that version" }).click());
  await expect(desk.chat.texts).toHaveText(["Ask", "One"]);
  await expect(desk.page.getByText("another version of this chat")).toHaveCount(0);
  await desk.open(`/chats/${chatId}?at=${chatId}`);
  await expect(desk.page.getByText("no longer in this chat")).toBeVisible();
});

test("versions and branches hang in a tree, say where one is, and open (A29.2)", async ({ desk, owner, provider }) => {
  const title = unique("Root");
  const chatId = await owner.createChat(title, "Ask", "One");
  provider.next((answer) => answer.text("Two").finish());
  await desk.chat.open(chatId);
  await desk.chat.choose(desk.chat.last, "Try again");
  await expect(desk.chat.last).toContainText("2 of 2");
  await desk.chat.isIdle();
  await desk.page.getByRole("button", { name: "More about this chat" }).click();
  await desk.submit(() => desk.page.getByRole("link", { name: "Versions and branches" }).click());
  await expect(desk.chat.branches).toHaveText([new RegExp(title), /Two.*You are here/]);
  await desk.submit(() => desk.chat.branches.first().click());
  await expect(desk.chat.texts).toHaveText(["Ask", "One"]);
});

test("an answer shows each kind of Markdown as what it is (D-M1)", async ({ desk, owner }) => {
  const parts = [
    "A **strong** and ~~old~~ word, see https://example.org/a.",
    "- [x] Begun",
    "| Name | Age |\n|---|--:|\n| Ada | 36 |",
    "Noted.[^1]\n\n[^1]: The note.",
  ];
  const chatId = await owner.createChat(unique("Kinds"), "Ask", parts.join("\n\n"));
  await desk.chat.open(chatId);
  const answer = desk.chat.last;
  await expect(answer.getByRole("strong")).toHaveText("strong");
  await expect(answer.getByRole("deletion")).toHaveText("old");
  await expect(answer.getByRole("link", { name: "https://example.org/a" })).toHaveAttribute("href", "https://example.org/a");
  await expect(answer.getByRole("listitem").filter({ hasText: "Begun" }).getByRole("img", { name: "Done" })).toBeVisible();
  await expect(answer.getByRole("cell", { name: "36" })).toBeVisible();
  await expect(answer.getByText("The note.")).toBeVisible();
  await expect(answer.locator(".prose")).not.toContainText(/\*\*|~~|\[\^|\[x\]|---/);
});
