import { v } from "convex/values";
import { threadKind } from "../shapes";
import { contextUsed } from "./runs";

/** What a model is going to be told, before the bytes of files are read. */

export const promptFile = v.object({
  name: v.string(),
  contentType: v.string(),
  text: v.optional(v.string()),
  storageId: v.optional(v.id("_storage")),
});

export const promptTurn = v.object({
  role: v.union(v.literal("user"), v.literal("assistant")),
  text: v.string(),
  files: v.array(promptFile),
});

/** A stretch of messages that does not fit, and for which no summary stands yet. */
export const promptCut = v.object({
  threadId: v.id("threads"),
  fromPosition: v.number(),
  toPosition: v.number(),
});

export const promptDraft = v.object({
  model: v.string(),
  threadKind,
  userId: v.id("users"),
  system: v.string(),
  turns: v.array(promptTurn),
  maxTokens: v.number(),
  /** Characters that the answer has already, where it goes on. */
  answerLength: v.number(),
  context: contextUsed,
  cut: v.union(promptCut, v.null()),
});
