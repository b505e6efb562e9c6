import { expectAccessible } from "../support/accessibility.js";
import { expect, test, unique } from "../support/fixtures.js";
import { newAddress, signUp } from "../support/people.js";

test("health and functions are those of now", async ({ desk, owner }) => {
  await owner.createTask(unique("Before"));
  await desk.deployment.open();
  const created = desk.deployment.function("tasks:create");
  await expect(created).toBeVisible();
  await expect(desk.deployment.fact("Tables")).not.toHaveText("0");
  if (!desk.isScripted) return;
  const runs = Number(await created.getByRole("cell").first().textContent());
  await owner.createTask(unique("After"));
  await expect(created.getByRole("cell").first()).not.toHaveText(String(runs));
});

test("the log tells of runs and failures, as they happen where there is script @wide", async ({ desk, owner }) => {
  await owner.createTask(unique("Logged"));
  await desk.deployment.open("/log?name=tasks:create");
  await expect(desk.deployment.line("tasks:create").first()).toBeVisible();
  await desk.deployment.open("/log?name=tasks:rename&show=failures");
  await expect(desk.page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
  if (!desk.isScripted) return;
  await desk.deployment.open("/log?name=todos:");
  const lines = desk.page.getByRole("list", { name: /^Log/ }).getByRole("listitem");
  const before = await lines.count();
  await owner.addTodos([unique("Logged")]);
  await expect(lines).not.toHaveCount(before);
});

test("a document is found, changed and deleted", async ({ desk, owner }) => {
  const [text, changed] = [unique("In the drawer"), unique("On the desk")];
  await owner.remember({ content: text, category: "GENERAL" });
  await desk.deployment.open("/data");
  await desk.deployment.table("memories").click();
  await desk.page.getByLabel("Field", { exact: true }).fill("content");
  await desk.page.getByLabel(/^Value,/).fill(text);
  await desk.page.getByRole("button", { name: "Show" }).click();
  await desk.isReady();
  const found = desk.deployment.document(text);
  await found.locator("summary").click();
  const fields = desk.page.getByLabel("Fields, as JSON");
  const json = JSON.parse(await fields.inputValue());
  expect(json.content).toBe(text);
  const save = desk.page.getByRole("button", { name: "Save" });

  await fields.fill(JSON.stringify({ ...json, category: "GOSSIP" }));
  await desk.submit(() => save.click());
  const refused = desk.isScripted ? desk.toast : desk.page.getByRole("alert").filter({ hasText: "schema" });
  await expect(refused).toContainText("schema");
  expect((await owner.memories()).map(({ content }) => content)).toContain(text);

  // It lies over the button on a narrow screen, and stays because it can be reported.
  if (desk.isScripted) await desk.toast.getByRole("button", { name: "Dismiss" }).click();
  await fields.fill(JSON.stringify({ ...json, content: changed }));
  await desk.submit(() => save.click());
  await expect.poll(async () => (await owner.memories()).map(({ content }) => content)).toContain(changed);

  await desk.deployment.open(`/data?table=memories&field=content&value=${encodeURIComponent(changed)}`);
  await desk.deployment.document(changed).locator("summary").click();
  await desk.page.getByRole("button", { name: /^Delete:/ }).click();
  await desk.submit(() => desk.page.getByRole("button", { name: "Delete document" }).click());
  await expect(desk.page.getByRole("heading", { name: "No documents" })).toBeVisible();
  expect((await owner.memories()).map(({ content }) => content)).not.toContain(changed);
});

test("conditions are met together, and one that is none is explained", async ({ desk, owner }) => {
  const text = unique("Shelf");
  for (const nth of [1, 2, 3]) await owner.remember({ content: `${text} ${nth}`, category: "GENERAL" });
  await desk.deployment.open("/data?table=memories");
  await desk.page.getByLabel("Field", { exact: true }).fill("content");
  await desk.page.getByLabel("Comparison", { exact: true }).selectOption("is at least");
  await desk.page.getByLabel(/^Value,/).fill(`${text} 2`);
  await desk.page.getByRole("button", { name: "Show" }).click();
  await desk.isReady();
  await desk.page.getByLabel("Field 2").fill("content");
  await desk.page.getByLabel("Comparison 2").selectOption("is below");
  await desk.page.getByLabel(/^Value 2,/).fill(`${text} 3`);
  await desk.page.getByRole("button", { name: "Show" }).click();
  await expect(desk.deployment.document(text)).toHaveCount(1);
  await expect(desk.deployment.document(`${text} 2`)).toBeVisible();

  await desk.deployment.open("/data?table=memories&field=content&op=like&value=x");
  await expect(desk.page.getByRole("alert").filter({ hasText: "no comparison" })).toBeVisible();
});

test("schedules and files are shown @wide", async ({ desk }) => {
  await desk.deployment.open();
  await desk.deployment.goTo("Schedules");
  await expect(desk.page.getByRole("heading", { level: 1 })).toHaveText("Schedules of the deployment");
  await expect(desk.page.getByRole("list", { name: "Crons" }).getByRole("listitem").first()).toContainText("next");
  await desk.deployment.goTo("Files");
  await expect(desk.page.getByRole("heading", { level: 1 })).toHaveText("Files of the deployment");
});

test("axe finds nothing on any part", async ({ desk, owner }) => {
  test.skip(!desk.isScripted, "axe needs script itself");
  await owner.remember({ content: unique("Seen by axe"), category: "GENERAL" });
  for (const part of ["", "/log", "/data?table=memories", "/schedules", "/files"]) {
    await desk.deployment.open(part);
    await expectAccessible(desk.page);
  }
});

test("somebody else finds nothing there @wide", async ({ newDesk, problems }) => {
  problems.expect(/404/);
  const { page } = await newDesk({ signIn: false });
  await page.context().clearCookies();
  await signUp(page, newAddress());
  const response = await page.goto("/_deployment");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
});
