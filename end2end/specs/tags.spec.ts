import { expect, test, unique } from "../support/fixtures.js";

test("a chat gets a tag in its menu, is found by it, and loses it again", async ({ desk, owner }) => {
  const [tag, title, other] = [unique("tag"), unique("Tagged"), unique("Plain")];
  await owner.createChat(title);
  await owner.createChat(other);
  await desk.chats.open();
  await desk.chats.row(title).getByRole("button", { name: "More about this chat" }).click();
  await desk.chats.row(title).getByText("Add a tag").click();
  await desk.chats.row(title).getByRole("combobox", { name: "Tag" }).fill(tag);
  await desk.submit(() => desk.chats.row(title).getByRole("button", { name: "Add tag" }).click());
  const filter = desk.page.getByRole("navigation", { name: "Tags" });
  await expect(filter.getByRole("link", { name: tag, exact: true })).toBeVisible();
  if (desk.isScripted) await desk.page.keyboard.press("Escape");

  await filter.getByRole("link", { name: tag, exact: true }).click();
  await expect(desk.page).toHaveURL(new RegExp(`tag=${encodeURIComponent(tag).replace("%20", "(%20|\\\\+)")}`));
  await expect(desk.chats.rows).toHaveCount(1);
  await expect(desk.chats.link(title)).toBeVisible();
  await expect(filter.getByRole("link", { name: tag, exact: true })).toHaveAttribute("aria-current", "true");

  await desk.chats.choose(title, `Remove tag ${tag}`);
  await expect(desk.page.getByRole("heading", { name: `Nothing here has the tag “${tag}”` })).toBeVisible();
  await filter.getByRole("link", { name: "All chats" }).click();
  await expect(desk.chats.link(other)).toBeVisible();
  await expect(desk.chats.link(title)).toBeVisible();
});

test("a field for a tag proposes those that the chat does not have @wide", async ({ desk, owner }) => {
  const [has, free] = [unique("has"), unique("free")];
  const chatId = await owner.createChat(unique("Tagged"));
  await owner.tag(chatId, has);
  await owner.tag(await owner.createChat(unique("Other")), free);
  const proposed = desk.page.locator("datalist option");
  const offered = (tag: string) => proposed.and(desk.page.locator(`[value="${tag}"]`));
  for (const address of ["/chats", `/chats/${chatId}`]) {
    await desk.open(address);
    if (!desk.isScripted) continue;
    const scope = address === "/chats" ? desk.page.locator(`#chat-${chatId}`) : desk.page.locator(".page-head");
    await scope.getByRole("button", { name: "More about this chat" }).click();
    await scope.getByText("Add a tag").click();
    await expect(scope.getByRole("combobox", { name: "Tag" })).toBeFocused();
    await expect(offered(free)).toHaveCount(1);
    await expect(offered(has)).toHaveCount(0);
  }
});

test("a tag that is put on elsewhere is there at once @wide", async ({ desk, owner }) => {
  test.skip(!desk.isScripted, "without script nothing changes by itself");
  const [tag, title] = [unique("live"), unique("Elsewhere")];
  const chatId = await owner.createChat(title);
  await desk.chats.open(`?tag=${encodeURIComponent(tag)}`);
  await expect(desk.page.getByRole("heading", { name: /^Nothing here has the tag/ })).toBeVisible();
  await owner.tag(chatId, tag);
  await expect(desk.chats.link(title)).toBeVisible();
  await expect(desk.chats.row(title).getByRole("link", { name: `Chats with the tag ${tag}` })).toBeVisible();
});
