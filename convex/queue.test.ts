import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { createChatWorld, eventually, gate, shown } from "./generation.setup";
import { expectFailure, type Person } from "./test.setup";

let world: Awaited<ReturnType<typeof createChatWorld>>;
beforeEach(async () => {
  world = await createChatWorld();
});
afterEach(() => world.finish());

/** A chat whose first answer is on its way until `rest` is opened. */
async function createBusyChat() {
  const { ada, provider } = world;
  const rest = gate();
  provider.next(async (answer: any) => {
    answer.text("first");
    await rest;
    if (answer.isOpen) answer.finish();
  });
  const { chatId } = await ada.mutation(api.chats.start, { content: "0" });
  const { threadId, messages } = (await ada.query(api.chats.view, { chatId }))!;
  await shown(ada, messages[1]!._id, "first");
  const send = (content: string, more = {}) =>
    ada.mutation(api.streaming.send, { threadId, content, ...more });
  return { chatId, threadId, rest, send };
}

const queueOf = async (person: Person, threadId: Id<"threads">) =>
  (await person.query(api.queuedActions.list, { threadId })).map(({ content }) => content);

/** What people have said, once nothing waits or is answered any more. */
const saidAtLast = (person: Person, chatId: Id<"chats">, threadId: Id<"threads">) =>
  eventually(async () => {
    expect(await queueOf(person, threadId)).toEqual([]);
    expect(await person.query(api.streaming.active, { threadId })).toBeNull();
    const { messages } = (await person.query(api.chats.view, { chatId }))!;
    return messages.map(({ content }) => content);
  });

describe("messages that are sent while an answer is on its way", () => {
  test("wait in order, and each is sent once when its turn comes", async () => {
    const { ada } = world;
    const { chatId, threadId, rest, send } = await createBusyChat();
    for (const content of ["1", "2", "3"]) {
      const sent = await send(content);
      expect(sent).toMatchObject({ messageId: null, runId: null });
      expect(sent.queuedActionId).not.toBeNull();
    }
    expect(await queueOf(ada, threadId)).toEqual(["1", "2", "3"]);
    rest.open();
    expect(await saidAtLast(ada, chatId, threadId)).toEqual([
      ...["0", "first", "1", "You said: 1", "2", "You said: 2", "3", "You said: 3"],
    ]);
  });

  test("can be changed, moved and taken back until then (D-A6)", async () => {
    const { ada } = world;
    const { chatId, threadId, rest, send } = await createBusyChat();
    const [one, two, three] = [await send("1"), await send("2"), await send("3")];
    await ada.mutation(api.queuedActions.update, { queuedActionId: one.queuedActionId!, content: "1!" });
    await ada.mutation(api.queuedActions.move, { queuedActionId: three.queuedActionId!, afterId: null });
    await ada.mutation(api.queuedActions.remove, { queuedActionId: two.queuedActionId! });
    rest.open();
    const said = await saidAtLast(ada, chatId, threadId);
    expect(said.filter((_, index) => index % 2 === 0)).toEqual(["0", "3", "1!"]);
  });

  test("bring their files along, though not those that were taken away meanwhile", async () => {
    const { ada, provider } = world;
    const { chatId, threadId, rest, send } = await createBusyChat();
    const file = (name: string) => ({ threadId, name, contentType: "text/plain", size: 4, text: `in ${name}` });
    const kept = await ada.mutation(api.attachments.create, file("kept.txt"));
    const gone = await ada.mutation(api.attachments.create, file("gone.txt"));
    await send("1", { attachments: [kept, gone] });
    // They belong to what waits, not to the next message.
    expect(await ada.query(api.attachments.pending, { threadId })).toEqual([]);
    await expectFailure(send("2", { attachments: [kept] }), "NOT_FOUND");
    await ada.mutation(api.attachments.remove, { attachmentId: gone });
    rest.open();
    await saidAtLast(ada, chatId, threadId);
    const told = JSON.stringify(provider.answered[1]!.body.messages);
    expect(told).toContain("in kept.txt");
    expect(told).not.toContain("gone.txt");
  });
});

