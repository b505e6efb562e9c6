import { afterEach, describe, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { createWorld, expectFailure, firstPage, letTimePass, type Person } from "./test.setup";

afterEach(() => void vi.useRealTimers());

const persona = { summary: "Has seen it all", traits: ["calm"] };

const advisor = (firstName: string, tags: string[] = []) => ({
  firstName,
  lastName: "Adler",
  persona,
  roleDefinition: { title: "Reviewer", instructions: "Review." },
  tags,
});

async function createAdvisor(person: Person, firstName: string, tags?: string[]) {
  letTimePass();
  return await person.mutation(api.advisors.createAdvisor, advisor(firstName, tags));
}

const names = async (person: Person, filter: { status?: "archived"; tag?: string } = {}) =>
  (await person.query(api.advisors.getAdvisors, filter)).map(({ firstName }) => firstName);

describe("advisors", () => {
  test("are chosen among the active ones, also by tag", async () => {
    const { ada } = createWorld();
    const advisorId = await createAdvisor(ada, "Ines", ["code"]);
    await createAdvisor(ada, "Jon", ["law"]);
    expect(await names(ada)).toEqual(["Jon", "Ines"]);
    expect(await names(ada, { tag: "code" })).toEqual(["Ines"]);
    await ada.mutation(api.advisors.updateAdvisor, { advisorId, status: "archived" });
    expect(await names(ada)).toEqual(["Jon"]);
    expect(await names(ada, { status: "archived" })).toEqual(["Ines"]);
  });

  test("are suggested behind an @ by name, role and tag", async () => {
    const { ada } = createWorld();
    const advisorId = await createAdvisor(ada, "Ines", ["code"]);
    const suggest = (text: string) => ada.query(api.advisors.mentionable, { text });
    const ines = { advisorId, name: "Ines Adler", role: "Reviewer" };
    for (const text of ["ine", "adler", "REVIEW", "cod", ""]) {
      expect(await suggest(text), text).toEqual([ines]);
    }
    expect(await suggest("nobody")).toEqual([]);
  });

  test("keep what their persona document has beyond our fields", async () => {
    const { ada } = createWorld();
    const advisorId = await createAdvisor(ada, "Ines");
    const change = {
      persona: { ...persona, extraJson: '{"mood":"good"}' },
      localization: { de: { title: "Prüferin" } },
      components: { greeting: "Hello" },
    };
    await ada.mutation(api.advisors.updateAdvisor, { advisorId, ...change });
    expect(await ada.query(api.advisors.getAdvisor, { advisorId })).toMatchObject({
      ...change,
      firstName: "Ines",
      schemaVersion: "1",
      status: "active",
    });
  });

  test.for([
    { firstName: "" },
    { imageUrl: "javascript:alert(1)" },
    { tags: Array.from({ length: 21 }, String) },
    { persona: { ...persona, extraJson: "{" } },
    { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, ""])) },
  ])("bad content is refused", async (bad) => {
    const { ada } = createWorld();
    const call = ada.mutation(api.advisors.createAdvisor, { ...advisor("Ines"), ...bad });
    await expectFailure(call, "INVALID_INPUT");
  });
});

