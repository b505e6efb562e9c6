import { expect, test, unique } from "../support/fixtures.js";

test("every page has a title, one heading and its place in the navigation", async ({ desk, owner }) => {
  const title = unique("Tidy the shed");
  const taskId = await owner.createTask(title);
  const pages = [
    ["/", "New task · Conclave", "What should be worked on?"],
    ["/tasks", "Tasks · Conclave", "Tasks"],
    [`/tasks/${taskId}`, `${title} · Conclave`, title],
    ["/chats", "Chats · Conclave", "Chats"],
    ["/todos", "Todos · Conclave", "Todos"],
    ["/memories", "Memories · Conclave", "Memories"],
    ["/account", "Account · Conclave", "Account"],
    ["/settings", "Settings · Conclave", "Settings"],
  ] as const;
  for (const [path, documentTitle, heading] of pages) {
    await desk.open(path);
    await expect(desk.page).toHaveTitle(documentTitle);
    await expect(desk.page.getByRole("heading", { level: 1 })).toHaveText(heading);
  }
});

test("the navigation leads from page to page (D-O2)", async ({ desk }) => {
  await desk.open("/");
  for (const [name, path] of [["Chats", "/chats"], ["Todos", "/todos"], ["Tasks", "/tasks"], ["New task", "/"]] as const) {
    if (desk.isNarrow) await desk.page.getByRole("button", { name: "Open navigation" }).click();
    const link = desk.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true });
    await link.click();
    await expect(desk.page).toHaveURL(path);
    await desk.isReady();
    if (!desk.isNarrow) await expect(link).toHaveAttribute("aria-current", "page");
  }
});

test("a task shows its conversation in order, its todos and its facts (A7.12)", async ({ desk, owner }) => {
  const prompt = unique("Paint the fence");
  const taskId = await owner.createTask("Paint", { prompt, repoFullName: "garden/fence", baseBranch: "summer" });
  await owner.say(taskId, "Which colour?", "ASSISTANT");
  await owner.say(taskId, "Green\nwith a white gate");
  await owner.addTodos(["Buy paint", "Sand it"], taskId);
  await desk.task.open(taskId);
  await expect(desk.task.messages).toHaveCount(3);
  const bodies = desk.task.messages.locator(".prose");
  await expect(bodies).toHaveText([prompt, "Which colour?", "Green\nwith a white gate"]);
  const todos = await desk.task.todos();
  await todos.expectOrder(["Buy paint", "Sand it"]);
  await expect(desk.page.getByText("garden/fence")).toBeVisible();
  await expect(desk.page.getByText("summer")).toBeVisible();
});

test("the list of tasks is grouped by status or by repository", async ({ desk, owner }) => {
  const [running, waiting] = [unique("Running"), unique("Waiting")];
  await owner.run(await owner.createTask(running, { repoFullName: "garden/pond" }));
  await owner.createTask(waiting);
  const group = (name: string) =>
    desk.page.locator("details").filter({ has: desk.page.getByRole("heading", { name, exact: true }) });
  await desk.tasks.open();
  await expect(group("Running").getByRole("link", { name: running })).toBeVisible();
  await expect(group("Initializing").getByRole("link", { name: waiting })).toBeVisible();
  await desk.page.getByRole("link", { name: "Repository", exact: true }).click();
  await expect(group("garden/pond").getByRole("link", { name: running })).toBeVisible();
  await expect(group("Without a repository").getByRole("link", { name: waiting })).toBeVisible();
});

test("search finds tasks by title, repository, branch and status, also from its address", async ({ desk, owner }) => {
  const [wanted, other] = [unique("Sweep the yard"), unique("Feed the cat")];
  await owner.createTask(wanted, { repoFullName: "garden/yard" });
  await owner.createTask(other);
  await desk.tasks.open();
  await desk.tasks.search.fill(wanted.toUpperCase());
  await desk.tasks.search.press("Enter");
  await expect(desk.page).toHaveURL(/[?&]q=/);
  await expect(desk.tasks.link(wanted)).toBeVisible();
  await expect(desk.tasks.link(other)).toHaveCount(0);
  await desk.tasks.open("?q=garden%2Fyard");
  await expect(desk.tasks.search).toHaveValue("garden/yard");
  await expect(desk.tasks.link(wanted)).toBeVisible();
  await desk.tasks.open(`?q=${unique("nothing")}`);
  await expect(desk.page.getByRole("heading", { name: /^Nothing matches/ })).toBeVisible();
});

