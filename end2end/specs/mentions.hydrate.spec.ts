import { expectAccessible } from "../support/accessibility.js";
import { expect, gate, test, unique } from "../support/chats.js";

test("what one has is mentioned by a few letters, and is a link for whoever reads it (D-K10)", async ({ desk, owner, provider }) => {
  const [named, task, todo] = [unique("Garden [plan]"), unique("Gardening"), unique("Buy garden_soil")];
  const mentioned = await owner.createChat(named);
  const taskId = await owner.createTask(task);
  await owner.addTodos([todo]);
  await desk.chat.open(await owner.createChat(unique("Asking")));
  const { text, proposals } = { text: desk.composer.text, proposals: desk.composer.proposals("Mentions") };
  // Before anything is typed what is recent is proposed.
  await text.pressSequentially("See @");
  await expect(proposals.filter({ hasText: named })).toBeVisible();
  await expect(proposals.filter({ hasText: task })).toBeVisible();
  await text.pressSequentially("gard");
  await expect(proposals.filter({ hasText: todo })).toBeVisible();
  await expect(text).toHaveAttribute("aria-activedescendant", (await proposals.first().getAttribute("id"))!);
  await expectAccessible(desk.page);
  await desk.page.keyboard.press("ArrowUp");
  await expect(text).toHaveAttribute("aria-activedescendant", (await proposals.last().getAttribute("id"))!);
  await text.pressSequentially("en [pl");
  await expect(proposals).toHaveText([new RegExp(named.replace(/[[\]]/g, "\\$&"))]);
  await desk.page.keyboard.press("Enter");
  await expect(text).toHaveValue(`See @${named} `);
  await expect(desk.composer.tokens).toHaveText([`@${named}`]);
  await expect(proposals).toHaveCount(0);
  await text.pressSequentially(`and (@${task}`);
  await proposals.filter({ hasText: "Task" }).click();
  await expect(text).toBeFocused();
  await text.pressSequentially("now)");
  await expect(text).toHaveValue(`See @${named} and (@${task} now)`);
  await expectAccessible(desk.page);
  await desk.page.keyboard.press("Enter");
  const said = desk.chat.messages.first();
  await expect(said.locator(".prose")).toHaveText(`See @${named} and (@${task} now)`);
  await expect(said.getByRole("link", { name: `@${task}` })).toHaveAttribute("href", `/tasks/${taskId}`);
  await expect(desk.chat.last).toContainText("You said");
  const [name, id] = [named.replace("[", "\\[").replace("]", "\\]"), mentioned];
  expect(JSON.stringify(provider.answered.at(-1)!.body.messages)).toContain(JSON.stringify(`[@${name}](/chats/${id})`).slice(1, -1));
  await said.getByRole("link", { name: `@${named}` }).click();
  await expect(desk.chat.heading).toHaveText(named);
});

test("a name is one thing: it goes as one, comes back whole, and the caret steps over it (D-A5)", async ({ desk, owner }) => {
  const named = unique("Whole");
  const id = await owner.createChat(named);
  await desk.chat.open(await owner.createChat(unique("Tokens")));
  const { page, composer } = desk;
  const { text } = composer;
  await text.pressSequentially(`🌼 @${named}`);
  await composer.proposals("Mentions").first().click();
  await expect(text).toHaveValue(`🌼 @${named} `);
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  await expect(text).toHaveValue("🌼 ");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(composer.tokens).toHaveText([`@${named}`]);
  expect(await composer.sent()).toContain(`[@${named}](/chats/${id})`);
  await page.keyboard.press("End");
  await text.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(area.value.trimEnd().length, area.value.trimEnd().length));
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => text.evaluate((area: HTMLTextAreaElement) => area.selectionStart)).toBe(3);
  await page.keyboard.press("Delete");
  await expect(text).toHaveValue(/^🌼 ?$/u);
  await expect(composer.tokens).toHaveCount(0);
});

