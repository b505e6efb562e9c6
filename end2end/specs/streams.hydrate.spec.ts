import type { Page } from "@playwright/test";
import { expect, gate, test, unique } from "../support/chats.js";

// What a second device sees of an answer, and that nobody asks for it again and again.

const pieces = ["One ", "two ", "three."];

/** An answer of these pieces, each of which waits until it is asked for. */
function byPiece() {
  const gates = pieces.map(() => gate());
  const script = async (answer: any) => {
    for (const [index, piece] of pieces.entries()) {
      await gates[index];
      answer.text(piece);
    }
    answer.finish();
  };
  return { script, say: (index: number) => gates[index]!.open() };
}

/** What a page asks for from now on, but for its code, which is fetched once. */
function requestsOf(page: Page): string[] {
  const requests: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith("/pkg/")) requests.push(`${request.method()} ${pathname}`);
  });
  return requests;
}

test("each piece of an answer comes to a second device over the socket alone (D-S9, D-O3) @wide", async ({
  desk,
  otherDesk,
  owner,
  provider,
}) => {
  const { script, say } = byPiece();
  provider.next(script);
  const chatId = await owner.createChat(unique("Socket"), "Hello", "Hi");
  for (const at of [desk, otherDesk]) {
    // What goes along on this device is fetched once, however late.
    const taken = at.page.waitForResponse(/\/do\/take_along$/);
    await at.chat.open(chatId);
    await taken;
    await at.page.waitForLoadState("networkidle");
  }
  const requests = [desk, otherDesk].map((at) => requestsOf(at.page));
  await desk.chat.say("Go");
  for (const at of [desk, otherDesk]) await expect(at.chat.messages).toHaveCount(4);
  for (const [index] of pieces.entries()) {
    say(index);
    const text = pieces.slice(0, index + 1).join("").trim();
    for (const at of [desk, otherDesk]) await expect(at.chat.last.locator(".prose")).toHaveText(text);
  }
  for (const at of [desk, otherDesk]) await expect(at.chat.last).not.toHaveAttribute("aria-busy");
  expect(requests).toEqual([[], []]);
});

test("an idle page asks for nothing and says nothing, however long it is open @wide", async ({ page, desk, owner }) => {
  const chatId = await owner.createChat(unique("Idle"), "Hello", "Hi");
  const said: string[] = [];
  let ping = () => undefined as void;
  await page.routeWebSocket(/\/api\/.*sync/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => socket.send(message));
    socket.onMessage((message) => {
      said.push(String(message));
      server.send(message);
    });
    ping = () => socket.send(JSON.stringify({ type: "Ping" }));
  });
  await page.clock.install();
  const taken = page.waitForResponse(/\/do\/take_along$/);
  await desk.chat.open(chatId);
  await taken;
  await expect.poll(() => said.some((message) => message.includes("ModifyQuerySet"))).toBe(true);
  await page.waitForLoadState("networkidle");
  const requests = requestsOf(page);
  const before = said.length;
  // Less than a token's life. The server is heard from time to time, as on a real clock.
  for (let minute = 0; minute < 4; minute += 0.25) {
    ping();
    await page.clock.runFor("00:15");
  }
  expect(requests).toEqual([]);
  expect(said.slice(before)).toEqual([]);
  // It has not fallen asleep.
  await owner.send(chatId, "Later");
  await expect(desk.chat.last.locator(".prose")).toHaveText("You said: Later");
});

test("what a model thinks is open while it answers, then closed in its place, and keeps the focus (D-M8, A8)", async ({
  desk,
  owner,
  provider,
}) => {
  const [speak, end] = [gate(), gate()];
  provider.next(async (answer: any) => {
    answer.reasoning("First I **count**.");
    await speak;
    answer.text("Three.");
    await end;
    answer.finish();
  });
  const chatId = await owner.createChat(unique("Thinking"));
  await desk.chat.open(chatId);
  await desk.chat.say("How many?");
  const thoughts = desk.chat.last.locator("details .prose");
  await expect(thoughts).toBeVisible();
  await expect(thoughts).toHaveText("First I count.");
  const thinking = desk.chat.last.locator("summary", { hasText: "Thinking" });
  await thinking.focus();
  speak.open();
  await expect(desk.chat.last.locator("> .prose")).toHaveText("Three.");
  await expect(thoughts).toBeVisible();
  end.open();
  await expect(desk.chat.last).not.toHaveAttribute("aria-busy");
  await expect(thoughts).toBeHidden();
  const thought = desk.chat.last.locator("summary", { hasText: "What it thought first" });
  await expect(thought).toBeFocused();
  await desk.page.keyboard.press("Enter");
  await expect(thoughts).toBeVisible();
});
