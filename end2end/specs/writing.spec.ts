import { expect, test, unique } from "../support/fixtures.js";

// The same words for both: with script these are live mutations, without it form posts.

test("a prompt makes a task and opens it", async ({ desk, owner }) => {
  const prompt = unique("Mend the roof");
  await desk.home.open();
  await desk.home.prompt.fill(prompt);
  await desk.home.repository.fill("garden/house");
  await desk.home.branch.fill("autumn");
  await desk.home.start.click();
  await expect(desk.task.heading).toHaveText(prompt);
  await expect(desk.page).toHaveURL(/\/tasks\/[a-z0-9]+$/);
  await expect(desk.task.message(prompt)).toBeVisible();
  const task = await owner.task(desk.page.url().split("/").at(-1)!);
  expect(task).toMatchObject({ title: prompt, repoFullName: "garden/house", baseBranch: "autumn" });
  await desk.home.open();
  await expect(desk.home.recent.getByRole("link", { name: prompt })).toBeVisible();
});

test("a repository that is none makes nothing and says so", async ({ desk }) => {
  const prompt = unique("Nowhere");
  await desk.home.open();
  await desk.home.prompt.fill(prompt);
  await desk.home.repository.fill("no owner");
  await desk.home.start.click();
  const said = desk.isScripted
    ? desk.page.getByRole("region", { name: "Notifications" })
    : desk.page.getByRole("alert");
  await expect(said).toContainText("owner/name");
  await expect(desk.home.prompt).toHaveValue(prompt);
  await expect(desk.home.repository).toHaveValue("no owner");
});

test("a message goes to the end of the conversation", async ({ desk, owner }) => {
  const taskId = await owner.createTask("Talk", { prompt: "First" });
  await desk.task.open(taskId);
  await desk.task.say("Second");
  await expect(desk.task.message("Second")).toBeVisible();
  await desk.task.say("Third");
  await expect(desk.task.messages.locator(".prose")).toHaveText(["First", "Second", "Third"]);
  await expect(desk.task.composer).toHaveValue("");
  await expect.poll(async () => (await owner.messages(taskId)).length).toBe(3);
});

test("an archived task says so, and can still be written to (A7.1, A7.13)", async ({ desk, owner }) => {
  const taskId = await owner.createTask("Put away", { prompt: "First" });
  await owner.archive(taskId);
  await desk.task.open(taskId);
  await expect(desk.page.locator(".badge")).toHaveText("Archived");
  await desk.task.say("Second");
  await expect(desk.task.message("Second")).toBeVisible();
});

test("a task is renamed", async ({ desk, owner }) => {
  const taskId = await owner.createTask(unique("Old name"));
  const title = unique("New name");
  await desk.task.open(taskId);
  await desk.task.rename(title);
  await expect(desk.task.heading).toHaveText(title);
  await expect(desk.page).toHaveTitle(`${title} · Conclave`);
  await expect.poll(async () => (await owner.task(taskId))?.title).toBe(title);
});

test("a task is deleted from the list, and brought back", async ({ desk, owner }) => {
  const title = unique("Not needed");
  await owner.createTask(title);
  await desk.tasks.open();
  await desk.tasks.delete(title);
  await expect(desk.tasks.link(title)).toHaveCount(0);
  await desk.undo.click();
  await expect(desk.tasks.link(title)).toBeVisible();
});

test("a task is deleted on its own page, which leads to the list", async ({ desk, owner }) => {
  const title = unique("Finished with");
  await desk.task.open(await owner.createTask(title));
  await desk.task.delete();
  await expect(desk.page).toHaveURL(/\/tasks(\?|$)/);
  await expect(desk.tasks.link(title)).toHaveCount(0);
  await desk.undo.click();
  await expect(desk.tasks.link(title)).toBeVisible();
});

test("a task is archived, and brought back", async ({ desk, owner }) => {
  const title = unique("For later");
  const taskId = await owner.createTask(title);
  await desk.tasks.open();
  await desk.tasks.archive(title);
  await expect.poll(async () => (await owner.task(taskId))?.status).toBe("ARCHIVED");
  await desk.undo.click();
  await expect.poll(async () => (await owner.task(taskId))?.status).toBe("INITIALIZING");
});

test("a todo is added, ticked, changed, deleted and brought back", async ({ desk, owner }) => {
  const [text, changed] = [unique("Buy milk"), unique("Buy oat milk")];
  await desk.todos.open();
  await desk.todos.add(text);
  await desk.todos.tick(text).click();
  await expect(desk.todos.tick(text)).toBeChecked();
  await desk.todos.tick(text).click();
  await expect(desk.todos.tick(text)).not.toBeChecked();
  await desk.todos.rewrite(text, changed);
  await expect(desk.todos.tick(changed)).toBeVisible();
  await desk.todos.choose(changed, "Delete");
  await expect(desk.todos.tick(changed)).toHaveCount(0);
  await desk.undo.click();
  await expect(desk.todos.tick(changed)).toBeVisible();
  await expect
    .poll(async () => (await owner.todos()).filter(({ content }) => content === changed).length)
    .toBe(1);
});

test("a todo takes every status from its menu", async ({ desk, owner }) => {
  const text = unique("Choose");
  await owner.addTodos([text]);
  await desk.todos.open();
  const status = async () => (await owner.todos()).find(({ content }) => content === text)?.status;
  for (const [item, expected] of [
    ["In progress", "IN_PROGRESS"],
    ["Done", "COMPLETED"],
    ["Cancelled", "CANCELLED"],
    ["To do", "PENDING"],
  ] as const) {
    await desk.todos.choose(text, item);
    await expect.poll(status).toBe(expected);
  }
});

test("a task has todos of its own", async ({ desk, owner }) => {
  const taskId = await owner.createTask("With steps");
  await desk.task.open(taskId);
  const text = unique("Step");
  const todos = await desk.task.todos();
  await todos.add(text);
  await (await desk.task.todos()).tick(text).click();
  await expect.poll(async () => (await owner.todos()).find(({ content }) => content === text)).toMatchObject({
    taskId,
    status: "COMPLETED",
  });
});
