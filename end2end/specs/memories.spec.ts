import { expect, test, unique } from "../support/fixtures.js";

test("a memory is added, changed and deleted", async ({ desk, owner }) => {
  const [text, changed] = [unique("Tabs, not spaces"), unique("Spaces, not tabs")];
  await desk.memories.open();
  await desk.memories.add(text, "Style", "garden/gate");
  await expect(desk.memories.memory(text)).toContainText("garden/gate");
  await desk.memories.rewrite(text, changed);
  await expect(desk.memories.memory(changed)).toBeVisible();
  await expect.poll(async () => (await owner.memories()).map(({ content }) => content)).toContain(changed);
  await desk.memories.delete(changed);
  await expect(desk.memories.memory(changed)).toHaveCount(0);
  if (desk.isScripted) {
    await desk.undo.click();
    await expect(desk.memories.memory(changed)).toBeVisible();
    await desk.memories.delete(changed);
    await expect(desk.memories.memory(changed)).toHaveCount(0);
  }
  await expect.poll(async () => (await owner.memories()).map(({ content }) => content)).not.toContain(changed);
});

test("memories are found by text, category and where they hold", async ({ desk, owner }) => {
  const [here, everywhere] = [unique("Only here"), unique("Always so")];
  const repository = `garden/${unique("plot").replace(" ", "-")}`;
  await owner.remember({ content: here, category: "BUGS", repoFullName: repository });
  await owner.remember({ content: everywhere, category: "SETUP" });
  await desk.memories.open();
  await desk.memories.filter("Scope", repository);
  await expect(desk.memories.memory(here)).toBeVisible();
  await expect(desk.memories.memory(everywhere)).toHaveCount(0);
  await desk.memories.open(`?scope=everywhere&category=SETUP&q=${encodeURIComponent(everywhere.toUpperCase())}`);
  await expect(desk.memories.memory(everywhere)).toBeVisible();
  await expect(desk.page.getByRole("searchbox")).toHaveValue(everywhere.toUpperCase());
  await desk.memories.filter("Category", "Bugs");
  await expect(desk.page.getByRole("heading", { name: /^Nothing matches/ })).toBeVisible();
});

test("a memory leads to the task where it was learnt", async ({ desk, owner }) => {
  const [title, text] = [unique("Learn"), unique("Learnt")];
  const taskId = await owner.createTask(title);
  await owner.remember({ content: text, category: "GENERAL", taskId });
  await desk.memories.open(`?task=${taskId}`);
  await desk.memories.edit(text);
  await desk.memories.memory(text).getByRole("link", { name: "a task" }).click();
  await expect(desk.task.heading).toHaveText(title);
});
