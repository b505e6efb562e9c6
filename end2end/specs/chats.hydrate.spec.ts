import { expect, gate, test, unique, type Desk } from "../support/chats.js";
import { hear, heard } from "../support/hearing.js";
import { Line } from "../support/line.js";

const paragraphs = (count: number) =>
  Array.from({ length: count }, (_, index) => `Paragraph ${index} of a long answer.\n\n`.repeat(2));

/** An answer that waits in the middle, and the two halves. */
function halves(first: string, second: string) {
  const opened = gate();
  const script = async (answer: any) => {
    answer.text(first);
    await opened;
    answer.text(second).finish();
  };
  return { script, open: () => opened.open() };
}

/** Lays another page over this one, as far as it can tell, or takes it away again. */
const cover = (desk: Desk, isCovered: boolean) =>
  desk.page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, isCovered);

type Notified = { title: string; tag: string; body: string };
type Notifying = { notified: Notified[]; clickLast: () => void };

/** Notes in place of the browser what it is to notify of, once it has been asked. */
const notifying = (desk: Desk, answer: "granted" | "denied") =>
  desk.page.addInitScript((answer) => {
    const notified: Notified[] = [];
    let last: EventTarget | undefined;
    class Noted extends EventTarget {
      constructor(title: string, options: { tag: string; body: string }) {
        super();
        notified.push({ title, ...options });
        last = this;
      }
      set onclick(heard: () => void) {
        this.addEventListener("click", heard);
      }
      close(): void {
        notified.pop();
      }
    }
    const Notification = Object.assign(Noted, {
      permission: sessionStorage.getItem("permission") ?? "default",
      requestPermission: async () => {
        sessionStorage.setItem("permission", answer);
        return (Notification.permission = answer);
      },
    });
    Object.assign(window, { Notification, notified, clickLast: () => last?.dispatchEvent(new Event("click")) });
  }, answer);

const notified = (desk: Desk) => desk.page.evaluate(() => (window as unknown as Notifying).notified);

test("an answer comes piece by piece, and only its last block changes (D-S3, D-S7, A8)", async ({ desk, owner, provider }) => {
  const { script, open } = halves("First block.\n\nSome **bo", "ld** words.\n\n| A |\n|---|\n| 1 |\n");
  provider.next(script);
  const chatId = await owner.createChat(unique("Pieces"));
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  await expect(desk.chat.last.locator("strong")).toHaveText("bo");
  await expect(desk.chat.last).toHaveAttribute("aria-busy", "true");
  const block = desk.chat.last.locator(".block").first();
  await block.evaluate((element) => ((element as HTMLElement & { kept?: boolean }).kept = true));
  open();
  await expect(desk.chat.last.locator("td")).toHaveText("1");
  await expect(desk.chat.last.locator("strong")).toHaveText("bold");
  await expect(desk.chat.last).not.toHaveAttribute("aria-busy");
  expect(await block.evaluate((element) => (element as HTMLElement & { kept?: boolean }).kept)).toBe(true);
});

test("a reload and a second device show the same answer on its way (D-S8, D-S9, A20)", async ({ desk, otherDesk, owner, provider }) => {
  const { script, open } = halves("One two ", "three.");
  provider.next(script);
  const chatId = await owner.createChat(unique("Two"));
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  await expect(desk.chat.last).toContainText("One two");
  await otherDesk.chat.open(chatId);
  await desk.page.reload();
  await desk.isReady();
  for (const at of [desk, otherDesk]) await expect(at.chat.last).toContainText("One two");
  open();
  for (const at of [desk, otherDesk]) await expect(at.chat.last.locator(".prose")).toHaveText("One two three.");
});

test("stop ends the answer from any device, keeps its text and its place (D-S6, D-S10, D-S11, A14)", async ({ desk, otherDesk, owner, provider }) => {
  const { script } = halves("Half ", "never");
  provider.next(script);
  const chatId = await owner.createChat(unique("Stop"));
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  await expect(desk.chat.last).toContainText("Half");
  await otherDesk.chat.open(chatId);
  await otherDesk.chat.stop.focus();
  await otherDesk.page.keyboard.press("Enter");
  await expect(desk.chat.last).toContainText("Stopped.");
  await expect(desk.chat.last.locator(".prose")).toHaveText("Half");
  await expect(otherDesk.chat.stop).toBeFocused();
  await expect(otherDesk.announcer).toContainText("Answer stopped");
  expect(await provider.answered.at(-1)!.ended).toBe("aborted");
  provider.next((answer) => answer.text("and on").finish());
  await desk.page.getByRole("button", { name: "Continue" }).click();
  await expect(desk.chat.last.locator(".prose")).toHaveText(/Half\s*and on/);
});

