import { afterEach, describe, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import { putKey, setVariables } from "./generation.setup";
import { catalogue, smallModels } from "./lib/catalogue";
import { costOf, findModel } from "./lib/models";
import { addressOf } from "./lib/providers/prompt";
import { createWorld, type Person } from "./test.setup";
import { titleOf } from "./titles";

let forget = () => {};
afterEach(() => {
  forget();
  vi.clearAllTimers();
  vi.useRealTimers();
});

const available = async (person: Person) =>
  (await person.query(api.models.list, {})).filter(({ isAvailable }) => isAvailable).map(({ id }) => id);

/** Which model answers a new chat. No action runs. */
async function chosen(person: Person, llmModel?: string) {
  vi.useFakeTimers();
  const { chatId } = await person.mutation(api.chats.start, { content: "Hello", llmModel });
  const { messages } = (await person.query(api.chats.view, { chatId }))!;
  return messages[1]!.llmModel;
}

describe("the list of models", () => {
  test("says what is missing where nothing can answer", async () => {
    const { ada } = createWorld();
    await ada.mutation(api.auth.upsertUser, {});
    const models = await ada.query(api.models.list, {});
    expect(models.every(({ isAvailable, reason }) => !isAvailable && reason !== null)).toBe(true);
    const local = models.find(({ provider }) => provider === "local");
    expect(local!.reason).toMatch(/Set a key .* `cargo xtask model`/);
  });

  test("offers those of a provider with a key, and of this server", async () => {
    const { ada, bob, deployment } = createWorld();
    forget = setVariables({ CONCLAVE_LOCAL_URL: "http://x.test", CONCLAVE_LOCAL_MODEL: "tiny" });
    await putKey(deployment, ada, "openai", "sk-x");
    await bob.mutation(api.auth.upsertUser, {});
    const ofOpenAi = catalogue.filter(({ provider }) => provider === "openai").map(({ id }) => id);
    expect(await available(ada)).toEqual([...ofOpenAi, "local/tiny"]);
    expect(await available(bob)).toEqual(["local/tiny"]);
    const local = (await bob.query(api.models.list, {})).find(({ id }) => id === "local/tiny");
    expect(local).toMatchObject({ isLocal: true, note: expect.stringContaining("often wrong") });
  });

  test("begins with what answers, and says what is shown pictures", async () => {
    const { ada, deployment } = createWorld();
    await putKey(deployment, ada, "openrouter", "sk-x");
    const models = await ada.query(api.models.list, {});
    const first = models.findIndex(({ isAvailable }) => !isAvailable);
    expect(first).toBe(catalogue.filter(({ provider }) => provider === "openrouter").length);
    expect(models.slice(first).some(({ isAvailable }) => isAvailable)).toBe(false);
    expect(models.find(({ id }) => id === "gpt-5")).toMatchObject({ takesImages: true });
    expect(models.find(({ provider }) => provider === "local")).toMatchObject({ takesImages: false });
  });

  test("has what somebody has selected by its name", async () => {
    const { ada, deployment } = createWorld();
    await putKey(deployment, ada, "openrouter", "sk-x");
    await ada.mutation(api.userSettings.update, { selectedModels: ["acme/brand-new", "no model"] });
    expect(await available(ada)).toContain("acme/brand-new");
    expect((await ada.query(api.models.list, {})).map(({ id }) => id)).not.toContain("no model");
  });
});

describe("the model that answers is", () => {
  test("the one that is wanted, the last one of the thread, the first selected one, then the first one", async () => {
    const { ada, deployment } = createWorld();
    await putKey(deployment, ada, "openai", "sk-x");
    expect(await chosen(ada)).toBe("gpt-5");
    await ada.mutation(api.userSettings.update, { selectedModels: ["claude-opus-4-1-20250805", "gpt-4.1"] });
    expect(await chosen(ada)).toBe("gpt-4.1");
    expect(await chosen(ada, "gpt-4o-mini")).toBe("gpt-4o-mini");
    const { chatId } = await ada.mutation(api.chats.start, { content: "Hello", llmModel: "gpt-4o" });
    const { threadId } = (await ada.query(api.chats.view, { chatId }))!;
    await ada.mutation(api.streaming.send, { threadId, content: "More", mode: "interrupt" });
    const { messages } = (await ada.query(api.chats.view, { chatId }))!;
    expect(messages.at(-1)).toMatchObject({ role: "ASSISTANT", llmModel: "gpt-4o" });
  });
});

describe("the catalogue (A21)", () => {
  test("names each model once, and small ones that there are", () => {
    const ids = catalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [provider, id] of Object.entries(smallModels)) {
      expect(findModel(id!)).toMatchObject({ provider });
    }
  });

  test("leaves room to think and to read in every model", () => {
    for (const { id, contextTokens, outputTokens, thinkingTokens = 0, temperature } of catalogue) {
      expect(outputTokens, id).toBeGreaterThan(thinkingTokens);
      expect(contextTokens, id).toBeGreaterThan(2 * outputTokens);
      expect(thinkingTokens > 0 && temperature !== undefined, id).toBe(false);
    }
  });

  test("knows what an answer has cost: what was kept is cheaper", () => {
    const model = findModel("claude-sonnet-4-20250514")!;
    const usage = { promptTokens: 1_000, completionTokens: 100, cacheReadTokens: 600, cacheWriteTokens: 100 };
    expect(costOf(model, usage)).toBeCloseTo((300 * 3 + 600 * 0.3 + 100 * 3.75 + 100 * 15) / 1e6, 12);
    expect(costOf(model, { ...usage, reportedCost: 0.5 })).toBe(0.5);
    expect(costOf(findModel("acme/unknown")!, usage)).toBeUndefined();
  });
});

test.for([
  ["https://api.openai.com/v1", "https://api.openai.com/v1/x"],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/x"],
  ["https://openrouter.ai/api/v1/", "https://openrouter.ai/api/v1/x"],
  ["https://gate.test/models/v1beta", "https://gate.test/models/v1beta/x"],
] as const)("the address %s is asked at %s", ([base, address]) => {
  expect(addressOf(base, "/x")).toBe(address);
});

test.for([
  ["A plain title", "A plain title"],
  ['"Quoted title."', "Quoted title"],
  ["**Title: Bold**", "Bold"],
  ["\n# Heading\nand more", "Heading"],
  ["“Über Äpfel”", "Über Äpfel"],
  ["x".repeat(60), `${"x".repeat(49)}…`],
  ["  \n ", ""],
] as const)("the title in %o is %o", ([said, title]) => {
  expect(titleOf(said)).toBe(title);
});
