import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { setVariables } from "./generation.setup";
import { createTask, createWorld, expectFailure, firstPage, letTimePass, upload, type Person } from "./test.setup";
import { everything } from "./world.setup";

// The answers are given by the tests themselves: here it is about which of them are shown.

let forget: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  forget = setVariables({
    CONCLAVE_OLLAMA_URL: "http://unused.test",
    CONCLAVE_OLLAMA_MODELS: "scripted",
  });
});
afterEach(() => {
  vi.clearAllTimers();
  vi.useRealTimers();
  forget();
});

/** A chat "q1 a1 q2 a2", and how to do things in it. */
async function createChat() {
  const world = createWorld();
  const { ada, deployment } = world;
  const answer = async (runId: Id<"runs">, text: string) => {
    const { leaseId } = (await deployment.mutation(internal.runs.claim, { runId }))!;
    const deltas = [{ kind: "text" as const, text }];
    await deployment.mutation(internal.streaming.appendStreamDelta, { leaseId, first: 1, deltas });
    await deployment.mutation(internal.runs.finish, { leaseId, state: "complete" });
    letTimePass();
  };
  const { chatId, runId } = await ada.mutation(api.chats.start, { content: "q1" });
  await answer(runId, "a1");
  const view = async (person: Person = ada) => (await person.query(api.chats.view, { chatId }))!;
  const read = async () => (await view()).messages.map(({ content }) => content).join(" ");
  const idOf = async (content: string) =>
    (await view()).messages.find((message) => message.content === content)!._id;
  const choices = async () =>
    (await view()).variants.map(({ position, threadIds, index }) => `${position}: ${index + 1} of ${threadIds.length}`);
  const select = async (position: number, index: number) => {
    const choice = (await view()).variants.find((one) => one.position === position)!;
    await ada.mutation(api.chats.selectThread, { chatId, threadId: choice.threadIds[index]! });
  };
  const send = async (content: string, text: string) => {
    const sent = await ada.mutation(api.streaming.send, { threadId: (await view()).threadId, content });
    await answer(sent.runId!, text);
  };
  const retry = async (of: string, text: string) => {
    const made = await ada.mutation(api.streaming.retry, { messageId: await idOf(of) });
    await answer(made.runId, text);
    return made;
  };
  const edit = async (of: string, content: string, text: string) => {
    const made = await ada.mutation(api.streaming.edit, { messageId: await idOf(of), content });
    await answer(made.runId, text);
    return made;
  };
  await send("q2", "a2");
  return { ...world, chatId, answer, view, read, idOf, choices, select, send, retry, edit };
}

describe("trying an answer again", () => {
  test("shows the new one, and the others stay to be chosen", async () => {
    const { read, retry, choices, select } = await createChat();
    expect(await choices()).toEqual([]);
    await retry("a2", "a2b");
    expect(await read()).toBe("q1 a1 q2 a2b");
    expect(await choices()).toEqual(["4: 2 of 2"]);
    await retry("a2b", "a2c");
    expect([await read(), await choices()]).toEqual(["q1 a1 q2 a2c", ["4: 3 of 3"]]);
    await select(4, 0);
    expect([await read(), await choices()]).toEqual(["q1 a1 q2 a2", ["4: 1 of 3"]]);
    await select(4, 1);
    expect([await read(), await choices()]).toEqual(["q1 a1 q2 a2b", ["4: 2 of 3"]]);
  });

  test("does not go deeper however often it is done", async () => {
    const { retry, deployment } = await createChat();
    for (let round = 0; round < 6; round++) await retry(round === 0 ? "a2" : `again ${round - 1}`, `again ${round}`);
    const threads = await deployment.run((ctx) => ctx.db.query("threads").take(100));
    const [root, ...variants] = threads;
    expect(new Set(variants.map(({ parentThreadId }) => parentThreadId))).toEqual(new Set([root!._id]));
  });

  test("from a message of one's own gives it another answer", async () => {
    const { read, retry } = await createChat();
    await retry("q1", "a1b");
    expect(await read()).toBe("q1 a1b");
  });
});

