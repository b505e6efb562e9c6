import { expectAccessible } from "../support/accessibility.js";
import { MESSAGE, isSplit, shown } from "../support/diff.js";
import { expect, test, unique } from "../support/fixtures.js";

test("a diff is read with its file, its lines' numbers and the words that have changed (D-M9)", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Diff"), "Show", MESSAGE);
  await desk.chat.open(chatId);
  const { file, first, second } = shown(desk);
  await expect(file).toBeVisible();
  await expect(first.getByRole("deletion")).toHaveText("first");
  await expect(first.getByRole("insertion")).toHaveText("second");
  await expect(second).toHaveText("-let z = 2;");
  for (const [nth, number] of ["91", "  "].entries()) {
    await expect(second.locator(".number").nth(nth)).toHaveAttribute("data-number", number);
  }
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
