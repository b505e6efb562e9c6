import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { setVariables } from "./generation.setup";
import { createTask, createWorld } from "./test.setup";

// Whether answers go on in what was put away. No action runs here: each test is the one who holds the runs.

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

const createScene = () => {
  const world = createWorld();
  const { ada, deployment } = world;
  const claim = async (runId: Id<"runs">) =>
    (await deployment.mutation(internal.runs.claim, { runId }))!.leaseId;
  const finish = (leaseId: Id<"runLeases">, state: "complete" | "stopped" = "complete") =>
    deployment.mutation(internal.runs.finish, { leaseId, state });
  const standing = (leaseId: Id<"runLeases">) =>
    deployment.query(internal.runs.standing, { leaseId });
  const states = () =>
    deployment.run(async (ctx) => (await ctx.db.query("runs").take(99)).map(({ state }) => state));
  const waiting = () =>
    deployment.run(async (ctx) => (await ctx.db.query("queuedActions").take(99)).length);
  const send = (threadId: Id<"threads">, content: string) =>
    ada.mutation(api.streaming.send, { threadId, content });
  return { ...world, claim, finish, standing, states, waiting, send };
};

/** A chat with an answer on its way, and a message that waits for it. */
async function createBusyChat() {
  const scene = createScene();
  const started = await scene.ada.mutation(api.chats.start, { content: "0" });
  const { threadId } = (await scene.ada.query(api.chats.view, { chatId: started.chatId }))!;
  await scene.send(threadId, "1");
  return { ...scene, ...started, threadId };
}

describe("a chat in the trash", () => {
  test("has its answer stopped, and what waits is not sent", async () => {
    const { ada, chatId, runId, claim, finish, standing, states, waiting } = await createBusyChat();
    const leaseId = await claim(runId);
    await ada.mutation(api.chats.deleteChat, { chatId });
    expect(await standing(leaseId)).toBe("stopping");
    await finish(leaseId, "stopped");
    expect([await states(), await waiting()]).toEqual([["stopped"], 1]);
  });

  test("sends nothing either when its answer has come to its end meanwhile", async () => {
    const { ada, chatId, runId, claim, finish, states, waiting } = await createBusyChat();
    const leaseId = await claim(runId);
    await ada.mutation(api.chats.deleteChat, { chatId });
    await finish(leaseId);
    expect([await states(), await waiting()]).toEqual([["complete"], 1]);
  });

  test("has answers that nobody has taken up ended, in all its versions and in no other chat", async () => {
    const { ada, chatId, threadId, messageId, claim, finish, runId, states, send } = await createBusyChat();
    await finish(await claim(runId));
    await ada.mutation(api.streaming.retry, { messageId });
    // Another device has not seen yet that the first version is not shown any more.
    await send(threadId, "beside");
    await ada.mutation(api.chats.start, { content: "another" });
    const ended = ["complete", "stopped"];
    expect(await states()).toEqual([...ended, "queued", "queued", "queued"]);
    await ada.mutation(api.chats.deleteChat, { chatId });
    expect(await states()).toEqual([...ended, "stopped", "stopped", "queued"]);
    await ada.mutation(api.chats.restoreChat, { chatId });
    await send(threadId, "2");
    expect(await states()).toEqual([...ended, "stopped", "stopped", "queued", "queued"]);
  });

  test("or gone for good has none", async () => {
    const { ada, chatId, runId, claim, standing } = await createBusyChat();
    const leaseId = await claim(runId);
    await ada.mutation(api.chats.removeChat, { chatId });
    expect(await standing(leaseId)).toBe("stopping");
  });
});

test("tasks and conversations in the trash are answered no more", async () => {
  const { ada, states, send } = createScene();
  const taskId = await createTask(ada);
  await send((await ada.query(api.tasks.get, { taskId }))!.threadId, "0");
  const conversationId = await ada.mutation(api.conversations.createConversation, { title: "A" });
  const { conversation } = (await ada.query(api.conversations.getConversation, { conversationId }))!;
  await send(conversation.threadId, "0");
  expect(await states()).toEqual(["queued", "queued"]);
  await ada.mutation(api.tasks.trash, { taskId });
  expect(await states()).toEqual(["stopped", "queued"]);
  await ada.mutation(api.conversations.deleteConversation, { conversationId });
  expect(await states()).toEqual(["stopped", "stopped"]);
});

test("whoever asks to be deleted is answered no more, and nothing that waits is sent", async () => {
  const { ada, deployment, runId, claim, finish, standing, states, waiting } = await createBusyChat();
  const leaseId = await claim(runId);
  const { _id: userId } = (await ada.query(api.auth.currentUser, {}))!;
  await deployment.mutation(internal.users.requestDeletion, { userId });
  expect(await standing(leaseId)).toBe("stopping");
  await finish(leaseId, "stopped");
  expect([await states(), await waiting()]).toEqual([["stopped"], 1]);
});
