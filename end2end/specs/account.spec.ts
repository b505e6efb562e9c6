import { expect, test, unique } from "../support/fixtures.js";

test("a name is changed, and the navigation says it, too", async ({ desk, owner }) => {
  const name = unique("Ada");
  await desk.account.open();
  await desk.account.rename(name);
  await expect.poll(async () => (await owner.me())?.name).toBe(name);
  await expect(desk.account.name).toHaveValue(name);
  await expect(desk.page.locator(".user-name")).toHaveText(name);
  await desk.tasks.open();
  await expect(desk.page.locator(".user-name")).toHaveText(name);
});

test("an empty name is refused, and nothing is lost", async ({ desk, owner }) => {
  const before = (await owner.me())?.name;
  await desk.account.open();
  await desk.account.rename(" ");
  const said = desk.isScripted
    ? desk.page.getByRole("region", { name: "Notifications" })
    : desk.page.getByRole("main").getByRole("alert").first();
  await expect(said).toContainText(/name/i);
  expect((await owner.me())?.name).toBe(before);
});

/** A picture of one pixel. */
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

test("a picture is chosen, shown in the navigation of the next page, and taken away", async ({ desk, owner }) => {
  test.skip(!desk.isScripted, "the browser makes the picture small");
  await desk.account.open();
  const choose = (name: string, mimeType: string, content: Buffer) =>
    desk.page.getByLabel("Change picture").setInputFiles({ name, mimeType, buffer: content });
  await choose("notes.txt", "text/plain", Buffer.from("no picture"));
  await expect(desk.page.getByRole("region", { name: "Notifications" })).toContainText("no picture");
  await choose("me.png", "image/png", Buffer.from(pixel, "base64"));
  await expect.poll(async () => (await owner.me())?.image).toMatch(/^data:image\/(webp|png);base64,/);
  const shown = desk.page.locator(".picture img");
  await expect(shown).toHaveAttribute("src", (await owner.me())!.image!);
  await desk.account.open();
  await expect(desk.page.locator(".user-button img")).toHaveAttribute("src", (await owner.me())!.image!);
  await desk.page.getByRole("region", { name: "Profile" }).getByRole("button", { name: "Remove" }).click();
  await expect.poll(async () => (await owner.me())?.image).toBeUndefined();
  await expect(shown).toHaveCount(0);
});

test("the sessions are listed, and another browser's can be ended", async ({ desk, newDesk }) => {
  await newDesk({ signIn: true });
  await desk.account.open();
  await expect(desk.account.sessions.filter({ hasText: "This browser" })).toHaveCount(1);
  const before = await desk.account.otherSessions.count();
  expect(before).toBeGreaterThan(0);
  await desk.account.end(desk.account.otherSessions.first());
  await expect(desk.account.otherSessions).toHaveCount(before - 1);
});

test("leaving is explained before it can be done", async ({ desk }) => {
  await desk.account.open();
  const section = desk.page.getByRole("region", { name: "Delete account" });
  await expect(section.getByRole("button", { name: "Delete my account", exact: true })).toBeHidden();
  await section.getByText("Delete my account …").click();
  await expect(section).toContainText("14 days later");
  await expect(section.getByRole("button", { name: "Delete my account", exact: true })).toBeVisible();
});

test("the menu at the foot of the navigation leads to what is one's own", async ({ desk }) => {
  for (const [item, path] of [["Account", "/account"], ["Settings", "/settings"], ["Memories", "/memories"]] as const) {
    await desk.tasks.open();
    await desk.openOwnMenu();
    await desk.page.locator("#user-menu").getByRole("link", { name: item }).click();
    await expect(desk.page).toHaveURL(path);
    await expect(desk.page.getByRole("heading", { level: 1 })).toHaveText(item);
    await expect(desk.page.locator("#user-menu")).toBeHidden();
  }
});
