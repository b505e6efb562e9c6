import { readFileSync } from "node:fs";
import { expectAccessible, scriptlessCopy } from "../support/accessibility.js";
import { expect, test, unique, type Desk } from "../support/fixtures.js";
import type { Owner } from "../support/owner.js";

test.use({ isFresh: true });

async function furnish(owner: Owner): Promise<string[]> {
  const taskId = await owner.createTask(unique("Check"), { prompt: "Hello", repoFullName: "garden/gate" });
  await owner.run(taskId);
  await owner.complete(await owner.createTask("Completed"));
  await owner.archive(await owner.createTask("Archived"));
  await owner.say(taskId, "An answer", "ASSISTANT");
  const answer = readFileSync(new URL("../../crates/markdown/tests/fixtures/answer.md", import.meta.url), "utf8");
  const chatId = await owner.createChat("All of Markdown", "Show me **everything**", answer.replace(/!\[ours\].*/, ""));
  await owner.tag(chatId, "reference", "Markdown");
  const branchId = await owner.branch(chatId, "A branch of it, and what became of that");
  await owner.tag(branchId, "reference", "Markdown");
  await owner.pin(branchId);
  const link = await owner.share(chatId);
  await owner.addTodos(["One", "Two"], taskId);
  await owner.addTodos(["Inbox"]);
  await owner.remember({ content: "Migrations run with the release.", category: "SETUP", repoFullName: "garden/gate" });
  await owner.remember({ content: "Answer in English.", category: "GENERAL", taskId });
  return [
    "/",
    "/tasks",
    "/tasks?q=nothing-like-it",
    `/tasks/${taskId}`,
    "/chats",
    "/chats?shelf=trash",
    `/chats/${chatId}`,
    "/chats?tag=reference",
    "/chats?tag=nothing-like-it",
    "/chats/import",
    `/chats/${chatId}/share`,
    link,
    "/shared/nowhere",
    "/todos",
    "/memories",
    "/account",
    "/settings",
    "/reset?token=x",
    "/verify?token=x",
    "/nowhere",
  ];
}

/** Pages that send whoever is signed in away, and the one that says what is wrong with an address. */
const entrances = ["/sign-in", "/sign-in?done=ended&next=%2Ftodos", "/sign-up", "/sign-up?sent=1", "/forgot", "/auth/nowhere"];

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on any page, ${colorScheme}`, async ({ desk, owner, newContext, problems }) => {
    // Many pages, and axe looks at every element of each.
    test.slow();
    problems.expect(/404/);
    for (const path of await furnish(owner)) {
      await test.step(path, async () => {
        const viewport = desk.page.viewportSize();
        const scripted = { viewport, javaScriptEnabled: true };
        const page = desk.isScripted ? desk.page : await scriptlessCopy(await newContext(scripted), path);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.goto(path);
        if (desk.isScripted) await desk.isReady();
        await expectAccessible(page);
        if (!desk.isScripted) await page.context().close();
      });
    }
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing where one signs in, ${colorScheme}`, async ({ desk, context, problems }) => {
    test.skip(!desk.isScripted, "these pages are the same without script");
    problems.expect(/404/);
    await context.clearCookies();
    await desk.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const path of entrances) {
      await desk.open(path);
      await expectAccessible(desk.page);
    }
  });
}

test("axe finds nothing in open menus, sheets, editors and messages", async ({ desk, owner }) => {
  test.skip(!desk.isScripted, "axe needs script where things are opened");
  // Many states, and axe looks at every element of each.
  test.slow();
  const paths = await furnish(owner);
  await desk.page.emulateMedia({ reducedMotion: "reduce" });
  const states: [string, (desk: Desk) => Promise<unknown>][] = [
    ["/todos", (at) => at.todos.openMenu("One")],
    ["/todos", (at) => at.todos.text("Inbox").click()],
    ["/todos", (at) => at.todos.choose("Two", "Delete")],
    ["/tasks", (at) => at.tasks.openMenu("Completed")],
    [paths[3]!, (at) => at.task.heading.getByRole("button").click()],
    [paths[3]!, (at) => at.task.openMenu()],
    [paths[3]!, (at) => at.task.todos()],
    ["/chats", (at) => at.page.getByRole("button", { name: "More about this chat" }).first().click()],
    [paths[6]!, (at) => at.chat.choose(at.chat.messages.first(), "Edit")],
    [paths[6]!, (at) => at.chat.choose(at.chat.last, "About this answer")],
    ["/memories", (at) => at.memories.edit("Answer in English.")],
    ["/memories", (at) => at.page.getByText("Add a memory").click()],
    ["/account", (at) => at.page.getByText("Delete my account …").click()],
  ];
  for (const [path, open] of states) {
    await desk.open(path);
    await open(desk);
    await expectAccessible(desk.page);
  }
  if (desk.isNarrow) {
    await desk.open("/todos");
    await desk.page.getByRole("button", { name: "Open navigation" }).click();
    await expectAccessible(desk.page);
    await desk.page.locator(".user-button").click();
    await expectAccessible(desk.page);
  }
});

test("no page is wider than its window, from 320 to 2560 pixels", async ({ desk, owner, context, problems }) => {
  problems.expect(/404/);
  const pages = await furnish(owner);
  for (const path of [...pages, ...entrances]) {
    if (path === entrances[0]) await context.clearCookies();
    await desk.open(path);
    for (const width of [320, 375, 768, 1024, 1440, 2560]) {
      await desk.page.setViewportSize({ width, height: 800 });
      const overflow = await desk.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
});

// 640 pixels are a window of 1280 at a zoom of 200 %.
test("long words stay inside at every width and zoom (D-M7, D-M6) @wide", async ({ desk, owner }) => {
  const word = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(4);
  const taskId = await owner.createTask(word, { prompt: word, repoFullName: `garden/${"x".repeat(80)}` });
  await owner.addTodos([word], taskId);
  await owner.remember({ content: word, category: "BUGS", repoFullName: `garden/${"x".repeat(80)}` });
  const chatId = await owner.createChat(word, word, `${word}\n\n\`\`\`\n${word}\n\`\`\`\n\n| ${word} |\n|---|\n| ${word} |`);
  for (const path of ["/", "/tasks", `/tasks/${taskId}`, "/chats", `/chats/${chatId}`, "/todos", "/memories", "/account"]) {
    await desk.open(path);
    for (const width of [320, 640, 1280]) {
      await desk.page.setViewportSize({ width, height: 800 });
      const overflow = await desk.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
});