describe("a message that interrupts", () => {
  test("stops the answer, which keeps its text, and goes before what waits (A9)", async () => {
    const { ada, provider } = world;
    const { chatId, threadId, send } = await createBusyChat();
    await send("later");
    await send("now", { mode: "interrupt" });
    expect(await provider.answered[0]!.ended).toBe("aborted");
    expect(await saidAtLast(ada, chatId, threadId)).toEqual([
      ...["0", "first", "now", "You said: now", "later", "You said: later"],
    ]);
  });

  test("goes behind those that have interrupted before it", async () => {
    const { ada } = world;
    const { chatId, threadId, send } = await createBusyChat();
    await send("later");
    for (const content of ["A", "B"]) await send(content, { mode: "interrupt" });
    const said = await saidAtLast(ada, chatId, threadId);
    expect(said.filter((_, index) => index % 2 === 0)).toEqual(["0", "A", "B", "later"]);
  });

  test("is sent at once where nothing was asked yet", async () => {
    const { ada } = world;
    const { chatId } = await ada.mutation(api.chats.start, { content: "0" });
    const { threadId } = (await ada.query(api.chats.view, { chatId }))!;
    const args = { threadId, content: "1", mode: "interrupt" as const };
    const sent = await ada.mutation(api.streaming.send, args);
    expect(sent).toMatchObject({ queuedActionId: null });
    expect(sent.messageId).not.toBeNull();
    expect(await saidAtLast(ada, chatId, threadId)).toEqual(["0", "", "1", "You said: 1"]);
  });
});

test("stopping sends what waits next", async () => {
  const { ada } = world;
  const { chatId, threadId, send } = await createBusyChat();
  await send("1");
  await ada.mutation(api.streaming.stop, { threadId });
  expect(await saidAtLast(ada, chatId, threadId)).toEqual(["0", "first", "1", "You said: 1"]);
});

