import { v, type Infer } from "convex/values";
import { threadKind } from "../shapes";
import { contextUsed } from "./runs";

/** What a model is going to be told, before the bytes of files are read. No page sees it. */

const file = v.object({
  name: v.string(),
  contentType: v.string(),
  text: v.optional(v.string()),
  storageId: v.optional(v.id("_storage")),
});

const turn = v.object({
  role: v.union(v.literal("user"), v.literal("assistant")),
  text: v.string(),
  files: v.array(file),
});

/** A stretch of messages that does not fit, and for which no summary stands yet. */
const cut = v.object({
  threadId: v.id("threads"),
  fromPosition: v.number(),
  toPosition: v.number(),
});

const draft = v.object({
  model: v.string(),
  threadKind,
  userId: v.id("users"),
  system: v.string(),
  turns: v.array(turn),
  maxTokens: v.number(),
  /** Characters that the answer has already, where it goes on. */
  answerLength: v.number(),
  /** Parts that it has already. */
  answerParts: v.number(),
  context: contextUsed,
  cut: v.union(cut, v.null()),
});

/** In one value: what is exported by itself gets a type in Rust. */
export const promptShapes = { cut, draft };

export type PromptFile = Infer<typeof file>;
export type PromptTurn = Infer<typeof turn>;
export type PromptCut = Infer<typeof cut>;
export type PromptDraft = Infer<typeof draft>;