describe("saying a message differently", () => {
  test("keeps everything that followed the old one, the first message included", async () => {
    const { read, edit, select, choices } = await createChat();
    await edit("q1", "q1b", "a1b");
    expect([await read(), await choices()]).toEqual(["q1b a1b", ["1: 2 of 2"]]);
    await select(1, 0);
    expect(await read()).toBe("q1 a1 q2 a2");
  });

  test("and versions of versions lead back to where one was", async () => {
    const { read, edit, send, retry, select, choices } = await createChat();
    await edit("q2", "q2b", "a2b");
    await send("q3", "a3");
    await retry("a3", "a3b");
    expect([await read(), await choices()]).toEqual(["q1 a1 q2b a2b q3 a3b", ["3: 2 of 2", "6: 2 of 2"]]);
    await select(3, 0);
    expect([await read(), await choices()]).toEqual(["q1 a1 q2 a2", ["3: 1 of 2"]]);
    await select(3, 1);
    expect(await read()).toBe("q1 a1 q2b a2b q3 a3b");
  });

  test("takes its files along, which outlive the first of the two", async () => {
    const { ada, deployment, chatId, view, idOf } = await createChat();
    const { threadId } = await view();
    const storageId = await deployment.run((ctx) => upload(ctx, "bytes", "image/png"));
    const file = { threadId, name: "x.png", contentType: "image/png", size: 5, storageId };
    const attachmentId = await ada.mutation(api.attachments.create, file);
    await ada.mutation(api.messages.updateMessage, { messageId: await idOf("q2"), attachments: [attachmentId] });
    const made = await ada.mutation(api.streaming.edit, { messageId: await idOf("q2"), content: "q2b" });
    const [copy] = await ada.query(api.attachments.byMessage, { messageId: made.messageId });
    expect(copy).toMatchObject({ name: "x.png" });
    expect((await view()).messages.map(({ content, hasFiles = false }) => [content, hasFiles])).toContainEqual(["q2b", true]);
    const bytes = () => deployment.run((ctx) => ctx.db.system.get("_storage", storageId));
    await ada.mutation(api.attachments.remove, { attachmentId });
    expect(await bytes()).not.toBeNull();
    await ada.mutation(api.chats.removeChat, { chatId });
    await deployment.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await bytes()).toBeNull();
  });

  test("changes nothing about what is being written, which all versions share", async () => {
    const { ada, view, edit, send } = await createChat();
    const { threadId } = await view();
    const drafts = async () => {
      const threadIds = [threadId, (await view()).threadId];
      const found = threadIds.map((threadId) => ada.query(api.drafts.get, { threadId, kind: "chat" }));
      return (await Promise.all(found)).map((draft) => draft?.content);
    };
    await ada.mutation(api.drafts.save, { threadId, kind: "chat", content: "Half a thou" });
    await edit("q1", "q1b", "a1b");
    expect(await drafts()).toEqual(["Half a thou", "Half a thou"]);
    await send("Half a thought", "a3");
    expect(await drafts()).toEqual([undefined, undefined]);
  });

  test("leaves the files where they are that wait for the next message, and sends them with it", async () => {
    const { ada, answer, view, edit } = await createChat();
    const first = (await view()).threadId;
    const add = async (name: string, threadId: Id<"threads">) =>
      await ada.mutation(api.attachments.create, { threadId, name, contentType: "text/plain", size: 1, text: "x" });
    const pending = async (threadId: Id<"threads">) =>
      (await ada.query(api.attachments.pending, { threadId })).map(({ name }) => name);
    const before = await add("before.txt", first);
    await edit("q1", "q1b", "a1b");
    const version = (await view()).threadId;
    const behind = await add("behind.txt", version);
    for (const threadId of [first, version]) expect(await pending(threadId)).toEqual(["before.txt", "behind.txt"]);
    const sent = await ada.mutation(api.streaming.send, { threadId: version, content: "With it", attachments: [before] });
    const files = await ada.query(api.attachments.byMessage, { messageId: sent.messageId! });
    expect(files).toMatchObject([{ name: "before.txt" }]);
    const waits = await ada.mutation(api.streaming.send, { threadId: version, content: "Later", attachments: [behind] });
    for (const threadId of [first, version]) expect(await pending(threadId), "it waits with its message").toEqual([]);
    await ada.mutation(api.queuedActions.remove, { queuedActionId: waits.queuedActionId! });
    for (const threadId of [first, version]) expect(await pending(threadId)).toEqual(["behind.txt"]);
    await answer(sent.runId!, "Thanks");
  });

  test("is for one's own messages", async () => {
    const { ada, idOf } = await createChat();
    const change = { messageId: await idOf("a2"), content: "x" };
    await expectFailure(ada.mutation(api.streaming.edit, change), "INVALID_INPUT");
  });
});

