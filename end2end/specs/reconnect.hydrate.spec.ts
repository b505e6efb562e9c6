import { expect, test, unique } from "../support/fixtures.js";

test.use({ isFresh: true });

const lost = "Connection lost. Changes are kept and sent when it is back.";

test("a killed server comes back and the open page converges by itself @wide", async ({
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
