import { expect, test, unique } from "../support/chats.js";

// The same words for both: with script these are live mutations, without it form posts.

test("a message begins a chat, which is answered and gets a title (D-O2, A29.1)", async ({ desk }) => {
  const text = unique("Why is the sky **blue**?");
  await desk.chats.open();
  await desk.chats.ask(text);
  await desk.chat.isIdle();
  // A person's words stand as they were typed, an answer is Markdown.
  await expect(desk.chat.texts).toHaveText([text, `You said: ${text.replaceAll("*", "")}`]);
  await expect(desk.chat.last.locator("strong")).toHaveText("blue");
  await expect(async () => {
    if (!desk.isScripted) await desk.page.reload();
    await expect(desk.chat.heading).toHaveText("A generated title", { timeout: 500 });
  }).toPass();
});

test("a chat goes on with what was said before (A14)", async ({ desk, owner, provider }) => {
  const chatId = await owner.createChat(unique("On"), "First", "Second");
  await desk.chat.open(chatId);
  await desk.chat.say("Third");
  await desk.chat.isIdle();
  await expect(desk.chat.texts).toHaveText(["First", "Second", "Third", "You said: Third"]);
  const contents = provider.answered.at(-1)!.body.messages.map(({ content }: { content: string }) => content);
  expect(contents.slice(-3)).toEqual(["First", "Second", "Third"]);
});

test("an answer is tried again, and both versions stay", async ({ desk, owner, provider }) => {
  const chatId = await owner.createChat(unique("Again"), "Ask", "One");
  provider.next((answer) => answer.text("Two").finish());
  await desk.chat.open(chatId);
  await desk.chat.choose(desk.chat.last, "Try again");
  await expect(desk.chat.last).toContainText("2 of 2");
  await desk.chat.isIdle();
  await expect(desk.chat.texts).toHaveText(["Ask", "Two"]);
  await desk.chat.choose(desk.chat.last, "Previous version");
  await expect(desk.chat.texts).toHaveText(["Ask", "One"]);
  await expect(desk.chat.last).toContainText("1 of 2");
});

test("a branch begins at a message, and marks lead both ways (A29.2, A29.4)", async ({ desk, owner }) => {
  const title = unique("Trunk");
  const chatId = await owner.createChat(title, "Ask", "Answer", "Further", "More");
  await desk.chat.open(chatId);
  await desk.chat.choose(desk.chat.messages.nth(1), "Branch to a new chat from here");
  await expect(desk.page).not.toHaveURL(new RegExp(chatId));
  await expect(desk.chat.texts).toHaveText(["Ask", "Answer"]);
  await desk.chats.link(title).first().click();
  await expect(desk.chat.texts).toHaveText(["Ask", "Answer", "Further", "More"]);
  await expect(desk.chat.messages.nth(1).getByRole("link", { name: title })).toBeVisible();
});

test("an answer that fails says why, and can be had again (D-S11, D-O7)", async ({ desk, owner, provider }) => {
  const chatId = await owner.createChat(unique("Fails"));
  const refused = unique("refused");
  provider.next((answer) => answer.refuse(400, { message: "no" }), {
    when: ({ body }) => JSON.stringify(body).includes(refused),
  });
  await desk.chat.open(chatId);
  await desk.chat.say(refused);
  await desk.chat.isIdle();
  await expect(desk.chat.last).toContainText("does not accept the request");
  await desk.chat.choose(desk.chat.last.locator(".cut"), "Try again");
  await desk.chat.isIdle();
  await expect(desk.chat.last.locator(".prose")).toHaveText(`You said: ${refused}`);
});

test("chats are pinned, archived, brought back, deleted and restored (A29.1, D-O2, D-O10)", async ({ desk, owner }) => {
  const [first, second] = [unique("Older"), unique("Newer")];
  await owner.createChat(first);
  await owner.createChat(second);
  await desk.chats.open();
  await expect(desk.chats.rows.first()).toContainText(second);
  await desk.chats.choose(first, "Pin");
  await expect(desk.chats.rows.first()).toContainText(first);
  await desk.chats.choose(first, "Unpin");
  await expect(desk.chats.row(first).getByRole("img", { name: "Pinned" })).toHaveCount(0);

  await desk.chats.choose(first, "Archive");
  await expect(desk.chats.link(first)).toHaveCount(0);
  await desk.chats.open("?shelf=archive");
  await desk.chats.choose(first, "Bring back");
  await expect(desk.chats.link(first)).toHaveCount(0);

  await desk.chats.open();
  await desk.chats.choose(second, "Delete");
  await expect(desk.chats.link(second)).toHaveCount(0);
  await desk.undo.click();
  await expect(desk.chats.link(second)).toBeVisible();

  await desk.chats.choose(second, "Delete");
  await expect(desk.chats.link(second)).toHaveCount(0);
  await desk.chats.open("?shelf=trash");
  await desk.chats.row(second).getByRole("button", { name: /^Restore/ }).click();
  await expect(desk.chats.row(second)).toHaveCount(0);
  await desk.chats.open(`?q=${encodeURIComponent(second)}`);
  await expect(desk.chats.link(second)).toBeVisible();
});

test("a chat gets another title in the list, and says there where it comes from (A29.1, A29.2)", async ({ desk, owner }) => {
  const [title, renamed, brought] = [unique("Trunk"), unique("Bough"), unique("Brought")];
  const parentId = await owner.createChat(title, "Ask", "Answer");
  await owner.branch(parentId, title);
  await owner.importChat(brought, ["Said elsewhere"]);
  await desk.chats.open();
  await expect(desk.chats.row(title)).toHaveCount(2);
  const branch = desk.chats.rows.filter({ hasText: title }).filter({ hasText: "Branch" });
  await expect(branch).toHaveCount(1);
  await expect(desk.chats.row(brought)).toContainText("Imported");
  await branch.getByRole("button", { name: "More about this chat" }).click();
  await branch.getByText("Rename").first().click();
  await branch.getByRole("textbox", { name: "Title" }).fill(renamed);
  await desk.submit(() => branch.getByRole("button", { name: "Rename", exact: true }).click());
  await expect(desk.chats.link(renamed)).toBeVisible();
  await expect(desk.chats.link(title)).toHaveCount(1);
});

test("a chat is deleted for good only when that is confirmed (D-O10)", async ({ desk, owner }) => {
  const title = unique("Gone");
  const chatId = await owner.createChat(title);
  await desk.chats.open();
  await desk.chats.choose(title, "Delete");
  await desk.chats.open("?shelf=trash");
  const row = desk.chats.row(title);
  const remove = row.getByRole("button", { name: `Delete for good: ${title}` });
  await remove.click();
  await row.getByRole("button", { name: "Cancel" }).click();
  await expect(remove).toBeVisible();
  await remove.click();
  await desk.submit(() => row.getByRole("dialog").getByRole("button", { name: "Delete for good" }).click());
  await expect(desk.chats.row(title)).toHaveCount(0);
  expect(await owner.chat(chatId)).toBeNull();
});

test("what a model writes is never live (D-M4, D-M5)", async ({ desk, owner }) => {
  const attack = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](https://example.org/x.png)";
  const chatId = await owner.createChat(unique("Attack"), "Go", attack);
  await desk.chat.open(chatId);
  await expect(desk.chat.last).toContainText("<img src=x onerror=alert(1)>");
  await expect(desk.chat.last.locator("img")).toHaveCount(0);
  await expect(desk.chat.last.locator("a[href^=javascript]")).toHaveCount(0);
  await expect(desk.chat.last.getByRole("link", { name: "b" })).toHaveAttribute("rel", /noopener/);
});
