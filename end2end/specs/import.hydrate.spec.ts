import { readFile } from "node:fs/promises";
import { expect, test, unique, type Desk } from "../support/fixtures.js";

const timestamp = "2025-01-31T12:00:00Z";

async function choose(desk: Desk, content: string): Promise<void> {
  const file = { name: "chats.json", mimeType: "application/json", buffer: Buffer.from(content) };
  await desk.page.getByLabel("Choose a file").setInputFiles(file);
}

const result = (desk: Desk) => desk.page.getByRole("main").getByRole("status");

test("chats of a file are imported once, in batches, however often the file comes (A29.7)", async ({ desk }) => {
  const key = unique("Harbour");
  const messages = Array.from({ length: 250 }, (_, index) => ({
    id: `${key}-${index}`,
    chat_id: key,
    content: `Line ${index + 1}.`,
    role: index % 2 === 0 ? "user" : "assistant",
    timestamp,
    position: index + 1,
  }));
  const file = JSON.stringify({ chats: [{ id: key, title: key, timestamp, is_deleted: false }], messages: messages.toReversed() });
  await desk.chats.open();
  await desk.page.getByRole("link", { name: "Import" }).click();
  await expect(desk.page.getByRole("heading", { level: 1 })).toHaveText("Import chats");
  await choose(desk, file);
  await expect(result(desk)).toContainText("1 chat imported.");
  await expect(result(desk)).toContainText("250 messages imported.");
  await choose(desk, file);
  await expect(result(desk)).toContainText("0 chats imported, 1 here already.");
  await expect(result(desk)).toContainText("0 messages imported, 250 here already.");
  await desk.page.getByRole("link", { name: "Show all chats" }).click();
  await desk.chats.search.fill(key);
  await desk.chats.link(key).click();
  await expect(desk.chat.last).toContainText("Line 250.");
});

test("a file that is none says so, and rows that do not fit are named and can be saved (A29.7)", async ({ desk }) => {
  const key = unique("Odd");
  await desk.open("/chats/import");
  await choose(desk, '{"chats": [');
  await expect(result(desk)).toContainText("This file is no JSON");
  await choose(desk, '{"rows": []}');
  await expect(result(desk)).toContainText("`chats` is missing");
  const good = { id: key, title: key, timestamp };
  const bad = { id: `${key}-2`, timestamp };
  const lost = { id: `${key}-3`, chatId: `${key}-nowhere`, content: "Lost", role: "user", timestamp };
  await choose(desk, JSON.stringify({ chats: [good, bad], messages: [lost] }));
  await expect(result(desk)).toContainText("1 chat imported.");
  await expect(result(desk)).toContainText("2 rows were not imported");
  await expect(result(desk)).toContainText("Chat 2 `title` is missing.");
  await expect(result(desk)).toContainText(`The chat ${key}-nowhere has not been imported.`);
  const saved = desk.page.waitForEvent("download");
  await desk.page.getByRole("button", { name: "Save what was not imported" }).click();
  const rest = JSON.parse(await readFile(await (await saved).path(), "utf8"));
  expect(rest).toEqual({ chats: [bad], messages: [lost] });
});

test("a chat is saved as Markdown and as JSON, and the JSON can be imported (D-M10, A29.8)", async ({ desk, owner }) => {
  const title = unique("Saved");
  const chatId = await owner.createChat(title, "Ask", "**Answer**");
  await desk.chat.open(chatId);
  const save = async (name: string) => {
    const saved = desk.page.waitForEvent("download");
    await desk.page.getByRole("button", { name: "More about this chat" }).click();
    await desk.page.getByRole("link", { name }).click();
    return await readFile(await (await saved).path(), "utf8");
  };
  expect(await save("Save as Markdown")).toContain(`# ${title}\n`);
  const json = await save("Save as JSON");
  await desk.open("/chats/import");
  await choose(desk, json);
  await expect(result(desk)).toContainText("1 chat imported.");
  await expect(result(desk)).toContainText("2 messages imported.");
});

test("a chat comes back with its versions and with what is in its text files (A29.8) @wide", async ({ desk, owner }) => {
  const title = unique("Whole");
  const chatId = await owner.createChat(title, "Ask", "Answer");
  await owner.sayWithFiles(chatId, "Look", [{ name: "leaves.csv", type: "text/csv", bytes: 'a,"b"\n' }]);
  await owner.sayDifferently(chatId, "Ask anew");
  await desk.chat.open(chatId);
  await expect(desk.chat.texts.first()).toHaveText("Ask anew");
  const saved = desk.page.waitForEvent("download");
  await desk.page.getByRole("button", { name: "More about this chat" }).click();
  await desk.page.getByRole("link", { name: "Save as JSON" }).click();
  const json = JSON.parse(await readFile(await (await saved).path(), "utf8"));
  expect(json.messages[2].files).toMatchObject([{ name: "leaves.csv", size: 6, text: 'a,"b"\n' }]);
  const copy = unique("Copy");
  json.chats[0].title = copy;
  await desk.open("/chats/import");
  await choose(desk, JSON.stringify(json));
  await expect(result(desk)).toContainText("1 chat imported.");
  await expect(result(desk)).not.toContainText("files whose content");
  await desk.page.getByRole("link", { name: "Show all chats" }).click();
  await desk.chats.search.fill(copy);
  await desk.chats.link(copy).click();
  await expect(desk.chat.texts.first()).toHaveText("Ask anew");
  await desk.chat.messages.first().getByRole("button", { name: "Previous version" }).click();
  await expect(desk.chat.texts).toHaveText(["Ask", "Answer", "Look"]);
  await expect(desk.chat.last.getByRole("link", { name: /leaves\.csv/ })).toBeVisible();
});