test("messages wait in order, and each can be changed, moved and taken out (D-A6, A7.10, A9)", async ({ desk, owner, provider }) => {
  const { script, open } = halves("Busy", ".");
  provider.next(script);
  const chatId = await owner.createChat(unique("Queue"));
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  await expect(desk.chat.last).toContainText("Busy");
  for (const text of ["one", "two", "three"]) {
    await desk.chat.say(text);
    await expect(desk.chat.waiting.filter({ hasText: text })).toBeVisible();
  }
  await desk.chat.waiting.nth(2).getByRole("button", { name: "Send earlier" }).click();
  await expect(desk.chat.waiting).toHaveText([/one/, /three/, /two/]);
  await desk.chat.waiting.nth(0).getByRole("button", { name: "Take out" }).click();
  await expect(desk.chat.waiting).toHaveText([/three/, /two/]);
  await desk.chat.waiting.nth(0).getByRole("button", { name: "Edit" }).click();
  await desk.page.getByRole("textbox", { name: "Message that waits" }).fill("3");
  await desk.page.keyboard.press("Enter");
  await expect(desk.chat.waiting).toHaveText([/3/, /two/]);
  await desk.page.reload();
  await expect(desk.chat.waiting).toHaveText([/3/, /two/]);
  open();
  await expect(desk.chat.texts).toHaveText(["Go", "Busy.", "3", "You said: 3", "two", "You said: two"]);
});

test("a message that waits shows before the server has it (D-A4) @wide", async ({ desk, owner, provider }) => {
  provider.next(halves("Busy", ".").script);
  const chatId = await owner.createChat(unique("Queue at once"));
  const line = await Line.of(desk.page);
  await desk.chat.open(chatId);
  await line.live;
  await desk.chat.say("Go");
  await expect(desk.chat.last).toContainText("Busy");
  line.hold();
  await desk.chat.say("one");
  await expect(desk.chat.waiting).toHaveText([/one.*Sending/]);
  await expect(desk.chat.waiting.getByRole("button")).toHaveCount(0);
  line.release();
  await expect(desk.chat.waiting.getByRole("button", { name: "Take out" })).toBeVisible();
  await expect(desk.chat.waiting).toHaveText([/one/]);
});

test("a message can end the answer that is on its way and is answered at once, by a key or a button (A7.11, A9)", async ({ desk, owner, provider }) => {
  provider.next(halves("Busy", "never").script);
  const chatId = await owner.createChat(unique("Urgent"));
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  await expect(desk.chat.last).toContainText("Busy");
  const urge = desk.page.getByRole("button", { name: "Stop and send" });
  await expect(urge).toBeHidden();
  await desk.chat.say("Later");
  await expect(desk.chat.waiting).toHaveText([/Later/]);
  provider.next(halves("Wait", "never").script);
  await desk.chat.composer.fill("Wait, first this");
  await expect(urge).toBeVisible();
  await desk.page.keyboard.press("Control+Enter");
  await expect(desk.chat.texts).toHaveText(["Go", "Busy", "Wait, first this", "Wait"]);
  await expect(desk.chat.waiting).toHaveText([/Later/]);
  await desk.chat.composer.fill("And this");
  await urge.click();
  await expect(desk.chat.texts).toHaveText([
    ...["Go", "Busy", "Wait, first this", "Wait", "And this", "You said: And this", "Later", "You said: Later"],
  ]);
  await expect(urge).toBeHidden();
});

test("what a failure keeps waiting is sent when its writer wants it, and what is taken out comes back", async ({ desk, owner, provider }) => {
  const fail = gate();
  provider.next(async (answer) => {
    await fail;
    answer.refuse(400);
  });
  const chatId = await owner.createChat(unique("Kept"));
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  await expect(desk.chat.stop).toBeVisible();
  for (const text of ["one", "two"]) {
    await desk.chat.say(text);
    await expect(desk.chat.waiting.filter({ hasText: text })).toBeVisible();
  }
  await desk.chat.waiting.nth(0).getByRole("button", { name: "Take out" }).click();
  await expect(desk.chat.waiting).toHaveText([/two/]);
  await desk.toast.getByRole("button", { name: "Undo" }).click();
  await expect(desk.chat.waiting).toHaveText([/one/, /two/]);
  const now = desk.page.getByRole("button", { name: "Send now" });
  await expect(now).toBeHidden();
  fail.open();
  await now.click();
  await expect(desk.chat.texts.last()).toHaveText("You said: two");
  await expect(desk.chat.texts.filter({ hasText: "You said: one" })).toHaveCount(1);
  await expect(desk.chat.waiting).toHaveCount(0);
});