test("todos of all tasks and of the inbox stand in one list, with links to their tasks", async ({ desk, owner }) => {
  const title = unique("Plan a party");
  const taskId = await owner.createTask(title);
  const [inTask, inInbox] = [unique("Send invitations"), unique("Call mum")];
  await owner.addTodos([inTask], taskId);
  await owner.addTodos([inInbox]);
  await desk.todos.open();
  await desk.todos.expectOrder([inTask, inInbox]);
  const link = desk.todos.row(inTask).getByRole("link", { name: title });
  await expect(link).toHaveAttribute("href", `/tasks/${taskId}`);
  await expect(desk.todos.row(inInbox).getByRole("link")).toHaveCount(0);
});

test("the filter of todos is part of the address", async ({ desk, owner }) => {
  const text = unique("Water the plants");
  await owner.addTodos([text]);
  await desk.todos.open();
  await desk.todos.filter("Done").click();
  await expect(desk.page).toHaveURL("/todos?status=completed");
  await expect(desk.todos.tick(text)).toHaveCount(0);
  await desk.todos.open("?status=pending");
  await expect(desk.todos.tick(text)).toBeVisible();
  await expect(desk.todos.filter("To do")).toHaveAttribute("aria-current", "true");
});

test.describe("what is not there", () => {
  for (const path of ["/nowhere", "/tasks/garbage", "/tasks/a%2Fb", "/todos/5"]) {
    test(`${path} is a 404 page that leads on`, async ({ desk, problems }) => {
      problems.expect(/404/);
      const response = await desk.page.goto(path);
      await desk.isReady();
      expect(response?.status()).toBe(404);
      await expect(desk.page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
      await expect(desk.page).toHaveTitle("Not found · Conclave");
      await desk.page.getByRole("main").getByRole("link", { name: "All tasks" }).click();
      await expect(desk.page).toHaveURL("/tasks");
    });
  }

  test("a deleted task is a 404", async ({ desk, owner, problems }) => {
    problems.expect(/404/);
    const taskId = await owner.createTask("Gone");
    await owner.trash(taskId);
    const response = await desk.page.goto(`/tasks/${taskId}`);
    expect(response?.status()).toBe(404);
    await expect(desk.task.heading).toHaveText("Nothing here");
  });
});

test.describe("a workspace without anything", () => {
  test.use({ isFresh: true });

  test("says on every page how to begin (D-O9)", async ({ desk }) => {
    await desk.tasks.open();
    await expect(desk.page.getByRole("heading", { name: "No tasks yet" })).toBeVisible();
    await desk.todos.open();
    await expect(desk.page.getByRole("heading", { name: "No todos yet" })).toBeVisible();
    await desk.memories.open();
    await expect(desk.page.getByRole("heading", { name: "No memories yet" })).toBeVisible();
    await desk.home.open();
    await expect(desk.home.recent).toContainText("Nothing yet");
  });
});

test("markup in texts is text (D-M5)", async ({ desk, owner }) => {
  const title = `<b>${unique("bold")}</b> & "quotes" </script>`;
  const taskId = await owner.createTask(title);
  await owner.say(taskId, "<img src=x onerror=\"document.title='owned'\">");
  await owner.addTodos([title], taskId);
  await desk.task.open(taskId);
  await expect(desk.task.heading).toHaveText(title);
  await expect(desk.task.message("<img src=x")).toBeVisible();
  await expect(desk.page).toHaveTitle(`${title} · Conclave`);
  await desk.tasks.open();
  await expect(desk.tasks.link(title)).toBeVisible();
});

test("a long repository and branch leave room for a task's title", async ({ desk, owner }) => {
  const title = unique("A title that is long enough to be cut somewhere");
  await owner.createTask(title, {
    repoFullName: `acme/${"engine-".repeat(12)}`,
    baseBranch: "branch-".repeat(12),
  });
  for (const path of ["/", "/tasks"]) {
    await desk.open(path);
    const link = desk.page.getByRole("main").getByRole("link", { name: title });
    expect((await link.boundingBox())?.width, path).toBeGreaterThan(100);
    const overflow = await desk.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
});