describe("a new version of what was said before", () => {
  test.for(["edit", "retry"] as const)("takes along what waits, and ends the answer that it hides: %s", async (change) => {
    const { ada, provider, deployment } = world;
    const { chatId, threadId, send } = await createBusyChat();
    const file = { threadId, name: "a.txt", contentType: "text/plain", size: 4, text: "in a.txt" };
    await send("1", { attachments: [await ada.mutation(api.attachments.create, file)] });
    const { queuedActionId } = await send("2");
    await deployment.run((ctx) => ctx.db.patch("queuedActions", queuedActionId!, { looksAt: Date.now() + 60_000 }));
    const { messages } = (await ada.query(api.chats.view, { chatId }))!;
    const messageId = messages[0]!._id;
    const looked = gate();
    provider.next(async (answer: any) => {
      await looked;
      provider.otherwise(answer);
    });
    const made =
      change === "edit"
        ? await ada.mutation(api.streaming.edit, { messageId, content: "0!" })
        : await ada.mutation(api.streaming.retry, { messageId });
    const waiting = await deployment.run((ctx) => ctx.db.query("queuedActions").take(9));
    expect(waiting).toMatchObject([{ threadId: made.threadId }, { threadId: made.threadId }]);
    expect(waiting[1], "nobody looks for it elsewhere").not.toHaveProperty("looksAt");
    looked.open();
    expect(await provider.answered[0]!.ended).toBe("aborted");
    expect(await queueOf(ada, threadId)).toEqual([]);
    const said = change === "edit" ? "0!" : "0";
    expect(await saidAtLast(ada, chatId, made.threadId)).toEqual([
      ...[said, `You said: ${said}`, "1", expect.stringContaining("in a.txt"), "2", "You said: 2"],
    ]);
    const hidden = await eventually(async () => {
      expect(await ada.query(api.streaming.active, { threadId })).toBeNull();
      return await ada.query(api.messages.later, { threadId, behind: 0 });
    });
    expect(hidden.messages.map(({ content, status }) => [content, status])).toEqual([
      ["0", undefined],
      ["first", "interrupted"],
    ]);
  });

  test("that waited on a device leaves what was written before it where it is", async () => {
    const { ada } = world;
    const { chatId, threadId, rest, send } = await createBusyChat();
    await send("1");
    const { messages } = (await ada.query(api.chats.view, { chatId }))!;
    const change = { messageId: messages[0]!._id, content: "0!", clientId: "outbox" };
    const made = await ada.mutation(api.streaming.edit, change);
    expect(await queueOf(ada, threadId)).toEqual(["1"]);
    rest.open();
    expect(await saidAtLast(ada, chatId, made.threadId)).toEqual(["0!", "You said: 0!"]);
    await saidAtLast(ada, chatId, threadId);
    await ada.mutation(api.chats.selectThread, { chatId, threadId });
    expect(await saidAtLast(ada, chatId, threadId)).toEqual(["0", "first", "1", "You said: 1"]);
  });

  test("is where what a failure has kept is sent from", async () => {
    const { ada, provider } = world;
    const failure = gate();
    provider.next(async (answer: any) => {
      answer.text("Half");
      await failure;
      answer.fail("server_error", "boom");
    });
    const { chatId } = await ada.mutation(api.chats.start, { content: "0" });
    const { threadId, messages } = (await ada.query(api.chats.view, { chatId }))!;
    await shown(ada, messages[1]!._id, "Half");
    await ada.mutation(api.streaming.send, { threadId, content: "1" });
    failure.open();
    await eventually(async () => {
      expect(await ada.query(api.streaming.active, { threadId })).toBeNull();
    });
    const made = await ada.mutation(api.streaming.retry, { messageId: messages[1]!._id });
    expect(await saidAtLast(ada, chatId, made.threadId)).toEqual(["0", "You said: 0", "1", "You said: 1"]);
  });
});

describe("a failure keeps what waits", () => {
  /** A chat whose first answer has failed while these messages waited. */
  async function createFailedChat(...waiting: string[]) {
    const { ada, provider } = world;
    const failure = gate();
    provider.next(async (answer: any) => {
      await failure;
      answer.refuse(400, { message: "no" });
    });
    const { chatId } = await ada.mutation(api.chats.start, { content: "0" });
    const { threadId } = (await ada.query(api.chats.view, { chatId }))!;
    for (const content of waiting) await ada.mutation(api.streaming.send, { threadId, content });
    failure.open();
    await eventually(async () => {
      expect(await ada.query(api.streaming.active, { threadId })).toBeNull();
    });
    expect(await queueOf(ada, threadId)).toEqual(waiting);
    const said = async () => {
      const all = await saidAtLast(ada, chatId, threadId);
      return all.filter((_, index) => index % 2 === 0);
    };
    return { chatId, threadId, said };
  }

  test("and the next message goes behind it", async () => {
    const { ada } = world;
    const { threadId, said } = await createFailedChat("1");
    await ada.mutation(api.streaming.send, { threadId, content: "2" });
    expect(await said()).toEqual(["0", "1", "2"]);
  });

  test("until its person sends it, once however often that is asked for", async () => {
    const { ada, bob } = world;
    const { threadId, said } = await createFailedChat("1", "2");
    await expectFailure(bob.mutation(api.queuedActions.sendNow, { threadId }), "NOT_FOUND");
    const sendNow = () => ada.mutation(api.queuedActions.sendNow, { threadId });
    await Promise.all([sendNow(), sendNow()]);
    expect(await said()).toEqual(["0", "1", "2"]);
    await sendNow();
    expect(await said()).toEqual(["0", "1", "2"]);
  });

  test("in the trash and behind it, too", async () => {
    const { ada } = world;
    const { chatId, threadId } = await createFailedChat("1");
    await ada.mutation(api.chats.deleteChat, { chatId });
    await ada.mutation(api.chats.restoreChat, { chatId });
    expect(await ada.query(api.streaming.active, { threadId })).toBeNull();
    expect(await queueOf(ada, threadId)).toEqual(["1"]);
  });
});

