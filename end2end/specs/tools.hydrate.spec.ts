import { expectAccessible } from "../support/accessibility.js";
import { expect, gate, test, unique } from "../support/chats.js";
import { hear, heard } from "../support/hearing.js";

// Calls of tools in an answer. Chats offer none: what a model calls all the same fails, and the answer goes on.

/** An answer that calls a tool between two texts, and waits before the call is done and before it ends. */
function calling() {
  const [called, ended] = [gate(), gate()];
  const ask = async (answer: any) => {
    answer.text("Let me look.");
    answer.toolCall({ id: "c1", name: "search_chats", pieces: ['{"query":', '"<b>harbour</b>"}'] });
    await called;
    answer.finish({ reason: "tool_calls" });
  };
  const end = async (answer: any) => {
    answer.text("Nothing there.");
    await ended;
    answer.finish();
  };
  return { ask, end, call: () => called.open(), finish: () => ended.open() };
}

test("a call is one line in its place of the text, while it runs and from then on, also after a reload (A8)", async ({
  desk,
  owner,
  provider,
}) => {
  const { ask, end, call, finish } = calling();
  provider.next(ask);
  provider.next(end);
  const chatId = await owner.createChat(unique("Tools"), "Old question", "Old answer");
  const { chat, page } = desk;
  await chat.open(chatId);
  await chat.say("Is there a harbour?");
  const card = chat.last.locator("> details.tool-call");
  await expect(card).toHaveText(/Search chats<b>harbour<\/b>running/);
  call();
  await expect(card).toHaveText(/Search chats<b>harbour<\/b>failed/);
  const inOrder = chat.last.locator("> .prose, > details > summary");
  const order = ["Let me look.", /^Search chats.*failed$/, "Nothing there."];
  await expect(inOrder).toHaveText(order);
  await expect(chat.last).toHaveAttribute("aria-busy", "true");
  finish();
  await expect(chat.last).not.toHaveAttribute("aria-busy");
  await expect(inOrder).toHaveText(order);
  await chat.open(chatId);
  await expect(inOrder).toHaveText(order);
  await card.locator("summary").focus();
  await page.keyboard.press("Enter");
  const why = card.getByRole("group", { name: "Why it failed" });
  await expect(why).toHaveText("There is no tool search_chats.");
  await expect(card.getByRole("group", { name: "Arguments" })).toHaveText('{ "query": "<b>harbour</b>" }');
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(why).toBeFocused();
  await expectAccessible(page);
});

test("a call that takes long is said once, one that fails always, and none that is history (D-S5, D-S4) @wide", async ({
  desk,
  owner,
  provider,
  context,
}) => {
  const { ask, end, call, finish } = calling();
  provider.next(ask);
  provider.next(end);
  const chatId = await owner.createChat(unique("Heard tools"));
  await desk.chat.open(chatId);
  await hear(desk);
  await desk.chat.say("Go");
  await expect.poll(() => heard(desk)).toContain("Search chats is running");
  call();
  await expect.poll(() => heard(desk)).toContain("Search chats failed");
  finish();
  await expect.poll(() => heard(desk)).toContain("Answer complete");
  for (const said of ["is running", "failed"]) expect((await heard(desk)).split(said)).toHaveLength(2);
  await desk.chat.open(chatId);
  await expect(desk.chat.last).toContainText("failed");
  await expect(desk.announcer).toHaveText("");
  const quiet = calling();
  provider.next(quiet.ask);
  provider.next(quiet.end);
  await context.addCookies([{ name: "announcements", value: "off", url: desk.page.url() }]);
  await desk.chat.open(chatId);
  await hear(desk);
  await desk.chat.say("Again");
  quiet.call();
  await expect.poll(() => heard(desk)).toContain("Search chats failed");
  quiet.finish();
  await expect(desk.chat.last).not.toHaveAttribute("aria-busy");
  expect(await heard(desk)).not.toMatch(/running|started|complete/);
});