test("an answer that its model ends for its length says so and goes on", async ({ desk, owner, provider }) => {
  provider.next((answer) => answer.text("One, ").finish({ reason: "length" }));
  const chatId = await owner.createChat(unique("Long"));
  await desk.chat.open(chatId);
  await desk.chat.say("Count");
  await expect(desk.chat.last).toContainText("as long as an answer of this model becomes at once");
  provider.next((answer) => answer.text("two.").finish());
  await desk.chat.last.getByRole("button", { name: "Continue" }).click();
  await expect(desk.chat.last.locator(".prose")).toHaveText("One, two.");
  await expect(desk.chat.last).not.toContainText("as long as an answer");
});

test("words that come too late for a message that waited go on in the message box @wide", async ({ desk, owner, provider }) => {
  const { script, open } = halves("Busy", ".");
  provider.next(script);
  const chatId = await owner.createChat(unique("Late"));
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  await expect(desk.chat.last).toContainText("Busy");
  await desk.chat.say("one");
  await desk.chat.waiting.getByRole("button", { name: "Edit" }).click();
  await desk.page.getByRole("textbox", { name: "Message that waits" }).fill("one, better said");
  await desk.chat.composer.fill("Meanwhile");
  open();
  await expect(desk.chat.texts).toHaveText(["Go", "Busy.", "one", "You said: one"]);
  await expect(desk.chat.composer).toHaveValue("Meanwhile\n\none, better said");
  await expect(desk.toast).toContainText("Your words are in the message box.");
});

test("a message is said differently, and both versions stay (A7.4, A14)", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Edit"), "Ask", "Answer");
  await desk.chat.open(chatId);
  await desk.chat.choose(desk.chat.messages.first(), "Edit");
  await desk.page.getByRole("textbox", { name: "Message" }).first().fill("Asked better");
  await desk.page.keyboard.press("Enter");
  await expect(desk.chat.texts).toHaveText(["Asked better", "You said: Asked better"]);
  await expect(desk.chat.messages.first()).toContainText("2 of 2");
  await desk.chat.choose(desk.chat.messages.first(), "Previous version");
  await expect(desk.chat.texts).toHaveText(["Ask", "Answer"]);
});

test("the end stays in view until the reader leaves it (D-C1, D-C2, A7.2)", async ({ desk, owner, provider }) => {
  const opened = [gate(), gate()];
  provider.next(async (answer) => {
    for (const part of paragraphs(12)) answer.text(part);
    await opened[0];
    for (const part of paragraphs(12)) answer.text(part);
    await opened[1];
    for (const part of paragraphs(12)) answer.text(part);
    answer.text("The very end.").finish();
  });
  const chatId = await owner.createChat(unique("Follow"));
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  const distance = () =>
    desk.page.evaluate(() => document.documentElement.scrollHeight - innerHeight - scrollY);
  await expect(desk.chat.last.locator(".block")).not.toHaveCount(0);
  opened[0]!.open();
  await expect.poll(distance).toBeLessThan(10);
  await expect(desk.chat.last.locator(".block").nth(40)).toBeAttached();
  await expect.poll(distance).toBeLessThan(10);
  await desk.page.mouse.move(200, 300);
  await desk.page.mouse.wheel(0, -40);
  await expect(desk.chat.jump).toBeVisible();
  const before = await desk.page.evaluate(() => scrollY);
  opened[1]!.open();
  await expect(desk.chat.last).toContainText("The very end.");
  expect(await desk.page.evaluate(() => scrollY)).toBe(before);
  await desk.chat.jump.click();
  await expect.poll(distance).toBeLessThan(10);
  await expect(desk.chat.jump).toBeHidden();
});

test("what leads to the end goes away with what it pointed to @wide", async ({ desk, owner }) => {
  const long = Array.from({ length: 80 }, (_, index) => `Line ${index}.`).join("\n\n");
  const chatId = await owner.createChat(unique("Shorter"), "Ask", long);
  await desk.chat.open(chatId);
  await desk.chat.last.focus();
  await desk.page.keyboard.press("ArrowUp");
  await expect(desk.chat.jump).toBeVisible();
  await owner.unsay(chatId, long);
  await expect(desk.chat.last).toContainText("Ask");
  await expect(desk.chat.jump).toBeHidden();
});

