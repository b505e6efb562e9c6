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

test("the theme of the navigation is that of the settings, and the other way round", async ({ desk, owner }) => {
  const root = desk.page.locator("html");
  const navigation = desk.page.getByRole("complementary", { name: "Sidebar" });
  const settings = desk.page.getByRole("region", { name: "Appearance" });
  const inNavigation = async (name: string) => {
    if (desk.isNarrow) await desk.page.getByRole("button", { name: "Open navigation" }).click();
    await desk.submit(() => navigation.getByRole("button", { name: `${name} theme` }).click());
    if (desk.isNarrow && desk.isScripted) await desk.page.keyboard.press("Escape");
  };
  await desk.open("/settings");
  await desk.submit(() => settings.getByRole("button", { name: "Dark" }).click());
  await expect(root).toHaveAttribute("data-theme", "dark");
  await expect.poll(async () => (await owner.settings()).theme).toBe("dark");

  await inNavigation("System");
  await expect(root).not.toHaveAttribute("data-theme");
  await expect(settings.getByRole("button", { name: "System" })).toHaveAttribute("aria-pressed", "true");
  await expect.poll(async () => (await owner.settings()).theme).toBe("system");

  await inNavigation("Light");
  await expect.poll(async () => (await owner.settings()).theme).toBe("light");
  await desk.open("/settings");
  await expect(root).toHaveAttribute("data-theme", "light");
  await expect(settings.getByRole("button", { name: "Light" })).toHaveAttribute("aria-pressed", "true");
});