describe("going on", () => {
  test("is for the end of a thread, and for what was cut off", async () => {
    const { ada, idOf } = await createChat();
    for (const content of ["a1", "a2", "q1"]) {
      const args = { messageId: await idOf(content) };
      await expectFailure(ada.mutation(api.streaming.resume, args), "INVALID_TRANSITION");
    }
  });
});

test("an answer of which nothing had come has the time of the try that brings it", async () => {
  const { ada, deployment, view, answer } = await createChat();
  const { threadId } = await view();
  const { messageId, runId } = await ada.mutation(api.streaming.send, { threadId, content: "q3" });
  const { leaseId } = (await deployment.mutation(internal.runs.claim, { runId: runId! }))!;
  const error = { code: "PROVIDER_FAILED", message: "It failed." };
  await deployment.mutation(internal.runs.finish, { leaseId, state: "failed", error });
  letTimePass();
  const failed = (await view()).messages.at(-1)!;
  const again = await ada.mutation(api.streaming.resume, { messageId: failed._id });
  await answer(again.runId, "a3");
  const [asked, answered] = (await view()).messages.slice(-2);
  expect([asked!._id, answered!._id]).toEqual([messageId, failed._id]);
  expect(answered!.createdAt).toBe(asked!.createdAt + 1_000);
});

describe("a branch of its own", () => {
  test("begins with any version, shown or not, and has versions of its own", async () => {
    const { ada, chatId, view, idOf, retry, answer, select } = await createChat();
    await retry("a2", "a2b");
    const branchFromMessageId = await idOf("a2b");
    await select(4, 0);
    const args = { title: "Branch", parentChatId: chatId, branchFromMessageId };
    const branchId = await ada.mutation(api.chats.createChat, args);
    const branch = async () => (await ada.query(api.chats.view, { chatId: branchId }))!;
    const read = async () => (await branch()).messages.map(({ content }) => content).join(" ");
    expect(await read()).toBe("q1 a1 q2 a2b");
    expect((await branch()).parent).toEqual({ chatId, title: "q1" });
    const { threadId } = await branch();
    const change = { messageId: await idOf("q2"), threadId, content: "x" };
    const made = await ada.mutation(api.streaming.edit, change);
    await answer(made.runId, "ax");
    expect(await read()).toBe("q1 a1 x ax");
    expect((await branch()).variants).toMatchObject([{ position: 3, index: 1 }]);
    // The chat that it came from is as it was.
    expect((await view()).variants).toMatchObject([{ position: 4, index: 0 }]);
  });

  test("outlives the chat with the version that it began with, and nothing else of it", async () => {
    const { ada, deployment, chatId, idOf, retry } = await createChat();
    await retry("a2", "a2b");
    await retry("a2b", "a2c");
    const branchFromMessageId = await idOf("a2c");
    const args = { title: "Branch", parentChatId: chatId, branchFromMessageId };
    const branchId = await ada.mutation(api.chats.createChat, args);
    await ada.mutation(api.chats.removeChat, { chatId });
    const settle = () => deployment.finishAllScheduledFunctions(vi.runAllTimers);
    await settle();
    const { messages } = (await ada.query(api.chats.view, { chatId: branchId }))!;
    expect(messages.map(({ content }) => content)).toEqual(["q1", "a1", "q2", "a2c"]);
    const found = async (text: string) => (await ada.query(api.messages.search, { text })).length;
    expect([await found("a2b"), await found("a2c")]).toEqual([0, 1]);
    await ada.mutation(api.chats.removeChat, { chatId: branchId });
    await settle();
    const { threads, messages: left, runs, streamDeltas } = await deployment.run(everything);
    expect({ threads, left, runs, streamDeltas }).toEqual({ threads: [], left: [], runs: [], streamDeltas: [] });
  });
});

