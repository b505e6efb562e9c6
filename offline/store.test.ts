import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import * as outbox from "./outbox";
import { search } from "./search";
import * as store from "./store";

const message = (id: string, content: string): store.Message => ({
  ...{ id, isOwn: true, author: "You", content, html: "", createdAt: 1, isPartial: false, files: [] },
});
const kept = (id: string, updatedAt: number, messages: store.Message[] = []): store.Chat => ({
  ...{ id, title: `Title ${id}`, updatedAt, threadId: `t${id}`, hasEarlier: false, stamp: "1", messages },
});
const adopt = async (whose: string, chats: store.Chat[], unchanged: string[] = []) =>
  store.adopt(whose, { unchanged, chats }, await store.epoch());
const ids = async () => (await store.chats()).map(({ id }) => id);

beforeEach(() => store.wipe());

test("what is kept is what the server says", async () => {
  await adopt("ada", [kept("a", 1, [message("m", "Hello")]), kept("b", 2)]);
  await adopt("ada", [kept("c", 3)], ["a"]);
  expect(await ids()).toEqual(["c", "a"]);
  expect((await store.chat("a"))!.messages).toHaveLength(1);
});

test("what a page shows is taken up, and what is here as it was written stays", async () => {
  const shown = (id: string, content: string): store.Message => ({ ...message(id, content), isAsShown: true });
  await adopt("ada", [kept("a", 1, [message("1", "**One**")])]);
  await store.noteShown("ada", "a", "Other title", [shown("1", "One"), { ...shown("2", "Tw"), isPartial: true }]);
  await store.noteShown("ada", "a", "Other title", [shown("1", "One"), shown("2", "Two")]);
  expect(await store.chat("a")).toMatchObject({
    ...{ title: "Other title", threadId: "ta", stamp: "" },
    messages: [{ content: "**One**" }, { content: "Two", isAsShown: true, isPartial: false }],
  });
  // Another version: where to go on, the server knows.
  await store.noteShown("ada", "a", "Other title", [shown("3", "Three")]);
  expect(await store.chat("a")).toMatchObject({ threadId: "", messages: [{ content: "Three" }] });
  await store.wipe();
  await store.noteShown("ada", "a", "Title", [shown("1", "One")]);
  expect(await ids()).toEqual([]);
});

test("another person finds nothing of the one before, and sends nothing of theirs", async () => {
  await adopt("ada", [kept("a", 1)]);
  await outbox.add("ada", { kind: "start", content: "Private" });
  await store.noteOpened("ada", "a");
  await adopt("bob", [kept("b", 1)], ["a"]);
  expect([await ids(), await store.outbox(), await store.opened()]).toEqual([["b"], [], []]);
  expect(await outbox.add("ada", { kind: "start", content: "From an old page" })).toBeNull();
});

test("what was asked for before everything was forgotten is not kept", async () => {
  const asked = await store.epoch();
  await store.wipe();
  await store.adopt("ada", { unchanged: [], chats: [kept("a", 1)] }, asked);
  expect([await store.person(), await ids()]).toEqual([null, []]);
});

test("a page that was left open by somebody else files nothing and sends nothing", async () => {
  await adopt("bob", [kept("b", 1)]);
  await store.noteShown("ada", "a", "Title", [message("1", "Private")]);
  await store.noteOpened("ada", "a");
  await outbox.add("bob", { kind: "start", content: "Bob's" });
  expect(await outbox.add("ada", { kind: "start", content: "Ada's" })).toBeNull();
  expect(await outbox.take("ada")).toBeNull();
  await outbox.putBack("ada", [{ ...(await store.outbox())[0]!, clientId: "x", content: "Ada's" }]);
  const waiting = (await store.outbox()).map(({ content }) => content);
  expect([await ids(), await store.opened(), waiting]).toEqual([["b"], [], ["Bob's"]]);
});

test("a session that is over leaves what waits to its writer, shown to nobody", async () => {
  await adopt("ada", [kept("a", 1)]);
  await outbox.add("ada", { kind: "start", content: "Unsent" });
  const asked = await store.epoch();
  await store.setAside();
  // What was asked for before does not bring anything back.
  await store.adopt("ada", { unchanged: [], chats: [kept("a", 1)] }, asked);
  expect([await store.person(), await ids(), await outbox.take("ada")]).toEqual([null, [], null]);
  await adopt("ada", []);
  expect(await outbox.take("ada")).toMatchObject({ content: "Unsent" });
  await store.setAside();
  await adopt("bob", []);
  expect(await store.outbox()).toEqual([]);
});

test("a session that ends after somebody else has come takes nothing of theirs along", async () => {
  await adopt("ada", [kept("a", 1)]);
  await adopt("bob", [kept("b", 1)]);
  await store.setAside("ada");
  expect([await store.person(), await ids()]).toEqual(["bob", ["b"]]);
  const asked = await store.epoch();
  await store.wipe();
  await adopt("bob", [kept("b", 1)]);
  await store.adopt(null, { unchanged: [], chats: [] }, asked);
  expect(await ids()).toEqual(["b"]);
  await store.setAside("bob");
  expect([await store.person(), await ids()]).toEqual([null, []]);
});

test("nothing is anybody's while somebody else may have signed in", async () => {
  await adopt("ada", [kept("a", 1)]);
  await store.doubt();
  expect(await store.person()).toBeNull();
  expect(await outbox.add("ada", { kind: "start", content: "x" })).toBeNull();
  await adopt("ada", [], ["a"]);
  expect([await store.person(), await ids()]).toEqual(["ada", ["a"]]);
});

test("the chats that were opened last are remembered, each once", async () => {
  await adopt("ada", []);
  for (const id of ["a", "b", "a"]) await store.noteOpened("ada", id);
  expect(await store.opened()).toEqual(["a", "b"]);
  for (let index = 0; index < 30; index++) await store.noteOpened("ada", `${index}`);
  expect(await store.opened()).toHaveLength(10);
});

test("all words are found whatever their case and accents, titles first", async () => {
  const said = [message("1", "The Café of the river"), message("2", `${"x ".repeat(100)}the cafe again`)];
  const chats = [kept("a", 1, said), { ...kept("b", 1), title: "cafe" }];
  const found = search(chats, "CAFÉ the").map(({ message }) => message?.id);
  expect(found).toEqual(["2", "1"]);
  const hits = search(chats, "cafe");
  expect(hits[0]).toMatchObject({ chat: { id: "b" }, message: null });
  expect(hits[1]!.excerpt).toMatch(/^….*the cafe again$/);
  expect(search(chats, " ")).toEqual([]);
});
