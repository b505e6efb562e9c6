import { expect, test, unique } from "../support/fixtures.js";
import { expectAccessible } from "../support/accessibility.js";
import { Line, REFUSED } from "../support/line.js";

// The line to the server is held: what shows now shows before anyone has agreed to it.

test("a todo shows, is ticked and goes before the server has answered", async ({ desk, owner }) => {
  const [kept, added] = [unique("Kept"), unique("Added")];
  await owner.addTodos([kept]);
  const line = await Line.of(desk.page);
  await desk.todos.open();
  await expect(desk.todos.tick(kept)).toBeVisible();
  await line.live;
  line.hold();
  await desk.todos.field.fill(added);
  await desk.todos.field.press("Enter");
  await expect(desk.todos.tick(added)).toBeVisible();
  await expect(desk.todos.field).toHaveValue("");
  await desk.todos.tick(kept).click();
  await expect(desk.todos.tick(kept)).toBeChecked();
  expect((await owner.todos()).some(({ content }) => content === added)).toBe(false);
  line.release();
  await expect.poll(async () => (await owner.todos()).filter(({ content }) => content === added).length).toBe(1);
  await expect(desk.todos.tick(added)).toHaveCount(1);
  await expect(desk.todos.tick(kept)).toBeChecked();
});

test("a todo that the list leaves out is said to be elsewhere", async ({ desk, owner }) => {
  const [done, fresh] = [unique("Elsewhere"), unique("Here")];
  await desk.todos.open();
  await desk.todos.filter("Done").click();
  await expect(desk.page).toHaveURL("/todos?status=completed");
  await desk.todos.field.fill(done);
  await desk.todos.field.press("Enter");
  await expect(desk.toast).toContainText("The todo is under \u201cTo do\u201d");
  await desk.todos.filter("To do").click();
  await expect(desk.todos.tick(done)).toBeVisible();
  await desk.todos.field.fill(fresh);
  await desk.todos.field.press("Enter");
  await expect(desk.todos.tick(fresh)).toBeVisible();
  await expect.poll(async () => (await owner.todos()).filter(({ content }) => content === fresh).length).toBe(1);
});

test("what the server refuses is taken back, and said", async ({ desk, owner }) => {
  const [text, change] = [unique("Going"), unique("Too late")];
  const title = unique("Task");
  const taskId = await owner.createTask(title);
  await owner.addTodos([text], taskId);
  const line = await Line.of(desk.page);
  await desk.todos.open();
  await line.live;
  line.hold();
  await desk.todos.rewrite(text, change);
  await expect(desk.todos.tick(change)).toBeVisible();
  await owner.trash(taskId);
  line.release();
  await expect(desk.todos.tick(change)).toHaveCount(0);
  const notifications = desk.page.getByRole("region", { name: "Notifications" });
  await expect(notifications).toContainText("does not exist or has been deleted");
});

test("a message shows at once and stays one message (D-A4)", async ({ desk, owner }) => {
  const taskId = await owner.createTask(unique("Say"), { prompt: "First" });
  const line = await Line.of(desk.page);
  await desk.task.open(taskId);
  await expect(desk.task.messages).toHaveCount(1);
  await line.live;
  line.hold();
  await desk.task.say("Second");
  await desk.task.say("Third");
  const bodies = desk.task.messages.locator(".prose");
  await expect(bodies).toHaveText(["First", "Second", "Third"]);
  line.release();
  await expect.poll(async () => (await owner.messages(taskId)).length).toBe(3);
  await expect(bodies).toHaveText(["First", "Second", "Third"]);
  await expect(desk.task.messages.locator('[aria-busy="true"]')).toHaveCount(0);
});

