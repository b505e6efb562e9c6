import { expect, test, unique } from "../support/chats.js";

test("files of messages, drafts and the choice of models are there without script", async ({ desk, owner }) => {
  const chatId = await owner.createChat(unique("Files"));
  await owner.sayWithFiles(chatId, "Look", [
    { name: "notes.txt", type: "text/plain", bytes: "Remember the milk" },
    { name: "dot.gif", type: "image/gif", bytes: "GIF89a" },
  ]);
  await owner.write(chatId, "Half a thought");
  await desk.chat.open(chatId);
  const said = desk.chat.messages.first();
  await expect(said.getByRole("img", { name: "dot.gif" })).toBeVisible();
  const link = said.getByRole("link", { name: /notes\.txt/ });
  await expect(link).toContainText("17 bytes");
  const file = await desk.page.request.get((await link.getAttribute("href"))!);
  expect(await file.text()).toBe("Remember the milk");
  await expect(desk.chat.composer).toHaveValue("Half a thought");
  await expect(desk.page.getByRole("combobox", { name: "Model" })).toBeVisible();
  await desk.chat.say("A whole one");
  await expect(desk.chat.composer).toHaveValue("");
});
