import { expectAccessible } from "../support/accessibility.js";
import { expect, gate, test, unique } from "../support/chats.js";
import { Line } from "../support/line.js";

/** A red dot. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==",
  "base64",
);
const picture = { name: "dot.png", mimeType: "image/png", buffer: png };
const code = { name: "main.rs", mimeType: "", buffer: Buffer.from("fn main() {}") };
const note = (name: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(`in ${name}`) });

const uploads = "**/api/storage/upload*";

test.describe("files (D-A2)", () => {
  test("are chosen, described, sent and shown, and the model is told what is in them", async ({ desk, owner, provider }) => {
    const chatId = await owner.createChat(unique("Files"));
    await desk.chat.open(chatId);
    await expect(desk.composer.add).toHaveAccessibleDescription(/^Pictures up to .* text files up to /);
    await desk.composer.choose(picture, code);
    await expect(desk.composer.taking("dot.png")).toBeVisible();
    await expect(desk.composer.taking("main.rs")).toBeVisible();
    await expectAccessible(desk.page);
    const words = desk.page.getByRole("textbox", { name: "Description of dot.png" });
    await words.fill("A red dot");
    await words.press("Enter");
    await expect(desk.composer.text).toBeFocused();
    await desk.chat.say("Look");
    const said = desk.chat.messages.first();
    const shown = said.getByRole("img", { name: "A red dot" });
    await expect(shown).toBeVisible();
    await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(5);
    await expect(said.getByRole("link", { name: /main\.rs/ })).toContainText("12 bytes");
    await expect(desk.composer.files).toHaveCount(0);
    await expect(desk.chat.last).toContainText("You said");
    expect(JSON.stringify(provider.answered.at(-1)!.body.messages)).toContain("fn main() {}");
    await expectAccessible(desk.page);
  });

  test("are added by dropping them anywhere and by pasting, wait on every device, and are removed", async ({ desk, otherDesk, owner }) => {
    const chatId = await owner.createChat(unique("Drop"));
    await desk.chat.open(chatId);
    await desk.composer.drag("dragenter", "dropped.txt", "dropped");
    await expect(desk.composer.dropZone).toBeVisible();
    await expect(desk.announcer).toContainText("Drop the files");
    await desk.composer.drag("drop", "dropped.txt", "dropped");
    await expect(desk.composer.dropZone).toBeHidden();
    await expect(desk.composer.taking("dropped.txt")).toBeVisible();
    await desk.composer.pasteFile("pasted.csv", "text/csv", "a,b");
    await expect(desk.composer.taking("pasted.csv")).toBeVisible();
    await otherDesk.chat.open(chatId);
    await otherDesk.composer.taking("dropped.txt").click();
    for (const at of [desk, otherDesk]) await expect(at.composer.files).toHaveText([/pasted\.csv/]);
  });

  test("that are pictures are said to be of no use to a model that sees none @wide", async ({ desk, owner, place }) => {
    await place.server.setVariable("CONCLAVE_OLLAMA_MODELS", "scripted");
    await desk.chat.open(await owner.createChat(unique("Blind")));
    await desk.composer.choose(code);
    await expect(desk.composer.taking("main.rs")).toBeVisible();
    const hint = desk.page.getByRole("main").getByText(/sees no pictures/);
    await expect(hint).toBeHidden();
    await desk.composer.choose(picture);
    await expect(hint).toBeVisible();
    await desk.composer.taking("dot.png").click();
    await expect(hint).toBeHidden();
  });

  test("of other types or too large ones are refused before they are sent anywhere @wide", async ({ desk, owner }) => {
    const chatId = await owner.createChat(unique("Limits"));
    await desk.chat.open(chatId);
    await desk.composer.choose({ name: "all.zip", mimeType: "application/zip", buffer: Buffer.from("PK") });
    await expect(desk.toast).toContainText("all.zip is of a type that models cannot read.");
    await desk.composer.choose({ ...note("big.txt"), buffer: Buffer.alloc(1_000_001, "x") });
    await expect(desk.toast).toContainText("big.txt is too large: 1.1 MB of at most 1 MB.");
    await expect(desk.composer.files).toHaveCount(0);
  });

  test("that do not arrive can be tried again, and the text stays", async ({ desk, owner, problems }) => {
    problems.expect(/ERR_FAILED/);
    const chatId = await owner.createChat(unique("Again"));
    await desk.chat.open(chatId);
    await desk.page.route(uploads, (route) => route.abort());
    await desk.composer.choose(note("plan.txt"));
    await expect(desk.composer.files).toContainText("It has not arrived.");
    await expectAccessible(desk.page);
    await desk.composer.text.fill("See the plan");
    await desk.chat.send.click();
    await expect(desk.toast).toContainText("Not sent: plan.txt has not arrived.");
    await expect(desk.composer.text).toHaveValue("See the plan");
    await expect(desk.chat.messages).toHaveCount(0);
    await desk.page.unroute(uploads);
    await desk.composer.files.getByRole("button", { name: "Try plan.txt again" }).click();
    await expect(desk.composer.taking("plan.txt")).toBeVisible();
    await desk.chat.send.click();
    await expect(desk.chat.messages.first().getByRole("link", { name: /plan\.txt/ })).toBeVisible();
  });

  test("hold the message back until they have arrived; one that is given up does not", async ({ desk, owner }) => {
    const chatId = await owner.createChat(unique("Wait"));
    const opened = gate();
    await desk.chat.open(chatId);
    await desk.page.route(uploads, async (route) => {
      await opened;
      await route.continue().catch(() => undefined);
    });
    await desk.composer.choose(note("slow.txt"), note("wrong.txt"));
    await expect(desk.composer.files.getByRole("progressbar")).toHaveCount(2);
    await desk.composer.files.getByRole("button", { name: "Cancel wrong.txt" }).click();
    await expect(desk.composer.files).toHaveCount(1);
    await desk.composer.text.fill("With a file");
    await desk.chat.send.click();
    await expect(desk.page.getByText("Sent as soon as the files have arrived.")).toBeVisible();
    await expect(desk.composer.text).toHaveValue("With a file");
    opened.open();
    await expect(desk.chat.texts).toHaveText(["With a file", /You said.*With a file/s]);
    await expect(desk.chat.messages.first().getByRole("list", { name: "Attached files" })).toHaveText(/slow\.txt/);
    await expect(desk.composer.text).toHaveValue("");
  });

  test("are made of a long text that is pasted, if one wants (D-A3)", async ({ desk, owner }) => {
    const chatId = await owner.createChat(unique("Paste"));
    await desk.chat.open(chatId);
    await desk.composer.pasteText("line of a log\n".repeat(400));
    await expect(desk.page.getByText("Pasted 5600 characters.", { exact: true })).toBeVisible();
    await expectAccessible(desk.page);
    await desk.page.getByRole("button", { name: "Make it a file" }).click();
    await expect(desk.composer.taking("pasted.txt")).toBeVisible();
    await expect(desk.composer.text).toHaveValue("");
    await expect(desk.composer.text).toBeFocused();
  });

  test("begin a chat together with its first message @wide", async ({ desk }) => {
    await desk.chats.open();
    await desk.composer.choose(note("first.txt"));
    await expect(desk.composer.taking("first.txt")).toBeVisible();
    await desk.chats.ask("What is in it?");
    await expect(desk.chat.messages.first().getByRole("link", { name: /first\.txt/ })).toBeVisible();
  });
});

