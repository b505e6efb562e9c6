import { v } from "convex/values";
import { mutation, query } from "./_generated/server";
import { findThread, findUser, requireThread, requireUser } from "./lib/access";
import { draftAt } from "./lib/drafts";
import { contentLengthMax } from "./lib/limits";
import { threadKind } from "./lib/shapes";
import { draftDocument } from "./lib/shapes/threads";
import { atMost, checkModel } from "./lib/text";
import { rootOf } from "./lib/threads";

/**
 * Without a thread: what is being written for a new task, chat or conversation. All versions of a chat share
 * one draft: whoever looks at another one is still writing the same.
 */
const place = { threadId: v.optional(v.id("threads")), kind: threadKind };

/** The caller's draft; null without one, or without such a thread. */
export const get = query({
  args: place,
  returns: v.union(draftDocument, v.null()),
  handler: async (ctx, { threadId, kind }) => {
    const user = await findUser(ctx);
    const thread = threadId && (await findThread(ctx, threadId));
    if (user === null || thread === null) {
      return null;
    }
    return await draftAt(ctx, user._id, thread ? { threadId: rootOf(thread), kind: thread.kind } : { kind });
  },
});

/** Keeps what is being written; without text there is nothing to keep. */
export const save = mutation({
  args: { ...place, content: v.string(), llmModel: v.optional(v.string()) },
  returns: v.null(),
  handler: async (ctx, { content, llmModel, ...where }) => {
    const user = await requireUser(ctx);
    const thread = where.threadId && (await requireThread(ctx, where.threadId));
    const at = thread ? { threadId: rootOf(thread), kind: thread.kind } : { kind: where.kind };
    atMost("The draft", content, contentLengthMax);
    if (llmModel !== undefined) checkModel(llmModel);
    const row = await draftAt(ctx, user._id, at);
    const draft = { content, llmModel, updatedAt: Date.now() };
    if (content === "") {
      if (row !== null) await ctx.db.delete("drafts", row._id);
    } else if (row === null) {
      await ctx.db.insert("drafts", { userId: user._id, ...at, ...draft });
    } else {
      await ctx.db.patch("drafts", row._id, draft);
    }
    return null;
  },
});
