import { expectAccessible } from "../support/accessibility.js";
import { expect, gate, test, unique } from "../support/chats.js";
import type { Desk } from "../support/chats.js";

const diff = `diff --git a/src/sum.rs b/src/sum.rs
--- a/src/sum.rs
+++ b/src/sum.rs
@@ -8,4 +8,5 @@ fn sum()
 let a = 1;
-let count = first;
+let count = second;
+let more = 2;
 let b = 3;
@@ -90,3 +91,2 @@
 let y = 1;
-let z = 2;
 let end = 3;
`;

const message = `Before:\n\n\`\`\`diff\n${diff}\`\`\`\n`;

/** What a reader finds of the diff of the last message. */
const shown = (desk: Desk) => {
  const { last } = desk.chat;
  return {
    file: last.getByRole("group", { name: "src/sum.rs" }),
    first: last.getByRole("group", { name: "Change 1, 1 line removed, 2 added" }),
    second: last.getByRole("group", { name: "Change 2, 1 line removed" }),
    button: (name: string) => last.getByRole("button", { name, exact: true }),
  };
};

/** Whether what was removed stands beside what came instead, and not above it. */
async function isSplit(desk: Desk): Promise<boolean> {
  const { first } = shown(desk);
  const removed = (await first.getByText("let count = first;").boundingBox())!;
  const added = (await first.getByText("let count = second;").boundingBox())!;
  return added.x >= removed.x + removed.width && Math.abs(added.y - removed.y) < 1;
}

test("a diff is read with its file, its lines' numbers and the words that have changed", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Diff"), "Show", message);
  await desk.chat.open(chatId);
  const { file, first, second } = shown(desk);
  await expect(file).toBeVisible();
  await expect(first.getByRole("deletion")).toHaveText("first");
  await expect(first.getByRole("insertion")).toHaveText("second");
  await expect(second).toHaveText("-let z = 2;");
  await expect(file).toMatchAriaSnapshot(`
    - group "src/sum.rs":
      - text: /@@ -8,4 \\+8,5 @@ fn sum\\(\\) let a = 1;/
      - group "Change 1, 1 line removed, 2 added":
        - text: "Removed: -let count ="
        - deletion: first
        - text: "; Added: +let count ="
        - insertion: second
        - text: "; Added: +let more = 2;"
  `);
  expect(await isSplit(desk)).toBe(false);
  if (desk.isScripted) await expectAccessible(desk.page);
  if (desk.isNarrow) {
    await expect(desk.page.getByLabel("Split")).toBeHidden();
  } else if (!desk.isScripted) {
    await desk.page.getByLabel("Split").check();
    expect(await isSplit(desk)).toBe(true);
  }
});

test("whether both sides stand beside each other is remembered, and a diff is copied as it is @wide", async ({ desk, owner, context }) => {
  test.skip(!desk.isScripted, "buttons");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const chatId = await owner.createChat(unique("Split"), "Show", message);
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
  expect(await copied()).toBe(diff);
  await desk.chat.last.getByLabel("Diff", { exact: true }).evaluate((code) => getSelection()!.selectAllChildren(code));
  await desk.page.keyboard.press("ControlOrMeta+c");
  await expect.poll(async () => (await copied()).trimEnd()).toBe(diff.trimEnd());
  await button("Unified").click();
  expect(await isSplit(desk)).toBe(false);
});

test("keys and buttons lead from change to change @wide", async ({ desk, owner }) => {
  test.skip(!desk.isScripted, "keys");
  const chatId = await owner.createChat(unique("Changes"), "Show", message);
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
  test.skip(!desk.isScripted, "pieces come without a reload");
  const half = gate();
  const middle = message.indexOf("let more");
  provider.next(async (answer: any) => {
    answer.text(message.slice(0, middle));
    await half;
    answer.text(message.slice(middle)).finish();
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
