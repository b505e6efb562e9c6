import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isSummary, isTitle, systemOf } from "../end2end/support/provider.mjs";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { createChatWorld, putKey, setVariables, settled } from "./generation.setup";
import { estimateTokens, shareOf, withinTokens } from "./lib/tokens";
import { upload, type Person } from "./test.setup";

let world: Awaited<ReturnType<typeof createChatWorld>>;
let forget = () => {};
beforeEach(async () => {
  world = await createChatWorld();
});
afterEach(async () => {
  await world.finish();
  forget();
});

type Message = { role: string; content: any };

/** What the provider was told last, without the title's request. */
function lastTold(): { system: string; messages: Message[] } {
  const { body } = world.provider.answered.at(-1)!;
  return { system: systemOf(body), messages: body.messages.filter(({ role }: Message) => role !== "system") };
}

const contents = () => lastTold().messages.map(({ content }) => content);

async function start(person: Person, content: string, more = {}) {
  const { chatId } = await person.mutation(api.chats.start, { content, ...more });
  const view = await settled(person, chatId);
  const send = async (text: string, attachments?: Id<"attachments">[]) => {
    const { threadId } = (await person.query(api.chats.view, { chatId }))!;
    await person.mutation(api.streaming.send, { threadId, content: text, attachments });
    return (await settled(person, chatId)).last;
  };
  const provenance = async (messageId: Id<"messages">) =>
    (await person.query(api.streaming.provenance, { messageId }))!;
  return { chatId, threadId: view.threadId, messages: view.messages, send, provenance };
}

describe("a model is told", () => {
  test("the whole path of the branch, and nothing of other versions", async () => {
    const { ada } = world;
    const { chatId, send, messages } = await start(ada, "one");
    await send("two");
    const made = await ada.mutation(api.streaming.edit, { messageId: messages[0]!._id, content: "uno" });
    expect(made.threadId).toBeDefined();
    await settled(ada, chatId);
    expect(contents()).toEqual(["uno"]);
    await send("due");
    expect(contents()).toEqual(["uno", "You said: uno", "due"]);
  });

  test("the person's rules, and what is known about them, unless they do not want that (D-M12)", async () => {
    const { ada } = world;
    await ada.mutation(api.userSettings.update, { rules: "Answer in rhymes." });
    await ada.mutation(api.memories.create, { content: "Likes tea.", category: "GENERAL" });
    const { send, provenance } = await start(ada, "Hello");
    expect(lastTold().system).toContain("Answer in rhymes.");
    expect(lastTold().system).toContain("Likes tea.");
    await ada.mutation(api.userSettings.update, { memoriesEnabled: false, rules: "" });
    const { _id } = await send("Again");
    expect(lastTold().system).not.toMatch(/rhymes|tea/);
    expect((await provenance(_id)).context).toMatchObject({ hasRules: false, memoryCount: 0 });
  });

  test("text files whole, pictures where it sees, and the names of what it cannot read", async () => {
    const { ada, deployment } = world;
    await putKey(deployment, ada, "openai", "sk-x");
    const { threadId, send, provenance } = await start(ada, "Hello", { llmModel: "gpt-4o" });
    const add = async (name: string, contentType: string, bytes: string) => {
      const storageId = await deployment.run((ctx) => upload(ctx, bytes, contentType));
      const file = { threadId, name, contentType, size: bytes.length, storageId };
      return await ada.mutation(api.attachments.create, file);
    };
    const pasted = { threadId, name: "data.csv", contentType: "text/csv", size: 7, text: "1, 2, 3" };
    const files = [
      await ada.mutation(api.attachments.create, pasted),
      await add("notes.md", "text/markdown; charset=utf-8", "# Notes"),
      await add("dot.png", "image/png", "PNG!"),
      await add("song.txt", "text/plain", "la la"),
    ];
    await deployment.run((ctx) => ctx.db.patch("attachments", files[3]!, { contentType: "audio/mpeg" }));
    const { _id } = await send("Look", files);
    const [data, notes, dot, song, text] = lastTold().messages.at(-1)!.content;
    expect(data.text).toBe('<file name="data.csv">\n1, 2, 3\n</file>');
    expect(notes.text).toBe('<file name="notes.md">\n# Notes\n</file>');
    expect(dot.image_url.url).toBe(`data:image/png;base64,${btoa("PNG!")}`);
    expect(song.text).toContain("cannot read");
    expect(text.text).toBe("Look");
    const { attachments } = (await provenance(_id)).context!;
    expect(attachments).toEqual(["data.csv", "notes.md", "dot.png", "song.txt"]);
  });
});

