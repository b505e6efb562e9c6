import { Desk, expect, test, unique } from "../support/fixtures.js";

// A session that ends empties its browser at once, wherever it is ended.

test.use({ isFresh: true });

test("signing out in one tab empties the other", async ({ desk, context, owner, problems }) => {
  problems.expect(/UNAUTHENTICATED/);
  const title = unique("Secret");
  await owner.createTask(title);
  await desk.tasks.open();
  await expect(desk.tasks.link(title)).toBeVisible();
  const tab = new Desk(await context.newPage(), true);
  await tab.todos.open();
  await tab.openOwnMenu();
  await tab.page.getByRole("button", { name: "Sign out" }).click();
  await expect(tab.page).toHaveURL(/\/sign-in/);
  await expect(desk.page).toHaveURL(/\/sign-in\?.*next=%2Ftasks/);
  await expect(desk.page.getByText(title)).toHaveCount(0);
});

test("ending a session from another browser empties it", async ({ desk, newDesk, owner, problems }) => {
  problems.expect(/UNAUTHENTICATED/);
  const title = unique("Elsewhere");
  await owner.createTask(title);
  const other = await newDesk({ signIn: true });
  await other.tasks.open();
  await expect(other.tasks.link(title)).toBeVisible();
  await desk.account.open();
  await desk.page.getByRole("button", { name: /^End all other sessions/ }).click();
  await desk.page.getByRole("button", { name: "End them" }).click();
  await expect(other.page).toHaveURL(/\/sign-in/);
  await expect(desk.account.otherSessions).toHaveCount(0);
});
