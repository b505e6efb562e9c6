import { expectAccessible } from "../support/accessibility.js";
import { Device, keptChats } from "../support/device.js";
import { expect, test as base, unique, type Desk } from "../support/chats.js";
import { newAddress, signUp } from "../support/people.js";

// What works without a network. Every test has a server of its own, which goes away, and a browser that stays.

const test = base.extend<{ device: Device }>({
  isFresh: true,
  device: async ({ place, problems, launchOptions, contextOptions, viewport }, use, info) => {
    // Browsers and servers that start again take their time.
    info.slow();
    const device = await Device.make({ place, problems, launchOptions, contextOptions: { ...contextOptions, viewport } });
    await use(device);
    await device.dispose();
  },
});

/** What a browser says that finds no server, and what one whose session has ended. */
const away = /WebSocket|Failed to fetch|net::ERR_/;
const ended = /UNAUTHENTICATED/;

const [question, answer] = ["What grows in shade?", "Ferns and **hostas**."];

/** A tab whose chat would be there without a network. */
async function keep(device: Device, chatId: string): Promise<Desk> {
  const tab = await device.tab();
  await tab.chat.open(chatId);
  await device.hasKept(tab, answer);
  return tab;
}

test("cold start offline: read, search, write three messages and an edit in two tabs, reconnect: exactly once, in order (D-O5, A29.6)", async ({
  device,
  owner,
  place,
  problems,
}) => {
  problems.expect(away);
  const title = unique("Garden");
  const chatId = await owner.createChat(title, question, answer);
  const before = await keep(device, chatId);
  // What is said while the page is open is there, too.
  await before.chat.say("And moss?");
  await device.hasKept(before, "You said: And moss?");
  await device.stop();
  await place.server.kill();
  await device.start();

  const [one, two] = [await device.tab(), await device.tab()];
  await one.offline.open();
  await expect(one.offline.status).toBeVisible();
  await one.offline.search.fill("HOSTAS");
  await expect(one.offline.found).toHaveText(new RegExp(`${title}.*Ferns and`));
  await one.offline.found.getByRole("link").click();
  await one.isReady();
  await expect(one.chat.heading).toHaveText(title);
  await expect(one.chat.messages.nth(1).locator("strong")).toHaveText("hostas");
  await expect(one.chat.last.locator(".prose")).toHaveText("You said: And moss?");

  await two.chat.open(chatId);
  await one.offline.write("First");
  await two.offline.write("Second");
  await one.offline.edit(one.chat.messages.first(), "What grows in the sun?");
  await expect(two.offline.waiting).toHaveCount(3);
  await two.offline.write("Third");
  const texts = ["First", "Second", "What grows in the sun?", "Third"];
  for (const tab of [one, two]) await expect(tab.offline.waitingTexts).toHaveText(texts);

  await place.server.start();
  for (const tab of [one, two]) {
    // The live page, with the version that was written last.
    await expect(tab.chat.last.locator(".prose")).toHaveText("You said: Third", { timeout: 60_000 });
    await expect(tab.chat.texts.first()).toHaveText("What grows in the sun?");
  }
  const said = async () => (await owner.chat(chatId))!.messages.map(({ content }) => content);
  const version = await owner.chat(chatId);
  const rest = await said();
  expect(rest.filter((_, index) => index % 2 === 0)).toEqual(["What grows in the sun?", "Third"]);
  await one.page.getByRole("button", { name: "Previous version" }).first().click();
  await expect(one.chat.texts.first()).toHaveText(question);
  expect((await owner.chat(chatId))!.threadId).not.toBe(version!.threadId);
  expect((await said()).filter((_, index) => index % 2 === 0)).toEqual([question, "And moss?", "First", "Second"]);
});

