import { RAG } from "@convex-dev/rag";
import { v } from "convex/values";
import { components } from "./_generated/api";
import { action } from "./_generated/server";
import { DIMENSIONS, embeddingModel, languageModel } from "./models";

const rag = new RAG<{ shelf: string }>(components.rag, {
  textEmbeddingModel: embeddingModel,
  embeddingDimension: DIMENSIONS,
  filterNames: ["shelf"],
});
const namespace = "library";

export const add = action({
  args: { key: v.string(), shelf: v.string(), text: v.string() },
  handler: async (ctx, { shelf, ...entry }): Promise<string | undefined> => {
    const { replacedEntry } = await rag.add(ctx, { namespace, ...entry, filterValues: [{ name: "shelf", value: shelf }] });
    return replacedEntry?.key;
  },
});
export const search = action({
  args: { query: v.string(), shelf: v.optional(v.string()), searchType: v.optional(v.union(v.literal("vector"), v.literal("text"), v.literal("hybrid"))) },
  handler: async (ctx, { shelf, ...options }): Promise<(string | undefined)[]> => {
    const filters = shelf === undefined ? [] : [{ name: "shelf" as const, value: shelf }];
    return (await rag.search(ctx, { namespace, ...options, filters, limit: 3 })).entries.map(({ key }) => key);
  },
});
export const answer = action({
  args: { prompt: v.string() },
  handler: async (ctx, { prompt }): Promise<string> => (await rag.generateText(ctx, { search: { namespace, limit: 1 }, prompt, model: languageModel })).text,
});