test("of many pictures the newest are shown to a model, and the others named", async () => {
  const { ada, deployment } = world;
  await putKey(deployment, ada, "openai", "sk-x");
  const { threadId, send } = await start(ada, "Hello", { llmModel: "gpt-4o" });
  const add = async (name: string, size: number) => {
    const storageId = await deployment.run((ctx) => upload(ctx, name, "image/png"));
    const file = { threadId, name, contentType: "image/png", size: name.length, storageId };
    const attachmentId = await ada.mutation(api.attachments.create, file);
    await deployment.run((ctx) => ctx.db.patch("attachments", attachmentId, { size }));
    return attachmentId;
  };
  await send("One", [await add("1.png", 3_900_000), await add("2.png", 3_000_000)]);
  await send("Two", [await add("3.png", 3_900_000), await add("4.png", 3_900_000), await add("5.png", 3_900_000)]);
  const told = lastTold().messages.flatMap(({ content }) => (typeof content === "string" ? [] : content));
  expect(told.map(({ text, image_url }) => (image_url ? atob(image_url.url.split(",")[1]) : text))).toEqual([
    ...[expect.stringContaining('The file "1.png"'), "2.png", "One"],
    ...["3.png", "4.png", "5.png", "Two"],
  ]);
});

test("files that were added before there is a chat go with its first message, or after a week", async () => {
  const { ada, bob, deployment } = world;
  const add = (name: string) =>
    ada.mutation(api.attachments.create, { name, contentType: "text/plain", size: 4, text: `in ${name}` });
  const pending = async (person: Person) =>
    (await person.query(api.attachments.pending, {})).map(({ name }) => name);
  const sent = await add("sent.txt");
  await add("left.txt");
  expect([await pending(ada), await pending(bob)]).toEqual([["sent.txt", "left.txt"], []]);
  await start(ada, "Read this", { attachments: [sent] });
  expect(JSON.stringify(contents())).toContain("in sent.txt");
  expect(await pending(ada)).toEqual(["left.txt"]);
  vi.useFakeTimers({ toFake: ["Date"] });
  await deployment.mutation(internal.attachments.sweep, {});
  expect(await pending(ada)).toEqual(["left.txt"]);
  vi.setSystemTime(Date.now() + 7 * 24 * 60 * 60 * 1_000 + 1);
  await deployment.mutation(internal.attachments.sweep, {});
  expect(await pending(ada)).toEqual([]);
  vi.useRealTimers();
});

/** So many tokens, of which each message says which it is. */
const long = (name: string, tokens: number) => `${name} ${"word ".repeat((tokens * 4) / 5)}`;
const names = () => contents().map((content) => content.slice(0, 2));