test("names are names in drafts, in the queue and where messages are edited, on every device", async ({ desk, otherDesk, owner, provider }) => {
  const named = unique("Everywhere");
  const link = `[@${named}](/chats/${await owner.createChat(named)})`;
  const title = unique("Writing");
  const chatId = await owner.createChat(title);
  await owner.write(chatId, `Ask ${link}`);
  await desk.chat.open(chatId);
  await otherDesk.chat.open(chatId);
  for (const at of [desk, otherDesk]) await expect(at.composer.text).toHaveValue(`Ask @${named}`);
  await desk.composer.text.focus();
  await desk.page.keyboard.press("End");
  await desk.page.keyboard.type(" first");
  await expect(otherDesk.composer.text).toHaveValue(`Ask @${named} first`);
  expect(await otherDesk.composer.sent()).toBe(`Ask ${link} first`);
  await desk.page.reload();
  await expect(desk.composer.tokens).toHaveText([`@${named}`]);
  const opened = gate();
  provider.next(async (answer) => {
    answer.text("Busy");
    await opened;
    answer.finish();
  });
  await desk.isReady();
  await desk.composer.text.press("Enter");
  await expect(desk.chat.last).toContainText("Busy");
  await desk.chat.say(`Then ${link}`);
  await expect(desk.chat.waiting).toHaveText([new RegExp(`Then @${named}`)]);
  await desk.chat.waiting.getByRole("button", { name: "Edit" }).click();
  const waiting = desk.page.getByRole("textbox", { name: "Message that waits" });
  await expect(waiting).toHaveValue(`Then @${named}`);
  await waiting.press("ControlOrMeta+End");
  await waiting.pressSequentially("!");
  await waiting.press("Enter");
  await expect(otherDesk.chat.waiting).toHaveText([new RegExp(`Then @${named}!`)]);
  opened.open();
  await expect(desk.chat.texts).toHaveText([`Ask @${named} first`, "Busy", `Then @${named}!`, /You said/]);
  await expect(desk.chat.messages.nth(2).getByRole("link", { name: `@${named}` })).toBeVisible();
});

test("a mention gives a chat a name to read", async ({ desk, owner }) => {
  const named = unique("Read");
  await owner.createChat(named);
  await desk.chats.open();
  await desk.composer.text.pressSequentially(`@${named}`);
  await desk.composer.proposals("Mentions").first().click();
  await desk.composer.text.pressSequentially("?");
  await desk.page.keyboard.press("Enter");
  await expect(desk.chat.messages.first().getByRole("link", { name: `@${named}` })).toBeVisible();
});

test("a slash in an empty box proposes what can be done here, and does it (D-A5, D-K10)", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Commands"), "Ask", "Answer");
  await desk.chat.open(chatId);
  const { page, composer } = desk;
  const commands = composer.proposals("Commands");
  await composer.text.pressSequentially("/");
  await expect(commands.filter({ hasText: "Share" })).toBeVisible();
  for (const name of ["New chat", "Rename", "Search in this chat", "Change the model", "Archive", "Save as Markdown"]) {
    await expect(commands.filter({ hasText: name })).toHaveCount(1);
  }
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(commands).toHaveCount(0);
  await expect(composer.text).toBeFocused();
  await composer.text.pressSequentially("ren");
  await expect(commands).toHaveCount(0);
  await composer.text.fill("");
  await composer.text.pressSequentially("/renam");
  await expect(commands).toHaveText(["Rename"]);
  // A key of an input method chooses nothing.
  await composer.text.dispatchEvent("keydown", { key: "Enter", isComposing: true });
  await expect(commands).toHaveText(["Rename"]);
  await page.keyboard.press("Tab");
  await expect(composer.text).toHaveValue("");
  await expect(page.locator(".title-input")).toBeFocused();
  await page.keyboard.press("Escape");
  await composer.text.pressSequentially("/");
  await expect(commands.first()).toBeVisible();
  await composer.add.focus();
  await expect(commands).toHaveCount(0);
  await composer.text.fill("");
  await composer.text.pressSequentially("/search in th");
  await page.keyboard.press("Enter");
  await expect(desk.chat.searchField).toBeFocused();
  // What is no command is a message.
  await composer.text.fill("");
  await composer.text.pressSequentially("/etc/hosts, what is it?");
  await page.keyboard.press("Enter");
  await expect(desk.chat.texts.nth(2)).toHaveText("/etc/hosts, what is it?");
});

test("what is proposed stands at the caret, within the window (D-A5)", async ({ desk, owner }) => {
  await owner.createChat(unique("Here"));
  await desk.chat.open(await owner.createChat(unique("Place")));
  await desk.composer.text.pressSequentially("Some words before the name of @her");
  const list = desk.page.getByRole("listbox", { name: "Mentions" });
  await expect(list).toBeVisible();
  const [box, at] = [(await list.boundingBox())!, (await desk.page.locator(".begun").boundingBox())!];
  const { width } = desk.page.viewportSize()!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(width);
  expect(box.y + box.height).toBeLessThanOrEqual(at.y);
  expect(at.y - box.y - box.height).toBeLessThan(16);
  if (width > 640) {
    expect(Math.abs(box.x - at.x)).toBeLessThan(8);
    // Where Enter begins a line it chooses all the same.
    await desk.page.evaluate(() => document.documentElement.setAttribute("data-sending", "modifier"));
    await desk.page.keyboard.press("Enter");
  } else {
    await list.getByRole("option").first().tap();
  }
  await expect(desk.composer.tokens).toHaveText([/^@Here/]);
  await expect(desk.composer.text).toBeFocused();
  await expect(list).toBeHidden();
});
