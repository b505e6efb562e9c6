import { expect, test as base, unique, Desk } from "../support/fixtures.js";

/** A browser of somebody who has no account, like the owner's in all else. */
const test = base.extend<{ stranger: Desk }>({
  stranger: async ({ newContext, viewport, javaScriptEnabled, problems }, use) => {
    problems.expect(/404/);
    const nobody = { cookies: [], origins: [] };
    const context = await newContext({ storageState: nobody, viewport, javaScriptEnabled });
    await use(new Desk(await context.newPage(), javaScriptEnabled !== false));
  },
});

const answer = "A drink of **leaves**: $x^2$\n\n```rust\nfn main() {}\n```";

/** Makes a link where that is done, and answers with its path. */
async function share(desk: Desk): Promise<string> {
  await desk.submit(() => desk.page.getByRole("button", { name: /^Make (a|another) link$/ }).click());
  // Without script the link opens, and its address is what one passes on.
  if (!desk.isScripted) return new URL(desk.page.url()).pathname;
  const field = desk.page.getByLabel("Link, shown this once");
  await expect(field).toBeFocused();
  const address = await field.inputValue();
  expect(address).toContain(new URL(desk.page.url()).origin);
  return new URL(address).pathname;
}

test("a link shows the chat to whoever has it, as it was, until it is revoked (D-M10, D-M2, D-M3)", async ({ desk, owner, stranger }) => {
  const title = unique("Tea");
  const chatId = await owner.createChat(title, "What is tea?", answer);
  await desk.chat.open(chatId);
  await desk.page.getByRole("button", { name: "More about this chat" }).click();
  await desk.page.getByRole("link", { name: "Share" }).click();
  await expect(desk.page.getByRole("heading", { level: 1 })).toHaveText(`Share “${title}”`);
  await desk.isReady();
  const path = await share(desk);

  await stranger.open(path);
  await expect(stranger.page.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(stranger.chat.texts.first()).toHaveText("What is tea?");
  await expect(stranger.chat.last.locator("strong")).toHaveText("leaves");
  await expect(stranger.chat.last.locator("math")).toBeVisible();
  await expect(stranger.chat.last.locator(".hl-keyword")).toHaveText("fn");
  await expect(stranger.page.getByRole("textbox")).toHaveCount(0);
  await expect(stranger.page.getByRole("link", { name: "Tasks" })).toHaveCount(0);

  await owner.sayInChat(chatId, "Said later");
  await stranger.page.reload();
  await expect(stranger.chat.messages).toHaveCount(2);
  await desk.open(`/chats/${chatId}/share`);
  await desk.submit(() => desk.page.getByRole("button", { name: "Show what there is now" }).click());
  await expect(desk.page.getByText("The chat still shows the same.")).toBeVisible();
  if (!stranger.isScripted) await stranger.page.reload();
  await expect(stranger.chat.last).toContainText("Said later");

  await desk.page.getByRole("button", { name: "Revoke: the link" }).click();
  await desk.submit(() => desk.page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click());
  await expect(desk.page.getByRole("button", { name: "Make a link" })).toBeVisible();
  if (!stranger.isScripted) await stranger.page.reload();
  await expect(stranger.page.getByRole("heading", { level: 1 })).toHaveText("This link shows nothing");
  expect((await stranger.page.reload())!.status()).toBe(404);
});

test("another link takes the place of the one before", async ({ desk, owner, stranger }) => {
  const chatId = await owner.createChat(unique("Twice"), "Once");
  await desk.open(`/chats/${chatId}/share`);
  const first = await share(desk);
  await desk.open(`/chats/${chatId}/share`);
  await expect(desk.page.getByText("this server keeps no copy")).toBeVisible();
  const second = await share(desk);
  await stranger.open(first);
  await expect(stranger.page.getByRole("heading", { level: 1 })).toHaveText("This link shows nothing");
  await stranger.open(second);
  await expect(stranger.chat.texts).toHaveText(["Once"]);
});

test("a long chat is read from its end to its beginning @wide", async ({ desk, owner, stranger }) => {
  const said = Array.from({ length: 103 }, (_, index) => `Line ${index + 1}.`);
  const chatId = await owner.importChat(unique("Long"), said);
  await desk.open(`/chats/${chatId}/share`);
  await stranger.open(await share(desk));
  await expect(stranger.chat.texts).toHaveCount(100);
  await stranger.page.getByRole("link", { name: "Show earlier messages" }).click();
  await expect(stranger.chat.texts).toHaveText(said.slice(0, 3));
  await stranger.page.getByRole("link", { name: "Show the end" }).click();
  await expect(stranger.chat.last).toContainText("Line 103.");
});

test("a link is copied, and that is said @wide", async ({ desk, owner, context }) => {
  test.skip(!desk.isScripted, "only script reaches the clipboard");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await desk.open(`/chats/${await owner.createChat(unique("Copy"), "Said")}/share`);
  const path = await share(desk);
  await desk.page.getByRole("button", { name: "Copy link" }).click();
  await expect(desk.page.getByRole("button", { name: "Copied" })).toBeVisible();
  await expect(desk.announcer).toHaveText(/Link copied/);
  expect(await desk.page.evaluate(() => navigator.clipboard.readText())).toBe(new URL(path, desk.page.url()).href);
});
