import { v } from "convex/values";
import { messageRole, threadKind } from "../shapes";

/** What a search over everything finds. */

export const searchHitKind = v.union(
  v.literal("task"),
  v.literal("chat"),
  v.literal("conversation"),
  v.literal("todo"),
  v.literal("advisor"),
  v.literal("memory"),
  v.literal("message"),
);

export const searchHit = v.object({
  kind: searchHitKind,
  /** The id of what was found. */
  documentId: v.string(),
  /** Its name; of a message and a todo that of what it stands in. */
  title: v.string(),
  /** The words with what is around them, where the title does not hold them. */
  snippet: v.union(v.string(), v.null()),
  /** Where a message or a todo stands; a todo of the inbox stands nowhere. */
  place: v.union(
    v.object({
      kind: threadKind,
      documentId: v.string(),
      /** A version that holds the message, the shown one if it does. */
      threadId: v.id("threads"),
      position: v.union(v.number(), v.null()),
    }),
    v.null(),
  ),
  updatedAt: v.number(),
});

/** What a search in one thread finds, the latest message first. */
export const threadHits = v.object({
  /** What was searched for, as it was asked. */
  text: v.string(),
  hits: v.array(
    v.object({
      messageId: v.id("messages"),
      position: v.number(),
      role: messageRole,
      /** The words with what is around them. */
      snippet: v.string(),
      createdAt: v.number(),
    }),
  ),
  /** Whether there may be more. */
  isCut: v.boolean(),
});
