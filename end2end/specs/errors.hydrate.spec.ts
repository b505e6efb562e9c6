import type { Page } from "@playwright/test";
import { expect, gate, test, unique } from "../support/chats.js";

// What people are told when something does not work, or soon will not.

test.use({ isFresh: true });

const hindrances = (page: Page) => page.locator(".hindrance:visible");

test("an answer that fails says what to do, and what the log calls it, which the keyboard copies (D-O7) @wide", async ({
  desk,
  context,
  owner,
  place,
  provider,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const chatId = await owner.createChat(unique("Failing"), "Hello", "Hi");
  await desk.chat.open(chatId);
  provider.next((answer: any) => answer.refuse(404, { code: "model_not_found", message: "no such model" }));
  await desk.chat.say("Go");
  await expect(desk.chat.last).toContainText("Choose another one.");
  await expect(desk.chat.last).not.toContainText("model_not_found");
  await expect(desk.chat.last.getByRole("button", { name: "Try again" }).first()).toBeVisible();
  const name = (await desk.chat.last.locator(".reference code").textContent())!;
  await desk.chat.last.getByRole("button", { name: "Copy the reference" }).focus();
  await desk.page.keyboard.press("Enter");
  await expect(desk.announcer).toHaveText("Reference copied");
  expect(await desk.page.evaluate(() => navigator.clipboard.readText())).toBe(name);
  expect(place.server.said).toContain(name);
});

test("an answer that takes its time says that somebody is at work (D-O9, A7.7) @wide", async ({ desk, owner, provider }) => {
  const chatId = await owner.createChat(unique("Slow"), "Hello", "Hi");
  await desk.chat.open(chatId);
  const rest = gate();
  provider.next(async (answer: any) => {
    await rest;
    answer.text("At last").finish();
  });
  await desk.chat.say("Go");
  await expect(desk.chat.last.getByText("Waiting for the model.")).toBeVisible();
  rest.open();
  await expect(desk.chat.last.locator(".prose")).toHaveText("At last");
  await expect(desk.chat.last.getByText("Waiting for the model.")).toHaveCount(0);
});

test("what is left of a limit is said before it is reached, and then the text stays (D-O8)", async ({ desk, owner, place }) => {
  await place.server.setVariable("CONCLAVE_ANSWERS_PER_HOUR", "2");
  const chatId = await owner.createChat(unique("Limited"), "Hello", "Hi");
  await desk.chat.open(chatId);
  await expect(hindrances(desk.page)).toHaveCount(0);
  await desk.chat.say("One");
  await expect(desk.chat.last.locator(".prose")).toHaveText("You said: One");
  await expect(hindrances(desk.page)).toHaveText(/^1 of 2 answers left; all of them again in \d+ min\.$/);
  await desk.chat.say("Two");
  await expect(desk.chat.last.locator(".prose")).toHaveText("You said: Two");
  await expect(hindrances(desk.page)).toHaveText(/^You have had all answers of this hour; .* What you write stays here\.$/);
  await desk.chat.composer.fill("Three");
  await desk.chat.composer.press("Enter");
  await expect(desk.chat.unsent).toContainText("Three");
  await expect(desk.chat.unsent).toContainText(/gives 2 answers an hour .* Send this again in \d+ minutes\./);
  await expect(desk.chat.texts.filter({ hasText: "Three" })).toHaveCount(0);
  // Words that say a message differently stay in their box.
  await desk.chat.choose(desk.chat.messages.first(), "Edit");
  const editor = desk.chat.messages.first().getByRole("textbox", { name: "Message" });
  await editor.fill("Hello again");
  await editor.press("Enter");
  await expect(desk.toast.last()).toContainText(/gives 2 answers an hour/);
  await expect(editor).toHaveValue("Hello again");
  await expect(editor).toBeFocused();
  await desk.page.keyboard.press("Escape");
  // It is in the first bytes, too.
  await desk.chat.open(chatId);
  await expect(hindrances(desk.page)).toHaveText(/^You have had all answers/);
  await expect(desk.chat.unsent).toContainText("Three");
});

test("without a connection an open chat says what becomes of what is sent (D-O4) @wide", async ({ desk, owner, place, problems }) => {
  problems.expect(/WebSocket|ERR_CONNECTION|Failed to (fetch|load)|net::/);
  const chatId = await owner.createChat(unique("Away"), "Hello", "Hi");
  await desk.chat.open(chatId);
  await place.server.kill();
  await expect(hindrances(desk.page)).toHaveText(/^You are offline\. What you send now waits here/);
  await expect(desk.announcer).toHaveText(/Connection lost/);
  await place.server.start();
  await expect(hindrances(desk.page)).toHaveCount(0, { timeout: 30_000 });
  await expect(desk.announcer).toHaveText(/Connected again/);
});