test("what waits can be changed, moved and taken out, and a chat begun offline goes on (D-O5, A29.6) @wide", async ({
  device,
  owner,
  place,
  problems,
}) => {
  problems.expect(away);
  await keep(device, await owner.createChat(unique("Any"), question, answer));
  const tab = await device.tab();
  await place.server.kill();
  await tab.offline.open();
  await tab.offline.write("Begun");
  await expect(tab.offline.waiting).toHaveCount(1);
  await expectAccessible(tab.page);
  await tab.offline.chats.filter({ hasText: "Begun" }).getByRole("link").click();
  await tab.isReady();
  for (const text of ["b", "a", "never"]) await tab.offline.write(text);
  await tab.offline.waiting.nth(2).getByRole("button", { name: "Send earlier" }).click();
  await expect(tab.offline.waitingTexts).toHaveText(["Begun", "a", "b", "never"]);
  // A chat begins before it goes on.
  await expect(tab.offline.waiting.nth(1).getByRole("button", { name: "Send earlier" })).toHaveAttribute("aria-disabled", "true");
  await tab.offline.waiting.nth(3).getByRole("button", { name: "Take out" }).click();
  await tab.offline.edit(tab.offline.waiting.nth(1), "a!");
  await expect(tab.offline.waitingTexts).toHaveText(["Begun", "a!", "b"]);
  await tab.page.reload();
  await expect(tab.offline.waitingTexts).toHaveText(["Begun", "a!", "b"]);
  await expectAccessible(tab.page);

  await place.server.start();
  await expect(tab.page).toHaveURL(/\/chats\/(?!new)\w+$/, { timeout: 60_000 });
  await tab.isReady();
  await expect(tab.chat.last.locator(".prose")).toHaveText("You said: b", { timeout: 60_000 });
  await expect(tab.chat.texts).toHaveText(["Begun", "You said: Begun", "a!", "You said: a!", "b", "You said: b"]);
});

test("a message that was said differently elsewhere meanwhile has both versions (D-O6) @wide", async ({ device, owner, place, problems }) => {
  problems.expect(away);
  const chatId = await owner.createChat(unique("Both"), question, answer);
  const tab = await keep(device, chatId);
  await device.context.setOffline(true);
  await tab.chat.open(chatId);
  await expect(tab.offline.status).toBeVisible();
  await tab.offline.edit(tab.chat.messages.first(), "Offline words");
  await expect(tab.offline.waiting).toHaveCount(1);
  await owner.edit(chatId, question, "Words from elsewhere");
  await device.context.setOffline(false);
  await expect(tab.chat.texts.first()).toHaveText("Offline words", { timeout: 60_000 });
  await expect(tab.page.getByText("3 of 3")).toBeVisible();
  const before = tab.page.getByRole("button", { name: "Previous version" }).first();
  for (const text of ["Words from elsewhere", question]) {
    await before.click();
    await expect(tab.chat.texts.first()).toHaveText(text);
  }
});

test("an open page takes what is written without a network, says so, and sends it (A29.5, D-O4) @wide", async ({ device, owner, problems }) => {
  problems.expect(away);
  const chatId = await owner.createChat(unique("Open"), question, answer);
  const tab = await keep(device, chatId);
  await device.context.setOffline(true);
  await tab.chat.say("Meanwhile");
  await expect(tab.chat.composer).toHaveValue("");
  await expect(tab.page.getByRole("link", { name: "Chats on this device" })).toBeVisible();
  await tab.page.getByRole("button", { name: "1 message waiting to be sent" }).click();
  await expect(tab.offline.waitingTexts).toHaveText(["Meanwhile"]);
  await tab.page.keyboard.press("Escape");
  await tab.chat.choose(tab.chat.messages.first(), "Edit");
  const editor = tab.chat.messages.first().getByRole("textbox", { name: "Message" });
  await editor.fill("What grows in sand?");
  await editor.press("Enter");
  await expect(editor).toHaveCount(0);
  await tab.page.getByRole("button", { name: "2 messages waiting to be sent" }).click();
  await expect(tab.offline.waitingTexts).toHaveText(["Meanwhile", "What grows in sand?"]);
  await tab.page.keyboard.press("Escape");
  await device.context.setOffline(false);
  await expect(tab.chat.texts).toHaveText(["What grows in sand?", "You said: What grows in sand?"], { timeout: 60_000 });
  await expect(tab.page.getByRole("complementary", { name: "Outbox" })).toBeHidden();
  await tab.chat.choose(tab.chat.messages.first(), "Previous version");
  // Its answer was not waited for: it ended with the version that was left.
  await expect(tab.chat.texts.nth(2)).toHaveText("Meanwhile");
  expect((await owner.chat(chatId))!.messages).toHaveLength(4);
});

test("what cannot be sent keeps its text and says why (D-O7, D-A4) @wide", async ({ device, owner, place, problems }) => {
  problems.expect(away);
  const chatId = await owner.createChat(unique("Gone"), question, answer);
  const tab = await keep(device, chatId);
  await place.server.kill();
  await tab.chat.open(chatId);
  await tab.offline.write("Too late");
  await expect(tab.offline.waiting).toHaveCount(1);
  // Its page would send it at once; the chat goes while nothing of the device is open.
  await device.stop();
  await place.server.start();
  await owner.trashChat(chatId);
  await device.start();
  const other = await device.tab();
  await other.chats.open();
  const note = other.page.getByRole("button", { name: "1 message could not be sent" });
  await note.click();
  await expect(other.offline.waiting).toContainText("Too late");
  await expect(other.page.getByRole("alert")).toContainText("does not exist");
  await owner.restoreChat(chatId);
  await other.page.getByRole("button", { name: "Try again" }).click();
  await expect(note).toBeHidden();
  await expect(async () => expect((await owner.chat(chatId))!.messages[2]).toMatchObject({ content: "Too late" })).toPass();
});

