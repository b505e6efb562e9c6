import { expectAccessible } from "../support/accessibility.js";
import { expect, gate, test, unique } from "../support/chats.js";
import { DIFF, MESSAGE, isSplit, shown } from "../support/diff.js";

test("whether both sides stand beside each other is remembered, and a diff is copied as it is (D-M9) @wide", async ({ desk, owner, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const chatId = await owner.createChat(unique("Split"), "Show", MESSAGE);
  await desk.chat.open(chatId);
  const { button } = shown(desk);
  await button("Split").press("Enter");
  await expect(button("Unified")).toBeFocused();
  expect(await isSplit(desk)).toBe(true);
  await desk.page.reload();
  await desk.isReady();
  expect(await isSplit(desk)).toBe(true);
  await expectAccessible(desk.page);
  await button("Copy").click();
  await expect(desk.announcer).toHaveText(/Code copied/);
  const copied = () => desk.page.evaluate(() => navigator.clipboard.readText());
  expect(await copied()).toBe(DIFF);
  await desk.chat.last.getByLabel("Diff", { exact: true }).evaluate((code) => getSelection()!.selectAllChildren(code));
  await desk.page.keyboard.press("ControlOrMeta+c");
  await expect.poll(async () => (await copied()).trimEnd()).toBe(DIFF.trimEnd());
  await button("Unified").click();
  expect(await isSplit(desk)).toBe(false);
});

test("keys and buttons lead from change to change (D-M9) @wide", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Changes"), "Show", MESSAGE);
  await desk.chat.open(chatId);
  const { page } = desk;
  const { first, second, button } = shown(desk);
  await desk.chat.last.focus();
  await page.keyboard.press(".");
  await expect(first).toBeFocused();
  await page.keyboard.press(".");
  await expect(second).toBeFocused();
  await expect(second).toBeInViewport();
  await page.keyboard.press(".");
  await expect(desk.announcer).toHaveText(/No further change/);
  await expect(second).toBeFocused();
  await page.keyboard.press(",");
  await expect(first).toBeFocused();
  await button("Next change").click();
  await expect(second).toBeFocused();
  await button("Previous change").click();
  await expect(first).toBeFocused();
  await desk.chat.composer.focus();
  await page.keyboard.type("1.5, or 2");
  await expect(desk.chat.composer).toHaveValue("1.5, or 2");
});

test("a diff that is being written is one from its first line on, and words are marked at its end @wide", async ({ desk, owner, provider }) => {
  const half = gate();
  const middle = MESSAGE.indexOf("let more");
  provider.next(async (answer: any) => {
    answer.text(MESSAGE.slice(0, middle));
    await half;
    answer.text(MESSAGE.slice(middle)).finish();
  });
  const chatId = await owner.createChat(unique("Grows"));
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  const { file, first, second } = shown(desk);
  await expect(file.getByRole("group", { name: "Change 1, 1 line removed, 2 added" })).toBeVisible();
  await expect(file.getByRole("insertion")).toHaveCount(0);
  half.open();
  await expect(second).toBeVisible();
  await expect(first.getByRole("insertion")).toHaveText("second");
});