describe("the tree of versions and branches", () => {
  /** A line per node: how deep it stands, its title or what it begins with, and a mark where its chat shows it. */
  const drawn = async (person: Person, chatId: string) =>
    (await person.query(api.chats.tree, { chatId }))?.nodes.map(
      ({ level, title, snippet, isShown }) => `${"-".repeat(level)} ${title ?? snippet}${isShown ? " *" : ""}`,
    );

  test("has each below the one that it left, and says what is shown", async () => {
    const { ada, bob, chatId, edit, retry, idOf, select } = await createChat();
    await edit("q2", "q2b", "a2b");
    await retry("a2b", "a2c");
    const args = { title: "Branch", parentChatId: chatId, branchFromMessageId: await idOf("a2c") };
    const branchId = await ada.mutation(api.chats.createChat, args);
    await select(3, 0);
    await retry("a1", "a1b");
    const whole = ["- q1", "-- a1b *", "-- q2b", "--- a2c", "---- Branch *"];
    expect(await drawn(ada, chatId)).toEqual(whole);
    expect(await drawn(ada, branchId)).toEqual(whole);
    expect(await drawn(bob, chatId)).toBeUndefined();
    expect(await drawn(ada, "nothing")).toBeUndefined();
  });

  test("leaves out what is in the trash, and keeps what hangs on it", async () => {
    const { ada, chatId } = await createChat();
    const branchOf = (title: string, parentChatId: Id<"chats">) =>
      ada.mutation(api.chats.createChat, { title, parentChatId });
    const first = await branchOf("First", chatId);
    const second = await branchOf("Second", first);
    await ada.mutation(api.chats.deleteChat, { chatId: first });
    expect(await drawn(ada, second)).toEqual(["- q1 *", "-- Second *"]);
    await ada.mutation(api.chats.deleteChat, { chatId });
    expect(await drawn(ada, second)).toEqual(["- Second *"]);
  });
});

test("versions go into the trash with their chat, and come back with it", async () => {
  const { ada, chatId, retry } = await createChat();
  const { threadId, messageId } = await retry("a2", "a2b");
  const isThere = async () => [
    (await ada.query(api.messages.list, { threadId, paginationOpts: firstPage() })).page.length,
    (await ada.query(api.messages.search, { text: "a2b" })).length,
    await ada.query(api.streaming.provenance, { messageId }).then((found) => found !== null),
  ];
  const before = await isThere();
  expect(before).toEqual([1, 1, true]);
  await ada.mutation(api.chats.deleteChat, { chatId });
  expect(await isThere()).toEqual([0, 0, false]);
  await expectFailure(ada.mutation(api.streaming.send, { threadId, content: "x" }), "NOT_FOUND");
  await ada.mutation(api.chats.restoreChat, { chatId });
  expect(await isThere()).toEqual(before);
});

test("messages of a task have one version: nothing could show another", async () => {
  const { ada } = createWorld();
  const taskId = await createTask(ada);
  const { threadId } = (await ada.query(api.tasks.get, { taskId }))!;
  const { messageId } = await ada.mutation(api.streaming.send, { threadId, content: "q" });
  const edit = { messageId: messageId!, content: "q2" };
  await expectFailure(ada.mutation(api.streaming.edit, edit), "INVALID_INPUT");
  await expectFailure(ada.mutation(api.streaming.retry, { messageId: messageId! }), "INVALID_INPUT");
  const { page } = await ada.query(api.messages.list, { threadId, paginationOpts: firstPage() });
  expect(page.map(({ content }) => content)).toEqual(["", "q"]);
});