describe("what does not fit", () => {
  // The model of these tests reads 8,000 tokens and writes 4,000.
  const answerWith = (name: string) => (answer: any) => answer.text(name).finish();

  test("is left out from the oldest on, and a summary stands for it", async () => {
    const { ada, provider } = world;
    provider.next(answerWith("The summary."), { when: isSummary, always: true });
    provider.otherwise = answerWith("ok");
    const { send, provenance, threadId } = await start(ada, long("q1", 1_000));
    await send(long("q2", 1_000));
    await send(long("q3", 1_000));
    expect(names()).toEqual(["q1", "ok", "q2", "ok", "q3"]);
    const { _id } = await send(long("q4", 1_000));
    expect(names()).toEqual(["q4"]);
    expect(lastTold().system).toContain("The summary.");
    expect((await provenance(_id)).context).toMatchObject({
      fromPosition: 7,
      toPosition: 7,
      messageCount: 1,
      summaryFromPosition: 1,
      summaryToPosition: 6,
    });
    const summaries = () => ada.query(api.threadSummaries.list, { threadId });
    expect(await summaries()).toMatchObject([{ text: "The summary.", fromPosition: 1, toPosition: 6 }]);
    // It holds for a while.
    await send(long("q5", 1_000));
    expect(names()).toEqual(["q4", "ok", "q5"]);
    expect(await summaries()).toHaveLength(1);
    await send(long("q6", 1_000));
    await send(long("q7", 1_000));
    const [latest] = await summaries();
    expect(latest!.fromPosition).toBe(1);
    expect(latest!.toPosition).toBeGreaterThan(6);
    const asked = provider.requests.filter(isSummary);
    expect(asked.at(-1)!.body.messages.at(-1)!.content).toContain("Before that, in short: The summary.");
  });

  test("of a branch goes on with the summary of what it begins with", async () => {
    const { ada, provider } = world;
    let count = 0;
    provider.next((answer: any) => answer.text(`Summary ${++count}.`).finish(), { when: isSummary, always: true });
    provider.otherwise = answerWith("ok");
    const first = await start(ada, long("q1", 1_000));
    for (const name of ["q2", "q3", "q4"]) await first.send(long(name, 1_000));
    const branch = { title: "Branch", parentChatId: first.chatId };
    const chatId = await ada.mutation(api.chats.createChat, branch);
    const { threadId } = (await ada.query(api.chats.view, { chatId }))!;
    for (const name of ["b1", "b2", "b3"]) {
      await ada.mutation(api.streaming.send, { threadId, content: long(name, 1_000) });
      await settled(ada, chatId);
    }
    const [shared, own] = provider.requests.filter(isSummary).map(({ body }) => body.messages.at(-1).content);
    expect(shared).toMatch(/^USER: q1/);
    expect(own).toMatch(/^Before that, in short: Summary 1\.\n\nUSER: q4/);
    const [summary] = await ada.query(api.threadSummaries.list, { threadId });
    expect(summary).toMatchObject({ text: "Summary 2.", fromPosition: 1 });
    expect(lastTold().system).toContain("Summary 2.");
  });

  test("is summarised with all its messages, of which the longest are shortened", async () => {
    const { ada, provider } = world;
    provider.next(answerWith("The summary."), { when: isSummary, always: true });
    provider.otherwise = answerWith("ok");
    const { chatId, send, threadId } = await start(ada, "The password is tulip.");
    await ada.mutation(api.messages.addMessage, { chatId, role: "USER", content: long("log", 5_000) });
    await send("And now?");
    const [asked] = provider.requests.filter(isSummary).map(({ body }) => body.messages.at(-1).content);
    expect(asked).toMatch(/^USER: The password is tulip\.\n\nASSISTANT: ok\n\nUSER: log word .*…$/s);
    expect(estimateTokens(asked)).toBeLessThan(4_100);
    const summaries = await ada.query(api.threadSummaries.list, { threadId });
    expect(summaries).toMatchObject([{ fromPosition: 1, toPosition: 3 }]);
  });

  test("is left out all the same when no summary can be had", async () => {
    const { ada, provider } = world;
    provider.next((answer: any) => answer.refuse(500), { when: isSummary, always: true });
    provider.otherwise = answerWith("ok");
    const { send } = await start(ada, long("q1", 2_000));
    const { status } = await send(long("q2", 2_000));
    expect(status).toBe("complete");
    expect(names()).toEqual(["q2"]);
  });

  test("stays out without a summary where the model is the small one of this machine", async () => {
    const { ada, provider } = world;
    delete process.env.CONCLAVE_OLLAMA_URL;
    forget = setVariables({ CONCLAVE_LOCAL_URL: provider.url, CONCLAVE_LOCAL_KEY: "local-key", CONCLAVE_LOCAL_MODEL: "tiny" });
    provider.otherwise = answerWith("ok");
    const { send } = await start(ada, long("q1", 1_500));
    const { llmModel } = await send(long("q2", 1_500));
    await send(long("q3", 1_500));
    expect(llmModel).toBe("local/tiny");
    expect(names()).toEqual(["q2", "ok", "q3"]);
    expect(provider.requests.filter(isSummary)).toEqual([]);
    const { body, headers } = provider.answered.at(-1)!;
    expect(body).toMatchObject({ model: "tiny", max_tokens: 300 });
    expect(systemOf(body)).toBe("You are a helpful AI assistant.");
    for (const absent of ["tools", "temperature"]) expect(body).not.toHaveProperty(absent);
    expect(provider.requests.filter(isTitle)).toEqual([]);
    expect(headers.authorization).toBe("Bearer local-key");
  });

  test("ends with the answer itself where the small model of this machine goes on with it", async () => {
    const { ada, provider } = world;
    delete process.env.CONCLAVE_OLLAMA_URL;
    forget = setVariables({ CONCLAVE_LOCAL_URL: provider.url, CONCLAVE_LOCAL_KEY: "local-key", CONCLAVE_LOCAL_MODEL: "tiny" });
    provider.next((answer: any) => answer.text("Once upon a ").finish({ reason: "length" }));
    const { chatId } = await start(ada, "A story");
    const { messages } = (await ada.query(api.chats.view, { chatId }))!;
    provider.next(answerWith("time."));
    await ada.mutation(api.streaming.resume, { messageId: messages[1]!._id });
    expect((await settled(ada, chatId)).last.content).toBe("Once upon a time.");
    expect(lastTold().messages.at(-1)).toEqual({ role: "assistant", content: "Once upon a " });
  });

  test("is said by the provider where even the last message is too long", async () => {
    const { ada } = world;
    await start(ada, long("q1", 9_000));
    expect(names()).toEqual(["q1"]);
  });
});

test("an estimate of tokens knows dense scripts", () => {
  expect(estimateTokens("four char")).toBe(3);
  expect(estimateTokens("日本語")).toBe(3);
  expect(estimateTokens("")).toBe(0);
});

test("what is cut to tokens has no half of a character, and takes from the longest only", () => {
  expect(withinTokens("eight ch", 2)).toBe("eight ch");
  expect(withinTokens("eight characters", 2)).toBe("eight ch…");
  expect(withinTokens("日本語", 2)).toBe("日本…");
  expect(withinTokens("😀😀", 3)).toBe("😀…");
  expect(shareOf([1, 2, 3], 6)).toBe(Infinity);
  expect(shareOf([1, 9, 9], 11)).toBe(5);
  expect(shareOf([], 0)).toBe(Infinity);
});