describe("conversations", () => {
  const create = (person: Person, title: string, activeAdvisorId?: Id<"advisors">) =>
    person.mutation(api.conversations.createConversation, { title, activeAdvisorId });

  const list = async (person: Person) => {
    const args = { paginationOpts: firstPage() };
    return (await person.query(api.conversations.getConversations, args)).page;
  };

  test("are listed with who is active, last changed first", async () => {
    const { ada } = createWorld();
    const advisorId = await createAdvisor(ada, "Ines");
    const first = await create(ada, "first", advisorId);
    letTimePass();
    await create(ada, "second");
    letTimePass();
    const message = { sender: "user" as const, content: "Hi" };
    await ada.mutation(api.conversations.createMessage, { conversationId: first, ...message });
    expect((await list(ada)).map(({ conversation, advisor }) => [conversation.title, advisor])).toEqual([
      ["first", { advisorId, name: "Ines Adler", imageUrl: null }],
      ["second", null],
    ]);
  });

  test("change their advisor, or have none", async () => {
    const { ada } = createWorld();
    const conversationId = await create(ada, "x", await createAdvisor(ada, "Ines"));
    const advisorId = await createAdvisor(ada, "Jon");
    const activate = async (activeAdvisorId: Id<"advisors"> | null) => {
      const change = { conversationId, activeAdvisorId };
      await ada.mutation(api.conversations.updateConversation, change);
      return (await list(ada))[0]?.advisor?.name;
    };
    expect([await activate(advisorId), await activate(null)]).toEqual(["Jon Adler", undefined]);
  });

  test("know who speaks and who is named", async () => {
    const { ada } = createWorld();
    const advisorId = await createAdvisor(ada, "Ines");
    const conversationId = await create(ada, "x", advisorId);
    const say = (message: object) =>
      ada.mutation(api.conversations.createMessage, {
        conversationId,
        sender: "user",
        content: "Hi",
        ...message,
      });
    await say({ mentions: [advisorId, advisorId] });
    await say({ sender: "advisor", advisorId, tokensUsed: 12, contentJson: '{"a":1}' });
    const conversation = await ada.query(api.conversations.getConversation, { conversationId });
    expect(conversation?.messages).toMatchObject([
      { position: 1, role: "USER", mentions: [advisorId] },
      { position: 2, role: "ASSISTANT", advisorId, totalTokens: 12, contentJson: '{"a":1}' },
    ]);
    const args = { conversationId, paginationOpts: firstPage() };
    expect((await ada.query(api.conversations.getMessages, args)).page).toHaveLength(2);
    for (const bad of [
      { sender: "advisor" },
      { advisorId },
      { contentJson: "{" },
      { tokensUsed: -1 },
      { mentions: Array.from({ length: 11 }, () => advisorId) },
    ]) {
      await expectFailure(say(bad), "INVALID_INPUT");
    }
  });

  test("hide in the trash with what advisors remember of them, and come back", async () => {
    const { ada } = createWorld();
    const advisorId = await createAdvisor(ada, "Ines");
    const conversationId = await create(ada, "x", advisorId);
    const memory = { advisorId, conversationId, key: "tone", content: "Brief", importance: 1 };
    const memoryId = await ada.mutation(api.advisorMemories.put, memory);
    const visible = async () => [
      (await list(ada)).length,
      (await ada.query(api.advisorMemories.list, { advisorId, conversationId })).length,
    ];
    expect(await visible()).toEqual([1, 1]);
    await ada.mutation(api.conversations.deleteConversation, { conversationId });
    expect(await visible()).toEqual([0, 0]);
    const update = ada.mutation(api.advisorMemories.update, { memoryId, content: "x" });
    await expectFailure(update, "NOT_FOUND");
    await ada.mutation(api.conversations.restoreConversation, { conversationId });
    expect(await visible()).toEqual([1, 1]);
  });
});

describe("memories of advisors", () => {
  test("are found by their words, of all conversations that are not in the trash", async () => {
    const { ada, bob } = createWorld();
    const [ines, jon] = [await createAdvisor(ada, "Ines"), await createAdvisor(ada, "Jon")];
    const conversationId = await ada.mutation(api.conversations.createConversation, {});
    const put = (advisorId: Id<"advisors">, key: string, content: string, place = {}) =>
      ada.mutation(api.advisorMemories.put, { advisorId, key, content, importance: 0.5, ...place });
    await put(ines, "a", "Prefers tea in the morning");
    await put(ines, "b", "Tea, never coffee", { conversationId });
    await put(ines, "c", "Lives by the sea");
    await put(jon, "a", "Sells tea");
    const search = async (text: string, person = ada) =>
      (await person.query(api.advisorMemories.search, { advisorId: ines, text }))
        .map(({ content }) => content)
        .sort();
    expect(await search(" TEA ")).toEqual(["Prefers tea in the morning", "Tea, never coffee"]);
    expect([await search(" "), await search("nothing"), await search("tea", bob)]).toEqual([[], [], []]);
    await ada.mutation(api.conversations.deleteConversation, { conversationId });
    expect(await search("tea")).toEqual(["Prefers tea in the morning"]);
  });

  test("are one per key, for a conversation or for all", async () => {
    const { ada } = createWorld();
    const advisorId = await createAdvisor(ada, "Ines");
    const conversationId = await ada.mutation(api.conversations.createConversation, {});
    const put = (content: string, place = {}) =>
      ada.mutation(api.advisorMemories.put, { advisorId, key: "tone", content, importance: 0.5, ...place });
    const list = async (place = {}) =>
      (await ada.query(api.advisorMemories.list, { advisorId, ...place })).map(({ content }) => content);
    const first = await put("long");
    expect(await put("brief")).toBe(first);
    await put("formal", { conversationId });
    expect([await list(), await list({ conversationId })]).toEqual([["brief"], ["formal"]]);
    const bad = { advisorId, key: "", content: "x", importance: 0.5 };
    await expectFailure(ada.mutation(api.advisorMemories.put, bad), "INVALID_INPUT");
    const wild = { memoryId: first, importance: 2 };
    await expectFailure(ada.mutation(api.advisorMemories.update, wild), "INVALID_INPUT");
    await ada.mutation(api.advisorMemories.remove, { memoryId: first });
    expect(await list()).toEqual([]);
  });
});