test("signing out forgets everything, and whoever comes next sees nothing @wide", async ({ device, owner, place, problems }) => {
  problems.expect(away);
  problems.expect(ended);
  const title = unique("Private");
  const chatId = await owner.createChat(title, question, answer);
  const tab = await keep(device, chatId);
  await device.context.setOffline(true);
  await tab.chat.say("Unsent secret");
  await expect(tab.page.getByRole("button", { name: "1 message waiting to be sent" })).toBeVisible();
  await device.context.setOffline(false);
  await tab.openOwnMenu();
  await tab.page.getByRole("button", { name: "Sign out" }).click();
  await expect(tab.page).toHaveURL(/\/sign-in/);
  await expect(async () => expect(await tab.page.evaluate(keptChats)).toBe("[]")).toPass();

  await signUp(tab.page, newAddress());
  await tab.chats.open();
  await tab.chats.ask("Of somebody else");
  await device.hasKept(tab, "Of somebody else");
  await place.server.kill();
  await tab.offline.open();
  await expect(tab.offline.chats).toHaveCount(1);
  await expect(tab.offline.waiting).toHaveCount(0);
  await expect(tab.page.getByText(title)).toHaveCount(0);
  await tab.offline.chats.getByRole("link").click();
  await expect(tab.chat.texts.first()).toHaveText("Of somebody else");
});

test("somebody else's link shows nothing of the one before, not even if the network goes at once @wide", async ({
  device,
  owner,
  place,
  problems,
}) => {
  problems.expect(away);
  problems.expect(ended);
  const title = unique("Private");
  const tab = await keep(device, await owner.createChat(title, question, answer));
  // Nobody touches the page, so it has not asked yet whose it is.
  await tab.open(await place.server.ownerLink());
  await place.server.kill();
  await tab.offline.open();
  await expect(tab.page.getByText("Nothing is kept on this device for whoever is signed in.")).toBeVisible();
  await expect(tab.page.getByText(title)).toHaveCount(0);
});

test("a tab that still is another person's keeps nothing, and what is written there goes nowhere @wide", async ({
  device,
  owner,
  problems,
}) => {
  problems.expect(away);
  problems.expect(ended);
  const title = unique("Private");
  await owner.createChat(title, question, answer);
  const stale = await device.tab();
  await stale.chats.open();
  await device.hasKept(stale, answer);
  // It sleeps while somebody else takes the browser over.
  const line = await device.context.newCDPSession(stale.page);
  const conditions = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", { ...conditions, offline: true });
  const tab = await device.tab();
  await tab.chats.open();
  await tab.openOwnMenu();
  await tab.page.getByRole("button", { name: "Sign out" }).click();
  await expect(tab.page).toHaveURL(/\/sign-in/);
  await signUp(tab.page, newAddress());
  await tab.chats.open();
  await tab.chats.ask("Of somebody else");
  await device.hasKept(tab, "Of somebody else");

  const asked: string[] = [];
  device.context.on("request", (request) => asked.push(request.postData() ?? ""));
  await stale.chats.prompt.fill("Unsent secret");
  await stale.chats.prompt.press("Enter");
  await line.send("Network.emulateNetworkConditions", { ...conditions, offline: false });
  await expect(stale.page.getByText(title)).toHaveCount(0, { timeout: 60_000 });
  await tab.chat.say("Later");
  await device.hasKept(tab, "You said: Later");
  const kept = await tab.page.evaluate(keptChats);
  for (const secret of [title, "Unsent secret"]) expect(kept).not.toContain(secret);
  await expect(tab.page.getByRole("complementary", { name: "Outbox" })).toBeHidden();
  await tab.chats.open();
  // Theirs alone; a model has named it.
  await expect(tab.chats.rows).toHaveCount(1);
  await expect(tab.page.getByText("Unsent secret")).toHaveCount(0);
  expect(asked.filter((body) => body.includes("Unsent"))).toEqual([]);
});