test("blocks are announced as they are completed, and history is not (D-S2, D-S4)", async ({ desk, owner, provider }) => {
  const { script, open } = halves("The first block.\n\nThe second\n", "block.");
  provider.next(script);
  const chatId = await owner.createChat(unique("Heard"), "Old question", "Old answer");
  await desk.chat.open(chatId);
  await expect(desk.announcer).toHaveText("");
  await hear(desk);
  await desk.chat.say("Go");
  await expect.poll(() => heard(desk)).toMatch(/Answer started.*The first block\./);
  expect(await heard(desk)).not.toContain("Old answer");
  open();
  await expect.poll(() => heard(desk)).toContain("Answer complete");
  expect(await heard(desk)).toContain("The second");
});

test("no more is read out than is wanted (D-S2)", async ({ desk, owner, provider, context }) => {
  const { script, open } = halves("The first block.\n\nThe second\n", "block.");
  provider.next(script);
  const chatId = await owner.createChat(unique("Unheard"));
  await desk.chat.open(chatId);
  await context.addCookies([{ name: "announcements", value: "boundaries", url: desk.page.url() }]);
  await desk.chat.open(chatId);
  await hear(desk);
  await desk.chat.say("Go");
  await expect(desk.chat.last.locator(".block")).toHaveCount(2);
  open();
  await expect.poll(() => heard(desk)).toMatch(/Answer started.*Answer complete/);
  expect(await heard(desk)).not.toContain("block");
});

test("an answer has begun once: not again after a reload, but each time that it is tried again (D-S4)", async ({
  desk,
  owner,
  provider,
}) => {
  const { script, open } = halves("Begun", " and ended.");
  provider.next(script);
  const chatId = await owner.createChat(unique("Begun"), "Old question", "Old answer");
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  await expect(desk.announcer).toContainText("Answer started");
  await desk.chat.open(chatId);
  await expect(desk.chat.last.locator(".prose")).toHaveText("Begun");
  await expect(desk.announcer).toHaveText("");
  await hear(desk);
  open();
  await expect.poll(() => heard(desk)).toContain("Answer complete");
  expect(await heard(desk)).not.toContain("Answer started");
  const again = halves("Another", " one.");
  provider.next(again.script);
  await desk.chat.choose(desk.chat.last, "Try again");
  await expect.poll(() => heard(desk)).toContain("Answer started");
  again.open();
  await expect(desk.chat.last.locator(".prose")).toHaveText("Another one.");
});

test("code is copied, numbered and coloured when an answer has come (D-M2)", async ({ desk, owner, provider, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const chatId = await owner.createChat(unique("Code"));
  const code = "/* in\ntwo */ fn main() {}\n";
  provider.next((answer) => answer.text(`\`\`\`rust\n${code}\`\`\`\n`).finish());
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  await expect(desk.chat.last.locator(".hl-keyword")).toHaveText("fn");
  await desk.chat.last.getByRole("button", { name: "Numbers" }).click();
  await expect(desk.chat.last.locator(".line")).toHaveText([/in\s*$/, /^two .* fn main/]);
  await expect(desk.chat.last.locator(".line .hl-keyword")).toHaveText("fn");
  await desk.chat.last.getByRole("button", { name: "Copy", exact: true }).first().click();
  await expect(desk.announcer).toHaveText(/Code copied/);
  const copied = () => desk.page.evaluate(() => navigator.clipboard.readText());
  expect(await copied()).toBe(code);
  const copyAll = desk.chat.last.getByRole("group", { name: "Message actions" }).getByRole("button", { name: "Copy", exact: true });
  await copyAll.click();
  await expect(copyAll).toHaveAttribute("data-copied");
  await expect(desk.announcer).toHaveText(/Message copied/);
  expect((await copied()).trim()).toBe(`\`\`\`rust\n${code}\`\`\``);
});

test("how an answer came about is told on demand (D-S12, D-M12)", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Facts"));
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  await desk.chat.isIdle();
  await desk.chat.choose(desk.chat.last, "About this answer");
  const fact = (text: string | RegExp) => desk.chat.last.getByRole("definition").filter({ hasText: text });
  await expect(fact("7 read, 3 written")).toBeVisible();
  await expect(fact(/^at most \d+ tokens, the usual temperature$/)).toBeVisible();
  await expect(fact(/^none$/)).toBeVisible();
});