test.describe("what is being written", () => {
  test("is on every device, live and in the document, and ends with the message (D-A1)", async ({ desk, otherDesk, owner }) => {
    const chatId = await owner.createChat(unique("Draft"));
    await desk.chat.open(chatId);
    await otherDesk.chat.open(chatId);
    await desk.composer.text.fill("Half a thought");
    await expect(otherDesk.composer.text).toHaveValue("Half a thought");
    await otherDesk.page.reload();
    await expect(otherDesk.composer.text).toHaveValue("Half a thought");
    await otherDesk.isReady();
    await otherDesk.composer.text.focus();
    await otherDesk.page.keyboard.press("End");
    await otherDesk.page.keyboard.type(", and more");
    await expect(desk.composer.text).toHaveValue("Half a thought, and more");
    await desk.chat.send.click();
    for (const at of [desk, otherDesk]) {
      await expect(at.chat.texts.first()).toHaveText("Half a thought, and more");
      await expect(at.composer.text).toHaveValue("");
    }
  });

  test("stays when it cannot be sent (D-A1, D-A4)", async ({ desk, owner }) => {
    const chatId = await owner.createChat(unique("Refused"));
    const line = await Line.of(desk.page);
    await desk.chat.open(chatId);
    await desk.composer.choose(note("gone.txt"));
    await expect(desk.composer.taking("gone.txt")).toBeVisible();
    await desk.composer.text.fill("See the file");
    line.hold();
    await desk.chat.send.click();
    await expect(desk.composer.text).toHaveValue("");
    await owner.takeFilesOut(chatId);
    line.release();
    await expect(desk.chat.unsent).toContainText("See the file");
    await expect(desk.chat.unsent.getByRole("alert")).toContainText("does not exist");
    await expect(desk.composer.text).toHaveValue("");
    await expect(desk.chat.messages).toHaveCount(0);
    await desk.page.reload();
    await expect(desk.chat.unsent).toContainText("See the file");
    await desk.chat.unsent.getByRole("button", { name: "Try again" }).click();
    await expect(desk.chat.texts.first()).toHaveText("See the file");
    await expect(desk.chat.unsent).toHaveCount(0);
  });

  test("for a new chat is there as well, and in a task @wide", async ({ desk, otherDesk, owner }) => {
    const text = unique("A beginning");
    await desk.chats.open();
    await desk.composer.text.fill(text);
    await otherDesk.chats.open();
    await expect(otherDesk.composer.text).toHaveValue(text);
    await otherDesk.composer.text.fill("");
    await expect(desk.composer.text).toHaveValue("");
    const taskId = await owner.createTask(unique("Written"));
    await desk.task.open(taskId);
    await otherDesk.task.open(taskId);
    await desk.task.composer.fill(text);
    await expect(otherDesk.task.composer).toHaveValue(text);
    await desk.task.composer.press("Enter");
    await expect(otherDesk.task.composer).toHaveValue("");
  });

  test("is what was said before, with Alt and arrow keys, but not for an input method (D-K3)", async ({ desk, owner }) => {
    const chatId = await owner.createChat(unique("Recall"), "First", "An answer", "Third\nwith two lines");
    await desk.chat.open(chatId);
    const { text } = desk.composer;
    await text.focus();
    await text.dispatchEvent("keydown", { key: "ArrowUp", altKey: true, isComposing: true });
    await expect(text).toHaveValue("");
    await desk.page.keyboard.press("Alt+ArrowUp");
    await expect(text).toHaveValue("Third\nwith two lines");
    // Without Alt from its last line to its first, then on.
    await desk.page.keyboard.press("ArrowUp");
    await expect(text).toHaveValue("Third\nwith two lines");
    await desk.page.keyboard.press("ArrowUp");
    await expect(text).toHaveValue("First");
    await desk.page.keyboard.press("Alt+ArrowDown");
    await expect(text).toHaveValue("Third\nwith two lines");
    await desk.page.keyboard.press("Alt+ArrowUp");
    await desk.page.keyboard.type(" again");
    for (const key of ["ArrowDown", "Alt+ArrowDown"]) await desk.page.keyboard.press(key);
    await expect(text).toHaveValue("First again");
  });

  test("is what was said before, by an arrow alone in a task @wide", async ({ desk, owner }) => {
    const taskId = await owner.createTask(unique("Recall"));
    await desk.task.open(taskId);
    await desk.task.say("Said before");
    await expect(desk.task.message("Said before")).not.toContainText("Sending");
    await desk.task.composer.press("ArrowUp");
    await expect(desk.task.composer).toHaveValue("Said before");
  });
});

