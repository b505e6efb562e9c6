import { expect, test, unique } from "../support/fixtures.js";

// What one browser does appears in the other, without a reload. `reloads` proves the latter.

test.beforeEach(async ({ otherDesk }) => {
  await otherDesk.page.addInitScript(() => {
    const count = Number(sessionStorage.getItem("loads") ?? "0");
    sessionStorage.setItem("loads", String(count + 1));
  });
});

test.afterEach(async ({ otherDesk }) => {
  expect(await otherDesk.page.evaluate(() => sessionStorage.getItem("loads"))).toBe("1");
});

test("/todos: adding, ticking, changing, moving, deleting and undoing", async ({ desk, otherDesk }) => {
  const [first, second] = [unique("First"), unique("Second")];
  await desk.todos.open();
  await otherDesk.todos.open();
  const seen = otherDesk.todos;

  await desk.todos.add(first);
  await desk.todos.add(second);
  await seen.expectOrder([first, second]);

  await desk.todos.tick(first).click();
  await expect(seen.tick(first)).toBeChecked();

  await desk.todos.choose(second, "Move up");
  await seen.expectOrder([second, first]);

  const changed = unique("Changed");
  await desk.todos.rewrite(second, changed);
  await expect(seen.tick(changed)).toBeVisible();

  await desk.todos.choose(changed, "Delete");
  await expect(seen.tick(changed)).toHaveCount(0);
  await desk.undo.click();
  await seen.expectOrder([changed, first]);
});

test("/todos: both write at once and both see everything", async ({ desk, otherDesk }) => {
  const mine = Array.from({ length: 5 }, (_, index) => unique(`mine ${index}`));
  const theirs = Array.from({ length: 5 }, (_, index) => unique(`theirs ${index}`));
  await desk.todos.open();
  await otherDesk.todos.open();
  const write = async (at: typeof desk, texts: string[]) => {
    for (const text of texts) await at.todos.add(text);
  };
  await Promise.all([write(desk, mine), write(otherDesk, theirs)]);
  for (const at of [desk, otherDesk]) {
    await at.todos.expectOrder(mine);
    await at.todos.expectOrder(theirs);
  }
  const order = (at: typeof desk) =>
    at.todos.texts.evaluateAll((ticks) => ticks.map((tick) => tick.getAttribute("aria-label")));
  await expect(async () => expect(await order(desk)).toEqual(await order(otherDesk))).toPass();
});

test("/tasks: creating, renaming, archiving, deleting and undoing (D-O3)", async ({ desk, otherDesk, owner }) => {
  const [title, renamed] = [unique("Live"), unique("Renamed")];
  await otherDesk.tasks.open();
  await desk.home.open();
  await desk.home.prompt.fill(title);
  await desk.home.start.click();
  await expect(otherDesk.tasks.link(title)).toBeVisible();

  await expect(desk.task.heading).toHaveText(title);
  await desk.task.rename(renamed);
  await expect(otherDesk.tasks.link(renamed)).toBeVisible();

  await desk.tasks.open();
  await desk.tasks.delete(renamed);
  await expect(otherDesk.tasks.link(renamed)).toHaveCount(0);
  await desk.undo.click();
  await expect(otherDesk.tasks.link(renamed)).toBeVisible();

  const task = (await otherDesk.tasks.link(renamed).getAttribute("href"))!.split("/").at(-1)!;
  await owner.run(task as Parameters<typeof owner.run>[0]);
  const running = otherDesk.page.locator("details").filter({
    has: otherDesk.page.getByRole("heading", { name: "Running", exact: true }),
  });
  await expect(running.getByRole("link", { name: renamed })).toBeVisible();

  await desk.tasks.archive(renamed);
  await expect(otherDesk.tasks.row(renamed)).toBeHidden();
});

test("/tasks: a search follows the tasks", async ({ desk, otherDesk, owner }) => {
  const word = unique("needle");
  await otherDesk.tasks.open(`?q=${encodeURIComponent(word)}`);
  await expect(otherDesk.page.getByRole("heading", { name: /^Nothing matches/ })).toBeVisible();
  const taskId = await owner.createTask(`A ${word} in the hay`);
  await expect(otherDesk.tasks.link(`A ${word} in the hay`)).toBeVisible();
  await owner.rename(taskId, "Something else");
  await expect(otherDesk.page.getByRole("heading", { name: /^Nothing matches/ })).toBeVisible();
  await desk.tasks.open();
});

test("/tasks/:id: messages, title and todos (D-O3)", async ({ desk, otherDesk, owner }) => {
  const taskId = await owner.createTask(unique("Together"), { prompt: "Hello" });
  await desk.task.open(taskId);
  await otherDesk.task.open(taskId);
  await desk.task.say("From here");
  await expect(otherDesk.task.message("From here")).toBeVisible();
  await otherDesk.task.say("From there");
  await expect(desk.task.message("From there")).toBeVisible();
  await owner.say(taskId, "From the agent", "ASSISTANT");
  for (const at of [desk, otherDesk]) {
    const bodies = at.task.messages.locator(".prose");
    await expect(bodies).toHaveText(["Hello", "From here", "From there", "From the agent"]);
  }
  const title = unique("Retitled");
  await desk.task.rename(title);
  await expect(otherDesk.task.heading).toHaveText(title);
  await expect(otherDesk.page).toHaveTitle(`${title} · Conclave`);

  const text = unique("Step");
  const [mine, theirs] = [await desk.task.todos(), await otherDesk.task.todos()];
  await mine.add(text);
  await theirs.tick(text).click();
  await expect(mine.tick(text)).toBeChecked();
});

test("/tasks/:id: a task that is deleted elsewhere is gone here", async ({ otherDesk, owner }) => {
  const taskId = await owner.createTask(unique("Short-lived"));
  await otherDesk.task.open(taskId);
  await owner.trash(taskId);
  await expect(otherDesk.page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
});
