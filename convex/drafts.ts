import { v } from "convex/values";
import type { Id } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";
import { mutation, query } from "./_generated/server";
import { findThread, findUser, requireThread, requireUser } from "./lib/access";
import { contentLengthMax } from "./lib/limits";
import { threadKind } from "./lib/shapes";
import { draftDocument } from "./lib/shapes/threads";
import { atMost, checkModel } from "./lib/text";

type Place = { threadId?: Id<"threads">; kind: typeof threadKind.type };

/** Without a thread: what is being written for a new task, chat or conversation. */
const place = { threadId: v.optional(v.id("threads")), kind: threadKind };

const find = async (ctx: QueryCtx, userId: Id<"users">, { threadId, kind }: Place) =>
  await ctx.db
    .query("drafts")
    .withIndex("by_user", (q) => q.eq("userId", userId).eq("threadId", threadId).eq("kind", kind))
    .unique();

/** The caller's draft; null without one, or without such a thread. */
export const get = query({
  args: place,
  returns: v.union(draftDocument, v.null()),
  handler: async (ctx, { threadId, kind }) => {
    const user = await findUser(ctx);
    const isVisible = threadId === undefined || (await findThread(ctx, threadId)) !== null;
    return user !== null && isVisible ? await find(ctx, user._id, { threadId, kind }) : null;
  },
});

/** Keeps what is being written; without text there is nothing to keep. */
export const save = mutation({
  args: { ...place, content: v.string(), llmModel: v.optional(v.string()) },
  returns: v.null(),
  handler: async (ctx, { content, llmModel, ...where }) => {
    const user = await requireUser(ctx);
    const thread = where.threadId && (await requireThread(ctx, where.threadId));
    const at = { ...where, kind: thread?.kind ?? where.kind };
    atMost("The draft", content, contentLengthMax);
    if (llmModel !== undefined) checkModel(llmModel);
    const row = await find(ctx, user._id, at);
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
