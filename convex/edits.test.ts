import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { setVariables } from "./generation.setup";
import { createWorld, expectFailure, firstPage } from "./test.setup";

// What follows from a change of a message that others were made from.

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

/** A chat of one question, whose answer has used a tool. */
async function createAnswer() {
  const { ada, deployment } = createWorld();
  const { chatId, runId } = await ada.mutation(api.chats.start, { content: "Weather?" });
  const { leaseId } = (await deployment.mutation(internal.runs.claim, { runId }))!;
  const { threadId, messages } = (await ada.query(api.chats.view, { chatId }))!;
  const messageId = messages[1]!._id;
  const deltas = [
    { kind: "text" as const, text: "Let me look. " },
    { kind: "tool-call" as const, text: "{}", toolCallId: "c", toolName: "weather" },
    { kind: "tool-result" as const, text: "21", toolCallId: "c", toolName: "weather" },
    { kind: "text" as const, text: "21 degrees." },
  ];
  await deployment.mutation(internal.streaming.appendStreamDelta, { leaseId, first: 1, deltas });
  const finish = () => deployment.mutation(internal.runs.finish, { leaseId, state: "complete" });
  const answer = async () => (await ada.query(api.chats.view, { chatId }))!.messages[1];
  const parts = async () => {
    const { page } = await ada.query(api.messageParts.byMessage, { messageId, paginationOpts: firstPage() });
    return page.map(({ kind, text, json }) => [kind, text ?? json]);
  };
  return { ada, deployment, chatId, threadId, messageId, question: messages[0]!._id, finish, answer, parts };
}

describe("an answer", () => {
  test("is changed or taken away only once it has come to its end", async () => {
    const { ada, messageId, finish, answer } = await createAnswer();
    const change = { messageId, content: "Mine" };
    await expectFailure(ada.mutation(api.messages.update, change), "INVALID_TRANSITION");
    await expectFailure(ada.mutation(api.messages.updateMessage, change), "INVALID_TRANSITION");
    await expectFailure(ada.mutation(api.messages.remove, { messageId }), "INVALID_TRANSITION");
    await finish();
    expect(await answer()).toMatchObject({ content: "Let me look. 21 degrees.", hasCalls: true });
    await ada.mutation(api.messages.update, change);
    expect(await answer()).toMatchObject({ content: "Mine" });
  });

  test("that was edited says the new text behind what its tools have found", async () => {
    const { ada, messageId, finish, parts } = await createAnswer();
    await finish();
    await ada.mutation(api.messages.update, { messageId, content: "Mine" });
    expect(await parts()).toEqual([["tool-call", "{}"], ["tool-result", "21"], ["text", "Mine"]]);
  });
});

describe("a message that changes takes the summaries along that tell of it", () => {
  type Answer = Awaited<ReturnType<typeof createAnswer>>;
  const changes = {
    "by an edit": ({ ada, messageId }: Answer) =>
      ada.mutation(api.messages.update, { messageId, content: "Mine" }),
    "by a removal": ({ ada, messageId }: Answer) => ada.mutation(api.messages.remove, { messageId }),
  };

  test.for(Object.entries(changes))("%s", async ([, change]) => {
    const scene = await createAnswer();
    const { ada, deployment, chatId, threadId } = scene;
    await scene.finish();
    const branch = async (branchFromMessageId: Id<"messages">) => {
      const args = { title: "Branch", parentChatId: chatId, branchFromMessageId };
      const made = await ada.mutation(api.chats.createChat, args);
      return (await ada.query(api.chats.view, { chatId: made }))!.threadId;
    };
    const behind = await branch(scene.messageId);
    const before = await branch(scene.question);
    const summarise = (threadId: Id<"threads">, toPosition: number) =>
      deployment.mutation(internal.threadSummaries.add, { threadId, text: "x", fromPosition: 1, toPosition });
    for (const id of [threadId, behind, before]) {
      for (const toPosition of [1, 2, 3]) await summarise(id, toPosition);
    }
    await change(scene);
    const left = async (threadId: Id<"threads">) =>
      (await ada.query(api.threadSummaries.list, { threadId })).map(({ toPosition }) => toPosition);
    expect(await left(threadId)).toEqual([1]);
    expect(await left(behind)).toEqual([1]);
    expect(await left(before)).toEqual([3, 2, 1]);
  });
});
