import { expect, test, unique } from "../support/fixtures.js";

test.use({ isFresh: true });

const lost = "Connection lost. Changes are kept and sent when it is back.";

test("a killed server comes back and the open page converges by itself (D-O4) @wide", async ({
  desk,
  otherDesk,
  owner,
  place,
  problems,
}) => {
  problems.expect(/WebSocket|ERR_CONNECTION|Failed to (fetch|load)|net::/);
  const [before, during, after] = [unique("Before"), unique("During"), unique("After")];
  await owner.addTodos([before]);
  await desk.todos.open();
  await otherDesk.todos.open();
  await expect(otherDesk.todos.tick(before)).toBeVisible();

  await place.server.kill();
  await expect(desk.page.getByText(lost)).toBeVisible();
  await desk.todos.field.fill(during);
  await desk.todos.field.press("Enter");
  await desk.todos.tick(before).click();
  await expect(desk.todos.tick(during)).toBeVisible();

  await place.server.start();
  await expect(desk.page.getByText(lost)).toBeHidden({ timeout: 30_000 });
  await expect(otherDesk.todos.tick(during)).toBeVisible({ timeout: 30_000 });
  await expect(otherDesk.todos.tick(before)).toBeChecked();
  await expect(desk.todos.tick(during)).toHaveCount(1);

  await otherDesk.todos.add(after);
  await expect(desk.todos.tick(after)).toBeVisible();
  const contents = (await owner.todos()).map(({ content }) => content);
  expect(contents).toEqual([before, during, after]);
});

test("a browser that was offline catches up @wide", async ({ desk, owner, context, problems }) => {
  problems.expect(/WebSocket|ERR_INTERNET|Failed to (fetch|load)|net::/);
  const missed = unique("Missed");
  await desk.todos.open();
  await context.setOffline(true);
  await owner.addTodos([missed]);
  await context.setOffline(false);
  await expect(desk.todos.tick(missed)).toBeVisible({ timeout: 30_000 });
});

test("a page that cannot be had yet says so in its frame and opens by itself @wide", async ({
  desk,
  owner,
  place,
  problems,
}) => {
  problems.expect(/WebSocket|ERR_CONNECTION|Failed to (fetch|load)|net::/);
  const [known, other] = [unique("Known"), unique("Other")];
  await owner.createTask(known);
  await owner.createTask(other);
  const { page } = desk;
  const heading = page.getByRole("heading", { level: 1 });
  const go = (name: string) => page.getByRole("main").getByRole("link", { name }).click();

  await desk.tasks.open();
  await go(known);
  await desk.task.composer.fill("Half a thought");
  await page.getByRole("link", { name: "Tasks", exact: true }).click();
  await expect(heading).toHaveText("Tasks");

  await place.server.kill();
  await expect(page.getByText(lost)).toBeVisible();
  // Its code is there, its data is not.
  await go(other);
  await expect(heading).toHaveText("Not connected");
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  // Not even its code is there.
  await page.getByRole("link", { name: "Todos" }).click();
  await expect(page).toHaveURL(/\/todos$/);
  await expect(heading).toHaveText("Not connected");

  await place.server.start();
  await expect(desk.todos.field).toBeVisible({ timeout: 30_000 });
  await expect(heading).toHaveText("Todos");
  await page.getByRole("complementary").getByRole("link", { name: known }).click();
  await expect(heading).toHaveText(known);
  await expect(desk.task.composer).toHaveValue("Half a thought");
});

test("without a connection the palette offers only what works then @wide", async ({ desk, owner, place, problems }) => {
  problems.expect(/WebSocket|ERR_CONNECTION|Failed to (fetch|load)|net::/);
  const title = unique("Away");
  await desk.chat.open(await owner.createChat(title, "Ask", "Answer"));
  await desk.palette.open();
  await expect(desk.palette.line("Versions and branches")).toBeVisible();
  await place.server.kill();
  await expect(desk.palette.line("Versions and branches")).toHaveCount(0, { timeout: 30_000 });
  await expect(desk.palette.line("Save as JSON")).toHaveCount(0);
  await expect(desk.palette.line("Archive")).toBeVisible();
  await desk.palette.field.fill(title);
  await expect(desk.palette.dialog).toContainText("searched once there is a connection");
  await place.server.start();
  await expect(desk.palette.line(title).first()).toBeVisible({ timeout: 30_000 });
});
