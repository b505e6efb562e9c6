import { v } from "convex/values";
import type { Doc, Id } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";
import { mutation, query } from "./_generated/server";
import {
  findAdvisor,
  findConversation,
  requireAdvisor,
  requireAdvisorMemory,
  requireConversation,
  requireMessage,
  requireUser,
} from "./lib/access";
import { checkMemoryKey } from "./lib/advisors";
import { limitReached } from "./lib/errors";
import {
  advisorMemoriesMax,
  memoryLengthMax,
  searchResultsMax,
  searchScanMax,
} from "./lib/limits";
import { needleOf } from "./lib/search";
import { advisorMemoryDocument } from "./lib/shapes/chats";
import { bounded, checkRange } from "./lib/text";

type Place = { advisorId: Id<"advisors">; conversationId?: Id<"conversations"> };

const ofPlace = async (ctx: QueryCtx, { advisorId, conversationId }: Place) =>
  await ctx.db
    .query("advisorMemories")
    .withIndex("by_advisor_conversation", (q) =>
      q.eq("advisorId", advisorId).eq("conversationId", conversationId),
    )
    .take(advisorMemoriesMax);

/**
 * What an advisor remembers of a conversation, or without one of all of them, by key; empty where there is
 * no such advisor or conversation.
 */
export const list = query({
  args: { advisorId: v.id("advisors"), conversationId: v.optional(v.id("conversations")) },
  returns: v.array(advisorMemoryDocument),
  handler: async (ctx, place) => {
    const { advisorId, conversationId } = place;
    const isVisible =
      (await findAdvisor(ctx, advisorId)) !== null &&
      (conversationId === undefined || (await findConversation(ctx, conversationId)) !== null);
    return isVisible ? await ofPlace(ctx, place) : [];
  },
});

/**
 * What an advisor remembers that holds the words, best match first, of all conversations that are not in the
 * trash; empty where there is no such advisor.
 */
export const search = query({
  args: { advisorId: v.id("advisors"), text: v.string() },
  returns: v.array(advisorMemoryDocument),
  handler: async (ctx, { advisorId, text }) => {
    const advisor = await findAdvisor(ctx, advisorId);
    const words = needleOf(text);
    return advisor === null || words === "" ? [] : await holdingWords(ctx, advisor, words);
  },
});

async function holdingWords(
  ctx: QueryCtx,
  { _id, userId }: Doc<"advisors">,
  words: string,
): Promise<Doc<"advisorMemories">[]> {
  const memories = ctx.db
    .query("advisorMemories")
    .withSearchIndex("search_content", (q) =>
      q.search("content", words).eq("userId", userId).eq("advisorId", _id),
    );
  const isVisible = new Map<Id<"conversations"> | undefined, boolean>([[undefined, true]]);
  const found: Doc<"advisorMemories">[] = [];
  let read = 0;
  for await (const memory of memories) {
    const { conversationId } = memory;
    if (conversationId !== undefined && !isVisible.has(conversationId)) {
      isVisible.set(conversationId, (await findConversation(ctx, conversationId)) !== null);
    }
    if (isVisible.get(conversationId)) found.push(memory);
    read += 1;
    if (found.length >= searchResultsMax || read >= searchScanMax) break;
  }
  return found;
}

/** Remembers something under a key, in place of what was there. */
export const put = mutation({
  args: {
    advisorId: v.id("advisors"),
    conversationId: v.optional(v.id("conversations")),
    key: v.string(),
    content: v.string(),
    importance: v.number(),
    sourceMessageId: v.optional(v.id("messages")),
  },
  returns: v.id("advisorMemories"),
  handler: async (ctx, args) => {
    const user = await requireUser(ctx);
    const { advisorId, conversationId, key } = args;
    await requireAdvisor(ctx, advisorId);
    if (conversationId !== undefined) await requireConversation(ctx, conversationId);
    if (args.sourceMessageId !== undefined) await requireMessage(ctx, args.sourceMessageId);
    checkMemoryKey(key);
    checkFields(args);
    const updatedAt = Date.now();
    const known = await ctx.db
      .query("advisorMemories")
      .withIndex("by_advisor_conversation", (q) =>
        q.eq("advisorId", advisorId).eq("conversationId", conversationId).eq("key", key),
      )
      .unique();
    if (known !== null) {
      await ctx.db.patch("advisorMemories", known._id, { ...args, updatedAt });
      return known._id;
    }
    if ((await ofPlace(ctx, args)).length >= advisorMemoriesMax) {
      throw limitReached(`An advisor can remember at most ${advisorMemoriesMax} things.`);
    }
    const row = { ...args, userId: user._id, createdAt: updatedAt, updatedAt };
    return await ctx.db.insert("advisorMemories", row);
  },
});

export const update = mutation({
  args: {
    memoryId: v.id("advisorMemories"),
    content: v.optional(v.string()),
    importance: v.optional(v.number()),
  },
  returns: v.null(),
  handler: async (ctx, { memoryId, ...fields }) => {
    await requireAdvisorMemory(ctx, memoryId);
    checkFields(fields);
    await ctx.db.patch("advisorMemories", memoryId, { ...fields, updatedAt: Date.now() });
    return null;
  },
});

export const remove = mutation({
  args: { memoryId: v.id("advisorMemories") },
  returns: v.null(),
  handler: async (ctx, { memoryId }) => {
    await requireAdvisorMemory(ctx, memoryId);
    await ctx.db.delete("advisorMemories", memoryId);
    return null;
  },
});

function checkFields(fields: Partial<Pick<Doc<"advisorMemories">, "content" | "importance">>) {
  if (fields.content !== undefined) bounded("The memory", fields.content, memoryLengthMax);
  if (fields.importance !== undefined) checkRange("The importance", fields.importance, 0, 1);
}
