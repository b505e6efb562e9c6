import { expect, test, unique } from "../support/fixtures.js";

// Without script links lead from page to page of what is too long for one.

test.use({ isFresh: true });

test("the end of a long list is reachable, and the way back", async ({ desk, owner }) => {
  const titles = Array.from({ length: 51 }, (_, index) => unique(`Task ${index}`));
  for (const title of titles) await owner.createTask(title);
  const [first, last] = [titles[0]!, titles.at(-1)!];
  await desk.tasks.open();
  await expect(desk.tasks.link(last)).toBeVisible();
  await expect(desk.tasks.link(first)).toHaveCount(0);
  await desk.page.getByRole("link", { name: "Show more" }).click();
  await expect(desk.tasks.link(first)).toBeVisible();
  await expect(desk.tasks.link(last)).toHaveCount(0);
  await expect(desk.page.getByRole("link", { name: "Show more" })).toHaveCount(0);
  await desk.page.getByRole("link", { name: "Back to the latest" }).click();
  await expect(desk.page).toHaveURL("/tasks");
  await expect(desk.tasks.link(last)).toBeVisible();
});

test("the beginning of a long conversation is reachable", async ({ desk, owner }) => {
  const taskId = await owner.createTask(unique("Long"), { prompt: "The very first" });
  for (let index = 0; index < 50; index++) await owner.say(taskId, `Message ${index}`);
  await desk.task.open(taskId);
  await expect(desk.task.message("The very first")).toHaveCount(0);
  await desk.page.getByRole("link", { name: "Show earlier messages" }).click();
  await expect(desk.task.message("The very first")).toBeVisible();
  await desk.page.getByRole("link", { name: "Back to the latest" }).click();
  await expect(desk.task.message("Message 49")).toBeVisible();
});
