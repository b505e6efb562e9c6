import { expect, test } from "../support/fixtures.js";

// Each test changes settings of its own, because they share one account.

test("a switch is turned, and stays so", async ({ desk, owner }) => {
  await desk.open("/settings");
  const indexing = desk.page.getByRole("switch", { name: "Indexing" });
  const before = (await owner.settings()).enableIndexing;
  await expect(indexing).toBeChecked({ checked: before });
  await indexing.click();
  if (!desk.isScripted) {
    const section = desk.page.getByRole("region", { name: "Agents" });
    await desk.submit(() => section.getByRole("button", { name: "Save" }).click());
  }
  await expect.poll(async () => (await owner.settings()).enableIndexing).toBe(!before);
  await desk.open("/settings");
  await expect(indexing).toBeChecked({ checked: !before });
});

test("lines stand closer where that is chosen, from the first bytes on", async ({ desk, owner }) => {
  await desk.open("/settings");
  const choose = (name: string) =>
    desk.submit(() => desk.page.getByRole("button", { name, exact: true }).click());
  await choose("Compact");
  await expect(desk.page.locator("html")).toHaveAttribute("data-density", "compact");
  await expect.poll(async () => (await owner.settings()).density).toBe("compact");
  expect(await (await desk.page.request.get("/tasks")).text()).toMatch(/<html[^>]*data-density="compact"/);
  await choose("Comfortable");
  await expect(desk.page.locator("html")).not.toHaveAttribute("data-density");
});

test("what is read out is chosen, from the first bytes on (D-S2)", async ({ desk, owner }) => {
  await desk.open("/settings");
  const region = desk.page.getByRole("region", { name: "Appearance" });
  const choose = (name: string) => desk.submit(() => region.getByRole("button", { name, exact: true }).click());
  await choose("Start and end");
  await expect(desk.page.locator("html")).toHaveAttribute("data-announcements", "boundaries");
  await expect.poll(async () => (await owner.settings()).announcements).toBe("boundaries");
  await desk.open("/tasks");
  await expect(desk.page.locator("html")).toHaveAttribute("data-announcements", "boundaries");
  await desk.open("/settings");
  await choose("Everything");
  await expect(desk.page.locator("html")).not.toHaveAttribute("data-announcements");
});

test("which key sends is chosen, and hints say so from the first bytes on", async ({ desk, owner }) => {
  const enter = desk.page.getByRole("switch", { name: "Enter sends" });
  const turn = async () => {
    await desk.open("/settings");
    await enter.click();
    if (desk.isScripted) return;
    const section = desk.page.getByRole("region", { name: "Keyboard" });
    await desk.submit(() => section.getByRole("button", { name: "Save" }).click());
  };
  await turn();
  await expect(desk.page.locator("html")).toHaveAttribute("data-sending", "modifier");
  await expect.poll(async () => (await owner.settings()).enterSends).toBe(false);
  await desk.open("/");
  await expect(desk.page.getByPlaceholder("Ctrl+Enter starts it.")).toBeVisible();
  await turn();
  await expect(desk.page.locator("html")).not.toHaveAttribute("data-sending");
  await expect.poll(async () => (await owner.settings()).enterSends).toBe(true);
});

test("a theme that is chosen here is pressed in the navigation, too", async ({ desk, owner }) => {
  await desk.open("/settings");
  const region = desk.page.getByRole("region", { name: "Appearance" });
  await desk.submit(() => region.getByRole("button", { name: "Dark" }).click());
  await expect(desk.page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(desk.page.locator(".sidebar button[value=dark]")).toHaveAttribute("aria-pressed", "true");
  await expect.poll(async () => (await owner.settings()).theme).toBe("dark");
});

test("rules are counted, kept, and refused where they are too long", async ({ desk, owner }) => {
  await desk.open("/settings");
  const rules = desk.page.getByRole("textbox", { name: "Rules" });
  const save = async () => {
    if (desk.isScripted) await rules.blur();
    else await desk.submit(() => desk.page.getByRole("button", { name: "Save rules" }).click());
  };
  const text = "Ask before adding a dependency.";
  await rules.fill(text);
  await save();
  await expect.poll(async () => (await owner.settings()).rules).toBe(text);
  await expect(desk.page.getByText("5 of 100 words")).toBeVisible();

  const long = "word ".repeat(101).trim();
  await rules.fill(long);
  await save();
  await expect(rules).toHaveValue(long);
  if (desk.isScripted) {
    await expect(rules).toHaveAttribute("aria-invalid", "true");
    await expect(desk.page.getByText("101 of 100 words. Not saved yet")).toBeVisible();
    await desk.open("/settings");
    await expect(rules).toHaveValue(long);
    await expect(desk.page.getByText("101 of 100 words. Not saved yet")).toBeVisible();
  } else await expect(desk.page.getByRole("main").getByRole("alert").first()).toContainText("100 words");
  expect((await owner.settings()).rules).toBe(text);

  await rules.fill(text);
  await save();
  await desk.open("/settings");
  await expect(rules).toHaveValue(text);
});

test("keys are asked for and never shown", async ({ desk }) => {
  await desk.open("/settings");
  for (const provider of ["Anthropic", "OpenAI", "OpenRouter"]) {
    const key = desk.page.getByLabel(`Key of ${provider}`, { exact: true });
    await expect(key).toHaveAttribute("type", "password");
    await expect(key).toHaveValue("");
  }
});