test("a message that is refused stays, says why, and is sent again, changed or discarded (D-A4, D-A1)", async ({ desk, owner }) => {
  const taskId = await owner.createTask(unique("Refused"), { prompt: "First" });
  const line = await Line.of(desk.page);
  const { task } = desk;
  await task.open(taskId);
  await line.live;
  line.refuse("messages:append", 3);
  for (const text of ["One", "Two", "Three"]) {
    await task.say(text);
    await expect(task.unsent.filter({ hasText: text })).toContainText(REFUSED);
  }
  await expect(task.composer).toHaveValue("");
  await expect(task.messages).toHaveCount(1);
  await expectAccessible(desk.page);

  line.refuse("messages:append", 1);
  await task.unsent.nth(0).getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => line.refusals).toBe(0);
  await expect(task.unsent).toHaveText([/One/, /Two/, /Three/]);
  await task.unsent.nth(0).getByRole("button", { name: "Try again" }).click();
  await expect(task.messages.locator(".prose")).toHaveText(["First", "One"]);
  await expect(task.unsent).toHaveText([/Two/, /Three/]);

  // What is being written stays, too.
  await task.composer.fill("Begun");
  await task.unsent.nth(0).getByRole("button", { name: "Edit" }).click();
  await expect(task.composer).toBeFocused();
  await expect(task.composer).toHaveValue("Begun\n\nTwo");
  await task.unsent.nth(0).getByRole("button", { name: "Discard" }).click();
  await expect(task.unsent).toHaveCount(0);
  await desk.toast.getByRole("button", { name: "Undo" }).click();
  await expect(task.unsent).toHaveText([/Three/]);

  await desk.page.reload();
  await task.unsent.getByRole("button", { name: "Try again" }).click();
  await expect(task.unsent).toHaveCount(0);
  await expect(task.messages.locator(".prose")).toHaveText(["First", "One", "Three"]);
  await expect(task.composer).toHaveValue("Begun\n\nTwo");
});

test("changes of others come in under one's own unconfirmed ones", async ({ desk, owner }) => {
  const [mine, theirs] = [unique("Mine"), unique("Theirs")];
  const line = await Line.of(desk.page);
  await desk.todos.open();
  await line.live;
  line.hold();
  await desk.todos.field.fill(mine);
  await desk.todos.field.press("Enter");
  await owner.addTodos([theirs]);
  await desk.todos.expectOrder([theirs, mine]);
  line.release();
  await expect.poll(async () => (await owner.todos()).some(({ content }) => content === mine)).toBe(true);
  await desk.todos.expectOrder([theirs, mine]);
});

test("deleting moves the focus on and undo brings the todo back to its place (D-K7)", async ({ desk, owner }) => {
  const texts = [unique("a"), unique("b"), unique("c")];
  await owner.addTodos(texts);
  await desk.todos.open();
  await desk.todos.choose(texts[1]!, "Delete");
  await expect(desk.todos.tick(texts[1]!)).toHaveCount(0);
  await expect(desk.todos.text(texts[2]!)).toBeFocused();
  await desk.undo.click();
  await desk.todos.expectOrder(texts);
});

test("a draft survives a reload", async ({ desk, owner }) => {
  const taskId = await owner.createTask(unique("Draft"));
  await desk.task.open(taskId);
  await desk.task.composer.fill("Half a thought");
  await desk.page.reload();
  await desk.isReady();
  await expect(desk.task.composer).toHaveValue("Half a thought");
});

test("a todo is dragged to another place @wide", async ({ desk, owner }) => {
  const texts = [unique("a"), unique("b"), unique("c")];
  await owner.addTodos(texts);
  await desk.todos.open();
  const grip = desk.todos.row(texts[2]!).locator(".todo-grip");
  await desk.todos.row(texts[2]!).hover();
  const from = (await grip.boundingBox())!;
  const to = (await desk.todos.row(texts[0]!).boundingBox())!;
  await desk.page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await desk.page.mouse.down();
  await desk.page.mouse.move(from.x + from.width / 2, to.y + to.height / 2, { steps: 8 });
  await desk.page.mouse.move(from.x + from.width / 2, to.y + 2, { steps: 3 });
  await desk.page.mouse.up();
  const order = [texts[2]!, texts[0]!, texts[1]!];
  await desk.todos.expectOrder(order);
  await expect
    .poll(async () => (await owner.todos()).map(({ content }) => content).filter((text) => texts.includes(text)))
    .toEqual(order);
});
