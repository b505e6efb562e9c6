import { expect, test, unique } from "../support/fixtures.js";
import type { Owner } from "../support/owner.js";
import { readText, visibleText } from "../support/text.js";

/** A workspace with something on every page; gives the addresses of all pages. */
async function furnish(owner: Owner): Promise<string[]> {
  const taskId = await owner.createTask(unique("Furnish"), { prompt: "A\nB", repoFullName: "garden/hut" });
  await owner.run(taskId);
  await owner.createTask(unique("Another"));
  await owner.archive(await owner.createTask(unique("Archived")));
  for (let index = 1; index <= 12; index++) {
    await owner.say(taskId, `Message ${index} `.repeat(20), index % 2 === 0 ? "USER" : "ASSISTANT");
  }
  const chatId = await owner.createChat(unique("Chat"), "Hello\nthere", "**Hi**\n\n```rust\nfn main() {}\n```\n\n$x^2$");
  await owner.addTodos(["One", "Two", "Three"], taskId);
  await owner.addTodos([unique("Inbox")]);
  await owner.remember({ content: "Migrations run with the release.", category: "SETUP", repoFullName: "garden/hut" });
  return [
    "/",
    "/tasks",
    "/tasks?group=repository",
    "/tasks?q=furnish",
    `/tasks/${taskId}`,
    "/chats",
    `/chats/${chatId}`,
    "/todos",
    "/todos?status=pending",
    "/memories",
    "/memories?q=release&scope=garden%2Fhut",
    "/account",
    "/settings",
  ];
}

test.use({ isFresh: true });

test("the hydrated page says what the HTML says (D-O1, D-M11)", async ({ desk, owner, newContext, viewport }) => {
  // Every page is loaded twice.
  test.slow();
  const context = await newContext({ viewport, javaScriptEnabled: false });
  const scriptless = await context.newPage();
  for (const path of await furnish(owner)) {
    await scriptless.goto(path);
    const html = await visibleText(scriptless);
    expect(html.length).toBeGreaterThan(2);
    await desk.open(path);
    expect(await visibleText(desk.page), path).toEqual(html);
  }
});

test("hydration and the first live data change nothing that is shown (D-O1, D-M11)", async ({ desk, owner }) => {
  await desk.page.addInitScript(`window.readText = ${readText};`);
  await desk.page.addInitScript(() => {
    const texts: string[] = [];
    const { readText } = window as unknown as { readText: () => string[] };
    Object.assign(window, { textsOfMain: texts });
    document.addEventListener("DOMContentLoaded", () => {
      const main = document.querySelector("main")!;
      texts.push(readText().join("\n"));
      const note = () => {
        const text = readText().join("\n");
        if (text !== texts.at(-1)) texts.push(text);
      };
      new MutationObserver(note).observe(main.parentElement!, {
        childList: true,
        characterData: true,
        attributes: true,
        subtree: true,
      });
    });
  });
  for (const path of await furnish(owner)) {
    const transition = desk.page.waitForEvent("websocket").then((socket) =>
      socket.waitForEvent("framereceived", (frame) => String(frame.payload).includes('"Transition"')),
    );
    await desk.open(path);
    await transition;
    const texts = await desk.page.evaluate(() => (window as unknown as { textsOfMain: string[] }).textsOfMain);
    expect(texts, path).toHaveLength(1);
  }
});

test("nothing on a page moves while it loads (D-C3)", async ({ desk, owner }) => {
  await desk.page.addInitScript(() => {
    const shifts: string[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; sources: { node?: Node }[] }[]) {
        const nodes = entry.sources.map(({ node }) => (node as Element | undefined)?.outerHTML?.slice(0, 120));
        shifts.push(`${entry.value}: ${nodes.join(", ")}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const path of await furnish(owner)) {
    await desk.open(path);
    await desk.page.evaluate(() => document.fonts.ready.then(() => undefined));
    await desk.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    const shifts = await desk.page.evaluate(() => (window as unknown as { shifts: string[] }).shifts);
    expect(shifts, path).toEqual([]);
  }
});

test("a page asks for its data once, over its one connection", async ({ desk, owner }) => {
  const [, , , , task] = await furnish(owner);
  const calls: string[] = [];
  const sockets: string[] = [];
  desk.page.on("request", (request) => {
    if (/\/api\/(query|mutation|action)/.test(request.url())) calls.push(request.url());
  });
  desk.page.on("websocket", (socket) => sockets.push(socket.url()));
  const opened = desk.page.waitForEvent("websocket");
  await desk.open(task!);
  await (await opened).waitForEvent("framereceived");
  expect(calls).toEqual([]);
  expect(sockets).toHaveLength(1);
});

test("going back and forth keeps the pages alive", async ({ desk, owner }) => {
  const title = unique("There and back");
  await owner.createTask(title);
  await desk.tasks.open();
  await desk.tasks.link(title).click();
  await expect(desk.task.heading).toHaveText(title);
  await desk.page.goBack();
  await expect(desk.tasks.link(title)).toBeVisible();
  await desk.page.goForward();
  await expect(desk.task.heading).toHaveText(title);
});