test("an arrow leads from an empty box to one's last message, which is edited (D-K3, A7.4) @wide", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Edit"), "First", "An answer", "Second", "Another");
  await desk.chat.open(chatId);
  const { text } = desk.composer;
  const editor = desk.chat.messages.nth(2).getByRole("textbox", { name: "Message" });
  await text.fill("Something");
  await text.press("ArrowUp");
  await expect(text).toBeFocused();
  await text.fill("");
  await text.press("ArrowUp");
  await expect(editor).toBeFocused();
  await expect(editor).toHaveValue("Second");
  await desk.page.keyboard.press("Escape");
  await expect(editor).toHaveCount(0);
  await expect(text).toBeFocused();
  await text.press("ArrowUp");
  await editor.fill("Second, changed");
  await editor.press("Enter");
  await expect(desk.chat.texts).toHaveText(["First", "An answer", "Second, changed", /You said: Second, changed/]);
});

test("where Enter begins a line, only Ctrl or ⌘ with it sends and saves (D-K3) @wide", async ({ desk, owner, context, place }) => {
  await context.addCookies([{ name: "sending", value: "modifier", url: place.server.url }]);
  const chatId = await owner.createChat(unique("Keys"));
  const { page } = desk;
  await desk.chat.open(chatId);
  const { text } = desk.composer;
  await text.focus();
  await page.keyboard.type("One");
  await page.keyboard.press("Enter");
  await page.keyboard.type("two");
  await expect(text).toHaveValue("One\ntwo");
  await text.dispatchEvent("keydown", { key: "Enter", ctrlKey: true, isComposing: true });
  await expect(text).toHaveValue("One\ntwo");
  await page.keyboard.press("Control+Enter");
  await expect(text).toHaveValue("");
  await expect(desk.chat.texts.first()).toContainText("two");
  await desk.chat.isIdle();
  await desk.chat.choose(desk.chat.messages.first(), "Edit");
  const editor = desk.chat.messages.first().getByRole("textbox", { name: "Message" });
  await expect(editor).toHaveValue("One\ntwo");
  await editor.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("three");
  await expect(editor).toHaveValue("One\ntwo\nthree");
  await page.keyboard.press("Meta+Enter");
  await expect(desk.chat.texts.first()).toContainText("three");
  await desk.palette.find("keyboard shortcuts", "Keyboard shortcuts");
  await page.keyboard.press("Enter");
  await expect(desk.palette.sheet).toContainText(/Send or save a message\s*Ctrl/);
});

