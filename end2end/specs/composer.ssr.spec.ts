import { expect, test, unique } from "../support/chats.js";

test("what was sent without script is in sight, and so is another try", async ({ desk, owner, provider }) => {
  const chatId = await owner.createLongChat(unique("Sent"), Array.from({ length: 60 }, (_, index) => `Message ${index}.`));
  await desk.chat.open(chatId);
  provider.next((answer) => answer.text("First answer").finish());
  await desk.chat.say("One more");
  await expect(desk.page).toHaveURL(/\/chats\/\w+#message-\w+$/);
  await expect(desk.chat.messages.filter({ hasText: "One more" })).toBeInViewport();
  await desk.chat.isIdle();
  provider.next((answer) => answer.text("Second answer").finish());
  await desk.chat.choose(desk.chat.last, "Try again");
  await expect(desk.chat.last).toBeInViewport();
  await desk.chat.isIdle();
  await desk.chat.choose(desk.chat.last, "Previous version");
  await expect(desk.chat.last.getByText("1 of 2")).toBeInViewport();
  await expect(desk.chat.line).toHaveCount(0);
});

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