test("what is being written survives a reload (D-A1)", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Draft"));
  await desk.chat.open(chatId);
  await desk.chat.composer.fill("Half a thought");
  await desk.page.reload();
  await desk.isReady();
  await expect(desk.chat.composer).toHaveValue("Half a thought");
});

test("a chat is read and used by keyboard alone (D-K4, D-K6)", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Keys"), "First", "Second", "Third");
  const { page } = desk;
  await desk.chat.open(chatId);
  await desk.chat.last.focus();
  await page.keyboard.press("ArrowUp");
  await expect(desk.chat.messages.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(desk.chat.messages.nth(0)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(desk.chat.last).toBeFocused();
  await desk.chat.composer.focus();
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Enter");
  await expect(desk.chat.last.locator(".prose")).toHaveText("You said: By keyboard");
  await expect(desk.chat.composer).toBeFocused();
});

test("an address that names a message leads there (D-C5)", async ({ desk, owner }) => {
  const said = Array.from({ length: 20 }, (_, index) => `Message ${index} `.repeat(30));
  const chatId = await owner.createChat(unique("Deep"), ...said);
  await desk.chat.open(chatId);
  const id = await desk.chat.messages.nth(4).getAttribute("id");
  await desk.open(`/chats/${chatId}#${id}`);
  await desk.page.reload();
  await expect(desk.chat.messages.nth(4)).toBeInViewport();
  await expect(desk.chat.messages.nth(4)).toBeFocused();
  await expect(desk.chat.last).not.toBeInViewport();
});

test("an answer that nobody looks at marks the title until somebody does (D-O11) @wide", async ({ desk, owner, provider }) => {
  const { script, open } = halves("Half", " and half");
  provider.next(script);
  const title = unique("Marked");
  const chatId = await owner.createChat(title, "Before", "An answer");
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  await expect(desk.chat.last).toContainText("Half");
  await cover(desk, true);
  await expect(desk.page).toHaveTitle(`${title} · Conclave`);
  open();
  await expect(desk.page).toHaveTitle(`• ${title} · Conclave`);
  await owner.renameChat(chatId, `${title} anew`);
  await expect(desk.page).toHaveTitle(`• ${title} anew · Conclave`);
  await cover(desk, false);
  await expect(desk.page).toHaveTitle(`${title} anew · Conclave`);
  await desk.chat.say("Again");
  await expect(desk.chat.last).toContainText("You said: Again");
  await desk.chat.isIdle();
  await expect(desk.page).toHaveTitle(`${title} anew · Conclave`);
});

test("whoever wants that is notified by the browser, of the title and nothing else (D-O11) @wide", async ({ desk, owner, provider }) => {
  await notifying(desk, "granted");
  await desk.open("/settings");
  const wanted = desk.page.getByRole("switch", { name: "Notify me" });
  await expect(wanted).not.toBeChecked();
  await wanted.click();
  await expect(desk.page.locator("html")).toHaveAttribute("data-notifications", "on");
  await expect(wanted).toBeChecked();
  const { script, open } = halves("Secret", " words");
  provider.next(script);
  const title = unique("Notified");
  const chatId = await owner.createChat(title, "Before", "An answer");
  await desk.chat.open(chatId);
  await desk.chat.say("Go");
  await expect(desk.chat.last).toContainText("Secret");
  await cover(desk, true);
  open();
  await expect.poll(() => notified(desk)).toHaveLength(1);
  const id = (await desk.chat.last.getAttribute("id"))!.replace("message-", "");
  expect(await notified(desk)).toEqual([{ title, tag: id, body: "Answer complete" }]);
  await desk.page.evaluate(() => (window as unknown as Notifying).clickLast());
  await expect.poll(() => notified(desk)).toHaveLength(0);
  await expect(desk.page).toHaveURL(new RegExp(`/chats/${chatId}$`));
});

test("a browser that refuses notifications is explained, and the switch stays off @wide", async ({ desk }) => {
  await notifying(desk, "denied");
  await desk.open("/settings");
  const wanted = desk.page.getByRole("switch", { name: "Notify me" });
  await wanted.click();
  await expect(desk.page.getByText("does not let this page show notifications").first()).toBeVisible();
  await expect(wanted).not.toBeChecked();
  await expect(desk.page.locator("html")).not.toHaveAttribute("data-notifications");
});