test("how large a message becomes is said below, where it matters, and moves nothing (D-A7)", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Size"));
  await desk.chat.open(chatId);
  const { notes, text } = desk.composer;
  const before = (await notes.boundingBox())!.height;
  await text.fill("x".repeat(400));
  await text.fill("x".repeat(1_000));
  await expect(notes).toContainText("About 250 tokens");
  expect((await notes.boundingBox())!.height).toBe(before);
  await desk.composer.choose({ ...note("long.txt"), buffer: Buffer.alloc(4_000, "x") });
  await expect(notes).toContainText("About 1,300 tokens");
  await expect(desk.announcer).not.toContainText("tokens");
  await text.fill("x".repeat(36_000));
  await expect(notes).toContainText("About 10,000 tokens, but the model reads 8,000");
  await expect(desk.announcer).toContainText("the model reads 8,000");
  expect((await notes.boundingBox())!.height).toBe(before);
  await expectAccessible(desk.page);
  await text.fill("");
  await desk.composer.taking("long.txt").click();
  await expect(notes).not.toContainText("tokens");
});

test("a model is found and chosen by keyboard, and one that is missing says why (D-A7, D-K10, A7.11)", async ({ desk, owner, place, provider }) => {
  await place.server.setVariable("CONCLAVE_OLLAMA_MODELS", "scripted,another");
  const chatId = await owner.createChat(unique("Models"));
  await desk.chat.open(chatId);
  await desk.composer.openModels();
  const all = await desk.composer.models.count();
  const missing = desk.composer.models.filter({ hasText: "Set a key of Anthropic in the settings to use it." });
  await expect(missing.first()).toHaveAttribute("aria-disabled", "true");
  // What answers comes first.
  await expect(desk.composer.models.last()).toHaveAttribute("aria-disabled", "true");
  await expect(desk.composer.models.first()).not.toHaveAttribute("aria-disabled");
  await expect(desk.page.getByRole("link", { name: "Set keys of providers" })).toHaveAttribute("href", "/settings#keys");
  await expectAccessible(desk.page);
  const first = await desk.composer.activeModel.getAttribute("id");
  await desk.page.keyboard.press("ArrowDown");
  const second = await desk.composer.activeModel.getAttribute("id");
  expect(second).not.toBe(first);
  await expect(desk.composer.modelSearch).toHaveAttribute("aria-activedescendant", second!);
  await desk.composer.modelSearch.fill("no such model");
  await expect(desk.page.getByText("No model fits.")).toBeVisible();
  await desk.page.keyboard.press("Escape");
  await expect(desk.composer.modelSearch).toBeHidden();
  await expect(desk.composer.model).toBeFocused();
  await desk.composer.openModels();
  await expect(desk.composer.models).toHaveCount(all);
  await desk.page.keyboard.type("ollama anoth");
  await expect(desk.composer.activeModel).toContainText("another");
  await desk.page.keyboard.press("Enter");
  await expect(desk.composer.modelSearch).toBeHidden();
  await expect(desk.composer.model).toHaveAccessibleName("Model: another");
  await desk.chat.say("Go");
  await expect(desk.chat.last).toContainText("You said: Go");
  expect(provider.answered.at(-1)!.body.model).toBe("another");
});

