import { beforeEach, expect, test, vi } from "vitest";
import { draftOf, keepDraft, keepDraftsOf } from "./drafts";

/** What browsers have. */
function storage() {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
}

beforeEach(() => vi.stubGlobal("localStorage", storage()));

test("a draft is its writer's alone, and goes when somebody else comes", () => {
  for (const [whose, text] of [["ada", "Private"], ["bob", "Mine"]] as const) keepDraft(whose, "new-chat", text);
  localStorage.setItem("other", "stays");
  expect([draftOf("ada", "new-chat"), draftOf("bob", "new-chat")]).toEqual(["Private", "Mine"]);
  keepDraftsOf("bob");
  expect([draftOf("ada", "new-chat"), draftOf("bob", "new-chat")]).toEqual(["", "Mine"]);
  expect(localStorage.getItem("other")).toBe("stays");
  keepDraft("bob", "new-chat", "");
  expect(localStorage.length).toBe(1);
});