test("what waited when its chat went into the trash is sent when that comes back", async () => {
  const { ada, deployment } = world;
  const { chatId, threadId, send } = await createBusyChat();
  await send("1");
  await ada.mutation(api.chats.deleteChat, { chatId });
  await eventually(async () => {
    const runs = await deployment.run((ctx) => ctx.db.query("runs").take(9));
    expect(runs.map(({ state }) => state)).toEqual(["stopped"]);
  });
  await ada.mutation(api.chats.restoreChat, { chatId });
  expect(await saidAtLast(ada, chatId, threadId)).toEqual(["0", "first", "1", "You said: 1"]);
});

describe("what was taken out of the queue", () => {
  const itemsOf = (threadId: Id<"threads">) => world.ada.query(api.queuedActions.list, { threadId });

  /** Takes an item out, and answers with how to put it back. */
  async function takeOut(threadId: Id<"threads">, content: string) {
    const item = (await itemsOf(threadId)).find((one) => one.content === content)!;
    await world.ada.mutation(api.queuedActions.remove, { queuedActionId: item._id });
    const { _id, _creationTime, userId, createdAt, updatedAt, looksAt, ...rest } = item;
    return { ...rest, clientId: "undo" };
  }

  test("goes back to its place with its file and model, once", async () => {
    const { ada, bob } = world;
    const { chatId, threadId, rest, send } = await createBusyChat();
    const file = { threadId, name: "a.txt", contentType: "text/plain", size: 4, text: "in a.txt" };
    const attachments = [await ada.mutation(api.attachments.create, file)];
    await send("1");
    await send("2", { attachments, llmModel: "ollama/scripted" });
    await send("3");
    const before = await itemsOf(threadId);
    const item = await takeOut(threadId, "2");
    expect(await ada.query(api.attachments.pending, { threadId })).toHaveLength(1);
    await expectFailure(bob.mutation(api.queuedActions.putBack, item), "NOT_FOUND");
    for (let time = 0; time < 2; time++) await ada.mutation(api.queuedActions.putBack, item);
    const fieldsOf = ({ content, attachments, llmModel }: (typeof before)[number]) => ({ content, attachments, llmModel });
    expect((await itemsOf(threadId)).map(fieldsOf)).toEqual(before.map(fieldsOf));
    expect(await ada.query(api.attachments.pending, { threadId })).toEqual([]);
    rest.open();
    const said = await saidAtLast(ada, chatId, threadId);
    expect(said.filter((_, index) => index % 2 === 0)).toEqual(["0", "1", "2", "3"]);
  });

  test("goes back without a file that was sent with another message since", async () => {
    const { ada } = world;
    const { threadId, send } = await createBusyChat();
    const file = { threadId, name: "a.txt", contentType: "text/plain", size: 4, text: "in a.txt" };
    const attachments = [await ada.mutation(api.attachments.create, file)];
    await send("1", { attachments });
    const item = await takeOut(threadId, "1");
    await send("2", { attachments });
    await ada.mutation(api.queuedActions.putBack, item);
    const items = await itemsOf(threadId);
    expect(items.map(({ content, attachments }) => [content, attachments])).toEqual([
      ["1", undefined],
      ["2", attachments],
    ]);
  });

  test("is sent where the answer that it waited for has ended meanwhile", async () => {
    const { ada } = world;
    const { chatId, threadId, rest, send } = await createBusyChat();
    await send("1");
    const item = await takeOut(threadId, "1");
    rest.open();
    await saidAtLast(ada, chatId, threadId);
    await ada.mutation(api.queuedActions.putBack, item);
    expect(await saidAtLast(ada, chatId, threadId)).toEqual(["0", "first", "1", "You said: 1"]);
  });
});