test("send and stop keep their places while an answer comes and goes (D-S6, A7.11)", async ({ desk, owner, provider }) => {
  const opened = gate();
  provider.next(async (answer) => {
    answer.text("Busy");
    await opened;
    answer.finish();
  });
  const chatId = await owner.createChat(unique("Place"));
  await desk.chat.open(chatId);
  const place = async () => {
    const { x, width } = (await desk.chat.send.boundingBox())!;
    return { x, width };
  };
  const before = await place();
  await desk.chat.say("Go");
  await expect(desk.chat.stop).toBeVisible();
  expect(await place()).toEqual(before);
  const [stop, send] = [(await desk.chat.stop.boundingBox())!, (await desk.chat.send.boundingBox())!];
  expect(Math.abs(stop.y + stop.height / 2 - send.y - send.height / 2)).toBeLessThan(2);
  opened.open();
  await expect(desk.chat.stop).toBeHidden();
  expect(await place()).toEqual(before);
});

test("where no model can answer nothing is sent: the button says why, and the text stays until one can (D-A8)", async ({
  desk,
  owner,
  place,
}) => {
  const models = (names: string) => place.server.setVariable("CONCLAVE_OLLAMA_MODELS", names);
  await models("");
  const chatId = await owner.createChat(unique("Nobody"));
  await desk.chat.open(chatId);
  await expect(desk.chat.send).toHaveAttribute("aria-disabled", "true");
  await expect(desk.chat.send).toHaveAccessibleDescription(/^No model can answer yet\./);
  await expectAccessible(desk.page);
  await desk.composer.text.fill("Is anybody there?");
  await desk.composer.text.press("Enter");
  await expect(desk.announcer).toContainText("No model can answer yet");
  await expect(desk.composer.text).toHaveValue("Is anybody there?");
  await expect(desk.composer.text).toBeFocused();
  await expect(desk.chat.messages).toHaveCount(0);
  await models("scripted");
  await expect(desk.chat.send).not.toHaveAttribute("aria-disabled");
  await expect(desk.chat.send).not.toHaveAttribute("aria-describedby");
  await desk.chat.send.click();
  await expect(desk.chat.last).toContainText("You said: Is anybody there?");
  await expect(desk.composer.text).toHaveValue("");
});
