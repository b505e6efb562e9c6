import { expect, test } from "../support/fixtures.js";

const background = (page: import("@playwright/test").Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

test("the system's theme is followed, also when it changes", async ({ desk }) => {
  await desk.page.emulateMedia({ colorScheme: "light" });
  await desk.todos.open();
  const light = await background(desk.page);
  await desk.page.emulateMedia({ colorScheme: "dark" });
  expect(await background(desk.page)).not.toBe(light);
});

test("a chosen theme is in the first bytes of every later page", async ({ desk }) => {
  await desk.page.emulateMedia({ colorScheme: "light" });
  await desk.todos.open();
  if (desk.isNarrow) await desk.page.getByRole("button", { name: "Open navigation" }).click();
  await desk.page.getByRole("button", { name: "Dark theme" }).click();
  await expect(desk.page.locator("html")).toHaveAttribute("data-theme", "dark");
  const html = await (await desk.page.request.get("/tasks")).text();
  expect(html).toMatch(/<html[^>]*data-theme="dark"/);
  await desk.tasks.open();
  await expect(desk.page.locator("html")).toHaveAttribute("data-theme", "dark");
});
