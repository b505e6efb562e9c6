import { expect, test, unique, type Desk } from "../support/fixtures.js";

test.use({ isFresh: true });

/** The chats that stand beside every page; on a narrow screen the navigation is opened first. */
async function recent(desk: Desk) {
  if (desk.isNarrow) await desk.page.getByRole("button", { name: "Open navigation" }).click();
  return desk.page.getByRole("region", { name: "Recent chats" });
}

test("some chats stand beside every page, pinned ones first, and the open one is marked", async ({ desk, owner }) => {
  await desk.tasks.open();
  await expect(desk.page.locator("#recent-chats")).toHaveCount(0);
  const [pinned, other] = [unique("Pinned"), unique("Other")];
  await owner.pin(await owner.createChat(pinned, "Ask", "Answer"));
  const chatId = await owner.createChat(other, "Ask", "Answer");
  if (!desk.isScripted) await desk.tasks.open();
  const chats = await recent(desk);
  await expect(chats.getByRole("link")).toHaveText([pinned, other]);
  await chats.getByRole("link", { name: other }).click();
  await expect(desk.page).toHaveURL(new RegExp(`/chats/${chatId}$`));
  await expect(desk.chat.heading).toHaveText(other);
  const here = await recent(desk);
  await expect(here.getByRole("link", { name: other })).toHaveAttribute("aria-current", "page");
  await expect(here.getByRole("link", { name: pinned })).not.toHaveAttribute("aria-current");
  const places = desk.page.getByRole("navigation", { name: "Main" });
  await expect(places.getByRole("link", { name: "Chats" })).toHaveAttribute("aria-current", "true");
  await expect(places.locator("[aria-current]")).toHaveCount(1);
});
