import { afterEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "./_generated/api";
import { searchScanMax } from "./lib/limits";
import { createTask, createWorld, expectFailure, firstPage, letTimePass, type Person } from "./test.setup";

afterEach(() => void vi.useRealTimers());

type Fields = { repoFullName?: string; category?: "GENERAL" | "TESTING" };

async function add(person: Person, content: string, fields: Fields = {}) {
  letTimePass();
  return await person.mutation(api.memories.create, { content, category: "GENERAL", ...fields });
}

const list = async (person: Person, filter: { repoFullName?: string | null; category?: "TESTING" } = {}) => {
  const result = await person.query(api.memories.list, { paginationOpts: firstPage(), ...filter });
  return result.page.map(({ content }) => content);
};

async function createMemories(person: Person) {
  await add(person, "Answer briefly");
  await add(person, "Run the linter", { repoFullName: "a/one" });
  await add(person, "Tests live in spec", { repoFullName: "a/one", category: "TESTING" });
  await add(person, "Use tabs", { repoFullName: "b/two" });
  await add(person, "Never sleep in tests", { category: "TESTING" });
}

test("are listed by repository and category, last changed first", async () => {
  const { ada } = createWorld();
  await createMemories(ada);
  expect(await list(ada)).toHaveLength(5);
  expect(await list(ada, { repoFullName: "a/one" })).toEqual(["Tests live in spec", "Run the linter"]);
  expect(await list(ada, { repoFullName: null })).toEqual(["Never sleep in tests", "Answer briefly"]);
  expect(await list(ada, { category: "TESTING" })).toEqual(["Never sleep in tests", "Tests live in spec"]);
  expect(await list(ada, { repoFullName: "a/one", category: "TESTING" })).toEqual(["Tests live in spec"]);
  expect(await ada.query(api.memories.repositories, {})).toEqual(["a/one", "b/two"]);
});

test("are found by their text and their repository", async () => {
  const { ada, bob } = createWorld();
  await createMemories(ada);
  const search = async (text: string, person = ada) =>
    (await person.query(api.memories.search, { text })).map(({ content }) => content);
  expect(await search(" TESTS ")).toEqual(["Never sleep in tests", "Tests live in spec"]);
  expect(await search("b/two")).toEqual(["Use tabs"]);
  expect([await search(" "), await search("tabs", bob)]).toEqual([[], []]);
});

test("are found by their words however many are newer, in their scope", async () => {
  const { ada, bob, deployment } = createWorld();
  await add(ada, "The tide turns at noon", { repoFullName: "a/one" });
  await add(ada, "Mind the tide", { category: "TESTING" });
  await add(bob, "No tide here");
  const userId = await ada.mutation(api.auth.upsertUser, {});
  await deployment.run(async (ctx) => {
    const row = { userId, content: "Newer", category: "TESTING" as const, createdAt: 0 };
    const updatedAt = Date.now() + 1_000;
    for (const repoFullName of [undefined, "a/one"]) {
      for (let index = 0; index < searchScanMax; index++) {
        await ctx.db.insert("memories", { ...row, repoFullName, updatedAt });
      }
    }
  });
  const search = async (filter: object = {}) =>
    (await ada.query(api.memories.search, { text: "TIDE", ...filter })).map(({ content }) => content);
  expect(await search()).toEqual(["Mind the tide", "The tide turns at noon"]);
  expect(await search({ repoFullName: null })).toEqual(["Mind the tide"]);
  expect(await search({ repoFullName: "a/one" })).toEqual(["The tide turns at noon"]);
  expect(await search({ category: "TESTING" })).toEqual(["Mind the tide"]);
});

test("change in part, and move between a repository and everywhere", async () => {
  const { ada } = createWorld();
  const memoryId = await add(ada, "Use tabs", { repoFullName: "b/two" });
  const update = (change: object) => ada.mutation(api.memories.update, { memoryId, ...change });
  await update({ content: "Use spaces", category: "STYLES" });
  expect(await list(ada, { repoFullName: "b/two" })).toEqual(["Use spaces"]);
  await update({ repoFullName: null });
  expect(await list(ada, { repoFullName: null })).toEqual(["Use spaces"]);
  await ada.mutation(api.memories.remove, { memoryId });
  expect(await list(ada)).toEqual([]);
  await expectFailure(update({ content: "x" }), "NOT_FOUND");
});

test("outlive the task they were learnt in", async () => {
  vi.useFakeTimers();
  const { ada, deployment } = createWorld();
  const taskId = await ada.mutation(api.tasks.create, {
    title: "Learn",
    repoFullName: "a/one",
    repoUrl: "https://code.test/a/one",
  });
  await deployment.mutation(internal.memories.learn, { taskId, content: "Mind the gap", category: "BUGS" });
  const ofTask = () => ada.query(api.memories.byTask, { taskId });
  expect(await ofTask()).toMatchObject([{ content: "Mind the gap", repoFullName: "a/one", taskId }]);
  await ada.mutation(api.tasks.remove, { taskId });
  await deployment.finishAllScheduledFunctions(vi.runAllTimers);
  expect(await ofTask()).toEqual([]);
  const { page } = await ada.query(api.memories.list, { paginationOpts: firstPage() });
  expect(page).toMatchObject([{ content: "Mind the gap", repoFullName: "a/one" }]);
  expect(page[0]).not.toHaveProperty("taskId");
});

test("take the repository of the task they are created for", async () => {
  const { ada } = createWorld();
  const taskId = await createTask(ada);
  await ada.mutation(api.memories.create, { content: "x", category: "GENERAL", taskId });
  expect(await list(ada, { repoFullName: null })).toEqual(["x"]);
});

test("are told to an agent by repository, unless the person has switched them off", async () => {
  const { ada, deployment } = createWorld();
  const userId = await ada.mutation(api.auth.upsertUser, {});
  await createMemories(ada);
  const forPrompt = async (repoFullName?: string) =>
    (await deployment.query(internal.memories.forPrompt, { userId, repoFullName })).map(
      ({ content }) => content,
    );
  expect(await forPrompt()).toEqual(["Never sleep in tests", "Answer briefly"]);
  expect(await forPrompt("b/two")).toEqual(["Use tabs", "Never sleep in tests", "Answer briefly"]);
  await ada.mutation(api.userSettings.update, { memoriesEnabled: false });
  expect(await forPrompt("b/two")).toEqual([]);
});

test.for([
  { content: " " },
  { content: "x".repeat(2_001) },
  { content: "x", repoFullName: "nowhere" },
])("bad input is refused: $content", async (fields) => {
  const { ada } = createWorld();
  await expectFailure(add(ada, fields.content, fields), "INVALID_INPUT");
});