test("a session that was ended elsewhere takes what was kept along, and leaves what waits to its writer @wide", async ({
  device,
  owner,
  desk,
  place,
  problems,
}) => {
  problems.expect(away);
  problems.expect(ended);
  const chatId = await owner.createChat(unique("Private"), question, answer);
  const tab = await keep(device, chatId);
  await device.context.setOffline(true);
  await tab.chat.say("Unsent");
  await expect(tab.page.getByRole("button", { name: "1 message waiting to be sent" })).toBeVisible();
  await desk.account.open();
  await desk.page.getByRole("button", { name: /^End all other sessions/ }).click();
  await desk.page.getByRole("button", { name: "End them" }).click();
  await expect(desk.account.otherSessions).toHaveCount(0);
  await device.context.setOffline(false);
  await expect(tab.page.getByRole("dialog", { name: "This session has ended" })).toBeVisible({ timeout: 60_000 });
  await expect(tab.chat.messages).toHaveCount(0);
  await expect(async () => expect(await tab.page.evaluate(keptChats)).toBe("[]")).toPass();
  expect((await owner.chat(chatId))!.messages).toHaveLength(2);

  await tab.open(await place.server.ownerLink());
  await tab.chat.open(chatId);
  await expect(tab.chat.last.locator(".prose")).toHaveText("You said: Unsent", { timeout: 60_000 });
  expect((await owner.chat(chatId))!.messages).toHaveLength(4);
});

test("what is being changed when the connection is back is sent as it is saved, and what is written then is sent, too @wide", async ({
  device,
  owner,
  place,
  problems,
}) => {
  problems.expect(away);
  const chatId = await owner.createChat(unique("Changing"), question, answer);
  const tab = await keep(device, chatId);
  await place.server.kill();
  await tab.chat.open(chatId);
  await tab.offline.write("Frist");
  await expect(tab.offline.waiting).toHaveCount(1);
  await tab.offline.waiting.getByRole("button", { name: "Edit" }).click();
  const box = tab.offline.waiting.getByRole("textbox");
  await box.fill("First");
  await tab.chat.composer.fill("Second");
  await place.server.start();
  await expect(tab.page.getByRole("link", { name: "Open the live page" })).toBeVisible({ timeout: 60_000 });
  expect((await owner.chat(chatId))!.messages).toHaveLength(2);
  await box.press("Enter");
  const third = async () => (await owner.chat(chatId))!.messages[2]?.content;
  await expect(async () => expect(await third()).toBe("First")).toPass();
  // Somebody is still writing, so the page is still there.
  await tab.chat.composer.press("Enter");
  await expect(tab.chat.last.locator(".prose")).toHaveText("You said: Second", { timeout: 60_000 });
  await expect(tab.chat.texts).toHaveText([question, /Ferns/, "First", "You said: First", "Second", "You said: Second"]);
});

test("what the server fails at holds up neither other chats nor the live page @wide", async ({ device, owner, problems }) => {
  problems.expect(away);
  problems.expect(/status of 500/);
  const one = await owner.createChat(unique("One"), question, answer);
  const two = await owner.createChat(unique("Two"), question, answer);
  const tab = await keep(device, one);
  await device.hasKept(tab, two);
  await device.context.route("**/do/deliver", async (route) => {
    if (route.request().postData()?.includes("Stuck")) await route.fulfill({ status: 500 });
    else await route.fallback();
  });
  await device.context.setOffline(true);
  for (const [chatId, text] of [[one, "Stuck"], [two, "Passes"]] as const) {
    await tab.chat.open(chatId);
    await tab.offline.write(text);
  }
  await expect(tab.offline.waiting).toHaveCount(2);
  await device.context.setOffline(false);
  await expect(tab.chat.last.locator(".prose")).toHaveText("You said: Passes", { timeout: 60_000 });
  const note = tab.page.getByRole("button", { name: "1 message waiting to be sent" });
  await expect(note).toBeVisible();
  await device.context.unroute("**/do/deliver");
  await expect(note).toBeHidden({ timeout: 60_000 });
  expect((await owner.chat(one))!.messages[2]).toMatchObject({ content: "Stuck" });
});

test("the product can be installed @wide", async ({ device }) => {
  const tab = await device.tab();
  await tab.chats.open();
  await tab.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const session = await device.context.newCDPSession(tab.page);
  const { errors, data } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { icons, display } = JSON.parse(data!);
  expect(display).toBe("standalone");
  for (const { src, type } of icons) {
    const response = await tab.page.request.get(src);
    expect(response.headers()["content-type"]).toBe(type);
  }
});
